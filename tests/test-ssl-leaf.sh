#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What linters of certificates look for, in what the CA issues and in the CA itself: read
# by python3-cryptography and by OpenSSL's own DER, not by us. The names of the rules are
# those of zlint.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3
if ! python3 -c 'import cryptography' 2>"$dir/check"; then
	skip 'python3-cryptography is missing'
	tap_done
fi

cat >"$dir/lint.py" <<'END'
import datetime, re, sys
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtensionOID as E, NameOID

def header(der, at):
    """Tag, start and end of the element at that place."""
    size, start = der[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        assert count, "indefinite length"
        size = int.from_bytes(der[start:start + count], "big")
        assert size >= 0x80 and der[start], "a length longer than needed"
        start += count
    return der[at], start, start + size

def walk(der, at, end, found):
    while at < end:
        tag, start, stop = header(der, at)
        assert stop <= end, "an element longer than what holds it"
        value = der[start:stop]
        found.append((tag, value))
        if tag == 0x01:
            assert value == b"\xff", "a BOOLEAN that is not canonical, or a default"
        if tag == 0x02:
            assert len(value) == 1 or value[:2] not in (b"\0\0",) and not (
                value[0] == 0 and value[1] < 0x80), "an INTEGER longer than needed"
        if tag == 0x17:
            assert re.fullmatch(rb"\d{12}Z", value) and found.year(value) < 2050
        if tag == 0x18:
            assert re.fullmatch(rb"\d{14}Z", value) and int(value[:4]) >= 2050
        if tag & 0x20:
            parts = []
            walk_set = tag == 0x31
            place = start
            while walk_set and place < stop:
                parts.append(der[place:header(der, place)[2]])
                place = header(der, place)[2]
            assert parts == sorted(parts), "a SET that is not sorted"
            walk(der, start, stop, found)
        at = stop
    assert at == end

class Found(list):
    @staticmethod
    def year(value):
        two = int(value[:2])
        return 2000 + two if two < 50 else 1900 + two

def problems_of(path, kind, ca_path):
    problems = []
    def rule(name, holds):
        if not holds:
            problems.append(name)

    cert = x509.load_pem_x509_certificate(open(path, "rb").read())
    ca = x509.load_pem_x509_certificate(open(ca_path, "rb").read())
    der = cert.public_bytes(Encoding.DER)
    try:
        walk(der, 0, len(der), Found())
    except AssertionError as problem:
        problems.append("DER: %s" % problem)
    def get(oid):
        try:
            return cert.extensions.get_extension_for_oid(oid)
        except x509.ExtensionNotFound:
            return None

    # What every certificate has.
    rule("e_invalid_certificate_version", cert.version == x509.Version.v3)
    rule("e_serial_number_not_positive", cert.serial_number > 0)
    rule("e_serial_number_longer_than_20_octets", cert.serial_number.bit_length() <= 159)
    rule("e_serial_number_low_entropy", cert.serial_number.bit_length() > 64)
    oids = [e.oid for e in cert.extensions]
    rule("e_ext_duplicate_extension", len(oids) == len(set(oids)))
    rule("w_issuer_dn_leading_whitespace", all(a.value == a.value.strip()
         for name in (cert.subject, cert.issuer) for a in name))
    rule("e_rdn_empty", all(a.value for name in (cert.subject, cert.issuer) for a in name))
    rule("e_subject_country_not_iso", all(len(a.value) == 2
         for a in cert.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)))
    life = cert.not_valid_after - cert.not_valid_before
    rule("e_validity_time_not_positive", life > datetime.timedelta(0))
    rule("outlives its CA", cert.not_valid_after <= ca.not_valid_after)
    rule("begins before its CA", cert.not_valid_before >= ca.not_valid_before)
    rule("e_sub_cert_or_sub_ca_using_sha1", cert.signature_hash_algorithm is None or
         cert.signature_hash_algorithm.name not in ("sha1", "md5"))
    rule("e_issuer_dn_empty", len(list(cert.issuer)) > 0)
    ski = get(E.SUBJECT_KEY_IDENTIFIER)
    rule("e_ext_subject_key_identifier_missing", ski is not None)
    rule("e_ext_subject_key_identifier_critical", ski is not None and not ski.critical)
    rule("e_ext_subject_key_identifier_size", ski is not None and len(ski.value.digest) == 20)
    basic, usage = get(E.BASIC_CONSTRAINTS), get(E.KEY_USAGE)
    rule("e_basic_constraints_not_critical", basic is not None and basic.critical)
    rule("e_ext_key_usage_not_critical", usage is not None and usage.critical)
    rule("e_key_usage_without_bits", any((usage.value.digital_signature,
         usage.value.key_cert_sign, usage.value.key_encipherment)))
    key = cert.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        rule("e_rsa_mod_less_than_2048_bits", key.key_size >= 2048)
        rule("e_rsa_public_exponent_not_odd", numbers.e % 2 == 1)
        rule("e_rsa_public_exponent_not_in_range", 2 ** 16 < numbers.e < 2 ** 256)
    if isinstance(key, ec.EllipticCurvePublicKey):
        rule("e_ec_improper_curves", key.curve.name in ("secp256r1", "secp384r1", "secp521r1"))
    aki = get(E.AUTHORITY_KEY_IDENTIFIER)
    is_ca = kind in ("ca", "sub-ca")
    rule("CA or not", basic.value.ca == is_ca)
    rule("e_path_len_constraint_improperly_included", is_ca or basic.value.path_length is None)
    rule("keyCertSign and cRLSign are for CAs",
         usage.value.key_cert_sign == is_ca and usage.value.crl_sign == is_ca)
    if kind == "ca":
        rule("a root names no other key", aki is None)
        rule("issuer is subject", cert.issuer.public_bytes() == cert.subject.public_bytes())
        return problems

    # What one has that another CA issued.
    ca_ski = ca.extensions.get_extension_for_oid(E.SUBJECT_KEY_IDENTIFIER).value.digest
    rule("e_ext_authority_key_identifier_missing", aki is not None)
    rule("e_ext_authority_key_identifier_critical", not aki.critical)
    rule("e_ext_authority_key_identifier_no_key_identifier", aki.value.key_identifier == ca_ski)
    rule("key identifier alone", aki.value.authority_cert_issuer is None and
         aki.value.authority_cert_serial_number is None)
    rule("issuer byte for byte", cert.issuer.public_bytes() == ca.subject.public_bytes())
    if is_ca:
        rule("e_ca_subject_field_empty", len(list(cert.subject)) > 0)
        rule("sub-CA has a path length", basic.value.path_length == 0)
        return problems

    # A leaf.
    encrypts = isinstance(key, rsa.RSAPublicKey) and kind in ("server", "client", "email")
    rule("keyUsage by key type", usage.value.digital_signature and
         usage.value.key_encipherment == encrypts and not usage.value.key_agreement and
         not usage.value.content_commitment and not usage.value.data_encipherment)
    eku = get(E.EXTENDED_KEY_USAGE)
    rule("e_sub_cert_eku_missing", eku is not None)
    rule("w_eku_critical_improperly", not eku.critical)
    wanted = {"server": ["1"], "client": ["2"], "both": ["1", "2"], "email": ["4"],
              "code-signing": ["3"], "ocsp-signing": ["9"]}[kind]
    rule("EKU by purpose", [o.dotted_string for o in eku.value] ==
         ["1.3.6.1.5.5.7.3." + w for w in wanted])
    san = get(E.SUBJECT_ALTERNATIVE_NAME)
    rule("e_ext_san_missing", san is not None or kind not in ("server", "both", "email"))
    if san is not None:
        rule("e_ext_san_not_critical_without_subject", san.critical == (not list(cert.subject)))
        rule("e_ext_san_no_entries", len(san.value) > 0)
        dns = san.value.get_values_for_type(x509.DNSName)
        names = [name.lower() for name in dns] + [str(a) for a in san.value.get_values_for_type(x509.IPAddress)]
        rule("e_dnsname_bad_character_in_label",
             all(re.fullmatch(r"(\*\.)?([a-z0-9_-]{1,63}\.)*[a-z0-9-]{1,63}", n.lower()) for n in dns))
        rule("e_dnsname_label_too_long", all(len(n) <= 253 for n in dns))
        if kind in ("server", "both"):
            rule("e_subject_common_name_not_from_san", all(
                 a.value.lower().encode("idna").decode() in names for a in cert.subject.get_attributes_for_oid(NameOID.COMMON_NAME)))
    else:
        rule("e_sub_cert_subject_empty_without_san", len(list(cert.subject)) > 0)
    if kind == "ocsp-signing":
        rule("e_ocsp_no_check", get(E.OCSP_NO_CHECK) is not None)
    for oid in (E.CRL_DISTRIBUTION_POINTS, E.AUTHORITY_INFORMATION_ACCESS):
        place = get(oid)
        rule("w_ext_crl_distribution_or_aia_critical", place is None or not place.critical)
    return problems

# Lines of path, kind, its CA's path and words: the words, and what is wrong.
for line in sys.stdin:
    *what, words = line.rstrip("\n").split("\t")
    print(words, "; ".join(problems_of(*what)), sep="\t")
END

# lint FILE KIND CA WORDS: to be looked at, all together at the end.
lint() {
	printf '%s\t%s\t%s\t%s\n' "$dir/$1" "$2" "$dir/$3" "$4" >>"$dir/list"
}

# clean KIND WORDS ISSUE-WORDS...: what is issued so passes, and OpenSSL's strictest check.
number=0
clean() {
	kind=$1 words=$2
	shift 2
	number=$((number + 1))
	run ssl issue "$@" --out "$dir/$number"
	lint "$number/cert.pem" "$kind" "$number/ca.pem" "$words"
	check 'OpenSSL agrees' openssl verify -x509_strict -CAfile "$dir/$number/ca.pem" \
		"$dir/$number/cert.pem"
}

# ---- the check itself --------------------------------------------------------------------------
openssl req -x509 -newkey rsa:1024 -nodes -keyout "$dir/key" -out "$dir/bad.pem" -days 30 \
	-subj /CN=bad.example.org -set_serial 1 -addext subjectAltName=DNS:other.example.org \
	-addext keyUsage=keyAgreement -addext extendedKeyUsage=critical,clientAuth 2>"$dir/check"
lint bad.pem server bad.pem bad

# ---- the CAs ---------------------------------------------------------------------------------
run ssl export "$dir/standard.pem"
lint standard.pem ca standard.pem 'the standard CA'
for kind in 'ec --curve P-384' 'rsa --bits 2048' ed25519; do
	# shellcheck disable=SC2086
	run ssl generate --yes --dn 'CN=CA,O=J\C3\BCrgen \26 Co,C=DE' --days 20000 --algorithm $kind
	run ssl export "$dir/${kind%% *}.pem"
	lint "${kind%% *}.pem" ca "${kind%% *}.pem" "a CA with $kind"
done
cat >>"$PEMDECK_STORE/settings.cfg" <<'END'
crl_url = "http://ca.example.org/crl.pem";
issuer_url = "http://ca.example.org/ca.pem";
ocsp_url = "http://ocsp.example.org/";
END

# ---- what it issues ------------------------------------------------------------------------------
clean server 'a server' --purpose server --dn 'CN=www.example.org,O=Example,C=DE'
clean server 'one with RSA' --purpose server --dn CN=www.example.org --algorithm rsa --bits 2048
clean server 'one in capital letters' --purpose server --dn CN=WWW.Example.ORG
clean server 'one with an international name' --purpose server --dn CN=münchen.example
clean server 'one with another name first' --purpose server --dn CN=www.example.org \
	--san DNS:www.example.org,DNS:*.example.org,IP:192.0.2.7,IP:2001:db8::1
clean server 'one beyond 2049' --purpose server --dn CN=www.example.org --days 12000
clean both 'server and client' --purpose both --dn CN=node.example.org --algorithm ed25519
clean client 'a client' --purpose client --dn CN=alice
clean client 'one with RSA' --purpose client --dn CN=alice --algorithm rsa --bits 2048
clean email 'e-mail' --purpose email --dn CN=Alice --san EMAIL:alice@example.org
clean code-signing 'code signing' --purpose code-signing --dn CN=builder --algorithm rsa \
	--bits 2048
clean ocsp-signing 'OCSP signing' --purpose ocsp-signing --dn CN=ocsp
clean sub-ca 'a CA below it' --purpose sub-ca --dn 'CN=Inner CA,C=DE'

names=$(awk 'BEGIN { for (i = 0; i < 1000; i++) printf "%sDNS:h%d.example.org", i ? "," : "", i }')
clean server 'one with 1,000 names' --purpose server --dn CN=h1.example.org --san "$names"
check 'and OpenSSL finds the last' openssl verify -verify_hostname h999.example.org \
	-CAfile "$dir/$number/ca.pem" "$dir/$number/cert.pem"

# ---- a request with attributes ------------------------------------------------------------------------
printf '%s\n' '[req]' 'distinguished_name=dn' 'attributes=attributes' 'prompt=no' '[dn]' \
	'CN=attributes.example.org' '[attributes]' 'challengePassword=not-told' \
	'1.2.3.4=something' >"$dir/attributes.cnf"
openssl req -new -config "$dir/attributes.cnf" -newkey ed25519 -nodes -keyout "$dir/key" \
	-out "$dir/attributes.csr" 2>"$dir/check"
succeeds 'it is reviewed' ssl review "$dir/attributes.csr"
prints 'attribute challengePassword, which no certificate gets' 'each attribute is a remark'
prints 'attribute 1\.2\.3\.4' 'also one that nobody knows'
! grep -q 'not-told' "$dir/out"
ok $? 'what a password says is not shown'

# ---- a server's common name ------------------------------------------------------------------------
run ssl issue --purpose server --dn CN=www.example.org --san DNS:other.example.org \
	--out "$dir/other"
grep -q 'common name www.example.org is not among the names' "$dir/err"
ok $? 'a common name that is no alternative name is told' || tap_show said "$dir/err"

run ssl issue --purpose server --dn CN=www.example.org --san 'DNS:*.example.org' \
	--out "$dir/wildcard"
! grep -q 'not among the names' "$dir/err"
ok $? 'but not one that a wildcard stands for'

# ---- renewed ---------------------------------------------------------------------------------------
serial=$(openssl x509 -in "$dir/1/cert.pem" -noout -serial | sed 's/^serial=//')
run ssl renew "$serial" --new-key --out "$dir/renewed"
lint renewed/cert.pem server renewed/ca.pem 'a renewed server'

# ---- what the lint found -----------------------------------------------------------------------------
python3 "$dir/lint.py" <"$dir/list" >"$dir/found" 2>"$dir/check"
ok $? 'everything is looked at' || tap_show said "$dir/check"
same "$(wc -l <"$dir/list")" "$(wc -l <"$dir/found")" 'to the last'
while IFS='	' read -r words problems; do
	[ "$words" = bad ] || same '' "$problems" "$words"
done <"$dir/found"
for name in e_serial_number_low_entropy e_ext_key_usage_not_critical e_rsa_mod_less_than_2048_bits \
	w_eku_critical_improperly 'EKU by purpose' e_subject_common_name_not_from_san; do
	grep -q "^bad.*[	;] *$name" "$dir/found"
	ok $? "finds $name in one that is bad"
done
# ---- a request whose parts are not all taken -------------------------------------------------
# shellcheck source=tests/der.sh
. "$TESTS/der.sh"
cd "$dir" || exit 1
run ssl issue --purpose server --csr attributes.csr --dn CN=attributes.example.org --out attributes
grep -q 'the attribute challengePassword, which is not taken' err &&
	grep -q 'the attribute 1.2.3.4, which is not taken' err
ok $? 'attributes that no certificate gets are named where it is issued' || tap_show stderr err
openssl ecparam -name prime256v1 -genkey -noout -out twice.key
der tbs <<END
asn1=SEQUENCE:whole
[whole]
version=INTEGER:0
subject=SEQUENCE:subject
key=SEQUENCE:key
attributes=IMPLICIT:0,SET:attributes
[subject]
cn=SET:cn
[cn]
pair=SEQUENCE:pair
[pair]
type=OID:commonName
value=UTF8:twice.example.org
[key]
algorithm=SEQUENCE:algorithm
point=FORMAT:HEX,BITSTRING:$(public_bits twice.key uncompressed)
[algorithm]
type=OID:id-ecPublicKey
curve=OID:prime256v1
[attributes]
one=SEQUENCE:one
[one]
type=OID:extReq
values=SET:values
[values]
list=SEQUENCE:list
[list]
first=SEQUENCE:first
second=SEQUENCE:second
[first]
type=OID:subjectAltName
value=FORMAT:HEX,OCTETSTRING:300F820D612E6578616D706C652E6F7267
[second]
type=OID:subjectAltName
value=FORMAT:HEX,OCTETSTRING:300F820D622E6578616D706C652E6F7267
END
openssl dgst -sha256 -sign twice.key -out signature tbs
# The whole request, around what was signed.
python3 - <<'PY' >twice.der.tmp
import sys
tbs, signature = open("tbs", "rb").read(), open("signature", "rb").read()
def tlv(tag, content):
    size = len(content)
    head = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + head + content
algorithm = tlv(0x30, bytes.fromhex("06082A8648CE3D040302"))
sys.stdout.buffer.write(tlv(0x30, tbs + algorithm + tlv(3, b"\0" + signature)))
PY
mv twice.der.tmp twice.csr
check 'OpenSSL finds its signature good' openssl req -inform DER -in twice.csr -noout -verify
succeeds 'a request that asks for an extension twice' \
	ssl issue --csr twice.csr --accept san --out twice
grep -q 'the extension 2.5.29.17 twice; the first counts' err
ok $? 'is told what counts' || tap_show stderr err
run ssl review twice.csr
prints 'the extension 2.5.29.17 twice' 'also where it is reviewed'
tap_done
