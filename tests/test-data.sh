#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is shipped for other programs fits to this one.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq python3
cd "$dir" || exit 1
data=$TESTS/../data

# ---- monitoring ----------------------------------------------------------------------------
run backup - --passphrase-file /dev/null
printf 'a good passphrase' >pass
run backup all.cms --passphrase-file pass
succeeds 'metrics' status --prometheus
# shellcheck disable=SC2013 # words
for name in $(grep '^ *expr:' "$data/prometheus-pemdeck.rules.yml" | grep -o 'pemdeck_[a-z_]*' | sort -u); do
	prints "^$name" "the rules name a metric that there is: $name"
done
# shellcheck disable=SC2013 # words
for label in $(grep -o 'labels\.[a-z]*' "$data/prometheus-pemdeck.rules.yml" | sed 's/.*\.//' |
	grep -v instance | sort -u); do
	prints "^pemdeck_alarm.*[{,]$label=" "and labels: $label"
done
run settings set backup_days 1
sed -i 's/^time = .*/time = 1700000000L;/' "$PEMDECK_STORE/backup.cfg"
grep '^#   ' "$data/prometheus-pemdeck.rules.yml" |
	sed "s|^#   ||; s|^pemdeck |$PEMDECK |; s|/var/lib/prometheus/node-exporter/||g" >recipe
sh recipe 2>log
grep -q '^pemdeck_alarm{.*} 1$' pemdeck.prom
ok $? 'what the rules say makes the metrics of a warning, too' || tap_show recipe recipe log
if python3 -c 'import yaml' 2>/dev/null; then
	check 'the rules are YAML' python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' \
		"$data/prometheus-pemdeck.rules.yml"
else
	skip 'no PyYAML'
fi
run status --help
for option in $(grep -o '^		"--[a-z]*' "$data/icinga2-pemdeck.conf" | tr -d '\t"'); do
	prints "^  $option " "Icinga's command has an option that there is: $option"
done
if command -v visudo >/dev/null; then
	check 'sudo reads its example' visudo -c -q -f "$data/sudoers-pemdeck.example"
else
	skip 'no visudo'
fi

# ---- settings --------------------------------------------------------------------------------
cp "$data/settings.cfg.example" store/settings.cfg
chmod 600 store/settings.cfg
succeeds 'the example of settings is read' settings list --json
cp out example
echo 'format = 1;' >store/settings.cfg
run settings list --json
same "$(jq -c 'map({name, value})' out)" "$(jq -c 'map({name, value})' example)" \
	'and says what holds anyway'

# shellcheck disable=SC2013 # words
for name in $(sed -n 's/^#* *\([a-z_]*\) = .*/\1/p; s/[{;] *\([a-z_]*\) = /\n= \1\n/g' \
	"$data/settings.cfg.example" | sort -u); do
	grep -Eq "(\\\\fB)?$name(\\\\fR| =)" "$data/pemdeck.cfg.5"
	ok $? "the manual of settings names $name"
done
run settings list --json
for name in $(jq -r '.[].name' out); do
	grep -q "^\\\\fB$name\\\\fR" "$data/pemdeck.cfg.5"
	ok $? "the manual of settings explains $name"
done
if command -v groff >/dev/null; then
	same '' "$(groff -man -ww -z "$data/pemdeck.cfg.5" 2>&1)" 'groff reads it without a warning'
else
	skip 'no groff'
fi

# ---- the package -----------------------------------------------------------------------------
debian=$TESTS/../debian
version=$(sed -n 's/^AC_INIT(\[pemdeck\], \[\(.*\)\])/\1/p' "$TESTS/../configure.ac")
same "$version" "$(sed -n '1s/^pemdeck (\([^)]*\)).*/\1/p' "$debian/changelog")" \
	'the package has the version of the program'
# shellcheck disable=SC2013 # words
for package in $(sed -n "/^to_build='/,/'\$/p" "$TESTS/../script/bootstrap" |
	sed -n 's/^module .* \([a-z0-9-]*-dev\).*/\1/p' | sort -u); do
	grep -Eq "^ *$package,?\$" "$debian/control"
	ok $? "what it is built with is named: $package"
done
mkdir bin && printf '#!/bin/sh\nexec %s "$@"\n' "$PEMDECK" >bin/pemdeck && chmod +x bin/pemdeck
check 'what is tested of the package once installed holds' \
	env PATH="$dir/bin:$PATH" sh "$debian/tests/issue"
tap_done
