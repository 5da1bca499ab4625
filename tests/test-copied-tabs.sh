#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a person copies off the details of any tab comes back: certificates, a signing request,
# a private key, fingerprints, serial numbers and names, as they are selected in the terminal's
# cells at several widths; and what y sends and w writes of them.
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

long='O=Example Organisation of Many Words Ltd,L=Doe\, John and more,C=DE'
openssl ecparam -name prime256v1 -genkey -noout -out agent.key
openssl req -x509 -new -key agent.key -days 30 -out agent.pem \
	-subj '/CN=agent-with-a-rather-long-name.department.example.org/O=Example, and Sons/C=DE'
$PEMDECK encryption add --alias agent --pem agent.pem >/dev/null || exit 1
$PEMDECK trust import agent.pem >/dev/null || exit 1
$PEMDECK tls request --yes --dn "CN=host-with-a-long-name.department.example.org,$long" request.pem \
	>/dev/null || exit 1
for tab in ssl signature tls; do
	$PEMDECK $tab export $tab.pem >/dev/null || exit 1
	openssl x509 -in $tab.pem -out $tab.pem
done
cp agent.pem encryption.pem
cp agent.pem trust.pem

# open_page COLUMNS KEYS PATTERN: the details behind these keys.
open_page() {
	begin "$1"
	# shellcheck disable=SC2086
	press $2
	shows "$3" "$1 columns, $2: it is shown"
}
# send_and_write WORDS: y and w, of what is on the screen; what was sent is in ./sent.
send_and_write() {
	press y
	shows '^(Sent to tmux|\(Sent)' "$1: y sends it"
	mux show-buffer >sent
	rm -f written
	press w
	shows '\[ Write' "$1: w asks for a file"
	press C-u
	press -l "$dir/written"
	shows '/written' "$1: named here"
	press F2
	shows 'Written to' "$1: and writes it"
}
# shellcheck disable=SC2317 # these are called by their names
# is_certificate FILE CERTIFICATE
is_certificate() {
	openssl x509 -in "$1" | cmp - "$2"
}
# certificate_comes_back COLUMNS TAB KEYS
certificate_comes_back() {
	where="$1 columns, $2"
	open_page "$1" "$3" '^-----END CERTIFICATE'
	copy_pem >pem
	check "$where: the PEM text is the certificate" is_certificate pem "$2.pem"
	# Of a chain, the first.
	sed '/^-----END CERTIFICATE/q' seen >first && mv first seen
	copy_value 'SHA-256 fingerprint' | tr -d ' \n' >print
	same "$(openssl x509 -in "$2.pem" -noout -fingerprint -sha256 | sed 's/.*=//')" "$(cat print)" \
		"$where: the fingerprint is its"
	copy_value 'Serial number' >serial
	same "$(openssl x509 -in "$2.pem" -noout -serial | sed 's/.*=//')" "$(tr -d ': \n' <serial)" \
		"$where: the serial number is its"
	copy_value Subject >subject
	succeeds "$where: the subject is a name" --store "$dir/other" tls request --yes \
		--dn "$(cat subject)" again
	same "$(openssl x509 -in "$2.pem" -noout -subject)" \
		"$(openssl req -in again -noout -subject)" "$where: the same"
	send_and_write "$where"
	check "$where: what was sent is the certificate" is_certificate sent "$2.pem"
	check "$where: and so is what was written" is_certificate written "$2.pem"
}
request_comes_back() {
	where="$1 columns, request"
	open_page "$1" '4 End Enter' '^-----END CERTIFICATE REQUEST'
	copy_pem >pem
	check "$where: openssl verifies the PEM text" openssl req -in pem -noout -verify
	succeeds "$where: it is issued for" --store "$dir/other" ssl issue --csr pem --yes --out issued
	copy_value Subject >subject
	succeeds "$where: its subject is a name" --store "$dir/other" tls request --yes \
		--dn "$(cat subject)" again
	same "$(openssl req -in request.pem -noout -subject)" \
		"$(openssl req -in again -noout -subject)" "$where: the same"
	send_and_write "$where"
	check "$where: what was sent is the request" cmp sent request.pem
	check "$where: and so is what was written" sh -c 'openssl req -in written | cmp - request.pem'
}
# shellcheck disable=SC2317
# is_key FILE: it has the private key of the CA.
is_key() {
	sed -n '/^-----BEGIN PRIVATE/,/^-----END PRIVATE/p' "$1" | openssl pkey -pubout >own
	openssl x509 -in ssl.pem -pubkey -noout | cmp - own
}
key_comes_back() {
	where="$1 columns, private key"
	open_page "$1" '1 Home Enter' '^-----END CERTIFICATE'
	press k
	shows 'y/n' "$where: it asks"
	press y
	shows '^-----END PRIVATE KEY' "$where: it is shown"
	sed -n '/^-----BEGIN/,/^-----END/p' seen >pem
	check "$where: the PEM text is the key" is_key pem
	succeeds "$where: and is taken" --store "$dir/taken" ssl import --yes pem
	rm -f written
	press w
	shows 'y/n' "$where: w asks"
	press y
	shows '\[ Write' "$where: for a file"
	press C-u
	press -l "$dir/written"
	shows '/written' "$where: named here"
	press F2
	shows 'Written to' "$where: and writes it"
	check "$where: with the key" is_key written
}

for columns in 40 80 132; do
	# Whatever comes next would only wait for what cannot come.
	[ "$tap_failed" -eq 0 ] || break
	certificate_comes_back $columns ssl '1 Home Enter'
	certificate_comes_back $columns signature '2 Home Enter'
	certificate_comes_back $columns encryption '3 Home Enter'
	certificate_comes_back $columns tls '4 Home Down Enter'
	certificate_comes_back $columns trust '5 Home Enter'
	request_comes_back $columns
	key_comes_back $columns
done

# What is left when the screen has ended: all 150 rows scroll, and not those of a small terminal.
mux respawn-pane -k -t screen \
	"PEMDECK_ETC='$PEMDECK_ETC' $PEMDECK --store '$PEMDECK_STORE'; seq 300"
shows '\[1 SSL\]' 'the screen is there once more'
press q
shows '^300' 'and ends'
same 300 "$(awk '/^[0-9]+$/ { last = $0; row = NR } END { print (row > 140 ? last : row) }' seen)" \
	'what comes next goes down to the last row'
tap_done
