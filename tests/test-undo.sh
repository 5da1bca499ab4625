#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Undo takes back the same change, whoever asks: the newest that can be undone, past what
# lasts and past undos.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
cd "$dir" || exit 1
unset SUDO_USER

# tells PATTERN WORDS: what the last command said of itself.
tells() {
	grep -Eq -e "$1" err
	ok $? "$2" || tap_show "stderr, wanted /$1/" err
}

# A change that can be undone, and after it one that lasts.
run settings set warning_days 90
run ssl issue --purpose server --dn CN=www.example.org --out site
same 0 "$status" 'a certificate is issued after a change of the settings'
cp -pR "$PEMDECK_STORE" before

# is_undone FACE: what lasts was passed over, and the change before it taken back.
is_undone() {
	run settings get warning_days
	prints '^183$' "$1: the change of the settings is taken back"
	run history list --json
	same 'history undo' "$(jq -r '.[0].operation' out)" "$1: which history tells"
	same 'Undone: entry 2, "Setting warning_days is now 90"' \
		"$(jq -r '.[0].sentence' out)" "$1: naming what was undone"
	run ssl list
	prints 'www\.example\.org' "$1: what was issued stays"
	rm -rf "$PEMDECK_STORE"
	cp -pR before "$PEMDECK_STORE"
}

run history undo --help
prints 'left out: the newest' 'help says which one undo takes'

run history undo
tells '^Undone: entry 2, "Setting warning_days is now 90"$' 'command: says what was undone'
is_undone command

printf '%s\n' undo y >in
run --linear <in
prints '^Undo entry 2 \(Setting warning_days is now 90\)\?' 'dialogue: asks about it'
prints '^Undone: entry 2, "Setting warning_days is now 90"' 'dialogue: says what was undone'
is_undone dialogue

if command -v tmux >/dev/null; then
	# shellcheck source=tests/tmux.sh
	. "$TESTS/tmux.sh"
	mux new-session -d -s screen -x 80 -y 24 "exec $PEMDECK"
	shows '^> .*CA, standard' 'the screen opens'
	press z
	shows '^Undo entry 2 \(Setting warning_days is now 90\)\?' 'screen: asks about it'
	press y
	shows '^Undone: entry 2, "Setting warning_days is now 90"' \
		'screen: says what was undone'
	press q
	is_undone screen
else
	skip 'the screen: no tmux (Debian: tmux)'
fi

# What lasts is named and refused with its reason, never undone by its number.
fails 1 'revoke' 'what lasts is refused by number' history undo 3

# An undo is no change to take back, unless it is named.
run settings set critical_days 20
run --quiet history undo
run history undo
tells '^Undone: entry 2, ' 'undo goes on to what was done before'
run --quiet history undo
fails 1 'nothing can be undone' 'until there is nothing left' history undo

# Which entry is the newest is told by the entries where the file that says it is nonsense.
head -c 5000 /dev/urandom >"$PEMDECK_STORE/history/newest"
succeeds 'a change where that is nonsense' settings set critical_days 21
run history list
prints '^Setting critical_days is now 21' 'is there'
succeeds 'and history is whole' history verify
tap_done
