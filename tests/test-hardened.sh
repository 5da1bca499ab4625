#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whoever packages pemdeck may say which _FORTIFY_SOURCE it is built with: that stays, alone.
# Otherwise there is one, where the compiler optimises.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
configure=$TESTS/../configure
if [ -n "${PEMDECK_VALGRIND-}${PEMDECK_SLOW-}" ] || ! [ -x "$configure" ] ||
	[ -e "$TESTS/../config.status" ] || ! [ -x "${FIXTURES:=tests/fixtures}/../../config.status" ]; then
	echo '1..0 # SKIP no configure that could be asked'
	exit 0
fi
build=$(cd "$FIXTURES/../.." && pwd)
# configure takes no path with a blank.
ln -s "$(cd "$TESTS/.." && pwd)" "$dir/source"
cd "$dir" || exit 1

# levels WORDS...: the levels on the command line of a compilation, configured with these.
levels() {
	rm -rf built && mkdir built && (
		cd built || exit 1
		eval "set -- $("$build/config.status" --config) $(printf "'%s' " "$@")"
		../source/configure --quiet --disable-dependency-tracking "$@" >../said 2>&1 &&
			make -n V=1 src/base/text.o 2>/dev/null | grep -o 'FORTIFY_SOURCE=[0-9]*' |
			sort -u | xargs
	)
}
plain=$(levels CPPFLAGS= CFLAGS=-O2)
case $plain in
FORTIFY_SOURCE=[23]) ok 0 'without a word there is one' ;;
*) ok 1 "without a word there is one, not \"$plain\"" || tap_show said said ;;
esac
same FORTIFY_SOURCE=1 "$(levels CPPFLAGS=-D_FORTIFY_SOURCE=1 CFLAGS=-O2)" 'that of CPPFLAGS stays, alone'
same FORTIFY_SOURCE=1 "$(levels CPPFLAGS= 'CFLAGS=-O2 -D_FORTIFY_SOURCE=1')" 'as does that of CFLAGS'
same '' "$(levels CPPFLAGS= CFLAGS=-O0)" 'where nothing is optimised there is none'
tap_done
