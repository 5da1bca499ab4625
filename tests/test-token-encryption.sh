#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Encryption for keys that are in a token: an alias of a key that is made in SoftHSM or is there
# already decrypts what pemdeck and openssl encrypt; what cannot be done says why.
#
# $pin is several words.
# shellcheck disable=SC2086

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
exec </dev/null
# shellcheck source=tests/token.sh
. "${TESTS:-$(dirname "$0")}/token.sh"
pin='--token-pin-file pin'
token=pkcs11:token=test

# decrypts FILE TEXT WORDS PEMDECK-WORDS...: the value in the file is that text.
decrypts() {
	file=$1 text=$2 words=$3
	shift 3
	run encryption decrypt "$@" <"$file"
	same "$text" "$(cat out)" "$words" || tap_show stderr err
}

# refuses FILE PATTERN WORDS PEMDECK-WORDS...: decrypting it fails so.
refuses() {
	file=$1 pattern=$2 words=$3
	shift 3
	run encryption decrypt "$@" <"$file"
	[ "$status" -ne 0 ] && [ ! -s out ] && grep -q "$pattern" err
	ok $? "$words" || tap_show stderr err
}

in_hex() {
	od -An -v -tx1 "$1" | tr -d ' \n'
}

# openssl_value PUBLIC TEXT: the text, encrypted by openssl alone.
openssl_value() {
	openssl rand -out aes 16
	openssl rand -out iv 16
	printf 'enc:%s %s %s\n' \
		"$(openssl pkeyutl -encrypt -pubin -inkey "$1" -in aes | base64 -w0)" \
		"$(base64 -w0 iv)" \
		"$(printf %s "$2" | openssl enc -aes-128-cbc -K "$(in_hex aes)" \
			-iv "$(in_hex iv)" | base64 -w0)"
}

run tls show
sum_keys >standard

# ---- one that is made ------------------------------------------------------------------------
fails 2 'token' 'without a token no key is made' encryption generate --alias job
fails 1 'needs its PIN' 'the PIN is asked for' \
	encryption generate --alias job --token "$token;object=job"
fails 1 'not that of the token' 'a wrong one is told' \
	encryption generate --alias job --token "$token;object=job" --token-pin-file wrong
same 0 "$(in_token job)" 'and nothing is made'
succeeds 'a key is made in the token' \
	encryption generate --alias job --token "$token;object=job" --bits 2048 $pin
same 1 "$(in_token job)" 'it is there once'
grep -q '^job added to encrypt for: RSA 2048' err
ok $? 'what it is, is said'
fails 1 '"job" is an alias already' 'the alias is taken' \
	encryption generate --alias job --token "$token;object=other" --bits 2048 $pin
same 0 "$(in_token other)" 'so that no key is made'
sum_keys | cmp -s standard -
ok $? 'no private key is in the store'
run encryption list --json
same token "$(jq -r '.[0].private_key_status' out)" 'the list says where it is'
run encryption show job
prints '^Private key path: +pkcs11:.*token=test;.*object=job' 'and show its URL'
prints '^Private key: +in a token' 'that it is in a token'
prints '^Public key' 'and its public key'
run encryption encrypt job 'the secret'
cp out value
refuses value 'test" needs its PIN' 'without a PIN nothing is decrypted' job
refuses value 'not that of the token' 'nor with a wrong one' job --token-pin-file wrong
refuses value 'leave the passphrase out' 'nor with a passphrase' job --passphrase-file pin
decrypts value 'the secret' 'with it, it is' job $pin
url=$(run encryption show job --json && jq -r .private_key_path out)
decrypts value 'the secret' 'the URL can be the key' --key "$url" $pin
run encryption export job job.pem
openssl_value job.pem 'from openssl' >others
decrypts others 'from openssl' 'what openssl encrypts is decrypted' job $pin
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out else.key 2>/dev/null
openssl pkey -in else.key -pubout -out else.pem
openssl_value else.pem gone >lost
refuses lost 'encrypted for another key, or is damaged' \
	'what is encrypted for another is not' job $pin
head -c 100000 /dev/urandom >plain
run encryption encrypt job --in plain --out sealed
cp out line
run encryption decrypt job --in sealed --out opened $pin <line
check 'a file is decrypted' cmp plain opened
run encryption encrypt job --aes 256 --raw long
cp out value256
decrypts value256 long 'AES-256 too' job $pin
succeeds 'undo takes the alias back' history undo --yes
same 1 "$(in_token job)" 'and leaves the key'
succeeds 'which is used' encryption generate --alias again --token "$token;object=job" $pin
same 1 "$(in_token job)" 'and not made anew'
decrypts value 'the secret' 'and decrypts' again $pin

# ---- one that is there ------------------------------------------------------------------------
p11tool --generate-privkey=rsa --bits=2048 --label=found --login --set-pin 12345678 \
	--outfile found.pub pkcs11:token=test >made 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj /CN=ca -out ca.pem \
	-days 90 2>/dev/null
openssl x509 -new -force_pubkey found.pub -CA ca.pem -CAkey ca.key -subj /CN=found \
	-days 90 -out found.pem 2>/dev/null
fails 1 'not that of the certificate' 'a key that does not fit is refused' encryption import \
	found.pem --alias found --token "$token;object=job" $pin
fails 1 'no such key' 'and one that is not there' encryption import \
	found.pem --alias found --token "$token;object=absent" $pin
fails 2 'leave out the path, or the token' 'and a path beside it' encryption import found.pem \
	--alias found --token "$token;object=found" --private-key-path /key $pin
run encryption list --json
same again "$(jq -r '.[].alias' out)" 'nothing was added'
succeeds 'the key of a certificate is taken' encryption import found.pem --alias found \
	--token "$token;object=found?pin-source=file:$dir/pin"
run encryption encrypt found 'for a certificate'
cp out value2
decrypts value2 'for a certificate' 'its PIN is in the file that the URL names' found
succeeds 'ensure has nothing to do' encryption ensure found.pem --alias found \
	--token "$token;object=found?pin-source=file:$dir/pin" --json
same false "$(jq -r .changed out)" 'and says so'
run encryption import found.pem --alias later
succeeds 'update takes it later' encryption update later --yes \
	--token "$token;object=found" $pin
decrypts value2 'for a certificate' 'and it decrypts' later $pin
fails 1 'not that of the certificate' 'update refuses another' encryption update later --yes \
	--token "$token;object=job" $pin
fails 2 'holds a PIN' 'a PIN in a path is refused' encryption update later --yes \
	--private-key-path "$token;object=found?pin-value=12345678"
succeeds 'a URL is a path, though no such token is here' encryption update later --yes \
	--private-key-path 'pkcs11:token=elsewhere;object=found'
refuses value2 'token "elsewhere" is not there' 'and named where it is needed' later $pin
succeeds 'the keys of the token are listed' token list "$token" --json $pin
same 'found yes
job yes' "$(jq -r '.[] | .name + " " + .used' out | sort)" 'as used here'
grep -rl 12345678 store
[ $? -eq 1 ]
ok $? 'no PIN is in the store'

# ---- what a token does not do -------------------------------------------------------------------
p11tool --generate-privkey=ecdsa --curve=secp256r1 --label=curve --login \
	--set-pin 12345678 --outfile curve.pub pkcs11:token=test >made 2>&1
fails 1 'of EC.*GnuTLS has no function' 'a key of EC is refused, with the reason' \
	encryption import curve.pub --alias curve --token "$token;object=curve" $pin
fails 1 'of EC.*GnuTLS has no function' 'also to make an alias of' \
	encryption generate --alias curve --token "$token;object=curve" $pin
same 1 "$(in_token curve)" 'and stays where it is'

# ---- without the token ----------------------------------------------------------------------------
mv .tokens .pulled && mkdir .tokens
refuses value2 'token "test" is not there' 'without the token nothing is decrypted' found
for words in 'list' 'show found' 'encrypt found text' 'export found out.pem' \
	'job-resource found'; do
	# shellcheck disable=SC2086
	succeeds "$words works without it" encryption $words
done
rm -rf .tokens && mv .pulled .tokens
decrypts value2 'for a certificate' 'back again, it decrypts' found
run doctor
same 0 "$status" 'doctor finds nothing'
tap_done
