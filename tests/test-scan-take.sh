#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan take: what a service uses comes under a name, and its files become a deploy target.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

mkdir -p service "$PEMDECK_ETC/services.d"
cat >"$PEMDECK_ETC/services.d/mine.cfg" <<END
services = (
  { name = "mine"; grammar = "equals"; files = [ "$dir/service/*.ini" ];
    certificate = [ "cert" ]; key = [ "key" ]; chain = [ "chain" ]; }
);
END
# uses NAME LINE...: the configuration of a service
uses() {
	name=$1
	shift
	printf '%s\n' "$@" >"service/$name.ini"
}
# files: what the service has, and who may read it
files() {
	(cd service && find . -type f ! -name '*.ini' -exec stat -c '%n %a %U:%G' {} + \
		-exec sha256sum {} + | sort)
}
target() {
	run tls target-list --json
	jq -r --arg name "$1" ".[] | select(.name == \$name) | .$2" out
}

run ssl show
succeeds 'a certificate of the own CA' ssl issue --purpose server --dn CN=host.example.org \
	--san DNS:host.example.org --out made
cp made/chain.pem service/cert.pem
cp made/key.pem service/key.pem
chmod 640 service/key.pem
uses web 'cert = cert.pem' 'key = key.pem'
files >before
succeeds 'it is taken over' scan take "$dir/service/cert.pem" --name web
grep -q 'stay as they are until then' err
ok $? 'and what is next is said'
files | diff before - >changed
ok $? 'its files stay as they are' || tap_show changed changed
same "$dir/service/cert.pem $dir/service/key.pem 0640 web" \
	"$(target web certificate) $(target web key) $(target web mode) $(target web tls)" \
	'a deploy target is made of them, with the mode of the key'
same "$(stat -c %U:%G service/key.pem)" "$(target web owner)" 'and its owner'
run tls show --name web --json
same CN=host.example.org "$(jq -r '.chain[0].subject // .subject' out)" 'the key has its name'
run scan --json
same web "$(jq -r --arg f "$dir/service/cert.pem" '.[] | select(.file == $f) | .target' out)" \
	'scan says which target writes it'
succeeds 'undo takes back both' history undo
same '' "$(target web certificate)" 'the target is gone'
run tls show --name web
[ "$status" -ne 0 ]
ok $? 'and so is the key'
run scan take "$dir/service/cert.pem" --name web

# ---- renewed and deployed ------------------------------------------------------------------
succeeds 'it is renewed by the own CA' tls renew --name web --yes
files | diff before - >changed
ok $? 'its files still stay'
succeeds 'it is deployed' tls deploy web --yes
files | diff before - >changed
[ $? -eq 1 ]
ok $? 'now they are others'
files >deployed
run tls deploy web --yes
grep -q 'nothing was written' err
ok $? 'the second deployment changes nothing'
files | diff deployed - >changed
ok $? 'neither content nor mode' || tap_show changed changed
same 640 "$(stat -c %a service/key.pem)" 'the group can still read the key'
run ssl export ca.pem --yes
openssl verify -CAfile ca.pem -untrusted service/cert.pem service/cert.pem >check 2>&1
ok $? 'openssl accepts what was deployed' || tap_show check check
same "$(openssl pkey -in service/key.pem -pubout)" "$(openssl x509 -in service/cert.pem -noout -pubkey)" \
	'key and certificate belong together'
succeeds 'nothing is wrong with it' scan

# ---- the same again, and one file ----------------------------------------------------------
cat service/cert.pem service/key.pem >service/both.pem
chmod 600 service/both.pem
uses proxy "cert = $dir/service/both.pem"
fails 2 'another deploy target is called web' 'a target that is there is not changed' \
	scan take "$dir/service/both.pem" --name web
succeeds 'the same key goes to a second service' \
	scan take "$dir/service/both.pem" --name web --target proxy
same "$(target proxy certificate)" "$(target proxy key)" 'which has key and chain in one file'
same deployed "$(target proxy status)" 'and has them already'
succeeds 'renewed' tls renew --name web --yes --new-key
same other "$(target proxy status)" 'then it has another'
succeeds 'both get the new one' tls deploy --name web --yes
same 600 "$(stat -c %a service/both.pem)" 'the one file is closed to others'
same "$(openssl pkey -in service/both.pem -pubout)" "$(openssl x509 -in service/both.pem -noout -pubkey)" \
	'and holds what belongs together'
same "$(openssl x509 -in service/cert.pem -noout -serial)" "$(openssl x509 -in service/both.pem -noout -serial)" \
	'the same as the other service'
same deployed "$(target proxy status)" 'which the list says'
run tls deploy --name web --yes
grep -q 'nothing was written' err
ok $? 'the second deployment changes nothing'
succeeds 'nothing is wrong with them' scan

# ---- what is not taken ---------------------------------------------------------------------
root other 'basicConstraints=critical,CA:TRUE'
issue lone other 'subjectAltName=DNS:lone.example.org'
cp lone.pem service/lone.pem
uses lone 'cert = lone.pem'
fails 1 'lone.pem: its private key was not found' 'without its key' \
	scan take "$dir/service/lone.pem" --name lone
cp lone.key service/lone.key
uses lone 'cert = lone.pem' 'key = lone.key'
uses again "cert = $dir/service/lone.pem" "key = $dir/service/copy.key"
cp lone.key service/copy.key
fails 1 'different files with its key' 'with two files of its key' \
	scan take "$dir/service/lone.pem" --name lone
rm service/again.ini
fails 2 'another TLS key is called web' 'under a name that another has' \
	scan take "$dir/service/lone.pem" --name web --target lone
mkdir unused
cp lone.pem lone.key unused
fails 1 'no service is known to use it' 'what nothing uses' scan take "$dir/unused/lone.pem" --name lone
fails 2 'no certificate was found there' 'what is not there' scan take /nowhere.pem --name lone
before=$(store_sum)
cp service/web.ini kept
printf 'no certificate\n' >service/lone.pem
fails 1 'lone.pem: no certificate can be read' 'what is no certificate' \
	scan take "$dir/service/lone.pem" --name lone
same "$before" "$(store_sum)" 'and the store is as it was'

# ---- keystores, and keys with a passphrase ----------------------------------------------------
before=$(store_sum)
openssl pkcs12 -export -in lone.pem -inkey lone.key -passout pass:store-words -out service/lone.p12
echo store-words >words
uses keystore "cert = $dir/service/lone.p12"
fails 1 'lone.p12: keystores and DER are not taken over' 'a keystore, which PEM would replace' scan take \
	"$dir/service/lone.p12" --name lone --passphrase-file words
same "$before" "$(store_sum)" 'is not taken over'
rm service/keystore.ini service/lone.p12
openssl pkey -in lone.key -aes256 -passout pass:store-words -out service/locked.key
cp lone.pem service/locked.pem
uses locked 'cert = locked.pem' 'key = locked.key'
succeeds 'a key with a passphrase is taken over' scan take "$dir/service/locked.pem" \
	--name locked --passphrase-file words
grep -q 'locked.key has a passphrase, and will have none' err
ok $? 'and what becomes of that is told' || tap_show stderr err
run history undo
rm service/locked.*

# ---- a link, and a chain beside ------------------------------------------------------------
cp lone.pem service/real.pem
ln -s real.pem service/link.pem
uses lone "cert = $dir/service/link.pem" 'key = lone.key' "chain = $dir/other.pem"
succeeds 'a link is taken for what it leads to' scan take "$dir/service/link.pem" --name lone
same "$dir/service/real.pem" "$(target lone certificate)" 'the target writes that file'
run history undo
run scan take "$dir/service/link.pem" --name lone
grep -q 'link.pem is a link' err && grep -q 'take the line out of .*lone.ini' err
ok $? 'which is told, as is the line that names a chain' || tap_show stderr err
tap_done
