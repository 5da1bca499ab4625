#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan take: how the service of a target is reloaded is found on the machine, by systemd's units
# or by /etc/init.d. The folders of both are this test's, in a mount namespace of its own.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
skipped() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ "$(id -u)" = 0 ] || skipped 'only root may mount'
command -v unshare >/dev/null || skipped 'unshare is missing'
if [ -z "${PEMDECK_SCAN_RELOAD-}" ]; then
	unshare --mount --propagation private true 2>/dev/null ||
		skipped 'no mount namespace of its own is allowed here'
	PEMDECK_SCAN_RELOAD=1 exec unshare --mount --propagation private "$0"
fi
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

cp -a /etc etc
mkdir -p etc/systemd/system etc/init.d
mount --bind etc /etc
mount -t tmpfs none /run

# ---- services, each with a certificate of its own --------------------------------------------
root own 'basicConstraints=critical,CA:TRUE'
mkdir -p service "$PEMDECK_ETC/services.d"
echo 'services = (' >"$PEMDECK_ETC/services.d/mine.cfg"
# has SERVICE RENEW: a row of the table for it, its configuration and what it serves
has() {
	issue "$1" own "subjectAltName=DNS:$1.example.org"
	cp "$1.pem" "$1.key" service
	printf 'cert = %s.pem\nkey = %s.key\n' "$1" "$1" >"service/$1.ini"
	echo "{ name = \"$1\"; grammar = \"equals\"; files = [ \"$dir/service/$1.ini\" ];
certificate = [ \"cert\" ]; key = [ \"key\" ]; unit = \"pd-$1\"; renew = \"$2\"; }" \
		>>"$PEMDECK_ETC/services.d/mine.cfg"
}
has www reload && echo , >>"$PEMDECK_ETC/services.d/mine.cfg"
has ldap restart && echo , >>"$PEMDECK_ETC/services.d/mine.cfg"
has mail none
echo ');' >>"$PEMDECK_ETC/services.d/mine.cfg"
printf 'cert = ldap.pem\nkey = ldap.key\n' >>service/www.ini # both use it

# reloads CERTIFICATE: how its target is reloaded once it is taken over, which undo takes back
reloads() {
	run scan take "$dir/service/$1.pem" --name "$1"
	cp err told
	[ "$status" -eq 0 ] || tap_show stderr err
	run tls target-list --json
	jq -r --arg name "$1" '.[] | select(.name == $name) | .reload |
		if . == "" or . == null then "nothing" else . end' out
	run history undo --yes >/dev/null
}

# ---- neither systemd nor a script ------------------------------------------------------------
same nothing "$(reloads www)" 'where nothing says how, the target has no command'
grep -q 'how www is reloaded was not found.*target-set' told
ok $? 'and it is told where to give one' || tap_show told told
same nothing "$(reloads mail)" 'a service that looks by itself needs none'
! grep -q 'was not found' told
ok $? 'and nothing is missed'

# ---- /etc/init.d -----------------------------------------------------------------------------
for name in www ldap; do
	printf '#!/bin/sh\n' >etc/init.d/pd-$name
done
same nothing "$(reloads www)" 'a script that may not be run is none'
chmod +x etc/init.d/pd-*
same 'if service pd-www status >/dev/null 2>&1; then service pd-www reload; fi' "$(reloads www)" \
	'a script reloads the service, if it runs'
restart='if service pd-ldap status >/dev/null 2>&1; then service pd-ldap restart; fi'
both=$(reloads ldap)
case $both in
*"$restart"*) result=0 ;;
*) result=1 ;;
esac
ok $result 'or starts it again, where it cannot' || tap_show reload told
case $both in
*'pd-www reload'*' && '* | *' && '*'pd-www reload'*) result=0 ;;
*) result=1 ;;
esac
ok $result 'and the other service that uses it, too' || printf '# %s\n' "$both"

# ---- systemd -----------------------------------------------------------------------------------
mkdir -p /run/systemd/system
same nothing "$(reloads www)" 'where systemd runs, its units count alone'
printf '[Service]\nExecStart=/bin/true\n' >etc/systemd/system/pd-www.service
same 'systemctl try-restart pd-www' "$(reloads www)" 'a unit that cannot reload starts again'
printf 'ExecReload=/bin/true\n' >>etc/systemd/system/pd-www.service
same 'systemctl try-reload-or-restart pd-www' "$(reloads www)" 'one that can reloads'
printf '[Service]\nExecReload=/bin/true\n' >/run/systemd/system/pd-ldap.service
case $(reloads ldap) in
*'systemctl try-restart pd-ldap'*) result=0 ;;
*) result=1 ;;
esac
ok $result 'and one that has to start again does, whatever it could' || tap_show told told
tap_done
