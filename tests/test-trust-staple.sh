#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# OCSP responses that a server sends along with its certificate: what they say is told, and
# counts if its issuer, or whom it lets, has said it of this certificate and lately.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

# ---- certificates and responses ------------------------------------------------------
names='subjectAltName=DNS:localhost,IP:127.0.0.1'
ca='basicConstraints=critical,CA:TRUE'
root root "$ca"
issue middle root "$ca"
issue good middle "$names"
issue gone middle "$names"
issue strange middle "$names"
issue responder middle extendedKeyUsage=OCSPSigning
issue other-use middle extendedKeyUsage=serverAuth
issue weak middle extendedKeyUsage=OCSPSigning
openssl req -new -key weak.key -subj /O=Test/CN=weak 2>>make.log |
	openssl x509 -req -CA middle.pem -CAkey middle.key -set_serial 99 -days 300 -sha1 \
		-extfile weak.ext -out weak.pem 2>>make.log
issue foreign root extendedKeyUsage=OCSPSigning
serial() {
	openssl x509 -in "$1.pem" -noout -serial | sed 's/.*=//'
}
printf 'V\t491231235959Z\t\t%s\tunknown\t/CN=good\n' "$(serial good)" >index
printf 'R\t491231235959Z\t240102030405Z,keyCompromise\t%s\tunknown\t/CN=gone\n' \
	"$(serial gone)" >>index
# answer FILE ABOUT SIGNER WORDS...: a response of the CA called middle.
answer() {
	file=$1 about=$2 signer=$3
	shift 3
	openssl ocsp -issuer middle.pem -cert "$about.pem" -no_nonce -reqout request.der \
		>>make.log 2>&1
	$at openssl ocsp -index index -CA middle.pem -rsigner "$signer.pem" -rkey "$signer.key" \
		-reqin request.der -respout "$file" -ndays 7 "$@" >>make.log 2>&1
}
at=
# stapled STATUS REASON WORDS SERVER: what its response is told to be, and the judgement.
stapled() {
	serve "$4" -cert_chain middle.pem -status_file "$4.ocsp"
	if openssl s_client -connect "localhost:$port" -status </dev/null 2>&1 |
		grep -qE '^OCSP responses?: no responses? sent'; then
		skip "this OpenSSL does not send it: $3"
		return
	fi
	run trust check "localhost:$port" --json
	same "$1 $2" "$(jq -r '"\(.ocsp_status) \(.reason // "accepted")"' out)" "$3" ||
		tap_show stderr err
}

succeeds 'the root is trusted' trust import root.pem
answer good.ocsp good middle
stapled good accepted 'a good response of the CA' good
same true "$(jq .ocsp_staple out)" 'it is said to be there'
run trust check "localhost:$port"
prints '^OCSP says: +good$' 'for people too'
prints '^OCSP until: +20' 'and how long it holds'
answer gone.ocsp gone middle
stapled revoked revoked 'one that says that it is revoked' gone
same 2024-01-02T03:04:05Z "$(jq -r .ocsp_revoked_at out)" 'and since when'
run trust rejected --json
same revoked "$(jq -r '.[0].reason' out)" 'the chain is among the rejected'
printf 'localhost:%s\n' "$port" >hosts
run trust check --all hosts --json
same revoked "$(jq -r '.[0].reason' out)" 'in a list of hosts it counts as well'
run trust accept "localhost:$port" --certificate endpoint
grep -q 'still be rejected.*revoked' err
ok $? 'trust in the endpoint does not mend that' || tap_show stderr err
judged revoked 'as the next check says too' check "localhost:$port"

answer good.ocsp good responder
stapled good accepted 'one by a responder of the CA' good
answer good.ocsp good responder -resp_key_id
stapled good accepted 'which may be named by its key' good
answer strange.ocsp strange middle
stapled unknown revocation_unknown 'one that does not know the certificate' strange

# ---- responses that prove nothing ----------------------------------------------------
answer good.ocsp good other-use
stapled not_signed revocation_unknown 'one by a certificate for another use' good
answer good.ocsp good weak
stapled not_signed revocation_unknown 'one by a responder whose certificate is weak' good
answer good.ocsp good foreign
stapled not_signed revocation_unknown 'one by a responder of another CA' good
answer good.ocsp good responder -resp_no_certs
stapled not_signed revocation_unknown 'one that does not say by whom' good
answer good.ocsp gone middle
stapled other_certificate revocation_unknown 'one about another certificate' good
printf '\060\003\012\001\003' >good.ocsp
stapled damaged revocation_unknown 'one that says: try later' good
# shellcheck source=tests/clock.sh
. "$TESTS/clock.sh"
if [ -n "$has_clock" ]; then
	at='at_date 2024-03-01'
	answer good.ocsp good middle
	stapled out_of_date revocation_unknown 'one of long ago' good
	answer gone.ocsp gone middle
	stapled revoked revoked 'which is still revoked if that was said' gone
	at=
else
	skip 'no compiler makes the clock'
fi
answer good.ocsp good middle
serve good -status_file good.ocsp
succeeds 'nothing is trusted any more' trust clear --yes
run trust check "localhost:$port" --json
same 'unchecked unknown_ca' "$(jq -r '"\(.ocsp_status) \(.reason)"' out)" \
	'whose issuer is missing is told, too'
serve good
run trust check "localhost:$port" --json
same 'false null' "$(jq -r '"\(.ocsp_staple) \(.ocsp_status)"' out)" 'and that there is none'

# ---- those of the built-in CA --------------------------------------------------------
run ssl issue --purpose server --dn CN=localhost --san DNS:localhost --out own
cp own/cert.pem own.pem && cp own/key.pem own.key
run ssl issue --profile ocsp-signing --dn CN=Responder --out signer
run trust import own/ca.pem
succeeds 'the built-in CA answers' ssl ocsp "$(serial own)" own.ocsp
# own STATUS REASON WORDS
own() {
	serve own -status_file own.ocsp
	run trust check "localhost:$port" --json
	same "$1 $2" "$(jq -r '"\(.ocsp_status) \(.reason // "accepted")"' out)" "$3"
}
own good accepted 'its answer is good'
succeeds 'so does its responder' ssl ocsp "$(serial own)" own.ocsp --yes \
	--signer "$(openssl x509 -in signer/cert.pem -noout -serial | sed 's/.*=//')"
own good accepted 'whose answer is good'
run ssl revoke "$(openssl x509 -in signer/cert.pem -noout -serial | sed 's/.*=//')" --yes
own not_signed revocation_unknown 'but proves nothing once the responder is revoked'
run ssl ocsp "$(serial own)" own.ocsp --yes
run ssl revoke "$(serial own)" --yes
run ssl ocsp "$(serial own)" own.ocsp --yes
own revoked revoked 'until it is revoked'

tap_done
