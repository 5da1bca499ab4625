#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every sentence of what reads bytes from outside is true: a row for each has an input that is
# refused with it, and another program finds the same cause in that input. Sentences are found
# in the sources, so that a new one without a row fails.

# shellcheck disable=SC2016 # $1 is for the tools' shell
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"
# shellcheck source=tests/der.sh
. "${TESTS:-$(dirname "$0")}/der.sh"
# shellcheck source=tests/sentences.sh
. "${TESTS:-$(dirname "$0")}/sentences.sh"

sentences read/*.c key/key_read.c key/key_sign.c key/pbe*.c key/scrypt.c key/gnutls_error.c \
	certificate/certificate.c certificate/request.c certificate/revocation.c

# ---- what all is made from ------------------------------------------------------------------
root ca basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
issue host ca subjectAltName=DNS:host.example.org
openssl pkcs8 -topk8 -nocrypt -in host.key -out host.p8
openssl req -new -key host.key -subj /CN=host.example.org \
	-addext subjectAltName=DNS:host.example.org -out host.csr
openssl pkey -in host.key -pubout -out host.pub
echo secret-42 >pw
echo wrong-words >wrong
openssl pkcs8 -topk8 -in host.key -passout file:pw -v2 aes-256-cbc -out locked.key
openssl pkcs12 -export -inkey host.key -in host.pem -passout file:pw -out host.p12
openssl pkcs12 -export -inkey host.key -in host.pem -passout file:pw -nomac -out bare.p12
openssl crl2pkcs7 -nocrl -certfile host.pem -out host.p7b
# shellcheck source=tests/ca.sh
. "${TESTS:-$(dirname "$0")}/ca.sh"
make_ca lists
sign lists gone
revoke lists gone keyCompromise
gencrl lists list.crl
for file in host.pem host.csr list.crl; do
	openssl asn1parse -in $file -noout -out "${file%.*}-${file#*.}.der" 2>>make.log
done
openssl pkey -in host.key -outform DER -out host-key.der
openssl pkey -in host.key -pubout -outform DER -out host-pub.der
x509='openssl x509 -in $1 -noout'
x509_der='openssl x509 -inform DER -in $1 -noout'
pkey='openssl pkey -in $1 -noout'
import='tls import @ --yes'
trust='trust import @'
issue='ssl issue --csr @'

# ---- what is not X.509 ----------------------------------------------------------------------
: >empty
cause 'is empty; a certificate' empty host.pem 'test -s $1' "$trust"
printf 'the certificate of our host\n' >prose
cause 'no certificate, key, signing request or' prose host.pem "$x509" "$trust"
printf 'prose' | run trust import -
grep -q '^pemdeck: standard input: ' err
ok $? 'a pipe is called standard input' || tap_show stderr err
gzip -kn host.pem
cause 'is compressed; unpack' host.pem.gz - 'gzip -t $1' "$trust"
if command -v zip >/dev/null; then
	zip -q host.zip host.pem
	zip_tool='unzip -tq $1 || zip -T $1'
else
	printf 'PK\003\004\024\000' >host.zip
	zip_tool='head -c 2 $1 | grep -q PK'
fi
cause 'is a ZIP archive' host.zip - "$zip_tool" "$trust"
openssl ecparam -name prime256v1 -out parameters.pem
cause 'holds parameters alone' parameters.pem - 'openssl ecparam -in $1 -noout' "$import"
if command -v ssh-keygen >/dev/null; then
	ssh-keygen -q -t ecdsa -N '' -C none -f ssh
	cp ssh ssh-converted
	ssh-keygen -q -p -P '' -N '' -m PKCS8 -f ssh-converted >>make.log
	cause 'is a private key of OpenSSH' ssh ssh-converted "$pkey" "$import"
	ssh-keygen -e -m PKCS8 -f ssh.pub >ssh-public
	cause 'is a public key of SSH' ssh.pub ssh-public 'openssl pkey -pubin -in $1 -noout' "$import"
	ssh-keygen -e -f ssh.pub >ssh2.pub
	cause 'is a key of SSH' ssh2.pub - 'ssh-keygen -i -f $1' "$import"
else
	for begin in 'is a private key of OpenSSH' 'is a public key of SSH' 'is a key of SSH'; do
		without_input "$begin" # ssh-keygen is missing
	done
fi
openssl genrsa -out windows.key 2048 2>>make.log
for form in PVK MSBLOB; do
	case $form in
	PVK) begin='is a private key of Windows (PVK)' ;;
	*) begin='is a private key of Windows (a key' ;;
	esac
	if openssl rsa -in windows.key -outform $form -pvk-none -out windows.$form 2>>make.log; then
		cause "$begin" windows.$form - "openssl rsa -inform $form -in \$1 -noout" "$import"
	else
		without_input "$begin" # this openssl does not write it
	fi
done
printf '\0\0\0\0CERT\040\0\0\0\001\0\0\0' >host.sst
cause 'is a certificate store of Windows' host.sst host.pem "$x509" "$trust"
printf 'bplist00\321\001\002' >host.bplist
cause 'is a property list in binary' host.bplist host.pem "$x509" "$trust"
if command -v python3 >/dev/null; then
	python3 -c 'import sqlite3; sqlite3.connect("host.db").execute("CREATE TABLE one (two)")'
	cause 'is a database of SQLite' host.db - \
		"python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute(\"SELECT * FROM one\")' \$1" \
		"$trust"
	python3 "${TESTS:-$(dirname "$0")}/make-database.py" xca sound.xdb secret-42 \
		lists/cacert.pem:lists/private/cakey.pem
	cp sound.xdb damaged.xdb
	cat >key.py <<-'END'
		import base64, sqlite3, sys
		base = sqlite3.connect(sys.argv[1])
		if len(sys.argv) > 2:
		    base.execute("UPDATE private_keys SET private = ?", sys.argv[2:])
		    base.commit()
		for row in base.execute("SELECT private FROM private_keys"):
		    sys.stdout.buffer.write(base64.b64decode(row[0]))
	END
	python3 key.py damaged.xdb MAAA >>make.log
	cause '%s cannot be used, and nothing' damaged.xdb sound.xdb \
		'python3 key.py $1 | openssl pkcs8 -inform DER -passin file:pw' \
		migrate @ --yes --passphrase-file pw
else
	without_input 'is a database of SQLite' # python3 is missing
	without_input '%s cannot be used, and nothing'
fi
printf '\312\333\031\151\0\0\0\001' >old.xdb
cause 'is a database of XCA before version 2' old.xdb host.pem "$x509" "$trust"
labelled 'PGP PUBLIC KEY BLOCK' host.pub >pgp.asc
cause 'is made by OpenPGP' pgp.asc host.pem "$x509" "$trust"
labelled 'ATTRIBUTE CERTIFICATE' host.pem >attributes.pem
cause 'is an attribute certificate' attributes.pem host.pem "$x509" "$trust"
labelled 'OpenVPN Static key V1' host.key >static.key
cause 'is a static key of OpenVPN' static.key host.key "$pkey" "$import"
printf 'PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nEncryption: none\n' >host.ppk
cause 'is a key of PuTTY' host.ppk host.key "$pkey" "$import"
labelled 'SSL SESSION PARAMETERS' host.key >session.pem
cause 'holds %s, which is not read' session.pem host.key "$pkey" "$import"

# ---- text that was copied -------------------------------------------------------------------
sed 1d host.pem >headless.pem
cause 'line %u ends a block' headless.pem host.pem "$x509" "$trust"
sed '$d' host.pem >endless.pem
cause 'the block that begins in line %u (%s) has no END line; the text' endless.pem host.pem \
	"$x509" "$trust"
cat endless.pem host.pem >two.pem
cause 'the block that begins in line %u (%s) has no END line before' two.pem host.pem \
	'test "$(grep -c BEGIN $1)" = "$(openssl crl2pkcs7 -nocrl -certfile $1 |
		openssl pkcs7 -print_certs | grep -c BEGIN)"' "$trust"
{
	sed '$d' host.pem
	sed -n '$p' host.csr
} >other-end.pem
cause 'the block that begins in line %u as %s ends' other-end.pem host.pem "$x509" "$trust"
sed '3s/^..../*\&%$/' host.pem >noise.pem
cause 'line %u has a character that is not base64' noise.pem host.pem "$x509" "$trust"
# Of a size that fills its last four characters.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key 2>>make.log
openssl pkey -in rsa.key -pubout -out rsa.pub
sed '3s/^...//' rsa.pub >short.pub
cause 'the base64 between line %u and line %u' short.pub rsa.pub 'openssl pkey -pubin -in $1 -noout' \
	encryption import @ --alias a
sed '2,/^-----END/{/^-----END/!d}' host.pem >hollow.pem
cause 'the block that begins in line %u (%s) is empty' hollow.pem host.pem "$x509" "$trust"

# ---- labels -----------------------------------------------------------------------------------
labelled 'X509 CRL' host.pem >as-list.pem
cause 'the label says %s, but the block holds a certificate' as-list.pem list.crl \
	'openssl crl -in $1 -noout' 'ssl import ca.key ca.pem @ --yes'
labelled CERTIFICATE host.csr >request-as.pem
cause 'the label says %s, but the block holds a signing request' request-as.pem host.pem "$x509" "$trust"
labelled CERTIFICATE list.crl >list-as.pem
cause 'the label says %s, but the block holds a revocation list' list-as.pem host.pem "$x509" "$trust"
labelled CERTIFICATE host.p8 >key-as.pem
cause 'the label says %s, but the block holds a private key' key-as.pem host.pem "$x509" "$trust"
labelled CERTIFICATE host.pub >public-as.pem
cause 'the label says %s, but the block holds a public key' public-as.pem host.pem "$x509" "$trust"
pem 'PRIVATE KEY' host.p12 >container-as.key
cause 'the label says %s, but the block holds PKCS#7' container-as.key host.p8 "$pkey" "$import"
printf 'asn1=SEQUENCE:s\n[s]\na=UTF8:text\n' | der odd.der
pem CERTIFICATE odd.der >odd.pem
cause 'the label says %s, but the block does not hold' odd.pem host.pem "$x509" "$trust"

# ---- DER ---------------------------------------------------------------------------------------
cause 'is DER, but no certificate' odd.der host-pem.der "$x509_der" "$trust"
head -c 300 host-pem.der >cut.der
cause 'is cut off or damaged: its DER says' cut.der host-pem.der "$x509_der" "$trust"
cat host-pem.der prose >more.der
cause 'its DER says that it has' more.der host-pem.der 'certtool -i --inder --infile $1' "$trust"
pem CERTIFICATE prose >prose.pem
cause 'what it holds is not DER' prose.pem host.pem "$x509" "$trust"
{
	printf '\060\200'
	tail -c +5 host-pem.der
	printf '\000\000'
} >indefinite.der
cause 'is damaged: only PKCS#7 and' indefinite.der host-pem.der 'certtool -i --inder --infile $1' "$trust"
{
	printf '[req]\ndistinguished_name=d\n[d]\n[x]\n'
	for number in $(seq 8); do
		printf '1.2.3.%s=ASN1:UTF8:%s\n' "$number" "$(head -c 40000 /dev/zero | tr '\0' x)"
	done
} >large.cnf
openssl req -x509 -new -key host.key -subj /CN=large -days 90 -out large.pem -config large.cnf \
	-extensions x 2>>make.log
openssl asn1parse -in large.pem -noout -out large.der 2>>make.log

cause 'has %zu bytes of DER, but' large.der host-pem.der '[ "$(wc -c <$1)" -le 262144 ]' "$trust"
openssl genpkey -algorithm Ed25519 | openssl pkey -pubout >few.pem
awk '{ text = text $0 "\n" } END { for (; i < 100001; i++) printf "%s", text }' few.pem >many.pem
cause 'holds more than %d objects' many.pem few.pem '[ "$(grep -c BEGIN $1)" -le 100000 ]' "$trust"
for _ in $(seq 2000); do cat host.key; done >keys.pem
cause 'there are more than %d private keys' keys.pem host.key '[ "$(grep -c BEGIN $1)" -le 1000 ]' "$import"

# ---- certificates, requests, lists ---------------------------------------------------------------
bad_certificate() {
	begin=$1 file=$2
	shift 2
	change host-pem.der "$@" >"$file.der"
	cause "$begin" "$file.der" host-pem.der "$judge" "$trust"
}
judge=$x509_der
bad_certificate 'is not an X.509 certificate that can be read' wrong-tag 10 00
also 'its DER encoding holds something else'
judge='certtool -i --inder --infile $1'
bad_certificate 'contradicts itself' version-1 12 00
bad_certificate 'its DER encoding is damaged' version-size 11 82
name=$(at host-pem.der 'OBJECT  *:X509v3 Subject Alternative Name' 1)
bad_certificate 'an extension is in it twice' twice.der $((name + 4)) 0e
time=$(at host-pem.der UTCTIME 1)
# Of this century: for later ones some of 32 bits look no further.
bad_certificate 'a time in it is not written' general-time "$time" 18 0d 32 30
judge='openssl verify -partial_chain -trusted $1 $1'
bad_certificate "the certificate's validity does not begin" day-31 $((time + 4)) 30 32 33 31
time=$(at host-pem.der UTCTIME 2)
bad_certificate "the certificate's validity does not end" day-30 $((time + 4)) 30 32 33 30
judge=$x509_der
extensions=$(at host-pem.der 'cont \[ 3 \]' 1)
bad_certificate 'is not an X.509 certificate: parts' no-extensions $((extensions + 1)) 00

bits=$(at host-csr.der 'BIT STRING' 1)
change host-csr.der "$bits" 04 >other-key.csr
cause "the request's public key is damaged" other-key.csr host-csr.der \
	'openssl req -inform DER -in $1 -noout -pubkey' "$issue" --accept san --out . --yes
change host-csr.der $((bits + 3)) 05 >no-point.csr
cause "the request's public key is damaged" no-point.csr host-csr.der \
	'openssl req -inform DER -in $1 -noout -pubkey' "$issue" --accept san --out . --yes
byte=$(od -An -tx1 -j $((bits + 66)) -N 1 host-csr.der)
change host-csr.der $((bits + 66)) "$(printf '%02x' $((0x${byte# } ^ 1)))" >off-curve.csr
cause "the request's public key is damaged" off-curve.csr host-csr.der \
	'openssl req -inform DER -in $1 -noout -pubkey' "$issue" --accept san --out . --yes
attributes=$(at host-csr.der 'cont \[ 0 \]' 1)
change host-csr.der $((attributes + 4)) 05 >disordered.csr
cause 'is not a signing request: parts' disordered.csr host-csr.der \
	'openssl req -inform DER -in $1 -noout' "$issue" --accept san --out . --yes

crl='openssl crl -inform DER -in $1 -noout'
lists='ssl import lists/private/cakey.pem lists/cacert.pem @ --yes'
entry=$(at list-crl.der UTCTIME 3)
change list-crl.der "$entry" 04 >entry.crl
cause 'entry %zu of the certificate revocation list' entry.crl list-crl.der "$crl" "$lists"
extensions=$(at list-crl.der 'cont \[ 0 \]' 1)
change list-crl.der $((extensions + 2)) 04 >disordered.crl
cause 'is not a certificate revocation list: parts' disordered.crl list-crl.der "$crl" "$lists"
type=$(at list-crl.der OBJECT 1)
change list-crl.der "$type" 00 >typeless.crl
cause 'is not a certificate revocation list that can be read' typeless.crl list-crl.der "$crl" "$lists"
sign lists there
lists_there='openssl verify -crl_check -CAfile lists/cacert.pem -CRLfile $1 there.pem'
for number in 1 2; do
	time=$(at list-crl.der UTCTIME $number)
	change list-crl.der $((time + 4)) 30 32 33 30 >february-$number.crl
	cause 'the certificate revocation list has a time' february-$number.crl list-crl.der \
		"$lists_there" "$lists"
done

# ---- containers -----------------------------------------------------------------------------------
openssl crl2pkcs7 -nocrl -outform DER -out none.p7b
openssl crl2pkcs7 -nocrl -certfile host.pem -outform DER -out host-p7b.der
p7='openssl pkcs7 -inform DER -in $1 -print_certs | grep -q BEGIN'
cause 'the PKCS#7 file holds no certificate' none.p7b host-p7b.der "$p7" "$trust"
openssl cms -data_create -in prose -outform DER -out data.p7m
cause 'is a PKCS#7 message without certificates' data.p7m host-p7b.der "$p7" "$trust"
openssl cms -encrypt -pwri_password secret-42 -aes256 -in prose -outform DER -out sealed.cms
cause 'is an encrypted message' sealed.cms host-p7b.der \
	'! openssl cms -cmsout -print -inform DER -in $1 | grep -q envelopedData' "$trust"
openssl cms -sign -nodetach -binary -signer host.pem -inkey host.key -in prose -outform DER -out prose.p7m
notes 'what is signed in it' prose.p7m 'openssl cms -verify -noverify -inform DER -in $1 | grep -q certificate' \
	trust import prose.p7m
if openssl nseq -in host.pem -toseq -out sequence.pem 2>>make.log; then
	cause 'is a certificate sequence of Netscape' sequence.pem - 'openssl nseq -in $1 | openssl x509 -noout' \
		"$trust"
else
	without_input 'is a certificate sequence of Netscape' # this openssl has no nseq
fi
change host-p7b.der 30 ff ff ff >hurt.p7b
cause 'begins as a PKCS#7 or PKCS#12 file' hurt.p7b host-p7b.der "$p7" "$trust"
# pfx KIND: PKCS#12 whose outer or inner content is of that kind.
pfx() {
	der "$1.p12" <<-END
		asn1 = SEQUENCE:pfx
		[pfx]
		version = INTEGER:3
		content = SEQUENCE:content
		[content]
		type = OID:$2
		value = EXPLICIT:0,$3
		[safes]
		safe = SEQUENCE:safe
		[safe]
		type = OID:$4
		value = EXPLICIT:0,SEQUENCE:empty
		[empty]
	END
}
pfx sealed pkcs7-data OCTWRAP,SEQUENCE:safes pkcs7-envelopedData
kind='openssl asn1parse -inform DER -in $1 -strparse $(openssl asn1parse -inform DER -in $1 |
	sed -n "s/^ *\([0-9]*\):.*OCTET STRING.*/\1/p" | head -1)'
cause 'a part of the PKCS#12 file is encrypted for' sealed.p12 - "$kind | grep -q pkcs7-envelopedData" "$import"
pfx signed pkcs7-signedData SEQUENCE:empty -
cause 'the PKCS#12 file is signed' signed.p12 - \
	'openssl asn1parse -inform DER -in $1 | grep -q pkcs7-signedData' "$import"

# bag FILE TYPE OBJECT VALUE: PKCS#12 with a bag of that type, which holds an object.
bag() {
	der "$1" <<-END
		asn1 = SEQUENCE:pfx
		[pfx]
		version = INTEGER:3
		content = SEQUENCE:content
		[content]
		type = OID:pkcs7-data
		value = EXPLICIT:0,OCTWRAP,SEQUENCE:safes
		[safes]
		safe = SEQUENCE:safe
		[safe]
		type = OID:pkcs7-data
		value = EXPLICIT:0,OCTWRAP,SEQUENCE:bags
		[bags]
		bag = SEQUENCE:bag
		[bag]
		type = OID:$2
		value = EXPLICIT:0,SEQUENCE:inner
		[inner]
		type = OID:$3
		value = EXPLICIT:0,$4
	END
}
bags='openssl pkcs12 -in $1 -noout -info -passin pass: 2>&1'
bag secret.p12 1.2.840.113549.1.12.10.1.5 1.2.3.4 UTF8:word
cause 'a secret key' secret.p12 - "$bags | grep -qi 'secret bag'" "$trust"
bag strange.p12 1.2.3.4.5 1.2.3.4 UTF8:word
cause 'an object of the type %s' strange.p12 - "$bags | grep -qi 'unsupported bag type'" "$trust"
bag sdsi.p12 1.2.840.113549.1.12.10.1.3 1.2.840.113549.1.9.22.2 IA5:word
cause 'an object of another kind' sdsi.p12 - \
	'! openssl pkcs12 -in $1 -nokeys -passin pass: | grep BEGIN' "$trust"

# ---- passphrases ----------------------------------------------------------------------------------
locked="openssl pkey -in \$1 -noout -passin pass:"
cause '%s: the private key is encrypted' locked.key host.key "$locked" "$import"
opens='! openssl pkey -in $1 -noout -passin file:wrong && openssl pkey -in $1 -noout -passin file:pw'
cause '%s: the passphrase does not open the private key' locked.key - "$opens" \
	"$import" --passphrase-file wrong
p12="openssl pkcs12 -in \$1 -noout -passin"
cause '%s: the PKCS#12 file is encrypted' host.p12 - "! $p12 pass: && $p12 file:pw" "$import"
cause '%s: the passphrase does not open the PKCS#12 file' host.p12 - "! $p12 file:wrong && $p12 file:pw" \
	"$import" --passphrase-file wrong
for words in wrong pw; do
	openssl pkcs12 -export -inkey host.key -in host.pem -certpbe NONE -nomac -passout file:$words \
		-out open-$words.p12
done
cause '%s: the passphrase does not open the private key in the PKCS#12' open-wrong.p12 open-pw.p12 \
	'openssl pkcs12 -in $1 -nodes -passin file:pw -nomacver' "$import" --passphrase-file pw

# ---- private keys -----------------------------------------------------------------------------------
key_der='openssl pkey -inform DER -in $1 -noout'
openssl pkcs8 -topk8 -nocrypt -in host.key -outform DER -out host-p8.der
change host-p8.der 8 05 >nameless.key
cause 'the private key is damaged: the name of its algorithm' nameless.key host-p8.der \
	"$key_der" "$import"
# An OID that ends in the middle of a number.
oid=$(at host-p8.der OBJECT 2)
change host-p8.der $((oid + 9)) 87 >curveless.key
cause 'the private key is damaged: the name of its algorithm' curveless.key host-p8.der \
	"$key_der" "$import"
openssl ec -in host.key -no_public -outform DER -out short.der 2>>make.log
change short.der 7 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 \
	00 00 00 00 >zero.key
cause 'the private key is damaged: its number is not one of the curve' zero.key short.der \
	'openssl pkey -inform DER -in $1 -noout -check' "$import"
openssl pkey -in rsa.key -traditional -outform DER -out rsa.der 2>>make.log ||
	openssl rsa -in rsa.key -outform DER -out rsa.der 2>>make.log
prime=$(at rsa.der INTEGER 5)
change rsa.der $((prime + 20)) 00 00 00 00 >prime.key
check_key='openssl pkey -inform DER -in $1 -noout -check'
cause 'the private key is damaged: its numbers do not' prime.key rsa.der "$check_key" "$import"
change rsa.der $((prime + 131)) 00 >even.key
cause 'the private key cannot be read' even.key rsa.der "$check_key" "$import"
also 'the private key is not valid'
# Fewer numbers, as a key of DSA has, because the tag of the next is another: PEM and DER.
change rsa.der "$(at rsa.der INTEGER 7)" 04 >few-numbers.key
cause 'the private key is damaged: it has the form of neither' few-numbers.key rsa.der "$key_der" "$import"
pem 'RSA PRIVATE KEY' few-numbers.key >few-numbers.pem
pem 'RSA PRIVATE KEY' rsa.der >rsa.pem
cause 'the private key is damaged: it has the form of neither' few-numbers.pem rsa.pem "$pkey" "$import"
# As many as a key of DSA has.
printf 'asn1=SEQUENCE:s\n[s]\n' >five.cnf
for number in 0 65537 65537 65537 65537 65537 65537; do
	echo "n$((count = ${count:-0} + 1))=INTEGER:$number" >>five.cnf
done
der five.key <five.cnf
cause 'the private key is damaged: it has the form of neither' five.key rsa.der "$key_der" "$import"
openssl genrsa -primes 3 -out primes.key 2048 2>>make.log
openssl rsa -in primes.key -traditional -out primes-old.key 2>>make.log
for file in primes.key primes-old.key; do
	cause 'an RSA key of more than two primes' $file rsa.key \
		'! openssl pkey -in $1 -noout -text | grep -q prime3:' "$import"
done
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha1 \
	-out sha1.key 2>>make.log
cause 'the RSA-PSS key is bound to a hash that is not supported' sha1.key - \
	'openssl asn1parse -in $1 | grep -qi rsassaPss && ! openssl dgst -sha256 -sign $1 \
	-sigopt rsa_padding_mode:pss pw' "$import"
openssl genpkey -algorithm Ed25519 -out ed.key
for part in private public; do
	openssl genpkey -algorithm Ed25519 -outform DER -out $part.der
done
openssl pkey -inform DER -in public.der -pubout -outform DER | tail -c 32 >public.bin
{
	printf '\002\001\001'
	tail -c 43 private.der
	printf '\201\041\000'
	cat public.bin
} >inside
element 30 inside >pair.key
openssl pkey -inform DER -in private.der -pubout -outform DER | tail -c 32 >own.bin
head -c $(($(wc -c <pair.key) - 32)) pair.key >own.key
cat own.bin >>own.key
cause 'the private key is damaged: the public key beside it is that of another' pair.key own.key \
	'tail -c 32 $1 | cmp - own.bin' "$import"
change host-pub.der 4 05 >hurt.pub
cause 'the public key is damaged' hurt.pub host-pub.der 'openssl pkey -pubin -inform DER -in $1 -noout' \
	encryption import @ --alias b

# ---- how keys are encrypted ---------------------------------------------------------------------------
openssl pkcs8 -topk8 -in host.key -passout file:pw -v2 aes-256-cbc -outform DER -out locked.der
opened='openssl pkey -inform DER -in $1 -passin file:pw -noout'
with_pw='tls import @ --yes --passphrase-file pw'
# pbes2 FILE [BYTES]: PKCS#8 that is encrypted by it, with the function on standard input.
pbes2() {
	by_pbes2 | sealed_by "$1" "${2-}"
}
stretched() {
	cat <<-END
		type = OID:1.2.840.113549.1.5.12
		parameters = SEQUENCE:pbkdf2
		[pbkdf2]
		salt = FORMAT:HEX,OCTETSTRING:0001020304050607
		rounds = INTEGER:$1
	END
}
says_there() {
	printf 'openssl asn1parse -inform DER -in $1 | grep -Eq "%s"' "$1"
}
sealed_by other.key <<-'END'
	type = OID:1.2.3.4
	parameters = SEQUENCE:parameters
	[parameters]
END
cause 'is encrypted by a method that is not supported' other.key locked.der "$opened" "$with_pw"
stretched 268435456 | pbes2 rounds.key
cause 'its passphrase is to be hashed' rounds.key - "$(says_there 'INTEGER +:10000000$')" "$with_pw"
stretched 0 | pbes2 none.key
cause 'the description of its encryption is damaged' none.key locked.der "$opened" "$with_pw"
stretched 1000 | pbes2 part.key 00010203
cause 'its encrypted part has' part.key locked.der "$opened" "$with_pw"
pbes2 scrypt.key <<-'END'
	type = OID:1.3.6.1.4.1.11591.4.11
	parameters = SEQUENCE:scrypt
	[scrypt]
	salt = FORMAT:HEX,OCTETSTRING:0001020304050607
	n = INTEGER:1048576
	r = INTEGER:8
	p = INTEGER:1
END
cause 'its passphrase is stretched by scrypt' scrypt.key - "$(says_there 'INTEGER +:100000$')" "$with_pw"
change locked.der 4 05 >hurt-locked.key
# mac OID and kind of encryption of a PKCS#12 file.
p12_by() {
	der "$1" <<-END
		asn1 = SEQUENCE:pfx
		[pfx]
		version = INTEGER:3
		content = SEQUENCE:content
		${3:+mac = SEQUENCE:mac}
		[content]
		type = OID:pkcs7-data
		value = EXPLICIT:0,OCTWRAP,SEQUENCE:safes
		[safes]
		safe = SEQUENCE:safe
		[safe]
		type = OID:pkcs7-encryptedData
		value = EXPLICIT:0,SEQUENCE:encrypted
		[encrypted]
		version = INTEGER:0
		content = SEQUENCE:inner
		[inner]
		type = OID:pkcs7-data
		algorithm = SEQUENCE:algorithm
		text = IMPLICIT:0,FORMAT:HEX,OCTETSTRING:000102030405060708090a0b0c0d0e0f
		[algorithm]
		type = OID:$2
		parameters = SEQUENCE:empty
		[empty]
		[mac]
		digest = SEQUENCE:digest
		salt = FORMAT:HEX,OCTETSTRING:0001020304050607
		rounds = INTEGER:1
		[digest]
		algorithm = SEQUENCE:hash
		value = FORMAT:HEX,OCTETSTRING:0001020304050607080910111213141516171819
		[hash]
		type = OID:${3:-sha1}
	END
}
opened_p12='openssl pkcs12 -in $1 -noout -passin file:pw'
p12_by other.p12 1.2.3.4
cause 'the PKCS#12 file is encrypted by a method' other.p12 host.p12 "$opened_p12" "$with_pw"
p12_by mac.p12 1.2.3.4 1.2.3.5
cause 'its integrity is protected by a method' mac.p12 host.p12 "$opened_p12" "$with_pw"

# ---- Java ---------------------------------------------------------------------------------------------
if command -v python3 >/dev/null; then
	cat host.p8 host.pem >pair
	store() {
		python3 "${TESTS:-$(dirname "$0")}/make-keystore.py" "$@"
	}
	store jks secret-42 secret-42 1000 pair >good.jks
	store jks secret-42 another-42 1000 pair >two.jks
	java='keytool -list -keystore $1 -storepass'
	entry='rm -f out.p12 && keytool -importkeystore -noprompt -srckeystore $1 -srcstorepass secret-42 -srckeypass secret-42 \
		-destkeystore out.p12 -deststorepass secret-42 -srcalias "entry 0"'
	head -c 300 good.jks >cut.jks
	cause 'begins as a Java keystore' cut.jks good.jks "$java secret-42" "$trust"
	cause '%s: the Java keystore holds a private key' good.jks - "$java secret-42" "$import"
	cause '%s: the passphrase does not open the Java keystore' good.jks - "! $java wrong-words" \
		"$import" --passphrase-file wrong
	cause '%s: the passphrase does not open a private key in the Java' two.jks good.jks "$entry" "$with_pw"
	# The same with another method, under a digest that is right.
	key=$(LC_ALL=C grep -obUaP '\x2b\x06\x01\x04\x01\x2a\x02\x11\x01\x01' good.jks | head -1)
	change good.jks $((${key%%:*} + 9)) 07 >method
	head -c $(($(wc -c <method) - 20)) method >method.jks
	{
		printf secret-42 | iconv -t UTF-16BE
		printf 'Mighty Aphrodite'
		cat method.jks
	} | openssl dgst -sha1 -binary >digest
	cat digest >>method.jks
	cause 'a key in the Java keystore is protected by a method' method.jks good.jks "$entry" "$with_pw"
	if ! keytool -help >/dev/null 2>&1; then
		without_input 'holds the secret key'
	else
		keytool -genseckey -alias secret -keyalg AES -keysize 128 -keystore secret.jks -storetype JCEKS \
			-storepass secret-42 -keypass secret-42 >>make.log 2>&1
		cause 'holds the secret key' secret.jks - "$java secret-42 | grep -q SecretKeyEntry" "$with_pw"
	fi
fi

# ---- what is left out, and what was said of trust -----------------------------------------------------
cat host.pem host.key >with-key.pem
notes 'the private key is not needed' with-key.pem "$pkey" trust import with-key.pem
cat host.pem host.pub >with-public.pem
notes 'the public key is not needed' with-public.pem 'openssl pkey -pubin -in $1 -noout' \
	trust import with-public.pem
cat host.pem host.csr >with-request.pem
notes 'the signing request is not needed' with-request.pem 'openssl req -in $1 -noout' \
	trust import with-request.pem
cat host.pem list.crl >with-list.pem
notes 'the revocation list is not needed' with-list.pem 'openssl crl -in $1 -noout' \
	trust import with-list.pem
notes 'the certificate is not needed' with-request.pem "$x509" ssl review with-request.pem
cat host.pem session.pem >with-session.pem
notes '%s: %s is not used here' with-session.pem 'grep -q "BEGIN SSL SESSION" $1' trust import with-session.pem
openssl x509 -in ca.pem -trustout -addtrust emailProtection -addreject serverAuth -out trusted.pem
text='openssl x509 -in $1 -noout -text'
notes "OpenSSL's trust in it" trusted.pem "$text | grep -A1 Trusted.Uses | grep -qi mail" trust import trusted.pem
notes "%sOpenSSL's distrust" trusted.pem "$text | grep -A1 'Rejected Uses' | grep -q Server" trust import trusted.pem

# ---- what no input can cause --------------------------------------------------------------------------
# Faults of the system, which tests/test-sandbox.c makes where they can be made.
for begin in 'no pipe to a sandbox' 'no process for a sandbox' \
	'as many processes run as' 'the answer of the sandbox' \
	'the process that reads what comes' 'this system cannot confine' 'cancelled' \
	'reading it crashed the parser' 'reading it needed too much' 'reading it took too long' \
	'what it sent crashed the TLS' 'the parser in its sandbox gave' 'holds more than %zu MiB of'; do
	without_input "$begin"
done
# What the file, or the reader, was refused for before: tests/test-reader.c and others show them.
for begin in 'is larger than %zu MiB' 'the certificate has %zu bytes' 'the signing request has %zu' \
	'the certificate revocation list has %zu' "the certificate's PEM text has" \
	"the certificate's public key cannot be read" 'is not a signing request: its DER' \
	'no whole PEM block here'; do
	without_input "$begin"
done
# Of keys in the store: tests/test-key.c.
for begin in 'is not a private key in PEM' 'the encrypted private key is damaged; it has to' \
	'the private key of %s is encrypted' 'the passphrase does not open the private key of' \
	'the private key refuses to sign' 'the private key is damaged: what it signs' \
	'the encrypted private key is damaged; copy' 'the PKCS#12 file could not be made'; do
	without_input "$begin"
done
# Of a list in the store: tests/test-ssl-edited.sh.
without_input 'is not a revocation list as it was written'
# Words that are put behind a sentence, for answers of GnuTLS that reading does not get.
for begin in 'a name in it is of no' 'a value in it is missing' 'an element of it is missing' \
	'could not be decrypted' 'its base64 text is damaged' \
	'its public key is not valid' 'its signature algorithm is not' 'the algorithm of its key' \
	'the curve of its key' 'the token cannot do that' 'the token failed, or' \
	'the token is locked after too many'; do
	without_input "$begin"
done
# Objects of p11-kit, as many as are read and one more.
{
	printf '[p11-kit-object-v1]\nclass: x-certificate-extension\nlabel: ""\nobject-id: 2.5.29.37\n'
	printf 'value: "%%00"\n'
	cat host.pub
} >statement
for _ in $(seq 1000); do cat statement; done >few.p11-kit
{
	cat few.p11-kit statement
} >many.p11-kit
cause 'says more than %d things' many.p11-kit few.p11-kit '[ "$(grep -c ^.p11-kit $1)" -le 1000 ]' \
	"$trust"
# What p11-kit attaches to a certificate, named as left out: tests/test-trust-import.sh.
for begin in "an extension of p11-kit's that" "p11-kit's distrust of a certificate" \
	"p11-kit's distrust of it for" "p11-kit's distrust of what it" "p11-kit's extension %s" \
	"p11-kit's trust in it" 'what p11-kit attaches'; do
	without_input "$begin"
done

each_has_a_row
tap_done
