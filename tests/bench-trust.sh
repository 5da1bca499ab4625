#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 10,000 certificates: imported, listed, shown and exported, beside programs that only
# read them: certtool -i and openssl storeutl. The best of three of each.
: "${PEMDECK:?names the program}" "${MAKE_CERTIFICATES:?names the program that makes them}"
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-bench.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT

now() {
	date +%s%N
}

# best COMMAND...: what it takes at its best of three, in ms; $kept counts the tries.
best() {
	least=0
	for kept in 1 2 3; do
		export PEMDECK_STORE="$dir/store$kept"
		begin=$(now)
		"$@" >"$dir/said" 2>&1 || {
			cat "$dir/said" >&2
			exit 1
		}
		took=$((($(now) - begin) / 1000000))
		[ "$least" -gt 0 ] && [ "$least" -lt "$took" ] || least=$took
	done
	echo "$least"
}

# memory COMMAND...: the most that it had in memory, in MB.
memory() {
	export PEMDECK_STORE="$dir/store1"
	/usr/bin/time -f %M -o "$dir/memory" "$@" >"$dir/said" 2>&1 || exit 1
	echo $(($(tail -1 "$dir/memory") / 1024))
}

"$MAKE_CERTIFICATES" 10000 >"$dir/many.pem" || exit 1
for kept in 1 2 3; do
	$PEMDECK --store "$dir/store$kept" settings list >"$dir/said" || exit 1
done
import=$(best "$PEMDECK" trust import "$dir/many.pem") || exit 1
list=$(best "$PEMDECK" trust list) || exit 1
show=$(best "$PEMDECK" trust show 'Root CA 05000') || exit 1
export=$(best "$PEMDECK" trust export --all --yes "$dir/all.pem") || exit 1
echo "10,000 certificates: import $import ms, list $list ms, show $show ms, export $export ms"
if command -v certtool >/dev/null; then
	theirs=$(best certtool -i --infile "$dir/many.pem") || exit 1
	echo "certtool -i reads them in $theirs ms (import: $((100 * import / theirs)) % of that)"
fi
if command -v openssl >/dev/null; then
	theirs=$(best openssl storeutl -noout -text -certs "$dir/many.pem") || exit 1
	echo "openssl storeutl reads them in $theirs ms (import: $((100 * import / theirs)) % of that)"
fi
if [ -x /usr/bin/time ]; then
	echo "memory: list $(memory "$PEMDECK" trust list) MB, import again" \
		"$(memory "$PEMDECK" trust import "$dir/many.pem") MB, export" \
		"$(memory "$PEMDECK" trust export --all --yes "$dir/all.pem") MB"
fi
