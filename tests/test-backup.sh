#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A backup: one file that openssl and tar open without us, of one moment, and a store made
# of it again.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
if ! command -v openssl >/dev/null; then
	echo '1..0 # SKIP no openssl (Debian: openssl)'
	exit 0
fi
cd "$dir" || exit 1
printf 'a good passphrase' >pass
printf 'another passphrase' >other
long=$(printf '%0150d' 7)

run ssl issue --purpose server --dn CN=www.example.org --out www
run encryption add --anyway --alias "$long" <www/cert.pem
run settings set warning_days 90

# unsealed FILE: what openssl makes of it, as files below unsealed/
unsealed() {
	rm -rf unsealed && mkdir unsealed &&
		openssl cms -decrypt -inform DER -in "$1" -pwri_password "$(cat pass)" \
			-out unsealed.tar && tar -xf unsealed.tar -C unsealed
}

# ---- one file ----------------------------------------------------------------------------
fails 1 'needs a passphrase' 'a backup without passphrase is refused' backup whole.cms
[ ! -e whole.cms ]
ok $? 'and nothing is written'
cp -R store before
rm -f before/lock
succeeds 'a backup' backup whole.cms --passphrase-file pass
same 600 "$(stat -c %a whole.cms)" 'is for its owner alone'
check 'openssl and tar open it' unsealed whole.cms
check 'all that was in the store is in it, and no more' diff -r before unsealed/store
check 'its sums are those of its files' sh -c 'cd unsealed && sha256sum --quiet -c SHA256SUMS'
tar -tf unsealed.tar | grep -q "$long"
ok $? 'the names are whole, however long'
grep -aq "PRIVATE KEY" whole.cms
same 1 $? 'no key can be read in it'
fails 2 'exists already.*--yes' 'a file that is there is not replaced unasked' \
	backup whole.cms --passphrase-file pass
sh -c "$PEMDECK backup - --passphrase-file pass >piped.cms 2>err"
check 'it can be piped' unsealed piped.cms
grep -Eq '^Backup of [0-9]+ files opened again and handed over on standard output$' err
ok $? 'and is not said to be read back from there' || tap_show stderr err
printf 'of another moment' >"$PEMDECK_STORE/deploy.journal"
chmod 600 "$PEMDECK_STORE/deploy.journal"
run backup journal.cms --passphrase-file pass
check 'a journal of deploying is of one host and moment' unsealed journal.cms
[ ! -e unsealed/store/deploy.journal ]
ok $? 'and in no backup'
rm "$PEMDECK_STORE/deploy.journal"
run history list --json
same 'backup false' "$(jq -r '.[0] | "\(.operation) \(.can_undo)"' out)" \
	'history has it, and it is not to be undone'

# ---- how old it is -------------------------------------------------------------------------
run status --json
same made "$(jq -r '.[] | select(.kind == "backup") | .status' out)" 'status knows of it'
run status --prometheus
prints '^pemdeck_backup_timestamp_seconds [0-9]{9,}$' 'and so do metrics'
run settings set backup_days 1
succeeds 'a new one is no reason to warn' status
sed -i 's/^time = .*/time = 1700000000L;/' store/backup.cfg
run status
same 1 "$status" 'an old one is'
prints 'The last backup .*OLD' 'and is named'
rm store/backup.cfg
run status
prints 'The last backup .*NEVER MADE' 'none, too'
# lost WORDS: it ended with that code, and nothing says that it was made.
lost() {
	same 1 "$(cat code)" "one $1 is not made"
	grep -q '^pemdeck: standard output: cannot be written: ' err
	ok $? 'which is told' || tap_show stderr err
	same 1 "$(wc -l <err)" 'and nothing else'
	run status
	prints 'The last backup .*NEVER MADE' 'status does not count it'
	run history list --json
	same "$entries" "$(jq length out)" 'nor does history'
}
run history list --json
entries=$(jq length out)
if [ -w /dev/full ]; then
	sh -c "$PEMDECK backup - --passphrase-file pass" >/dev/full 2>err
	echo $? >code
	lost 'for which there is no room'
fi
mkfifo pipe
{
	read -r _ <pipe # until nobody reads
	sh -c "$PEMDECK backup - --passphrase-file pass" 2>err
	echo $? >code
} | {
	exec <&-
	echo >pipe
}
lost 'that nobody reads'
printf '%s\n' backup backup - "$(cat pass)" "$(cat pass)" q q q |
	sh -c "$PEMDECK --linear" >out 2>err
prints 'bytes that are not text; name a file to keep them' 'a dialogue cannot show it'
run history list --json
same "$entries" "$(jq length out)" 'nor makes one'
run settings set backup_days 0

# ---- a store of it -------------------------------------------------------------------------
now=$(store_sum)
fails 1 'there is a store already' 'a store in use is not written over' \
	restore whole.cms --passphrase-file pass
same "$now" "$(store_sum)" 'nor touched'
mkdir full && touch full/x
fails 1 'something in this directory' 'nor a directory with something in it' \
	restore whole.cms --into full --passphrase-file pass
fails 1 'does not open' 'another passphrase does not open it' \
	restore whole.cms --into new --passphrase-file other
[ ! -e new ]
ok $? 'and makes nothing'
fails 1 'gone.cms: cannot be opened' 'one that is not there asks for no passphrase' \
	restore gone.cms --into new
succeeds 'a store is made of it' restore whole.cms --into new --passphrase-file pass
check 'with all that was in it' diff -r -x lock before new
same '' "$(find new -perm /077)" 'for its owner alone'
succeeds 'the doctor finds it sound' --store new doctor
succeeds 'and its history whole' --store new history verify
mkdir -m 700 empty
succeeds 'an empty directory will do, by --store' --store empty restore whole.cms \
	--passphrase-file pass
succeeds 'which is used at once' --store empty ssl issue --purpose client --dn CN=bob --out bob

# Whatever call fails: a directory that was not there is not there, an empty one is empty.
if can_break; then
	count_calls restore whole.cms --into broken --passphrase-file pass
	wrong=0 tries=0
	# Each try stretches a passphrase: four of them are enough.
	for error in $(each_error 5 | cut -d" " -f1-4); do
		call=1
		while [ $call -le "$calls" ]; do
			for into in broken hollow; do
				rm -rf broken hollow && mkdir -m 700 hollow
				broken $call "$error" restore whole.cms --into $into \
					--passphrase-file pass
				tries=$((tries + 1))
				[ "$status" -eq 0 ] || { one_line err && [ ! -e broken ] &&
					[ -z "$(ls hollow)" ]; } || {
					wrong=$((wrong + 1))
					echo "# call $call, error $error:" \
						"$(find broken hollow 2>&1 | tail -n 1), $(cat err)"
				}
			done
			call=$((call + ${PEMDECK_LONG:-7}))
		done
	done
	same 0 "$wrong" "an error at one call of a restore, $tries tries: nothing is left"
fi

# ---- what is no such file ------------------------------------------------------------------
size=$(stat -c %s whole.cms)
for part in 0 1 100 $((size / 2)) $((size - 1)); do
	head -c "$part" whole.cms >cut.cms
	fails 1 '^pemdeck: cut.cms: ' "one that is cut after $part bytes" \
		restore cut.cms --into none --passphrase-file pass
done
for at in 400 $((size / 2)) $((size - 20)); do
	cp whole.cms bent.cms
	printf '\000\377\001' | dd of=bent.cms bs=1 seek="$at" conv=notrunc 2>/dev/null
	fails 1 '^pemdeck: bent.cms: ' "one that is damaged at $at" \
		restore bent.cms --into none --passphrase-file pass
done
fails 1 'not sealed' 'something else' restore www/cert.pem --into none --passphrase-file pass

# packed: what openssl seals of the files below unsealed/
packed() {
	(cd unsealed && rm -f SHA256SUMS &&
		find BACKUP store -type f | LC_ALL=C sort | xargs sha256sum >../sums &&
		mv ../sums SHA256SUMS &&
		{ sed 's/.*  //' SHA256SUMS && echo SHA256SUMS; } >../names &&
		tar --format=posix --pax-option='delete=atime,delete=ctime,delete=mtime' \
			-cf ../packed.tar -T ../names)
	openssl cms -encrypt -pwri_password "$(cat pass)" -aes256 -binary -outform DER \
		-in packed.tar -out packed.cms
}
unsealed whole.cms
packed
succeeds 'one that openssl sealed is read' restore packed.cms --into sealed --passphrase-file pass
check 'as ours' diff -r -x lock before sealed
sed -i 's/^format 1/format 2/' unsealed/BACKUP
packed
fails 1 'newer pemdeck \(format 2' 'one of a newer format' \
	restore packed.cms --into none --passphrase-file pass
sed -i 's/^format 2/format 1/' unsealed/BACKUP
echo 'format = 2;' >unsealed/store/settings.cfg
packed
fails 1 'newer pemdeck \(format 2' 'of a newer store' \
	restore packed.cms --into none --passphrase-file pass
[ -z "$(find none -mindepth 1 2>/dev/null)" ]
ok $? 'and nothing of it stays'
rm unsealed/store/settings.cfg
packed
fails 1 'no settings.cfg' 'of no store' restore packed.cms --into none2 --passphrase-file pass
# evil NAME [COPY]: openssl seals in evil.cms what is below unsealed/, where store/harmless is
# called that, and is there as COPY too; the sums are right.
evil() {
	python3 - "$@" <<-'END' && openssl cms -encrypt -pwri_password "$(cat pass)" \
		-aes256 -binary -outform DER -in evil.tar -out evil.cms
		import sys, io, tarfile
		old = tarfile.open('packed.tar')
		new = tarfile.open('evil.tar', 'w', format=tarfile.PAX_FORMAT)
		names = ['store/' + name for name in sys.argv[1:]]
		for m in old.getmembers():
		    data = old.extractfile(m).read()
		    if m.name == 'SHA256SUMS':
		        lines = data.decode().splitlines(keepends=True)
		        data = ''.join(line.replace('store/harmless', name) for line in lines
		            for name in (names if 'store/harmless' in line else [''])).encode()
		    for name in names if m.name == 'store/harmless' else [m.name]:
		        t = tarfile.TarInfo(name)
		        t.size = len(data)
		        new.addfile(t, io.BytesIO(data))
		new.close()
	END
}
unsealed whole.cms
printf x >unsealed/store/harmless
packed
if command -v python3 >/dev/null; then
	evil fine1 fine2
	succeeds 'one that is packed by hand' restore evil.cms --into hand --passphrase-file pass
	for bad in ../evil .hidden lock 'a b'; do
		evil "$bad"
		fails 1 '^pemdeck: evil.cms: ' "a file that would be called $bad" \
			restore evil.cms --into none3 --passphrase-file pass
	done
	evil one one
	fails 1 '^pemdeck: evil.cms: the backup has the file one twice' 'a name that is there twice' \
		restore evil.cms --into none3 --passphrase-file pass
	evil one one/two
	fails 1 '^pemdeck: evil.cms: the backup has the file one/two, and another .* its folder' \
		'one that is a folder too' restore evil.cms --into none3 --passphrase-file pass
else
	skip 'no python3 for names that harm'
fi
[ ! -e none3 ] && [ ! -e evil ]
ok $? 'makes nothing'

# ---- while others write --------------------------------------------------------------------
run settings set undo_days 3
run backup again.cms --passphrase-file pass # puts right what was edited above
(
	n=0
	while [ ! -e stop ]; do
		n=$((n % 3000 + 1))
		$PEMDECK --quiet settings set undo_days "$n" >/dev/null 2>&1
		echo $n >written
	done
) &
for i in 1 2 3; do
	at=$(cat written 2>/dev/null)
	until [ "$(cat written 2>/dev/null)" != "$at" ]; do :; done
	succeeds "a backup while others write: $i" backup "busy$i.cms" --passphrase-file pass
done
touch stop
wait
for i in 1 2 3; do
	run restore "busy$i.cms" --into "busy$i" --passphrase-file pass
	succeeds "is of one moment: the store is sound: $i" --store "busy$i" doctor
	succeeds "its history is whole: $i" --store "busy$i" history verify
	run --store "busy$i" settings get undo_days
	wanted=$(cat out)
	run --store "busy$i" history list --json
	jq -r '[.[] | select(.operation == "settings set")][0].sentence' out |
		grep -q "undo_days is now $wanted\$"
	ok $? "and its newest entry says what it holds: $i"
done
tap_done
