#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pemdeck-apply.sh: puts what "pemdeck fleet run --offline" packed for this host into its place.
#
#     pemdeck-apply.sh --trusted SIGNER.pem --host NAME --to DIRECTORY [--any-time]
#             ARCHIVE.tar [RELOAD-COMMAND...]
#
# SIGNER.pem is the signing certificate of whoever packs (pemdeck signature export), that one alone
# and not its CA, brought here once and by another way than archives, as is this script. Nothing of
# the archive is used before its signature is verified: by openssl, or by pemdeck. An archive for
# another host, or one that is older than what was applied last, is refused. The directory is to be
# one into which nobody else may write. Files take their places one by one, each in one
# step; if the command fails, or somebody ends the script, those before come back, and after a
# failure the command is run again. If it was killed meanwhile, or power failed, they come back
# when it is run next, whatever it is run for. It is a POSIX shell script, and needs tar, sha256sum
# (or openssl) and openssl (or pemdeck).
# shellcheck disable=SC2015 # fail ends the script
set -uf
umask 077
LC_ALL=C
export LC_ALL

work=
fail() {
	printf 'pemdeck-apply: %s\n' "$*" >&2
	exit 1
}
# While $work/placing is there, files are taking their places: what was in them before is in
# $work/old, and $work/made names what was not there.
put_back() {
	[ -f "$work/placing" ] || return 0
	for file in key.pem chain.pem ca.pem; do
		[ ! -f "$work/old/$file" ] || mv -f "$work/old/$file" "$to/$file" || return
		[ ! -f "$work/made/$file" ] || rm -f "$to/$file" || return
	done
	sync
	rm -f "$work/placing"
}
clean() {
	[ -z "$work" ] || {
		put_back || fail "the files before cannot be put back; they are in $work/old"
		rm -rf "$work"
	}
}
trap clean EXIT
trap 'fail "ended by a signal"' HUP INT TERM

trusted='' host='' to='' anytime=''
while [ $# -gt 0 ]; do
	case $1 in
	--trusted | --host | --to)
		[ $# -ge 2 ] || fail "$1 needs a value"
		case $1 in
		--trusted) trusted=$2 ;;
		--host) host=$2 ;;
		--to) to=${2%/} ;;
		esac
		shift 2
		;;
	--any-time)
		anytime=yes
		shift
		;;
	--)
		shift
		break
		;;
	-*) fail "there is no option $1" ;;
	*) break ;;
	esac
done
[ $# -ge 1 ] && [ -n "$trusted" ] && [ -n "$host" ] && [ -n "$to" ] ||
	fail 'usage: pemdeck-apply.sh --trusted SIGNER.pem --host NAME --to DIRECTORY ARCHIVE.tar [COMMAND...]'
archive=$1
shift
[ -f "$archive" ] || fail "$archive is not there"
[ -f "$trusted" ] || fail "$trusted is not there"
# Whoever else is in there, such as its CA, could sign archives as well.
[ "$(grep -c '^-----BEGIN ' "$trusted")" = 1 ] ||
	fail "$trusted is to have one certificate in PEM, that of who packs, and nothing else"
[ -d "$to" ] && [ ! -h "$to" ] || fail "the directory $to is not there"
# Whoever may write there or above could put links and files of his own between these. In a
# directory such as /tmp nobody can exchange what is another's.
at=$(cd "$to" && pwd -P) || fail "the directory $to cannot be entered"
[ -z "$(find "$at" -prune -perm -0002)" ] || fail "others may write to $at; chmod it first"
while :; do
	[ -z "$(find "$at" -prune \( ! -user 0 ! -user "$(id -u)" \))" ] ||
		fail "$at belongs to somebody else, who could exchange these files"
	[ -z "$(find "$at" -prune \( -perm -0002 -o -perm -0020 ! -group 0 ! -group "$(id -g)" \) ! -perm -1000)" ] ||
		fail "others may write to $at, and could exchange these files; chmod it first"
	[ "$at" != / ] || break
	at=${at%/*}
	at=${at:-/}
done
for name in key.pem chain.pem ca.pem; do
	[ ! -e "$to/$name" ] || [ -f "$to/$name" ] || fail "$to/$name is in the way, and no file"
done

# ---- one at a time; what one left that was killed --------------------------------------------
# is_ours DIRECTORY: nobody else made it, or can write there.
is_ours() {
	[ -n "$(find "$1" -prune -type d -user "$(id -u)" ! -perm -020 ! -perm -002)" ]
}
take_over() {
	[ -d "$1" ] || fail "nothing can be written to $to"
	is_ours "$1" || fail "$1 is of somebody else; look what it is"
	[ -s "$1/process" ] || sleep 2 # it is told right after the directory was made
	other=$(cat "$1/process" 2>/dev/null)
	! kill -0 "${other:-none}" 2>/dev/null ||
		fail "process $other applies an archive there; wait until it is done, or, if it is something else, remove $1/process"
	work=$1
	put_back || fail "the files before cannot be put back; they are in $1/old"
	rm -rf "$1" && mkdir "$1" || fail "nothing can be written to $to"
}
mkdir "$to/.pemdeck-apply" 2>/dev/null || take_over "$to/.pemdeck-apply"
work=$to/.pemdeck-apply
echo $$ >"$work/process" || fail 'the disk is full'

# ---- unpacking: only the names that an archive has, each once, and only files -----------------
# A copy of one's own: the one that is verified is the one that is used. Files of an archive are
# small; ulimit counts in 512 bytes.
[ "$(wc -c <"$archive")" -le 4194304 ] || fail "$archive is larger than 4 MB, which none of pemdeck is"
cp "$archive" "$work/archive" || fail "$archive cannot be read, or the disk is full"
names=$(tar -tf "$work/archive" 2>/dev/null) || fail "$archive is no tar archive"
seen=' '
for name in $names; do
	case $name in
	ABOUT | SHA256SUMS | SHA256SUMS.sig | key.pem | chain.pem | ca.pem) ;;
	*) fail 'the archive has a file that no archive of pemdeck has' ;;
	esac
	case $seen in
	*" $name "*) fail "the archive has $name twice" ;;
	esac
	seen="$seen$name "
done
for name in ABOUT SHA256SUMS SHA256SUMS.sig chain.pem ca.pem; do
	case $seen in
	*" $name "*) ;;
	*) fail "the archive lacks $name" ;;
	esac
done
mkdir "$work/out" "$work/in" &&
	(cd "$work/out" && ulimit -f 8192 && tar -xf ../archive) >/dev/null 2>&1 ||
	fail "$archive cannot be unpacked, or the disk is full"
# Content alone is signed: owner, mode and the like are those of new files here.
for name in $seen; do
	[ -f "$work/out/$name" ] && [ ! -h "$work/out/$name" ] || fail "$name is no file"
	cat "$work/out/$name" >"$work/in/$name" || fail 'the disk is full'
done
rm -rf "$work/out"

# ---- who packed it ------------------------------------------------------------------------------
# The first SHA-256 of a certificate that is told.
first_digest() {
	sed -n '/[0-9A-F][0-9A-F]\(:[0-9A-F][0-9A-F]\)\{31\}/{s/.*[^0-9A-F:]\([0-9A-F:]\{95\}\).*/\1/p;q;}'
}
verified=
if command -v openssl >/dev/null 2>&1; then
	openssl cms -verify -binary -inform DER -in "$work/in/SHA256SUMS.sig" \
		-content "$work/in/SHA256SUMS" -CAfile "$trusted" -partial_chain -purpose any \
		-nointern -certfile "$trusted" \
		${anytime:+-no_check_time} -out /dev/null >"$work/said" 2>&1 ||
		fail "the signature is not that of $trusted: $(sed -n '$p' "$work/said")"
	verified=yes
elif command -v pemdeck >/dev/null 2>&1; then
	mkdir "$work/trusted" && cp "$trusted" "$work/trusted/signer.pem" || fail 'the disk is full'
	PEMDECK_STORE=$work/store pemdeck signature verify "$work/in/SHA256SUMS" \
		--trusted "$work/trusted" ${anytime:+--allow-expired} >"$work/said" 2>&1 ||
		fail "the signature is not that of $trusted: $(sed -n '$p' "$work/said")"
	# What it issued, if it is a CA, is another.
	signer=$(PEMDECK_STORE=$work/store pemdeck trust verify "$trusted" 2>/dev/null | first_digest)
	[ -n "$signer" ] && [ "$(first_digest <"$work/said")" = "$signer" ] ||
		fail "the signature is not that of $trusted, but of what it issued"
	verified=yes
fi
[ -n "$verified" ] || fail 'neither openssl nor pemdeck is here to verify the signature'

sum_of() {
	if command -v sha256sum >/dev/null 2>&1; then
		sha256sum <"$1" | cut -d' ' -f1
	else
		openssl dgst -sha256 -r <"$1" | cut -d' ' -f1
	fi
}
for name in $seen; do
	case $name in
	SHA256SUMS | SHA256SUMS.sig) continue ;;
	esac
	grep -qx "$(sum_of "$work/in/$name")  $name" "$work/in/SHA256SUMS" ||
		fail "$name is not the file that was signed"
done
while read -r sum name; do
	case " $seen" in
	*" $name "*) ;;
	*) fail "the archive lacks $name, which was signed${sum:+ with it}" ;;
	esac
done <"$work/in/SHA256SUMS"

# ---- whom it is for, and when it was packed -------------------------------------------------------
[ "$(sed -n 's/^host: //p' "$work/in/ABOUT")" = "$host" ] ||
	fail "the archive is for another host than $host"
made=$(sed -n 's/^made: //p' "$work/in/ABOUT")
case $made in
'' | *[!0-9]*) fail 'the archive does not say when it was made' ;;
esac
last=0
[ ! -f "$to/.pemdeck-applied" ] || last=$(sed -n '1s/[^0-9]//gp;1q' "$to/.pemdeck-applied")
[ -n "$last" ] || last=$(cat "$to/.pemdeck-applied")
case $last in
'' | *[!0-9]*) last=0 ;;
esac
[ "$made" -ge "$last" ] || fail 'a newer archive was applied before'

# ---- does the key fit ---------------------------------------------------------------------------
key=$to/key.pem
[ ! -f "$work/in/key.pem" ] || key=$work/in/key.pem
[ -f "$key" ] || fail "the archive has no key, and $to/key.pem is not there"
if command -v openssl >/dev/null 2>&1; then
	of_key=$(openssl pkey -in "$key" -pubout -passin pass: 2>/dev/null) ||
		fail "$key cannot be read without a passphrase"
	[ "$of_key" = "$(openssl x509 -in "$work/in/chain.pem" -noout -pubkey 2>/dev/null)" ] ||
		fail "the certificate does not fit $key"
fi

# ---- into place -----------------------------------------------------------------------------------
mkdir "$work/old" "$work/made" || fail 'the disk is full'
for name in key.pem chain.pem ca.pem; do
	[ -f "$work/in/$name" ] || continue
	case $name in
	key.pem) chmod 600 "$work/in/$name" ;;
	*) chmod 644 "$work/in/$name" ;;
	esac
	if [ -f "$to/$name" ]; then
		cp -p "$to/$name" "$work/old/$name" || fail 'the disk is full'
	else
		: >"$work/made/$name" || fail 'the disk is full'
	fi
done
printf '%s\n' "$made" >"$work/applied" || fail 'the disk is full'
sync
: >"$work/placing" || fail 'the disk is full'
sync
for name in key.pem chain.pem ca.pem; do
	[ -f "$work/in/$name" ] || continue
	mv -f "$work/in/$name" "$to/$name" ||
		fail "$to/$name cannot be replaced; the files before come back"
done
if [ $# -gt 0 ] && ! "$@"; then
	put_back || exit 1
	"$@" || fail 'the command failed; the files before are back, and it failed with them, too'
	fail 'the command failed; the files before are back'
fi
mv -f "$work/applied" "$to/.pemdeck-applied" || fail "$to/.pemdeck-applied cannot be written"
sync
rm -f "$work/placing"
printf 'pemdeck-apply: %s has its certificate\n' "$host"
