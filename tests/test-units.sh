#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The units for systemd: systemd takes them, and what they call is there.
# shellcheck source=tests/tap.sh
tests=${TESTS:-$(dirname "$0")}
. "$tests/tap.sh"
data=$tests/../data
exec </dev/null

cp "$data"/*.timer "$dir"
# Installed in a folder with a blank in its name.
mkdir "$dir/a folder"
ln -s /bin/true "$dir/a folder/pemdeck"
for unit in crl renew status; do
	sed "s,@bindir@,$dir/a folder,g" "$data/pemdeck-$unit.service.in" \
		>"$dir/pemdeck-$unit.service"
done
if command -v systemd-analyze >/dev/null; then
	for unit in crl.service crl.timer renew.service renew.timer status.service status.timer; do
		check "pemdeck-$unit is right" env SYSTEMD_LOG_LEVEL=warning \
			systemd-analyze verify --man=no "$dir/pemdeck-$unit"
		[ ! -s "$dir/check" ]
		ok $? 'without a warning' || tap_show said "$dir/check"
	done
else
	skip 'systemd-analyze is missing'
fi
# What is refused fails without a word, and the child that reads is less confined: systemd 252
# has these calls in no group.
called=$(sed -n 's/.*SYS_\(landlock_[a-z_]*\), .*/\1/p' "$tests/../src/x509/read/confine.c")
same "$(printf "%s\n" landlock_create_ruleset landlock_restrict_self)" "$called" \
	'a child confines itself'
for unit in crl status; do
	for call in seccomp $called; do
		grep -q "^SystemCallFilter=.* $call\>" "$dir/pemdeck-$unit.service"
		ok $? "which pemdeck-$unit lets it by $call"
	done
done
for unit in crl status; do
	sed -n 's,^ExecStart="@bindir@/pemdeck" ,,p' "$data/pemdeck-$unit.service.in" >"$dir/calls"
	while read -r words; do
		eval "run $words"
		same 0 "$status" "what pemdeck-$unit.service calls is done: $words" ||
			tap_show said "$dir/err"
	done <"$dir/calls"
done

# That which renews calls two, the second also where the first fails.
rm "$dir/a folder/pemdeck"
cat >"$dir/a folder/pemdeck" <<END
#!/bin/sh
echo "\$1 \$2" >>"$dir/called"
[ "\$1" != "\$FAILS" ] && exec $PEMDECK "\$@"
END
chmod 755 "$dir/a folder/pemdeck"
sed -n "s,^ExecStart=/bin/sh -c '\(.*\)'\$,\1,p" "$dir/pemdeck-renew.service" | sed 's/\$\$/$/g' >"$dir/script"
for fails in none tls ssl; do
	rm -f "$dir/called"
	FAILS=$fails sh -c "$(cat "$dir/script")" 2>"$dir/err"
	status=$?
	same 'tls renew,ssl renew' "$(paste -sd, "$dir/called")" "both are called where $fails fails"
	[ "$fails" = none ] && wanted=0 || wanted=1
	same "$wanted" "$status" 'and that is told' || tap_show said "$dir/err"
done

# ---- installed below a folder with a blank --------------------------------------------------
if [ -e Makefile ]; then
	unset MAKEFLAGS MAKELEVEL MFLAGS
	mkdir "$dir/a"
	check 'what Ansible needs is installed' \
		make -s install-data-local DESTDIR="$dir/a place"
	check 'where it was said' sh -c "find '$dir/a place' -name galaxy.yml | grep -q ."
	check 'the translations too' make -s -C po install DESTDIR="$dir/a place"
	if grep -q '^USE_NLS = yes' po/Makefile; then
		check 'in the same place' sh -c "find '$dir/a place' -name pemdeck.mo | grep -q ."
	fi
	check 'and uninstalled' make -s uninstall-local DESTDIR="$dir/a place"
	check 'those too' make -s -C po uninstall DESTDIR="$dir/a place"
	same '' "$(find "$dir/a place" -type f)" 'nothing is left'
	check 'and the folder that is called as the first word stays' test -d "$dir/a"
else
	skip 'not in the folder that was built in'
fi
tap_done
