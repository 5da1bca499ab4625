#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever the key of the CA signs is in its register first and can be revoked, signing
# certificates too. openssl judges the revocation list.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
cd "$dir" || exit 1

# registered FILE WORDS: the register has the certificate, and it is valid.
registered() {
	run ssl list --json
	same valid "$(jq -r --arg serial "$(serial_of "$1")" \
		'.[] | select(.serial == $serial) | .status' out)" "$2"
}

# ---- what is signed is recorded --------------------------------------------------------
run ssl export ca.pem
run signature export standard.pem
registered standard.pem 'the standard certificate of a new store is in the register'
succeeds 'one is generated' signature generate --yes
run signature export first.pem
registered first.pem 'and is in the register'
run ssl show "$(serial_of standard.pem)" --json
same "$(serial_of first.pem)" "$(jq -r '.. | .renewed_by? // empty' out)" \
	'as the successor of the standard one'
succeeds 'it is renewed' signature renew --yes
run signature export second.pem
registered second.pem 'its successor is there too'
run ssl show "$(serial_of first.pem)" --json
same "$(serial_of second.pem)" "$(jq -r '.. | .renewed_by? // empty' out)" 'and is named as such'

# ---- undo gives back the signer, and takes nothing out of the register -----------------
run history --json
entry=$(jq 'map(select(.operation == "ssl issue")) | max_by(.number) | .number' out)
fails 1 'stays in the register' 'what was issued is not undone' history undo "$entry"
succeeds 'renewing is' history undo
run signature export back.pem
check 'the signer is the one before' cmp first.pem back.pem
registered second.pem 'what was signed meanwhile stays in the register'

# ---- revoking --------------------------------------------------------------------------
succeeds 'a signing certificate is revoked' ssl revoke --yes "$(serial_of first.pem)"
succeeds 'a list is signed' ssl crl list.pem
openssl crl -in list.pem -noout -text >text
check 'openssl finds it in the list' grep -q "Serial Number: $(serial_of first.pem)" text
openssl verify -crl_check -CAfile ca.pem -CRLfile list.pem -purpose any first.pem >text 2>&1
check 'and calls it revoked' grep -q 'certificate revoked' text
check 'but not the other' openssl verify -crl_check -CAfile ca.pem -CRLfile list.pem \
	-purpose any second.pem
succeeds 'a revoked one is renewed, as that makes a new key' signature renew --yes
run signature export third.pem
registered third.pem 'which is in the register'

# ---- keys ------------------------------------------------------------------------------
key=$(openssl x509 -in third.pem -noout -pubkey | openssl pkey -pubin -outform DER |
	sha256sum | cut -c1-64)
check 'its key is kept' test -e "$PEMDECK_STORE/keys/$key.pem"
fails 1 'still needs it' 'and not forgotten while it signs' \
	ssl forget-key --yes "$(serial_of third.pem)"
succeeds 'it is deleted' signature delete --yes
check 'its key goes with it' test ! -e "$PEMDECK_STORE/keys/$key.pem"
registered third.pem 'the register has it still'

# ---- what the key of the CA signed elsewhere ---------------------------------------------
# found WANTED WORDS: doctor names these records.
found() {
	run doctor --json
	same "$1" "$(jq -r '.[] | select(.kind == "unlisted") | .path' out | xargs)" "$2"
	remedy=$(jq -r '.[0].remedy' out | sed "s|^pemdeck|$PEMDECK|")
}
make_ca old
sed -i 's/serverAuth/codeSigning,serverAuth/' old.cnf
for name in early late device; do
	sign old $name
	cat $name.pem $name.key >both.pem
	[ $name = late ] || cat old/cacert.pem >>both.pem
	mv both.pem $name-key.pem
done
gencrl old crl.pem
succeeds 'a CA is taken over' ssl import --yes old/private/cakey.pem old/cacert.pem crl.pem
succeeds 'with a signer' signature import --yes early-key.pem
found signature/root 'doctor tells that the register does not have it'
before=$(store_sum)
fails 1 'no certificate with this serial' 'revoking it is refused' \
	ssl revoke --yes "$(serial_of early.pem)"
same "$before" "$(store_sum)" 'and the store is as it was'
succeeds 'unless it is said to be unlisted' ssl revoke --yes --unlisted "$(serial_of early.pem)"
succeeds 'a list is signed' ssl crl --yes list.pem
judged revoked old/cacert.pem list.pem early
judged OK old/cacert.pem list.pem late
found '' 'doctor has nothing to tell any more'
echo text >text
fails 1 'revoked' 'nothing is signed with it' signature sign --yes text
succeeds 'another signer is imported, without the CA' signature import --yes late-key.pem
found signature/root 'doctor tells of it'
sh -c "$remedy" >said 2>&1
found '' 'the command enters it'
registered late.pem 'in the register'
succeeds 'a TLS key' tls import --yes device-key.pem
found tls/device 'doctor tells of it, too'
succeeds 'the CA is replaced' ssl generate --yes --dn CN=Next
found tls/device 'and still'
sh -c "$remedy" >said 2>&1
registered device.pem 'it is entered'
succeeds 'and revoked' ssl revoke --yes "$(serial_of device.pem)" "$(serial_of late.pem)"
key=$(openssl x509 -in old/cacert.pem -noout -pubkey | openssl pkey -pubin -outform DER |
	sha256sum | cut -c1-64)
succeeds 'a list of the old CA' ssl crl --yes --ca "$key" list.pem
judged revoked old/cacert.pem list.pem early late device
succeeds 'undoing brings the signer before back' history undo \
	"$(run history --json && jq 'map(select(.sentence | test("late")) | .number) | max' out)"
found '' 'which the index has'

# ---- nothing is recorded that was not signed -------------------------------------------
before=$(find "$PEMDECK_STORE/ssl/issued" -type f | sort)
succeeds 'one that signs itself' signature generate --yes --no-use-ssl-ca
same "$before" "$(find "$PEMDECK_STORE/ssl/issued" -type f | sort)" 'is not in the register'
before=$(store_sum)
fails 2 '--expires.*outlive' 'one that would outlive the CA is refused' \
	signature generate --yes --expires 2099-01-01
same "$before" "$(store_sum)" 'and the store is as it was'
tap_done
