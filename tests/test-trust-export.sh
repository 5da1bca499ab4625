#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The trust list for other programs: as the directory of OpenSSL and the truststore of
# Java, and kept current by hooks. OpenSSL and keytool judge.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1

# root NAME SUBJECT MORE...: a self-signed certificate in NAME.pem.
root() {
	name=$1 subject=$2
	shift 2
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" \
		-out "$name.pem" -days 300 -utf8 -subj "$subject" "$@" 2>>make.log
}
entries_of() {
	LC_ALL=C.UTF-8 keytool -list -keystore "$1" -storetype PKCS12 -storepass "$2" 2>&1 |
		grep -c 'trustedCertEntry'
}
names_in() {
	(cd "$1" && echo *)
}

# ---- the hash of OpenSSL ---------------------------------------------------------------
mkdir roots
root roots/plain '/CN=Plain Root'
root roots/twin1 '/CN=Twin'
root roots/twin2 '/CN=Twin'
root roots/twin3 '/CN=TWIN'
root roots/blanks '/O=  Two   Blanks  Here /CN=  Root  '
root roots/accents '/O=ÄÖÜ Élan/CN=Åse Root'
root roots/several '/O=Z Org+OU=a unit+CN=Multi/C=EE' -multivalue-rdn
root roots/mail '/DC=Example/DC=ORG/emailAddress=Root@Example.ORG/serialNumber=0 1'
printf '%s\n' '[req]' 'distinguished_name=dn' 'prompt=no' 'string_mask=pkix' '[dn]' \
	'O=Näme in Latin 1' 'CN=Old Root' >old.cnf
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout roots/old.key \
	-out roots/old.pem -days 300 -utf8 -config old.cnf 2>>make.log
root roots/nameless /
cat roots/*.pem >all.pem
succeeds 'roots with all kinds of names are imported' trust import all.pem
succeeds 'and exported as a directory' trust export --all --format directory "$dir/hashed"
cp -r roots rehashed && rm rehashed/*.key
check 'openssl rehash makes its own' openssl rehash rehashed
rm rehashed/*.pem
same "$(names_in rehashed)" "$(names_in hashed)" 'the names are the same'
for pem in roots/*.pem; do
	check "OpenSSL finds $pem there" openssl verify -no-CAfile -no-CAstore \
		-CApath hashed "$pem"
done
same '755 644' "$(stat -c %a hashed) $(stat -c %a hashed/* | sort -u)" 'everybody may read it'

fails 2 'not empty.*--yes' 'is not replaced without --yes' \
	trust export --all --format directory "$dir/hashed"
succeeds 'one certificate can be exported so too' \
	trust export 'CN=Plain Root' "$dir/hashed" --format directory --yes
same 1 "$(find hashed -type f | wc -l)" 'and replaces what was there'
mkdir foreign empty && echo mine >foreign/notes.txt
fails 1 'something else .*notes.txt' 'a directory with anything else is refused' \
	trust export --all --format directory --yes "$dir/foreign"
same notes.txt "$(names_in foreign)" 'and stays as it is'
succeeds 'an empty one is taken' trust export --all --format directory "$dir/empty"
ln -s empty link
succeeds 'a link to one is followed' trust export --all --format directory --yes "$dir/link"
check 'it is still a link' test -L link
fails 1 'is a file' 'a file is no directory' trust export --all --format directory --yes "$dir/all.pem"
fails 2 'directory cannot go to standard output' 'nor is standard output' \
	trust export --all --format directory -
fails 1 'none cannot be opened' 'what cannot be written is told' \
	trust export --all --format directory "$dir/none/at-all"
same '' "$(find . -maxdepth 1 -name '.pemdeck-*')" 'nothing half-done is left'

# ---- Java's truststore -------------------------------------------------------------------
succeeds 'a truststore is exported' trust export --all --format p12 "$dir/all.p12"
grep -q 'is left out: Java' err
ok $? 'without what has no name, as Java would refuse all of it' || tap_show stderr err
openssl pkcs12 -in all.p12 -passin pass:changeit -nokeys 2>>make.log >out.pem
same 9 "$(grep -c 'BEGIN CERT' out.pem)" 'OpenSSL reads all of it'
# Java's OID for that, which newer versions of OpenSSL know by a name.
same 9 "$(grep -cE '2\.16\.840\.1\.113894\.746875\.1\.1|Trusted key usage' out.pem)" 'each is marked as trusted'
same 9 "$(grep -a 'friendlyName' out.pem | tr '[:upper:]' '[:lower:]' | sort -u | wc -l)" 'each has an alias of its own'
openssl pkcs12 -in all.p12 -passin pass:wrong -nokeys >/dev/null 2>&1
same 1 $? 'its passphrase is asked for'
printf 'another one' >pass
succeeds 'another passphrase may be given' \
	trust export --all --format p12 --passphrase-file pass "$dir/other.p12"
check 'and opens it' openssl pkcs12 -in other.p12 -passin 'pass:another one' -nokeys -noout
fails 2 'p12' 'for nothing else' trust export --all --passphrase-file pass "$dir/x.pem"
printf changeit >pass
succeeds 'import takes it back' trust import --passphrase-file pass "$dir/all.p12"
grep -q 'Nothing added' err
ok $? 'where nothing is new' || tap_show stderr err
if command -v keytool >/dev/null; then
	same 9 "$(entries_of all.p12 changeit)" 'keytool lists them all as trusted'
	same 9 "$(entries_of other.p12 'another one')" 'and with another passphrase'
else
	skip 'keytool is missing'
fi
fails 2 'DER holds one' 'all of them are no DER' trust export --all --format der "$dir/x.der"

# ---- hooks ----------------------------------------------------------------------------------
plain=$(sed '/BEGIN/d;/END/d' roots/plain.pem | head -1)
cat >>store/settings.cfg <<END
hooks = (
  { path = "$dir/kept.pem"; run = [ "/bin/sh", "-c", "echo \\"\$1\\" >>ran", "sh", "two words" ]; },
  { path = "$dir/kept.p12"; format = "p12"; },
  { path = "$dir/kept"; format = "directory"; }
);
END
succeeds 'what changes nothing' trust list
ok "$([ ! -e kept.pem ]; echo $?)" 'runs no hook'
succeeds 'a root is removed' trust remove --yes 'CN=Plain Root'
run settings get hooks
same 3 "$(grep -c "^$dir/kept" out)" 'the hooks are listed'
fails 2 'hooks: .*settings hook-set' 'and are made by an operation' settings set hooks x --yes
same 9 "$(grep -c BEGIN kept.pem)" 'the file is there'
same 9 "$(find kept -type f | wc -l)" 'so is the directory'
same 8 "$(openssl pkcs12 -in kept.p12 -passin pass:changeit -nokeys 2>>make.log | grep -c BEGIN)" \
	'and the truststore'
same 'two words' "$(cat ran)" 'the program was run with its arguments'
check 'import still takes the file' "$PEMDECK" trust import "$dir/kept.pem"
same 1 "$(wc -l <ran)" 'which changes nothing, and runs nothing'
succeeds 'undo' history undo
grep -q "$plain" kept.pem
ok $? 'brings the root back there too'
same 10 "$(find kept -type f | wc -l)" 'and into the directory'
succeeds 'an emptied list' trust clear --yes
same '0 0' "$(wc -c <kept.pem) $(find kept -type f | wc -l)" 'empties them'
succeeds 'something else' settings set undo_days 8
same 3 "$(wc -l <ran)" 'runs no hook'

sed -i '/^hooks/,$d' store/settings.cfg
cat >>store/settings.cfg <<END
hooks = (
  { path = "$dir/none/kept.pem"; },
  { path = "$dir/foreign"; format = "directory"; },
  { path = "$dir/second.pem"; run = [ "/bin/sh", "-c", "echo broken pipes; exit 3" ]; },
  { path = "$dir/third.pem"; }
);
END
succeeds 'hooks that fail fail no change' trust import roots/plain.pem
grep -q "hook for $dir/none/kept.pem failed" err && grep -q 'notes.txt' err &&
	grep -q 'exit status 3: broken pipes' err
ok $? 'each is told of, with the reason' || tap_show stderr err
same 1 "$(grep -c BEGIN third.pem)" 'the others are run none the less'
# refused WORDS LINE: how a wrong hook is told of.
refused() {
	sed -i '/^hooks/,$d' store/settings.cfg
	printf 'hooks = ( %s );\n' "$2" >>store/settings.cfg
	run trust remove --yes 'CN=Plain Root'
	grep -Eq "settings.cfg:[0-9]+: .*$1" err
	ok $? "a wrong hook is told: $1" || tap_show stderr err
	run trust import roots/plain.pem
}
refused 'full path' '{ path = "relative.pem"; }'
refused 'format must be' '{ path = "/x"; format = "jks"; }'
refused 'run must be' '{ path = "/x"; run = [ "sh", "-c", "true" ]; }'
refused 'run must be' '{ path = "/x"; run = "true"; }'
refused 'has no path' '{ format = "pem"; }'
refused 'no shell; it has' '{ path = "/x"; shell = "true"; }'
refused 'two hooks write' '{ path = "/x"; }, { path = "/x"; }'
refused 'braces' '"/x"'
ln -s . other && ln -s kept linked
one='two hooks write one file or directory, by the paths'
refused "$one" "{ path = \"$dir/kept.pem\"; }, { path = \"$dir/other/./kept.pem\"; }"
refused "$one" "{ path = \"$dir/kept\"; format = \"directory\"; }, { path = \"$dir/linked\"; format = \"directory\"; }"
sed -i '/^hooks/,$d' store/settings.cfg
run settings hook-set "$dir/kept.pem"
fails 2 "$one $dir/kept.pem and $dir//kept.pem" 'a path that is spelled in another way makes no second' \
	settings hook-set "$dir//kept.pem"
succeeds 'a file of the same name elsewhere' settings hook-set "$dir/roots/kept.pem"

tap_done
