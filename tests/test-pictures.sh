#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The screens that one looks at most, of a store and on a day that are always the same, at
# three sizes: as screens/pictures/NAME.txt has them, and NAME-ascii.txt without UTF-8 and
# colours. SCREENS_ACCEPT=1 writes the files anew: read them before you keep them.
: "${TESTS:?names the folder of tests}"
driver=${SCREEN_DRIVER:-tests/screen-driver}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP the same screens are looked at by others under valgrind'
	exit 0
fi
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl jq
case $driver in /*) ;; *) driver=$PWD/$driver ;; esac
PICTURES=$TESTS/screens/pictures
case $PICTURES in /*) ;; *) PICTURES=$PWD/$PICTURES ;; esac
cd "$dir" || exit 1
CLOCK=$PWD/clock.so
export PICTURES CLOCK
# shellcheck source=tests/sample-store.sh
. "$TESTS/sample-store.sh"
if ! ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log ||
	[ "$(at 0 date +%F)" != 2026-12-01 ]; then
	echo '1..0 # SKIP the clock cannot be moved'
	exit 0
fi
make_sample_store && break_sample_store
ok $? 'the stores'

# seen SUFFIX LINE...: every picture, on terminals that the lines describe.
seen() {
	suffix=$1
	shift
	{
		printf '%s\n' 'size 24 80' 'env TZ UTC' 'env CLOCK_HOST gw01' "env LD_PRELOAD $CLOCK" \
			"env CLOCK_AHEAD $((noon + 10800 - $(date +%s)))" "$@"
		cat <<'MASKS'
mask /[0-9]{2}:[0-9]{2}:[0-9]{2} UTC/ 12.00.00 UTC
mask /20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/ 2026-12-01 12.00
mask /line 1 of [0-9]+$/ line 1 of N
mask /[A-Za-z0-9+\/]{43}=/ Ab+=
mask /[0-9A-F]{2}(:[0-9A-F]{2})+:?/ 3F:9A
mask /\/[0-9a-f]{1,7}~/ /3~
mask /[0-9A-Fa-f]{8,}/ 3f9a
MASKS
		sample_screens | while read -r name store keys; do
			# shellcheck disable=SC2016
			printf '%s\n' "env XDG_STATE_HOME $PWD/state$suffix-$name" \
				'run $PEMDECK --store '"$store"' --account ops' \
				'wait /m Menu .*\? Help/' 'wait-quiet'
			for key in $keys; do
				printf 'key %s\n' "$key" | sed 's/^key type=/type /'
				# What it reads takes longer than it is quiet meanwhile.
				[ "$key" != D ] || echo 'wait /^Doctor: /'
				echo wait-quiet
			done
			echo "screen \$PICTURES/$name$suffix 80x24 40x12 132x43"
			printf '%s\n' 'signal TERM' 'exit 0'
		done
	} >pictures.screen
	"$driver" pictures.screen >said
	ok $? "screens as their files NAME$suffix say" || grep -v '^ok' said | sed 's/^/#   /'
}
seen ''
seen -ascii 'env LC_ALL C' 'env NO_COLOR 1' 'env TERM vt100'
sample_screens | while read -r name _; do
	printf '%s.txt\n%s-ascii.txt\n' "$name" "$name"
done | sort >wanted
(cd "$PICTURES" && find . -name '*.txt') | sed 's,^\./,,' | sort >files
same '' "$(comm -23 files wanted | tr '\n' ' ')" \
	'no file is of a screen that is gone'

# ---- legible on every background ----------------------------------------------------------
# What is said is bold in the terminal's own colour; a mark has a colour behind it, whose
# contrast tests/test-colours.c computes. With fewer than 256 colours there is none of them.
{
	printf '%s\n' 'size 24 80' 'env CLOCK_HOST gw01' "env LD_PRELOAD $CLOCK" \
		"env CLOCK_AHEAD $((noon + 10800 - $(date +%s)))" \
		"env XDG_STATE_HOME $PWD/state"
	# shellcheck disable=SC2016
	printf '%s\n' 'run $PEMDECK --store store --account ops' 'wait /m Menu .*\? Help/' \
		'wait /^x   alice .* EXPIRES 11 d/' 'wait /^!   ldap.* EXPIRES 30 d/' \
		'attr 7 0 coloured' 'attr 7 67 uncoloured' 'attr 7 67 bold' \
		'attr 8 0 coloured' 'attr 8 67 uncoloured' 'attr 8 67 bold' \
		'attr 8 4 plain' 'attr 10 67 plain' 'signal TERM' 'exit 0'
	# shellcheck disable=SC2016
	for few in 'env TERM xterm' 'env NO_COLOR 1'; do
		printf '%s\n' "$few" 'run $PEMDECK --store store --account ops' \
			'wait /^!   ldap.* EXPIRES 30 d/' 'attr 7 0 uncoloured' 'attr 7 0 bold' \
			'attr 8 0 uncoloured' 'attr 8 0 bold' 'attr 7 67 uncoloured' \
			'attr 7 67 bold' 'attr 8 67 bold' 'signal TERM' 'exit 0'
	done
} >colours.screen
"$driver" colours.screen >said
ok $? 'no word is in a colour that some background hides' || sed 's/^/#   /' said

# ---- what can be done from there ---------------------------------------------------------
# "!" and "*": what the same key of the same tab does is done at once.
cp -pR store renewed
{
	printf '%s\n' 'size 24 80' 'env CLOCK_HOST gw01' "env LD_PRELOAD $CLOCK" \
		"env CLOCK_AHEAD $((noon + 10800 - $(date +%s)))" \
		"env XDG_STATE_HOME $PWD/state"
	# shellcheck disable=SC2016
	printf '%s\n' 'run $PEMDECK --store renewed --account ops' 'wait /m Menu .*\? Help/' \
		'key !' 'wait /^What needs doing/' 'key *' \
		'wait /7 tagged, this one too/' 'key r' 'wait /^Renew: 4 rows/' 'key F2' \
		'wait /4 certificates renewed/' 'signal TERM' 'exit 0'
} >renew.screen
"$driver" renew.screen >said
ok $? 'all that Renew is for are renewed at once from there' || sed 's/^/#   /' said

# ---- the pictures in the README -----------------------------------------------------------
# What they show is what the files of 80x24 say, but for numbers that differ each time.
plain() {
	sed -e 's/[0-9][0-9][.:][0-9][0-9]\([.:][0-9][0-9]\)\{0,1\}\( \|$\)/@\2/g; s/line 1 of [0-9N]*/line 1/' \
		-e 's/3F:9A */#/g; s/3f9a */#/g; s/Ab+= */#/g' \
		-e 's/[0-9A-F][0-9A-F]\(:[0-9A-F][0-9A-F]\)\{1,\}:*/#/g' \
		-e 's/[0-9A-Fa-f]\{8,\}/#/g; s/[A-Za-z0-9+/]\{43\}=/#/g' \
		-e 's/  */ /g; s/ $//; s/# /#/g; /^~\( [0-9]*\)\{0,1\}$/d; /^$/d'
}
sample_screens | while read -r name _; do
	for suffix in '' -light; do
		sed -n 's/<[^>]*>//g; /^[^<]/p' "$PICTURES/../../../pictures/$name$suffix.svg" |
			sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | plain >picture
		sed -n '/^== 80x24/,/^== 40x12/p' "$PICTURES/$name.txt" | sed '/^== /d' |
			plain >text
		cmp -s picture text || {
			echo "$name$suffix"
			diff picture text >>differences
		}
	done
done >stale
same '' "$(tr '\n' ' ' <stale)" 'the pictures are of what is shown (script/pictures makes them anew)' ||
	tap_show "differences" differences
tap_done
