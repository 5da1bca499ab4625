#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether something is there: an error is no answer. Every operation, with an error at one look at
# a name after the other (break-all.py says how): it is told, and nothing is done as if nothing
# were there. All looks in make check-long, and some here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
for tool in python3 openssl; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP $tool is missing"
		exit 0
	}
done
can_break || tap_done
unset FAIL_LIBRARY
export PEMDECK CRASH_LIBRARY="$library" PEMDECK_BREAK=looks
step=61
[ -z "${PEMDECK_LONG:-}" ] || step=${PEMDECK_STEP:-1}
python3 "$TESTS/break-all.py" "$step"
