#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Renewing the signing certificate: the same name and kind of key for as long again, with
# a new key; judged by openssl.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
: "${FIXTURES:?names the directory of fixtures}"
cd "$dir" || exit 1
printf 'a workflow\n' >flow
mkdir trusted

about() { # FILE: name, key and length of a certificate
	openssl x509 -in "$1" -noout -subject -ext keyUsage,extendedKeyUsage
	openssl x509 -in "$1" -noout -text | grep -E 'Public-Key|ASN1 OID'
	begin=$(date -d "$(openssl x509 -in "$1" -noout -startdate | cut -d= -f2)" +%s)
	end=$(date -d "$(openssl x509 -in "$1" -noout -enddate | cut -d= -f2)" +%s)
	echo "$(((end - begin + 43200) / 86400)) days"
}
public() {
	openssl x509 -in "$1" -noout -pubkey
}

# ---- the standard one ------------------------------------------------------------------
succeeds 'the issuer of the standard certificate is published' signature publish trusted
run signature export old.pem
run ssl export ca.pem
run settings set warning_days 3000
fails 2 '--yes' 'renewing is asked about' signature renew
succeeds 'the standard certificate is renewed' signature renew --yes
grep -q 'CN=root of account root renewed, valid until' err
ok $? 'and what is now is told'
run signature export new.pem
same "$(about old.pem | grep -v days)" "$(about new.pem | grep -v days)" \
	'it has the name, the kind of key and the usage of the old one'
[ "$(public old.pem)" != "$(public new.pem)" ]
ok $? 'and another key'
check 'OpenSSL verifies that the CA issued it' \
	openssl verify -x509_strict -purpose any -CAfile ca.pem new.pem
run signature show --json
same standard "$(jq -r .origin out)" 'it is still the standard one'
succeeds 'it signs' signature sign flow
succeeds 'whoever trusts the issuer believes it at once' \
	signature verify --trusted trusted flow
succeeds 'undo brings the old one back' history undo
run signature export --yes back.pem
check 'as it was' cmp old.pem back.pem

# ---- generated -------------------------------------------------------------------------
run signature generate --yes --dn 'CN=Deploy\, EU,O=Test' --algorithm rsa --bits 2048 \
	--days 100 --no-use-ssl-ca
run signature export --yes old.pem
succeeds 'one that was generated is renewed' signature renew --yes
grep -q 'warning: The certificate is self-signed: publish it' err
ok $? 'where nobody vouches for it, that is said'
run signature export --yes new.pem
same "$(about old.pem)" "$(about new.pem)" 'with all of it as before'
check 'OpenSSL verifies that it signed itself' \
	openssl verify -CAfile new.pem -check_ss_sig new.pem
run signature generate --yes --expires never --no-use-ssl-ca
succeeds 'one that never ends' signature renew --yes
run signature export --yes new.pem
same 'notAfter=Dec 31 23:59:59 9999 GMT' "$(openssl x509 -in new.pem -noout -enddate)" \
	'stays so'

# ---- refused ---------------------------------------------------------------------------
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key \
	-subj /CN=own -days 30 -out own.pem 2>check
run signature import --yes own.key own.pem
before=$(store_sum)
fails 1 'CN=own came from elsewhere' 'one that came from elsewhere is not' \
	signature renew --yes
same "$before" "$(store_sum)" 'and the store is as it was'
run signature delete --yes
fails 1 'no signing certificate' 'nor one that is not there' signature renew --yes
succeeds 'one of a CA' signature generate --yes
rm "$PEMDECK_STORE/ssl/ca.cfg"
fails 1 'no CA is kept here' 'is not renewed without that' signature renew --yes
run settings set --yes security_level high
fails 1 'level is high' 'nor is anything at level high' signature renew --yes

# ---- level high: verifying needs no private key ---------------------------------------------
mkdir outside trusted-keys
PEMDECK_STORE=$dir/elsewhere
run signature show
echo content >outside/file
run signature sign outside/file
run signature publish trusted-keys
run signature export signer.pem
PEMDECK_STORE=$dir/store
fails 2 'name a directory of trusted ones' 'whom to trust has to be said' signature verify outside/file
succeeds 'then what was signed outside is verified' signature verify outside/file \
	--trusted trusted-keys --certificate signer.pem
echo changed >outside/file
fails 1 'outside/file' 'and what was changed is not' signature verify outside/file \
	--trusted trusted-keys --certificate signer.pem
fails 1 'level is high' 'nothing is signed here' signature sign outside/file
tap_done
