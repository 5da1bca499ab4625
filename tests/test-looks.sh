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
begin_breaking 61
export PEMDECK_BREAK=looks
python3 "$TESTS/break-all.py" "$step"
