#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: sample.sh LOGS PROGRAM [ARGUMENT]...
#
# Runs one command line of eight under valgrind, always the same ones, and the others
# without: a process takes seconds under it and the tests start a thousand. Leaks and
# bad accesses of all of them are seen by the suite under AddressSanitizer.

: "${2:?usage: sample.sh LOGS PROGRAM [ARGUMENT]...}"
sum=$(shift 2 && printf '%s ' "$@" | sed 's,/[^ ]*,,g' | cksum)
if [ $((${sum%% *} % 8)) -eq 0 ]; then
	exec "$(dirname "$0")/memcheck.sh" "$@"
fi
shift
exec "$@"
