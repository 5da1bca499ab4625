#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What differs between two certificates: tls compare and trust compare, judged by what
# openssl says of both.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"

san='subjectAltName=DNS:a.example,DNS:b.example'
root ca 'basicConstraints=critical,CA:TRUE' 'keyUsage=keyCertSign'
issue leaf ca "$san" 'extendedKeyUsage=serverAuth'
issue again ca "$san" 'extendedKeyUsage=serverAuth'
issue names ca 'subjectAltName=DNS:a.example' 'extendedKeyUsage=clientAuth'
cat ca.pem leaf.pem >chain.pem
cat leaf.pem leaf.key >both.pem

# one_has FIELD SIDE: the value of a row in the last JSON.
one_has() {
	jq -r --arg field "$1" ".[] | select(.field == \$field) | .$2" out
}
# asked FILE OPTION: what openssl says of it.
asked() {
	openssl x509 -in "$1" -noout "$2" | sed 's/^[^=]*=//'
}
succeeds 'a certificate of an outside CA' tls import both.pem ca.pem --yes
before=$(store_sum)
run tls compare --json leaf.pem
same '0 []' "$status $(jq -c . out)" 'the same certificate: no row, status 0'
run tls compare leaf.pem
grep -q 'leaf\.pem are the same certificate' err
ok $? 'and a sentence'
run tls compare --json chain.pem
same '0 []' "$status $(jq -c . out)" 'of a file with its CA before it, the leaf is compared'

run tls compare --json again.pem
same 1 "$status" 'another one: status 1'
same "$(asked leaf.pem -serial) $(asked again.pem -serial)" \
	"$(one_has serial here) $(one_has serial there)" 'both serial numbers, as openssl says'
same '' "$(one_has serial_decimal here)$(one_has pem here)" 'what follows from other fields is left out'
same '' "$(one_has alternative_names here)" 'what is alike is left out'
run tls compare --json names.pem
same 'DNS:a.example, DNS:b.example|DNS:a.example' \
	"$(one_has alternative_names here)|$(one_has alternative_names there)" 'the names of both'
run tls compare --json ca.pem
same 'false true' "$(one_has ca here) $(one_has ca there)" 'a flag is one in every language'
same 'null' "$(one_has key_usage here)" 'a field that one of them lacks is null'
same "$(asked ca.pem -subject | tr -d ' ')" \
	"$(one_has subject there | sed 's/^CN=\([^,]*\),O=\(.*\)/O=\2,CN=\1/')" 'the subject'
run tls compare ca.pem
prints '^Subject ' 'in words, too'
same "$before" "$(store_sum)" 'comparing changes nothing'

serve leaf
run tls compare --json "127.0.0.1:$port"
same '0 []' "$status $(jq -c . out)" 'a host that serves it'
serve names
run tls compare --json "127.0.0.1:$port"
same "1 $(asked names.pem -serial)" "$status $(one_has serial there)" 'one that serves another'
fails 1 'connection refused' 'one that is not there' tls compare 127.0.0.1:1
fails 1 'neither a file nor a host' 'a word that is neither' tls compare 'no such thing'
fails 1 'cannot be opened' 'a path that is not there' tls compare ./none.pem
fails 1 'no certificate' 'a file without a certificate' tls compare leaf.key

succeeds 'a trusted certificate' trust import ca.pem
id=$(openssl x509 -in ca.pem -noout -fingerprint -sha256 | sed 's/.*=//')
run trust compare --json "$id" ca.pem
same '0 []' "$status $(jq -c . out)" 'a trusted one and its file'
run trust compare --json "$id" leaf.pem
same "1 $(asked ca.pem -serial) $(asked leaf.pem -serial)" \
	"$status $(one_has serial first) $(one_has serial second)" 'a trusted one and another'
run trust compare --json leaf.pem again.pem
same "1 $(asked leaf.pem -serial) $(asked again.pem -serial)" \
	"$status $(one_has serial first) $(one_has serial second)" 'two files'
fails 2 'SECOND' 'one alone' trust compare leaf.pem
tap_done
