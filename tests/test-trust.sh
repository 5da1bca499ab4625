#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Trust tab from the command line: certificates in and out, chains judged from files
# and by real handshakes with openssl s_server on the loopback.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs certtool
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

# The set of certificates in a file, one a line.
set_of() {
	awk '/BEGIN CERT/ { on = 1; all = ""; next }
		/END CERT/ { print all; on = 0 }
		on { all = all $0 }' "$1" | sort -u
}

fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g'
}

# ---- certificates to work with -------------------------------------------------------
local_names='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
root root basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
issue middle root basicConstraints=critical,CA:TRUE keyUsage=keyCertSign,cRLSign
issue good middle "$local_names" extendedKeyUsage=serverAuth
issue other-name middle subjectAltName=DNS:elsewhere.example
issue client-only middle "$local_names" extendedKeyUsage=clientAuth
issue critical middle "$local_names" 1.2.3.4=critical,ASN1:NULL
issue revoked middle "$local_names"
openssl genrsa -out weak.key 1024 2>>make.log
issue weak middle "$local_names"
# shellcheck source=tests/clock.sh
. "$TESTS/clock.sh"
if [ -n "$has_clock" ]; then
	key expired && key future
	at_date '2020-01-01' openssl req -x509 -new -key expired.key -subj /CN=expired \
		-addext "$local_names" -days 30 -out expired.pem 2>>make.log
	at_date '2037-12-01' openssl req -x509 -new -key future.key -subj /CN=future \
		-addext "$local_names" -days 30 -out future.pem 2>>make.log
fi
key alone
openssl req -x509 -new -key alone.key -subj /CN=alone -addext "$local_names" \
	-addext basicConstraints=critical,CA:FALSE -days 300 -out alone.pem 2>>make.log
cat middle.pem root.pem >chain.pem
printf '[ca]\ndefault_ca=a\n[a]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\n' >ca.cnf
: >index
echo 01 >number
openssl ca -config ca.cnf -keyfile middle.key -cert middle.pem -revoke revoked.pem 2>>make.log
openssl ca -config ca.cnf -keyfile middle.key -cert middle.pem -gencrl -crldays 30 \
	-out middle.crl 2>>make.log

# ---- in and out ----------------------------------------------------------------------
succeeds 'the trust list of a new store is empty' trust list --json
same '[]' "$(cat "$dir/out")" 'and says so to scripts'
succeeds 'a directory of files is imported' trust import root.pem alone.pem
run trust list --json
same 2 "$(jq length out)" 'both are there'
same 'ca endpoint' "$(jq -r '[.[].kind] | sort | join(" ")' out)" \
	'one is a CA, one an endpoint'
succeeds 'what is there already is counted, not added' trust import root.pem root.pem
grep -q 'already' err
ok $? 'and said'
succeeds 'a pasted certificate is added with an alias' \
	trust add --alias 'middle one' <middle.pem
fails 2 'alias' 'an alias is for one certificate' trust import --alias 'middle one' root.pem
succeeds 'it is shown by its alias' trust show 'middle one' --json
same "$(openssl x509 -in middle.pem -noout -subject -nameopt RFC2253 | sed 's/^subject=//')" \
	"$(jq -r .subject out)" 'it is the one'
succeeds 'and by the beginning of its fingerprint' \
	trust show "$(fingerprint middle.pem | cut -c1-12)"
succeeds 'in lower case too' \
	trust show "$(fingerprint middle.pem | cut -c1-12 | tr A-F a-f)"
succeeds 'as openssl prints it' \
	trust show "$(openssl x509 -in middle.pem -noout -fingerprint -sha256)"
succeeds 'as certtool prints it' trust show "$(certtool --fingerprint --hash sha256 --infile middle.pem)"
succeeds 'and as Windows shows it' \
	trust show "$(fingerprint middle.pem | tr A-F a-f | sed 's/../& /g')"
fails 1 'no trusted certificate' 'what is not there is not shown' trust show 0123456789
run trust show 'middle one' --json
added=$(jq -r .added out)
succeeds 'an entry gets another alias' trust alias 'middle one' 'the middle'
succeeds 'by which it is found' trust show 'the middle' --json
same "the middle $added" "$(jq -r '"\(.alias) \(.added)"' out)" 'and nothing else of it changes'
fails 1 'no trusted certificate' 'but no longer by the old one' trust show 'middle one'
fails 2 'alias of .*CN=middle.* already' 'two cannot have the same' \
	trust alias CN=alone 'the middle'
fails 2 'printable' 'and it has nothing strange in it' \
	trust alias CN=alone "$(printf 'a\033b')"
succeeds 'one may be called as another certificate is' trust alias 'the middle' alone
succeeds 'and is it' trust show alone --json
same CN=middle,O=Test "$(jq -r .subject out)" 'by its alias'
succeeds 'it can be taken away' trust alias alone
succeeds 'importing it again gives it one' trust import --alias 'middle one' middle.pem
grep -q 'it has this alias now' err
ok $? 'and says so' || tap_show stderr err
before=$(store_sum)
fails 2 'yes' 'removing needs --yes' trust remove 'middle one'
fails 1 'no trusted certificate' 'one wrong word among several removes nothing' \
	trust remove --yes 'middle one' nonsense
same "$before" "$(store_sum)" 'nothing was removed'
succeeds 'several are removed' trust remove --yes 'middle one' CN=alone
run trust list --json
same 1 "$(jq length out)" 'the other is left'
succeeds 'undo brings them back' history undo
run trust list --json
same 3 "$(jq length out)" 'all three are there'

succeeds 'one is exported as DER' trust export CN=alone "$dir/alone.der" --format der
same "$(fingerprint alone.pem)" \
	"$(openssl x509 -inform DER -in alone.der -outform PEM >alone2.pem && fingerprint alone2.pem)" \
	'it is the same'
fails 2 'replac' 'a file that is there is not replaced without --yes' \
	trust export --all "$dir/alone.der"
fails 2 'DER' 'all of them are no DER' trust export --all --format der "$dir/x.der"
succeeds 'clear empties the list' trust clear --yes
fails 1 'empty' 'an empty list is not exported' trust export --all "$dir/x.pem"

bundle=/etc/ssl/certs/ca-certificates.crt
if [ -r "$bundle" ]; then
	succeeds "Debian's roots are imported" trust import "$bundle"
	succeeds 'and exported' trust export --all "$dir/all.pem"
	same "$(set_of "$bundle")" "$(set_of all.pem)" 'the set is the same'
	check 'OpenSSL takes the file' openssl verify -CAfile all.pem all.pem
	succeeds 'and so does import' trust import "$dir/all.pem"
	grep -q 'Nothing added' err
	ok $? 'where nothing is new'
	run trust list --json
	same "$(set_of "$bundle" | wc -l)" "$(jq length out)" \
		'the list has them all'
	succeeds 'clear again' trust clear --yes
else
	skip "no $bundle here"
fi

# ---- bad input -----------------------------------------------------------------------
sed '5s/./!/' middle.pem >bad.pem
cat root.pem bad.pem alone.pem >mixed.pem
lines=$(wc -l <root.pem)
before=$(store_sum)
fails 1 "mixed.pem:$((lines + 5)): .*--skip-bad" 'a bad block is named by its line' \
	trust import mixed.pem
same "$before" "$(store_sum)" 'and nothing is imported'
run trust import --skip-bad mixed.pem
same 1 "$status" 'with --skip-bad the status tells of it'
grep -q "mixed.pem:$((lines + 5)): block 2: " err
ok $? 'the bad one is named by file, line and block' || tap_show stderr err
run trust list --json
same 2 "$(jq length out)" 'and the others are imported'
mkdir -p tree/deep && cp good.pem tree/deep && mkfifo tree/pipe &&
	ln -s .. tree/deep/loop && ln -s nowhere tree/broken
succeeds 'a directory with a loop, a pipe and a dead link is imported' trust import tree
grep -q 'tree/pipe: skipped' err && grep -q 'tree/deep/loop: skipped' err &&
	grep -q 'tree/broken: skipped' err
ok $? 'what is left out is said' || tap_show stderr err
run trust import root.key
[ "$status" -eq 1 ] && grep -q '^pemdeck: root.key: no certificate' err
ok $? 'a key is no certificate' || tap_show stderr err
cat middle.pem root.key >with-key.pem
succeeds 'a certificate with a key beside it is' trust import with-key.pem
grep -q 'the private key is not needed here, and was left out' err
ok $? 'and the key is said to be left out'
openssl pkcs8 -topk8 -in root.key -passout pass:x -out locked.key 2>>make.log
cat middle.pem locked.key >with-key.pem
succeeds 'nor does an encrypted key need a passphrase' trust import with-key.pem
succeeds 'the list is cleared' trust clear --yes

# Two entries whose fingerprints begin alike cannot be made; a name can.
for n in 1 2; do
	key twin$n
	openssl req -x509 -new -key twin$n.key -subj /CN=twin -days 30 -out twin$n.pem 2>>make.log
done
run trust import twin1.pem twin2.pem
fails 1 '2 trusted certificates fit this.*CN=twin.*CN=twin' \
	'a word that fits two names both' trust show CN=twin

# ---- judging files -------------------------------------------------------------------
# with ENDPOINT MORE...: a file of these.
with() {
	cat "$@" >c.pem
}
cat good.pem middle.pem >no-root.pem
cat good.pem middle.pem root.pem >whole.pem
judged unknown_ca 'without its root it is of an unknown CA' verify no-root.pem
judged untrusted_ca 'with a root that is not trusted, of an untrusted one' verify whole.pem
succeeds 'the root is trusted' trust import root.pem
judged accepted 'then it is accepted' verify no-root.pem --host localhost --purpose server
cat root.pem middle.pem good.pem >reversed.pem
judged accepted 'in any order' verify reversed.pem --host '[::1]'
judged name_mismatch 'for its names only' verify no-root.pem --host elsewhere.example
with client-only.pem middle.pem
judged wrong_purpose 'a client certificate is no server certificate' verify c.pem --purpose server
with critical.pem middle.pem
judged critical_extension 'an unknown critical extension is told' verify c.pem
with weak.pem middle.pem
judged weak 'a weak key is told' verify c.pem
with revoked.pem middle.pem
judged accepted 'without a revocation list nobody knows' verify c.pem
with revoked.pem middle.pem middle.crl
judged revoked 'with one beside it, it is revoked' verify c.pem
with good.pem middle.pem middle.crl
judged accepted 'which is about no other one' verify c.pem
if [ -n "$has_clock" ]; then
	judged untrusted_ca,expired,name_mismatch 'several reasons are all told' verify expired.pem --host a.example
	judged untrusted_ca,not_yet_valid 'so is the future' verify future.pem
fi

# ---- rejected chains -----------------------------------------------------------------
succeeds 'the rejected chains are listed' trust rejected --json
same 'unknown_ca' "$(jq -r '.[] | select(.host == "no-root.pem") | .reason' out)" \
	'with where they came from and why'
count_of() {
	run trust rejected --json
	jq -r ".[] | select(.host == \"$1\") | .count" out
}
run trust verify alone.pem
run trust verify alone.pem
same 2 "$(count_of alone.pem)" 'the same chain counts up'
succeeds 'one is shown by its host' trust show alone.pem --json
same CN=alone "$(jq -r '[.chain] | flatten[0].subject' out)" 'with its certificates'
fails 2 'root, issuer' 'a certificate that is none is refused' \
	trust accept alone.pem --certificate third
fails 2 'only' 'a number beyond the chain is refused' \
	trust accept alone.pem --certificate 2
succeeds 'an endpoint is accepted' trust accept alone.pem --certificate endpoint
same '' "$(count_of alone.pem)" 'its chain leaves the list'
judged accepted 'and is believed from now on' verify alone.pem --host localhost
if [ -n "$has_clock" ]; then
	run trust verify expired.pem
	fails 1 'expired on 2020' 'what is expired cannot be accepted' trust accept expired.pem
fi
fails 2 'yes' 'forgetting needs --yes' trust forget
run trust verify expired.pem
run trust rejected --json
twice=$(jq -r '.[0].id' out)
succeeds 'one that is named twice is forgotten once' trust forget "$twice" "$twice" --yes
grep -q '1 rejected chain forgotten' err
ok $? 'and counted once' || tap_show said err
run trust verify expired.pem
succeeds 'the rejected list is forgotten' trust forget --yes
succeeds 'then it is' trust rejected --json
same '[]' "$(cat out)" 'empty'

# ---- real servers --------------------------------------------------------------------
serve good -cert_chain middle.pem
good=$port
succeeds 'a server is checked' trust check "localhost:$good" --json
same TLS1.3 "$(jq -r .protocol out)" 'the protocol is told'
same 'localhost 127.0.0.1' "$(jq -r '"\(.name) \(.address)"' out)" 'and what was connected to'
judged name_mismatch 'another name is asked for and refused' check "127.0.0.1:$good" --server-name elsewhere.example
succeeds 'nothing is trusted any more' trust clear --yes
run trust forget --yes
judged unknown_ca 'then its CA is unknown' check "127.0.0.1:$good"
same 1 "$(count_of "127.0.0.1:$good")" 'the chain is rejected'
run trust check "127.0.0.1:$good"
grep -q 'Unknown CA: its issuer is missing' err
ok $? 'the sentence says why' || tap_show stderr err
same 2 "$(count_of "127.0.0.1:$good")" 'the same chain counts up'
succeeds 'the topmost certificate is accepted' trust accept "127.0.0.1:$good"
grep -q middle err
ok $? 'which is the intermediate'
judged accepted 'then the check passes' check "127.0.0.1:$good"
serve weak -cipher DEFAULT@SECLEVEL=0 -cert_chain middle.pem
judged weak 'a weak server is told' check "localhost:$port"
succeeds 'it is accepted as it is' trust accept "localhost:$port" --certificate endpoint --allow-weak
judged accepted 'then it passes' check "localhost:$port"
serve alone
alone=$port
printf '# hosts\nlocalhost:%s\n\n127.0.0.1:%s # self-signed\n127.0.0.1:1\n' "$good" "$alone" >hosts
run trust check --all hosts --json
same 1 "$status" 'of many hosts the worst decides'
same 'accepted untrusted_ca failed' "$(jq -r '[.[].reason] | join(" ")' out)" 'each is told'
serve client-only -cert_chain middle.pem -Verify 2 -CAfile root.pem
judged wrong_purpose 'a server that wants our certificate is checked without one' check "localhost:$port"
same true "$(jq -r .asked_certificate out)" 'and said to want it'
cat good.pem middle.pem good.key >client.pem
judged wrong_purpose 'and with one' check "localhost:$port" --client-certificate client.pem
for _ in $(seq 400); do cat middle.pem; done >huge.pem
serve good -cert_chain huge.pem
fails 1 '128 KiB of certificates' 'a server that sends too much is told' \
	trust check "localhost:$port"
for _ in $(seq 100); do cat middle.pem; done >hundred.pem
serve other-name -cert_chain hundred.pem
judged name_mismatch 'one that sends a hundred certificates is judged' \
	check "localhost:$port"
fails 1 'nothing is listening' 'a port where nothing listens is told' trust check 127.0.0.1:1
fails 2 'port' 'a bad port is told' trust check localhost:99999
fails 2 'HOST' 'no host is told' trust check
fails 2 'not both' 'nor is one beside a file of them passed over' \
	trust check "localhost:$good" --all hosts
printf 'localhost\n\nlocalhost:99999\n' >bad-hosts
fails 1 'bad-hosts:3: "99999"' 'a bad line in a file of hosts is told, and none is checked' \
	trust check --all bad-hosts
printf 'localhost:1 localhost:2\n' >two-hosts
fails 1 'two-hosts:1: something follows' 'what else stands on a line is not passed over' \
	trust check --all two-hosts
printf 'localhost:1\n\0\nlocalhost:2\n' >binary-hosts
fails 1 'binary-hosts: .*not a text' 'nor what follows a NUL' trust check --all binary-hosts
iconv -f UTF-8 -t UTF-16 hosts >utf16-hosts
fails 1 'utf16-hosts: .*not a text' 'nor is UTF-16 misread' trust check --all utf16-hosts
fails 1 'no host of this name|cannot be looked up|not found in time' \
	'a name that is none is told' trust check --timeout 1 no-such-host.invalid

tap_done
