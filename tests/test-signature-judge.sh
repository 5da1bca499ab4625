#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who is believed to have signed a file: judged as every other chain is, by revocation,
# strength, purpose and the rules of RFC 5280; and a signature of one form is none of
# another.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
printf '{"version":"1.8.0","instructions":[]}' >flow.json

# ---- certificates of the built-in CA -----------------------------------------------------
mkdir trusted
succeeds 'the CA is trusted' ssl export ca.pem
cp ca.pem trusted
by_ca() { # NAME PURPOSE: a certificate and its key
	run ssl issue --purpose "$2" --dn "CN=$1" --san "DNS:$1.example" --out "$dir/$1"
	cp "$1/cert.pem" "$1.pem" && cp "$1/key.pem" "$1.key"
}
sign() { # NAME: by OpenSSL, in both forms
	openssl cms -sign -binary -signer "$1.pem" -inkey "$1.key" -in flow.json \
		-outform DER -out "$1.p7s" 2>check
	hash=sha256
	grep -q 'BEGIN EC' "$1.key" || openssl pkey -in "$1.key" -noout -text |
		grep -q 'ASN1 OID' && hash=sha512
	openssl dgst -$hash -sign "$1.key" flow.json | base64 >"$1.sig"
}
believed() { # NAME WORDS
	succeeds "$2" signature verify --trusted trusted --signature "$1.p7s" flow.json
	succeeds "$2 (JS7)" signature verify --trusted trusted --signature "$1.sig" \
		--certificate "$1.pem" flow.json
}
refused() { # NAME WHY WORDS
	fails 1 "signed by .*$1.*: $2" "$3" signature verify --trusted trusted \
		--signature "$1.p7s" flow.json
	fails 1 "signed by .*$1.*: $2" "$3 (JS7)" signature verify --trusted trusted \
		--signature "$1.sig" --certificate "$1.pem" flow.json
}
by_ca signer code-signing
by_ca web server
sign signer
sign web
believed signer 'a signing certificate of the CA is believed'
refused web 'made for another purpose' 'a certificate for TLS is not'
check 'OpenSSL says so, too' sh -c '! openssl cms -verify -binary -inform DER -in web.p7s \
	-content flow.json -CAfile ca.pem -out /dev/null'

# ---- revoked here ------------------------------------------------------------------------
serial=$(openssl x509 -in signer.pem -noout -serial | sed 's/serial=//')
succeeds 'it is revoked' ssl revoke "$serial" --yes
refused signer revoked 'then it is not believed'
fails 1 'revoked' 'nor whatever the time' signature verify --allow-expired \
	--trusted trusted --signature signer.p7s flow.json
cp signer.pem trusted/signer.pem
refused signer revoked 'nor if it is trusted itself'
rm trusted/signer.pem
mv store/ssl/crl.pem crl.pem
refused signer revoked 'the register knows it without a list'
record=store/ssl/issued/$serial.cfg
cp "$record" record
echo '{' >"$record"
refused signer '.*cannot be used' 'a register that cannot be read clears nobody'
cp record "$record"
mv crl.pem store/ssl/crl.pem

# ---- what no verifier accepts signs nothing ---------------------------------------------
fails 1 'programs will refuse CN=signer: revoked' 'the revoked one is not installed' \
	signature import --yes signer.pem signer.key ca.pem
succeeds 'unless that is said' signature import --yes --anyway signer.pem signer.key ca.pem
fails 1 'no verifier accepts the certificate CN=signer: revoked' 'but signs nothing' \
	signature sign --yes flow.json
fails 1 'no verifier accepts' 'whatever the time' signature sign --yes --allow-expired \
	flow.json
mkdir keys
fails 1 'no verifier accepts' 'nor is it published' signature publish keys
same 0 "$(find keys -type f | wc -l)" 'nothing was written'
fails 1 'CN=web may not sign files: its extended key usage' 'a certificate for TLS is not installed' \
	signature import --yes web.pem web.key ca.pem

# ---- weak, and strange -------------------------------------------------------------------
openssl req -x509 -nodes -newkey rsa:2048 -keyout root.key -out root.pem -days 30 \
	-subj /CN=Root -addext basicConstraints=critical,CA:TRUE 2>/dev/null
cp root.pem trusted
by_root() { # NAME BITS DIGEST EXTENSION
	openssl req -new -nodes -newkey "rsa:$2" -keyout "$1.key" -subj "/CN=$1" \
		-out "$1.csr" 2>/dev/null
	echo "$4" >ext
	openssl x509 -req -in "$1.csr" -CA root.pem -CAkey root.key -days 30 "-$3" \
		-extfile ext -set_serial 9 -out "$1.pem" 2>/dev/null
	sign "$1"
}
by_root mail 2048 sha256 extendedKeyUsage=emailProtection
believed mail 'one for mail is believed'
by_root short 1024 sha256 keyUsage=digitalSignature
refused short 'weak key' 'a short key is not'
cp short.pem trusted/short.pem
refused short 'weak key' 'nor if it is trusted itself'
rm trusted/short.pem
if by_root tiny 512 md5 keyUsage=digitalSignature && [ -s tiny.pem ]; then
	refused tiny 'weak key' '512 bits under MD5 are not'
else
	skip 'OpenSSL makes no such key'
fi
by_root broken 2048 md5 keyUsage=digitalSignature
refused broken 'weak key or signature' 'nor what was signed with MD5'
by_root strange 2048 sha256 1.2.3.4=critical,ASN1:NULL
refused strange 'unsupported critical' 'nor what nobody understands'

# ---- one form is none of the other ---------------------------------------------------------
# The attributes that a CMS signature signs in place of the file, as a file: that they are
# signed says nothing about them.
part() { # PATTERN: offset, size of head, size of the last such element
	openssl asn1parse -inform DER -in mail.p7s | grep "$1" | tail -n 1 |
		sed 's/^ *\([0-9]*\):d=[0-9]* *hl=\([0-9]*\) *l= *\([0-9]*\) .*/\1 \2 \3/'
}
piece() { # OFFSET SIZE
	tail -c +$(($1 + 1)) mail.p7s | head -c "$2"
}
# shellcheck disable=SC2046 # three words
set -- $(part 'cont \[ 0 \]')
{
	printf '1'
	piece $(($1 + 1)) $(($2 + $3 - 1))
} >attributes
# shellcheck disable=SC2046
set -- $(part 'OCTET STRING')
piece $(($1 + $2)) "$3" >value
base64 value >attributes.sig
openssl x509 -in mail.pem -noout -pubkey >mail.pub
check 'the attributes are what OpenSSL says is signed' \
	openssl dgst -sha256 -verify mail.pub -signature value attributes
fails 1 'attributes of a CMS signature' 'they are no file that was signed' signature verify \
	--trusted trusted --signature attributes.sig --certificate mail.pem attributes
openssl cms -sign -noattr -binary -signer mail.pem -inkey mail.key -in attributes \
	-outform DER -out noattr.p7s
fails 1 'attributes of a CMS signature' 'nor by CMS without attributes' signature verify \
	--trusted trusted --signature noattr.p7s attributes
openssl cms -sign -binary -signer mail.pem -inkey mail.key -in attributes \
	-outform DER -out attr.p7s
succeeds 'but by CMS with attributes of its own' signature verify --trusted trusted \
	--signature attr.p7s attributes
run signature import --yes mail.pem mail.key root.pem
rm attributes.sig
fails 1 'attributes of a CMS signature' 'nor are they signed so' signature sign attributes
printf '10 apples' >apples
succeeds 'a text that begins with the same byte is' signature sign apples
succeeds 'and verified' signature verify --trusted trusted apples
# ---- pipes that nobody named -------------------------------------------------------------
# Nobody writes into them.
by_ca later code-signing
sign later
patient=$PEMDECK
PEMDECK="timeout 60 $PEMDECK"
mkdir many && cp flow.json many && mkfifo many/flow.json.sig
fails 1 'flow.json.sig: is a pipe' 'a signature is not waited for' \
	signature verify many/flow.json
rm many/flow.json.sig && mkfifo trusted/pipe.pem
succeeds 'nor is what stands among the trusted ones' \
	signature verify --trusted trusted --signature later.p7s flow.json
grep -q 'pipe.pem: is a pipe' err
ok $? 'which is told'
rm trusted/pipe.pem
PEMDECK=$patient
mkfifo named && cat later.p7s >named &
succeeds 'one that is named is read' \
	signature verify --trusted trusted --signature named flow.json
wait
tap_done
