#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan where somebody put what should harm it: it ends, reads nothing that it should not, and
# tells what it left out.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
# shellcheck source=tests/scan.sh disable=SC2119,SC2120
. "$TESTS/scan.sh"

# unread PATTERN WORDS: a warning of the last scan matches
unread() {
	grep -Eq "warning: .*$1" err
	ok $? "$2" || tap_show stderr err
}

make_ca ca '/CN=Scan Root'
make_leaf web ca usual DNS:www.example.org
put web.pem /etc/nginx/web.pem 644
put web.key /etc/nginx/web.key 600
put ca.pem /etc/ssl/certs/ca.pem 644

# ---- configuration -------------------------------------------------------------------------
config /etc/nginx/nginx.conf <<'END'
include /etc/nginx/a.conf;
include loop/*;
include fifo zero gone.conf /proc/self/environ folder;
include huge.conf long.conf;
server { listen 443 ssl; ssl_certificate web.pem; ssl_certificate_key web.key; }
server { ssl_certificate $who.pem; ssl_certificate_key fifo; }
server { ssl_certificate zero; }
server { ssl_certificate fifo; }
server { ssl_certificate ring/a; }
END
config /etc/nginx/a.conf <<'END'
include /etc/nginx/b.conf;
END
config /etc/nginx/b.conf <<'END'
include /etc/nginx/a.conf;
END
mkdir "$root/etc/nginx/loop" "$root/etc/nginx/ring" "$root/etc/nginx/folder"
ln -s ../nginx.conf "$root/etc/nginx/loop/again.conf"
ln -s b "$root/etc/nginx/ring/a"
ln -s a "$root/etc/nginx/ring/b"
mkfifo "$root/etc/nginx/fifo"
mknod "$root/etc/nginx/zero" c 1 5 2>/dev/null || mkfifo "$root/etc/nginx/zero"
head -c 10000000 /dev/zero | tr '\0' '#' >"$root/etc/nginx/huge.conf"
{
	printf 'set "'
	head -c 3000000 /dev/zero | tr '\0' 'x'
	printf '";\n'
} >"$root/etc/nginx/long.conf"
scan
[ "$status" -eq 0 ]
ok $? 'circles, pipes, devices and long lines: it ends'
faults /etc/nginx/web.pem '' 'what is right is found nevertheless'
unread '/etc/nginx/a.conf was not read: the file includes itself' 'a circle is told'
unread '/etc/nginx/nginx.conf was not read: the file includes itself|again.conf was not read' \
	'also through a link'
unread '/etc/nginx/fifo was not read: this is not a regular file' 'a pipe is not waited for'
unread '/etc/nginx/zero was not read: this is not a regular file' 'a device is not read'
unread '/etc/nginx/huge.conf was not read: the file is too large' 'a large file is told'
unread 'nginx.conf:6 was not read: .who.pem has a variable' 'a variable nobody set is told'
unread '/etc/nginx/ring/a was not read: Too many levels' 'links in a ring are told'
rm -r "$root/etc/nginx"

# A configuration that leads out of the root finds what is there in the root.
secret=$dir/outside.pem
cp web.pem "$secret"
mkdir -p "$root/etc/nginx"
config /etc/nginx/nginx.conf <<END
server { ssl_certificate $secret; }
server { ssl_certificate ../../../../../../../../$secret; }
server { ssl_certificate link.pem; }
END
ln -s "$secret" "$root/etc/nginx/link.pem"
scan
same '' "$(jq -r '.[] | select(.subject | test("example"))' rows.json)" 'nothing leads out of the root'
rm -r "$root/etc/nginx"

# Many blocks, words and files.
mkdir -p "$root/etc/nginx/many"
{
	i=0
	while [ $i -lt 20000 ]; do
		printf 'a{b{c{d e f %s;' $i
		i=$((i + 1))
	done
} >"$root/etc/nginx/nginx.conf"
scan
[ "$status" -eq 0 ]
ok $? 'blocks without an end: it ends'
config /etc/nginx/nginx.conf <<'END'
include many/*; include many/*;
END
i=0
while [ $i -lt 60 ]; do
	echo 'include many/*;' >"$root/etc/nginx/many/$i"
	i=$((i + 1))
done
scan --seconds 20
[ "$status" -eq 0 ]
ok $? 'files that include each other: it ends'
unread 'too many files are included|includes itself|over too many others' 'and tells it'
rm -r "$root/etc/nginx"

# ---- places --------------------------------------------------------------------------------
put web.pem /etc/ssl/web.pem 644
mkdir -p "$root/etc/ssl/deep" "$root/srv/many" "$root/etc/ssl/closed"
ln -s ../../ssl "$root/etc/ssl/deep/up"
ln -s /etc/ssl "$root/etc/ssl/deep/whole"
mkfifo "$root/etc/ssl/pipe.pem"
printf '%s' '-----BEGIN CERTIFICATE-----
AAAA' >"$root/etc/ssl/cut.pem"
head -c 2000 /dev/urandom >"$root/etc/ssl/noise.der"
head -c 3000000 web.pem >/dev/null
{
	cat web.pem
	head -c 3000000 /dev/zero
} >"$root/etc/ssl/fat.pem"
scan
same /etc/ssl/web.pem "$(jq -r '.[].file' rows.json)" 'links, pipes and noise in a folder: what is right is found'
unread '/etc/ssl/fat.pem was not read: the file is too large' 'a large file is told'
(cd "$root/srv/many" && seq 1 3000 | xargs touch)
scan /srv --seconds 30
same 0 "$status" 'thousands of empty files: none is told'
if [ -z "${PEMDECK_VALGRIND-}" ]; then
	rm -r "$root/srv/many"
	mkdir "$root/srv/many"
	(cd "$root/srv/many" && seq 1 500 | xargs touch)
	# shellcheck disable=SC2046
	scan $(yes /srv | head -n 250) --seconds 300
	unread 'there are too many files; the rest was not examined' 'no tree is too large to end'
else
	skip 'too slow under valgrind'
fi
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 "$root/etc/ssl/closed"
	scan
	unread '/etc/ssl/closed was not read: Permission denied' 'a folder that may not be read is told'
	chmod 700 "$root/etc/ssl/closed"
else
	skip 'root may read every folder'
fi

# ---- what cannot be scanned ----------------------------------------------------------------
run scan --root "$dir/none"
[ "$status" -ne 0 ] && grep -q "none: cannot be opened" err
ok $? 'a root that is not there is an error'
scan /nowhere
unread '/nowhere was not read: No such file' 'a path that is not there is told'
mkdir -p "$PEMDECK_ETC/services.d"
echo 'services = ( { name = "mine"; grammars = "x"; } );' >"$PEMDECK_ETC/services.d/mine.cfg"
fails 1 'mine.cfg:1: a service cannot have grammars' 'a mistake in a table of ones own is named' \
	scan --root "$root"
for member in 'grammar = "equal"|no grammar "equal"' 'ports = [ "https" ]|"https" of ports is not a port' \
	'ports = [ "25/mail" ]|"25/mail" of ports is not a port' 'protocol = "mail"|no protocol "mail"'; do
	echo "services = ( { name = \"mine\"; places = \"/m\"; ${member%|*}; } );" \
		>"$PEMDECK_ETC/services.d/mine.cfg"
	fails 1 "mine.cfg:1: .*${member#*|}" "so is a word that is none: ${member%|*}" scan --root "$root"
done
echo 'services = ( { name = "mine"; grammar = "equals"; files = [ "/etc/mine.ini" ];
	certificate = [ "tls cert" ]; } );' >"$PEMDECK_ETC/services.d/mine.cfg"
config /etc/mine.ini <<'END'
tls = on cert /etc/ssl/web.pem
END
scan
same mine "$(jq -r '.[].used_by' rows.json)" 'a service of ones own is found'
chmod 666 "$PEMDECK_ETC/services.d/mine.cfg"
fails 1 'mine.cfg: other users can write to it' 'a table that others can write is not believed' \
	scan --root "$root"
tap_done
