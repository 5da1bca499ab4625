#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# OCSP responses of the built-in CA: what they say is read by openssl and ocsptool, and a
# server sends them along.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl ocsptool gnutls-cli
printf 'secret-42\n' >"$dir/passphrase"
printf 'wrong\n' >"$dir/wrong"

serial_of() {
	openssl x509 -in "$dir/$1/cert.pem" -noout -serial | sed 's/^serial=//'
}

# answers STATUS NAME WORDS: both programs verify the response $dir/NAME.ocsp for the
# certificate in $dir/NAME and read that status in it.
answers() {
	openssl ocsp -respin "$dir/$2.ocsp" -issuer "$dir/$2/ca.pem" -cert "$dir/$2/cert.pem" \
		-CAfile "$dir/$2/ca.pem" >"$dir/check" 2>&1 &&
		grep -q '^Response verify OK' "$dir/check" &&
		grep -q "cert.pem: $1" "$dir/check"
	ok $? "$3: OpenSSL" || tap_show said "$dir/check"
	ocsptool --verify-response --inder --load-response="$dir/$2.ocsp" \
		--load-issuer="$dir/$2/ca.pem" --load-trust="$dir/$2/ca.pem" >"$dir/check" 2>&1 &&
		grep -q "Certificate Status: $1" "$dir/check" &&
		grep -q 'Verifying OCSP Response: Success' "$dir/check"
	ok $? "$3: GnuTLS" || tap_show said "$dir/check"
}

# has TEXT WORDS: the last check said it.
has() {
	grep -q "$1" "$dir/check"
	ok $? "$2" || tap_show said "$dir/check"
}

succeeds 'a server' ssl issue --quiet --purpose server --dn CN=localhost \
	--san DNS:localhost --out "$dir/server"
server=$(serial_of server)

# ---- what it says -------------------------------------------------------------------------
succeeds 'a response is signed' ssl ocsp "$server" "$dir/server.ocsp"
grep -q 'localhost is good .not revoked.; valid until' "$dir/err"
ok $? 'what it says is told' || tap_show said "$dir/err"
answers good server 'a good certificate'
fails 2 'exists already' 'a file that is there stays' ssl ocsp "$server" "$dir/server.ocsp"
succeeds 'unless replacing is allowed' ssl ocsp "$server" "$dir/server.ocsp" --yes --days 2
next=$(openssl ocsp -respin "$dir/server.ocsp" -noverify -resp_text |
	sed -n 's/.*Next Update: //p' | head -n 1)
same 2 "$((($(date -d "$next" +%s) - $(date +%s) + 3600) / 86400))" \
	'the days say when the next one comes'
run ssl ocsp "$server" -
cp "$dir/out" "$dir/server.ocsp"
answers good server 'standard output gets it, too'
run ssl revoke "$server" --yes --reason certificateHold
succeeds 'one for a certificate on hold' ssl ocsp "$server" "$dir/server.ocsp" --yes
grep -q 'is revoked (certificateHold)' "$dir/err"
ok $? 'is told as such' || tap_show said "$dir/err"
answers revoked server 'a certificate on hold'
openssl ocsp -respin "$dir/server.ocsp" -noverify -resp_text >"$dir/check"
has 'Revocation Reason: certificateHold' 'it says the reason'
has 'Revocation Time: ' 'and the time'
run ssl revoke "$server" --yes --reason removeFromCRL
succeeds 'one after the hold' ssl ocsp "$server" "$dir/server.ocsp" --yes
answers good server 'a hold that was taken back'
succeeds 'another server' ssl issue --quiet --purpose server --dn CN=gone --out "$dir/gone"
run ssl revoke "$(serial_of gone)" --yes
succeeds 'one for a revoked certificate' ssl ocsp "$(serial_of gone)" "$dir/gone.ocsp"
answers revoked gone 'a revoked certificate'
openssl ocsp -respin "$dir/gone.ocsp" -noverify -resp_text >"$dir/check"
! grep -q 'Revocation Reason' "$dir/check"
ok $? 'without a reason where none was given'
openssl asn1parse -inform DER -in "$dir/gone.ocsp" >"$dir/check" 2>&1
ok $? 'it is DER to its end'

# ---- a signer of its own --------------------------------------------------------------------
succeeds 'an OCSP signer' ssl issue --quiet --profile ocsp-signing --dn CN=Responder \
	--passphrase-file "$dir/passphrase" --out "$dir/responder"
signer=$(serial_of responder)
fails 1 '^pemdeck: --passphrase' 'its passphrase is asked for' \
	ssl ocsp "$server" "$dir/none" --signer "$signer"
fails 1 'passphrase' 'and has to be right' ssl ocsp "$server" "$dir/none" \
	--signer "$signer" --passphrase-file "$dir/wrong"
succeeds 'it signs for the CA' ssl ocsp "$server" "$dir/server.ocsp" --yes \
	--signer "$signer" --passphrase-file "$dir/passphrase"
answers good server 'a response of the signer'
openssl ocsp -respin "$dir/server.ocsp" -noverify -resp_text >"$dir/check"
has 'Responder Id: CN *= *Responder$' 'it is the responder'
fails 1 'lack OCSPSigning' 'another certificate is no signer' \
	ssl ocsp "$server" "$dir/none" --signer "$(serial_of gone)"
succeeds 'a signer without a key here' ssl forget-key "$signer" --yes
fails 1 'key of Responder is not kept here' 'cannot sign' \
	ssl ocsp "$server" "$dir/none" --signer "$signer"
run history undo
run ssl revoke "$signer" --yes
fails 1 'not valid .REVOKED.' 'nor can a revoked one' \
	ssl ocsp "$server" "$dir/none" --signer "$signer" --passphrase-file "$dir/passphrase"
[ ! -e "$dir/none" ]
ok $? 'what is refused writes nothing'

# ---- refused ----------------------------------------------------------------------------------
fails 2 'required: Serial number' 'no serial number' ssl ocsp
fails 2 'file' 'no file' ssl ocsp "$server"
fails 1 'no certificate with this serial' 'an unknown serial number' \
	ssl ocsp 00FF00FF00 "$dir/none"
fails 2 '--days' 'no days at all' ssl ocsp "$server" "$dir/none" --days 0
fails 1 'none/a' 'a directory that is not there' ssl ocsp "$server" "$dir/none/a"
before=$(store_sum)
run ssl ocsp "$server" "$dir/same.ocsp"
same "$before" "$(store_sum)" 'a response changes nothing in the store'

# ---- stapled -----------------------------------------------------------------------------------
wait_for() {
	tries=400
	until "$@" || [ $((tries -= 1)) -eq 0 ]; do
		sleep 0.05
	done
	[ "$tries" -gt 0 ]
}
# serve NAME: openssl s_server sends $dir/NAME.ocsp along, until stop.
serve() {
	: >"$dir/served"
	openssl s_server -accept 127.0.0.1:0 -key "$dir/$1/key.pem" -cert "$dir/$1/cert.pem" \
		-status_file "$dir/$1.ocsp" -www </dev/null >"$dir/served" 2>&1 &
	server_pid=$!
	wait_for grep -q '^ACCEPT' "$dir/served"
	port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$dir/served" | head -n 1)
}
stop() {
	kill "$server_pid"
	wait "$server_pid" 2>/dev/null
}
ask_gnutls() {
	gnutls-cli --x509cafile="$dir/server/ca.pem" --verify-hostname="$1" \
		--port="$port" 127.0.0.1 </dev/null >"$dir/check" 2>&1
}
succeeds 'one to be sent along' ssl ocsp "$server" "$dir/server.ocsp" --yes
serve server
openssl s_client -connect 127.0.0.1:"$port" -CAfile "$dir/server/ca.pem" -status \
	</dev/null >"$dir/check" 2>&1
has 'OCSP Response Status: successful' 'a server sends it along, OpenSSL takes it'
has 'Cert Status: good' 'and reads that the server is good'
ask_gnutls localhost
has 'Options:.*OCSP status request' 'GnuTLS takes it and shakes hands'
stop
serve gone
ask_gnutls gone
has 'The certificate chain is revoked' 'and refuses what it says is revoked'
stop

# ---- a CA that may not ------------------------------------------------------------------------
openssl req -x509 -newkey ed25519 -nodes -keyout "$dir/signs.key" -out "$dir/signs.pem" \
	-subj '/CN=Signs only' -addext keyUsage=critical,keyCertSign,cRLSign -days 900 \
	2>"$dir/check"
run ssl import --yes "$dir/signs.key" "$dir/signs.pem"
run ssl issue --purpose client --dn CN=a --out "$dir/only"
fails 1 'lacks digitalSignature.*ocsp-signing' 'a CA that signs certificates and lists only' \
	ssl ocsp "$(serial_of only)" "$dir/only.ocsp"
run ssl issue --profile ocsp-signing --dn CN=Responder --out "$dir/responder2"
succeeds 'needs a signer' ssl ocsp "$(serial_of only)" "$dir/only.ocsp" \
	--signer "$(serial_of responder2)"
answers good only 'a CA that signs certificates and lists only'

# ---- other CAs ----------------------------------------------------------------------------------
run ssl generate --yes --dn 'CN=Other CA'
succeeds 'the CA that was replaced still says what is with it' \
	ssl ocsp "$server" "$dir/replaced.ocsp"
number=0
for kind in 'ec --curve P-384' 'ec --curve P-521' 'rsa --bits 2048' 'rsa-pss --bits 2048' \
	ed25519 ed448; do
	number=$((number + 1))
	# shellcheck disable=SC2086
	run ssl generate --yes --dn "CN=$kind" --algorithm $kind
	run ssl issue --purpose client --dn CN=a --out "$dir/kind$number"
	succeeds "a CA with $kind signs one" \
		ssl ocsp "$(serial_of "kind$number")" "$dir/kind$number.ocsp"
	answers good "kind$number" "$kind"
done
tap_done
