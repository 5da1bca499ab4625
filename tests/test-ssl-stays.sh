#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A CA that came from elsewhere stays when it is replaced, for nobody here knows what it issued;
# and one that has expired still revokes what is valid for longer, which is valid again where
# the CA is renewed.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
# shellcheck source=tests/clock.sh
. "$TESTS/clock.sh"
cd "$dir" || exit 1

# former: how many CAs that were replaced are listed with that subject.
former() {
	run ssl list --json
	jq --arg subject "$1" '[.[] | select(.purpose == "ca" and .subject == $subject)] | length' out
}

# ---- from elsewhere -----------------------------------------------------------------------------
make_ca old
for name in good stolen; do sign old $name; done
revoke old stolen keyCompromise
gencrl old old/crl.pem
old=$(openssl x509 -in old/cacert.pem -noout -subject -nameopt RFC2253 | sed 's/^subject=//')
succeeds 'nothing can be undone' settings set undo_days 0
succeeds 'a CA comes with its list alone' \
	ssl import --yes old/cacert.pem old/private/cakey.pem old/crl.pem
succeeds 'it is replaced' ssl generate --yes --dn CN=Next
same 1 "$(former "$old")" 'and stays'
run history purge --yes
succeeds 'it takes over what comes later' ssl adopt good.pem
succeeds 'revokes' ssl revoke --yes "$(serial_of good.pem)"
succeeds 'and signs its list' ssl crl --yes --ca "$(serial_of old/cacert.pem)" old.crl
judged revoked old/cacert.pem old.crl good stolen
succeeds 'on purpose it ends' ssl retire --yes "$(serial_of old/cacert.pem)" --file last.crl
end=$(date -u -d "$(openssl x509 -in old/cacert.pem -noout -enddate | sed 's/.*=//')" +%s)
last=$(date -u -d "$(openssl crl -in last.crl -noout -nextupdate | sed 's/.*=//')" +%s)
[ "$last" -ge "$end" ]
ok $? 'with a list that lasts as long as it did'
same 0 "$(former "$old")" 'and is gone'
rm -r store
succeeds 'one without any list' ssl import --yes old/cacert.pem old/private/cakey.pem
succeeds 'is replaced' ssl generate --yes --dn CN=Next
same 1 "$(former "$old")" 'and stays, too'
key=$(openssl x509 -in old/cacert.pem -noout -pubkey | openssl pkey -pubin -outform DER |
	openssl dgst -sha256 | sed 's/.*= *//')
rm "store/keys/$key.pem"
fails 1 'so it signs no last list; leave the file out' 'without its key there is no last list' \
	ssl retire --yes "$key" --file none.crl
succeeds 'but an end' ssl retire --yes "$key"

# ---- the key that a damaged record needs -----------------------------------------------------------
rm -r store
succeeds 'a CA is made' ssl generate --yes --dn CN=Own
succeeds 'and a TLS key that it signs' tls generate --yes --dn CN=tls.example --use-ssl-ca
run ssl list --json
serial=$(jq -r '.[] | select(.subject == "CN=tls.example") | .serial' out)
echo '}' >>store/tls/device.cfg
fails 1 'shares its private key' 'it is not forgotten' ssl forget-key --yes "$serial"
rm -r store
succeeds 'a TLS key alone' tls generate --yes --dn CN=tls.example --no-use-ssl-ca
key=$(sed -n 's/^key = "\(.*\)";/\1/p' store/tls/device.cfg)
{ printf '\0' && cat store/tls/device.cfg; } >damaged
cat damaged >store/tls/device.cfg
run history purge --yes
[ -f "store/keys/$key.pem" ]
ok $? 'nor wiped where the record has become bytes' || tap_show stderr err

# ---- expired ------------------------------------------------------------------------------------
if [ -z "$has_clock" ]; then
	skip 'no compiler makes the clock'
	tap_done
fi
rm -r store
real=$PEMDECK
run ssl generate --yes --dn CN=Short --days 30
for name in one two; do
	run ssl issue --dn CN=$name.example --out $name --days 300 --allow-outlive
done
ahead=$(($(date -d '+45 days' +%s) - $(date +%s)))
PEMDECK="env CLOCK_AHEAD=$ahead LD_PRELOAD=$dir/clock.so $real"
fails 1 'expired on .*ssl renew ca' 'an expired CA issues nothing, and what helps is said' \
	ssl issue --dn CN=three.example
succeeds 'what outlives it is revoked' ssl revoke --yes "$(serial_of one/cert.pem)"
grep -q 'warning: the CA CN=Short expired on' err
ok $? 'with a warning' || tap_show stderr err
succeeds 'its list is signed' ssl crl --yes short.crl
grep -q 'warning: the CA CN=Short expired on' err
ok $? 'with that, too' || tap_show stderr err
for name in one two; do
	succeeds "an OCSP response for $name" ssl ocsp "$(serial_of $name/cert.pem)" $name.ocsp
	grep -q 'warning: the CA CN=Short expired on' err
	ok $? 'is signed with that, too' || tap_show stderr err
done
succeeds 'it is renewed' ssl renew ca
grep -q 'now, for that expired on' out && ! grep -q 'beside it, before' out
ok $? 'and nobody is given a day that is over' || tap_show stdout out
succeeds 'its certificate' ssl export short.pem
openssl verify -attime $(($(date +%s) + ahead)) -crl_check -CAfile short.pem \
	-CRLfile short.crl one/cert.pem >judged 2>&1
grep -q revoked judged
ok $? 'openssl says what was revoked' || tap_show openssl judged
for name in one two; do
	openssl ocsp -attime $(($(date +%s) + ahead)) -respin $name.ocsp -issuer short.pem \
		-cert $name/cert.pem -CAfile short.pem -validity_period 4000000
done >judged 2>&1
same 'verify OK revoked verify OK good' \
	"$(sed -n 's/.*verify OK/verify OK/p; s/.*cert.pem: \(good\|revoked\).*/\1/p' judged | xargs)" \
	'and accepts both responses' || tap_show openssl judged
succeeds 'it is replaced' ssl generate --yes --dn CN=Next
ahead=$(($(date -d '+100 days' +%s) - $(date +%s)))
PEMDECK="env CLOCK_AHEAD=$ahead LD_PRELOAD=$dir/clock.so $real"
succeeds 'expired and replaced, it still revokes' ssl revoke --yes "$(serial_of two/cert.pem)"
succeeds 'retires' ssl retire --yes "$(serial_of short.pem)" --file last.crl
same 2 "$(openssl crl -in last.crl -noout -text | grep -c 'Serial Number')" 'with a last list of both'
tap_done
