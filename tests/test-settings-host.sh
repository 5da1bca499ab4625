#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Settings that stand under those of the store, for all stores of a host: what prevails,
# what is said about it, and what is locked.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
cd "$dir" || exit 1
unset SUDO_UID DOAS_USER PKEXEC_UID
export PEMDECK_ETC="$dir/etc"
mkdir -m 755 etc etc/settings.d

run ssl show
cat >etc/settings.cfg <<-'END'
	# of this host
	warning_days = 90;
	locked = [ "warning_days", "hooks", "profiles", "crl_url" ];
	crl_url = "http://host.example.org/ca.crl";
END
echo "hooks = ( { path = \"$dir/roots.pem\"; } );" >etc/settings.d/10-hooks.cfg
echo 'profiles = ( { name = "web"; purpose = "server"; days = 3; } );' >etc/settings.d/20-web.cfg
chmod 644 etc/settings.cfg etc/settings.d/*

# ---- what prevails, and where it comes from --------------------------------------------
succeeds 'one of the store' settings set critical_days 20
succeeds 'all are listed' settings list
prints "^warning_days +90 +locked: $dir/etc/settings.cfg " 'of the host, locked'
prints '^critical_days +20 +this store ' 'of the store'
prints '^undo_days +7 +default ' 'and default'
run settings list --json
same "90 host true $dir/etc/settings.cfg:2" "$(jq -r '.[] | select(.name == "warning_days") |
	"\(.value) \(.from) \(.locked) \(.place)"' out)" 'programs get the line'
same "20 store false $dir/store/settings.cfg:3" "$(jq -r '.[] | select(.name == "critical_days") |
	"\(.value) \(.from) \(.locked) \(.place)"' out)" 'of the store too'

# ---- locked ----------------------------------------------------------------------------
before=$(store_sum)
fails 1 "^pemdeck: warning_days: $dir/etc/settings.cfg:3 locks it" 'what is locked is not set' \
	settings set warning_days 5
same "$before" "$(store_sum)" 'nor anything else'
cp store/settings.cfg kept
cat >>store/settings.cfg <<-'END'
	warning_days = 5;
	crl_url = "http://store.example.org/ca.crl";
	hooks = ( { path = "/nonexistent/other.pem"; } );
	profiles = ( { name = "long"; purpose = "server"; days = 300; } );
END
run settings get warning_days
same 90 "$(cat out)" 'nor believed from the file'
run doctor
for name in warning_days crl_url hooks profiles; do
	prints "^$dir/store/settings.cfg:.*: $name is locked by $dir/etc/settings.cfg:3" \
		"the doctor says so: $name"
done
run settings get hooks
same "$dir/roots.pem pem" "$(tail -n 1 out | sed 's/  */ /g')" 'hooks are those of the host'
fails 2 'no profile "long".*sub-ca, web$' 'profiles, too' \
	ssl issue --profile long --dn CN=a --out a
succeeds 'which can be used' ssl issue --profile web --dn CN=a.example.org --out a
check 'and so is the address' sh -c \
	'openssl x509 -in a/cert.pem -noout -text | grep -q URI:http://host.example.org/ca.crl'
cp kept store/settings.cfg

# ---- files that nobody can believe -------------------------------------------------------
echo 'warning_days = 91;' >etc/settings.d/30.cfg
fails 1 "^pemdeck: $dir/etc/settings.d/30.cfg:1: contradicts $dir/etc/settings.cfg:2" \
	'two that contradict each other' ssl list
run doctor
same 1 "$status" 'the doctor'
prints "$dir/etc/settings.d/30.cfg:1: contradicts" 'names it'
echo 'warning_days = ' >etc/settings.d/30.cfg
fails 1 "^pemdeck: $dir/etc/settings.d/30.cfg:.*damaged" 'one that is broken' trust list
rm etc/settings.d/30.cfg
chmod 666 etc/settings.d/20-web.cfg
fails 1 "$dir/etc/settings.d/20-web.cfg: other users can write to it.*chmod go-w" \
	'one that others can write' ssl list
chmod 644 etc/settings.d/20-web.cfg

# ---- not for everybody to choose ---------------------------------------------------------
if [ "$(id -u)" -eq 0 ]; then
	run settings get warning_days
	same 90 "$(cat out)" 'root may choose another folder'
	for caller in SUDO_UID=1000 SUDO_USER=nobody DOAS_USER=nobody PKEXEC_UID=1000; do
		# shellcheck disable=SC2086
		env "$caller" $PEMDECK settings get warning_days >out 2>err
		[ "$(cat out)" != 90 ]
		ok $? "who calls root may not ($caller)"
	done
	chmod 777 etc
	run settings get warning_days
	[ "$(cat out)" != 90 ]
	ok $? 'nor is one chosen that others can write to'
else
	skip 'not root'
	chmod 777 etc
	fails 1 "$dir/etc" 'a folder that others can write to' ssl list
fi
tap_done
