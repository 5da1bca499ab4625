#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No secret is shown, handed over or used without an entry in history; and with the setting
# log, without a line in the log. Where that cannot be written, it is refused.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
cd "$dir" || exit 1
unset SUDO_USER
mkdir etc
echo text >file
run tls show
echo "deploy = ( { name = \"web\"; certificate = \"$dir/etc/web.pem\"; key = \"$dir/etc/web.key\"; } );" \
	>>"$PEMDECK_STORE/settings.cfg"

# noted SENTENCE WORDS: the newest entry says so.
noted() {
	run history list --json --limit 1
	same "$1" "$(jq -r '.[0].sentence' out)" "$2"
}
entries() {
	run history list --json
	jq length out
}

# leaves SENTENCE PEMDECK-WORDS...: the act is done and noted, by one entry.
leaves() {
	sentence=$1
	shift
	before=$(entries)
	succeeds "$*" "$@"
	noted "$sentence" "leaves: $sentence"
	same $((before + 1)) "$(entries)" 'one entry'
}
leaves 'Private key shown: ca' ssl show ca --private-key
leaves 'Private key shown' signature show --private-key
leaves 'Private key exported: ca.pem' ssl export ca.pem --private-key
leaves 'Private key exported: -' signature export - --private-key
leaves 'Private key exported: tls.pem' tls export tls.pem --private-key
leaves 'Files signed: file' signature sign file
leaves 'TLS key deployed' tls deploy --yes
leaves 'History sealed: seal' history seal seal
before=$(entries)
succeeds 'what is no secret' ssl show ca
run ssl export public.pem
run tls deploy
run signature verify file
same "$before" "$(entries)" 'leaves none, nor does a deployment of nothing new'
if command -v openssl >/dev/null; then
	openssl req -x509 -newkey rsa:2048 -nodes -keyout agent.key -out agent.pem -days 9 \
		-subj /CN=agent -addext keyUsage=keyEncipherment 2>/dev/null
	run encryption import agent.pem --alias agent --private-key-path "$dir/agent.key"
	run encryption encrypt agent secret
	cp out value
	leaves 'Decrypted: agent' encryption decrypt agent <value
fi
run tls generate --yes --algorithm ec
chmod 500 etc
if [ "$(id -u)" -ne 0 ]; then
	run tls deploy --yes
	noted 'TLS key deployed' 'a deployment that fails after that is told'
fi
chmod 700 etc

# ---- where it cannot be put down ------------------------------------------------------------
rm -f out.pem
if [ "$(id -u)" -ne 0 ]; then
	chmod -R a-w "$PEMDECK_STORE"
	fails 1 'read-only' 'a store that cannot be written shows no key' ssl show ca --private-key
	fails 1 'read-only' 'nor hands one over' ssl export out.pem --private-key
	fails 1 'read-only' 'nor signs' signature sign file --out other.sig
	[ ! -e out.pem ] && [ ! -e other.sig ]
	ok $? 'nothing is written'
	chmod -R u+w "$PEMDECK_STORE"
else
	skip 'root can write everywhere'
fi

# ---- the log --------------------------------------------------------------------------------
log=$PEMDECK_STORE/history.log
succeeds 'entries go to a file, too' settings set log file --comment 'as the auditor wants'
[ ! -e "$log" ]
ok $? 'from the next on'
run ssl show ca --private-key
run settings set warning_days 60 --comment 'ticket 42'
same 2 "$(wc -l <"$log")" 'a line for each'
grep -q "entry [0-9]*, $(id -un), ssl show: Private key shown: ca\$" "$log"
ok $? 'with who, what and which entry'
grep -q 'settings set: Setting warning_days is now 60; ticket 42$' "$log"
ok $? 'and the comment'
same 600 "$(stat -c %a "$log")" 'readable only to the owner'
succeeds 'doctor takes it for no damage' doctor
rm "$log"
mkdir "$log"
fails 1 'history.log: the setting log is file, and it cannot be written, so nothing is done' \
	'where it cannot be written no key is shown' ssl show ca --private-key
fails 1 'so nothing is done' 'none is written to a file' ssl export out.pem --private-key
[ ! -e out.pem ]
ok $? 'that is not there'
fails 1 'so nothing is done' 'and nothing is changed' settings set warning_days 61 --yes
run settings get warning_days
prints '^60$' 'the setting is as it was'
rmdir "$log"
run settings set log none --yes
if [ -e /dev/log ]; then
	skip 'there is a syslog here, which this should not write to'
else
	fails 1 '/dev/log: cannot be written' 'where there is no syslog it is not set' \
		settings set log syslog --yes
	cp "$PEMDECK_STORE/settings.cfg" kept
	sed -i 's/^log = .*/log = "syslog";/' "$PEMDECK_STORE/settings.cfg"
	fails 1 '/dev/log: the setting log is syslog, and it cannot be reached' \
		'and where it went since, nothing is done' signature sign file --yes
	run doctor
	prints '^/dev/log: cannot be written' 'which doctor tells'
	mv kept "$PEMDECK_STORE/settings.cfg"
fi

# ---- a syslog that does not read ----------------------------------------------------------
# In a /dev of our own, with a socket whose queue is full.
cat >stuck.py <<'END'
import socket, subprocess, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
other = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
other.setblocking(False)
other.connect("/dev/log")
try:
    while True:
        other.send(b"x")
except BlockingIOError:
    pass
sys.exit(subprocess.run(sys.argv[1:]).returncode)
END
cat >stuck.sh <<'END'
mount -t tmpfs none /dev && mknod /dev/null c 1 3 && mknod /dev/urandom c 1 9 || exit 77
exec python3 stuck.py "$@"
END
if [ "$(id -u)" -eq 0 ] && command -v python3 >/dev/null &&
	unshare -m sh -c 'mount -t tmpfs none /dev && mknod /dev/null c 1 3 && : >/dev/null' \
		2>/dev/null; then
	stuck=$PEMDECK
	printf 'format = 1;\nlog = "syslog";\n' >"$PEMDECK_STORE/settings.cfg"
	PEMDECK="unshare -m sh stuck.sh timeout 60 $PEMDECK"
	fails 1 '/dev/log: the setting log is syslog, and it cannot be reached' \
		'one that does not read is not waited for without end' \
		settings set warning_days 62 --yes
	PEMDECK=$stuck
else
	skip 'only root can have a syslog that does not read'
fi
tap_done
