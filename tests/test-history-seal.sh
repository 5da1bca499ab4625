#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A seal of history shows what history cannot show of itself: entries that were taken away
# from its end, or written anew, by somebody who can write to the store.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
unset SUDO_USER
history=$PEMDECK_STORE/history

# newest NUMBER: puts down which entry is the newest, as whoever cuts history would.
newest() {
	printf '%s %s\n' "$1" "$(sha256sum "$history/$1/entry.cfg" | cut -d' ' -f1)" \
		>"$history/newest"
}

for days in 90 91 92; do
	run settings set warning_days $days
done
succeeds 'history is sealed' history seal seal
grep -q 'History sealed up to entry 4: seal and seal.sig' err
ok $? 'and says where'
same "$(sha256sum "$history/00000004/entry.cfg" | cut -d' ' -f1)" \
	"$(sed -n 's/^sha256: //p' seal)" 'the seal has the digest of the newest entry'
run signature export --chain signer.pem
run ssl export ca.pem
check 'openssl verifies it' openssl cms -verify -binary -inform PEM -in seal.sig -content seal \
	-CAfile ca.pem -purpose any -out /dev/null
succeeds 'so does pemdeck' history verify --seal seal
fails 2 'seal.*exists already' 'a seal that is there is not replaced unasked' history seal seal
fails 2 'FILE and FILE.sig' 'standard output cannot take it' history seal -
run settings set warning_days 93
succeeds 'what came after the seal is fine' history verify --seal seal

# ---- what is not fine ---------------------------------------------------------------------
cp -pR "$PEMDECK_STORE" kept
restore() {
	rm -rf "$PEMDECK_STORE"
	cp -pR kept "$PEMDECK_STORE"
}
rm -r "$history"/0000000[4-9]
newest 00000003
run history undo 3
sed -i 's/warning_days = .*/warning_days = 91;/' "$PEMDECK_STORE/settings.cfg"
rm -rf "$history"/0000000[4-9] && newest 00000003
succeeds 'a tail that was cut cleanly looks whole' history verify
fails 1 'history was cut: entry 4 was there when it was sealed' 'and the seal shows it' \
	history verify --seal seal
run settings set warning_days 50
run settings set warning_days 51
succeeds 'other entries in their place, too' history verify
fails 1 'history was written anew: entry 4 is another' 'and the seal shows it' \
	history verify --seal seal
restore
succeeds 'all there again' history verify --seal seal

sed 's/entry: 4/entry: 3/' seal >forged
cp seal.sig forged.sig
fails 1 'bad signature' 'a seal that was changed proves nothing' history verify --seal forged
echo nothing >empty
fails 1 'not a seal of history' 'what is not a seal is called that' history verify --seal empty
rm seal.sig
fails 1 'seal.sig.*No such file' 'a seal needs its signature' history verify --seal seal

# ---- another signing certificate, and none -------------------------------------------------
run history seal older
run signature export before.pem
mkdir trusted && cp before.pem trusted/
run signature generate --yes --no-use-ssl-ca
fails 1 'CN=root, which is not trusted' 'a seal of a certificate that is not here' history verify --seal older
succeeds 'it is verified with that certificate' history verify --seal older --trusted trusted
run signature delete --yes
fails 1 'no signing certificate' 'without a signing certificate nothing is sealed' history seal none
[ ! -e none ] && [ ! -e none.sig ]
ok $? 'and nothing is written'
tap_done
