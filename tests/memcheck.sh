#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: memcheck.sh LOGS PROGRAM [ARGUMENT]...
#
# Runs a program under valgrind, which writes what it finds, and nothing else, to
# LOGS/PID.log: what the program prints stays as it is. Exit status 99 if there is any.

logs=${1:?usage: memcheck.sh LOGS PROGRAM [ARGUMENT]...}
shift
exec valgrind -q --vgdb=no --suppressions="$(dirname "$0")/libconfig.supp" --leak-check=full --errors-for-leak-kinds=definite \
	--show-leak-kinds=definite --error-exitcode=99 --num-callers=30 \
	--log-file="$logs/%p.log" "$@"
