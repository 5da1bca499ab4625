#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The SSL tab at work: what it issues, renews and revokes is judged by openssl and
# certtool, and used in real handshakes.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/der.sh
. "$TESTS/der.sh"
tap_needs openssl python3 certtool gnutls-cli
: "${FIXTURES:?names the directory of fixtures}"
printf 'secret-42\n' >"$dir/passphrase"
printf 'wrong\n' >"$dir/wrong"
F=$FIXTURES

# serial_of NAME: of the newest certificate with that name.
serial_of() {
	openssl x509 -in "$dir/$1/cert.pem" -noout -serial | sed 's/^serial=//'
}

# verifies WORDS NAME OPTIONS...: OpenSSL believes the certificate in $dir/NAME.
verifies() {
	words=$1 name=$2
	shift 2
	check "$words" openssl verify -x509_strict -CAfile "$dir/$name/ca.pem" \
		-untrusted "$dir/$name/chain.pem" "$@" "$dir/$name/cert.pem"
}

rejects() {
	words=$1 pattern=$2 name=$3
	shift 3
	! openssl verify -x509_strict -CAfile "$dir/$name/ca.pem" \
		-untrusted "$dir/$name/chain.pem" "$@" "$dir/$name/cert.pem" \
		>"$dir/check" 2>&1 && grep -q "$pattern" "$dir/check"
	ok $? "$words" || tap_show said "$dir/check"
}

says() {
	grep -qF -e "$2" "$dir/$1/text"
	ok $? "$1 says: $2" || tap_show text "$dir/$1/text"
}

text() {
	openssl x509 -in "$dir/$1/cert.pem" -noout -text -nameopt RFC2253 >"$dir/$1/text"
}

# ---- issue -----------------------------------------------------------------------------
succeeds 'a server certificate is issued' ssl issue --purpose server \
	--dn 'CN=www.example.org,O=Example' \
	--san 'DNS:www.example.org,IP:192.0.2.7,IP:::1,URI:https://example.org/' \
	--out "$dir/server"
prints 'Serial number: +[0-9A-F]{30,32}$' 'its serial number is told'
verifies 'OpenSSL believes the server' server -purpose sslserver \
	-verify_hostname www.example.org -verify_ip 192.0.2.7
verifies 'also by its IPv6 address' server -verify_ip ::1
rejects 'but not under another name' 'ostname mismatch' server \
	-verify_hostname other.example.org
rejects 'and not as a client' 'unsuitable certificate purpose' server -purpose sslclient
check 'certtool believes it too' certtool --verify --verify-hostname www.example.org \
	--load-ca-certificate "$dir/server/ca.pem" --infile "$dir/server/chain.pem"
text server
for line in 'CA:FALSE' 'Basic Constraints: critical' 'Key Usage: critical' \
	'TLS Web Server Authentication' 'Subject Key Identifier' 'Authority Key Identifier'; do
	says server "$line"
done
same 600 "$(stat -c %a "$dir/server/key.pem")" 'its key is for its owner only'
same "$(openssl pkey -in "$dir/server/key.pem" -pubout)" \
	"$(openssl x509 -in "$dir/server/cert.pem" -noout -pubkey)" 'and fits it'

succeeds 'a client certificate is issued' ssl issue --purpose client \
	--dn CN=alice --out "$dir/client" --days 90
verifies 'OpenSSL believes the client' client -purpose sslclient
rejects 'but not as a server' 'unsuitable certificate purpose' client -purpose sslserver
openssl x509 -in "$dir/client/cert.pem" -noout -checkend $((89 * 86400)) >"$dir/check" &&
	! openssl x509 -in "$dir/client/cert.pem" -noout -checkend $((90 * 86400)) >"$dir/check"
ok $? 'it is valid for 90 days'

number=0
for kind in 'ec --curve P-384' 'ec --curve P-521' 'rsa --bits 2048' 'rsa-pss --bits 2048' \
	ed25519 ed448; do
	number=$((number + 1))
	# shellcheck disable=SC2086
	succeeds "one with $kind is issued" ssl issue --purpose both \
		--dn CN=kind.example.org --out "$dir/kind$number" --algorithm $kind
	verifies "OpenSSL believes it ($kind)" "kind$number" -purpose sslserver \
		-verify_hostname kind.example.org
	verifies 'as a client too' "kind$number" -purpose sslclient
done
text kind3
says kind3 'Digital Signature, Key Encipherment'
text kind5
says kind5 'Digital Signature'
grep -q 'name taken from the subject' "$dir/err"
ok $? 'a server without names gets its common name, and is told so'

succeeds 'a passphrase protects the key' ssl issue --purpose client --dn CN=bob \
	--passphrase-file "$dir/passphrase" --p12 --out "$dir/bob"
grep -q 'BEGIN ENCRYPTED PRIVATE KEY' "$dir/bob/key.pem"
ok $? 'the key is written encrypted'
check 'OpenSSL opens bundle.p12' openssl pkcs12 -in "$dir/bob/bundle.p12" \
	-passin file:"$dir/passphrase" -nodes -out "$dir/p12.pem"
succeeds 'PKCS#12 for old readers' ssl issue --purpose client --dn CN=old \
	--p12-passphrase-file "$dir/passphrase" --legacy-p12 --out "$dir/old"
openssl pkcs12 -in "$dir/old/bundle.p12" -passin file:"$dir/passphrase" -info -noout \
	-legacy 2>"$dir/check"
grep -q 'MAC: sha1' "$dir/check" && grep -q '3-KeyTripleDES-CBC' "$dir/check"
ok $? 'has 3DES and a SHA-1 MAC' || tap_show said "$dir/check"

# ---- refused -----------------------------------------------------------------------------
before=$(store_sum)
refuse() {
	status=$1 pattern=$2 words=$3
	shift 3
	fails "$status" "$pattern" "$words" ssl issue "$@"
}
refuse 2 '--dn' 'a missing subject' --purpose server
refuse 2 '--san' 'a name with a space' \
	--purpose server --dn CN=a --san 'DNS:a b.example.org'
refuse 2 '--san' 'a wildcard in the middle' \
	--purpose server --dn CN=a --san 'DNS:a.*.example.org'
refuse 2 '192.0.2.300" is not an IP address' 'an address that is none' \
	--purpose server --dn CN=a --san 'IP:192.0.2.300'
refuse 1 'outlive' 'days beyond the CA' --purpose client --dn CN=a --days 3000
refuse 2 'a server needs a name' 'a server without any name' \
	--purpose server --dn 'CN=My Server'
refuse 2 'no profile' 'an unknown profile' --profile nope --dn CN=a
refuse 2 '--purpose' 'profile and purpose at once' \
	--profile server --purpose client --dn CN=a
refuse 2 'exists already' 'a directory that is in use' \
	--purpose client --dn CN=a --out "$dir/client"
refuse 1 'passphrase' 'PKCS#12 without a passphrase' \
	--purpose client --dn CN=a --p12 --out "$dir/none"
[ ! -e "$dir/none" ]
ok $? 'what is refused makes no directory'
touch "$dir/table.csv"
for option in '--csr table.csv' '--dn CN=a' '--san DNS:a' '--days 5'; do
	# shellcheck disable=SC2086
	refuse 2 "${option%% *}: does not go with --batch" "$option with a table" \
		--batch "$dir/table.csv" $option
done
same "$before" "$(store_sum)" 'what is refused leaves the store as it was'

# ---- files that cannot be written ------------------------------------------------------
# The records. History may say that something was issued and undone; its key stays until
# that is purged.
kept() {
	store_sum | grep -v -e ' \./history/' -e ' \./keys/'
}
# traceless WORDS: nothing was changed, in the store or in the directory for files.
traceless() {
	same "$before" "$(kept)" "$1: the store is as before"
	same "$files" "$(cd "$dir/files" && find . | sort)" "$1: and no file is left"
}
before=$(kept)
mkdir "$dir/files" "$dir/files/full"
disk=none
if full_disk "$dir/files/full" 4; then
	disk=full
	echo old >"$dir/files/full/fill"
fi
echo old >"$dir/files/full/key.pem"
echo old >"$dir/files/file"
files=$(cd "$dir/files" && find . | sort)
if [ $disk = full ]; then
	refuse 1 'full/chain.pem.*No space' 'a full disk' \
		--purpose client --dn CN=a --out "$dir/files/full" --yes
	traceless 'a full disk'
else
	skip 'no file system can be mounted here'
fi
same old "$(cat "$dir/files/full/key.pem")" 'what was replaced is there again'
refuse 1 'none/a.*cannot be made' 'a directory without a parent' \
	--purpose client --dn CN=a --out "$dir/files/none/a"
traceless 'a directory without a parent'
refuse 2 'files/file.*exists' 'a file in its place' \
	--purpose client --dn CN=a --out "$dir/files/file"
traceless 'a file in its place'
refuse 1 'files/file.*not a directory' 'a file in its place with --yes' \
	--purpose client --dn CN=a --out "$dir/files/file" --yes
traceless 'a file in its place with --yes'
for what in crl 'request --dn CN=Inner'; do
	# shellcheck disable=SC2086
	{
		fails 1 '/dev/full.*a device' "$what into a device" ssl $what /dev/full --yes
		traceless "$what into a device"
		fails 1 'none/a' "$what without a directory" ssl $what "$dir/files/none/a" --yes
		traceless "$what without a directory"
		fails 1 'files/full' "$what over a directory" ssl $what "$dir/files/full" --yes
		traceless "$what over a directory"
	}
done
fails 2 'files/file.*exists' 'crl over a file' ssl crl "$dir/files/file"
traceless 'crl over a file'
mkdir "$PEMDECK_STORE/ssl/crl.pem"
for file in file new; do
	run ssl crl "$dir/files/$file" --yes
	same 1 "$status" 'a change that cannot be committed is told'
	traceless 'a change that cannot be committed'
done
same old "$(cat "$dir/files/file")" 'what it replaced is there again'
rmdir "$PEMDECK_STORE/ssl/crl.pem"

succeeds 'a certificate that goes nowhere' ssl issue --purpose client --dn CN=nowhere
prints 'BEGIN CERTIFICATE' 'is shown as PEM'
succeeds 'one that goes to files' ssl issue --purpose client --dn CN=files --out "$dir/files/new"
! grep -q 'BEGIN CERTIFICATE' "$dir/out"
ok $? 'is not shown twice'
run ssl issue --help
! grep -q 'never replaced' "$dir/out"
ok $? 'the help does not say that nothing is replaced'
succeeds 'unless it may outlive' ssl issue --purpose client --dn CN=long \
	--days 3000 --allow-outlive

# ---- signing requests ----------------------------------------------------------------
cat >"$dir/csr.cnf" <<'END'
[req]
distinguished_name = dn
[dn]
[wishes]
subjectAltName = DNS:csr.example.org,DNS:*.csr.example.org
extendedKeyUsage = serverAuth,clientAuth
keyUsage = critical,digitalSignature
tlsfeature = status_request
[bare]
subjectAltName = DNS:csr.example.org
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = keyCertSign
1.2.3.4 = critical,ASN1:UTF8String:strange
END
csr() {
	name=$1 section=$2
	shift 2
	openssl req -new -config "$dir/csr.cnf" -reqexts "$section" -nodes \
		-keyout "$dir/$name.key" -out "$dir/$name.csr" "$@" 2>"$dir/check"
}
csr good wishes -newkey rsa:2048 -subj /CN=csr.example.org
csr ca ca -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=evil
csr weak wishes -newkey rsa:1024 -subj /CN=csr.example.org
csr tiny bare -newkey rsa:512 -subj /CN=csr.example.org
csr tiny-pss bare -newkey rsa-pss -pkeyopt rsa_keygen_bits:512 -subj /CN=csr.example.org \
	-sha256 -sigopt rsa_pss_saltlen:20
# With the exponent 1 the padded digest is the signature, so that anybody signs.
exponent_one() {
	cat <<END
asn1 = SEQUENCE:$1
[csr]
info = SEQUENCE:info
algorithm = SEQUENCE:signed
signature = FORMAT:HEX,BITSTRING:${2:-00}
[info]
version = INTEGER:0
subject = SEQUENCE:none
public = SEQUENCE:public
attributes = IMPLICIT:0,SEQUENCE:none
[none]
[signed]
oid = OID:sha256WithRSAEncryption
none = NULL
$(exponent_one_key "$dir/good.key")
END
}
exponent_one info >"$dir/one.cnf"
openssl asn1parse -genconf "$dir/one.cnf" -noout -out "$dir/one.info"
padding=$(printf '%0404d' 0 | tr 0 f)
exponent_one csr "0001${padding}003031300d060960864801650304020105000420$(
	openssl dgst -sha256 "$dir/one.info" | sed 's/.*= //')" >"$dir/one.cnf"
openssl asn1parse -genconf "$dir/one.cnf" -noout -out "$dir/one.csr"
csr sha1 wishes -newkey rsa:2048 -subj /CN=csr.example.org -sha1
openssl req -in "$dir/good.csr" -outform DER -out "$dir/bad.der"
# The last byte is part of the signature.
size=$(wc -c <"$dir/bad.der")
flip "$dir/bad.der" $((size - 1))

succeeds 'a request is reviewed' ssl review "$dir/ca.csr"
prints 'asks to be a CA' 'the review says that it wants to be a CA'
prints 'critical extension 1\.2\.3\.4' 'and what it does not know'
succeeds 'the review is JSON, too' ssl review "$dir/good.csr" --json
check 'that is valid' python3 -m json.tool "$dir/out"
succeeds 'a request is signed' ssl issue --csr "$dir/good.csr" --purpose server \
	--out "$dir/from-csr"
grep -q 'names.*which are not taken' "$dir/err"
ok $? 'what is not accepted is said'
openssl req -new -newkey rsa:2048 -nodes -subj /CN=usual.example -keyout "$dir/usual.key" \
	-addext extendedKeyUsage=serverAuth -addext keyUsage=digitalSignature,keyEncipherment \
	-out "$dir/usual.csr" 2>"$dir/log"
succeeds 'a request for the usual' ssl issue --csr "$dir/usual.csr" --purpose server
! grep -q 'instead' "$dir/err"
ok $? 'gets it, and is told of nothing else' || tap_show stderr "$dir/err"
text from-csr
says from-csr 'DNS:csr.example.org'
grep -q 'DNS:\*\|Client Authentication\|TLS Feature\|status_request' "$dir/from-csr/text"
[ $? -eq 1 ]
ok $? 'nothing was taken from it but its subject'
[ ! -e "$dir/from-csr/key.pem" ]
ok $? 'and there is no key to hand over'
same "$(openssl pkey -in "$dir/good.key" -pubout)" \
	"$(openssl x509 -in "$dir/from-csr/cert.pem" -noout -pubkey)" \
	'the certificate is for the key of the request'
succeeds 'chosen extensions are taken' ssl issue --csr "$dir/good.csr" \
	--purpose server --accept san,eku,1.3.6.1.5.5.7.1.24 --out "$dir/accepted"
text accepted
says accepted 'DNS:*.csr.example.org'
says accepted 'TLS Web Server Authentication, TLS Web Client Authentication'
says accepted 'TLS Feature'
verifies 'and OpenSSL believes the result' accepted -purpose sslclient \
	-verify_hostname a.csr.example.org
succeeds 'or written anew' ssl issue --csr "$dir/ca.csr" --dn CN=good.example.org \
	--san good.example.org --eku clientAuth --purpose client --out "$dir/edited"
text edited
says edited 'CA:FALSE'
says edited 'CN=good.example.org'
before=$(store_sum)
refuse 1 'signature' 'a request with a broken signature' \
	--csr "$dir/bad.der" --purpose server
refuse 1 'weak' 'a request with a weak key' --csr "$dir/weak.csr" --purpose server
for name in tiny tiny-pss one; do
	refuse 1 'weak' "$name, which anybody breaks" \
		--csr "$dir/$name.csr" --dn CN=csr.example.org --san DNS:csr.example.org --purpose server
	refuse 1 'anybody can compute its private key' "$name, whoever agrees" --csr "$dir/$name.csr" \
		--dn CN=csr.example.org --san DNS:csr.example.org --purpose server --allow-weak --anyway
done
refuse 1 'weak.*SHA-1' 'a request signed with SHA-1' --csr "$dir/sha1.csr" --purpose server
refuse 1 'for CAs' 'usages of a CA' --csr "$dir/ca.csr" --purpose client --accept ku
refuse 2 'accept' 'an unknown word to accept' \
	--csr "$dir/good.csr" --purpose server --accept everything
refuse 2 'accept.*2\.5\.29\.19' 'basic constraints of a request' \
	--csr "$dir/ca.csr" --purpose client --accept 2.5.29.19
refuse 1 'no signing request' 'a certificate instead of a request' \
	--csr "$F/openssl-ca.pem" --purpose server
refuse 2 '--algorithm' 'a key for a request that has one' \
	--csr "$dir/good.csr" --purpose server --algorithm ec
same "$before" "$(store_sum)" 'whatever was refused, the store is as before'

# ---- list and show -----------------------------------------------------------------------
succeeds 'list' ssl list
prints '^CN=Standard CA' 'begins with the CA'
prints '^ +www\.example\.org +server' 'and has what it issued below it'
succeeds 'list searches' ssl list --search alice --json
same 'CN=alice client valid True' "$(python3 -c '
import json, sys
[row] = json.load(open(sys.argv[1]))
print(row["subject"], row["purpose"], row["status"], row["has_private_key"])' "$dir/out")" \
	'and JSON says it for scripts'
server=$(serial_of server)
succeeds 'show takes the first digits of a serial number' \
	ssl show "$(printf %.12s "$server" | tr A-F a-f)"
prints "Serial number: +$server" 'and shows that certificate'
fails 1 'no certificate with this serial' 'an unknown serial number' ssl show 00FF00FF00
fails 1 'start with this' 'an ambiguous one' ssl show ''"$(
	run ssl list --json
	python3 -c '
import json, sys, collections
heads = collections.Counter(r["serial"][0] for r in json.load(open(sys.argv[1]))[1:])
print(heads.most_common(1)[0][0])' "$dir/out"
)"
fails 1 'not a serial number' 'one that is none' ssl show xyz
# Half of them have a high first bit, and so a leading 00 where the encoding is printed.
run ssl list --json
found=0
for serial in $(python3 -c '
import json, sys
for row in json.load(open(sys.argv[1]))[1:]:
    print(row["serial"])' "$dir/out"); do
	run ssl export "$dir/one.pem" "$serial" --yes
	for form in "$(openssl x509 -in "$dir/one.pem" -noout -serial)" \
		"$(openssl x509 -in "$dir/one.pem" -noout -text | grep -A1 'Serial Number')" \
		"$(certtool -i --infile "$dir/one.pem" | awk '/Serial Number/ {print $NF}')" \
		"0x$serial" "$(python3 -c 'import sys; print(int(sys.argv[1], 16))' "$serial")"; do
		run ssl show "$form"
		grep -Eq "^Serial number: +$serial\$" "$dir/out" || {
			found=1
			tap_show "no certificate for $form" "$dir/err"
		}
	done
done
same 0 "$found" 'a serial number is found as openssl, certtool and ssl show print it'
succeeds 'an issued certificate is exported' ssl export "$dir/export.pem" "$server"
cmp -s "$dir/export.pem" "$dir/server/cert.pem"
ok $? 'as it was issued'

# ---- a handshake ---------------------------------------------------------------------------
# Polls until COMMAND holds, at most 20 s.
wait_for() {
	tries=400
	until "$@" || [ $((tries -= 1)) -eq 0 ]; do
		sleep 0.05
	done
	[ "$tries" -gt 0 ]
}
serve() {
	: >"$dir/served"
	openssl s_server -accept 127.0.0.1:0 -key "$dir/server/key.pem" \
		-cert "$dir/server/cert.pem" -CAfile "$dir/server/ca.pem" -Verify 1 \
		-verify_return_error "$@" </dev/null >"$dir/served" 2>&1 &
	server_pid=$!
	wait_for grep -q '^ACCEPT' "$dir/served"
	port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$dir/served" | head -n 1)
}
stop() {
	kill "$server_pid"
	wait "$server_pid" 2>/dev/null
}
serve -www
# shellcheck disable=SC2016 # the inner shell expands
check 'OpenSSL and OpenSSL shake hands, both with certificates' sh -c '
	openssl s_client -connect 127.0.0.1:"$1" -CAfile "$0/server/ca.pem" -verify_return_error \
		-verify_hostname www.example.org -key "$0/client/key.pem" -cert "$0/client/cert.pem" \
		</dev/null' "$dir" "$port"
# shellcheck disable=SC2016
check 'OpenSSL and GnuTLS do' sh -c '
	gnutls-cli --x509cafile="$0/server/ca.pem" --verify-hostname=www.example.org \
		--x509keyfile="$0/client/key.pem" --x509certfile="$0/client/cert.pem" \
		--port="$1" 127.0.0.1 </dev/null' "$dir" "$port"
# shellcheck disable=SC2016
check 'without a certificate the server refuses' sh -c '
	! openssl s_client -connect 127.0.0.1:"$1" -CAfile "$0/server/ca.pem" -tls1_2 </dev/null' \
	"$dir" "$port"
stop

# ---- renew -----------------------------------------------------------------------------------
client=$(serial_of client)
succeeds 'a certificate is renewed' ssl renew "$client" --days 30 --out "$dir/renewed"
verifies 'OpenSSL believes the new one' renewed -purpose sslclient
same "$(openssl x509 -in "$dir/client/cert.pem" -noout -pubkey)" \
	"$(openssl x509 -in "$dir/renewed/cert.pem" -noout -pubkey)" 'it has the same key'
[ "$client" != "$(serial_of renewed)" ]
ok $? 'and another serial number'
succeeds 'or with a new key' ssl renew "$(serial_of accepted)" --new-key --out "$dir/rekeyed"
text rekeyed
says rekeyed 'DNS:csr.example.org, DNS:*.csr.example.org'
says rekeyed 'TLS Feature'
says rekeyed 'Public-Key: (2048 bit)'
verifies 'OpenSSL believes that, too' rekeyed -purpose sslserver
run ssl show "$client"
prints "$(serial_of renewed)" 'the old one knows which follows it'

# ---- revoke ------------------------------------------------------------------------------------
crl_number() {
	openssl crl -in "$1" -noout -crlnumber | sed 's/^crlNumber=0x//'
}
# rises OLDER NEWER WORDS: the numbers are hex digits, as many in each.
rises() {
	crl_number "$dir/$1.crl" >"$dir/numbers"
	crl_number "$dir/$2.crl" >>"$dir/numbers"
	sort -u "$dir/numbers" >"$dir/sorted"
	cmp -s "$dir/numbers" "$dir/sorted"
	ok $? "$3"
}
succeeds 'a revocation list is signed' ssl crl "$dir/first.crl" --days 7
check 'OpenSSL verifies it' openssl crl -in "$dir/first.crl" -noout \
	-CAfile "$dir/server/ca.pem"
verifies 'what is not in it is good' server -crl_check -CRLfile "$dir/first.crl"
fails 2 -- '--yes' 'revoking asks' ssl revoke "$client"
succeeds 'a certificate is revoked' ssl revoke "$client" --yes --reason keyCompromise
succeeds 'another is put on hold' ssl revoke "$server" --yes --reason certificateHold
succeeds 'the list is written' ssl crl "$dir/second.crl"
rejects 'the revoked is refused' 'certificate revoked' client \
	-crl_check -CRLfile "$dir/second.crl"
rejects 'the held is refused' 'certificate revoked' server \
	-crl_check -CRLfile "$dir/second.crl"
verifies 'its successor is not' renewed -crl_check -CRLfile "$dir/second.crl"
openssl crl -in "$dir/second.crl" -noout -text >"$dir/check"
grep -q 'Key Compromise' "$dir/check" && grep -q 'Certificate Hold' "$dir/check" &&
	grep -q 'Authority Key Identifier' "$dir/check" && grep -q 'Version 2' "$dir/check"
ok $? 'the list says the reasons, its issuer and version' || tap_show said "$dir/check"
check 'certtool verifies it' certtool --verify-crl \
	--load-ca-certificate "$dir/server/ca.pem" --infile "$dir/second.crl"
rises first second 'its number is larger'
before=$(store_sum)
fails 1 'already' 'revoking twice is refused' ssl revoke "$client" --yes
record=$PEMDECK_STORE/ssl/issued/$client.cfg
cp "$record" "$dir/record"
sed -i '/^reason/d' "$record"
run ssl show "$client"
prints 'unspecified' 'a revoked one whose record tells no reason has none'
cp "$dir/record" "$record"
fails 1 'not on hold' 'so is taking back what is no hold' \
	ssl revoke "$client" --yes --reason removeFromCRL
fails 1 'revoked' 'a revoked one is not renewed with its key' ssl renew "$client"
same "$before" "$(store_sum)" 'and the store is as before'
succeeds 'a hold is taken back' ssl revoke "$server" --yes --reason removeFromCRL
run ssl crl -
cp "$dir/out" "$dir/third.crl"
verifies 'and the server is good again' server -crl_check -CRLfile "$dir/third.crl"
succeeds 'undo' history undo
succeeds 'and a list after it' ssl crl "$dir/fourth.crl"
rises third fourth 'never has a number that was used'

# ---- forget-key ----------------------------------------------------------------------------------
bob=$(serial_of bob)
succeeds 'a key is forgotten' ssl forget-key "$bob" --yes
grep -q 'undo can bring it back for 7 days' "$dir/err"
ok $? 'for how long undo keeps it is told' || tap_show said "$dir/err"
run ssl list --search bob --json
prints '"has_private_key": false' 'the list says so'
fails 1 'not kept here' 'twice is refused' ssl forget-key "$bob" --yes

# ---- places, profiles ------------------------------------------------------------------------------
cat >>"$PEMDECK_STORE/settings.cfg" <<'END'
crl_url = "http://ca.example.org/crl.pem";
issuer_url = "http://ca.example.org/ca.pem";
ocsp_url = "http://ocsp.example.org/";
profiles = (
	{ name = "web"; purpose = "server"; days = 90; key = "rsa 2048"; names = "*.example.org"; },
	{ name = "pages"; purpose = "client"; names = "*://*.example.org/*"; },
	{ name = "inner"; purpose = "sub-ca"; permitted = "DNS:example.org,IP:192.0.2.0/24"; },
	{ name = "bad"; purpose = "nothing"; }
);
END
succeeds 'a profile of the settings is used' ssl issue --profile web \
	--dn CN=web.example.org --out "$dir/web"
text web
for line in 'URI:http://ca.example.org/crl.pem' 'CA Issuers - URI:http://ca.example.org/ca.pem' \
	'OCSP - URI:http://ocsp.example.org/' 'Public-Key: (2048 bit)'; do
	says web "$line"
done
verifies 'OpenSSL believes it' web -purpose sslserver -verify_hostname web.example.org
fails 1 'such as \*\.example\.org only' 'its names have to fit' \
	ssl issue --profile web --dn CN=web.example.com
# outside WORDS NAME ARGUMENTS...: NAME is outside of the profile's pattern.
outside() {
	words=$1 name=$2
	shift 2
	before=$(store_sum)
	fails 1 "such as .* only, not for .$name" "$words" ssl issue --profile web "$@"
	same "$before" "$(store_sum)" 'and nothing is issued'
}
outside 'so does the common name beside others' evil.example.com \
	--dn CN=evil.example.com --san DNS:www.example.org
outside 'and a second one' evil.example.com --dn CN=www.example.org,CN=evil.example.com
outside 'and the address of the subject' 'root@evil.example.com' \
	--dn CN=www.example.org,emailAddress=root@evil.example.com
outside '* is one label, not two' a.b.example.org --dn CN=a.b.example.org
outside 'nor a path' 'https://evil.example.com/x.example.org' --dn CN=www.example.org \
	--san DNS:www.example.org,URI:https://evil.example.com/x.example.org
outside 'nor a mailbox' 'x@mail.example.org' --dn CN=www.example.org \
	--san DNS:www.example.org,EMAIL:x@mail.example.org
outside 'nor nothing' example.org --dn CN=example.org
fails 1 'such as .* only, not for .https://evil#' 'nor a host that ends before the rest' \
	ssl issue --profile pages --dn O=x --san 'URI:https://evil#.example.org/x'
succeeds 'case does not matter' ssl issue --profile web --dn CN=WWW.Example.ORG
fails 1 'settings.cfg.*purpose must be' 'a wrong profile is named' \
	ssl issue --profile bad --dn CN=a
succeeds 'a code signer' ssl issue --profile code-signing --dn CN=builder --out "$dir/code"
succeeds 'an e-mail certificate' ssl issue --profile email \
	--dn 'CN=Alice,emailAddress=alice@example.org' --out "$dir/email"
verifies 'OpenSSL takes it for S/MIME' email -purpose smimesign -verify_email alice@example.org
succeeds 'an OCSP signer' ssl issue --profile ocsp-signing --dn CN=ocsp --out "$dir/ocsp"
verifies 'OpenSSL takes it for that' ocsp -purpose ocsphelper
text ocsp
says ocsp 'OCSP No Check'
succeeds 'a CA below this one' ssl issue --profile inner --dn 'CN=Inner CA' --out "$dir/inner"
text inner
for line in 'CA:TRUE, pathlen:0' 'Name Constraints: critical' 'DNS:example.org' \
	'IP:192.0.2.0/255.255.255.0'; do
	says inner "$line"
done

# ---- an intermediate CA ---------------------------------------------------------------------------
outer=$PEMDECK_STORE
PEMDECK_STORE="$dir/store2"
succeeds 'an intermediate CA makes its request' ssl request "$dir/sub.csr" --dn 'CN=Sub CA'
run ssl list
prints 'CN=Sub CA +CA request' 'it is listed while it waits'
PEMDECK_STORE=$outer
succeeds 'the outer CA answers it' ssl issue --csr "$dir/sub.csr" --profile inner \
	--out "$dir/sub"
PEMDECK_STORE="$dir/store2"
cat "$dir/sub/cert.pem" "$dir/sub/ca.pem" >"$dir/answer.pem"
succeeds 'the answer is installed' ssl import "$dir/answer.pem" --yes
run ssl list
grep -q 'CA request' "$dir/out"
[ $? -eq 1 ]
ok $? 'and the request is done'
succeeds 'the intermediate CA issues' ssl issue --purpose server --dn CN=deep.example.org \
	--out "$dir/deep"
same 2 "$(grep -c BEGIN "$dir/deep/chain.pem")" 'chain.pem carries the intermediate CA'
verifies 'OpenSSL believes the chain' deep -purpose sslserver -verify_hostname deep.example.org
fails 1 'name constraints of the CA CN=Sub CA do not allow DNS:deep.example.com' \
	'what its name constraints forbid is refused' ssl issue --purpose server \
	--dn CN=deep.example.com --out "$dir/outside" --anyway
fails 1 'path length' 'it may have no CA below it' ssl issue --profile sub-ca --dn 'CN=x'
succeeds 'another request' ssl request - --dn 'CN=Other CA'
prints 'BEGIN (NEW )?CERTIFICATE REQUEST' 'is written to standard output'
keys=$(ls "$PEMDECK_STORE/keys")
succeeds 'a third takes its place' ssl request - --dn 'CN=Third CA' --yes
now=$(ls "$PEMDECK_STORE/keys")
[ "$keys" != "$now" ] && [ "$(echo "$keys" | wc -l)" -eq "$(echo "$now" | wc -l)" ]
ok $? 'and its key that of the one before'
succeeds 'and deleted' ssl request-delete --yes
fails 1 'no pending request' 'once' ssl request-delete --yes
run ssl request - --dn 'CN=Fourth CA'
echo 'subject = (' >"$PEMDECK_STORE/ssl/request.cfg"
succeeds 'a damaged one gives way to another' ssl request - --dn 'CN=Fifth CA' --yes
echo 'subject = (' >"$PEMDECK_STORE/ssl/request.cfg"
succeeds 'and can be deleted' ssl request-delete --yes
run ssl request "$dir/next.csr" --dn 'CN=Sub CA'
PEMDECK_STORE=$outer
run ssl issue --csr "$dir/next.csr" --profile inner --out "$dir/next"
PEMDECK_STORE="$dir/store2"
succeeds 'the answer to another request, without its root' ssl import "$dir/next/cert.pem" --yes
! grep -q 'its root' "$dir/err"
ok $? 'which is here already' || tap_show stderr "$dir/err"
run ssl issue --purpose server --dn CN=deeper.example.org --out "$dir/deeper"
verifies 'OpenSSL believes the chain to it' deeper -purpose sslserver \
	-verify_hostname deeper.example.org
PEMDECK_STORE=$outer

# ---- a CA that cannot sign -------------------------------------------------------------------------
PEMDECK_STORE="$dir/store3"
cannot() {
	fails 1 "$1" "$2" ssl issue --purpose client --dn CN=a
}
run ssl import --yes --passphrase-file "$dir/passphrase" "$F/encrypted-pbes2.key" "$F/openssl-ca.pem"
cannot 'ca-passphrase' 'a CA whose key is encrypted'
succeeds 'signs with its passphrase' ssl issue --purpose client --dn CN=a \
	--ca-passphrase-file "$dir/passphrase"
fails 1 'does not open' 'and not with another' ssl issue --purpose client --dn CN=a \
	--ca-passphrase-file "$dir/wrong"
run ssl import --yes "$F/future-ca.key" "$F/future-ca.pem"
cannot 'not valid before' 'a CA that is not yet valid'
rm "$PEMDECK_STORE"/keys/*.pem
run ssl generate --yes --dn CN=Lost
rm "$PEMDECK_STORE"/keys/*.pem
cannot 'key of the CA.*not kept here' 'a CA without its key'
PEMDECK_STORE=$outer

# ---- two at once -----------------------------------------------------------------------------------
PEMDECK_STORE="$dir/store4"
run ssl crl "$dir/store4.crl"
many=200
[ -z "${PEMDECK_SLOW:-}" ] || many=20
issue_many() {
	i=0
	while [ $((i += 1)) -le "$many" ]; do
		# shellcheck disable=SC2086
		$PEMDECK ssl issue --purpose client --dn "CN=$1-$i" >"$dir/$1-$i.out" 2>&1 ||
			touch "$dir/$1.failed"
	done
}
issue_many one &
one=$!
issue_many two &
two=$!
wait "$one" "$two"
[ ! -e "$dir/one.failed" ] && [ ! -e "$dir/two.failed" ]
ok $? 'two processes issue at once'
# the standard signing certificate is one more
same $((2 * many + 1)) "$(find "$PEMDECK_STORE/ssl/issued" -name '*.cfg' | wc -l)" 'all are recorded'
same $((2 * many)) "$(sed -n 's/^Serial number: *//p' "$dir"/one-*.out "$dir"/two-*.out | sort -u | wc -l)" \
	'all serial numbers differ'
tap_done
