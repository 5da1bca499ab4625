#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The power goes while a store is changed, on ext4 and xfs: power-cut.py says how. 1,000 times on
# each in make check-long (TRIES), and a few here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
skipped() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ "$(id -u)" = 0 ] || skipped 'only root can mount an image'
for device in fuse loop-control; do
	[ -c /dev/$device ] || skipped "/dev/$device is missing"
done
for tool in python3 openssl mkfs.ext4 unshare; do
	command -v $tool >/dev/null || skipped "$tool is missing"
done
unshare --mount --propagation private true 2>/dev/null || skipped 'nothing may be mounted here'
. "$TESTS/tap.sh"
export PEMDECK
unshare --mount --propagation private python3 "$TESTS/power-cut.py" "${PEMDECK_TRIES:-12}" ext4 xfs
