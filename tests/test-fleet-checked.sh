#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What trust check refused stands in the list of hosts, with what they serve, until a later run
# tells more.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
# shellcheck source=tests/fleet.sh
. "$TESTS/fleet.sh"

# of MEMBER: that of the host 127.0.0.1 in the list.
of() {
	run fleet list --json
	jq -r --arg name "$1" '.. | objects | select(.host == "127.0.0.1") | .[$name]' out
}
# ran STATE WORDS: a run that tells another certificate of the host.
ran() {
	printf '{"event":"host","host":"127.0.0.1","state":"%s","message":"%s",%s}\n' "$1" "$2" \
		'"subject":"CN=rolled","serial":"0A","fingerprint":"AA","not_after":4070908800' >say/lines
	sleep 1.1 # later than what was refused
	run fleet run
}
root ca
issue served ca subjectAltName=IP:127.0.0.1
serve served
serial=$(openssl x509 -in served.pem -noout -serial | sed 's/.*=//')
echo '{"all": {"hosts": ["127.0.0.1", "www1.example.org"]}}' >say/inventory
echo 0 >say/status
run ssl show
fails 1 'nothing was run on this host' 'of a host that nobody looked at nothing is known' \
	fleet show 127.0.0.1
run trust check "127.0.0.1:$port"
same 1 "$status" 'what it serves is refused'
refused="trust check refused 127.0.0.1:$port: "
case $(of message) in "$refused"*) true ;; *) false ;; esac
ok $? 'and the list of hosts says so' || tap_show stdout out
same "$serial" "$(of serial)" 'with what is served'
same "$(date -u -d "$(openssl x509 -in served.pem -noout -enddate | sed 's/.*=//')" +%Y-%m-%d)" \
	"$(of not_after | cut -c1-10)" 'and when it ends'
same '' "$(jq -r '.. | objects | select(.host == "www1.example.org") | .message' out)" 'of others nothing'
succeeds 'of the host alone' fleet show 127.0.0.1
prints "$refused" 'it is told too'
ran ok ''
same '0A ' "$(of serial) $(of message)" 'a later run tells what is there now'
run trust check "127.0.0.1:$port"
case $(of message) in "$refused"*) true ;; *) false ;; esac
ok $? 'refused again, it is told again' || tap_show stdout out
ran changed ''
run trust check "127.0.0.1:$port"
same "$serial changed" "$(of serial) $(of state)" 'also where the run had changed it'
ran failed 'no room'
run trust check "127.0.0.1:$port"
same 'no room' "$(of message)" 'why a run failed comes first'
tap_done
