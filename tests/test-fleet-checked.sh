#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What trust check saw of hosts, accepted or refused, stands in their list, with what they serve,
# until a later run tells more; and where it is kept: with no entry of history, in bounds, whole
# whatever happens, and forgotten with the host.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3
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
root ca basicConstraints=critical,CA:TRUE
issue served ca subjectAltName=IP:127.0.0.1
serve served
good=$port
serial=$(openssl x509 -in served.pem -noout -serial | sed 's/.*=//')
echo '{"all": {"hosts": ["127.0.0.1", "www1.example.org"]}}' >say/inventory
echo 0 >say/status
run ssl show
fails 1 'neither in a run nor checked' 'of a host that nobody looked at nothing is known' \
	fleet show 127.0.0.1
run trust check "127.0.0.1:$port"
same 1 "$status" 'what it serves is refused'
refused="trust check rejected 127.0.0.1:$port: "
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

# ---- accepted ---------------------------------------------------------------------------
entries() {
	run history list --json
	grep -c '"number"' out
}
ran ok ''
succeeds 'what is trusted' trust import --yes ca.pem
sleep 1.1 # later than the run
succeeds 'is accepted' trust check "127.0.0.1:$port"
same "trust check accepted 127.0.0.1:$port" "$(of message)" 'the list of hosts says so'
same "$serial true" "$(of serial) $(of accepted)" 'with what is served'
case $(of checked) in "$(date -u +%Y-%m-%d)"T*) true ;; *) false ;; esac
ok $? 'and when that was'
same '' "$(jq -r '.. | objects | select(.host == "www1.example.org") | .checked // ""' out)" 'of others nothing'
succeeds 'of the host alone' fleet show 127.0.0.1
prints 'Accepted: +yes' 'it is told too'
run settings set warning_days 61
before=$(entries)
run trust check "127.0.0.1:$port"
same "$before" "$(entries)" 'looking again leaves no entry of history'
run history undo --yes
run settings get warning_days
! grep -q 61 out
ok $? 'so undo takes back what was done before it'
succeeds 'history is whole' history verify
succeeds 'and doctor is content' doctor
ran changed 'the certificate ends soon'
sleep 1.1
run trust check "127.0.0.1:$port"
same "$serial the certificate ends soon" "$(of serial) $(of message)" \
	'what a run changed is told before that it is accepted'
cat >hosts.txt <<END
127.0.0.1:$port
127.0.0.1:$port
127.0.0.1:1
END
run trust check --all hosts.txt
same '2 1' "$(grep -c . "$PEMDECK_STORE/checks.csv") $(grep -c '"127.0.0.1:1"' "$PEMDECK_STORE/checks.csv")" \
	'of many, too, the last check of each is kept'
run trust check "127.0.0.1:$port"
run trust check "127.0.0.1:$port" --server-name www1.example.org
run fleet list --json
same "$serial false" \
	"$(jq -r '.. | objects | select(.host == "www1.example.org") | .serial + " " + (.accepted | tostring)' out)" \
	'a host that is reached elsewhere is known by the name that was checked'

# ---- forgotten --------------------------------------------------------------------------
run trust forget --yes "127.0.0.1:$port"
run fleet list --json
same '' "$(jq -r '.. | objects | select(.host == "www1.example.org") | .serial' out)" \
	'whose rejected chain is forgotten is not told to be refused'
run trust check "127.0.0.1:$port"
same true "$(of accepted)" 'what is accepted'
run trust check "127.0.0.1:$port" --server-name www1.example.org
succeeds 'is forgotten with the host' fleet forget --yes 127.0.0.1 127.0.0.1
grep -q '1 host forgotten' err
ok $? 'once'
same ' ' "$(of serial) $(of state)" 'with what runs told'
! grep -q . "$PEMDECK_STORE/checks.csv"
ok $? 'and nothing is left of its checks'
fails 1 'nothing is known of this host' 'another is not' fleet forget --yes 127.0.0.1
succeeds 'undo' history undo --yes
same "changed" "$(of state)" 'brings back what runs told'

# ---- hostile ----------------------------------------------------------------------------
name=$(printf '\033[31mred\342\200\256","x\nnext')
key bad
openssl req -new -key bad.key -subj "/O=$(printf 'y%.0s' $(seq 60))/CN=$name" -utf8 2>>make.log |
	openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out bad.pem 2>>make.log
serve bad
printf '%s\n' "127.0.0.1:$port" "127.0.0.1:$port" "127.0.0.1:$good" >hosts.txt
run trust check "127.0.0.1:$port" --server-name www1.example.org
run trust check "127.0.0.1:$port" --server-name www1.example.org
! LC_ALL=C grep -q "$(printf '\033')" "$PEMDECK_STORE/checks.csv" &&
	same 1 "$(grep -c . "$PEMDECK_STORE/checks.csv")" 'a hostile name is kept as safe text in one line'
run fleet list --json
check 'the list of hosts stays JSON' jq -e . out
run fleet show www1.example.org
prints 'CN=.1B\[31mred.u202e' 'and shows it'
! grep -q 'When: *1970' out
ok $? 'with no time of a run that was not'
powers=
[ "$(id -u)" -ne 0 ] || powers='setpriv --bounding-set=-all --inh-caps=-all'
if [ -z "$powers" ] || command -v setpriv >/dev/null; then
	program=$PEMDECK
	PEMDECK="$powers $program"
	chmod -R a-w "$PEMDECK_STORE"
	store_sum >sum
	run trust check "127.0.0.1:$port"
	grep -q 'the store is read-only here' err
	ok $? 'where the store cannot be written, that is told of what is rejected'
	run trust check --all hosts.txt
	same 1 "$(grep -c 'the store is read-only here' err)" 'of many once'
	run trust check "127.0.0.1:$good"
	same 0 "$status" 'what is accepted is accepted'
	! grep -q warning err
	ok $? 'and nobody misses that it is not kept'
	store_sum >sum2
	check 'all is as it was' cmp sum sum2
	chmod -R u+w "$PEMDECK_STORE"
	PEMDECK=$program
fi
for at in 1 2 3 4; do
	$PEMDECK trust check "127.0.0.1:$port" --server-name "h$at.example" >"out$at" 2>&1 </dev/null &
	pids="${pids-} $!"
done
for pid in $pids; do wait "$pid"; done
same 4 "$(grep -c 'h[1-4].example' "$PEMDECK_STORE/checks.csv")" 'of checks at the same time each is kept'
python3 - "$PEMDECK_STORE/checks.csv" <<'END'
import sys
with open(sys.argv[1], "w") as out:
    for n in range(20000):
        out.write(f'"h{n}.example:443","h{n}.example","{1700000000 + n}","","CN=x","0A","AA","1","2","","{1700000000 + n}"\n')
END
run trust check "127.0.0.1:$port" --server-name www1.example.org
same '20000 1 0' "$(grep -c . "$PEMDECK_STORE/checks.csv") $(grep -c www1 "$PEMDECK_STORE/checks.csv") \
$(grep -c '"h0.example' "$PEMDECK_STORE/checks.csv")" 'the oldest goes where there are 20,000'
echo 'damaged' >"$PEMDECK_STORE/checks.csv"
run trust check "127.0.0.1:$port" --server-name www1.example.org
grep -q 'warning: .*checks.csv: the list of checks is damaged; remove the file' err
ok $? 'a damaged list is told' || tap_show stderr err
fails 1 'the list of checks is damaged' 'in the list of hosts too' fleet list
run doctor
prints 'checks.csv: the list of checks is damaged.*rm ' 'and by doctor'
rm "$PEMDECK_STORE/checks.csv"
mkdir "$PEMDECK_STORE/checks.csv"
run trust check "127.0.0.1:$port" --server-name www1.example.org
grep -q 'warning: What was found is not kept' err && grep -q '^Accepted: *no' out
ok $? 'and what stands in its place hinders no check' || tap_show stderr err
rmdir "$PEMDECK_STORE/checks.csv"

# ---- no answer --------------------------------------------------------------------------
serve served
succeeds 'what is known is forgotten' fleet forget --yes 127.0.0.1
run trust check 127.0.0.1:1
failed='trust check of 127.0.0.1:1 failed: '
case $(of message) in "$failed"*) true ;; *) false ;; esac
ok $? 'a host that gives no answer is told to' || tap_show stdout out
same ' false' "$(of serial) $(of accepted)" 'with no certificate, and is not accepted'
run fleet show 127.0.0.1
prints 'Accepted: +no' 'of the host alone too'
prints 'Reason: +connection refused: ' 'and why' || tap_show stdout out
same failed "$($PEMDECK fleet show 127.0.0.1 --json | jq -r '.check[0].reason')" 'for programs in a word'
succeeds 'it answers' trust check "127.0.0.1:$port"
same "$serial true" "$(of serial) $(of accepted)" 'elsewhere, which counts for more'
served_port=$port
kill "${servers##* }"
wait "${servers##* }" 2>/dev/null
fails 1 'connection refused' 'and is stopped' trust check "127.0.0.1:$served_port"
case $(of message) in "trust check of 127.0.0.1:$served_port failed: "*) true ;; *) false ;; esac
ok $? 'what was accepted before does not hide that' || tap_show stdout out
same "$serial false" "$(of serial) $(of accepted)" 'the certificate that was seen is still told'
ran ok ''
same '0A ' "$(of serial) $(of message)" 'a later run tells what is there now'
sleep 1.1
run trust check "127.0.0.1:$served_port"
same '0A false' "$(of serial) $(of accepted)" 'and what a check saw before does not replace that'
fails 2 'is not a port' 'what was typed wrongly' trust check 127.0.0.1:x
! grep -q ':x"' "$PEMDECK_STORE/checks.csv"
ok $? 'is no check'
# ---- letters ----------------------------------------------------------------------------
echo '{"all": {"hosts": ["127.0.0.1", "www1.example.org", "LocalHost"]}}' >say/inventory
serve served
run trust check "LOCALHOST:$port"
run trust check "localhost:$port"
same "localhost:$port" "$(run trust rejected --json
	jq -r '.. | objects | .host? // empty | select(test("localhost"; "i"))' out)" \
	'one host in capitals and small letters is rejected once'
succeeds 'it is found by either' trust forget "LocalHost:$port" --yes
run trust check "localhost:$port"
run fleet list --json
jq -r '.. | objects | select(.host == "LocalHost") | .message' out | grep -q "rejected localhost:$port: "
ok $? 'and is the host of the inventory' || tap_show stdout out
tap_done
