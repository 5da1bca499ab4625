# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# For tests that copy off the screen, after tmux.sh: the screen at a width, and what is selected.

# begin COLUMNS: the screen, in a window that wide and high enough for all of what is shown.
begin() {
	mux has-session -t screen 2>/dev/null ||
		mux new-session -d -s screen -x 80 -y 150 \; set -g remain-on-exit on \; \
			set -g set-clipboard on
	mux resize-window -t screen -x "$1" -y 150 \; respawn-pane -k -t screen \
		"PEMDECK_ETC='$PEMDECK_ETC' exec $PEMDECK --store '$PEMDECK_STORE'"
	shows '\[1 SSL\]' "$1 columns: the screen is there"
}
paste() {
	mux load-buffer "$1"
	mux paste-buffer -p -t screen
}
# copy_value LABEL: the rows of a value, as they are selected in what was seen last.
copy_value() {
	awk -v label="$1" '/^  [^ ]/ { on = index($0, "  " label) == 1 &&
		substr($0, length(label) + 3) ~ /^(  |$)/
		if (on) { sub(/^  */, ""); $0 = substr($0, length(label) + 1)
			sub(/^ */, ""); if ($0 != "") print } ; next }
		/^[^ ]/ { on = 0 } on { print }' seen
}
# copy_pem: the first one, of details.
copy_pem() {
	sed -n '/^-----BEGIN/,/^-----END/p' seen
}
