#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Three keys of one host from the screen alone, in tmux, for the services of Debian's packages:
# nginx has web, which the own CA issues; Postfix mail, of an outside CA; Dovecot the key called
# device. Each is deployed before its service runs, renewed and taken back by itself, and
# openssl s_client says what is served. The services run with settings of their own, on
# loopback, and are stopped at the end: script/test-on 12 script/services
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
PATH=$PATH:/usr/sbin:/sbin
tap_needs nginx postfix dovecot doveadm tmux
[ "$(id -u)" = 0 ] || {
	echo '1..0 # SKIP only root can start Postfix'
	exit 0
}
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
unset SUDO_USER

# ---- the services -------------------------------------------------------------------------
nginx_does() {
	nginx -p "$dir/nginx" -c "$dir/nginx/nginx.conf" "$@" >>services.log 2>&1
}
postfix_does() {
	postfix -c "$dir/postfix" "$@" >>services.log 2>&1
}
# shellcheck disable=SC2317 # a trap calls it
stop_services() {
	[ ! -e nginx/pid ] || nginx_does -s stop
	postfix_does stop
	doveadm -c "$dir/dovecot/dovecot.conf" stop >>services.log 2>&1
	mux kill-server 2>/dev/null
	# What writes into the directory goes before it.
	tries=0
	while { [ -e nginx/pid ] || [ -e dovecot/run/master.pid ] || postfix_does status; } &&
		[ "$tries" -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	rm -rf "$dir"
}
trap stop_services EXIT
mkdir -p nginx/tmp postfix spool data dovecot/run dovecot/state etc
chmod 711 "$dir" # the accounts of the services reach what is theirs in it
chown postfix data

# free_port: one that nobody listens on.
root Outside basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign
free_port() {
	serve Outside
	kill "$!" && wait "$!" 2>/dev/null
}
free_port
web_port=$port
free_port
mail_port=$port
free_port
imap_port=$port

cat >nginx/nginx.conf <<END
user www-data;
pid $dir/nginx/pid;
error_log $dir/nginx/error.log;
events {}
http {
	access_log off;
	client_body_temp_path $dir/nginx/tmp;
	proxy_temp_path $dir/nginx/tmp;
	fastcgi_temp_path $dir/nginx/tmp;
	uwsgi_temp_path $dir/nginx/tmp;
	scgi_temp_path $dir/nginx/tmp;
	server {
		listen 127.0.0.1:$web_port ssl;
		ssl_certificate $dir/etc/nginx.pem;
		ssl_certificate_key $dir/etc/nginx.key;
		return 204;
	}
}
END
cat >postfix/main.cf <<END
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/data
maillog_file = $dir/mail.log
maillog_file_prefixes = $dir
myhostname = mail.example.org
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_tls_security_level = may
smtpd_tls_cert_file = $dir/etc/postfix.pem
smtpd_tls_key_file = $dir/etc/postfix.key
END
cat >postfix/master.cf <<END
127.0.0.1:$mail_port inet n - n - - smtpd
cleanup   unix       n - n - 0 cleanup
rewrite   unix       - - n - - trivial-rewrite
tlsmgr    unix       - - n 1000? 1 tlsmgr
proxymap  unix       - - n - - proxymap
anvil     unix       - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
END
case $(dovecot --version) in
2.[0-3].*)
	cat >dovecot/dovecot.conf <<-END
		ssl_cert = <$dir/etc/dovecot.pem
		ssl_key = <$dir/etc/dovecot.key
		passdb {
		  driver = static
		  args = nopassword=y
		}
		userdb {
		  driver = static
		  args = uid=nobody gid=nogroup home=/nonexistent
		}
		mail_location = maildir:/nonexistent
	END
	;;
*)
	cat >dovecot/dovecot.conf <<-END
		dovecot_config_version = 2.4.0
		dovecot_storage_version = 2.4.0
		ssl_server_cert_file = $dir/etc/dovecot.pem
		ssl_server_key_file = $dir/etc/dovecot.key
		passdb static {
		  fields {
		    nopassword = yes
		  }
		}
		userdb static {
		  fields {
		    uid = nobody
		    gid = nogroup
		    home = /nonexistent
		  }
		}
	END
	;;
esac
cat >>dovecot/dovecot.conf <<END
base_dir = $dir/dovecot/run
state_dir = $dir/dovecot/state
log_path = $dir/dovecot/log
protocols = imap
listen = 127.0.0.1
ssl = required
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $imap_port
    ssl = yes
  }
}
END

# ---- what is served, and what is kept -----------------------------------------------------
client() {
	case $1 in
	nginx) set -- "$web_port" ;;
	postfix) set -- "$mail_port" -starttls smtp ;;
	dovecot) set -- "$imap_port" ;;
	esac
	client_port=$1
	shift
	openssl s_client -connect "127.0.0.1:$client_port" "$@" </dev/null 2>/dev/null
}
fingerprint() {
	openssl x509 -noout -fingerprint -sha256 2>/dev/null | sed 's/.*=//'
}
served() {
	client "$1" | fingerprint
}
kept() {
	run tls export --name "$1" -
	fingerprint <out
}
# serves SERVICE FINGERPRINT WORDS: it comes to serve that; services reload in their own time.
serves() {
	tries=0
	until [ "$(served "$1")" = "$2" ] || [ $tries -eq 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	same "$2" "$(served "$1")" "$3"
}
# all_serve WEB MAIL DEVICE WORDS
all_serve() {
	serves nginx "$1" "$4: nginx"
	serves postfix "$2" "$4: Postfix"
	serves dovecot "$3" "$4: Dovecot"
}
# verified SERVICE CA NAME: openssl s_client believes what is served.
verified() {
	case $1 in postfix) set -- "$@" "$mail_port" -starttls smtp ;; nginx) set -- "$@" "$web_port" ;;
	*) set -- "$@" "$imap_port" ;; esac
	service=$1 ca=$2 name=$3 to=$4
	shift 4
	check "openssl s_client verifies what $service serves" sh -c \
		'openssl s_client -connect 127.0.0.1:'"$to $*"' -CAfile '"$ca"' -verify_return_error \
		-verify_hostname '"$name"' </dev/null'
}

run tls show
mux new-session -d -s screen -x 100 -y 30 "exec $PEMDECK"
shows '^> .*CA, standard' 'the screen opens'
press 4
shows '^.?TLS keys' 'the tab of the keys'

# ---- three keys ---------------------------------------------------------------------------
press n
shows '^> Key name +\(required\)' 'a new key needs a name'
enter web
go_to Subject
press C-u
enter CN=web.example.org
press F2
shows '^web: TLS certificate CN=web.example.org generated' 'web is issued by the own CA'

# request: a request for mail, of a new key unless one waits or is there, to ./mail.csr
request() {
	press c
	shows '^> Subject' 'a request'
	press C-u
	enter CN=mail.example.org
	[ "$1" != new ] || {
		go_to 'New key'
		press Space
		shows '\[x\] yes' 'of a new key'
	}
	press C-x
	shows '^. Key name ' 'the rest of the form'
	go_to File
	press C-u
	enter "$dir/$2.csr"
	go_to 'Key name'
	press C-u
	enter mail
	press F2
	shows '^Signing request for CN=mail.example.org created' 'is made for mail'
	openssl x509 -req -in "$2.csr" -CA Outside.pem -CAkey Outside.key -CAcreateserial -days 300 \
		-copy_extensions copy -out "$2.pem" 2>>make.log
	ok $? 'the outside CA answers it'
}
# install FILE
install_answer() {
	press i
	shows '^> Files' 'the answer is imported'
	enter "$dir/$1.pem"
	press C-x
	shows '^. Key name ' 'the rest of the form'
	go_to 'Key name'
	press C-u
	enter mail
	press F2
}
request new mail
install_answer mail
shows 'mail: TLS certificate CN=mail.example.org installed' 'and installed'

# ---- deployed before the services run ------------------------------------------------------
# target NAME KEY RELOAD
target() {
	press a
	shows '^> Target' 'the form of a target'
	press C-u
	enter "$1"
	press Tab C-u
	enter "$2"
	press Tab C-u
	enter "$dir/etc/$1.pem"
	press Tab C-u
	enter "$dir/etc/$1.key"
	go_to Reload
	press C-u
	enter "$3"
	press F2
	shows "^Deploy target $1 set" "$1 is made"
}
target nginx web "nginx -p $dir/nginx -c $dir/nginx/nginx.conf -s reload"
target postfix mail "postfix -c $dir/postfix reload"
target dovecot device "doveadm -c $dir/dovecot/dovecot.conf reload"
press p
shows '^> Target ' 'deploying'
press C-u
go_to Reload
press Space
shows '\[ \] no' 'without telling services that do not run yet'
press F2
shows '^(Install|Replace) these files' 'asks'
press Tab Enter
shows '^..dovecot +device .* deployed' 'and is done'
nginx_does
ok $? 'nginx starts with its files' || tap_show services services.log
postfix_does start
ok $? 'Postfix starts with its files' || tap_show services services.log
dovecot -c "$dir/dovecot/dovecot.conf" >>services.log 2>&1
ok $? 'Dovecot starts with its files' || tap_show services services.log
web=$(kept web) mail=$(kept mail) device=$(kept device)
same "$mail" "$(fingerprint <mail.pem)" 'mail is what the outside CA made'
all_serve "$web" "$mail" "$device" 'each service has its own'
run ssl export own.pem
verified nginx own.pem web.example.org
verified postfix Outside.pem mail.example.org
run tls export device.pem
subject=$(openssl x509 -in device.pem -noout -subject -nameopt RFC2253 | sed 's/subject=//')
verified dovecot device.pem "$(openssl x509 -in device.pem -noout -ext subjectAltName |
	sed -n 's/.*DNS:\([^,]*\).*/\1/p')"

# ---- renewed each by itself ----------------------------------------------------------------
# on_key LABEL: the row that begins so.
on_key() {
	press '[' Home
	i=0
	until mux capture-pane -p -t screen >seen && grep -Eq "^>..?$1" seen || [ $i -gt 15 ]; do
		press Down
		sleep 0.2
		i=$((i + 1))
	done
	grep -Eq "^>..?$1" seen
	ok $? "the row of $1" || tap_show screen seen
}
# deploys TARGET
deploys() {
	press ']'
	press p
	shows '^> Target ' 'deploying'
	press C-u
	enter "$1"
	press F2
	shows '^(Install|Replace) these files' "$1 asks"
	press Tab Enter
	shows "^..$1 .* deployed" "$1 is deployed"
}
renew() {
	press r
	shows '^Renew' "$1 is renewed"
	press F2
	shows '^Replace this TLS certificate' 'which asks'
	press Tab Enter
	shows "$2" 'and is done'
}
on_key 'web: '
renew web '^web: TLS certificate CN=web.example.org renewed'
deploys nginx
new_web=$(kept web)
[ "$web" != "$new_web" ]
ok $? 'web is another certificate'
all_serve "$new_web" "$mail" "$device" 'web renewed'
verified nginx own.pem web.example.org
on_key 'mail: '
request same mail-2
install_answer mail-2
shows '^Replace this TLS certificate' 'which asks'
press Tab Enter
shows 'mail: TLS certificate CN=mail.example.org installed' 'mail is renewed by its CA'
deploys postfix
new_mail=$(fingerprint <mail-2.pem)
all_serve "$new_web" "$new_mail" "$device" 'mail renewed'
verified postfix Outside.pem mail.example.org
press '[' Home
renew device '^(Standard )?TLS certificate .* renewed'
deploys dovecot
new_device=$(kept device)
[ "$device" != "$new_device" ]
ok $? 'device is another certificate'
all_serve "$new_web" "$new_mail" "$new_device" 'device renewed'

# ---- taken back each by itself -------------------------------------------------------------
# takes_back WORDS TARGET: the newest such entry of history, after which deploying is offered.
takes_back() {
	press H
	shows '^History' 'history'
	press /
	press C-u
	enter "$1"
	press Enter
	shows ' [12] of [0-9]+ shown' "has: $1"
	press u
	shows '^Undone: entry [0-9]+' 'which is undone'
	shows '^> Target' 'and its target offered'
	press C-u
	enter "$2"
	press F2
	shows '^(Install|Replace) these files' "$2 asks"
	press Tab Enter
	shows '^History' 'and is deployed'
	press q
	shows '^.?TLS keys' 'back'
	run tls target-list --json
	same deployed "$(jq -r ".[] | select(.name == \"$2\").status" out)" \
		'the list of targets says so'
}
takes_back 'web: TLS certificate CN=web.example.org renewed' nginx
all_serve "$web" "$new_mail" "$new_device" 'web taken back'
takes_back "$subject renewed" dovecot
all_serve "$web" "$new_mail" "$device" 'device taken back'
takes_back 'mail: TLS certificate CN=mail.example.org installed' postfix
all_serve "$web" "$mail" "$device" 'mail taken back'
run history verify
same 0 "$status" 'history is whole'
press q
tap_done
