#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Certificates whose alternative names are empty, or of kinds that nobody uses, are read, and
# judged as openssl judges them. Requests without attributes, and as Windows makes them.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
# shellcheck source=tests/tls.sh
. "${TESTS:-$(dirname "$0")}/tls.sh"
# shellcheck source=tests/der.sh
. "${TESTS:-$(dirname "$0")}/der.sh"

key host
# with_names HEX: host.pem, self-signed, with these GeneralNames.
with_names() {
	openssl req -x509 -new -key host.key -subj /CN=host.example.org -days 900 \
		-addext "subjectAltName=DER:30$(printf %02x $((${#1} / 2)))$1" \
		-addext "issuerAltName=DER:30028200" -out host.pem 2>>make.log
}
# What openssl says to a host; it needs no trust for that.
openssl_knows() {
	if openssl x509 -in host.pem -noout -checkhost "$1" | grep -q 'does match'; then
		echo accepted
	else
		echo name_mismatch
	fi
}
good=8210686f73742e6578616d706c652e6f7267 # DNS:host.example.org
while read -r hex shown; do
	run trust clear --yes
	with_names "$hex"
	succeeds "$shown: taken" trust import host.pem
	run trust verify host.pem
	grep -Fq "$shown" out
	ok $? "$shown: is shown" || tap_show out out
	judged "$(openssl_knows host.example.org)" "$shown: judged as openssl does" \
		verify host.pem --host host.example.org
	judged "$(openssl_knows other.example.org)" "$shown: and another host" \
		verify host.pem --host other.example.org
done <<END
${good}8200 DNS:#
${good}8100 EMAIL:#
${good}8600 URI:#
${good}8700 IP:#
${good}87050102030405 IP:#0102030405
${good}a30430020500 [3]:#30020500
${good}a505a1030c0161 [5]:#A1030C0161
${good}8800 [8]:#
${good}88032a0304 RID:1.2.3.4
${good}a000 [0]:#
${good}a00306012a [0]:#06012A
${good}a40100 [4]:#00
${good}8900 [9]:#
${good}9e0161 [30]:#61
${good}820361ff62 DNS:#61FF62
${good}8203610062 DNS:#610062
8200 DNS:#
8700 IP:#
8100 EMAIL:#
END
with_names "${good}820961"
fails 1 'its DER encoding is damaged or cut off' 'names that are cut off are damage' \
	trust import host.pem
# Shown to a server, such a certificate would be changed.
with_names "${good}8200"
cat host.key host.pem >both
succeeds 'such a certificate is installed, too' tls import both --yes

# ---- requests --------------------------------------------------------------------------
openssl req -new -key host.key -subj /CN=host.example.org \
	-addext subjectAltName=DNS:host.example.org,DNS:www.example.org -outform DER -out plain.der
for number in 1 2 3; do
	member plain.der 2 $number >"part$number"
done
# request FILE: host.csr, with this behind the key.
request() {
	cat part1 part2 part3 "$1" >inside
	element 30 inside >info
	signed_by host.key info >host.der
	openssl req -inform DER -in host.der -out host.csr -verify 2>>make.log
}
: >nothing
request nothing
check 'openssl reads a request without attributes' openssl req -in host.csr -noout -verify
succeeds 'it is signed' ssl issue --csr host.csr --accept san --out without --yes
grep -q 'warning: the request lacks the attributes field' err
ok $? 'and what RFC 2986 misses is told' || tap_show err err
member plain.der 5 3 >extensions
# attribute OID: that asks for the extensions.
attribute() {
	element 31 extensions >values
	der oid.der <<-END
		asn1 = OID:$1
	END
	cat oid.der values >inside
	element 30 inside
}
san() {
	openssl x509 -in "$1/cert.pem" -noout -ext subjectAltName | sed -n '2s/^ *//p'
}
attribute 1.3.6.1.4.1.311.2.1.14 >windows
element a0 windows >attributes
request attributes
openssl req -new -key host.key -subj /CN=host.example.org \
	-addext subjectAltName=DNS:host.example.org:443 -out port.csr 2>>make.log
fails 1 'csr: "host.example.org:443" is not a DNS name' 'a name that cannot be: the request is named' \
	ssl issue --csr port.csr --accept san --out port-out --yes
fails 2 'san: "host.example.org:443" is not a DNS name' 'or what was typed' \
	ssl issue --csr port.csr --san DNS:host.example.org:443 --out port-out --yes
succeeds "certreq's request is signed" ssl issue --csr host.csr --accept san --out windows-out --yes
same 'DNS:host.example.org, DNS:www.example.org' "$(san windows-out)" 'and has its names'
! grep -q warning err
ok $? 'without a warning' || tap_show err err
{
	cat windows
	openssl req -new -key host.key -subj /CN=x -addext subjectAltName=DNS:other.example.org \
		-outform DER -out other.der
	member other.der 5 3 >extensions
	attribute extReq
} >two
element a0 two >attributes
request attributes
succeeds 'of two lists of extensions the first counts' ssl issue --csr host.csr \
	--accept san --out two-out --yes
same 'DNS:host.example.org, DNS:www.example.org' "$(san two-out)" 'and its names are taken'
run ssl review host.csr
grep -q 'extensionRequest (another one)' out
ok $? 'and the other is named' || tap_show out out
for hex in '\002\001' '\060\200' '\060\003\006\001' '\004\000'; do
	# shellcheck disable=SC2059 # octal
	printf "$hex" >bad
	element a0 bad >attributes
	request attributes
	signed_by host.key info >host.der
	fails 1 'is not a signing request' "damaged attributes ($hex) are refused" \
		ssl issue --csr host.der --accept san --out bad-out --yes
done
tap_done
