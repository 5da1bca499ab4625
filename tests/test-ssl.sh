#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The SSL tab from the command line: real CAs in and out, judged by openssl and certtool.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
: "${FIXTURES:?names the directory of fixtures}"
printf 'secret-42\n' >"$dir/passphrase"
printf 'wrong\n' >"$dir/wrong"

subject() {
	run ssl show --json
	jq -r .subject "$dir/out"
}

# ---- the standard CA of a new store --------------------------------------------------
succeeds 'a new store has a CA at once' ssl show
prints 'Standard CA' 'it is the standard CA'
succeeds 'it is exported as PEM' ssl export "$dir/standard.pem"
check 'OpenSSL verifies the standard CA' \
	openssl verify -x509_strict -CAfile "$dir/standard.pem" "$dir/standard.pem"
same 700 "$(stat -c %a "$PEMDECK_STORE")" 'the store is open to its owner only'
same 600 "$(stat -c %a "$PEMDECK_STORE"/keys/*.pem | sort -u)" 'and so is every key'
PEMDECK_STORE="$dir/other" run ssl export "$dir/other.pem"
cmp -s "$dir/standard.pem" "$dir/other.pem"
[ $? -eq 1 ]
ok $? 'the standard CA of another store is another'

# ---- generate --------------------------------------------------------------------------
fails 2 '--yes' 'replacing the CA without a terminal needs --yes' \
	ssl generate --dn CN=New
for kind in 'ec --curve P-256' 'ec --curve P-384' 'ec --curve P-521' 'rsa --bits 2048' \
	'rsa-pss --bits 2048' ed25519 ed448; do
	# shellcheck disable=SC2086
	succeeds "a CA with $kind is generated" \
		ssl generate --yes --dn "CN=$kind,O=Example\\, Inc.,C=DE" --algorithm $kind
	succeeds "and exported" ssl export --yes "$dir/ca.pem"
	check "OpenSSL verifies it ($kind)" \
		openssl verify -x509_strict -CAfile "$dir/ca.pem" "$dir/ca.pem"
	check "certtool verifies it ($kind)" certtool --verify \
		--load-ca-certificate "$dir/ca.pem" --infile "$dir/ca.pem"
done
openssl x509 -in "$dir/ca.pem" -noout -text -nameopt RFC2253 >"$dir/text"
for line in 'Basic Constraints: critical' 'CA:TRUE' 'Key Usage: critical' \
	'Digital Signature, Certificate Sign, CRL Sign' 'Subject Key Identifier' \
	'CN=ed448,O=Example\, Inc.,C=DE'; do
	grep -qF "$line" "$dir/text"
	ok $? "the generated CA says: $line"
done
succeeds 'path length and days are taken' \
	ssl generate --yes --dn CN=Short --path-length 0 --days=10
succeeds 'DER is written' ssl export --yes --format der "$dir/ca.der"
openssl x509 -inform DER -in "$dir/ca.der" -noout -text >"$dir/text"
grep -q 'pathlen:0' "$dir/text"
ok $? 'the path length is in the certificate'
openssl x509 -inform DER -in "$dir/ca.der" -noout -checkend $((9 * 86400)) >"$dir/text"
ok $? 'it is valid for nine more days'
openssl x509 -inform DER -in "$dir/ca.der" -noout -checkend $((10 * 86400)) >"$dir/text"
[ $? -eq 1 ]
ok $? 'and not for eleven'

before=$(store_sum)
fails 2 '--dn' 'a DN that does not parse names the option' ssl generate --yes --dn 'CN'
fails 2 '--dn' 'a missing DN names the option' ssl generate --yes
fails 2 '--days' 'days out of range name the option' \
	ssl generate --yes --dn CN=a --days 0
fails 2 '--bits' 'weak RSA is refused' \
	ssl generate --yes --dn CN=a --algorithm rsa --bits 1024
fails 2 '--curve' 'a curve for RSA is refused' \
	ssl generate --yes --dn CN=a --algorithm rsa --curve P-256
same "$before" "$(store_sum)" 'what is refused leaves the store as it was'

# ---- import: what others make --------------------------------------------------------
import_good() {
	succeeds "$1 is imported" ssl import --yes --passphrase-file "$dir/passphrase" "$2"
	succeeds 'and exported again' ssl export --yes "$dir/back.pem"
	same "$(openssl x509 -in "$3" -noout -fingerprint -sha256)" \
		"$(openssl x509 -in "$dir/back.pem" -noout -fingerprint -sha256)" \
		"$1 is the same afterwards"
}
F=$FIXTURES
cat "$F/openssl-ca.key" "$F/openssl-ca.pem" >"$dir/pair.pem"
for name in openssl-ca openssl-p384-ca openssl-p521-ca openssl-rsa-ca openssl-sec1 \
	ed25519-ca ed448-ca rsa-pss-ca certtool-ca js7-ca; do
	cat "$F/$name.key" "$F/$name.pem" >"$dir/pair.pem"
	import_good "$name (key and certificate in one)" "$dir/pair.pem" "$F/$name.pem"
done
import_good 'an XCA export' "$F/xca-export.pem" "$F/xca-export.pem"
import_good 'a PKCS#12 file' "$F/openssl-ca.p12" "$F/openssl-ca.pem"
import_good 'an old PKCS#12 file' "$F/openssl-ca-legacy.p12" "$F/openssl-ca.pem"
succeeds 'easy-rsa: key and certificate are two files' \
	ssl import --yes "$F/easyrsa-ca.crt" "$F/easyrsa-ca.key"
succeeds 'DER: key and certificate are two files' \
	ssl import --yes "$F/openssl-ca-key.der" "$F/openssl-ca.der"
succeeds 'EC PARAMETERS before the key do not matter' \
	ssl import --yes "$F/openssl-sec1-parameters.key" "$F/openssl-sec1.pem"
# Its root is what clients trust: without it that is told, whenever it matters.
lacks_root='intermediate CA, and its root .issuer: .* is not kept here.*ca.pem'
tells_root() {
	grep -q "warning: .*$lacks_root" "$dir/err"
	ok $? "$1" || tap_show said "$dir/err"
}
succeeds 'an intermediate CA without its root is taken' \
	ssl import --yes "$F/intermediate.key" "$F/intermediate.pem"
tells_root 'and its root missed'
succeeds 'it issues' ssl issue --purpose server --dn CN=below.example.org --out "$dir/below"
tells_root 'which tells of the ca.pem'
! openssl verify -CAfile "$dir/below/ca.pem" "$dir/below/cert.pem" >"$dir/said" 2>&1
ok $? 'that openssl cannot use' || tap_show openssl "$dir/said"
run ssl issue --purpose server --dn CN=kept.example.org
! grep -q 'ca.pem' "$dir/err"
ok $? 'but not where none is written'
succeeds 'its root comes later, with the chain' \
	ssl import --yes "$F/root.pem" "$F/intermediate.pem"
! grep -q 'its root' "$dir/err"
ok $? 'and is missed no longer' || tap_show said "$dir/err"
run ssl issue --purpose server --dn CN=above.example.org --out "$dir/above"
check 'openssl uses the ca.pem' openssl verify -CAfile "$dir/above/ca.pem" \
	-untrusted "$dir/above/chain.pem" "$dir/above/cert.pem"
succeeds 'an intermediate CA comes with its chain' \
	ssl import --yes "$F/root.pem" "$F/intermediate.key" "$F/intermediate.pem"
succeeds 'which is exported leaf first' ssl export --yes --chain "$dir/chain.pem"
same "$(openssl x509 -in "$F/intermediate.pem" -noout -subject)" \
	"$(openssl x509 -in "$dir/chain.pem" -noout -subject)" 'the CA itself stands first'
same 2 "$(grep -c BEGIN "$dir/chain.pem")" 'and its root second'

# ---- update: what is pasted ------------------------------------------------------------
for paste in "$F"/paste*; do
	succeeds "${paste##*/} is taken" ssl update --yes <"$paste"
done
succeeds 'show is one JSON object' ssl show --json
check 'that is valid JSON' jq -e .subject "$dir/out"
same "$(openssl x509 -in "$F/openssl-ca.pem" -noout -subject -nameopt RFC2253 | sed 's/^subject=//')" \
	"$(jq -r .subject "$dir/out")" \
	'JSON says the subject as OpenSSL does'

# ---- encrypted keys --------------------------------------------------------------------
for key in "$F"/encrypted-*.key "$F/encrypted-pbes2.der"; do
	name=$(basename "$key")
	case $name in
	encrypted-traditional-rsa.key) pem=openssl-rsa-ca.pem ;;
	*) pem=openssl-ca.pem ;;
	esac
	succeeds "$name opens with its passphrase" ssl import --yes \
		--passphrase-file "$dir/passphrase" "$key" "$F/$pem"
done
before=$(store_sum)
fails 1 'passphrase' 'a wrong passphrase is told' ssl import --yes \
	--passphrase-file "$dir/wrong" "$F/encrypted-pbes2.key" "$F/openssl-ca.pem"
fails 1 'passphrase' 'a missing passphrase is told' ssl import --yes \
	"$F/encrypted-pbes2.key" "$F/openssl-ca.pem"
same "$before" "$(store_sum)" 'and the store is as before'
succeeds 'an encrypted key comes in' ssl import --yes \
	--passphrase-file "$dir/passphrase" "$F/encrypted-pbes2.key" "$F/openssl-ca.pem"
key=$(openssl pkey -in "$F/openssl-ca.key" -pubout -outform DER | sha256sum | cut -c1-64)
grep -q 'BEGIN ENCRYPTED PRIVATE KEY' "$PEMDECK_STORE/keys/$key.pem"
ok $? 'a key that came encrypted is kept encrypted'
succeeds 'it is shown as it is kept' ssl show --private-key
prints 'BEGIN ENCRYPTED PRIVATE KEY' 'encrypted'
succeeds 'unless it shall be kept open' ssl import --yes --remove-passphrase \
	--passphrase-file "$dir/passphrase" "$F/encrypted-pbes2.key" "$F/openssl-ca.pem"
grep -q 'BEGIN PRIVATE KEY' "$PEMDECK_STORE/keys/$key.pem"
ok $? 'then it is kept plain'

# ---- export ----------------------------------------------------------------------------
succeeds 'PKCS#12 is written' ssl export --format p12 --private-key --chain \
	--passphrase-file "$dir/passphrase" "$dir/ca.p12"
check 'OpenSSL opens it' openssl pkcs12 -in "$dir/ca.p12" -passin file:"$dir/passphrase" \
	-nodes -out "$dir/from-p12.pem"
same "$(openssl pkey -in "$dir/from-p12.pem" -pubout)" \
	"$(openssl x509 -in "$dir/from-p12.pem" -noout -pubkey)" \
	'and finds the key of the certificate'
openssl pkcs12 -in "$dir/ca.p12" -passin file:"$dir/passphrase" -info -noout 2>"$dir/text"
grep -q 'MAC: sha256' "$dir/text" && grep -q 'AES-256-CBC' "$dir/text"
ok $? 'its MAC is SHA-256 and its cipher AES-256'
same 600 "$(stat -c %a "$dir/ca.p12")" 'a file with a key is for its owner only'
succeeds 'PKCS#7 is written' ssl export --format p7 "$dir/ca.p7b"
check 'OpenSSL reads it' openssl pkcs7 -inform DER -in "$dir/ca.p7b" -print_certs -noout
succeeds 'PEM with the key is written' ssl export --private-key --format pem \
	--passphrase-file "$dir/passphrase" "$dir/key.pem"
check 'OpenSSL opens the key with the passphrase' \
	openssl pkey -in "$dir/key.pem" -passin file:"$dir/passphrase" -noout
fails 2 'ca.p7b' 'an existing file is not overwritten' ssl export "$dir/ca.p7b"
mkdir -p "$dir/folder"
fails 1 'is a directory' 'a directory is no file to write' ssl export "$dir/folder"
fails 2 '--format' 'DER cannot hold a chain' ssl export --format der --chain "$dir/x"
fails 2 '--format' 'PKCS#7 cannot hold a key' \
	ssl export --format p7 --private-key "$dir/x"
fails 1 'passphrase' 'PKCS#12 needs a passphrase' \
	ssl export --format p12 --private-key "$dir/x"
[ ! -e "$dir/x" ]
ok $? 'what is refused writes nothing'
run ssl export -
cmp -s "$dir/out" "$F/openssl-ca.pem"
ok $? 'standard output gets the same PEM as OpenSSL wrote'

# ---- what is refused -------------------------------------------------------------------
before=$(store_sum)
refused() {
	words=$1 pattern=$2
	shift 2
	fails 1 "$pattern" "$words" ssl import --yes "$@"
}
refused 'a key of another certificate' 'do not belong together' "$F/mismatched.pem"
refused 'two keys' '2 different private keys' "$F/two-keys.pem"
refused 'a certificate that is no CA' 'not a CA certificate' "$F/not-a-ca.key" "$F/not-a-ca.pem"
refused 'a version 1 certificate' 'not a CA certificate' "$F/v1-ca.key" "$F/v1-ca.pem"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/nameless.key" \
	-subj / -addext keyUsage=critical,keyCertSign -days 90 -out "$dir/nameless.pem" 2>/dev/null
refused 'a certificate without a subject' 'has no subject, and a CA needs one' \
	"$dir/nameless.key" "$dir/nameless.pem"
refused 'a CA that may not sign' 'keyCertSign' \
	"$F/ca-without-keycertsign.key" "$F/ca-without-keycertsign.pem"
refused 'an expired CA' 'expired on 20' "$F/expired-ca.key" "$F/expired-ca.pem"
refused 'a certificate without its key' 'no private key' "$F/other-ca.pem"
refused 'a key without its certificate' 'no certificate' "$F/other-ca.key"
refused 'an unrelated certificate beside it' 'Other' \
	"$F/intermediate.key" "$F/intermediate.pem" "$F/other-ca.pem"
refused 'a truncated certificate' 'truncated.pem' "$F/truncated.pem"
refused 'broken base64' 'bad-base64.pem:3' "$F/bad-base64.pem"
refused 'a missing END line' 'missing-end.pem' "$F/missing-end.pem"
refused 'an empty file' 'empty' "$F/empty.pem"
refused 'text that holds nothing' 'no-pem.txt' "$F/no-pem.txt"
refused 'zeros' 'zeros.bin' "$F/zeros.bin"
refused 'a directory that holds nothing' 'no certificate' "$dir/folder"
refused 'a file that is not there' 'No such file' "$dir/none"
refused 'a device' 'device' /dev/zero
refused 'a curve that is not supported' 'secp256k1' "$F/secp256k1.key" "$F/secp256k1.pem"
truncate -s 200M "$dir/zeros"
refused '200 MB of zeros' '64 MiB' "$dir/zeros"
rm "$dir/zeros"
same "$before" "$(store_sum)" 'whatever was refused, the store is as before'

# ---- the store -------------------------------------------------------------------------
chmod 770 "$PEMDECK_STORE"
fails 1 'chmod 700' 'a group-writable store is refused with what mends it' ssl show
chmod 700 "$PEMDECK_STORE"
cp -a "$PEMDECK_STORE" "$dir/kept"
sed -i 's/format = 1/format = 2/' "$PEMDECK_STORE/settings.cfg"
fails 1 'newer' 'a store of a newer format is refused' ssl show
cp -a "$dir/kept/settings.cfg" "$PEMDECK_STORE/settings.cfg"
echo 'chain = (' >"$PEMDECK_STORE/ssl/ca.cfg"
fails 1 'ca.cfg' 'a damaged record is named' ssl show
succeeds 'and undo still works' history list
cp -a "$dir/kept/ssl/ca.cfg" "$PEMDECK_STORE/ssl/ca.cfg"
succeeds 'mended, it works again' ssl show

# ---- history and undo ------------------------------------------------------------------
first=$(subject)
succeeds 'a change' ssl generate --yes --dn CN=Mistake --comment 'by mistake'
same CN=Mistake "$(subject)" 'is there'
succeeds 'history list knows it' history list
prints 'CN=Mistake' 'by its subject'
succeeds 'history show tells more' history show "$(
	awk '/CN=Mistake/ { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+$/) { print $i; exit } }' "$dir/out"
)"
prints 'by mistake' 'such as the comment'
succeeds 'history undo' history undo
same "$first" "$(subject)" 'brings the CA before back'
run history list --json
check 'history is valid JSON' jq -e '.[0].number' "$dir/out"
fails 1 'no entry' 'an entry that is not there is told' history show 4711
fails 2 '--yes' 'purging needs --yes' history purge
succeeds 'history purge' history purge --yes
fails 1 'nothing can be undone' 'what is purged cannot be undone' history undo
run history list --limit 1
prints '^Undo given up for all entries .* history purge ' 'and history tells who gave it up'
run history list
! grep -q 'can be undone' "$dir/out"
ok $? 'and the list does not say so'
fails 1 'standard material cannot be taken away' 'nor can the beginning' history undo 1
tap_done
