#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 10,000 certificates: imported, listed, shown and exported, beside programs that only
# read them: certtool -i and openssl storeutl. The best of the tries of each, by the
# clock, which also counts what else runs and the disk, and by the processors (user and
# system), which ratios are of. What misses its goal is said at the end.
: "${PEMDECK:?names the program}" "${MAKE_CERTIFICATES:?names the program that makes them}"
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-bench.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
missed=

# spent COMMAND...: what it takes, in ms: by the clock, and of the processors.
spent() {
	begin=$(date +%s%N)
	(
		"$@" >"$dir/said" 2>&1 || exit 1
		times
	) >"$dir/times" || {
		cat "$dir/said" >&2
		exit 1
	}
	awk -F '[ms ]+' -v clock="$((($(date +%s%N) - begin) / 1000000))" \
		'END { print clock, int(60000 * ($1 + $3) + 1000 * ($2 + $4)) }' "$dir/times"
}

# best STORES COMMAND...: the least of one try in each of these stores, into $clock and
# $spent.
best() {
	clock='' spent=''
	stores=$1
	shift
	for kept in $stores; do
		export PEMDECK_STORE="$dir/store$kept"
		took=$(spent "$@") || exit 1
		[ -n "$clock" ] && [ "$clock" -lt "${took% *}" ] || clock=${took% *}
		[ -n "$spent" ] && [ "$spent" -lt "${took#* }" ] || spent=${took#* }
	done
}

# memory STORE COMMAND...: the most that it had in memory, in MB.
memory() {
	export PEMDECK_STORE="$dir/store$1"
	shift
	python3 -c 'import os, sys
null = os.open(os.devnull, os.O_WRONLY)
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
                        file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss // 1024)
sys.exit(status != 0)' "$@"
}

# tell WORDS FIGURE UNIT GOAL [MORE]
tell() {
	echo "$1: $2 $3 (goal: at most $4)${5-}"
	[ "$2" -le "$4" ] || missed="$missed $1;"
}

# tell_best WORDS GOAL: of the last best.
tell_best() {
	tell "$1" "$clock" ms "$2" ", of the processors $spent ms"
}

# beside NAME: the last best next to a program that only reads.
beside() {
	echo "$1 reads them in $spent ms of the processors: import takes" \
		"$((100 * import / spent)) % of that, list $((100 * list / spent)) %"
}

"$MAKE_CERTIFICATES" 10000 >"$dir/many.pem" || exit 1
for kept in 1 2 3 4; do
	$PEMDECK --store "$dir/store$kept" settings set warning_days 30 >"$dir/said" || exit 1
done
echo '10,000 certificates'
best '1 2 3' "$PEMDECK" trust import "$dir/many.pem"
import=$spent
tell_best import 2000
best '1 2 3' "$PEMDECK" trust list
list=$spent
tell_best list 300
best '1 2 3' "$PEMDECK" trust show 'Root CA 05000'
tell_best show 300
best '1 2' "$PEMDECK" trust export --all --yes "$dir/all.pem"
tell_best export 2000
if command -v certtool >/dev/null; then
	best 1 certtool -i --infile "$dir/many.pem"
	beside 'certtool -i'
else
	echo 'certtool is missing, and left out'
fi
if command -v openssl >/dev/null; then
	best 1 openssl storeutl -noout -text -certs "$dir/many.pem"
	beside 'openssl storeutl'
else
	echo 'openssl is missing, and left out'
fi
if command -v python3 >/dev/null; then
	most=$(memory 1 "$PEMDECK" trust list) || exit 1
	tell 'memory of list' "$most" MB 60
	most=$(memory 4 "$PEMDECK" trust import --quiet "$dir/many.pem") || exit 1
	tell 'memory of import' "$most" MB 60
	most=$(memory 1 "$PEMDECK" trust export --quiet --all --yes "$dir/all.pem") || exit 1
	tell 'memory of export' "$most" MB 60
else
	echo 'python3, which measures memory, is missing'
fi
echo "missed:${missed:- nothing}"
