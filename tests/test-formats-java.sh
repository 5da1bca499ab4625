#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Java's own keystores, JKS and JCEKS: those that keytool writes, where it is, and those that
# make-keystore.py makes, in every door; and keytool's PKCS#12.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"

echo secret-42 >pw
echo wrong-words >wrong
if keytool -help >/dev/null 2>&1; then keytool=keytool; else keytool=; fi
if command -v python3 >/dev/null; then python=python3; else python=; fi
java() {
	keytool -storepass secret-42 "$@" >>make.log 2>&1
}
store() {
	python3 "${TESTS:-$(dirname "$0")}/make-keystore.py" "$@"
}
# same_key STORE-KIND FILE ALIAS: the key kept here is the one that keytool finds.
same_key() {
	java -importkeystore -srckeystore "$2" -srcstoretype "$1" -srcstorepass secret-42 \
		-destkeystore "$2.check" -deststoretype PKCS12 -srcalias "$3"
	openssl pkcs12 -in "$2.check" -nodes -nocerts -passin pass:secret-42 2>>make.log |
		openssl pkey -pubout >theirs
	run tls export - --private-key
	openssl pkey -in out -pubout >ours
	cmp -s ours theirs
	ok $? 'it is the key that keytool finds'
}

# ---- by keytool ------------------------------------------------------------------------
if [ -z "$keytool" ]; then
	skip 'keytool is not there'
else
	for type in JKS JCEKS PKCS12; do
		for algorithm in 'RSA -keysize 2048' 'EC -groupname secp256r1' \
			'EC -groupname secp384r1' 'EC -groupname secp521r1' Ed25519; do
			rm -f made made.check
			# shellcheck disable=SC2086 # words of keytool
			java -genkeypair -alias host -keyalg $algorithm -storetype $type -keystore made \
				-dname CN=host.example.org -validity 900 -keypass secret-42 || {
				skip "$type, $algorithm: keytool makes none"
				continue
			}
			fails 1 'passphrase does not open' "$type, $algorithm: a wrong passphrase" \
				tls import made --passphrase-file wrong --yes
			succeeds "$type, $algorithm: installed" tls import made --passphrase-file pw --remove-passphrase --yes
			same_key $type made host
		done
		# A CA, and what it signed, with the chain.
		rm -f ca-store host-store
		java -genkeypair -alias ca -keyalg EC -groupname secp256r1 -storetype $type \
			-keystore ca-store -dname CN=ca -ext bc:c -validity 900 -keypass secret-42
		java -genkeypair -alias host -keyalg RSA -keysize 2048 -storetype $type \
			-keystore host-store -dname CN=host -validity 900 -keypass secret-42
		java -certreq -alias host -keystore host-store -file host.csr
		java -gencert -alias ca -keystore ca-store -infile host.csr -outfile host.pem -rfc -validity 300
		java -exportcert -alias ca -keystore ca-store -file ca.pem -rfc
		cat host.pem ca.pem >chain
		java -importcert -alias host -keystore host-store -file chain -noprompt
		succeeds "$type with a chain: installed" tls import host-store --passphrase-file pw --yes
		run tls export - --chain
		same 1 "$(grep -c BEGIN out)" 'the host alone is sent'
		succeeds "$type: a CA" ssl import ca-store --passphrase-file pw --yes
		rm -f trusted
		java -importcert -alias one -storetype $type -keystore trusted -file ca.pem -noprompt
		run trust clear --yes
		succeeds "$type: a trust store" trust import trusted --passphrase-file pw
		run trust list --json
		same "$(openssl x509 -in ca.pem -noout -fingerprint -sha256 | sed 's/.*=//')" \
			"$(jq -r '.[].fingerprint // .[].sha256' out)" 'has the certificate that keytool has'
	done
	# A CA without its key: Java lists only what is marked as trusted.
	rm -f ca.p12
	succeeds 'a CA alone as PKCS#12' ssl export ca.p12 --format p12 --passphrase-file pw
	keytool -list -keystore ca.p12 -storetype PKCS12 -storepass secret-42 >listed 2>&1
	grep -q trustedCertEntry listed
	ok $? 'is seen by keytool' || tap_show listed listed
	openssl pkcs12 -in ca.p12 -passin file:pw -nokeys 2>>make.log | openssl x509 >theirs
	run ssl export - --format pem
	openssl x509 -in out >ours
	check 'and is that of the CA to openssl' cmp ours theirs
fi

# ---- by ourselves ----------------------------------------------------------------------
if [ -z "$python" ]; then
	skip 'python3, which makes keystores, is not there'
	tap_done
fi
root ca 'basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign'
for type in jks jceks; do
	for name in rsa ec; do
		if [ $name = rsa ]; then
			openssl genrsa -out host.key 2048 2>>make.log
		else
			openssl ecparam -name prime256v1 -genkey -noout -out host.key
		fi
		openssl pkcs8 -topk8 -nocrypt -in host.key -out plain.key
		issue host ca subjectAltName=DNS:host.example.org
		cat plain.key host.pem ca.pem >pair
		store $type secret-42 secret-42 1000 pair >made
		if [ -n "$keytool" ]; then
			check "$type, $name: keytool reads it" keytool -list -keystore made -storepass secret-42
		fi
		fails 1 'made: the passphrase does not open the Java keystore, or the file was changed' \
			"$type, $name: a wrong passphrase" tls import made --passphrase-file wrong --yes
		fails 1 'made: the Java keystore holds a private key; its passphrase is needed' \
			"$type, $name: none" tls import made --yes
		succeeds "$type, $name: installed" tls import made --passphrase-file pw --remove-passphrase --yes
	done
	store $type secret-42 another-42 1000 pair >made
	fails 1 'does not open a private key in the Java keystore; it must have that of the keystore' \
		"$type: a key with another passphrase" tls import made --passphrase-file pw --remove-passphrase --yes
	run trust clear --yes
	succeeds 'but its certificates are read' trust import made --passphrase-file pw
	store $type secret-42 secret-42 1000 ca.pem host.pem >trusted
	run trust clear --yes
	succeeds "$type: a trust store needs no passphrase" trust import trusted
	run trust list --json
	same 2 "$(jq length out)" 'and is read to its end'
	run encryption add --alias a$type --pem host.pem
	run encryption encrypt a$type secret-words
	cp out value
	store $type secret-42 secret-42 1000 pair >made
	run encryption decrypt --key made --passphrase-file pw <value
	same secret-words "$(cat out)" "$type: encryption decrypt --key"
	run settings set security_level low
	succeeds "$type: signature import" signature import made --passphrase-file pw --yes
	openssl pkcs8 -topk8 -nocrypt -in ca.key -out plain.key
	cat plain.key ca.pem >pair
	store $type secret-42 secret-42 1000 pair >made
	succeeds "$type: ssl import" ssl import made --passphrase-file pw --yes
	# What it may not be.
	cp made flipped
	flip flipped 100
	fails 1 'or the file was changed' "$type: a changed byte" tls import flipped --passphrase-file pw --yes
	head -c 300 made >part
	fails 1 'Java keystore, but is damaged or cut off' "$type: cut off" trust import part
	head -c 12 made >part
	fails 1 'Java keystore, but is damaged or cut off' "$type: hardly begun" trust import part
done
ALIKE=1 store jceks secret-42 secret-42 1000 pair >made
succeeds 'jceks with a salt of two halves alike' ssl import made --passphrase-file pw --yes
# What a wrong passphrase leaves once in 256 times: valid padding, and no key before it.
{
	echo '-----BEGIN PRIVATE KEY-----'
	head -c 300 host.pem | openssl base64
	echo '-----END PRIVATE KEY-----'
	cat host.pem
} >no-key
store jceks secret-42 secret-42 1000 no-key >made
fails 1 'does not open a private key in the Java keystore; it must have that of the keystore' \
	'jceks: valid padding, but no key' tls import made --passphrase-file pw --remove-passphrase --yes
store jceks secret-42 secret-42 200000 pair >made
succeeds 'jceks with as many rounds as Java 17 does' ssl import made --passphrase-file pw --yes
store jceks secret-42 secret-42 1 pair >made
LC_ALL=C sed 's/\x02\x01\x01\x04/\x02\x01\x00\x04/' made >none
fails 1 'or the file was changed' 'other rounds are a change' ssl import none --passphrase-file pw --yes
{
	printf '\316\316\316\316\000\000\000\002\000\000\000\001\000\000\000\003\000\001k'
	head -c 100 /dev/zero
} >secret
fails 1 'holds the secret key "k", an object of Java' 'a secret key' trust import secret
{
	printf '\376\355\376\355\000\000\000\002\377\377\377\377'
	head -c 100 /dev/zero
} >many
fails 1 'damaged or cut off' 'four billion entries' trust import many
tap_done
