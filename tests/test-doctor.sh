#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doctor: what is wrong with a store, and that what it says mends it.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
cd "$dir" || exit 1
exec </dev/null
export LC_ALL=C.UTF-8

tap_needs jq openssl python3

# finds KIND PATH WORDS: it is found, once, exit status 1, and the store is as it was;
# $remedy is what is said to mend it.
finds() {
	before=$(store_sum)
	run doctor --json
	found=$(jq -r --arg path "$dir/store/$2" '.[] | select(.path == $path) | .kind' out)
	remedy=$(jq -r --arg path "$dir/store/$2" '.[] | select(.path == $path) | .remedy' out)
	[ "$status" -eq 1 ] && [ "$found" = "$1" ] && [ "$(store_sum)" = "$before" ]
	ok $? "$3" || {
		echo "#   exit status $status, found: $found"
		tap_show stdout out
	}
}

# mends WORDS: the remedy is a command, and the store is sound after it.
mends() {
	sh -c "$remedy" >said 2>&1
	run doctor
	[ "$status" -eq 0 ] && [ ! -s out ]
	ok $? "$1" || {
		echo "#   after $remedy"
		tap_show stdout out
	}
}

fails 1 'store' 'without a store there is nothing to check' doctor
[ ! -e store ]
ok $? 'and none is made'
run ssl show
succeeds 'a fresh store is sound' doctor
grep -q 'No problems found' err
ok $? 'which is said'
succeeds 'JSON of it' doctor --json
same '[]' "$(jq -c . out)" 'is an empty list'
fails 2 'no such argument' 'takes no argument' doctor all

# ---- files ---------------------------------------------------------------------------------
key=keys/$(find store/keys -name '*.pem' -printf '%f\n' | sort | head -n 1)
chmod 644 "store/$key"
finds permissions "$key" 'a key that others can read'
for one in store/keys/*.pem; do
	chmod 644 "$one"
done
run tls show
prints 'Private key: +kept here, but cannot be used' 'what shows it says that it is not used'
run ssl list
prints ' here ' 'and takes it for none in a token'
chmod 600 store/keys/*.pem
chmod 644 "store/$key"
mends 'the command closes it'
chmod 755 store
run doctor --json
same permissions "$(jq -r '.[].kind' out)" \
	'a store that others can list does not open, and is looked at'
same 'chmod 700' "$(jq -r '.[0].remedy' out | cut -c -9)" 'is closed by a command'
chmod 700 store
chmod 666 store/ssl/ca.cfg
finds permissions ssl/ca.cfg 'a record that others can write'
mends 'the command closes it'
touch store/history/newest.new
finds leftover history/newest.new 'what an interrupted write left'
mends 'the command removes it'
touch store/tls/.left && chmod 644 "store/$key"
succeeds 'what was left over and who can read a key are mended' doctor mend "$dir/store/tls/.left" "$dir/store/$key"
[ ! -e store/tls/.left ] && [ "$(stat -c %a "store/$key")" = 600 ]
ok $? 'the one is gone and the other closed'
run history list --json
same 'doctor mend' "$(jq -r '.[0].operation' out)" 'history knows who mended'
fails 2 'not a problem of a file' 'what is well is not mended' doctor mend "$dir/store/$key"
succeeds 'the store is sound again' doctor
ln -s /etc/passwd store/tls/other.cfg
finds foreign tls/other.cfg 'a symbolic link'
fails 1 'cannot mend this; rm ' 'which somebody may have wanted' doctor mend "$dir/store/tls/other.cfg"
mends 'the command removes it'

if as_other; then
	mv store kept-store && cp -R kept-store store
	[ -z "$as_other" ] || chown -R 4711 store
	chmod 711 "$dir" && chmod 0 store/tls && chmod 200 store/ssl/ca.cfg
	program=$PEMDECK
	PEMDECK="$as_other $program"
	run doctor --json
	same 'withheld chmod 600; withheld chmod 700;' \
		"$(jq -r '.[] | "\(.kind) \(.remedy[:9]);"' out | sort | xargs)" \
		'what its own owner may not read is not damaged'
	jq -r '.[].remedy' out >mend.sh
	sh mend.sh
	succeeds 'the commands mend it' doctor
	PEMDECK=$program
	rm -r store && mv kept-store store
else
	skip 'nobody but root can reach the program'
fi

mkdir copy && cp -R store/. copy && chmod -R a+rX copy && mv store kept-store && mv copy store
run doctor --json
same 'permissions' "$(jq -r '.[].kind' out)" 'a copy that others can read is one fault'
remedy=$(jq -r '.[].remedy' out)
mends 'one command closes all of it'
same '' "$(find store/keys store/history ! -perm /077 -o -print)" 'to everybody'
rm -r store && mv kept-store store

# ---- planted -------------------------------------------------------------------------------
PEMDECK_STORE=$dir/other run trust import store/ssl/ca.cfg
name=$(find other/trust -name '*.cfg' -printf '%f\n' | head -n 1)
mkdir -p store/trust && cp "other/trust/$name" store/trust
finds history "trust/$name" 'a trusted certificate that somebody put there by hand'
fails 1 "trust/$name: .*no entry of history knows it" 'history verify tells it, too' \
	history verify
rm -r store/trust other

# ---- where it lies -------------------------------------------------------------------------
mkdir open && mv store open/store && chmod 777 open
PEMDECK_STORE=$dir/open/store run doctor --json
same place "$(jq -r '.[].kind' out)" 'a store that others can exchange'
same "$dir/open/store" "$(jq -r '.[].path' out)" 'is named'
chmod 1777 open
PEMDECK_STORE=$dir/open/store succeeds 'a sticky directory is none where they can' doctor
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 open && chown 54321 open
	PEMDECK_STORE=$dir/open/store run doctor --json
	same place "$(jq -r '.[].kind' out)" 'in a directory of another user it can be'
else
	skip 'only root can give a directory away'
fi
mv open/store store

# ---- keys ----------------------------------------------------------------------------------
openssl genpkey -algorithm ed25519 -out other.pem
id=$(openssl pkey -in other.pem -pubout -outform DER | sha256sum | cut -d ' ' -f 1)
install -m 600 other.pem "store/keys/$id.pem"
finds key_unused "keys/$id.pem" 'a key that nothing needs'
mends 'the command wipes it'
cp "store/$key" kept && install -m 600 other.pem "store/$key"
finds key_damaged "$key" 'a key that is another than its name says'
install -m 600 kept "store/$key"
tls=$(run tls show --json && jq -r .key_file out)
mv "$tls" away
run doctor --json
same 'key_missing tls/device' "$(jq -r '.[] | "\(.kind) \(.path)"' out)" 'a key that is missing'
mv away "$tls"

# ---- records ---------------------------------------------------------------------------------
cp store/tls/device.cfg kept && echo 'chain = ;' >store/tls/device.cfg
run doctor --json
same 'unreadable' "$(jq -r '.[].kind' out | xargs)" 'a damaged record, once'
cp kept store/tls/device.cfg
cp store/history/00000001/entry.cfg kept && echo '# more' >>store/history/00000001/entry.cfg
run doctor --json
same history "$(jq -r '.[].kind' out)" 'an entry of history that was changed'
cp kept store/history/00000001/entry.cfg
run ssl issue --purpose client --dn CN=alice --out alice
run ssl revoke --yes "$(openssl x509 -in alice/cert.pem -noout -serial | sed 's/.*=//')"
succeeds 'a revocation list is there' doctor
issued=$(grep -l '^revoked' store/ssl/issued/*.cfg)
cp "$issued" kept && sed -i '/^revo/d' "$issued"
run doctor --json
same 'history' "$(jq -r 'select(.[].path | endswith("'"${issued##*/}"'")) | .[].kind' out)" 'a revocation deleted by hand'
fails 1 'changed or removed, but not by pemdeck: as entry' 'verification names it too' history verify
cp kept "$issued"
rm store/ssl/crl.cfg
run doctor --json
same 'revocation_list history' "$(jq -r '.[].kind' out | xargs)" 'a revocation list that is missing'
remedy=$(jq -r '.[].remedy' out | sed "s|^pemdeck|$PEMDECK|")
mends 'the command signs one'
run settings set security_officer "$(id -un)" --yes
run settings set observer nobody-at-all --yes
run doctor --json
jq -r '.[].problem' out | grep -q nobody-at-all
ok $? 'a role of somebody who is not there'
if ${CC:-cc} -shared -fPIC -DLOOK_UP=getpwnam_r -DENTRY=passwd -o unanswered.so \
	"$TESTS/unanswered-preload.c" 2>log &&
	LD_PRELOAD=./unanswered.so true 2>>log; then
	LD_PRELOAD=./unanswered.so run doctor --json
	jq -r '.[] | .problem + " " + .remedy' out |
		grep -q 'nobody-at-all, who cannot be looked up: .* getent passwd nobody-at-all$'
	ok $? 'of whom nobody tells whether they are there, that is told' || tap_show stdout out
else
	skip "nothing can be put before getpwnam_r here: $(cat log)"
fi
run settings set observer --yes
cp store/settings.cfg kept && echo 'warning_dais = 3;' >>store/settings.cfg
line=$(wc -l <store/settings.cfg)
run doctor --json
same "$dir/store/settings.cfg:$line: No setting is called warning_dais, so this has no effect." \
	"$(jq -r '.[] | "\(.path): \(.problem)"' out)" 'a setting that is none, and its line'
cp kept store/settings.cfg && echo 'hooks = ( { format = "pem"; } );' >>store/settings.cfg
run doctor --json
jq -r '.[].problem' out | grep -q 'hook has no path'
ok $? 'a hook that cannot be run'
cp kept store/settings.cfg
succeeds 'the rest of the settings is sound' doctor

# ---- hooks -----------------------------------------------------------------------------------
# writes_again: the one remedy is the only one, and all is well behind it.
writes_again() {
	remedy=$(jq -r '.[] | select(.kind == "hook") | .remedy' out | sed "s|^pemdeck|$PEMDECK|")
	mends 'what doctor says writes it again'
}
for format in pem p12 directory; do
	run settings hook-set --yes "$dir/roots.$format" --format $format --run "'$dir/hook' $format"
done
printf '#!/bin/sh\necho "$%s" >>"%s/ran"\n' 1 "$dir" >hook && chmod 755 hook
run doctor --json
same 'hook hook hook' "$(jq -r '.[].kind' out | xargs)" 'what hooks are to write and is not there'
run trust import alice/ca.pem
succeeds 'what they wrote is as it is to be' doctor
run trust export --all old.p12 --format p12
cp roots.pem old.pem && cp -R roots.directory old.directory
run trust add --pem alice/cert.pem
same 2 "$(grep -c BEGIN roots.pem)" 'the trust list has another'
for format in pem p12 directory; do
	: >ran
	rm -r "roots.$format" && cp -R "old.$format" "roots.$format"
	run doctor --json
	same "hook $dir/roots.$format" "$(jq -r '.[] | .kind + " " + .path' out)" \
		"what lacks one, as $format"
	writes_again
	same "$format" "$(cat ran)" 'and runs its program'
done
mkdir real && rm roots.pem && ln -s real/roots.pem roots.pem
for there in 'where nothing is' 'would be lost'; do
	run doctor --json
	same "$dir/roots.pem settings hook-rename $dir/roots.pem TO" "$(jq -r '.[] |
		.path + (.remedy | sub("pemdeck( --store [^ ]*)?"; ""))' out)" \
		'a link in its place is mended by naming another'
	jq -r '.[].problem' out | grep -q "link to real/roots.pem, .*$there; .*name that file itself, or remove the link"
	ok $? 'or without it, as is told' || tap_show stdout out
	: >real/roots.pem
done
succeeds 'where that is done' settings hook-rename "$dir/roots.pem" "$dir/real/roots.pem"
run doctor --json
writes_again
run settings hook-rename "$dir/real/roots.pem" "$dir/roots.pem"
rm -r real roots.pem && cp old.pem roots.pem
run doctor --json
writes_again
chmod 722 hook
run doctor --json
same "hook_open $dir/hook: chmod go-w $dir/hook" \
	"$(jq -r '.[] | .kind + " " + .path + ": " + .remedy' out | sort -u)" \
	'a program that others may change'
# one_account USER: by an access list, USER may write to the hook's program as well.
one_account() {
	python3 - hook "$(id -u "$1")" <<'EOF'
import os, struct, sys
entries = [(1, 7, -1), (2, 7, int(sys.argv[2])), (4, 5, -1), (16, 7, -1), (32, 5, -1)]
value = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *one) for one in entries)
os.setxattr(sys.argv[1], "system.posix_acl_access", value)
EOF
}
chmod 755 hook
if one_account nobody 2>/dev/null; then
	run doctor --json
	same "hook_open $dir/hook" "$(jq -r '.[] | .kind + " " + .path' out)" \
		'one that an account may change by an access list'
	rm hook && printf '#!/bin/sh\n' >hook
else
	skip 'this file system has no access lists'
fi
chmod 775 hook
if [ "$(id -un) $(id -gn):" = "root $(getent group root | cut -d: -f1,4)" ]; then
	succeeds 'one that is also the own group of who has it, which is nobody else' doctor
else
	skip 'this account may share its group'
fi
chmod 755 hook
mkdir exposed && cp hook exposed/hook && chmod 777 exposed && ln -s exposed/hook linked
for place in exposed/hook linked; do
	run settings hook-set --yes "$dir/roots.pem" --run "$dir/$place"
	run doctor --json
	same "hook_open $dir/$place" "$(jq -r '.[] | .kind + " " + .path' out)" \
		"one in whose place others may put another: $place"
done
chmod 755 exposed
succeeds 'one that nobody else may change is fine' doctor
run settings hook-set --yes "$dir/roots.pem" --run "'$dir/hook' pem"
same 0 "$status" 'one that nobody else may change is fine'
chmod 644 hook
run doctor --json
same "hook_program $dir/hook" "$(jq -r '.[] | .kind + " " + .path' out)" 'a program that is none'
rm hook
run doctor --json
jq -r '.[].problem' out | grep -q 'which is not there'
ok $? 'and one that is not there'
for format in pem p12 directory; do
	run settings hook-remove --yes "$dir/roots.$format"
done
cp store/settings.cfg kept
succeeds 'without hooks all is well' doctor
printf 'deploy = ( { certificate = "%s"; key = "%s"; mode = "0640"; } );\n' \
	"$dir/web.pem" "$dir/web.key" >>store/settings.cfg
echo key >web.key
chmod 640 web.key
succeeds 'a deployed key that its group may read, as its target says' doctor
chmod 644 web.key
run doctor --json
same "$dir/web.key" "$(jq -r '.[].path' out)" 'one that everybody can read'
remedy=$(jq -r '.[].remedy' out)
mends 'the command closes it'
tap_done
