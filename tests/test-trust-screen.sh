#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A server whose certificates have terminal escapes, bidi and control characters in every
# field: nothing of that reaches a terminal, neither from the command line nor on the
# screen, where its rejected chain is looked at, accepted by the certificate that the
# operator chooses, and forgotten.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
driver=${SCREEN_DRIVER:-tests/screen-driver}
tap_needs openssl jq "$driver"
case $driver in
/*) ;;
*) driver=$PWD/$driver ;;
esac
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

# ---- certificates ---------------------------------------------------------------------
# Colour, a title, C1's CSI, right-to-left override, DEL.
evil=$(printf 'a\033[31mb\033]0;c\007d\302\233e\342\200\256f\177g')
key root && key middle && key leaf
cat >evil.cnf <<-END
	[req]
	distinguished_name=name
	prompt=no
	utf8=yes
	string_mask=utf8only
	[name]
	O=$evil O
	CN=\$ENV::NAME $evil
	[ca]
	basicConstraints=critical,CA:TRUE
	subjectKeyIdentifier=hash
	[leaf]
	subjectAltName=@names
	authorityInfoAccess=OCSP;URI:http://$evil/ocsp,caIssuers;URI:http://$evil/issuer
	crlDistributionPoints=URI:http://$evil/crl
	certificatePolicies=@policy
	nsComment=$evil
	[names]
	DNS.1=localhost
	DNS.2=$evil
	email.1=$evil@example.org
	URI.1=http://$evil/uri
	otherName.1=1.3.6.1.4.1.311.20.2.3;UTF8:$evil other
	dirName.1=directory
	[directory]
	CN=$evil directory
	[policy]
	policyIdentifier=1.3.5.8
	CPS.1=http://$evil/cps
	userNotice.1=@notice
	[notice]
	explicitText=UTF8:$evil text
	organization=$evil organization
	noticeNumbers=1
END
request() {
	NAME=$1 openssl req -new -config evil.cnf -key "$1.key" 2>>make.log
}
sign() {
	NAME=$1 openssl x509 -req -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 300 \
		-extfile evil.cnf -extensions "$3" -out "$1.pem" 2>>make.log
}
NAME=root openssl req -x509 -new -config evil.cnf -extensions ca -key root.key -days 3000 \
	-out root.pem 2>>make.log
request middle | sign middle root ca
request leaf | sign leaf middle leaf
cat middle.pem root.pem >above.pem
serve leaf -cert_chain above.pem

# ---- the command line -----------------------------------------------------------------
# harmless WORDS PEMDECK-WORDS...: what it prints has none of that in it, but shows it.
harmless() {
	words=$1
	shift
	run "$@"
	! cat out err | LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" &&
		! cat out err | LC_ALL=C grep -q "$(printf '\302\233\|\342\200\256')" &&
		cat out err | grep -q 'u202e'
	ok $? "$words" || tap_show out out
}
harmless 'the check' trust check "localhost:$port"
harmless 'the check for programs' trust check "localhost:$port" --json
check 'which can be read' jq -e '.reason == "untrusted_ca"' out
harmless 'the rejected list' trust rejected
harmless 'the rejected list for programs' trust rejected --json
harmless 'the chain in full' trust show "localhost:$port"
for field in O ocsp issuer crl cps uri other directory; do
	grep -Eq "(x1b|1B)\[31mb.*$field" out
	ok $? "shows $field with its escapes" || tap_show out out
done
harmless 'the chain for programs' trust show "localhost:$port" --json
fails 2 '^pemdeck: --certificate: the chain has 3 certificates only; choose another$' \
	'a certificate that the chain does not have' trust accept "localhost:$port" --certificate 4 --yes
fails 2 '^pemdeck: --certificate: "middle" is none of root, issuer, endpoint or a number$' \
	'a word for none' trust accept "localhost:$port" --certificate middle --yes
printf '%s\n' 5 1 accept 9 issuer no >in
run --linear <in
prints '^root: root .*, until .*If you trust it, the chain is accepted, and so is' \
	'the dialogue says what each is'
prints '^issuer: middle .*, until ' 'which the operator chooses from'
prints '^endpoint: leaf .*If you trust it, the chain is accepted, but no other certificate is' 'too'
prints '^Certificate, root, issuer, endpoint \[root\]: $' 'by its word'
prints '^"9" is not valid here; choose one of: root, issuer, endpoint$' 'and by no number'
prints 'Trust this certificate\?' 'and is asked then'
harmless 'a file of it' trust verify leaf.pem
printf 'localhost:%s\n' "$port" >hosts
harmless 'a list of hosts' trust check --all hosts
harmless 'trust in it' trust import leaf.pem
harmless 'the trust list' trust list
harmless 'an entry of it' trust show "$(openssl x509 -in leaf.pem -noout -fingerprint -sha256 |
	sed 's/.*=//')"
harmless 'the history' history list
harmless 'the question about it' trust remove --yes "leaf $evil"
succeeds 'all is forgotten' trust forget --yes

# ---- the screen -----------------------------------------------------------------------
# opens_check WORDS: a script that opens the trust list, which has WORDS, and the form of Check; standard
# input goes on.
opens_check() {
	cat <<-END
		size 24 80
		run $PEMDECK --store $PEMDECK_STORE
		wait /^> CN=Standard CA/
		key 5
		wait /$1/
		key v
		wait /^> Host/
	END
	cat
}
opens_check 'No certificate is trusted here' >accept.screen <<END
type localhost:$port
key F2
wait /^Handshake/
wait /Reason +Untrusted CA: its root is not trusted/
wait /localhost:$port is rejected: Untrusted CA/
key q
wait /Rejected chains 1/
wait /^>xlocalhost:$port +root not trusted/
wait /^  Host +Why +Mend/
wait /^>xlocalhost:$port +root not trusted.* trust +20/
wait /^Enter Show  t Accept  x Forget  v Check/
key v
wait /^> Host +localhost:$port/
wait /^  Server name *$/
key Esc
wait /^>xlocalhost:$port +root not trusted/
key Enter
wait /^  State +rejected: Untrusted CA/
wait /^Show: localhost:$port/
key /
type u202e
key Enter
wait /\\\\u202e/
key q
wait /^>xlocalhost:$port +root not trusted/
key t
wait /^> Certificate +\(\*\) root .*, until 20/
wait /^ +\( \) . middle /
wait /^ +\( \) +. leaf /
wait /^If you trust it, the chain is accepted, and so is whatever it issues/
cursor /\(\*\)/
key Down Down
wait /^> +\(\*\) +. leaf /
wait /^If you trust it, the chain is accepted, but no other certificate is/
key Down
wait /^> Allow weak/
key Down
cursor /\[ Accept/
key Up Up
wait /^> +\(\*\) +. leaf /
key Up
cursor /\(\*\) . middle/
key F2
wait /^Trust this certificate\?/
wait /^  SHA-256 +[0-9A-F]{2}:/
wait /Mends +Untrusted CA/
wait /Does not mend +nothing: the chain is accepted/
wait /Effect +Every certificate that it issues is accepted/
cursor /\[ Cancel/
key Enter
wait /^> +\(\*\) . middle/
key F2
wait /^Trust this certificate\?/
key Tab Enter
wait /Trust list 1 +\[Rejected chains 0/
key [
wait /^> middle a\\\\x1b\\[31mb.*CA|^> middle a\\\\x1b\\[31mb/
key v
wait /^> Host/
type localhost:$port
key F2
wait /Accepted +yes/
key q
wait /^> middle a/
key v
wait /^> Host/
type localhost:$port
key Tab Tab
type elsewhere.example
key F2
wait /Reason +wrong name/
key q
wait /Rejected chains 1/
wait /^>xlocalhost:$port .*wrong name/
absent /t Accept/
key t
wait /^Trusting one of its certificates would not/
wait /^>xlocalhost:$port .*wrong name/
key x
wait /Forget these rejected chains/
key C-g
wait /^>xlocalhost:$port .*wrong name/
key x
wait /Forget these rejected chains/
key Tab Enter
wait /1 rejected chain forgotten/
wait /\\[Rejected chains 0/
key q
exit 0
END
export PEMDECK
# drive SCRIPT: its results are ours
drive() {
	"$driver" "$1" >screen.tap
	while read -r line; do
		case $line in
		ok*) ok 0 "${line#ok * - }" ;;
		'not ok'*) ok 1 "${line#not ok * - }" ;;
		1..*) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <screen.tap
}
drive accept.screen
run trust list --json
same 1 "$(jq length out)" 'one certificate is trusted then'
judged accepted 'and the check passes from the command line too' check "localhost:$port"

# ---- many hosts: what is wrong comes first, and what is offered works ---------------------------
run trust clear --yes
{
	for i in $(seq 197); do echo "127.1.0.$i:1"; done
	echo "localhost:$port"
	serve leaf -cert_chain above.pem >&2
	echo "localhost:$port"
	serve leaf -cert_chain above.pem >&2
	echo "localhost:$port"
} >many
opens_check 'There are no rejected chains' >many.screen <<END
key C-x
wait /^  File of hosts/
key S-Tab*3
wait /^> File of hosts/
type $dir/many
key F2
wait /^Checked 200 hosts +3 rejected, 197 failed, 0 accepted$/
wait /^>xlocalhost:[0-9]+ +root not trusted/
wait /^x localhost:$port +root not trusted/
wait /^! 127.1.0.1:1 +connection refused/
wait /^Enter Show  t Accept  x Forget  v Check/
wait / 1-18 of 200$/
key /
type 127.1.0.9
wait / 11 of 200 shown$/
key Enter
wait /^>!127.1.0.9:1 /
wait /^Enter Show  v Check  ! To do/
absent /t Accept|x Forget|a Add|i Import/
key t
wait /^Accept is for rejected chains/
key Enter
wait /Result +connection refused/
key q
wait /^>!127.1.0.9:1 /
key v
wait /^> Host +127.1.0.9:1/
key Esc
wait /^>!127.1.0.9:1 /
key Esc
wait / of 200$/
key Home
wait /^>xlocalhost:/
key x
wait /^Forget these rejected chains\?/
wait /Chains +1/
key Tab Enter
wait /^1 rejected chain forgotten/
wait /^> localhost:[0-9]+ +was rejected: root not trusted/
wait /^Its chain left the rejected ones after this check/
absent /t Accept|x Forget/
key Down
wait /^>xlocalhost:[0-9]+ +root not trusted/
wait /^Enter Show  t Accept  x Forget  v Check/
key t
wait /^> Certificate +\(\*\) root .*, until 20/
key F2
wait /^Trust this certificate\?/
key Tab Enter
wait /is trusted now; 2 rejected chains/
absent /^.x/
wait /^  localhost:$port +was rejected: root not trusted/
key v
wait /^> Host +localhost:/
key F2
wait /Accepted +yes/
key q
wait /^Checked 200 hosts/
key q
wait /Trust list 1 +\\[Rejected chains 0/
key q
exit 0
END
drive many.screen
tap_done
