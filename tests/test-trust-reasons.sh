#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each reason for which a chain is rejected: produced by a real server or a file, told
# right, then mended by trust where trust mends it.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

# ---- certificates --------------------------------------------------------------------
names='subjectAltName=DNS:localhost,IP:127.0.0.1'
ca='basicConstraints=critical,CA:TRUE'
root root "$ca" keyUsage=critical,keyCertSign,cRLSign
issue middle root "$ca" keyUsage=keyCertSign,cRLSign
issue good middle "$names" extendedKeyUsage=serverAuth
issue critical middle "$names" 1.2.3.4=critical,ASN1:NULL

# ---- real servers --------------------------------------------------------------------
if command -v gnutls-serv >/dev/null && command -v python3 >/dev/null; then
	port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
	cat good.pem middle.pem >served.pem
	gnutls-serv --quiet --port "$port" --x509certfile served.pem --x509keyfile good.key \
		--disable-client-cert >gnutls.log 2>&1 </dev/null &
	servers="$servers $!"
	for _ in $(seq 500); do
		openssl s_client -connect "127.0.0.1:$port" >/dev/null 2>&1 </dev/null && break
		sleep 0.02
	done
	judged unknown_ca 'gnutls-serv without its root is of an unknown CA' check "127.0.0.1:$port"
	judged unknown_ca,name_mismatch 'with another name both are told' \
		check "127.0.0.1:$port" --server-name elsewhere.example
	fails 1 'trusting one of its certificates would not.*wrong name' 'which trust does not mend, so none is offered' \
		trust accept "127.0.0.1:$port" --yes
	succeeds 'its topmost is accepted if it is asked for' \
		trust accept "127.0.0.1:$port" --certificate root --yes
	grep -q 'still be rejected.*: wrong name$' err
	ok $? 'and what that does not mend is said'
	run trust rejected --json
	same 1 "$(jq length out)" 'a chain that stays bad stays in the list'
	judged accepted 'then the check passes' check "localhost:$port"
	judged name_mismatch 'but not for another name' \
		check "127.0.0.1:$port" --server-name elsewhere.example
	succeeds 'nothing is trusted' trust clear --yes
	run trust forget --yes
else
	skip 'gnutls-serv is not installed'
fi

succeeds 'the root is trusted' trust import root.pem
serve critical -cert_chain middle.pem
judged critical_extension 'a server with a strange critical extension is told' check "localhost:$port"
succeeds 'it is accepted itself' trust accept "localhost:$port" --certificate endpoint
grep -q 'still be rejected' err
same 1 $? 'which is all that is needed'
judged accepted 'then the check passes' check "localhost:$port"

# ---- what trust mends, and which certificate does it ------------------------------------
run trust clear --yes
run trust forget --yes
issue other-host middle subjectAltName=DNS:b.example
cat good.pem middle.pem root.pem >whole.pem
cat other-host.pem middle.pem root.pem >other.pem
run trust verify whole.pem
run trust verify other.pem --host b.example
run trust verify other.pem --host c.example
fails 1 'trusting one of its certificates would not.*wrong name' 'a misnamed chain has no certificate that helps' \
	trust accept c.example
succeeds 'one that wants its root alone has it' trust accept whole.pem
same '' "$(cat out)" 'and nothing warns'
run trust rejected --json
same c.example "$(jq -r '[.[].host] | join(",")' out)" \
	'all that are accepted with it leave the list, and no others'
succeeds 'that root is trusted' trust list --json
same 1 "$(jq length out)" 'and nothing else'
fails 1 'trusted already.*: wrong name$' 'what it does not mend is told when it is asked for again' \
	trust accept c.example --certificate root
issue strange middle "$names" 1.2.3.4.5=critical,DER:0500
cat strange.pem middle.pem root.pem >strange-chain.pem
judged critical_extension 'no issuer mends a strange extension' verify strange-chain.pem
succeeds 'its endpoint is what is trusted then' trust accept strange-chain.pem
judged accepted 'and it is accepted' verify strange-chain.pem
succeeds 'by itself' trust remove --yes strange
judged critical_extension 'it is rejected again' verify strange-chain.pem
succeeds 'the rejected list is cleared at once' trust clear-rejected --yes
run trust rejected --json
same '[]' "$(cat out)" 'and is empty'

# ---- what is accepted later --------------------------------------------------------------
run trust clear --yes
cat good.pem middle.pem >short.pem
judged unknown_ca 'a chain without its root is rejected' verify short.pem --host localhost
succeeds 'its root is imported' trust import root.pem
succeeds 'and it is verified again' trust verify short.pem --host localhost
grep -q 'is accepted, by .*, and no longer among the rejected chains$' err
ok $? 'it is said to be rejected no longer' || tap_show said err
run trust rejected --json
same '[]' "$(cat out)" 'and has left the list'
judged name_mismatch 'under another name it is rejected' verify short.pem --host other.example
run trust rejected --json
run trust show "$(jq -r '.[0].id' out)"
tr -s ' \n' ' ' <out | grep -q 'not for other.example: check the host by a name that it has'
ok $? 'and what to do is said' || tap_show shown out
judged accepted 'that it is accepted under its own' verify short.pem --host localhost
run trust rejected --json
same 1 "$(jq length out)" 'does not take the other from the list'
judged name_mismatch 'where it is counted' verify short.pem --host other.example
run trust rejected --json
same 2 "$(jq '.[0].count' out)" 'on'
run trust forget --yes

# ---- the own CA ------------------------------------------------------------------------
run ssl issue --purpose server --dn CN=own.example --san DNS:own.example --out "$dir/of-own"
judged unknown_ca 'what the own CA issued is not trusted by itself' verify of-own/cert.pem --host own.example
succeeds 'the own CA is trusted by one command' ssl trust
judged accepted 'then it is' verify of-own/cert.pem --host own.example
run trust list --json
grep -q "$(openssl x509 -in of-own/ca.pem -noout -fingerprint -sha256 | sed 's/.*=//')" out
ok $? 'by its certificate'
fails 1 'trusted already' 'not twice' ssl trust
succeeds 'it is trusted no longer' trust remove --yes \
	"$(openssl x509 -in of-own/ca.pem -noout -fingerprint -sha256 | sed 's/.*=//')"
run trust forget --yes

# shellcheck source=tests/clock.sh
. "$TESTS/clock.sh"
if [ -n "$has_clock" ]; then
	key expired && key future
	at_date '2020-01-01' openssl req -x509 -new -key expired.key -subj /CN=expired \
		-addext "$names" -days 30 -out expired.pem 2>>make.log
	at_date '2037-12-01' openssl req -x509 -new -key future.key -subj /CN=future \
		-addext "$names" -days 30 -out future.pem 2>>make.log
	serve expired
	judged untrusted_ca,expired 'an expired server is told' check "localhost:$port"
	fails 1 'expired on 2020' 'and cannot be accepted' trust accept "localhost:$port"
	serve future
	judged untrusted_ca,not_yet_valid 'so is one of the future' check "localhost:$port"
	fails 1 'not valid before 2037' 'which cannot be accepted either' trust accept "localhost:$port"
	# The same CA with an old and a new certificate: the old one is trusted, the new one sent.
	at_date '2020-01-01' openssl req -new -key middle.key -subj /O=Test/CN=middle \
		-out middle.csr 2>>make.log
	printf '%s\n' "$ca" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >old.ext
	at_date '2020-01-01' openssl x509 -req -in middle.csr -CA root.pem -CAkey root.key \
		-CAcreateserial -days 30 -extfile old.ext -out old-middle.pem 2>>make.log
	cat good.pem old-middle.pem >with-old.pem
	judged expired 'an expired CA on the only way is told' verify with-old.pem
	succeeds 'an expired CA is in the trust list' trust import old-middle.pem
	cat good.pem middle.pem >with-new.pem
	judged accepted 'but there is another way past it' verify with-new.pem
	run trust remove --yes "$(openssl x509 -in old-middle.pem -noout -fingerprint -sha256 |
		sed 's/.*=//; s/://g')"
else
	skip 'no compiler makes the clock'
fi

# ---- revoked by the built-in CA ------------------------------------------------------
succeeds 'the built-in CA issues a certificate' ssl issue --purpose server --dn CN=localhost \
	--san DNS:localhost --out "$dir/own"
cp own/cert.pem own.pem && cp own/key.pem own.key
succeeds 'the CA is trusted' trust import own/ca.pem
serve own
own=$port
judged accepted 'it is accepted' check "localhost:$own"
serial=$(openssl x509 -in own.pem -noout -serial | sed 's/serial=//')
succeeds 'it is revoked' ssl revoke "$serial" --yes
judged revoked 'then it is refused' check "localhost:$own"
run trust accept "localhost:$own" --certificate endpoint
grep -q 'still be rejected.*revoked' err
ok $? 'trust in it does not mend that, and accept says so' || tap_show stderr err
judged revoked 'nor does it' check "localhost:$own"

# ---- who may issue what --------------------------------------------------------------
root alone basicConstraints=critical,CA:FALSE "$names"
issue by-alone alone subjectAltName=DNS:bank.example
root silent "$names"
issue by-silent silent subjectAltName=DNS:bank.example
succeeds 'two endpoints are trusted' trust import alone.pem silent.pem
judged accepted 'for themselves' verify alone.pem --host localhost
judged broken_rules 'but they issue nothing' verify by-alone.pem --host bank.example
judged broken_rules 'not even without saying that they are no CA' verify by-silent.pem

issue narrow root "$ca" 'nameConstraints=critical,permitted;DNS:in.example,excluded;DNS:no.in.example'
for host in a.in.example '*.in.example' no.in.example elsewhere.example; do
	issue constrained narrow "subjectAltName=DNS:$host"
	cat constrained.pem narrow.pem >c.pem
	case $host in
	a.*) judged accepted "a constrained CA may name $host" verify c.pem ;;
	*) judged broken_rules "a constrained CA may not name $host" verify c.pem ;;
	esac
done

# masked NAME ISSUER MASK SUBJECT: its subject in the string type of that mask of OpenSSL.
masked()
{
	printf '[req]\ndistinguished_name=d\nstring_mask=MASK:%s\n[d]\n' "$3" >masked.cnf
	key "$1"
	openssl req -new -config masked.cnf -key "$1.key" -subj "$4" 2>>make.log |
		openssl x509 -req -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 300 \
			-out "$1.pem" 2>>make.log
}

printf '[req]\ndistinguished_name=d\n[d]\n[evil]\nO=Evil Corp\n[x]\n' >evil.cnf
printf '%s\n' "$ca" 'nameConstraints=critical,excluded;dirName:evil' >>evil.cnf
key evil-ca
openssl req -new -config evil.cnf -key evil-ca.key -subj /O=Test/CN=evil-ca 2>>make.log |
	openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -days 300 \
		-extfile evil.cnf -extensions x -out evil-ca.pem 2>>make.log
while read -r type mask; do
	for host in a.in.example no.in.example elsewhere.example; do
		masked typed narrow "$mask" "/CN=$host"
		cat typed.pem narrow.pem >c.pem
		case $host in
		a.*) judged accepted "nor does it matter that $host is a $type" verify c.pem ;;
		*) judged broken_rules "not even as a $type" verify c.pem ;;
		esac
	done
	masked typed evil-ca "$mask" '/O=Evil Corp/CN=a.example'
	cat typed.pem evil-ca.pem >c.pem
	judged broken_rules "an excluded name is excluded as a $type" verify c.pem
	masked typed evil-ca "$mask" "/O= eVIL 	 corp/CN=a.example"
	cat typed.pem evil-ca.pem >c.pem
	judged broken_rules "with other blanks and letters, too, as a $type" verify c.pem
	masked typed evil-ca "$mask" '/O=Evil Corporation/CN=a.example'
	cat typed.pem evil-ca.pem >c.pem
	judged accepted "another name is another as a $type" verify c.pem
done <<-'END'
	UTF8String 0x2000
	BMPString 0x800
	TeletexString 0x4
	UniversalString 0x100
END
issue last root "$ca,pathlen:0"
issue below last "$ca"
issue deep below "$names"
cat deep.pem below.pem last.pem >c.pem
judged broken_rules 'a CA that may have none below it has none' verify c.pem
issue signer root "$ca" keyUsage=cRLSign
issue signed signer "$names"
cat signed.pem signer.pem >c.pem
judged broken_rules 'a key for lists signs no certificates' verify c.pem
issue mail-ca root "$ca" extendedKeyUsage=emailProtection
issue mail mail-ca "$names"
cat mail.pem mail-ca.pem >c.pem
judged wrong_purpose 'a CA for mail issues no servers' verify c.pem --purpose server
judged accepted 'but for other uses' verify c.pem --purpose email

# ---- anchors that do not say what they are, names at an old place ----------------------------
# version_one NAME: self-signed, of version 1; with the settings of OpenSSL 3.5 it would be a CA.
version_one() {
	key "$1"
	openssl req -new -key "$1.key" -subj "/O=Test/CN=$1" -out "$1.csr" 2>>make.log
	openssl x509 -req -in "$1.csr" -signkey "$1.key" -days 30 -out "$1.pem" 2>>make.log
	openssl x509 -in "$1.pem" -noout -text | grep -q 'Version: 1 ' ||
		openssl req -config evil.cnf -x509 -x509v1 -key "$1.key" \
			-subj "/O=Test/CN=$1" -days 30 -out "$1.pem" 2>>make.log
}
# below NAME ISSUER: without key identifiers, which issuers of version 1 do not have.
below() {
	key "$1"
	echo "$names" >"$1.ext"
	openssl req -new -key "$1.key" -subj "/O=Test/CN=$1" 2>>make.log |
		openssl x509 -req -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 30 \
			-extfile "$1.ext" -out "$1.pem" 2>>make.log
}
version_one old
below by-old old
succeeds 'a root of version 1 is trusted' trust import old.pem
grep -q 'CN=old,O=Test does not say whether it is a CA.*what its key signs is accepted' err
ok $? 'and told what that means' || tap_show stderr err
judged accepted 'what it signed is accepted, as by OpenSSL' verify by-old.pem --host localhost
grep -q 'CN=old,O=Test does not say that it is a CA.*RFC 5280 6.1' err
ok $? 'which is told' || tap_show stderr err
check 'OpenSSL accepts it' openssl verify -CAfile old.pem by-old.pem
version_one between && echo "$names" >between.ext
openssl x509 -req -in between.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 \
	-extfile between.ext -out between.pem 2>>make.log
below by-between between
cat by-between.pem between.pem >c.pem
judged broken_rules 'but one that is not trusted itself issues nothing' verify c.pem
root signs keyUsage=critical,keyCertSign
issue by-signs signs "$names"
succeeds 'a root that may sign, without basicConstraints, is trusted' trust import signs.pem
judged accepted 'and counts as a CA' verify by-signs.pem
root says-nothing "$names"
issue by-nothing says-nothing "$names"
succeeds 'an endpoint that does not say what it is is trusted' trust import says-nothing.pem
grep -q 'trusted itself, but not what its key signs' err
ok $? 'and told what that means' || tap_show stderr err
judged broken_rules 'what it signed is not accepted' verify by-nothing.pem
openssl verify -CAfile says-nothing.pem by-nothing.pem >check 2>&1
grep -q 'invalid CA certificate' check
ok $? 'nor by OpenSSL' || tap_show said check
key cn && openssl req -new -key cn.key -subj /CN=cn.example.org 2>>make.log |
	openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -days 30 -out cn.pem \
		2>>make.log
judged accepted 'a host that only the common name has is accepted' \
	verify cn.pem --host cn.example.org
grep -q 'only in the common name.*RFC 9525' err
ok $? 'with a warning' || tap_show stderr err
judged accepted 'without a host' verify cn.pem
grep -q 'RFC 9525' err
same 1 $? 'there is nothing to warn of'
judged name_mismatch 'another host is not' verify cn.pem --host other.example.org

# ---- revocation lists ----------------------------------------------------------------
printf '[ca]\ndefault_ca=a\n[a]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\n' >ca.cnf
# list NAME CA WORDS...: a list of what was revoked.
list() {
	name=$1 issuer=$2
	shift 2
	: >index && echo 01 >number
	[ -z "$revoked" ] || openssl ca -config ca.cnf -keyfile "$issuer.key" -cert "$issuer.pem" \
		-revoke "$revoked" 2>>make.log
	openssl ca -config ca.cnf -keyfile "$issuer.key" -cert "$issuer.pem" -gencrl -out "$name.crl" \
		"$@" 2>>make.log
}
revoked=good.pem list yes middle -crldays 30
revoked='' list no middle -crldays 30
revoked='' list old middle -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z
revoked=good.pem list old-yes middle -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z
key foreign
openssl req -x509 -new -key foreign.key -subj /O=Test/CN=middle -days 30 -out foreign.pem \
	2>>make.log
revoked='' list forged foreign -crldays 30
revoked='' list weak middle -crldays 30 -md sha1
for row in yes:revoked no:accepted old:revocation_unknown old-yes:revoked \
	forged:revocation_unknown weak:revocation_unknown; do
	cat good.pem middle.pem "${row%:*}.crl" >c.pem
	judged "${row#*:}" "a list: ${row%:*}" verify c.pem --purpose server
done
# The middle CA has one of root's name made, and says through it that it was not revoked.
key false
openssl req -new -key false.key -subj /O=Test/CN=root -out false.csr 2>>make.log
echo keyUsage=critical,cRLSign >false.ext
openssl x509 -req -in false.csr -CA middle.pem -CAkey middle.key -CAcreateserial -days 30 \
	-extfile false.ext -out false.pem 2>>make.log
revoked='' list false false -crldays 30
cat good.pem middle.pem false.pem false.crl >c.pem
judged revocation_unknown 'a CA below speaks for no CA above' verify c.pem --purpose server

# ---- what lies beside a chain --------------------------------------------------------
cat good.pem middle.pem >c.pem
openssl pkcs8 -topk8 -in good.key -passout pass:secret 2>>make.log >>c.pem
judged accepted 'an encrypted key beside a chain needs no passphrase' verify c.pem
openssl pkcs12 -export -in good.pem -inkey good.key -certfile middle.pem -passout pass:secret \
	-out c.p12
fails 1 'its passphrase is needed' 'a PKCS#12 file does' trust verify c.p12
echo secret >passphrase
judged accepted 'and is judged with it' verify c.p12 --passphrase-file passphrase
sed '3s/./!/' middle.pem >>c.pem
fails 1 'c.pem:[0-9]*: .*base64' 'a bad block beside one is told' trust verify c.pem

tap_done
