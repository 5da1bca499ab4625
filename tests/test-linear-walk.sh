#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The dialogue in lines walked through the whole table of operations: menus offer all of it,
# and Enter alone, wrong answers, "back", C-c and an end at any question change nothing that
# would be lost, and lead back to the tab or out.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
: "${FIXTURES:?names the folder of fixtures}"
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP too slow under valgrind'
	exit 0
fi
. "$TESTS/tap.sh"
tap_needs openssl certtool
operations=${OPERATIONS:-tests/operations}
driver=${SCREEN_DRIVER:-tests/screen-driver}
case $operations in /*) ;; *) operations=$PWD/$operations ;; esac
case $driver in /*) ;; *) driver=$PWD/$driver ;; esac
cd "$dir" || exit 1
unset SUDO_USER

# ---- a store with a row of every kind --------------------------------------------------
export PEMDECK_STORE=store
ln -s "$FIXTURES" in
prepare() {
	succeeds "$1 $2" "$@" --account ops --yes
}
prepare ssl import in/openssl-ca.key in/openssl-ca.pem
prepare ssl issue --purpose server --dn CN=www.example.org --out www
prepare ssl request --algorithm ed25519 --dn 'CN=Example Issuing CA,O=Example' ca.csr
prepare signature generate --dn CN=signer,O=Example
prepare encryption import in/leaf.pem --alias agent-01
prepare tls import in/chain-with-key.pem
prepare tls request --dn CN=gw01.example.org gw01.csr
prepare tls target-set nginx --certificate /etc/pemdeck-gw01.pem
prepare settings hook-set "$dir/roots.pem"
prepare settings profile-set inner --purpose server --days 90
prepare trust import in/root.pem in/expired-ca.pem
run trust verify in/other-leaf.pem --account ops
cp -pR store prepared
afresh() {
	rm -rf store && cp -pR prepared store
}
"$operations" >table

# ---- menus -----------------------------------------------------------------------------
# Of the tab, and of each row: numbers of rows that are not there are told as such.
cut -f 1 table | sort -u >all-tabs
while read -r tab; do
	{
		echo "$tab"
		for row in $(seq 0 7) $(seq 14 24); do
			printf '%s\nback\n' "$row"
			# A row that is not there opens no menu, and "back" left the tab.
			echo "$tab"
		done
	} >in.menu
	run --linear --account ops <in.menu
	sed -n 's/^[0-9]\{1,2\} //p' out | sed 's/, not now.*//' | sort -u >offered
	# What is for rows of a result, of this machine or of what is broken, has none here.
	awk -F '\t' -v tab="$tab" '$1 == tab && $1 !~ /^(scan|fleet|token)$/ && $2 != "mend" &&
		$2 !~ /^system-(remove|distrust)$/ { print $5 }' table | sort -u >labels
	same '' "$(comm -13 offered labels | tr '\n' ' ')" "menus of $tab offer all of it"
done <all-tabs

# ---- answers ---------------------------------------------------------------------------
# answered WORDS HAZARD: the input is answered to its end, in text alone, and what would
# replace or destroy something does not.
answered() {
	run --linear --account ops <in.walk
	unchanged=true
	case $2 in
	replaces | destroys) [ "$before" = "$(store_sum)" ] || unchanged=false ;;
	esac
	[ "$status" -eq 0 ] && [ ! -s err ] && $unchanged &&
		! LC_ALL=C grep -q '[[:cntrl:]]' out
	ok $? "$1" || {
		printf '#   exit status %s, store unchanged: %s\n' "$status" "$unchanged"
		tap_show stdout out
		tap_show stderr err
	}
}

# walk TAB OPERATION HAZARD WORDS COUNT ANSWER: the same answer to each question.
walk() {
	{
		printf '%s\n%s\n' "$1" "$2"
		awk -v count="$5" -v answer="$6" \
			'BEGIN { while (count-- > 0) print answer }'
	} >in.walk
	answered "$1 $2: $4" "$3"
}

# Neither a name, a number, a choice nor the beginning of yes or no; no host is asked for.
wrong='?! "x \ ~'
before=$(store_sum)
while IFS='	' read -r tab operation _ hazard _; do
	# Its default is this host, whose name is asked elsewhere.
	[ "$tab $operation" != 'tls check' ] || continue
	walk "$tab" "$operation" "$hazard" 'Enter alone' 40 ''
	walk "$tab" "$operation" "$hazard" back 12 back
	[ "$tab $operation" = 'trust check' ] ||
		walk "$tab" "$operation" "$hazard" 'wrong answers' 40 "$wrong"
	[ "$before" = "$(store_sum)" ] || afresh
done <table

# ---- on a terminal ---------------------------------------------------------------------
if ! [ -x "$driver" ]; then
	skip 'no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	tap_done
fi
# cancels TAB OPERATION LINE...: after the lines, C-c leads back to the tab or to its level.
cancels() {
	printf '%s\n' "type $1" 'key Enter' 'wait /row, menu or help:$/' "type $2" 'key Enter' \
		wait-quiet
	shift 2
	[ $# -eq 0 ] || printf '%s\n' "$@"
	printf '%s\n' 'key C-c' 'wait /(row, menu or help|Tab):$/' 'key C-l C-u' wait-quiet
}
{
	# A page as long as that asks nothing in between.
	printf '%s\n' 'size 300 100' 'env TERM dumb' 'env PEMDECK_STORE store' \
		"run \$PEMDECK --account ops" 'wait /^Tab:$/'
	grep -v '^tls	check' table | while IFS='	' read -r tab operation _ hazard _; do
		cancels "$tab" "$operation"
		[ "$hazard" = reads ] ||
			cancels "$tab" "$operation" 'key Enter' wait-quiet
	done
	printf '%s\n' 'type quit' 'key Enter' 'exit 0' 'termios-restored'
} >cancel.screen
afresh
"$driver" cancel.screen >said
ok $? 'C-c at the first question, and at the second of what changes something' ||
	grep -v '^ok' said | sed 's/^/#   /'
same "$(cd prepared && find keys -type f | sort)" "$(cd store && find keys -type f | sort)" \
	'and no key is made or gone'
tap_done
