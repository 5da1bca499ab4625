#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line: words, options, exit statuses, standard streams, questions.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs openssl
here=$(cd "${TESTS:-$(dirname "$0")}" && pwd)
cd "$dir" || exit 1
exec </dev/null
export LC_ALL=C.UTF-8

passphrase=--passphrase-file
printf 'secret-42\n' >passphrase
printf 'wrong\n' >wrong

# subject: that of the CA, as the store has it.
subject() {
	run ssl show --json
	sed -n 's/^ *"subject": "\(.*\)",*$/\1/p' out | head -n 1
}

# says PATTERN WORDS: the last run's standard error matches.
says() {
	grep -Eq -e "$1" err
	ok $? "$2" || tap_show "stderr, wanted /$1/" err
}

# ---- wrong usage: exit status 2, one sentence that names what would be right -----------
fails 2 'pemdeck TAB OPERATION.*ssl, .*history' 'the screen needs a terminal'
fails 2 'one of: show, issue, ensure, review' 'a tab alone is no command' ssl
fails 2 'sls: .*nearest is (ssl|tls)' 'an unknown tab' sls
fails 2 'qqqqqq: .*pemdeck --help' 'a tab like no other' qqqqqq
fails 2 'shwoo: .*nearest is show' 'an unknown operation' ssl shwoo
fails 2 'gen: .*nearest is generate' 'operations are not abbreviated' ssl gen
fails 2 'qqqqqq: .*pemdeck ssl --help' 'an operation like no other' ssl qqqqqq
fails 2 '^pemdeck: --dayz: .*nearest is --days$' 'an unknown option' ssl generate --dayz 5
fails 2 '--alg: .*nearest is --algorithm' 'options are not abbreviated' \
	ssl generate --alg ec
fails 2 'no such option' 'there are few short options' -x
fails 2 '--private-kye: .*--private-key' 'its value is not repeated' \
	ssl show --private-kye=value
! grep -q value err
ok $? 'as it may be a secret'
fails 2 '--qqqqqqqqq: .*ssl show --help' 'an option like no other' ssl show --qqqqqqqqq
fails 2 '--dn: .*before the operation' 'an option of an operation before it' \
	--dn CN=x ssl generate
fails 2 '--days: its value is missing; write --days NUMBER' 'an option without value' \
	ssl generate --dn CN=x --days
fails 2 '--days: its value is empty' 'an option with an empty value' \
	ssl generate --dn CN=x --days=
fails 2 '--days: is given twice' 'an option given twice' \
	ssl generate --dn CN=x --days 5 --days=6
fails 2 '--store: is given twice' 'a global option given twice' \
	--store a ssl show --store b
fails 2 '--yes: takes no value' 'a flag with a value' ssl generate --dn CN=x --yes=no
fails 2 '--chain: takes no value' 'a flag of an operation with a value' \
	ssl export x --chain=no
fails 2 '--dn: ' 'a required option that is missing' ssl generate --yes
fails 2 '^pemdeck: FILE: ' 'a required argument that is missing' ssl export
fails 2 '^pemdeck: FILE: ' 'an argument that is empty' ssl export ''
fails 2 'surplus: .*history show' 'an argument too many' history show 1 surplus
fails 2 '^pemdeck: NUMBER: .*from 1 to' 'an argument of the wrong kind' history show one
fails 2 '--days: .*from 1 to 36525' 'a number out of its limits' \
	ssl generate --dn CN=x --days 0
fails 2 '--days: .*whole number' 'no number' ssl generate --dn CN=x --days 5x
fails 2 '--algorithm: .*ec, rsa' 'a choice that is none' \
	ssl generate --dn CN=x --algorithm dsa
fails 2 '--dn: ' 'no distinguished name' ssl generate --dn nonsense
fails 2 '--passphrase: .*--passphrase-file FILE' 'a passphrase on the command line' \
	ssl generate --dn CN=x --passphrase=secret-42
! grep -q secret err
ok $? 'is not repeated'
fails 2 'standard input can be read only once' 'standard input for two' \
	ssl import - $passphrase -
fails 2 'standard input can be read only once' 'standard input for two, one unsaid' \
	ssl update $passphrase -
fails 2 '--json: ssl export shows nothing' 'JSON of what writes a file' ssl export x --json
fails 2 '--account: .*64' 'an account that is a path' --account a/b ssl show
fails 2 '--account: ' 'an account with control characters' \
	--account "$(printf 'a\033b')" ssl show
! grep -q "$(printf '\033')" err
ok $? 'which do not get to the terminal'
fails 2 '--account: ' 'an account that is too long' \
	--account "$(printf '%065d' 0)" ssl show
fails 2 '--comment: ' 'a comment that is too long' \
	--comment "$(printf '%01001d' 0)" ssl show
fails 2 '--completion: .*bash' 'a completion for another shell' --completion csh
[ ! -e "$PEMDECK_STORE" ]
ok $? 'wrong usage makes no store'

# ---- texts ---------------------------------------------------------------------------------
succeeds 'the version is told' --version
same "pemdeck $(sed -n 's/^AC_INIT(\[pemdeck\], \[\(.*\)\])/\1/p' "$here/../configure.ac")" \
	"$(head -n 1 out)" 'in a line of its own'
prints '^Licence GPLv3' 'with the licence'
cp out version
succeeds 'by -V, too' -V
check 'alike' cmp out version
succeeds 'help by -h' -h
cp out general
for line in --help help; do
	succeeds "by $line" "$line"
	check 'is the same' cmp out general
done
succeeds 'help of an operation after it' ssl show -h
cp out general
succeeds 'and before it' help ssl show
check 'is the same' cmp out general
fails 2 'no such tab' 'help of what is not there' help nothing
succeeds 'a report says what this machine is' --report
prints '^GnuTLS: [0-9]' 'the libraries'
prints '^input is confined: ' 'and whether input is confined'
succeeds 'the completion is written' --completion bash
succeeds 'the manual is written' --man
cp out manual
cat "$here/../data/pemdeck.1.head" manual >pemdeck.1 2>/dev/null
if command -v groff >/dev/null; then
	check 'groff reads it' sh -c '! groff -ww -man -Tutf8 pemdeck.1 2>&1 >text | grep .'
else
	skip 'groff is missing'
fi
succeeds 'help is shown' --help
prints 'PEMDECK_STORE' 'with the environment'
prints '^  2 ' 'and the exit statuses'
cp out general
LC_ALL=C run --help
check 'in any locale' cmp out general
for line in ssl history encryption 'ssl generate' 'history show'; do
	# shellcheck disable=SC2086
	succeeds "help of $line is shown" $line --help
	same "Usage: pemdeck $line" "$(head -n 1 out | cut -c -$((15 + ${#line})))" \
		'it says how to write it'
done

# Each operation with its options, as the completion knows them.
for tab in $($PEMDECK --complete '' | grep -v help); do
	for operation in $($PEMDECK --complete "$tab" '' | grep -v '^[-:]'); do
		printf '%s %s ' "$tab" "$operation"
		$PEMDECK --complete "$tab" "$operation" -- | tr '\n' ' '
		echo
	done
done >each
[ "$(wc -l <each)" -ge 60 ]
ok $? 'the completion knows the operations'
while read -r tab operation options; do
	run "$tab" "$operation" --help
	same '' "$(awk -v options="$options" '
		FILENAME == "manual" { manual = manual $0 "\n" }
		FILENAME == "out" && /^  / { help = help $0 "\n" }
		END {
			for (i = split(options, option, " "); i > 0; i--) {
				if (!index(help, option[i])) print option[i]
				gsub(/-/, "\\-", option[i])
				if (!index(manual, option[i])) print option[i] " (manual)"
			}
		}' out manual)" "help and manual of $tab $operation name each option"
	same '' "$(awk 'length > 80' out)" 'no line is longer than 80'
done <each
[ ! -e "$PEMDECK_STORE" ]
ok $? 'texts need no store'

# ---- forms of options ----------------------------------------------------------------------
succeeds 'a store is made where there is none' ssl show
cp out shown
for line in 'ssl show --quiet' '--quiet ssl show' 'ssl --quiet show' \
	'ssl show --no-private-key' 'ssl show --private-key --no-private-key'; do
	# shellcheck disable=SC2086
	succeeds "pemdeck $line" $line
	check 'is the same' cmp out shown
done
fails 1 'second: no store of this name' 'reading makes none' "--store=$dir/second" ssl show
check 'of a name that was mistyped' test ! -e second
succeeds '--store=DIR' "--store=$dir/second" ssl crl list.crl
check 'names another store' test -d second
PEMDECK_STORE=third succeeds '--store goes before PEMDECK_STORE' ssl show --store second
check 'which is not made' test ! -e third
succeeds 'options in any order, in both forms' \
	ssl --yes generate --days=10 --comment 'why not' --dn CN=Forms --curve=P-384
same CN=Forms "$(subject)" 'are all heard'
succeeds 'history alone' history
cp out listed
succeeds 'and history list' history list
check 'are the same' cmp out listed
succeeds 'its options need no operation either' history --limit 1
same 2 "$(wc -l <out)" 'and are heard: a heading and one entry'
succeeds 'behind -- is no option' ssl export -- --strange
check 'but a file' grep -q 'BEGIN CERTIFICATE' ./--strange
succeeds '- is standard output' ssl export -
check 'and gets the same' cmp out ./--strange

# ---- whose work it is, and why -------------------------------------------------------------
succeeds 'an account and a comment' ssl generate --yes --dn CN=Whose --account alice \
	--comment "$(printf 'new\033[31m year')"
run history
number=$(sed -n '2s/.* \([0-9]\{1,\}\)  .*alice.*/\1/p' out)
succeeds 'are in history' history show "$number"
prints '^Who: +alice$' 'the account'
prints '^Comment: +new\\x1b\[31m year$' 'the comment, made safe'
SUDO_USER=bob succeeds 'under sudo' ssl generate --yes --dn CN=Sudo
run history --limit 1
prints 'bob' 'it is the work of who logged in'
SUDO_USER=../bob fails 2 'SUDO_USER: ' 'unless that is no name' ssl show

# ---- asking first, without a terminal ------------------------------------------------------
before=$(store_sum)
fails 2 'Replace this CA\?.*--yes' 'what replaces needs --yes' ssl generate --dn CN=Asked
fails 2 'Make all changes permanent.*--yes' 'what destroys needs --yes' history purge
same "$before" "$(store_sum)" 'and nothing was changed'
echo old >existing
fails 2 '^pemdeck: existing: .*--yes' 'an existing file is not replaced' ssl export existing
same old "$(cat existing)" 'and stays as it is'
succeeds 'with --yes it is' ssl export existing --yes
check 'replaced' grep -q 'BEGIN CERTIFICATE' existing

# ---- what is said where --------------------------------------------------------------------
succeeds 'a change' ssl generate --yes --dn CN=Said
check 'prints nothing on standard output' test ! -s out
says '^CA CN=Said generated' 'says on standard error what was done'
succeeds 'with --quiet' ssl generate --yes --dn CN=Said --quiet
check 'it says nothing' test ! -s err
fails 1 '^pemdeck: 99: ' 'errors are told even so' history show 99 --quiet
succeeds 'a note' ssl issue --dn CN=named.example.org --purpose server --quiet
says '^pemdeck: note: name taken from the subject' 'is told even so'
check 'and no field or PEM text of what was issued is printed' test ! -s out

# ---- standard input ------------------------------------------------------------------------
run ssl generate --yes --dn CN=Input
run ssl export --private-key input.pem
run ssl generate --yes --dn CN=Other
succeeds 'PEM text comes from standard input' ssl update --yes <input.pem
same CN=Input "$(subject)" 'and is installed'
run ssl generate --yes --dn CN=Other
succeeds 'or from a file' ssl update --yes --pem input.pem
same CN=Input "$(subject)" 'and is installed'
run ssl generate --yes --dn CN=Other
succeeds 'a file - is standard input' ssl import --yes - <input.pem
same CN=Input "$(subject)" 'and is installed'
before=$(store_sum)
fails 1 '^pemdeck: standard input: is empty' 'an empty standard input' ssl update --yes
fails 1 '^pemdeck: .*: ' 'text without PEM' ssl update --yes --pem wrong
fails 1 '^pemdeck: missing: ' 'a file that is not there' ssl update --yes --pem missing
fails 1 '^pemdeck: /: .*directory' 'a directory' ssl update --yes --pem /
fails 1 '^pemdeck: /dev/zero: ' 'a device' ssl update --yes --pem /dev/zero
same "$before" "$(store_sum)" 'leave the store as it was'

# ---- passphrases from files ----------------------------------------------------------------
succeeds 'a key with a passphrase' ssl generate --yes --dn CN=Locked $passphrase passphrase
succeeds 'it is exported' ssl export --private-key $passphrase passphrase locked.pem
check 'as such' grep -q 'BEGIN ENCRYPTED PRIVATE KEY' locked.pem
check 'and OpenSSL opens it' openssl pkey -in locked.pem -passin file:passphrase -noout
run ssl generate --yes --dn CN=Other
before=$(store_sum)
fails 1 '^pemdeck: --passphrase-file: .*no terminal.*--passphrase-file FILE' \
	'without passphrase and terminal' ssl import --yes locked.pem
fails 1 '^pemdeck: --passphrase-file: ' 'with a wrong one' \
	ssl import --yes locked.pem $passphrase wrong
: >empty
printf '\nsecret-42\n' >second-line
printf 'secret\0-42\n' >nul
head -c 5000 /dev/zero >large
for file in empty second-line nul large /dev/zero missing /; do
	fails 1 "^pemdeck: $file: " "a passphrase file that is none: $file" \
		ssl import --yes locked.pem $passphrase $file
done
same "$before" "$(store_sum)" 'leave the store as it was'
printf 'secret-42' >bare
printf 'secret-42\r\nmore\n' >dos
printf '\357\273\277secret-42\r\n' >marked
for file in passphrase bare dos marked; do
	succeeds "the first line of $file" ssl import --yes locked.pem $passphrase $file
	same CN=Locked "$(subject)" 'is the passphrase'
	run ssl generate --yes --dn CN=Other
done
succeeds 'a passphrase on standard input' ssl import --yes locked.pem $passphrase - <bare
same CN=Locked "$(subject)" 'opens the key'

# ---- standard streams that are full or closed ----------------------------------------------
# refused WORDS: standard output could not be written, and that was told.
refused() {
	[ "$status" -eq 1 ] && grep -q '^pemdeck: standard output: ' err &&
		[ "$(wc -l <err)" -eq 1 ]
	ok $? "$1" || tap_show "status $status, stderr" err
}
# Whatever runs pemdeck would use a closed stream for files of its own.
# shellcheck disable=SC2086
magic=$(head -c 4 $PEMDECK 2>/dev/null | tail -c 3)
for line in --help 'ssl show' 'ssl show --json' history 'ssl export -' --linear; do
	status=0
	# shellcheck disable=SC2086
	$PEMDECK $line >/dev/full 2>err </dev/null || status=$?
	refused "pemdeck $line to a full device"
	if [ "$magic" != ELF ]; then
		skip 'pemdeck is run by another program'
		continue
	fi
	status=0
	# shellcheck disable=SC2086
	$PEMDECK $line >&- 2>err </dev/null || status=$?
	refused "pemdeck $line to a closed standard output"
done
status=0
$PEMDECK ssl generate --yes --dn CN=Closed <&- >&- 2>&- || status=$?
same 0 "$status" 'a change needs no standard stream'
same CN=Closed "$(subject)" 'and happens'
status=0
$PEMDECK ssl update --yes <&- >out 2>err || status=$?
same 1 "$status" 'a closed standard input is an error'
mkfifo pipe
cat pipe >seen &
# The reader has ended before pemdeck writes.
reader=$!
{
	kill "$reader"
	wait "$reader" 2>/dev/null
	status=0
	$PEMDECK ssl show 2>err >&3 || status=$?
} 3>pipe
same 1 "$status" 'a reader that went away is a failure'
check 'but nobody is told' test ! -s err

# ---- locales -------------------------------------------------------------------------------
run history --json
cp out listed
for locale in C de_DE.UTF-8 tr_TR nonsense; do
	LC_ALL=$locale LANGUAGE=$locale succeeds "in the locale $locale" history --json
	check 'JSON is the same' cmp out listed
	LC_ALL=$locale LANGUAGE=$locale run ssl nonsense
	same 2 "$status" 'and so are exit statuses'
done

# ---- questions on the terminal -------------------------------------------------------------
tap_needs script
mkfifo keys

# talk WORDS...: pemdeck on a terminal of its own. Its screen goes to the file screen.
talk() {
	# What runs in the background ignores C-c, and so would its children.
	command="env --default-signal=INT $PEMDECK $*; echo \"status \$?\"; stty -a"
	: >screen
	seen=0
	script -qefc "$command" screen <keys >/dev/null 2>&1 &
	terminal=$!
	exec 4>keys
}

# shows PATTERN: the terminal shows that now, after the last answer.
shows() {
	tail -c "+$((seen + 1))" screen | grep -qe "$1"
}

# answer PATTERN TEXT: once the terminal shows that, types this.
answer() {
	tries=0
	until shows "$1" || [ "$tries" -gt 600 ] || ! kill -0 "$terminal" 2>/dev/null; do
		tries=$((tries + 1))
		sleep 0.05
	done
	shows "$1"
	ok $? "asks: $1" || tap_show screen screen
	seen=$(wc -c <screen)
	# Where it has ended already, nobody listens.
	(trap '' PIPE && printf %b "$2" >&4) 2>/dev/null
}

# ends STATUS WORDS: it ended with that, and the terminal is as it was.
ends() {
	exec 4>&-
	wait
	tr -d '\r' <screen >text
	got=$(sed -n 's/.*status \([0-9]*\)$/\1/p' text)
	[ "$got" = "$1" ] && grep -q '[^-]icanon' text && grep -q ' echo ' text
	ok $? "$2" || tap_show screen text
}

run ssl generate --yes --dn CN=Before
talk ssl generate --dn CN=After
answer 'y/N' 'n\n'
ends 1 'no is no'
check 'the question is asked' grep -q 'Replace this CA?' text
check 'with what goes' grep -q 'CN=Before' text
same CN=Before "$(subject)" 'and keeps it'
talk ssl generate --dn CN=After
answer 'y/N' '\n'
ends 1 'nothing is no'
talk ssl generate --dn CN=After
answer 'y/N' 'y\n'
ends 0 'yes is yes'
same CN=After "$(subject)" 'and replaces'

echo old >existing
talk ssl export existing
answer 'y/N' 'n\n'
ends 1 'an existing file is kept'
check 'the question names it' grep -q '^existing exists already' text
same old "$(cat existing)" 'as it was'
talk ssl export existing
answer 'y/N' 'yes\n'
ends 0 'or replaced'
check 'after asking' grep -q 'BEGIN CERTIFICATE' existing

# It reads the variable before main, and says so.
GNUTLS_DEBUG_LEVEL=9 "$PEMDECK" --version >"$dir/out" 2>"$dir/quiet"
GNUTLS_DEBUG_LEVEL=9 "$PEMDECK" ssl generate --yes --dn CN=Loud >"$dir/out" 2>"$dir/loud"
same "$(grep -c 'gnutls\[' "$dir/quiet")" "$(grep -c 'gnutls\[' "$dir/loud")" \
	'GnuTLS writes nothing of what it does out, however it is asked'

talk ssl import --yes locked.pem
answer 'Passphrase: $' 'wrong\n'
answer 'Passphrase: $' 'secret-42\n'
ends 0 'a passphrase is asked for again when it was wrong'
! grep -Eq 'wrong|secret' text
ok $? 'and never shown'
same CN=Locked "$(subject)" 'and opens the key'
talk ssl import --yes locked.pem
for try in 1 2 3; do
	answer 'Passphrase: $' "wrong $try\n"
done
ends 1 'three times'
talk ssl import --yes locked.pem
answer 'Passphrase: $' '\003'
ends 130 'C-c ends the question'
talk ssl import --yes locked.pem
answer 'Passphrase: $' '\004'
ends 1 'C-d cancels it'

talk ssl update --yes
answer 'C-d' "$(cat input.pem)\n\004"
ends 0 'PEM text is pasted into the terminal'
! grep -q 'BEGIN' text
ok $? 'and not shown'
same CN=Input "$(subject)" 'and installed'

talk ssl export --format der -
answer 'standard output: ' ''
ends 2 'bytes that a terminal would obey are not written to it'
tap_done
