#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The door to the terminal in tmux, a terminal that is somebody else's: keys, a marked
# paste, another size, and the clipboard. TERM_ECHO names the program that shows its keys.

echo_program=${TERM_ECHO:-tests/term-echo}
if ! command -v tmux >/dev/null || ! [ -x "$echo_program" ]; then
	echo '1..0 # SKIP no tmux (Debian: tmux), or no term-echo'
	exit 0
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-test.XXXXXX") || exit 1
count=0 failed=0
mux() {
	tmux -S "$dir/socket" -f /dev/null "$@"
}
trap 'mux kill-server 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# shows PATTERN WORDS: the screen comes to match (grep -E), within 10 s.
shows() {
	count=$((count + 1))
	tries=0
	until mux capture-pane -p -t echo >"$dir/screen" 2>&1 &&
		grep -Eq -e "$1" "$dir/screen"; do
		tries=$((tries + 1))
		if [ $tries -ge 200 ]; then
			failed=1
			echo "not ok $count - $2"
			sed 's/^/#   /' "$dir/screen"
			return
		fi
		sleep 0.05
	done
	echo "ok $count - $2"
}

mux new-session -d -s echo -x 100 -y 24 \; set -g set-clipboard on \; \
	set -g remain-on-exit on \; respawn-pane -k -t echo "exec '$echo_program' marker" ||
	exit 1
shows 'keys 0: \.' 'it starts'
mux send-keys -t echo Up F1 Home é
shows 'keys 4: Up F1 Home é \.' 'keys arrive'
awk 'BEGIN { for (i = 0; i < 200; i++) printf "%063d\n", i }' >"$dir/paste"
mux load-buffer "$dir/paste"
mux paste-buffer -p -t echo
shows 'keys 5: .* PASTE\(12800,200,' 'a paste is one key'
mux resize-window -t echo -x 90 -y 20
shows '^echo 20x90' 'another size is seen'
shows '^marker +\|' 'and painted for'
mux send-keys -t echo c
shows 'keys 7: .* c \.' 'text goes to the clipboard'
count=$((count + 1))
if [ "$(mux show-buffer)" = clipboard ]; then
	echo "ok $count - where tmux has it"
else
	failed=1
	echo "not ok $count - where tmux has it: $(mux show-buffer | head -c 80)"
fi
mux send-keys -t echo q
count=$((count + 1))
tries=0
until [ "$(mux display-message -p -t echo '#{pane_dead}')" = 1 ]; do
	tries=$((tries + 1))
	if [ $tries -ge 200 ]; then
		failed=1
		printf 'not '
		break
	fi
	sleep 0.05
done
echo "ok $count - it ends"
echo "1..$count"
exit $failed
