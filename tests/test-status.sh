#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# status: what a monitoring system reads.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs openssl certtool
cd "$dir" || exit 1
exec </dev/null
export LC_ALL=C.UTF-8

# answers STATUS WORD WORDS PEMDECK-WORDS...: the exit status, and the plugin's line
# first: its word, a sentence, one bar, and numbers as the plugins' guidelines write them.
answers() {
	wanted=$1 word=$2 words=$3
	shift 3
	run status "$@"
	number='[a-z_]+=-?[0-9]+(;[0-9]+:;[0-9]+:|;;;0)'
	[ "$status" -eq "$wanted" ] &&
		head -n 1 out | grep -Eq "^PEMDECK $word - [^|]+\\|$number( $number)*\$" &&
		[ "$(grep -c '|' out)" -eq 1 ]
	ok $? "$words" || {
		echo "#   exit status $status"
		tap_show stdout out
		tap_show stderr err
	}
}

# ---- no store: unknown, and none is made ------------------------------------------------
run status
same 3 "$status" 'without a store it is unknown'
prints '^PEMDECK UNKNOWN - .*store' 'which standard output says'
[ ! -e store ]
ok $? 'and none is made'
run status --warning soon
same 3 "$status" 'as with a wrong command line'
prints '^PEMDECK UNKNOWN - --warning: ' 'which is told'
run status here
same 3 "$status" 'a word too much is one'
run status --warning 3 --critical 4
same 3 "$status" 'also days that contradict each other'

# ---- a fresh store is good ------------------------------------------------------------------
run ssl show
before=$(store_sum)
answers 0 OK 'a fresh store is good'
prints '^vm|4 y|18[0-9][0-9] d' 'and everything in it is listed'
same "$before" "$(store_sum)" 'nothing was changed'
answers 0 OK 'the days are told' --warning 60 --critical 30
prints 'days_left=[0-9]+;60:;30:' 'with the limits'
answers 1 WARNING 'many days to warn: a warning' --warning 4000
answers 2 CRITICAL 'many critical days: critical' --critical 4000

# ---- what ends soon ----------------------------------------------------------------------------
# lives FILE CN LIFE LEFT: a certificate of a life of so many days, of which so many are left.
lives() {
	printf '%s\n' "cn = \"$2\"" "activation_date = \"$(date -ud "$(($4 - $3)) days" +%F)\"" \
		"expiration_date = \"$(date -ud "$(($4 + 1)) days" +%F)\"" signing_key \
		'dns_name = host.example.org' >cert.cfg
	certtool --generate-self-signed --load-privkey soon.key --template cert.cfg \
		--outfile "$1" 2>/dev/null
}
openssl ecparam -name prime256v1 -genkey -noout -out soon.key
lives soon.pem 'a|b' 3650 20
run trust import soon.pem
grep -q '1 certificate expires soon' err
ok $? 'import tells it'
answers 2 CRITICAL 'what ends in 20 days is critical by the settings'
prints '^a\\x7cb ' 'a bar in a name is no bar, which would begin the numbers'
answers 1 WARNING 'a warning where critical is later' --warning 30 --critical 10
answers 0 OK 'nothing where warning is too' --warning 10 --critical 10
answers 2 CRITICAL 'critical by the day' --warning 30 --critical 25
run settings set critical_days 5
answers 1 WARNING 'the settings are read'
run settings set warning_days 10
answers 0 OK 'both of them'

# ---- issued certificates ---------------------------------------------------------------------------
run settings set critical_days 30
run settings set warning_days 183
run trust clear --yes
succeeds 'issue' ssl issue --purpose server --dn CN=www.example.org --days 60 --out www
answers 0 OK 'a short-lived certificate is due only in the last third of its life'
answers 1 WARNING 'or when the days are named' --warning 90
serial=$(openssl x509 -in www/cert.pem -noout -serial | sed 's/.*=//')
succeeds 'one of ten days' ssl issue --purpose client --dn CN=ten --days 10
answers 1 WARNING 'what is critical is a share of its life still where only the days to warn are named' --warning 12
answers 2 CRITICAL 'unless those are named, too' --warning 12 --critical 12
run ssl revoke --yes "$(run ssl list --search ten --json && jq -r '.[-1].id' out)"
run status --warning 90 --json
if command -v jq >/dev/null; then
	same 1 "$status" 'JSON ends so too'
	same "issued CN=www.example.org warning expires $(openssl x509 -in www/cert.pem -noout \
		-enddate -dateopt iso_8601 | sed 's/.*=//; s/ /T/')" \
		"$(jq -r '.[0] | [.kind, .subject, .level, .status, .not_after] | join(" ")' out)" \
		'the worst stands first'
	jq -e 'all(.days_left == null or (.days_left | type == "number"))' out >/dev/null
	ok $? 'days are numbers'
fi
succeeds 'renewed' ssl renew "$serial" --days 1000 --new-key --out new
answers 0 OK 'a renewed one raises no alarm' --warning 90
prints '^www.example.org .*renewed' 'but is listed'
succeeds 'another' ssl issue --purpose client --dn CN=alice --days 60 --out alice
answers 1 WARNING 'one without successor does' --warning 90
succeeds 'revoked' ssl revoke --yes \
	"$(openssl x509 -in alice/cert.pem -noout -serial | sed 's/.*=//')"
answers 0 OK 'until it is revoked' --warning 90
prints 'crl +20[0-9-]+ +(29|30) d' 'the revocation list is watched, by its own life'

# ---- what is broken -----------------------------------------------------------------------------------
mv store/keys keys.away && mkdir -m 700 store/keys
answers 2 CRITICAL 'a key that is missing is critical'
prints 'KEY MISSING' 'and said so'
rm -r store/keys && mv keys.away store/keys
echo 'broken' >store/tls/device.cfg
answers 2 CRITICAL 'so is a damaged record'
prints 'DAMAGED' 'and said so'

# ---- Prometheus --------------------------------------------------------------------------------------
openssl req -x509 -new -key soon.key -subj '/CN=a|b"c\\d' -days 20 -out odd.pem
run trust import soon.pem odd.pem
run status --prometheus
same 2 "$status" 'metrics end with the same status'
prints '^pemdeck_alarm\{.*subject="CN=a\|b"\} 2$' 'and judge as status does'
prints '^pemdeck_alarm\{.*subject="CN=a\|b\\\\\\"c\\\\\\\\d"\} 0$' 'labels are escaped'
prints '^pemdeck_watched\{level="critical"\} 2$' 'it is counted'
if command -v promtool >/dev/null; then
	check 'promtool takes it' sh -c 'promtool check metrics <out'
else
	skip 'promtool is missing'
fi

# ---- no right to write, and no lock -------------------------------------------------------------------
as_nobody() {
	setpriv --reuid nobody --clear-groups "$@"
}
if [ "$(id -u)" -ne 0 ] || ! as_nobody test -x "${PEMDECK%% *}"; then
	skip 'only root can become another user, who must reach the program'
else
	chmod 711 "$dir"
	chown -R nobody store && chmod -R u-w store
	status=0
	# shellcheck disable=SC2086
	as_nobody $PEMDECK status >out 2>err || status=$?
	same 2 "$status" 'it needs no right to write'
	chmod -R u+w store
fi
tap_done
