#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make-pseudo.sh TEMPLATE.pot CATALOGUE.mo
#
# Makes a catalogue of a language that does not exist: every text in it is longer than in
# English, accented, and stands in wide brackets. A screen in it shows which text was never
# given to gettext, which was put together from pieces, and what has no room for other
# languages, while one can still read it.

: "${2:?usage: make-pseudo.sh TEMPLATE.pot CATALOGUE.mo}"
po=$2.po
trap 'rm -f "$po"' EXIT

# One message is one line, so that what is no text can be told from what is. The charset is
# set last: msgen writes the least one that does for English.
sed 's/=CHARSET/=UTF-8/; s/=INTEGER; plural=EXPRESSION/=2; plural=(n != 1)/' "$1" |
	msgen --no-location --no-wrap - | awk '
	function accented(text, result, c, at) {
		while (text != "") {
			# what printf replaces, and escapes, stay as they are
			if (match(text, /^%[-#0 +0-9.*]*(hh|h|ll|l|j|z|t)?[diouxXscp%]/) ||
				match(text, /^%[-#0 +]*l?s/) || match(text, /^\\./)) {
				result = result substr(text, 1, RLENGTH)
				text = substr(text, RLENGTH + 1)
				continue
			}
			c = substr(text, 1, 1)
			result = result (c in letters ? letters[c] : c)
			text = substr(text, 2)
		}
		return result
	}
	function pseudo(text, tail) {
		while (text ~ /\\n$/) {
			tail = tail "\\n"
			text = substr(text, 1, length(text) - 2)
		}
		return text == "" ? tail : "［" accented(text) "］" tail
	}
	function flush() {
		if (header)
			sub(/charset=[-A-Za-z0-9]*/, "charset=UTF-8", text)
		if (keyword != "")
			print keyword " \"" (header ? text : pseudo(text)) "\""
		keyword = text = ""
	}
	BEGIN {
		count = split("a áá b b c ç d đ e éé f f g ğ h ĥ i íí j ĵ k ķ l ľ m m n ñ " \
			"o óó p p r ř s š t ť u úú v v w ŵ y ý z ž A Á C Ç D Đ E É G Ğ H Ĥ " \
			"I Í J Ĵ K Ķ L Ľ N Ñ O Ó R Ř S Š T Ť U Ú W Ŵ Y Ý Z Ž", pairs, " ")
		for (i = 1; i < count; i += 2)
			letters[pairs[i]] = pairs[i + 1]
	}
	/^msgid ""$/ && !seen { header = seen = 1 }
	/^msgstr/ {
		flush()
		keyword = $1
		text = substr($0, length($1) + 2)
		gsub(/^"|"$/, "", text)
		next
	}
	keyword != "" && /^"/ {
		text = text substr($0, 2, length($0) - 2)
		next
	}
	{
		if (keyword != "") {
			flush()
			header = 0
		}
		print
	}
	END { flush() }' >"$po" && msgfmt --check-format -o "$2" "$po"
