#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A hostile catalogue: its translations ask printf for arguments that there are none of, or
# to store something. What is said then is English, and nothing crashes.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"

if ! command -v msgfmt >/dev/null; then
	echo '1..0 # SKIP no catalogue can be made without gettext'
	exit 0
fi
po=${TESTS:-$(dirname "$0")}/../po/de.po
mkdir -p "$dir/catalogues/de/LC_MESSAGES"
export LANGUAGE=de TEXTDOMAINDIR="$dir/catalogues"

# hostile TRANSLATION: makes a catalogue in which each message with a format has it.
hostile() {
	awk -v evil="$1" '
		/^#, / { next }
		/^msgid ""/ && !seen++ { header = 1 }
		/^msgstr/ {
			tag = $1
			if (header) { print; header = 0; inside = 0; next }
			text = id ~ /%/ ? evil : "translated"
			if (id ~ /\\n"$/) text = text "\\n"
			if (id ~ /^msgid(_plural)? "\\n/) text = "\\n" text
			print tag " \"" text "\""
			inside = 1
			next
		}
		/^msgid/ { id = ""; inside = 0 }
		/^"/ && inside { next }
		{ id = id $0; print }' "$po" >"$dir/hostile.po"
	msgfmt -o "$dir/catalogues/de/LC_MESSAGES/pemdeck.mo" "$dir/hostile.po"
}

hostile translated
run ssl show
if ! grep -q translated "$dir/out"; then
	skip "this C library translates nothing in $LC_ALL"
	tap_done
fi
# shellcheck disable=SC2016 # no variables
for evil in '%s' '%n' '%1$n' '%s%s%s%s%s%s%s%s%s%s%s%s' '%99$s' '%ls' '%*d%s'; do
	hostile "$evil"
	for words in 'status' 'ssl show' 'tls show' 'history' 'doctor' 'trust show none' \
		'ssl issue --purpose server --dn bad' 'settings set undo_days -1'; do
		# shellcheck disable=SC2086 # words
		run $words
		[ "$status" -lt 4 ]
		ok $? "$words, where a translation says $evil, ends by itself" ||
			echo "#   status $status"
	done
done

# Root believes no catalogue that another account can write.
hostile translated
if [ "$(id -u)" -ne 0 ]; then
	skip "only root can be given another account's catalogue"
	tap_done
fi
run ssl show
grep -q translated "$dir/out"
ok $? "a catalogue of root's own is read"
chown 65534 "$dir/catalogues"
run ssl show
! grep -q translated "$dir/out"
ok $? "one in another account's directory is not" || tap_show stdout "$dir/out"
SUDO_UID=65534 SUDO_USER=nobody LOCPATH="$dir/catalogues" run ssl show
! grep -q translated "$dir/out"
ok $? "not even where that account called root" || tap_show stdout "$dir/out"
mkdir -p "$dir/own/folder"
LANGUAGE=../../catalogues/de TEXTDOMAINDIR="$dir/own/folder" run ssl show
! grep -q translated "$dir/out"
ok $? "nor one that a language with slashes leads to" || tap_show stdout "$dir/out"
chown 0 "$dir/catalogues"
chmod 0777 "$dir/catalogues"
run ssl show
! grep -q translated "$dir/out"
ok $? "nor one in a directory that others may write"
tap_done
