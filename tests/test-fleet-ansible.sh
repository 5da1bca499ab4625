#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pemdeck fleet with the real Ansible: hosts that are down, slow, full, without Python, whose
# sudo or clock is wrong, or whose name the CA may not give; two runs at once; one that is killed.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
# shellcheck source=tests/ansible.sh
. "$TESTS/ansible.sh"

# One port where nobody answers, one that takes connections and says nothing.
cat >silent.py <<'END'
import socket, sys, time
closed, silent = socket.socket(), socket.socket()
closed.bind(("127.0.0.1", 0))
silent.bind(("127.0.0.1", 0))
silent.listen(5)
print(closed.getsockname()[1], silent.getsockname()[1], flush=True)
closed.close()
time.sleep(600)
END
python3 silent.py >ports 2>/dev/null &
listener=$!
trap 'kill $listener 2>/dev/null; [ ! -e "$dir/full/mounted" ] || umount -l "$dir/full"; rm -rf "$dir"' EXIT
tries=0
until [ -s ports ] || [ $((tries += 1)) -gt 200 ]; do sleep 0.05; done
read -r closed silent <ports
python=$(command -v python3)
if ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>check; then
	printf '#!/bin/sh\nLD_PRELOAD=%s CLOCK_AHEAD=31536000 exec %s "$@"\n' "$dir/clock.so" "$python" >late.sh
else
	printf '#!/bin/sh\nexec %s "$@"\n' "$python" >late.sh
fi
printf '#!/bin/sh\necho "sudo: no such rule" >&2\nexit 1\n' >no-sudo
chmod +x late.sh no-sudo
for host in good late full bare sudo other; do mkdir "$host"; done
if mount -t tmpfs -o mode=755,size=8k none full 2>/dev/null; then
	head -c 4096 /dev/zero >full/mounted
	head -c 100000 /dev/zero >full/rest 2>/dev/null
fi
cat >hosts.yml <<END
---
all:
  hosts:
    good:
    late: {ansible_python_interpreter: $dir/late.sh}
    bare: {ansible_python_interpreter: /nowhere/python3}
    sudo: {ansible_become: true, ansible_become_user: nobody, ansible_become_exe: $dir/no-sudo}
    full:
    other: {tls_host_names: ["DNS:www.other.example"]}
    down: {ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: $closed}
    slow: {ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: $silent}
  vars:
    ansible_connection: local
    ansible_python_interpreter: $python
    tls_host_subject: "CN={{ inventory_hostname }}.example.org"
    tls_host_names: ["DNS:{{ inventory_hostname }}.example.org"]
    tls_host_directory: "$dir/{{ inventory_hostname }}"
    tls_host_signer: [$program]
    tls_host_signer_store: "$PEMDECK_STORE"
END
export ANSIBLE_TIMEOUT=3
run ssl generate --dn 'CN=Only example.org' --permit DNS:example.org --yes
succeeds 'the hosts are listed' fleet list --inventory hosts.yml --json
same 8 "$(grep -c '"host":' out)" 'all of them'
run fleet plan --inventory hosts.yml --limit good
same 0 "$status" 'a plan'
prints 'good .*would change +there is no certificate, or no key: subject: CN=good.example.org' 'says what it would do'
same '' "$(ls good)" 'and does nothing'

run fleet run --inventory hosts.yml
same 1 "$status" 'a run of all'
fleet_tells down 'Connection refused' 'a host that is down'
fleet_tells slow 'timed out|Timeout|timeout' 'one that does not answer'
fleet_tells bare 'nowhere/python3' 'one without Python'
fleet_tells sudo 'no such rule' 'one whose sudo is wrong'
fleet_tells other '[^:]*other.example' 'a name that the CA may not give'
! grep -Eq '^pemdeck: warning: other: (pemdeck|--san):' err
ok $? 'in the words of the CA alone' || tap_show stderr err
if [ -e full/mounted ]; then
	fleet_tells full 'full|[Nn]o space' 'a full disk'
	same '' "$(find full -name '*.pem*' -size +0)" 'which gets nothing'
else
	skip 'a small file system cannot be mounted here'
	skip 'as before'
fi
! grep -Eq '^pemdeck: warning: (good|late)' err
ok $? 'the others are done'
for host in good late; do
	openssl verify -CAfile $host/ca.pem -verify_hostname $host.example.org $host/chain.pem \
		>check 2>&1
	ok $? "$host has its certificate" || tap_show check check
done
secret=$(sed -n 2p good/key.pem)
! grep -rqF "$secret" "$PEMDECK_STORE" && ! grep -qF "$secret" out err
ok $? 'no key came here'
run fleet run --inventory hosts.yml --limit good,late
same 0 "$status" 'a second run'
grep -q '2 hosts, 0 changed' err
ok $? 'changes nothing, also where the clock is a year off' || tap_show stderr err
succeeds 'what a host has is known' fleet show good --json
same "$(openssl x509 -in good/chain.pem -noout -serial | sed 's/.*=//')" \
	"$(sed -n 's/.*"serial": "\(.*\)",/\1/p' out)" 'as it is'

# ---- inventories --------------------------------------------------------------------------------
printf 'all: {hosts: [\n' >broken.yml
fails 1 'broken.yml' 'a broken inventory is told' fleet list --inventory broken.yml
fails 1 'broken.yml' 'also by a run' fleet run --inventory broken.yml
fails 1 'nowhere.yml' 'one that is not there' fleet list --inventory nowhere.yml
echo '---' >empty.yml
fails 1 'the inventory has no hosts|empty.yml' 'an empty one' fleet list --inventory empty.yml
fails 1 'empty' 'and nothing is run' fleet run --inventory empty.yml
sed -e 's/^    good:$/    a b:/; /^    [a-z]*: {/d; /^    full:$/d' \
	-e "s/{{ inventory_hostname }}/{{ inventory_hostname | replace(' ', '-') }}/" hosts.yml >blank.yml
mkdir a-b
succeeds 'a name with a blank is done' fleet run --inventory blank.yml
prints '^a b .*changed' 'and listed' || tap_show err err
[ -s a-b/chain.pem ]
ok $? 'and has its certificate'
succeeds 'and is known' fleet show 'a b'
python3 - >many.yml <<'END'
print("all:\n  hosts:")
for number in range(5000):
    print("    h%04d.example.org:" % number)
END
succeeds '5,000 hosts' fleet list --inventory many.yml --json
same 5000 "$(grep -c '"host":' out)" 'are listed'

# ---- two at once, and one that is killed ------------------------------------------------------
rm good/*.pem late/*.pem
for one in 1 2; do
	# shellcheck disable=SC2086
	$PEMDECK fleet run --inventory hosts.yml --limit good,late >out.$one 2>err.$one </dev/null &
	pids="${pids-} $!"
done
status=0
for pid in $pids; do wait "$pid" || status=1; done
same 0 "$status" 'two runs at once both end well' || tap_show err.1 err.1
succeeds 'and both' fleet log --json
same 5 "$(grep -c '"number":' out)" 'are in the log'
same "$(openssl x509 -in good/chain.pem -noout -pubkey)" \
	"$(openssl pkey -in good/key.pem -pubout)" 'the host has a certificate for its key'
cat >long.yml <<'END'
---
- name: Long
  hosts: good
  gather_facts: false
  tasks:
    - name: First
      ansible.builtin.raw: 'true'
    - name: Long
      ansible.builtin.raw: 'echo $$ >pid; exec sleep 300'
    - name: Last
      ansible.builtin.raw: 'touch last'
END
# shellcheck disable=SC2086
$PEMDECK fleet run --inventory hosts.yml --playbook long.yml >out 2>err </dev/null &
killed=$!
tries=0
until [ -s pid ] || [ $((tries += 1)) -gt 600 ]; do sleep 0.05; done
kill -KILL $killed
wait $killed 2>/dev/null
kill "$(cat pid)"
sleep 2
[ ! -e last ]
ok $? 'where pemdeck is killed Ansible goes no further'
run fleet log --json
same 5 "$(grep -c '"number":' out)" 'and nothing is told of what nobody saw'
run fleet run --inventory hosts.yml --limit good
same 0 "$status" 'the next run is as any'

# ---- a passphrase and nobody to ask -----------------------------------------------------------
echo longpassphrase >pass
run ssl generate --dn 'CN=Locked' --passphrase-file pass --yes
rm late/*.pem
run fleet run --inventory hosts.yml --limit late
same 1 "$status" 'a CA whose key has a passphrase'
fleet_tells late 'passphrase' 'is told'
tap_done
