# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What was made at another time: at_date runs a command by the clock of that day. It is there
# where $has_clock says so: a compiler makes it.

# shellcheck disable=SC2154 # dir
if ${CC:-cc} -shared -fPIC -o "$dir/clock.so" "$TESTS/clock-preload.c" 2>"$dir/clock.log"; then
	has_clock=yes
else
	has_clock=
fi

# at_date DATE COMMAND...
at_date() {
	ahead=$(($(date -d "$1" +%s) - $(date +%s)))
	shift
	CLOCK_AHEAD=$ahead LD_PRELOAD="$dir/clock.so" "$@"
}
