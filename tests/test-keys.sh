#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Frequent tasks by as few keys as can be: each is done on the screen, and its keys are
# counted, without what is typed into fields. screens/keys.txt has the counts, which are at
# most two more than the fewest that are thinkable. SCREENS_ACCEPT=1 writes it anew.
: "${TESTS:?names the folder of tests}"
driver=${SCREEN_DRIVER:-tests/screen-driver}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP the same screens are looked at by others under valgrind'
	exit 0
fi
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl jq
case $driver in /*) ;; *) driver=$PWD/$driver ;; esac
case $TESTS in /*) ;; *) TESTS=$PWD/$TESTS ;; esac
cd "$dir" || exit 1
CLOCK=$PWD/clock.so
export CLOCK
# shellcheck source=tests/sample-store.sh
. "$TESTS/sample-store.sh"
if ! ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log ||
	[ "$(at 0 date +%F)" != 2026-12-01 ]; then
	echo '1..0 # SKIP the clock cannot be moved'
	exit 0
fi

# ---- what the tasks are done with ---------------------------------------------------------
make_sample_store
ok $? 'the store'
for name in 1 2 3 4 5; do
	at -400 openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout dead.key \
		-out dead.pem -days 30 -subj "/CN=Dead Root $name" 2>>made
	made -390 trust import dead.pem
done
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.csr \
	-subj /CN=other.example.org -addext subjectAltName=DNS:other.example.org 2>>made
at -3 openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout served.key \
	-out served.pem -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>>made
openssl s_server -accept 127.0.0.1:0 -cert served.pem -key served.key -www >served.log 2>&1 </dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
for i in 1 2 3 4 5 6 7 8 9 10; do
	port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' served.log)
	[ -z "$port" ] || break
	sleep "0.$i"
done
# A minute after the other of that day, so that it comes before it.
noon=$((noon + 60))
# shellcheck disable=SC2086
at -1 $PEMDECK --store store --account ops trust check "localhost:$port" >>made 2>&1
noon=$((noon - 60))
api=$(openssl x509 -in out/api.example.org/cert.pem -noout -fingerprint -sha256 |
	sed 's/.*=//; s/://g' | cut -c 1-16)
made 0 trust forget printer.lan
# What a public CA answers with for the key in use.
# shellcheck disable=SC2086
at 0 $PEMDECK --store store --quiet --yes tls request asked.p10 --dn CN=gw01.example.org >>made 2>&1
at 0 openssl x509 -req -in asked.p10 -CA shadow.pem -CAkey shadow.key -days 90 \
	-out answer.pem 2>>made
cat shadow.pem >>answer.pem
made 0 tls request-delete

# ---- the tasks ------------------------------------------------------------------------------
# task FEWEST NAME: the lines of standard input, from the first page on, in a copy of the
# store; counted are the keys, each repeated one as often as it is pressed.
: >counts
task() {
	rm -rf work && cp -pR store work
	{
		printf '%s\n' 'size 24 80' 'env TZ UTC' 'env CLOCK_HOST gw01' \
			"env LD_PRELOAD $CLOCK" "env CLOCK_AHEAD $((noon + 10800 - $(date +%s)))" \
			"env XDG_STATE_HOME $PWD/state-$1-$$" \
			"run $PEMDECK --store work --account ops" 'wait /m Menu .*\? Help/'
		cat
		printf '%s\n' 'signal TERM' 'exit 0'
	} >task.screen
	rm -rf "state-$1-$$"
	"$driver" task.screen >said
	ok $? "$2" || grep -v '^ok' said | sed 's/^/#   /'
	keys=$(sed -n 's/^key //p' task.screen | tr ' ' '\n' |
		awk '{ n = split($0, part, "*"); all += n > 1 ? part[2] : 1 } END { print all }')
	printf '%2d  %2d  %-44s %s\n' "$keys" "$1" "$2" \
		"$(sed -n 's/^key //p; s/^type .*/.../p' task.screen | tr '\n' ' ' | sed 's/ $//')" \
		>>counts
	[ "$keys" -le $(($1 + 2)) ]
	ok $? "takes $keys keys, at most two more than $1"
}

task 1 'What needs doing?' <<'END'
key !
wait /^What needs doing/
wait /mail.example.org/
END
task 1 'What ends next?' <<'END'
key V
wait /^>.mail.example.org +5 d/
END
task 2 'Issue for a host' <<'END'
key n
wait /^> Subject/
type www.example.net
key F2
wait /Written to +.*www.example.net/
key q
wait /^>. +www.example.net/
END
task 3 'Issue for a signing request' <<'END'
key v
wait /^> /
type other.csr
key F2
wait /Nothing in it needs attention/
key q
wait /^> Subject +CN=other.example.org|CN=other.example.org/
key F2
wait /Serial number/
key q
wait /^>. +other.example.org/
END
task 3 'Renew one' <<'END'
key /
type alice
key Enter r
wait /^Renew/
key F2
wait /renewed as/
key q
wait /^>. +alice/
END
task 4 'Renew all that need it' <<'END'
key !
wait /^What needs doing/
key *
wait /tagged/
key r
wait /^Renew/
key F2
wait /4 certificates renewed/
END
task 6 'Revoke one whose key is known to others' <<'END'
key /
type alice
key Enter x
wait /^> Reason/
key Right
wait /keyCompromise/
key F2
wait /^Revoke this/
key Tab Enter
wait /alice revoked/
END
task 2 'A new revocation list into a file' <<'END'
key l
wait /^> File/
type new.crl
key F2
wait /list signed/
shell test -s new.crl
END
task 9 'Export as PKCS#12 with chain and key' <<'END'
key /
type alice
key Enter e
wait /^> File/
type alice.p12
key Tab
wait /^> Format +< p12 >/
key Tab Space Tab Space Tab
wait /^> Passphrase/
type a passphrase
key Tab
wait /^> Passphrase again/
type a passphrase
key F2
wait /written to/
shell openssl pkcs12 -in alice.p12 -passin 'pass:a passphrase' -nodes 2>&1 | grep -q 'BEGIN PRIVATE KEY'
END
task 1 'Copy a certificate' <<'END'
key y
wait /^Sent/
END
task 1 'For which names is it?' <<'END'
key Enter
wait /^  Names|^  For/
END
task 1 'Which certificate is for imap.example.org?' <<'END'
key /
type imap.example
wait /^>..? +mail.example.org/
END
task 1 'Find it by a fingerprint without colons' <<END
key /
type $api
wait /^>..? +api.example.org/
END
task 3 'Check a host' <<END
key 5
wait /Alpha Root/
key v
wait /^> Host/
type localhost:$port
key F2
wait /is rejected/
END
task 4 'Check a rejected host again' <<END
key 5 ]
wait /localhost:$port/
key Down
wait /^>xlocalhost:$port/
key v
wait /^> Host +localhost:$port/
key F2
wait /is rejected/
END
task 5 'Accept a rejected chain' <<'END'
key 5 ]
wait /localhost/
key t
wait /\(\*\) Shadow Root CA/
key F2
wait /^Trust this/
key Tab Enter
wait /is trusted now/
END
task 7 'Remove five expired roots' <<'END'
key 5 /
type EXPIRED
wait /5 of 9 shown/
key Enter *
wait /5 tagged/
key d
wait /^Trust this no longer/
key Tab Enter
wait /5 certificates are no longer trusted/
END
task 5 'Encrypt a value, and copy it' <<'END'
key 3
wait /agent-01/
key s
wait /^> /
type a secret
key F2
wait /^enc:/
key y
wait /^Sent/
key q
wait /^> ?agent-01/
END
task 4 'A signing request that renews the public certificate' <<'END'
key 4
wait /gw01.example.org/
key c
wait /^> Subject/
key F2
wait /Signing request .* created/
END
task 4 'Install the chain that came' <<'END'
key 4
wait /gw01.example.org/
key i
wait /^> Files/
type answer.pem
key F2
wait /^Replace this TLS certificate/
key Tab Enter
wait /Shadow Root CA/
END
task 2 'Undo' <<'END'
key z
wait /^Undo entry/
key y
wait /[Uu]ndone|taken back/
END

{
	echo 'keys  fewest'
	cat counts
	awk '{ keys += $1; fewest += $2 } END {
		printf "%d keys for %d tasks; %d would be the fewest\n", keys, NR, fewest }' counts
} >keys.txt
golden=$TESTS/screens/keys.txt
[ -z "${SCREENS_ACCEPT-}" ] || cp keys.txt "$golden"
cmp -s keys.txt "$golden"
ok $? 'the counts are those of screens/keys.txt' || {
	diff "$golden" keys.txt >differences 2>&1
	tap_show differences differences
}
tap_done
