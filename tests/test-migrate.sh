#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Taking over what other programs kept: databases of XCA and gnoMint, made here with the tables
# that these have (those of the programs: test-ssl-exports.sh), directories, and keys alone.
# shellcheck source=tests/takeover.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/takeover.sh"
database() {
	rm -f "$2"
	python3 "$TESTS/make-database.py" "$@"
}
# sql FILE STATEMENT: changes a database.
sql() {
	python3 -c 'import sqlite3, sys; b = sqlite3.connect(sys.argv[1]);
b.executescript(sys.argv[2]); b.commit()' "$1" "$2"
}
echo otherpassword >wrong
make_ca root && make_ca second && sign root a && sign root b && sign root c &&
	revoke root b keyCompromise && gencrl root list.pem || exit 1
b=$(serial_of b.pem)
one=root/cacert.pem:root/private/cakey.pem
other=second/cacert.pem:second/private/cakey.pem

# ---- XCA ---------------------------------------------------------------------------------
database xca own.xdb longpassword $one -- a.pem b.pem -- list.pem -- \
	"$b:1:20260102030405Z:1" "ABCDEF:1:20260203040506Z:4"
fails 2 'agree beforehand with --yes' 'it asks before it takes over' \
	migrate own.xdb --passphrase-file pw
fails 1 'the private key is encrypted; its passphrase is needed' 'the password is asked for' \
	migrate own.xdb --yes
fails 1 'the passphrase does not open the private key' 'a wrong password opens nothing' \
	migrate own.xdb --yes --passphrase-file wrong
run history list --json
same 1 "$(grep -c '"number"' out)" 'and nothing was changed'
succeeds 'a database of XCA is taken over' migrate own.xdb --yes --passphrase-file pw
says 'CA CN=root CA installed, with 2 certificates and 2 revocations taken over' \
	'with what the CA has issued and revoked'
warns 'own.xdb: the template "web servers" is not used here' 'a template is named'
warns 'own.xdb: the key "on a card" in a token is not used here' 'and a key in a token'
warns 'own.xdb: each signing request (1) is not used here' 'and a request'
rm -f next.pem
succeeds 'the next list' ssl crl next.pem --yes --ca-passphrase-file pw
judged OK root/cacert.pem next.pem a
judged revoked root/cacert.pem next.pem b
openssl crl -in next.pem -noout -text | grep -A4 ABCDEF | grep -q Superseded
ok $? 'what the database knows by its serial number alone is in the list, with its reason'
numbered_above 4D next.pem 'whose number is above the last one of XCA'
succeeds 'the key signs' ssl issue --dn CN=new.example --out new \
	--ca-passphrase-file pw
check 'openssl believes what the CA signs here' openssl verify -CAfile root/cacert.pem new/cert.pem
succeeds 'once more' migrate own.xdb --yes --passphrase-file pw
says 'Nothing of the CA CN=root CA was new' 'brings nothing new'
database xca more.xdb longpassword $one -- a.pem b.pem c.pem -- -- \
	"$b:1:20260102030405Z:1" "$(serial_of c.pem):1:20260304050607Z:5"
succeeds 'what came to it later' migrate more.xdb --yes --passphrase-file pw
says '1 certificate and 1 revocation taken over for the CA CN=root CA' 'is adopted'
while run history undo --yes && [ "$status" -eq 0 ]; do
	:
done
run ssl list
grep -q 'root CA' out
same 1 $? 'take all of it back'

# Two CAs in one database.
anew
database xca two.xdb longpassword $one $other -- a.pem -- -- "77:2:20260102030405Z:1"
fails 1 'several CAs .*CN=root CA and CN=second CA; name the one' 'one of two CAs is to be named' \
	migrate two.xdb --yes --passphrase-file pw
fails 1 'no CA in it whose key can be taken over' 'one that is in it' \
	migrate two.xdb --yes --passphrase-file pw --ca 'third CA'
succeeds 'by its common name' migrate two.xdb --yes --passphrase-file pw --ca 'second CA'
says 'CA CN=second CA installed, with 1 revocation' 'with its own revocations alone'
warns 'the CA CN=root CA has its private key in it, too' 'the other is named'
warns 'CN=a: not issued by this CA' 'and what that has issued'
serial=$(openssl x509 -in root/cacert.pem -noout -serial | sed 's/.*=//')
succeeds 'then the other, by its serial number' \
	migrate two.xdb --yes --passphrase-file pw --ca "$serial"
says 'CA CN=root CA installed, with 1 certificate taken over' 'with what it has issued'

# A key with a password of its own.
anew
database xca mixed.xdb longpassword $one $other:itsownpassword
succeeds 'one that the password opens' migrate mixed.xdb --yes --passphrase-file pw
warns 'the private key "second/private/cakey.pem", which this password does not open' \
	'the other key is named'
anew
echo itsownpassword >itsown
succeeds 'its own password opens it' migrate mixed.xdb --yes --passphrase-file itsown
says 'CA CN=second CA installed' 'and takes that CA over'

# ---- gnoMint -----------------------------------------------------------------------------
for secret in '' longpassword; do
	anew
	database gnomint own.gnomint "$secret" $one -- a.pem:a.key b.pem -- -- 3:1:1767000000:0
	if [ -n "$secret" ]; then
		fails 1 'its passphrase is needed' 'its password is asked for' migrate own.gnomint --yes
		fails 1 'does not open the private key' 'a wrong one opens nothing' \
			migrate own.gnomint --yes --passphrase-file wrong
	fi
	succeeds "a database of gnoMint is taken over (password \"$secret\")" \
		migrate own.gnomint --yes --passphrase-file pw --remove-passphrase
	says 'CA CN=root CA installed, with 2 certificates and 1 revocation' \
		'with what the CA has issued and revoked'
	warns 'what gnoMint has set for new certificates' 'its policy is named'
	warns 'each private key that belongs to no CA read from it (1)' 'and a key that stays'
	rm -f next.pem
	succeeds 'the next list' ssl crl next.pem --yes
	judged OK root/cacert.pem next.pem a
	judged revoked root/cacert.pem next.pem b
	numbered_above 4D next.pem 'whose number is above the last one of gnoMint'
done

# ---- a root that is said to be revoked ---------------------------------------------------
# next_list COUNT WORDS: how often that list names the CA itself.
next_list() {
	rm -f next.pem
	succeeds 'its next list' ssl crl next.pem --yes --ca-passphrase-file pw
	same "$1" "$(openssl crl -in next.pem -noout -text | grep -c "Serial Number: $itself\$")" "$2"
	judged revoked root/cacert.pem next.pem b
}
# revoked_itself FILE WORDS: which is taken over without that, and told so.
revoked_itself() {
	anew
	succeeds "a root that is revoked by $2" migrate "$1" --yes --passphrase-file pw
	says 'CA CN=root CA installed' 'is taken over all the same'
	warns "$1: says that the CA itself is revoked, which is not taken over" 'which is told'
	next_list 0 'does not say it'
}
itself=$(serial_of root/cacert.pem)
cp own.gnomint itself.gnomint
sql itself.gnomint 'UPDATE certificates SET revocation = 1767000000 WHERE id = 1'
revoked_itself itself.gnomint 'the database of gnoMint'
cp own.xdb itself.xdb
sql itself.xdb "UPDATE revocations SET serial = '$itself' WHERE serial = 'ABCDEF'"
revoked_itself itself.xdb 'that of XCA'
cp -a root itself
printf 'R\t351231235959Z\t260102030405Z\t%s\tunknown\t/CN=root CA\n' "$itself" >>itself/index.txt
revoked_itself itself 'its index'
cp root/index.txt index
cp itself/index.txt root/index.txt
gencrl root itself/itself.crl
mv index root/index.txt
cp root/index.txt itself/index.txt
anew
succeeds 'a root whose last list names it' migrate itself --yes
next_list 1 'says what that said'

# ---- directories -------------------------------------------------------------------------
anew
succeeds 'a directory of openssl ca' migrate root --yes
says 'CA CN=root CA installed, with 3 certificates and 1 revocation' 'is taken over'
mkdir -p le/archive/a le/archive/b le/live/a.example le/live/b.example
cp list.pem le/README
for name in a b; do
	cat $name.pem root/cacert.pem >le/archive/$name/fullchain1.pem
	cp $name.key le/archive/$name/privkey1.pem
	ln -s ../../archive/$name/fullchain1.pem le/live/$name.example/fullchain.pem
	ln -s ../../archive/$name/privkey1.pem le/live/$name.example/privkey.pem
done
before=$(run history list --json; grep -c '"number"' out)
succeeds 'the certificates of certbot' migrate le --yes --anyway
says 'TLS keys taken over: a.example, b.example' 'become TLS keys, each by its name'
run history list --json
same $((before + 1)) "$(grep -c '"number"' out)" 'as one change'
succeeds 'once more' migrate le --yes --anyway
says 'Nothing to do' 'there is nothing to do'
succeeds 'undo' history undo --yes
run tls list
grep -q example out
same 1 $? 'takes both back'
echo damaged >"$PEMDECK_STORE/ssl/crl.pem"
fails 1 'ssl/crl.pem: is not a revocation list' \
	'where what they are judged by cannot be read, none is taken' migrate le --yes --anyway
rm "$PEMDECK_STORE/ssl/crl.pem"

# ---- a key alone -------------------------------------------------------------------------
openssl pkcs12 -export -in a.pem -inkey a.key -certfile root/cacert.pem -passout file:pw \
	-out web.p12
succeeds 'a PKCS#12 file without a CA' migrate web.p12 --yes --passphrase-file pw --anyway
says 'TLS keys taken over: web' 'becomes a TLS key that is called as the file'
succeeds 'or as one says' migrate web.p12 --yes --passphrase-file pw --name shop --anyway
says 'TLS keys taken over: shop' 'by its name'
fails 2 '^pemdeck: --name: there is a CA in it' 'a name is not for a CA' \
	migrate root --yes --name shop
mkdir lone
cp a.pem lone/fullchain.pem
cp a.key lone/privkey.pem
succeeds 'a folder of certbot' migrate lone --yes --name lineage --anyway
says 'TLS keys taken over: lineage' 'is called as one says, too'
fails 2 '^pemdeck: --ca: there is no CA in it' 'and has no CA' migrate lone --yes --ca root
fails 1 'no private key in it that can be taken over' 'certificates alone are none' \
	migrate a.pem --yes

# ---- what nobody should give -------------------------------------------------------------
anew
size=$(wc -c <own.xdb)
head -c $((size - 4096)) own.xdb >cut.xdb
fails 1 'cut.xdb: is a database that is cut off: it says that it has' 'one that is cut off' \
	migrate cut.xdb --yes --passphrase-file pw
head -c 50 own.xdb >head.xdb
fails 1 'head.xdb: begins as a database of SQLite, but is cut off' 'its head alone' \
	migrate head.xdb --yes
cp own.xdb newer.xdb
sql newer.xdb "UPDATE settings SET value = '9' WHERE key_ = 'schema'"
fails 1 'database of XCA whose form has number 9, and the newest .* is 8' 'one of a newer XCA' \
	migrate newer.xdb --yes
cp own.gnomint newer.gnomint
sql newer.gnomint "UPDATE db_properties SET value = 13 WHERE name = 'ca_db_version'"
fails 1 'database of gnoMint of version 13' 'one of a newer gnoMint' migrate newer.gnomint --yes
rm -f none.db
sql none.db 'CREATE TABLE t (a)'
fails 1 'neither one of XCA nor one of gnoMint' 'one of another program' migrate none.db --yes
cp own.xdb view.xdb
sql view.xdb 'ALTER TABLE revocations RENAME TO r; CREATE VIEW revocations AS SELECT * FROM r'
fails 1 'neither one of XCA nor one of gnoMint' 'a view is no table' migrate view.xdb --yes
cp own.xdb bad.xdb
sql bad.xdb "UPDATE revocations SET date = 'tomorrow'"
fails 1 'has a revocation that cannot be read' 'a revocation that cannot be read is not lost' \
	migrate bad.xdb --yes --passphrase-file pw
cp own.xdb grown.xdb
sql grown.xdb 'ALTER TABLE certs ADD COLUMN g AS (length(serial)); CREATE TRIGGER t AFTER
	INSERT ON certs BEGIN DELETE FROM certs; END'
succeeds 'columns that compute and triggers do nothing' \
	migrate grown.xdb --yes --passphrase-file pw
anew
cp own.xdb open.xdb
echo x >open.xdb-journal
fails 1 'in use, or a program died' 'one that stands open' \
	migrate open.xdb --yes --passphrase-file pw
cp own.xdb odd.xdb
sql odd.xdb "UPDATE certs SET cert = 'AAAA' WHERE item = (SELECT max(item) FROM certs)"
succeeds 'a damaged certificate' migrate odd.xdb --yes --passphrase-file pw
warns 'the certificate "b.pem", which is damaged,' 'is named'
# What cannot be read is told for what it is.
# broken WORDS BASE STATEMENT PATTERN: that change of a database is refused with it.
broken() {
	anew
	cp "$2" "broken.${2##*.}"
	sql "broken.${2##*.}" "$3"
	fails 1 "$4" "$1" migrate "broken.${2##*.}" --yes --passphrase-file pw
}
broken 'a key of XCA that is damaged' own.xdb "UPDATE private_keys SET private = 'AAAA'" \
	'"root/private/cakey.pem", which is damaged or .*, cannot be used, and nothing else'
broken 'a CA whose key is in a token' own.xdb \
	'UPDATE tokens SET item = (SELECT item FROM private_keys); DELETE FROM private_keys' \
	'the key "root/private/cakey.pem" in a token cannot be used, and nothing else'
broken 'what is no revocation list' own.xdb \
	'UPDATE crls SET crl = (SELECT cert FROM certs LIMIT 1)' \
	'the revocation list "list.pem" in it is damaged'
broken 'a key of gnoMint that is damaged' own.gnomint \
	"UPDATE certificates SET private_key = 'gCP12'" \
	'the private key of "CN=root/cacert.pem", which is damaged, cannot be used'
broken 'one outside of the database' own.gnomint \
	"UPDATE certificates SET private_key_in_db = 0, private_key = '/elsewhere'" \
	'in the file /elsewhere, outside of the database, cannot be used'
broken 'a revocation of gnoMint at no time' own.gnomint \
	"UPDATE certificates SET revocation = 'yesterday' WHERE id = 2" \
	'has a revocation that cannot be read'
anew
cp own.xdb odd.xdb
sql odd.xdb "UPDATE revocations SET caId = 99 WHERE serial = 'ABCDEF';
	UPDATE revocations SET reasonBit = 8"
succeeds 'a revocation by a CA that is not there' migrate odd.xdb --yes --passphrase-file pw
warns 'each revocation by a CA whose certificate was not read from it (1)' 'is told'
rm -f next.pem
run ssl crl next.pem --yes --ca-passphrase-file pw
judged revoked root/cacert.pem next.pem b
openssl crl -in next.pem -noout -text | grep -q 'Remove From'
same 1 $? 'a whole list takes no revocation back'

anew
fails 1 'is a database of SQLite; one of XCA or gnoMint is taken over by "pemdeck migrate"' \
	'other operations say what takes it' trust import own.xdb
tap_done
