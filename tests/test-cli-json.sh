#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --json: what programs get to read.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
cd "$dir" || exit 1
exec </dev/null
export LC_ALL=C.UTF-8

tap_needs jq openssl

# holds FILTER WORDS: jq says true of the last run's standard output.
holds() {
	jq -e "$1" out >said 2>&1
	ok $? "$2" || {
		tap_show "jq '$1'" said
		tap_show stdout out
	}
}

# is_json WORDS: standard output is one JSON text in UTF-8, without raw control
# characters or such as turn text around, and its members are snake_case.
is_json() {
	jq -s -e 'length == 1' out >said 2>&1 && iconv -f UTF-8 -t UTF-8 out >said 2>&1
	ok $? "$1: one JSON text" || tap_show stdout out
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" out
	ok $? "$1: no control characters" || tap_show stdout out
	holds '[.. | objects | keys[]] | all(test("^[a-z][a-z0-9_]*$"))' \
		"$1: members are snake_case"
}

time='^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'

# ---- show: one object ----------------------------------------------------------------------
succeeds 'ssl show' ssl show --json
is_json 'ssl show'
holds 'type == "object"' 'show is one object'
holds '.subject | startswith("CN=")' 'text is a string'
holds '.version == 3' 'a number is a number'
holds '.ca == true and .has_private_key == true' 'a flag is a boolean'
holds '.origin == "standard"' 'a state is a word in English'
holds ".not_before, .not_after | test(\"$time\")" 'a time is RFC 3339'
holds '.key_usage | type == "array" and index("keyCertSign") != null' 'a list is an array'
holds 'has("private_key") | not' 'the private key is not there unasked'
jq -j .pem out >ca.pem
same "$(jq -r .sha256 out)" \
	"$(openssl x509 -in ca.pem -noout -fingerprint -sha256 | sed 's/.*=//')" \
	'OpenSSL reads the same certificate out of it'
succeeds 'with its key' ssl show --private-key --json
is_json 'ssl show --private-key'
jq -j .private_key out >ca.key
same "$(openssl x509 -in ca.pem -noout -pubkey)" "$(openssl pkey -in ca.key -pubout)" \
	'the private key is there when asked for, and fits'
succeeds 'anywhere on the line' --json ssl show
holds '.ca' 'it is the same'

# ---- lists: an array of objects ------------------------------------------------------------
run ssl generate --yes --dn 'CN=Second' --comment 'because'
succeeds 'history' history --json
is_json 'history'
holds 'type == "array" and length == 3 and all(type == "object")' \
	'a list is an array of objects'
holds 'all(has("id") and has("sentence") and has("status"))' 'each has the members'
holds ".[0].time | test(\"$time\")" 'a time is RFC 3339'
succeeds 'one entry' history show "$(jq -r '.[0].id' out)" --json
is_json 'history show'
holds '.comment == "because" and .can_undo == true and .number == 3' 'is an object'
holds '[.changes] | flatten | all(has("path"))' 'with its changes in it'

# ---- the same thing is called the same -----------------------------------------------------
succeeds 'an issued certificate' ssl issue --purpose server --dn CN=www.example.org --out www
run ssl list --json
jq '.[] | select(.purpose == "server")' out >row
same 'CN=www.example.org server valid true false' \
	"$(jq -r '[.subject, .purpose, .status, .has_private_key, .key_encrypted] | join(" ")' row)" \
	'ssl list says what ssl show says'
run ssl show "$(jq -r .serial row)" --json
for member in subject purpose not_before not_after status has_private_key serial profile; do
	same "$(jq -c ".$member" row)" "$(jq -c ".$member" out)" "member $member is the same in both"
done
run ssl revoke "$(jq -r .serial row)" --yes
run ssl show "$(jq -r .serial row)" --json
holds '.status == "revoked"' 'a revoked one is not called valid'
run trust add <ca.pem
run trust list --json
jq '.[0]' out >row
run trust show "$(jq -r .id row)" --json
for member in subject issuer not_before not_after status kind sha256 added; do
	same "$(jq -c ".$member" row)" "$(jq -c ".$member" out)" "trust: $member is the same in both"
done
run settings list --json
holds '.[] | select(.name == "undo_days") | .value == 7' 'a number of the settings is one'
run settings get undo_days --json
holds '.value == 7' 'also alone'

# ---- text from outside ---------------------------------------------------------------------
for dn in 'CN=quote \" and \\ backslash' 'CN=Größe €,O=日本' 'CN=tab\09bell\07' \
	'CN=turned\e2\80\aearound' 'CN=c1\c2\9b31m' 'CN={\"a\": 1}'; do
	run ssl generate --yes --dn "$dn"
	same 0 "$status" "a CA named $dn"
	succeeds 'it is shown' ssl show --json
	is_json "$dn"
	! LC_ALL=C grep -q "$(printf '\342\200\256\\|\302\233')" out
	ok $? 'nothing in it turns text around or is obeyed' || tap_show stdout out
	succeeds 'and in history' history --json
	is_json "history of $dn"
done

# ---- errors --------------------------------------------------------------------------------
fails 1 '^pemdeck: 99: ' 'an error is a sentence on standard error' history show 99 --json
succeeds 'what shows nothing says what it did' ssl generate --yes --dn CN=done --json
is_json 'as JSON'
jq -e '.done | test("CN=done")' out >/dev/null
ok $? 'in one sentence'
fails 2 '^pemdeck: --json: ' 'what writes a file has no JSON' ssl export x --json
fails 2 '^pemdeck: --json: ' 'nor has the screen' --json
tap_done
