#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# trust check against real servers that go over to TLS: those of these that are installed,
# each as an instance of its own on a free port of the loopback, ended by the test.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3 jq
PATH=$PATH:/usr/sbin:/sbin
servers=
# Servers that fork are ended by the process group that each has of its own; postfix leaves
# it, and is ended by its own word.
end_servers() {
	[ ! -e spool/pid/master.pid ] || postfix -c "$dir/postfix" stop >>make.log 2>&1
	for group in $servers; do
		kill -TERM "-$group" 2>/dev/null
	done
	for group in $servers; do
		for _ in $(seq 250); do
			kill -0 "-$group" 2>/dev/null || break
			sleep 0.02
		done
		kill -KILL "-$group" 2>/dev/null
	done
	servers=
}
trap 'end_servers; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
# Servers that give up root must be able to read it.
chmod 755 "$dir"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
	-out cert.pem -subj /CN=localhost -days 30 \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>make.log
chmod 644 key.pem
wanted=$(openssl x509 -in cert.pem -noout -fingerprint -sha256 | sed 's/.*=//')

free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# starts COMMAND...: in a process group of its own, its output in server.log.
starts() {
	setsid "$@" >server.log 2>&1 </dev/null &
	servers="$servers $!"
}

# listens PORT: it takes connections within half a minute.
listens() {
	python3 -c 'import socket, sys, time
for _ in range(600):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.05)
sys.exit(1)' "$1"
}

# served PROTOCOL NAME PORT: what is checked by pemdeck is what the server was given.
served() {
	if ! listens "$3"; then
		ok 1 "$2 listens"
		tap_show "what it said" server.log
		end_servers
		return
	fi
	run trust check "127.0.0.1:$3" --starttls "$1" --timeout 60 --json
	same "$wanted untrusted_ca TLS1" \
		"$(jq -r '"\(.chain[0].sha256) \(.reason) \(.protocol[:4])"' out)" \
		"$2: its chain is seen behind STARTTLS for $1" || tap_show stderr err
	end_servers
}

# ---- SMTP ----------------------------------------------------------------------------
# The server that answers one port of postfix, without its master.
serve_postfix() {
	port=$(free_port)
	mkdir -p spool postfix data
	cat >postfix/main.cf <<END
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/data
mail_owner = postfix
myhostname = localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
maillog_file = /dev/stdout
smtpd_tls_security_level = may
smtpd_tls_cert_file = $dir/cert.pem
smtpd_tls_key_file = $dir/key.pem
smtpd_peername_lookup = no
END
	cat >postfix/master.cf <<END
127.0.0.1:$port inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
END
	chown -R postfix data
	postfix -c "$dir/postfix" check >server.log 2>&1
	starts postfix -c "$dir/postfix" start-fg
	served smtp postfix "$port"
}
if [ "$(id -u)" != 0 ]; then
	skip "postfix starts as root only"
elif [ -x /usr/lib/postfix/sbin/smtpd ]; then
	serve_postfix
else
	skip "postfix is not installed"
fi

# ---- IMAP and POP3 -------------------------------------------------------------------
serve_dovecot() {
	imap=$(free_port) pop3=$(free_port)
	mkdir -p run
	cat >dovecot.conf <<END
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/dovecot.log
protocols = imap pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <$dir/cert.pem
ssl_key = <$dir/key.pem
passdb {
  driver = static
  args = password=none
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = $pop3
  }
  inet_listener pop3s {
    port = 0
  }
}
END
	# As root it has accounts of its own for this.
	[ "$(id -u)" = 0 ] || cat >>dovecot.conf <<END
default_internal_user = $(id -un)
default_internal_group = $(id -gn)
default_login_user = $(id -un)
END
	starts dovecot -F -c "$dir/dovecot.conf"
	listens "$pop3"
	kept=$servers
	servers=
	served imap dovecot "$imap"
	servers=$kept
	served pop3 dovecot "$pop3"
}
if [ -x /usr/lib/dovecot/imap-login ] && [ -x /usr/lib/dovecot/pop3-login ]; then
	serve_dovecot
else
	skip "dovecot is not installed"
fi

# ---- LDAP ----------------------------------------------------------------------------
serve_slapd() {
	port=$(free_port)
	mkdir -p ldap
	cat >slapd.conf <<END
pidfile $dir/ldap/pid
TLSCertificateFile $dir/cert.pem
TLSCertificateKeyFile $dir/key.pem
TLSCACertificateFile $dir/cert.pem
END
	starts slapd -d 0 -f "$dir/slapd.conf" -h "ldap://127.0.0.1:$port"
	served ldap slapd "$port"
}
if command -v slapd >/dev/null; then
	serve_slapd
else
	skip "slapd is not installed"
fi

# ---- FTP -----------------------------------------------------------------------------
serve_vsftpd() {
	port=$(free_port)
	mkdir -p empty
	cat >vsftpd.conf <<END
background=NO
listen=YES
listen_address=127.0.0.1
listen_port=$port
run_as_launching_user=YES
secure_chroot_dir=$dir/empty
seccomp_sandbox=NO
local_enable=YES
ssl_enable=YES
rsa_cert_file=$dir/cert.pem
rsa_private_key_file=$dir/key.pem
END
	starts vsftpd "$dir/vsftpd.conf"
	served ftp vsftpd "$port"
}
if command -v vsftpd >/dev/null; then
	serve_vsftpd
else
	skip "vsftpd is not installed"
fi

# ---- XMPP ----------------------------------------------------------------------------
serve_prosody() {
	port=$(free_port)
	mkdir -p xmpp
	cat >prosody.cfg.lua <<END
run_as_root = true
daemonize = false
pidfile = "$dir/xmpp/pid"
data_path = "$dir/xmpp"
log = "*console"
interfaces = { "127.0.0.1" }
c2s_ports = { $port }
s2s_ports = {}
modules_enabled = { "tls", "saslauth" }
modules_disabled = { "s2s", "posix" }
c2s_require_encryption = true
ssl = { certificate = "$dir/cert.pem", key = "$dir/key.pem" }
VirtualHost "127.0.0.1"
VirtualHost "localhost"
END
	starts prosody --config "$dir/prosody.cfg.lua" -F
	served xmpp prosody "$port"
}
if command -v prosody >/dev/null; then
	serve_prosody
else
	skip "prosody is not installed"
fi

# ---- PostgreSQL ----------------------------------------------------------------------
# It refuses to run as root, and to use a key that others can read.
serve_postgres() {
	port=$(free_port)
	mkdir db && cp cert.pem db.pem && cp key.pem db.key && chmod 600 db.key
	as=
	if [ "$(id -u)" = 0 ]; then
		chown nobody db db.pem db.key
		as='setpriv --reuid=nobody --clear-groups'
	fi
	# shellcheck disable=SC2086 # words
	if ! $as "$1/initdb" -D db -U postgres -A trust -N >server.log 2>&1; then
		ok 1 'a database is made'
		tap_show "what it said" server.log
		return
	fi
	# shellcheck disable=SC2086
	starts $as "$1/postgres" -D "$dir/db" -p "$port" -h 127.0.0.1 -F -k '' -c ssl=on \
		-c "ssl_cert_file=$dir/db.pem" -c "ssl_key_file=$dir/db.key"
	served postgres postgres "$port"
}
postgres=$(find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort | tail -n 1)
if [ -n "$postgres" ]; then
	serve_postgres "$postgres"
else
	skip "postgresql is not installed"
fi

tap_done
