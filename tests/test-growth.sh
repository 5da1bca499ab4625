#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What an operation costs must not grow with what a store holds: in instructions, which a
# busy machine does not change, at most 1.3 times as many in a store of 2,000 trusted and
# 2,000 issued certificates, after 120 changes, as in one of 10, after 25. GROWTH_TABLE=1
# prints the counts. Nothing here is about a disk.
# shellcheck source=tests/tap.sh
[ -n "${TMPDIR-}" ] || ! [ -w /dev/shm ] || export TMPDIR=/dev/shm
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
make=${FIXTURES:=tests/fixtures}/../make-certificates
tap_needs valgrind jq awk
if ! [ -x "$make" ] || [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP no make-certificates, or under valgrind already'
	exit 0
fi
# shellcheck disable=SC2086 # the program and its words
if ! valgrind --tool=lackey --basic-counts=yes $PEMDECK --version 2>&1 | grep -q 'guest instrs:'; then
	echo '1..0 # SKIP valgrind cannot count instructions here'
	exit 0
fi
cd "$dir" || exit 1
"$make" 2002 >roots.pem
awk '/BEGIN/ { n++ } n <= 10' roots.pem >10.pem
awk '/BEGIN/ { n++ } n > 1 && n <= 2001' roots.pem >2000.pem
awk '/BEGIN/ { n++ } n == 1' roots.pem >one.pem
awk '/BEGIN/ { n++ } n == 11' roots.pem >other.pem
awk '/BEGIN/ { n++ } n == 2002' roots.pem >new.pem
echo made >made
cp other.pem one-of-10.pem
cp one.pem one-of-2000.pem

# fill COUNT CHANGES: a store of that size, kept in $dir/COUNT.
fill() {
	export PEMDECK_STORE="$dir/$1"
	for i in $(seq "$2"); do
		run --quiet settings set warning_days $((100 + i % 2))
	done
	# The largest entries are the newest, which a list shows.
	run --quiet trust import "$1.pem"
	{
		echo dn,purpose
		for i in $(seq "$1"); do echo "CN=h$i.example.org,server"; done
	} >batch.csv
	run --quiet ssl issue --batch batch.csv
	run trust list --json
	jq -r '.[0].fingerprint // .[0].sha256 // .[0].id' out | tr -d : | tr A-F a-f >"$1.id"
	run ssl list --json
	jq -r '[.[] | select(.purpose == "server").serial] | first' out >"$1.serial"
	run --quiet encryption import "$dir/one.pem" --alias holder --yes --anyway
	[ -s "$1.id" ] && [ -s "$1.serial" ]
	ok $? "a store of $1"
}
fill 10 25
fill 2000 120

# count COUNT WORDS: the instructions of one run, without those of its children.
count() {
	size=$1
	shift
	rm -rf site site.pem site.ocsp made.*
	words=$(echo "$*" | sed "s/SERIAL/$(cat "$size.serial")/; s/ID/$(cat "$size.id")/")
	# shellcheck disable=SC2086
	PEMDECK_STORE=$dir/$size valgrind --tool=lackey --basic-counts=yes $PEMDECK $words \
		<"one-of-$size.pem" >said 2>counts || {
		tap_show "pemdeck $words" counts >&2
		echo 0
		return
	}
	awk '$2 == "Command:" { own = $1 }
		$1 == own && $2 == "guest" && $3 == "instrs:" { gsub(",", "", $4); print $4 }' counts
}

# grows_by TENTHS WORDS: the operation costs so much of it in the larger store at most.
grows_by() {
	most=$1
	shift
	few=$(count 10 "$@")
	many=$(count 2000 "$@")
	[ -z "${GROWTH_TABLE-}" ] || echo "# $few $many $*"
	[ "$few" -gt 1000000 ] && [ $((10 * many)) -le $((most * few)) ]
	ok $? "$*" || echo "#   $few instructions in a store of 10, $many in one of 2000"
}

# grows_not WORDS: the operation costs the same in both.
grows_not() {
	grows_by 13 "$@"
}
# What asks all and so grows (ARCHITECTURE.md says why), only for the table.
if [ -n "${GROWTH_TABLE-}" ]; then
	words='trust alias ID growing'
	# shellcheck disable=SC2086 # words
	echo "# $(count 10 $words) $(count 2000 $words) $words"
fi
grows_not trust add --yes
grows_not trust show ID
grows_not trust export ID site.pem
grows_not trust remove ID --yes
grows_not trust import new.pem --yes
# Whether others touched the same since is looked for in the text of the large entries, and by
# chance stands at their beginning or at their end: 8.7 to 10.6 million instructions, of 8.
grows_by 20 history list --limit 7
grows_not ssl issue --purpose server --san DNS:x.example.org --dn CN=x.example.org --out site
grows_not ssl show SERIAL
grows_not ssl export site.pem SERIAL
grows_not ssl ocsp SERIAL site.ocsp
grows_not ssl renew SERIAL
# The list that they sign names all that are revoked, so each record is searched for whether it
# is: some 1,000 instructions, where the C library searches byte by byte 3,500.
grows_by 20 ssl revoke SERIAL --reason certificateHold --yes
grows_by 20 ssl revoke SERIAL --reason removeFromCRL --yes
grows_not ssl forget-key SERIAL --yes
grows_not tls show
grows_not tls generate --yes --algorithm ec
grows_not signature show
grows_not signature sign made --yes
grows_not encryption add --alias growing --yes --anyway
grows_not encryption encrypt holder secret
grows_not encryption delete holder --yes
grows_not settings set critical_days 10
grows_not history undo --yes
tap_done
