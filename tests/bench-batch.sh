#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 100 EC server certificates: one batch of pemdeck, and certtool 100 times, by turns;
# the best of three of each.
: "${PEMDECK:?names the program}"
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-bench.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
export PEMDECK_STORE="$dir/store"

now() {
	date +%s%N
}

batch() {
	$PEMDECK ssl issue --quiet --batch "$dir/table.csv" || exit 1
}

one_by_one() {
	i=0
	while [ $((i += 1)) -le 100 ]; do
		certtool --generate-privkey --key-type ecdsa --curve secp256r1 \
			--outfile "$dir/key.pem" 2>"$dir/said" &&
			certtool --generate-certificate --load-privkey "$dir/key.pem" \
				--load-ca-privkey "$dir/ca.key" --load-ca-certificate "$dir/ca.pem" \
				--template "$dir/template" --outfile "$dir/cert.pem" 2>"$dir/said" ||
			exit 1
	done
}

# best COMMAND BEFORE: the shorter of BEFORE (0: none) and what it takes now, in ms.
best() {
	begin=$(now)
	"$1"
	took=$((($(now) - begin) / 1000000))
	[ "$2" -gt 0 ] && [ "$2" -lt "$took" ] && took=$2
	echo "$took"
}

awk 'BEGIN { print "dn,purpose"; for (i = 0; i < 100; i++) print "CN=host" i ".example.org,server" }' \
	>"$dir/table.csv"
printf '%s\n' 'cn = host.example.org' 'dns_name = host.example.org' tls_www_server \
	signing_key 'expiration_days = 730' >"$dir/template"
$PEMDECK ssl export --private-key --format pem "$dir/ca.key" --quiet || exit 1
$PEMDECK ssl export "$dir/ca.pem" --quiet || exit 1
if ! command -v certtool >/dev/null; then
	echo "100 EC certificates: pemdeck $(best batch 0) ms; certtool is missing"
	exit 0
fi
ours=0 theirs=0
for _ in 1 2 3; do
	ours=$(best batch "$ours") || exit 1
	theirs=$(best one_by_one "$theirs") || exit 1
done
echo "100 EC certificates: pemdeck $ours ms, certtool $theirs ms" \
	"($((theirs / ours)) times; goal: at least 8 times)"
