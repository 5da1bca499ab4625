#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where the system cannot confine the process that reads what comes from outside, nothing is
# read, every operation says what to do, and doctor tells; --unsafe reads it all the same.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
if [ -n "${PEMDECK_VALGRIND-}${PEMDECK_SLOW-}" ]; then
	echo '1..0 # SKIP what is loaded before others is none of valgrind or the sanitizers'
	exit 0
fi
library=$dir/unconfined.so
${CC:-cc} -shared -fPIC -o "$library" "$TESTS/unconfined-preload.c" 2>"$dir/log" || {
	echo '1..0 # SKIP no compiler for a system without seccomp'
	exit 0
}
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
root good
serve good
mkdir place && cp good.pem place
run ssl issue --purpose server --dn CN=host --san DNS:host --out host
run signature sign host/chain.pem
run encryption import --anyway --alias known host/cert.pem

# without STATUS PEMDECK-WORDS...: where $missing is missing.
without() {
	wanted=$1
	shift
	UNCONFINED=$missing LD_PRELOAD=$library run "$@"
	[ "$status" -eq "$wanted" ] &&
		{ [ "$wanted" -eq 0 ] || grep -q 'this system cannot confine.*with --unsafe' err; }
	ok $? "without $missing: $*: exit status $wanted" || tap_show stderr err
}
for missing in seccomp limits; do
	cp -Rp store kept
	before=$(store_sum)
	without 1 trust import host/ca.pem
	without 1 trust verify host/chain.pem
	without 1 trust check "localhost:$port"
	without 1 ssl import --yes host/chain.pem host/key.pem
	without 1 tls import --yes host/chain.pem host/key.pem
	without 1 encryption import --alias other host/cert.pem
	without 1 signature import --yes host/chain.pem host/key.pem
	without 1 scan "$dir/place"
	without 1 trust import --skip-bad place
	without 1 ssl adopt place
	without 1 signature verify --trusted place host/chain.pem
	same "$before" "$(store_sum)" 'the store is as it was'
	UNCONFINED=$missing LD_PRELOAD=$library run doctor --json
	[ "$status" -ne 0 ]
	ok $? 'doctor finds a fault'
	same 'allow more processes, seccomp and limits of resources where pemdeck runs' \
		"$(jq -r '.[] | select(.kind == "confinement") | .remedy' out)" 'and says what to do'
	UNCONFINED=$missing LD_PRELOAD=$library run --unsafe doctor --json
	same 1 "$(jq '[.[] | select(.kind == "confinement")] | length' out)" \
		'also where --unsafe reads all the same'
	without 0 --unsafe trust import host/ca.pem
	without 0 --unsafe trust verify host/chain.pem
	rm -rf store && mv kept store
done
run doctor --json
same 0 "$(jq '[.[] | select(.kind == "confinement")] | length' out)" 'here it is confined'
tap_done
