#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several certificates at once: all of them or none, one history entry, one undo.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl

# issue NAME: its serial number in $NAME.
issue() {
	run ssl issue --purpose client --dn "CN=$1" --out "$dir/$1"
	openssl x509 -in "$dir/$1/cert.pem" -noout -serial | sed 's/^serial=//'
}
entries() {
	run history list --json
	grep -c '"undone_by"' "$dir/out"
}
a=$(issue a)
b=$(issue b)
c=$(issue c)

# ---- renewing ------------------------------------------------------------------------------
before=$(store_sum)
fails 1 '[0-9A-F]+: no certificate' 'one that is not there' ssl renew "$a" 0123456789 "$b"
fails 2 'one directory cannot take the files of several' 'one directory for several' \
	ssl renew "$a" "$b" --out "$dir/both"
fails 2 'SERIAL' 'none at all' ssl renew
same "$before" "$(store_sum)" 'leaves all as they were'
count=$(entries)
succeeds 'several are renewed, one named twice' ssl renew "$a" "$b" "$a"
grep -q '^2 certificates renewed$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
same $((count + 1)) "$(entries)" 'by one entry of history'
run ssl list --json
same 5 "$(grep -c '"purpose": "client"' "$dir/out")" 'and stand beside those before' ||
	tap_show list "$dir/out"

# ---- revoking ------------------------------------------------------------------------------
before=$(store_sum)
fails 1 '[0-9A-F]+: no certificate' 'one that is not there' ssl revoke "$a" 0123456789 --yes
same "$before" "$(store_sum)" 'nothing is revoked'
count=$(entries)
succeeds 'several are revoked' ssl revoke "$a" "$b" --reason keyCompromise --yes
grep -q '^2 certificates revoked (keyCompromise); publish the new revocation list' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
same $((count + 1)) "$(entries)" 'by one entry of history'
run ssl crl "$dir/list.pem" --yes
openssl crl -in "$dir/list.pem" -noout -text >"$dir/text"
same 2 "$(grep -c 'Key Compromise' "$dir/text")" 'openssl finds both on the list'
for serial in "$a" "$b"; do
	grep -q "Serial Number: $serial" "$dir/text"
	ok $? "$serial is one of them" || tap_show list "$dir/text"
done
before=$(store_sum)
fails 1 'revoked on .* already' 'one that is revoked already' ssl revoke "$c" "$a" --yes
same "$before" "$(store_sum)" 'and so the other is not'

# ---- exporting -----------------------------------------------------------------------------
# subjects FILE: of the certificates in it, sorted, in one line.
subjects() {
	openssl storeutl -noout -text -certs "$1" 2>/dev/null |
		sed -n 's/^ *Subject: CN *= *//p' | sort | tr '\n' ' '
}
count=$(entries)
before=$(store_sum)
fails 1 '0123456789: no certificate' 'one that is not there' \
	ssl export "$dir/several.pem" "$c" 0123456789
fails 2 'DER holds one certificate; choose pem' 'several as DER' \
	ssl export "$dir/several.pem" "$c" "$b" --format der
printf '%s\n' 'a passphrase' >"$dir/pw"
fails 2 'PKCS#12 is written with one private key' 'several keys as PKCS#12' \
	ssl export "$dir/several.pem" "$c" "$b" --format p12 --private-key \
	--passphrase-file "$dir/pw"
fails 2 'FILE: ' 'none at all' ssl export
[ ! -e "$dir/several.pem" ] && [ "$before" = "$(store_sum)" ]
ok $? 'and nothing is written'
succeeds 'several are exported, one named twice' ssl export "$dir/several.pem" "$c" "$b" "$c"
grep -q '^2 certificates written to ' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
same 'b c ' "$(subjects "$dir/several.pem")" 'as one PEM text'
same "$count" "$(entries)" 'without an entry, as no key is among them'
succeeds 'with the CA' ssl export "$dir/with-ca.pem" ca "$b"
same 2 "$(grep -c BEGIN "$dir/with-ca.pem")" 'there are both'
succeeds 'as PKCS#7' ssl export "$dir/several.p7" "$b" "$c" --chain --format p7
same 3 "$(openssl pkcs7 -inform DER -in "$dir/several.p7" -print_certs | grep -c BEGIN)" \
	'each is there once, and the CA'
succeeds 'with keys and chains' ssl export "$dir/keys.pem" "$b" "$c" --private-key --chain
same 600 "$(stat -c %a "$dir/keys.pem")" 'for this account alone'
same $((count + 1)) "$(entries)" 'by one entry of history'
# Each key stands before its certificate.
csplit -s -z -f "$dir/part." "$dir/keys.pem" '/BEGIN PRIVATE KEY/' '{*}'
for part in 00 01; do
	openssl pkey -in "$dir/part.$part" -pubout >"$dir/of-key" 2>/dev/null
	openssl x509 -in "$dir/part.$part" -noout -pubkey 2>/dev/null |
		cmp -s - "$dir/of-key" && [ "$(grep -c CERT "$dir/part.$part")" = 4 ]
	ok $? "key, certificate and CA belong together ($part)" ||
		tap_show part "$dir/part.$part"
done
run trust import "$dir/several.pem"
succeeds 'several trusted ones' trust export CN=b CN=c "$dir/trusted.pem"
same 'b c ' "$(subjects "$dir/trusted.pem")" 'by one file, too'
fails 1 'CN=nobody: no trusted' 'all or none' trust export CN=b CN=nobody "$dir/more.pem"
fails 2 'FILE: ' 'whose file has to be named' trust export CN=b

# ---- forgetting keys -----------------------------------------------------------------------
d=$(issue d)
e=$(issue e)
before=$(store_sum)
succeeds 'the keys of several are forgotten' ssl forget-key "$d" "$e" --yes
grep -q '^Private keys of 2 certificates forgotten$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
fails 1 'is not kept here, so there is none to forget' 'of which one is gone already' \
	ssl forget-key "$c" "$d" --yes
succeeds 'one undo' history undo --yes
for name in d e; do
	eval "serial=\$$name"
	succeeds "brings the key of $name back" ssl export "$dir/$name.pem" "$serial" --private-key
done

# ---- encryption ----------------------------------------------------------------------------
for name in one two three; do
	run encryption import --anyway --alias "$name" "$dir/a/cert.pem"
done
succeeds 'several are exported' encryption export one three two one "$dir/aliases.pem"
same 3 "$(grep -c BEGIN "$dir/aliases.pem")" 'as one PEM text'
fails 1 'nobody: no such alias' 'all or none' encryption export one nobody "$dir/more.pem"
fails 2 'DER holds one' 'and not as DER' encryption export one two "$dir/more.der" --format der
before=$(store_sum)
fails 1 'nobody: no such alias' 'one that is not there' \
	encryption delete one nobody --yes
same "$before" "$(store_sum)" 'nothing is deleted'
succeeds 'several are deleted' encryption delete one two one --yes
grep -q '^2 entries deleted$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
run encryption list --json
same 1 "$(grep -c '"alias"' "$dir/out")" 'the third stays'
succeeds 'one undo' history undo --yes
run encryption list --json
same 3 "$(grep -c '"alias"' "$dir/out")" 'brings all back'
tap_done
