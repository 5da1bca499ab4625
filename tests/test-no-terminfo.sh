#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A host without terminfo: the program says so, names the package that brings it, and goes
# on in lines.
: "${TESTS:?names the folder of tests}"
driver=${SCREEN_DRIVER:-tests/screen-driver}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP valgrind preloads libraries of its own'
	exit 0
fi
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
case $driver in /*) ;; *) driver=$PWD/$driver ;; esac
cd "$dir" || exit 1
if ! ${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o none.so "$TESTS/no-terminfo-preload.c" -ldl 2>log ||
	! command -v tput >/dev/null || LD_PRELOAD=$dir/none.so tput -T xterm cols >/dev/null 2>&1; then
	echo '1..0 # SKIP terminfo cannot be hidden'
	exit 0
fi
export PEMDECK
cat >none.screen <<END
size 24 80
run env LD_PRELOAD=$dir/none.so $PEMDECK --store $PEMDECK_STORE
wait /no descriptions of terminals \(terminfo\)/
wait /ncurses-base/
wait /^Tab:/
type quit
key Enter
exit 0
termios-restored
END
"$driver" none.screen >said
ok $? 'it says so, and asks in lines' || sed 's/^/#   /' said
tap_done
