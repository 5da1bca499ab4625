#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The recipe for thousands of hosts (data/acme.md): an intermediate of ours, with name
# constraints, signs in Caddy's ACME server, from which uacme, certbot and Caddy get certificates
# on loopback. Programs that are missing are left out. It needs a network of its own, as ACME asks
# port 80.
if [ -z "${ACME_INSIDE-}" ]; then
	command -v caddy >/dev/null || {
		echo '1..0 # SKIP there is no caddy here'
		exit 0
	}
	unshare -nm true 2>/dev/null || {
		echo '1..0 # SKIP a network of its own cannot be made here'
		exit 0
	}
	ACME_INSIDE=yes exec unshare -nm sh "$0"
fi
: "${TESTS:?names the folder of tests}"
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
pids=
trap 'kill $pids 2>/dev/null; rm -rf "$dir"' EXIT
export HOME="$dir" XDG_DATA_HOME="$dir/xdg" XDG_CONFIG_HOME="$dir/xdg"
ip link set lo up
echo '127.0.0.1 localhost ca.example.org h1.example.org h2.example.org h3.example.org bad.example.com' >hosts
mount --bind hosts /etc/hosts
until_it() {
	tries=0
	until "$@" >/dev/null 2>&1 || [ $((tries += 1)) -gt 300 ]; do sleep 0.1; done
}
serves() {
	printf '' | openssl s_client -connect "127.0.0.1:$1" -servername "$2" -CAfile int/ca.pem \
		-verify_return_error -verify_hostname "$2" >served 2>&1
	grep -q 'BEGIN CERTIFICATE' served && grep -q 'Verify return code: 0 (ok)' served
}

# ---- root and intermediate here, the intermediate in Caddy -------------------------------------
run ssl generate --dn 'CN=Root,O=Example' --yes
mkdir keys
check 'a key and a request for an intermediate' openssl req -new -newkey ec \
	-pkeyopt ec_paramgen_curve:P-256 -nodes -keyout keys/int.key -out int.csr -subj '/O=Example/CN=ACME'
succeeds 'an intermediate for servers of one domain' ssl issue --purpose sub-ca --csr int.csr \
	--eku serverAuth --permit DNS:example.org --exclude 'IP:0.0.0.0/0,IP:::/0' --days 365 --out int
cp keys/int.key int/key.pem
# Whoever takes the server over has that key.
run trust import int/ca.pem
openssl req -new -key keys/int.key -subj /CN=stolen -out stolen.csr 2>check
for kind in 'codeSigning code' 'emailProtection email' 'clientAuth client'; do
	printf 'extendedKeyUsage=%s\nsubjectAltName=email:root@example.com\n' "${kind% *}" >ext
	openssl x509 -req -in stolen.csr -CA int/cert.pem -CAkey int/key.pem -CAcreateserial -days 9 \
		-extfile ext -out stolen.pem 2>check
	cat int/cert.pem >>stolen.pem
	run trust verify stolen.pem --purpose "${kind#* }"
	same 1 "$status" "with it nobody makes certificates for ${kind% *}"
done
sed "s|@DIR@|$dir|g" <<'END' >server.json
{"admin": {"disabled": true},
 "storage": {"module": "file_system", "root": "@DIR@/server"},
 "logging": {"logs": {"default": {"level": "ERROR"}}},
 "apps": {
  "pki": {"certificate_authorities": {"local": {
   "install_trust": false,
   "root": {"format": "pem_file", "certificate": "@DIR@/int/ca.pem", "private_key": "@DIR@/int/key.pem"},
   "intermediate": {"format": "pem_file", "certificate": "@DIR@/int/cert.pem", "private_key": "@DIR@/int/key.pem"}}}},
  "http": {"http_port": 8080, "https_port": 8443, "servers": {"acme": {
   "listen": ["127.0.0.1:8443"], "automatic_https": {"disable_redirects": true},
   "routes": [{"match": [{"host": ["ca.example.org"]}], "handle": [{"handler": "acme_server", "ca": "local"}]}],
   "tls_connection_policies": [{}]}}},
  "tls": {"automation": {"policies": [{"subjects": ["ca.example.org"], "issuers": [{"module": "internal", "ca": "local"}]}]}}}}
END
caddy run --config server.json >server.log 2>&1 &
pids="$pids $!"
until_it serves 8443 ca.example.org
serves 8443 ca.example.org
ok $? 'Caddy serves with it' || tap_show caddy server.log
server=https://ca.example.org:8443/acme/local/directory
cp int/ca.pem roots.pem
export REQUESTS_CA_BUNDLE="$dir/roots.pem" CURL_CA_BUNDLE="$dir/roots.pem"
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || mount --bind roots.pem /etc/ssl/certs/ca-certificates.crt

# ---- uacme ----------------------------------------------------------------------------------------
if command -v uacme >/dev/null && command -v python3 >/dev/null; then
	mkdir -p www/.well-known/acme-challenge
	python3 -m http.server -d www 80 >/dev/null 2>&1 &
	web=$!
	pids="$pids $web"
	cat >hook <<-'END'
		#!/bin/sh
		[ "$2" = http-01 ] || exit 1
		rm -f "www/.well-known/acme-challenge/$4"
		[ "$1" != begin ] || printf %s "$5" >"www/.well-known/acme-challenge/$4"
	END
	chmod +x hook
	acme() { timeout 60 uacme -c "$dir/uacme" -a "$server" "$@"; }
	check 'uacme has an account' acme -y new
	check 'and gets a certificate' acme -h "$dir/hook" issue h1.example.org
	check 'which leads to the root' openssl verify -CAfile int/ca.pem \
		-untrusted uacme/h1.example.org/cert.pem -verify_hostname h1.example.org \
		uacme/h1.example.org/cert.pem
	sum=$(sha256sum <uacme/h1.example.org/cert.pem)
	check 'what ends in hours' acme -h "$dir/hook" issue h1.example.org
	[ "$sum" != "$(sha256sum <uacme/h1.example.org/cert.pem)" ] &&
		openssl verify -CAfile int/ca.pem -untrusted uacme/h1.example.org/cert.pem \
			uacme/h1.example.org/cert.pem >check 2>&1
	ok $? 'it renews at each run'
	acme -h "$dir/hook" issue bad.example.com >check 2>&1
	! openssl verify -CAfile int/ca.pem -untrusted uacme/bad.example.com/cert.pem \
		uacme/bad.example.com/cert.pem >check 2>&1 && grep -q 'permitted subtree violation' check
	ok $? 'a name that the intermediate may not give is believed by nobody' || tap_show check check
	run trust import int/ca.pem
	run trust verify uacme/bad.example.com/cert.pem --host bad.example.com
	same 1 "$status" 'by pemdeck neither'
	kill $web
	wait $web 2>/dev/null
else
	skip 'there is no uacme here'
fi

# ---- certbot ---------------------------------------------------------------------------------------
if command -v certbot >/dev/null; then
	check 'certbot gets one' certbot certonly --standalone -d h2.example.org --server "$server" \
		--agree-tos -m a@example.org -n --config-dir cb/c --work-dir cb/w --logs-dir cb/l
	check 'which leads to the root' openssl verify -CAfile int/ca.pem \
		-untrusted cb/c/live/h2.example.org/chain.pem cb/c/live/h2.example.org/cert.pem
	sum=$(sha256sum <cb/c/live/h2.example.org/cert.pem)
	check 'and renews it' certbot renew -n --no-random-sleep-on-renew --config-dir cb/c --work-dir cb/w --logs-dir cb/l
	[ "$sum" != "$(sha256sum <cb/c/live/h2.example.org/cert.pem)" ]
	ok $? 'at each run'
else
	skip 'there is no certbot here'
fi

# ---- Caddy as a client, watched from here -------------------------------------------------------------
sed "s|@DIR@|$dir|g; s|@SERVER@|$server|" <<'END' >client.json
{"admin": {"disabled": true}, "storage": {"module": "file_system", "root": "@DIR@/client"},
 "logging": {"logs": {"default": {"level": "ERROR"}}},
 "apps": {"http": {"http_port": 80, "https_port": 9443, "servers": {"a": {"listen": ["127.0.0.1:9443"],
   "routes": [{"match": [{"host": ["h3.example.org"]}], "handle": [{"handler": "static_response", "body": "x"}]}]}}},
  "tls": {"automation": {"policies": [{"subjects": ["h3.example.org"], "issuers": [{"module": "acme",
   "ca": "@SERVER@", "trusted_roots_pem_files": ["@DIR@/roots.pem"],
   "challenges": {"tls-alpn": {"disabled": true}}}]}]}}}}
END
caddy run --config client.json >client.log 2>&1 &
pids="$pids $!"
until_it serves 9443 h3.example.org
serves 9443 h3.example.org
ok $? 'Caddy gets one by itself' || tap_show caddy client.log
run trust import int/ca.pem
succeeds 'and pemdeck watches what it serves' trust check h3.example.org:9443 --json
prints '"accepted": true' 'which it believes'
tap_done
