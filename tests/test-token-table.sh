#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every operation of the four tabs with a key that is in a token: it works, as openssl judges
# what it made, or it says why not. Which operations there are, the table of operations says.
#
# $pin is several words.
# shellcheck disable=SC2086

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs openssl jq
operations=${OPERATIONS:-tests/operations}
case $operations in /*) ;; *) operations=$PWD/$operations ;; esac
cd "$dir" || exit 1
exec </dev/null
# shellcheck source=tests/token.sh
. "${TESTS:-$(dirname "$0")}/token.sh"
pin='--token-pin-file pin'
token=pkcs11:token=test
: >walked

# works WORDS TAB OPERATION...: it does it.
works() {
	words=$1
	shift
	echo "$1 $2" >>walked
	succeeds "$1 $2: $words" "$@" $pin --yes
}

# refuses STATUS PATTERN WORDS TAB OPERATION...: it says why not.
refuses() {
	echo "$4 $5" >>walked
	wanted=$1 pattern=$2 words="$4 $5: $3"
	shift 3
	fails "$wanted" "$pattern" "$words" "$@" $pin --yes
}

# inside TAB OPERATION WORDS...: works, with standard input of the file "input".
inside() {
	tab=$1 name=$2 words=$3
	shift 3
	echo "$tab $name" >>walked
	run "$tab" "$name" "$@" $pin --yes <input
	same 0 "$status" "$tab $name: $words" || tap_show stderr err
}

serial_of() {
	openssl x509 -in "$1" -noout -serial | cut -d= -f2
}

# make_token_key LABEL SUBJECT EXTENSION: a key that is made in the token by p11tool, and a
# certificate for it, LABEL.pem, of the CA other.pem.
make_token_key() {
	p11tool --generate-privkey=rsa --bits=2048 --label="$1" --login --set-pin 12345678 \
		--outfile "$1.pub" pkcs11:token=test >made 2>&1
	printf '%s\n' "$3" >ext
	openssl x509 -new -force_pubkey "$1.pub" -CA other.pem -CAkey other.key -subj "$2" \
		-days 300 -extfile ext -out "$1.pem" 2>/dev/null
}

run tls show
sum_keys >standard
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key \
	-subj /CN=other -addext keyUsage=critical,keyCertSign,cRLSign -out other.pem \
	-days 900 2>/dev/null
run trust import other.pem

# ---- ssl -------------------------------------------------------------------------------------
works 'makes a CA in the token' ssl generate --dn CN=Root --token "$token;object=ca"
run ssl export root.pem
works 'shows it' ssl show
refuses 1 'does not leave it' 'says why the key is not shown' ssl show --private-key
works 'writes the certificate' ssl export again.pem
refuses 1 'does not leave it' 'says why the key is not written' ssl export key.pem --private-key
works 'lists' ssl list
works 'issues' ssl issue --purpose server --dn CN=a.example --san DNS:a.example --out a
check 'openssl verifies' openssl verify -CAfile root.pem a/cert.pem
works 'issues where nothing is' ssl ensure --dn CN=e.example --san DNS:e.example --out e
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout b.key \
	-subj /CN=b.example -addext subjectAltName=DNS:b.example -out b.csr 2>/dev/null
works 'reads a request' ssl review b.csr
works 'issues for it' ssl issue --purpose server --csr b.csr --out b
check 'openssl verifies' openssl verify -CAfile root.pem b/cert.pem
printf 'dn,san\nCN=c.example,DNS:c.example\nCN=d.example,DNS:d.example\n' >table.csv
works 'issues all of a table' ssl batch table.csv --out table
a=$(serial_of a/cert.pem)
works 'renews' ssl renew "$a" --out a2
check 'openssl verifies' openssl verify -CAfile root.pem a2/cert.pem
works 'revokes' ssl revoke "$a"
works 'signs a list' ssl crl list.pem
check 'openssl verifies' openssl crl -in list.pem -CAfile root.pem -noout
works 'signs an answer' ssl ocsp "$a" answer.der
check 'openssl verifies' openssl ocsp -respin answer.der -issuer root.pem -CAfile root.pem \
	-cert a/cert.pem
works 'trusts' ssl trust
works 'forgets the key of one that it issued' ssl forget-key "$(serial_of e/cert.pem)"
works 'takes a list of it back' ssl adopt list.pem
works 'makes a request in the token' ssl request --dn CN=Sub --token "$token;object=sub" sub.csr
check 'openssl verifies' openssl req -in sub.csr -verify -noout
works 'deletes it' ssl request-delete
make_token_key bought /CN=Bought 'basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash'
refuses 1 'holds no private key' 'says what is missing' ssl import bought.pem other.pem
works 'takes the CA whose key is there' ssl import bought.pem other.pem \
	--token "$token;object=bought"
works 'issues with it' ssl issue --purpose server --dn CN=f.example --san DNS:f.example --out f
check 'openssl verifies' openssl verify -CAfile other.pem -untrusted bought.pem f/cert.pem
run ssl show --ca Root --json
works 'ends the CA before it' ssl retire "$(serial_of root.pem)"
same 1 "$(in_token ca)" 'whose key stays in the token'
run history undo --yes
make_token_key pasted /CN=Pasted 'basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash'
cat pasted.pem other.pem >input
inside ssl update 'takes a pasted CA' --token "$token;object=pasted"
run ssl show
prints '^Token: +pkcs11:.*object=pasted' 'with its key in the token'

# ---- signature -------------------------------------------------------------------------------
works 'makes a signer in the token' signature generate --dn CN=s --token "$token;object=sig"
echo content >file
works 'signs' signature sign file
works 'verifies' signature verify file
works 'shows' signature show
refuses 1 'does not leave it' 'says why the key is not shown' signature show --private-key
works 'writes the certificate' signature export s.pem
refuses 1 'does not leave it' 'says why no PKCS#12 is written' \
	signature export s.p12 --format p12 --private-key --passphrase-file pin
works 'renews' signature renew
mkdir trusted
works 'gives verifiers what they need' signature publish trusted
make_token_key signer /CN=signer 'keyUsage=digitalSignature'
works 'takes one whose key is there' signature import signer.pem --token "$token;object=signer"
works 'signs with it' signature sign file
base64 -d file.sig >file.bin
check 'openssl verifies' openssl dgst -sha256 -verify signer.pub -signature file.bin file
make_token_key typed /CN=typed 'keyUsage=digitalSignature'
cat typed.pem >input
inside signature update 'takes a pasted one' --token "$token;object=typed"
works 'signs with that' signature sign file
works 'deletes' signature delete
same 1 "$(in_token typed)" 'and leaves the key in the token'

# ---- encryption ------------------------------------------------------------------------------
works 'makes a key in the token' encryption generate --alias job --bits 2048 \
	--token "$token;object=job"
works 'encrypts' encryption encrypt job secret
cp out input
inside encryption decrypt 'decrypts' job
same secret "$(cat out)" 'to what it was'
works 'lists' encryption list
works 'shows' encryption show job
works 'writes the public key' encryption export job job.pub
works 'makes a job resource' encryption job-resource job
make_token_key agent /CN=agent 'keyUsage=keyEncipherment'
works 'takes one whose key is there' encryption import agent.pem --alias agent \
	--token "$token;object=agent"
cp agent.pem input
inside encryption add 'takes a pasted one' --alias added --token "$token;object=agent"
works 'has nothing to do' encryption ensure agent.pem --alias agent --token "$token;object=agent"
works 'changes where the key is' encryption update added --private-key-path -
works 'and back' encryption update added --token "$token;object=agent"
works 'deletes' encryption delete added
same 1 "$(in_token agent)" 'and leaves the key in the token'

# ---- tls -------------------------------------------------------------------------------------
works 'makes a key in the token' tls generate --dn CN=host --san DNS:host --token \
	"$token;object=tls" --algorithm ec --use-ssl-ca
works 'shows' tls show
works 'lists' tls list
works 'has nothing to do' tls ensure --dn CN=host --san DNS:host --token "$token;object=tls" \
	--algorithm ec --use-ssl-ca
works 'makes another' tls new --name web --dn CN=web --san DNS:web --token \
	"$token;object=web" --algorithm ec --use-ssl-ca
same 1 "$(in_token web)" 'in the token'
works 'ensures one more' tls ensure --name mail --dn CN=mail --san DNS:mail --token \
	"$token;object=mail" --algorithm ec --use-ssl-ca
same 1 "$(in_token mail)" 'in the token'
works 'renews' tls renew --name web
works 'writes the chain' tls export --name web web.pem --chain
run ssl export issuer.pem --chain
check 'openssl verifies' openssl verify -CAfile other.pem -untrusted issuer.pem web.pem
refuses 1 'does not leave it' 'says why the key is not written' \
	tls export --name web web.key --private-key
works 'asks for another certificate' tls request --dn CN=host --san DNS:host host.csr
check 'openssl verifies' openssl req -in host.csr -verify -noout
works 'writes the request again' tls request-export again.csr
openssl x509 -req -in host.csr -CA other.pem -CAkey other.key -days 300 -copy_extensions copy \
	-out answer.pem 2>/dev/null
works 'takes the answer' tls import answer.pem --anyway
works 'asks with a new key' tls request --new-key --dn CN=host --san DNS:host --token \
	"$token;object=next" --algorithm ec next.csr
works 'deletes that' tls request-delete
works 'trusts' tls trust
works 'compares' tls compare answer.pem
echo 'tls check' >>walked
run tls check 127.0.0.1:1
prints 'NO ANSWER' 'tls check: says that nobody answers'
mkdir site
works 'takes a target of the certificate alone' tls target-set web --name web \
	--certificate "$dir/site/web.pem"
works 'writes it there' tls deploy web --no-reload
check 'openssl verifies' openssl verify -CAfile other.pem -untrusted site/web.pem site/web.pem
works 'takes one with a key' tls target-set both --name web \
	--certificate "$dir/site/both.pem" --key "$dir/site/both.key"
refuses 1 'cannot be written to a file' 'says why that gets none' tls deploy both --no-reload
works 'lists the targets' tls target-list
works 'renames one' tls target-rename both pair
works 'takes it out' tls target-remove pair
works 'renames' tls rename --name mail post
works 'removes' tls remove --name post
same 1 "$(in_token mail)" 'and leaves the key in the token'
works 'goes back to the standard key' tls clear
run tls ensure --dn CN=dev --san DNS:dev --algorithm ec --yes
works 'moves a key that is elsewhere' tls ensure --dn CN=dev --san DNS:dev --algorithm ec \
	--token "$token;object=dev" --json
same true "$(jq -r .changed out)" 'which is a change'
same 1 "$(in_token dev)" 'into the token'
run tls ensure --dn CN=dev --san DNS:dev --algorithm ec --token "$token;object=dev" --json $pin
same false "$(jq -r .changed out)" 'and then nothing is to do'

# ---- all of them -----------------------------------------------------------------------------
"$operations" | awk '$1 ~ /^(ssl|signature|encryption|tls)$/ {print $1 " " $2}' | sort >there
sort -u walked | comm -23 there - >missing
[ ! -s missing ]
ok $? 'no operation was left out' || tap_show missing missing

run token list "$token" --json $pin
jq -r '.[].public_key_id' out >ids
while read -r id; do
	find store -name "$id*" -exec grep -l 'PRIVATE KEY' {} +
done <ids >private
[ -s ids ] && [ ! -s private ]
ok $? 'no key of the token is in the store' || tap_show private private
run doctor
same 0 "$status" 'doctor finds nothing' || tap_show stdout out
tap_done
