#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A clock that jumps, years ahead or back, while something is changed, and comes back: what was
# done before can still be undone, no key is wiped, and history says nothing false.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
exec </dev/null
if ! ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log; then
	echo '1..0 # SKIP no compiler makes the clock'
	exit 0
fi
now=$(date +%s)
if [ "$(CLOCK_AHEAD=8640000 LD_PRELOAD=$PWD/clock.so date +%s)" -lt $((now + 8640000)) ]; then
	echo '1..0 # SKIP the clock cannot be moved'
	exit 0
fi
real=$PEMDECK

# entry: the path of the newest entry of history.
entry() {
	read -r newest rest <store/history/newest
	printf 'store/history/%08d/entry.cfg' "$newest"
}

# at SECONDS WORDS...: runs it by a clock that is so far ahead. The kernel has its own clock,
# so what the entry's file says is put right here.
at() {
	PEMDECK="env CLOCK_AHEAD=$1 LD_PRELOAD=$PWD/clock.so $real"
	ahead=$1
	shift
	before=$(entry)
	run "$@"
	PEMDECK=$real
	[ "$(entry)" = "$before" ] || touch -d "@$((now + ahead))" "$(entry)"
}

# safe WORDS: the first key is there, and can be put back in use; history is whole.
safe() {
	[ -e "$key" ] && grep -q 'BEGIN PRIVATE KEY' "$key"
	ok $? "$1: no key is wiped"
	succeeds "$1: history is whole" history verify
	cp -Rp store kept
	succeeds "$1: the first change can be undone" history undo --yes "$first"
	run tls show --json
	same "$wanted" "$(jq -r .sha256 out)" "$1: and is"
	rm -rf store && mv kept store
}

run tls generate --yes --algorithm ec --dn CN=first
run tls show --json
wanted=$(jq -r .sha256 out)
key=$dir/store/keys/$(openssl x509 -in /dev/null 2>/dev/null; jq -r '.key_id // .public_key_id' out).pem
run tls generate --yes --algorithm ec --dn CN=second
read -r first rest <store/history/newest
[ -e "$key" ]
ok $? 'a key that is in history alone' || { jq . out; ls store/keys; }

year=31557600
at $((20 * year)) settings set warning_days 100
[ "$status" -eq 0 ]
ok $? 'a change while the clock is 20 years ahead'
at $((20 * year)) settings set warning_days 101
run settings set warning_days 102
safe '20 years ahead and back'
at $((-10 * year)) settings set warning_days 103
[ "$status" -eq 0 ]
ok $? 'a change while it is 10 years behind'
run settings set warning_days 104
safe '10 years behind and back'
at $((-10 * year)) settings set warning_days 105
at $((20 * year)) settings set warning_days 106
run settings set warning_days 107
safe 'both'

# Anywhere, and back: as often as TRIES says.
tries=${PEMDECK_TRIES:-12} lost=0
awk -v seed="${PEMDECK_SEED:-14}" -v tries="$tries" -v year=$year 'BEGIN {
	srand(seed)
	for (i = 0; i < tries; i++)
		printf "%d\n", (rand() * 60 - 30) * (rand() < 0.3 ? 86400 : year)
}' >jumps
number=0
while read -r jump; do
	number=$((number + 1))
	at "$jump" settings set warning_days $((200 + number % 2))
	run settings set warning_days $((300 + number % 2))
	if [ "$status" -ne 0 ] || [ ! -e "$key" ]; then
		lost=$((lost + 1))
		echo "# a jump of $jump seconds: $(cat err)"
	fi
done <jumps
same 0 $lost "jumps of the clock, $tries tries: no key is wiped"
safe "after $tries jumps"
tap_done
