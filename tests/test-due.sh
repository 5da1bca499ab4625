#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Certificates that renew themselves: what is due, where it was handed over, as the same kind
# of files, and what becomes of it when something is in the way.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
printf 'secret-42\n' >"$dir/passphrase"

# hand NAME DAYS [OPTION...]: a server's certificate with its files in $dir/NAME.
hand() {
	name=$1 days=$2
	shift 2
	run ssl issue --purpose server --dn "CN=$name.example.org" --days "$days" \
		--out "$dir/$name" "$@"
	[ "$status" -eq 0 ] || tap_show hand "$dir/err"
}
serial() {
	openssl x509 -in "$dir/$1/cert.pem" -noout -serial
}
modes() {
	(cd "$dir/$1" && stat -c '%n %a %u:%g' key.pem cert.pem chain.pem ca.pem)
}

succeeds 'nothing is due in a new store' ssl renew --due
grep -q '^No certificate is due$' "$dir/err"
ok $? 'and that is said' || tap_show said "$dir/err"
fails 2 'SERIAL: is missing; name the certificates to renew, or write --due' \
	'neither certificates nor --due' ssl renew
fails 2 'OUT: does not go with --due|out.*does not go with --due' 'with a directory' \
	ssl renew --due --out "$dir/x"

hand soon 20
hand later 300
hand locked 10 --passphrase-file "$dir/passphrase"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$dir/own.key" 2>"$dir/check"
openssl req -new -key "$dir/own.key" -subj /CN=own -addext subjectAltName=DNS:own.example.org \
	-out "$dir/own.csr"
run ssl issue --csr "$dir/own.csr" --accept san --days 15 --out "$dir/own/"
run ssl issue --purpose client --dn CN=nowhere --days 12
hand gone 9
rm -r "$dir/gone"
hand circle 9
ln -sf cert.pem "$dir/circle/cert.pem"
hand other 9
cp "$dir/later/cert.pem" "$dir/other/cert.pem"
chmod 640 "$dir/soon/key.pem"
chmod 640 "$dir/soon/cert.pem"
if [ "$(id -u)" -eq 0 ]; then
	chown 1:1 "$dir/soon/cert.pem" "$dir/soon/chain.pem"
fi
modes soon >"$dir/modes"
key=$(cat "$dir/soon/key.pem") locked=$(cat "$dir/locked/key.pem")
for name in soon later locked own other; do
	serial "$name" >"$dir/$name.before"
done

# ---- what is due --------------------------------------------------------------------------
succeeds 'by the last third nothing of it is due yet' ssl renew --due
same "$(cat "$dir/soon.before")" "$(serial soon)" 'so nothing is renewed'
succeeds 'within 30 days some of it is' ssl renew --due 30
cp "$dir/err" "$dir/said"
grep -q '^3 certificates renewed$' "$dir/said"
ok $? 'three' || tap_show said "$dir/said"
for word in 'nowhere ends on .* files were not handed over here; ssl renew [0-9A-F]* renews it' \
	'gone.example.org ends on .* there is no cert.pem in .*/gone any more' \
	'circle.example.org ends on .* cert.pem in .*/circle cannot be read' \
	'other.example.org ends on .* the cert.pem in .*/other is another one'; do
	grep -q "$word" "$dir/said"
	ok $? "it says: $word" || tap_show said "$dir/said"
done
for name in soon locked own; do
	[ "$(serial $name)" != "$(cat "$dir/$name.before")" ]
	ok $? "$name has a new certificate"
	check "which openssl believes" openssl verify -x509_strict -CAfile "$dir/$name/ca.pem" \
		"$dir/$name/cert.pem"
	same "$(cat "$dir/$name/cert.pem")" "$(cat "$dir/$name/chain.pem")" 'its chain is new too'
done
for name in later other; do
	[ "$name" = other ] || same "$(cat "$dir/$name.before")" "$(serial $name)" "$name stays"
done
same "$(cat "$dir/modes")" "$(modes soon)" 'modes and owners are as before'
same "$key" "$(cat "$dir/soon/key.pem")" 'the key stays'
same "$locked" "$(cat "$dir/locked/key.pem")" 'one with a passphrase too'
same "$(openssl pkey -in "$dir/soon/key.pem" -pubout)" \
	"$(openssl x509 -in "$dir/soon/cert.pem" -noout -pubkey)" 'and fits'
[ ! -e "$dir/own/key.pem" ] && [ ! -e "$dir/gone" ]
ok $? 'no key is where there was none, and no directory is made anew'
run history list --json
same 1 "$(grep -c '"operation": "ssl renew"' "$dir/out")" 'it is one entry of history'

# ---- what lies there ------------------------------------------------------------------------
PEMDECK_STORE_COPY=$PEMDECK_STORE
printf 'ssl\n!\n' | $PEMDECK --linear >"$dir/linear" 2>&1
grep -q "The cert.pem in $dir/other is not the one that was handed over there for other.example.org" \
	"$dir/linear"
ok $? '! says where another certificate lies' || tap_show linear "$dir/linear"
! grep -q 'handed over there for [^o]' "$dir/linear"
ok $? 'and of no other'

# ---- the services ---------------------------------------------------------------------------
cat >>"$PEMDECK_STORE_COPY/settings.cfg" <<END
deploy = (
	{ name = "web"; certificate = "$dir/soon/chain.pem"; reload = "cat $dir/soon/cert.pem >$dir/reloaded"; },
	{ name = "slash"; certificate = "$dir//own/chain.pem"; reload = "touch $dir/slash"; },
	{ name = "link"; certificate = "$dir/link/chain.pem"; reload = "touch $dir/linked"; },
	{ name = "off"; certificate = "$dir/later/chain.pem"; reload = "touch $dir/wrong"; }
);
END
ln -s locked "$dir/link"
succeeds 'it is renewed again' ssl renew --due 30
same "$(cat "$dir/soon/cert.pem")" "$(cat "$dir/reloaded")" 'and its service reads the new files'
[ -e "$dir/slash" ] && [ -e "$dir/linked" ]
ok $? 'that of others, too, however the directory is spelled'
[ ! -e "$dir/wrong" ]
ok $? 'another is not reloaded'
before=$(serial soon) locked=$(serial locked)
sed -i "s,reload = \"cat.*,reload = \"echo broken; exit 3\"; }\\,," "$PEMDECK_STORE_COPY/settings.cfg"
run ssl renew --due 30
[ "$status" -eq 1 ] && grep -q '^pemdeck: web: .*exit status 3: broken$' "$dir/err"
ok $? 'a service that cannot be reloaded' || tap_show said "$dir/err"
same "$before" "$(serial soon)" 'leaves the files before'
same "$locked" "$(serial locked)" 'of all of them'
sed -i 's,echo broken; exit 3,true,' "$PEMDECK_STORE_COPY/settings.cfg"

# ---- in the way -----------------------------------------------------------------------------
# The disk is full in the middle: files over a limit cannot be written.
sum() {
	(cd "$dir" && cat soon/*.pem locked/*.pem own/*.pem) | openssl dgst -sha256
}
files=$(sum)
count=$(find "$PEMDECK_STORE_COPY/ssl/issued" -name '*.cfg' | wc -l)
if command -v prlimit >/dev/null; then
	for limit in 0 300 800; do
		! prlimit --fsize=$limit sh -c "trap '' XFSZ; exec $PEMDECK ssl renew --due 30" \
			>"$dir/out" 2>"$dir/err"
		ok $? "no file may have more than $limit bytes: refused"
		same "$files" "$(sum)" 'all files are as before'
		same "$count" "$(find "$PEMDECK_STORE_COPY/ssl/issued" -name '*.cfg' | wc -l)" \
			'and so is the register'
	done
else
	skip 'prlimit is missing'
fi
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$dir/locked"
	run ssl renew --due 30
	[ "$status" -eq 1 ] && grep -q "^pemdeck: $dir/locked" "$dir/err"
	ok $? 'a directory that cannot be written' || tap_show said "$dir/err"
	same "$files" "$(sum)" 'all files are as before'
	chmod 700 "$dir/locked"
fi

# Recorded, and then the machine stopped before the files took their places.
cp -Rp "$dir/soon" "$dir/soon.kept"
succeeds 'it is renewed' ssl renew --due 30
lost=$(openssl x509 -in "$dir/soon/cert.pem" -noout -serial | sed 's/.*=//')
rm -r "$dir/soon"
mv "$dir/soon.kept" "$dir/soon"
before=$(serial soon)
succeeds 'where the new one never came' ssl renew --due 30
grep -q "soon.example.org was renewed as $lost, which was never put into $dir/soon; it is renewed again" \
	"$dir/err"
ok $? 'that is said' || tap_show said "$dir/err"
[ "$(serial soon)" != "$before" ]
ok $? 'and it is renewed again'
before=$(serial soon)
run ssl renew --due
same "$before" "$(serial soon)" 'once'

# Whether it came cannot be told.
run ssl renew --due 30
mv "$dir/soon/cert.pem" "$dir/soon.kept"
mkdir "$dir/soon/cert.pem"
succeeds 'what lies in its place cannot be read' ssl renew --due 30
grep -q "soon.example.org was renewed as .*, but cert.pem in $dir/soon cannot be read" "$dir/err"
ok $? 'that is said' || tap_show said "$dir/err"
rmdir "$dir/soon/cert.pem"
mv "$dir/soon.kept" "$dir/soon/cert.pem"

# A disk that is full: all of it is on one. What is handed over always fits, and what was not
# handed over is so later.
disk=$dir/disk
mkdir "$disk"
cat >"$dir/full" <<'END'
mount -t tmpfs -o size=1m,mode=700 tmpfs "$disk" || exit 77
export PEMDECK_STORE=$disk/store
for name in one two three; do
	$PEMDECK ssl issue --purpose server --dn "CN=$name.example.org" --days 9 --out "$disk/$name" \
		--quiet 2>>"$disk/../full.err" || exit 1
done
serials() {
	for name in one two three; do
		openssl x509 -in "$disk/$name/cert.pem" -noout -serial
	done
}
before=$(serials)
free=0 refused=0
while [ $free -lt 160 ]; do
	head -c $((($(df -k --output=avail "$disk" | tail -1) - free) * 1024)) /dev/zero >"$disk/fill"
	$PEMDECK ssl renew --due 30 >"$disk/../full.out" 2>"$disk/../full.err"
	status=$?
	rm "$disk/fill"
	for name in one two three; do
		[ "$(openssl x509 -in "$disk/$name/cert.pem" -noout -pubkey)" = \
			"$(openssl pkey -in "$disk/$name/key.pem" -pubout)" ] &&
			cmp -s "$disk/$name/cert.pem" "$disk/$name/chain.pem" || exit 2
	done
	$PEMDECK doctor >"$disk/../full.out" 2>&1 || exit 3
	[ $status -eq 0 ] && break
	grep -q 'No space left on device' "$disk/../full.err" || exit 4
	[ "$before" = "$(serials)" ] || exit 5
	refused=$((refused + 1)) free=$((free + 4))
done
[ $status -eq 0 ] && [ $refused -gt 8 ] && [ "$before" != "$(serials)" ] || exit 6
END
if unshare -m true 2>/dev/null; then
	PEMDECK=$PEMDECK disk=$disk unshare -m sh "$dir/full"
	status=$?
	if [ $status -eq 77 ]; then
		skip 'no file system can be mounted'
	else
		same 0 $status 'on a disk that is full anywhere, all or none is handed over, and later it is' ||
			tap_show said "$dir/full.err" "$dir/full.out"
	fi
else
	skip 'nothing can be mounted'
fi

# ---- a CA that was renewed with a new key, or replaced ------------------------------------------
PEMDECK_STORE=$dir/store3
run ssl generate --dn 'CN=Old CA' --days 2000 --yes
hand below 9
hand aside 9
run ssl renew ca --new-key
before=$(serial below)
succeeds 'what the old key issued' ssl renew --due 30
[ "$before" != "$(serial below)" ]
ok $? 'is renewed by the new one'
run ssl export "$dir/new-ca.pem"
check 'which signs it' openssl verify -CAfile "$dir/new-ca.pem" "$dir/below/cert.pem"
succeeds 'then nothing is due but that' ssl renew --due 30
grep -q 'Old CA' "$dir/err"
ok $(($? == 0)) 'and of the cross-certificates nothing is said' || tap_show said "$dir/err"
run ssl generate --dn 'CN=Another CA' --yes
before=$(serial below)
succeeds 'under a CA that was replaced' ssl renew --due 30
same "$before" "$(serial below)" 'nothing is renewed by itself'
grep -q 'below.example.org ends on .* is of another CA, which was replaced; ssl renew' "$dir/err"
ok $? 'and that is said' || tap_show said "$dir/err"

# ---- a passphrase of the CA, from a file as systemd hands it over ------------------------------
PEMDECK_STORE=$dir/store2
run ssl generate --dn 'CN=Locked CA' --passphrase-file "$dir/passphrase" --yes
run ssl issue --purpose server --dn CN=l.example.org --days 9 --out "$dir/l" \
	--ca-passphrase-file "$dir/passphrase"
before=$(serial l)
fails 1 'passphrase' 'without the passphrase of the CA' ssl renew --due 30
mkdir -m 700 "$dir/credentials"
cp "$dir/passphrase" "$dir/credentials/ca-passphrase"
succeeds 'with it' ssl renew --due 30 --ca-passphrase-file "$dir/credentials/ca-passphrase" --quiet
[ "$before" != "$(serial l)" ]
ok $? 'it is renewed'
tap_done
