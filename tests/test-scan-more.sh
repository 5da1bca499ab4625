#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan: the services that are less usual, each with its configuration as packages have it, and
# one fault each.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
# shellcheck source=tests/scan.sh disable=SC2119,SC2120
. "$TESTS/scan.sh"

make_ca ca '/CN=Scan Root'
put ca.pem /etc/ssl/certs/ca.pem 644
for name in vpn swan sec tunnel light pit ftp mqtt red chat sos road one two home away; do
	make_leaf $name ca usual DNS:$name.example.org
done
make_leaf old ca over DNS:old.example.org

config /etc/openvpn/server/gate.conf <<'END'
port 1194
;proto tcp
# a comment
	ca /etc/ssl/certs/ca.pem
cert vpn.crt
key vpn.key  # This file should be kept secret
<tls-auth>
-----BEGIN OpenVPN Static key V1-----
</tls-auth>
END
put vpn.pem /etc/openvpn/server/vpn.crt 644
put vpn.key /etc/openvpn/server/vpn.key 600
config /etc/swanctl/swanctl.conf <<'END'
include conf.d/*.conf
connections {
  gw { local { auth = pubkey
      certs = swan.pem, old.pem # two
    }
  }
}
END
config /etc/swanctl/conf.d/home.conf <<'END'
connections { home { local { auth = pubkey
  certs = home.pem
} } }
END
put home.pem /etc/swanctl/x509/home.pem 644
put home.key /etc/swanctl/private/home.key 600
put swan.pem /etc/swanctl/x509/swan.pem 644
put swan.key /etc/swanctl/private/swan.key 600
put old.pem /etc/swanctl/x509/old.pem 644
put old.key /etc/swanctl/private/old.key 600
config /etc/ipsec.conf <<'END'
config setup
	charondebug="ike 2"
conn home
	leftcert=sec.pem
	right=%any
include ipsec.d/*.conf
END
config /etc/ipsec.d/away.conf <<'END'
conn away
	leftcert=away.pem
END
put away.pem /etc/ipsec.d/certs/away.pem 644
put away.key /etc/ipsec.d/private/away.key 600
put sec.pem /etc/ipsec.d/certs/sec.pem 644
put sec.key /etc/ipsec.d/private/sec.key 600
config /etc/stunnel/imap.conf <<'END'
; global
cert = /etc/stunnel/tunnel.pem
[imaps]
accept  = 127.0.0.1:10993
connect = 143
END
cat tunnel.pem tunnel.key >both
put both /etc/stunnel/tunnel.pem 600
config /etc/lighttpd/lighttpd.conf <<'END'
server.modules = ( "mod_access", "mod_openssl" )
include "conf-enabled/more.conf"
$SERVER["socket"] == ":10443" {
	ssl.engine = "enable"
	ssl.pemfile = "/etc/lighttpd/light.pem"
	ssl.privkey = "/etc/lighttpd/light.key"
}
$HTTP["host"] =~ "^x" { server.name = "x" }
END
put light.pem /etc/lighttpd/light.pem 644
put light.key /etc/lighttpd/light.key 600
put pit.pem /etc/cockpit/ws-certs.d/50-pit.crt 644
put pit.key /etc/cockpit/ws-certs.d/50-pit.key 600
config /etc/proftpd/proftpd.conf <<'END'
Include /etc/proftpd/modules.conf
<IfModule mod_tls.c>
Include /etc/proftpd/tls.conf
</IfModule>
END
config /etc/proftpd/modules.conf <<'END'
ModulePath /usr/lib/proftpd
END
config /etc/proftpd/tls.conf <<'END'
<IfModule mod_tls.c>
TLSEngine                               on
TLSRSACertificateFile                   /etc/ssl/certs/proftpd.crt
TLSRSACertificateKeyFile                /etc/ssl/private/proftpd.key
#TLSCACertificateFile                   /etc/ssl/certs/CA.pem
</IfModule>
END
put ftp.pem /etc/ssl/certs/proftpd.crt 644
put ftp.key /etc/ssl/private/proftpd.key 600
config /etc/mosquitto/mosquitto.conf <<'END'
pid_file /run/mosquitto/mosquitto.pid
include_dir /etc/mosquitto/conf.d
END
config /etc/mosquitto/conf.d/tls.conf <<'END'
listener 8883
certfile /etc/mosquitto/certs/mqtt.pem
keyfile /etc/mosquitto/certs/mqtt.key
END
put mqtt.pem /etc/mosquitto/certs/mqtt.pem 644
put mqtt.key /etc/mosquitto/certs/mqtt.key 600
config /etc/redis/redis.conf <<'END'
port 0
tls-port 6380
# tls-cert-file redis.crt
tls-cert-file /etc/redis/red.pem
tls-key-file /etc/redis/red.key
END
put red.pem /etc/redis/red.pem 644
put red.key /etc/redis/red.key 600
config /etc/prosody/prosody.cfg.lua <<'END'
-- Prosody's example: it's a comment
admins = { }
modules_enabled = { "roster"; "tls"; -- more
}
VirtualHost "chat.example.org"
	ssl = { key = "/etc/prosody/certs/chat.key"; certificate = "certs/chat.pem"; }
Include "conf.d/*.cfg.lua"
END
put chat.pem /etc/prosody/certs/chat.pem 644
put chat.key /etc/prosody/certs/chat.key 600
openssl pkcs12 -export -in sos.pem -inkey sos.key -passout pass:jobscheduler -out sos.p12 2>>openssl.log
put sos.p12 /var/sos-berlin.com/js7/agent/config/private/https-keystore.p12 600
# Two clusters of PostgreSQL: each has its own folder, and what is included lies in neither.
for cluster in one two; do
	config /etc/postgresql/15/$cluster/postgresql.conf <<END
data_directory = '/var/lib/postgresql/15/$cluster'
ssl = on
include_dir = 'conf.d'
END
	config /etc/postgresql/15/$cluster/conf.d/tls.conf <<END
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
END
	put $cluster.pem /var/lib/postgresql/15/$cluster/server.crt 644
	put $cluster.key /var/lib/postgresql/15/$cluster/server.key 600
done
# In DER, a key of Ed25519 is 48 bytes, and one of EC 121.
openssl genpkey -algorithm ed25519 -outform DER -out small.der 2>>openssl.log
openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 2>>openssl.log |
	openssl ec -outform DER -out short.der 2>>openssl.log
put small.der /srv/keys/small.der 600
put short.der /srv/keys/short.der 600
put road.pem /etc/xroad/ssl/proxy-ui-api.crt 644
put road.key /etc/xroad/ssl/proxy-ui-api.key 600

# The intermediate CA stands beside its certificate with its name in another type of string.
make_leaf inter ca usual DNS:Inter CA:TRUE
make_leaf under inter usual DNS:under.example.org
printf '[req]\nstring_mask = default\ndistinguished_name = dn\n[dn]\n' >printable.cnf
printf 'basicConstraints=critical,CA:TRUE\n' >ca.ext
openssl req -new -key inter.key -subj /CN=Inter -config printable.cnf -out printable.csr 2>>openssl.log
openssl x509 -req -in printable.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 900 \
	-extfile ca.ext -out printable.pem 2>>openssl.log
type_of() {
	openssl asn1parse -in "$1" | awk -v name=":Inter" '$0 ~ name "$" { print }' | sed 's/.*: \([A-Z0-9]*STRING\).*/\1/' | sort -u
}
same 'PRINTABLESTRING UTF8STRING' "$(type_of printable.pem) $(type_of under.pem)" \
	'one name in two types of string'
cat under.pem printable.pem >under-full.pem
put under-full.pem /etc/ssl/under/full.pem 644
put under.key /etc/ssl/under/full.key 600

scan
same 1 "$(jq '[.[] | select(.file == "/etc/ssl/under/full.pem")] | length' rows.json)" 'it is found'
same '/etc/swanctl/x509/old.pem expired' \
	"$(jq -r '.[] | select(.faults != "") | .file + " " + .faults' rows.json)" \
	'as it is: nothing is wrong but what is'
same 'cockpit ipsec js7 lighttpd mosquitto openvpn postgresql proftpd prosody redis strongswan stunnel x-road' \
	"$(jq -r '.[].used_by' rows.json | sort -u | xargs)" 'each service is known'
same '' "$(jq -r '.[] | select(.key == "" and (.file | test("p12$|ca.pem$") | not)) | .file' rows.json)" \
	'each with its key, named or not'
same '' "$(grep -v 'p12' err)" 'nothing is left out'
same '/var/lib/postgresql/15/one/server.crt CN=one.example.org
/var/lib/postgresql/15/two/server.crt CN=two.example.org' \
	"$(jq -r '.[] | select(.used_by == "postgresql") | .file + " " + .subject' rows.json)" \
	'each cluster of PostgreSQL has its own, by files that are included'
same 'ipsec /etc/ipsec.d/certs/away.pem
strongswan /etc/swanctl/x509/home.pem' "$(jq -r '.[] | select(.file | test("away|home")) |
	.used_by + " " + .file' rows.json | sort)" 'and what is included, beside the certificates'
same '(needs a passphrase)' "$(jq -r '.[] | select(.used_by == "js7") | .subject' rows.json)" \
	'a keystore is not opened without its passphrase, which is told'
echo jobscheduler >pass
echo something >other
scan --passphrase-file other
same '(needs a passphrase)' "$(jq -r '.[] | select(.used_by == "js7") | .subject' rows.json)" \
	'nor with another'
scan --passphrase-file pass
same "$(openssl x509 -in sos.pem -noout -subject -nameopt RFC2253 | sed 's/subject=//')" \
	"$(jq -r '.[] | select(.used_by == "js7") | .subject' rows.json)" \
	'with its passphrase it says what is in it'
scan /srv/keys
same '/srv/keys/short.der /srv/keys/small.der' \
	"$(jq -r '.[].file | select(startswith("/srv/"))' rows.json | xargs)" \
	'keys that are few bytes of DER are found'

chmod 644 "$root/etc/openvpn/server/vpn.key"
put vpn.key /etc/swanctl/private/swan.key 600
rm "$root/etc/ipsec.d/certs/sec.pem"
put old.pem /etc/lighttpd/light.pem 644
put old.key /etc/lighttpd/light.key 600
rm "$root/etc/ssl/private/proftpd.key"
put red.key /etc/mosquitto/certs/mqtt.key 600
put ca.pem /etc/prosody/certs/chat.pem 644
scan
faults /etc/openvpn/server/vpn.crt key_open 'openvpn: others can read the key'
faults /etc/ipsec.d/certs/sec.pem missing 'ipsec: the certificate is not there'
faults /etc/lighttpd/light.pem expired 'lighttpd: it has expired'
faults /etc/ssl/certs/proftpd.crt key_missing 'proftpd: the key is not there'
faults /etc/mosquitto/certs/mqtt.pem key_mismatch 'mosquitto: the key is of another certificate'
faults /etc/prosody/certs/chat.pem key_mismatch 'prosody: the CA in place of the certificate'
faults /etc/redis/red.pem '' 'redis: nothing is wrong'
faults /etc/stunnel/tunnel.pem '' 'stunnel: nothing is wrong'

# A CA that is called as the host: its name alone makes nobody his own issuer.
make_ca twin '/CN=twin.example.org'
make_leaf host twin usual DNS:twin.example.org
put host.pem /etc/redis/red.pem 644
put host.key /etc/redis/red.key 600
scan
faults /etc/redis/red.pem chain_incomplete 'redis: issued by a CA of the same name, which is missing'
tap_done
