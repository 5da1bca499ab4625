#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A revocation list as large as a file may be is read, as DER and as PEM, and says of the last
# of its two million certificates what openssl says; one byte more is refused. It is in memory
# once, with 57 bytes for each of its entries: a million of 35 MB take less than 100 MB.
# shellcheck source=tests/large.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/large.sh"
tap_needs jq
limit=$((64 * 1024 * 1024))

make_ca old
for name in good stolen other; do sign old $name; done
revoke old other superseded
gencrl old small.crl
openssl crl -in small.crl -outform DER -out small.der
make() {
	python3 "$TESTS/make-list.py" "$1" "$2" small.der old/private/cakey.pem "$3" 2>>make.log
}
# limit_of SIZE COUNT: kilobytes that such a list may take; 16000 the program has without one.
limit_of() {
	echo $((22000 + $1 / 1024 + $2 * 57 / 1024))
}
# ---- DER ------------------------------------------------------------------------------------
count=$(make $limit "$(serial_of stolen.pem)" large.der)
[ "$count" -gt 1800000 ]
ok $? "a list of $count entries is made" || tap_show log make.log
size=$(wc -c <large.der)
[ "$size" -le $limit ] && [ "$size" -gt $((limit - 100)) ]
ok $? "of $size bytes, nearly as many as are read"
most=$(limit_of "$size" "$count")
measured "$PEMDECK" ssl import --yes old/private/cakey.pem old/cacert.pem large.der
at_most "$most" "it is taken over with its CA, in less than $most kB"
says "$count revocations taken over" 'whole'
measured "$PEMDECK" ssl adopt large.der
at_most "$most" 'once more it takes no more'
says 'Nothing of the CA CN=old CA was new' 'and nothing is new'
succeeds 'the last entry is found' ssl show "$(serial_of stolen.pem)" --json
same revoked "$(jq -r .status out)" 'revoked'

# ---- one byte more ---------------------------------------------------------------------------
{
	cat large.der
	head -c $((limit - size + 1)) /dev/zero
} >more.der
fails 1 'more\.der: is larger than 64 MiB' 'a file of one byte more is refused' \
	ssl import --yes old/private/cakey.pem old/cacert.pem more.der
rm more.der large.der

# ---- PEM -------------------------------------------------------------------------------------
# 48 bytes of DER make 65 of PEM.
cat stolen.pem old/cacert.pem >stolen.chain
cat good.pem old/cacert.pem >good.chain
make $(((limit - 4096) * 48 / 65)) "$(serial_of stolen.pem)" large.der >count
openssl crl -inform DER -in large.der -out large.pem
for name in stolen good; do
	cat $name.chain large.pem >$name.large
done
size=$(wc -c <stolen.large)
[ "$size" -le $limit ] && [ "$size" -gt $((limit - 4096)) ]
ok $? "a PEM file of $size bytes is made"
measured "$PEMDECK" trust import old/cacert.pem large.pem
at_most "$most" 'its CA is trusted'
says 'revocation list is not needed here, and was left out' 'and the list left out'
measured "$PEMDECK" trust verify stolen.large
[ "$kilobytes" -lt "$most" ]
ok $? "it is judged by in less than $most kB" || echo "# $kilobytes kB"
same 1 "$status" 'the certificate in it is rejected'
grep -qi revoked err out
ok $? 'as revoked' || tap_show stdout out
judged revoked old/cacert.pem large.pem stolen
succeeds 'one that is not in it is accepted' trust verify good.large
tap_done
