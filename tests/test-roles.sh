#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Settings, security levels, accounts and roles; and what history tells of them.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
unset SUDO_USER DOAS_USER
me=$(id -un)
printf 'a workflow\n' >flow

# ---- settings --------------------------------------------------------------------------
succeeds 'settings are listed' settings list --json
same low "$(jq -r '.[] | select(.name == "security_level") | .value' out)" \
	'the security level is low at first'
succeeds 'one is set' settings set warning_days 90
succeeds 'and got' settings get warning_days
prints 90 'as it was set'
fails 2 'no such setting' 'one that is none' settings get colour
fails 2 'from 0 to' 'a value that does not fit' settings set undo_days many
fails 2 'low, medium, high' 'a level that is none' settings set --yes security_level huge
succeeds 'undo takes it back' history undo
run settings get warning_days
prints 183 'to what it was'

# ---- levels ----------------------------------------------------------------------------
fails 2 'yes' 'the level is not changed without asking' settings set security_level medium
succeeds 'medium' settings set --yes security_level medium
fails 1 'account alice has no signing certificate' 'each account needs its own' \
	--account alice signature show
succeeds 'alice generates one' --account alice signature generate
succeeds 'and bob' --account bob signature generate
run --account alice signature show --json
same CN=alice "$(jq -r .subject out)" 'alice has hers'
succeeds 'bob signs' --account bob signature sign flow
fails 1 'bad signature' 'which is not the signature of alice' \
	--account alice signature verify flow
succeeds 'but his own' --account bob signature verify flow
SUDO_USER=bob run signature show --json
same CN=bob "$(jq -r .subject out)" 'under sudo it is the account that logged in'
fails 2 'not an account name' 'an account is no path' --account ../alice signature show
succeeds 'a strange name' --account 'eve,O=x+y' signature generate
run --account 'eve,O=x+y' signature show --json
same 'CN=eve\,O\=x\+y' "$(jq -r .subject out | sed 's/O=x/O\\=x/')" 'is one common name'
succeeds 'high' settings set --yes security_level high
for operation in show 'generate --yes' 'sign flow' 'publish .' \
	'delete --yes' 'export -' 'import --yes flow'; do
	# shellcheck disable=SC2086
	fails 1 'level is high' "signature $operation refuses at high" signature $operation
done
succeeds 'back to low' settings set --yes security_level low
succeeds 'the one of root is still there' signature show

# ---- accounts of the system: neither reads the key of the other --------------------------
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$dir"
	for id in 54321 54322; do
		mkdir "home$id"
		chown $id "home$id"
	done
	as() {
		id=$1
		shift
		setpriv --reuid="$id" --regid="$id" --clear-groups \
			env HOME="$dir/home$id" XDG_DATA_HOME="$dir/home$id" "$@"
	}
	# shellcheck disable=SC2086
	for id in 54321 54322; do
		(unset PEMDECK_STORE && cd "home$id" && as $id $PEMDECK signature show) >out 2>err
		ok $? "account $id has a store of its own"
	done
	! as 54322 sh -c "cat $dir/home54321/pemdeck/keys/*.pem" >out 2>err && [ ! -s out ]
	ok $? 'the key in it cannot be read by the other'
	# shellcheck disable=SC2086
	(cd home54322 && as 54322 $PEMDECK --store "$dir/home54321/pemdeck" signature show) \
		>out 2>err
	[ $? -eq 1 ] && [ ! -s out ]
	ok $? 'nor used'
	! as 54321 sh -c "cat $PEMDECK_STORE/keys/*.pem" >out 2>err && [ ! -s out ]
	ok $? 'nor can either read the keys in the store of root'
else
	skip 'only root can be two accounts'
fi

# ---- roles -----------------------------------------------------------------------------
fails 2 'could not take this back' 'nobody locks himself out' \
	settings set --yes observer eve
openssl req -x509 -newkey rsa:2048 -nodes -keyout agent.key -out agent.pem -days 30 -subj /CN=agent \
	-addext keyUsage=keyEncipherment 2>log
succeeds 'there is one to encrypt for' encryption import agent.pem \
	--alias agent --private-key-path "$dir/agent.key"
succeeds 'I am security officer' settings set --yes security_officer "$me" @pemdeck-none
succeeds 'alice is system administrator' settings set --yes system_administrator alice
fails 2 'neither a user' 'a name that is none' settings set --yes observer 'a/b'
succeeds 'who is in none may look' --account bob signature show
fails 1 'needs the role system administrator, and bob has the role observer' 'but not sign' \
	--account bob signature sign flow
fails 1 'needs the role security officer' 'an administrator does not generate' \
	--account alice --comment 'I need it' signature generate --yes
succeeds 'but signs' --account alice signature sign --yes flow
succeeds 'who may look encrypts' --account bob encryption encrypt agent secret
cp out value
fails 1 'needs the role system administrator, and bob has' 'but uses no private key' \
	--account bob encryption decrypt agent <value
succeeds 'an administrator does' --account alice encryption decrypt agent <value
prints '^secret$' 'and has what was encrypted'
fails 1 'security officer' 'nor changes roles' \
	--account alice settings set --yes security_officer alice
SUDO_USER=bob fails 1 'works for alice, which needs the role security officer, and bob has' \
	'whoever comes by sudo is not somebody else' --account alice signature sign --yes flow
SUDO_USER=bob fails 1 "works for $me, which needs" 'nor gives himself a role' \
	--account "$me" settings set --yes security_officer bob
DOAS_USER=bob fails 1 'works for alice' 'nor by doas' --account alice signature show
PKEXEC_UID=$(id -u nobody) fails 1 'nobody works for alice' 'nor by pkexec' \
	--account alice signature show
PKEXEC_UID=4000000 fails 1 '4000000 works for alice' 'nor by a user without a name' \
	--account alice signature show
SUDO_USER='../bob' fails 2 'SUDO_USER: ' 'nor by what is no name' --account alice signature show
SUDO_USER=alice fails 1 'works for bob' 'not for less either' --account bob signature show
SUDO_USER=alice succeeds 'but oneself' --account alice signature sign --yes flow
SUDO_USER=$me succeeds 'a security officer works for others' \
	--account alice signature sign --yes flow
run history list --account bob --json
same 3 "$(jq '[.[] | select(.sentence | test("bob works for"))] | length' out)" \
	'history names who it was'
succeeds 'refusals are in history' history list --account alice --json
same 'Refused: Refused: Refused:' "$(jq -r '.[].sentence' out | grep -o '^Refused:' | paste -sd' ')" \
	'all of them'
number=$(jq -r '.[] | select(.operation == "signature generate" and (.sentence | test("Refused"))) | .number' out)
run history show "$number"
prints 'I need it' 'with the comment'
fails 1 'changed nothing' 'there is nothing to undo in them' history undo "$number"
succeeds 'undo goes past them' history undo
run settings get system_administrator
same '' "$(grep alice out)" 'to the last change'

run settings set --yes system_administrator alice
# What one operation may not do another does not do for it.
for words in 'tls trust' 'ssl trust' 'trust add' 'tls target-set web' 'ssl generate --dn CN=x' 'ssl renew ca' \
	'ssl renew ca --new-key --trust' 'scan take flow --name web'; do
	# shellcheck disable=SC2086 # words
	fails 1 'needs the role security officer' "nor decides what is trusted, or set: $words" \
		--account alice $words --yes </dev/null
done
fails 1 'needs the role system administrator' 'who may look writes no files' \
	--account bob encryption export agent out.pem
succeeds 'nor changes what is renewed' --account alice ssl renew --due 1

# Who may do a thing undoes his own slip, a security officer also that of others.
run settings set --yes system_administrator alice
SUDO_USER=alice succeeds 'an administrator makes a slip' tls generate --yes --dn CN=slip.example
SUDO_USER=alice succeeds 'and takes it back' history undo
run tls show --json
[ "$(jq -r .subject out)" != CN=slip.example ]
ok $? 'it is gone'
run history list --limit 1 --json
own=$(jq -r '.[0].number' out)
SUDO_USER=alice succeeds 'and has it again' history undo "$own"
SUDO_USER=alice succeeds 'and makes another' tls generate --yes --dn CN=slip2.example
SUDO_USER=bob fails 1 'entry [0-9]+ is of alice, and undoing what others did needs the role security officer; bob has' \
	'somebody else does not' history undo
succeeds 'a security officer does' history undo
succeeds 'and changes something himself' settings set --yes undo_days 6
SUDO_USER=alice fails 1 "entry [0-9]+ is of $me, and undoing what others did needs" \
	'which an administrator does not undo' history undo
succeeds 'an administrator who was officer' settings set --yes security_officer "$me" alice
SUDO_USER=alice succeeds 'changed what needs that' settings set --yes undo_days 5
succeeds 'is none any more' settings set --yes security_officer "$me"
run history list --account alice --json
cleared=$(jq -r '[.[] | select(.operation == "settings set")][0].number' out)
SUDO_USER=alice fails 1 'undoing entry [0-9]+ needs the role security officer, and alice has the role system' \
	'and does not undo it' history undo "$cleared"
succeeds 'who is in no role' settings set --yes security_officer alice "$me"
# Without sudo, too, --account does not lend a role.
if [ "$(id -u)" -eq 0 ]; then
	printf 'format = 1;\nroles = {\n security_officer = ["alice"];\n};\n' >"$PEMDECK_STORE/settings.cfg"
	fails 1 "$me works for alice, which needs the role security officer, and $me has" \
		'is nobody else by --account' --account alice signature show
	succeeds 'but may look' signature show
	printf 'format = 1;\nroles = {\n security_officer = ["%s"];\n};\n' "$me" \
		>"$PEMDECK_STORE/settings.cfg"
fi
group=$(id -gn)
succeeds 'a group has a role' settings set --yes security_officer "@$group" "$me"
cp "$PEMDECK_STORE/settings.cfg" kept
printf 'format = 1;\nroles = {\n observer = ["%s"];\n};\n' "$(id -un)" >"$PEMDECK_STORE/settings.cfg"
run doctor
prints 'nobody is a security officer' 'that nobody can give roles any more is told'
printf 'format = 1;\nroles = {\n king = ["me"];\n};\n' >"$PEMDECK_STORE/settings.cfg"
fails 1 'settings.cfg:3: no role king' 'an unknown role is named by line' ssl show
printf 'format = 1;\nsecurity_level = "huge";\n' >"$PEMDECK_STORE/settings.cfg"
fails 1 'settings.cfg:2: security_level must be' 'and so is an unknown level' ssl show
cp kept "$PEMDECK_STORE/settings.cfg"

# ---- history ---------------------------------------------------------------------------
run history list --tab settings --json
same settings "$(jq -r '.[].operation' out | cut -d' ' -f1 | sort -u)" 'by tab'
run history list --since 2999-01-01 --json
same 0 "$(jq length out)" 'by date'
run history list --since 2001-01-01 --limit 3 --json
same 3 "$(jq length out)" 'and by number'
fails 2 '--since' 'a date that is none' history list --since soon
today=$(date -u +%F)
run history list --json
all=$(jq length out)
run history list --until "$today" --json
same "$all" "$(jq length out)" 'until today: all, today too'
run history list --until "$(date -u -d "$today - 1 day" +%F)" --json
same 0 "$(jq length out)" 'until yesterday: none'
run history list --until 1969-12-31 --json
same 0 "$(jq length out)" 'nor before all time'
succeeds 'history verify finds nothing wrong' history verify
cp -a "$PEMDECK_STORE/history" history
restore() {
	rm -rf "$PEMDECK_STORE/history"
	cp -a history "$PEMDECK_STORE/history"
}
newest=$(find history -maxdepth 1 -name '0*' -printf '%f\n' | sort | tail -n 1)
for entry in 00000001 00000004 "$newest"; do
	number=$(echo "$entry" | sed 's/^0*//')
	sed -i 's/^time = ./time = 9/' "$PEMDECK_STORE/history/$entry/entry.cfg"
	fails 1 "entry $number was changed" "entry $number that was changed is named" \
		history verify
	restore
	rm -r "$PEMDECK_STORE/history/$entry"
	fails 1 "entry $number is missing" "and one that is missing: $number" history verify
	restore
done
succeeds 'all there again' history verify

# ---- a group that is kept elsewhere --------------------------------------------------------
export PEMDECK_STORE="$dir/elsewhere"
run tls show
echo 'roles = { security_officer = [ "@officers-elsewhere" ]; };' >>"$PEMDECK_STORE/settings.cfg"
fails 1 "needs the role security officer, and $me has the role observer" \
	'who is in no group' settings set undo_days 5
# unanswered LOOK-UP ENTRY GROUP WHO STATUS WORDS: nobody answers that look-up about that group's members.
unanswered() {
	if ${CC:-cc} -shared -fPIC "-DLOOK_UP=$1" "-DENTRY=$2" -o unanswered.so \
		"$TESTS/unanswered-preload.c" 2>log && LD_PRELOAD=./unanswered.so true 2>>log; then
		why="whether $me has the role security officer through the group $3 cannot be looked up: "
		for words in 'undo_days 5' "security_officer @$3"; do
			sed -i "s/^roles = .*/roles = { security_officer = [ \"$4\" ]; };/" \
				"$PEMDECK_STORE/settings.cfg"
			# shellcheck disable=SC2086 # a name and a value
			LD_PRELOAD=./unanswered.so run settings set $words
			same "$5" "$status" "$6"
			grep -q "$why" err
			ok $? 'which is told' || tap_show stderr err
			set -- "$1" "$2" "$3" "$me" 2 'nor does the role go from who has it to such a group'
		done
	else
		skip "nothing can be put before $1 here: $(cat log)"
	fi
}
unanswered getgrnam_r group officers-elsewhere @officers-elsewhere 1 \
	'and who is not known to be in one'
unanswered getpwnam_r passwd daemon @daemon 1 'or whose primary group nobody tells'
tap_done
