#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A store, and files handed over, on other file systems: memory, xfs, btrfs, a layer above
# another directory (overlay, with a store below it, as containers have), sshfs, and one that
# is full. PEMDECK_NFS: an empty folder on NFS, where it is tried too; a server of our own would
# have to be in the kernel, and export to others what is tested.
#
# shellcheck disable=SC2317 # `on` calls what mounts

if [ -z "${PEMDECK_FILE_SYSTEMS-}" ] &&
	unshare --mount --propagation private true 2>/dev/null; then
	PEMDECK_FILE_SYSTEMS=1 exec unshare --mount --propagation private sh "$0"
fi

. "${srcdir:-.}/tests/tap.sh"
tap_needs openssl jq

[ -n "${PEMDECK_FILE_SYSTEMS-}" ] || {
	skip 'nothing can be mounted here'
	tap_done
}
PATH=$PATH:/usr/sbin:/sbin
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; umount -l "$dir"/on-* /run/sshd 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# image KIND: a disk with this file system, mounted at on-KIND.
image() {
	truncate -s 400M "$1.img" && "mkfs.$1" "$1.img" >log 2>&1 && mount -o loop "$1.img" "on-$1" 2>>log
}

lay_over() {
	mkdir lower upper work &&
		$PEMDECK --store lower/store ssl generate --dn CN=Below --yes >log 2>&1 &&
		mount -t overlay -o "lowerdir=lower,upperdir=upper,workdir=work" none on-overlay 2>>log
}

# A server of our own on loopback, for this account alone.
connect() {
	command -v sshd >log || return 1
	mkdir far && ssh-keygen -q -t ed25519 -N '' -f key && ssh-keygen -q -t ed25519 -N '' -f host &&
		mkdir -p /run/sshd && mount -t tmpfs -o mode=755 none /run/sshd || return 1
	port=$((20000 + $$ % 20000))
	"$(command -v sshd)" -f /dev/null -D -p "$port" -h "$dir/host" -o AuthorizedKeysFile="$dir/key.pub" \
		-o StrictModes=no -o PidFile=none -o ListenAddress=127.0.0.1 \
		-o Subsystem='sftp internal-sftp' >log 2>&1 &
	server=$!
	for try in 1 2 3 4 5 6 7 8 9 10; do
		sshfs -p "$port" -o IdentityFile="$dir/key" -o StrictHostKeyChecking=no \
			-o UserKnownHostsFile=/dev/null "127.0.0.1:$dir/far" on-sshfs 2>>log && return 0
		sleep "0.$try"
	done
	return 1
}

# lives AT: what a store does in its life, at this mount point.
lives() {
	PEMDECK_STORE=$dir/$1/store
	succeeds "$1: a CA is made" ssl generate --dn CN=CA --yes
	succeeds 'and issues' ssl issue --dn CN=www.example.org --san DNS:www.example.org \
		--out "$dir/$1/www"
	check 'what openssl accepts' openssl verify -CAfile "$1/www/ca.pem" "$1/www/cert.pem"
	serial=$($PEMDECK ssl list --json | jq -r 'map(select(.purpose != "ca"))[0].id')
	succeeds 'again, in the same place' ssl renew "$serial" --out "$dir/$1/www" --yes
	check 'which openssl accepts as well' \
		openssl verify -CAfile "$1/www/ca.pem" "$1/www/cert.pem"
	succeeds 'what was issued is revoked' ssl revoke "$serial" --reason superseded --yes
	succeeds 'and listed' ssl crl "$dir/$1/ca.crl"
	check 'as openssl reads' sh -c "openssl crl -in $1/ca.crl -noout -text | grep -qi $serial"
	succeeds 'the host has a key' tls generate --dn CN=host.example.org --yes
	succeeds 'that is undone' history undo --yes
	succeeds 'history is whole' history verify
	succeeds 'and so is all else' doctor
	same '' "$(find "$1" -name '.pemdeck-*' -o -name .new -o -name '*.todo')" 'nothing is left over'
}

# on KIND TOOL COMMAND...: the same where a command mounts it.
on() {
	mkdir "on-$1"
	kind=$1 tool=$2
	shift 2
	if ! command -v "$tool" >/dev/null; then
		skip "$kind: $tool is not installed"
	elif "$@"; then
		lives "on-$kind"
	else
		skip "$kind: it cannot be mounted here"
		tap_show log log
	fi
}

on tmpfs mount mount -t tmpfs -o mode=755,size=50M none on-tmpfs
on xfs mkfs.xfs image xfs
on btrfs mkfs.btrfs image btrfs
on overlay mount lay_over
on sshfs sshfs connect
[ -z "${PEMDECK_NFS-}" ] || on nfs mount mount --bind "$PEMDECK_NFS" on-nfs

# ---- full -----------------------------------------------------------------------------------
mkdir on-full
mount -t tmpfs -o mode=755,size=1M none on-full
export PEMDECK_STORE="$dir"/on-full/store
run ssl generate --dn CN=CA --yes
store_sum >before
head -c 1M /dev/zero >on-full/zero 2>/dev/null
fails 1 'No space left on device' 'a full disk is told' tls generate --dn CN=host.example.org --yes
store_sum >after
check 'and the store is as it was' cmp before after
rm on-full/zero
succeeds 'with room again, it goes on' tls generate --dn CN=host.example.org --yes
succeeds 'and all is well' doctor
tap_done
