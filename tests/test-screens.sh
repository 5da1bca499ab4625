#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: test-screens.sh [SCRIPT]...
#
# Runs scripts of screens/README.md, all of them if none is named, and joins their
# results. SCREEN_DRIVER names the driver; without one there is nothing to run.
# SCREENS_ACCEPT=1 makes what is shown now the right screens.

tests=${TESTS:-$(dirname "$0")}
driver=${SCREEN_DRIVER:-tests/screen-driver}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
[ $# -gt 0 ] || set -- "$tests"/screens/*.screen

# Under valgrind some of them, with pemdeck itself watched: see sample.sh.
watched()
{
	[ -z "${PEMDECK_VALGRIND-}" ] && return
	case $1 in
	*/app-generate.screen | */app-show.screen | */app-update.screen) ;;
	*/term-keys.screen | */term-paste.screen) ;;
	*) return 1 ;;
	esac
}

# How lists were looked at is remembered there, in a tester's own home.
unset XDG_STATE_HOME
said=$(mktemp "${TMPDIR:-/tmp}/pemdeck-screens.XXXXXX") || exit 1
trap 'rm -f "$said"' EXIT
trap 'exit 1' HUP INT TERM

# Status 75: the machine was too busy for a script about time, which is run again.
run_script()
{
	tries=0 status=75
	while [ $status -eq 75 ] && [ $tries -lt 30 ]; do
		tries=$((tries + 1)) status=0
		"$driver" "$1" >"$said" || status=$?
	done
	cat "$said"
	[ $status -eq 0 ] || echo "status $status of $1"
}

for script in "$@"; do
	! watched "$script" || run_script "$script"
done | awk '
	/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++count) }
	/^not ok / { failed = 1 }
	/^1\.\.[0-9]+$/ { next }
	# 1: some results were "not ok"; more: the script or the driver broke.
	/^status / {
		if ($2 == 1 || $2 == 75)
			next
		print "not ok " ++count " - " $4 " runs to its end"
		failed = 1
		next
	}
	{ print; fflush() }
	END { print "1.." count + 0; exit failed }'
