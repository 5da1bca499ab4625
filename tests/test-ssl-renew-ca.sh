#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The CA itself is renewed: for the same key what was issued stays valid, for a new one
# cross-certificates lead from each root to the other. test-ssl-life.sh lives through years.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
cd "$dir" || exit 1

serial_of() {
	openssl x509 -in "$1" -noout -serial | sed 's/serial=//'
}

# ---- a CA from elsewhere, whose key has an identifier of another make -------------------------
cat >ca.cnf <<-'END'
	[req]
	distinguished_name = dn
	[dn]
	[root]
	basicConstraints = critical,CA:TRUE,pathlen:1
	keyUsage = critical,keyCertSign,cRLSign
	subjectKeyIdentifier = hash
	nameConstraints = permitted;DNS:example
END
openssl req -x509 -newkey rsa:2048 -nodes -config ca.cnf -extensions root -subj '/CN=Old CA/C=DE' \
	-days 100 -keyout ca.key -out ca.crt 2>log
succeeds 'it is imported' ssl import --yes ca.key ca.crt
run ssl crl --nothing-revoked
succeeds 'it issues' ssl issue --purpose server --dn CN=a.example --san DNS:a.example --out a
fails 1 'outlive its CA' 'what it issues ends with it' \
	ssl issue --purpose server --dn CN=b.example --san DNS:b.example --days 700 --out b
succeeds 'it is renewed' ssl renew ca --days 3000 --json
jq -e '.to_clients' out >log
ok $? 'and says what has to be done' || tap_show stdout out
succeeds 'with the same key' ssl export new.crt
check 'openssl finds it the issuer of what it has issued' openssl verify -CAfile new.crt a/cert.pem
check 'and certtool' certtool --verify --load-ca-certificate new.crt --infile a/cert.pem
check 'and it is well made' openssl verify -x509_strict -CAfile new.crt new.crt
openssl x509 -in ca.crt -noout -subject -pubkey \
	-ext nameConstraints,basicConstraints,keyUsage,subjectKeyIdentifier >before
openssl x509 -in new.crt -noout -subject -pubkey \
	-ext nameConstraints,basicConstraints,keyUsage,subjectKeyIdentifier >after
sort before >one
sort after >two
same '' "$(diff one two)" 'it says what it said before'
[ "$(serial_of ca.crt)" != "$(serial_of new.crt)" ]
ok $? 'under another serial number'
succeeds 'what it issues lives longer now' \
	ssl issue --purpose server --dn CN=b.example --san DNS:b.example --days 700 --out b

# ---- a new key ----------------------------------------------------------------------------------
run trust import new.crt
succeeds 'it gets a new key, and the trust list knows' ssl renew ca --new-key --trust
grep -q 'export what the old key issued anew, .*ssl export FILE SERIAL --chain' out
ok $? 'how that comes to clients of the new one is said' || tap_show stdout out
succeeds 'of the same kind' ssl export newer.crt
openssl x509 -in newer.crt -noout -text | grep -q 'Public-Key: (2048 bit)'
ok $? 'RSA with 2048 bits'
run trust list --json
same 2 "$(jq '[.[] | select(.subject | contains("Old CA"))] | length' out)" 'it is trusted'
succeeds 'it issues' ssl issue --purpose server --dn CN=c.example --san DNS:c.example --out c
same 2 "$(grep -c BEGIN c/chain.pem)" 'with a cross-certificate in the chain'
check 'openssl accepts it by the new root' openssl verify -CAfile newer.crt c/cert.pem
check 'and by the old one alone' openssl verify -CAfile new.crt -untrusted c/chain.pem c/cert.pem
check 'and certtool' certtool --verify --load-ca-certificate new.crt --infile c/chain.pem
cmp -s c/ca.pem newer.crt
ok $? 'ca.pem is the new root'
succeeds 'what the old key issued is exported' ssl export --chain old.pem "$(serial_of b/cert.pem)"
check 'openssl accepts it by the new root alone' \
	openssl verify -CAfile newer.crt -untrusted old.pem b/cert.pem
check 'and certtool' certtool --verify --load-ca-certificate newer.crt --infile old.pem
succeeds 'the CA is exported with its cross-certificate' ssl export --chain all.pem
same 2 "$(grep -c BEGIN all.pem)" 'behind it'
run trust verify c/chain.pem
same 0 "$status" 'trust verify agrees' || tap_show stderr err
succeeds 'the old key still revokes' ssl revoke --yes "$(serial_of b/cert.pem)"
succeeds 'and the new one' ssl revoke --yes "$(serial_of c/cert.pem)"
run ssl list --json
same 2 "$(jq '[.[] | select(.status == "revoked")] | length' out)" 'each in its list'

# ---- a chain that a cross-certificate ends, and one that has the root, too ----------------------
PEMDECK_STORE=$dir/host
succeeds 'a host takes a chain over' tls import --yes c/key.pem c/chain.pem
run tls export --yes --chain served.pem
check 'and serves the cross-certificate, for the old root alone' \
	openssl verify -CAfile new.crt -untrusted served.pem c/cert.pem
succeeds 'with the new root it takes another way' tls import --yes c/key.pem c/chain.pem c/ca.pem
grep -q "another certificate of C=DE,CN=Old CA .*was left out" err
ok $? 'and says what it left out' || tap_show stderr err
PEMDECK_STORE=$dir/below
run ssl request --yes --dn CN=Below below.csr
PEMDECK_STORE=$dir/store
succeeds 'a CA below is signed' ssl issue --csr below.csr --purpose sub-ca --out below-ca
PEMDECK_STORE=$dir/below
succeeds 'it is installed with the cross-certificate' ssl import --yes below-ca/chain.pem
grep -q 'its root .* is not kept here' err
ok $? 'which is not a root' || tap_show stderr err
run ssl issue --purpose server --dn CN=e.example --san DNS:e.example --out e
for root in new.crt newer.crt; do
	check "what it issues is accepted by $root alone" \
		openssl verify -CAfile $root -untrusted e/chain.pem e/cert.pem
done
succeeds 'with the root it takes another way' ssl import --yes below-ca/chain.pem below-ca/ca.pem
grep -q "another certificate of C=DE,CN=Old CA .*was left out" err
ok $? 'and says what it left out' || tap_show stderr err

PEMDECK_STORE=$dir/store

# ---- what cannot be ------------------------------------------------------------------------------
fails 2 'out' 'a CA is not handed over into a directory' ssl renew ca --out x
fails 2 'trust' 'only the CA comes to be trusted so' ssl renew "$(serial_of a/cert.pem)" --trust
before=$(store_sum)
key=$(openssl x509 -in newer.crt -noout -pubkey | openssl pkey -pubin -outform DER |
	openssl dgst -sha256 | sed 's/.*= *//')
mv "store/keys/$key.pem" kept
fails 1 'private key of the CA C=DE,CN=Old CA is not kept here' 'one without its key is not renewed' \
	ssl renew ca
mv kept "store/keys/$key.pem"
same "$before" "$(store_sum)" 'and nothing was changed'
fails 2 'would end on .*, before the one in use' 'with the same key it only gets longer' \
	ssl renew ca --days 30
if ${CC:-cc} -shared -fPIC -o clock.so "$TESTS/clock-preload.c" 2>log; then
	real=$PEMDECK
	for ahead in -86400 -86400000; do
		PEMDECK="env CLOCK_AHEAD=$ahead LD_PRELOAD=$PWD/clock.so $real"
		fails 1 'is not valid before .*check the clock' \
			"by a clock set back by $ahead s nothing is renewed" ssl renew ca --days 5000
		fails 1 'is not valid before' 'nor with a new key' ssl renew ca --new-key
		fails 1 'is not valid before' 'nor issued' \
			ssl issue --purpose server --dn CN=d.example --out d
		fails 1 'is not valid before' 'and no list is signed' ssl crl
		succeeds 'nothing is due' ssl renew --due
	done
	PEMDECK=$real
	same "$before" "$(store_sum)" 'and nothing was changed'
else
	skip 'no compiler makes the clock'
fi
run ssl request --yes --dn CN=Middle middle.csr
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n' >middle.ext
openssl x509 -req -in middle.csr -CA ca.crt -CAkey ca.key -set_serial 77 -days 50 \
	-extfile middle.ext -out middle.crt 2>log
run ssl import --yes middle.crt ca.crt
fails 1 'issued by C=DE,CN=Old CA, and only that one' 'one that another CA issued is not renewed here' \
	ssl renew ca

# ---- a CA as easy-rsa makes it ------------------------------------------------------------------
PEMDECK_STORE=$dir/easy
cat >>ca.cnf <<-'END'
	[loose]
	basicConstraints = CA:TRUE
	keyUsage = cRLSign,keyCertSign
	subjectKeyIdentifier = hash
	[leaf]
	authorityKeyIdentifier = keyid,issuer:always
END
openssl req -x509 -newkey rsa:2048 -nodes -config ca.cnf -extensions loose -subj /CN=Easy \
	-days 100 -keyout easy.key -out easy.crt 2>log
openssl req -newkey rsa:2048 -nodes -config ca.cnf -subj /CN=f.example -keyout f.key -out f.csr \
	2>log
openssl x509 -req -in f.csr -CA easy.crt -CAkey easy.key -set_serial 4096 -days 50 \
	-extfile ca.cnf -extensions leaf -out f.crt 2>log
succeeds 'a CA that breaks a rule is taken over' ssl import --yes easy.key easy.crt f.crt
grep -q 'Easy lacks critical basicConstraints.*renew the CA' err
ok $? 'which is said at once' || tap_show stderr err
succeeds 'it is renewed' ssl renew ca --days 3000
grep -q '1 certificate (1000) names the old certificate of the CA by its serial number' out
ok $? 'what the new certificate is no issuer of is said' || tap_show stdout out
run ssl export easier.crt
! openssl verify -CAfile easier.crt f.crt >log 2>&1
ok $? 'openssl does not take it for one'
run ssl renew 1000 --out f
check 'but it is that of the renewed one' openssl verify -x509_strict -CAfile easier.crt f/cert.pem
run ssl renew ca --days 4000
! grep -q 'names the old' out
ok $? 'which has nothing more to be renewed'

# ---- what goes with a CA ----------------------------------------------------------------------
PEMDECK_STORE=$dir/crossed
run ssl generate --yes --dn CN=Crossed --days 900
run ssl renew ca --yes --new-key --days 1500
run ssl list --json
same 2 "$(jq '[.[] | select(.profile == "cross")] | length' out)" 'two cross-certificates'
succeeds 'none of them' ssl renew --due 20000
! grep -q Crossed err
ok $? 'is due, or of another tab' || tap_show stderr err
tap_done
