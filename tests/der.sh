# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# DER that no tool writes, put together for tests. What openssl says of it is in make.log,
# where a test has one.

# der FILE: DER as the configuration on standard input tells openssl.
der() {
	cat >der.cnf
	openssl asn1parse -genconf der.cnf -noout -out "$1" >>make.log 2>&1
}
# pem LABEL FILE: DER as PEM, on standard output.
pem() {
	echo "-----BEGIN $1-----"
	openssl base64 -in "$2"
	echo "-----END $1-----"
}
# exponent_one_key FILE: of that RSA key, what tells openssl of it as [public], a
# SubjectPublicKeyInfo, but with the exponent 1, by which anybody has the private one.
exponent_one_key() {
	cat <<-END
		[public]
		algorithm = SEQUENCE:rsa
		key = BITWRAP,SEQUENCE:key
		[rsa]
		oid = OID:rsaEncryption
		none = NULL
		[key]
		modulus = INTEGER:0x$(openssl rsa -in "$1" -noout -modulus | cut -d= -f2)
		exponent = INTEGER:1
	END
}
# sealed_by FILE [BYTES]: PKCS#8 that is encrypted by the algorithm on standard input, with
# these bytes in hex as what is encrypted.
sealed_by() {
	{
		cat <<-END
			asn1 = SEQUENCE:whole
			[whole]
			algorithm = SEQUENCE:algorithm
			text = FORMAT:HEX,OCTETSTRING:${2:-000102030405060708090a0b0c0d0e0f}
			[algorithm]
		END
		cat
	} | der "$1"
}
# by_pbes2: such an algorithm, PBES2, by the function on standard input.
by_pbes2() {
	cat <<-'END'
		type = OID:1.2.840.113549.1.5.13
		parameters = SEQUENCE:pbes2
		[pbes2]
		function = SEQUENCE:function
		scheme = SEQUENCE:scheme
		[scheme]
		type = OID:aes-128-cbc
		iv = FORMAT:HEX,OCTETSTRING:000102030405060708090a0b0c0d0e0f
		[function]
	END
	cat
}
# number KEY: the private number of an EC key, in hex.
number() {
	openssl pkey -in "$1" -noout -text 2>>make.log |
		sed -n '/^priv:/,/^pub:/{/^ /p}' | tr -d ' :\n'
}
# public_bits KEY FORM: its public point, compressed or uncompressed, in hex.
public_bits() {
	openssl ec -in "$1" -pubout -conv_form "$2" -outform DER -out public.der 2>>make.log
	at=$(openssl asn1parse -inform DER -in public.der | sed -n 's/^ *\([0-9]*\):.*BIT STRING.*/\1/p')
	head=$(openssl asn1parse -inform DER -in public.der | sed -n 's/.*hl=\([0-9]*\) .*BIT STRING.*/\1/p')
	od -An -v -tx1 -j "$((at + head + 1))" <public.der | tr -d ' \n'
}
# ec_key NAME CURVE VERSION INNER OUTER: PKCS#8 of NAME.key, with a point (or none, "-") in
# the key, and one around it, which makes version 2 with an attribute.
ec_key() {
	{
		cat <<-END
			asn1 = SEQUENCE:whole
			[whole]
			version = INTEGER:$3
			algorithm = SEQUENCE:algorithm
			key = OCTWRAP,SEQUENCE:key
		END
		[ "$5" = - ] || cat <<-END
			attributes = IMPLICIT:0,SET:attributes
			public = IMPLICIT:1,FORMAT:HEX,BITSTRING:$5
		END
		cat <<-END
			[algorithm]
			type = OID:id-ecPublicKey
			curve = OID:$2
			[key]
			version = INTEGER:1
			number = FORMAT:HEX,OCTETSTRING:$(number "$1.key")
		END
		[ "$4" = - ] || echo "public = EXPLICIT:1,FORMAT:HEX,BITSTRING:$4"
		cat <<-END
			[attributes]
			name = SEQUENCE:name
			[name]
			type = OID:friendlyName
			values = SET:values
			[values]
			value = BMP:odd
		END
	} | der made.der
	pem 'PRIVATE KEY' made.der
}

# element TAG FILE: a DER element with the file as its content; TAG has two hex digits.
element() {
	size=$(wc -c <"$2")
	if [ "$size" -lt 128 ]; then
		header=$(printf '%02x' "$size")
	elif [ "$size" -lt 256 ]; then
		header=$(printf '81%02x' "$size")
	else
		header=$(printf '82%04x' "$size")
	fi
	for byte in "$1" $(printf '%s' "$header" | sed 's/../& /g'); do
		# shellcheck disable=SC2059 # the format is an octal escape
		printf "\\$(printf '%03o' "0x$byte")"
	done
	cat "$2"
}
# member FILE DEPTH NUMBER: the element of that number, from 1, among all that are so deep.
member() {
	openssl asn1parse -inform DER -in "$1" |
		sed -nE "s/^ *([0-9]+):d=$2 +hl= *([0-9]+) +l= *([0-9]+) .*/\1 \2 \3/p" |
		sed -n "$3p" >member.txt
	read -r at head size <member.txt
	tail -c +$((at + 1)) "$1" | head -c $((head + size))
}
# signed_by KEY FILE: SIGNED (X.509) of its content, with a P-256 key.
signed_by() {
	{
		printf '\000'
		openssl dgst -sha256 -sign "$1" "$2"
	} >signature.bin
	{
		cat "$2"
		printf '\060\012\006\010\052\206\110\316\075\004\003\002' # ecdsa-with-SHA256
		element 03 signature.bin
	} >signed.bin
	element 30 signed.bin
}
