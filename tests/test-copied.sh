#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a person copies off the screen comes back: values are shown in tmux at several
# widths, copied out of the terminal's cells, where blanks at the ends of rows are lost and
# values go on in indented rows, and pasted.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP too slow under valgrind'
	exit 0
fi
if ! command -v tmux >/dev/null || ! command -v openssl >/dev/null; then
	echo '1..0 # SKIP no tmux (Debian: tmux), or no openssl'
	exit 0
fi
. "$TESTS/tap.sh"
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
# shellcheck source=tests/copied.sh
. "$TESTS/copied.sh"
cd "$dir" || exit 1

host=a-rather-long-host-name.department.example.org
first="CN=$host,O=Example Organisation of Many Words Ltd,L=Doe\\, John and more,C=DE"
$PEMDECK ssl issue --purpose server --dn "$first" --out issued >/dev/null 2>&1 || exit 1
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256.key 2>/dev/null
openssl req -x509 -new -key p256.key -subj /CN=agent -days 30 -out p256.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out rsa.key 2>/dev/null
openssl req -x509 -new -key rsa.key -subj /CN=agent -days 30 -out rsa.pem
for kind in p256 rsa; do
	$PEMDECK encryption import $kind.pem --alias $kind \
		--private-key-path "$dir/$kind.key" >/dev/null || exit 1
done
printf 'the secret' >plain
serial=$(openssl x509 -in issued/cert.pem -noout -serial)
serial=${serial#serial=}
print=$(openssl x509 -in issued/cert.pem -noout -fingerprint -sha256)
print=${print#*=}

# comes_back COLUMNS: what Show of the issued certificate shows.
comes_back() {
	begin "$1"
	press Down Enter
	shows '^-----END CERTIFICATE' "$1 columns: a certificate is shown"
	copy_value 'Serial number' >serial
	copy_value 'Serial number, decimal' >decimal
	copy_value 'SHA-256 fingerprint' >print
	copy_value Subject >subject
	copy_pem >pem
	for notation in serial decimal; do
		succeeds "$1 columns: the $notation finds it" ssl show "$(cat $notation)"
		prints "$serial" "$1 columns: and no other"
	done
	check "$1 columns: the PEM text is a certificate" openssl x509 -in pem -noout
	succeeds "$1 columns: and is taken" trust import pem
	succeeds "$1 columns: the fingerprint finds it" trust show "$(cat print)"
	prints "$print" "$1 columns: and no other"
	succeeds "$1 columns: and takes it out" trust remove "$(cat print)" --yes
	press y
	shows '^(Sent to tmux|\(Sent)' "$1 columns: y sends it"
	mux show-buffer >sent
	check "$1 columns: which is the certificate" cmp sent issued/cert.pem
	press w
	shows '\[ Write' "$1 columns: w asks for a file"
	press C-u
	press -l "$dir/written$1"
	shows "written$1" "$1 columns: named here"
	press F2
	shows 'Written to' "$1 columns: and writes it"
	check "$1 columns: the PEM text in it is the certificate" sh -c \
		"openssl x509 -in written$1 | cmp - issued/cert.pem"
	press q
}

# subject_comes_back COLUMNS: into the form, by a paste, and on the command line.
subject_comes_back() {
	succeeds "$1 columns: the subject as copied is one" --store "$dir/other" ssl issue \
		--purpose server --dn "$(cat subject)" --out "again$1"
	same "$(openssl x509 -in issued/cert.pem -noout -subject)" \
		"$(openssl x509 -in "again$1/cert.pem" -noout -subject)" "$1 columns: the same"
	press n
	shows '^Issue' "$1 columns: the form"
	paste subject
	press Tab
	shows "DNS:" "$1 columns: the subject is taken"
}

# value_comes_back COLUMNS ALIAS BITS: sealed and opened on the screen.
value_comes_back() {
	begin "$1"
	press 3
	shows '\[3 Encryption\]' "$1 columns: Encryption"
	press Home
	[ "$2" = p256 ] || press Down
	press s
	shows '^Encrypt: ' "$1 columns, $2: the form"
	paste plain
	press Tab Tab Tab
	case $3 in
	192) press Right ;;
	256) press Right Right ;;
	esac
	press F2
	shows '^enc:' "$1 columns, $2, $3 bits: the value is shown"
	sed -n '/^enc:/,/^$/p' seen >value
	press y
	shows 'Sent to' "$1 columns, $2, $3 bits: y sends it"
	mux show-buffer >sent
	same 'the secret' "$($PEMDECK encryption decrypt --key "$2.key" <sent 2>&1)" \
		"$1 columns, $2, $3 bits: which opens"
	press q
	press v
	shows '^Decrypt: ' "$1 columns, $2: the form to open it"
	paste value
	press F2
	shows '^the secret' "$1 columns, $2, $3 bits: and comes back"
	press q
	same 'the secret' "$($PEMDECK encryption decrypt --key "$2.key" <value 2>&1)" \
		"$1 columns, $2, $3 bits: on the command line too"
}

for columns in 40 80 132; do
	# Whatever comes next would only wait for what cannot come.
	[ "$tap_failed" -eq 0 ] || break
	comes_back $columns
	subject_comes_back $columns
	for bits in 128 256; do
		[ "$tap_failed" -eq 0 ] || break
		value_comes_back $columns p256 $bits
		value_comes_back $columns rsa $bits
	done
done
tap_done
