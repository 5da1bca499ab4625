#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Agents of JS7: aliases are assigned to them, and the role of the collection gives one its
# keystore and truststore, which keytool and openssl read, and looks for its keys.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1

openssl req -x509 -newkey rsa:2048 -nodes -keyout e.key -out e.pem -subj /CN=agent -days 900 \
	-addext keyUsage=keyEncipherment 2>check
run encryption import e.pem --alias db --private-key-path "$dir/e.key"
agents() {
	run encryption list --json
	sed -n 's/.*"agents": "\(.*\)".*/\1/p' out
}
same '' "$(agents)" 'an alias is assigned to no agent'
succeeds 'it is assigned to two' encryption update db --agents 'js7-b, js7-a,js7-b' --yes
same 'js7-a,js7-b' "$(agents)" 'each once, in order'
succeeds 'shown' encryption show db
prints 'Agents: +js7-a,js7-b' 'with them'
succeeds 'another path' encryption update db --private-key-path "$dir/f.key" --yes
same 'js7-a,js7-b' "$(agents)" 'leaves them'
succeeds 'another name' encryption update db --alias data --yes
same 'js7-a,js7-b' "$(agents)" 'too'
succeeds 'ensure' encryption ensure e.pem --alias data --private-key-path "$dir/e.key" --yes
same 'js7-a,js7-b' "$(agents)" 'as well'
fails 2 'give something to change' 'the same again changes nothing' \
	encryption update data --agents 'js7-b,js7-a' --yes
for bad in 'a b' 'a,,b' '.a' 'a;b' "$(printf 'a\033[31m')"; do
	fails 2 'cannot be the id of an agent' "no id: $(printf %s "$bad" | tr -cd ' -~')" \
		encryption update data --agents "$bad" --yes
done
succeeds 'none are taken out' encryption update data --agents '' --yes
same '' "$(agents)" 'all of them'
succeeds 'and undo' history undo
same 'js7-a,js7-b' "$(agents)" 'brings them back'

# ---- the role -------------------------------------------------------------------------------
ansible_needs=keytool
# shellcheck source=tests/ansible.sh
. "$TESTS/ansible.sh"
mkdir -p js7/config/private/trusted-x509-keys
private=js7/config/private
echo 'mine = true' >$private/private.conf
cat >js7.yml <<END
---
- name: The role
  hosts: agent
  gather_facts: false
  roles:
    - role: pemdeck.pki.js7_agent
      vars:
        js7_agent_id: js7-a
        js7_agent_directory: $dir/js7
        js7_agent_subject: CN=js7-a.example.org
        js7_agent_names: ["DNS:js7-a.example.org"]
        js7_agent_signer: [$program]
        js7_agent_signer_store: "$PEMDECK_STORE"
        js7_agent_trusted: ["{{ lookup('file', '$dir/ca.pem') }}"]
        js7_agent_distinguished_names: {controller: "CN=controller.example.org,O=Example"}
        js7_agent_trusted_x509_keys: {signer: "{{ lookup('file', '$dir/ca.pem') }}"}
        js7_agent_encryption: true
END
printf "all: {hosts: {agent: {ansible_connection: local, ansible_python_interpreter: %s}}}\n" \
	"$(command -v python3)" >inventory.yml
run ssl export ca.pem
plays 0 'an agent gets its stores' js7.yml
keytool -J-Duser.language=en -list -keystore $private/https-keystore.p12 -storepass jobscheduler \
	>check 2>&1
grep -q 'js7-a, .*PrivateKeyEntry' check
ok $? 'keytool reads the keystore' || tap_show check check
openssl pkcs12 -in $private/https-keystore.p12 -passin pass:jobscheduler -nokeys -clcerts 2>check |
	openssl verify -CAfile ca.pem -untrusted $private/https-chain.pem >check 2>&1
ok $? 'and openssl, whose certificate leads to the CA' || tap_show check check
keytool -J-Duser.language=en -list -rfc -keystore $private/https-truststore.p12 \
	-storepass jobscheduler >trusted 2>&1
same "$(openssl x509 -in ca.pem -noout -fingerprint -sha256)" \
	"$(openssl x509 -in trusted -noout -fingerprint -sha256)" 'the truststore has the CA'
grep -q 'mine = true' $private/private.conf &&
	grep -q '^js7.auth.users."controller".distinguished-names = \["CN=controller.example.org,O=Example"\]' \
		$private/private.conf
ok $? 'private.conf has who may call, and keeps what was there' ||
	tap_show private.conf $private/private.conf
check 'who signs workflows is there' openssl x509 -in $private/trusted-x509-keys/signer.pem -noout
sha256sum $private/*.p12 $private/private.conf >sum
plays 0 'a second run' js7.yml
grep -q 'changed=0' play
ok $? 'changes nothing' || tap_show play play
sha256sum $private/*.p12 $private/private.conf >sum2
check 'in no file' cmp sum sum2
rm e.key
plays 2 'a key that is not where its alias says' js7.yml
grep -q 'item=data' play
ok $? 'is told by its alias' || tap_show play play
run encryption update data --agents js7-b --yes
plays 0 'the key of an alias of another agent' js7.yml
echo broken >$private/https-truststore.p12
plays 2 'a truststore that is broken' js7.yml
grep -q 'cannot be read by keytool' play && grep -q broken $private/https-truststore.p12
ok $? 'is told, and left alone'
tap_done
