#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# People read and type days and times of day as the clocks here show them, details name the zone;
# programs get UTC, whatever TZ says. Zones are written as rules, for no host has to know names.

# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
exec </dev/null
driver=${SCREEN_DRIVER:-tests/screen-driver}
case $driver in /*) ;; *) driver=$PWD/$driver ;; esac
cd "$dir" || exit 1
berlin=CET-1CEST,M3.5.0,M10.5.0/3

# in_zone TZ WORDS...: pemdeck with these words there
in_zone() {
	TZ=$1
	export TZ
	shift
	run "$@"
}

in_zone $berlin signature generate --yes --dn CN=signer --expires 2030-07-01
same 0 "$status" 'a certificate is made that ends on a day' || tap_show said out
grep -q "until 2030-07-01\$" out err
ok $? 'what is said of it names that day' || tap_show said out
in_zone $berlin signature show
prints 'Valid until: +2030-07-01 00:00:00 CEST$' 'it ends when that day begins here, in summer time'
prints '^Valid: +until 2030-07-01' 'and so says its first line'
in_zone $berlin signature show --json
same 2030-06-30T22:00:00Z "$(jq -r .not_after out)" 'programs are told it in UTC'
in_zone $berlin ssl list
prints '^ *signer .* 2030-07-01 ' 'the list has the same day as the details'
in_zone $berlin ssl list --json
same 2030-06-30T22:00:00Z "$(jq -r '.[] | select(.subject == "CN=signer").not_after' out)" \
	'but for programs' || tap_show list out
in_zone EST5 signature show
prints 'Valid until: +2030-06-30 17:00:00 EST$' 'further west it is the day before'
in_zone EST5 ssl list
prints '^ *signer .* 2030-06-30 ' 'in the list as well'
in_zone '<+0545>-5:45' signature show
prints 'Valid until: +2030-07-01 03:45:00 UTC\+05:45$' 'a zone without a name is told by its distance'
in_zone UTC0 signature show
prints 'Valid until: +2030-06-30 22:00:00 UTC$' 'UTC is named as well'

# ---- history: the zone is far enough away that its day is another, whatever the time is ------------
if [ "$(date -u +%H)" -lt 12 ]; then
	away=FAR23
else
	away=FAR-23
fi
day=$(TZ=$away date +%Y-%m-%d)
in_zone $away history list
prints " $day [0-9][0-9]:[0-9][0-9] " 'history tells times as clocks show them'
in_zone $away history list --since "$day" --json
same 3 "$(jq length out)" 'a day that is typed begins when it does here'
in_zone $away history list --until "$day" --json
same 3 "$(jq length out)" 'and ends so'
in_zone $away history show 3
prints " $day [0-9:]{8} FAR$" 'details name the zone'

# ---- the screen -------------------------------------------------------------------------------------
cat >zone.screen <<END
env PEMDECK_STORE $PEMDECK_STORE
env TZ $berlin
run \$PEMDECK
key 2
wait /signer/
key Enter
wait /until 2030-07-01/
key /
type Valid until
key Enter
wait /Valid until +2030-07-01 00:00:00 CEST/
key q q
exit 0
END
if [ -x "$driver" ] && [ -z "${PEMDECK_VALGRIND-}" ]; then
	check 'the screen shows the same' "$driver" zone.screen
else
	skip 'no screen-driver, which needs libvterm, or under valgrind'
fi
tap_done
