#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the built-in CA has revoked is known to every tab: encryption and TLS Key, too.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
echo hello >text

succeeds 'the CA' ssl export ca.pem
succeeds 'a certificate' ssl issue --purpose server --algorithm rsa --dn CN=www \
	--san DNS:www.example --out "$dir/www"
serial=$(openssl x509 -in www/cert.pem -noout -serial | sed 's/serial=//')
succeeds 'it is encrypted for' encryption import --alias www www/cert.pem
succeeds 'and with' encryption encrypt www <text
succeeds 'and clients take it' tls import --yes www/cert.pem www/key.pem

succeeds 'it is revoked' ssl revoke "$serial" --yes
run ssl show "$serial"
same '3 REVOKED' "$(grep '^State:' "$dir/out" | tr -s ' ' | sort | uniq -c | sed 's/^ *//; s/State: //')" \
	'its details say so wherever they tell a state'
fails 1 'www: its certificate is revoked' 'then nothing is encrypted for it' \
	encryption encrypt www <text
succeeds 'it can be added' encryption import --anyway --alias again www/cert.pem
grep -q 'The certificate of again is revoked' err
ok $? 'but that is told' || tap_show stderr err
mv store/ssl/crl.pem crl.pem
fails 1 'www: its certificate is revoked' 'the register knows it without a list' \
	encryption encrypt www <text
if command -v python3 >/dev/null; then
	python3 "$TESTS/other-signature.py" www/cert.pem twin.pem
	openssl verify -CAfile ca.pem twin.pem >check 2>&1
	ok $? 'whoever has it can make another of the same content' || tap_show verify check
	succeeds 'that one is added' encryption import --anyway --alias twin twin.pem
	fails 1 'twin: its certificate is revoked' 'it is revoked as well' \
		encryption encrypt twin <text
else
	skip 'no other signature can be made without python3'
fi
mv crl.pem store/ssl/crl.pem
succeeds 'another is installed' tls generate --yes --dn CN=other
fails 1 'programs will refuse CN=www: revoked' 'it is not installed' \
	tls import --yes www/cert.pem www/key.pem ca.pem

# ---- the CA has a new key, and the list of the old one is still there -----------------------
subject=$(openssl x509 -in ca.pem -noout -subject -nameopt RFC2253 | sed 's/subject=//')
succeeds 'the CA has a new key' ssl generate --yes --dn "$subject"
succeeds 'it is known' ssl export next.pem
succeeds 'it issues' ssl issue --purpose server --dn CN=new --san DNS:new.example --out "$dir/new"
succeeds 'what the old one revoked is another matter' \
	tls import --yes new/cert.pem new/key.pem next.pem

# ---- a CA that is none --------------------------------------------------------------------
openssl ecparam -name prime256v1 -out p256
for name in root middle leaf; do
	openssl req -new -nodes -newkey ec:p256 -keyout $name.key -subj "/CN=$name" \
		-out $name.csr 2>check
done
echo basicConstraints=critical,CA:TRUE >ca.ext
echo basicConstraints=critical,CA:FALSE >leaf.ext
openssl x509 -req -in root.csr -key root.key -days 30 -extfile ca.ext -out root.pem 2>check
openssl x509 -req -in middle.csr -CA root.pem -CAkey root.key -set_serial 2 -days 30 \
	-extfile leaf.ext -out middle.pem 2>check
openssl x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -set_serial 3 -days 30 \
	-extfile leaf.ext -out leaf.pem 2>check
fails 1 'programs will refuse CN=leaf: a CA in the chain may not issue' \
	'a chain through who is no CA is not installed' \
	tls import --yes leaf.pem middle.pem root.pem leaf.key
succeeds 'unless that is said' tls import --yes --anyway leaf.pem middle.pem root.pem leaf.key
grep -q 'programs will refuse CN=leaf: a CA in the chain may not issue' err
ok $? 'and told' || tap_show stderr err

# A key that others have is in no other certificate either.
succeeds 'a client' ssl issue --purpose client --dn CN=theirs --out theirs
theirs=$(openssl x509 -in theirs/cert.pem -noout -serial | sed 's/serial=//')
succeeds 'is renewed with its key' ssl renew "$theirs" --out theirs --yes
successor=$(openssl x509 -in theirs/cert.pem -noout -serial | sed 's/serial=//')
run ssl renew "$successor" --out theirs --yes
last=$(openssl x509 -in theirs/cert.pem -noout -serial | sed 's/serial=//')
succeeds 'the first two are revoked' ssl revoke "$theirs" "$successor" --yes --reason keyCompromise
same 1 "$(grep -c "(serial number $last) has the same key and stays valid" err)" \
	'the third is named, once' || tap_show stderr err
openssl req -new -key theirs/key.pem -subj /CN=theirs -out theirs.csr 2>log
before=$(store_sum)
fails 1 "key is that of theirs .serial number [0-9A-F]*., which is revoked" \
	'no request for its key is signed' ssl issue --csr theirs.csr --purpose client
same "$before" "$(store_sum)" 'and nothing was changed'
succeeds 'its review' ssl review theirs.csr
prints 'Refused: the key is that of theirs' 'says so beforehand'

# The key of a CA is in certificates of a CA alone.
succeeds 'a CA to be' ssl request --yes --dn CN=Below below.csr
fails 1 'this key is also that of a CA' 'no server gets its key' \
	ssl issue --csr below.csr --purpose server --san DNS:below.example
succeeds 'a CA does' ssl issue --csr below.csr --purpose sub-ca
tap_done
