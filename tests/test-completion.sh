#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What bash, zsh and fish offer for a word: tabs, operations, options, choices, what is in the
# store, and files. Shells that are not there are skipped; what they ask is tested anyway.
# shellcheck disable=SC2016 # what a shell of theirs would run
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
mkdir bin work
printf '#!/bin/sh\nexec %s "$@"\n' "$PEMDECK" >bin/pemdeck
chmod +x bin/pemdeck
PATH=$dir/bin:$PATH
for shell in bash zsh fish; do
	$PEMDECK --completion $shell >"$shell.script"
done
run ssl issue --purpose server --dn CN=www.example.org --out www
serial=$(openssl x509 -in www/cert.pem -noout -serial 2>/dev/null | sed 's/.*=//')
run encryption add --anyway --alias agent-01 <www/cert.pem
sum=$(store_sum)
cd work || exit 1
touch one.pem onerous.pem && mkdir only

# What is typed, each word in quotes of ours, and what is offered, sorted.
cat >../lines <<END
'sig'|signature
'h'|help history
'help' 'tru'|trust
'ssl' 'ge'|generate
'--store' 'x' 'ssl' 'ge'|generate
'ssl' 'generate' '--algo'|--algorithm
'ssl' 'generate' '--algorithm' 'rsa-'|rsa-pss
'ssl' 'show' '--no-'|--no-private-key
'ssl' 'revoke' '$(printf %.6s "$serial")'|$serial
'encryption' 'show' 'ag'|agent-01
'settings' 'set' 'undo'|undo_days
'encryption' 'export' 'agent-01' 'ag'|agent-01
'backup' '--pass'|--passphrase-file
'no-such' 'tab'|
END

ask_program() {
	$PEMDECK --complete "$@"
}

cat >../drive.bash <<'END'
. ../bash.script
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
_pemdeck
printf '%s\n' "${COMPREPLY[@]}"
END
ask_bash() {
	bash ../drive.bash pemdeck "$@"
}

cat >../drive.zsh <<'END'
compadd() { print -l -- "${(@P)2}" }
compset() { }
_files() { [[ $1 == -/ ]] && print -l -- *(N/) || print -l -- ${words[CURRENT]}*(N) }
complete_pemdeck() { . ../zsh.script }
words=(pemdeck "$@")
CURRENT=$#words
complete_pemdeck
END
# shellcheck disable=SC2317 # by name
ask_zsh() {
	zsh -f ../drive.zsh "$@"
}

# shellcheck disable=SC2016,SC2317
ask_fish() {
	HOME=$dir fish -c 'source ../fish.script; complete -C "$argv[1]"' "pemdeck $*" | cut -f 1
}

# offers SHELL: what it offers for each line is what is wanted.
offers() {
	while IFS='|' read -r line wanted; do
		eval "set -- $1 $line"
		shell=$1
		shift
		got=$("ask_$shell" "$@" 2>/dev/null | sed 's|/$||' | LC_ALL=C sort | xargs)
		same "$wanted" "$got" "$shell: pemdeck $line"
		set -- "$shell"
	done <../lines
}

offers program
same ':files' "$(ask_program ssl import '')" 'files are left to the shell'
same ':directories' "$(ask_program --store '')" 'and so are directories'
cp -R "$PEMDECK_STORE" '../my store' && touch 'two words.pem'
cat >>../lines <<'END'
'--store' "'../my store'" 'encryption' 'show' 'ag'|agent-01
'--store' '../my\ store' 'encryption' 'show' 'ag'|agent-01
'encryption' 'show' "'ag"|agent-01
'ssl' 'import' 'one'|one.pem onerous.pem
'encryption' 'export' 'agent-01' 'one'|one.pem onerous.pem
'ssl' 'generate' '--passphrase-file' 'oner'|onerous.pem
END
for shell in bash zsh fish; do
	if command -v $shell >/dev/null; then
		offers $shell
	else
		skip "no $shell"
	fi
done
if command -v bash >/dev/null; then
	same rsa-pss "$(ask_bash ssl generate --algorithm=rsa-)" 'bash: --algorithm=rsa-'
	same only "$(ask_bash --store '')" 'bash: a directory'
	same 'two words.pem' "$(ask_bash ssl import "'two w")" 'bash: a file in quotes'
	same one.pem "$(ask_bash ssl generate --passphrase-file=one.)" 'bash: a file behind ='
	mkdir ../hostile
	cat >../hostile/pemdeck <<-'END'
		#!/bin/sh
		for last; do :; done
		printf '%s\n' "$*" >asked
		cat ../names
	END
	chmod +x ../hostile/pemdeck
	# written TYPED NAME WANTED: how bash writes that name behind what was typed.
	written() {
		printf '%s\n' "$2" >../names
		same "$3" "$(PATH=$dir/hostile:$PATH ask_bash trust show "$1")" "bash: $1 for $2"
	}
	written '' '$(touch pwned)' '\$\(touch\ pwned\)'
	written '"' '$(touch pwned)`x`!"' '\$(touch pwned)\`x\`"'"'!'"'"\"'
	written "'" "it's" "it'\\''s"
	written 'on\ ' 'on a card' 'on\ a\ card'
	written 'pkcs11:tok' 'pkcs11:token=a b' 'token=a\ b'
	written 'pkcs11:token=' 'pkcs11:token=a b' 'a\ b'
	written '"pkcs11:tok' 'pkcs11:token=a b' 'pkcs11:token=a b'
	PATH=$dir/hostile:$PATH ask_bash '--store "$HOME/`touch pwned`" ssl' "\$(touch pwned)" >said
	same "--complete --store $HOME/\`touch pwned\` ssl \$(touch pwned)" "$(cat asked)" \
		'bash: words without their quotes, and nothing of them is run'
	[ ! -e pwned ]
	ok $? 'bash: nothing was run'
	rm asked said
fi
same "$sum" "$(store_sum)" 'nothing of it changes the store'
PEMDECK_STORE=$dir/none ask_program ssl revoke '' >said
[ ! -s said ] && [ ! -e "$dir/none" ]
ok $? 'nor makes one'
tap_done
