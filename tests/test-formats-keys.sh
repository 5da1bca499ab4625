#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Keys as others write them: without their public point, with a compressed one, in PKCS#8 of
# version 2, bound to parameters of RSA-PSS; and certificates with compressed points. In
# every tab that takes keys, judged by what openssl says of what is installed.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"
# shellcheck source=tests/der.sh
. "${TESTS:-$(dirname "$0")}/der.sh"

# certificate NAME: for NAME.key, of a CA.
certificate() {
	openssl req -x509 -new -key "$1.key" -subj "/CN=$1.example.org" -days 900 \
		-out "$1.pem" 2>>make.log
}
public_of() {
	openssl ec -in "$1" -pubout -conv_form uncompressed 2>>make.log ||
		openssl pkey -in "$1" -pubout
}
# installed NAME: the key of the store is NAME.key, and openssl finds it whole.
installed() {
	run tls export - --private-key
	cp out kept.key
	openssl pkey -in kept.key -check -noout >>make.log 2>&1 &&
		[ "$(public_of kept.key)" = "$(public_of "$1.key")" ]
	ok $? "$2: openssl finds the same key, whole" || tap_show 'what is kept' out
}
# taken NAME FILE WORDS: tls import takes the key with a certificate.
taken() {
	certificate "$1"
	cat "$2" "$1.pem" >both
	succeeds "$3: installed" tls import both --yes
	installed "$1" "$3"
}

# ---- elliptic curves -------------------------------------------------------------------
for curve in prime256v1 secp384r1 secp521r1; do
	name=$curve
	openssl ecparam -name "$curve" -genkey -noout -out "$name.key" 2>>make.log
	openssl ecparam -name "$curve" -genkey -noout -out other.key 2>>make.log
	plain=$(public_bits "$name.key" uncompressed)
	short=$(public_bits "$name.key" compressed)
	wrong=$(public_bits other.key uncompressed)
	ec_key "$name" "$curve" 0 - - >no-point
	taken "$name" no-point "$curve without its public point"
	ec_key "$name" "$curve" 0 "$short" - >compressed
	taken "$name" compressed "$curve, compressed"
	ec_key "$name" "$curve" 1 - "$plain" >version2
	taken "$name" version2 "$curve in PKCS#8 of version 2"
	ec_key "$name" "$curve" 1 "$plain" "$short" >both-points
	taken "$name" both-points "$curve with the point twice, in two forms"
	openssl ec -in "$name.key" -no_public -out sec1 2>>make.log
	taken "$name" sec1 "$curve, SEC1 without its public point"
	for words in "0 $wrong -" "1 - $wrong" "1 $plain $wrong"; do
		# shellcheck disable=SC2086 # three words
		ec_key "$name" "$curve" $words >lie
		cat lie "$name.pem" >both
		fails 1 'its number is not one of the curve, or does not belong to its public point' \
			"$curve with the point of another key is refused" tls import both --yes
	done
done
zeros() { printf "%0$1d" 0; }
ec_key prime256v1 prime256v1 0 - - >keep
cp prime256v1.key saved.key
printf 'asn1=SEQUENCE:w\n[w]\nv=INTEGER:0\na=SEQUENCE:a\nk=OCTWRAP,SEQUENCE:k\n[a]\nt=OID:id-ecPublicKey\nc=OID:prime256v1\n[k]\nv=INTEGER:1\nn=FORMAT:HEX,OCTETSTRING:%s\n' \
	"$(zeros 64)" | der zero.der
pem 'PRIVATE KEY' zero.der >zero
cat zero prime256v1.pem >both
fails 1 'its number is not one of the curve' 'the number 0 is refused' tls import both --yes
printf 'asn1=SEQUENCE:w\n[w]\nv=INTEGER:0\na=SEQUENCE:a\nk=OCTWRAP,SEQUENCE:k\n[a]\nt=OID:id-ecPublicKey\nc=OID:prime256v1\n[k]\nv=INTEGER:1\nn=FORMAT:HEX,OCTETSTRING:%s\n' \
	"$(zeros 8)$(number prime256v1.key)" | der long.der
pem 'PRIVATE KEY' long.der >long
taken prime256v1 long 'a number with zeros before it'
# One length too large makes another number, if the first byte is 0.
printf 'asn1=SEQUENCE:w\n[w]\nv=INTEGER:0\na=SEQUENCE:a\nk=OCTWRAP,SEQUENCE:k\n[a]\nt=OID:id-ecPublicKey\nc=OID:prime256v1\n[k]\nv=INTEGER:1\nn=FORMAT:HEX,OCTETSTRING:00%s\nx=FORMAT:HEX,OCTETSTRING:00\n' \
	"$(number prime256v1.key | cut -c 3-)" | der more.der
pem 'PRIVATE KEY' more.der >longer
cat longer prime256v1.pem >both
fails 1 'the private key is damaged' 'what stands behind it and is not known is damage' \
	tls import both --yes

# ---- the other doors -------------------------------------------------------------------
root ca 'basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign'
ec_key ca prime256v1 0 - - >no-point
cat no-point ca.pem >both
succeeds 'as a CA' ssl import both --yes
succeeds 'which signs' ssl issue --purpose server --dn CN=a.example --out issued --yes
check 'and openssl verifies it' openssl verify -CAfile ca.pem issued/cert.pem
ec_key prime256v1 prime256v1 0 - - >no-point
cat no-point prime256v1.pem >both
run settings set security_level low
succeeds 'as a signing certificate' signature import both --yes
echo content >signed
succeeds 'which signs' signature sign signed
openssl base64 -d -in signed.sig >signature.bin
openssl x509 -in prime256v1.pem -pubkey -noout >public.pem
check 'and openssl verifies it' openssl dgst -sha512 -verify public.pem -signature signature.bin signed
run encryption add --alias a --pem prime256v1.pem
run encryption encrypt a secret-words
cp out value
run encryption decrypt --key no-point <value
same secret-words "$(cat out)" 'encryption decrypt --key'
ec_key prime256v1 prime256v1 1 - "$(public_bits prime256v1.key compressed)" >version2
run encryption decrypt --key version2 <value
same secret-words "$(cat out)" 'and of version 2'

# ---- Edwards curves --------------------------------------------------------------------
# edwards NAME OID PUBLIC: PKCS#8 of version 2 (RFC 8410 10.3).
edwards() {
	seed=$(openssl pkey -in "$1.key" -noout -text | sed -n '/^priv:/,/^pub:/{/^ /p}' | tr -d ' :\n')
	der made.der <<-END
		asn1 = SEQUENCE:whole
		[whole]
		version = INTEGER:1
		algorithm = SEQUENCE:algorithm
		key = OCTWRAP,FORMAT:HEX,OCTETSTRING:$seed
		attributes = IMPLICIT:0,SET:attributes
		public = IMPLICIT:1,FORMAT:HEX,BITSTRING:$3
		[algorithm]
		type = OID:$2
		[attributes]
		name = SEQUENCE:name
		[name]
		type = OID:friendlyName
		values = SET:values
		[values]
		value = BMP:odd
	END
	pem 'PRIVATE KEY' made.der
}
edwards_public() {
	openssl pkey -in "$1" -noout -text | sed -n '/^pub:/,$ { /^ /p }' | tr -d ' :\n'
}
for name in ED25519 ED448; do
	openssl genpkey -algorithm $name -out $name.key 2>>make.log
	openssl genpkey -algorithm $name -out other.key 2>>make.log
	edwards $name $name "$(edwards_public $name.key)" >version2
	taken $name version2 "$name in PKCS#8 of version 2"
	edwards $name $name "$(edwards_public other.key)" >lie
	cat lie $name.pem >both
	fails 1 'the public key beside it is that of another one' \
		"$name with the public key of another is refused" tls import both --yes
done

# ---- RSA-PSS ---------------------------------------------------------------------------
# pss NAME OPTION...: a key that is bound to parameters.
pss() {
	name=$1
	shift
	openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 "$@" \
		-out "$name.key" 2>>make.log
}
for hash in sha256 sha384 sha512; do
	for salt in 20 32 64; do
		[ $hash = sha512 ] && [ $salt = 32 ] && continue
		pss "$hash-$salt" -pkeyopt rsa_pss_keygen_md:$hash \
			-pkeyopt rsa_pss_keygen_mgf1_md:$hash -pkeyopt rsa_pss_keygen_saltlen:$salt
		cp "$hash-$salt.key" bound
		taken "$hash-$salt" bound "RSA-PSS bound to $hash and a salt of $salt"
		run tls request --dn CN=a.example - --yes
		cp out request.pem
		check 'and openssl verifies what it signs' \
			openssl req -in request.pem -verify -noout
		run tls request-delete --yes
	done
done

# ---- compressed points in certificates ---------------------------------------------------
for curve in prime256v1 secp384r1 secp521r1; do
	openssl ec -in $curve.key -conv_form compressed -out short.key 2>>make.log
	cp short.key $curve-short.key
	openssl req -x509 -new -key short.key -subj "/CN=short.example.org" -days 900 \
		-addext 'basicConstraints=critical,CA:TRUE' -out $curve-short.pem 2>>make.log
	taken $curve-short short.key "a certificate with a compressed point on $curve"
	openssl req -new -key $curve.key -subj /CN=below.example.org -out request.pem 2>>make.log
	openssl x509 -req -in request.pem -CA $curve-short.pem -CAkey short.key -days 30 \
		-set_serial 7 -out below.pem 2>>make.log
	cat below.pem $curve-short.pem >chain
	succeeds 'it is trusted' trust import $curve-short.pem
	judged accepted "what it signed is verified" verify chain
	openssl req -new -key short.key -subj /CN=short.example.org -out short.csr 2>>make.log
	succeeds 'a request with such a point is signed' ssl issue --purpose server \
		--csr short.csr --accept san --out "short-$curve" --yes
done

# ---- what is not supported here ----------------------------------------------------------
# Told as such, and neither as weak nor as damaged nor as the key of another.
openssl ecparam -name prime256v1 -genkey -noout -out plain.key
openssl ec -in plain.key -param_enc explicit -out explicit.key 2>>make.log
openssl req -x509 -new -key explicit.key -subj /CN=explicit.example.org -days 900 \
	-out explicit.pem 2>>make.log
cat plain.key explicit.pem >both
fails 1 'certificate CN=explicit.example.org: the key does not name its curve' \
	'a certificate with a curve of its own' tls import both --yes
for curve in brainpoolP256r1 secp256k1; do
	openssl ecparam -name $curve -genkey -noout -out odd.key 2>>make.log || {
		skip "openssl has no $curve"
		continue
	}
	openssl req -x509 -new -key odd.key -subj /CN=odd.example.org -days 900 \
		-addext basicConstraints=critical,CA:TRUE -out odd.pem 2>>make.log
	cat plain.key odd.pem >both
	fails 1 "certificate CN=odd.example.org: the key's curve $curve is not supported" \
		"a certificate on $curve with another key" tls import both --yes
	openssl req -new -key odd.key -subj /CN=odd.example.org -out odd.csr 2>>make.log
	fails 1 "has a key of EC $curve and a signature .* is not supported here" \
		"a request on $curve" ssl issue --csr odd.csr --accept san --out odd-out --yes
	run ssl review odd.csr
	grep -q 'Its key or signature is not supported here' out
	ok $? 'and its review says so' || tap_show out out
	openssl req -new -key plain.key -subj /CN=below.example.org -out request.pem 2>>make.log
	openssl x509 -req -in request.pem -CA odd.pem -CAkey odd.key -days 30 -set_serial 7 \
		-out below.pem 2>>make.log
	cat below.pem odd.pem >chain
	run trust import odd.pem
	run trust verify chain
	grep -q 'is rejected: a key or signature of an algorithm or curve that is not supported here$' err out
	ok $? "a chain under a CA on $curve" || tap_show err err
done
tap_done
