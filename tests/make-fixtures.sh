#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make-fixtures.sh OUTDIR
#
# Makes the certificates, keys, requests and revocation lists that the tests read, with
# openssl and certtool, so that what pemdeck says can be compared with what others made.
# Does nothing if OUTDIR is complete already. NAME.pem is a certificate, NAME.key its
# key. Everything that is encrypted opens with the passphrase "secret-42".

set -eu
# shellcheck source=tests/der.sh
. "$(dirname "$0")/der.sh"

out=${1:?usage: make-fixtures.sh OUTDIR}
mkdir -p "$out"
cd "$out"
[ -e .done ] && exit 0

passphrase=secret-42
work=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-fixtures.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Both programs talk while they work; what they said is shown if one fails.
quietly()
{
	"$@" >"$work/said" 2>&1 || {
		cat "$work/said" >&2
		exit 1
	}
}

# Our own configuration, so that no distribution's defaults get into a certificate.
OPENSSL_CONF=$work/openssl.cnf
export OPENSSL_CONF
cat >"$OPENSSL_CONF" <<'END'
[req]
distinguished_name = empty
[empty]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign, digitalSignature
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://crl.example.org/root.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example.org, caIssuers;URI:http://ca.example.org/root.cer
certificatePolicies = 2.23.140.1.2.2, @policy
nameConstraints = critical, permitted;DNS:example.org, permitted;IP:192.0.2.0/255.255.255.0, permitted;IP:2001:db8:0:0:0:0:0:0/ffff:ffff:0:0:0:0:0:0, excluded;email:example.com
[policy]
policyIdentifier = 1.3.6.1.4.1.99999.1
CPS.1 = https://cps.example.org/
[odd_identifier]
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = 01:02:03:04
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyAgreement
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:www.example.org, DNS:*.example.org, IP:192.0.2.7, IP:2001:db8::7, email:admin@example.org, URI:https://www.example.org/path
1.3.6.1.4.1.99999.2 = ASN1:UTF8String:something of our own
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth, 1.3.6.1.4.1.99999.3
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[not_a_ca]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
[no_sign]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, cRLSign
subjectKeyIdentifier = hash
[no_usage]
basicConstraints = critical, CA:TRUE
[bare]
[request]
subjectAltName = DNS:www.example.org, IP:192.0.2.7
[revoke]
default_ca = revoke_ca
[revoke_ca]
database = $ENV::WORK/index.txt
crlnumber = $ENV::WORK/crlnumber
default_md = sha256
default_crl_days = 3650
crl_extensions = crl
[dated_ca]
database = $ENV::WORK/dated.txt
new_certs_dir = $ENV::WORK
rand_serial = yes
default_md = sha256
policy = any_policy
x509_extensions = ca
[any_policy]
commonName = supplied
[crl]
authorityKeyIdentifier = keyid
END
WORK=$work
export WORK

ec_key()
{
	quietly openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:${2:-P-256}" \
		-out "$1.key"
}

# self_signed NAME SUBJECT SECTION [OPTION]...: a certificate for NAME.key.
self_signed()
{
	name=$1 subject=$2 section=$3
	shift 3
	quietly openssl req -x509 -new -key "$name.key" -subj "$subject" \
		-extensions "$section" -days 3650 -out "$name.pem" "$@"
}

# signed NAME SUBJECT SECTION ISSUER [OPTION]...: the same, signed by ISSUER.key. The
# key is made unless it is there.
signed()
{
	name=$1 subject=$2 section=$3 issuer=$4
	shift 4
	[ -e "$name.key" ] || ec_key "$name"
	quietly openssl req -new -key "$name.key" -subj "$subject" -out "$work/csr.pem"
	quietly openssl x509 -req -in "$work/csr.pem" -CA "$issuer.pem" \
		-CAkey "$issuer.key" -extfile "$OPENSSL_CONF" -extensions "$section" \
		-days 1825 -set_serial "0x$(openssl rand -hex 8)" -out "$name.pem" "$@"
}

# A file with one bit of its last byte changed.
flip_last()
{
	head -c -1 "$1"
	last=$(tail -c 1 "$1" | od -An -tu1)
	# shellcheck disable=SC2059 # the format is an octal escape
	printf "\\$(printf '%03o' $((last ^ 1)))"
}

# sign_anew NAME KEY TBS: NAME.pem becomes what TBS says, signed with a P-256 key.
sign_anew()
{
	{
		printf '\000'
		openssl dgst -sha256 -sign "$2" "$3"
	} >"$work/signature"
	{
		cat "$3"
		printf '\060\012\006\010\052\206\110\316\075\004\003\002' # ecdsa-with-SHA256
		element 03 "$work/signature"
	} >"$work/inside"
	element 30 "$work/inside" >"$work/anew.der"
	openssl x509 -inform DER -in "$work/anew.der" -out "$1.pem"
}

# without_extensions NAME KEY: NAME.pem as version 1 had it, with neither version nor
# extensions, which newer tools add unasked.
without_extensions()
{
	openssl x509 -in "$1.pem" -outform DER |
		openssl asn1parse -inform DER -strparse 4 -noout -out "$work/tbs"
	openssl asn1parse -inform DER -in "$work/tbs" |
		sed -nE 's/^ *([0-9]+):d=1 +hl= *([0-9]+) +l= *([0-9]+) +[a-z]+: ([A-Za-z]+).*/\1 \2 \3 \4/p' |
		while read -r at header size kind; do
			[ "$kind" = cont ] ||
				tail -c +$((at + 1)) "$work/tbs" | head -c $((header + size))
		done >"$work/inside"
	element 30 "$work/inside" >"$work/tbs"
	sign_anew "$1" "$2" "$work/tbs"
}

### Certificate authorities as tools write them

# OpenSSL: P-256, key in PKCS#8. Also as DER, and both in one PKCS#12 file.
ec_key openssl-ca
self_signed openssl-ca "/C=DE/O=Example/CN=OpenSSL CA" ca
openssl x509 -in openssl-ca.pem -outform DER -out openssl-ca.der
openssl pkey -in openssl-ca.key -outform DER -out openssl-ca-key.der
openssl pkey -in openssl-ca.key -pubout -out openssl-ca-public.pem

# The other curves, for their names.
for curve in 384 521; do
	ec_key "openssl-p$curve-ca" "P-$curve"
	self_signed "openssl-p$curve-ca" "/CN=P-$curve CA" ca
done

# RSA with the key in PKCS#1, as OpenSSL 1 wrote it.
quietly openssl genrsa -traditional -out openssl-rsa-ca.key 2048
self_signed openssl-rsa-ca "/CN=OpenSSL RSA CA" ca
openssl rsa -in openssl-rsa-ca.key -traditional -outform DER \
	-out openssl-rsa-ca-key.der 2>"$work/said"

# EC with the key in SEC1, without and with the EC PARAMETERS block before it that
# "openssl ecparam -genkey" writes.
quietly openssl ecparam -name prime256v1 -genkey -out openssl-sec1-parameters.key
sed -n '/BEGIN EC PRIVATE/,$p' openssl-sec1-parameters.key >openssl-sec1.key
self_signed openssl-sec1 "/CN=OpenSSL SEC1 CA" ca
openssl ec -in openssl-sec1.key -outform DER -out openssl-sec1-key.der 2>"$work/said"

# Edwards curves and RSA-PSS.
for algorithm in ed25519 ed448; do
	quietly openssl genpkey -algorithm "$algorithm" -out "$algorithm-ca.key"
	self_signed "$algorithm-ca" "/CN=$algorithm CA" ca
done
quietly openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 \
	-out rsa-pss-ca.key
self_signed rsa-pss-ca "/CN=RSA-PSS CA" ca


# RSA-PSS signature by a plain RSA key: the salt's length stands in the signature alone.
cp openssl-rsa-ca.key rsa-key-pss.key
self_signed rsa-key-pss "/CN=RSA key, PSS signature" ca \
	-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32

# certtool: a text dump before the key, and its own template.
cat >"$work/certtool.cfg" <<'END'
cn = "certtool CA"
organization = "Example"
serial = 4711
ca
cert_signing_key
crl_signing_key
expiration_days = 3650
END
quietly certtool --generate-privkey --key-type ecdsa --curve secp256r1 \
	--outfile certtool-ca.key
quietly certtool --generate-self-signed --load-privkey certtool-ca.key \
	--template "$work/certtool.cfg" --outfile certtool-ca.pem

# easy-rsa: ca.crt has the text of "openssl x509 -text" before the PEM.
ec_key easyrsa-ca
self_signed easyrsa-ca "/CN=Easy-RSA CA" ca
openssl x509 -in easyrsa-ca.pem -text -out easyrsa-ca.crt
rm easyrsa-ca.pem

# XCA's exports: certificate and key in one PEM, PKCS#12, PKCS#7.
ec_key xca
self_signed xca "/CN=XCA CA" ca
cat xca.pem xca.key >xca-export.pem
openssl pkcs12 -export -inkey xca.key -in xca.pem -name "XCA CA" \
	-passout "pass:$passphrase" -out xca-export.p12
openssl crl2pkcs7 -nocrl -certfile xca.pem -out xca-export.p7b
rm xca.pem xca.key

# JS7: PKCS#8 under the label EC PRIVATE KEY or RSA PRIVATE KEY, no final newline.
relabel()
{
	printf '%s' "$(sed "s/ PRIVATE KEY/ $2 PRIVATE KEY/" "$1")"
}
ec_key "$work/js7"
relabel "$work/js7.key" EC >js7-ca.key
self_signed "$work/js7" "/C=DE/O=SOS/CN=JS7 CA" ca -sha512
printf '%s' "$(cat "$work/js7.pem")" >js7-ca.pem
quietly openssl genrsa -out "$work/js7rsa.key" 2048
relabel "$work/js7rsa.key" RSA >js7-rsa.key

# The curve of JS7's encryption keys, which GnuTLS does not know.
ec_key secp256k1 secp256k1
self_signed secp256k1 "/CN=secp256k1" ca
signed secp256k1-leaf "/CN=secp256k1 leaf" server secp256k1

### Encrypted keys and containers

# PKCS#8 by PBES2 with AES and with 3DES, by PBES1, and by scrypt; also as DER.
encrypt()
{
	quietly openssl pkcs8 -topk8 -in openssl-ca.key -passout "pass:$passphrase" "$@"
}
encrypt -v2 aes-256-cbc -out encrypted-pbes2.key
encrypt -v2 des3 -out encrypted-pbes2-des3.key
encrypt -v2 aes-256-cbc -outform DER -out encrypted-pbes2.der
encrypt -v1 PBE-SHA1-3DES -out encrypted-pbes1.key
encrypt -scrypt -scrypt_N 1024 -out encrypted-scrypt.key
encrypt -v1 PBE-MD5-DES -provider default -provider legacy \
	-out encrypted-pbes1-md5-des.key

# OpenSSL's traditional encryption (Proc-Type and DEK-Info lines), AES and 3DES.
quietly openssl ec -in openssl-ca.key -aes256 -passout "pass:$passphrase" \
	-out encrypted-traditional-aes.key
quietly openssl ec -in openssl-ca.key -des3 -passout "pass:$passphrase" \
	-out encrypted-traditional-des3.key
quietly openssl rsa -in openssl-rsa-ca.key -aes128 -traditional \
	-passout "pass:$passphrase" -out encrypted-traditional-rsa.key

openssl pkcs12 -export -inkey openssl-ca.key -in openssl-ca.pem -name "OpenSSL CA" \
	-passout "pass:$passphrase" -out openssl-ca.p12
openssl pkcs12 -export -legacy -inkey openssl-ca.key -in openssl-ca.pem \
	-passout "pass:$passphrase" -out openssl-ca-legacy.p12

### A chain: root, intermediate, leaf

ec_key root
self_signed root "/C=DE/O=Example/CN=Example Root CA" ca
signed intermediate "/C=DE/O=Example/CN=Example Intermediate CA" intermediate root
signed leaf "/C=DE/O=Example/CN=www.example.org" server intermediate
# What the leaf's key had before its certificate was issued.
cp leaf.key leaf-self-signed.key
self_signed leaf-self-signed "/C=DE/O=Example/CN=www.example.org" not_a_ca
rm leaf-self-signed.key
signed client "/C=DE/O=Example/CN=alice" client intermediate
cat leaf.pem intermediate.pem root.pem >chain.pem
cat leaf.pem intermediate.pem >chain-no-root.pem
cat leaf.pem root.pem >chain-no-intermediate.pem
cat root.pem intermediate.pem leaf.pem >chain-reversed.pem
cat intermediate.pem leaf.pem root.pem >chain-shuffled.pem
cat leaf.pem intermediate.pem leaf.pem root.pem intermediate.pem >chain-duplicates.pem
cat leaf.key leaf.pem intermediate.pem root.pem >chain-with-key.pem
cat intermediate.pem client.pem leaf.pem root.pem >chain-two-leaves.pem
openssl crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b
openssl crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out chain-der.p7b
openssl pkcs12 -export -inkey leaf.key -in chain.pem -name "www.example.org" \
	-passout "pass:$passphrase" -out chain.p12

# A CA that has nothing to do with it, its leaf, and its cross-certificate for the
# intermediate (same name, same key).
ec_key other-ca
self_signed other-ca "/O=Other/CN=Other CA" ca
signed other-leaf "/O=Other/CN=other.example.net" server other-ca
cp intermediate.key cross.key
signed cross "/C=DE/O=Example/CN=Example Intermediate CA" intermediate other-ca -days 1800
rm cross.key
cat leaf.pem cross.pem intermediate.pem root.pem >chain-cross.pem
cat leaf.pem intermediate.pem other-ca.pem root.pem >chain-unrelated.pem
cat leaf.pem other-ca.pem >chain-wrong-issuer.pem

# An impostor: the intermediate's name, another key, no key identifier that gives it
# away. And the other way round: its key under an identifier that does not fit.
signed impostor "/C=DE/O=Example/CN=Example Intermediate CA" bare root
without_extensions impostor root.key
cat leaf.pem impostor.pem root.pem >chain-impostor.pem
cp intermediate.key odd-identifier.key
signed odd-identifier "/C=DE/O=Example/CN=Example Intermediate CA" odd_identifier root
rm odd-identifier.key

# A root whose signature, the last bytes, is damaged.
openssl x509 -in root.pem -outform DER -out "$work/root.der"
flip_last "$work/root.der" >"$work/damaged.der"
openssl x509 -inform DER -in "$work/damaged.der" -out root-damaged.pem

# Two CAs that certified each other, and a leaf of the first.
ec_key loop-a
ec_key loop-b
self_signed loop-a "/CN=Loop A" ca
self_signed loop-b "/CN=Loop B" ca
cp loop-b.pem "$work/loop-b.pem"
cp loop-b.key "$work/loop-b.key"
signed loop-b "/CN=Loop B" ca loop-a
signed loop-a "/CN=Loop A" ca "$work/loop-b"
signed loop-leaf "/CN=loop.example.org" server loop-a
cat loop-leaf.pem loop-a.pem loop-b.pem >chain-loop.pem

### Certificates that cannot be the built-in CA, or only with a word about it

# A self-signed server certificate; a CA that may not sign; one without keyUsage; one
# of version 1, so without any extension.
ec_key not-a-ca
self_signed not-a-ca "/CN=not-a-ca.example.org" not_a_ca
ec_key ca-without-keycertsign
self_signed ca-without-keycertsign "/CN=May Not Sign CA" no_sign
ec_key ca-without-keyusage
self_signed ca-without-keyusage "/CN=No Key Usage CA" no_usage
ec_key v1-ca
quietly openssl req -new -key v1-ca.key -subj "/CN=Version 1 CA" -out "$work/csr.pem"
quietly openssl x509 -req -in "$work/csr.pem" -signkey v1-ca.key -days 3650 \
	-out v1-ca.pem
without_extensions v1-ca v1-ca.key

# Outside their validity: 2001-02-03 to 2011-02-03, and from 2090 to 2095. Dates are text
# to "openssl ca", even where time_t has 32 bits.
dated_ca()
{
	ec_key "$1"
	quietly openssl req -new -key "$1.key" -subj "/CN=$2" -out "$work/csr.pem"
	: >"$work/dated.txt"
	quietly openssl ca -name dated_ca -batch -notext -selfsign -in "$work/csr.pem" \
		-keyfile "$1.key" -startdate "${3}040506Z" -enddate "${4}040506Z" \
		-out "$1.pem"
}
dated_ca expired-ca "Expired CA" 20010203 20110203
dated_ca future-ca "Future CA" 20900203 20950203

# Weak: RSA of 1024 bits, and a leaf signed with SHA-1. A root's own SHA-1 is not.
quietly openssl genrsa -out weak-rsa-1024.key 1024
self_signed weak-rsa-1024 "/CN=Weak RSA CA" ca
signed weak-sha1 "/CN=sha1.example.org" server root -sha1
cp root.key weak-sha1-root.key
self_signed weak-sha1-root "/CN=SHA-1 Root CA" ca -sha1

# Serial numbers: high bit set, negative, zero, one digit.
for serial in high:0xF00000000000000D negative:-0x1AF zero:0 small:0x7; do
	cp root.key "serial-${serial%%:*}.key"
	self_signed "serial-${serial%%:*}" "/CN=Serial" ca -set_serial "${serial#*:}"
	rm "serial-${serial%%:*}.key"
done

# A key of somebody else; two keys; two certificates with a key of the second.
ec_key mismatched
cat openssl-ca.pem mismatched.key >mismatched.pem
cat openssl-ca.key openssl-ca.pem mismatched.key >two-keys.pem
cat not-a-ca.pem openssl-ca.pem openssl-ca.key >two-certificates.pem

### Names

# An RDN of two attributes, characters to escape, another script.
ec_key multivalued-rdn
self_signed multivalued-rdn "/O=Example, Inc./OU=Unit+CN=both" ca
ec_key international
self_signed international "/O=Bäckerei Müller/CN=日本語 CA" ca -utf8

# Control characters: ESC, LF and right-to-left override in the CN; hostile-dn.pem has
# an embedded NUL as well. OpenSSL cannot be told a NUL, so it is put in afterwards and
# signed anew.
ec_key hostile-dn
self_signed hostile-dn "/CN=$(printf 'a\033[31mb\nc\342\200\256d')@end" ca -utf8
cp hostile-dn.pem hostile-text.pem
openssl asn1parse -in hostile-dn.pem -strparse 4 -noout -out "$work/tbs"
LC_ALL=C sed 's/d@end/d\x00end/' <"$work/tbs" >"$work/tbs.new"
sign_anew hostile-dn hostile-dn.key "$work/tbs.new"

### Requests and revocation lists

ec_key request
openssl req -new -key request.key -subj "/C=DE/O=Example/CN=www.example.org" \
	-reqexts request -out request.pem
openssl req -in request.pem -outform DER -out request.der
sed 's/CERTIFICATE REQUEST/NEW CERTIFICATE REQUEST/' request.pem >request-new.pem

flip_last request.der >"$work/damaged.der"
openssl req -inform DER -in "$work/damaged.der" -out request-broken-signature.pem \
	2>"$work/said"

printf 'R\t310101000000Z\t260101000000Z,keyCompromise\t1A\tunknown\t/CN=one\n' \
	>"$work/index.txt"
printf 'R\t310101000000Z\t260102000000Z\t00FE\tunknown\t/CN=two\n' >>"$work/index.txt"
echo 1001 >"$work/crlnumber"
quietly openssl ca -name revoke_ca -gencrl -keyfile openssl-ca.key \
	-cert openssl-ca.pem -out revocation.crl
openssl crl -in revocation.crl -outform DER -out revocation.der

### Damaged files

: >empty.pem
printf '%s\n' "Nothing to see here." >no-pem.txt
head -c 20000 /dev/zero >zeros.bin
lines=$(wc -l <openssl-ca.pem)
head -n $((lines - 3)) openssl-ca.pem >truncated.pem
sed '3s/./!/' openssl-ca.pem >bad-base64.pem
sed '/END CERT/d' openssl-ca.pem >missing-end.pem
head -c 100 openssl-ca.der >truncated.der

### One paste, key and certificate, as terminals, mail and chat leave it

cat openssl-ca.key openssl-ca.pem >paste.pem
sed 's/$/\r/' paste.pem >paste-crlf.pem
tr '\n' '\r' <paste.pem >paste-cr-only.pem
sed 's/^/    /' paste.pem >paste-indented.pem
sed 's/^/> /' paste.pem >paste-quoted.pem
awk '/^-/ { printf /END/ ? "\n%s\n" : "%s\n", $0; next } { printf "%s", $0 }' \
	paste.pem >paste-one-long-line.pem
tr '\n' ' ' <paste.pem >paste-lost-line-breaks.pem
awk '{ printf "%s", $0 }' paste.pem >paste-joined.pem
sed "s/\$/$(printf '\302\240')/" paste.pem >paste-nbsp.pem
{
	printf '\377\376'
	iconv -f UTF-8 -t UTF-16LE paste.pem
} >paste-utf16.pem
{
	printf '\357\273\277'
	cat paste.pem
} >paste-utf8-bom.pem
awk '{ printf "%s\\n", $0 }' paste.pem >"$work/json"
printf '{"pem": "%s"}\n' "$(cat "$work/json")" >paste-json.txt
sed "s/-----/$(printf '\342\200\224\342\200\224-')/g" paste.pem >paste-long-dashes.pem
{
	printf 'data:\n  tls.crt: %s\n' "$(base64 -w0 <paste.pem)"
	printf '  ca.der: %s\n' "$(base64 -w0 <openssl-ca.der)"
} >paste-secret.yaml
base64 <paste.pem >paste-base64.txt

### What is sealed with a passphrase, and archives

tar --format=ustar --owner=0 --group=0 -cf files.tar openssl-ca.pem empty.pem no-pem.txt
openssl cms -encrypt -pwri_password passphrase -aes256 -binary -outform DER -in no-pem.txt \
	-out sealed.cms

touch .done
