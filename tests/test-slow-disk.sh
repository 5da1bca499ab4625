#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A trust list that takes six seconds to be read: one can go elsewhere and back meanwhile, and
# what is typed ahead means what it always does. What is cancelled just before it is done asks
# nothing more.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
driver=${SCREEN_DRIVER:-tests/screen-driver}
case $driver in
/*) ;;
*) driver=$PWD/$driver ;;
esac
make=${FIXTURES:=tests/fixtures}/../make-certificates
if ! [ -x "$driver" ] || ! [ -x "$make" ] || [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP no screen-driver, no make-certificates, or under valgrind'
	exit 0
fi
"$make" 40 >"$dir/many.pem" || exit 1
cd "$dir" || exit 1
if ! ${CC:-cc} -shared -fPIC -o slow.so "$TESTS/slow-preload.c" -ldl 2>log ||
	! LD_PRELOAD=$dir/slow.so $PEMDECK --version >>log 2>&1 || grep -q preload log; then
	echo '1..0 # SKIP nothing can be put before the calls of the system here'
	exit 0
fi
run trust import many.pem
cat >slow.screen <<END
size 24 80
env SLOW_MS 150
env LD_PRELOAD $dir/slow.so
run $PEMDECK --store $PEMDECK_STORE
wait /^> CN=Standard CA/
key 5
wait /^Reading the store; other tabs are there meanwhile/
key 1
wait /^> CN=Standard CA/
key 5
wait /^Reading the store; other tabs are there meanwhile/
wait /^> Root CA 0/
wait /40 certificates/
# after a change the list stays until it is read again, and goes on
key R
wait /Read again/
wait /^> Root CA 0/
key q
exit 0

# what is typed ahead
run $PEMDECK --store $PEMDECK_STORE
wait /^> CN=Standard CA/
key 5 /
type 00007
wait /Filter: 00007 +1 of 40 shown/
wait /^> Root CA 00007/
key Esc 1 5 Q
exit 0
END
"$driver" slow.screen >screen.tap
status=$?
[ $status -eq 0 ]
ok $? 'keys work while the list is read' || tap_show screen screen.tap

"$make" 1 >one.pem
run --store "$dir/one" trust import one.pem
cat >cancel.screen <<END
size 24 80
env SLOW_MS 900
env LD_PRELOAD $dir/slow.so
run $PEMDECK --linear --store $dir/one
wait /^Tab:$/
type trust
key Enter
wait /^Trust, row, menu or help:$/
type remove 1
key Enter
wait-quiet
key C-c
wait /^(Trust, row, menu or help|Tab):$/
key C-d
exit 0
END
"$driver" cancel.screen >screen.tap
ok $? 'C-c while a question is prepared leads back' || tap_show screen screen.tap
tap_done
