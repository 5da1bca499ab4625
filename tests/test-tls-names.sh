#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several TLS keys of one host: web by the own CA, mail by an outside one, and device; each
# made, deployed, served, renewed and taken back by itself.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
mkdir etc

settings() {
	printf 'format = 1;\n%s\n' "$1" >"$PEMDECK_STORE/settings.cfg"
}
# target NAME KEY: a deploy target with files in etc.
target() {
	printf '{ name = "%s"; tls = "%s"; certificate = "%s"; key = "%s"; reload = "%s"; }' "$1" \
		"$2" "$dir/etc/$1.pem" "$dir/etc/$1.key" "echo $1 >>$dir/etc/log"
}
fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'
}
# exported NAME: the chain that is kept under it.
exported() {
	run tls export --name "$1" --chain -
	cat out
}

# ---- making them --------------------------------------------------------------------------
run tls show
device=$(exported device)
fails 2 'name' 'a new key needs a name' tls new --dn CN=x.example
succeeds 'a key beside device' tls new --name web --dn CN=web.example.org --use-ssl-ca \
	--algorithm ec
exported web >web-1.pem
run ssl export ca.pem
check 'openssl verifies it by the CA' openssl verify -CAfile ca.pem -untrusted web-1.pem \
	-verify_hostname web.example.org web-1.pem
same "$device" "$(exported device)" 'device is as it was'
fails 2 'called web already' 'a name is taken once' tls new --name web --dn CN=web.example.org
for name in ../web a/b '' -web .web 'a b' "$(printf 'x%.0s' $(seq 300))"; do
	fails 2 '--name|name' "no key is called ${name%xxxxxxxx*}" tls new --name="$name" --dn CN=x
done
succeeds 'letters of any script make a name' tls new --name bücher --dn CN=b.example --algorithm ec
run tls list --json
same 'bücher' "$(jq -r '.[] | select(.subject == "CN=b.example") | .name' out)" 'as they were typed'
succeeds 'which is taken away again' tls remove --yes --name bücher
succeeds 'another key' tls new --name zoo --dn CN=b.example \
	--algorithm ec
succeeds 'one of the same subject' tls new --name über --dn CN=b.example --algorithm ec
run tls list --json
same 'device web zoo über' "$(jq -r '[.[].name] | join(" ")' out)" 'names are listed in order'
run status
same 'über: b.example zoo: b.example' \
	"$(awk '/b.example  /{print $1, $2}' out | LC_ALL=C sort -r | xargs)" \
	'status tells keys of one subject apart'
succeeds 'both are taken away again' tls remove --yes --name über
succeeds 'zoo too' tls remove --yes --name zoo

# ---- an outside CA answers a request ----------------------------------------------------
root Outside basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
fails 2 'new-key.*no key is kept as mail' 'the first request needs a key' \
	tls request --name mail --dn CN=mail.example.org mail.csr
succeeds 'a request under a name' tls request --name mail --new-key --algorithm ec \
	--dn CN=mail.example.org mail.csr
check 'openssl reads it' openssl req -in mail.csr -noout -verify
openssl x509 -req -in mail.csr -CA Outside.pem -CAkey Outside.key -CAcreateserial -days 300 \
	-copy_extensions copy -out mail-1.pem 2>>make.log
run tls list --json
same 'device mail web, mail requested' \
	"$(jq -r '([.[].name] | join(" ")) + ", mail " + (.[] | select(.name == "mail").status)' out)" \
	'the list has all three'
fails 1 'for another key' 'device does not take the answer' tls import mail-1.pem
succeeds 'the name that asked does' tls import --name mail --yes mail-1.pem
same "$(fingerprint mail-1.pem)" "$(exported mail | openssl x509 -noout -fingerprint -sha256 |
	sed 's/.*=//')" 'it is what the CA made'
run tls show --name mail --request
same 1 "$status" 'and the request is done with'
same "$device" "$(exported device)" 'device is as it was'
same "$(ls "$PEMDECK_STORE/tls")" "$(printf 'device.cfg\nnamed\nnamed-requests\nnamed-roots')" \
	'the records of device stand where they always stood'

# ---- deploying ------------------------------------------------------------------------------
settings "deploy = ( $(target nginx web), $(target postfix mail), $(target dovecot mail),
	{ name = \"old\"; certificate = \"$dir/etc/old.pem\"; } );"
fails 1 'nginx' 'what a target gets is not taken away' tls remove --yes --name web
run tls list --json
same 'device:old mail:postfix, dovecot web:nginx' \
	"$(jq -r '[.[] | .name + ":" + .targets] | join(" ")' out)" 'the list tells who gets it'
succeeds 'one key is deployed by its name' tls deploy --yes --name web
same 'nginx.key nginx.pem' "$(find etc -name '*.*' -printf '%f\n' | sort | xargs)" 'to its target alone'
succeeds 'then all' tls deploy --yes
same "$(fingerprint web-1.pem) $(fingerprint mail-1.pem) $(fingerprint mail-1.pem)" \
	"$(for i in nginx postfix dovecot; do fingerprint etc/$i.pem; done | xargs)" \
	'each service reads the certificate that it is to have'
same "$device" "$(cat etc/old.pem)" 'a target that names none gets device'
for i in nginx postfix; do
	same "$(openssl x509 -in etc/$i.pem -noout -pubkey)" \
		"$(openssl pkey -in etc/$i.key -pubout)" "$i: the key is that of the certificate"
done
same 'nginx postfix dovecot' "$(xargs <etc/log)" 'each is reloaded once'
fails 2 'gets the TLS key mail, not web' 'a target of another key' tls deploy --yes postfix --name web

# ---- each by itself -------------------------------------------------------------------------
cp etc/nginx.key web-1.key
serve web-1
succeeds 'what is served is found among the keys' tls check "127.0.0.1:$port"
prints 'as web' 'and which one it is, is told'
run tls check "127.0.0.1:$port" --name mail
same 1 "$status" 'compared with another key it differs'
succeeds 'a file is compared with the key it is for' tls compare etc/postfix.pem
mail=$(exported mail)
succeeds 'web is renewed' tls renew --yes --name web
[ "$(fingerprint web-1.pem)" != "$(exported web | openssl x509 -noout -fingerprint -sha256 |
	sed 's/.*=//')" ]
ok $? 'and is another certificate'
same "$mail $device" "$(exported mail) $(exported device)" 'the others are as they were'
succeeds 'and deployed' tls deploy --yes
same 'nginx postfix dovecot nginx' "$(xargs <etc/log)" 'where it changed, alone'
run history list --json
renewal=$(jq -r '[.[] | select(.operation == "tls renew")][0].number' out)
succeeds 'its renewal is undone' history undo "$renewal" --yes
grep -q 'nginx.pem still has' err
ok $? 'which warns of the service that has it'
same "$(fingerprint web-1.pem)" "$(exported web | openssl x509 -noout -fingerprint -sha256 |
	sed 's/.*=//')" 'the certificate before is back'
same "$mail $device" "$(exported mail) $(exported device)" 'and the others are as they were'
fails 1 'neither' 'an outside certificate is not renewed here' tls renew --yes --name mail
succeeds 'what is due is renewed and deployed' tls renew --due 900 --deploy --yes --name web
same "$(exported web)" "$(cat etc/nginx.pem)" 'the service has it'
run tls renew --due 900 --deploy --yes
same 1 "$status" 'of all that are due, one that cannot be renewed here is told'
grep -q 'mail.example.org' err
ok $? 'by its name'
same "$(exported web)" "$(cat etc/nginx.pem)" 'and keeps no other from it'
fails 1 'only device' 'a name has no standard certificate to go back to' \
	tls clear --yes --name web

# ---- what watches ---------------------------------------------------------------------------
run status --json
same 3 "$(jq '[.[] | select(.kind == "tls" and .status != "kept_aside")] | length' \
	out)" 'status watches all three'
succeeds 'doctor finds nothing wrong' doctor
rm "$PEMDECK_STORE/keys/$(sed -n 's/.*key = "\(.*\)".*/\1/p' "$PEMDECK_STORE/tls/named/mail.cfg").pem"
run doctor
prints 'tls import FILE --name mail' 'a key that is missing is told with the command for it'
run tls list --json
same key_missing "$(jq -r '.[] | select(.name == "mail").status' out)" 'and in the list'
settings ''
succeeds 'a key that no target gets is taken away' tls remove --yes --name mail
same 'device web' "$(run tls list --json && jq -r '[.[].name] | join(" ")' out)" 'it is gone'
succeeds 'and comes back by undo' history undo --yes
same 'device mail web' "$(run tls list --json && jq -r '[.[].name] | join(" ")' out)" 'as it was'
echo broken >"$PEMDECK_STORE/tls/named/mail.cfg"
chmod 600 "$PEMDECK_STORE/tls/named/mail.cfg"
run tls list --json
same damaged "$(jq -r '.[] | select(.name == "mail").status' out)" 'a damaged record is told'
succeeds 'and is no harm to the others' tls show --name web

# ---- completion, and the line dialogue --------------------------------------------------------
same 'device mail web' "$($PEMDECK --complete tls renew --name '' | LC_ALL=C sort | xargs)" \
	'names are completed'
rm "$PEMDECK_STORE/tls/named/mail.cfg"
printf '4\nremove\n4\nyes\nweb\nquit\n' >answers
# shellcheck disable=SC2154
$without_terminal "$PEMDECK" --linear <answers >said 2>&1
grep -q 'TLS key web removed' said
ok $? 'a row leads to its key in the line dialogue' || tap_show said said
tap_done
