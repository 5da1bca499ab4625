#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A weak key comes into any tab only with --allow-weak, and is told so before.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
# shellcheck source=tests/der.sh
. "$TESTS/der.sh"

# ---- what is weak: a CA, its issuer, and what they issue --------------------------------
ca='basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign'
names='subjectAltName=IP:127.0.0.1'
for name in weak-ca leaf weak-ca-2; do
	openssl genrsa -out $name.key 1024 2>>make.log
done
# shellcheck disable=SC2086
{
	root weak-ca $ca
	root strong $ca
	issue middle weak-ca $ca
	issue leaf strong "$names" keyUsage=digitalSignature,keyEncipherment
	issue below weak-ca "$names"
	issue good strong "$names"
}
{
	openssl rsa -in leaf.key -pubout -out leaf.pub
	openssl dsaparam -genkey 1024 >dsa.key
	openssl req -x509 -new -key dsa.key -subj /CN=dsa -days 300 -out dsa.pem
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime192v1 -nodes \
		-keyout p192.key -subj /CN=p192 -days 300 -out p192.pem
} 2>>make.log

# only_with WORDS PEMDECK-WORDS...: refused without the option, with nothing changed and what
# would be right; taken with it. Input is from in.pem.
only_with() {
	words=$1
	shift
	before=$(store_sum)
	run "$@" <in.pem
	[ "$status" -eq 1 ] && grep -q 'weak key.*2048 bits.*--allow-weak takes it all the same' err
	ok $? "$words: a weak key is refused" || tap_show "status $status" err
	same "$before" "$(store_sum)" "$words: and nothing changed"
	run "$@" --allow-weak <in.pem
	same 0 "$status" "$words: taken with --allow-weak" || tap_show said err
}

run trust list # makes the store
: >in.pem
cat weak-ca.key weak-ca.pem >both.pem
only_with 'ssl import' ssl import --yes both.pem
only_with 'ssl trust' ssl trust
only_with 'ssl renew ca --trust' ssl renew ca --trust --yes
only_with 'ssl renew ca --new-key' ssl renew ca --new-key --yes
run trust clear --yes
cp both.pem in.pem
run ssl generate --dn CN=another --yes
only_with 'ssl update' ssl update --yes
cat middle.key middle.pem weak-ca.pem >chain.pem
only_with 'ssl import, an issuer' ssl import --yes chain.pem
cat strong.key strong.pem leaf.pem >taken.pem
only_with 'ssl import, what it issued' ssl import --yes taken.pem
issue leaf-2 strong "$names" # a strong one first
openssl genrsa -out leaf-2.key 1024 2>>make.log
issue leaf-2 strong "$names"
only_with 'ssl adopt' ssl adopt leaf-2.pem
cat leaf.key leaf.pem strong.pem >both.pem
cp both.pem in.pem
only_with 'signature import' signature import --yes both.pem
run signature generate --yes
only_with 'signature update' signature update --yes
only_with 'tls import' tls import --yes both.pem
# What makes a key or renews one: by the CA, and signed by itself.
weak='--algorithm rsa --bits 1024 --allow-weak --yes'
# shellcheck disable=SC2086
{
	succeeds 'signature generate, by the CA' signature generate --dn CN=signs $weak
	only_with 'signature renew' signature renew --yes
	run signature generate --dn CN=signs --no-use-ssl-ca $weak
	only_with 'signature renew, signed by itself' signature renew --yes
	run ssl issue --dn CN=www.example.org $weak
	grep -q '^pemdeck: warning: the certificate of www.example.org is weak: RSA' err
	ok $? 'which certificate is weak is told' || tap_show stderr err
	run tls generate --dn CN=host.example --use-ssl-ca $weak
}
fails 1 '^pemdeck: --allow-weak: the certificate is weak: RSA' 'tls renew' tls renew --yes
succeeds 'taken with --allow-weak' tls renew --yes --allow-weak
cat below.key below.pem weak-ca.pem >chain.pem
only_with 'tls import, an issuer' tls import --yes chain.pem
only_with 'tls trust' tls trust 2
succeeds 'tls trust takes what is strong' tls trust 1
# With the exponent 1, what is encrypted can be read as it is.
{
	echo 'asn1 = SEQUENCE:public'
	exponent_one_key leaf-2.key
} | der one.pub
fails 1 'anybody can decrypt by its key' 'whatever is allowed, nothing is encrypted for everybody' \
	encryption import --alias one one.pub --allow-weak
cp leaf.pem in.pem
only_with 'encryption add' encryption add --alias one
only_with 'encryption import' encryption import --alias two leaf.pem
only_with 'encryption import, a public key' encryption import --alias three leaf.pub
only_with 'encryption ensure' encryption ensure --alias ensured leaf.pem --yes
run encryption import --alias four good.pem
only_with 'encryption update' encryption update four --pem - --yes
succeeds 'its alias alone is changed as ever' encryption update four --alias five --yes </dev/null
cp weak-ca.pem in.pem
only_with 'trust import' trust import weak-ca.pem
run trust clear --yes
only_with 'trust add' trust add
run trust clear --yes
only_with 'trust import, DSA' trust import dsa.pem
only_with 'trust import, a small curve' trust import p192.pem
run trust clear --yes
only_with 'trust ensure' trust ensure weak-ca.pem --exactly --yes
run trust clear --yes
cat strong.pem weak-ca.pem >list.pem
run trust import list.pem --skip-bad
same 1 "$status" 'trust import --skip-bad leaves the weak one out'
grep -q 'list.pem:.*CN=weak-ca.*weak key' err
ok $? 'and names it with its place' || tap_show stderr err
run trust list --json
same 1 "$(jq length out)" 'the other one is trusted'
serve leaf -cipher DEFAULT@SECLEVEL=0
run trust clear --yes
run trust check "127.0.0.1:$port"
: >in.pem
only_with 'trust accept' trust accept "127.0.0.1:$port" --certificate endpoint --yes
tap_done
