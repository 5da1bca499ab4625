#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each tab used in tmux, a terminal that is somebody else's, with its own marked pastes;
# what came of it is judged by the command line and by openssl.

if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP too slow under valgrind'
	exit 0
fi
if ! command -v tmux >/dev/null || ! command -v openssl >/dev/null; then
	echo '1..0 # SKIP no tmux (Debian: tmux), or no openssl'
	exit 0
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-test.XXXXXX") || exit 1
count=0 failed=0
# Of an account in which nobody has looked at a list yet.
XDG_STATE_HOME=$dir/state
export XDG_STATE_HOME
mux() {
	tmux -S "$dir/socket" -f /dev/null "$@"
}
trap 'mux kill-server 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

result() {
	count=$((count + 1))
	[ "$1" = 0 ] || { failed=1 && printf 'not '; }
	echo "ok $count - $2"
}

# shows PATTERN: the screen comes to match (grep -E), within 20 s.
shows() {
	tries=0
	until mux capture-pane -p -t main >"$dir/screen" 2>&1 &&
		grep -Eq -e "$1" "$dir/screen"; do
		tries=$((tries + 1))
		if [ $tries -ge 400 ]; then
			result 1 "the screen shows $1"
			sed 's/^/#   /' "$dir/screen"
			return 1
		fi
		sleep 0.05
	done
	result 0 "the screen shows $1"
}
keys() {
	mux send-keys -t main "$@"
}
paste() {
	mux load-buffer "$1"
	mux paste-buffer -p -t main
}
# holds WORDS COMMAND...
holds() {
	words=$1
	shift
	if "$@" >"$dir/said" 2>&1; then
		result 0 "$words"
	else
		result 1 "$words"
		sed 's/^/#   /' "$dir/said"
	fi
}
# shellcheck disable=SC2317 # holds calls it
deck() {
	"$PEMDECK" --store "$dir/store" --yes "$@"
}

# The CA, a host's certificate and a client's, of another store.
"$PEMDECK" --store "$dir/other" --quiet ssl issue --purpose server --algorithm rsa --dn CN=gw01.example \
	--out "$dir/host" >/dev/null || exit 1
"$PEMDECK" --store "$dir/other" --quiet --yes ssl export "$dir/ca.pem" --private-key >/dev/null ||
	exit 1
cat "$dir/host/key.pem" "$dir/host/cert.pem" >"$dir/pair.pem"

mux new-session -d -s main -x 80 -y 24 \; set -g remain-on-exit on \; \
	respawn-pane -k -t main "exec '$PEMDECK' --store '$dir/store'" || exit 1
shows '^> CN=Standard CA'

# SSL: another CA by paste, which issues then
paste "$dir/ca.pem"
shows '^Pasted [0-9]+ lines, 1 certificate, 1 private key'
keys u
shows 'Found: 1 certificate, 1 private key; CN=Standard CA .* fits the'
keys F2
shows '\[ Cancel \]  \[ Replace \]'
keys Tab Enter
shows '^CA CN=Standard CA .* installed'
keys n
shows '^Issue'
keys -l 'CN=www.example.org'
shows 'Names \(SAN\) +DNS:www.example.org'
keys Tab Tab Tab Tab Tab C-u
keys -l "$dir/www"
keys F2
shows 'Serial number'
keys q
shows 'www.example.org +server'
holds 'the certificate is one of the pasted CA' openssl verify -x509_strict \
	-CAfile "$dir/host/ca.pem" "$dir/www/cert.pem"

# Signature: a new signer, and back by undo
keys 2
shows '\[2 Signature\]'
keys g
shows '^Generate'
keys C-u
keys -l 'CN=deploy'
keys F2
shows '\[ Cancel \]  \[ Replace \]'
keys Tab Enter
shows '^> CN=deploy'
keys z
shows '^Undo entry'
keys y
shows '^Undone: entry [0-9]+'

# Encryption: an entry by paste
keys 3
shows 'There is nothing to encrypt for yet'
paste "$dir/host/cert.pem"
shows '^Pasted [0-9]+ lines, 1 certificate'
keys a
shows 'Found: 1 certificate; CN=gw01.example'
keys BTab
keys -l agent-01
keys F2
shows '^>.? ?agent-01'
holds 'the entry is there' deck encryption show agent-01

# TLS Key: a key of elsewhere with its certificate by paste
keys 4
shows '\[4 TLS Key\]'
paste "$dir/pair.pem"
shows '^Pasted'
keys i
shows 'CN=gw01.example fits the private key'
keys F2
shows '\[ Cancel \]  \[ Replace \]'
keys Tab Enter
shows 'CN=gw01.example +Certificate'

# Trust: by paste; a filter and tags
keys 5
shows '\[5 Trust\]'
paste "$dir/host/ca.pem"
shows '^Pasted'
keys a
shows 'Found: 1 certificate'
keys F2
shows '^  SHA-256 +[0-9A-F]{2}:'
keys Tab Enter
shows '^> Standard CA'
keys / s t a
shows 'Filter: sta'
keys Enter Space
shows '1 of 1 shown, this one tagged'
keys d
shows '^Trust this no longer'
keys Escape
mux resize-window -t main -x 40 -y 12
shows '5 Trust'
keys Q
tries=0
until [ "$(mux display-message -p -t main '#{pane_dead}')" = 1 ]; do
	tries=$((tries + 1))
	[ $tries -lt 400 ] || break
	sleep 0.05
done
[ $tries -lt 400 ]
result $? 'it ends'
holds 'history is whole' deck history verify
echo "1..$count"
exit $failed
