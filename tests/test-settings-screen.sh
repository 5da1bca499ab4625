#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The settings on the screen, in tmux: their page, changing one with what it means, and
# taking it back.
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

# value_is NAME VALUE WORDS
value_is() {
	run settings get "$1" --json
	same "$2" "$(jq -r .value out)" "$3"
}

run ssl show
mux new-session -d -s screen -x 80 -y 24 "exec $PEMDECK"
shows '^> .*CA, standard' 'the screen opens'
press '?'
shows '^Help' 'help opens'
press settings
shows 'Settings: .* S$' 'and knows the key of the settings'
press Escape
shows '^What|Help' 'the filter goes'
press Escape
shows '^> .*CA, standard' 'and help'

# ---- the page --------------------------------------------------------------------------
press S
shows '^.?Settings of this store' 'S opens the settings'
shows '^> warning_days +183 ' 'with their values'
shows '^  security_officer .*Users and @groups' 'and the roles'
press m
shows '^> Change +Enter *$' 'the menu has what can be done'
press Escape
shows '^> warning_days' 'Esc closes it'
press S
shows '^> warning_days' 'S once more stays there'

# ---- a number --------------------------------------------------------------------------
press Enter
shows '^> Value +183 +0 to 3653' 'the form begins with the value, and says what it may be'
press C-u 9999 Enter
shows '^9999: warning_days must be a whole number from 0 to 3653' 'another is refused'
press C-u 90 Enter
shows '^Setting warning_days is now 90' 'one that changes nobody'\''s rights is not asked about'
shows '^> warning_days +90 ' 'the page shows it'
press Down
shows '^> critical_days' 'the cursor goes on'
! grep -q 'The settings have changed' seen
ok $? 'who changed them is not told that somebody did'
value_is warning_days 90 'and it is written'
press Enter
shows '^> Value +30 ' 'the next form begins with its value'
succeeds 'another sets that meanwhile' settings set critical_days 29
shows 'what is open here has the former ones' 'the form says that it has the former one'
shows '^> Value +30 ' 'as it has'
press Escape
shows '^> critical_days +29 ' 'and the page below the new one'
run settings set critical_days 30
shows '^> critical_days +30 ' 'as always'

# ---- the level -------------------------------------------------------------------------
press Down Down Down Down
shows '^> security_level +low ' 'the security level'
press Enter
shows '^> Value +< low > ' 'which is a choice, and no text'
press h Enter
shows 'Effect +No signing key is used here any more' 'is asked about with what it means'
shows 'Before +low' 'what it was'
press Enter
shows '^> Value +< high >' 'Enter on Cancel goes back to the form'
value_is security_level low 'and changes nothing'
press Enter
shows 'Effect +No signing key is used' 'asked once more'
press Tab Enter
shows '^> security_level +high' 'the other button changes it'
value_is security_level high 'which is written'
press 2
shows 'the security level is high: signing keys are kept outside' 'the tab obeys at once'
press S z
shows '^Undo entry [0-9]+ \(Setting security_level is now high\)\?' 'undo asks'
press y
shows '^Undone: entry [0-9]+' 'and when told to'
value_is security_level low 'brings the level back'

# ---- roles -----------------------------------------------------------------------------
press End
shows '^> observer ' 'a role'
press Enter
shows 'users and @groups, a blank between two' 'takes users and groups'
press eve Enter
shows 'would not be a security officer any more' 'nobody locks himself out'
press Escape
shows '^Discard your input' 'leaving the form'
press y
shows '^> observer' 'leads back'
press Up Up
shows '^> security_officer' 'the officers'
press Enter "$(id -un) eve" Enter
shows 'Effect +Who has none of the roles may only look' 'what a role means is said'
press Tab Enter
shows "^> security_officer +$(id -un) eve" 'then it is given'
value_is security_officer "$(id -un) eve" 'to both'
press Enter C-u mallory Enter
shows 'would not be a security officer' 'nor does an officer lose the role by a slip'
tap_done
