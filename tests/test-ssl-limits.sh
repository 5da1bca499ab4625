#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The names that a CA may give: typed for a new CA, a request and a CA below, written as
# openssl and certtool read them, and kept by what is issued.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl certtool

# limits FILE: what openssl says of its name constraints, on one line.
limits() {
	openssl x509 -in "$1" -noout -ext nameConstraints -nameopt RFC2253 2>&1 |
		tr -s ' \n' ' ' | sed 's/ $//; s/ = /=/g; s/, /,/g'
}

# ---- a new CA ------------------------------------------------------------------------------
before=$(run ssl list; store_sum)
# refused VALUE PATTERN: neither permitted nor excluded.
refused() {
	fails 2 "--permit: .*$2" "permitted: $1" ssl generate --dn CN=x --permit "$1" --yes
	fails 2 "--exclude: .*$2" "excluded: $1" ssl generate --dn CN=x --exclude "$1" --yes
}
refused '.example.org' 'begins with a dot.* write DNS:example.org'
refused '*.example.org' 'cannot limit a CA; write names such as DNS:example.org'
refused 'IP:192.0.2.0/33' 'cannot limit a CA'
refused 'IP:192.0.2.0/' 'cannot limit a CA'
refused 'IP:192.0.2' 'cannot limit a CA'
refused 'DNS:192.0.2.1' 'write IP:192.0.2.1'
refused 'DIR:Foo' 'has no ='
refused 'EMAIL:' 'cannot limit a CA'
refused 'DNS:a..b' 'not a DNS name'
refused 'DNS:a.example,,DNS:b.example' 'cannot limit a CA'
same "$before" "$(store_sum)" 'what is refused leaves the store as it was'

international=$(printf 'b\303\274cher.example')
succeeds 'a CA for some names is made' ssl generate --dn 'CN=Limited CA,O=Example' --yes \
	--permit "DNS:example.org, IP:192.0.2.0/24,EMAIL:.example.org,EMAIL:a@example.com,$international" \
	--exclude 'DNS:bad.example.org,IP:2001:db8::/32,email:secret@example.org'
run ssl export "$dir/ca.pem"
same 'X509v3 Name Constraints: critical Permitted: DNS:example.org IP:192.0.2.0/255.255.255.0 email:.example.org email:a@example.com DNS:xn--bcher-kva.example Excluded: DNS:bad.example.org IP:2001:DB8:0:0:0:0:0:0/FFFF:FFFF:0:0:0:0:0:0 email:secret@example.org' \
	"$(limits "$dir/ca.pem")" 'as openssl reads it'
certtool -i --infile "$dir/ca.pem" 2>"$dir/check" | tr -s ' \t\n' ' ' >"$dir/certtool"
grep -q 'Name Constraints (critical): Permitted: DNSname: example.org IPAddress: 192.0.2.0/24 RFC822Name: .example.org .*Excluded: DNSname: bad.example.org IPAddress: 2001:db8::/32 RFC822Name: secret@example.org' \
	"$dir/certtool"
ok $? 'and certtool' || tap_show certtool "$dir/certtool"

# issues NAME... : believed by openssl and certtool; refuses NAME: the CA does not sign it.
number=0
for name in DNS:example.org DNS:a.example.org IP:192.0.2.9 EMAIL:b@mail.example.org \
	EMAIL:a@example.com DNS:www.xn--bcher-kva.example; do
	number=$((number + 1))
	succeeds "$name is issued" ssl issue --purpose both --dn O=Example --san "$name" \
		--out "$dir/$number"
	check "openssl believes $name" openssl verify -x509_strict -CAfile "$dir/ca.pem" \
		"$dir/$number/cert.pem"
	check "certtool believes $name" certtool --verify --load-ca-certificate "$dir/ca.pem" \
		--infile "$dir/$number/cert.pem"
done
before=$(store_sum)
for name in DNS:example.com DNS:notexample.org DNS:x.bad.example.org IP:192.0.3.1 \
	IP:2001:db8::7 EMAIL:b@example.org EMAIL:secret@example.org EMAIL:b@example.com; do
	fails 1 "name constraints of the CA CN=Limited CA,O=Example do not allow $name " \
		"$name is refused" ssl issue --purpose both --dn O=Example --san "$name"
done
same "$before" "$(store_sum)" 'and nothing of it kept'

# ---- names that are no host's ----------------------------------------------------------------
mkdir "$dir/names"
run ssl export "$dir/names/limited.pem"
for name in alice 'Alice Example'; do
	succeeds "a person of one word or two: $name" ssl issue --purpose client \
		--dn "CN=$name,O=Example" --out "$dir/names/client" --yes
	check 'openssl accepts it' \
		openssl verify -CAfile "$dir/names/limited.pem" "$dir/names/client/cert.pem"
	check 'and certtool' certtool --verify --infile "$dir/names/client/cert.pem" \
		--load-ca-certificate "$dir/names/limited.pem"
done
succeeds 'a CA of one word' ssl issue --purpose sub-ca --dn 'CN=Sub,O=Example' --out "$dir/names/sub"
check 'openssl accepts it' \
	openssl verify -CAfile "$dir/names/limited.pem" "$dir/names/sub/cert.pem"
fails 1 'dn: .*do not allow DNS:alice.example.net in the subject' 'one with a dot is that of a host' \
	ssl issue --purpose client --dn CN=alice.example.net,O=Example
fails 1 'do not allow MAILBOX:ü@other.example ' 'a mailbox beyond ASCII is named as it was typed' \
	ssl issue --purpose client --dn O=Example --san MAILBOX:ü@other.example
fails 1 'do not allow DNS:alice' 'and so is that of a server' \
	ssl issue --purpose server --dn CN=alice,O=Example

# ---- a CA below, by its fields -------------------------------------------------------------
succeeds 'a CA below has limits of its own' ssl issue --purpose sub-ca --dn 'CN=Sub CA' \
	--permit DNS:dev.example.org --exclude DNS:old.dev.example.org --out "$dir/sub"
same 'X509v3 Name Constraints: critical Permitted: DNS:dev.example.org Excluded: DNS:old.dev.example.org' \
	"$(limits "$dir/sub/cert.pem")" 'as openssl reads it'
fails 2 '--permit' 'a server has none' ssl issue --purpose server --dn CN=a.example.org \
	--permit DNS:example.org

# ---- a CA below, by its request ------------------------------------------------------------
outer=$PEMDECK_STORE
PEMDECK_STORE=$dir/below
succeeds 'an intermediate CA asks with its limits' ssl request "$dir/ca.csr" \
	--dn 'CN=Asking CA' --permit DNS:ask.example.org --exclude IP:0.0.0.0/0
openssl req -in "$dir/ca.csr" -noout -text 2>&1 | tr -s ' \n' ' ' >"$dir/check"
grep -q 'Name Constraints: critical Permitted: DNS:ask.example.org Excluded: IP:0.0.0.0/0.0.0.0' \
	"$dir/check"
ok $? 'as openssl reads it' || tap_show said "$dir/check"
PEMDECK_STORE=$outer
printf 'profiles = ( { name = "inner"; purpose = "sub-ca"; permitted = "DNS:in.example.org"; excluded = "EMAIL:example.org,DIR:O=Other,C=DE"; } );\n' \
	>>"$PEMDECK_STORE/settings.cfg"
run ssl review "$dir/ca.csr"
prints 'The request asks for name constraints: the profile sub-ca takes them' 'review tells that it does'
succeeds 'they are not taken unasked' ssl issue --csr "$dir/ca.csr" --purpose sub-ca \
	--out "$dir/unasked"
grep -q 'asks for the extension 2.5.29.30, which is not taken' "$dir/err"
ok $? 'and that is told' || tap_show said "$dir/err"
succeeds 'they are taken if they are accepted' ssl issue --csr "$dir/ca.csr" --purpose sub-ca \
	--accept 2.5.29.30 --out "$dir/asked"
same 'X509v3 Name Constraints: critical Permitted: DNS:ask.example.org Excluded: IP:0.0.0.0/0.0.0.0' \
	"$(limits "$dir/asked/cert.pem")" 'as they are'
# says STATUS PATTERN WORDS PEMDECK-WORDS...: it ends so, and says it behind its warnings.
says() {
	wanted=$1 pattern=$2 words=$3
	shift 3
	run "$@"
	[ "$status" -eq "$wanted" ] && tail -n 1 "$dir/err" | grep -q "$pattern"
	ok $? "$words" || tap_show said "$dir/err"
}
says 2 'take only one of them' 'but not in place of those of a profile' \
	ssl issue --csr "$dir/ca.csr" --profile inner --accept 2.5.29.30
says 1 'name constraints and keyCertSign are for CAs alone' 'nor by a server' \
	ssl issue --csr "$dir/ca.csr" --purpose server --san a.example.org --accept 2.5.29.30
succeeds 'a profile permits and excludes' ssl issue --csr "$dir/ca.csr" --profile inner \
	--out "$dir/profile"
same 'X509v3 Name Constraints: critical Permitted: DNS:in.example.org Excluded: email:example.org DirName:C=DE,O=Other' \
	"$(limits "$dir/profile/cert.pem")" 'as openssl reads it'

# ---- directory names -----------------------------------------------------------------------
succeeds 'directory names limit a CA' ssl generate --dn 'CN=Directory CA' --yes \
	--permit 'DIR:O=Example\, Inc.,C=DE, DNS:example.org'
grep -q 'warning: programs that use GnuTLS do not look which' "$dir/err"
ok $? 'and who does not know them is named' || tap_show said "$dir/err"
run ssl export "$dir/directory.pem"
succeeds 'a subject below is issued' ssl issue --purpose server --out "$dir/within" \
	--dn 'CN=a.example.org,OU=Web,O=Example\, Inc.,C=DE'
check 'openssl believes it' openssl verify -x509_strict -CAfile "$dir/directory.pem" \
	"$dir/within/cert.pem"
fails 1 'do not allow CN=a.example.org,O=Other,C=DE' 'another is refused' ssl issue \
	--purpose server --dn 'CN=a.example.org,O=Other,C=DE' --san a.example.org
check 'certtool passes the permitted ones over' certtool --verify \
	--load-ca-certificate "$dir/directory.pem" --infile "$dir/within/cert.pem"
succeeds 'directory names are excluded' ssl generate --dn 'CN=Excluding CA' --yes \
	--exclude DIR:O=Other
grep -q 'warning: programs that use GnuTLS cannot compare' "$dir/err"
ok $? 'and who does not know that is named' || tap_show said "$dir/err"
run ssl export "$dir/excluding.pem"
run ssl issue --purpose server --dn CN=a.example.org,O=Example --out "$dir/outside"
check 'openssl believes what is not excluded' openssl verify -CAfile "$dir/excluding.pem" \
	"$dir/outside/cert.pem"
! certtool --verify --load-ca-certificate "$dir/excluding.pem" \
	--infile "$dir/outside/cert.pem" >"$dir/log" 2>&1
ok $? 'which certtool refuses' || tap_show said "$dir/log"
tap_done
