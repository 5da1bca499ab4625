#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Eight processes change a store at once while a screen is open on it: writers.py says how. 1,000
# changes each in make check-long (TRIES), and a few here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3
# Nothing here is about a disk, and there are thousands of syncs.
[ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || export TMPDIR=/dev/shm
export PEMDECK
python3 "$TESTS/writers.py" 8 "${PEMDECK_TRIES:-8}"
