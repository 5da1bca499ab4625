#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The PIN of a token that locks itself after three wrong ones: it is never tried twice, the last
# try is told, and a token that is pulled out in the middle leaves nothing half done.
#
# $pin is several words.
# shellcheck disable=SC2086

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
cd "$dir" || exit 1
exec </dev/null
case $PEMDECK in
*valgrind*)
	skip 'valgrind preloads libraries of its own'
	tap_done
	;;
esac
# shellcheck source=tests/token.sh
. "${TESTS:-$(dirname "$0")}/token.sh"
# shellcheck disable=SC2046
if ! ${CC:-cc} -shared -fPIC -o token.so "$TESTS/token-preload.c" \
	$(pkg-config --cflags p11-kit-1) -ldl 2>log ||
	! LD_PRELOAD="$dir/token.so" true 2>>log; then
	skip "the module of the test cannot be made: $(cat log)"
	tap_done
fi
mkdir state
export TOKEN_MODULE="$dir/token.so" TOKEN_DIR="$dir/state"
real=$PEMDECK
PEMDECK="env LD_PRELOAD=$dir/token.so $real"
pin='--token-pin-file pin'
url="pkcs11:token=test;object=key"
echo content >file
logins() {
	[ ! -e state/logins ] || wc -l <state/logins
}

run tls show
[ ! -e state/logins ]
ok $? 'no token is asked for what needs none'
succeeds 'a key is made' signature generate --yes --dn CN=s --token "$url" $pin
run signature show
grep -q 'token=test' out && ! grep -q 'model=' out
ok $? 'its URL leaves out the field that the token fills up with NULs'
succeeds 'one in which it stands is the same' signature generate --yes --dn CN=s \
	--token "pkcs11:model=FILLED%20UP%00%00%00%00%00%00%00;token=test;object=key" $pin
fails 2 'model in the URL is not text' 'but no NUL within it' signature generate --yes --dn CN=s \
	--token "pkcs11:model=FILLED%00UP;token=test;object=key" $pin
rm -f state/logins
fails 1 'PIN is not that of the token' 'a wrong PIN is told' \
	signature sign file --token-pin-file wrong
same 1 "$(logins)" 'and tried once'
fails 1 'has one try left' 'a second time, that one try is left' \
	signature sign file --token-pin-file wrong
same 2 "$(logins)" 'and it is tried once'
fails 1 'has one try left: a wrong PIN locks it' 'before the last try it is told' \
	signature sign file --token-pin-file wrong
same 2 "$(logins)" 'and nothing is tried'
fails 1 'has one try left' 'also where the PIN of the file is right' \
	signature sign file $pin
same 2 "$(logins)" 'for no program decides that'
[ ! -e file.sig ]
ok $? 'nothing was signed'

# ---- a file that the URL names -----------------------------------------------------------
echo 3 >state/tries
succeeds 'a key whose PIN is in a file' signature generate --yes --dn CN=t \
	--token "pkcs11:token=test;object=file?pin-source=file:$dir/source" $pin
cp wrong source
rm -f state/logins
fails 1 'PIN is not that of the token' 'a wrong one there is told' signature sign file
same 1 "$(logins)" 'and tried once'
fails 1 'a wrong PIN was given.*is not tried' 'and not again, however often it runs' \
	signature sign file
fails 1 'a wrong PIN was given.*is not tried' 'really' signature sign file
same 1 "$(logins)" 'the token was asked once'
succeeds 'the right one, given, mends that' signature sign file $pin
cp pin source
rm -f state/logins file.sig
succeeds 'then the file is read again' signature sign file

# ---- locked --------------------------------------------------------------------------------
echo 0 >state/tries
rm -f state/logins
fails 1 'is locked after too many wrong PINs' 'a token that is locked is told' \
	signature sign file --yes
[ ! -e state/logins ]
ok $? 'and not asked'
succeeds 'all else works' signature show
echo 3 >state/tries

# ---- pulled out ------------------------------------------------------------------------------
before=$(store_sum)
rm -f file.sig
echo sign >state/pull
fails 1 'test: .*the token failed, or was pulled out' 'pulled out while it signs, an error says so' signature sign file
[ ! -e file.sig ]
ok $? 'and no file is written'
made=$(in_token half)
fails 1 'test: .*was pulled out' 'pulled out while a CA signs' \
	ssl generate --yes --dn CN=Root --token 'pkcs11:token=test;object=half' $pin
same "$made" "$(in_token half)" 'the key that was made for it is taken back'
echo generate >state/pull
fails 1 'test: .*was pulled out' 'pulled out while it makes a key' \
	ssl generate --yes --dn CN=Root --token 'pkcs11:token=test;object=half' $pin
same "$(printf '%s\n' "$before" | grep -v history)" "$(store_sum | grep -v history)" \
	'the store is as it was'
rm state/pull
succeeds 'and afterwards it goes on' signature sign file
succeeds 'a key to encrypt for is made' encryption generate --alias job --token \
	'pkcs11:token=test;object=job' --bits 2048 $pin
run encryption encrypt job secret
cp out value
echo decrypt >state/pull
fails 1 'test: .*the token failed, or was pulled out' 'pulled out while it decrypts' \
	encryption decrypt job $pin <value
rm state/pull
succeeds 'and afterwards it decrypts' encryption decrypt job $pin <value
tap_done
