# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For tests that work on the screen in tmux, after tap.sh: mux, press, shows.
unset TMUX
mux() {
	# shellcheck disable=SC2154
	tmux -S "$dir/socket" -f /dev/null "$@"
}
trap 'mux kill-server 2>/dev/null; rm -rf "$dir"' EXIT

# shows PATTERN WORDS: the screen, with its attributes if $looks is -e, comes to match.
looks=
shows() {
	tries=0
	# shellcheck disable=SC2086
	until mux capture-pane -p $looks -t screen >seen 2>&1 &&
		grep -Eq -e "$1" seen; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || break
		sleep 0.05
	done
	grep -Eq -e "$1" seen
	ok $? "$2" || tap_show "screen, wanted /$1/" seen
}
press() {
	mux send-keys -t screen "$@"
}
