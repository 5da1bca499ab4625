#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What issuing and renewing hand over: files that fit each other, questions about those
# alone that are written, and JSON that says what came of it.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3
cd "$dir" || exit 1
echo secret-42 >pass

field() { # NAME: of what the last run showed
	python3 -c 'import json, sys; print(json.load(open("out"))[sys.argv[1]])' "$1"
}
fits() { # DIRECTORY
	[ "$(openssl pkey -in "$1/key.pem" -pubout)" = \
		"$(openssl x509 -in "$1/cert.pem" -noout -pubkey)" ]
}

# ---- issuing -------------------------------------------------------------------------
succeeds 'a certificate is issued, with a bundle' ssl issue --dn CN=www.example.org \
	--san www.example.org,IP:192.0.2.1 --out www --p12 --p12-passphrase-file pass --json
serial=$(field serial)
same "['DNS:www.example.org', 'IP:192.0.2.1']" "$(field alternative_names)" \
	'its names are a list to programs'
sha256sum www/bundle.p12 >before
fails 2 'www/key\.pem: .* and 3 others' 'the files that would be replaced are counted, not the bundle' \
	ssl issue --dn CN=www.example.org --san www.example.org --out www
succeeds 'another one takes their place' \
	ssl issue --dn CN=www.example.org --san www.example.org --out www --yes
check 'the bundle was left alone' sha256sum -c before
grep -q 'warning: www/bundle\.p12 stays as it was' err
ok $? 'and it is told that it is not of this certificate'

# ---- for old readers ---------------------------------------------------------------------
for algorithm in rsa ec ed25519; do
	succeeds "a bundle for old readers, $algorithm" ssl issue --dn CN=old.example --san old.example \
		--algorithm $algorithm --out "old-$algorithm" --p12 --legacy-p12 --p12-passphrase-file pass
	[ "$(openssl pkcs12 -legacy -in "old-$algorithm/bundle.p12" -passin file:pass -nodes -nocerts 2>log |
		openssl pkey -outform DER | sha256sum)" = \
		"$(openssl pkey -in "old-$algorithm/key.pem" -outform DER | sha256sum)" ]
	ok $? 'openssl reads the key in it' || tap_show openssl log
	openssl pkcs12 -legacy -in "old-$algorithm/bundle.p12" -passin file:pass -info -noout 2>log
	[ "$(grep -c 'pbeWithSHA1And3-KeyTripleDES-CBC' log)" -eq 2 ]
	ok $? 'which is protected as before 2020' || tap_show openssl log
	succeeds 'and so do we' tls import --yes --passphrase-file pass "old-$algorithm/bundle.p12"
done
if command -v certtool >/dev/null; then
	certtool --p12-info --inder --password secret-42 --infile old-rsa/bundle.p12 2>&1 |
		grep -q 'Type: PKCS #8 Encrypted key\|Type: Encrypted PKCS #8\|BEGIN .*PRIVATE KEY'
	ok $? 'as certtool does'
fi

# ---- for a request: the key is its owner's ----------------------------------------------
mkdir host
openssl req -newkey rsa:2048 -nodes -keyout host/key.pem -subj /CN=host.example \
	-out host.csr 2>/dev/null
sha256sum host/key.pem >before
succeeds 'a key that is there is no obstacle to a certificate for its request' \
	ssl issue --csr host.csr --out host
check 'it is as it was' sha256sum -c before
fits host
ok $? 'and the certificate fits it'

# ---- renewing --------------------------------------------------------------------------
succeeds 'a renewed certificate is handed over' ssl renew "$serial" --out again --json
fits again
ok $? 'with the key that stays'
same "$(openssl x509 -in again/cert.pem -noout -serial | cut -d= -f2)" "$(field serial)" \
	'its serial number is told to programs'
succeeds 'and with a new key' ssl renew "$serial" --new-key --passphrase-file pass \
	--out new --json
encrypted=$(field serial)
succeeds 'one whose key is encrypted here, too' ssl renew "$encrypted" --out without
[ ! -e without/key.pem ] && grep -q "key\.pem is not written.* $encrypted --private-key" err
ok $? 'but without the key, and told how to get it'

# ---- show ------------------------------------------------------------------------------
run ssl show "$encrypted" --json
same True "$(field key_encrypted)" 'show tells whether a key is encrypted'
run ssl show --json
same False "$(field key_encrypted)" 'of the CA, too'
run signature show --json
same False "$(field key_encrypted)" 'and of the signing certificate'
run ssl show
! grep -q '^Encrypted' out
ok $? 'which people read in other words'

# ---- the CA is none of those that it issued ---------------------------------------------
# As hex digits, ca would be whatever certificate begins with them.
run ssl show --json
number=$(field serial)
while IFS='|' read -r operation sentence; do
	for ca in ca "$number"; do
		store_sum >before
		# shellcheck disable=SC2086
		fails 1 "^pemdeck: $ca: this is the CA itself$sentence" \
			"ssl ${operation%% *} takes $ca for no certificate that it issued" \
			ssl $operation "$ca"
		store_sum | cmp -s - before
		ok $? 'and changes nothing'
	done
done <<'END'
revoke --yes|, which cannot revoke itself; make a new CA
revoke --unlisted --yes|, which cannot revoke itself; make a new CA
forget-key --yes|; write the serial number
END

# ---- options that hang on others ----------------------------------------------------------
while IFS='|' read -r options sentence; do
	# shellcheck disable=SC2086
	fails 2 "$sentence" "$options: as it is written on the command line" $options
done <<'END'
ssl issue --dn CN=a --p12|^pemdeck: --p12: goes only with --out; leave it out
ssl issue --dn CN=a --curve P-384|--curve: goes only with --algorithm ec; leave it out
ssl renew 00 --passphrase-file pass|--passphrase-file: goes only with --new-key; leave it out
ssl issue --purpose client --profile web|--purpose: does not go with --profile; leave one
tls generate --dn CN=a --reuse-key --algorithm ec|--algorithm: does not go with --reuse-key; leave one
END

# ---- a list of verdicts ---------------------------------------------------------------------
mkdir flows
echo one >flows/1
echo two >flows/2
run signature sign flows
echo more >>flows/2
run signature verify flows --json
python3 - <<'END'
import json
good, bad = json.load(open("out"))
assert good["signer"] == "CN=root" and good["problem"] is None, good
assert bad["signer"] is None and "bad signature" in bad["problem"], bad
END
ok $? 'who signed and what is wrong are two members'
tap_done
