#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where parts of a machine are missing, as in small containers: /proc, /dev/shm, a home that may
# be written to, a name for the account. What needs none of them is done; what cannot be done is
# told with its cause.

if [ -z "${PEMDECK_CONTAINER-}" ] &&
	unshare --mount --propagation private true 2>/dev/null; then
	PEMDECK_CONTAINER=1 exec unshare --mount --propagation private sh "$0"
fi

. "${srcdir:-.}/tests/tap.sh"
tap_needs openssl
# Those of the machine stay, where no place of its own is to be had, as in a chroot.
[ -z "${PEMDECK_CONTAINER-}" ] ||
	trap 'umount -l /proc /dev/shm 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# told WORDS CAUSE PEMDECK-WORDS...: it fails, and names this cause.
told() {
	fails 1 "$2" "$1" --store "$dir/$store" ssl generate --dn CN=CA --yes
}

# ---- a store that cannot be made ------------------------------------------------------------
mkdir closed
chmod 711 "$dir"
chmod 555 closed
if ! as_other; then
	skip 'an account without a name cannot reach the program'
else
	program=$PEMDECK
	PEMDECK="$as_other $program"
	for store in closed/store closed/far/below/store; do
		told "not to be written to, $store" "$store: .*Permission denied"
	done
	mkdir home
	[ -z "$as_other" ] || chown 4711 home
	succeeds 'an account without a name has a store' --store "$dir/home/store" \
		ssl generate --dn CN=CA --yes
	# What is above is seen no more, so nobody knows who could replace the store: that is said,
	# and not that others can.
	mkdir -p above/below
	[ -z "$as_other" ] || chown 4711 above/below
	(cd above/below && chmod 0 .. && $PEMDECK --store store ssl generate --dn CN=CA --yes) \
		>out 2>err
	status=$?
	chmod 755 above
	grep -q 'cannot be opened: Permission denied' err && ! grep -q 'others can' err
	ok $((status != 1 || $?)) 'what is above the store cannot be looked at' || tap_show stderr err
	PEMDECK=$program
fi

touch plain
store=plain
told 'a file is named as the store' 'plain: the store is a directory, and this is none'
store=plain/far/store
told 'a file is above the store' 'store: .* cannot be opened or made there: Not a directory'

if [ "${as_other:-none}" = none ]; then
	skip 'this account has a home'
else
	PEMDECK="$as_other env -i PATH=$PATH $program"
	fails 2 ' --store ' 'without a home it says what to name' ssl list
	PEMDECK="$as_other env -i PATH=$PATH HOME=home $program"
	fails 2 ' --store ' 'a home that depends on where one is is none' ssl list
	PEMDECK=$program
fi

# ---- no process more ------------------------------------------------------------------------
if [ "${as_other:-none}" = none ] || grep -q __asan_init "${program##* }"; then
	skip 'no account that may have no process more, or the sanitizers need one'
else
	printf -- '-----BEGIN CERTIFICATE-----\n' >some.pem
	PEMDECK="$as_other prlimit --nproc=0 $program"
	fails 1 'ulimit -u' 'an account with as many processes as it may have' \
		--store "$dir/home/store" trust import "$dir/some.pem"
	run --store "$dir/home/store" doctor
	grep -q '^as many processes .*allow more processes' out
	ok $? 'doctor says it too' || tap_show stdout out
	PEMDECK=$program
fi

# ---- without what the kernel shows ----------------------------------------------------------

# lives WITHOUT: what a store does in its life.
lives() {
	PEMDECK_STORE=$dir/$1
	export PEMDECK_STORE
	succeeds "without $1: a CA is made" ssl generate --dn CN=CA --yes
	succeeds 'and issues' ssl issue --dn CN=www.example.org --san DNS:www.example.org --out "$dir/$1.www"
	check 'what openssl accepts' openssl verify -CAfile "$1.www/ca.pem" "$1.www/cert.pem"
	succeeds 'a file is read, in the process that is shut off' trust import "$dir/$1.www/ca.pem"
	fails 1 ':1: .*(refused|answer)' 'a host that does not answer is told' trust check 127.0.0.1:1
	succeeds 'and all is well' doctor
}

if [ -z "${PEMDECK_CONTAINER-}" ]; then
	skip 'nothing can be mounted here'
else
	mount -t tmpfs -o ro none /dev/shm && lives shm
	mkdir read-only && mount -t tmpfs -o ro none read-only
	store=read-only/store
	told 'a read-only place' "$store: .*Read-only file system"
	umount read-only
	if grep -q __asan_init "${PEMDECK##* }"; then
		skip 'the sanitizers need /proc'
	else
		mount -t tmpfs none /proc && lives proc
	fi
fi
tap_done
