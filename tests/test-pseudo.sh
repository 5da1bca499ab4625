#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every screen in a language that does not exist (make-pseudo.sh): each tab, and on its
# rows each operation of the table, at two sizes. What is still English there was never
# given to gettext. CATALOGUES names the folder with that language, OPERATIONS the program
# that prints the table.

driver=${SCREEN_DRIVER:-tests/screen-driver}
operations=${OPERATIONS:-tests/operations}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
if ! [ -e "${CATALOGUES:-tests/locale}/en@pseudo/LC_MESSAGES/pemdeck.mo" ]; then
	echo '1..0 # SKIP no catalogue was made, which needs gettext'
	exit 0
fi
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP the same screens are looked at by others under valgrind'
	exit 0
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-test.XXXXXX") || exit 1
trap 'rm -rf "$folder"' EXIT
script=$folder/pseudo.screen

# Three words of small letters without an accent are English; so are two that begin a
# line, and a button.
no_english() {
	echo "wait-quiet"
	echo "absent /[a-z]{2,} [a-z]{2,} [a-z]{2,}|^[> ] [A-Z][A-Za-z]* [a-z]{3,}|\\[ [A-Za-z]+ \\]/"
}

# press KEY: what it opens is looked at and given up again.
press() {
	echo "key $1"
	no_english
	echo "key Esc"
	echo "wait-quiet"
	echo "key Esc"
	echo "wait-quiet"
}

# A store with a row of every kind.
cat >"$script" <<'END'
env TEXTDOMAINDIR $CATALOGUES
env LOCPATH $CATALOGUES
env LC_ALL en.UTF-8
env LANGUAGE en@pseudo
env PEMDECK_STORE $DIR/store
shell $PEMDECK ssl issue --purpose server --dn CN=www.example.org --out $DIR/www
shell $PEMDECK encryption import --anyway $DIR/www/cert.pem --alias www
shell $PEMDECK tls request --dn CN=gw01 $DIR/request.pem
shell $PEMDECK trust verify $DIR/www/chain.pem || true
shell $PEMDECK trust import $DIR/www/ca.pem
END

# tab NUMBER NAME MOVE...: all operations on the rows to which the moves lead.
tab() {
	number=$1 name=$2
	shift 2
	for move in "$@"; do
		echo "key $number"
		[ "$move" = - ] || echo "key $move"
		no_english
		"$operations" | awk -F '\t' -v tab="$name" '$1 == tab && $3 != "-" { print $3 }' |
			while read -r key; do
				press "$key"
			done
	done
}

{
	for size in '24 80' '12 40'; do
		echo "size $size"
		echo "run \$PEMDECK"
		echo 'wait /［ÇÁ/'
		for key in m ? ! H M o '*' / z %; do
			press "$key"
		done
		tab 1 ssl - Down
		tab 2 signature -
		tab 3 encryption -
		tab 4 tls - Down 'Down*2'
		tab 5 trust - ']'
		echo 'key Q'
		echo 'exit 0'
	done
} >>"$script"
"$driver" "$script"
