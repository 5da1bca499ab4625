# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For tests that work on the screen in tmux, after tap.sh: mux, press, shows.
unset TMUX
mux() {
	# shellcheck disable=SC2154
	tmux -S "$dir/socket" -f /dev/null "$@"
}
trap 'mux kill-server 2>/dev/null; rm -rf "$dir"' EXIT

# within_time COMMAND...: tries it until it succeeds, for at most a minute by the clock, which a
# busy machine may need.
within_time() {
	end=$(($(date +%s) + 60))
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || return 1
		sleep 0.05
	done
}

# matches PATTERN: the screen does now, with its attributes if $looks is -e.
looks=
matches() {
	# shellcheck disable=SC2086
	mux capture-pane -p $looks -t screen >seen 2>&1 && grep -Eq -e "$1" seen
}

# shows PATTERN [WORDS]: the screen comes to match.
shows() {
	within_time matches "$1"
	ok $? "${2:-the screen shows $1}" || tap_show "screen, wanted /$1/" seen
}
press() {
	mux send-keys -t screen "$@"
}
# enter WORDS...: types each as a whole, as tmux would send a word that names a key as that key.
enter() {
	for word in "$@"; do
		mux send-keys -t screen -l "$word"
	done
}

# look_at_focus: what shows where the focus is, in $focus.
look_at_focus() {
	focus=$(mux capture-pane -e -p -t screen \; display-message -p -t screen '#{cursor_x} #{cursor_y}')
}
focus_moved() {
	look_at_focus
	[ "$focus" != "$focus_before" ]
}
# go_to LABEL: Tab until that field of a form has the focus.
go_to() {
	i=0
	until matches "^> $1( |$)" || [ $i -gt 15 ]; do
		look_at_focus
		focus_before=$focus
		press Tab
		within_time focus_moved
		i=$((i + 1))
	done
	grep -Eq "^> $1( |$)" seen
	ok $? "the field $1" || tap_show screen seen
}
