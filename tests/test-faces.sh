#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same operations with the same answers through all three faces: the screen, the
# dialogue in lines through a pipe, and the command line on a terminal. Each has to ask
# the same questions in the same order, end with the same sentence, and leave the same
# history and the same store.
# Functions are called by names put together of parts.
# shellcheck disable=SC2317
: "${TESTS:?names the folder of tests}"
: "${FIXTURES:?names the folder of fixtures}"
driver=${SCREEN_DRIVER:-tests/screen-driver}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
if ! [ -e "$FIXTURES/openssl-ca.pem" ]; then
	echo '1..0 # SKIP no fixtures, which need openssl and certtool'
	exit 0
fi
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP the same code is looked at by others under valgrind'
	exit 0
fi
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
unset SUDO_USER
me=$(id -un)

# A store in which eve may do everything, until somebody takes her role.
run trust import "$FIXTURES/root.pem" "$FIXTURES/openssl-ca.pem"
run ssl request --algorithm ed25519 --dn CN=pending request.pem
run settings set --yes security_officer "$me" eve
run trust list --json
root=$(jq -r '.[0].sha256' out)
cp "$FIXTURES/encrypted-pbes2.key" locked.key
cp "$FIXTURES/openssl-ca.pem" locked.pem
mv "$PEMDECK_STORE" prepared
take_role="\$PEMDECK --store $PEMDECK_STORE --yes --quiet settings set security_officer $me"

# ---- what is told of a case ---------------------------------------------------------------
# operation NAME [COMMAND]: begins a case; COMMAND is what others do once the face is open,
# before the operation begins.
operation() {
	name=$1 others=${2-} account=eve steps='' says_screen=''
}

# What leads to the first question: words of the command line, after the exit status that
# it has in the end; lines of the dialogue and acts of the screen, of which the first goes
# to the tab.
command_line() {
	exits=$1
	shift
	words=$*
}
dialogue() {
	lines=$(printf '%s\n' "$@")
}
screen() {
	acts=$(printf '%s\n' "$@")
}

# Questions in their order, ANSWER: yes, no, a text, or stop, which gives up; COMMAND is
# what others do before it is given. unlocks: why the passphrase is asked for.
step() {
	steps="$steps$1|$2|$3|${4-}
"
}
confirms() { step confirms "$@"; }
replaces() { step replaces "$@"; }
unlocks() { step unlocks "$@"; }
types() { step types "$@"; }

# ---- how each face is driven ----------------------------------------------------------------
say() {
	printf '%s\n' "$@"
}

enter() {
	say "type $1" 'key Enter'
}

# shows REGEX
shows() {
	say "wait /$(printf %s "$1" | sed 's,/,\\/,g')/"
}

others_do() {
	[ -z "$1" ] || say "shell $1"
}

answer_screen() {
	case $1:$2 in
	*:stop) say 'key Esc' ;;
	confirms:yes) say 'key Tab' 'wait-quiet' 'key Enter' ;;
	confirms:no) say 'key Enter' ;;
	replaces:yes) say 'key y' ;;
	replaces:no) say 'key n' ;;
	unlocks:*) say "type $2" 'wait-quiet' 'key F2' ;;
	types:*) say "type $2" 'wait-quiet' 'key Enter' ;;
	esac
}

answer_linear() {
	case $2 in
	stop) say 'key Enter' ;;
	*) enter "$2" ;;
	esac
}

answer_command() {
	case $2 in
	stop) say 'key C-d' ;;
	*) enter "$2" ;;
	esac
}

ask_steps() {
	printf %s "$steps" | while IFS='|' read -r kind question answer command; do
		shows "$question"
		say 'wait-quiet'
		others_do "$command"
		"answer_$1" "$kind" "$answer"
		say 'wait-quiet'
	done
}

begin_script() {
	say "env PEMDECK_STORE $PEMDECK_STORE" 'size 50 132'
}

script_screen() {
	begin_script
	say "run \$PEMDECK --account $account" 'wait /m Menu .*\? Help/'
	say "$acts" | head -n 1
	say 'wait-quiet'
	others_do "$others"
	say "$acts" | sed 1d | sed 's/$/\nwait-quiet/'
	ask_steps screen
	shows "${says_screen:-$says}"
	say 'wait-quiet' 'absent /Replace (it|them)\? y\/n$/' 'absent /^  \[ Cancel \]  \[/'
}

script_linear() {
	begin_script
	say "run sh -c \"cat | \$PEMDECK --linear --account $account\"" 'wait /^Tab:/'
	enter "$(say "$lines" | head -n 1)"
	say 'wait-quiet'
	others_do "$others"
	say "$lines" | sed 1d | while read -r line; do
		case $line in
		Enter) say 'key Enter' ;;
		*) enter "$line" ;;
		esac
		say 'wait-quiet'
	done
	ask_steps linear
	shows "$says"
	say 'wait /(row, menu or help|^Tab): *$/' 'key C-d' 'exit 0'
}

script_command() {
	begin_script
	others_do "$others"
	say "run \$PEMDECK --account $account $words"
	ask_steps command
	shows "$says"
	say "exit $exits"
}

# ---- what has to hold -------------------------------------------------------------------------
# What was noted since, without numbers and names that differ from run to run.
history_since() {
	run history list --json
	jq -r --argjson before "$1" '.[:length - $before][] | "\(.account) \(.operation): \(.sentence)"' \
		out | sed 's/[0-9][0-9-]*/N/g'
}

# The store without history, and without what others did to it.
content() {
	(cd "$PEMDECK_STORE" && find . -type f ! -name lock ! -path './history/*' \
		! -name settings.cfg ! -name request.cfg -exec sha256sum {} + | sort)
}

drive() {
	rm -rf "$PEMDECK_STORE"
	cp -pR prepared "$PEMDECK_STORE"
	run history list --json
	entries=$(jq length out)
	content >before
	"script_$1" >"$name-$1.screen"
	"$driver" "$name-$1.screen" >said
	ok $? "$name: $1" || grep -v '^ok' said | sed 's/^/#   /'
	history_since "$entries" >"history-$1"
	content >after
	cmp -s before after && echo kept >"store-$1" || echo changed >"store-$1"
}

# ends REGEX kept|changed: drives all three, which say that in the end; and what has
# become of the store.
ends() {
	says=$1
	for face in screen linear command; do
		drive "$face"
		same "$2" "$(cat "store-$face")" "$name: the store is $2 by the $face"
	done
	same "$(cat history-screen)" "$(cat history-linear)" \
		"$name: history says the same of the dialogue as of the screen"
	same "$(cat history-screen)" "$(cat history-command)" \
		"$name: and of the command line"
}

# ---- yes, no, and neither ----------------------------------------------------------------------
generates() {
	command_line "$1" ssl generate --dn CN=New
	dialogue ssl generate CN=New Enter Enter Enter Enter Enter Enter Enter Enter
	screen 'key 1' 'key g' 'type CN=New' 'key F2'
}

operation replace-yes
generates 0
confirms 'Replace this CA' yes
ends 'CA CN=New generated' changed

operation replace-no
generates 1
confirms 'Replace this CA' no
says_screen='field 1 of'
ends '[Nn]othing was changed' kept

operation replace-stop
generates 1
confirms 'Replace this CA' stop
says_screen='field 1 of'
ends '[Nn]othing was changed' kept

operation destroy-yes
command_line 0 trust remove "$root"
dialogue trust '1 remove'
screen 'key 5' 'key d'
confirms 'Trust this no longer' yes
ends 'is no longer trusted' changed

operation destroy-no
command_line 1 trust remove "$root"
dialogue trust '1 remove'
screen 'key 5' 'key d'
confirms 'Trust this no longer' no
says_screen='^> '
ends '[Nn]othing was changed' kept

# The word is typed exactly, and another answer is asked for again.
operation typed-word
command_line 1 signature delete
dialogue signature '1 delete'
screen 'key 2' 'key d'
types 'Type the account to delete .root' yes
types 'Type exactly this to go on: root' stop
says_screen='^> '
ends '[Nn]othing was changed' kept

# ---- nothing to see ---------------------------------------------------------------------------
operation replaces-nothing
command_line 0 settings set warning_days 90
dialogue settings '1 set' 90
screen 'key S' 'key Enter' 'key C-u' 'type 90' 'key F2'
ends 'warning_days' kept

operation destroys-nothing "rm -f $PEMDECK_STORE/ssl/request.cfg"
command_line 1 ssl request-delete
dialogue ssl request-delete
screen 'key 1' 'key End' 'key X'
confirms 'Delete this request and its key' yes
ends 'no pending request' kept

# ---- files in the way ---------------------------------------------------------------------------
signs() {
	command_line "$1" signature sign --out "$2" request.pem
	dialogue signature sign request.pem Enter "$2" Enter
	screen 'key 2' 'key s' 'type request.pem' 'key Down' 'key Down' "type $2" 'key F2'
}

operation file-no
signs 1 locked.pem
replaces 'locked.pem exists already. Replace it' no
says_screen='^Nothing was replaced'
ends 'was not replaced|Nothing was changed' kept

operation file-yes
cp locked.pem replaced.pem
signs 0 replaced.pem
replaces 'replaced.pem exists already. Replace it' yes
ends 'signed by' kept

# What a link leads to may not be there: it is replaced all the same.
operation link-no
ln -s nowhere link.pem
signs 1 link.pem
replaces 'link.pem exists already. Replace it' no
says_screen='^Nothing was replaced'
ends 'was not replaced|Nothing was changed' kept

# The run itself finds it, without a field that names it.
operation found-no
echo there >request.pem.sig
command_line 1 signature sign request.pem
dialogue signature sign request.pem Enter Enter Enter
screen 'key 2' 'key s' 'type request.pem' 'key F2'
replaces 'request.pem.sig exists already. Replace it' no
says_screen='^Nothing was replaced'
ends 'was not replaced|Nothing was changed' kept

# What is to be put in the place of another is read before anything is asked about that.
# ---- passphrases ----------------------------------------------------------------------------------
imports() {
	command_line "$1" ssl import locked.key locked.pem
	dialogue ssl import 'locked.key locked.pem' Enter Enter Enter
	screen 'key 1' 'key i' 'type locked.key locked.pem' 'key F2'
}

operation passphrase
imports 0
unlocks 'is encrypted' wrong
unlocks 'does not open' secret-42
confirms 'Replace this CA' yes
ends 'CA CN=OpenSSL CA' changed

operation three-passphrases
imports 1
unlocks 'is encrypted' one
unlocks 'does not open' two
unlocks 'does not open' three
ends 'hree wrong passphrases; nothing was changed' kept

operation no-passphrase
imports 1
unlocks 'is encrypted' stop
says_screen='Discard your input\? y/n'
ends 'is encrypted' kept

# ---- weak keys ------------------------------------------------------------------------------------
openssl req -x509 -newkey rsa:1024 -nodes -keyout weak.key -subj /CN=weak -days 300 -out weak.pem \
	2>/dev/null

# Refused first, where one is asked; the answer is then one key.
operation weak
command_line 0 encryption import --alias weak weak.pem --allow-weak
dialogue encryption import weak.pem weak Enter Enter Enter yes
screen 'key 3' 'key i' 'type weak.pem' 'key Tab' 'type weak' 'key F2' 'key Space' 'key F2'
ends 'weak added to encrypt for' changed

# ---- who may ----------------------------------------------------------------------------------------
operation observer
account=daemon
generates 1
dialogue ssl generate
screen 'key 1' 'key g'
ends 'his needs the role security officer, and daemon has the role observer' kept

# Undo is a key and a word everywhere: nobody is asked about what he may not do.
operation undo-observer
account=daemon
command_line 1 history undo
dialogue ssl undo
screen 'key 1' 'key z'
ends 'ntry [0-9]+ is of [a-z]+, and undoing what others did needs the role security officer; daemon has' kept

operation role-lost-before "$take_role"
command_line 1 trust clear
dialogue trust clear
screen 'key 5' 'key C'
ends 'his needs the role security officer, and eve has the role observer' kept

operation role-lost-meanwhile
command_line 1 trust remove "$root"
dialogue trust '1 remove'
screen 'key 5' 'key d'
confirms 'Trust this no longer' yes "$take_role"
ends 'this needs the role security officer, and eve has the role observer' kept

# ---- values --------------------------------------------------------------------------------------------
operation wrong-value
command_line 2 settings set warning_days many
dialogue settings '1 set' many back
screen 'key S' 'key Enter' 'key C-u' 'type many' 'key F2'
ends 'warning_days must be a whole number from 0 to' kept

tap_done
