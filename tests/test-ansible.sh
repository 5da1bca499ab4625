#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The collection for Ansible: three hosts get certificates, serve them, and need nothing then;
# what ends is renewed, a service that does not take it gets the old ones back, and no key
# leaves its host.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl

collection=$TESTS/../data/ansible
# shellcheck source=tests/ansible.sh
. "$TESTS/ansible.sh"

# ---- three hosts, each with a service -----------------------------------------------------
# The service of a host is openssl's server, which reads its files when it starts.
cat >reload <<'END'
#!/bin/sh
cd "$1" || exit 1
[ ! -e broken ] || { echo 'the configuration is broken' >&2; exit 3; }
[ ! -e pid ] || kill "$(cat pid)" 2>/dev/null
[ ! -e stubborn ] || exit 0
openssl s_server -accept "127.0.0.1:$(cat port)" -cert tls/chain.pem -cert_chain tls/chain.pem \
	-key tls/key.pem -www -quiet >/dev/null 2>&1 </dev/null &
echo $! >pid
END
chmod +x reload
# shellcheck disable=SC2317 # the trap calls it
end() {
	for host in one two three; do
		[ ! -e "$dir/$host/pid" ] || kill "$(cat "$dir/$host/pid")" 2>/dev/null
	done
	rm -rf "$dir"
}
trap end EXIT
python3 - >ports <<'END'
import socket
sockets = [socket.socket() for _ in range(4)]
for one in sockets:
    one.bind(("127.0.0.1", 0))
    print(one.getsockname()[1])
END
mkdir gone
echo 0 >gone/port
for host in one two three; do
	mkdir -p "$host/tls"
	sed -n "$(printf '%s\n' one two three | grep -n "^$host$" | cut -d: -f1)p" ports >"$host/port"
done
closed=$(sed -n 4p ports)

# The hosts, with what the test changes of them.
inventory() {
	cat >inventory.yml <<-END
		---
		all:
		  hosts:
		    one: {tls_host_days: ${one_days:-20}, tls_host_renew_before: "${one_before:-1/3}"}
		    two: {tls_host_names: [${two_names:-"DNS:two.example.org"}]}
		    three: {tls_host_key_type: rsa-2048}
		    ${down:-}
		  vars:
		    ansible_connection: local
		    ansible_python_interpreter: $(command -v python3)
		    tls_host_subject: "CN={{ inventory_hostname }}.example.org,O=Example"
		    tls_host_names: ["DNS:{{ inventory_hostname }}.example.org", "IP:2001:db8::1"]
		    tls_host_directory: "$dir/{{ inventory_hostname }}/tls"
		    tls_host_reload: ["$dir/reload", "$dir/{{ inventory_hostname }}"]
		    tls_host_served_at: "127.0.0.1:{{ lookup('file', '$dir/' + inventory_hostname + '/port') }}"
		    tls_host_signer: [${signer:-$program}]
		    tls_host_signer_store: "$PEMDECK_STORE"
	END
}
cat >site.yml <<'END'
---
- name: The role
  hosts: all
  gather_facts: false
  roles:
    - pemdeck.pki.tls_host
END
served() {
	printf '' | openssl s_client -connect "127.0.0.1:$(cat "$1/port")" -CAfile "$1/tls/ca.pem" \
		-verify_return_error -verify_hostname "$1.example.org" >served 2>&1
	grep -q 'BEGIN CERTIFICATE' served && grep -q 'Verify return code: 0 (ok)' served
}
leaf() {
	printf '' | openssl s_client -connect "127.0.0.1:$(cat "$1/port")" 2>/dev/null |
		openssl x509 -noout -serial
}
sums() {
	find one two three -name '*.pem' -exec sha256sum {} + | sort -k2
}

inventory
run ssl show
plays 0 'in check mode it says what it would do' site.yml --check --diff
told one changed=1 failed=0
says 'subject: CN=two.example.org,O=Example' 'with the subject'
same '' "$(find one two three -name '*.pem*')" 'and makes nothing'
store_sum >sum
plays 0 'three hosts are rolled out' site.yml
for host in one two three; do
	told "$host" ok=1 changed=1 failed=0
	served "$host"
	ok $? "$host serves what openssl verifies"
	same 600 "$(stat -c %a "$host/tls/key.pem")" "$host: its key is its own"
	same '' "$(find "$host" -name '*.pemdeck*' -o -name '.pemdeck*')" "$host: nothing lies about"
done
openssl pkey -in three/tls/key.pem -noout -text 2>check | grep -q '2048 bit'
ok $? 'three has the kind of key it is to have'
openssl x509 -in one/tls/chain.pem -noout -ext subjectAltName | grep -q '2001:DB8:0:0:0:0:0:1'
ok $? 'one has its address'

# ---- no key on the CA's host ----------------------------------------------------------------
for host in one two three; do
	secret=$(sed -n 2p "$host/tls/key.pem")
	! grep -rqF "$secret" "$PEMDECK_STORE" && ! grep -qF "$secret" play
	ok $? "the key of $host never left it"
	id=$(openssl x509 -in "$host/tls/chain.pem" -noout -pubkey |
		openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1)
	[ ! -e "$PEMDECK_STORE/keys/$id.pem" ] && grep -rq "$id" "$PEMDECK_STORE/ssl/issued"
	ok $? "and the CA knows its certificate alone"
done

# ---- a second run, what ends, other names -----------------------------------------------------
store_sum >sum
sums >files
plays 0 'a second run' site.yml
told one ok=1 changed=0
told two changed=0
told three changed=0
store_sum >sum2
check 'changes nothing in the store' cmp sum sum2
sums >files2
check 'nor a file of a host' cmp files files2

key=$(sha256sum <one/tls/key.pem) before=$(leaf one) other=$(leaf two)
one_days=60 one_before=30
inventory
plays 0 'what ends soon is renewed' site.yml
told one changed=1
told two changed=0
told three changed=0
same "$key" "$(sha256sum <one/tls/key.pem)" 'for its key'
served one && [ "$before" != "$(leaf one)" ]
ok $? 'and is served'
same "$other" "$(leaf two)" 'and nothing else is'
plays 0 'once' site.yml
told one changed=0

chmod 644 two/tls/key.pem
plays 0 'where a mode alone is wrong' site.yml --check --diff
told two changed=1
says '^-.*two/tls/key.pem: mode 0644' 'the difference says so'
says '^[+].*two/tls/key.pem: mode 0600' 'and what it is to be'
plays 0 'the mode of a key is mended' site.yml
told two changed=1
same 600 "$(stat -c %a two/tls/key.pem)" 'as it is to be'
mv two/tls/chain.pem two/tls/real.pem
ln -s real.pem two/tls/chain.pem
plays 2 'a link is not followed' site.yml
says 'chain.pem: is a symbolic link; name the file itself' 'which is said'
mv two/tls/real.pem two/tls/chain.pem

# ---- what fails ------------------------------------------------------------------------------
down='gone: {ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: '$closed'}'
two_names='"DNS:two.example.org", "DNS:www.example.org"'
touch two/broken
inventory
sums >files
before=$(leaf two)
plays 4 'a host is down, and a reload fails' site.yml
told gone unreachable=1
told two failed=1
told one failed=0
says 'the reload .* ended with 3: the configuration is broken; the files that were there are back' \
	'the reason is told'
sums >files2
check 'the files before are back' cmp files files2
served two && [ "$before" = "$(leaf two)" ]
ok $? 'and are served'
same '' "$(find two -name '*-old' -o -name '.pemdeck*')" 'nothing lies about'
rm two/broken
down=
touch two/stubborn
inventory
plays 2 'a service that does not answer' site.yml
says 'does not serve the new certificate' 'is found out'
sums >files2
check 'and gets its files back' cmp files files2
rm two/stubborn
plays 0 'mended, it is rolled out' site.yml
told two changed=1
served two
ok $? 'and serves the other name'

# ---- revoked; and what the CA refuses ----------------------------------------------------------
key=$(sha256sum <two/tls/key.pem)
serial=$(openssl x509 -in two/tls/chain.pem -noout -serial | sed 's/.*=//')
run ssl revoke "$serial" --reason keyCompromise --yes
two_names='"DNS:two.example.org"'
inventory
plays 0 'a key whose certificate is revoked' site.yml
told two changed=1
[ "$key" != "$(sha256sum <two/tls/key.pem)" ] && served two
ok $? 'is replaced by a new one'
two_names='"DNS:two.example.org", "DNS:bad name"'
inventory
sums >files
plays 2 'a name that cannot be' site.yml
says 'bad name' 'is named'
sums >files2
check 'and nothing changes' cmp files files2
two_names=
signer='"'$dir/nowhere'"'
one_days=90 one_before=80
inventory
plays 2 'no pemdeck where it should be' site.yml
says 'nowhere cannot be run' 'is told'
signer=
inventory
plays 0 'and then it goes on' site.yml
told one changed=1

# ---- what lies there ------------------------------------------------------------------------
# own HOST: its certificate becomes one that signed itself, for the same.
own() {
	openssl req -x509 -key "$1/tls/key.pem" -subj "/O=Example/CN=$1.example.org" -days 900 \
		-addext "subjectAltName=DNS:$1.example.org,IP:2001:db8::1" \
		-addext extendedKeyUsage=serverAuth -out "$1/tls/chain.pem" 2>check
}
own one
touch two/tls/key.pem.pemdeck-old two/tls/.pemdeck-x
plays 0 'one that signed itself is replaced' site.yml
told one changed=1
told two changed=0
served one
ok $? 'and not served any more'
[ ! -e two/tls/key.pem.pemdeck-old ]
ok $? 'what a run left that was killed goes'
rm two/tls/.pemdeck-x
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key \
	-subj /CN=root -days 900 -out root.pem 2>check
cp root.pem one/tls/ca.pem
plays 0 'one that does not lead to the root is replaced' site.yml
told one changed=1
served one
ok $? 'with the root'
cp three/tls/key.pem three.key
openssl pkey -in three.key -aes256 -passout pass:secret -out three/tls/key.pem 2>check
sum=$(sha256sum <three/tls/key.pem)
plays 2 'a key with a passphrase' site.yml
says 'holds no private key that openssl reads without a passphrase' 'is told'
same "$sum" "$(sha256sum <three/tls/key.pem)" 'and left alone'
cp three.key three/tls/key.pem
mv three/tls three/away
plays 2 'a directory that is missing' site.yml
says 'the directory .*/three/tls is not there' 'is told'
mv three/away three/tls
one_days=200 one_before=100
inventory
for run in 1 2; do
	ansible-playbook -i inventory.yml site.yml >"out.$run" 2>&1 </dev/null &
	pids="${pids-} $!"
done
for pid in $pids; do
	wait "$pid"
done
plays 0 'after two runs at once' site.yml
served one
ok $? 'the host serves what it has'
plays 0 'and then it is quiet' site.yml
told one changed=0

# ---- a security server of X-Road ---------------------------------------------------------------
mkdir xroad
cat >xroad.yml <<END
---
- name: The role
  hosts: three
  gather_facts: false
  roles:
    - role: pemdeck.pki.xroad_internal_tls
      vars:
        xroad_internal_tls_directory: $dir/xroad
        xroad_internal_tls_owner: "$(id -un)"
        xroad_internal_tls_group: "$(id -gn)"
        xroad_internal_tls_signer: "{{ tls_host_signer }}"
        xroad_internal_tls_signer_store: "{{ tls_host_signer_store }}"
END
plays 0 'a security server gets its three files' xroad.yml
told three changed=1
same '660 660 660' "$(stat -c %a xroad/internal.key xroad/internal.crt xroad/internal.p12 | xargs)" \
	'for its group'
openssl pkcs12 -in xroad/internal.p12 -passin pass:internal -nodes -out p12 2>check
grep -q 'friendlyName: internal' p12 && openssl pkey -in p12 -pubout >p12.pub 2>check &&
	openssl x509 -in xroad/internal.crt -noout -pubkey >crt.pub && cmp -s p12.pub crt.pub
ok $? 'whose keystore has the key of the certificate' || tap_show check check
sha256sum xroad/* >sum
plays 0 'once' xroad.yml
told three changed=0
sha256sum xroad/* >sum2
check 'and then they stay' cmp sum sum2
rm xroad/internal.p12
plays 0 'a keystore that is missing' xroad.yml
told three changed=1
[ -s xroad/internal.p12 ]
ok $? 'is made again'

# ---- without Python -----------------------------------------------------------------------------
shell='sh'
! command -v busybox >/dev/null || shell='busybox sh'
mkdir bare
cat >raw.yml <<END
---
- name: The role
  hosts: two
  gather_facts: false
  roles:
    - role: pemdeck.pki.tls_host_raw
      vars:
        ansible_python_interpreter: "{{ '/nowhere' if inventory_hostname == 'two' else '' }}"
        tls_host_raw_shell: $shell
        tls_host_raw_subject: "CN=bare.example.org,O=It's"
        tls_host_raw_names: ["DNS:bare.example.org"]
        tls_host_raw_directory: $dir/bare
        tls_host_raw_reload: echo reloaded >>reloads; test ! -e broken
        tls_host_raw_signer: "{{ tls_host_signer }}"
        tls_host_raw_signer_options: [--store, "{{ tls_host_signer_store }}"]
END
sed -i '/ansible_python_interpreter: "{{/d' raw.yml
plays 0 "in check mode, by $shell, it says what it would do" raw.yml --check
told two changed=1
same '' "$(ls bare)" 'and does nothing'
plays 0 'a host without Python gets its certificate' raw.yml
told two changed=1
check 'which openssl takes' openssl verify -CAfile bare/ca.pem -verify_hostname bare.example.org \
	bare/chain.pem
same 600 "$(stat -c %a bare/key.pem)" 'with a key of its own'
secret=$(sed -n 2p bare/key.pem)
! grep -rqF "$secret" "$PEMDECK_STORE"
ok $? 'which the CA does not have'
store_sum >sum
plays 0 'once' raw.yml
told two changed=0
store_sum >sum2
check 'without a change in the store' cmp sum sum2
sha256sum bare/*.pem >sum
touch bare/broken
plays 2 'a reload that fails' raw.yml -e '{"tls_host_raw_purpose": "both"}'
says 'the reload failed: .*; the files that were there are back' 'is told'
sha256sum bare/*.pem >sum2
check 'and the files are back' cmp sum sum2
same '' "$(find bare -name '*.old')" 'and nothing lies about'
rm bare/broken
plays 0 'mended, the other purpose comes' raw.yml -e '{"tls_host_raw_purpose": "both"}'
told two changed=1
key=$(sha256sum <bare/key.pem)
plays 0 'what ends soon' raw.yml \
	-e '{"tls_host_raw_purpose": "both", "tls_host_raw_renew_days": 800,
		"tls_host_raw_signer_options": ["--store", "'"$PEMDECK_STORE"'", "--days", "900"]}'
told two changed=1
same "$key" "$(sha256sum <bare/key.pem)" 'is renewed for its key'
openssl pkey -in bare/key.pem -aes256 -passout pass:secret -out bare/locked 2>check
mv bare/locked bare/key.pem
plays 2 'a key with a passphrase' raw.yml
says 'holds no private key that openssl reads without a passphrase' 'is left alone'

# ---- trust, and what there is -------------------------------------------------------------------
cat >update <<'END'
#!/bin/sh
[ ! -e "$1/broken" ] || { echo 'no room' >&2; exit 1; }
cat "$1"/*.crt >"$1/all" 2>/dev/null
END
chmod +x update
mkdir anchors
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key \
	-subj /CN=other -days 900 -out other.pem 2>check
cat >trust.yml <<END
---
- name: The role
  hosts: one
  gather_facts: false
  roles:
    - role: pemdeck.pki.trust_list
      vars:
        trust_list_certificates: "{{ files | map('fileglob') | flatten | map('file') }}"
        trust_list_certificates: "{{ lookup('file', *files, wantlist=true) }}"
        trust_list_anchors: $dir/anchors
        trust_list_update: [$dir/update, $dir/anchors]
        trust_list_path: $dir/trusted.pem
        trust_list_store: $dir/trusted
END
sed -i '/fileglob/d' trust.yml
both="{\"files\": [\"$dir/one/tls/ca.pem\", \"$dir/other.pem\"]}"
one="{\"files\": [\"$dir/one/tls/ca.pem\"], \"trust_list_exactly\": true}"
plays 0 'in check mode nothing is trusted' trust.yml -e "$both" --check
told one changed=1
same '' "$(ls anchors)" 'nothing at all'
for target in system file; do
	plays 0 "two are trusted: $target" trust.yml -e "$both" -e trust_list_target=$target
	told one changed=1
	plays 0 'once' trust.yml -e "$both" -e trust_list_target=$target
	told one changed=0
done
same 2 "$(find anchors -name '*.crt' | wc -l)" 'by the system, two files'
same 2 "$(grep -c BEGIN trusted.pem)" 'in the file, two certificates'
touch anchors/broken
plays 2 'when the system does not take it' trust.yml -e "$one"
says 'no room; what was trusted before is back' 'that is told'
same 2 "$(find anchors -name '*.crt' | wc -l)" 'and what was there is back'
rm anchors/broken
for target in system file; do
	plays 0 "exactly one: $target" trust.yml -e "$one" -e trust_list_target=$target
	told one changed=1
done
same 1 "$(find anchors -name '*.crt' | wc -l)" 'is in the system'
check 'and in the file' cmp trusted.pem one/tls/ca.pem
plays 0 'the mode of a file that is right is mended' trust.yml -e "$one" \
	-e trust_list_target=file -e trust_list_mode=0640
told one changed=1
same 640 "$(stat -c %a trusted.pem)" 'as it is to be'
plays 2 'its owner is not passed over' trust.yml -e "$one" -e trust_list_target=file \
	-e trust_list_owner=nobody-of-this-name
says 'no such owner or group' 'which is said'
case $PEMDECK in
*' '*) skip 'pemdeck is a wrapper here' ;;
*)
	mkdir bin
	ln -s "$PEMDECK" bin/pemdeck
	PATH=$dir/bin:$PATH
	export PATH
	plays 0 "pemdeck's own trust list" trust.yml -e "$both" -e trust_list_target=pemdeck
	told one changed=1
	plays 0 'once' trust.yml -e "$both" -e trust_list_target=pemdeck
	told one changed=0
	;;
esac
cat >info.yml <<END
---
- name: What there is
  hosts: all
  gather_facts: false
  tasks:
    - name: Read it
      pemdeck.pki.pemdeck_info:
        certificates: ["$dir/{{ inventory_hostname }}/tls/chain.pem", /nowhere]
      register: pki
    - name: Tell it
      ansible.builtin.debug:
        msg: "{{ pki.certificates[0].subject }} {{ pki.certificates[0].days_left }}
          {{ pki.certificates[1].present }}"
END
plays 0 'what there is' info.yml
says 'CN=one.example.org,O=Example 199 False' 'is told'
sed 's#/etc/ssl/pemdeck#'"$dir"'/one/tls#' "$collection/examples/report.yml" >report.yml
plays 0 'the example of a report' report.yml -e ansible_become=false
plays 0 'and that of a site is well formed' "$collection/examples/site.yml" --syntax-check
check 'the documentation is there' ansible-doc -t module pemdeck.pki.pemdeck_certificate \
	pemdeck.pki.pemdeck_trust pemdeck.pki.pemdeck_info
tap_done
