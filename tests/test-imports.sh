#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file of a collection of real and hostile ones (CORPUS, and cases beside it) through every
# import: all of them in make check-long, and some here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
if [ -z "${CORPUS:-}" ] || ! command -v python3 >/dev/null; then
	echo '1..0 # SKIP no CORPUS, or no python3'
	exit 0
fi
step=131
[ -z "${PEMDECK_LONG:-}" ] || step=1
cases=$CORPUS/../cases
[ -d "$cases" ] || cases=
exec python3 "$TESTS/import-all.py" "$step" "$CORPUS" ${cases:+"$cases"}
