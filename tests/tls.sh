# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# Certificates and TLS servers for tests that have sourced tap.sh; from here on they are in
# $dir. Without openssl and jq they are skipped.
tap_needs openssl jq
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1

key() {
	[ -e "$1.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" 2>>make.log
}
# root NAME [EXTENSION]...: self-signed.
root() {
	name=$1
	shift
	key "$name"
	printf '[req]\ndistinguished_name=d\n[d]\n[x]\nsubjectKeyIdentifier=hash\n' >"$name.cnf"
	printf '%s\n' "$@" >>"$name.cnf"
	openssl req -x509 -new -config "$name.cnf" -extensions x -key "$name.key" \
		-subj "/O=Test/CN=$name" -days 3650 -out "$name.pem" 2>>make.log
}
# issue NAME ISSUER EXTENSION...
issue() {
	name=$1 issuer=$2
	shift 2
	key "$name"
	printf '%s\n' "$@" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$name.ext"
	openssl req -new -key "$name.key" -subj "/O=Test/CN=$name" 2>>make.log |
		openssl x509 -req -CA "$issuer.pem" -CAkey "$issuer.key" -CAcreateserial \
			-days 300 -extfile "$name.ext" -out "$name.pem" 2>>make.log
}

# judged WANTED WORDS PEMDECK-WORDS...: the reasons that it tells, or accepted; and the exit
# status says the same.
judged() {
	wanted=$1 words=$2
	shift 2
	run trust "$@" --json
	if [ "$wanted" = accepted ]; then expected=0; else expected=1; fi
	same "$wanted, status $expected" \
		"$(jq -r '.reason // "accepted"' out), status $status" "$words" ||
		tap_show stderr err
}

# serve NAME WORDS...: openssl s_server on a free port of $listen, in $port. NAME.log has what
# it says.
listen=127.0.0.1
serve() {
	name=$1
	shift
	: >"$name.log"
	openssl s_server -accept "$listen:0" -cert "$name.pem" -key "$name.key" -www "$@" \
		>"$name.log" 2>&1 </dev/null &
	servers="$servers $!"
	for _ in $(seq 1500); do
		port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$name.log")
		[ -n "$port" ] && return
		sleep 0.02
	done
	echo "Bail out! openssl s_server does not listen"
	exit 1
}
