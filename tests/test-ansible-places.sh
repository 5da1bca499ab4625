#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The modules for Ansible in directories of somebody who puts links and pipes into the way.
: "${TESTS:?names the folder of tests}"
command -v python3 >/dev/null || {
	echo '1..0 # SKIP no python3'
	exit 0
}
exec python3 -B "$TESTS/hostile-places.py" "$TESTS/../data/ansible" "${PEMDECK_TRIES:-100}"
