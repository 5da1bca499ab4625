#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A CA that is replaced stays while anything that it issued is valid: it revokes, and signs
# its list, as openssl reads it.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1

serial_of() {
	openssl x509 -in "$1" -noout -serial | sed 's/serial=//'
}

# judged WORD CA LIST FILE: openssl says WORD (OK or revoked) of it.
judged() {
	openssl verify -crl_check -CAfile "$2" -CRLfile "$3" "$4" >judged 2>&1
	grep -q "$1" judged
	ok $? "openssl says of $4 by $3: $1" || tap_show openssl judged
}

succeeds 'the first CA' ssl generate --yes --dn CN=First
succeeds 'its certificate' ssl export first.pem
key=$(openssl x509 -in first.pem -noout -pubkey | openssl pkey -pubin -outform DER |
	openssl dgst -sha256 | sed 's/.*= *//')
for name in one two three; do
	run ssl issue --purpose server --dn CN=$name.example --out $name
done
succeeds 'one of three is revoked' ssl revoke --yes "$(serial_of one/cert.pem)"
succeeds 'that is undone by nothing' settings set undo_days 0

# ---- it is replaced --------------------------------------------------------------------------
succeeds 'another takes its place' ssl generate --yes --dn CN=Second
succeeds 'with its certificate' ssl export second.pem
run history purge --yes
[ -f "store/keys/$key.pem" ]
ok $? 'the key of the first stays, though nothing can be undone'
succeeds 'both are listed' ssl list --json
same 'CN=Second CN=First' "$(jq -r '.[] | select(.purpose == "ca") | .subject' out |
	grep -v Standard | xargs)" 'the new one first'
run ssl issue --purpose server --dn CN=four.example --out four
succeeds 'the second signs its list' ssl crl list2.crl
grep -q 'signed and written to list2.crl, valid until' err
ok $? 'and says where it is'
judged OK second.pem list2.crl four/cert.pem
succeeds 'the first still revokes' ssl revoke --yes "$(serial_of two/cert.pem)"
fails 1 'no CA that was replaced' 'no other does' ssl crl --ca zz none.crl
succeeds 'it is known by its serial number, too' \
	ssl crl --ca "$(serial_of first.pem)" list1.crl --yes
succeeds 'and signs its list' ssl crl --ca "$key" list1.crl --yes
judged revoked first.pem list1.crl one/cert.pem
judged revoked first.pem list1.crl two/cert.pem
judged OK first.pem list1.crl three/cert.pem
succeeds 'the second does not list what is not its own' ssl crl --yes list2.crl
same 0 "$(openssl crl -in list2.crl -noout -text | grep -c 'Serial Number')" 'nothing is revoked there'
run ssl export --chain - "$(serial_of three/cert.pem)"
same 2 "$(grep -c BEGIN out)" 'what the first issued is exported with its chain'
succeeds 'and its status is told' ssl ocsp "$(serial_of three/cert.pem)" three.ocsp
cp first.pem root.pem
openssl ocsp -issuer first.pem -cert three/cert.pem -respin three.ocsp -CAfile root.pem \
	-no_nonce >ocsp.out 2>&1
grep -q 'three/cert.pem: good' ocsp.out
ok $? 'as openssl reads it' || tap_show openssl ocsp.out
succeeds 'the trust list has the first' trust import first.pem
run trust verify two/cert.pem
same 1 "$status" 'and its revocations count'
run trust verify three/cert.pem
same 0 "$status" 'as far as they go'

# ---- and comes back -----------------------------------------------------------------------------
succeeds 'its key can be had' ssl export --private-key first.key "ca@$key"
succeeds 'it is installed again' ssl import --yes first.key
succeeds 'and lists all' ssl crl --yes list1.crl
judged revoked first.pem list1.crl two/cert.pem
judged OK first.pem list1.crl three/cert.pem
second=$(openssl x509 -in second.pem -noout -pubkey | openssl pkey -pubin -outform DER |
	openssl dgst -sha256 | sed 's/.*= *//')
succeeds 'now the second is the one that was replaced' ssl crl --ca "$second" --yes list2.crl
judged OK second.pem list2.crl four/cert.pem

# ---- its list ends --------------------------------------------------------------------------------------
if ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log; then
	# needs DAYS: what needs doing by a clock that is so far ahead.
	needs() {
		printf '1\nfindings\nquit\n' | CLOCK_AHEAD=$(($1 * 86400)) LD_PRELOAD=$PWD/clock.so \
			$PEMDECK --linear >needs 2>&1
	}
	needs 0
	grep -q 'CN=Second, which was replaced' needs
	ok $(($? == 0)) 'of a list that lasts nothing is said' || tap_show needs needs
	needs 29
	grep -q 'list of CN=Second, which was replaced, is valid until .*: sign and publish a new' needs
	ok $? '! names that of the CA that was replaced' || tap_show needs needs
	needs 40
	grep -q 'list of CN=Second, which was replaced, was valid until' needs
	ok $? 'and says when it has ended' || tap_show needs needs
else
	skip 'no compiler makes the clock'
fi

# ---- it is retired ----------------------------------------------------------------------------------
fails 2 '--yes' 'retiring asks' ssl retire "$second"
fails 1 'no CA that was replaced' 'what is in use is not retired' ssl retire --yes "$key"
succeeds 'the second is retired' ssl retire --yes "$second" --file last.crl
judged OK second.pem last.crl four/cert.pem
end=$(date -u -d "$(openssl x509 -in four/cert.pem -noout -enddate | sed 's/.*=//')" +%s)
last=$(date -u -d "$(openssl crl -in last.crl -noout -nextupdate | sed 's/.*=//')" +%s)
[ "$last" -ge "$end" ]
ok $? 'its last list lasts as long as what it issued'
run history purge --yes
[ ! -f "store/keys/$second.pem" ]
ok $? 'its key is gone'
fails 1 'ssl: the CA that issued it is not kept here' 'and it revokes nothing more' ssl revoke --yes "$(serial_of four/cert.pem)"
succeeds 'one on which nothing hangs' ssl generate --yes --dn CN=Empty
succeeds 'just goes' ssl generate --yes --dn CN=Last
succeeds 'without a row' ssl list --json
same 0 "$(jq '[.[] | select(.subject == "CN=Empty")] | length' out)" 'of its own'
tap_done
