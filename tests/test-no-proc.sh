#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing depends on /proc: with an empty one, as in a chroot, everything is read in a confined
# child, issued, checked, written and deployed as it is elsewhere, and what is refused elsewhere
# is refused. In a mount namespace of its own, for which it takes root.
: "${TESTS:?names the folder of tests}"
if [ -n "${PEMDECK_SLOW-}${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP valgrind and the sanitizers read /proc'
	exit 0
fi
if [ "${1-}" != inside ]; then
	if [ "$(id -u)" -ne 0 ] || ! unshare --mount --propagation private \
		mount -t tmpfs none /proc 2>/dev/null; then
		echo '1..0 # SKIP no file system can be mounted here'
		exit 0
	fi
	exec unshare --mount --propagation private sh "$0" inside
fi
mount -t tmpfs none /proc || exit 1
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl jq
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
mkdir "$dir/work" && cd "$dir/work" || exit 1
same '' "$(ls /proc)" 'there is nothing in /proc'

succeeds 'a CA' ssl generate --yes --dn 'CN=Its CA' --algorithm ec
run ssl export ca.pem
succeeds 'it issues' ssl issue --purpose server --dn CN=localhost --san DNS:localhost --out out
openssl verify -CAfile ca.pem out/cert.pem >log 2>&1
ok $? 'what openssl verifies'
same '600 0' "$(stat -c '%a %u' out/key.pem)" 'with a key that is for root alone'

# ---- what is read is read in a child that is confined -----------------------------------
openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 90 -subj /CN=Other \
	-addext basicConstraints=critical,CA:TRUE 2>log
succeeds 'a certificate is read' trust import other.pem
openssl pkcs12 -export -inkey out/key.pem -in out/chain.pem -passout pass:secret-42 -out pair.p12
echo secret-42 >pw
succeeds 'and PKCS#12' tls import pair.p12 --passphrase-file pw --yes
head -c 100000 /dev/urandom >garbage
fails 1 'garbage: ' 'what is none is refused' trust import garbage
run doctor --json
same '' "$(jq -r '.[] | select(.kind == "sandbox") | .problem' "$dir/out")" \
	'nothing is unconfined, says doctor'

# ---- others are spoken to ---------------------------------------------------------------
openssl s_server -accept 127.0.0.1:0 -cert out/cert.pem -cert_chain out/chain.pem \
	-key out/key.pem -www >served 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
	port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' served)
	[ -n "$port" ] && break
	sleep 0.3
done
run trust check "localhost:$port"
same 1 "$status" 'a server that is not trusted'
grep -q 'is rejected: Unknown CA' "$dir/err"
ok $? 'for that reason'
run trust import ca.pem
succeeds 'and one that is' trust check "localhost:$port"
kill $server
wait $server 2>/dev/null

# ---- what is written --------------------------------------------------------------------
mkdir -m 700 live
echo other >live/other
ln -s other live/link
fails 1 'link' 'a link is not written to' tls export --private-key --yes live/link
mkfifo live/pipe
fails 1 'pipe' 'nor is a pipe' tls export --private-key --yes live/pipe
mkdir -m 777 open
fails 1 'may write' 'no key goes where everybody may write' \
	tls export --private-key --yes open/key.pem
same other "$(cat live/other)" 'and nothing was'
succeeds 'a target' tls target-set --yes site --certificate "$PWD/live/site.pem" \
	--key "$PWD/live/site.key"
succeeds 'is deployed to' tls deploy --yes --passphrase-file pw
same '600 0' "$(stat -c '%a %u' live/site.key)" 'with a key for root alone'
openssl pkey -in live/site.key -out live.key && openssl pkey -in out/key.pem -out out.key &&
	cmp -s live.key out.key
ok $? 'that is the one'
echo content >file
run signature generate --yes
succeeds 'a file is signed' signature sign file
succeeds 'and verified' signature verify file
succeeds 'undo' history undo --yes
succeeds 'history is whole' history verify
same '' "$(find . -name '.pemdeck-*')" 'nothing is left over'
tap_done
