#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every operation, with an error at one call to the file system after the other, and killed at
# one system call after the other, in all of its processes: it is told, and all is as it was.
# break-all.py says how; all calls in make check-long, and some here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
begin_breaking 307
if ! ${CC:-cc} -o "$dir/trace" "$TESTS/crash-trace.c" 2>"$dir/log" ||
	! "$dir/trace" 0 "$dir/count" true; then
	echo '1..0 # SKIP system calls cannot be watched here'
	exit 0
fi
export CRASH_TRACE="$dir/trace"
python3 "$TESTS/break-all.py" "$step"
