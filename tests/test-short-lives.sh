#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What counts as ending soon is a share of the life, and one rule says so everywhere: the last
# third is a warning, the last sixth critical, and never more than the days of the settings.
# Seen with a clock that is moved, in each tab, in status, its metrics and its page, and in
# what importing says.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
exec </dev/null
export LC_ALL=C.UTF-8
if ! command -v jq >/dev/null || ! command -v certtool >/dev/null; then
	echo '1..0 # SKIP jq or certtool is missing'
	exit 0
fi
if ! ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log; then
	echo '1..0 # SKIP no compiler makes the clock'
	exit 0
fi
real=$PEMDECK
begin=$(date +%s)

# on DAY: what follows runs by the clock of so many days and an hour after the beginning.
on() {
	PEMDECK="env CLOCK_AHEAD=$(($1 * 86400 + 3600)) LD_PRELOAD=$PWD/clock.so $real"
}

on 100
run --version
if [ "$(CLOCK_AHEAD=8640000 LD_PRELOAD=$PWD/clock.so date +%s)" -lt $((begin + 8640000)) ]; then
	echo '1..0 # SKIP the clock cannot be moved'
	exit 0
fi

# lives FILE CN DAYS: a self-signed certificate of such a life, from now on.
lives() {
	openssl req -x509 -new -key any.key -subj "/CN=$2" -days "$3" -out "$1" \
		-addext keyUsage=critical,keyEncipherment,digitalSignature,keyCertSign
}

# ---- one certificate of 60 days in each tab ------------------------------------------------------
PEMDECK=$real
openssl genrsa -out any.key 2048 2>/dev/null
lives for-all.pem for-all 60
succeeds 'the CA of ten years' ssl generate --dn CN=Root --days 3650 --yes
succeeds 'one is issued' ssl issue --purpose server --dn CN=issued --days 60 --out issued
succeeds 'a revocation list' ssl crl crl.pem --days 60
succeeds 'one signs' signature generate --dn CN=signs --days 60 --yes
succeeds 'one is served' tls generate --dn CN=served --days 60 --yes
succeeds 'one is encrypted for' encryption import for-all.pem --alias for-all
succeeds 'one is trusted' trust import for-all.pem

# told DAY LEVEL STATUS MARKER: what each place tells on that day of all five.
told() {
	on "$1"
	run status --json
	same 'crl,encryption,issued issued,signer signs,tls served,trusted' \
		"$(jq -r --arg level "$2" '[.[] | select(.level == $level) |
			if .subject | test("^CN=(issued|signs|served)$") then .kind + " " + .subject[3:]
			else .kind end | select(test("^(crl|encryption|trusted)$|issued$|signer |tls "))] -
			["issued", "issued signs"] | unique | join(",")' out)" "day $1: status"
	case $2 in ok) number=0 ;; warning) number=1 ;; *) number=2 ;; esac
	run status --prometheus
	same 7 "$(grep '^pemdeck_alarm' out | grep -c "\(issued\|signs\|served\|for-all\|revocation \
list\)\"} $number\$")" "day $1: metrics"
	states=
	for words in 'ssl list' 'signature show' 'tls show' 'encryption list' 'trust list'; do
		# shellcheck disable=SC2086
		run $words --json
		states="$states $(jq -r 'if type == "array" then .[] else . end | select(.subject |
			test("issued|signs|served|for-all")) | .status' out | head -n 1)"
	done
	same " $3 $3 $3 $3 $3" "$states" "day $1: lists"
}
told 1 ok valid
told 39 ok valid
told 41 warning expires
told 48 warning expires
told 51 critical expires
told 61 critical expired

# ---- what is due ------------------------------------------------------------------------------
on 39
succeeds 'before the last third' ssl renew --due
same 'No certificate is due' "$(cat err)" 'a certificate that was handed over is not due'
on 41
succeeds 'in it' ssl renew --due
grep -q '^Certificate of issued renewed\|^1 certificate renewed' err
ok $? 'it is renewed' || tap_show said err
PEMDECK=$real

# ---- and what is told of a new one ------------------------------------------------------------------
PEMDECK=$real
run trust clear --yes
run encryption delete for-all --yes
on 45
succeeds 'imported late' trust import for-all.pem
grep -q '1 certificate expires soon' err
ok $? 'which is said'
succeeds 'one to encrypt for' encryption import for-all.pem --alias for-all
grep -q 'The certificate of for-all expires on' err
ok $? 'and of that'
cat for-all.pem any.key >pair.pem
succeeds 'one to serve' tls import pair.pem --yes
grep -q 'CN=for-all expires on .*: put a new one' err || grep -q 'expires on' err
ok $? 'and of that too'

# ---- a long life: the days of the settings -------------------------------------------------------------
level() {
	run status --json
	jq -r --arg subject "CN=$1" '.[] | select(.subject == $subject and .kind == "ca") | .level' out
}
while read -r day wanted; do
	on "$day"
	same "$wanted" "$(level Root)" "day $day of 3650"
done <<-END
	3460 ok
	3470 warning
	3615 warning
	3625 critical
END

# ---- own first, then the worst, then by days left ----------------------------------------------------------
PEMDECK=$real
rm -rf store
for life in 90 80 61 45; do
	lives "$life.pem" "life $life" "$life"
	run trust import "$life.pem"
done
succeeds 'one that is served' tls generate --dn CN=served --days 61 --yes
on 44
run status --json
same 'CN=served warning,CN=life 45 critical,CN=life 61 warning' \
	"$(jq -r '[.[] | select(.level != "ok") | .subject + " " + .level] | join(",")' out)" \
	'what is one'\''s own stands first, then the worst'
same ok "$(jq -r '.[3].level' out)" 'below it what needs nothing'
run status
prints '^PEMDECK CRITICAL - 3 of [0-9]+ need attention, first life 45 ' 'the line names the worst'
prints 'days_left=0;15:;7:' 'with the days of its life'
same 2 "$status" 'and ends as the worst does'

# ---- what "!" says of public certificates that last 47 days --------------------------------------
PEMDECK=$real
run trust clear --yes
succeeds 'one of 47 days' tls generate --dn CN=short --days 47 --yes
succeeds 'an endpoint is trusted on purpose' trust import for-all.pem
same 0 "$(printf '5\nfindings\nquit\n' | $PEMDECK --linear 2>/dev/null | grep -c 'not a CA')" \
	'about which nothing needs doing'
run trust clear --yes
# needs DAY WANTED WORDS: what needs doing about it on that day.
needs() {
	on "$1"
	# shellcheck disable=SC2086
	got=$(printf '4\nfindings\nquit\n' | $PEMDECK --linear 2>/dev/null |
		grep -c 'TLS certificate.*\(expires\|EXPIRES\|expired\|EXPIRED\)')
	[ "$got" -gt 0 ] && got=said || got=silent
	same "$2" "$got" "day $1: $3"
	run status --json
	level=$(jq -r '.[] | select(.subject == "CN=short") | .level' out)
	same "$4" "$level" "day $1: status is $4"
}
needs 1 silent 'nothing needs doing at first' ok
needs 30 silent 'nor before the last third' ok
needs 32 said 'in the last third it does' warning
needs 40 said 'in the last sixth' critical
needs 48 said 'and when it is over' critical
PEMDECK=$real

# ---- one that the CA here issued is told of where it is used -------------------------------------
succeeds 'one that the CA here issued' tls generate --dn CN=ours --days 47 --use-ssl-ca --yes
on 40
printf '1\nfindings\nquit\n' | $PEMDECK --linear >found 2>&1
grep -q '^- TLS Key: CN=ours; EXPIRES .*; Renew$' found
ok $? 'renew makes it new there' || tap_show found found
! grep -q '^- SSL' found
ok $? 'and the CA says nothing of it' || tap_show found found
PEMDECK=$real
run tls generate --dn CN=served --days 61 --yes

# ---- not valid yet is critical where it is in use --------------------------------------------------------------
run trust clear --yes
PEMDECK="env CLOCK_AHEAD=-$((5 * 86400)) LD_PRELOAD=$PWD/clock.so $real"
run status --json
same 'critical not_yet_valid' "$(jq -r '.[] | select(.kind == "tls" and .subject == "CN=served") |
	.level + " " + .status' out)" 'a clock that was set back'
same 'ok kept_aside' "$(jq -r '.[] | select(.kind == "tls" and .subject != "CN=served") |
	.level + " " + .status' out)" 'but not what is not in use'
tap_done
