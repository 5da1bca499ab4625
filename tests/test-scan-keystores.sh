#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan of keystores and keys that a passphrase closes: what the configuration of the service
# says opens them, is never shown, and opens nothing of another service.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
# shellcheck source=tests/scan.sh disable=SC2119,SC2120
. "$TESTS/scan.sh"
tap_needs python3

# silent WORDS...: none of these passphrases was shown, by any run.
: >shown
silent() {
	for secret in "$@"; do
		! grep -q "$secret" shown || return 1
	done
}
scan_all() {
	scan
	cat out err >>shown
	run scan --root "$root"
	cat out err >>shown
}
subject() {
	jq -r --arg file "$1" '[.[] | select(.file == $file) | .subject] | .[0] // "absent"' rows.json
}

make_ca ca '/CN=Scan Root'
put ca.pem /etc/ssl/certs/ca.pem 644
for name in agent controller joc imap cache chat; do
	make_leaf $name ca usual DNS:$name.example.org
done
js7=/var/sos-berlin.com/js7
cat agent.key agent.pem >both
python3 "$TESTS/make-keystore.py" jks agent-words-42 agent-words-42 0 both >agent.jks
put agent.jks $js7/agent/config/private/https-keystore.jks 600
config $js7/agent/config/private/private.conf <<'END'
js7.web.https.keystore {
    # the passwords of the keystore
    file=${js7.config-directory}"/private/https-keystore.jks"
    key-password="agent-words-42"
    store-password="agent-words-42"
}
END
openssl pkcs12 -export -in controller.pem -inkey controller.key -passout pass:control-words \
	-out controller.p12
put controller.p12 $js7/controller/config/private/https-keystore.p12 644
config $js7/controller/config/private/private.conf <<'END'
js7.web.https.keystore.store-password = control-words
END
openssl pkcs12 -export -in joc.pem -inkey joc.key -passout pass:jetty-words -out joc.p12
put joc.p12 $js7/joc/jetty_base/resources/https-keystore.p12 600
config $js7/joc/jetty_base/start.d/ssl.ini <<'END'
--module=ssl
jetty.ssl.port=4443
jetty.sslContext.keyStorePath=resources/https-keystore.p12
jetty.sslContext.keyStorePassword=jetty-words
jetty.sslContext.trustStorePassword=other-words
END
openssl pkey -in imap.key -aes256 -passout pass:imap-words -out imap.locked
put imap.pem /etc/dovecot/imap.pem 644
put imap.locked /etc/dovecot/imap.key 600
config /etc/dovecot/dovecot.conf <<'END'
ssl_cert = </etc/dovecot/imap.pem
ssl_key = </etc/dovecot/imap.key
ssl_key_password = imap-words
END
openssl pkey -in chat.key -aes256 -passout pass:cache-words -out cache.locked
put cache.pem /etc/redis/cache.pem 644
put cache.locked /etc/redis/cache.key 600
config /etc/redis/redis.conf <<'END'
tls-port 6379
tls-cert-file /etc/redis/cache.pem
tls-key-file /etc/redis/cache.key
tls-key-file-pass cache-words
END
openssl pkey -in cache.key -aes256 -passout pass:chat-words -out chat.locked
put chat.pem /etc/prosody/chat.pem 644
put chat.locked /etc/prosody/chat.key 600
config /etc/prosody/prosody.cfg.lua <<'END'
VirtualHost "chat.example.org"
	ssl = { key = "/etc/prosody/chat.key"; certificate = "/etc/prosody/chat.pem";
		password = "chat-words"; }
END
scan_all
same CN=agent.example.org "$(subject $js7/agent/config/private/https-keystore.jks)" \
	'a Java keystore is opened by what private.conf says'
faults $js7/agent/config/private/https-keystore.jks '' 'with its key, and nothing is wrong'
same CN=controller.example.org "$(subject $js7/controller/config/private/https-keystore.p12)" \
	'PKCS#12 too'
faults $js7/controller/config/private/https-keystore.p12 key_open 'whose key others can read'
same CN=joc.example.org "$(subject $js7/joc/jetty_base/resources/https-keystore.p12)" \
	'that of Jetty, by its own line'
faults /etc/dovecot/imap.pem '' 'a key in PEM belongs to its certificate'
faults /etc/redis/cache.pem key_mismatch 'Redis: the key is of another certificate'
faults /etc/prosody/chat.pem key_mismatch 'Prosody: the key is of another certificate'
silent cache-words chat-words agent-words control-words jetty-words other-words imap-words
ok $? 'no passphrase was shown'

# ---- where it does not open ----------------------------------------------------------------
sed -i 's/jetty-words/wrong-words/' "$root$js7/joc/jetty_base/start.d/ssl.ini"
sed -i '/ssl_key_password/d' "$root/etc/dovecot/dovecot.conf"
openssl pkey -in cache.key -aes256 -passout pass:agent-words-42 -out other.locked
put other.locked /etc/dovecot/imap.key 600
scan_all
[ "$(subject $js7/joc/jetty_base/resources/https-keystore.p12)" != CN=joc.example.org ]
ok $? 'a wrong one opens nothing'
faults /etc/dovecot/imap.pem '' 'nor does that of another service'
echo 'ssl_key_password = agent-words-42' >>"$root/etc/dovecot/dovecot.conf"
scan_all
faults /etc/dovecot/imap.pem key_mismatch 'that of its own does, and the key is another'
silent wrong-words agent-words
ok $? 'none is shown'
echo jetty-words >words
run scan --root "$root" --json --passphrase-file words
cp out rows.json
same CN=joc.example.org "$(subject $js7/joc/jetty_base/resources/https-keystore.p12)" \
	'the one that is given opens it'
silent jetty-words
ok $? 'and is not shown'
tap_done
