#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is left of a secret in the memory of the screen, of the dialogue in lines and of a
# command, once what showed or took it is closed: nothing. That the search finds it before shows that it can.

# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
cd "$dir" || exit 1
search=$TESTS/search-memory.py

if [ "$(id -u)" -ne 0 ] || ! command -v tmux >/dev/null || ! command -v python3 >/dev/null; then
	skip "root, tmux and python3 search another program's memory"
	tap_done
fi
if grep -q __asan_init "${PEMDECK##* }"; then
	skip 'a sanitizer keeps what was freed, and its tables are too large to search'
	tap_done
fi
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"

# holds SECRET WORDS, holds_not SECRET WORDS: something of it is in the screen's memory.
look() {
	found=0
	python3 "$search" "${2:-$(mux list-panes -t screen -F '#{pane_pid}')}" "$1" >found ||
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
	mux respawn-pane -k -t screen "exec $PEMDECK" 2>/dev/null ||
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
press y
shows 'Sent to tmux' 'of it the certificate is sent to the clipboard'
press q
shows 'k Private key' 'the key is closed'
holds_not key.pem 'and nothing of it is left'
press q
shows '^> CN=Root' 'neither is the certificate shown any more'
holds_not key.pem 'nor is anything of the key left then'

# ---- a key that is exported to the screen ------------------------------------------------
press e
shows '^> File' 'a certificate is exported'
press C-u
mux send-keys -t screen -l -
press Down Down Down Space
shows 'x. +Private key|Private key +.x|Private key +yes' 'with its key'
press F2
shows 'BEGIN PRIVATE KEY' 'to the screen'
holds key.pem 'which has it'
press y
shows 'y/n' 'it is sent to the clipboard after a question'
press y
shows 'Sent to tmux' 'and is'
press q
shows '^> CN=Root' 'what showed it is closed'
holds_not key.pem 'and nothing of it is left'

# ---- the dialogue in lines --------------------------------------------------------------
mux resize-window -t screen -x 80 -y 400 # what is shown needs no Enter for more
mux respawn-pane -k -t screen "exec $PEMDECK --linear"
# says WORDS PATTERN TEXT: this is typed and answered.
says() {
	mux send-keys -t screen -l "$1"
	press Enter
	shows "$2" "$3"
}
shows '^Tab: *$' 'the dialogue in lines is there'
says ssl '^SSL, row, menu or help: *$' 'the tab'
says 1 'CN=Root .1.: *$' 'a row is chosen'
says key 'Show the private key here.*: *$' 'its key is asked about'
says y 'END PRIVATE KEY' 'and shown'
shows 'CN=Root .1.: *$' 'to its end'
holds_not key.pem 'and nothing of it is left'
says export '^File.*: *$' 'it is exported'
says "$dir/exported" '^Format.*: *$' 'to a file'
says pem '^Chain.*: *$' 'as PEM'
says no '^Private key.*: *$' 'alone'
says yes '^Passphrase.*: *$' 'with its key'
says '' 'written to' 'without a passphrase'
grep -q 'PRIVATE KEY' exported
ok $? 'which is in the file'
holds_not key.pem 'and nothing of it is left in memory'
mux send-keys -t screen -R \; clear-history -t screen
says export '^File.*: *$' 'it is exported once more'
says - '^Format.*: *$' 'to the screen'
says pem '^Chain.*: *$' 'as PEM'
says no '^Private key.*: *$' 'alone'
says yes '^Passphrase.*: *$' 'with its key'
says '' 'END PRIVATE KEY' 'and there'
holds_not key.pem 'and nothing of it is left in memory either'

# ---- commands, stopped at their end ------------------------------------------------------
# Bound when it is loaded: the linker would later save what is in registers, of the last copy
# of the key, on the stack.
if ! ${CC:-cc} -Wl,-z,now -shared -fPIC -o stop.so "$TESTS/stop-preload.c" 2>log; then
	skip 'no compiler for a program that stops where it ends'
fi
# leaves_nothing SECRET WORDS...: a command has nothing of it in its memory when it ends. new:
# the key that came into the store last.
leaves_nothing() {
	[ -e stop.so ] || return 0
	secret=$1
	shift
	touch mark && sleep 0.02
	LD_PRELOAD=$dir/stop.so $PEMDECK "$@" >out 2>err </dev/null &
	pid=$!
	tries=0
	until grep -q '^State:[[:space:]]*T' "/proc/$pid/status" 2>/dev/null; do
		tries=$((tries + 1))
		if [ $tries -eq 600 ] || ! kill -0 $pid 2>/dev/null; then break; fi
		sleep 0.05
	done
	[ "$secret" != new ] ||
		find fresh/keys -newer mark -name '*.pem' -exec cp {} new ';'
	look "$secret" $pid
	kill -CONT $pid
	status=0
	wait $pid || status=$?
	[ "$found" -eq 0 ] && [ "$status" -eq 0 ]
	ok $? "$secret: nothing is left by $*" || {
		echo "# exit status $status"
		tap_show found found
		tap_show stderr err
	}
}
echo 'correct horse battery' >passphrase
echo 'of the exported file' >other
leaves_nothing key.pem ssl export --private-key --yes exported.pem
leaves_nothing key.pem ssl export --private-key -
leaves_nothing key.pem ssl export --private-key --passphrase-file other --yes exported.pem
leaves_nothing key.pem ssl export --private-key --format p12 --passphrase-file other exported.p12
leaves_nothing other ssl export --private-key --format p12 --passphrase-file other --yes exported.p12
leaves_nothing key.pem ssl show --private-key
leaves_nothing key.pem ssl show --private-key --json
leaves_nothing key.pem ssl issue --purpose server --dn CN=issued --out issued
leaves_nothing key.pem ssl crl list.pem
leaves_nothing key.pem ssl import --yes both.pem
leaves_nothing other ssl import --yes --passphrase-file other exported.p12
leaves_nothing key.pem tls import --yes both.pem
leaves_nothing key.pem settings set key_passphrase --yes --new-passphrase-file passphrase

# ---- a passphrase -----------------------------------------------------------------------
run settings set key_passphrase --yes --new-passphrase-file passphrase
mux resize-window -t screen -x 80 -y 24
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

leaves_nothing passphrase ssl export --private-key --yes --key-passphrase-file passphrase both.pem
leaves_nothing key.pem ssl crl --yes --key-passphrase-file passphrase list.pem
leaves_nothing passphrase ssl crl --yes --key-passphrase-file passphrase list.pem

# ---- keys that are made, in a store of their own --------------------------------------------
export PEMDECK_STORE="$dir/fresh"
run ssl show
for algorithm in rsa ec; do
	leaves_nothing new tls generate --yes --algorithm $algorithm
	leaves_nothing new ssl generate --yes --dn CN=Root --algorithm $algorithm
	leaves_nothing new tls request --yes --dn CN=asked --new-key --algorithm $algorithm request.csr
	for way in '' '--p12 --p12-passphrase-file other' \
		'--p12 --legacy-p12 --p12-passphrase-file other'; do
		# shellcheck disable=SC2086
		leaves_nothing made/key.pem ssl issue --yes --purpose server --dn CN=made \
			--algorithm $algorithm --out made $way
	done
done
tap_done
