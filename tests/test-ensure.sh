#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tls, trust and encryption ensure, and import of what is there already: a second run changes
# nothing, and what differs is changed once.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3
cd "$dir" || exit 1

# changed WORD WORDS PEMDECK-WORDS...: it ends with 0, and its JSON says whether it changed
# anything.
changed() {
	wanted=$1 words=$2
	shift 2
	run "$@" --json
	[ "$status" -eq 0 ] && grep -q "\"changed\": $wanted" out
	ok $? "$words" || {
		printf '#   pemdeck %s: exit status %s\n' "$*" "$status"
		tap_show stderr err
		tap_show stdout out
	}
}
# twice WORDS PEMDECK-WORDS...: it changes something, and done again nothing, not a byte.
twice() {
	words=$1
	shift
	changed true "$words" "$@"
	store_sum >sum
	changed false "$words: once" "$@"
	store_sum >sum2
	check "$words: nothing in the store has changed" cmp sum sum2
}
reason() {
	grep -q "\"reason\": \"$1\"" out
	ok $? "for it is: $1" || tap_show stdout out
}
member() {
	sed -n "s/^  \"$1\": \"*\\([^\",]*\\).*/\\1/p" out
}
# One of another CA.
authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" \
		-subj "/CN=$1" -days 900 -addext basicConstraints=critical,CA:TRUE \
		-addext keyUsage=critical,keyCertSign,cRLSign -out "$1.pem" 2>check
}
authority one && authority two && authority three

# ---- trust ------------------------------------------------------------------------------
twice 'two are trusted' trust ensure one.pem two.pem
changed true 'another one, too' trust ensure three.pem
same 1 "$(member added)" 'is added'
changed false 'those before are at least there' trust ensure one.pem two.pem
same 2 "$(member known)" 'and counted'
store_sum >sum
fails 2 'yes' 'that others are trusted no more is asked' trust ensure one.pem two.pem --exactly
store_sum >sum2
check 'nothing is done until then' cmp sum sum2
twice 'or agreed to' trust ensure one.pem two.pem --exactly --yes
run trust list --json
same 2 "$(grep -c '"fingerprint"\|"sha256"' out)" 'two are left' || tap_show list out
changed false 'and no question is asked where nothing is lost' trust ensure one.pem two.pem \
	--exactly
changed true 'one for another is one change' trust ensure one.pem three.pem --exactly --yes
succeeds 'which can be undone' history undo --yes
changed false 'as a whole' trust ensure one.pem two.pem --exactly
echo garbage >garbage
fails 1 'garbage' 'what is no certificate empties nothing' trust ensure garbage --exactly --yes
fails 2 'FILE' 'nor does nothing at all' trust ensure --exactly --yes

# ---- encryption -------------------------------------------------------------------------
for name in first second; do
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$name.key" -subj "/CN=$name" -days 900 \
		-addext keyUsage=keyEncipherment -out "$name.pem" 2>check
done
openssl pkey -in first.key -pubout -out bare.pem 2>check
twice 'an alias is made' encryption ensure first.pem --alias agent --private-key-path /etc/a.key
reason valid
same "$(openssl x509 -in first.pem -noout -fingerprint -sha256 | sed 's/.*=//')" \
	"$(member fingerprint)" 'and is told by its fingerprint'
changed false 'without a path, that which is there stays' encryption ensure first.pem --alias agent
store_sum >sum
fails 2 'yes' 'that it is replaced is asked' encryption ensure second.pem --alias agent
store_sum >sum2
check 'nothing is done until then' cmp sum sum2
twice 'or agreed to' encryption ensure second.pem --alias agent --yes
run encryption show agent --json
grep -q '/etc/a.key' out
ok $? 'its path stays' || tap_show show out
twice 'another path is a change' encryption ensure second.pem --alias agent \
	--private-key-path /etc/b.key --yes
twice 'a public key alone' encryption ensure bare.pem --alias bare
changed false 'importing what is there ends well' encryption import second.pem --alias agent
grep -q '^Nothing to do: agent is already in the register' err
ok $? 'and says so' || tap_show stderr err
fails 1 'alias already' 'importing another one does not' encryption import first.pem --alias agent
fails 1 'garbage' 'what is no certificate' encryption ensure garbage --alias agent --yes
fails 2 'alias' 'a bad alias' encryption ensure first.pem --alias 'a b'

# ---- tls --------------------------------------------------------------------------------
own() {
	twice "$1" tls ensure --dn CN=host.example.org --san DNS:host.example.org --use-ssl-ca \
		--algorithm ec --yes
}
own 'one of the own CA is made'
run tls export chain.pem --chain --root --yes
grep -q 'BEGIN CERT' chain.pem
ok $? 'and is there' || tap_show stderr err
run tls show --json
serial=$(sed -n 's/.*"serial": "\([0-9A-F]*\)".*/\1/p' out | head -1)
run ssl revoke "$serial" --reason superseded --yes
twice 'one that was revoked is made again' tls ensure --dn CN=host.example.org \
	--san DNS:host.example.org --use-ssl-ca --algorithm ec --yes
twice 'other names' tls ensure --dn CN=host.example.org \
	--san DNS:host.example.org,DNS:www.example.org --use-ssl-ca --algorithm ec --yes
twice 'another kind of key' tls ensure --dn CN=host.example.org \
	--san DNS:host.example.org,DNS:www.example.org --use-ssl-ca --algorithm ec --curve P-384 --yes
twice 'by itself' tls ensure --dn CN=host.example.org --san DNS:host.example.org \
	--algorithm ec --days 20 --no-use-ssl-ca --yes
before=$(member key_id)
fails 2 'yes' 'what is replaced is asked' tls ensure --dn CN=other.example.org \
	--san DNS:other.example.org --algorithm ec
twice 'what ends soon is renewed, and nothing asked' tls ensure --dn CN=host.example.org \
	--san DNS:host.example.org --algorithm ec --days 60 --renew-before 30
same "$before" "$(member key_id)" 'for its key'
fails 2 'renew-before: a new certificate would be due at once' 'a margin as long as its life' \
	tls ensure --dn CN=host.example.org --algorithm ec --days 60 --renew-before 60
twice 'a key of another name' tls ensure --name web --dn CN=web.example.org \
	--san DNS:web.example.org --use-ssl-ca --algorithm ec
same web "$(member name)" 'is told by it'

# ---- of another CA: a request that waits, and its answer ----------------------------------
mail() {
	changed "$1" "$2" tls ensure --name mail --request --dn CN=mail.example.org \
		--san DNS:mail.example.org --algorithm ec
}
mail true 'a request is made'
python3 -c 'import json,sys; print(json.load(open("out"))["request"], end="")' >mail.csr 2>check ||
	sed -n 's/^  "request": "\(.*\)".*/\1/p' out | sed 's/\\n/\n/g' >mail.csr
check 'which openssl reads' openssl req -in mail.csr -noout -verify
store_sum >sum
mail false 'and is pending'
store_sum >sum2
check 'without another change' cmp sum sum2
openssl x509 -req -in mail.csr -CA one.pem -CAkey one.key -days 300 -copy_extensions copy \
	-out mail.pem 2>check
twice 'its answer is installed' tls import mail.pem one.pem --name mail --yes
grep -q '^Nothing to do: the certificate CN=mail.example.org .* is installed already' err
ok $? 'and once more it says so' || tap_show stderr err
changed false 'and no question is asked' tls import mail.pem one.pem --name mail
mail false 'then there is nothing to ask for'
reason valid
changed false 'nor for the same host in capitals' tls ensure --name mail --request \
	--dn CN=mail.example.org --san DNS:MAIL.example.org --algorithm ec
changed true 'until other names are wanted' tls ensure --name mail --request \
	--dn CN=mail.example.org --san DNS:mail.example.org,DNS:smtp.example.org --algorithm ec
fails 2 'yes' 'a request that is pending for others is not replaced unasked' tls ensure \
	--name mail --request --dn CN=mail.example.org --san DNS:imap.example.org --algorithm ec
fails 2 'dn|DN' 'a bad subject' tls ensure --dn nonsense --algorithm ec

# ---- two at once ---------------------------------------------------------------------------
for i in 1 2 3; do
	# shellcheck disable=SC2086
	$without_terminal $PEMDECK tls ensure --name twin --dn CN=twin --san DNS:twin.example.org \
		--use-ssl-ca --algorithm ec --json >"out.$i" 2>"err.$i" &
done
wait
same 1 "$(cat out.[123] | grep -c '"changed": true')" 'of three at once one makes it' ||
	tap_show stderr err.2
same 2 "$(cat out.[123] | grep -c '"changed": false')" 'and the others find it there' ||
	tap_show stderr err.1
tap_done
