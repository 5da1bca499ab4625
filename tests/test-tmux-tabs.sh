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
: "${TESTS:?names the folder of tests}"
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
cd "$dir" || exit 1
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
paste() {
	mux load-buffer "$1"
	mux paste-buffer -p -t screen
}
# shellcheck disable=SC2317 # check calls it
deck() {
	$PEMDECK --store "$dir/store" --yes "$@"
}

# The CA, a host's certificate and a client's, of another store.
$PEMDECK --store "$dir/other" --quiet ssl issue --purpose server --algorithm rsa --dn CN=gw01.example \
	--out "$dir/host" >/dev/null || exit 1
$PEMDECK --store "$dir/other" --quiet --yes ssl export "$dir/ca.pem" --private-key >/dev/null ||
	exit 1
cat "$dir/host/key.pem" "$dir/host/cert.pem" >"$dir/pair.pem"

mux new-session -d -s screen -x 80 -y 24 \; set -g remain-on-exit on \; \
	respawn-pane -k -t screen "exec $PEMDECK --store '$dir/store'" || exit 1
shows '^> CN=Standard CA'

# SSL: another CA by paste, which issues then
paste "$dir/ca.pem"
shows '^Pasted [0-9]+ lines, 1 certificate, 1 private key'
press u
shows 'Found: 1 certificate, 1 private key; CN=Standard CA .* fits the'
press F2
shows '\[ Cancel \]  \[ Replace \]'
press Tab Enter
shows '^CA CN=Standard CA .* installed'
press n
shows '^Issue'
enter 'CN=www.example.org'
shows 'Names \(SAN\) +DNS:www.example.org'
press Tab Tab Tab Tab Tab C-u
enter "$dir/www"
press F2
shows 'Serial number'
press q
shows 'www.example.org +server'
check 'the certificate is one of the pasted CA' openssl verify -x509_strict \
	-CAfile "$dir/host/ca.pem" "$dir/www/cert.pem"

# Signature: a new signer, and back by undo
press 2
shows '\[2 Signature\]'
press g
shows '^Generate'
press C-u
enter 'CN=deploy'
press F2
shows '\[ Cancel \]  \[ Replace \]'
press Tab Enter
shows '^> CN=deploy'
press z
shows '^Undo entry'
press y
shows '^Undone: entry [0-9]+'

# Encryption: an entry by paste
press 3
shows 'There is nothing to encrypt for yet'
paste "$dir/host/cert.pem"
shows '^Pasted [0-9]+ lines, 1 certificate'
press a
shows 'Found: 1 certificate; CN=gw01.example'
press BTab
enter agent-01
press F2
shows '^>.? ?agent-01'
check 'the entry is there' deck encryption show agent-01

# TLS Key: a key of elsewhere with its certificate by paste
press 4
shows '\[4 TLS Key\]'
paste "$dir/pair.pem"
shows '^Pasted'
press i
shows 'CN=gw01.example fits the private key'
press F2
shows '\[ Cancel \]  \[ Replace \]'
press Tab Enter
shows 'CN=gw01.example +Certificate'

# Trust: by paste; a filter and tags
press 5
shows '\[5 Trust\]'
paste "$dir/host/ca.pem"
shows '^Pasted'
press a
shows 'Found: 1 certificate'
press F2
shows '^  SHA-256 +[0-9A-F]{2}:'
press Tab Enter
shows '^> Standard CA'
press / s t a
shows 'Filter: sta'
press Enter Space
shows '1 of 1 shown, this one tagged'
press d
shows '^Trust this no longer'
press Escape
mux resize-window -t screen -x 40 -y 12
shows '5 Trust'
press Q
# shellcheck disable=SC2317 # within_time calls it
has_ended() {
	[ "$(mux display-message -p -t screen '#{pane_dead}')" = 1 ]
}
within_time has_ended
ok $? 'it ends'
check 'history is whole' deck history verify
tap_done
