#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Records that cannot be read stay in the lists, as damaged and with the file to look at; the rest
# of the list is as it was, and nothing is signed by a CA that cannot be read.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
exec </dev/null
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
# damage RECORD: its file in the store
damage() {
	printf 'version = ; "\n' >"$PEMDECK_STORE/$1"
}
# status_of ID: in the list that was printed
status_of() {
	jq -r --arg id "$1" '.[] | select(.id == $id) | .status' out
}

succeeds 'a CA' ssl generate --yes --dn CN=First --algorithm ec
run ssl issue --dn CN=kept --san DNS:kept.example.org
succeeds 'and another in its place' ssl generate --yes --dn CN=Second --algorithm ec
run ssl list --json
rows=$(jq length out)

# ---- the one before, and the one that is used ------------------------------------------------
former=$(cd "$PEMDECK_STORE" && find ssl/former -name '*.cfg' | head -n 1)
damage "$former"
run ssl list --json
same "damaged $rows" "$(status_of "${former%.cfg}") $(jq length out)" 'a replaced CA that cannot be read'
damage ssl/ca.cfg
run ssl list --json
same "damaged $rows" "$(status_of ssl/ca) $(jq length out)" 'the CA itself'
run ssl list
prints '^ssl/ca +CA .*DAMAGED.*ssl/ca.cfg:1' 'the list says which file'
fails 1 'ssl/ca.cfg:1: the file is damaged' 'and nothing is signed' ssl issue --dn CN=x \
	--san DNS:x.example.org
printf '%s\n' ssl quit >in
run --linear <in
prints '^1 ssl/ca; CA; DAMAGED$' 'the dialogue has it, too'
prints 'ssl/ca.cfg:1: the file is damaged' 'with its reason'

# ---- a chain that was rejected -------------------------------------------------------------
root strange 'basicConstraints=critical,CA:TRUE'
issue host strange subjectAltName=DNS:localhost
serve host
run trust check "localhost:$port"
run trust rejected --json
same 1 "$(jq length out)" 'a chain is rejected'
rejected=$(cd "$PEMDECK_STORE" && find rejected -name '*.cfg')
damage "$rejected"
run trust rejected
prints 'DAMAGED' 'its record is shown as damaged'
run trust rejected --json
same damaged "$(jq -r '.[0].status // .[0].reason // .[0].host' out)" 'for programs, too' ||
	tap_show out out
: >"$PEMDECK_STORE/$rejected"
run trust rejected
prints 'DAMAGED' 'so is one that is empty'
fails 1 'the file is empty; restore it from a backup' 'which is said' \
	trust show "$(basename "$rejected" .cfg)"
succeeds 'and it can be cleared away' trust clear-rejected --yes
run trust rejected --json
same 0 "$(jq length out)" 'nothing is left of it'
tap_done
