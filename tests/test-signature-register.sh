#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever the key of the CA signs is in its register first and can be revoked, signing
# certificates too. openssl judges the revocation list.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
cd "$dir" || exit 1

serial() { # FILE
	openssl x509 -in "$1" -noout -serial | cut -d= -f2
}
# registered FILE WORDS: the register has the certificate, and it is valid.
registered() {
	run ssl list --json
	same valid "$(jq -r --arg serial "$(serial "$1")" \
		'.[] | select(.serial == $serial) | .status' out)" "$2"
}

# ---- what is signed is recorded --------------------------------------------------------
run ssl export ca.pem
run signature export standard.pem
registered standard.pem 'the standard certificate of a new store is in the register'
succeeds 'one is generated' signature generate --yes
run signature export first.pem
registered first.pem 'and is in the register'
run ssl show "$(serial standard.pem)" --json
same "$(serial first.pem)" "$(jq -r '.. | .renewed_by? // empty' out)" \
	'as the successor of the standard one'
succeeds 'it is renewed' signature renew --yes
run signature export second.pem
registered second.pem 'its successor is there too'
run ssl show "$(serial first.pem)" --json
same "$(serial second.pem)" "$(jq -r '.. | .renewed_by? // empty' out)" 'and is named as such'

# ---- undo gives back the signer, and takes nothing out of the register -----------------
run history --json
entry=$(jq 'map(select(.operation == "ssl issue")) | max_by(.number) | .number' out)
fails 1 'stays in the register' 'what was issued is not undone' history undo "$entry"
succeeds 'renewing is' history undo
run signature export back.pem
check 'the signer is the one before' cmp first.pem back.pem
registered second.pem 'what was signed meanwhile stays in the register'

# ---- revoking --------------------------------------------------------------------------
succeeds 'a signing certificate is revoked' ssl revoke --yes "$(serial first.pem)"
succeeds 'a list is signed' ssl crl list.pem
openssl crl -in list.pem -noout -text >text
check 'openssl finds it in the list' grep -q "Serial Number: $(serial first.pem)" text
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
	ssl forget-key --yes "$(serial third.pem)"
succeeds 'it is deleted' signature delete --yes
check 'its key goes with it' test ! -e "$PEMDECK_STORE/keys/$key.pem"
registered third.pem 'the register has it still'

# ---- nothing is recorded that was not signed -------------------------------------------
before=$(find "$PEMDECK_STORE/ssl/issued" -type f | sort)
succeeds 'one that signs itself' signature generate --yes --no-use-ssl-ca
same "$before" "$(find "$PEMDECK_STORE/ssl/issued" -type f | sort)" 'is not in the register'
before=$(store_sum)
fails 2 '--expires.*outlive' 'one that would outlive the CA is refused' \
	signature generate --yes --expires 2099-01-01
same "$before" "$(store_sum)" 'and the store is as it was'
tap_done
