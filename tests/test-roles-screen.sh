#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Levels and roles on an open screen, in tmux, while somebody else changes them: it
# notices by itself, dims what cannot be done, says why, and refuses it.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
if ! command -v tmux >/dev/null; then
	echo '1..0 # SKIP no tmux (Debian: tmux)'
	exit 0
fi
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
cd "$dir" || exit 1
unset SUDO_USER
# The attribute dim, as tmux writes it.
dim=$(printf '\033')'\[(0;)?2m'

run settings set --yes security_officer "$(id -un)" eve
mux new-session -d -s screen -x 80 -y 24 "exec $PEMDECK --account eve"
shows '^> .*CA, standard' 'the screen opens'
press 2
shows '\[2 Signature\].*eve@' 'the Signature tab'
shows '^> .*signer, standard' 'has the standard certificate'

# ---- levels ----------------------------------------------------------------------------
succeeds 'the level becomes high elsewhere' settings set --yes security_level high
shows 'The settings have changed' 'the open screen notices'
shows 'the security level is high: signing keys are kept outside' 'the tab says why'
looks=-e
shows '\[(0;)?[0-9;]*2;?7?m\[2 Signature\]' 'its label is dimmed'
looks=
! grep -q 'g Generate' seen
ok $? 'and what could be done in it is not offered'
press g
shows '^the security level is high' 'nothing can be done'
press 1
shows '^\[1 SSL\] 2 Signature ' 'another tab'
looks=-e
shows '\[0;2m.*2 Signature ' 'the label stays dimmed'
looks=
succeeds 'back to low' settings set --yes security_level low
press 2
shows '^> .*signer, standard' 'the tab shows what it has again'
looks=-e
! { mux capture-pane -p -e -t screen | head -n 1 | grep -Eq "$dim *[1-5] "; }
ok $? 'and is not dimmed'
looks=

# ---- roles -----------------------------------------------------------------------------
press g
shows '^Generate' 'a form is open'
succeeds 'eve becomes an observer elsewhere' \
	settings set --yes security_officer "$(id -un)"
press F2
shows 'needs the role security officer, and eve has the role' \
	'what was filled in is refused'
press Escape
shows '^> .*signer, standard' 'the form goes'
looks=-e
shows "$dim.?s Sign.*$dim.?r Renew" 'the keys are dimmed'
looks=
press d
shows '^This needs the role security officer' 'a dimmed one is refused'
press z
shows '^Entry [0-9]+ is of .*, and undoing what others did' 'nor is anything undone'
press m
shows ' Delete +d +This needs the role' 'the menu says why'
looks=-e
shows "$dim.*Delete" 'and dims it'
looks=
press Escape
shows '^> .*signer, standard' 'the menu goes'
press v
shows '^Verify' 'what an observer may do opens'
press Escape
shows '^> .*signer, standard' 'and goes'
run history list --account eve --json
same 'signature generate,signature delete,history undo' \
	"$(jq -r '[.[] | select(.sentence | test("^Refused")) | .operation] | reverse | join(",")' out)" \
	'each refusal is in history, with who tried'
same 0 "$(jq '[.[] | select(.sentence | test("^Refused") | not)] | length' out)" \
	'and nothing was done'

# ---- settings that cannot be read ------------------------------------------------------
run settings set --yes security_officer "$(id -un)" eve
shows 'The settings have changed' 'eve may do all again'
cp "$PEMDECK_STORE/settings.cfg" kept
printf 'format = 1;\nsecurity_level = "huge";\n' >"$PEMDECK_STORE/settings.cfg"
press g
shows 'settings.cfg:2: security_level must be one of' 'what is wrong in them is told'
cp kept "$PEMDECK_STORE/settings.cfg"
press g
shows '^Generate' 'mended, it goes on'
press Escape q
tap_done
