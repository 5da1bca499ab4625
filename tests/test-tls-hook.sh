#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What certbot's hook does, in the line that the manual page has: what was renewed is imported and
# deployed; where nothing has changed, nothing is done, and all is well.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
line=$(awk '/^pemdeck tls import.*name/ { inside = 1 } /^\.RE/ { inside = 0 } inside' \
	"$TESTS/../data/pemdeck.1.head" | sed 's/\\-/-/g; s/\\e$/\\/')
printf '%s' "$line" | grep -q 'RENEWED_LINEAGE/privkey.pem" && pemdeck tls deploy --yes'
ok $? 'the manual page has the line'

# A CA, and what certbot keeps of a host: archive/ with a number for each, and live/ with links.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem \
	-subj '/CN=Some CA' -days 900 2>log || exit 1
mkdir -p le/archive/web.example le/live/web.example bin
# renewed NUMBER: what certbot does before it runs its hooks.
renewed() {
	new=le/archive/web.example
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $new/privkey"$1".pem \
		-out csr -subj /CN=web.example 2>log
	printf 'subjectAltName=DNS:web.example\nextendedKeyUsage=serverAuth\n' >extensions
	openssl x509 -req -in csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 \
		-extfile extensions -out $new/cert"$1".pem 2>log
	cat $new/cert"$1".pem ca.pem >$new/fullchain"$1".pem
	cp ca.pem $new/chain"$1".pem
	for name in cert chain fullchain privkey; do
		ln -sfn "../../archive/web.example/$name$1.pem" "le/live/web.example/$name.pem"
	done
}
printf '#!/bin/sh\nexec %s "$@"\n' "$PEMDECK" >bin/pemdeck
chmod +x bin/pemdeck
# hook: certbot runs it by a shell, with the lineage in the environment, and no terminal.
hook() {
	status=0
	RENEWED_LINEAGE="$dir/le/live/web.example" RENEWED_DOMAINS=web.example \
		PATH="$dir/bin:$PATH" $without_terminal sh -c "$line" >out.log 2>err.log </dev/null ||
		status=$?
}
entries() {
	run history list --json
	grep -c '"number"' out
}
deployed() {
	openssl x509 -in cert.out -noout -pubkey 2>/dev/null >one
	openssl pkey -in key.out -pubout 2>/dev/null >other
	openssl pkey -in le/live/web.example/privkey.pem -pubout >third
	[ -s one ] && cmp -s one other && cmp -s one third
}
renewed 1
succeeds "what certbot has got is imported" tls import --name web --yes \
	le/live/web.example/fullchain.pem le/live/web.example/privkey.pem
succeeds "its target is set" tls target-set web --name web --certificate "$dir/cert.out" --key "$dir/key.out"
hook
same 0 "$status" 'the first time the hook ends well'
deployed
ok $? 'and what certbot got is where the service reads it'
before=$(entries)
inode=$(ls -i cert.out key.out)
hook
same 0 "$status" 'where nothing changed it ends well'
same "$before" "$(entries)" 'nothing is put down'
same "$inode" "$(ls -i cert.out key.out)" 'and no file is written'
renewed 2
hook
same 0 "$status" 'after the next renewal it ends well'
deployed
ok $? 'and the new certificate and key are there'
mv le/live/web.example/privkey.pem away
hook
[ "$status" -ne 0 ]
ok $? 'a key that is missing is an error, so that certbot tells it'
tap_done
