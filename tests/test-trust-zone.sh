#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hosts with link-local addresses, which need the interface that they are reached by (RFC
# 4007): it is used, and neither asked for nor looked for in the certificate. In a network of
# its own, so that there is such an address.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
for tool in openssl jq unshare ip; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP $tool is missing"
		exit 0
	}
done
if [ -z "$IN_OWN_NETWORK" ]; then
	unshare -rn true 2>/dev/null || {
		echo '1..0 # SKIP no network of our own can be had'
		exit 0
	}
	IN_OWN_NETWORK=1 exec unshare -rn sh "$0"
fi
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
ip link set lo up && ip -6 addr add fe80::1/64 dev lo nodad || exit 1

root root 'basicConstraints=critical,CA:TRUE'
issue linked root 'subjectAltName=IP:fe80::1,DNS:linked.example'
listen='[::]'
serve linked -tlsextdebug
# asks PEMDECK-WORDS...: what the server is asked for by the name.
asks() {
	: >"$dir/linked.log"
	run trust check "$@" --json
	grep -ac 'extension "server name"' linked.log
}

judged unknown_ca 'a link-local host with its interface is connected to' \
	check "[fe80::1%lo]:$port"
same "[fe80::1%lo]:$port fe80::1%lo fe80::1" "$(jq -r '"\(.host) \(.address) \(.name)"' out)" \
	'where it was is told, and that the name has no interface in it'
run trust rejected --json
same "[fe80::1%lo]:$port" "$(jq -r '.[0].host' out)" 'it is among the rejected'
succeeds 'where it is found by its name, too' trust accept "[fe80::1%lo]:$port"
judged accepted 'then it passes: the certificate names the address alone' \
	check "[fe80::1%lo]:$port"
judged accepted 'the number of the interface does as well' check "[fe80::1%1]:$port"
same 0 "$(asks "[fe80::1%lo]:$port")" 'no address is sent as the name that is asked for'
same 0 "$(asks "[fe80::1%lo]:$port" --server-name 192.0.2.1)" 'not even one that is given'
same 1 "$(asks "[fe80::1%lo]:$port" --server-name linked.example)" 'but a name is'
printf '[fe80::1%%lo]:%s # linked\n' "$port" >hosts
succeeds 'a file may name it' trust check --all hosts --json
cat linked.pem root.pem >chain.pem
judged accepted 'for a file it may stand in --host' verify chain.pem --host fe80::1%lo

fails 1 'no network interface nowhere here' 'an interface that is not there is told' \
	trust check "[fe80::1%nowhere]:$port"
fails 1 'which network.*fe80::1%eth0' 'so is one that is not named' trust check "[fe80::1]:$port"
fails 2 'only a link-local.*%lo away from ::1' 'and one that is of no use' trust check ::1%lo
fails 2 'is not a zone.*fe80::1%eth0' 'and nonsense' trust check 'fe80::1%/dev/null'
tap_done
