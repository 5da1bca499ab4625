#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Many certificates from one table: all of them, or none.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq python3

# ---- a table as it comes from a spreadsheet ------------------------------------------------
{
	printf '\357\273\277Purpose,DN,SAN,Days\r\n'
	printf 'server,"CN=one.example.org,O=""One, Inc.""",,30\r\n'
	printf 'server,CN=two.example.org,"DNS:two.example.org,IP:192.0.2.2",\r\n'
	printf '\r\nclient,CN=alice,,365\r\n'
	printf 'client,CN=alice,EMAIL:alice@example.org,\r\n'
	printf 'both,"CN=line\nbreak.example.org",DNS:three.example.org,'
} >"$dir/good.csv"
fails 1 'good.csv:7' 'a line break in a subject is refused with its line' \
	ssl batch "$dir/good.csv" --out "$dir/none"
[ ! -e "$dir/none" ]
ok $? 'and no directory is left'
run ssl list
same 3 "$(wc -l <"$dir/out")" 'nor any certificate'
sed -i '7,$d' "$dir/good.csv"
succeeds 'a table with BOM, CRLF and quotes is taken' \
	ssl batch "$dir/good.csv" --out "$dir/good"
same '4 certificates issued' "$(cat "$dir/err")" 'it says how many'
same 'alice-5 alice-6 one.example.org two.example.org ' \
	"$(find "$dir/good" -mindepth 1 -printf '%f\n' -type d | grep -v pem | sort | tr '\n' ' ')" \
	'each has a directory of its own'
for name in one two; do
	check "OpenSSL believes $name" openssl verify -x509_strict -purpose sslserver \
		-verify_hostname "$name.example.org" -CAfile "$dir/good/$name.example.org/ca.pem" \
		"$dir/good/$name.example.org/cert.pem"
done
openssl x509 -in "$dir/good/one.example.org/cert.pem" -noout -subject \
	-nameopt RFC2253 >"$dir/check"
same 'subject=CN=one.example.org,O=One\, Inc.' "$(cat "$dir/check")" \
	'quotes and commas come through'
same 600 "$(stat -c %a "$dir/good/alice-5/key.pem")" 'keys are for their owner only'
run ssl list --json
same 6 "$(grep -c '"serial"' "$dir/out")" 'all are recorded'
before=$(store_sum)
run history list --limit 1 --json
fails 1 'stays in the register.*revoke it' 'undo does not call them back' \
	history undo "$(jq -r '.[0].number' "$dir/out")"
same "$before" "$(store_sum)" 'all stay recorded'
succeeds 'issue takes a table, too' ssl issue --batch "$dir/good.csv"

# takes WORDS TABLE [ENCODING]: one certificate comes of it, with this subject and names.
takes() {
	printf '%b' "$2" | iconv -f UTF-8 -t "${3:-UTF-8}" >"$dir/other.csv"
	rm -rf "$dir/other"
	succeeds "$1" ssl batch "$dir/other.csv" --out "$dir/other"
	openssl x509 -in "$dir/other/table.example.org/cert.pem" -noout -subject \
		-nameopt RFC2253,-esc_msb,utf8 -ext subjectAltName >"$dir/check" 2>&1
	same 'subject=CN=table.example.org,O=Müller DNS:table.example.org, DNS:b.example.org' \
		"$(sed '/Alternative/d; s/^ *//' "$dir/check" | paste -sd' ')" "$1: as it was meant"
}
semicolons='dn;san;purpose;days\r\n"CN=table.example.org,O=Müller";"DNS:table.example.org,DNS:b.example.org";server;90\r\n'
takes 'a table with semicolons' "$semicolons"
takes 'semicolons without quotes' \
	'dn;san;purpose\nCN=table.example.org,O=Müller;DNS:table.example.org,DNS:b.example.org;server\n'
takes 'sep= before it' "sep=;\r\n$semicolons"
takes 'sep=, before it' \
	'sep=,\ndn,san,days\n"CN=table.example.org,O=Müller","DNS:table.example.org,DNS:b.example.org",90\n'
tabs='dn\tsan\tdays\nCN=table.example.org,O=Müller\tDNS:table.example.org,DNS:b.example.org\t90\n'
takes 'a table with tabs' "$tabs"
takes 'Unicode text of a spreadsheet' "$tabs" UTF-16
takes 'the same with high bytes first and no mark' "$tabs" UTF-16BE
takes 'sep= in quotes' "\"sep=;\"\r\n$semicolons"
takes 'lines that end as an old Macintosh ended them' "$(printf '%s' "$semicolons" | sed 's/\\n//g')"
takes 'columns that somebody emptied' \
	'dn;san;;\nCN=table.example.org,O=Müller;DNS:table.example.org,DNS:b.example.org;;\n;;;\n'

# ---- what is refused --------------------------------------------------------------------------
before=$(store_sum)
refuse() {
	printf '%b' "$3" >"$dir/bad.csv"
	fails 1 "$1" "$2" ssl batch "$dir/bad.csv" --out "$dir/none"
}
refuse 'empty' 'an empty file' ''
refuse 'names no certificate' 'a header alone' 'dn,purpose\n'
refuse 'bad.csv:1.*dn is needed' 'a missing column' 'san,purpose\n,client\n'
refuse 'bad.csv:2.*1 columns' 'semicolons below commas' 'dn,purpose\nCN=a;client\n'
refuse 'bad.csv:1.*"CN=a" is not a column' 'a certificate without a header' 'CN=a,client\n'
refuse 'bad.csv:2.*"x" stands in a column without a name' 'text in a column without a name' \
	'dn,purpose,\nCN=a,client,x\n'
refuse 'bad.csv:1.*"name"' 'an unknown column' 'dn,name,purpose\nCN=a,b,client\n'
refuse 'bad.csv:3.*3 columns' 'a line with too many columns' 'dn,purpose\nCN=a,client\nCN=b,O=c,client\n'
refuse 'bad.csv:3.*never closed' 'an open quote' 'dn,purpose\nCN=a,client\n"CN=b,client\n'
refuse 'bad.csv:2.*closing quote' 'text behind a quote' 'dn,purpose\n"CN=a"b,client\n'
refuse 'bad.csv:4' 'a wrong subject' 'dn,purpose\nCN=a,client\n\nnonsense,client\n'
refuse 'bad.csv:2.*192\.0\.2\.300' 'a wrong address' 'dn,san,purpose\nCN=a,IP:192.0.2.300,server\n'
refuse 'bad.csv:2.*no profile' 'a wrong purpose' 'dn,purpose\nCN=a,mailman\n'
refuse 'bad.csv:2.*days' 'wrong days' 'dn,days,purpose\nCN=a,many,client\n'
refuse 'bad.csv:2.*outlive' 'days beyond the CA' 'dn,days,purpose\nCN=a,9999,client\n'
refuse 'bad.csv:3.*server needs a name' 'a server without name' 'dn,purpose\nCN=a,client\nO=x,server\n'
refuse 'UTF-8' 'NUL bytes' 'dn,purpose\nCN=a\0000,client\n'
refuse 'UTF-8' 'Latin-1' 'dn,purpose\nCN=M\0374ller,client\n'
awk 'BEGIN { print "dn,purpose"; for (i = 0; i < 100000; i++) print "CN=a" i ",client" }' \
	>"$dir/bad.csv"
fails 1 'bad.csv:10002.*split' '100,000 lines' ssl batch "$dir/bad.csv" --out "$dir/none"
mkdir "$dir/none" "$dir/none/a"
touch "$dir/none/a/key.pem"
printf 'dn,purpose\nCN=a,client\n' >"$dir/bad.csv"
fails 2 'none/a/key.pem.*exists' 'a directory that is in use' \
	ssl batch "$dir/bad.csv" --out "$dir/none"
rm -r "$dir/none"
mkdir -p "$dir/none/b/chain.pem"
printf 'dn\nCN=a.example.org\nCN=b\n' >"$dir/bad.csv"
same "$before" "$(store_sum)" 'whatever was refused, the store is as before'
fails 1 'none/b/chain.pem' 'a file that cannot be written' \
	ssl batch "$dir/bad.csv" --out "$dir/none" --yes
same './b ./b/chain.pem ' "$(cd "$dir/none" && find . -mindepth 1 | sort | tr '\n' ' ')" \
	'takes back what was written before it'
run ssl list --search a.example.org --json
same '[]' "$(cat "$dir/out")" 'and what was recorded'
before=$(store_sum)
fails 2 'bad.csv' 'a file in the place of the directory' \
	ssl batch "$dir/bad.csv" --out "$dir/bad.csv"
fails 1 'nowhere/below' 'a directory without a parent' \
	ssl batch "$dir/bad.csv" --out "$dir/nowhere/below"
same "$before" "$(store_sum)" 'whatever was refused, the store is as before'

# ---- what a line leaves out ---------------------------------------------------------------
printf 'dn,purpose\nCN=plain.example.org,\nCN=said.example.org,client\n' >"$dir/short.csv"
# purpose NAME EKU WORDS: what the certificate in $dir/short is for.
purpose() {
	openssl x509 -in "$dir/short/$1/cert.pem" -noout -ext extendedKeyUsage >"$dir/check"
	grep -q "$2" "$dir/check"
	ok $? "$3" || tap_show said "$dir/check"
}
succeeds 'a purpose may be left out' ssl batch "$dir/short.csv" --out "$dir/short"
purpose plain.example.org 'Server Auth' 'it is a server then'
purpose said.example.org 'Client Auth' 'a line that says it has its own'
printf 'dn\nCN=carol\n' >"$dir/short.csv"
succeeds 'so may its column' ssl issue --purpose client --algorithm ed25519 \
	--batch "$dir/short.csv" --out "$dir/short"
purpose carol 'Client Auth' 'it is for what --purpose says'
openssl x509 -in "$dir/short/carol/cert.pem" -noout -text | grep -q 'ED25519'
ok $? 'and its key is the one asked for'

# ---- folders ------------------------------------------------------------------------------
printf 'dn,purpose\nCN=x,client\nCN=x,client\nCN=x-3,client\n' >"$dir/alike.csv"
succeeds 'names that run into each other' ssl batch "$dir/alike.csv" --out "$dir/alike"
same 'x x x-3' "$(for cert in "$dir"/alike/*/cert.pem; do
	openssl x509 -in "$cert" -noout -subject | sed 's/.*= *//'
done | sort | paste -sd' ')" 'have a folder each'
for folder in "$dir"/alike/*; do
	same "$(openssl x509 -in "$folder/cert.pem" -noout -pubkey)" \
		"$(openssl pkey -in "$folder/key.pem" -pubout)" "with its own key: ${folder##*/}"
done

# ---- many ------------------------------------------------------------------------------------
awk 'BEGIN { print "dn,purpose"; for (i = 0; i < 260; i++) print "CN=host" i ".example.org,server" }' \
	>"$dir/many.csv"
all=$PEMDECK
PEMDECK="prlimit --nofile=330 $PEMDECK"
succeeds '260 are issued, into more folders than may be open' ssl batch "$dir/many.csv" --out "$dir/many"
same 260 "$(openssl x509 -in "$dir/many/host0.example.org/cert.pem" -noout -serial >"$dir/check" &&
	cat "$dir"/many/*/cert.pem | grep -c BEGIN)" 'all are handed over'
PEMDECK=$all
run ssl list --search host --json
same 260 "$(python3 -c '
import json, sys
print(len({row["serial"] for row in json.load(open(sys.argv[1]))}))' "$dir/out")" \
	'with 260 serial numbers'

# ---- names that meet in one folder -----------------------------------------------------------
# By chance, from a few: also those that a folder of another line is given.
tries=${PEMDECK_TRIES:-40}
awk -v seed="${PEMDECK_SEED:-14}" -v tries="$tries" 'BEGIN {
	srand(seed)
	split("x X x. x/y x_y .x x\\, ..", stem, " ")
	print "dn,purpose"
	for (i = 0; i < tries; i++) {
		name = stem[1 + int(rand() * 8)]
		if (rand() < 0.5)
			name = name "-" (2 + int(rand() * (tries + 2)))
		printf "\"CN=%s,O=%d\",client\n", name, i
	}
}' >"$dir/meet.csv"
succeeds 'names that meet are taken' ssl batch "$dir/meet.csv" --out "$dir/meet"
same "$tries" "$(find "$dir/meet" -name key.pem | wc -l)" 'each has a key'
lost=0
for one in "$dir/meet"/*/ "$dir/meet"/.*/; do
	[ -f "$one/cert.pem" ] || continue
	openssl x509 -in "$one/cert.pem" -noout -subject -nameopt RFC2253 |
		sed 's/.*O=//' >>"$dir/owners"
	openssl x509 -in "$one/cert.pem" -noout -pubkey >"$dir/of-certificate"
	openssl pkey -in "$one/key.pem" -pubout | cmp -s - "$dir/of-certificate" ||
		lost=$((lost + 1))
done
[ "$(sort -u "$dir/owners" | wc -l)" -eq "$tries" ] || lost=$((lost + 1))
same 0 "$lost" "names that meet in one folder, $tries tries: no key is written over"
tap_done
