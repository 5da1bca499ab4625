#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What `trust show` says of the store's own certificates that are accepted because of a
# trusted one. OpenSSL says which are.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g'
}
vouched() {
	run trust show "$(fingerprint "$1")" --json
	jq -r '.vouches_for | join("\n")' out >vouched
}

# ---- the CA of the store, and one that it replaced ------------------------------------
succeeds 'one is issued' ssl issue --purpose server --dn CN=a.example --san DNS:a.example \
	--out site
succeeds 'another too' ssl issue --purpose server --dn CN=b.example --san DNS:b.example
succeeds 'which becomes a TLS key too' tls import site/cert.pem site/key.pem --yes
cp site/ca.pem former.pem
succeeds 'another CA takes the place of theirs' ssl generate --dn 'CN=Next CA' --yes
succeeds 'which issues one' ssl issue --purpose server --dn CN=c.example --san DNS:c.example \
	--out next
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key \
	-out other.pem -days 30 -subj /CN=Other 2>make.log
for file in former.pem next/ca.pem site/cert.pem other.pem; do
	succeeds "$file is trusted" trust add --yes <"$file"
done

vouched next/ca.pem
grep -qx 'ssl/ca: CN=Next CA' vouched && grep -qx 'ssl/issued: everything that CN=Next CA issued' vouched
ok $? 'the CA is accepted by its own certificate, and what it issued' || tap_show vouched vouched
same 2 "$(wc -l <vouched)" 'in a line each, however many there are'
subject=$(openssl x509 -in former.pem -noout -subject -nameopt RFC2253 | sed 's/^subject=//')
vouched former.pem
grep -qxF "ssl/issued: everything that $subject issued" vouched
ok $? 'a CA that was replaced vouches for what it issued' || tap_show vouched vouched
grep -q '^tls/.*: CN=a.example$' vouched
ok $? 'and for the TLS key that has its certificate' || tap_show vouched vouched
! grep -q 'Next CA' vouched
ok $? 'but not for the next one'
vouched site/cert.pem
serial=$(openssl x509 -in site/cert.pem -noout -serial | sed 's/.*=//')
grep -qx "ssl/issued/$serial: CN=a.example" vouched && ! grep -q b.example vouched
ok $? 'one that was issued here is accepted itself, and no other' || tap_show vouched vouched
vouched other.pem
same '' "$(cat vouched)" 'a stranger vouches for nothing here'
tap_done
