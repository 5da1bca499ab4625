#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 10,000 certificates: imported, listed, shown and exported, beside programs that only
# read them: certtool -i and openssl storeutl. Times are of the processors, user and
# system, so that what else runs matters less; the best of the tries of each. What
# misses its goal is said at the end.
: "${PEMDECK:?names the program}" "${MAKE_CERTIFICATES:?names the program that makes them}"
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-bench.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
missed=

# spent COMMAND...: processor time that it takes, in ms.
spent() {
	(
		"$@" >"$dir/said" 2>&1 || exit 1
		times
	) >"$dir/times" || {
		cat "$dir/said" >&2
		exit 1
	}
	awk -F '[ms ]+' 'END { print int(60000 * ($1 + $3) + 1000 * ($2 + $4)) }' "$dir/times"
}

# best STORES COMMAND...: the least of one try in each of these stores.
best() {
	least=
	stores=$1
	shift
	for kept in $stores; do
		export PEMDECK_STORE="$dir/store$kept"
		took=$(spent "$@") || exit 1
		[ -n "$least" ] && [ "$least" -lt "$took" ] || least=$took
	done
	echo "$least"
}

# memory COMMAND...: the most that it had in memory, in MB.
memory() {
	export PEMDECK_STORE="$dir/store1"
	/usr/bin/time -f %M -o "$dir/memory" "$@" >"$dir/said" 2>&1 || exit 1
	echo $(($(tail -1 "$dir/memory") / 1024))
}

# tell WORDS FIGURE UNIT GOAL
tell() {
	echo "$1: $2 $3 (goal: at most $4)"
	[ "$2" -le "$4" ] || missed="$missed $1;"
}

# beside NAME MS: import next to a program that only reads.
beside() {
	echo "$1 reads them in $2 ms: import takes $((100 * import / $2)) % of that, list" \
		"$((100 * list / $2)) %"
}

"$MAKE_CERTIFICATES" 10000 >"$dir/many.pem" || exit 1
for kept in 1 2 3; do
	$PEMDECK --store "$dir/store$kept" settings list >"$dir/said" || exit 1
done
import=$(best '1 2 3' "$PEMDECK" trust import "$dir/many.pem") || exit 1
list=$(best '1 2 3' "$PEMDECK" trust list) || exit 1
show=$(best '1 2 3' "$PEMDECK" trust show 'Root CA 05000') || exit 1
export=$(best '1 2' "$PEMDECK" trust export --all --yes "$dir/all.pem") || exit 1
echo '10,000 certificates'
tell import "$import" ms 2000
tell list "$list" ms 300
tell show "$show" ms 300
tell export "$export" ms 2000
if command -v certtool >/dev/null; then
	theirs=$(best 1 certtool -i --infile "$dir/many.pem") || exit 1
	beside 'certtool -i' "$theirs"
fi
if command -v openssl >/dev/null; then
	theirs=$(best 1 openssl storeutl -noout -text -certs "$dir/many.pem") || exit 1
	beside 'openssl storeutl' "$theirs"
fi
if [ -x /usr/bin/time ]; then
	tell 'memory of list' "$(memory "$PEMDECK" trust list)" MB 60
	tell 'memory of import' "$(memory "$PEMDECK" trust import "$dir/many.pem")" MB 60
	tell 'memory of export' \
		"$(memory "$PEMDECK" trust export --all --yes "$dir/all.pem")" MB 60
fi
echo "missed:${missed:- nothing}"
