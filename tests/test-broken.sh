#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every operation that changes something, with an error at one call to the file system after
# the other: it is told in one line, and the store and all files outside are as they were; or
# it is done, and history is whole. The same where the program is killed there: history is
# whole, and nothing is left outside but what is removed next time.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
can_break || tap_done
# Nothing here is about a disk, and there are thousands of syncs.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
	memory=$(mktemp -d /dev/shm/pemdeck-test.XXXXXX) || exit 1
	trap 'rm -rf "$dir" "$memory"' EXIT
else
	memory=$dir
fi
cd "$memory" || exit 1
exec </dev/null
mkdir base && cd base || exit 1
PEMDECK_STORE=$memory/base/store
echo 'correct horse' >pass
echo 'a workflow' >flow
run ssl generate --yes --dn CN=First --algorithm ec
run ssl generate --yes --dn CN=Root --algorithm ec
run ssl issue --purpose server --dn CN=issued --san DNS:issued.example --out issued
serial=$(openssl x509 -in issued/cert.pem -noout -serial | sed 's/serial=//')
cat issued/key.pem issued/chain.pem >pair.pem
run ssl export --private-key --yes both.pem
run encryption import --anyway issued/cert.pem --alias known
openssl req -x509 -newkey ec:"$(openssl ecparam -name prime256v1 -out p256 && echo p256)" -nodes \
	-keyout root.key -out root.pem -days 90 -subj /CN=Other \
	-addext basicConstraints=critical,CA:TRUE 2>log
openssl req -new -key root.key -subj /CN=asks -out asks.csr 2>log
run trust import issued/ca.pem
mkdir keys
run backup --passphrase-file pass kept.cms
run settings set warning_days 90
cd .. || exit 1
PEMDECK_STORE=$memory/work/store

# state: all files that are there, but the lock, and what $besides says.
state() {
	find . ! -type d ! -name lock ! -path "$besides" -printf '%p %m %l\n' | sort
	find . -type f ! -name lock ! -path "$besides" -exec sha256sum {} + | sort
}

step=${PEMDECK_LONG:-47} all=0 besides=./none wrong=0
begin() {
	cd "$memory" || exit 1
	rm -rf work
	cp -Rp base work
	cd work || exit 1
}

# each WORDS...: the operation, with an error at one call after the other.
each() {
	begin
	count_calls "$@"
	[ "$status" -eq 0 ] || {
		wrong=$((wrong + 1))
		echo "# $*: $(cat "$dir/err")"
		return
	}
	begin
	old=$(state)
	call=$((all % step + 1)) tries=0
	while [ $call -le "$calls" ]; do
		begin
		case $((call % 4)) in 0) error=5 ;; 1) error=28 ;; 2) error=24 ;; *) error=12 ;; esac
		broken $call $error "$@"
		tries=$((tries + 1))
		what=
		if [ "$status" -eq 0 ]; then
			run history verify
			[ "$status" -eq 0 ] || what="done, but $(cat "$dir/err")"
		else
			grep -v 'warning: ' "$dir/err" >"$dir/said"
			one_line "$dir/said" || what="exit status $status, $(cat "$dir/err")"
			state >"$dir/now"
			echo "$old" | diff - "$dir/now" >"$dir/changed" ||
				what="$what $(cat "$dir/said") and changed: $(grep '^[<>]' "$dir/changed" | head -n 3)"
		fi
		[ -z "$what" ] || {
			wrong=$((wrong + 1))
			echo "# $*: call $call, error $error: $what"
		}
		begin
		CRASH_READS=1 CRASH_AT=$call LD_PRELOAD=$library run "$@"
		run history verify
		[ "$status" -eq 0 ] || {
			wrong=$((wrong + 1))
			echo "# $*: killed at call $call: $(cat "$dir/err")"
		}
		call=$((call + step))
	done
	all=$((all + tries))
}

each ssl generate --yes --dn CN=New --algorithm ec
# What is signed is in history first, and undone there where it cannot be handed over; its key
# stays as long as that can be undone.
besides='./store/[hk]*'
each ssl issue --purpose server --dn CN=x --san DNS:x.example --out out
each ssl issue --csr asks.csr --out out
each ssl renew "$serial" --out out
each signature generate --yes --dn CN=signs
besides=./none
each ssl revoke --yes "$serial"
each ssl crl list.pem
each ssl import --yes both.pem
each tls generate --yes --algorithm ec --dn CN=host
each tls request --dn CN=host --new-key --algorithm ec request.csr
each tls import --yes pair.pem
each tls export --chain chain.pem
# That the key is used is put down first, and then that it failed.
besides='./store/history/*'
each signature sign flow
besides=./none
each signature publish keys
each encryption import --anyway root.pem --alias other
each encryption delete --yes known
each trust import root.pem
each trust clear --yes
each trust export --all all.pem
each settings set warning_days 50
each settings set --yes security_level medium
each history undo --yes
each backup --passphrase-file pass backup.cms
each restore --into new --passphrase-file pass kept.cms
same 0 "$wrong" "an error or a kill at one call, $all tries: it is told, and all is as it was"
tap_done
