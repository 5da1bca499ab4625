#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line as scripts use it: -, --yes, status 2, and what a locale can show.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
exec </dev/null
export LC_ALL=C.UTF-8

# input FILE STATUS WORDS PEMDECK-WORDS...: with the file on standard input.
input() {
	file=$1 wanted=$2 words=$3
	shift 3
	run "$@" <"$file"
	same "$wanted" "$status" "$words" || tap_show stderr err
}

# ---- nothing is replaced that nobody agreed to --------------------------------------------
echo one >one
run signature sign one
cp one.sig before
fails 2 'one.sig: .*--yes' 'a signature in the way needs --yes' signature sign one
check 'and stays' cmp one.sig before
succeeds 'with --yes it is replaced' signature sign one --yes
run ssl issue --purpose server --dn CN=www.example.org --out www
before=$(store_sum)
fails 2 'www/key.pem: .*--yes' 'so does a file in a directory' \
	ssl issue --purpose server --dn CN=www.example.org --out www
fails 2 'www/key.pem: .*--yes' 'in all operations' \
	ssl renew "$(openssl x509 -in www/cert.pem -noout -serial | cut -d= -f2)" --out www
same "$before" "$(store_sum)" 'and nothing is issued'
run trust import www/ca.pem
run trust export --all all.pem
fails 2 'all.pem: .*--yes' 'and a file that only --all makes one' trust export --all all.pem
run trust export --all roots --format directory
fails 2 'roots: .*--yes' 'and a directory' trust export --all roots --format directory
succeeds 'which --yes replaces' trust export --all roots --format directory --yes

# ---- standard input and output -------------------------------------------------------------
run signature export signer.pem
openssl x509 -in signer.pem -noout -pubkey >signer.pub
input one 0 'what is on standard input is signed' signature sign -
cp out one.js7
base64 -d one.js7 >raw
check 'to standard output, as OpenSSL verifies' \
	openssl dgst -sha512 -verify signer.pub -signature raw one
input one 0 'standard input is verified' signature verify - --signature one.js7
input one.js7 0 'or is the signature' signature verify one --signature -
input all.pem 1 'something else is not verified' signature verify - --signature one.js7
input one 2 'has no FILE.sig' signature verify -
input one 2 'nor a name beside other files' signature sign - all.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out e.key 2>/dev/null
openssl pkey -in e.key -pubout >e.pub
input e.pub 0 'a public key from standard input' encryption import - --alias e
head -c 100000 /dev/urandom >plain
run encryption encrypt e --in plain --out sealed
cp out line
input line 0 'a decrypted file goes to standard output' \
	encryption decrypt --key e.key --in sealed --out -
check 'and is the same' cmp out plain
# Cut within a block: of whole ones one in 256 would happen to end like padding.
head -c 2390 sealed | sed 's/^..../AAAA/' >damaged
input line 1 'where it is damaged' encryption decrypt --key e.key --in damaged --out -
same 0 "$(wc -c <out)" 'nothing of it is written'
fails 2 'key and IV' 'the line has standard output when encrypting' \
	encryption encrypt e --in plain --out -

# ---- defaults --------------------------------------------------------------------------------
run tls generate --yes --algorithm ec
run tls export - --yes
openssl x509 -in out -noout -ext subjectAltName >names 2>&1
grep -qi "DNS:$(hostname | cut -d. -f1)" names
ok $? 'a generated TLS certificate has the names of the host' || tap_show names names
run tls generate --yes --algorithm ec --dn CN=other.example
run tls export -
openssl x509 -in out -noout -ext subjectAltName >names 2>&1
grep -q 'DNS:other.example$' names
ok $? 'or that of another subject' || tap_show names names
succeeds 'never works with the built-in CA' signature generate --yes --expires never
grep -q 'its CA expires on 20' err
ok $? 'and is told what that is worth'
run signature export - --yes
check 'it is the end that RFC 5280 has for it' \
	sh -c 'openssl x509 -in out -noout -enddate | grep "Dec 31 23:59:59 9999"'

# ---- one setting -------------------------------------------------------------------------------
run settings get undo_days
same 7 "$(cat out)" 'a setting is printed as its value alone'
run settings get roles
prints '^observer:' 'roles are all three'

# ---- a locale that is not UTF-8 -----------------------------------------------------------------
ascii() {
	! LC_ALL=C grep -q "$(printf '[\200-\377]')" "$1"
	ok $? "$2" || tap_show "$1" "$1"
}
LC_ALL=C
succeeds 'any name can be given in LC_ALL=C' ssl generate --yes --dn 'CN=Müller,O=日本'
ascii err 'what is said of it is ASCII'
run ssl list
ascii out 'a list is ASCII'
prints 'CN=M.*ller,O=.u65e5.u672c' 'with escapes, not with question marks'
run ssl show
ascii out 'details are ASCII'
fails 2 'nope.u65e5' 'errors too' nope日
run ssl show --json
grep -q 'CN=Müller,O=日本' out
ok $? 'JSON is UTF-8 in any locale'
tap_done
