#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Signature tab from the command line; its signatures are judged by openssl, and
# those of openssl here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
: "${FIXTURES:?names the directory of fixtures}"
F=$FIXTURES
printf 'secret-42\n' >"$dir/passphrase"
cd "$dir" || exit 1
printf '{"version":"1.8.0","instructions":[]}' >flow.json

signer() {
	run signature show --json
	jq -r .subject "$dir/out"
}

# ---- the standard certificate of a new store -------------------------------------------
succeeds 'a new store has a signing certificate' signature show
prints 'digitalSignature' 'it may sign'
succeeds 'it is exported with its chain' signature export --chain chain.pem
run ssl export ca.pem
run signature export signer.pem
check 'OpenSSL verifies that the CA issued it' \
	openssl verify -x509_strict -purpose any -CAfile ca.pem signer.pem
openssl x509 -in signer.pem -noout -text >text
for line in 'Digital Signature, Non Repudiation' 'Code Signing' 'CA:FALSE'; do
	grep -q "$line" text
	ok $? "the certificate says: $line"
done

# ---- signing ---------------------------------------------------------------------------
succeeds 'a file is signed' signature sign flow.json
openssl x509 -in signer.pem -noout -pubkey >signer.pub
base64 -d flow.json.sig >raw
check 'OpenSSL verifies the EC signature with SHA-512' \
	openssl dgst -sha512 -verify signer.pub -signature raw flow.json
same 76 "$(head -n 1 flow.json.sig | tr -d '\n' | wc -c)" 'lines have 76 columns'
same 644 "$(stat -c %a flow.json.sig)" 'others may read a signature'
succeeds 'it verifies here' signature verify flow.json
prints 'Signed by: +CN=root' 'and tells who signed'
fails 2 'flow.json.sig: exists already' 'an existing signature is not overwritten' \
	signature sign flow.json
succeeds 'unless one agrees' signature sign --yes flow.json
succeeds 'CMS is written as PEM' signature sign --format cms --out flow.cms flow.json
check 'OpenSSL verifies it with the chain in it' openssl cms -verify -binary \
	-purpose any -inform PEM -in flow.cms -content flow.json -CAfile ca.pem
succeeds 'and as DER' signature sign --format cms --encoding der --out flow.p7s flow.json
check 'OpenSSL verifies that too' openssl cms -verify -binary \
	-purpose any -inform DER -in flow.p7s -content flow.json -CAfile ca.pem
for form in cms p7s; do
	succeeds "it verifies here ($form)" signature verify --signature flow.$form flow.json
done
fails 2 '--encoding' 'an encoding is for CMS alone' \
	signature sign --encoding der --out x flow.json
run signature sign --out - flow.json
printf -- '-----BEGIN SIGNATURE-----\r\n%s\r\n-----END SIGNATURE-----\r\n' \
	"$(sed 's/$/\r/' out)" | sed 's/\r\r/\r/' >armoured
succeeds 'armour and CRLF do not matter' \
	signature verify --signature armoured flow.json

mkdir -p many/sub/.git
for i in 1 2 3; do echo "$i" >"many/$i.json"; done
echo deep >many/sub/deep.json
echo hidden >many/.hidden
echo hidden >many/sub/.git/config
succeeds 'a directory is signed' signature sign many
same '1.json.sig 2.json.sig 3.json.sig deep.json.sig' \
	"$(find many -name '*.sig' -printf '%f\n' | sort | paste -sd' ')" \
	'all files in it but hidden ones'
succeeds 'it verifies as a whole' signature verify --json many
same 4 "$(jq 'map(select(.result == "good")) | length' out)" 'each file tells its result'
echo changed >>many/2.json
rm many/3.json.sig
run signature verify --json many
same 1 "$status" 'one bad file is enough for status 1'
same 2 "$(jq 'map(select(.result == "bad")) | length' out)" 'those that are bad are told'
rm many/*.sig
before=$(find many | sort)
fails 1 'none.json: .*No such file' 'a vanished file among many is named' \
	signature sign many/1.json none.json many/2.json
same "$before" "$(find many | sort)" 'and none of them is signed'
mkdir sigs
cp flow.json twice.json
ln -s . same
for again in ./twice.json "$dir/twice.json" many/../twice.json same/twice.json; do
	fails 1 'same file as another' "of one file no two signatures are made: $again" \
		signature sign twice.json "$again"
	check 'nor one that counts twice' test ! -e twice.json.sig
done
rm same
succeeds 'signatures go into another directory' signature sign --out sigs many/1.json many/2.json
check 'under their names' test -s sigs/1.json.sig -a -s sigs/2.json.sig
truncate -s 100M big
succeeds 'a big file is signed' signature sign big
rm big

# ---- what does not verify --------------------------------------------------------------
cp flow.json changed.json
printf ' ' >>changed.json
bad() {
	fails 1 "$2" "$1" signature verify --signature "$3" "${4:-flow.json}"
}
bad 'a changed file' 'changed.json: bad signature' flow.json.sig changed.json
bad 'a changed file with CMS' 'changed.json: bad signature' flow.cms changed.json
head -c 40 flow.json.sig >short
bad 'a truncated signature' 'short: is not a signature|bad signature' short
bad 'a truncated CMS' 'is damaged or cut off|not a signature' flow.json
head -c 200 flow.p7s >cut.p7s
bad 'a CMS cut off' 'cut.p7s: ' cut.p7s
: >empty
bad 'an empty signature' 'empty: is empty' empty
bad 'text that is no base64' 'ca.pem: is not a signature' ca.pem
bad 'no signature at all' 'none.sig: .*No such file' none.sig
bad 'bytes that are no base64' 'raw: is not a signature' raw

# ---- what openssl signs ----------------------------------------------------------------
leaf() { # NAME CA ARGUMENTS...: a signing certificate by that CA
	name=$1 ca=$2
	shift 2
	openssl req -new -nodes -newkey "$@" -keyout "$name.key" -subj "/O=Test/CN=$name" \
		-out "$name.csr" 2>/dev/null
	openssl x509 -req -in "$name.csr" -CA "$ca.pem" -CAkey "$ca.key" -days 30 \
		-set_serial 77 -out "$name.pem" 2>/dev/null
}
openssl req -x509 -nodes -newkey rsa:2048 -keyout root.key -out root.pem -days 30 \
	-subj /CN=Root -addext keyUsage=keyCertSign 2>/dev/null
openssl ecparam -name prime256v1 -out p256
leaf rsa root rsa:2048
leaf ec root ec:p256
leaf below ec ec:p256
mkdir trusted other
cp root.pem trusted/root
cp "$F/openssl-ca.pem" other/ca.pem
hash=sha256
for name in rsa ec; do
	openssl dgst -$hash -sign "$name.key" flow.json | base64 >"$name.sig"
	hash=sha512
	succeeds "the issuer is trusted ($name)" signature verify --signature "$name.sig" \
		--trusted trusted --certificate "$name.pem" flow.json
	prints 'Trusted: +CN=Root' 'and told'
	openssl cms -sign -binary -signer "$name.pem" -inkey "$name.key" -in flow.json \
		-outform DER -out "$name.p7s"
	succeeds "CMS by OpenSSL verifies ($name)" signature verify \
		--signature "$name.p7s" --trusted trusted flow.json
	fails 1 'not trusted' "another directory does not trust it ($name)" signature verify \
		--signature "$name.p7s" --trusted other flow.json
done
openssl cms -sign -noattr -binary -signer ec.pem -inkey ec.key -in flow.json \
	-outform PEM -out noattr.pem
succeeds 'CMS without attributes verifies' signature verify \
	--signature noattr.pem --trusted trusted flow.json
openssl cms -sign -nodetach -binary -signer ec.pem -inkey ec.key -in flow.json \
	-outform DER -out whole.p7s
fails 1 'holds the signed content' 'CMS with its content is refused' signature verify \
	--signature whole.p7s --trusted trusted flow.json
openssl dgst -sha256 -sign ec.key flow.json | base64 >wrong-hash.sig
fails 1 'another hash' 'EC with SHA-256, which JS7 does not verify, is explained' signature \
	verify --signature wrong-hash.sig --trusted trusted --certificate ec.pem flow.json
fails 1 'bad signature' 'the signature of a stranger' signature verify --signature ec.sig flow.json
openssl dgst -sha512 -sign below.key flow.json | base64 >below.sig
cp ec.pem trusted/ec.pem
fails 1 'CN=below,O=Test, which is not trusted' 'an ordinary certificate issues nothing' signature \
	verify --signature below.sig --trusted trusted --certificate below.pem flow.json
rm trusted/root
cp root.pem trusted/.root
fails 1 'not trusted' 'a file with a dot before its name is not read' signature verify \
	--signature rsa.sig --trusted trusted --certificate rsa.pem flow.json
succeeds 'a certificate in the directory is trusted itself' signature verify \
	--signature ec.sig --trusted trusted flow.json
echo garbage >trusted/garbage
succeeds 'garbage there does not matter' \
	signature verify --signature ec.sig --trusted trusted flow.json
grep -q 'warning: trusted/garbage' err
ok $? 'but is told'
mkdir nothing
fails 1 'nothing: holds no certificate' 'a directory without certificates' \
	signature verify --signature ec.sig --trusted nothing flow.json
fails 1 'trust list is empty' 'an empty trust list trusts nobody' \
	signature verify --signature ec.sig --trust-list flow.json
run trust import root.pem
succeeds 'the trust list is taken' signature verify --signature ec.p7s --trust-list flow.json

fingerprint_of() {
	openssl x509 -in "$1" -noout -fingerprint -sha256
}

# ---- publish ---------------------------------------------------------------------------
mkdir keys
succeeds 'the issuer is published' signature publish keys
same 1 "$(find keys -type f | wc -l)" 'as one file'
cmp -s keys/*.pem ca.pem
ok $? 'which is the CA'
before=$(ls -l --time-style=full-iso keys)
succeeds 'again' signature publish keys
same "$before" "$(ls -l --time-style=full-iso keys)" 'changes nothing'
succeeds 'its issuer comes from standard input' signature publish keys --issuer - <ca.pem
same "$before" "$(ls -l --time-style=full-iso keys)" 'and changes nothing either'
succeeds 'who verifies with it believes' signature verify --trusted keys flow.json
fails 1 'No such file' 'a directory that is not there' signature publish none
succeeds 'a new CA of the same name' ssl generate --yes --dn "$(
	openssl x509 -in ca.pem -noout -subject -nameopt RFC2253 | sed 's/^subject=//'
)"
succeeds 'and a new certificate' signature generate --yes
succeeds 'it is published beside the old one' signature publish keys
same 2 "$(find keys -type f | wc -l)" 'which stays'
grep -q 'warning: .*older' err
ok $? 'and is told'
succeeds 'until it shall be replaced' signature publish --replace keys
same 1 "$(find keys -type f | wc -l)" 'then it goes'

# ---- generate, import, update ----------------------------------------------------------
fails 2 'yes' 'replacing needs --yes' signature generate
succeeds 'RSA, signed by itself, never ending' signature generate --yes --algorithm rsa \
	--bits 2048 --expires never --no-use-ssl-ca --dn CN=Deploy,O=Test
run signature export --yes signer.pem
same 'notAfter=Dec 31 23:59:59 9999 GMT' "$(openssl x509 -in signer.pem -noout -enddate)" \
	'it never ends'
check 'OpenSSL verifies that it signed itself' \
	openssl verify -CAfile signer.pem -check_ss_sig signer.pem
succeeds 'it signs' signature sign --yes flow.json
openssl x509 -in signer.pem -noout -pubkey >signer.pub
base64 -d flow.json.sig >raw
check 'OpenSSL verifies the RSA signature with SHA-256' \
	openssl dgst -sha256 -verify signer.pub -signature raw flow.json
succeeds 'with CMS too' signature sign --yes --format cms --out flow.cms flow.json
check 'which OpenSSL verifies' openssl cms -verify -binary -purpose any \
	-inform PEM -in flow.cms -content flow.json -CAfile signer.pem
before=$(store_sum)
fails 2 '--expires' 'a date that is none' signature generate --yes --expires tomorrow
fails 2 '--expires' 'a date that is over' signature generate --yes --expires 2001-01-01
fails 2 '--expires.*outlive' 'a certificate does not outlive its CA' \
	signature generate --yes --expires 2099-01-01
fails 2 'days' 'days and a date exclude each other' \
	signature generate --yes --expires 2030-01-01 --days 3
fails 1 'do not belong together' 'a pair that does not fit' \
	signature import --yes rsa.key ec.pem
fails 1 'may not sign' 'a certificate that may not sign' \
	signature import --yes root.key root.pem
fails 1 'JS7 cannot verify' 'a key that JS7 does not know' \
	signature import --yes "$F/ed25519-ca.key" "$F/ed25519-ca.pem"
same "$before" "$(store_sum)" 'what is refused leaves the store as it was'
succeeds 'a pair is imported' signature import --yes ec.key ec.pem
same 'CN=ec,O=Test' "$(signer)" 'and there'
cat rsa.key rsa.pem root.pem >pasted
run signature update --yes <pasted
same 0 "$status" 'a pair is pasted, with its chain'
succeeds 'whose issuer is published' signature publish other
grep -q 'CN=Root published' err
ok $? 'by name'

# The signing certificate is not put there for its issuer without a word.
mkdir whose
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout outside.key \
	-subj /CN=Outside -days 900 -addext keyUsage=keyCertSign -out outside.pem 2>log
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout out.key \
	-subj /CN=out 2>log | openssl x509 -req -CA outside.pem -CAkey outside.key \
	-CAcreateserial -days 300 -out out.pem 2>log
succeeds 'a pair without its issuer is imported' signature import --yes out.key out.pem
grep -q 'warning: .*certificate of its issuer CN=Outside.* is missing' err
ok $? 'whose issuer is missed' || tap_show said err
fails 2 '--issuer: .*CN=Outside.*name its file' 'and asked for' signature publish whose
fails 1 'ec.pem: holds no certificate that has issued .*give that of CN=Outside' 'another' \
	signature publish whose --issuer ec.pem
fails 2 'not both' 'both' signature publish whose --issuer outside.pem --itself
same '' "$(ls whose)" 'publish nothing'
succeeds 'it is named' signature publish whose --issuer outside.pem
same "$(fingerprint_of outside.pem)" "$(fingerprint_of whose/*.pem)" 'and published'
rm whose/*
succeeds 'the certificate itself is published if that is said' signature publish whose --itself
same "$(fingerprint_of out.pem)" "$(fingerprint_of whose/*.pem)" 'and stands there'
rm whose/*
run trust import outside.pem
succeeds 'an issuer that is trusted here' signature publish whose
same "$(fingerprint_of outside.pem)" "$(fingerprint_of whose/*.pem)" 'is known'
run trust clear --yes

openssl ecparam -name prime256v1 -genkey -noout -out old.key
printf 'cn = Old\nactivation_date = "2001-02-03"\nexpiration_date = "2011-02-03"\nsigning_key\n' >old.cfg
certtool --generate-self-signed --load-privkey old.key --template old.cfg \
	--outfile old.pem 2>/dev/null
succeeds 'an expired certificate is imported' signature import --yes old.key old.pem
grep -q 'warning: .*expired' err
ok $? 'with a warning'
fails 1 'expired on .*--allow-expired' 'but does not sign' signature sign --yes flow.json
succeeds 'unless it shall' signature sign --yes --allow-expired flow.json
fails 1 'expired on' 'and is not believed' signature verify flow.json
succeeds 'unless it shall be' signature verify --allow-expired flow.json

openssl pkcs8 -topk8 -in ec.key -passout file:passphrase -out locked.key
succeeds 'an encrypted key comes in' \
	signature import --yes --passphrase-file passphrase locked.key ec.pem
fails 1 'passphrase' 'and signs only with its passphrase' signature sign --yes flow.json
succeeds 'which opens it' signature sign --yes --passphrase-file passphrase flow.json

# ---- delete and undo -------------------------------------------------------------------
fails 2 'yes' 'deleting needs --yes' signature delete
key=$(openssl pkey -in ec.key -pubout -outform DER | sha256sum | cut -c1-64)
succeeds 'the certificate is deleted' signature delete --yes --comment 'left the company'
grep -q 'deployment is stopped' err
ok $? 'and what that means is told'
[ ! -e "$PEMDECK_STORE/keys/$key.pem" ]
ok $? 'the key went too'
fails 1 'deployment is stopped' 'nothing can be signed' signature sign --yes flow.json
fails 1 'no signing certificate' 'nor shown' signature show
succeeds 'undo brings it back' history undo
succeeds 'and it signs again' signature sign --yes --passphrase-file passphrase flow.json

succeeds 'without a CA' ssl import --yes "$F/intermediate.key" "$F/intermediate.pem"
rm "$PEMDECK_STORE/ssl/ca.cfg"
fails 1 'no CA is kept here' 'nothing is issued, and why is told' signature generate --yes
tap_done
