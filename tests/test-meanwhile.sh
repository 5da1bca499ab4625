#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two at once: what was agreed to is what is replaced, or it is said who came between; undo
# tells whose change it takes back and which services still have it; and a revocation is
# taken back only by force, with a reason.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
unset SUDO_USER
run tls show

# ---- agreed to, and changed meanwhile ------------------------------------------------------
# The dialogue asks; before it is answered somebody else changes what it asks about.
mkfifo answers
# shellcheck disable=SC2086
$PEMDECK --linear <answers >said 2>&1 &
dialogue=$!
exec 9>answers
printf '%s\n' signature delete >&9
asked() {
	for _ in $(seq 600); do
		grep -q "$1" said && return 0
		sleep 0.1
	done
	return 1
}
asked 'Type the account to delete'
ok $? 'the dialogue asks whether to delete'
succeeds 'meanwhile bob makes another' signature generate --yes --account bob --no-use-ssl-ca
printf '%s\n' root >&9 # whose certificate it is, whoever asks
exec 9>&-
wait $dialogue
grep -q 'this was changed meanwhile by bob, entry 2 (' said
ok $? 'it is told, with who and which entry' || tap_show said said
run signature show
ok "$status" 'and what bob made is still there'
run settings set warning_days 70 --account bob
mkfifo again
# shellcheck disable=SC2086
$PEMDECK --linear <again >said 2>&1 &
dialogue=$!
exec 9>again
printf '%s\n' signature delete >&9
asked 'Type the account to delete'
run settings set warning_days 71 --account bob
printf '%s\n' root >&9 # whose certificate it is, whoever asks
exec 9>&-
wait $dialogue
run signature show
[ "$status" -ne 0 ]
ok $? 'what changed something else is not in the way'

# What touches no record itself rests on those of its tab: what is deployed is the key that
# was in use when it was asked. Making all permanent rests on all there is.
mkdir etc
echo "deploy = ( { name = \"web\"; certificate = \"$dir/etc/web.pem\"; } );" \
	>>"$PEMDECK_STORE/settings.cfg"
# meanwhile PATTERN WORDS...: asks, and bob does WORDS before it is answered with yes; the
# words to ask with are read from standard input.
meanwhile() {
	pattern=$1
	shift
	rm -f asks
	mkfifo asks
	# shellcheck disable=SC2086
	$PEMDECK --linear <asks >said 2>&1 &
	dialogue=$!
	exec 9>asks
	cat >&9
	asked "$pattern"
	ok $? "it asks: $pattern" || tap_show said said
	run --account bob --yes "$@"
	printf '%s\n' y >&9
	exec 9>&-
	wait $dialogue
}
printf '%s\n' tls deploy '' '' '' >in
meanwhile 'Install these files' tls generate --algorithm ec <in
grep -q 'this was changed meanwhile by bob' said && ! [ -e etc/web.pem ]
ok $? 'a key that bob has replaced is not deployed' || tap_show said said
printf '%s\n' tls deploy '' '' '' >in
meanwhile 'Install these files' settings set warning_days 71 <in
[ -e etc/web.pem ]
ok $? 'one that is as it was is' || tap_show said said
printf '%s\n' history purge >in
meanwhile 'Make all changes permanent' settings set warning_days 70 <in
grep -q 'this was changed meanwhile by bob' said
ok $? 'what bob has done meanwhile is not made permanent' || tap_show said said
run history undo
ok "$status" 'and can be undone'

# ---- whose change it is ----------------------------------------------------------------------
run settings set warning_days 72 --account bob
run history list --json --limit 1
number=$(jq -r '.[0].number' out)
printf '%s\n' undo n >in
run --linear <in
prints "^Undo entry $number of bob \\(Setting warning_days is now 72\\)\\?" \
	'undo names whose change it is'
run settings set warning_days 73
printf '%s\n' undo n >in
run --linear <in
prints "^Undo entry $((number + 1)) \\(Setting warning_days is now 73\\)\\?" 'but for one of my own'

# ---- what was deployed -----------------------------------------------------------------------
run tls generate --yes --algorithm ec --dn CN=next.example
run tls deploy --yes
succeeds 'undo of what was deployed' history undo
grep -q "etc/web.pem still has the certificate that was deployed; tls deploy web" err
ok $? 'says which service still has it' || tap_show stderr err
run tls deploy --yes
run settings set warning_days 74
run history undo
! grep -q 'still has the certificate' err
ok $? 'another undo does not'

# ---- a revocation -----------------------------------------------------------------------------
run ssl issue --purpose server --san DNS:x.example --dn CN=x.example --out site
run settings set warning_days 75
serial=$(openssl x509 -in site/cert.pem -noout -serial | cut -d= -f2)
run ssl revoke "$serial" --yes
run history list --json --limit 1
number=$(jq -r '.[0].number' out)
run history undo
grep -q 'Undone: entry [0-9]*, "Setting warning_days is now 75"' err
ok $? 'undo passes over a revocation' || tap_show stderr err
fails 1 'stays revoked.*--force --comment' 'and refuses it by its number' history undo "$number"
fails 2 'say why with --comment' 'force needs a reason' history undo "$number" --force
succeeds 'with one it is taken back' history undo "$number" --force --comment 'wrong host'
grep -q 'sign a new one' err
ok $? 'and what is to be done then is said'
run ssl show "$serial" --json
! grep -q '"revoked' out
ok $? 'the certificate is valid again'
run history list --json --limit 1
same 'wrong host' "$(jq -r '.[0].comment' out)" 'history has the reason'
run history list --json
issued=$(jq -r '[.[] | select(.operation == "ssl issue")][0].number' out)
fails 1 'stays in the register' 'what was issued stays, force or not' \
	history undo "$issued" --force --comment because
tap_done
