#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Somebody edits what the CA knows to be revoked, by hand: nothing becomes valid again by that.
# The last list, which the key of the CA signed, has it still, and no other is signed that lacks
# it. openssl reads the lists. As often as PEMDECK_TRIES says.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
cd "$dir" || exit 1

run ssl issue --purpose client --dn CN=before --out before
same 0 "$status" 'a CA issues'
for name in one two three held; do
	run ssl issue --purpose client --dn CN=$name --out $name
	mv $name/cert.pem $name.pem
done
one=$(serial_of one.pem) two=$(serial_of two.pem) three=$(serial_of three.pem)
held=$(serial_of held.pem)
succeeds 'some are revoked' ssl revoke --yes "$one" "$two" "$three"
succeeds 'one that is not here, too' ssl revoke --yes --unlisted 4242
succeeds 'and one is held' ssl revoke --yes --reason certificateHold "$held"
succeeds 'a list is signed' ssl crl list.pem

# revoked: the serial numbers of a list, sorted.
revoked() {
	openssl crl -in "$1" -noout -text | sed -n 's/^ *Serial Number: *//p' | sort | xargs
}
same "$(printf '%s\n' "$one" "$two" "$three" "$held" 4242 | sort | xargs)" "$(revoked list.pem)" \
	'openssl finds all of them in it, each once'
cp -Rp store kept

# ---- one by one --------------------------------------------------------------------------
back() {
	rm -rf store next.pem answer.der && cp -Rp kept store
}
record=store/ssl/issued/$one.cfg
sed -i '/^revoked_at/d; /^reason/d' "$record"
before=$(store_sum)
fails 1 "$one: the last list of the CA .* says that this certificate is revoked" \
	'a record that lost its revocation is told' ssl crl next.pem
check 'no list is written' test ! -e next.pem
same "$before" "$(store_sum)" 'and the store is as it was'
fails 1 "$one: the last list" 'it is not called good' ssl ocsp "$one" answer.der
check 'no response is written' test ! -e answer.der
fails 1 "$one: the last list" 'nor is another revoked without it' \
	ssl revoke --yes "$(serial_of before/cert.pem)"
succeeds 'it is revoked again, as the sentence says' ssl revoke --yes "$one"
succeeds 'then there is a list' ssl crl next.pem
same "$(revoked list.pem)" "$(revoked next.pem)" 'of all that was revoked'
back
rm "$record"
fails 1 "$one: the last list" 'a record that is gone is told' ssl crl next.pem
succeeds 'it is revoked by its number' ssl revoke --yes --unlisted "$one"
succeeds 'then there is a list' ssl crl next.pem
same "$(revoked list.pem)" "$(revoked next.pem)" 'of all that was revoked'
back
rm store/ssl/crl.pem
fails 1 'crl.pem: the last revocation list of the CA .* is missing here' \
	'a last list that is gone is told' ssl crl next.pem
for edit in '3s/./A/g' '1d' '/END/d' '2s/^/#/'; do
	sed "$edit" list.pem >store/ssl/crl.pem && chmod 600 store/ssl/crl.pem
	fails 1 'crl.pem: the last revocation list of the CA .* is not as it was signed|missing here' \
		"and one that was edited ($edit)" ssl crl next.pem
done
cp list.pem store/ssl/crl.pem && chmod 600 store/ssl/crl.pem
succeeds 'the one that was published is put back' ssl crl next.pem
back

# ---- what is taken back by the operator -----------------------------------------------------
succeeds 'a hold is taken back' ssl revoke --yes --reason removeFromCRL "$held"
succeeds 'there is a list' ssl crl next.pem
same "$(printf '%s\n' "$one" "$two" "$three" 4242 | sort | xargs)" "$(revoked next.pem)" 'without it'
back
succeeds 'another CA' ssl generate --yes --dn CN=Next
record=store/ssl/issued/$two.cfg
sed -i '/^revoked_at/d; /^reason/d' "$record"
run ssl crl next.pem
same 0 "$status" 'a list of the new one is signed'
grep -q "warning: the list of the CA .* could not be signed: .*last list" err
ok $? 'that one of the CA before cannot be is told' || tap_show stderr err
back

# ---- by chance ----------------------------------------------------------------------------
chance=${PEMDECK_SEED:-4711}
pick() {
	chance=$(((chance * 1103515245 + 12345) % 2147483648))
	picked=$((chance / 65536 % $1))
}
# ---- the whole store, put back to an earlier state ------------------------------------------
cp -a "$PEMDECK_STORE" earlier
run ssl issue --purpose server --dn CN=later --san DNS:later.example --out later
later=$(serial_of later/cert.pem)
run ssl crl published.pem
cp -a "$PEMDECK_STORE" before-it
run ssl revoke --yes "$later"
run ssl crl --yes published.pem
same yes "$(revoked published.pem | grep -qw "$later" && echo yes)" 'a list is published'
for state in earlier before-it; do
	rm -rf "$PEMDECK_STORE"
	cp -a $state "$PEMDECK_STORE"
	succeeds "a store of before, $state, is whole in itself" history verify
	fails 1 "published.pem: this list of the CA .* is newer .*$later is revoked, .*by ssl adopt" \
		'but does not take back what was published' ssl crl --yes published.pem
	same yes "$(revoked published.pem | grep -qw "$later" && echo yes)" 'which is there still'
	succeeds 'it learns that from the list, as the sentence says' ssl adopt published.pem
	succeeds 'and signs the next one' ssl crl --yes published.pem
	same yes "$(revoked published.pem | grep -qw "$later" && echo yes)" 'with it'
done
rm -rf earlier before-it
# Undone, it is signed again.
run ssl crl --yes published.pem
run history undo --yes
succeeds 'a list that takes nothing back replaces a newer one' ssl crl --yes published.pem
echo other >published.pem
succeeds 'and any other file' ssl crl --yes published.pem

# edit FILE: what says that it is revoked goes, in one of many ways.
edit() {
	pick 9
	how=$picked
	case $how in
	0) sed -i '/^revoked_at/d' "$1" ;;
	1) sed -i 's/^revoked_at/revoked_it/' "$1" ;;
	2) sed -i 's/^revoked_at = .*/revoked_at = 0L;/' "$1" ;;
	3) rm "$1" ;;
	4) cat "store/ssl/issued/$(serial_of before/cert.pem).cfg" >"$1" ;;
	5) sed -i 's/^issuer = "./issuer = "x/' "$1" ;;
	6) mv "$1" "store/ssl/issued/12345678$picked.cfg" ;;
	7) head -c "$(grep -b '^revoked_at' "$1" | cut -d: -f1)" "$1" >part && cat part >"$1" ;;
	8) sed -i 's/^revoked_at = \(.*\);/# revoked_at = \1/' "$1" ;;
	esac
	pick 6
	case $picked in
	0) rm store/ssl/crl.pem ;;
	1) sed -i '3s/./A/g' store/ssl/crl.pem ;;
	2) sed -i '/4242/d' store/ssl/index/*.txt ;;
	*) ;;
	esac
}
tries=${PEMDECK_TRIES:-18} lost=0 try=0
while [ $try -lt "$tries" ]; do
	try=$((try + 1))
	pick 3
	case $picked in 0) serial=$one ;; 1) serial=$two ;; *) serial=$three ;; esac
	edit "store/ssl/issued/$serial.cfg"
	run ssl crl next.pem
	[ "$status" -eq 1 ] && [ ! -e next.pem ] || {
		[ -e next.pem ] && [ "$(revoked list.pem)" = "$(revoked next.pem)" ]
	} || {
		lost=$((lost + 1))
		echo "# edited in way $how, $serial: a list of $(revoked next.pem)"
	}
	run ssl ocsp "$serial" answer.der
	[ "$status" -eq 1 ] || grep -q 'is revoked' out || {
		lost=$((lost + 1))
		echo "# edited in way $how, $serial: $(cat out)"
	}
	back
done
same 0 "$lost" "records of what is revoked edited by hand, $tries tries: none is valid again"
tap_done
