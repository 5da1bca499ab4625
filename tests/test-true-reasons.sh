#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every reason for which a chain is rejected is the cause: OpenSSL finds the same one in the
# same chain, and where it has no word of its own for it, in what the certificates say.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs certtool
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
ca='basicConstraints=critical,CA:TRUE'
names=subjectAltName=DNS:localhost
root root "$ca"
root other "$ca"
issue middle root "$ca"
issue good middle "$names" extendedKeyUsage=serverAuth
succeeds 'the root is trusted' trust import root.pem

# agrees REASON PATTERN WORDS FILES [ARGUMENT]... [-- OPENSSL ARGUMENT]...: the chain of these
# files, leaf first, is rejected for that alone, and OpenSSL's sentence matches.
agrees() {
	reason=$1 pattern=$2 words=$3 files=$4
	shift 4
	# shellcheck disable=SC2086
	cat $files >c.pem
	ours=
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		ours="$ours $1"
		shift
	done
	[ $# -eq 0 ] || shift
	# shellcheck disable=SC2086
	judged "$reason" "$words" verify c.pem $ours
	openssl verify -CAfile root.pem -untrusted c.pem "$@" c.pem >check 2>&1
	grep -Eq "$pattern" check
	ok $? "$words, says OpenSSL" || tap_show said check
	told="$told $reason"
}
told=

agrees accepted 'OK' 'a good chain' 'good.pem middle.pem'
agrees unknown_ca 'local issuer' 'a CA between is missing, though its root is trusted' good.pem
openssl x509 -in root.pem -noout -subject >check
same 'Unknown CA: its issuer is missing' \
	"$(sed 's/.*is rejected: //' err)" 'that is not said to be the root'
issue stray other "$names"
agrees unknown_ca 'local issuer' 'the root is missing' stray.pem
agrees untrusted_ca 'self-signed certificate in certificate chain' 'a root that is not trusted' \
	'stray.pem other.pem'

# ---- the issuer is there --------------------------------------------------------------------
# identified NAME ISSUER EXTENSION...: with what authority key identifier they say, or none.
identified() {
	name=$1 issuer=$2
	shift 2
	key "$name"
	printf '%s\n' "$@" >"$name.ext"
	openssl req -new -key "$name.key" -subj "/O=Test/CN=$name" 2>>make.log |
		openssl x509 -req -CA "$issuer.pem" -CAkey "$issuer.key" -CAcreateserial \
			-days 300 -extfile "$name.ext" -out "$name.pem" 2>>make.log
}
identified misnamed middle "$names" 2.5.29.35=DER:30068004DEADBEEF
agrees key_identifier 'local issuer' 'the key identifiers differ' 'misnamed.pem middle.pem'
identified misnamed-root root "$names" 2.5.29.35=DER:30068004DEADBEEF
agrees key_identifier 'local issuer' 'also where the issuer is trusted' misnamed-root.pem
# signed_by CERTIFICATE ISSUER: OpenSSL finds the signature good, whatever names say.
signed_by() {
	openssl x509 -in "$1" -outform DER -out whole.der
	openssl asn1parse -inform DER -in whole.der -strparse 4 -noout -out tbs
	# The signature is the last element; its content goes behind a byte of unused bits.
	openssl asn1parse -inform DER -in whole.der -strparse "$(openssl asn1parse -inform DER \
		-in whole.der | sed -n 's/^ *\([0-9]*\):d=1.*BIT STRING.*/\1/p' | tail -1)" \
		-noout -out signature 2>/dev/null
	openssl x509 -in "$2" -pubkey -noout >public.pem
	openssl dgst -sha256 -verify public.pem -signature signature tbs
}
check 'its signature is good, says OpenSSL' signed_by misnamed.pem middle.pem
check 'that of the other, too' signed_by misnamed-root.pem root.pem
cat misnamed.key misnamed.pem middle.pem >with-key.pem
fails 1 'certificate 2 .* signed certificate 1 .*another authority key identifier' \
	'an import says the same' tls import with-key.pem --yes
key false
openssl req -x509 -new -key false.key -subj /O=Test/CN=middle -addext "$ca" -days 30 \
	-out false.pem 2>>make.log
identified forged middle "$names" authorityKeyIdentifier=none
agrees bad_signature 'verification failed' 'the signature is by another key' \
	'forged.pem false.pem'
signed_by forged.pem false.pem >/dev/null 2>&1
same 1 $? 'is not good, says OpenSSL'
cat forged.key forged.pem false.pem >with-key.pem
fails 1 'did not sign certificate 1' 'an import says the same' tls import with-key.pem --yes
cat good.key good.pem other.pem >with-key.pem
fails 1 'certificate 2 .*O=Test.* is not the issuer of certificate 1|issuer of none of it' \
	'a certificate of another name is not said to have signed or not' \
	tls import with-key.pem --yes

# ---- each certificate ------------------------------------------------------------------------
issue critical middle "$names" 1.2.3.4=critical,ASN1:NULL
agrees critical_extension 'unhandled critical extension' 'a strange critical extension' \
	'critical.pem middle.pem'
issue mail middle "$names" extendedKeyUsage=emailProtection
agrees wrong_purpose 'unsuitable certificate purpose|unsupported certificate purpose' \
	'another purpose' 'mail.pem middle.pem' --purpose server -- -purpose sslserver
agrees name_mismatch 'hostname mismatch' 'another name' 'good.pem middle.pem' \
	--host elsewhere.example -- -verify_hostname elsewhere.example
openssl genrsa -out weak.key 1024 2>>make.log
openssl req -new -key weak.key -subj /CN=weak 2>>make.log |
	openssl x509 -req -CA middle.pem -CAkey middle.key -CAcreateserial -days 300 \
		-out weak.pem 2>>make.log
agrees weak 'key too weak' 'a weak key' 'weak.pem middle.pem' -- -auth_level 2
openssl ecparam -name brainpoolP256r1 -genkey -noout -out brainpool.key
openssl req -x509 -new -key brainpool.key -subj /O=Test/CN=brain -addext "$ca" -days 30 \
	-out brain.pem 2>>make.log
cp brainpool.key brain.key
issue below-brain brain "$names"
# damaged BIT FILE: the public key of a CA, of which a byte is another; nobody signed it.
damaged() {
	openssl asn1parse -in middle.pem -noout -out middle.der
	bits=$(openssl asn1parse -inform DER -in middle.der |
		sed -n 's/^ *\([0-9]*\):.*BIT STRING.*/\1/p' | head -1)
	flip middle.der $((bits + $1))
	openssl x509 -inform DER -in middle.der -out "$2" 2>>make.log || {
		echo '-----BEGIN CERTIFICATE-----'
		openssl base64 -in middle.der
		echo '-----END CERTIFICATE-----'
	} >"$2"
}
for bit in 3 40; do
	damaged $bit damaged.pem
	agrees damaged_key 'local issuer' 'the key of a CA is not a point of its curve' \
		'good.pem damaged.pem'
	fails 1 'public key of certificate 2 .* is damaged' 'an import says the same' \
		tls import good.key good.pem damaged.pem --yes
	openssl x509 -in damaged.pem -noout -pubkey >check 2>&1
	grep -qi 'unable to load\|error' check
	ok $? 'and so does OpenSSL, which cannot read it' || tap_show said check
done
agrees unknown_key 'self-signed certificate in certificate chain' \
	'a root is there, but not supported here' 'below-brain.pem brain.pem'
openssl x509 -in brain.pem -noout -text >check
grep -q brainpoolP256r1 check
ok $? 'it is brainpool, says OpenSSL'

# ---- who may issue --------------------------------------------------------------------------
issue no-ca middle basicConstraints=critical,CA:FALSE
issue by-no-ca no-ca "$names"
agrees broken_rules 'invalid CA certificate' 'the issuer is not a CA' \
	'by-no-ca.pem no-ca.pem middle.pem'
issue last root "$ca,pathlen:0"
issue below last "$ca"
issue deep below "$names"
agrees broken_rules 'path length' 'too many CAs below one' 'deep.pem below.pem last.pem'
issue narrow root "$ca" 'nameConstraints=critical,permitted;DNS:in.example'
issue outside narrow subjectAltName=DNS:out.example
agrees broken_rules 'permitted subtree' 'a name outside' 'outside.pem narrow.pem'

# ---- revocation and time ---------------------------------------------------------------------
printf '[ca]\ndefault_ca=a\n[a]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\n' >ca.cnf
: >index && echo 01 >number
sign_list() {
	openssl ca -config ca.cnf -keyfile middle.key -cert middle.pem -gencrl "$@" 2>>make.log
}
sign_list -out old.crl -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z
agrees revocation_unknown 'CRL has expired' 'an old list' 'good.pem middle.pem old.crl' -- \
	-crl_check -CRLfile old.crl
openssl ca -config ca.cnf -keyfile middle.key -cert middle.pem -revoke good.pem 2>>make.log
sign_list -out yes.crl -crldays 30
agrees revoked 'certificate revoked' 'a revoked one' 'good.pem middle.pem yes.crl' -- \
	-crl_check -CRLfile yes.crl
# dated NAME FROM TO: a certificate of middle's with these dates.
dated() {
	key "$1"
	openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr" 2>>make.log
	openssl ca -config dates.cnf -keyfile middle.key -cert middle.pem -in "$1.csr" -batch \
		-startdate "$2" -enddate "$3" -notext -out "$1.pem" -outdir . \
		2>>make.log
}
cat >dates.cnf <<-'END'
	[ca]
	default_ca=a
	[a]
	database=dates
	serial=serial
	default_md=sha256
	policy=p
	[p]
	commonName=supplied
END
: >dates && echo 0A >serial
dated expired 20200101000000Z 20200201000000Z
agrees expired 'certificate has expired' 'an expired one' 'expired.pem middle.pem'
dated future 20490101000000Z 20490201000000Z
agrees not_yet_valid 'not yet valid' 'one of the future' 'future.pem middle.pem'

# ---- what RFC 5280 forbids, and what is too long -----------------------------------------------
issue negative root 2.5.29.19=critical,DER:30060101FF0201FF
issue by-negative negative "$names"
agrees broken_rules,malformed 'invalid|inconsistent' 'a path length below zero' 'by-negative.pem negative.pem'
previous=root
chain=
for i in $(seq 18); do
	issue "ca$i" "$previous" "$ca"
	chain="ca$i.pem $chain"
	previous=ca$i
done
issue far "$previous" "$names"
agrees too_long 'chain too long|local issuer' 'a chain of 19' "far.pem $chain" -- -verify_depth 16

# ---- a second opinion --------------------------------------------------------------------------
# What the system forbids GnuTLS is no fault of the chain, but refused all the same.
printf '[overrides]\nmin-verification-profile = ultra\n' >priority
export GNUTLS_SYSTEM_PRIORITY_FILE="$dir/priority"
if certtool --verify --load-ca-certificate root.pem --infile good.pem 2>&1 | grep -q insecure ||
	certtool --verify --load-ca-certificate root.pem --infile middle.pem 2>&1 |
	grep -q insecure; then
	cat good.pem middle.pem >c.pem
	judged second_opinion 'GnuTLS refuses what is accepted here' verify c.pem
	same refuses "$(jq -r .gnutls out)" 'and who refused it is told'
else
	skip 'this GnuTLS takes no such setting'
fi
unset GNUTLS_SYSTEM_PRIORITY_FILE
told="$told second_opinion"
cat good.pem middle.pem >c.pem
judged accepted 'without that it is accepted' verify c.pem
same accepts "$(jq -r .gnutls out)" 'by both'
# The same CA under its name in capitals: equal by RFC 5280 7.1.
openssl req -new -key middle.key -subj /O=TEST/CN=MIDDLE 2>>make.log |
	openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -days 300 \
		-extfile middle.ext -out capitals.pem 2>>make.log
agrees accepted OK 'a name in capitals is the same' 'good.pem capitals.pem'
same wrong "$(jq -r .gnutls out)" 'GnuTLS is known to be wrong there, which is told'
identified dirs root "$ca" 'nameConstraints=critical,permitted;dirName:in' '[in]' O=Test
issue in-dirs dirs "$names"
cat in-dirs.pem dirs.pem >c.pem
judged accepted 'a constraint of directory names' verify c.pem
jq -r .gnutls out >check
grep -Eq 'wrong|accepts' check
ok $? 'does not refuse what is within it'
identified out-dirs root "$ca" 'nameConstraints=critical,permitted;dirName:in' '[in]' O=Elsewhere
issue beyond out-dirs "$names"
agrees broken_rules 'permitted subtree' 'but what is not' 'beyond.pem out-dirs.pem'

# A CA that issued itself a new key: it counts in no path length (RFC 5280 6.1.4), and its own
# names are no matter of constraints (6.1.3 b). GnuTLS refuses both; the first is known to be
# wrong, and what it says of names that it compares counts.
# renewed NAME CA EXTENSION...: such a certificate, and a leaf by it, in c.pem with the CA.
renewed() {
	new=$1 old=$2
	shift 2
	key "$new"
	printf '%s\n' "$@" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$new.ext"
	openssl req -new -key "$new.key" -subj "/O=Test/CN=$old" 2>>make.log |
		openssl x509 -req -CA "$old.pem" -CAkey "$old.key" -CAcreateserial -days 300 \
			-extfile "$new.ext" -out "$new.pem" 2>>make.log
	issue "by-$new" "$new" "$names"
	cat "by-$new.pem" "$new.pem" "$old.pem" >c.pem
}
issue short root "$ca,pathlen:0"
renewed again short "$ca,pathlen:0"
judged accepted 'a new key of a CA that may have none below' verify c.pem
jq -r .gnutls out >check
grep -Eq 'wrong|accepts' check
ok $? 'GnuTLS may count it, which is told'
issue limited root "$ca,pathlen:0" 'nameConstraints=critical,permitted;DNS:localhost'
renewed named limited "$ca,pathlen:0" subjectAltName=DNS:elsewhere.example
if certtool --verify --load-ca-certificate root.pem --infile c.pem >check 2>&1; then
	skip 'this GnuTLS compares no names of such a CA'
else
	judged second_opinion 'with a name that GnuTLS finds outside' verify c.pem
	same refuses "$(jq -r .gnutls out)" 'that is not passed over'
fi

# ---- none was left out ------------------------------------------------------------------------
sed -n 's/.*{PD_REJECT_[A-Z_]*, "\([a-z_]*\)".*/\1/p' \
	"$TESTS/../src/x509/judge/reject.c" >reasons
while read -r reason; do
	case " $(echo "$told" | tr , ' ') " in
	*" $reason "*) ;;
	*) ok 1 "the reason $reason has no input here" ;;
	esac
done <reasons
tap_done
