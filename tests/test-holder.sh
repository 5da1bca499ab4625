#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a holder is called: an empty subject by the first alternative name, everywhere; and
# alternative names of other kinds, in and out.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl python3
cd "$dir" || exit 1

# request NAME SUBJECT SAN: a key and a request of OpenSSL's.
request() {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" \
		-addext "subjectAltName=$3" -keyout "$1.key" -out "$1.csr" 2>/dev/null
}

# ---- an empty subject ----------------------------------------------------------------------
request host / critical,DNS:host.example.org,DNS:www.example.org
request mail / critical,email:alice@example.org
request upn / 'critical,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:alice@corp.example'
request dir / 'critical,dirName:dir
[dir]
CN=x'
succeeds 'a request without a subject is issued for' \
	ssl issue --csr host.csr --accept san --out host
same 'Certificate issued for host.example.org, valid until' \
	"$(sed 's/ [0-9-]*$//' err)" 'it is called by its first alternative name'
openssl x509 -in host/cert.pem -noout -subject >check
same 'subject=' "$(cat check)" 'and its subject stays empty'
run ssl list
prints '^ +host\.example\.org +server' 'in lists'
run ssl show "$(openssl x509 -in host/cert.pem -noout -serial)"
prints '^Subject: +DNS:host\.example\.org$' 'in its details'
run ssl review host.csr
prints '^Subject: +DNS:host\.example\.org$' 'in a request'
run history list
prints 'issued for host\.example\.org' 'in history'
run status --json
prints 'host\.example\.org' 'in status'
succeeds 'it is trusted' trust import host/cert.pem
grep -q 'DNS:host\.example\.org is trusted' err
ok $? 'by that name'
run trust list
prints '^host\.example\.org' 'in the trust list'
succeeds 'by which it is found' trust show host.example.org
cat host.key host/chain.pem >host.pem
succeeds 'it is installed' tls import host.pem --yes
run tls show
prints 'DNS:host\.example\.org' 'and shown as the key of this host'
succeeds 'an address is a name, too' \
	ssl issue --csr mail.csr --purpose client --accept san --out mail
grep -q 'issued for alice@example\.org,' err
ok $? 'and shown'
succeeds 'and a user principal name' \
	ssl issue --csr upn.csr --purpose client --accept san --out upn
grep -q 'issued for alice@corp\.example,' err
ok $? 'and shown, too'
openssl x509 -in upn/cert.pem -noout -ext subjectAltName >check
grep -q 'UPN::*alice@corp\.example' check
ok $? 'and OpenSSL finds it in the certificate' || tap_show said check

# ---- other names, in and out -----------------------------------------------------------------
names='UPN:bob@corp.example,SRV:_imaps.example.org,XMPP:bob@im.example.org,'
names=$names'otherName:1.2.3.4=text,otherName:1.2.3.5=#020105'
succeeds 'other names are typed' \
	ssl issue --purpose client --dn CN=bob --san "$names" --out bob
openssl x509 -in bob/cert.pem -outform DER -out bob.der
openssl asn1parse -inform DER -in bob.der -strparse "$(
	openssl asn1parse -inform DER -in bob.der | sed -n '/Alternative/{n;s/:.*//;p}'
)" >check
same 'Microsoft User Principal Name bob@corp.example _imaps.example.org bob@im.example.org 1.2.3.4 text 1.2.3.5 05' \
	"$(sed -n 's/.*\(UTF8STRING\|IA5STRING\|INTEGER\|OBJECT\) *://p' check |
		grep -v '1.3.6.1.5.5.7.8\|SRVName\|XmppAddr\|SmtpUTF8' | paste -sd' ')" \
	'and OpenSSL reads them'
run ssl show "$(openssl x509 -in bob/cert.pem -noout -serial)" --json
same "$names" "$(python3 -c '
import json, sys
shown = json.load(open(sys.argv[1]))
def find(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "alternative_names":
                return each
            if (found := find(each)) is not None:
                return found
    if isinstance(value, list):
        for each in value:
            if (found := find(each)) is not None:
                return found
print(",".join(find(shown)))' out)" 'what is shown is what was typed'
fails 2 'san: "alice" is not a user' 'a user principal name without a domain' \
	ssl issue --purpose client --dn CN=alice --san UPN:alice --out none
fails 2 'san.*not a type and a value' 'half a DER value' \
	ssl issue --purpose client --dn CN=alice --san 'otherName:1.2.3=#0502' --out none
tap_done
