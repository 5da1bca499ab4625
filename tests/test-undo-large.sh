#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Undo of a change of hundreds of files, of which history reads no more than it has to: refused
# where a later one touched one of them, and only there, whichever is the large one.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
exec </dev/null
cd "$dir" || exit 1
awk 'BEGIN { print "dn,purpose"; for (i = 0; i < 230; i++) print "CN=host" i ".example.org,server" }' \
	>many.csv
succeeds 'many certificates' ssl batch many.csv --out many
cat many/*/cert.pem >all.pem
# newest: the number of the newest change
newest() {
	run history list --json
	jq -r '.[0].number' out
}
succeeds 'all are trusted, as one change' trust import --yes all.pem
import=$(newest)
succeeds 'one gets another alias' trust alias --yes host7.example.org seventh
alias=$(newest)
fails 1 "$alias" 'the import cannot be undone before that' history undo --yes "$import"
for name in 8 9 10 11 12; do
	run trust alias --yes host$name.example.org other$name
done
fails 1 '[0-9]' 'nor before several others' history undo --yes "$import"
succeeds 'a change of another record' settings set warning_days 33
succeeds 'that alone is undone' history undo --yes
for name in 8 9 10 11 12 7; do
	run history undo --yes
done
same 0 "$status" 'and so is each alias'
succeeds 'then the import can be undone' history undo --yes "$import"
run trust list --json
same 0 "$(jq length out)" 'and nothing is trusted'
succeeds 'taken again' history undo --yes "$(newest)"
again=$(newest)
succeeds 'then cleared, which is large too' trust clear --yes
cleared=$(newest)
fails 1 "$cleared" 'before which that cannot be undone' history undo --yes "$again"
succeeds 'the clearing is undone' history undo --yes "$cleared"
run trust list --json
same 230 "$(jq length out)" 'all are there again'
tap_done
