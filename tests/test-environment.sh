#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Root believes no variable by which libraries read files of another account, or are told
# what only the account itself may want: su hands them on, and sudo if it is told so. What
# is handed on to a command that the program runs shows what was dropped.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"

places='TEXTDOMAINDIR LOCPATH NLSPATH GCONV_PATH GETCONF_DIR TZDIR TERMINFO TERMINFO_DIRS
	TERMPATH'
files='TERMCAP HOSTALIASES RESOLV_HOST_CONF GNUTLS_SYSTEM_PRIORITY_FILE'
settings='GNUTLS_SYSTEM_PRIORITY_FAIL_ON_INVALID GNUTLS_FORCE_FIPS_MODE
	GNUTLS_SKIP_FIPS_INTEGRITY_CHECKS GNUTLS_CPUID_OVERRIDE P11_KIT_DEBUG P11_KIT_STRICT
	P11_KIT_NO_USER_CONFIG LOCALDOMAIN RES_OPTIONS RESOLV_MULTI RESOLV_REORDER
	RESOLV_ADD_TRIM_DOMAINS RESOLV_OVERRIDE_TRIM_DOMAINS'
never='SSLKEYLOGFILE GNUTLS_DEBUG_LEVEL GNUTLS_NO_IMPLICIT_INIT GNUTLS_NO_EXPLICIT_INIT'

cd "$dir" || exit 1
umask 022
mkdir etc folder
: >file
printf '# nothing\n' >config
succeeds 'a key for the host' tls generate --yes --dn CN=host.example
cat >>"$PEMDECK_STORE/settings.cfg" <<END
deploy = ( { name = "here"; key = "$dir/etc/key"; certificate = "$dir/etc/cert";
	reload = "env >$dir/etc/environment"; } );
END

# deploy VARIABLE=VALUE...: what the reload got is in etc/environment.
deploy() {
	rm -f etc/*
	run_with "$@"
	[ -s etc/environment ] || tap_show 'deploy said' err
}
run_with() {
	status=0
	# shellcheck disable=SC2086
	env "$@" $without_terminal $PEMDECK tls deploy --yes here >out 2>err || status=$?
}
got() {
	grep -q "^$1=" etc/environment
}

for name in $never; do
	deploy "$name=1"
	! got "$name"
	ok $? "$name is believed from nobody"
done
if [ "$(id -u)" -ne 0 ]; then
	for name in $settings; do
		deploy "$name=1"
		got "$name"
		ok $? "one's own $name stays"
	done
	tap_done
fi

# ---- programs -----------------------------------------------------------------------------
mkdir own other wide
chown 65534 other
chmod 777 wide
for place in own other wide; do
	printf '#!/bin/sh\n: >%s/etc/ran-%s\n' "$dir" $place >$place/a-$place
	chmod 755 $place/a-$place
done
cp -p other/a-other a-here
kept=$(cat "$PEMDECK_STORE/settings.cfg")
sed -i "s,reload = .*,reload = \"a-own; a-other; a-wide; a-here; env >$dir/etc/environment\"; } );," \
	"$PEMDECK_STORE/settings.cfg"
deploy "PATH=$dir/other:$dir/wide:$dir/own:$dir/nowhere::.:$PATH"
same ran-own "$(cd etc && echo ran-*)" "root's commands are not looked for where others put programs"
deploy PATH=other:.
grep -q '^PATH=/usr/sbin:' etc/environment
ok $? 'nor nowhere, where no place is left'
echo "$kept" >"$PEMDECK_STORE/settings.cfg"

for name in $places; do
	deploy "$name=$dir/folder"
	got "$name"
	ok $? "root's own $name stays"
	chown 65534 folder
	deploy "$name=$dir/folder"
	! got "$name"
	ok $? "but not in another account's directory"
	deploy "$name=/usr:$dir/folder"
	! got "$name"
	ok $? "nor where only one of several is"
	chown 0 folder
done
for name in $files; do
	deploy "$name=$dir/file"
	got "$name"
	ok $? "root's own $name stays"
	chown 65534 file
	deploy "$name=$dir/file"
	! got "$name"
	ok $? "but not another account's file"
	chown 0 file
	chmod 0666 file
	deploy "$name=$dir/file"
	! got "$name"
	ok $? "nor one that others may write"
	chmod 0644 file
	ln -sf file link
	deploy "$name=$dir/link"
	! got "$name"
	ok $? "nor a link, which may change"
done
for name in $settings; do
	deploy "$name=1"
	! got "$name"
	ok $? "$name does not say whose it is, so root drops it"
done
for zone in Europe/Berlin :UTC CET-1CEST,M3.5.0/2,M10.5.0 "$dir/file"; do
	deploy "TZ=$zone"
	got TZ
	ok $? "the zone $zone stays"
done
for zone in "$dir/link" ":$dir/link" ../../tmp/x; do
	deploy "TZ=$zone"
	! got TZ
	ok $? "but not $zone, which is not root's file"
done
deploy LANGUAGE=de:en_GB
got LANGUAGE
ok $? "root's language stays"
deploy LANGUAGE=../../tmp/x
! got LANGUAGE
ok $? 'but not where it is a path'

# GnuTLS would read its settings before main: from a pipe that would take for ever.
mkfifo pipe
chown 65534 pipe
GNUTLS_SYSTEM_PRIORITY_FILE="$dir/pipe" timeout 60 "$PEMDECK" --version >out 2>err
ok $? "what another account wants of GnuTLS is not even opened" || tap_show stderr err

# The terminal's description in the home of another account.
if ! command -v tmux >/dev/null || ! command -v tic >/dev/null; then
	skip 'tmux and tic show which description of the terminal is used'
	tap_done
fi
# shellcheck source=tests/tmux.sh
. "${TESTS:-$(dirname "$0")}/tmux.sh"
mkdir -p home/.terminfo
printf 'pemdeck-odd|of somebody,\n\tuse=xterm,\n' >odd.ti
tic -x -o home/.terminfo odd.ti
at_home="env TERM=pemdeck-odd HOME=$dir/home PEMDECK_STORE=$PEMDECK_STORE $PEMDECK 2>&1; sleep 60"
chown 65534 home
mux new-session -d -s screen -x 120 -y 24 "$at_home"
shows 'pemdeck-odd is not known' "root's screen reads no terminfo in another account's home"
chown 0 home
mux respawn-pane -k -t screen "$at_home"
shows 'SSL' 'but in its own'
! grep -q 'is not known' seen
ok $? 'without complaint'
tap_done
