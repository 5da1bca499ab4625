#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Keys in a token (PKCS#11): the CA, the signing and the TLS key are made in SoftHSM, or used
# where they are, and do what their tabs do, as openssl judges it; the store has their URL.
#
# $pin is several words.
# shellcheck disable=SC2086

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
exec </dev/null
# shellcheck source=tests/token.sh
. "${TESTS:-$(dirname "$0")}/token.sh"
pin='--token-pin-file pin'
token=pkcs11:token=test

run tls show
sum_keys >standard

# ---- the signing key ---------------------------------------------------------------------
fails 2 'has to be a URL' 'what is no URL is refused' \
	signature generate --yes --dn CN=s --token test
fails 2 'holds a PIN' 'a PIN on the command line too' \
	signature generate --yes --dn CN=s --token "$token?pin-value=12345678"
fails 2 'names no token' 'and a URL that could be any token' \
	signature generate --yes --dn CN=s --token 'pkcs11:object=sig'
fails 1 'token "absent" is not there' 'a token that is not there is named' \
	signature generate --yes --dn CN=s --token pkcs11:token=absent
fails 1 'token "test" needs its PIN.*--token-pin-file FILE' 'the PIN is asked for' \
	signature generate --yes --dn CN=s --token "$token;object=sig"
fails 1 'PIN is not that of the token "test"' 'a wrong one is told' \
	signature generate --yes --dn CN=s --token "$token;object=sig" --token-pin-file wrong
same 0 "$(in_token sig)" 'and nothing is made'
fails 2 'leave the passphrase out' 'a passphrase would protect nothing' \
	signature generate --yes --dn CN=s --token "$token;object=sig" --passphrase-file pin
fails 2 'not made in tokens' 'a key of RSA-PSS is not made in one' tls generate --yes \
	--dn CN=h --san DNS:h --algorithm rsa-pss --token "$token" $pin
succeeds 'a signing key is made in the token' \
	signature generate --yes --dn CN=s --token "$token;object=sig" $pin
same 1 "$(in_token sig)" 'it is there once'
sum_keys >keys
cmp -s standard keys && only_a_url "signature/$(ls store/signature)"
ok $? 'no private key is in the store'
run signature show
prints '^Private key: +in a token' 'show says where it is'
prints '^Token: +pkcs11:.*token=test;.*object=sig' 'and its URL'
echo content >file
run signature export certificate.pem
openssl x509 -in certificate.pem -noout -pubkey >public.pem
succeeds 'it signs' signature sign file $pin
base64 -d file.sig >file.bin
check 'openssl verifies' openssl dgst -sha512 -verify public.pem -signature file.bin file
succeeds 'it signs as CMS' signature sign file --format cms --out file.p7m $pin
run ssl export ca.pem
check 'openssl verifies that' openssl cms -verify -binary -content file -inform PEM \
	-in file.p7m -CAfile ca.pem -purpose any -out /dev/null
succeeds 'pemdeck verifies' signature verify file
fails 1 'token "test" needs its PIN' 'without a PIN it does not' \
	signature sign file --out other.sig
fails 1 'not that of the token' 'with a wrong one neither' \
	signature sign file --out other.sig --token-pin-file wrong
[ ! -e other.sig ]
ok $? 'and nothing is written'
fails 1 'in the token "test" and does not leave it' 'it cannot be shown' \
	signature show --private-key
fails 1 'in the token "test" and does not leave it' 'nor exported' \
	signature export --private-key key.pem
fails 1 'in the token "test" and does not leave it' 'nor in PKCS#12' \
	signature export --format p12 --private-key key.p12 --passphrase-file pin
[ ! -e key.pem ] && [ ! -e key.p12 ]
ok $? 'and no file is there'
succeeds 'it is renewed in the token' signature renew --yes $pin
same 2 "$(in_token sig)" 'with a key beside it'
succeeds 'undo brings the one before back' history undo --yes
run signature export again.pem
check 'which is the same' cmp certificate.pem again.pem
succeeds 'and signs' signature sign file --yes $pin

# ---- what there is --------------------------------------------------------------------------
succeeds 'the tokens are listed' token list --json
same "test set" "$(jq -r '.[] | .name + " " + .state' out)" 'with the state of the PIN'
! grep -q 'System Trust' out
ok $? 'and without what is only trust'
fails 1 'needs its PIN' 'its keys are told with the PIN alone' token list "$token"
succeeds 'with it they are' token list "$token" --json $pin
same 'EC P-256 sig yes' "$(jq -r '.[] | .algorithm + " " + .name + " " + .used' out | sort -u)" \
	'and whether they are used here'
fails 1 'token "absent" is not there' 'a token that is not there has none' \
	token list pkcs11:token=absent
fails 1 'token "absent" is not there' 'nor is it shown' token show pkcs11:token=absent

# ---- the same key for others, and by a file of the PIN -----------------------------------
fails 2 '2 such keys' 'a name that two have is no name of one' \
	signature generate --yes --dn CN=t --token "$token;object=sig" $pin
p11tool --generate-privkey=rsa --bits=2048 --label=found --login --set-pin 12345678 \
	--outfile /dev/null pkcs11:token=test >made 2>&1
succeeds 'a key that is there is used' signature generate --yes --dn CN=found \
	--token "$token;object=found?pin-source=file:$dir/pin"
same 1 "$(in_token found)" 'and none is made'
succeeds 'its PIN is in the file that the URL names' signature sign file --yes
run signature export --yes certificate.pem
openssl x509 -in certificate.pem -noout -pubkey >public.pem
base64 -d file.sig >file.bin
check 'openssl verifies an RSA key too' \
	openssl dgst -sha256 -verify public.pem -signature file.bin file

# ---- the CA ---------------------------------------------------------------------------------
succeeds 'a CA is made in the token' \
	ssl generate --yes --dn CN=Root --token "$token;object=ca" $pin
run ssl export root.pem
run ssl list --json
same true "$(jq -r '.[] | select(.subject == "CN=Root") | .has_private_key' out)" \
	'the list says that it has its key'
run ssl list
prints 'CN=Root .* in a token ' 'and for people where'
succeeds 'it issues' ssl issue --purpose server --dn CN=a.example --san DNS:a.example \
	--out issued $pin
check 'openssl verifies' openssl verify -CAfile root.pem issued/cert.pem
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null \
	-subj /CN=b.example -addext subjectAltName=DNS:b.example -out b.csr 2>/dev/null
succeeds 'it issues for a request' ssl issue --purpose server --csr b.csr --out b $pin
serial=$(openssl x509 -in issued/cert.pem -noout -serial | cut -d= -f2)
succeeds 'it revokes' ssl revoke "$serial" --yes $pin
succeeds 'it signs a list' ssl crl --yes list.pem $pin
cat root.pem list.pem >both.pem
openssl verify -crl_check -CAfile both.pem issued/cert.pem >said 2>&1
grep -q 'certificate revoked' said
ok $? 'by which openssl refuses what is revoked' || tap_show said said
succeeds 'it answers by OCSP' ssl ocsp "$serial" answer.der $pin
check 'openssl takes the answer' openssl ocsp -respin answer.der -issuer root.pem \
	-CAfile root.pem -cert issued/cert.pem
succeeds 'the CA is renewed' ssl renew ca --yes $pin
run ssl export root2.pem
check 'what it issued belongs to both' openssl verify -CAfile root2.pem b/cert.pem
succeeds 'and with a new key' ssl renew ca --new-key --yes $pin
same 2 "$(in_token ca)" 'which is in the token too'
succeeds 'both sign their lists' ssl crl --yes list2.pem $pin
fails 1 'needs its PIN' 'without the PIN nothing is issued' \
	ssl issue --purpose server --dn CN=c --san DNS:c --out c
[ ! -e c ]
ok $? 'nor written'
succeeds 'a request for a CA is made' ssl request --yes --dn CN=Sub \
	--token "$token;object=sub" sub.csr $pin
check 'openssl verifies it' openssl req -in sub.csr -verify -noout

# ---- the TLS key ---------------------------------------------------------------------------
succeeds 'a TLS key is made in the token' tls generate --yes --dn CN=host --san DNS:host \
	--use-ssl-ca --algorithm rsa --bits 2048 --token "$token;object=tls" $pin
run tls export --chain chain.pem
run ssl export root3.pem
check 'openssl verifies' openssl verify -CAfile root3.pem -untrusted chain.pem chain.pem
run tls show
prints '^Private key: +in a token' 'show says where the key is'
succeeds 'it is renewed' tls renew --yes $pin
succeeds 'and with a new key' tls renew --yes --new-key $pin
same 2 "$(in_token tls)" 'which is in the token'
succeeds 'a request is made in it' tls request --yes --new-key --dn CN=host2 \
	--san DNS:host2 --token "$token;object=tls2" host.csr $pin
check 'openssl verifies it' openssl req -in host.csr -verify -noout
succeeds 'the CA answers' ssl issue --purpose server --csr host.csr --out host $pin
succeeds 'the answer is imported' tls import --yes host/chain.pem
mkdir site
run tls target-set --yes web --certificate "$dir/site/cert.pem" --key "$dir/site/key.pem"
fails 1 'in the token "test" and cannot be written to a file' 'deploy says why not' \
	tls deploy --yes
[ -z "$(ls site)" ]
ok $? 'and writes nothing'
run tls target-remove --yes web
run tls target-set --yes web --certificate "$dir/site/cert.pem"
succeeds 'a target of the certificate alone is served' tls deploy --yes --no-reload
[ -s site/cert.pem ]
ok $? 'it is there'
p11tool --generate-privkey=ecdsa --curve=secp256r1 --label=outside --login \
	--set-pin 12345678 --outfile /dev/null pkcs11:token=test >made 2>&1
p11tool --export-pubkey "pkcs11:token=test;object=outside;type=public" --login \
	--set-pin 12345678 >outside.pub 2>/dev/null
run ssl export ca.pem --private-key
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key \
	-subj /CN=other -out other.pem -days 90 2>/dev/null
openssl x509 -new -force_pubkey outside.pub -CA other.pem -CAkey other.key \
	-subj /CN=outside -days 30 -out outside.pem 2>/dev/null
fails 1 'holds no private key' 'a certificate without its key is refused' \
	signature import --yes outside.pem
fails 1 'do not belong together' 'also with a key of the token that is another' \
	signature import --yes --anyway outside.pem --token "$token;object=found" $pin
succeeds 'with the one in the token it is taken' \
	signature import --yes --anyway outside.pem --token "$token;object=outside" $pin
succeeds 'and signs' signature sign file --yes $pin

# ---- one key for two ------------------------------------------------------------------------
fails 1 'also that of a CA that is kept here' 'the key of the CA is no signing key' \
	signature generate --yes --dn CN=s --token "$token;object=sub" $pin
fails 1 'also that of a CA that is kept here' 'nor that of the host' \
	tls generate --yes --dn CN=h --san DNS:h --no-use-ssl-ca --token "$token;object=sub" $pin
fails 1 'also that of a CA that is kept here' 'nor one that asks for a certificate' \
	tls request --yes --new-key --dn CN=h --token "$token;object=sub" asks.csr $pin
fails 1 'the key of CN=No also signs files here' 'nor is the signing key that of a CA' \
	ssl generate --yes --dn CN=No --token "$token;object=outside" $pin
fails 1 'the key of CN=No also signs files here' 'nor of one that is asked for' \
	ssl request --yes --dn CN=No --token "$token;object=outside" no.csr $pin
fails 2 'URL has id twice' 'an id is written once' token list "$token;id=%01;id=%02" $pin

# ---- the rest of the program ------------------------------------------------------------------
only_a_url ssl/ca.cfg tls/device.cfg "signature/$(ls store/signature)"
ok $? 'of the keys of all three tabs the store has the URL alone'
run doctor
same 0 "$status" 'doctor finds nothing'
echo 'correct horse' >passphrase
succeeds 'the other keys get a passphrase' \
	settings set key_passphrase --yes --new-passphrase-file passphrase
grep -l 'PKCS#11 PROVIDER URI' store/keys/*.pem >urls
[ -s urls ]
ok $? 'those in the token keep their URL'
succeeds 'and sign' signature sign file --yes $pin
run doctor
same 0 "$status" 'doctor takes them for no open keys'
succeeds 'a backup is made' backup backup.p7m --passphrase-file passphrase
grep -q 'private keys are in tokens, not in the backup' err
ok $? 'which says what is not in it'
openssl cms -decrypt -inform DER -in backup.p7m -pwri_password 'correct horse' \
	-out backup.tar 2>/dev/null ||
	openssl cms -decrypt -in backup.p7m -pwri_password 'correct horse' -out backup.tar
tar tf backup.tar >names && ! tar xOf backup.tar | grep -q 'BEGIN PRIVATE KEY'
ok $? 'with no open private key in it'
mv .tokens .pulled && mkdir .tokens
fails 1 'token "test" is not there' 'without the token nothing is signed' \
	signature sign file --yes $pin
succeeds 'but all is shown' signature show
prints '^Token: +pkcs11:.*token=test' 'with the place of the key'
run doctor
same 0 "$status" 'it may be away on purpose, which is no fault'
grep -q '^pemdeck: warning: the private key of CN=.* cannot be used now: the token "test" is not there' err
ok $? 'but doctor tells of it' || tap_show stderr err
for words in 'tls list' 'tls show' 'ssl show' 'status' 'doctor' 'trust list' 'history list' \
	"signature verify file"; do
	# shellcheck disable=SC2086
	succeeds "$words works without the token" $words
done
new_token test
fails 1 'serial number .* is not there, only another of that name' \
	'one of the same name that is another is told apart' signature sign file --yes $pin
rm -rf .tokens && mv .pulled .tokens
succeeds 'back again, it signs' signature sign file --yes $pin
tap_done
