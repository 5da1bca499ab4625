#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A store of an older version, made by its program (make-old-store.sh), opens unchanged: all
# that is in it is read without a byte being written, and works as what is made today.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq gzip
cd "$dir" || exit 1
gzip -dc "$TESTS/old-store.tar.gz" | tar -xf - || exit 1
printf 'a good passphrase' >pass
before=$(store_sum)

# listed FILTER WORDS...: what the operation prints as JSON, by jq.
listed() {
	filter=$1
	shift
	run "$@" --json
	jq -r "$filter" out
}

# ---- reading ----------------------------------------------------------------------------
same 'Old Root alice www.example.org bob' \
	"$(listed '[.[].subject | sub("CN="; "") | sub(",.*"; "")] | join(" ")' ssl list)" \
	'the CA and what it issued are listed'
same bob "$(listed '.[] | select(.status == "revoked").subject' ssl list | sed 's/CN=//')" \
	'and which is revoked'
same 'CN=gw01.example.org nginx' "$(listed '.[] | .subject + " " + .targets' tls list)" \
	'the TLS key, and its target written by hand'
same 'CN=Old Root,O=Example,C=DE' "$(listed '.[].subject' trust list)" 'the trust list'
same 'other.example.org' "$(listed '.[].host' trust rejected)" 'the rejected chain'
same 'alice www' "$(listed '[.[].alias] | join(" ")' encryption list)" 'whom is encrypted for'
same '90 50 3653' "$(run settings get warning_days && cat out) $(run settings get rejected_keep &&
	cat out) $(run settings get undo_days && cat out)" 'the settings'
same '19 a slip' "$(listed '"\(length) \([.[].comment // empty | select(. != "")] | join(" "))"' history list)" \
	'history, with its comment'
for look in 'ssl show' 'tls show' 'tls show --request' 'tls target-list' 'signature show' 'history verify'; do
	# shellcheck disable=SC2086 # words of an operation
	succeeds "$look" $look
done
same unlisted "$(listed '[.[].kind] | join(" ")' doctor)" \
	'the doctor knows that signing certificates were not in the register then'
same "$before" "$(store_sum)" 'and nothing was written by all that'

# ---- going on ---------------------------------------------------------------------------
run ssl export ca.pem
number() {
	openssl crl -in "$1" -noout -crlnumber | sed 's/.*=//; s/^0x//'
}
succeeds 'the CA issues' ssl issue --purpose server --dn CN=new.example.org \
	--san DNS:new.example.org --out new
check 'which openssl verifies' openssl verify -x509_strict -CAfile ca.pem new/cert.pem
last=$((0x$(number store/ssl/crl.pem)))
succeeds 'it signs a list' ssl crl new.crl
[ $((0x$(number new.crl))) -gt "$last" ]
ok $? 'with a number above the last'
bob=$(listed '.[] | select(.status == "revoked").serial' ssl list)
openssl crl -in new.crl -noout -text | grep -qi "Serial Number: $bob"
ok $? 'which has what was revoked'
succeeds 'the way to mend what the doctor found' ssl adopt store/signature/root.cfg
same '' "$(listed '[.[].kind] | join(" ")' doctor)" 'mends it'
echo text >text
succeeds 'the signing key opens by its passphrase' signature sign text --format cms --out text.p7s \
	--passphrase-file pass
check 'and openssl verifies what it signs' openssl cms -verify -binary -inform PEM -in text.p7s \
	-content text -CAfile ca.pem -purpose any -out checked
run tls request-export request.csr
openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 30 -subj /CN=Outside \
	-addext keyUsage=critical,keyCertSign 2>/dev/null
openssl x509 -req -in request.csr -CA other.pem -CAkey other.key -CAcreateserial -days 20 \
	-copy_extensions copy -out answer.pem 2>/dev/null
succeeds 'the pending request gets its answer' tls import answer.pem --yes
run tls export --private-key both.pem
same "$(openssl x509 -in answer.pem -noout -pubkey)" "$(openssl pkey -in both.pem -pubout)" \
	'with the key that it was made for'
removed=$(listed '.[] | select(.operation == "trust remove").number' history list)
succeeds 'a change of the older program is undone' history undo "$removed" --yes
same 'CN=Old Root,O=Example,C=DE CN=Other' "$(listed '[.[].subject] | sort | join(" ")' trust list)" 'with what it removed'
succeeds 'history is whole' history verify
succeeds 'and the store sound' doctor

# ---- what only a newer program knows ----------------------------------------------------
sed -i 's/^format = 1;/format = 2;/' store/settings.cfg
before=$(store_sum)
fails 1 'made by a newer pemdeck \(format 2' 'a store of a newer format is refused' ssl list
same "$before" "$(store_sum)" 'and not touched'
tap_done
