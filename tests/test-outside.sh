#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What every operation keeps to that writes files outside the store: modes whatever the
# umask, no key into what is no regular file or where others could take its place, a folder
# for each line of a batch, and mounted files and directories.

. "${srcdir:-.}/tests/tap.sh"
tap_needs openssl

cd "$dir" || exit 1
umask 077
echo 'correct horse' >pass

run ssl generate --dn CN=CA --yes
run tls generate --yes --algorithm ec
{ run ssl export "$dir/root.pem" && run trust import "$dir/root.pem"; } >/dev/null

# modes PATTERN FILES...: the modes of the files, each once.
modes() {
	stat -c %a "$@" | sort -u | tr '\n' ' '
}

# ---- modes ---------------------------------------------------------------------------------
printf 'dn,purpose\nCN=x,client\nCN=x,client\nCN=x-3,client\nCN=y,client\n' >table.csv
succeeds 'a batch is issued' ssl issue --batch table.csv --out "$dir/batch"
same '755 ' "$(modes batch batch/*)" 'its folders are for everybody'
same '644 ' "$(modes batch/*/cert.pem batch/*/chain.pem batch/*/ca.pem)" 'and its certificates'
same '600 ' "$(modes batch/*/key.pem)" 'but no key'
same 4 "$(cat batch/*/key.pem | grep -c 'BEGIN.*PRIVATE KEY')" 'each line has a folder of its own'
same 4 "$(sha256sum batch/*/key.pem | cut -d' ' -f1 | sort -u | wc -l)" 'and no key took the place of another'
for folder in batch/*; do
	[ "$(openssl x509 -in "$folder/cert.pem" -noout -pubkey)" = \
		"$(openssl pkey -in "$folder/key.pem" -pubout)" ] || echo "$folder"
done >wrong
same '' "$(cat wrong)" 'and every key its certificate'
succeeds 'one certificate is issued' ssl issue --dn CN=one --purpose client --out "$dir/one"
same '755 ' "$(modes one)" 'its folder is for everybody, too'
same '644 ' "$(modes one/cert.pem)" 'and its certificate'

# ---- what is no regular file -------------------------------------------------------------------
mkfifo pipe
chmod 666 pipe
timeout 30 cat pipe >from-pipe &
reader=$!
fails 1 'pipe: .*a pipe, a device' 'a FIFO gets no key' \
	tls export --yes --chain --private-key "$dir/pipe"
kill $reader
wait $reader 2>/dev/null
[ ! -s from-pipe ]
ok $? 'nothing came out of it'
echo precious >precious
ln -s precious link
fails 1 'link: .*symbolic link to precious' 'nor does a link' \
	tls export --yes --chain --private-key "$dir/link"
same precious "$(cat precious)" 'and what it leads to stays'
echo other >first
chmod 666 first
ln first second
succeeds 'a file with another name is replaced' tls export --yes --chain --private-key "$dir/first"
same '600 ' "$(modes first)" 'by one that is its own'
same other "$(cat second)" 'the other name keeps what it had'

# ---- where others may write ---------------------------------------------------------------------
mkdir open open/ours
for mode in 777 1777; do
	chmod $mode open
	fails 1 'open: .*may write in this directory' "no key where everybody may write ($mode)" \
		tls export --chain --private-key "$dir/open/key.pem"
	same '' "$(find open -type f)" 'nothing is left there'
done
succeeds 'but in a directory of our own in a sticky one' \
	tls export --chain --private-key "$dir/open/ours/key.pem"

# ---- a store where others can put another -------------------------------------------------------
chmod 755 open
mkdir open/parent
run --store "$dir/open/parent/store" tls generate --yes --algorithm ec
run --store "$dir/open/parent/store" backup "$dir/of.cms" --passphrase-file "$dir/pass" --yes
keys=$(ls open/parent/store/keys)
for mode in 777 1777; do
	chmod $mode open/parent
	if [ $mode = 777 ]; then
		fails 1 'no private key is put.*parent: others may write' "no new key below such a directory" \
			--store "$dir/open/parent/store" tls generate --yes --algorithm ec
		fails 1 'no private key is put.*parent: others may write' 'nor a store with keys' \
			--store "$dir/open/parent/new" tls generate --yes --algorithm ec
		fails 1 'no private key is put.*parent: others may write' 'nor one that is restored' \
			restore "$dir/of.cms" --into "$dir/open/parent/restored" --passphrase-file "$dir/pass"
		[ ! -e open/parent/restored ]
		ok $? 'of which nothing is left'
	else
		succeeds 'one of our own in a sticky directory is as good as any' \
			--store "$dir/open/parent/store" tls generate --yes --algorithm ec
		continue
	fi
	same "$keys" "$(ls open/parent/store/keys)" 'none was written'
	succeeds 'what is there can be read' --store "$dir/open/parent/store" tls show
done
chmod 755 open/parent
if [ "$(id -u)" -eq 0 ]; then
	chown 1234 open/parent
	fails 1 'no private key is put.*parent: belongs to another user' "nor below another's" \
		--store "$dir/open/parent/store" tls generate --yes --algorithm ec
	SUDO_UID=1234 succeeds 'but below that of who called root' \
		--store "$dir/open/parent/store" tls generate --yes --algorithm ec
fi

# ---- what was deployed before ---------------------------------------------------------------------
mkdir etc
printf 'format = 1\ndeploy = ( { certificate = "%s/etc/a.pem"; key = "%s/etc/a.key"; } );\n' \
	"$dir" "$dir" >"$PEMDECK_STORE/settings.cfg"
chmod 600 "$PEMDECK_STORE/settings.cfg"
echo old >etc/a.key
chmod 644 etc/a.key
succeeds 'a key is deployed over one that everybody could read' tls deploy --yes
same '600 ' "$(modes etc/a.key)" 'and is readable by its owner alone'
grep -q 'a.key can be read by its owner alone now' err
ok $? 'which is told'
chmod 400 etc/a.key
run tls generate --yes --algorithm ec
succeeds 'a mode that gives it to nobody' tls deploy --yes
same '400 ' "$(modes etc/a.key)" 'is kept'

# ---- other users ---------------------------------------------------------------------------------
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$dir"
	mkdir his
	chown 1234:1234 his
	chmod 755 his
	fails 1 'his: belongs to another user' "root writes nothing below another's directory" \
		trust export --all --format directory "$dir/his/certs"
	fails 1 'his: belongs to another user' 'nor a file' trust export --all "$dir/his/all.pem"
	same '' "$(find his -mindepth 1)" 'nothing is left there'
	chown 1234:1234 etc/a.key
	chmod 600 etc/a.key
	run tls generate --yes --algorithm ec
	succeeds "a key is deployed over one of another's" tls deploy --yes
	same '0 600' "$(stat -c '%u %a' etc/a.key)" 'and is not his'
else
	skip 'other users need root'
fi

# ---- without /proc ---------------------------------------------------------------------------------
# The child that reads is confined all the same.
if grep -q __asan_init "${PEMDECK##* }"; then
	skip 'a sanitizer needs /proc'
elif unshare -m true 2>/dev/null; then
	# shellcheck disable=SC2086
	unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh \
		$PEMDECK trust import "$dir/root.pem" >out 2>err
	ok $? 'where there is no /proc, files are read' || tap_show stderr err
else
	skip 'no mount can be made here'
fi

# ---- what is mounted --------------------------------------------------------------------------------
mkdir volume certs lower lower/certs upper work all
echo old >mounted
: >target
if mount --bind mounted target 2>/dev/null; then
	trap 'umount -l target volume all 2>/dev/null; rm -rf "$dir"' EXIT
	succeeds 'a bind-mounted file is written' tls export --yes --chain "$dir/target"
	grep -q 'target could not be replaced in one step' err
	ok $? 'with a warning'
	check 'where it is mounted from' openssl x509 -in mounted -noout
	mount --bind certs volume
	succeeds 'a directory that is a volume, too' \
		trust export --all --format directory --yes "$dir/volume"
	grep -q 'volume could not be replaced in one step' err
	ok $? 'with a warning'
	same 1 "$(find certs -name '*.0' | wc -l)" 'where it is mounted from'
	if mount -t overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" \
		none all 2>/dev/null; then
		succeeds 'a directory of an overlay' \
			trust export --all --format directory --yes "$dir/all/certs"
		same 1 "$(find all/certs -name '*.0' | wc -l)" 'has the certificate'
	else
		skip 'no overlay can be mounted here'
	fi
else
	skip 'nothing can be mounted here'
fi

# ---- nothing into a store -------------------------------------------------------------------
ln -s store to-store
for path in store/settings.cfg store/new.pem store/ssl/ca.cfg store/ssl/issued/new.cfg to-store/a.pem \
	store/history/00000001/entry.cfg; do
	fails 1 'is in the directory of a store' "no export into a store: $path" \
		ssl export --yes "$path"
done
fails 1 'is in the directory of a store' 'nor a directory of certificates' \
	trust export --all --format directory --yes store/trusted
fails 1 'is in the directory of a store' 'nor one in the place of its own' \
	trust export --all --format directory --yes store/trust
fails 1 'store/backup.p7m: is in the directory of a store' 'nor its backup' \
	backup store/backup.p7m --passphrase-file pass
run tls target-set own --certificate "$dir/store/settings.cfg" --yes
before=$(store_sum)
fails 1 'is in the directory of a store' 'nor what is deployed' tls deploy --yes own
same "$before" "$(store_sum)" 'and the store is as it was'
fails 1 'is in the directory of a store' 'nor a folder of what is issued' \
	ssl issue --dn CN=in --purpose client --out store/issued
[ ! -e store/issued ]
ok $? 'of which nothing is there'
succeeds 'and doctor finds nothing' doctor
same '' "$(find . -name '.pemdeck-*')" 'no operation left anything'
tap_done
