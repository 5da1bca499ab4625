#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the CA signs is judged before: of CAs and requests of many shapes, whatever is signed
# is believed by openssl's strictest check, by certtool and by trust verify; and what is
# refused is what one of them would refuse, as a twin that openssl signs shows.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl certtool

make_key() {
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>"$dir/check"
}

# sign NAME SUBJECT CA EXTENSION...: $dir/NAME.pem, signed by $dir/CA.pem, or by itself
# where CA is "-". NAME-chain.pem has the CAs above it, the root last.
sign() {
	name=$1 called=$2 by=$3
	shift 3
	[ -f "$dir/$name.key" ] || make_key "$dir/$name.key"
	printf '%s\n' "$@" >"$dir/extensions"
	openssl req -new -key "$dir/$name.key" -subj "$called" -out "$dir/$name.csr" \
		-utf8 -multivalue-rdn 2>"$dir/check"
	if [ "$by" = - ]; then
		openssl x509 -req -in "$dir/$name.csr" -signkey "$dir/$name.key" -days 3000 \
			-extfile "$dir/extensions" -out "$dir/$name.pem" 2>"$dir/check"
		: >"$dir/$name-above.pem"
	else
		openssl x509 -req -in "$dir/$name.csr" -CA "$dir/$by.pem" -CAkey "$dir/$by.key" \
			-CAcreateserial -days 2000 -extfile "$dir/extensions" \
			-out "$dir/$name.pem" 2>"$dir/check"
		cat "$dir/$by.pem" "$dir/$by-above.pem" >"$dir/$name-above.pem"
	fi
}

critical='basicConstraints=critical,CA:TRUE'
usage='keyUsage=critical,keyCertSign,cRLSign'
ski='subjectKeyIdentifier=hash'
aki='authorityKeyIdentifier=keyid'
sign plain '/CN=Plain CA' - "$critical" "$usage" "$ski"
sign short '/CN=Short CA' - "$critical,pathlen:0" "$usage" "$ski"
sign domain '/CN=Domain CA' - "$critical" "$usage" "$ski" \
	'nameConstraints=critical,permitted;DNS:example.org,permitted;IP:192.0.2.0/255.255.255.0'
sign without '/CN=Without CA' - "$critical" "$usage" "$ski" \
	'nameConstraints=critical,excluded;DNS:www.example.org,excluded;email:example.org'
sign webroot '/CN=Web Root' - "$critical" "$usage" "$ski" 'extendedKeyUsage=serverAuth'
sign webbelow '/CN=Web CA' plain "$critical" "$usage" "$ski" "$aki" \
	'extendedKeyUsage=serverAuth'
sign client '/CN=Client CA' plain "$critical" "$usage" "$ski" "$aki" \
	'extendedKeyUsage=clientAuth,emailProtection'
sign any '/CN=Any CA' plain "$critical" "$usage" "$ski" "$aki" \
	'extendedKeyUsage=anyExtendedKeyUsage'
sign nousage '/CN=No Usage CA' - "$critical" "$ski"
sign uncritical '/CN=Uncritical CA' - 'basicConstraints=CA:TRUE' "$usage" "$ski"
sign noski '/CN=No Identifier CA' - "$critical" "$usage" 'subjectKeyIdentifier=none'
sign one '/CN=One Below' - "$critical,pathlen:1" "$usage" "$ski"
sign last '/CN=Last CA' one "$critical" "$usage" "$ski" "$aki"
sign inner '/CN=Inner CA' domain "$critical" "$usage" "$ski" "$aki"

# judges LEAF UNTRUSTED ROOT PURPOSE: do all three believe it?
judges() {
	oid=1.3.6.1.5.5.7.3.1 word=server
	case $4 in
	sslclient) oid=1.3.6.1.5.5.7.3.2 word=client ;;
	smimesign) oid=1.3.6.1.5.5.7.3.4 word=email ;;
	esac
	cat "$1" "$2" >"$dir/judged.pem"
	openssl verify -x509_strict -purpose "$4" -CAfile "$3" -untrusted "$2" "$1" \
		>"$dir/by-openssl" 2>&1 &&
		certtool --verify --verify-purpose "$oid" --load-ca-certificate "$3" \
			--infile "$dir/judged.pem" >"$dir/by-certtool" 2>&1 &&
		$PEMDECK --store "$dir/trust-$ca" trust verify "$dir/judged.pem" --purpose \
			"$word" >"$dir/by-us" 2>&1
}

# twin EXTENSION...: the same, signed by openssl with the key of the CA.
twin() {
	sign twin "$subject" "$ca" "$ski" "$aki" "$@"
}

# below CA-CERTIFICATE KEY: a certificate under the CA that was issued.
below() {
	eku=serverAuth
	if [ "$ca" = client ]; then
		eku=clientAuth purpose=sslclient
	fi
	cp "$1" "$dir/sub.pem"
	cp "$2" "$dir/sub.key"
	cat "$dir/$ca.pem" "$dir/$ca-above.pem" >"$dir/sub-above.pem"
	sign leaf '/O=Example/CN=a.example.org' sub 'basicConstraints=critical,CA:FALSE' \
		"$ski" "$aki" 'subjectAltName=DNS:a.example.org' "extendedKeyUsage=$eku" \
		'keyUsage=critical,digitalSignature'
}

# shape WORDS PURPOSE SUBJECT SAN: asks the CA $ca for it.
shape() {
	words="$ca: $1" asked=$2 subject=$3 san=$4
	dn=$(printf %s "$subject" | sed 's,^/,,; s,/,\,,g')
	rm -rf "$dir/got"
	shapes=$((shapes + 1))
	purpose=sslserver
	case $asked in
	client) purpose=sslclient eku=clientAuth ;;
	email) purpose=smimesign eku=emailProtection ;;
	*) eku=serverAuth ;;
	esac
	run --store "$dir/store-$ca" ssl issue --purpose "$asked" --dn "$dn" ${san:+--san "$san"} \
		--days 30 --out "$dir/got"
	if [ "$status" -eq 0 ]; then
		signed=$((signed + 1))
		leaf=$dir/got/cert.pem
		cp "$dir/$ca.pem" "$dir/untrusted.pem"
		if [ "$asked" = sub-ca ]; then
			below "$dir/got/cert.pem" "$dir/got/key.pem"
			leaf=$dir/leaf.pem
			cat "$dir/got/cert.pem" "$dir/$ca.pem" >"$dir/untrusted.pem"
		fi
		judges "$leaf" "$dir/untrusted.pem" "$dir/root-$ca.pem" "$purpose"
		ok $? "$words: it is signed, and all believe it" || {
			tap_show openssl "$dir/by-openssl"
			tap_show certtool "$dir/by-certtool"
			tap_show pemdeck "$dir/by-us"
		}
		return
	fi
	cp "$dir/err" "$dir/said"
	if [ "$asked" = sub-ca ]; then
		twin "$critical" "$usage"
		below "$dir/twin.pem" "$dir/twin.key"
		cat "$dir/twin.pem" "$dir/$ca.pem" >"$dir/untrusted.pem"
		leaf=$dir/leaf.pem
	else
		twin 'basicConstraints=critical,CA:FALSE' "extendedKeyUsage=$eku" \
			'keyUsage=critical,digitalSignature' ${san:+"subjectAltName=$san"}
		leaf=$dir/twin.pem
		cp "$dir/$ca.pem" "$dir/untrusted.pem"
	fi
	! judges "$leaf" "$dir/untrusted.pem" "$dir/root-$ca.pem" "$purpose" &&
		[ "$status" -eq 1 ] && one_line "$dir/said" && [ ! -e "$dir/got" ]
	ok $? "$words: it is refused, and one of them would refuse it" ||
		tap_show said "$dir/said"
}

shapes=0 signed=0
for ca in plain short domain without webroot webbelow client nousage uncritical noski one last inner; do
	cat "$dir/$ca.key" "$dir/$ca.pem" "$dir/$ca-above.pem" >"$dir/all.pem"
	openssl x509 -in "$dir/$ca-above.pem" -out "$dir/root-$ca.pem" 2>"$dir/check" ||
		cp "$dir/$ca.pem" "$dir/root-$ca.pem"
	[ "$ca" = inner ] && cp "$dir/domain.pem" "$dir/root-$ca.pem"
	run --store "$dir/store-$ca" ssl import "$dir/all.pem" --yes
	run --store "$dir/trust-$ca" trust import "$dir/root-$ca.pem"
	shape 'a server by a name' server '/O=Example/CN=www.example.org' 'DNS:www.example.org'
	shape 'another server' server '/O=Example/CN=www.example.com' 'DNS:www.example.com'
	shape 'a server by its address' server '/CN=server' 'IP:192.0.2.7'
	shape 'a client' client '/O=Example/CN=alice' ''
	shape 'for e-mail' email '/CN=alice' 'email:alice@example.org'
	shape 'a CA below' sub-ca '/O=Example/CN=Sub CA' ''
done

# ---- each rule, and what mends it ------------------------------------------------------
# request NAME SUBJECT [SAN]: a signing request of somebody else.
request() {
	openssl req -new -key "$dir/other.key" -subj "$2" ${3:+-addext "subjectAltName=$3"} \
		-out "$dir/$1.csr" 2>"$dir/check"
	[ -s "$dir/$1.csr" ]
	ok $? "there is a request: $1" || tap_show openssl "$dir/check"
}

make_key "$dir/other.key"
printf 'cn = "%070d.example.org"\ndns_name = "host.example.org"\n' 0 >"$dir/long.cfg"
certtool --generate-request --load-privkey "$dir/other.key" --template "$dir/long.cfg" \
	--outfile "$dir/long.csr" 2>"$dir/check"
request address '/CN=192.0.2.7' 'DNS:192.0.2.7'
request outside '/CN=www.example.com' 'DNS:www.example.com,DNS:www.example.org'
request plain '/CN=host.example.org' 'DNS:host.example.org'
request nobody '/' 'DNS:host.example.org'

# Neither openssl nor certtool takes any purpose of a CA for one.
cat "$dir/any.key" "$dir/any.pem" "$dir/plain.pem" >"$dir/all.pem"
run --store "$dir/store-any" ssl import "$dir/all.pem" --yes
run --store "$dir/store-any" ssl issue --purpose server --dn CN=a.example.org --out "$dir/any"
[ "$status" -eq 1 ] && grep -q 'CN=Any CA is not made for serverAuth' "$dir/err"
ok $? 'any: a server is refused' || tap_show said "$dir/err"
ca=any subject=/CN=a.example.org
twin 'basicConstraints=critical,CA:FALSE' extendedKeyUsage=serverAuth subjectAltName=DNS:a.example.org
run --store "$dir/trust-any" trust import "$dir/plain.pem"
cp "$dir/any.pem" "$dir/untrusted.pem"
! judges "$dir/twin.pem" "$dir/untrusted.pem" "$dir/plain.pem" sslserver
ok $? 'any: and one of them would refuse it'
run --store "$dir/trust-any" trust verify "$dir/judged.pem" --purpose server
grep -q 'made for another purpose' "$dir/err"
ok $? 'any: as trust verify does' || tap_show said "$dir/err"

PEMDECK_STORE=$dir/store-plain
before=$(store_sum)
fails 1 'too long; this attribute may have 64 characters, and here it has 82; --anyway' \
	'a common name that is too long' ssl issue --csr "$dir/long.csr" --accept san,ku
fails 1 '192.0.2.7" is an IP address.*write IP:192.0.2.7' 'an address as DNS name' \
	ssl issue --csr "$dir/address.csr" --accept san
fails 2 '192.0.2.7" is an IP address.*write IP:192.0.2.7' 'the same where it is typed' \
	ssl issue --purpose server --dn CN=x --san DNS:192.0.2.7
fails 1 'its subject is that of the CA CN=Plain CA' 'the name of the CA itself' \
	ssl issue --purpose client --dn 'CN=Plain CA'
printf 'dn,san,purpose\nCN=a.example.org,,server\nCN=Plain CA,,client\n' >"$dir/table.csv"
fails 1 'table.csv:3: its subject is that of the CA' 'a line of a batch is judged too' \
	ssl batch "$dir/table.csv" --out "$dir/batch"
same "$before" "$(store_sum)" 'what is refused leaves the store as it was'
succeeds 'what RFC 5280 leaves open is signed if it is wanted anyway' \
	ssl issue --csr "$dir/long.csr" --accept san --anyway --out "$dir/long"
grep -q 'warning: CN=0.*too long' "$dir/err"
ok $? 'and told all the same' || tap_show said "$dir/err"
succeeds 'an empty subject is signed' ssl issue --csr "$dir/nobody.csr" --accept san \
	--out "$dir/nobody"
openssl x509 -in "$dir/nobody/cert.pem" -noout -ext subjectAltName >"$dir/check"
grep -q 'Alternative Name: critical' "$dir/check"
ok $? 'its names are critical then' || tap_show said "$dir/check"

# review CA REQUEST PATTERN WORDS: what review remarks on the request there.
review() {
	run --store "$dir/store-$1" ssl review "$dir/$2.csr"
	tr -s ' \n' ' ' <"$dir/out" | grep -qE "$3"
	ok $? "$4" || tap_show remarks "$dir/out"
}
review plain long 'Refused: CN=0.* is too long' 'review tells of a name that is too long'
review plain address 'Refused: "192.0.2.7" is an IP address' 'of an address as DNS name'
review domain outside 'name constraints of the CA CN=Domain CA do not allow DNS:www.example.com' \
	'of a name that the CA may not give'
review client plain 'the CA CN=Client CA is not made for serverAuth' 'of a purpose it is not for'
review nousage plain 'lacks keyUsage, which RFC 5280' 'of a CA that strict programs refuse'
review plain plain 'Nothing in it needs attention' 'and that nothing needs attention'

# What was issued before the CA could be judged is not renewed unseen.
PEMDECK_STORE=$dir/store-client
succeeds 'what was wanted anyway' ssl issue --purpose server --dn CN=w.example.org --anyway \
	--out "$dir/web"
serial=$(openssl x509 -in "$dir/web/cert.pem" -noout -serial | sed 's/^serial=//')
fails 1 'is not made for serverAuth' 'is not renewed' ssl renew "$serial"
succeeds 'but where it is wanted anyway' ssl renew "$serial" --anyway
fails 1 'is not made for codeSigning' 'a signing certificate is judged too' \
	signature generate --dn CN=signer --yes
succeeds 'and signed anyway' signature generate --dn CN=signer --yes --anyway

same 78 "$shapes" 'so many shapes were tried'
same 45 "$signed" 'and so many signed'
tap_done
