#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# settings set key_passphrase: all private keys of the store are encrypted, as openssl sees
# them; each operation that needs one asks, or reads the passphrase from a file.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs jq
# shellcheck source=tests/crash.sh
. "${TESTS:-$(dirname "$0")}/crash.sh"
cd "$dir" || exit 1
exec </dev/null

echo 'correct horse' >right
echo 'correct horsf' >wrong
echo 'another horse' >other
echo short >short
needs='--key-passphrase-file FILE'

# opened PASSPHRASE-FILE WORDS: each key of the store is encrypted, and openssl opens it.
opened() {
	for key in store/keys/*.pem; do
		grep -q 'BEGIN ENCRYPTED PRIVATE KEY' "$key" || return 1
		openssl pkey -in "$key" -passin "file:$1" -noout 2>/dev/null || return 1
	done
}
plain() {
	grep -rl 'BEGIN PRIVATE KEY' store
}

run tls show
run ssl issue --purpose server --dn CN=before --san DNS:before --out before
same none "$(run settings get key_passphrase && cat out)" 'at first there is none'

# ---- setting it -------------------------------------------------------------------------
fails 2 'set or none' 'the passphrase itself is refused on the command line' \
	settings set key_passphrase 'correct horse' --yes
fails 2 'at least 8' 'one that is too short is refused' \
	settings set key_passphrase --yes --new-passphrase-file short
fails 2 '--yes' 'it asks, for undo ends' \
	settings set key_passphrase --new-passphrase-file right
fails 1 'no terminal to ask on' 'where nobody can be asked, a file has to have it' \
	settings set key_passphrase --yes
fails 2 'have no passphrase' 'what is given where there is none is not passed over' \
	tls deploy --yes --key-passphrase-file right
! grep -rq ENCRYPTED store/keys
ok $? 'until then nothing is encrypted'
# What fails has ended no undo: history is as it was.
if can_break; then
	cp -Rp store kept
	count_calls settings set key_passphrase --yes --new-passphrase-file right
	wrong=0 tries=0
	# Each try stretches a passphrase: four of them are enough.
	for error in $(each_error 28 | cut -d" " -f1-4); do
		call=1
		while [ $call -le "$calls" ]; do
			rm -rf store && cp -Rp kept store
			before=$(store_sum)
			broken $call "$error" settings set key_passphrase --yes \
				--new-passphrase-file right
			tries=$((tries + 1))
			[ "$status" -eq 0 ] || [ "$before" = "$(store_sum)" ] || {
				wrong=$((wrong + 1))
				echo "# call $call, error $error: $(cat err)"
			}
			call=$((call + ${PEMDECK_LONG:-11}))
		done
	done
	same 0 "$wrong" "an error at one call, $tries tries: the store is as it was"
	rm -rf store && mv kept store
fi
succeeds 'it is set' settings set key_passphrase --yes --new-passphrase-file right
opened right
ok $? 'openssl opens each key by it'
! openssl pkey -in "$(find store/keys -name '*.pem' | head -n 1)" -passin file:wrong -noout \
	2>/dev/null
ok $? 'and by no other'
same '' "$(plain)" 'no key is left unencrypted, in history neither'
! grep -rq 'correct horse' store
ok $? 'the passphrase stands nowhere'
same 600000 "$(openssl asn1parse -in "$(find store/keys -name '*.pem' | head -n 1)" |
	sed -n 's/.*INTEGER *:0*\([0-9A-F]*\)$/\1/p' | tail -n 1 |
	while read -r hex; do echo $((0x$hex)); done)" 'it is stretched 600,000 times'
openssl asn1parse -in "$(find store/keys -name '*.pem' | head -n 1)" >parsed
[ "$(grep -cE 'PBES2|PBKDF2|hmacWithSHA256|aes-256-cbc' parsed)" -eq 4 ]
ok $? 'by PBES2, PBKDF2, SHA-256 and AES-256' || tap_show parsed parsed
succeeds 'the store is sound' doctor
succeeds 'and so is its history' history verify
fails 1 'undo' 'what was before cannot be undone, and it says why' history undo --yes

# ---- using it ---------------------------------------------------------------------------
fails 1 "$needs" 'a certificate is issued by the CA only with it' \
	ssl issue --purpose server --dn CN=a --san DNS:a --out a
id=$(run tls show --json && jq -r .key_file out)
fails 1 "$needs" 'a key that is only encrypted is not taken for a lost one' tls renew --yes
run tls renew --yes --key-passphrase-file right
same "0 $id" "$status $(run tls show --json && jq -r .key_file out)" 'and stays where it is renewed'
fails 1 'not the passphrase' 'a wrong one is told' \
	ssl issue --purpose server --dn CN=a --san DNS:a --out a --key-passphrase-file wrong
[ ! -e a ]
ok $? 'and nothing is written'
succeeds 'the right one works' ssl issue --purpose server --dn CN=a --san DNS:a --out a \
	--key-passphrase-file right
check 'the key that is handed over is not encrypted' openssl pkey -in a/key.pem -noout
opened right
ok $? 'but the one that stays is'
succeeds 'a key is exported' tls export --private-key out.pem --key-passphrase-file right
check 'as it was, without a passphrase' openssl pkey -in out.pem -noout
fails 1 "$needs" 'not without' tls export --private-key out2.pem
succeeds 'what needs no key needs no passphrase' tls export cert.pem
succeeds 'neither does a list' ssl list
run signature show --private-key
prints 'BEGIN ENCRYPTED PRIVATE KEY' 'a key is shown as it is kept'
succeeds 'a new key' tls generate --yes --dn CN=third.example --key-passphrase-file right
opened right
ok $? 'is encrypted, too'
succeeds 'which can be undone' history undo --yes
opened right
ok $? 'and what comes back is encrypted'
printf 'dn,purpose\nCN=b,client\nCN=c,client\n' >table.csv
succeeds 'many at once' ssl batch table.csv --out many --key-passphrase-file right
opened right
ok $? 'are encrypted'
cp "$(find store/keys -name '*.pem' | head -n 1)" kept.pem
openssl pkey -in kept.pem -passin file:right -out "store/keys/$(basename \
	"$(find store/keys -name '*.pem' | head -n 1)")" 2>/dev/null
chmod 600 store/keys/*
run doctor
prints 'not encrypted' 'the doctor finds one that somebody decrypted'
cp kept.pem "$(find store/keys -name '*.pem' | head -n 1)"
chmod 600 store/keys/*

printf '4\ngenerate\n\n\n\n\n\n\n\n\n\n\nyes\nwrong one\ncorrect horse\nquit\n' >answers
$without_terminal "$PEMDECK" --linear <answers >said 2>&1
grep -q 'this is not the passphrase' said && grep -q '^TLS certificate .* generated' said
ok $? 'the line dialogue asks until it is right' || tap_show said said
opened right
ok $? 'and the new key is encrypted'

# ---- a key with a passphrase of its own ---------------------------------------------------
succeeds 'a key may have its own' tls generate --yes --dn CN=own.example --passphrase-file other
succeeds 'which deploys without that of the store' tls export --private-key own.pem \
	--passphrase-file other
check 'by its own' openssl pkey -in own.pem -passin file:other -noout

# ---- changing it, taking it away ----------------------------------------------------------
fails 1 "$needs" 'the one before is needed to change it' \
	settings set key_passphrase --yes --new-passphrase-file other
fails 1 'not the passphrase' 'another one does not do' settings set key_passphrase --yes \
	--new-passphrase-file other --key-passphrase-file wrong
run settings set key_passphrase --yes --new-passphrase-file other --key-passphrase-file right
same 0 "$status" 'with it, it is changed' || tap_show stderr err
grep -q 'passphrase of its own' err
ok $? 'a key with its own stays, which is said' || tap_show stderr err
opened other
ok $? 'all others are opened by the new one'
succeeds 'what was encrypted is used by it' \
	ssl issue --purpose server --dn CN=d --san DNS:d --out d --key-passphrase-file other
fails 1 "$needs" 'it is not taken away without it' settings set key_passphrase none --yes
succeeds 'with it, it is' settings set key_passphrase none --yes --key-passphrase-file other
same none "$(run settings get key_passphrase && cat out)" 'there is none any more'
same 1 "$(grep -rl ENCRYPTED store/keys | wc -l)" 'only the key with its own is encrypted'
succeeds 'that can be undone' history undo --yes
same set "$(run settings get key_passphrase && cat out)" 'there is one again'
opened other
ok $? 'and the keys are as they were'
run settings set key_passphrase none --yes --key-passphrase-file other
succeeds 'without it, keys are used as before' \
	ssl issue --purpose server --dn CN=e --san DNS:e --out e
tap_done
