#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What migrate shows before it takes something over, a pki of easy-rsa, Java's keystores, and
# databases that are large.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3
driver=${SCREEN_DRIVER:-tests/screen-driver}
case $driver in /*) ;; *) driver=$PWD/$driver ;; esac
cd "$dir" || exit 1
exec </dev/null
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
anew() {
	rm -rf "$PEMDECK_STORE"
}
echo longpassword >pw
make_ca root && sign root a && sign root b && revoke root b keyCompromise &&
	gencrl root list.pem || exit 1
b=$(serial_of b.pem)
python3 "$TESTS/make-database.py" xca own.xdb longpassword root/cacert.pem:root/private/cakey.pem \
	-- a.pem b.pem -- list.pem -- "$b:1:20260102030405Z:1"

# ---- what is shown before --------------------------------------------------------------------
# previews WORDS ANSWER FILE PATTERN...: on a terminal each is shown, then it asks.
previews() {
	words=$1 answer=$2 file=$3
	shift 3
	{
		printf '%s\n' "env PEMDECK_STORE $PEMDECK_STORE" 'size 50 132' \
			"run \$PEMDECK migrate $file --passphrase-file $dir/pw"
		for pattern in "$@"; do
			printf 'wait /%s/\n' "$pattern"
		done
		printf '%s\n' 'wait /Take this over\?/' 'wait-quiet' "type $answer" 'key Enter'
		if [ "$answer" = yes ]; then
			printf '%s\n' 'wait /installed, with/' 'exit 0'
		else
			printf '%s\n' 'wait /[Nn]othing was changed/' 'exit 1'
		fi
	} >preview.screen
	"$driver" preview.screen >preview.tap
	ok $? "$words" || tap_show screen preview.tap
}
if [ -x "$driver" ] && [ -z "${PEMDECK_VALGRIND-}" ]; then
	run ssl show
	before=$(store_sum)
	previews 'of a database what it is, whose CA is in it, and how much' no own.xdb \
		'a database of XCA' 'Issued certificates: +2' 'Revocations: +1' 'CN=root CA'
	same "$before" "$(store_sum)" 'no: the store is as it was'
	previews 'of a directory too' no root 'a directory of openssl ca' 'CN=root CA'
	same "$before" "$(store_sum)" 'no: the store is as it was'
	# On the screen, whose CA it is stands above what may be long, and no warning is passed over.
	cp -r root more
	cp a.key more
	printf '%s\n' "env PEMDECK_STORE $PEMDECK_STORE" 'size 24 80' "run \$PEMDECK" \
		'wait /Enter Show/' 'key I' 'wait /i Migrate/' 'key i' 'wait /> From/' \
		'type more' 'key Down' 'type longpassword' 'key F2' 'wait /Take this over/' \
		'wait /Subject +CN=root CA/' 'key Tab' 'key Enter' \
		'wait /1 of [0-9]+, M shows all: /' 'key M' 'wait /Messages so far/' \
		'wait /not needed here/' >screen.screen
	"$driver" screen.screen >screen.tap
	ok $? 'the screen shows the CA first, and tells of all warnings' || tap_show screen screen.tap
	run history undo --yes
	previews 'yes takes it over' yes own.xdb 'a database of XCA'
	run ssl list
	prints 'root CA' 'and it is here'
else
	skip 'no screen-driver, or under valgrind'
fi

# ---- easy-rsa ------------------------------------------------------------------------------------
anew
mkdir -p pki/private pki/issued pki/certs_by_serial pki/reqs pki/revoked/certs_by_serial
cp root/cacert.pem pki/ca.crt
cp root/private/cakey.pem pki/private/ca.key
cp root/index.txt root/serial pki
cp root/newcerts/*.pem pki/certs_by_serial
cp list.pem pki/crl.pem
cp a.pem pki/issued/a.crt
mv "pki/certs_by_serial/$b.pem" "pki/revoked/certs_by_serial/$b.crt"
succeeds 'a pki of easy-rsa is taken over' migrate pki --yes
says 'CA CN=root CA installed, with 2 certificates and 1 revocation' 'with all of it'
succeeds 'the next list' ssl crl next.pem --yes
judged OK root/cacert.pem next.pem a
judged revoked root/cacert.pem next.pem b
succeeds 'once more' migrate pki --yes
says 'Nothing of the CA CN=root CA was new' 'brings nothing new'

# ---- Java ----------------------------------------------------------------------------------------
anew
cat a.key a.pem root/cacert.pem >both
for kind in jks jceks; do
	python3 "$TESTS/make-keystore.py" $kind longpassword longpassword 1000 both >shop.$kind
	fails 1 'passphrase is needed' "a keystore ($kind) asks for its passphrase" \
		migrate shop.$kind --yes --name $kind --anyway
	succeeds 'with it' migrate shop.$kind --yes --name $kind --anyway --passphrase-file pw \
		--remove-passphrase
	says "TLS keys taken over: $kind" 'its key becomes a TLS key'
	run tls export --name $kind - --private-key
	openssl pkey -in out -pubout >ours
	openssl pkey -in a.key -pubout >theirs
	check 'which is the same' cmp ours theirs
done

# ---- large databases -----------------------------------------------------------------------------
grow() {
	cp own.xdb "$1"
	python3 -c 'import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
for i in range(int(sys.argv[2])):
    base.execute("INSERT INTO templates VALUES (99, 1, zeroblob(1000000))")
base.commit()' "$1" "$2"
}
anew
grow large.xdb 55
succeeds 'a database of 55 MB is taken over' migrate large.xdb --yes --passphrase-file pw
says 'CA CN=root CA installed, with 2 certificates and 1 revocation' 'with what is in it'
grow huge.xdb 110
anew
fails 1 'huge.xdb: is larger than 64 MiB' 'one of 110 MB is refused' \
	migrate huge.xdb --yes --passphrase-file pw
run ssl list
! grep -q 'root CA' out
ok $? 'and nothing of it is here'
tap_done
