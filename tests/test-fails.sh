#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every operation, with one allocation (of those that are reached by functions as no other) and one
# call to GnuTLS after the other that fails: nothing crashes, and what was not done is told. In a
# build with the sanitizers calls to GnuTLS alone, and nothing leaks. break-all.py says how; one of
# many calls here, all of them in make check-long, and there with FAIL_EACH=1 each allocation, which
# takes hours.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
skipped() {
	echo "1..0 # SKIP $1"
	exit 0
}
for tool in python3 openssl nm setarch; do
	command -v $tool >/dev/null || skipped "$tool is missing"
done
# Those functions of GnuTLS that return an int, and that the program calls.
headers=$(echo '#include <gnutls/x509.h>' | ${CC:-cc} -E - 2>/dev/null |
	sed -n 's/^# [0-9]* "\(.*gnutls\)\/[a-z0-9]*\.h".*/\1/p' | sort -u | head -n 1)
[ -n "$headers" ] || skipped 'no compiler, or no headers of GnuTLS'
program=${PEMDECK##* }
nm -D --undefined-only "$program" 2>/dev/null | grep -o 'gnutls_[a-z0-9_]*' | sort -u >"$dir/called"
cat "$headers"/*.h | tr '\n' ' ' | grep -oE '\bint gnutls_[a-z0-9_]+ *\(' |
	grep -oE 'gnutls_[a-z0-9_]+' | sort -u | comm -12 - "$dir/called" |
	sed 's/.*/FAILS(&)/' >"$dir/list.h"
${CC:-cc} -shared -fPIC "-DFAIL_LIST=\"$dir/list.h\"" -o "$dir/fail.so" "$TESTS/fail-preload.c" \
	2>"$dir/log" || skipped 'no compiler for a program that fails'
library=$dir/fail.so
# The sanitizers have a malloc of their own; what GnuTLS does not do leaves no leak either.
if nm -D "$program" 2>/dev/null | grep -q __asan_init; then
	asan=$(ldd "$program" | sed -n 's/.*libasan[^ ]* => \([^ ]*\).*/\1/p')
	[ -n "$asan" ] || skipped 'the sanitizers are not a library that can be loaded first'
	library="$asan $library"
	export FAIL_KINDS=gnutls ASAN_OPTIONS=detect_leaks=1
fi
export PEMDECK FAIL_LIBRARY="$library"
step=301
[ -z "${PEMDECK_LONG:-}" ] || step=${PEMDECK_STEP:-1}
python3 "$TESTS/break-all.py" "$step"
