#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The life of a CA: twelve years with a clock that is moved, three renewals, two of them with
# a new key, some two hundred certificates, and revocations. In every year openssl and
# certtool accept what is valid and refuse what is revoked, whichever root a client has.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
if ! ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log; then
	echo '1..0 # SKIP no compiler makes the clock'
	exit 0
fi
begin=$(date +%s)
year=31557600

# at SECONDS COMMAND...: by a clock that is so much ahead.
at() {
	ahead=$1
	shift
	CLOCK_AHEAD=$ahead LD_PRELOAD=$PWD/clock.so "$@"
}

# now WORDS...: the program in the present year, which has to succeed.
now() {
	# shellcheck disable=SC2086
	at $((y * year)) $PEMDECK "$@" >out 2>err </dev/null || {
		ok 1 "year $y: $*"
		tap_show stderr err
	}
}

if [ "$(at $year date +%s)" -lt $((begin + year)) ]; then
	echo '1..0 # SKIP the clock cannot be moved'
	exit 0
fi

serial_of() {
	openssl x509 -in "$1" -noout -serial | sed 's/serial=//'
}

is_valid() {
	end=$(date -u -d "$(openssl x509 -in "$1" -noout -enddate | sed 's/.*=//')" +%s)
	[ "$end" -gt $((begin + y * year + 86400)) ]
}

key_of() {
	openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER |
		openssl dgst -sha256 | sed 's/.*= *//'
}

# asked ROOT LIST CHAIN LEAF ISSUER WANTED: what the two say, as "yes yes".
asked() {
	openssl verify -attime $(($(date +%s) + y * year)) -crl_check -CAfile "$1" -CRLfile "$2" \
		-untrusted "$3" "$4" >by-openssl 2>&1 && said=yes || said=no
	lists="--load-crl $2"
	# certtool believes a list only if it has the root that signed it.
	[ "$(key_of "$1")" = "$5" ] || lists=
	# shellcheck disable=SC2086
	at $((y * year)) certtool --verify --load-ca-certificate "$1" $lists --infile "$3" \
		>by-certtool 2>&1 && also=yes || also=no
	[ -n "$lists" ] || [ "$6" = yes ] || also=$said
	echo "$said $also"
}

# judged WANTED NAME: by every root that is valid, with what was handed out for it.
judged() {
	wanted=$1
	name=$2
	issuer=$(cat "$name/issuer")
	for root in root*.pem; do
		is_valid "$root" || continue
		chain=$name/chain.pem
		# One that came later: what is exported now leads to it.
		later=${root#root}
		[ "${later%.pem}" -gt "$(cat "$name/year")" ] && chain=$name/now.pem
		got=$(asked "$root" "list-$issuer.crl" "$chain" "$name/cert.pem" "$issuer" "$wanted")
		[ "$got" = "$wanted $wanted" ] && continue
		ok 1 "year $y: $name by $root: wanted $wanted, openssl and certtool say $got"
		tap_show openssl by-openssl
		tap_show certtool by-certtool
		wrong=1
	done
}

# ---- twelve years -------------------------------------------------------------------------------
y=0
count=0
now ssl generate --yes --dn 'CN=Life CA,O=Example' --days 2192
while [ $y -lt 12 ]; do
	case $y in
	3) now ssl renew ca ;;
	5 | 9) now ssl renew ca --new-key ;;
	esac
	case $y in
	0 | 3 | 5 | 9)
		now ssl export root$y.pem
		key=$(key_of root$y.pem)
		;;
	esac
	echo 'dn,san,days' >table.csv
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
		echo "CN=y$y-$i.example,DNS:y$y-$i.example,700" >>table.csv
	done
	now ssl batch table.csv --out "y$y"
	for name in "y$y"/*; do
		count=$((count + 1))
		echo $y >"$name/year"
		echo "$key" >"$name/issuer"
	done
	now ssl revoke --yes "$(serial_of "y$y/y$y-1.example/cert.pem")" --reason keyCompromise
	# one that an earlier key issued, where there is one
	[ $y -eq 0 ] || now ssl revoke --yes \
		"$(serial_of "y$((y - 1))/y$((y - 1))-2.example/cert.pem")"
	now ssl crl --yes "list-$key.crl"
	for former in store/ssl/former/*.cfg; do
		[ -e "$former" ] || continue
		id=$(basename "$former" .cfg)
		[ ! -e "list-$id.crl" ] || cp "store/ssl/lists/$id.pem" "list-$id.crl"
	done
	wrong=0
	for back in 0 1; do
		from=$((y - back))
		[ $from -ge 0 ] || continue
		for i in 1 2 3; do
			name=y$from/y$from-$i.example
			now ssl export --yes --chain "$name/now.pem" "$(serial_of "$name/cert.pem")"
			wanted=yes
			[ $i -eq 1 ] && wanted=no
			[ $i -eq 2 ] && [ $back -eq 1 ] && wanted=no
			judged $wanted "$name"
		done
	done
	same 0 $wrong "year $y: what is valid is accepted, and what is revoked refused"
	end=$(openssl x509 -in "y$y/y$y-3.example/cert.pem" -noout -enddate | sed 's/.*=//')
	days=$((($(date -u -d "$end" +%s) - begin - y * year) / 86400))
	[ $days -ge 698 ]
	ok $? "year $y: what is issued does not end with the CA"
	y=$((y + 1))
done
[ $count -ge 200 ]
ok $? "$count certificates were issued"
now ssl list --json
jq -r '.[] | select(.purpose == "ca") | .status' out | sort | uniq -c >text
grep -q valid text
ok $? 'the CA is valid at the end'
now history verify
ok $? 'and history is whole'
tap_done
