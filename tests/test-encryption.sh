#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Encryption tab from the command line: the register, and values and files that
# OpenSSL and Python open, and the other way round.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl certtool python3

# key NAME OPENSSL-WORDS...: a private key and a certificate of it, for encryption.
key() {
	name=$1
	shift
	openssl "$@" -out "$dir/$name.key" 2>"$dir/check" &&
		openssl pkey -in "$dir/$name.key" -pubout -out "$dir/$name.pub" &&
		openssl req -x509 -new -key "$dir/$name.key" -subj "/CN=$name" -days 900 \
			-addext keyUsage=keyEncipherment,keyAgreement \
			-out "$dir/$name.pem" 2>"$dir/check"
}
kinds='rsa p256 p384 p521'
key rsa genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 || {
	skip 'openssl makes no keys here'
	tap_done
}
for curve in P-256 P-384 P-521; do
	key "$(echo "$curve" | tr -d - | tr P p)" \
		genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$curve"
done
key other genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key weak genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512
key k256 ecparam -name secp256k1 -genkey -noout
key ed genpkey -algorithm ED25519
openssl req -x509 -new -key "$dir/p256.key" -subj /CN=signer -days 900 \
	-addext keyUsage=digitalSignature -out "$dir/signer.pem" 2>"$dir/check"
openssl pkey -in "$dir/p256.key" -aes256 -passout pass:secret-42 -out "$dir/locked.key"
echo secret-42 >"$dir/passphrase"
echo wrong >"$dir/wrong"

# ---- the register --------------------------------------------------------------------
succeeds 'a new register is empty' encryption list
grep -q 'nothing to encrypt for yet; encryption import adds' "$dir/err"
ok $? 'and says what to do, in words of the command line'
for list in 'encryption list' 'trust list' 'trust rejected'; do
	# shellcheck disable=SC2086
	run $list
	! grep -q 'press' "$dir/err"
	ok $? "$list, empty, names no keys to press"
done
fails 2 '^pemdeck: --json: encryption encrypt shows nothing that is JSON; leave it out' \
	'what is no JSON is not called a file' encryption encrypt any text --json
fails 2 '^pemdeck: --json: .* FILE writes there too; leave one of them out' \
	'JSON and a file cannot share standard output' ssl crl - --json
fails 3 '^pemdeck: --json: .* --prometheus writes there too' \
	'nor can JSON and metrics' status --prometheus --json
: >"$dir/nothing"
for words in 'value, or name a file' "line that was printed"; do
	file=
	[ "${words#line}" = "$words" ] || file="--in $dir/p256.key"
	# shellcheck disable=SC2086
	fails 2 "^pemdeck: --value: type or paste the $words" 'nothing to decrypt is told as that' \
		encryption decrypt --value "$dir/nothing" --key "$dir/p256.key" $file
done
fails 1 '^pemdeck: the PEM text: holds a private key' \
	'a file with a key is not called standard input' \
	encryption add --alias key --pem "$dir/p256.key"
for name in $kinds; do
	succeeds "$name: a certificate is added" encryption add --alias "$name" \
		--private-key-path "$dir/$name.key" <"$dir/$name.pem"
done
if encryption_k256=$(run encryption add --alias k256 --private-key-path "$dir/k256.key" \
	<"$dir/k256.pem"; cat "$dir/err") && [ -z "${encryption_k256##*added*}" ]; then
	ok 0 'secp256k1: a certificate is added'
	kinds="$kinds k256"
else
	echo "$encryption_k256" | grep -q 'built without libsecp256k1'
	ok $? 'where secp256k1 is not supported, the sentence says why'
fi
succeeds 'a bare public key is imported from a file' \
	encryption import "$dir/p256.pub" --alias bare --private-key-path /nowhere/else.key
succeeds 'DER is imported' encryption import --alias der.one - <<END
$(openssl x509 -in "$dir/other.pem" -outform DER | base64)
END
run encryption list --json
check 'the list is valid JSON' python3 -m json.tool "$dir/out"
check 'it says what is known of each' python3 - "$dir/out" <<'END'
import json, sys
rows = {row["alias"]: row for row in json.load(open(sys.argv[1]))}
assert rows["p384"]["subject"] == "CN=p384", rows
assert rows["p384"]["private_key_status"] == "fits", rows
assert rows["p384"]["status"] == "valid", rows
assert rows["bare"]["status"] == "public_key", rows
assert rows["bare"]["private_key_status"] == "not_here", rows
assert rows["bare"]["private_key_path"] == "/nowhere/else.key", rows
assert rows["der.one"]["private_key_status"] == "unknown", rows
END
succeeds 'an entry is shown' encryption show p521
prints '^Private key: *here, fits$' 'with whether its private key fits'
succeeds 'a bare public key is shown' encryption show bare
prints '^-----BEGIN PUBLIC KEY-----$' 'as PEM'
succeeds 'a key of something else is warned of' encryption add --alias crossed \
	--private-key-path "$dir/other.key" <"$dir/p384.pem"
grep -q 'not that of the certificate' "$dir/err"
ok $? 'by name'
echo text >"$dir/text"
run encryption add --alias text --private-key-path "$dir/text" <"$dir/p384.pem"
run encryption list
prints '^crossed .*DOES NOT FIT' 'and marked in the list'
prints '^text .*NOT A KEY' 'and so is a path to what is not a key'
succeeds 'a certificate that is not for encryption is taken if that is said' \
	encryption import "$dir/signer.pem" --alias signer --anyway
grep -q 'keyUsage' "$dir/err"
ok $? 'and warned of'

openssl req -x509 -new -key "$dir/p256.key" -subj / -days 900 -out "$dir/blank.pem"
succeeds 'a certificate with an empty subject is taken' \
	encryption import "$dir/blank.pem" --alias blank
run encryption list
prints '^blank .* [0-9]+ d ' 'and listed by its alias'
succeeds 'shown' encryption show blank
succeeds 'and deleted' encryption delete blank --yes
succeeds 'an entry that is damaged later' \
	encryption import "$dir/p256.pem" --alias damaged
echo 'alias = "damaged";' >"$PEMDECK_STORE/encryption/damaged.cfg"
run encryption list
prints '^encryption/damaged .*DAMAGED' 'is listed by its record'
fails 1 'damaged.cfg' 'what is wrong is told by that' encryption show encryption/damaged
fails 1 'no such alias' 'but no other record is reached so' \
	encryption show encryption/../ssl/ca
succeeds 'and it is deleted by that' encryption delete encryption/damaged --yes

# ---- what is refused -----------------------------------------------------------------
before=$(store_sum)
refused() {
	words=$1 pattern=$2 file=$3
	fails 1 "$pattern" "$words" encryption import --alias fresh "$file"
}
cat "$dir/p256.pem" "$dir/p384.pem" >"$dir/two.pem"
cat "$dir/p256.key" "$dir/p256.pem" >"$dir/pair.pem"
openssl pkey -in "$dir/p256.key" -outform DER >"$dir/key.der"
echo text >"$dir/text"
refused 'two certificates' 'holds 2 certificates or public keys' "$dir/two.pem"
refused 'a private key' 'private key, which is not kept' "$dir/p256.key"
refused 'an encrypted private key' 'private key, which is not kept' "$dir/locked.key"
openssl pkcs12 -export -inkey "$dir/p256.key" -in "$dir/p256.pem" -passout pass:secret-42 \
	-out "$dir/pair.p12"
refused 'an encrypted PKCS#12 file' 'is an encrypted PKCS#12 file' "$dir/pair.p12"
refused 'a private key in DER' 'private key, which is not kept' "$dir/key.der"
refused 'RSA of 512 bits' 'RSA key has 512 bits' "$dir/weak.pem"
refused 'Ed25519' 'nothing can be encrypted for its algorithm Ed25519' "$dir/ed.pem"
refused 'no certificate at all' 'text' "$dir/text"
python3 - "$dir/p256.pub" "$dir/off.der" <<'END'
import base64, sys
text = open(sys.argv[1]).read().split("-----")[2]
der = bytearray(base64.b64decode(text))
der[-1] ^= 1
open(sys.argv[2], "wb").write(der)
END
refused 'a point beside its curve' 'not a point of the curve P-256' "$dir/off.der"
fails 1 'alias already' 'an alias that is used' \
	encryption import --alias p256 "$dir/other.pem"
long=$(printf '%0300d' 0)
for alias in 'a b' -a a. a..b class a/b 'a%'; do
	fails 2 '--alias' "the alias $alias" \
		encryption import "--alias=$alias" "$dir/other.pem"
done
fails 2 'has 300 bytes' 'an alias of 300 characters' \
	encryption import --alias "$long" "$dir/other.pem"
fails 2 'cannot be seen' 'an alias with a bidi control' \
	encryption import --alias "$(printf 'a\342\200\256b')" "$dir/other.pem"
fails 1 'no such alias' 'an alias that is not there' encryption show none
fails 2 -- '--alias' 'no alias' encryption import "$dir/other.pem"
same "$before" "$(store_sum)" 'what was refused left the store as it was'
utf8=$(printf 'schl\303\274ssel')
succeeds 'an alias in UTF-8' encryption import --alias "$utf8" "$dir/other.pem"
succeeds 'it is found again' encryption show "$utf8"
long=$(printf '%0255d' 0)
succeeds 'an alias of 255 characters' encryption import --alias "$long" "$dir/other.pem"
succeeds 'it is found again' encryption delete "$long" --yes

# ---- update, delete, export ------------------------------------------------------------
succeeds 'an entry is renamed' encryption update der.one --alias der.two --yes
succeeds 'and there under its new name' encryption show der.two
fails 1 'no such alias' 'alone' encryption show der.one
fails 1 'alias already' 'but not to one that is there' \
	encryption update der.two --alias p256 --yes
fails 2 '--yes' 'another certificate is asked about' \
	encryption update der.two --pem "$dir/p521.pem"
succeeds 'and taken' encryption update der.two --pem "$dir/p521.pem" --yes \
	--private-key-path "$dir/p521.key"
fails 2 'give something to change' 'nothing to change is told' \
	encryption update der.two --alias der.two --yes
fails 2 'give something to change' 'also when nothing is said' \
	encryption update der.two
fails 2 '--yes' 'another path is asked about' \
	encryption update der.two --private-key-path /else.key
succeeds 'the path stays' encryption update der.two --alias der.three --yes
succeeds 'the alias stays' encryption update der.three --alias der.two --yes
run encryption update --help
prints '^ *--alias' 'help tells of --alias'
grep -A3 -e '^ *--alias' "$dir/out" | grep -q Required
same 1 $? 'and does not call it required'
run encryption show der.two --json
check 'and fits the new certificate' grep -q '"private_key_status": "fits"' "$dir/out"
succeeds 'it is exported' encryption export der.two "$dir/out.pem"
check 'as the certificate it is' cmp "$dir/out.pem" "$dir/p521.pem"
succeeds 'or as DER' encryption export der.two --format der "$dir/out.der"
check 'that OpenSSL reads' openssl x509 -inform DER -in "$dir/out.der" -noout
succeeds 'a path is taken away' encryption update der.two --private-key-path - --yes
fails 2 '--yes' 'deleting is asked about' encryption delete der.two
succeeds 'and done' encryption delete der.two --yes
fails 1 'no such alias' 'then it is gone' encryption delete der.two --yes
succeeds 'until it is undone' history undo
succeeds 'and there again' encryption show der.two

# ---- values ------------------------------------------------------------------------------
# open_value NAME VALUE: another program decrypts it.
cat >"$dir/open.py" <<'END'
import base64, sys
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

def kdf2(secret, size):
    out, counter = b"", 1
    while len(out) < size:
        h = hashes.Hash(hashes.SHA1())
        h.update(secret + counter.to_bytes(4, "big"))
        out, counter = out + h.finalize(), counter + 1
    return out[:size]

def unwrap(key, wrapped):
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key.decrypt(wrapped, padding.PKCS1v15())
    size = 1 + 2 * ((key.curve.key_size + 7) // 8)
    v, c, t = wrapped[:size], wrapped[size:-20], wrapped[-20:]
    peer = ec.EllipticCurvePublicKey.from_encoded_point(key.curve, v)
    keys = kdf2(v + key.exchange(ec.ECDH(), peer), 32 + len(c))
    mac = hmac.HMAC(keys[:32], hashes.SHA1())
    mac.update(c + bytes(8))
    mac.verify(t)
    return bytes(a ^ b for a, b in zip(c, keys[32:]))

key = serialization.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
wrapped, iv, text = [base64.b64decode(x) for x in
                     sys.stdin.read().strip().removeprefix("enc:").split(" ")]
aes = Cipher(algorithms.AES(unwrap(key, wrapped)), modes.CBC(iv)).decryptor()
plain = aes.update(text) + aes.finalize()
sys.stdout.buffer.write(plain[:-plain[-1]])
END
python=
for candidate in /usr/bin/python3 python3; do
	$candidate -c 'import cryptography' 2>/dev/null && python=$candidate && break
done
secret=$(printf 'p\303\244ssw\303\266rd\nzweite Zeile')
for name in $kinds; do
	printf '%s\n' "$secret" >"$dir/secret"
	succeeds "$name: a secret of two lines is encrypted" encryption encrypt "$name" \
		<"$dir/secret"
	cp "$dir/out" "$dir/value"
	same enc: "$(cut -c1-4 "$dir/value")" "$name: the value begins as JS7's do"
	if [ -n "$python" ]; then
		same "$secret" "$("$python" "$dir/open.py" "$dir/$name.key" <"$dir/value")" \
			"$name: Python decrypts it"
	else
		skip "$name: python3-cryptography is not there"
	fi
	succeeds "$name: and so do we" encryption decrypt "$name" <"$dir/value"
	same "$secret" "$(cat "$dir/out")" "$name: it is the secret"
done
for bits in 128 192; do
	succeeds "AES-$bits" encryption encrypt rsa "Text $bits" --raw --aes "$bits"
	cp "$dir/out" "$dir/value"
	cut -d' ' -f1 "$dir/value" | base64 -d >"$dir/wrapped"
	same $((bits / 8)) "$(openssl pkeyutl -decrypt -inkey "$dir/rsa.key" \
		-in "$dir/wrapped" | wc -c)" "OpenSSL unwraps a key of $bits bits"
	succeeds 'and it is decrypted' encryption decrypt --key "$dir/rsa.key" <"$dir/value"
	cp "$dir/out" "$dir/told"
	succeeds 'a file that holds it is, too' encryption decrypt --key "$dir/rsa.key" \
		--in "$dir/value" </dev/null
	check 'to the same' cmp "$dir/told" "$dir/out"
	same "Text $bits" "$(cat "$dir/out")" 'to the text'
done
same 3 "$(wc -w <"$dir/value")" '--raw has three parts'
grep -q enc: "$dir/value"
same 1 $? 'and no enc:'
: >"$dir/nothing"
succeeds 'nothing is encrypted, too' encryption encrypt p256 <"$dir/nothing"
grep -q 'text is empty' "$dir/err"
ok $? 'with a warning'
cp "$dir/out" "$dir/value"
succeeds 'and decrypted' encryption decrypt --key "$dir/locked.key" \
	--passphrase-file "$dir/passphrase" <"$dir/value"
same 1 "$(wc -c <"$dir/out")" 'to nothing, with an encrypted key'
rm "$dir/value"
succeeds 'for a bare public key' encryption encrypt bare secret --out "$dir/value"
same 600 "$(stat -c %a "$dir/value")" 'the value goes into a file'
succeeds 'and is decrypted' encryption decrypt --key "$dir/p256.key" <"$dir/value"

fails 1 'passphrase' 'a wrong passphrase' encryption decrypt --key "$dir/locked.key" \
	--passphrase-file "$dir/wrong" <"$dir/value"
fails 1 'encrypted for another key' 'another key' \
	encryption decrypt --key "$dir/other.key" <"$dir/value"
fails 1 'encrypted for another key' 'a key of another kind' \
	encryption decrypt --key "$dir/rsa.key" <"$dir/value"
fails 1 'holds no private key' 'a certificate as key' \
	encryption decrypt --key "$dir/p256.pem" <"$dir/value"
fails 1 'cannot be opened' 'a path that is not here' encryption decrypt bare <"$dir/value"
fails 2 'read only once' 'key and value from standard input' \
	encryption decrypt --key - <"$dir/value"
fails 2 'read only once' 'passphrase and value from standard input' encryption decrypt \
	--key "$dir/locked.key" --passphrase-file - <"$dir/value"
fails 2 '--key' 'no key at all' encryption decrypt <"$dir/value"
cut -c1-200 "$dir/value" >"$dir/cut"
fails 1 '2 parts|third part|second part' 'a value that is cut off' \
	encryption decrypt --key "$dir/p256.key" <"$dir/cut"
printf '\377\376' >"$dir/binary"
fails 1 'not UTF-8' 'a text that is none' encryption encrypt p256 <"$dir/binary"
same '' "$(grep -rl 'Text 128\|secret' "$PEMDECK_STORE/history" 2>/dev/null)" \
	'no text is in history'
succeeds 'an expired certificate is taken' \
	encryption import --alias past --anyway "${FIXTURES:?}/expired-ca.pem"
succeeds 'and encrypted for' encryption encrypt past secret
grep -q 'expired on 20' "$dir/err"
ok $? 'with a warning'
fails 1 'expired on 20' 'unless dates are checked' \
	encryption encrypt past secret --check-expiration

# ---- files -------------------------------------------------------------------------------
head -c 100001 /dev/urandom >"$dir/plain"
succeeds 'a file is encrypted' encryption encrypt p384 --in "$dir/plain" \
	--out "$dir/sealed"
cp "$dir/out" "$dir/line"
same "$dir/sealed" "$(cut -d' ' -f3 "$dir/line")" 'the line that is printed ends with it'
# shellcheck disable=SC2017 # whole blocks, and the padded one
same $((100001 / 16 * 24 + 24)) "$(wc -c <"$dir/sealed")" 'each block is coded alone'
fails 2 'exists already' 'it is not overwritten' encryption encrypt p384 \
	--in "$dir/plain" --out "$dir/sealed"
echo >>"$dir/sealed"
succeeds 'with a line break behind it' encryption decrypt p384 --in "$dir/sealed" \
	--out "$dir/opened" <"$dir/line"
check 'it is decrypted' cmp "$dir/plain" "$dir/opened"
succeeds 'and by its parts' encryption decrypt p384 --in "$dir/sealed" --yes \
	--out "$dir/opened" --encrypted-key "$(cut -d' ' -f1 "$dir/line")" \
	--iv "$(cut -d' ' -f2 "$dir/line")"
rm "$dir/opened"
fails 1 'another key' 'not by another key' encryption decrypt --key "$dir/other.key" \
	--in "$dir/sealed" --out "$dir/opened" <"$dir/line"
head -c 1000 "$dir/sealed" >"$dir/short"
fails 1 'cut off' 'not when it is cut off' encryption decrypt p384 \
	--in "$dir/short" --out "$dir/opened" <"$dir/line"
fails 1 'not a file encrypted so' 'not when it is something else' encryption decrypt p384 \
	--in "$dir/plain" --out "$dir/opened" <"$dir/line"
[ ! -e "$dir/opened" ] && [ -z "$(find "$dir" -name '.pemdeck-*')" ]
ok $? 'and then nothing is left behind'
fails 2 '--out' 'a file needs a file' encryption encrypt p384 --in "$dir/plain"
fails 1 "$dir/gone: cannot be opened" 'one that is not there is told before that it does' \
	encryption encrypt p384 --in "$dir/gone"
fails 1 "$dir/gone: cannot be opened" 'and before a value is asked for' \
	encryption decrypt p384 --in "$dir/gone" </dev/null
fails 1 "$dir/gone: cannot be opened" 'or a passphrase' encryption decrypt \
	--key "$dir/locked.key" --in "$dir/gone" --out "$dir/opened" <"$dir/line"
fails 1 "$dir: is a directory" 'a directory is told as that' \
	encryption decrypt p384 --in "$dir" </dev/null
fails 2 '--iv' 'a key needs its IV' encryption decrypt p384 --in "$dir/sealed" \
	--out "$dir/opened" --encrypted-key AAAA

# ---- for JS7 -----------------------------------------------------------------------------
succeeds 'a job resource is printed' encryption job-resource p384
check 'it holds what JS7 wants' python3 - "$dir/out" "$dir/p384" <<'END'
import json, sys
resource = json.load(open(sys.argv[1]))
pem = open(sys.argv[2] + ".pem").read().rstrip("\n")
arguments = resource["arguments"]
assert json.loads(arguments["encipherment_certificate"]) == pem
assert arguments["encipherment_private_key_path"] == '"%s.key"' % sys.argv[2]
assert resource["env"]["ENCIPHERMENT_CERTIFICATE"] == "$encipherment_certificate"
END
tap_done
