#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is left of a secret in the memory of the screen, once what showed or took it is
# closed: nothing. That the search finds it before shows that it can.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
cd "$dir" || exit 1
search=${TESTS:-$(dirname "$0")}/search-memory.py

if [ "$(id -u)" -ne 0 ] || ! command -v tmux >/dev/null || ! command -v python3 >/dev/null; then
	skip "root, tmux and python3 search another program's memory"
	tap_done
fi
if grep -q __asan_init "${PEMDECK##* }"; then
	skip 'a sanitizer keeps what was freed, and its tables are too large to search'
	tap_done
fi
# shellcheck source=tests/tmux.sh
. "${TESTS:-$(dirname "$0")}/tmux.sh"

# holds SECRET WORDS, holds_not SECRET WORDS: something of it is in the screen's memory.
look() {
	found=0
	python3 "$search" "$(mux list-panes -t screen -F '#{pane_pid}')" "$1" >found ||
		found=$?
}
holds() {
	look "$1"
	[ "$found" -eq 1 ]
	ok $? "$2" || tap_show found found
}
holds_not() {
	look "$1"
	[ "$found" -eq 0 ]
	ok $? "$2" || tap_show found found
}
start() {
	mux kill-server 2>/dev/null
	mux new-session -d -s screen -x 80 -y 24 "exec $PEMDECK"
	shows '^> CN=Root' "$1"
}

run ssl generate --yes --dn CN=Root --algorithm rsa
run ssl export --private-key both.pem
sed '/END PRIVATE KEY/q' both.pem >key.pem
start 'the screen is there'
look key.pem
if [ "$found" -eq 2 ]; then
	skip "the memory of another process cannot be read here: $(cat found)"
	tap_done
fi
holds_not key.pem 'nothing of the key is in its memory'
press Enter
shows 'k Private key' 'the certificate is shown'
holds_not key.pem 'still nothing'
press k
shows 'y/n' 'the key is asked about'
press y
shows 'BEGIN PRIVATE KEY' 'and shown'
press End
shows 'END PRIVATE KEY' 'to its end'
holds key.pem 'now it is there'
press w
shows 'y/n' 'what is shown can be written to a file'
press y
shows '^> File' 'which is asked for'
press C-u
mux send-keys -t screen -l "$dir/written"
shows 'written$' 'and filled in'
press F2
shows 'Written to' 'and written'
press q
shows 'k Private key' 'the key is closed'
holds_not key.pem 'and nothing of it is left'
press q
shows '^> CN=Root' 'neither is the certificate shown any more'
holds_not key.pem 'nor is anything of the key left then'

# ---- a passphrase -----------------------------------------------------------------------
mux kill-server
echo 'correct horse battery' >passphrase
run settings set key_passphrase --yes --new-passphrase-file passphrase
start 'the screen of a store whose keys have a passphrase'
press l
shows 'y/n|Sign|List|revocation' 'a revocation list is to be signed'
press F2
shows 'Passphrase of the private keys' 'which needs the passphrase'
mux send-keys -t screen -l 'correct horse battery'
shows '\*\*\*\*\*\*' 'it is typed'
holds passphrase 'it is there while it is typed'
press Enter
shows '[Rr]evocation list.*(signed|written|valid)' 'the list is signed'
holds_not passphrase 'and nothing of the passphrase is left'
tap_done
