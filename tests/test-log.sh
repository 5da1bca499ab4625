#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each sensitive act, with a log that cannot be written, where it is refused and leaves
# nothing; and with a socket that stands for /dev/log, which gets one line of it.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
unset SUDO_USER
me=$(id -un)
program=$PEMDECK
log=$PEMDECK_STORE/history.log
mkdir etc
echo text >file

# settings LOG ROLES: the settings, as an editor would write them.
settings() {
	printf 'format = 1;\nlog = "%s";\n%s\n' "$1" "$2" >"$PEMDECK_STORE/settings.cfg"
	echo "deploy = ( { name = \"web\"; certificate = \"$dir/etc/web.pem\";
		key = \"$dir/etc/web.key\"; } );" >>"$PEMDECK_STORE/settings.cfg"
}
run tls show
settings none
run ssl issue --purpose server --dn CN=kept.example --san DNS:kept.example --out kept
serial=$(openssl x509 -in kept/cert.pem -noout -serial | cut -d= -f2)
openssl req -x509 -newkey rsa:2048 -nodes -keyout agent.key -out agent.pem -days 9 \
	-subj /CN=agent -addext keyUsage=keyEncipherment 2>/dev/null
run encryption import agent.pem --alias agent --private-key-path "$dir/agent.key"
run encryption encrypt agent secret
cp out value

# each_act DO: does each of them, by DO NAME SENTENCE WORDS...
each_act() {
	"$1" 'showing a private key' 'Private key shown: ca' ssl show ca --private-key
	"$1" 'exporting a private key' 'Private key exported: each.pem' \
		ssl export each.pem --private-key
	"$1" 'signing' 'Files signed: file' signature sign file --out each.sig
	"$1" 'decrypting by the stored path' 'Decrypted: agent' encryption decrypt agent
	"$1" 'deploying' 'TLS key deployed' tls deploy --yes
	"$1" 'forgetting a key' "[Kk]ey .*kept.example" ssl forget-key "$serial" --yes
}

# ---- a log that cannot be written ---------------------------------------------------------------
# refuses NAME SENTENCE WORDS...
# shellcheck disable=SC2317 # each_act calls it
refuses() {
	name=$1
	shift 2
	fails 1 'so nothing is done' "$name is refused" "$@" <value
	! [ -e each.pem ] && ! [ -e each.sig ] && ! [ -e etc/web.pem ] && ! [ -e etc/web.key ]
	ok $? 'and leaves no file'
}
settings file
mkdir -m 700 "$log"
each_act refuses
run doctor
prints 'history.log: cannot be written, and with this log nothing is done' 'the doctor tells why'
rmdir "$log"
settings none
mkdir "$log"
fails 1 'history.log: cannot be written' 'a log that cannot be written is not set' settings set log file
rmdir "$log"
succeeds 'one that is to be made is' settings set log file
settings none
run ssl show "$serial" --private-key
grep -q 'PRIVATE KEY' out
ok $? 'the key that was to be forgotten is still here' || tap_show stderr err

# ---- a socket in the place of /dev/log ----------------------------------------------------------
cat >listen.py <<'END_OF_FILE'
import socket, subprocess, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
log.setblocking(False)
status = subprocess.run(sys.argv[1:]).returncode
with open("lines", "wb") as lines:
    try:
        while True:
            lines.write(log.recv(65536) + b"\n")
    except BlockingIOError:
        pass
sys.exit(status)
END_OF_FILE
cat >listen.sh <<'END_OF_FILE'
mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/urandom c 1 9 || exit 77
exec python3 listen.py "$@"
END_OF_FILE
if ! [ "$(id -u)" -eq 0 ] || ! command -v python3 >/dev/null ||
	! unshare -m sh -c 'mount -t tmpfs none /dev && mknod /dev/null c 1 3 && : >/dev/null' \
		2>/dev/null; then
	skip 'only root can have a /dev of its own'
	tap_done
fi

# logged NAME PATTERN: syslog has got one line, which matches.
logged() {
	[ "$(wc -l <lines)" -eq 1 ] && grep -Eq \
		"^<86>pemdeck\\[[0-9]+\\]: $PEMDECK_STORE entry [0-9]+, $me, $2" lines
	ok $? "$1 sends syslog one line" || tap_show lines lines
}

# does NAME SENTENCE WORDS...
# shellcheck disable=SC2317 # each_act calls it
does() {
	name=$1 sentence=$2 act="$3 $4"
	shift 2
	succeeds "$name is done" "$@" <value
	logged "$name" "$act: .*$sentence"
}
settings syslog
PEMDECK="unshare -m sh listen.sh $program"
each_act does
run settings set warning_days 61 --yes --comment "$(printf 'two\nlines')"
logged 'a change' 'settings set: Setting warning_days is now 61; two.*lines$'
settings syslog 'roles = { security_officer = [ "somebody-else" ]; };'
fails 1 'this needs the role' 'a role refuses to show a key' ssl show ca --private-key
logged 'a try that a role refuses' 'ssl show: Refused: this needs the role'
tap_done
