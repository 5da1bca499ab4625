# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034,SC2048,SC2086,SC2154
# That sentences are true: a row for each has an input that is refused with it, and another
# program finds the same cause in that input. They are found in the sources, so that a new one
# without a row fails. For tests that have sourced tap.sh, tls.sh and der.sh.
for tool in xgettext certtool; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP $tool is missing"
		exit 0
	}
done

# sentences PATTERN...: those in these files of src/x509.
sentences() {
	(
		cd "${TESTS:-$(dirname "$0")}/../src/x509" &&
			xgettext --from-code=UTF-8 --language=C -k_ -kN_ --no-wrap --omit-header -o - $*
	) | sed -n 's/^msgid "\(.*\)"$/\1/p' | sed 's/\\\(["\\]\)/\1/g' | sort -u >sentences
	# What is put into them may be anything.
	sed -e 's/[][\\.*+?(){}^$|]/\\&/g' -e 's/%\(zu\|u\|d\|llu\)/[0-9]+/g' -e 's/%s/.*/g' \
		sentences >patterns
	: >seen
	[ "$(wc -l <sentences)" -gt 20 ]
	ok $? "$(wc -l <sentences) sentences are looked at"
}

# number_of BEGINNING: which sentence begins so.
number_of() {
	awk -v begin="$1" '$0 == begin { whole = NR } index($0, begin) == 1 { found = found " " NR }
		END { print whole ? whole : substr(found, 2) }' sentences
}
# told BEGINNING: the last run says that sentence, whole.
told() {
	number=$(number_of "$1")
	case $number in
	'' | *[!0-9]*)
		ok 1 "one sentence begins with: $1"
		return 1
		;;
	esac
	echo "$number" >>seen
	grep -Eq "$(sed -n "${number}p" patterns)" err
}
# agrees COMMAND BAD GOOD: the command, for which $1 is a file, finds fault with the bad one and
# none with the good one; where GOOD is -, it finds the cause in the bad one itself.
agrees() {
	if [ "$3" = - ]; then
		sh -c "$1" tool "$2" >said 2>&1 </dev/null
	else
		! sh -c "$1" tool "$2" >said 2>&1 </dev/null && sh -c "$1" tool "$3" >said 2>&1 </dev/null
	fi
}
# cause BEGINNING BAD GOOD COMMAND OPERATION...: the operation, for which @ is a file, refuses
# the bad one with that sentence, and the good one not so.
cause() {
	begin=$1 bad=$2 good=$3 command=$4
	shift 4
	words=$(printf '%s ' "$@")
	# shellcheck disable=SC2046,SC2086
	run $(echo "$words" | sed "s|@|$bad|g")
	[ "$status" -ne 0 ] && told "$begin"
	ok $? "$bad: $begin" || tap_show stderr err
	if [ "$good" != - ]; then
		# shellcheck disable=SC2046,SC2086
		run $(echo "$words" | sed "s|@|$good|g")
		! grep -Eq "$(sed -n "${number:-1}p" patterns)" err
		ok $? "$good: not so" || tap_show stderr err
	fi
	case $command in
	*keytool*) keytool -help >/dev/null 2>&1 || {
		skip "$bad: keytool is missing"
		return
	} ;;
	esac
	agrees "$command" "$bad" "$good"
	ok $? "$bad: and so finds: $command" || tap_show said said
}
# also BEGINNING: the last run that was refused said this, too.
also() {
	# shellcheck disable=SC2046,SC2086
	run $(echo "$words" | sed "s|@|$bad|g")
	told "$1"
	ok $? "$bad: and $1" || tap_show stderr err
}
# without_input BEGINNING WHERE: no input is the cause; that test shows it, if any can.
without_input() {
	number=$(number_of "$1")
	case $number in
	'' | *[!0-9]*) ok 1 "one sentence begins with: $1" ;;
	*) echo "$number" >>seen ;;
	esac
}
# notes BEGINNING FILE COMMAND OPERATION...: it says so, whatever comes of the rest.
notes() {
	begin=$1 bad=$2 command=$3
	shift 3
	run "$@"
	told "$begin"
	ok $? "$bad: $begin" || tap_show stderr err
	agrees "$command" "$bad" -
	ok $? "$bad: and so finds: $command" || tap_show said said
}

# change FILE OFFSET HEX...: bytes of a copy, on standard output.
change() {
	cp "$1" changed
	at=$2
	shift 2
	for byte; do
		# shellcheck disable=SC2059 # the format is an octal escape
		printf "\\$(printf '%03o' "0x$byte")" |
			dd of=changed bs=1 seek="$at" conv=notrunc 2>>make.log
		at=$((at + 1))
	done
	cat changed
}
# labelled LABEL FILE: its PEM block under another label.
labelled() {
	sed "s/\(BEGIN\|END\) .*-----/\1 $1-----/" "$2"
}
# at FILE TAG NUMBER: where the element of that tag begins, of several the one of that number.
at() {
	openssl asn1parse -inform DER -in "$1" | sed -n "s/^ *\([0-9]*\):.* $2 *:*.*/\1/p" | sed -n "$3p"
}

each_has_a_row() {
	sort -un seen >numbers
	awk 'NR == FNR { seen[$1] = 1; next } !(FNR in seen)' numbers sentences >unseen
	[ ! -s unseen ]
	ok $? 'each sentence has a row' || tap_show 'without one' unseen
}
