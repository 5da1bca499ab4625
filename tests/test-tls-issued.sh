#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The CA of the SSL tab and the host's own key know each other: it signs for that, renews it,
# and gives its chain to what it signed; and head lines say who did.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs certtool
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"
export LC_ALL=C.UTF-8

value() {
	run tls show --json
	jq -r "$1" out
}
serial_of() {
	openssl x509 -in "$1" -noout -serial | sed 's/.*=//'
}
state_of() {
	run ssl show "$1" --json
	jq -r "$2" out
}
# served WORDS [PURPOSE]: others take what is handed to servers, who trust the CA.
served() {
	rm -f served.pem
	run tls export served.pem --chain
	check "$1: openssl" openssl verify -x509_strict -purpose "${2:-sslserver}" -CAfile ca.pem \
		-untrusted served.pem -verify_hostname gw01.example served.pem
	check "$1: certtool" sh -c 'cat served.pem ca.pem | certtool --verify --load-ca-certificate ca.pem'
}

# ---- generate ---------------------------------------------------------------------------
succeeds 'a CA' ssl generate --dn CN=Root --days 1000 --yes
run ssl export ca.pem
succeeds 'the host gets a certificate of it' tls generate --use-ssl-ca --dn CN=gw01.example \
	--algorithm ec --yes
served 'it is accepted'
served 'for clients too' sslclient
same 'CN=Root gw01.example' "$(openssl x509 -in served.pem -noout -issuer -nameopt RFC2253 |
	sed 's/issuer=//') $(openssl x509 -in served.pem -noout -ext subjectAltName |
	sed -n 's/.*DNS://p')" 'with issuer and name'
same 1 "$(grep -c BEGIN served.pem)" 'the root is not served'
same 'Root (kept, not served)' "$(run tls show; sed -n 's/^\(Root (kept.*\)$/\1/p' out)" 'but kept'
# A real server with it: the own CA is known, whether it is trusted or not.
run tls export gw.key --private-key
cp served.pem gw.pem
serve gw
succeeds 'tls check: it is served' tls check "127.0.0.1:$port"
run trust check "127.0.0.1:$port" --server-name gw01.example
prints 'Reason: +Unknown CA' 'trust check refuses while the CA is not trusted'
succeeds 'the own CA is trusted' ssl trust
succeeds 'trust check believes it' trust check "127.0.0.1:$port" --server-name gw01.example
first=$(serial_of served.pem)
same 'valid both' "$(state_of "$first" '.status + " " + .profile')" 'the register knows it'
key=$(value .key_id)

# ---- what the CA would not issue is not made ------------------------------------------------
before=$(store_sum)
fails 2 '--dn: C=DEU' 'a country that is none' tls generate --use-ssl-ca --dn CN=gw01,C=DEU --yes
fails 1 '--days: the certificate would outlive its CA' 'days past its end' tls generate \
	--use-ssl-ca --dn CN=gw01.example --days 1200 --yes
fails 2 'a server needs a name' 'a subject without a name' tls generate --use-ssl-ca \
	--dn 'O=Example' --yes
fails 2 '--bits' 'weak RSA' tls generate --use-ssl-ca --dn CN=gw01.example --bits 1024 --yes
same "$before" "$(store_sum)" 'nothing was changed'
same "$key" "$(value .key_id)" 'nor the key'

# ---- renew --------------------------------------------------------------------------------------
succeeds 'not due' tls renew --due --yes
grep -q '^The TLS certificate is not due$' err
ok $? 'which is said'
same "$first" "$(rm served.pem; run tls export served.pem; serial_of served.pem)" 'and left alone'
succeeds 'due within 2000 days' tls renew --due 2000 --yes
served 'the new one is accepted'
same "$key" "$(value .key_id)" 'for the same key'
second=$(serial_of served.pem)
same "$second" "$(state_of "$first" .renewed_by)" 'the register names it as the successor'
succeeds 'with a new key' tls renew --new-key --days 100 --yes
served 'that is accepted too'
[ "$key" != "$(value .key_id)" ]
ok $? 'for another key'
same 99 "$(value '.days_left')" 'for so long'
third=$(serial_of served.pem)
same "$third" "$(state_of "$second" .renewed_by)" 'the register goes on'
run status
prints '^PEMDECK OK' 'and nothing needs attention'
succeeds 'revoked' ssl revoke "$third" --yes
fails 1 'is revoked .*its key gets no other' 'a revoked one is not renewed for its key' tls renew --yes
succeeds 'but for a new one' tls renew --new-key --yes
printf 'secret-42\n' >passphrase
fails 2 'passphrase' 'a passphrase is for a new key' tls renew --passphrase-file passphrase --yes

# ---- deployed -----------------------------------------------------------------------------------
mkdir served.d
succeeds 'without a target it is renewed all the same' tls renew --deploy --yes
cat >>store/settings.cfg <<-END
	deploy = ( { name = "web"; certificate = "$dir/served.d/cert.pem"; key = "$dir/served.d/key.pem";
	             reload = "cp $dir/served.d/cert.pem $dir/reloaded.pem"; } );
END
succeeds 'renewed and deployed' tls renew --deploy --yes
rm -f served.pem
run tls export served.pem --chain
cmp -s served.pem served.d/cert.pem && cmp -s served.pem reloaded.pem
ok $? 'the service has it'
sed -i 's/reload = .*"/reload = "false"/' store/settings.cfg
fails 1 'renewed here, and services still have the previous one' 'or not, which is said' \
	tls renew --deploy --yes
cmp -s served.pem served.d/cert.pem
ok $? 'and the service keeps what it had'
run tls renew --yes # two of them are not deployed
fails 1 'exit status 1' 'the next run of the timer tries it again' tls renew --due --deploy --yes
sed -i 's/reload = "false"/reload = "true"/' store/settings.cfg
succeeds 'which it does not without --deploy' tls renew --due --yes
cmp -s served.pem served.d/cert.pem
ok $? 'where the service has the old one'
succeeds 'where the service takes it' tls renew --due --deploy --yes
rm -f served.pem
run tls export served.pem --chain
cmp -s served.pem served.d/cert.pem
ok $? 'it has the renewed one'
run tls renew --due --deploy --yes --json
jq -e '.changed == false' out >/dev/null
ok $? 'and nothing is done once more'
succeeds 'what was made for another purpose' tls generate --dn CN=gw01.example --yes
succeeds 'is not deployed by the timer' tls renew --due --deploy --yes
cmp -s served.pem served.d/cert.pem
ok $? 'and the service keeps its own'
run history undo --yes
sed -i 's/reload = "true"/reload = "false"/' store/settings.cfg

# ---- an answer of the own CA ------------------------------------------------------------------------
succeeds 'a request' tls request --dn CN=gw01.example,O=Example --san gw01.example,gw.example one.csr
run ssl issue --csr one.csr --accept san --out answer
run tls import answer/cert.pem --yes
same '' "$(grep warning err)" 'is installed without its issuer'
served 'and complete'
same 'Root (kept, not served)' "$(run tls show; sed -n 's/^\(Root (kept.*\)$/\1/p' out)" 'with the root'
succeeds 'and renewed' tls renew --yes
served 'which is accepted'

# ---- a request starts from what is in use -------------------------------------------------------------
names_of() {
	openssl req -in "$1" -noout -text | sed -n '/Alternative Name/{n;s/ //g;p}'
}
succeeds 'the same subject' tls request --dn CN=gw01.example,O=Example two.csr --yes
same 'DNS:gw01.example,DNS:gw.example' "$(names_of two.csr)" 'has the names of the certificate in use'
succeeds 'another subject' tls request --dn CN=shop.example.com three.csr --yes
same 'DNS:shop.example.com' "$(names_of three.csr)" 'has its own'

# ---- an intermediate CA ----------------------------------------------------------------------------------
root top basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
run ssl request --dn CN=Middle middle.csr
openssl x509 -req -in middle.csr -CA top.pem -CAkey top.key -CAcreateserial -days 900 -copy_extensions copy \
	-out middle.pem 2>make.log
cat middle.pem top.pem >middle-chain.pem
succeeds 'answered' ssl import middle-chain.pem --yes
cp top.pem ca.pem
succeeds 'signs for the host' tls generate --use-ssl-ca --dn CN=gw01.example --algorithm ec --yes
served 'which is accepted by who trusts the root'
same 2 "$(grep -c BEGIN served.pem)" 'the intermediate CA is served with it'
run tls request --dn CN=gw01.example --new-key --algorithm ec four.csr --yes
run ssl issue --csr four.csr --accept san --out four
succeeds 'an answer alone' tls import four/cert.pem --yes
same '' "$(grep warning err)" 'is no half thing'
served 'and gets the chain of its CA'
same 2 "$(grep -c BEGIN served.pem)" 'with the intermediate CA'

# ---- head lines -----------------------------------------------------------------------------------------------
head_of() {
	printf '%s\nq\n' "$1" | $PEMDECK --linear 2>/dev/null | grep -E '^(TLS key|Signer): '
}
same 0 "$(head_of 4 | grep -c ', issued by ')" 'what a target waits for comes first'
succeeds 'which is no more' tls target-remove web --yes
same 1 "$(head_of 4 | grep -c ', issued by CN=Middle$')" 'tab 4 says who issued it'
succeeds 'by itself' tls generate --dn CN=gw01.example --algorithm ec --yes
same 1 "$(head_of 4 | grep -c ', self-signed$')" 'or nobody else'
root foreign basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
issue lone foreign keyUsage=digitalSignature extendedKeyUsage=codeSigning,serverAuth \
	subjectAltName=DNS:lone.example
cat lone.pem lone.key >lone.all
succeeds 'a signer of a foreign CA' signature import lone.all --yes
same 1 "$(head_of 2 | grep -c ', issued by .*CN=foreign')" 'tab 2 does not say that it signed itself'
succeeds 'a host of a foreign CA' tls import lone.all --yes
same 1 "$(head_of 4 | grep -c ', issued by .*CN=foreign')" 'nor does tab 4'
fails 1 'only the standard certificate and one that the CA here issued' 'that is not renewed here' \
	tls renew --yes
fails 1 'only the standard certificate and one' 'also when it is due' tls renew --due 1000 --yes
tap_done
