#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AGREEMENT.md has the table that script/agreement makes of the collections that are here, and no
# chain is accepted that is to be refused and that GnuTLS and OpenSSL both refuse.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
if [ -n "${PEMDECK_VALGRIND-}${PEMDECK_SLOW-}" ]; then
	echo '1..0 # SKIP what it goes through is looked at by other tests'
	exit 0
fi
. "$TESTS/tap.sh"
build=$(dirname "${PEMDECK%% *}")
[ -x "$build/tests/test-pkits" ] || build=$PWD
status=0
FIXTURES=$(cd "$FIXTURES" && pwd) "$TESTS/../script/agreement" --check "$build" >"$dir/said" 2>&1 || status=$?
if [ "$status" -eq 77 ]; then
	skip 'no collection is there'
else
	ok "$status" 'AGREEMENT.md has what the tests say' || tap_show said "$dir/said"
fi
tap_done
