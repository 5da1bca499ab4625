#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What import is given in the field and cannot take, and a thousand certificates.
# shellcheck source=tests/tap.sh
# shellcheck disable=SC2154 # dir is tap.sh's
: "${TESTS:?names the folder of tests}" "${FIXTURES:?names the folder of fixtures}"
. "$TESTS/tap.sh"
cd "$dir" || exit 1
succeeds 'a new store is made' trust list
before=$(store_sum)

mkdir empty loops
ln -s b loops/a && ln -s a loops/b && mkfifo loops/pipe
fails 1 'empty: there is no certificate' 'an empty directory is named' trust import "$dir/empty"
fails 1 'loops: there is no certificate' 'so is one of loops and pipes' trust import "$dir/loops"
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
same "$before" "$(store_sum)" 'none of it changed the store'

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
