#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The dialogue in lines, through pipes: all tabs, wrong answers, and what it never writes.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
: "${FIXTURES:?names the folder of fixtures}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
cd "$dir" || exit 1
unset SUDO_USER

# says LINES...: what is typed, one argument a line.
says() {
	printf '%s\n' "$@"
}

# talks WORDS: standard input is answered to its end, and nothing but text is written.
talks() {
	words=$1
	shift
	run --linear "$@"
	[ "$status" -eq 0 ] && [ ! -s err ] && ! LC_ALL=C grep -q '[[:cntrl:]]' out
	ok $? "$words" || {
		printf '#   exit status %s\n' "$status"
		tap_show stdout out
		tap_show stderr err
	}
}

# silent_on PATTERN WORDS: the last dialogue has no such line.
silent_on() {
	! grep -Eq -e "$1" out
	ok $? "$2" || tap_show stdout out
}

# ---- the top ---------------------------------------------------------------------------
says >in
talks 'it ends with its input' <in
prints '^1 SSL: ' 'it says the tabs'
prints '^5 Trust: 0 certificates$' 'all of them'
same 3 "$(sed -n '/^Nothing needs doing$\|^What needs doing:$/=' out | head -n 1)" 'what needs doing comes first'
talks 'an empty input is an end too' </dev/null
says 99 nonsense fin '?' quit ssl >in
talks 'wrong words' <in
prints '^No tab 99; tabs lists them$' 'a number of no tab'
prints 'nonsense is not a word here' 'a word of no meaning'
prints '^quit or Q: ' 'help'
silent_on '^Profile SSL' 'nothing is read behind quit'
fails 2 '^pemdeck: --linear: .*leave' 'an operation needs no dialogue' --linear ssl show
fails 2 '^pemdeck: --json: ' 'nor does the dialogue know JSON' --linear --json

# ---- SSL: a certificate is issued, renewed and revoked ---------------------------------
# purpose, subject, names, key, curve, days, passphrase, directory, PKCS#12, profile
says 1 issue '=nonsense' 'CN=www.example.org' '' nine 1 2 '' 0 30 '' site '' '' '' '' >in
talks 'SSL: issue' <in
prints '"nine" is not valid here; choose one of: server, ' 'a wrong choice is said'
same 2 "$(grep -c '^Purpose, 1 server, 2 client' out)" 'and asked again'
prints 'Valid days, .*0 is out of range; write a number from 1 to 36525|^0 is out of range' \
	'a wrong number too'
prints 'Certificate issued for www.example.org' 'it is issued'
prints '^3 www.example.org; server; [0-9]+ d$' 'and listed, with what it is'
prints '^Note: name taken from the subject: DNS:www.example.org$' 'what is nothing wrong is a note'
prints '^SSL, row, menu or help: ' 'the question names words that lead on'
check 'openssl agrees' openssl verify -CAfile site/ca.pem site/cert.pem
says ssl 3 '' back 3 revoke '' y '/example' '/nowhere' rows undo y >in
talks 'SSL: a row' <in
prints '^1 Show$' 'its operations are numbered'
prints '^Subject: CN=www.example.org$' 'Enter shows it, as label and value'
prints '^Subject alternative names: DNS:www.example.org$' 'a list in one line'
prints 'yes or no \[no\]: ' 'what cannot be taken back is asked'
prints '^3 www.example.org; server; REVOKED' 'it is revoked'
prints '^No row has nowhere in it$' 'a search without result'
prints '^There is nothing that could be undone$' 'undo passes a revocation over'
succeeds 'but by force' history undo 3 --force --comment mistake
run ssl list
prints '^ *www.example.org .* 29 d' 'as the command line sees it'
before=$(store_sum)
says ssl '3 revoke' '' no '3 revoke' '' '' '3-4' '4 show' '1,3 show' '3 nonsense' \
	'show x' 'forget-key 3' >in
talks 'SSL: nothing is done by Enter, or by a wrong word' <in
same "$before" "$(store_sum)" 'the store is as it was'
prints '^Nothing was changed$' 'as it says'
prints '^No row 4; rows lists them$' 'a row that is none'
prints '^Show takes one row at a time$' 'two rows where one is due'
prints '^x is not a row number$' 'a word where a number is due'
says ssl 18446744073709551621 '18446744073709551621-2' 3 99 >in
talks 'SSL: numbers of nothing' <in
prints '^No row 18446744073709551621; rows lists them$' 'a number beyond all is said as it was typed'
prints '^18446744073709551621-2 is not a range; ' 'in a range, too'
prints '^No choice 99 here; menu lists them$' 'and where to look for those that there are'

# ---- Signature: signed and verified ----------------------------------------------------
echo 'a workflow' >flow
says signature sign flow '' '' '' verify nowhere flow '' '' '' '' '' >in
talks 'Signature: sign and verify' <in
prints '^nowhere: cannot be opened' 'a file that is not there is said at once'
prints '^Good signature of flow by CN=root$' 'it is verified'
check 'the signature is there' test -s flow.sig
mkdir trusted && echo nonsense >trusted/broken.pem
says signature verify flow '' trusted '' '' '' >in
talks 'Signature: a directory that trusts nobody' <in
prints '^Directory: holds no certificate, so nobody is trusted' 'it fails'
prints '^Warning: trusted/broken.pem: no certificate' 'what it warned of before is told too'

# ---- Encryption: a certificate pasted, a value encrypted, the entry removed --------------
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
	-out cert.pem -days 3000 -subj /CN=robot 2>/dev/null
openssl x509 -in cert.pem -outform DER -out cert.der
{
	says encryption add 'bad alias!' robot
	sed 's/$/\r/' cert.pem
	says . '' '' '' encrypt 'a secret' . '' '' '' '' '' delete '' 'delete 1' robo robot
} >in
talks 'Encryption: add, encrypt, delete' <in
prints 'bad alias!' 'a bad alias is told'
prints '^1 robot; ' 'the entry is listed'
prints 'enc:' 'the value is encrypted'
prints '^Type exactly this to go on: robot$' 'another word deletes nothing'
run encryption list
same 0 "$(wc -l <out)" 'the right one does'
says encryption 'comment spring cleaning' undo y history 1 '' >in
talks 'Encryption: a comment goes into history' <in
run history show 4 --json
run encryption list
prints robot 'undo brought it back'
run history list --json
number=$(jq -r '.[0].number' out)
run history show "$number" --json
same 'spring cleaning' "$(jq -r .comment out)" 'with the comment'

# ---- TLS Key: a request ----------------------------------------------------------------
says tls request 'CN=gw.example.org' 'DNS:gw.example.org' '' '' gw.csr '' '' >in
talks 'TLS Key: request' <in
check 'openssl reads it' openssl req -in gw.csr -noout -verify

# ---- Trust: imported, found again, removed -----------------------------------------------
says trust 3 import 'cert.pem cert.der' '' '' '' '/robot' 1 show back '1 remove' yes rows >in
talks 'Trust: import and remove' <in
prints '^1 robot; ' 'it is listed'
prints '^Key: EC P-256$' 'shown'
silent_on '^PEM:$|^Serial number: ' 'without what nobody listens to'
prints '^Left out: [0-9]+ numbers and PEM texts; full says them' 'as it says'
prints 'Trust this no longer\? yes or no \[no\]: ' 'asked about'
prints '^Trust list; 0 certificates$' 'and gone'

# ---- by ear ------------------------------------------------------------------------------
# Speech says some 15 characters a second.
run trust import "$FIXTURES/root.pem" "$FIXTURES/expired-ca.pem" "$FIXTURES/openssl-ca.pem" cert.pem
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -days 3000 -out named.pem \
	-subj '/C=DE/O=Example GmbH/OU=Certification Services/CN=Example Global Root CA 2026' 2>/dev/null
run trust import named.pem
says trust back back >in
talks 'five roots' <in
sed -n '/^Trust list/,/^Tab: /p' out >heard
same 5 "$(grep -c '^[1-5] ' heard)" 'are said'
same true "$([ "$(wc -m <heard)" -lt 300 ] && [ "$(wc -w <heard)" -lt 75 ] && echo true)" \
	'in less than 30 seconds, at 150 words a minute' || tap_show heard heard
name=$(sed -n 's/^1 \(.*\); EXPIRED.*/\1/p' heard)
[ -n "$name" ] && [ "$(grep -c EXPIRED heard)" = 1 ]
ok $? 'the one that expired is said first' || tap_show heard heard
says trust full rows '1 show' full rows >in
talks 'full' <in
prints '^Number Name; .*; Fingerprint$' 'says all columns'
prints '^SHA-256 fingerprint: ([0-9A-F]{2}:){31}[0-9A-F]{2}$' 'fingerprints'
prints '^-----BEGIN CERTIFICATE-----$' 'and PEM'
same 1 "$(grep -c '^Number Name; .*; Fingerprint$' out)" 'until it is typed again'
says trust 'page 2' 'page x' rows more >in
talks 'pages' <in
prints '^A page has 2 lines$' 'have the lines that one says'
prints '^How many lines a page has: write a number from 0 to 1000' 'which is a number'
prints '^3 left; more goes on$' 'they end there'
prints '^1 left; more goes on$' 'and go on'
succeeds 'a setting' settings set --yes page_lines 4
says trust >in
talks 'sets it for good' <in
prints '^1 left; more goes on$' 'as one hears'
succeeds 'and back' settings set --yes page_lines 0
run trust clear --yes

# ---- rows of a result --------------------------------------------------------------------
mkdir found services.d
cp "$FIXTURES/leaf.pem" "$FIXTURES/leaf.key" found
printf 'services = ( { name = "mine"; places = [ "%s/found" ]; } );\n' "$dir" >services.d/mine.cfg
says scan scan '' '' no no '' '1 show' 1 1 >in
PEMDECK_ETC=$dir talks 'what a scan found' <in
prints '^1 .*' 'is listed'
same 2 "$(grep -c "^File: $dir/found/leaf.pem$" out)" 'and shown, by word and by number'

# ---- many rows ---------------------------------------------------------------------------
for i in $(seq 23); do
	openssl req -x509 -key key.pem -days 3000 -subj "/CN=host$i.example.org" 2>/dev/null
done >many.pem
run trust import many.pem
says trust more more /HOST7 more next >in
talks 'a long list' <in
prints '^3 left; more goes on$' 'it comes by pages'
prints '^23 ' 'more shows the rest'
prints '^No more rows; rows begins again$' 'and no more'
prints '^[0-9]+ host7.example.org; ' 'a search keeps the numbers'
prints '^There are no rejected chains' 'next goes to the other section'

# ---- passphrases -------------------------------------------------------------------------
ln -s "$FIXTURES" fixtures # whose path may have a blank
files='fixtures/encrypted-pbes2.key fixtures/openssl-ca.pem'
says ssl import "$files" '' '' '' wrong secret-42 yes >in
talks 'a key that needs a passphrase' <in
prints '^Passphrase, not shown: $' 'it is asked for'
! grep -q '^- fleet: ' out
ok $? 'who has no hosts does not lack Ansible'
prints '^1 CN=OpenSSL CA.*; [0-9]+ y' 'and opens it'
same 1 "$(grep -c '^Replace this CA' out)" 'one decides once'
says ssl import "$files" '' '' '' a b c >in
talks 'three wrong ones' <in
prints '^Three wrong passphrases; nothing was changed$' 'are enough'
says ssl import "$files" '' '' '' '' >in
talks 'none' <in
prints '^Given up: Import$' 'gives it up'

# ---- roles -----------------------------------------------------------------------------
run settings set --yes security_officer "$(id -un)"
says ssl menu back generate >in
talks 'an observer' --account daemon <in
prints '^[0-9]+ Update, not now: this needs the role security officer' 'is told in the menu'
prints '^[0-9]+ Generate, not now either$' 'once'
prints '^This needs the role security officer' 'and when one tries'

# ---- any operation can be reached ----------------------------------------------------------
export PEMDECK_STORE="$dir/other"
"$OPERATIONS" | awk -F '\t' '$1 != $2 { print $1, $2 }' >each
[ "$(wc -l <each)" -gt 50 ]
ok $? 'the operations are known'
while read -r tab operation; do
	says "$tab" "help $operation" "$operation" >in
	run --linear <in
	grep -Eq "^.*word: $operation( or .)?: |^$operation( or .)?: " out &&
		! grep -Eq 'is not a word here|may be one of' out && [ "$status" -eq 0 ]
	ok $? "$tab $operation" || tap_show stdout out
done <each

tap_done
