#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several certificates at once: all of them or none, one history entry, one undo.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"

# issue NAME: its serial number in $NAME.
issue() {
	run ssl issue --purpose client --dn "CN=$1" --out "$dir/$1"
	openssl x509 -in "$dir/$1/cert.pem" -noout -serial | sed 's/^serial=//'
}
entries() {
	run history list --json
	grep -c '"undone_by"' "$dir/out"
}
a=$(issue a)
b=$(issue b)
c=$(issue c)

# ---- renewing ------------------------------------------------------------------------------
before=$(store_sum)
fails 1 '[0-9A-F]+: no certificate' 'one that is not there' ssl renew "$a" 0123456789 "$b"
fails 2 'one directory cannot take the files of several' 'one directory for several' \
	ssl renew "$a" "$b" --out "$dir/both"
fails 2 'SERIAL' 'none at all' ssl renew
same "$before" "$(store_sum)" 'leaves all as they were'
count=$(entries)
succeeds 'several are renewed, one named twice' ssl renew "$a" "$b" "$a"
grep -q '^2 certificates renewed$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
same $((count + 1)) "$(entries)" 'by one entry of history'
run ssl list --json
same 5 "$(grep -c '"purpose": "client"' "$dir/out")" 'and stand beside those before' ||
	tap_show list "$dir/out"

# ---- revoking ------------------------------------------------------------------------------
before=$(store_sum)
fails 1 '[0-9A-F]+: no certificate' 'one that is not there' ssl revoke "$a" 0123456789 --yes
same "$before" "$(store_sum)" 'nothing is revoked'
count=$(entries)
succeeds 'several are revoked' ssl revoke "$a" "$b" --reason keyCompromise --yes
grep -q '^2 certificates revoked (keyCompromise)$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
same $((count + 1)) "$(entries)" 'by one entry of history'
run ssl crl "$dir/list.pem" --yes
openssl crl -in "$dir/list.pem" -noout -text >"$dir/text"
same 2 "$(grep -c 'Key Compromise' "$dir/text")" 'openssl finds both on the list'
for serial in "$a" "$b"; do
	grep -q "Serial Number: $serial" "$dir/text"
	ok $? "$serial is one of them" || tap_show list "$dir/text"
done
before=$(store_sum)
fails 1 'revoked on .* already' 'one that is revoked already' ssl revoke "$c" "$a" --yes
same "$before" "$(store_sum)" 'and so the other is not'

# ---- forgetting keys -----------------------------------------------------------------------
d=$(issue d)
e=$(issue e)
before=$(store_sum)
succeeds 'the keys of several are forgotten' ssl forget-key "$d" "$e" --yes
grep -q '^Private keys of 2 certificates forgotten$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
fails 1 'is not kept here, so there is none to forget' 'of which one is gone already' \
	ssl forget-key "$c" "$d" --yes
succeeds 'one undo' history undo --yes
for name in d e; do
	eval "serial=\$$name"
	succeeds "brings the key of $name back" ssl export "$dir/$name.pem" "$serial" --private-key
done

# ---- encryption ----------------------------------------------------------------------------
for name in one two three; do
	run encryption import --alias "$name" "$dir/a/cert.pem"
done
before=$(store_sum)
fails 1 'nobody: no such alias' 'one that is not there' \
	encryption delete one nobody --yes
same "$before" "$(store_sum)" 'nothing is deleted'
succeeds 'several are deleted' encryption delete one two one --yes
grep -q '^2 entries deleted$' "$dir/err"
ok $? 'and counted' || tap_show said "$dir/err"
run encryption list --json
same 1 "$(grep -c '"alias"' "$dir/out")" 'the third stays'
succeeds 'one undo' history undo --yes
run encryption list --json
same 3 "$(grep -c '"alias"' "$dir/out")" 'brings all back'
tap_done
