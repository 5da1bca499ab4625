#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is not needed is not judged: whatever lies beside what an operation wants needs no
# passphrase and cannot stop it, but is named. Where a key is missed and one of OpenSSH is
# there, the operator is told how to convert it.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"

root ca 'basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign'
issue host ca subjectAltName=DNS:host.example.org
openssl req -new -key host.key -subj /CN=host.example.org \
	-addext subjectAltName=DNS:host.example.org -out host.csr
openssl pkey -in host.key -aes256 -passout pass:secret-42 -out locked
openssl ec -in host.key -aes256 -passout pass:secret-42 -out old-locked 2>>make.log
openssl pkcs12 -export -inkey host.key -in host.pem -passout pass:secret-42 -out host.p12
{
	echo '-----BEGIN PKCS12-----'
	openssl base64 -in host.p12
	echo '-----END PKCS12-----'
} >container
# block LABEL: one that cannot be read.
block() {
	printf -- '-----BEGIN %s-----\nMIIBAAAA\n-----END %s-----\n' "$1" "$1"
}
block CERTIFICATE >bad-certificate
block 'PRIVATE KEY' >bad-key
block 'X509 CRL' >bad-list
block 'CERTIFICATE REQUEST' >bad-request
block 'PUBLIC KEY' >bad-public
printf -- '-----BEGIN PRIVATE KEY-----\n*?*\n-----END PRIVATE KEY-----\n' >torn-key
block 'DH PARAMETERS' >dh
block 'OPENSSH PRIVATE KEY' >openssh
block 'PGP PUBLIC KEY BLOCK' >pgp

# named PATTERN WORDS: the last run said so in a warning.
named() {
	grep -Eq "warning: .*$1" err
	ok $? "$2 is named" || tap_show err err
}
the_key='the private key is not needed here, and was left out'
the_certificate='the certificate is not needed here, and was left out'
the_list='the revocation list is not needed here, and was left out'
the_request='the signing request is not needed here, and was left out'
the_public='the public key is not needed here, and was left out'

# ---- a request -------------------------------------------------------------------------
number=0
while IFS=: read -r beside told; do
	for order in "$beside host.csr" "host.csr $beside"; do
		number=$((number + 1))
		# shellcheck disable=SC2086 # two files
		cat $order >both
		succeeds "a request beside $beside is signed" ssl issue --csr both --accept san \
			--out "out$number" --yes
		named "both:[0-9]+: $told" "$beside"
		check 'as it should be' openssl x509 -in "out$number/cert.pem" -noout \
			-checkhost host.example.org
	done
	run ssl review both
	[ "$status" -eq 0 ]
	ok $? 'and reviewed'
done <<END
locked:$the_key
old-locked:$the_key
host.key:$the_key
bad-key:$the_key
torn-key:$the_key
host.pem:$the_certificate
bad-certificate:$the_certificate
container:$the_certificate
bad-list:$the_list
bad-public:$the_public
dh:DH PARAMETERS is not used here, and was left out
openssh:OPENSSH PRIVATE KEY is not used here, and was left out
pgp:PGP PUBLIC KEY BLOCK is not used here, and was left out
END
for file in locked host.pem host.p12 bad-list; do
	fails 1 'holds no signing request; give a file with one' \
		"$file alone holds no request" ssl issue --csr $file --accept san --out none --yes
done
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
	cat host.pem
done >many
cat many host.csr >both
succeeds 'many beside it' ssl issue --csr both --accept san --out many-out --yes
named '3 objects more were left out' 'how many they are'
same 11 "$(grep -c warning err)" 'not each of them'

# ---- certificates ----------------------------------------------------------------------
while IFS=: read -r beside told; do
	cat "$beside" ca.pem >both
	run trust clear --yes
	succeeds "certificates beside $beside are trusted" trust import both
	named "$told" "$beside"
	succeeds 'and compared' trust compare both ca.pem
done <<END
locked:$the_key
old-locked:$the_key
bad-key:$the_key
bad-list:$the_list
bad-request:$the_request
bad-public:$the_public
dh:DH PARAMETERS is not used here, and was left out
END
run trust import locked
grep -q 'no certificate in what was given' err
ok $? 'for an encrypted key alone no passphrase is asked' || tap_show err err
cat host.pem ca.pem locked bad-request >chain
judged accepted 'a chain beside a locked key is judged' verify chain
# Java may give the key a passphrase of its own.
openssl pkcs12 -export -inkey ca.key -in ca.pem -passout pass:secret-42 -out ca.p12
echo secret-42 >pw
run trust clear --yes
succeeds 'of PKCS#12 no key is opened' trust import ca.p12 --passphrase-file pw
named "$the_key" 'the key'

# ---- keys and their certificates -------------------------------------------------------
cat host.key host.pem bad-request bad-list bad-public dh >both
succeeds 'a key and its certificate beside others' tls import both ca.pem --yes
for words in "$the_request" "$the_list" "$the_public" 'DH PARAMETERS is not used here'; do
	named "both:[0-9]+: $words" "$words"
done
cat ca.key ca.pem bad-request >both
succeeds 'a CA beside a request' ssl import both --yes
named "$the_request" 'the request'
run settings set security_level low
run encryption add --alias a --pem host.pem
run encryption encrypt a secret-words
cp out value
cat bad-certificate bad-list host.key >both
run encryption decrypt --key both <value
same secret-words "$(cat out)" 'a key beside damaged certificates decrypts'

# ---- what is encrypted for ---------------------------------------------------------------
while IFS=: read -r beside told; do
	cat "$beside" host.pem >both
	succeeds "a certificate beside $beside is taken" encryption import both --alias "a$beside"
	named "both:[0-9]+: $told" "$beside"
done <<END
host.key:$the_key
locked:$the_key
old-locked:$the_key
bad-key:$the_key
bad-list:$the_list
bad-request:$the_request
END
while IFS=: read -r file told; do
	fails 1 "$told" "$file alone is not" encryption import "$file" --alias none
done <<END
host.key:holds a private key, which is not kept here
locked:holds a private key, which is not kept here
host.csr:holds a signing request
bad-list:holds a revocation list
END

# ---- what no program reads beside ----------------------------------------------------------
if keytool -help >/dev/null 2>&1; then
	cp host.p12 secret.p12
	keytool -genseckey -alias secret -keyalg AES -keysize 128 -keystore secret.p12 \
		-storetype PKCS12 -storepass secret-42 >>make.log 2>&1
	succeeds 'a key beside a secret one of Java is taken' \
		signature import secret.p12 --passphrase-file pw --yes
	named 'secret.p12: a secret key is not used here, and was left out' 'the secret key'
else
	skip 'keytool is not installed'
fi

# ---- a key that is not read ------------------------------------------------------------
issue other ca subjectAltName=DNS:other.example.org
cat openssh other.pem >both
convert='both:1: is a private key of OpenSSH; convert a copy of it with "ssh-keygen -p -m PKCS8 -f COPY"'
fails 1 "$convert" 'tls import' tls import both --yes
fails 1 "$convert" 'ssl import' ssl import both --yes
fails 1 "$convert" 'signature import' signature import both --yes
fails 1 "$convert" 'encryption decrypt --key' encryption decrypt --key both <other.pem
fails 1 "$convert" 'a client certificate' trust check 127.0.0.1:1 --client-certificate both
cat openssh other.key other.pem >both
succeeds 'beside one that is read it is left out' tls import both --yes
named 'OPENSSH PRIVATE KEY is not used here' 'it'
tap_done
