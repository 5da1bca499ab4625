#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Chains put together of parts of real certificates, judged by us, GnuTLS and OpenSSL:
# random-chains.py says how. 10,000 in make check-long, and some here.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3 openssl certtool
# That of the system has the package, where there is another before it.
python=python3
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
$python -c 'import cryptography' 2>/dev/null || {
	echo '1..0 # SKIP cryptography of python3 is missing'
	exit 0
}
chains=60
[ -z "${PEMDECK_LONG:-}" ] || chains=${PEMDECK_CHAINS:-10000}
export PEMDECK
$python "$TESTS/random-chains.py" "$chains" "${CORPUS:-${FIXTURES:?names what other tools made}}"
