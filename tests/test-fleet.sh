#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pemdeck fleet, with stand-ins for Ansible: what they are asked, what comes of their answers,
# good and hostile ones, and what history has of a run.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3
cd "$dir" || exit 1

mkdir nothing
path=$PATH
PATH=$dir/nothing:/usr/bin:/bin
if ! command -v ansible-inventory >/dev/null; then
	fails 1 'Ansible is not installed here; .*ansible-core 2.14' 'without Ansible it says so' fleet list
	fails 1 'Ansible is not installed here' 'and runs nothing' fleet run
	succeeds 'and all else works' ssl list
fi
PATH=$path
# shellcheck source=tests/fleet.sh
. "$TESTS/fleet.sh"
run ssl show
: >inv.yml

# ---- list ---------------------------------------------------------------------------------
succeeds 'the hosts of an inventory are listed' fleet list --inventory inv.yml --json
same '"mail.example.org" "www1.example.org" "www2.example.org"' \
	"$(sed -n 's/.*"host": \(.*\),/\1/p' out | xargs -d '\n')" 'each once'
prints '"groups": "mail, web"' 'with its groups'
same "$(printf '%s\n' inventory --list "--inventory=$dir/inv.yml")" "$(cat say/asked)" \
	'which ansible-inventory was asked for, in words'
! grep -q hidden-word out err && ! grep -rq hidden-word "$PEMDECK_STORE"
ok $? 'no variable of a host is shown or kept'
succeeds 'a pattern is left to Ansible' fleet list --limit 'web:!www2' --json
grep -qx -e '--limit=web:!www2' say/asked && ! grep -q www2.example.org out && grep -q www1 out
ok $? 'and only its hosts are listed'
succeeds 'an option as an inventory is no option' fleet list --inventory=--version
grep -qx -e '--inventory=--version' say/asked
ok $? 'but a value'
rm -rf other
PEMDECK_STORE=$dir/other run fleet list
[ "$status" -eq 0 ] && [ ! -e other ] && grep -q 'store was not asked' err
ok $? 'without a store it lists, and makes none'

# ---- plan ---------------------------------------------------------------------------------
: >say/asked
store_sum >sum
run fleet plan --inventory inv.yml --limit web
same 1 "$status" 'a plan in which a host fails ends with 1'
prints 'www1.example.org .*would change +the certificate ends soon: subject: CN=www1.example.org' 'says what would change'
grep -q 'www2.example.org: the reload ended with 3' err
ok $? 'and why a host fails'
same "$(printf '%s\n' playbook --check --diff "--inventory=$dir/inv.yml" --limit=web -- pemdeck.pki.hosts)" \
	"$(cat say/asked)" 'in check mode'
store_sum >sum2
check 'and nothing is put down' cmp sum sum2
! grep -q forged out
ok $? 'what is printed elsewhere is no line of the callback'
[ ! -e say/terminal ]
ok $? 'nothing that Ansible starts has a terminal'
grep -qx ANSIBLE_STDOUT_CALLBACK=pemdeck.pki.lines say/env && grep -qx LC_ALL=C.UTF-8 say/env
ok $? 'the callback is ours'

# ---- run, log, history --------------------------------------------------------------------
entries() {
	run history list --json
	grep -c '"number"' out
}
before=$(entries)
run fleet run --inventory inv.yml --json
same 1 "$status" 'a run in which hosts fail ends with 1'
same "$((before + 1))" "$(entries)" 'and is one entry of history'
prints 'Run 1: 3 hosts, 1 changed, 1 failed, 1 not reached' 'which says how many'
number=$(sed -n 's/.*"number": \([0-9]*\).*/\1/p' out | head -1)
succeeds 'the entry' history show "$number"
prints 'In this run: +changed: the certificate ends soon' 'has a row for each host'
prints 'In this run: +NOT REACHED: Connection refused' 'with its sentence'
fails 1 'did on hosts stays there' 'it cannot be undone' history undo "$number"
succeeds 'what is known stays' fleet list --inventory inv.yml
prints 'www1.example.org +[0-9]+ y .*changed' 'when it ends, and how the run went'
succeeds 'of one host' fleet show www1.example.org --json
prints '"not_after": "2099-01-01T00:00:00Z"' 'in full'
fails 1 'neither in a run nor checked' 'of another nothing' fleet show nobody
printf '%s\n' '{"event":"play","total":1}' \
	'{"event":"host","host":"www2.example.org","state":"ok","not_after":4070908800}' \
	'{"event":"end","host":"www2.example.org","state":"ok"}' >say/lines
echo 0 >say/status
succeeds 'a second run, of one host' fleet run --inventory inv.yml --limit www2.example.org
succeeds 'is in the log' fleet log --json
same '2 1' "$(sed -n 's/.*"number": \([0-9]*\).*/\1/p' out | xargs)" 'before the first'
succeeds 'which has each' fleet log 1
prints 'www2.example.org .*FAILED' 'as it was'
fails 1 'there is no run 9' 'one that is not there is told' fleet log 9
succeeds 'and the list' fleet list --inventory inv.yml
prints 'www2.example.org +[0-9]+ y .*nothing to do' 'has the newest'
prints 'mail.example.org .*NOT REACHED' 'of each'
succeeds 'history is whole' history verify
succeeds 'and doctor is content' doctor

# ---- many ----------------------------------------------------------------------------------
# Each is told of more than once, in another order each time.
python3 - >say/lines <<'END'
for state, step in (("ok", 1), ("changed", 7), ("failed", 1201)):
    print('{"event":"task","task":"%s"}' % state)
    for i in range(2500):
        host = i * step % 2500
        if state != "failed" or host % 5 == 0:
            print('{"event":"host","host":"h%d.example.org","state":"%s"}' % (host, state))
END
run fleet plan --inventory inv.yml --json
same '2500 500 2000' "$(python3 -c 'import json
rows = json.load(open("out"))
print(len({row["host"] for row in rows}), *[sum(row["state"] == state for row in rows)
	for state in ("failed", "changed")])' 2>&1)" 'of thousands of hosts each is one, in its worst state'

# ---- cancelled -----------------------------------------------------------------------------
printf '%s\n' '{"event":"play","total":2}' '{"event":"task","task":"T"}' \
	'{"event":"host","host":"www1.example.org","state":"changed"}' >say/lines
touch say/hangs
# shellcheck disable=SC2086
python3 - $PEMDECK fleet run --inventory inv.yml >out 2>err <<'END'
import os, signal, subprocess, sys, time
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
for _ in range(600):
    if os.path.exists("say/ready"):
        break
    time.sleep(0.05)
time.sleep(0.3)
process.send_signal(signal.SIGINT)
sys.exit(process.wait())
END
same 1 $? 'C-c ends a run'
[ -e say/stopped ]
ok $? 'Ansible is told to stop'
grep -q 'Run 3: 1 host, 1 changed, cancelled' err
ok $? 'and what was done is put down' || tap_show stderr err
rm say/hangs say/ready

# ---- hostile -------------------------------------------------------------------------------
store_sum >sum
hostile() {
	pattern=$1 words=$2
	fails 1 "$pattern" "$words" fleet run --inventory inv.yml
}
echo 'no json' >say/lines
hostile 'not the JSON that it should be' 'a line that is no JSON'
python3 -c 'print("[" * 100000)' >say/lines
hostile 'not the JSON that it should be' 'one that is nested a hundred thousand times'
head -c 3000000 /dev/zero | tr '\0' x >say/lines
hostile 'longer than 1 MB' 'one without an end'
: >say/lines
echo 'ERROR! the role is bad' >say/error
echo 1 >say/status
hostile 'the role is bad' 'what Ansible says is told'
printf 'ERROR! bad \033[31mred \342\200\256 name\n' >say/error
hostile 'bad .x1b.31mred .u202e name' 'and made safe'
rm say/error
echo 0 >say/status
hostile 'no host is left to work on' 'a run of no host'
store_sum >sum2
check 'nothing of that is put down' cmp sum sum2
printf '%s\n' '{"event":"host","host":"a\u001b[31mb\u202ec","state":"failed","message":"x\u0007\ny"}' >say/lines
run fleet run --inventory inv.yml
! LC_ALL=C grep -q "$(printf '\033')" out err && grep -q 'a\\x1b\[31mb\\u202ec: x\\x07\\x0ay' err
ok $? 'names and sentences are made safe' || tap_show stderr err
echo '{"all": {"hosts": ["a b", "c\u0000d", "e,f", 7]}}' >say/inventory
run fleet list --json
[ "$status" -ne 0 ] || ! grep -q '"host": "c"' out
ok $? 'a NUL in a name cuts none'
echo '{"all": {"hosts": ["a b", "e,f", "-x"]}}' >say/inventory
succeeds 'odd names are listed' fleet list --json
prints '"host": "a b"' 'with blanks'
echo '{"web": {"hosts": [" www1.example.org ", "b "]}, "mail": {"hosts": ["b "]}}' >say/inventory
succeeds 'blanks around a name part it from no limit' fleet list --limit web --json
prints '"host": "www1.example.org"' 'its host is told'
printf '%s\n' '{"event": "host", "host": "b ", "state": "ok", "message": "all well"}' >say/lines
succeeds 'nor from its run' fleet run
succeeds 'which is known of it' fleet list --json
grep -A4 '"host": "b"' out | tr -d '\n' | grep -q '"groups": "mail, web".*"state": "ok"'
ok $? 'with all its groups' || tap_show stdout out
echo '{"web": {"hosts": ["b", "a"]}, "mail": {"hosts": [" b"]}}' >say/inventory
fails 1 'two hosts of the inventory .* b and differ in blanks' 'two names that only blanks part are not listed as one' fleet list
mv store/fleet/runs kept-runs && touch store/fleet/runs
run fleet run --json
[ "$status" -eq 1 ] && grep -q 'must be a directory' err
ok $? 'a run that cannot be put down'
grep -q 'Done, but not in the log of runs: 1 host, 0 changed' err
ok $? 'is told as done' || tap_show stderr err
prints '"message": "all well"' 'with what was done on each host'
rm store/fleet/runs && mv kept-runs store/fleet/runs
echo '[1]' >say/inventory
fails 1 'not the JSON that it should be' 'an inventory that is none' fleet list
echo '{}' >say/inventory
fails 1 'the inventory has no hosts' 'an empty one' fleet list
echo 'ERROR! Completely failed to parse inventory source' >say/inventory-error
echo 1 >say/inventory-status
fails 1 'Completely failed to parse' 'a broken one' fleet list
rm say/inventory-error say/inventory-status
python3 - >say/inventory <<'END'
import json
print(json.dumps({"all": {"hosts": ["h%04d.example.org" % n for n in range(5000)]}}))
END
succeeds '5,000 hosts' fleet list --json
same 5000 "$(grep -c '"host":' out)" 'are listed'
python3 - >say/many <<'END'
import json
hosts = ["h%06d" % n for n in range(100001)]
print(json.dumps({"g%d" % n: {"hosts": hosts[:60000]} for n in range(2)}))
print(json.dumps({"g": {"hosts": hosts}}))
END
cp say/inventory kept-inventory
head -n 1 say/many >say/inventory
succeeds '60,000 hosts in two groups are no 120,000' fleet list --json
same 60000 "$(grep -c '"host":' out)" 'and listed once each'
tail -n 1 say/many >say/inventory
fails 1 'more than 100000 hosts' '100,001 hosts are more than are read' fleet list
cp kept-inventory say/inventory
python3 - >say/lines <<'END'
import json
print(json.dumps({"event": "play", "total": 5000}))
for n in range(5000):
    print(json.dumps({"event": "host", "host": "h%04d.example.org" % n, "state": "ok",
                      "not_after": 4070908800}))
END
succeeds 'and run' fleet run
grep -q '5000 hosts, 0 changed' err
ok $? 'as one entry'
succeeds 'which is read again' fleet list --json
same 5000 "$(grep -c '"state": "ok"' out)" 'with each'
tap_done
