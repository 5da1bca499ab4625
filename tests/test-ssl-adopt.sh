#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A whole CA is taken over: from files in any mix, from the directory of openssl ca and from
# that of easy-rsa, at once or later. openssl refuses by our next list what it refused by theirs.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
cd "$dir" || exit 1

make_ca old
for name in good stolen held left; do sign old $name; done
revoke old stolen keyCompromise
revoke old held certificateHold
gencrl old old/crl.pem
cp old/crl.pem first.crl
revoke old left superseded
gencrl old old/crl.pem
serial=$(serial_of left.pem)

# revoked_rows: how many are shown as revoked or held.
revoked_rows() {
	run ssl list --json
	jq '[.[] | select(.status == "revoked" or .status == "held")] | length' out
}

# ---- files in any mix -------------------------------------------------------------------------
succeeds 'files in any order' ssl import --yes held.pem old/crl.pem good.pem \
	old/private/cakey.pem stolen.pem old/cacert.pem left.pem
says '4 certificates and 3 revocations taken over' 'it says what came along'
same 3 "$(revoked_rows)" 'all are in the register'
succeeds 'a certificate is here now' ssl show "$serial" --json
same superseded "$(jq -r .reason out)" 'with the reason'
succeeds 'and can be exported' ssl export - "$serial"
rm -f next.crl
succeeds 'its list' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left
judged OK old/cacert.pem next.crl good
cat old/private/cakey.pem old/cacert.pem old/crl.pem good.pem >all.pem
rm -r store
succeeds 'the same as one text' ssl update --yes <all.pem
says '1 certificate and 3 revocations' 'with all that is in it'

# ---- the directory of openssl ca ---------------------------------------------------------------
rm -r store
succeeds 'the directory is imported' ssl import --yes old
says '4 certificates and 3 revocations' 'with certificates and revocations'
grep warning: err | tail -n 1 | grep -q 'not needed here, and not read: .*old/serial' && ! grep -q newcerts err
ok $? 'what is not read is named' || tap_show stderr err
same 3 "$(revoked_rows)" 'all are in the register'
rm -f next.crl
succeeds 'its list' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left
judged OK old/cacert.pem next.crl good
succeeds 'what is valid can be revoked' ssl revoke --yes "$(serial_of good.pem)"
succeeds 'and is' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl good
succeeds 'imported again' ssl import --yes old
succeeds 'it stays so' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl good left

# by the index alone: neither certificates nor lists
rm -r store
cp -r old bare
rm -r bare/newcerts bare/crl.pem
succeeds 'one with an index alone' ssl import --yes bare
says '1 serial number and 3 revocations taken over' 'knows what was revoked, and what not'
rm -f next.crl
succeeds 'its list' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left
judged OK old/cacert.pem next.crl good
succeeds 'what is valid' ssl list --json --search "$(serial_of good.pem)"
same valid "$(jq -r '.[0].status' out)" 'is known, too'
succeeds 'and can be revoked' ssl revoke --yes "$(serial_of good.pem)"
succeeds 'in the list' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl good

# since when a key is suspect, and why
rm -r store
cp -r old dated
rm -r dated/newcerts dated/crl.pem
{
	printf 'R\t351231235959Z\t261101120000Z,keyTime,20261015080000Z\t77A1\tunknown\t/CN=a\n'
	printf 'R\t351231235959Z\t261101120000Z,CAkeyTime,20261014080000Z\t77A2\tunknown\t/CN=b\n'
	printf 'R\t351231235959Z\t261101120000Z\t77A3\tunknown\t/CN=c\n'
} >dated/index.txt
cp -r dated theirs
sed -i "s,$dir/old,$dir/theirs," old.cnf
gencrl old theirs.crl
sed -i "s,$dir/theirs,$dir/old," old.cnf
# entries LIST: what openssl prints of them.
entries() {
	openssl crl -in "$1" -noout -text | sed -n '/Serial Number/,/Signature Algorithm/p' |
		grep -v 'Signature Algorithm'
}
entries theirs.crl >wanted
same 2 "$(grep -c 'Invalidity Date' wanted)" 'a list with dates since when keys are suspect'
for given in dated 'old/cacert.pem old/private/cakey.pem theirs.crl'; do
	rm -rf store
	# shellcheck disable=SC2086
	succeeds "is taken over: $given" ssl import --yes $given
	rm -f next.crl
	succeeds 'the next list' ssl crl --yes next.crl
	entries next.crl >got
	same '' "$(diff wanted got)" 'has every date and reason of theirs'
done

# ---- what is wrong with it ---------------------------------------------------------------------
rm -r store
cp -r old torn
printf 'R\t2712' >>torn/index.txt
fails 1 'torn/index.txt:5.*torn' 'a torn line is refused by its number' ssl import --yes torn
run ssl list --json
same 0 "$(jq '[.[] | select(.subject == "CN=old CA")] | length' out)" 'and nothing is kept'
cp -r old odd
sed -i 's/^V/X/' odd/index.txt
fails 1 'index.txt:1.*torn' 'so is one of no known status' ssl import --yes odd
cp -r old against
cp first.crl against/crl.pem
rm -r against/newcerts
sed -i 's/^R\(.*\t\)[0-9]*Z,keyCompromise\t/V\1\t/' against/index.txt
succeeds 'a register that contradicts its list' ssl import --yes against
warns 'contradict each other about [12] certificate' 'is told'
rm -f next.crl
succeeds 'its list' ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left
make_ca twice
sign twice one
echo 1000 >twice/serial
mv twice/index.txt both
: >twice/index.txt
sign twice two
cat both >>twice/index.txt
cp one.pem twice/newcerts/one.pem
rm -r store
succeeds 'a serial number that was used twice' ssl import --yes twice
warns 'has the serial number 1000, as another of this CA' 'is told'
succeeds 'revoking it' ssl revoke --yes 1000
rm -f next.crl
succeeds 'makes a list' ssl crl --yes next.crl
judged revoked twice/cacert.pem next.crl one two
mkdir several
cp old/cacert.pem old/private/cakey.pem several
cp twice/cacert.pem several/second.pem
cp twice/private/cakey.pem several/second.key
fails 1 'several CAs.*--ca of migrate' 'two CAs in one directory are refused' \
	ssl import --yes several
succeeds 'migrate takes the one that is named' migrate several --yes \
	--ca "$(openssl x509 -in twice/cacert.pem -noout -serial | sed 's/.*=//')"
make_ca other
sign other alien
cp -r old mixed
cp alien.pem mixed/alien.pem
succeeds 'a certificate of another CA' ssl import --yes mixed
warns 'CN=alien: not issued by this CA' 'is named'
fails 1 'alien' 'and among files refused' \
	ssl import --yes old/cacert.pem old/private/cakey.pem alien.pem

# ---- two CAs with the same serial numbers --------------------------------------------------------
rm -r store
succeeds 'one' ssl import --yes old
succeeds 'and another, whose serial numbers are the same' ssl import --yes twice
fails 1 'several CAs have issued' 'one has to say which is meant' ssl show 1000
succeeds 'by the key of the CA' ssl show "1000@$(openssl x509 -in old/cacert.pem -noout -pubkey |
	openssl pkey -pubin -outform DER | openssl dgst -sha256 | sed 's/.*= *//' | cut -c1-8)" --json
same CN=good "$(jq -r .subject out)" 'it is that one'
key_of() {
	openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER |
		openssl dgst -sha256 | sed 's/.*= *//' | cut -c1-8
}
for ca in old twice; do
	succeeds "what $ca issued is revoked" ssl revoke --yes "1000@$(key_of $ca/cacert.pem)"
done
for name in good two; do
	run trust verify $name.pem --json
	same true "$(jq '[.. | strings] | any(test("revoked"))' out)" \
		"and $name is judged as revoked, though its issuer is not trusted"
done

# ---- later ----------------------------------------------------------------------------------------
rm -r store
succeeds 'the CA alone' ssl import --yes old/cacert.pem old/private/cakey.pem
fails 1 'ssl adopt' 'signs no list' ssl crl --yes next.crl
fails 1 'nothing in it is of a CA' 'what is of another is refused' ssl adopt alien.pem
succeeds 'its list is adopted' ssl adopt first.crl
says '2 revocations taken over for the CA CN=old CA' 'which is said'
succeeds 'and its directory' ssl adopt old
says '4 certificates and 1 revocation' 'for what is new in it'
succeeds 'once more' ssl adopt old
says 'Nothing of the CA CN=old CA was new' 'there is nothing'
succeeds 'another CA comes' ssl generate --yes --dn CN=Next
revoke old good superseded
gencrl old last.crl
succeeds 'and the list of the old one' ssl adopt last.crl
says '1 revocation' 'is adopted still'
for path in store/ssl/former/*.cfg; do
	grep -q 'imported' "$path" && key=$(basename "$path" .cfg)
done
succeeds 'and signed' ssl crl --ca "$key" --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left good

# ---- an easy-rsa pki -------------------------------------------------------------------------------
# What easy-rsa makes, by a script of ours where it is not installed.
rm -r store
if command -v easyrsa >/dev/null || [ -x /usr/share/easy-rsa/easyrsa ]; then
	PATH=$PATH:/usr/share/easy-rsa
	{
		EASYRSA_BATCH=1 easyrsa --pki-dir="$dir/pki" init-pki
		EASYRSA_BATCH=1 EASYRSA_REQ_CN='Easy CA' easyrsa --pki-dir="$dir/pki" build-ca nopass
		for name in eone etwo; do
			EASYRSA_BATCH=1 easyrsa --pki-dir="$dir/pki" build-server-full $name nopass
		done
		EASYRSA_BATCH=1 easyrsa --pki-dir="$dir/pki" revoke etwo keyCompromise
		EASYRSA_BATCH=1 easyrsa --pki-dir="$dir/pki" gen-crl
	} >log 2>&1
	cp pki/issued/eone.crt eone.pem
	find pki/revoked -name '*.crt' -exec cp {} etwo.pem \;
else
	skip 'easy-rsa is not installed'
	make_ca easy
	for name in eone etwo; do sign easy $name; done
	revoke easy etwo keyCompromise
	gencrl easy easy.crl
	mkdir -p pki/private pki/issued pki/certs_by_serial pki/reqs pki/revoked/certs_by_serial
	cp easy/cacert.pem pki/ca.crt
	cp easy/private/cakey.pem pki/private/ca.key
	cp easy/index.txt easy/serial pki
	cp easy/newcerts/*.pem pki/certs_by_serial
	cp easy.crl pki/crl.pem
	cp eone.pem pki/issued/eone.crt
	cp eone.csr pki/reqs/eone.req
	openssl pkey -in eone.key -aes256 -passout pass:other -out pki/private/eone.key
	mv "pki/certs_by_serial/$(serial_of etwo.pem).pem" \
		"pki/revoked/certs_by_serial/$(serial_of etwo.pem).crt"
fi
succeeds 'the pki is imported' ssl import --yes pki
says '2 certificates and 1 revocation' 'with all of it'
rm -f next.crl
succeeds 'its list' ssl crl --yes next.crl
judged revoked pki/ca.crt pki/crl.pem etwo
judged revoked pki/ca.crt next.crl etwo
judged OK pki/ca.crt next.crl eone

# ---- negative serial numbers ------------------------------------------------------------------
# As some CAs once made them; what other programs print of one is no option.
make_ca minus
for serial in -0x1AF -0xABCDEF0123; do
	openssl req -new -key good.key -subj "/CN=minus$serial" 2>log |
		openssl x509 -req -CA minus/cacert.pem -CAkey minus/private/cakey.pem -days 90 \
			-set_serial $serial -out "minus$serial.pem" 2>log
done
rm -r store
succeeds 'its certificates are taken over' ssl import --yes minus/private/cakey.pem \
	minus/cacert.pem minus-0x1AF.pem minus-0xABCDEF0123.pem
# In one notation each: openssl -serial, openssl -text twice, certtool, others.
small=$(openssl x509 -in minus-0x1AF.pem -noout -serial)
text=$(openssl x509 -in minus-0x1AF.pem -noout -text | sed -n 's/.*Serial Number: //p')
encoded=$(certtool -i --infile minus-0x1AF.pem | sed -n 's/.*Serial Number (hex): //p')
for typed in -0x1AF -0x1af -01AF -1AF -431 "${small#*=}" "$text" "$encoded" '(Negative)01:af'; do
	succeeds "$typed is found" ssl show "$typed" --json
	same 'CN=minus-0x1AF' "$(jq -r .subject out)" 'it is that one' || tap_show stderr err
done
for typed in -0xABCDEF0123 -abcdef -AB:CD -ABCDEF0123; do
	succeeds "$typed is found" ssl show --json "$typed"
	same 'CN=minus-0xABCDEF0123' "$(jq -r .subject out)" 'it is that one' || tap_show stderr err
done
succeeds 'after -- as well' ssl show --json -- -0x1AF
succeeds 'it is exported' ssl export minus.pem -0x1AF
same "$(openssl x509 -in minus-0x1AF.pem)" "$(openssl x509 -in minus.pem)" 'that one'
succeeds 'and nothing else was revoked' ssl crl --nothing-revoked --yes before.crl
succeeds 'both are revoked' ssl revoke -0x1AF -ABCDEF0123 --reason keyCompromise --yes
same 2 "$(revoked_rows)" 'which the register says'
for words in 'ssl show -0x1AG' 'ssl show -q' 'ssl show --0x1AF' 'ssl list -1AF' 'tls import -0x1AF' \
	'trust show -1AF'; do
	# shellcheck disable=SC2086
	fails 2 'no such option' "$words: that is an option" $words
done

# ---- said of what is valid, and for what it is ---------------------------------------------------
rm -r store
run ssl import --yes old
mkdir later
printf 'V\t%s\t\tB4\tunknown\t/CN=later\n' "$(date -u -d '+99 days' +%y%m%d%H%M%SZ)" \
	>later/index.txt
succeeds 'an index comes later' ssl adopt later/index.txt
says '1 serial number taken over' 'what is valid in it is new'
succeeds 'and again' ssl adopt later/index.txt
says 'Nothing of the CA' 'and then is not'
# kind_of FILE: what the certificate that is taken over is said to be for.
kind_of() {
	run ssl adopt "$1"
	run ssl show --json "$(serial_of "$1")"
	jq -r .profile out
}
printf 'subjectAltName=DNS:all.example\n' >all.ext
printf 'extendedKeyUsage=anyExtendedKeyUsage\n' >any.ext
printf 'extendedKeyUsage=clientAuth\n' >one.ext
for name in all any one; do
	openssl x509 -req -in good.csr -CA old/cacert.pem -CAkey old/private/cakey.pem -days 90 \
		-extfile $name.ext -out $name.pem 2>log
done
same both "$(kind_of all.pem)" 'one without purposes is for servers, too'
same both "$(kind_of any.pem)" 'and one for any'
same client "$(kind_of one.pem)" 'but not one for clients'

# ---- an index by another name, which contradicts itself ------------------------------------------
printf '%s\t%s\t%s\tC%s\tunknown\t/CN=%s\n' V 351231235959Z '' 1 a V 361231235959Z '' 1 a \
	V 361231235959Z '' 2 b R 361231235959Z 261101120000Z 2 b V 361231235959Z '' 3 c >certindex
succeeds 'an index of another name' ssl adopt certindex
says '2 serial numbers and 1 revocation taken over' 'is one'
warns 'certindex: 2 lines of the index contradict others' 'and that it contradicts itself, is told'
run ssl show C1
prints '^Valid until: +2036-12-31' 'of two ends the later one counts'
run ssl show C2
prints '^State: +REVOKED' 'and of a certificate that it revokes, that'
sed 1d certindex | grep -v '^V.*C2' >agrees
succeeds 'one that agrees with itself' ssl adopt agrees
! grep -q 'contradict' err
ok $? 'nothing is told of' || tap_show stderr err

# ---- lists of two CAs of one name ----------------------------------------------------------------
rm -r store
run ssl generate --yes --dn CN=Twice
older=$($PEMDECK ssl show --json | jq -r .serial)
run ssl renew ca --new-key --yes
run ssl crl --yes newer.crl
run ssl crl --yes older.crl --ca "$older"
succeeds 'the lists of both, at once' ssl adopt older.crl newer.crl
warns 'older.crl.*of another CA that is kept here.*ssl adopt alone' 'one is told to be of the other'
succeeds 'which takes it' ssl adopt older.crl
! grep -q 'another CA' err
ok $? 'alone' || tap_show stderr err
tap_done
