#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What TOUR.md and the examples of pemdeck(1) tell to type does what they say, one after the
# other, in an empty directory.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
top=$TESTS/..
case $top in /*) ;; *) top=$PWD/$top ;; esac
mkdir "$dir/bin"
printf '#!/bin/sh\nexec %s "$@"\n' "$PEMDECK" >"$dir/bin/pemdeck"
chmod +x "$dir/bin/pemdeck"
PATH=$dir/bin:$PATH
unset SUDO_USER

# typed: lines "$ COMMAND", each followed by what it prints, "" where nothing is said.
typed() {
	while IFS= read -r line; do
		case $line in
		'$ '*)
			compare
			command=${line#??}
			printf '%s\n' "$command" >line.sh
			sh ./line.sh >printed 2>&1 </dev/null
			ok $? "$command" || tap_show printed printed
			: >wanted
			;;
		*) printf '%s\n' "$line" >>wanted ;;
		esac
	done
	compare
}

# What was printed is what stands below, if anything does.
compare() {
	[ -s wanted ] || return 0
	same "$(cat wanted)" "$(cat printed)" '  prints what stands there'
	: >wanted
}

# ---- the tour --------------------------------------------------------------------------
mkdir "$dir/tour" && cd "$dir/tour" || exit 1
export PEMDECK_STORE="$dir/tour-store"
: >wanted
sed -n 's/^    //p' "$top/TOUR.md" >../tour.lines
same true "$([ "$(grep -c '^\$ ' ../tour.lines)" -ge 20 ] && echo true)" 'the tour has lines to type'
typed <../tour.lines

# ---- the manual --------------------------------------------------------------------------
mkdir "$dir/manual" && cd "$dir/manual" || exit 1
export PEMDECK_STORE="$dir/manual-store"
: >wanted
sed -n '/^\.SH EXAMPLES/,/^\.SH [^E]/p' "$top/data/pemdeck.1" |
	sed -n '/^\.RS$/,/^\.RE$/p' | sed '/^\./d; s/\\(aq/'"'"'/g; s/\\-/-/g; s/\\e/\\/g; s/\\\&//g' \
	>../manual.text
# A line goes on behind a backslash.
sed -e ':more' -e '/\\$/{N;s/\\\n */ /;bmore' -e '}' ../manual.text | sed 's/^/$ /' >../manual.lines
same true "$([ "$(wc -l <../manual.lines)" -ge 24 ] && echo true)" 'the manual has examples'
typed <../manual.lines
tap_done
