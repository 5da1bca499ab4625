#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The certificates that come in a CMS signature of OpenSSL: what vouches for them, and
# what is refused.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
printf '{"version":"1.8.0","instructions":[]}' >flow.json

authority() { # NAME ARGUMENTS...: a CA
	name=$1
	shift
	openssl req -newkey ec:p256 -nodes -keyout "$name.key" -subj "/CN=$name" \
		-addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign \
		-x509 -days 30 -out "$name.pem" "$@" 2>check
}
openssl ecparam -name prime256v1 -out p256
authority root
openssl req -new -newkey ec:p256 -nodes -keyout inter.key -subj /CN=inter \
	-out inter.csr 2>check
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n' >ca.ext
openssl x509 -req -in inter.csr -CA root.pem -CAkey root.key -set_serial 5 -days 30 \
	-extfile ca.ext -out inter.pem 2>check
authority stranger
openssl req -new -newkey ec:p256 -nodes -keyout leaf.key -subj /CN=leaf -out leaf.csr \
	2>check
openssl x509 -req -in leaf.csr -CA inter.pem -CAkey inter.key -set_serial 6 -days 30 \
	-out leaf.pem 2>check
cat inter.pem root.pem >chain.pem
mkdir issuer itself
cp inter.pem issuer
cp leaf.pem itself

signed() { # OUT ARGUMENTS...
	out=$1
	shift
	openssl cms -sign -binary -signer leaf.pem -inkey leaf.key -in flow.json \
		-outform DER -out "$out" "$@"
}
signed leaf.p7s
signed inter.p7s -certfile inter.pem
signed chain.p7s -certfile chain.pem
signed none.p7s -nocerts
signed keyid.p7s -certfile chain.pem -keyid 2>check || cp chain.p7s keyid.p7s
cat inter.pem stranger.pem >odd.pem
signed odd.p7s -certfile odd.pem

for form in leaf inter chain keyid; do
	succeeds "issuer in the directory: $form" \
		signature verify --trusted issuer --signature "$form.p7s" flow.json
	prints 'Signed by: +CN=leaf' 'tells who signed'
done
fails 1 'bad signature' 'without its certificate nobody is known to have signed' \
	signature verify --trusted issuer --signature none.p7s flow.json
succeeds 'but with it' signature verify --trusted issuer --signature none.p7s \
	--certificate leaf.pem flow.json
succeeds 'also from standard input' signature verify --trusted issuer \
	--signature none.p7s --certificate - flow.json <leaf.pem
succeeds 'the signer itself is trusted' \
	signature verify --trusted itself --signature leaf.p7s flow.json
fails 1 'inter.p7s: carries the certificate CN=inter, .*CN=root; name the issuer' \
	'a certificate that nobody here vouches for is no proof' \
	signature verify --trusted itself --signature inter.p7s flow.json
succeeds 'its issuer vouches for it' signature verify --trusted itself \
	--certificate root.pem --signature inter.p7s flow.json
fails 1 'odd.p7s: ' 'a certificate that does not belong there is refused' \
	signature verify --trusted issuer --signature odd.p7s flow.json

# Some bytes with a bit flipped; the directory trusts the issuer alone.
flips() { # WORDS FILE
	size=$(stat -c %s "$2")
	at=3 survived='' tries=0
	while [ "$at" -lt "$size" ]; do
		cp "$2" flipped
		flip flipped "$at"
		run signature verify --trusted issuer --signature flipped flow.json
		[ "$status" -eq 1 ] || survived="$survived $at"
		at=$((at + step)) tries=$((tries + 1))
	done
	same '' "$survived" "$1, $tries tries"
}
step=97
[ -z "${PEMDECK_LONG:-}" ] || step=1
flips 'a bit flipped in what OpenSSL signed is noticed' leaf.p7s
flips 'and with the chain in it' chain.p7s
tap_done
