#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan: services as Debian installs them, below a root of their own, each with a certificate
# of its own and one fault: all of them are named, and nothing else.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
for tool in jq openssl; do
	if ! command -v $tool >/dev/null; then
		skip "$tool is missing"
		tap_done
	fi
done
PEMDECK_DATA=$(dirname "$TESTS")/data
export PEMDECK_DATA
cd "$dir" || exit 1
# shellcheck source=tests/scan.sh disable=SC2119,SC2120
. "$TESTS/scan.sh"

make_ca ca '/CN=Scan Root'
make_leaf web ca usual DNS:www.example.org,DNS:example.org
make_leaf shop ca usual DNS:shop.example.org
make_leaf old ca over DNS:old.example.org
make_leaf mail ca usual DNS:mail.example.org
make_leaf imap ca usual DNS:imap.example.org
make_leaf proxy ca usual DNS:proxy.example.org
make_leaf ldap ca usual DNS:ldap.example.org
make_leaf db ca usual DNS:db.example.org
make_leaf soon ca soon DNS:soon.example.org
make_leaf inter ca usual DNS:inter CA:TRUE
make_leaf below inter usual DNS:below.example.org
put ca.pem /etc/ssl/certs/Scan_Root.pem 644

# ---- as installed: nothing is wrong --------------------------------------------------------
config /etc/nginx/nginx.conf <<'END'
user www-data;
worker_processes auto;
include /etc/nginx/modules-enabled/*.conf;
events {
	worker_connections 768;
	# multi_accept on;
}
http {
	sendfile on;
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; # Dropping SSLv3, ref: POODLE
	log_format main '$remote_addr - "$request" {ssl_certificate /etc/none;}';
	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}
END
config /etc/nginx/mime.types <<'END'
types { text/html html htm shtml; image/gif gif; }
END
config /etc/nginx/sites-enabled/default <<'END'
server {
	listen 443 ssl default_server;
	listen [::]:443 ssl default_server;
	server_name www.example.org example.org _ ~^x\d+$ *.apps.example.org;
	ssl_certificate ssl/web.pem;
	ssl_certificate_key ssl/web.key;
	location ~ ^/[a-z]{2}/ { root /var/www; }
}
END
put web.pem /etc/nginx/ssl/web.pem 644
put web.key /etc/nginx/ssl/web.key 600
config /etc/apache2/apache2.conf <<'END'
DefaultRuntimeDir ${APACHE_RUN_DIR}
ErrorLog ${APACHE_LOG_DIR}/error.log
IncludeOptional mods-enabled/*.load
Include ports.conf
<Directory />
	Options FollowSymLinks
</Directory>
IncludeOptional sites-enabled/*.conf
END
config /etc/apache2/ports.conf <<'END'
Listen 80
<IfModule ssl_module>
	Listen 443
</IfModule>
END
config /etc/apache2/sites-enabled/default-ssl.conf <<'END'
<VirtualHost *:443>
	ServerName shop.example.org
	ErrorLog ${APACHE_LOG_DIR}/error.log
	SSLEngine on
	#   the snakeoil certificate is for testing
	SSLCertificateFile      /etc/ssl/certs/shop.pem
	SSLCertificateKeyFile   \
		/etc/ssl/private/shop.key
</VirtualHost>
END
put shop.pem /etc/ssl/certs/shop.pem 644
put shop.key /etc/ssl/private/shop.key 640
config /etc/haproxy/haproxy.cfg <<'END'
global
	log /dev/log	local0
	# Default SSL material locations
	ca-base /etc/ssl/certs
	crt-base /etc/haproxy/certs
defaults
	mode	http
frontend www
	bind :80
	bind :8443 ssl crt proxy.pem alpn h2,http/1.1 # more
	default_backend none
END
cat proxy.pem proxy.key >both
put both /etc/haproxy/certs/proxy.pem 600
config /etc/postfix/main.cf <<'END'
# See /usr/share/postfix/main.cf.dist
smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)
tlsdir = /etc/postfix/tls
smtpd_tls_cert_file=$tlsdir/mail.pem
smtpd_tls_key_file =
	${tlsdir}/mail.key
smtpd_tls_security_level=may
smtp_tls_CApath=/etc/ssl/certs
myhostname = mail.example.org
END
put mail.pem /etc/postfix/tls/mail.pem 644
put mail.key /etc/postfix/tls/mail.key 600
config /etc/dovecot/dovecot.conf <<'END'
!include_try /usr/share/dovecot/protocols.d/*.protocol
dict {
  #quota = mysql:/etc/dovecot/dovecot-dict-sql.conf.ext
}
!include conf.d/*.conf
!include_try local.conf
END
config /etc/dovecot/conf.d/10-ssl.conf <<'END'
ssl = yes
ssl_cert = </etc/dovecot/private/dovecot.pem
ssl_key = </etc/dovecot/private/dovecot.key
ssl_client_ca_dir = /etc/ssl/certs
END
put imap.pem /etc/dovecot/private/dovecot.pem 644
put imap.key /etc/dovecot/private/dovecot.key 600
config /etc/postgresql/15/main/postgresql.conf <<'END'
data_directory = '/var/lib/postgresql/15/main'		# use data in another directory
port = 5432				# (change requires restart)
log_line_prefix = '%m [%p] %q%u@%d '		# it's special
ssl = on
#ssl_ca_file = ''
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
END
put db.pem /var/lib/postgresql/15/main/server.crt 644
put db.key /var/lib/postgresql/15/main/server.key 600
config '/etc/ldap/slapd.d/cn=config.ldif' <<'END'
# AUTO-GENERATED FILE - DO NOT EDIT!! Use ldapmodify.
dn: cn=config
objectClass: olcGlobal
cn: config
olcTLSCertificateFile: /etc/ldap/tls/a-folder-with-a-name-that-makes-the-line-
 long/ldap.pem
olcTLSCertificateKeyFile: /etc/ldap/tls/ldap.key
END
put ldap.pem /etc/ldap/tls/a-folder-with-a-name-that-makes-the-line-long/ldap.pem 644
put ldap.key /etc/ldap/tls/ldap.key 600
config /var/lib/exim4/config.autogenerated <<'END'
exim_path = /usr/sbin/exim4
CONFDIR = /etc/exim4
MAIN_TLS_ENABLE = 1
.ifdef MAIN_TLS_ENABLE
.ifndef MAIN_TLS_CERTKEY
MAIN_TLS_CERTIFICATE = CONFDIR/exim.crt
tls_certificate = MAIN_TLS_CERTIFICATE
.endif
tls_privatekey = CONFDIR/exim.key
.else
tls_certificate = /nowhere
.endif
begin acl
  warn  message = it's {not} a block
END
put mail.pem /etc/exim4/exim.crt 644
put mail.key /etc/exim4/exim.key 640
config /etc/mysql/my.cnf <<'END'
[client-server]
socket = /run/mysqld/mysqld.sock
!includedir /etc/mysql/mariadb.conf.d/
END
config /etc/mysql/mariadb.conf.d/50-server.cnf <<'END'
[mysqld]
bind-address            = 127.0.0.1
ssl-cert = /etc/mysql/db.pem
ssl-key = /etc/mysql/db.key
END
put db.pem /etc/mysql/db.pem 644
put db.key /etc/mysql/db.key 600

find "$root" -type f -exec sha256sum {} + | sort >before
scan
same 0 "$status" 'machines as they are installed: nothing is wrong, exit status 0'
same '' "$(jq -r '.[] | select(.faults != "") | .file + " " + .faults' rows.json)" \
	'and no fault is told of'
same '' "$(cat err)" 'nor a warning'
same "/etc/apache2/sites-enabled/default-ssl.conf:6
/etc/dovecot/conf.d/10-ssl.conf:2
/etc/haproxy/haproxy.cfg:10
/etc/ldap/slapd.d/cn=config.ldif:5
/etc/mysql/mariadb.conf.d/50-server.cnf:3
/etc/nginx/sites-enabled/default:5
/etc/postfix/main.cf:4
/etc/postgresql/15/main/postgresql.conf:6
/var/lib/exim4/config.autogenerated:7" \
	"$(jq -r '.[].uses | select(. != "") | split(" ")[1]' rows.json | sort)" \
	'each is found with its file and line'
same 9 "$(jq length rows.json)" 'a root that lies about is not told of'
same /etc/ssl/private/shop.key "$(jq -r '.[] | select(.used_by == "apache") | .key' rows.json)" \
	'each with its key'
same 'CN=www.example.org' "$(jq -r '.[] | select(.used_by == "nginx") | .subject' rows.json)" \
	'and its subject'

# ---- one fault each ------------------------------------------------------------------------
put web.key /etc/nginx/ssl/web.key 644
put old.pem /etc/ssl/certs/shop.pem 644
put old.key /etc/ssl/private/shop.key 640
sed -i 's/shop/old/' "$root/etc/apache2/sites-enabled/default-ssl.conf"
put old.pem /etc/ssl/certs/old.pem 644
put old.key /etc/ssl/private/old.key 640
rm "$root/etc/ssl/certs/shop.pem" "$root/etc/ssl/private/shop.key"
cat inter.pem below.pem below.key >both
put both /etc/haproxy/certs/proxy.pem 600
put web.key /etc/postfix/tls/mail.key 600
rm "$root/etc/dovecot/private/dovecot.pem"
put soon.pem /var/lib/postgresql/15/main/server.crt 644
put soon.key /var/lib/postgresql/15/main/server.key 600
put below.pem /etc/ldap/tls/a-folder-with-a-name-that-makes-the-line-long/ldap.pem 644
put below.key /etc/ldap/tls/ldap.key 600
rm "$root/etc/mysql/db.key"
sed -i 's/server_name/server_name intranet.example.org/' "$root/etc/nginx/sites-enabled/default"
scan
same 1 "$status" 'something is wrong: exit status 1'
faults /etc/nginx/ssl/web.pem key_open,name 'nginx: others can read the key, and a name is missing'
faults /etc/ssl/certs/old.pem expired 'apache: it has expired'
faults /etc/haproxy/certs/proxy.pem chain_order 'haproxy: the chain is out of order'
faults /etc/postfix/tls/mail.pem key_mismatch 'postfix: the key is of another certificate'
faults /etc/dovecot/private/dovecot.pem missing 'dovecot: the file is not there'
faults /var/lib/postgresql/15/main/server.crt expires 'postgresql: it ends soon'
faults /etc/ldap/tls/a-folder-with-a-name-that-makes-the-line-long/ldap.pem chain_incomplete \
	'slapd: the intermediate is not sent along'
faults /etc/mysql/db.pem key_missing 'mariadb: the key is not there'
faults /etc/exim4/exim.crt '' 'exim: nothing is wrong'
same 9 "$(jq length rows.json)" 'and nothing else is told of'
run scan --root "$root"
grep -q 'KEY DIFFERS' out
ok $? 'the list says it in words'
run scan show /etc/nginx/ssl/web.pem --root "$root"
grep -q 'intranet.example.org, which it is not made for' out
ok $? 'show says which name' || tap_show stdout out
grep -q '/etc/nginx/sites-enabled/default:5' out
ok $? 'and which line'

# ---- it may write nothing ------------------------------------------------------------------
find "$root" -type f -exec sha256sum {} + | sort >after
scan
find "$root" -type f -exec sha256sum {} + | sort | diff after - >changed
ok $? 'a scan changes nothing' || tap_show changed changed
[ ! -e "$dir/store" ]
ok $? 'and makes no store'
tap_done
