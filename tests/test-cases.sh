#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of others that were once refused, or believed, for the wrong reason: what must be said of
# each. They are used where they are present, beside the collection in CORPUS.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cases=${CORPUS:+${CORPUS%/*}/cases}
if [ -z "$cases" ] || [ ! -d "$cases" ]; then
	echo '1..0 # SKIP there are no cases beside CORPUS'
	exit 0
fi
cd "$dir" || exit 1
cp "$cases"/* .

# Each line: exit status, what must be said, and after a colon what is run in a store of its
# own; of several commands the last one counts.
cat >table <<'END'
0|with 2 revocations taken over:ssl import 600-ca.pem 600-old.crl --yes
1|distrust.*serverAuth:trust import 930-trusted-reject.pem
0|TLS certificate .* installed:tls import java-ec.p12 --passphrase-file pw --yes
0|TLS certificate .* installed:tls import 237-ec-nopub-pkcs8.pem --yes
1|name constraints of the CA .* do not allow:ssl import 602-ca-nc.pem --yes; ssl issue --purpose server --dn CN=www.example.com
1|192.0.2.7" is an IP address.*write IP-192.0.2.7:ssl issue --csr 319-ip-in-dns.csr --accept san
1|authority key identifier:tls import 506-aki-mismatch-key.pem --yes
1|signed by its issuer, but names another key identifier:trust import 500-root.pem; trust verify 503-aki-keyid-mismatch.pem
0|Certificate issued for host.example.org:ssl issue --csr 309-ms-extreq-old-oid.csr --accept san
0|TLS certificate .* installed:tls import 230-ed25519-v2.pem --yes
0|TLS certificate .* installed:tls import 26-pbmac1.p12 --passphrase-file pw --yes
0|does not say whether it is a CA:trust import 140-root.pem
0|is accepted:trust import base-root.pem; trust verify 201-san-empty-dns.pem --host host.example.org
1|private key of OpenSSH; convert:tls import 261-openssh-key.pem --yes
0|Certificate issued for host.example.org:ssl issue --csr 903-csr-enckey.pem --accept san
0|TLS certificate .* installed:tls import 228-empty-pass.key chain.pem --yes --passphrase-file nopw
0|TLS certificate .* installed:tls import 239-ec-compressed-cert.pem --yes
1|does not name its curve:tls import 242-ec-explicit-cert.pem --yes
0|lacks the attributes field:ssl issue --csr 301-no-attributes.csr --accept san
1|may have 64 characters:ssl issue --csr 323-long-cn.csr --accept san
1|C=DEU is not a country code:ssl issue --csr 325-country3.csr --accept san
0|only in the common name:trust import base-root.pem; trust verify 136-noext-v3.pem --host host.example.org
0|1 certificate issued:ssl batch b3-semicolon.csv --out semicolon
0|1 certificate issued:ssl batch b5-sep.csv --out sep
0|Certificate issued for host.example.org:ssl issue --csr 313-empty-subject.csr --accept san
0|TLS certificate .* installed:tls import 15-rc2-128.p12 --passphrase-file pw --yes
0|TLS certificate .* installed:tls import 263-scrypt-2e15.pem --passphrase-file pw --yes
END

while IFS='|' read -r wanted rest; do
	pattern=$(printf '%s' "${rest%%:*}" | tr - :)
	commands=${rest#*:}
	rm -rf "$PEMDECK_STORE"
	while [ -n "$commands" ]; do
		command=${commands%%; *}
		case $commands in
		*'; '*) commands=${commands#*; } ;;
		*) commands= ;;
		esac
		# shellcheck disable=SC2086
		run $command </dev/null
	done
	cat err out >said
	[ "$status" -eq "$wanted" ] && grep -Eq -e "$pattern" said
	ok $? "$command: $pattern" || tap_show "status $status" said
done <table

# ---- what a list revoked stays revoked ---------------------------------------------------
rm -rf "$PEMDECK_STORE"
run ssl import 600-ca.pem 600-old.crl --yes
run ssl crl new.crl --yes
for list in 600-old.crl new.crl; do
	openssl verify -crl_check -no_check_time -CAfile 600-ca.crt -CRLfile $list \
		620-leaf-abcd.pem >said 2>&1
	grep -q 'certificate revoked' said
	ok $? "openssl refuses by $list" || tap_show openssl said
done

# ---- serial numbers in any notation ------------------------------------------------------
rm -rf "$PEMDECK_STORE"
run ssl issue --purpose server --dn CN=s.example.org --out handed
serial=$(openssl x509 -in handed/cert.pem -noout -serial | sed 's/.*=//')
for typed in "0x$serial" "00$serial" "$(printf '%s' "$serial" | tr A-F a-f)"; do
	succeeds "a serial number as $typed" ssl show "$typed"
done
tap_done
