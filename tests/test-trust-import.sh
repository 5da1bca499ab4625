#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What import is given in the field and cannot take, and a thousand certificates.
# shellcheck source=tests/tap.sh
# shellcheck disable=SC2154 # dir is tap.sh's
: "${TESTS:?names the folder of tests}" "${FIXTURES:?names the folder of fixtures}"
. "$TESTS/tap.sh"
cd "$dir" || exit 1
# refuses PATTERN WORDS ARGUMENT...: it ends with 1 and that sentence, behind warnings.
refuses() {
	pattern=$1 words=$2
	shift 2
	run "$@"
	[ "$status" -eq 1 ] && tail -1 err | grep -q "$pattern"
	ok $? "$words" || sed 's/^/# /' err
}

succeeds 'a new store is made' trust list
before=$(store_sum)

mkdir empty loops
ln -s b loops/a && ln -s a loops/b && mkfifo loops/pipe
fails 1 'empty: there is no certificate' 'an empty directory is named' trust import "$dir/empty"
refuses 'loops: there is no certificate' 'so is one of loops and pipes' trust import "$dir/loops"
grep -q 'warning: .*pipe: skipped: it is a pipe' err
ok $? 'what was skipped is told although nothing is imported'
fails 1 'pipe|certificate' 'an empty input is refused' trust import - </dev/null
fails 1 'No such file' 'a file that is not there is named' trust import "$dir/none.pem"
truncate -s 200M large.pem
fails 1 'large.pem: .*larger than 64 MiB' 'a file of 200 MB is refused' trust import "$dir/large.pem"
if [ "$(id -u)" -ne 0 ]; then
	: >closed.pem && chmod 0 closed.pem
	fails 1 'closed.pem: .*Permission denied' 'one that may not be read is named' \
		trust import "$dir/closed.pem"
else
	skip 'root reads everything'
fi
mkdir server
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:x \
	-out server/key.pem 2>log
openssl ec -in server/key.pem -passin pass:x -aes256 -passout pass:x \
	-out server/old.pem 2>log
openssl pkcs8 -topk8 -in server/key.pem -passin pass:x -passout pass:x -outform DER \
	-out server/key.der 2>log
refuses 'server: there is no certificate' 'encrypted keys alone are no certificates' \
	trust import "$dir/server"
for key in key.pem old.pem key.der; do
	grep -q "warning: .*$key: it is an encrypted private key" err
	ok $? "$key is called what it is although nothing is imported"
done
same "$before" "$(store_sum)" 'none of it changed the store'
cp "$FIXTURES/client.pem" server
succeeds 'a certificate beside them is imported without a passphrase' \
	trust import "$dir/server"
grep -q 'warning: .*key.der: it is an encrypted private key' err
ok $? 'what was left out is told'
succeeds 'undo takes it away' history undo

make=$FIXTURES/../make-certificates
if [ -x "$make" ]; then
	"$make" 1000 >many.pem
	succeeds 'a thousand certificates are imported' trust import many.pem
	run trust list --json
	same 1000 "$(grep -c '"kind": *"ca"' out)" 'all are there'
	prefix=$(cd store/trust && printf '%s\n' * | cut -c1-4 | uniq -d | head -1)
	if [ -n "$prefix" ]; then
		fails 1 'trusted certificates fit this; write more of the fingerprint' \
			'a beginning that fits two fingerprints is refused' trust show "$prefix"
		fails 1 'fit this' 'and removes nothing' trust remove --yes "$prefix"
	else
		skip 'no two fingerprints begin alike'
	fi
	succeeds 'undo takes all of them away' history undo
	run trust list --json
	same '[]' "$(cat out)" 'at once'
else
	skip 'make-certificates is not built'
fi

if [ -d "${CORPUS-}/hostile" ]; then
	run trust import --skip-bad "$CORPUS/hostile" </dev/null
	[ "$status" -le 1 ]
	ok $? 'hostile files are survived'
	grep -q 'block\|: ' err
	ok $? 'each by its name'
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" err
	same 1 $? 'no control character of theirs reaches the terminal'
	succeeds 'the list can be shown after it' trust list
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" out
	same 1 $? 'without any either'
else
	skip 'no CORPUS'
fi
tap_done
