#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# ssl ensure: a second run changes nothing, and what differs, is revoked, is gone or ends soon
# is issued or renewed, once; and a lock that is held is waited for.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl

# changed WORD REASON WORDS PEMDECK-WORDS...: it ends with 0, and its JSON says so.
changed() {
	wanted=$1 reason=$2 words=$3
	shift 3
	run "$@" --json
	[ "$status" -eq 0 ] && grep -q "\"changed\": $wanted" "$dir/out" &&
		grep -q "\"reason\": \"$reason\"" "$dir/out"
	ok $? "$words" || {
		printf '#   pemdeck %s: exit status %s, wanted %s, %s\n' "$*" "$status" "$wanted" \
			"$reason"
		tap_show stderr "$dir/err"
		tap_show stdout "$dir/out"
	}
}
member() {
	sed -n "s/^  \"$1\": \"*\\([^\",]*\\).*/\\1/p" "$dir/out"
}
entries() {
	run history list --json
	grep -c '"number"' "$dir/out"
}
serial() {
	openssl x509 -in "$1/cert.pem" -noout -serial | sed 's/.*=//'
}
key() {
	openssl x509 -in "$1/cert.pem" -noout -pubkey
}

# ---- with a directory ---------------------------------------------------------------------
www() {
	changed "$1" "$2" "$3" ssl ensure --purpose server --dn CN=www.example.org \
		--san DNS:www.example.org,DNS:example.org --out "$dir/www"
}
www true missing 'the first run issues a certificate'
check 'whose chain openssl takes' openssl verify -CAfile "$dir/www/ca.pem" "$dir/www/cert.pem"
store_sum >"$dir/sum" && before=$(entries) first=$(serial "$dir/www")
www false valid 'the second run has nothing to do'
same "$first" "$(member serial)" 'and names the certificate that is there'
same "$(openssl x509 -in "$dir/www/cert.pem" -noout -fingerprint -sha256 | sed 's/.*=//')" \
	"$(member fingerprint)" 'by its fingerprint'
same 729 "$(member days_left)" 'and says how many days are left'
store_sum >"$dir/sum2"
check 'nothing in the store has changed' cmp "$dir/sum" "$dir/sum2"
same "$before" "$(entries)" 'nor is there an entry in history'
changed false valid 'the order of names does not matter' ssl ensure --purpose server \
	--dn CN=www.example.org --san DNS:example.org,DNS:www.example.org --out "$dir/www"
(cd "$dir" && run ssl ensure --purpose server --dn CN=www.example.org \
	--san DNS:www.example.org,DNS:example.org --out www --json &&
	grep -q '"changed": false' out)
ok $? 'nor how the directory is written'
changed false valid 'with more slashes' ssl ensure --purpose server --dn CN=www.example.org \
	--san DNS:www.example.org,DNS:example.org --out "$dir/.//www/"
succeeds 'without JSON it says so' ssl ensure --purpose server --dn CN=www.example.org \
	--san DNS:www.example.org,DNS:example.org --out "$dir/www"
grep -q '^Nothing to do: the certificate of www.example.org is there, valid until ' "$dir/err"
ok $? 'in a sentence' || tap_show stderr "$dir/err"

changed true differs 'another purpose is another certificate' ssl ensure --purpose both \
	--dn CN=www.example.org --san DNS:www.example.org,DNS:example.org --out "$dir/www"
openssl x509 -in "$dir/www/cert.pem" -noout -ext extendedKeyUsage | grep -q 'Client Auth'
ok $? 'which is in the directory now'
same $((before + 1)) "$(entries)" 'with one entry in history'
www true differs 'and back'
changed true differs 'other names are, too' ssl ensure --purpose server \
	--dn CN=www.example.org --san DNS:www.example.org --out "$dir/www"
changed true differs 'and another kind of key' ssl ensure --purpose server --algorithm rsa \
	--bits 2048 --dn CN=www.example.org --san DNS:www.example.org --out "$dir/www"
openssl pkey -in "$dir/www/key.pem" -noout -text 2>"$dir/check" | grep -q '2048 bit'
ok $? 'which is in the directory'
changed true differs 'and another subject' ssl ensure --purpose server --algorithm rsa \
	--bits 2048 --dn CN=www.example.org,O=Example --san DNS:www.example.org --out "$dir/www"
run ssl list --search example.org --json
same 6 "$(grep -c '"serial": "[0-9A-F]' "$dir/out")" 'those before stay in the register' ||
	tap_show list "$dir/out"

# ---- revoked, gone, another -----------------------------------------------------------------
www true differs 'back once more'
key "$dir/www" >"$dir/key"
run ssl revoke "$(serial "$dir/www")" --reason keyCompromise --yes
www true revoked 'what was revoked is issued again'
key "$dir/www" >"$dir/key2"
! cmp -s "$dir/key" "$dir/key2"
ok $? 'for another key'
www false valid 'once'
rm "$dir/www/chain.pem"
www true files 'a file that is missing is written again'
[ -s "$dir/www/chain.pem" ]
ok $? 'so that it is there'
cp "$dir/www/ca.pem" "$dir/www/cert.pem"
store_sum >"$dir/sum"
fails 2 'cert.pem|key.pem' 'a certificate that somebody else put there is not replaced' \
	ssl ensure --purpose server --dn CN=www.example.org \
	--san DNS:www.example.org,DNS:example.org --out "$dir/www"
store_sum >"$dir/sum2"
check 'and nothing is issued' cmp "$dir/sum" "$dir/sum2"
changed true files 'unless it may be' ssl ensure --purpose server --dn CN=www.example.org \
	--san DNS:www.example.org,DNS:example.org --out "$dir/www" --yes

# ---- the end ---------------------------------------------------------------------------------
soon() {
	changed "$1" "$2" "$3" ssl ensure --purpose client --dn CN=soon --out "$dir/soon" \
		--days "$4" --renew-before "$5"
}
soon true missing 'one of 20 days' 20 1/3
soon false valid 'is not due by a third' 20 1/3
key "$dir/soon" >"$dir/key"
sum=$(sha256sum <"$dir/soon/key.pem")
soon true ends 'but is by 30 days, and is renewed' 60 30
same "$sum" "$(sha256sum <"$dir/soon/key.pem")" 'for the key that is there'
key "$dir/soon" >"$dir/key2"
check 'which the certificate has' cmp "$dir/key" "$dir/key2"
soon false valid 'once' 60 30
fails 2 'renew-before: a new certificate would be due at once' \
	'a margin as long as the life' ssl ensure --purpose client --dn CN=other --days 60 \
	--renew-before 60
for margin in 0 1/1 1/0 1/101 3/4 -1 x 99999 ''; do
	run ssl ensure --purpose client --dn CN=soon "--renew-before=$margin"
	[ "$status" -eq 2 ]
	ok $? "a margin of \"$margin\" is refused" || tap_show stderr "$dir/err"
done

# ---- without a directory -----------------------------------------------------------------------
changed true missing 'without a directory it is kept here' ssl ensure --purpose client \
	--dn CN=kept,O=Example
kept=$(member serial)
grep -q '"pem": "-----BEGIN CERT' "$dir/out" && grep -q '"chain": "-----BEGIN CERT' "$dir/out" &&
	grep -q '"ca": "-----BEGIN CERT' "$dir/out"
ok $? 'and JSON has it, its chain and the root'
changed false valid 'once' ssl ensure --purpose client --dn CN=kept,O=Example
same "$kept" "$(member serial)" 'the same'
changed true missing 'one for another purpose is beside it' ssl ensure --purpose email \
	--dn CN=kept,O=Example --san EMAIL:kept@example.org
run ssl forget-key "$kept" --yes
changed true missing 'without its key it is no use' ssl ensure --purpose client \
	--dn CN=kept,O=Example

# ---- for a request -------------------------------------------------------------------------------
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$dir/own.key" 2>"$dir/check"
openssl req -new -key "$dir/own.key" -subj /CN=own.example.org \
	-addext subjectAltName=DNS:own.example.org -out "$dir/own.csr"
own() {
	changed "$1" "$2" "$3" ssl ensure --purpose server --csr "$dir/own.csr" --accept san
}
own true missing 'for a request one is issued'
store_sum >"$dir/sum"
own false valid 'once'
store_sum >"$dir/sum2"
check 'and nothing in the store changes' cmp "$dir/sum" "$dir/sum2"
run ssl ensure --purpose server --csr - --accept san --json <"$dir/own.csr"
[ "$status" -eq 0 ] && grep -q '"changed": false' "$dir/out"
ok $? 'the request may come by standard input'
openssl req -new -key "$dir/own.key" -subj /CN=own.example.org \
	-addext subjectAltName=DNS:own.example.org,DNS:two.example.org -out "$dir/own.csr"
own true differs 'a request of that key for other names gets them'
run ssl revoke "$(member serial)" --reason keyCompromise --yes
fails 1 'key is that of own.example.org .*, which is revoked' \
	'a key whose certificate is revoked gets none' ssl ensure --purpose server \
	--csr "$dir/own.csr" --accept san
fails 1 'own.csr|No such file' 'a request that is not there' ssl ensure --purpose server \
	--csr "$dir/none.csr"

# ---- the lock, and two at once ---------------------------------------------------------------------
before=$(entries)
for i in 1 2 3 4; do
	# shellcheck disable=SC2086
	$without_terminal $PEMDECK ssl ensure --purpose client --dn CN=once --out "$dir/once" \
		--json >"$dir/out.$i" 2>"$dir/err.$i" &
done
wait
same $((before + 1)) "$(entries)" 'of four at once one issues it'
same 1 "$(cat "$dir"/out.[1-4] | grep -c '"changed": true')" 'and says so'
same 3 "$(cat "$dir"/out.[1-4] | grep -c '"changed": false')" 'and the others find it there' || {
	tap_show stderr "$dir/err.1"
	tap_show stderr "$dir/err.2"
}
if command -v python3 >/dev/null; then
	cat >"$dir/hold.py" <<-'END'
		import fcntl, sys, time
		lock = open(sys.argv[1], "r+")
		fcntl.lockf(lock, fcntl.LOCK_EX, 1, 0)
		open(sys.argv[2], "w").close()
		time.sleep(float(sys.argv[3]))
	END
	hold() {
		rm -f "$dir/held"
		python3 "$dir/hold.py" "$PEMDECK_STORE/lock" "$dir/held" "$1" &
		while [ ! -e "$dir/held" ]; do sleep 0.1; done
	}
	hold 60
	holder=$!
	fails 1 'another pemdeck is changing this store' 'who does not wait is told' \
		ssl ensure --purpose client --dn CN=late --wait 0
	succeeds 'nothing to do needs no lock' ssl ensure --purpose client --dn CN=kept,O=Example \
		--wait 0
	kill "$holder"
	wait "$holder" 2>"$dir/check"
	hold 1.5
	succeeds 'a lock that is held is waited for' ssl ensure --purpose client --dn CN=late \
		--wait 60
	wait
else
	skip 'no python3 to hold the lock'
fi
fails 2 '^pemdeck: --wait: "x" is not a number of seconds' 'seconds are a number' ssl list --wait x
fails 2 '^pemdeck: --wait: "3601" is not a number' 'and not too many' ssl list --wait 3601
tap_done
