#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever is read and not used is named, in every operation that reads: with its place, what it
# is, and why.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1

# ---- what is put beside ----------------------------------------------------------------
ec='ec -pkeyopt ec_paramgen_curve:P-256'
# root NAME [EXTENSION]: NAME.key and NAME.pem.
root() {
	# shellcheck disable=SC2086
	openssl req -x509 -newkey $ec -nodes -keyout "$1.key" -subj "/CN=$1" -days 900 \
		-addext keyUsage=critical,keyCertSign,cRLSign -out "$1.pem" 2>>log
}
# leaf NAME ISSUER USAGE
leaf() {
	# shellcheck disable=SC2086
	openssl req -new -newkey $ec -nodes -keyout "$1.key" -subj "/CN=$1" 2>>log >"$1.csr"
	printf 'keyUsage=%s\nsubjectAltName=DNS:%s.example\n' "$3" "$1" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 300 \
		-extfile "$1.ext" -out "$1.pem" 2>>log
}
root own
root other
leaf host own digitalSignature
leaf signer own digitalSignature
openssl req -x509 -newkey rsa:2048 -nodes -keyout secret.key -subj /CN=secret -days 300 \
	-addext keyUsage=keyEncipherment -out secret.pem 2>>log
: >index.txt
echo 01 >number
printf '[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n' >ca.cnf
for name in own other; do
	openssl ca -gencrl -config ca.cnf -keyfile $name.key -cert $name.pem -crldays 30 \
		-out $name.crl 2>>log
done
openssl pkey -in other.key -pubout -out other.pub
unknown='-----BEGIN FROBNICATE-----
AAECAwQ=
-----END FROBNICATE-----'

# beside BLOCK... -- FILE...: in.pem has the files, between them a text, and then the blocks:
# crl, csr, public, key, unknown.
beside() {
	blocks=
	while [ "$1" != -- ]; do
		blocks="$blocks $1"
		shift
	done
	shift
	echo 'Some text, which is for people.' >in.pem
	cat "$@" >>in.pem
	for block in $blocks; do
		case $block in
		crl) cat own.crl ;;
		csr) cat host.csr ;;
		public) cat other.pub ;;
		key) cat other.key ;;
		certificate) cat other.pem ;;
		unknown) printf '%s\n' "$unknown" ;;
		esac >>in.pem
	done
}

# The line of in.pem on which a block begins.
line_of() {
	grep -n "BEGIN $1" in.pem | tail -1 | cut -d: -f1
}

# names WORDS BLOCK...: the last run named each block with its place.
names() {
	words=$1
	shift
	echo "$words" | cut -d ' ' -f 1-2 >>covered
	for block; do
		case $block in
		crl) label='X509 CRL' what='the revocation list is not needed here' ;;
		csr) label='CERTIFICATE REQUEST' what='the signing request is not needed here' ;;
		public) label='PUBLIC KEY' what='the public key is not needed here' ;;
		key) label='PRIVATE KEY' what='the private key is not needed here' ;;
		certificate) label='CERTIFICATE-' what='the certificate is not needed here' ;;
		unknown) label=FROBNICATE what='FROBNICATE is not used here' ;;
		esac
		grep -q "^pemdeck: warning: .*:$(line_of "$label"): $what, and was left out$" err
		ok $? "$words: $block" || tap_show said err
	done
}

# tells WORDS BLOCK... -- PEMDECK-WORDS...: whatever it ends with, it names the blocks.
tells() {
	words=$1
	shift
	blocks=
	while [ "$1" != -- ]; do
		blocks="$blocks $1"
		shift
	done
	shift
	run "$@" </dev/null
	# shellcheck disable=SC2086
	names "$words" $blocks
}

all='crl csr public unknown'
# ---- the CA ----------------------------------------------------------------------------
# Its own list is taken over, one of another CA refused by name: test-ssl-takeover.
# shellcheck disable=SC2086
{
	beside csr public unknown -- own.key own.pem
	tells 'ssl import' csr public unknown -- ssl import --yes in.pem
	run ssl update --yes <in.pem
	names 'ssl update' csr public unknown
	beside csr public unknown -- own.crl
	tells 'ssl adopt' csr public unknown -- ssl adopt in.pem
	beside crl public unknown -- host.csr
	tells 'ssl issue --csr' crl public unknown -- ssl issue --csr in.pem --accept san
	tells 'ssl review' crl public unknown -- ssl review in.pem
	tells 'ssl ensure --csr' crl public unknown -- ssl ensure --csr in.pem --accept san --yes

	# ---- signing -------------------------------------------------------------------
	beside $all -- signer.key signer.pem own.pem
	tells 'signature import' $all -- signature import --yes in.pem
	run signature update --yes <in.pem
	names 'signature update' $all
	beside $all key -- own.pem
	mkdir keys published
	cp in.pem keys/one.pem
	tells 'signature publish --issuer' $all key -- signature publish published --issuer in.pem
	echo content >file
	run signature sign file
	tells 'signature verify --trusted' $all key -- signature verify file --trusted keys
	beside $all key -- signer.pem
	tells 'signature verify --certificate' $all key -- \
		signature verify file --certificate in.pem --trusted published

	# ---- encryption ----------------------------------------------------------------
	beside crl unknown -- secret.pem
	run encryption import --alias a in.pem
	names 'encryption import' crl unknown
	beside crl unknown -- secret.pem
	run encryption add --alias b <in.pem
	names 'encryption add' crl unknown
	run encryption update b --yes --pem - <in.pem
	names 'encryption update' crl unknown
	run encryption ensure --alias ensured in.pem --yes
	names 'encryption ensure' crl unknown
	run encryption import --alias secret secret.pem
	run encryption encrypt secret text
	mv out value
	beside crl csr unknown -- secret.key
	run encryption decrypt --key in.pem <value
	names 'encryption decrypt --key' crl csr unknown
	grep -q '^text$' out
	ok $? 'which decrypts'

	# ---- the key of the host -------------------------------------------------------
	beside $all -- host.key host.pem own.pem
	tells 'tls import' $all -- tls import --yes in.pem
	tells 'migrate migrate' $all -- migrate --yes --name moved --anyway in.pem
	beside $all key -- host.pem
	tells 'tls compare' $all key -- tls compare in.pem

	# ---- trust ---------------------------------------------------------------------
	beside $all key -- own.pem
	tells 'trust import' $all key -- trust import in.pem
	run trust clear --yes
	tells 'trust ensure' $all key -- trust ensure in.pem
	run trust clear --yes
	run trust add <in.pem
	names 'trust add' $all key
	tells 'trust compare' $all key -- trust compare ./in.pem ./host.pem
	beside csr public key unknown -- host.pem own.crl
	tells 'trust verify' csr public key unknown -- trust verify in.pem
	beside $all -- host.key host.pem own.pem
	tells 'trust check --client-certificate' $all -- \
		trust check 127.0.0.1:1 --timeout 1 --client-certificate in.pem
}

# ---- what is in the objects themselves ---------------------------------------------------
openssl x509 -in own.pem -addreject serverAuth -trustout -out trusted.pem
run trust import trusted.pem
grep -q 'trusted.pem.*serverAuth' err
ok $? 'the settings of a TRUSTED CERTIFICATE are named' || tap_show said err
printf '[req]\ndistinguished_name=d\nprompt=no\nattributes=a\nreq_extensions=e\n[d]\nCN=a.example\n[a]\nunstructuredName=old\nchallengePassword=secret12\n[e]\nsubjectAltName=DNS:a.example\nnsComment=hello\n' >attributes.cnf
openssl req -new -key host.key -config attributes.cnf \
	-out attributes.csr -batch 2>>log
run ssl issue --csr attributes.csr --accept san
for what in unstructuredName challengePassword 2.16.840.1.113730.1.13; do
	grep -qi "$what" err
	ok $? "of a request, what was not taken is named: $what" || tap_show said err
done
# ---- of a request, what is asked for twice ------------------------------------------------
# asked_twice WORDS PATTERN FILE: review and issue say so.
asked_twice() {
	run ssl review "$3"
	grep -q "$2" out && ! grep -q 'Nothing in it needs attention' out
	ok $? "ssl review: $1" || tap_show review out
	run ssl issue --csr "$3" --accept san
	grep -q "$2" err
	ok $? "ssl issue: $1" || tap_show said err
}
if command -v python3 >/dev/null; then
	python3 - <<-'END'
		import subprocess
		def tlv(tag, *parts):
		    body = b"".join(parts)
		    size = len(body)
		    head = [size] if size < 128 else [0x81, size] if size < 256 else [0x82, size >> 8, size & 255]
		    return bytes([tag, *head]) + body
		def run(*words):
		    return subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout
		def extension(text):
		    return tlv(0x30, b"\x06\x03\x55\x1d\x11", tlv(4, tlv(0x30, tlv(0x82, text))))
		def name(*texts):
		    return tlv(0x30, *[extension(text) for text in texts])
		public = run("openssl", "pkey", "-in", "host.key", "-pubout", "-outform", "DER")
		subject = tlv(0x30, tlv(0x31, tlv(0x30, b"\x06\x03\x55\x04\x03", tlv(12, b"a.example"))))
		pkcs9 = bytes.fromhex("06092a864886f70d01090e")
		windows = bytes.fromhex("060a2b060104018237" + "02010e")
		one, two = name(b"a.example"), name(b"b.example")
		for file, attributes in (
		    ("twice", [(pkcs9, name(b"a.example", b"b.example"))]),
		    ("values", [(pkcs9, one + two)]),
		    ("lists", [(pkcs9, one), (pkcs9, two)]),
		    ("systems", [(windows, one), (pkcs9, two)]),
		):
		    inside = b"".join(tlv(0x30, oid, tlv(0x31, values)) for oid, values in attributes)
		    info = tlv(0x30, tlv(2, b"\0"), subject, public, tlv(0xa0, inside))
		    open("info", "wb").write(info)
		    signature = run("openssl", "dgst", "-sha256", "-sign", "host.key", "info")
		    way = tlv(0x30, bytes.fromhex("06082a8648ce3d040302"))
		    open(file + ".csr", "wb").write(tlv(0x30, info, way, tlv(3, b"\0", signature)))
	END
	asked_twice 'a second extension of the same kind' '2.5.29.17 twice' twice.csr
	asked_twice 'a second list in one attribute' 'extensionRequest (another one)' values.csr
	asked_twice 'a second attribute with a list' 'extensionRequest (another one)' lists.csr
	asked_twice 'one of Windows and one of PKCS #9' 'extensionRequest (another one)' systems.csr
else
	skip 'python3 is missing'
fi

# ---- tables, directories and backups -----------------------------------------------------
printf 'dn,purpose,colour\nCN=a.example,server,red\n' >table.csv
fails 1 'table.csv:1: .*"colour" is not a column' 'ssl batch: a column' ssl batch table.csv --out made
printf 'dn,purpose\nCN=a.example,server,red\n' >table.csv
fails 1 'table.csv:2: .*has 3 columns' 'ssl batch: a cell' ssl batch table.csv --out made
mkdir -p tree/.git
touch tree/one tree/two tree/.hidden tree/.git/in
ln -s one tree/link
ln -s nowhere tree/broken
mkfifo tree/pipe
for what in 'sign' 'verify --trusted keys'; do
	# shellcheck disable=SC2086
	run signature $what tree
	for name in link broken pipe; do
		grep -q "warning: tree/$name: left out: is a " err
		ok $? "signature $what: of a directory, what is no file: $name" || tap_show said err
	done
	grep -q 'warning: 2 hidden files or directories were left out' err
	ok $? "signature $what: and how much is hidden" || tap_show said err
done
# ---- none is forgotten ---------------------------------------------------------------------
# What reads files of other kinds: tables, what is signed or encrypted, backups, inventories, a
# seal; and scan, which tells of all files that it looks at (test-scan-hostile.sh).
cat >>covered <<'END'
ssl batch
signature sign
encryption encrypt
restore restore
history verify
fleet list
fleet plan
fleet run
scan scan
scan show
END
"$OPERATIONS" | awk -F '\t' '$6 == "files" { print $1, $2 }' | sort >reading
sort -u covered >covered.sorted
[ -s reading ]
ok $? 'there are operations that read'
same '' "$(comm -23 reading covered.sorted | tr '\n' ';')" 'each that reads names what it leaves out'

echo longpassword >pw
run backup all.backup --passphrase-file pw
printf junk >>all.backup
fails 1 'all.backup: .*damaged' 'restore: what stands behind a backup' \
	restore all.backup --into again --passphrase-file pw
tap_done
