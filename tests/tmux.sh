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
# enter WORDS...: types each as a whole, as tmux would send a word that names a key as that key.
enter() {
	for word in "$@"; do
		mux send-keys -t screen -l "$word"
		sleep 0.2
	done
}
# go_to LABEL: Tab until that field of a form has the focus.
go_to() {
	i=0
	until mux capture-pane -p -t screen >seen && grep -Eq "^> $1( |$)" seen || [ $i -gt 15 ]; do
		press Tab
		sleep 0.2
		i=$((i + 1))
	done
	grep -Eq "^> $1( |$)" seen
	ok $? "the field $1" || tap_show screen seen
}
