# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Test results in TAP for shell tests. A test sources this file, runs the program with
# `run`, says what must hold of it, and ends with `tap_done`. Each test has a fresh
# directory $dir and in it a fresh store; both are removed at the end.

tap_count=0
tap_failed=0
# ld.so ends a path at a blank and at a colon: a test that puts a library before others has to
# stand where there is none.
case ${TMPDIR:-/tmp} in
*[[:space:]:]*)
	! grep -Eq 'preload|LD_PRELOAD|/(clock|crash)\.sh' "$0" || export TMPDIR=/tmp
	;;
esac
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-test.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
export PEMDECK_STORE="$dir/store" PEMDECK_ETC="$dir/.etc" XDG_STATE_HOME="$dir/.state"
mkdir "$PEMDECK_ETC" # no settings of this machine
: "${PEMDECK:?names the program to test}"
# Of the words that it may be, one that is a path with a blank is two: another leads there.
case $PEMDECK in
*[[:space:]]*)
	[ ! -x "$PEMDECK" ] || {
		mkdir "$dir/.bin" && ln -s "$PEMDECK" "$dir/.bin/pemdeck" || exit 1
		export PEMDECK="$dir/.bin/pemdeck"
	}
	;;
esac

# ok STATUS WORDS...: one result; STATUS is 0 where it held.
ok() {
	tap_count=$((tap_count + 1))
	tap_status=$1
	shift
	if [ "$tap_status" -eq 0 ]; then
		printf 'ok %s - %s\n' "$tap_count" "$*"
		return 0
	fi
	tap_failed=$((tap_failed + 1))
	printf 'not ok %s - %s\n' "$tap_count" "$*"
	return 1
}

skip() {
	tap_count=$((tap_count + 1))
	printf 'ok %s # SKIP %s\n' "$tap_count" "$*"
}

# tap_needs TOOL...: where one is missing, what comes now is skipped, by that name.
tap_needs() {
	for tap_tool; do
		command -v "$tap_tool" >/dev/null || {
			skip "$tap_tool is missing"
			tap_done
		}
	done
}

tap_show() {
	echo "#   $1:"
	sed 's/^/#     /' "$2"
}

# What gives the terminal away, where there is one: a process more for each run.
if (: </dev/tty) 2>/dev/null; then
	without_terminal='setsid -w'
else
	without_terminal=
fi

# run WORDS...: runs pemdeck without a terminal, standard input as it is; $status, and the
# files $dir/out and $dir/err say what happened. PEMDECK may be a wrapper with its words.
run() {
	status=0
	# shellcheck disable=SC2086
	$without_terminal $PEMDECK "$@" >"$dir/out" 2>"$dir/err" || status=$?
}

# as_other: sets $as_other, in front of what somebody runs who is not root; empty if that is who
# runs the tests. Fails where such a one cannot reach the program.
as_other() {
	as_other=
	[ "$(id -u)" -eq 0 ] || return 0
	as_other='setpriv --reuid 4711 --regid 4711 --clear-groups'
	$as_other test -x "${PEMDECK%% *}"
}

# succeeds WORDS... -- PEMDECK WORDS...: the run ends with 0.
succeeds() {
	words=$1
	shift
	run "$@"
	[ "$status" -eq 0 ]
	ok $? "$words" || {
		printf '#   pemdeck %s: exit status %s\n' "$*" "$status"
		tap_show stderr "$dir/err"
	}
}

# Whether a file has one line.
one_line() {
	{ read -r _ && ! read -r _; } <"$1"
}

# fails STATUS PATTERN WORDS PEMDECK-WORDS...: it ends with that status, says one line on
# standard error that matches the pattern (grep -E), and nothing on standard output.
fails() {
	wanted=$1 pattern=$2 words=$3
	shift 3
	run "$@"
	[ "$status" -eq "$wanted" ] && grep -Eq -e "$pattern" "$dir/err" &&
		one_line "$dir/err" && [ ! -s "$dir/out" ]
	ok $? "$words" || {
		printf '#   pemdeck %s: exit status %s, wanted %s and /%s/\n' "$*" "$status" \
			"$wanted" "$pattern"
		tap_show stderr "$dir/err"
		tap_show stdout "$dir/out"
	}
}

# prints PATTERN WORDS: the last run's standard output matches.
prints() {
	grep -Eq -e "$1" "$dir/out"
	ok $? "$2" || tap_show "stdout, wanted /$1/" "$dir/out"
}

# same WANTED GOT WORDS
same() {
	[ "$1" = "$2" ]
	ok $? "$3" || printf '#   wanted: %s\n#   got: %s\n' "$1" "$2"
}

# check WORDS COMMAND...: another program agrees (its output is shown if not).
check() {
	words=$1
	shift
	"$@" >"$dir/check" 2>&1
	ok $? "$words" || {
		printf '#   %s\n' "$*"
		tap_show said "$dir/check"
	}
}

# A sum of everything in the store but its lock: what a failed operation must not
# change.
store_sum() {
	(cd "$PEMDECK_STORE" && find . -type f ! -name lock -exec sha256sum {} + | sort)
}

# full_disk DIRECTORY: mounts a file system there that has room for so many files of a
# page, 2 without a number. Fails where that may not be done.
full_disk() {
	# shellcheck disable=SC2154 # dir
	mount -t tmpfs -o "mode=755,size=$((4 * ${2:-2}))k" none "$1" 2>/dev/null || return 1
	trap 'umount -l "'"$1"'"; rm -rf "$dir"' EXIT
}

# flip FILE OFFSET: the lowest bit of that byte is another.
flip() {
	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059 # the format is an octal escape
	printf "\\$(printf '%03o' $((byte ^ 1)))" |
		dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

tap_done() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
