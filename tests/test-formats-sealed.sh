#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a passphrase protects, by every method that openssl writes: PKCS#8 by PBES2 with each
# cipher and hash, by scrypt, by PBES1 and the schemes of PKCS#12; traditional PEM, whose
# headers may have small letters; PKCS#12, also with PBMAC1. And what would take too long.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs certtool
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"
# shellcheck source=tests/der.sh
. "${TESTS:-$(dirname "$0")}/der.sh"

key host
echo secret-42 >pw
echo wrong-words >wrong
cp host.key plain.key
# Old ciphers are in a provider of their own since OpenSSL 3.
legacy() {
	tool=$1
	shift
	openssl "$tool" "$@" 2>>make.log ||
		openssl "$tool" -provider legacy -provider default "$@" 2>>make.log
}
# taken FILE WORDS: tls import takes it with the passphrase, and a wrong one opens nothing.
taken() {
	openssl req -x509 -new -key plain.key -subj /CN=host.example.org -days 900 -out host.pem 2>>make.log
	fails 1 'passphrase does not open' "$2: a wrong passphrase" \
		tls import "$1" host.pem --passphrase-file wrong --yes
	succeeds "$2: installed" tls import "$1" host.pem --passphrase-file pw --yes
}

# ---- PKCS#8 ----------------------------------------------------------------------------
for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3 des camellia-128-cbc camellia-192-cbc \
	camellia-256-cbc rc2-cbc rc2-64-cbc rc2-40-cbc; do
	if legacy pkcs8 -topk8 -v2 "$cipher" -passout pass:secret-42 -in plain.key -out sealed; then
		taken sealed "PBES2 with $cipher"
	else
		skip "PBES2 with $cipher: openssl does not write it"
	fi
done
for hash in SHA1 SHA224 SHA256 SHA384 SHA512; do
	legacy pkcs8 -topk8 -v2 aes-256-cbc -v2prf "hmacWith$hash" -passout pass:secret-42 \
		-in plain.key -out sealed
	taken sealed "PBKDF2 with $hash"
done
for scheme in PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 PBE-SHA1-RC4-128 \
	PBE-SHA1-RC4-40 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 PBE-SHA1-RC2-40; do
	if legacy pkcs8 -topk8 -v1 "$scheme" -passout pass:secret-42 -in plain.key -out sealed; then
		taken sealed "$scheme"
	else
		skip "$scheme: openssl does not write it"
	fi
done
for words in '16384 8 1' '32768 8 1' '1024 1 16' '131072 8 1'; do
	# shellcheck disable=SC2086 # three words
	set -- $words
	if openssl pkcs8 -topk8 -scrypt -scrypt_N "$1" -scrypt_r "$2" -scrypt_p "$3" \
		-passout pass:secret-42 -in plain.key -out sealed 2>>make.log; then
		taken sealed "scrypt with N=$1 r=$2 p=$3"
	else
		skip "scrypt with N=$1: openssl does not write it"
	fi
done

# ---- traditional PEM -------------------------------------------------------------------
for cipher in aes128 aes192 aes256 des3 camellia128 camellia256; do
	openssl ec -in plain.key "-$cipher" -passout pass:secret-42 -out sealed 2>>make.log
	taken sealed "traditional, $cipher"
	sed 's/^DEK-Info:.*/\L&/; s/^Proc-Type:.*/\L&/' sealed >small
	taken small "traditional, $cipher, in small letters"
	sed 's/^\(DEK-Info: \)\(.*\)/\1\L\2/' sealed >small
	taken small "traditional, $cipher, its value in small letters"
done

# ---- PKCS#12 ---------------------------------------------------------------------------
# export_p12 OPTION...: host.p12
export_p12() {
	openssl req -x509 -new -key plain.key -subj /CN=host.example.org -days 900 -out host.pem 2>>make.log
	legacy pkcs12 -export -inkey plain.key -in host.pem -passout pass:secret-42 \
		-out host.p12 "$@"
}
# p12_taken WORDS: host.p12 is, in each of its doors.
p12_taken() {
	fails 1 'passphrase does not open' "$1: a wrong passphrase" \
		tls import host.p12 --passphrase-file wrong --yes
	succeeds "$1: installed" tls import host.p12 --passphrase-file pw --yes
}
for scheme in PBE-SHA1-RC4-128 PBE-SHA1-RC4-40 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 \
	PBE-SHA1-RC2-40 PBE-MD5-DES PBE-SHA1-RC2-64 AES-256-CBC CAMELLIA-128-CBC; do
	if export_p12 -certpbe "$scheme" -keypbe "$scheme" -macalg sha1; then
		p12_taken "PKCS#12 by $scheme"
	else
		skip "PKCS#12 by $scheme: openssl does not write it"
	fi
done
for hash in sha1 sha224 sha256 sha384 sha512; do
	export_p12 -macalg $hash
	p12_taken "PKCS#12 with an HMAC of $hash"
done

# ---- an empty passphrase -----------------------------------------------------------------
echo >none
: >nothing
for words in 'pkcs8 -topk8 -v2 aes-256-cbc' 'pkcs8 -topk8 -v1 PBE-MD5-DES' \
	'pkcs8 -topk8 -v1 PBE-SHA1-3DES' 'pkcs8 -topk8 -scrypt' 'ec -aes256'; do
	openssl req -x509 -new -key plain.key -subj /CN=host.example.org -days 900 -out host.pem 2>>make.log
	# shellcheck disable=SC2086 # words of openssl
	if ! legacy $words -passout pass: -in plain.key -out sealed || ! grep -q ENCRYPTED sealed; then
		skip "$words: openssl takes no empty passphrase"
		continue
	fi
	succeeds "$words: an empty first line is it" tls import sealed host.pem --passphrase-file none --yes
	openssl req -x509 -new -key plain.key -subj /CN=host.example.org -days 900 -out host.pem 2>>make.log
	succeeds 'it need not be given' tls import sealed host.pem --yes
	openssl req -x509 -new -key plain.key -subj /CN=host.example.org -days 900 -out host.pem 2>>make.log
	succeeds 'nor does another one, for another file, matter' \
		tls import sealed host.pem --passphrase-file pw --yes
done
# PKCS#12 knows two kinds: an empty passphrase, and none at all.
# unlocked WORDS: host.p12 is taken whatever is said of a passphrase.
unlocked() {
	for said in '' '--passphrase-file none' '--passphrase-file pw'; do
		# shellcheck disable=SC2086 # an option and its value
		succeeds "$1, $said" tls import host.p12 --yes $said
	done
}
export_p12 -passout pass:
unlocked 'PKCS#12 of openssl with an empty passphrase'
for how in --empty-password --null-password; do
	if certtool --to-p12 --load-privkey plain.key --load-certificate host.pem --p12-name x \
		--outder --outfile host.p12 $how >check 2>&1; then
		unlocked "PKCS#12 of certtool with $how"
	else
		skip "certtool knows no $how"
	fi
done
fails 1 'nothing: is empty; its first line must be the passphrase or PIN, and be there' 'a file without a line is none' \
	tls import sealed host.pem --passphrase-file nothing --yes
fails 1 'none: its first line is empty; it must be the passphrase' 'nor can one be chosen' \
	ssl generate --dn CN=x --passphrase-file none --yes
openssl pkcs8 -topk8 -passout pass: -in plain.key -out sealed
run encryption add --alias a --pem host.pem
run encryption encrypt a secret-words
cp out value
run encryption decrypt --key sealed --passphrase-file none <value
same secret-words "$(cat out)" 'encryption decrypt --key'

# ---- what is not read --------------------------------------------------------------------
openssl pkcs8 -topk8 -v2 aria-256-cbc -passout pass:secret-42 -in plain.key -out sealed 2>>make.log
fails 1 'not supported \(1\.2\.410\.200046\.1\.1\.12\).*openssl pkcs8 -topk8' \
	'a key by another cipher, and what would be right' \
	tls import sealed host.pem --passphrase-file pw --yes
export_p12 -keypbe aria-256-cbc -certpbe aria-256-cbc
fails 1 'PKCS#12 file is encrypted by .*not supported \(1\.2\.410\..*openssl pkcs12 -export' \
	'PKCS#12 by another cipher, and what would be right' \
	tls import host.p12 --passphrase-file pw --yes
export_p12 -macalg sha3-256
fails 1 'its integrity is protected by a method that is not supported \(2\.16\.840' \
	'another MAC' tls import host.p12 --passphrase-file pw --yes

# ---- PBMAC1 ----------------------------------------------------------------------------
# hex_of FILE
hex_of() {
	od -An -v -tx1 <"$1" | tr -d ' \n'
}
# pbmac1 HASH KEY-SIZE PRF [ROUNDS]: host.p12 gets a MAC of RFC 9579, of 1,000 rounds whatever it
# says.
pbmac1() {
	openssl asn1parse -inform DER -in bare.p12 >bare.txt
	at=$(sed -n 's/^ *\([0-9]*\):d=3 .*OCTET STRING.*/\1/p' bare.txt | head -1)
	openssl asn1parse -inform DER -in bare.p12 -strparse "$at" -noout -out safes
	openssl kdf -keylen "$2" -kdfopt "digest:$3" -kdfopt pass:secret-42 \
		-kdfopt hexsalt:0102030405060708 -kdfopt iter:1000 -binary PBKDF2 >mac.key
	openssl dgst "-$1" -mac HMAC -macopt "hexkey:$(hex_of mac.key)" -binary safes >mac
	der mac.der <<-END
		asn1 = SEQUENCE:mac
		[mac]
		digest = SEQUENCE:digest
		salt = FORMAT:HEX,OCTETSTRING:00
		[digest]
		algorithm = SEQUENCE:algorithm
		value = FORMAT:HEX,OCTETSTRING:$(hex_of mac)
		[algorithm]
		type = OID:1.2.840.113549.1.5.14
		parameters = SEQUENCE:parameters
		[parameters]
		function = SEQUENCE:function
		scheme = SEQUENCE:scheme
		[function]
		type = OID:1.2.840.113549.1.5.12
		parameters = SEQUENCE:pbkdf2
		[pbkdf2]
		salt = FORMAT:HEX,OCTETSTRING:0102030405060708
		rounds = INTEGER:${4:-1000}
		size = INTEGER:$2
		hash = SEQUENCE:prf
		[prf]
		type = OID:hmacWith$(echo "$3" | tr '[:lower:]' '[:upper:]')
		null = NULL
		[scheme]
		type = OID:hmacWith$(echo "$1" | tr '[:lower:]' '[:upper:]')
		null = NULL
	END
	head=$(sed -n '1s/.*hl=\([0-9]*\) .*/\1/p' bare.txt)
	{
		tail -c +$((head + 1)) bare.p12
		cat mac.der
	} >inside
	element 30 inside >host.p12
}
for words in 'sha256 32 sha256' 'sha512 64 sha512' 'sha256 32 sha512' 'sha512 64 sha256' 'sha256 20 sha1'; do
	export_p12 -nomac
	cp host.p12 bare.p12
	# shellcheck disable=SC2086 # three words
	pbmac1 $words
	p12_taken "PBMAC1 with $words"
done
export_p12 -nomac
cp host.p12 bare.p12
pbmac1 sha256 16 sha256
fails 1 'the description of its encryption is damaged' 'PBMAC1 with a key of 16 bytes is refused' \
	tls import host.p12 --passphrase-file pw --yes
pbmac1 sha256 32 sha256
cp host.p12 flipped.p12
flip flipped.p12 120
fails 1 'passphrase does not open' 'PBMAC1: a changed byte is noticed' \
	tls import flipped.p12 --passphrase-file pw --yes

# ---- what would take too long ------------------------------------------------------------
# hostile: PKCS#8 that is encrypted by the algorithm on standard input, in ./hostile.
hostile() {
	sealed_by hostile.der
	pem 'ENCRYPTED PRIVATE KEY' hostile.der >hostile
}
# rounds NUMBER [HMAC]
rounds() {
	by_pbes2 <<-END | hostile
		type = OID:1.2.840.113549.1.5.12
		parameters = SEQUENCE:pbkdf2
		[pbkdf2]
		salt = FORMAT:HEX,OCTETSTRING:0001020304050607
		rounds = INTEGER:$1
		hash = SEQUENCE:prf
		[prf]
		type = OID:${2:-hmacWithSHA256}
		null = NULL
	END
}
# by_scrypt N R P
by_scrypt() {
	by_pbes2 <<-END
		type = OID:1.3.6.1.4.1.11591.4.11
		parameters = SEQUENCE:scrypt
		[scrypt]
		salt = FORMAT:HEX,OCTETSTRING:0001020304050607
		n = INTEGER:$1
		r = INTEGER:$2
		p = INTEGER:$3
	END
}
scrypt() {
	by_scrypt "$@" | hostile
}
# by_one_of_old OID: an algorithm without parts, of 2^31-1 rounds.
by_one_of_old() {
	cat <<-END
		type = OID:$1
		parameters = SEQUENCE:parameters
		[parameters]
		salt = FORMAT:HEX,OCTETSTRING:0001020304050607
		rounds = INTEGER:2147483647
	END
}
for many in 10000000 2147483647 4294967296 1208925819614629174706176; do
	rounds $many
	fails 1 'is to be hashed [0-9]+ times, which takes too long; encrypt it anew with a million' \
		"$many rounds are refused" tls import hostile --passphrase-file pw --yes
done
rounds 3000000 hmacWithSHA512
fails 1 'takes too long' 'of a slow hash fewer are' tls import hostile --passphrase-file pw --yes
rounds 0
fails 1 'is damaged' 'none at all are damage' tls import hostile --passphrase-file pw --yes
rounds -5
fails 1 'is damaged' 'and so is a negative number' tls import hostile --passphrase-file pw --yes
rounds 6000000
cat hostile hostile >twice
fails 1 'passphrase does not open' 'what is just bearable' tls import hostile --passphrase-file pw --yes
run trust import twice --skip-bad --passphrase-file pw
[ "$status" -eq 1 ]
ok $? 'is so once in a file'
for words in '1048576 8 1' '3 8 1' '1 8 1' '16384 1073741824 1' '16384 8 1073741824' '2 8 100' \
	'4294967296 1 1' '99999999999999999999 8 1'; do
	# shellcheck disable=SC2086 # three words
	scrypt $words
	fails 1 'stretched by scrypt with N=[0-9]+, r=[0-9]+, p=[0-9]+, which takes more than 128 MiB' \
		"scrypt with $words is refused" tls import hostile --passphrase-file pw --yes
done
scrypt 131072 8 4
fails 1 'takes too long' 'and so is what takes minutes' tls import hostile --passphrase-file pw --yes
# p12_rounds NUMBER: PKCS#12 whose MAC wants so many.
p12_rounds() {
	der hostile.p12 <<-END
		asn1 = SEQUENCE:pfx
		[pfx]
		version = INTEGER:3
		content = SEQUENCE:content
		mac = SEQUENCE:mac
		[content]
		type = OID:pkcs7-data
		value = EXPLICIT:0,OCTWRAP,SEQUENCE:safes
		[safes]
		[mac]
		digest = SEQUENCE:digest
		salt = FORMAT:HEX,OCTETSTRING:0001020304050607
		rounds = INTEGER:$1
		[digest]
		algorithm = SEQUENCE:algorithm
		value = FORMAT:HEX,OCTETSTRING:0001020304050607080910111213141516171819
		[algorithm]
		type = OID:sha1
		null = NULL
	END
}
p12_rounds 10000000
fails 1 'takes too long' 'PKCS#12 of ten million rounds is refused' \
	tls import hostile.p12 --passphrase-file pw --yes
p12_rounds 5000000
fails 1 'passphrase does not open' 'of five million it is read once, not for passphrases that nobody gave' \
	tls import hostile.p12 --passphrase-file pw --yes
# Every other place where a file says how often: 2^31-1 is refused before it is done.
for scheme in 1.2.840.113549.1.5.3 1.2.840.113549.1.5.10 1.2.840.113549.1.12.1.1 \
	1.2.840.113549.1.12.1.3 1.2.840.113549.1.12.1.6; do
	by_one_of_old $scheme | hostile
	fails 1 'takes too long' "2^31-1 rounds of $scheme are refused" \
		tls import hostile --passphrase-file pw --yes
done
# p12_bag: PKCS#12 without a MAC whose contents are encrypted as standard input says.
p12_bag() {
	{
		cat <<-'END'
			asn1 = SEQUENCE:pfx
			[pfx]
			version = INTEGER:3
			content = SEQUENCE:content
			[content]
			type = OID:pkcs7-data
			value = EXPLICIT:0,OCTWRAP,SEQUENCE:safes
			[safes]
			one = SEQUENCE:one
			[one]
			type = OID:pkcs7-encryptedData
			value = EXPLICIT:0,SEQUENCE:encrypted
			[encrypted]
			version = INTEGER:0
			inner = SEQUENCE:inner
			[inner]
			type = OID:pkcs7-data
			algorithm = SEQUENCE:algorithm
			text = IMPLICIT:0,FORMAT:HEX,OCTETSTRING:000102030405060708090a0b0c0d0e0f
			[algorithm]
		END
		cat
	} | der hostile.p12
}
by_one_of_old 1.2.840.113549.1.12.1.3 | p12_bag
fails 1 'takes too long' '2^31-1 rounds for what is in PKCS#12 are refused' \
	tls import hostile.p12 --passphrase-file pw --yes
by_scrypt 1073741824 8 1 | p12_bag
fails 1 'stretched by scrypt with N=1073741824, r=8, p=1, which takes more than 128 MiB' \
	'so is scrypt with 2^30 in PKCS#12' tls import hostile.p12 --passphrase-file pw --yes
export_p12 -nomac
cp host.p12 bare.p12
pbmac1 sha256 32 sha256 2147483647
fails 1 'takes too long' 'so are 2^31-1 rounds of PBMAC1' \
	tls import host.p12 --passphrase-file pw --yes
run backup kept.cms --passphrase-file pw
LC_ALL=C sed 's/\x02\x03\x09\x27\xc0/\x02\x03\x7f\xff\xff/' kept.cms >hostile.cms
cmp -s kept.cms hostile.cms
[ $? -eq 1 ]
ok $? 'a backup that says how often its passphrase is hashed'
fails 1 'takes too long' 'eight million times there are refused' \
	restore --into new hostile.cms --passphrase-file pw
tap_done
