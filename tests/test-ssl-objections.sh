#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Why the CA does not sign: each reason is told with the CA or the request that it is about,
# nothing is issued, and --anyway signs where the rules leave it open, and only there.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
exec </dev/null
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
# shellcheck source=tests/dated.sh
. "$TESTS/dated.sh"
critical='basicConstraints=critical,CA:TRUE'
signs='keyUsage=critical,keyCertSign,cRLSign'

# ca NAME [ABOVE]...: a store of its own, whose CA that is; then asks is for it
ca() {
	PEMDECK_STORE=$dir/store-$1
	: >pair.pem
	for name in "$@"; do
		cat "$name.pem" >>pair.pem
	done
	cat "$1.key" >>pair.pem
	run ssl import --yes --anyway --allow-weak pair.pem
	[ "$status" -eq 0 ] || tap_show stderr err
	ca=$1
}
# issued: the serial numbers of all that it signed
issued() {
	run ssl list --json
	jq -r '.[].serial' out
}
# refuses SENTENCE WORDS ISSUE-WORDS...: however often one says --anyway
refuses() {
	sentence=$1 words=$2 before=$(issued)
	shift 2
	fails 1 "$sentence" "$ca: $words" ssl issue "$@"
	! grep -q -e '--anyway' err
	ok $? 'and nothing is offered'
	run ssl issue --anyway "$@"
	same 1 "$status" 'nor is it signed anyway'
	same "$before" "$(issued)" 'nothing was issued'
}
# objects SENTENCE WORDS ISSUE-WORDS...: and signs it anyway
objects() {
	sentence=$1 words=$2 before=$(issued)
	shift 2
	fails 1 "$sentence" "$ca: $words" ssl issue "$@"
	grep -q -e '--anyway signs it all the same' err
	ok $? 'and what does is told'
	same "$before" "$(issued)" 'nothing was issued'
	succeeds 'it is signed anyway' ssl issue --anyway "$@"
}
server='--purpose server --dn CN=www --san DNS:www.example.org'

# ---- the CA, and those above it --------------------------------------------------------------
root plain "$critical" "$signs"
root short "$critical,pathlen:0" "$signs"
issue below short "$critical" "$signs"
ca below short
# shellcheck disable=SC2086 # words
refuses 'the path length of the CA CN=short,O=Test allows no further CA below it' \
	'one that may not be there' $server

root crls "$critical" 'keyUsage=critical,cRLSign'
issue under crls "$critical" "$signs"
ca under crls
# shellcheck disable=SC2086
refuses 'the certificate CN=crls,O=Test may not issue others' 'one whose CA signs lists alone' $server

issue policed plain "$critical" "$signs" certificatePolicies=1.2.3.4 \
	policyConstraints=critical,requireExplicitPolicy:0
ca policed plain
# shellcheck disable=SC2086
refuses 'wants a certificate policy that it does not have' 'one that asks for a policy' $server
openssl req -new -key below.key -subj /CN=www -addext subjectAltName=DNS:www.example.org \
	-addext certificatePolicies=1.2.3.4 -out asks.csr 2>>make.log
succeeds 'which a request may have' ssl issue --csr asks.csr --accept san \
	--extensions 2.5.29.32 --out got
openssl verify -x509_strict -policy_check -policy 1.2.3.4 -CAfile plain.pem \
	-untrusted policed.pem got/cert.pem >check 2>&1
ok $? 'and openssl accepts' || tap_show check check

openssl req -new -key below.key -subj /CN=digest 2>>make.log |
	openssl x509 -req -sha1 -CA plain.pem -CAkey plain.key -CAcreateserial -days 300 \
		-extfile below.ext -out digest.pem 2>>make.log
cp below.key digest.key
ca digest plain
# shellcheck disable=SC2086
objects 'the CA CN=digest is weak \(signed with SHA-1\)' 'one that SHA-1 made' $server

dated_config "$dir"
key over
printf '%s\n' "$critical" "$signs" subjectKeyIdentifier=hash >over.ext
openssl req -new -key over.key -subj /CN=over -out over.csr 2>>make.log
openssl ca -batch -selfsign -config ca.cnf -keyfile over.key -in over.csr -extfile over.ext \
	-startdate 20200101000000Z -enddate 20210101000000Z -notext -out over.pem 2>>make.log
issue late over "$critical" "$signs"
ca late over
fails 1 'the CA CN=over above it is valid from' 'nor for some days' \
	ssl issue --dn CN=www --san DNS:www.example.org --days 30
# shellcheck disable=SC2086
refuses 'the CA CN=over above it is valid from 2020-01-01 to 2021-01-01 only' \
	'one below a CA that is over' $server

# ---- what is asked for -----------------------------------------------------------------------
ca plain
# asks SUBJECT [EXTENSION]...: a signing request in asks.csr
asks() {
	subject=$1
	shift
	printf '[req]\ndistinguished_name=d\n[d]\n[x]\nsubjectKeyIdentifier=hash\n' >asks.cnf
	printf '%s\n' "$@" >>asks.cnf
	openssl req -new -config asks.cnf -reqexts x -key below.key -subj "$subject" \
		-out asks.csr 2>>make.log
}
# The field that is named is the one where it comes from.
own='its subject is that of the CA'
asks /O=Test/CN=plain subjectAltName=DNS:www.example.org
fails 1 "^pemdeck: --csr: $own" 'a subject of a request names that' \
	ssl issue --csr asks.csr --accept san
asks /CN=www subjectAltName=DNS:www.example.org
fails 1 "^pemdeck: --dn: $own" 'one that is typed its own field' \
	ssl issue --csr asks.csr --accept san --dn CN=plain,O=Test
succeeds 'it can be wanted' ssl issue --csr asks.csr --accept san --dn CN=plain,O=Test --anyway
serial=$(sed -n 's/^Serial number: *//p' out)
fails 1 "^pemdeck: $serial: $own" 'what is renewed names the certificate' ssl renew "$serial"
asks /CN=www subjectAltName=DNS:www.example.org 1.2.3.4=critical,DER:0500
objects 'CN=www has a critical extension that hardly any program knows' \
	'what a request has that nobody knows' --csr asks.csr --accept san,1.2.3.4
asks /CN=www subjectAltName=DNS:www.example.org
objects 'a key for .* needs other key usages than these' 'usages that are of no use to a server' \
	--csr asks.csr --accept san --ku dataEncipherment
objects 'its subject is that of the CA CN=plain,O=Test itself' 'the name of the CA' \
	--dn CN=plain,O=Test --san DNS:www.example.org
asks /CN=www subjectAltName=DNS:www.example.org 'certificatePolicies=1.2.3.4,1.2.3.4'
refuses 'CN=www breaks RFC 5280: an extension or a policy stands in it twice' \
	'one policy twice' --csr asks.csr --accept san,2.5.29.32
asks /CN=www subjectAltName=DNS:www.example.org 'nameConstraints=critical,permitted;DNS:example'
refuses 'name constraints and keyCertSign are for CAs alone' 'limits for names in a leaf' \
	--csr asks.csr --accept san,2.5.29.30
tap_done
