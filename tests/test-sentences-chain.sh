#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every sentence about a chain, and about whether a key can be used, is true, as
# tests/test-sentences.sh shows of what is read.

# shellcheck disable=SC2016 # $1 is for the tools' shell
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"
# shellcheck source=tests/der.sh
. "${TESTS:-$(dirname "$0")}/der.sh"
# shellcheck source=tests/sentences.sh
. "${TESTS:-$(dirname "$0")}/sentences.sh"

sentences certificate/chain_*.c key/key.c key/key_generate.c ../tabs/shared/identity.c

ca='basicConstraints=critical,CA:TRUE'
names=subjectAltName=DNS:host.example.org
root root "$ca"
root other "$ca"
issue middle root "$ca"
issue host middle "$names"
import='tls import @ --yes'
cat host.key host.pem middle.pem >good.pem

# ---- what belongs together ----------------------------------------------------------------
cat host.pem middle.pem >no-key.pem
cause 'holds no private key, and no key kept here' no-key.pem good.pem 'openssl pkey -in $1 -noout' \
	signature import @ --yes
cause 'holds a private key but no certificate' host.key good.pem 'openssl x509 -in $1 -noout' "$import"
openssl pkey -in host.key -pubout -out public.pem
cause 'holds no certificate and no private key' public.pem good.pem 'openssl x509 -in $1 -noout' \
	signature import @ --yes
cat other.key good.pem >two-keys.pem
cause 'holds %zu different private keys' two-keys.pem good.pem \
	'[ "$(grep -c "BEGIN.*PRIVATE" $1)" = 1 ]' "$import"
cat other.key host.pem middle.pem >other-key.pem
cause 'the private key and the certificate %s do not' other-key.pem good.pem \
	'[ "$(openssl pkey -in $1 -pubout)" = "$(openssl x509 -in $1 -noout -pubkey)" ]' "$import"

# ---- the chain ----------------------------------------------------------------------------
# The certificates of a file, leaf first, as OpenSSL finds them: a leaf is by the next.
by_next='openssl x509 -in $1 -out leaf.tmp && sed "1,/END CERT/d" $1 | openssl x509 -out next.tmp &&
	openssl verify -partial_chain -trusted next.tmp leaf.tmp'
# chain FILE CERTIFICATE...: behind the key of host.
chain() {
	file=$1
	shift
	cat "$@" host.key >"$file"
}
chain next.pem host.pem middle.pem
chain other-issuer.pem host.pem other.pem
cause 'certificate %zu (%s) is not the issuer of certificate %zu (%s), which' other-issuer.pem next.pem \
	"$by_next" "$import"
issue spare middle "$names"
chain stray.pem host.pem middle.pem spare.pem
cause 'certificate %zu (%s) does not belong to the chain' stray.pem next.pem \
	'sed "1,/END CERT/d" $1 | sed "1,/END CERT/d" | openssl x509 -out third.tmp || exit 0
	openssl x509 -in $1 -out leaf.tmp && sed "1,/END CERT/d" $1 | openssl x509 -out next.tmp &&
	{ openssl verify -partial_chain -trusted third.tmp leaf.tmp ||
		openssl verify -partial_chain -trusted third.tmp next.tmp; }' "$import"
cp middle.pem kept.pem
issue middle other "$ca"
mv middle.pem cross.pem
mv kept.pem middle.pem
chain crossed.pem host.pem cross.pem middle.pem root.pem
notes 'another certificate of %s' crossed.pem 'openssl verify -CAfile other.pem cross.pem &&
	[ "$(openssl x509 -in cross.pem -noout -pubkey)" = "$(openssl x509 -in middle.pem -noout -pubkey)" ]' \
	tls import crossed.pem --yes
openssl req -x509 -new -key host.key -subj /CN=elsewhere -days 90 -out elsewhere.pem
chain twice.pem host.pem elsewhere.pem middle.pem
cause 'certificate %zu (%s) and certificate %zu (%s) are both for the private key' twice.pem next.pem \
	'openssl x509 -in $1 -noout -pubkey >one.tmp
	sed "1,/END CERT/d" $1 | openssl x509 -noout -pubkey >two.tmp; ! cmp one.tmp two.tmp' "$import"
key false
openssl req -x509 -new -key false.key -subj /O=Test/CN=middle -addext "$ca" -days 30 -out false.pem \
	2>>make.log
openssl req -new -key host.key -subj /CN=host.example.org 2>>make.log |
	openssl x509 -req -CA middle.pem -CAkey middle.key -CAcreateserial -days 90 -out plain.pem 2>>make.log
chain plain-next.pem plain.pem middle.pem
chain forged.pem plain.pem false.pem
cause 'certificate %zu (%s) did not sign certificate' forged.pem plain-next.pem "$by_next" "$import"
printf '2.5.29.35=DER:30068004DEADBEEF\n' >misnamed.ext
openssl req -new -key host.key -subj /CN=host.example.org 2>>make.log |
	openssl x509 -req -CA middle.pem -CAkey middle.key -CAcreateserial -days 90 \
		-extfile misnamed.ext -out misnamed.pem 2>>make.log
chain misnamed-next.pem misnamed.pem middle.pem
cause 'certificate %zu (%s) signed certificate %zu (%s), but' misnamed-next.pem plain-next.pem \
	'openssl x509 -in $1 -noout -text | grep -q DE:AD:BE:EF && exit 1; exit 0' "$import"
openssl ecparam -name secp256k1 -genkey -noout -out curve.key
openssl req -x509 -new -key curve.key -subj /O=Test/CN=curve -addext "$ca" -days 30 -out curve.pem
issue by-curve curve "$names"
cat by-curve.key by-curve.pem curve.pem >by-curve-next.pem
cause 'whether certificate %zu (%s) signed certificate' by-curve-next.pem next.pem \
	'! openssl x509 -in $1 -noout -text | grep -q secp256k1 &&
	! sed "1,/END CERT/d" $1 | openssl x509 -noout -text | grep -q secp256k1' "$import"

# A CA whose point is not on its curve, or not a point at all.
openssl asn1parse -in middle.pem -noout -out middle.der
bits=$(at middle.der 'BIT STRING' 1)
for part in 66 3; do
	byte=$(od -An -tx1 -j $((bits + part)) -N 1 middle.der)
	change middle.der $((bits + part)) "$(printf '%02x' $((0x${byte# } ^ 1)))" >changed.der
	pem CERTIFICATE changed.der >damaged-$part.pem
	chain damaged-next-$part.pem host.pem damaged-$part.pem
	cause 'the public key of certificate %zu (%s) is damaged' damaged-next-$part.pem next.pem \
		'sed "1,/END CERT/d" $1 | openssl x509 -noout -pubkey' "$import"
done
# The same of the host itself.
openssl asn1parse -in host.pem -noout -out host.der
bits=$(at host.der 'BIT STRING' 1)
change host.der $((bits + 3)) 05 >changed.der
pem CERTIFICATE changed.der >damaged-host.pem
chain own.pem damaged-host.pem
cause 'certificate %s: %s' own.pem good.pem 'openssl x509 -in $1 -noout -pubkey' "$import"
also 'its public key is damaged'

openssl asn1parse -in root.pem -noout -out root.der
change root.der $(($(wc -c <root.der) - 3)) 00 00 00 >changed.der
pem CERTIFICATE changed.der >false-root.pem
chain false-end.pem host.pem middle.pem false-root.pem
chain good-end.pem host.pem middle.pem root.pem
cause 'certificate %zu (%s) names itself as its issuer, but' false-end.pem good-end.pem \
	'sed "1,/END CERT/d" $1 | sed "1,/END CERT/d" | openssl x509 -out end.tmp &&
	openssl verify -check_ss_sig -trusted end.tmp end.tmp' "$import"

# ring: two CAs that signed each other.
key one && key two
for pair in 'one two' 'two one'; do
	new=${pair% *} by=${pair#* }
	[ -e "$by.pem" ] || openssl req -x509 -new -key "$by.key" -subj "/O=Test/CN=$by" -days 30 \
		-addext "$ca" -out "$by.pem" 2>>make.log
	cp "$by.pem" "$by-ca.pem"
	printf '%s\n' "$ca" >ring.ext
	openssl req -new -key "$new.key" -subj "/O=Test/CN=$new" 2>>make.log |
		openssl x509 -req -CA "$by-ca.pem" -CAkey "$by.key" -CAcreateserial -days 30 \
			-extfile ring.ext -out "$new-ring.pem" 2>>make.log
done
cp one-ring.pem one.pem
issue in-ring one "$names"
cat in-ring.key in-ring.pem one-ring.pem two-ring.pem >ring.pem
cause 'the chain is a ring' ring.pem next.pem \
	'! { openssl verify -partial_chain -trusted two-ring.pem one-ring.pem &&
	openssl verify -partial_chain -trusted one-ring.pem two-ring.pem; } || [ $1 = next.pem ]' "$import"

# ---- keys -----------------------------------------------------------------------------------
# of NAME: a certificate for its own key, beside it.
of() {
	openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 30 -out "$1.crt" 2>>make.log
	cat "$1.key" "$1.crt" >"$1.pem"
}
openssl ecparam -name brainpoolP256r1 -genkey -noout -out brain.key
of brain
cause "the key's curve %s is not supported" brain.pem good.pem \
	'! openssl pkey -in $1 -noout -text | grep -q brainpool' "$import"
openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout -out explicit.key
of explicit
cause 'the key does not name its curve' explicit.pem good.pem \
	'openssl pkey -in $1 -noout -text | grep -q "ASN1 OID"' "$import"
openssl dsaparam 2048 >dsa.params 2>>make.log
openssl gendsa -out dsa.key dsa.params 2>>make.log
of dsa
cause "the key's algorithm %s is not supported" dsa.pem good.pem \
	'! openssl pkey -in $1 -noout -text | grep -q ^G:' "$import"
# RSA of 256 bits, which no tool makes any more.
if command -v python3 >/dev/null; then
	python3 - "$(openssl prime -generate -bits 128)" "$(openssl prime -generate -bits 128)" >small.cnf <<-'END'
		import sys
		p, q = map(int, sys.argv[1:])
		d = pow(65537, -1, (p - 1) * (q - 1))
		print("asn1=SEQUENCE:s\n[s]")
		for i, n in enumerate((0, p * q, 65537, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))):
		    print(f"n{i}=INTEGER:{n}")
	END
	der small.der <small.cnf
	openssl genrsa -out large.key 2048 2>>make.log
	cause 'the RSA key has %u bits' small.der large.key \
		'! openssl pkey -in $1 -noout -text | grep -q "(256 bit"' "$import"
else
	without_input 'the RSA key has %u bits' # python3 is missing
fi

# ---- what no input can cause ------------------------------------------------------------------
# Shown by tests/test-chain.c, from what no command hands on so.
for begin in 'no certificate here; a chain' 'too many certificates for a chain' \
	'no certificate here is for the private key' 'certificate %zu (%s) and certificate %zu (%s) are two' \
	'the certificates name each other' 'too many certificates have the name'; do
	without_input "$begin"
done
# What is asked for when a key is made, and what the library refuses: tests/test-key.c.
for begin in 'the curve has to be' 'RSA keys of 1024' 'RSA keys have to' 'the algorithm has to be' \
	'the public part of the key' 'the private key cannot be used' 'a key of the algorithm'; do
	without_input "$begin"
done
without_input 'holds no certificate; restore' # of a damaged store
without_input 'the private key is in the token' # tests/test-token.sh

each_has_a_row
tap_done
