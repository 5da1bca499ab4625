#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same operations on two copies of a store, at the same time, leave the same bytes in it, file
# by file, history too: nothing of a record depends on where it was in memory, on the order in which
# a directory is read, or on chance. Keys and serial numbers, which are to be by chance, are made
# before; the CA is one of RSA, whose signatures are not by chance.

# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl certtool
# shellcheck source=tests/clock.sh
. "$TESTS/clock.sh"
cd "$dir" || exit 1
if [ -z "$has_clock" ] || [ -z "${FIXTURES:-}" ]; then
	skip 'no compiler for a clock that stands, or no fixtures'
	tap_done
fi
case $PEMDECK in *valgrind*)
	skip 'valgrind preloads libraries of its own'
	tap_done
	;;
esac
if grep -q __asan_init "${PEMDECK##* }"; then
	skip 'the sanitizers have to be loaded first'
	tap_done
fi
now=$(date +%s)
at() {
	store=$1
	shift
	CLOCK_STANDS=$now LD_PRELOAD=$dir/clock.so run --store "$store" --account me "$@"
}

run --store base ssl generate --yes --dn CN=Root --algorithm rsa
run --store base ssl issue --purpose server --dn CN=www --san DNS:www.example --out issued
serial=$(openssl x509 -in issued/cert.pem -noout -serial | sed 's/.*=//')
cat issued/key.pem issued/chain.pem >pair.pem
cp -Rp base one
# The other way round, so that a directory is likely read in another order.
umask 077
(cd base && find . -type d | sort -r) | while read -r folder; do mkdir -p "other/$folder"; done
(cd base && find . -type f | sort -r) | while read -r file; do cp -p "base/$file" "other/$file"; done

# same WORDS...: on both; done on both; the same bytes then.
same() {
	at one "$@"
	first=$status
	at other "$@"
	[ $first -eq 0 ] && [ $status -eq 0 ] && diff -r one other >difference
	ok $? "$*" || {
		tap_show difference difference
		tap_show stderr err
	}
}
same trust import --yes "$FIXTURES/chain.pem"
same trust import --yes "$FIXTURES/certtool-ca.pem"
same trust ensure --yes "$FIXTURES/js7-ca.pem"
same encryption import --yes --anyway "$FIXTURES/client.pem" --alias known
same encryption update --yes --anyway known --alias known --pem "$FIXTURES/leaf.pem"
same tls import --yes pair.pem
same ssl revoke --yes "$serial"
same settings set warning_days 50
same settings profile-set --yes short --purpose server --days 20
same settings hook-set --yes "$dir/trusted.pem" --format pem
same tls target-set --yes site --certificate "$dir/site.pem" --key "$dir/site.key"
same trust clear --yes
same history undo --yes
same history undo --yes
same encryption delete --yes known
same history purge --yes
cmp -s one/history/newest other/history/newest
ok $? 'history ends with the same digest'
tap_done
