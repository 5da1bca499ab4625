#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The collection on three hosts with sshd and nginx, each a network and a file system of its
# own, and on one that has busybox and openssl alone: rolled out, served, quiet then; what ends
# is renewed; a host that is down, a reload that fails, a clock that is years off, a password that
# sudo does not take; and the CA's host never has a key.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3
PATH=$PATH:/usr/sbin:/sbin
if [ -z "${HOSTS_INSIDE-}" ]; then
	for need in ip unshare nsenter; do
		command -v "$need" >/dev/null || {
			skip "there is no $need here"
			tap_done
		}
	done
	unshare -nmpf --kill-child --mount-proc sh -c 'ip link add bridge type bridge' 2>/dev/null || {
		skip 'networks and processes of our own cannot be made here'
		tap_done
	}
	HOSTS_INSIDE=yes TMPDIR=$dir unshare -nmpf --kill-child --mount-proc sh "$0"
	exit
fi
# shellcheck disable=SC2034 # ansible.sh reads it
ansible_needs='sshd ssh ssh-keygen nginx'
# shellcheck source=tests/ansible.sh
. "$TESTS/ansible.sh"
sshd=$(command -v sshd) nginx=$(command -v nginx)
python=$(python3 -c 'import sys; print(sys.executable)')

# ---- hosts ------------------------------------------------------------------------------------
# What is mounted here is seen by nobody else, and all ends with the first process.
mkdir tmp
export TMPDIR="$dir/tmp"
for place in /run /var/tmp /dev/shm; do
	mount -t tmpfs none $place
done
ip link set lo up
ip link add bridge type bridge
ip address add 10.77.0.1/24 dev bridge
ip link set bridge up
ssh-keygen -q -t ed25519 -N '' -f login
mkdir seed
cp login.pub seed/authorized
cat >seed/sshd_config <<'END'
HostKey /srv/ssh_host
AuthorizedKeysFile /srv/authorized
StrictModes no
PidFile none
SetEnv TMPDIR=/srv/tmp
Subsystem sftp internal-sftp
END
cat >seed/nginx.conf <<'END'
user root;
pid /srv/nginx.pid;
error_log /srv/error.log;
worker_processes 1;
events {}
http {
	access_log off;
	client_body_temp_path /srv/tmp/body;
	proxy_temp_path /srv/tmp/proxy;
	fastcgi_temp_path /srv/tmp/fastcgi;
	uwsgi_temp_path /srv/tmp/uwsgi;
	scgi_temp_path /srv/tmp/scgi;
	server {
		listen 443 ssl;
		ssl_certificate /srv/tls/chain.pem;
		ssl_certificate_key /srv/tls/key.pem;
		return 200 "ok";
	}
}
END
# As systemctl reload-or-restart, with the check that the unit makes.
cat >seed/reload <<END
#!/bin/sh
echo reload >>/srv/reloads
nginx='$nginx -q -c /srv/nginx.conf'
\$nginx -t || exit
if [ -s /srv/nginx.pid ]; then \$nginx -s reload; else \$nginx; fi
END
chmod +x seed/reload
printf '%s\n' "root:x:0:0::/srv/home:/bin/sh" 'sshd:x:100:65534::/run/sshd:/bin/false' \
	'nobody:x:65534:65534::/:/bin/false' 'ops:x:1000:1000::/srv/tmp:/bin/sh' >seed/passwd
printf '%s\n' 'root:*:20000:0:99999:7:::' "ops:$(openssl passwd -6 open):20000:0:99999:7:::" >seed/shadow
chmod 640 seed/shadow
echo 'ops ALL=(ALL:ALL) ALL' >seed/sudoers
chmod 440 seed/sudoers
# What a host does: the tests' folder, the CA in it, is hidden from it.
cat >host.sh <<'END'
mount -t tmpfs -o mode=755 none /srv && cp -R seed/. /srv && cp "$1.key" /srv/ssh_host || exit
mkdir -p /srv/tls /srv/tmp /srv/home && chmod 600 /srv/ssh_host && chmod 1777 /srv/tmp || exit
mount --bind /srv/passwd /etc/passwd && mount --bind /srv/shadow /etc/shadow || exit
[ ! -e /etc/sudoers ] || mount --bind /srv/sudoers /etc/sudoers || exit
mount -t tmpfs -o mode=755 none /run && mkdir -m 755 /run/sshd || exit
[ ! -e "/srv/$1.sh" ] || . "/srv/$1.sh"
mount -t tmpfs none "$dir" && cd / || exit
exec "$sshd" -D -e -f /srv/sshd_config
END
export dir sshd
# host NAME NUMBER: it is there, at 10.77.0.NUMBER; its process in NAME.pid.
host() {
	ip netns add "$1"
	ip link add "to-$1" type veth peer name net netns "$1"
	ip link set "to-$1" master bridge up
	ip -n "$1" link set lo up
	ip -n "$1" address add "10.77.0.$2/24" dev net
	ip -n "$1" link set net up
	[ -e "$1.key" ] || ssh-keygen -q -t ed25519 -N '' -f "$1.key"
	printf '10.77.0.%s %s\n' "$2" "$(cut -d' ' -f1,2 "$1.key.pub")" >>known
	ip netns exec "$1" unshare -m sh host.sh "$1" >"$1.log" 2>&1 &
	echo $! >"$1.pid"
	waits "grep -q 'Server listening on 0' $1.log" || {
		tap_show "$1" "$1.log"
		exit 1
	}
}
# waits COMMAND: until it holds, for 15 s.
waits() {
	tries=0
	until sh -c "$1" >/dev/null 2>&1; do
		[ $((tries += 1)) -lt 300 ] || return
		sleep 0.05
	done
}
# at HOST SCRIPT: runs it there.
at() {
	nsenter -t "$(cat "$1.pid")" -m -n sh -c "$2"
}
number() {
	case $1 in one) echo 11 ;; two) echo 12 ;; three) echo 13 ;; bare) echo 14 ;; esac
}
for name in one two three; do
	host $name "$(number $name)"
done

inventory() {
	cat >inventory.yml <<-END
		---
		all:
		  children:
		    web:
		      hosts:
		        one: {ansible_host: 10.77.0.11, tls_host_days: ${one_days:-20}}
		        two: {ansible_host: 10.77.0.12, tls_host_names: [${two_names:-"DNS:two.example.org"}]}
		        three: {ansible_host: 10.77.0.13, tls_host_key_type: rsa-2048}
		    small:
		      hosts:
		        bare: {ansible_host: 10.77.0.14, ansible_remote_tmp: /tmp}
		  vars:
		    ansible_user: root
		    ansible_ssh_private_key_file: $dir/login
		    ansible_ssh_common_args: -F /dev/null -o UserKnownHostsFile=$dir/known
		    ansible_remote_tmp: /srv/tmp
		    ansible_python_interpreter: $python
		    tls_host_subject: "CN={{ inventory_hostname }}.example.org,O=Example"
		    tls_host_names: ["DNS:{{ inventory_hostname }}.example.org"]
		    tls_host_renew_before: "${before:-1/3}"
		    tls_host_directory: /srv/tls
		    tls_host_reload: [/srv/reload]
		    tls_host_served_at: 127.0.0.1:443
		    tls_host_signer: [$program]
		    tls_host_signer_store: "$PEMDECK_STORE"
	END
}
cat >site.yml <<'END'
---
- name: The role
  hosts: web
  gather_facts: false
  roles:
    - pemdeck.pki.tls_host
END
# answer HOST [NAME]: what it serves is in the file answer, and openssl verified it.
answer() {
	printf '' | openssl s_client -connect "10.77.0.$(number "$1"):443" -CAfile ca.pem \
		-servername "${2:-$1.example.org}" -verify_hostname "${2:-$1.example.org}" \
		-verify_return_error >answer 2>&1
	grep -q 'Verify return code: 0 (ok)' answer
}
serves() {
	answer "$@"
	ok $? "$1 serves what openssl verifies" || tap_show s_client answer
}
serial() {
	answer "$1"
	openssl x509 -in answer -noout -serial
}
# state HOST: its files, and how often its service was reloaded.
state() {
	at "$1" 'cd /srv && sha256sum tls/* && stat -c "%n %a %Y" tls/* && wc -l <reloads'
}
export ANSIBLE_HOST_KEY_CHECKING=1 ANSIBLE_SSH_CONTROL_PATH_DIR=/run/ansible

# ---- rolled out -----------------------------------------------------------------------------
run ssl generate --dn 'CN=Hosts,O=Example' --yes
succeeds 'the root' ssl export ca.pem
inventory
plays 0 'three hosts are rolled out' site.yml
for name in one two three; do
	told $name ok=1 changed=1 failed=0
	serves $name
	same 600 "$(at $name 'stat -c %a /srv/tls/key.pem')" "$name: its key is its own"
	same 'ca.pem chain.pem key.pem' "$(at $name 'ls -A /srv/tls' | xargs)" 'and nothing lies about'
done

# ---- no key on the CA's host: in no file of it, however it is written -----------------------
cat >search.py <<'END'
import base64, os, re, sys
key = sys.stdin.buffer.read()
# The private part alone: of EC what its version announces, of RSA the middle.
private = key.find(b"\x02\x01\x01\x04\x20") + 5
part = key[private:private + 32] if len(key) < 200 else key[len(key) // 2:len(key) // 2 + 48]
needles = [part, part.hex().encode(), part.hex().upper().encode()]
for shift, skip in ((0, 0), (1, 2), (2, 3)):
    needles.append(base64.b64encode(bytes(shift) + part)[skip:-4])
for top in sys.argv[1:]:
    for folder, dummy, names in os.walk(top):
        if folder == "/run/netns":
            continue
        for path in (os.path.join(folder, name) for name in names):
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    content = file.read()
                joined = re.sub(rb"\s|\\n|:", b"", content)
                if any(needle in content or needle in joined for needle in needles):
                    print(path)
END
search() {
	at "$1" 'openssl pkey -in /srv/tls/key.pem -outform DER' |
		python3 search.py "$dir" /run /var/tmp /dev/shm
}
for name in one two three; do
	same '' "$(search $name)" "the key of $name is nowhere on the CA's host"
done
for name in one three; do
	at $name 'cat /srv/tls/key.pem' >planted
	same "$dir/planted" "$(search $name)" 'where it would be found'
	at $name 'openssl pkey -in /srv/tls/key.pem -traditional' | sed 's/$/\\n/' | tr -d '\n' >planted
	same "$dir/planted" "$(search $name)" 'in JSON, too'
done
rm planted

# ---- once -----------------------------------------------------------------------------------
store_sum >sum
for name in one two three; do state $name >"$name.state"; done
plays 0 'a second run' site.yml
for name in one two three; do
	told $name ok=1 changed=0
	state $name >now
	check "nor a file or a reload of $name" cmp "$name.state" now
done
store_sum >sum2
check 'nor the store of the CA' cmp sum sum2

# ---- what ends ----------------------------------------------------------------------------------
first=$(serial one)
one_days=90 before=30
inventory
plays 0 'what ends within 30 days' site.yml
told one changed=1
[ "$first" != "$(serial one)" ]
ok $? 'is renewed'
serves one
for name in two three; do
	told $name changed=0
	state $name >now
	check "and nothing else: $name" cmp "$name.state" now
done

# ---- one is down, one does not take it, the third is done -----------------------------------------
ip netns pids three | xargs kill
wait "$(cat three.pid)"
at two 'echo "no such directive;" >>/srv/nginx.conf'
one_days=200 before=100
two_names='"DNS:two.example.org", "DNS:www.example.org"'
inventory
at two 'cd /srv && sha256sum tls/*' >before
first=$(serial one) second=$(serial two)
run fleet run --inventory inventory.yml --playbook site.yml
same 1 "$status" 'with a host that is down and one whose service is broken'
fleet_tells three 'Connection refused' 'the one is told'
fleet_tells two 'the reload .* ended with 1: .*unknown directive .no.*; the files that were there are back, and the reload fails with them, too' \
	'and the other'
! grep -q 'warning: one' err && [ "$first" != "$(serial one)" ]
ok $? 'the third is done'
serves one
at two 'cd /srv && sha256sum tls/*' >after
check 'the files before are back' cmp before after
same "$second" "$(serial two)" 'and are served'
same 'ca.pem chain.pem key.pem' "$(at two 'ls -A /srv/tls' | xargs)" 'nothing lies about'
at two 'sed -i "/no such directive/d" /srv/nginx.conf'
sed -i '/^10.77.0.13/d' known
ip link delete to-three # the deletion of a namespace takes its links away only later
ip netns delete three
ip neighbour flush dev bridge
host three 13
succeeds 'mended, all are done' fleet run --inventory inventory.yml --playbook site.yml
serves two www.example.org
serves three
succeeds 'the log' fleet log --json
same 2 "$(grep -c '"number":' out)" 'has both runs'

# ---- a clock that is years off: by then, all has ended, or nothing has begun -------------------------
# No kernel has two clocks of the day: the programs that the modules start see another one.
if command -v faketime >/dev/null; then
	# shellcheck disable=SC2016 # the host expands it
	printf '#!/bin/sh\nexec faketime -f "$(cat /srv/clock)" %s "$@"\n' "$python" >late
	at three 'cat >/srv/late; chmod +x /srv/late' <late
	sed 's|gather_facts.*|&\n  vars: {ansible_python_interpreter: /srv/late}|' site.yml >late.yml
	for clock in +1000d -1000d; do
		at three "echo $clock >/srv/clock"
		off=$(at three '/srv/late -c "import time; print(int(time.time()))"')
		[ $((off - $(date +%s))) -gt 30000000 ] || [ $(($(date +%s) - off)) -gt 30000000 ]
		ok $? "the clock of a host is off by $clock"
		state three >three.state
		plays 0 'where it stands right' -v -l three late.yml
		told three ok=1 changed=0
		says '"reason": "valid"' 'and the CA is not asked'
		state three >now
		check 'nothing is due' cmp three.state now
		at three 'rm /srv/tls/*'
		plays 0 'where nothing is' -l three late.yml
		told three changed=1
		serves three
	done
else
	skip 'there is no faketime here'
fi

# ---- sudo ---------------------------------------------------------------------------------------------
if command -v sudo >/dev/null; then
	# becomes VARIABLES: as somebody who may become root with a password.
	becomes() {
		sed "s|gather_facts.*|&\n  become: true\n  vars: {ansible_user: ops$1}|" site.yml >sudo.yml
		run fleet run --inventory inventory.yml --limit one --playbook sudo.yml
	}
	at one 'rm /srv/tls/chain.pem'
	becomes ', ansible_become_password: wrong'
	same 1 "$status" 'with a password that sudo does not take'
	fleet_tells one '.*[Pp]assword' 'which is told'
	becomes ''
	same 1 "$status" 'without one'
	fleet_tells one '.*[Pp]assword' 'which is told, too'
	at one '[ ! -e /srv/tls/chain.pem ]'
	ok $? 'nothing is done'
	becomes ', ansible_become_password: open'
	same 0 "$status" 'with the right one' || tap_show stderr err
	serves one
else
	skip 'there is no sudo here'
fi

# ---- another distribution: busybox and no Python, then openssl as well --------------------------
busybox=$(command -v busybox) || {
	skip 'there is no busybox here'
	tap_done
}
# Programs with what they load, in a root of their own.
bring() {
	for file in "$1" $(ldd "$1" 2>/dev/null | grep -o '/[^ ]*'); do
		mkdir -p "$2$(dirname "$file")" && cp -L "$file" "$2$file"
	done
}
bring "$busybox" seed/root
bring "$(command -v openssl)" with
mkdir -p seed/root/bin seed/root/dev seed/root/etc seed/root/tls seed/root/tmp
[ "$busybox" = /bin/busybox ] || ln "seed/root$busybox" seed/root/bin/busybox
for tool in $($busybox --list); do
	[ "$tool" = busybox ] || ln -s busybox "seed/root/bin/$tool"
done
cat >seed/bare.sh <<'END'
mknod -m 666 /srv/root/dev/null c 1 3
mknod -m 444 /srv/root/dev/urandom c 1 9
echo 'ChrootDirectory /srv/root' >>/srv/sshd_config
END
host bare 14
cat >small.yml <<END
---
- name: The role
  hosts: small
  gather_facts: false
  roles:
    - role: pemdeck.pki.@role@
      vars:
        tls_host_raw_subject: "CN=bare.example.org"
        tls_host_raw_names: ["DNS:bare.example.org"]
        tls_host_raw_directory: /tls
        tls_host_raw_signer: "{{ tls_host_signer }}"
        tls_host_raw_signer_options: [--store, "{{ tls_host_signer_store }}"]
END
sed 's/@role@/tls_host/' small.yml >python.yml
sed 's/@role@/tls_host_raw/' small.yml >raw.yml
run fleet run --inventory inventory.yml --playbook python.yml
same 1 "$status" 'a host with busybox alone cannot run modules'
fleet_tells bare '[Pp]ython' 'for want of Python'
run fleet run --inventory inventory.yml --playbook raw.yml
same 1 "$status" 'nor a shell script without openssl'
fleet_tells bare 'there is no openssl on this host' 'which is told'
same '' "$(at bare 'ls -A /srv/root/tls')" 'and nothing is left there'
tar -cf - -C with . | at bare 'tar -xf - -C /srv/root'
succeeds 'busybox and openssl are enough' fleet run --inventory inventory.yml --playbook raw.yml
at bare 'cat /srv/root/tls/chain.pem' >bare.pem
check 'for a certificate' openssl verify -CAfile ca.pem -verify_hostname bare.example.org bare.pem
same 600 "$(at bare 'stat -c %a /srv/root/tls/key.pem')" 'and a key of its own'
plays 0 'a second run' raw.yml
told bare changed=0
tap_done
