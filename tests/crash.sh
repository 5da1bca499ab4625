# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Runs of pemdeck in which one call to the file system fails. Sourced behind tap.sh.

# can_break: there is a compiler for what breaks calls; else the test is skipped.
can_break() {
	# shellcheck disable=SC2154 # dir
	library=$dir/crash.so
	[ ! -e "$library" ] || return 0
	${CC:-cc} -shared -fPIC -o "$library" "$TESTS/crash-preload.c" 2>"$dir/crash.log" && return 0
	skip 'no compiler for a program that breaks calls'
	return 1
}

# begin_breaking STEP: what break-all.py needs is here, and $step of so many calls one is broken;
# with PEMDECK_LONG each, or as PEMDECK_STEP says. Else the test is skipped.
begin_breaking() {
	for tool in python3 openssl; do
		command -v $tool >/dev/null && continue
		echo "1..0 # SKIP $tool is missing"
		exit 0
	done
	can_break || tap_done
	unset FAIL_LIBRARY
	export PEMDECK CRASH_LIBRARY="$library"
	step=$1
	# shellcheck disable=SC2034 # for whoever called
	[ -z "${PEMDECK_LONG:-}" ] || step=${PEMDECK_STEP:-1}
}

# count_calls PEMDECK-WORDS...: runs it with nothing broken; $calls says how many there were.
count_calls() {
	CRASH_READS=1 CRASH_COUNT=$dir/calls LD_PRELOAD=$library run "$@"
	# shellcheck disable=SC2034 # for whoever called
	calls=$(cat "$dir/calls")
}

# each_error ERROR: the errno that calls fail with; with PEMDECK_LONG one after the other that a
# file system has: EIO, ENOSPC, EMFILE, ENOMEM, EACCES, EROFS, ENFILE.
each_error() {
	if [ -n "${PEMDECK_LONG:-}" ]; then echo 5 28 24 12 13 30 23; else echo "$1"; fi
}

# broken CALL ERROR PEMDECK-WORDS...: runs it, and that call fails with that errno.
broken() {
	at=$1 error=$2
	shift 2
	CRASH_READS=1 CRASH_AT=$at CRASH_ERROR=$error LD_PRELOAD=$library run "$@"
}
