#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One judge: what trust verify refuses, no tab takes in unless --anyway says so, and it
# signs and encrypts for nobody who cannot be relied on.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1

# ---- a CA of somebody else, and what it issues ----------------------------------------
openssl req -x509 -nodes -newkey rsa:2048 -keyout root.key -out root.pem -days 90 \
	-subj /CN=Root -addext basicConstraints=critical,CA:TRUE \
	-addext keyUsage=critical,keyCertSign,cRLSign 2>log
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out leaf.key 2>log
number=20
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ca.key 2>log
by_root() { # NAME DIGEST EXTENSIONS...: a certificate for leaf.key, or ca.key
	number=$((number + 1))
	name=$1 digest=$2
	shift 2
	printf '%s\n' "$@" >ext
	key=leaf.key
	[ "${name#ca-}" = "$name" ] || key=ca.key
	openssl req -new -key $key -subj "/CN=$name" -out csr 2>log
	openssl x509 -req -in csr -CA root.pem -CAkey root.key -days 30 "-$digest" \
		-extfile ext -set_serial "$number" -out "$name.pem" 2>log
}
strange=1.2.3.4=critical,ASN1:NULL
policies=certificatePolicies=1.2.3.4,1.2.3.4
server='keyUsage=digitalSignature,keyEncipherment'
client='extendedKeyUsage=clientAuth'
ca='basicConstraints=critical,CA:TRUE'
for kind in md5 sha1; do
	by_root "leaf-$kind" "$kind" "$server"
	by_root "ca-$kind" "$kind" "$ca" keyUsage=critical,keyCertSign,cRLSign
done
by_root leaf-strange sha256 "$server" "$strange"
by_root ca-strange sha256 "$ca" "$strange"
by_root leaf-twice sha256 "$server" "$policies"
by_root ca-twice sha256 "$ca" "$policies"
by_root leaf-client sha256 "$server" "$client"
by_root mail sha256 "$server" extendedKeyUsage=emailProtection
by_root plain-right sha256 "$server"

mkdir roots trusted && cp root.pem roots
run trust import --yes root.pem
printf '{"version":"1.8.0"}' >flow.json
openssl dgst -sha256 -sign leaf.key flow.json | base64 >flow.json.sig

rejected() { # NAME WHY [PURPOSE]
	run trust verify "$1.pem" --purpose "${3:-any}"
	[ "$status" = 1 ] && grep -q "is rejected: $2" err
	ok $? "$1: trust verify refuses it" || tap_show stderr err
}
given=/dev/null

# refused WHY WORDS OPERATION...: not without --anyway, with which it is told.
refused() {
	why=$1 words=$2
	shift 2
	before=$(store_sum)
	fails 1 "rograms will refuse .*$why.*; give another certificate; .*--anyway takes it" \
		"$words: refused" "$@" <"$given"
	same "$before" "$(store_sum)" "$words: nothing is stored"
	succeeds "$words: taken anyway" "$@" --anyway <"$given"
	grep -q "warning: programs will refuse .*$why" err
	ok $? "$words: which is told" || tap_show stderr err
}
weak='weak key or signature' other='unsupported critical extension'
rules='a certificate in the chain breaks the rules of RFC 5280'
for kind in md5 sha1 strange twice; do
	case $kind in
	md5 | sha1) why=$weak ;;
	strange) why=$other ;;
	twice) why=$rules ;;
	esac
	rejected "leaf-$kind" "$why"
	refused "$why" "$kind, tls" tls import --yes --name "$kind" "leaf-$kind.pem" leaf.key
	refused "$why" "$kind, tls with its root" \
		tls import --yes --name "$kind-2" "leaf-$kind.pem" leaf.key root.pem
	refused "$why" "$kind, encryption" encryption import --alias "$kind" "leaf-$kind.pem"
	refused "$why" "$kind, encryption ensure" \
		encryption ensure --yes --alias "$kind-3" "leaf-$kind.pem"
	run encryption import --alias "$kind-2" plain-right.pem
	given=leaf-$kind.pem
	refused "$why" "$kind, encryption update" encryption update "$kind-2" --yes --pem -
	given=/dev/null
	refused "$why" "$kind, ssl" ssl import --yes "ca-$kind.pem" ca.key
	run encryption encrypt "$kind" text
	same 0 "$status" "$kind: it is encrypted for all the same"
	grep -q "warning: .* $kind" err
	ok $? "$kind: with a warning each time" || tap_show stderr err
	refused "$why" "$kind, signature" signature import --yes "leaf-$kind.pem" leaf.key
	fails 1 "no verifier accepts the certificate CN=leaf-$kind: $why" \
		"$kind: it signs nothing" signature sign flow.json
	fails 1 "no verifier accepts" "$kind: nor is it published" \
		signature publish --itself trusted
	fails 1 "signed by CN=leaf-$kind, which is not trusted: $why" \
		"$kind: what it signed is not trusted" signature verify --trusted roots \
		--certificate "leaf-$kind.pem" flow.json
done

# ---- another purpose -------------------------------------------------------------------
another='made for another purpose'
rejected leaf-client "$another" server
refused "$another" 'clientAuth, tls' tls import --yes --name client leaf-client.pem leaf.key
refused "$another" 'clientAuth, encryption' encryption import --alias client leaf-client.pem
run encryption encrypt client text
grep -q 'warning: client is not for encryption' err
ok $? 'clientAuth: it is told each time' || tap_show stderr err
fails 1 'may not sign files' 'clientAuth, signature' \
	signature import --yes leaf-client.pem leaf.key --anyway
succeeds 'one for mail is encrypted for' encryption import --alias mail mail.pem

# ---- revoked here ------------------------------------------------------------------------
succeeds 'there is a CA again' ssl generate --yes --dn CN=Own
succeeds 'which issues' ssl issue --purpose server --algorithm rsa --dn CN=www --san DNS:www.example \
	--out www
succeeds 'one for servers is encrypted for' encryption import --alias www www/cert.pem
run encryption delete --yes www
run ssl revoke --yes "$(openssl x509 -in www/cert.pem -noout -serial | sed 's/serial=//')"
refused revoked 'revoked, tls' tls import --yes --name www www/cert.pem www/key.pem
refused revoked 'revoked, encryption' encryption import --alias www www/cert.pem
fails 1 'its certificate is revoked' 'and is not encrypted for' encryption encrypt www text
run ssl export roots/own.pem
openssl dgst -sha256 -sign www/key.pem flow.json | base64 >flow.json.sig
fails 1 "signed by CN=www, which is not trusted: revoked" 'revoked, signature' \
	signature verify --trusted roots --certificate www/cert.pem flow.json
succeeds 'one that signs' ssl issue --purpose code-signing --dn CN=signer --out signer
run ssl revoke --yes "$(openssl x509 -in signer/cert.pem -noout -serial | sed 's/serial=//')"
refused revoked 'revoked, signature' signature import --yes signer/cert.pem signer/key.pem

# ---- what is asked to be signed ------------------------------------------------------------
for digest in md5 sha1; do
	openssl req -new -key leaf.key -subj /CN=asks -$digest -out asks.csr 2>log
	before=$(store_sum)
	fails 1 'the signing request is weak: signed with' "$digest: nothing is issued" \
		ssl issue --purpose server --csr asks.csr
	same "$before" "$(store_sum)" "$digest: nor recorded"
done
tap_done
