#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The TLS Key tab from the command line: the whole round with OpenSSL as the CA, and what
# others' files and X-Road's fixtures make of it.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/dated.sh
. "$TESTS/dated.sh"
tap_needs openssl jq
printf 'secret-42\n' >"$dir/passphrase"
printf 'wrong\n' >"$dir/wrong"
cd "$dir" || exit 1

value() {
	run tls show --json
	jq -r "$1" "$dir/out"
}

fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'
}

# ---- an outside CA with an intermediate one ------------------------------------------
quietly() {
	"$@" >>"$dir/openssl.log" 2>&1
}

# ca NAME SUBJECT [ISSUER]
ca() {
	quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
	quietly openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
	printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n' >ca.ext
	if [ $# -eq 2 ]; then
		quietly openssl x509 -req -in "$1.csr" -signkey "$1.key" -days 3650 \
			-extfile ca.ext -out "$1.pem"
	else
		quietly openssl x509 -req -in "$1.csr" -CA "$3.pem" -CAkey "$3.key" \
			-CAcreateserial -days 3650 -extfile ca.ext -out "$1.pem"
	fi
}

# answer CA REQUEST OUT [DAYS [FORM]]: signs it, with the names that it asks for.
answer() {
	printf 'extendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' >leaf.ext
	quietly openssl x509 -req -inform "${5:-PEM}" -in "$2" -CA "$1.pem" -CAkey "$1.key" \
		-CAcreateserial -copy_extensions copy -days "${4:-365}" \
		-extfile leaf.ext -out "$3"
}

# When it is over, as ca -startdate and -enddate want it.
dated() {
	dated_config dated
	quietly openssl ca -batch -config dated/ca.cnf -cert inter.pem -keyfile inter.key \
		-startdate "$2" -enddate "$3" -in "$1" -out "$4" -notext
}

ca root '/CN=Outside Root'
ca inter '/O=Outside/CN=Outside Intermediate' root
ca other '/CN=Other Root'

# ---- the standard certificate of a new store ------------------------------------------
succeeds 'a new store has a TLS certificate at once' tls show
prints 'made by pemdeck' 'it is the standard one'
same standard "$(value .origin)" 'and JSON says so'
succeeds 'it is exported' tls export "$dir/standard.pem"
check 'OpenSSL takes it for a TLS server when it is trusted' openssl verify \
	-x509_strict -purpose sslserver -CAfile standard.pem standard.pem
standard=$(fingerprint standard.pem)
before=$(store_sum)
fails 1 'standard certificate.*in use already' 'clear is refused while it is in use' \
	tls clear --yes
same "$before" "$(store_sum)" 'and changes nothing'
fails 2 '--yes' 'renewing asks' tls renew
succeeds 'it is renewed' tls renew --yes
succeeds 'and exported' tls export "$dir/renewed.pem"
[ "$standard" != "$(fingerprint renewed.pem)" ]
ok $? 'the renewed one is another certificate'
same "$(openssl x509 -in standard.pem -noout -pubkey)" \
	"$(openssl x509 -in renewed.pem -noout -pubkey)" 'for the same key'
standard=$(fingerprint renewed.pem)

# ---- generate ------------------------------------------------------------------------
fails 2 '--yes' 'generating asks, as it replaces' tls generate --dn CN=gw01.example
fails 2 '--days' 'days out of range name the option' tls generate --yes --days 0
fails 2 '--san' 'a name that is none names the option' tls generate --yes --san IP:1.2.3
fails 2 '--bits' 'weak RSA is refused' tls generate --yes --bits 1024
succeeds 'a key and certificate are generated' tls generate --yes \
	--dn 'CN=gw01.example,O=Example\, Inc.' --san DNS:gw01.example,IP:192.0.2.7 \
	--algorithm ec
grep -q "$standard" "$dir/err"
ok $? 'the fingerprint of the one before is told'
same 'DNS:gw01.example,IP:192.0.2.7' "$(value '.alternative_names | join(",")')" \
	'the names are those asked for'
succeeds 'it is exported' tls export "$dir/one.pem"
same "$(fingerprint one.pem)" "$(value .sha256)" 'OpenSSL and show agree on its fingerprint'
pin=$(openssl x509 -in one.pem -noout -pubkey | openssl pkey -pubin -outform DER |
	openssl dgst -sha256 -binary | base64)
same "$pin" "$(value .pin_sha256)" 'and on the pin of its key'
fails 1 'only the standard certificate' 'renew is refused now' tls renew --yes
succeeds 'a certificate for the same key' tls generate --yes --reuse-key --dn CN=gw01.example \
	--san gw01.example,127.0.0.1
succeeds 'it is exported' tls export --yes "$dir/two.pem"
same "$(openssl x509 -in one.pem -noout -pubkey)" \
	"$(openssl x509 -in two.pem -noout -pubkey)" 'and has that key'
succeeds 'defaults do without any option' tls generate --yes --passphrase-file passphrase
same 'RSA 3072' "$(value .key)" 'the key is RSA 3072'
same true "$(value .key_encrypted)" 'a passphrase encrypts it'
same 'TLS server (1.3.6.1.5.5.7.3.1)' "$(value '.purposes[0]')" 'it is for TLS servers'
fails 1 'passphrase' 'using an encrypted key again needs its passphrase' \
	tls generate --yes --reuse-key
fails 1 'passphrase' 'and not a wrong one' \
	tls generate --yes --reuse-key --passphrase-file wrong
succeeds 'the right one works' tls generate --yes --reuse-key --passphrase-file passphrase

# ---- too short to protect anything -----------------------------------------------------
# One field opens the key in use and protects a new one, and only there it has a minimum.
printf 'short\n' >"$dir/short"
before=$(store_sum)
for words in 'generate --yes' 'request --yes --new-key --dn CN=x -'; do
	# shellcheck disable=SC2086 # words
	fails 2 '--passphrase-file.*at least 8' "a new key needs a longer one: tls $words" \
		tls $words --passphrase-file short
done
same "$before" "$(store_sum)" 'and nothing is changed'
fails 1 'passphrase' 'as one that opens a key it is only wrong' \
	tls generate --yes --reuse-key --passphrase-file short
run tls generate --yes --algorithm ec
for tab in ssl signature tls; do
	fails 2 '--passphrase-file.*at least 8' "an open key of $tab goes out under a longer one" \
		$tab export --private-key --passphrase-file short "$dir/key.pem"
	fails 2 '--passphrase-file.*at least 8' 'a PKCS#12 file too' \
		$tab export --format p12 --passphrase-file short "$dir/key.p12"
done
[ ! -e "$dir/key.pem" ] && [ ! -e "$dir/key.p12" ]
ok $? 'and nothing is written'
openssl genpkey -quiet -algorithm ed25519 -aes256 -pass file:short -out short.key 2>openssl.err ||
	openssl genpkey -algorithm ed25519 -aes256 -pass file:short -out short.key 2>openssl.err
check 'a key under a short one' openssl req -x509 -key short.key -passin file:short \
	-subj /CN=short -days 30 -out short.pem
succeeds 'it is installed as it is' tls import --yes --passphrase-file short short.key short.pem
succeeds 'and goes out under its own' tls export --private-key --passphrase-file short \
	"$dir/key.pem"

# ---- clear ---------------------------------------------------------------------------
succeeds 'clear' tls clear --yes
same "$standard" "$(value .sha256)" 'brings the standard certificate back'
same standard "$(value .origin)" 'as the standard one'
[ ! -e "$PEMDECK_STORE/tls/standard.cfg" ]
ok $? 'and nothing is kept aside any longer'
fails 1 'in use already' 'which cannot be cleared again' tls clear --yes

# ---- request -------------------------------------------------------------------------
run tls generate --yes --dn CN=gw01.example --san gw01.example,127.0.0.1 --algorithm ec
fails 2 '--dn' 'a request needs a name' tls request
fails 1 'none' 'a folder that is not there' tls request --dn CN=gw01.example "$dir/none/x"
fails 1 'no signing request is pending' 'leaves no request behind' tls request-export -
succeeds 'a request is made' tls request --dn 'CN=gw01.example,O=Example\, Inc.' \
	--san gw01.example,127.0.0.1
request=internal_tls_cert_request_$(date -u +%Y%m%d).p10
[ -f "$request" ]
ok $? "its file is named as X-Road's"
check 'OpenSSL verifies it' openssl req -in "$request" -noout -verify
openssl req -in "$request" -noout -text -nameopt RFC2253 >text
grep -q 'DNS:gw01.example, IP Address:127.0.0.1' text
ok $? 'it asks for the names'
grep -qF 'CN=gw01.example,O=Example\, Inc.' text
ok $? 'its subject has the comma that was escaped'
same "$(openssl req -in "$request" -noout -pubkey)" \
	"$(run tls export - && openssl x509 -in out -noout -pubkey)" \
	'it is for the key in use'
fails 2 '--yes' 'a second request asks, as one is pending' tls request --dn CN=b -
run tls request-export -
cmp -s out "$request"
ok $? 'tls request-export writes it again'
run tls request --yes --dn CN=www.example.org www.p10
openssl req -in www.p10 -noout -text | grep -A1 'Alternative Name' | tail -1 >text
same DNS:www.example.org "$(tr -d ' ' <text)" 'without --san it asks for its common name'
run history undo
succeeds 'also as DER' tls request-export --format der "$dir/again.der"
check 'which OpenSSL reads' openssl req -inform DER -in again.der -noout -verify
succeeds 'tls show --request' tls show --request --json
same 'CN=gw01.example,O=Example\, Inc.' "$(jq -r .subject out)" 'shows it'
fails 2 'exists already' 'an existing file is not overwritten' tls request-export "$request"
succeeds 'a request for a new key takes its place' \
	tls request --yes --dn CN=gw01.example --san gw01.example,127.0.0.1 --new-key \
	--algorithm ec --curve P-384 --format der "$dir/new.der"
run tls show request --json
same true "$(jq .own_key out)" 'has a key of its own'
keys=$(find "$PEMDECK_STORE/keys" -type f | wc -l)
fails 2 '--yes' 'tls request-delete asks' tls request-delete
succeeds 'deleted with --yes' tls request-delete --yes
same $((keys - 1)) "$(find "$PEMDECK_STORE/keys" -type f | wc -l)" 'its key goes with it'
fails 1 'no signing request' 'nothing is left to delete' tls request-delete --yes
succeeds 'undo' history undo
same "$keys" "$(find "$PEMDECK_STORE/keys" -type f | wc -l)" 'brings both back'

# ---- import: the answer --------------------------------------------------------------
answer inter new.der leaf.pem 365 DER
answer other "$request" wrong-ca.pem
quietly openssl req -new -newkey rsa:2048 -nodes -keyout foreign.key -subj /CN=foreign \
	-out foreign.csr
answer inter foreign.csr foreign.pem
before=$(store_sum)
fails 1 'CN=foreign is for another key' 'an answer to another request is refused by name' \
	tls import --yes foreign.pem inter.pem
fails 1 'CN=foreign.* is for another key' 'also where its CA comes first' \
	tls import --yes inter.pem root.pem foreign.pem
fails 1 'CN=Other Root' 'a CA that did not sign it is named' \
	tls import --yes leaf.pem other.pem
fails 1 'Outside Intermediate' 'and so is the one that is missing below the root' \
	tls import --yes leaf.pem root.pem
fails 1 'do not belong together|another key' 'a key that fits nothing' \
	tls import --yes leaf.pem foreign.key
fails 1 'no certificate' 'a key alone' tls import --yes foreign.key
fails 2 '--file|FILE|file' 'no file at all' tls import --yes
printf 'garbage\n' >garbage
fails 1 'garbage' 'what is no certificate' tls import --yes garbage
fails 1 'directory' 'a directory' tls import --yes "$dir"
fails 1 'No such file' 'a file that is not there' tls import --yes "$dir/none"
same "$before" "$(store_sum)" 'what is refused leaves the store as it was'
cat root.pem inter.pem leaf.pem leaf.pem >wrong-order.pem
fails 2 '--yes' 'importing asks, as it replaces' tls import wrong-order.pem
succeeds 'the answer is installed, whatever its order and duplicates' \
	tls import --yes wrong-order.pem
same "$(fingerprint leaf.pem)" "$(value .sha256)" 'it is the leaf'
same 'CN=Outside Intermediate,O=Outside' "$(value '[.chain] | flatten | .[0].subject')" \
	'the intermediate CA is its chain'
same 'CN=Outside Root' "$(value '[.roots] | flatten | .[0].subject')" 'the root is kept apart'
fails 1 'no signing request' 'the request is done with' tls show --request
succeeds 'once more there is nothing to do' tls import leaf.pem inter.pem
grep -q 'CN=gw01.example .*installed already' err
ok $? 'which is said by name' || tap_show stderr err
succeeds 'a single row is shown by its number' tls show 2
prints 'Outside Intermediate' 'the second is the intermediate CA'
fails 2 'from 1 to 3' 'a row that is not there' tls show 4
succeeds 'the key row' tls show key
prints 'EC P-384' 'says its kind'

# ---- export, and served ----------------------------------------------------------------
succeeds 'chain and key are exported' tls export --chain --private-key "$dir/served.pem"
same 600 "$(stat -c %a served.pem)" 'readable to the owner only'
same 2 "$(grep -c 'BEGIN CERTIFICATE' served.pem)" 'the root is not in it'
succeeds 'up to its root, if that is asked for' \
	tls export --root --private-key "$dir/whole.pem"
same 3 "$(grep -c 'BEGIN CERTIFICATE' whole.pem)" 'it is'
sed -n '/BEGIN CERT/,$p' whole.pem | csplit -s -z -f whole. - '/BEGIN CERT/' '{*}'
check 'openssl follows it' openssl verify -CAfile whole.02 -untrusted whole.01 whole.00
fails 2 'exists already' 'a second time it is refused' \
	tls export --chain --private-key "$dir/served.pem"
succeeds 'unless replacing is agreed to' tls export --yes --chain --private-key "$dir/served.pem"
mkdir -p "$dir/folder"
fails 1 'is a directory' 'a directory is no file to write' tls export "$dir/folder"
fails 1 '/dev/full.*a device' 'a device is nothing to write into' tls export /dev/full
fails 2 '--format' 'DER cannot hold a chain' tls export --format der --chain "$dir/x"
fails 2 '--format' 'tar holds the certificate alone' tls export --format tar --chain "$dir/x"
fails 1 'passphrase' 'PKCS#12 needs a passphrase' tls export --format p12 "$dir/x"
[ ! -e x ]
ok $? 'what is refused writes nothing'
succeeds 'PKCS#12' tls export --format p12 --chain --private-key \
	--passphrase-file passphrase "$dir/x.p12"
check 'is opened by OpenSSL' openssl pkcs12 -in x.p12 -passin file:passphrase -nodes -out x.out
# A key that is kept encrypted goes out under another passphrase.
openssl pkey -in served.pem -aes256 -passout pass:opens-the-key -out locked.key
echo opens-the-key >opens
echo hands-it-over >hands
succeeds 'a key is kept under a passphrase' --store "$dir/locked" \
	tls import --yes locked.key served.pem --passphrase-file opens
succeeds 'PKCS#12 gets one of its own' --store "$dir/locked" tls export --format p12 --private-key \
	--passphrase-file opens --new-passphrase-file hands "$dir/own.p12"
check 'which opens it' openssl pkcs12 -in own.p12 -passin file:hands -noout
! openssl pkcs12 -in own.p12 -passin file:opens -noout 2>/dev/null
ok $? 'alone'
fails 1 'is encrypted; give its passphrase' 'it does not open the key' --store "$dir/locked" \
	tls export --format p12 --private-key --new-passphrase-file hands "$dir/none.p12"
fails 2 'only with --format p12' 'nor goes with PEM' --store "$dir/locked" \
	tls export --private-key --new-passphrase-file hands "$dir/none.pem"
if keytool -help >/dev/null 2>&1; then
	keytool -list -keystore own.p12 -storetype PKCS12 -storepass hands-it-over >listed 2>&1
	grep -q PrivateKeyEntry listed
	ok $? 'keytool finds the key in it' || tap_show listed listed
fi
succeeds "X-Road's archive" tls export --format tar "$dir/certs.tar.gz"
same './cert.pem ./cert.cer ' "$(tar tzf certs.tar.gz | tr '\n' ' ')" 'has its names'
same '-rw-r--r-- 0/0 -rw-r--r-- 0/0 ' \
	"$(tar tvzf certs.tar.gz --numeric-owner | awk '{ printf "%s %s ", $1, $2 }')" \
	'its modes and owner'
check 'is whole for gzip' gzip -t certs.tar.gz
tar xzf certs.tar.gz
same "$(fingerprint leaf.pem)$(fingerprint leaf.pem)" "$(fingerprint cert.pem)$(
	openssl x509 -inform DER -in cert.cer -noout -fingerprint -sha256 | sed 's/.*=//'
)" 'and the leaf twice'
run tls export --format tar -
cmp -s out certs.tar.gz
ok $? 'the same bytes each time'

# serve WORDS...: a server on a free port, which it prints; $port is that.
serve() {
	: >server.out
	openssl s_server -accept 127.0.0.1:0 "$@" >server.out 2>&1 </dev/null &
	server=$!
	trap 'kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
	port=
	for _ in $(seq 200); do
		port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' server.out)
		[ -z "$port" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.05
	done
	echo "# $(cat server.out)"
}

stop() {
	kill "$server"
	wait "$server" 2>/dev/null
}

# finds STATUS WORD WORDS: what tls check says of that server.
finds() {
	run tls check --json "127.0.0.1:$port"
	same "$1 $2" "$status $(jq -r '[.[].result] | join(",")' out)" "$3"
}

reached() {
	openssl s_client -connect "127.0.0.1:$port" -CAfile root.pem -verify_return_error \
		-verify_ip 127.0.0.1 -servername gw01.example </dev/null
}
serve -cert served.pem -key served.pem -cert_chain served.pem -www
finds 1 twice 'a server that sends the leaf twice'
stop
serve -cert served.pem -key served.pem -cert_chain inter.pem -www
check 'openssl s_server serves it, and s_client verifies it' reached
finds 0 same 'tls check finds what is kept here'
stop
serve -cert served.pem -key served.pem -www
finds 1 missing_intermediate 'a server that does not send the intermediate CA'
stop
cat inter.pem root.pem >above.pem
serve -cert served.pem -key served.pem -cert_chain above.pem -www
finds 1 root_sent 'one that sends the root, too'
stop
serve -cert foreign.pem -key foreign.key -www
finds 1 other_key 'one that serves another key'
stop
finds 1 no_answer 'one that is not there'
run tls check 127.0.0.1:1 "127.0.0.1:$port"
same '1 2' "$status $(grep -c 'NO ANSWER' out)" 'every host is looked at'
fails 2 'host' 'a host that is none' tls check 'a b'
if command -v gnutls-serv >/dev/null; then
	gnutls-serv --quiet --port "$port" --x509certfile served.pem --x509keyfile served.pem \
		--http >server.out 2>&1 </dev/null &
	server=$!
	trap 'kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
	for _ in $(seq 200); do
		! reached >check 2>&1 || break
		kill -0 "$server" 2>/dev/null || break
	done
	check 'gnutls-serv serves it, and s_client verifies it' reached
	finds 0 same 'tls check finds what is kept here'
	stop
else
	skip 'gnutls-serv is not installed'
fi

# ---- import: other packagings ----------------------------------------------------------
quietly openssl crl2pkcs7 -nocrl -certfile wrong-order.pem -out chain.p7b
quietly openssl pkcs12 -export -inkey foreign.key -in foreign.pem -certfile inter.pem \
	-passout file:passphrase -out foreign.p12
quietly openssl pkcs8 -topk8 -v2 aes256 -passout file:passphrase -in foreign.key \
	-out foreign-encrypted.key
quietly openssl x509 -in foreign.pem -outform DER -out foreign.der
fails 1 'passphrase' 'a wrong passphrase is told' \
	tls import --yes --passphrase-file wrong foreign-encrypted.key foreign.pem
fails 1 'passphrase' 'a missing one, too' tls import --yes foreign.p12
succeeds 'PKCS#12 brings chain and key' \
	tls import --yes --remove-passphrase --passphrase-file passphrase foreign.p12
same false "$(value .key_encrypted)" 'kept open where that is wanted'
run history undo
succeeds 'key and certificate in two files, the key encrypted' \
	tls import --yes --passphrase-file passphrase foreign-encrypted.key foreign.pem
same true "$(value .key_encrypted)" 'a key that came encrypted is kept encrypted'
run history undo
succeeds 'DER of the leaf alone, with its key' tls import --yes foreign.der foreign.key
grep -q 'its issuer CN=Outside Intermediate' err
ok $? 'that its issuer did not come along is told'
succeeds 'which can come later' tls import --yes foreign.der inter.pem
fails 1 'root of the chain of CN=.* is not in the store; import it together' \
	'a root that did not come cannot be written' tls export --root "$dir/rooted.pem"
[ ! -e rooted.pem ]
ok $? 'and nothing is'
same 1 "$(value '[.chain] | flatten | length')" 'and completes the chain'
run tls clear --yes
same "$standard" "$(value .sha256)" 'clear goes back to the standard certificate still'

# ---- expired, not yet valid --------------------------------------------------------------
run tls request --yes --dn CN=dated -- "$dir/dated.csr"
dated dated.csr 200101000000Z 210101000000Z expired.pem
dated dated.csr 400101000000Z 410101000000Z future.pem
fails 2 '--yes' 'an expired certificate is installed only on confirmation' \
	tls import expired.pem inter.pem
succeeds 'which is given' tls import --yes expired.pem inter.pem
grep -q 'expired on 2021-01-01' err
ok $? 'and the end is told'
succeeds 'one that is not yet valid' tls import --yes future.pem inter.pem
grep -q 'not valid before 2040-01-01' err
ok $? 'is told, too'

# ---- trust ---------------------------------------------------------------------------
run tls import --yes foreign.key foreign.pem inter.pem root.pem
succeeds 'tls trust' tls trust
run trust list --json
same 3 "$(jq '[.[].subject | select(test("foreign|Outside"))] | length' out)" \
	'adds leaf, intermediate CA and root to the trust list'
run trust clear --yes
succeeds 'one of them' tls trust 3
run trust list --json
same 'CN=Outside Root' "$(jq -r '.[].subject' out)" 'adds that one alone'
fails 2 'from 1 to 3' 'one that is not there' tls trust 2 4
run trust list --json
same 1 "$(jq length out)" 'adds none'
succeeds 'several' tls trust 2 3 2
run trust list --json
same 2 "$(jq length out)" 'and nothing twice'
succeeds 'the root is a row' tls show 3
prints 'Root .kept, not served' 'that says what it is'
succeeds 'a second time' tls trust 2 3
grep -q already err
ok $? 'there is nothing to add'

# ---- X-Road's fixtures -----------------------------------------------------------------
if [ -d "${CORPUS-}/x-road" ]; then
	X=$CORPUS/x-road
	printf 'test\n' >xroad-passphrase
	succeeds "X-Road's internal.p12 is accepted" tls import --yes --anyway \
		--remove-passphrase --passphrase-file xroad-passphrase \
		"$X/18ce2261b6e41593_internal.p12"
	succeeds 'the same again is there already' tls import --yes --anyway \
		--remove-passphrase --passphrase-file xroad-passphrase \
		"$X/18ce2261b6e41593_internal.p12"
	before=$(store_sum)
	fails 1 'CN=securityserver.* another key' 'the certificate of another key is refused' \
		tls import --yes "$X/0acc617e1b66d009_internal-new.crt"
	fails 1 'CN=subcert.niis.org.* another key' \
		'a chain whose leaf has another key is refused, though X-Road takes it' \
		tls import --yes "$X/09f05b82b169bf2e_validchain.crt"
	fails 1 'another key' 'DER of somebody else, too' \
		tls import --yes "$X/4f4b6a726626f51e_google-cert.der"
	same "$before" "$(store_sum)" 'and the store is as before'
else
	skip "CORPUS names no collection with X-Road's fixtures"
fi

# ---- damage ----------------------------------------------------------------------------
run tls request --yes --dn CN=pending --algorithm ec --new-key -
echo 'subject = 1;' >"$PEMDECK_STORE/tls/request.cfg"
fails 1 'damaged' 'a damaged request is told' tls show --request
succeeds 'and can be deleted' tls request-delete --yes
echo 'chain = (' >"$PEMDECK_STORE/tls/device.cfg"
fails 1 'device.cfg' 'a damaged record is named' tls show
succeeds 'and replaced by a new certificate' tls generate --yes --algorithm ec
rm "$PEMDECK_STORE/tls/device.cfg"
fails 1 'no TLS certificate' 'a store without one says what to do' tls show
fails 1 'no TLS certificate' 'also when it is to be exported' tls export -
fails 1 'no TLS certificate' 'or checked' tls check localhost
tap_done
