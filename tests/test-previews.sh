#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the dialogue shows before it is agreed to, in operations that the screens have no picture
# of; "no" then changes nothing.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
exec </dev/null
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
cd "$dir" || exit 1
# shellcheck source=tests/fleet.sh
. "$TESTS/fleet.sh"

# asks WORDS LINE...: these lines are typed; nothing is agreed to, and nothing changes
asks() {
	words=$1
	shift
	before=$(store_sum)
	printf '%s\n' "$@" >in
	run --linear <in
	same "0 $before" "$status $(store_sum)" "$words: nothing is changed without a yes"
}

make_ca old
sign old www && sign old mail
succeeds 'a store' ssl show
mkdir -p moved/live/www moved/live/mail
for name in www mail; do
	cp $name.key moved/live/$name/privkey.pem
	cp $name.pem moved/live/$name/fullchain.pem
done
asks 'migrate' migrate migrate moved '' '' '' '' no
prints '^Effect: becomes a TLS key of this name$' 'what each key becomes is shown'
succeeds 'one is there' migrate --yes moved
asks 'migrate again' migrate migrate moved '' '' '' '' no
prints '^Effect: is here already$' 'or that it is here'

for name in www mail; do
	run encryption import --anyway $name.pem --alias $name
done
asks 'encryption delete' encryption '1 2 delete' no
prints '^Aliases: mail; www$' 'each alias is shown'

echo '{"all": {"hosts": ["www1.example.org"]}}' >say/inventory
: >inv.yml
asks 'fleet run' fleet run inv.yml '' '' '' '' '' '' no
prints '^Hosts: 1$' 'how many hosts are shown'
prints '^Host: www1.example.org$' 'and which'
tap_done
