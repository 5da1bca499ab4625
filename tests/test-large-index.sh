#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An index.txt of many lines, in no order, is taken over line by line: with all that it revokes,
# in less memory than a second copy of it would take, and what is looked up in it takes next to
# none.
# shellcheck source=tests/large.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/large.sh"
tap_needs jq
lines=200000

make_ca old
for name in good stolen; do sign old $name; done
revoke old stolen keyCompromise
awk -v lines=$lines 'BEGIN {
	for (i = 0; i < lines; i++) {
		serial = sprintf("%08X%024X", (i * 7919) % lines + 1073741824, i)
		revoked = i % 4 == 0 ? "R\t351231235959Z\t261101120000Z,superseded" \
			: "V\t351231235959Z\t"
		printf "%s\t%s\tunknown\t/O=Sm\303\270r/CN=host%d.example.org\n", revoked, serial, i
	}
}' >>old/index.txt
size=$(($(wc -c <old/index.txt) / 1024))

run trust list # makes the store
measured "$PEMDECK" ssl import --yes old
at_most $((2 * size)) "the CA is taken over with $lines lines"
says "$((lines / 4 + 1)) revocations" 'and what they revoke'
succeeds 'its list' ssl crl --yes next.crl
count=$(openssl crl -in next.crl -noout -text | grep -c 'Serial Number:')
same $((lines / 4 + 1)) "$count" 'names all of them'
judged revoked old/cacert.pem next.crl stolen
judged OK old/cacert.pem next.crl good

last=$(printf '%08X%024X' $(((lines - 1) * 7919 % lines + 1073741824)) $((lines - 1)))
measured "$PEMDECK" ssl show "$last" --json
at_most 20000 'one is looked up without having all in memory'
same "/O=Smør/CN=host$((lines - 1)).example.org" "$(jq -r .subject out)" 'with its name as it was'
measured "$PEMDECK" ssl list --search "host$((lines - 1))." --json
at_most 20000 'so it is when it is searched for'
same "$last" "$(jq -r '.[].serial' out)" 'and found'
measured "$PEMDECK" ssl revoke --yes "$last"
at_most $((3 * size)) 'and it can be revoked'
succeeds 'the next list' ssl crl --yes next.crl
openssl crl -in next.crl -noout -text | grep -q "Serial Number: $last"
ok $? 'names it' || tap_show stdout out

# ---- torn ----------------------------------------------------------------------------------
{
	cat old/index.txt
	printf 'R\t3512'
} >index.txt
fails 1 "index.txt:$((lines + 3)).*torn" 'a torn last line is refused by its number' ssl adopt index.txt
succeeds 'nothing is kept of it' ssl show "$last" --json
run ssl show "$(printf "%08X%024X" 1073741824 0)" --json
same superseded "$(jq -r .reason out)" "all is as it was"
tap_done
