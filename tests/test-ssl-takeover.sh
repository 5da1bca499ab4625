#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A CA that was in use elsewhere is taken over with what it has revoked: openssl refuses by
# our next list what it refused by theirs.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
cd "$dir" || exit 1

make_ca old
for name in good stolen held left; do sign old $name; done
revoke old stolen keyCompromise
revoke old held certificateHold
gencrl old first.crl
revoke old left cessationOfOperation
gencrl old last.crl
judged revoked old/cacert.pem last.crl stolen held left
judged OK old/cacert.pem last.crl good

# ---- the key, the certificate and the list -----------------------------------------------
succeeds 'the CA is imported with its list' \
	ssl import --yes old/private/cakey.pem old/cacert.pem last.crl
says '3 revocations taken over' 'it says how many revocations came along'
succeeds 'it signs its next list' ssl crl next.crl
judged revoked old/cacert.pem next.crl stolen held left
judged OK old/cacert.pem next.crl good
openssl crl -in next.crl -noout -text >text
grep -q 'Key Compromise' text && grep -q 'Cessation Of Operation' text && grep -q 'Certificate Hold' text
ok $? 'with the reasons' || tap_show list text
openssl crl -in last.crl -noout -text | grep 'Revocation Date' | sort >before
grep 'Revocation Date' text | sort | cmp -s - before
ok $? 'and the dates'
same 2B "$(openssl crl -in last.crl -noout -crlnumber | sed 's/.*0x//')" 'their list has number 2B'
openssl crl -in next.crl -noout -crlnumber | sed 's/.*0x//' >number
[ "$(wc -c <number)" -gt 8 ]
ok $? 'ours has a higher one'

# ---- what is known by its serial number ----------------------------------------------------
succeeds 'it is listed' ssl list --json
same 3 "$(jq '[.[] | select(.status == "revoked" or .status == "held")] | length' out)" \
	'all three, though their certificates are not here'
succeeds 'one is found by what it is' ssl list --json --status revoked --search "$(serial_of left.pem)"
same 1 "$(jq length out)" 'by its serial number'
succeeds 'it is shown' ssl show "$(serial_of held.pem)" --json
same certificateHold "$(jq -r .reason out)" 'with its reason'
fails 1 'only the serial number' 'it cannot be exported' ssl export - "$(serial_of held.pem)"
fails 1 'already' 'nor revoked once more' ssl revoke --yes "$(serial_of left.pem)"
succeeds 'a hold becomes final' \
	ssl revoke --yes "$(serial_of held.pem)" --reason keyCompromise
run ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left
fails 1 'no certificate with this serial number' 'one that nothing here knows is refused' \
	ssl revoke --yes "$(serial_of good.pem)"
if command -v script >/dev/null; then
	printf 'no\nno\nno\n' |
		script -qefc "$PEMDECK ssl revoke --unlisted $(serial_of good.pem)" asked >/dev/null 2>&1
	tr -s '\r\n ' ' ' <asked | grep -q 'Nothing here knows this serial number: the revocation list will'
	ok $? 'it asks whether it is meant so' || tap_show asked asked
	fails 1 'no certificate with this serial number' 'and no means no' \
		ssl revoke --yes "$(serial_of good.pem)"
else
	skip 'no script'
fi
succeeds 'unless it is meant so' ssl revoke --yes --unlisted "$(serial_of good.pem)"
run ssl crl --yes next.crl
judged revoked old/cacert.pem next.crl stolen held left good
fails 1 'already' 'once' ssl revoke --yes --unlisted "$(serial_of good.pem)"
fails 1 'not a serial number' 'and only by a serial number' ssl revoke --yes --unlisted xyz

# ---- lists that are not what they seem -----------------------------------------------------
make_ca other
sign other else
revoke other else superseded
gencrl other other.crl
before=$(cat store/ssl/index/*)
fails 1 'other.crl.*another CA .CN=other CA' 'the list of another CA is refused by name' \
	ssl import --yes old/private/cakey.pem old/cacert.pem other.crl
make_ca twin
openssl req -x509 -key twin/private/cakey.pem -config twin.cnf -extensions root -days 900 \
	-subj '/CN=old CA' -out twin/cacert.pem 2>log
gencrl twin twin.crl
fails 1 'twin.crl.*not signed by its key' 'one that only bears the name of the CA, too' \
	ssl import --yes old/private/cakey.pem old/cacert.pem twin.crl
same "$before" "$(cat store/ssl/index/*)" 'and nothing was changed'
succeeds 'an older list is no harm' \
	ssl import --yes old/private/cakey.pem old/cacert.pem first.crl
warns 'first.crl.*older' 'which is said'
succeeds 'twice the same' \
	ssl import --yes old/private/cakey.pem old/cacert.pem last.crl first.crl last.crl
succeeds 'a list follows' ssl crl --yes next.crl
same 4 "$(openssl crl -in next.crl -noout -text | grep -c 'Serial Number')" 'and has each once'

# ---- an index that somebody edited ---------------------------------------------------------
index=$(echo store/ssl/index/*)
cp -p "$index" unchanged
edited() { # what, pattern, command: no list is signed of it
	eval "$3" <unchanged >edited && cat edited >"$index"
	fails 1 "$2" "$1" ssl crl --yes next.crl
	cat unchanged >"$index"
}
edited 'lines out of order' ':3: .*out of order' '{ head -1; tac; }'
edited 'a line twice' ':3: .*out of order' "sed 2p"
edited 'a number that is none' ':2: .*cannot be read' "sed '2s/\t[0-9]/\tx/'"
edited 'the last line cut' 'cut off' 'head -c -3'
edited 'a NUL in it' 'cut off' "sed '2s/\t/\x00/'"
succeeds 'whole again, it is signed' ssl crl --yes next.crl

# ---- what they revoke after our first list ------------------------------------------------------
rm -r store
make_ca both
for name in final lifted; do sign both $name; done
succeeds 'a CA that goes on elsewhere' ssl import --yes both
succeeds 'signs a list here' ssl crl --yes next.crl
revoke both final keyCompromise
revoke both lifted certificateHold
gencrl both late.crl
succeeds 'a list of theirs with a lower number' ssl adopt late.crl
warns 'late.crl.*older.*only what it revokes for good' 'is told to be older'
succeeds 'in the next list' ssl crl --yes next.crl
judged revoked both/cacert.pem next.crl final
judged OK both/cacert.pem next.crl lifted

# ---- no list at all --------------------------------------------------------------------------
succeeds 'a CA comes without a list' ssl import --yes other/private/cakey.pem other/cacert.pem
warns 'without a revocation list' 'which is said'
fails 1 'make it valid again' 'it signs none until it is told' ssl crl none.crl
[ ! -e none.crl ]
ok $? 'nothing is written'
run ssl issue --purpose server --dn CN=new.example --out new
fails 1 'make it valid again' 'nor does it by revoking' \
	ssl revoke --yes "$(serial_of new/cert.pem)"
succeeds 'with its list it is complete' \
	ssl import --yes other/private/cakey.pem other/cacert.pem other.crl
succeeds 'and signs' ssl crl --yes next.crl
judged revoked other/cacert.pem next.crl else
make_ca third
succeeds 'another without a list' ssl import --yes third/private/cakey.pem third/cacert.pem
succeeds 'may be said to have revoked nothing' ssl crl --nothing-revoked --yes next.crl
succeeds 'once' ssl crl --yes next.crl
succeeds 'a generated one' ssl generate --yes --dn CN=Own
succeeds 'needs no list' ssl crl --yes next.crl

# ---- a part of a list, and what an entry has beside -----------------------------------------
make_ca part
for name in first second hold; do sign part $name; done
revoke part first keyCompromise
revoke part second superseded
sed 's/^authorityKeyIdentifier = keyid$/&\n2.5.29.27 = critical,DER:02012A/' part.cnf >delta.cnf
cp part/index.txt entries
grep -v 'keyCompromise' entries >part/index.txt
openssl ca -batch -config delta.cnf -gencrl -out delta.crl 2>log
cp entries part/index.txt
gencrl part full.crl
rm -r store
fails 1 'delta.crl.*a delta.*give the full list' 'a delta alone is refused' \
	ssl import --yes part/private/cakey.pem part/cacert.pem delta.crl
succeeds 'with the full list' \
	ssl import --yes part/private/cakey.pem part/cacert.pem delta.crl full.crl
succeeds 'it is taken' ssl crl --yes next.crl
judged revoked part/cacert.pem next.crl first second
succeeds 'later it adds to what is known' ssl adopt delta.crl
succeeds 'and takes nothing away' ssl crl --yes next.crl
judged revoked part/cacert.pem next.crl first second
openssl ca -batch -config part.cnf -revoke hold.pem -crl_hold holdInstructionReject 2>log
gencrl part held.crl
rm -r store
succeeds 'an entry with an instruction' \
	ssl import --yes part/private/cakey.pem part/cacert.pem held.crl
warns 'held.crl.*1 entry has an extension that is not kept here (2.5.29.23)' 'is named'
# told REASON WORDS: what is known of the certificate that was on hold.
told() {
	run ssl show "$(serial_of hold.pem)" --json
	same "$1" "$(jq -r .reason out)" "$2"
}
told certificateHold 'it is on hold'
sed -n 's/,holdInstruction,[^\t]*/,keyCompromise/p' part/index.txt >final
grep holdInstruction part/index.txt >held
mkdir again
for order in 'held final' 'final held'; do
	cp part/cacert.pem part/private/cakey.pem again
	grep -v holdInstruction part/index.txt >again/index.txt
	# shellcheck disable=SC2086
	cat $order >>again/index.txt
	succeeds "an index that has it twice ($order)" --store "$PWD/twice" ssl import --yes again
	run --store "$PWD/twice" ssl show "$(serial_of hold.pem)" --json
	same keyCompromise "$(jq -r .reason out)" 'the revocation that is final counts'
	rm -r twice
done
sed 's/,holdInstruction,[^\t]*/,keyCompromise/' part/index.txt >entries
cp entries part/index.txt
gencrl part final.crl
succeeds 'the next list of that CA has it revoked' ssl adopt final.crl
told keyCompromise 'it is on hold no longer'
rm -r store
succeeds 'a CA that was generated' ssl generate --yes --dn 'CN=part CA'
succeeds 'and has signed a list' ssl crl --yes next.crl
succeeds 'is used elsewhere' ssl export --yes --private-key part/private/cakey.pem
succeeds 'with its certificate' ssl export --yes part/cacert.pem
sign part third
revoke part third keyCompromise
openssl ca -batch -config delta.cnf -gencrl -out delta.crl 2>log
succeeds 'a delta of it' ssl adopt delta.crl
says '4 revocations taken over' 'is taken over'
succeeds 'and the next list' ssl crl --yes next.crl
judged revoked part/cacert.pem next.crl third

if command -v python3 >/dev/null; then
	gencrl part small.crl
	openssl crl -in small.crl -outform DER -out small.der
	python3 "$TESTS/make-list.py" 0 "$(serial_of second.pem) critical" small.der \
		part/private/cakey.pem unknown.der >log 2>&1
	run ssl adopt unknown.der
	[ "$status" -eq 1 ] && grep -q 'unknown.der: .*critical extension.*nobody can say what it' err
	ok $? 'an entry that nobody understands is not passed over' || tap_show stderr err
else
	skip 'no python3'
fi

# ---- the number that the next list was to have ------------------------------------------------
rm -r store
mkdir counted
cp part/cacert.pem part/private/cakey.pem part/index.txt counted
for number in 0FFFFFFFFFFFFFFF 0FFFFFFFFFFFFF; do
	echo $number >counted/crlnumber
	succeeds "a directory with the number $number alone" ssl import --yes counted
	run status --json
	succeeds 'its first list' ssl crl --yes next.crl
	openssl crl -in next.crl -noout -crlnumber | sed 's/.*0x//' >number
	printf '%16s\n%16s\n' $number "$(cat number)" | sort -c
	ok $? "has no lower one: $(cat number)"
done
same 1000000000000001 "$(cat number)" 'one that follows the highest'
echo nonsense >counted/crlnumber
succeeds 'one that is no number' ssl import --yes counted
warns 'crlnumber: not used: is not a number' 'is named'
echo FFFFFFFFFFFFFFFF >counted/crlnumber
fails 1 'counted/crlnumber: .*higher than can be counted on' 'one too high is refused' \
	ssl import --yes counted

# ---- an index alone, once the CA has a new key ------------------------------------------------
make_ca grown
for name in early late; do sign grown $name; done
rm -r store
succeeds 'a CA' ssl import --yes grown
succeeds 'that gets a new key' ssl renew ca --new-key --days 900 --json
first=$(serial_of grown/cacert.pem)
jq -r .lists out | grep -q "ssl crl --ca $first that of the old one"
ok $? 'which says how both lists are had' || tap_show stdout out
revoke grown late superseded
succeeds 'what is revoked elsewhere meanwhile' ssl adopt grown/index.txt
says '1 revocation taken over' 'is taken over'
run ssl show "$(serial_of late.pem)" --json
same superseded "$(jq -r .reason out)" 'of the certificate that is here'
succeeds 'the list of the new key' ssl crl --yes next.crl
says 'those of 2 CAs that were replaced were signed as well: .*ssl crl --ca' 'is not alone'
succeeds 'that of the old one' ssl crl --yes --ca "$first" next.crl
judged revoked grown/cacert.pem next.crl late
judged OK grown/cacert.pem next.crl early
succeeds 'what it issued is revoked' ssl revoke --yes "$(serial_of early.pem)"
says "ssl crl --ca $first" 'by its own list, which is told'

# ---- a list that cannot be read --------------------------------------------------------------
# In a directory other files are left out with a warning; a list never is.
mkdir whole
cp old/private/cakey.pem old/cacert.pem whole
cp last.crl whole/last.pem
echo 'no certificate' >whole/notes.pem
succeeds 'a directory with a list' --store fresh ssl import --yes whole
says '3 revocations taken over' 'has its revocations'
warns 'notes.pem: not used' 'and what it does not need is told'
cp -R whole cut && rm cut/notes.pem
head -c 200 last.crl >cut/last.crl
fails 1 'cut/last.crl:4: ' 'one that is damaged is no warning' ssl import --yes cut
rm cut/last.crl && ln -s nowhere cut/last.crl
fails 1 'cut/last.crl: leads nowhere' 'nor one that leads nowhere' ssl import --yes cut
if can_break; then
	run --store base settings set undo_days 7
	cp -R base again
	count_calls --store again ssl import --yes whole
	wrong=0 tries=0
	for error in $(each_error 24); do
		call=0
		while [ $call -lt "$calls" ]; do
			call=$((call + 1)) tries=$((tries + 1))
			rm -rf again && cp -R base again
			broken $call "$error" --store again ssl import --yes whole
			[ "$status" -ne 0 ] || grep -q 'with 3 revocations' err || {
				wrong=$((wrong + 1))
				echo "# call $call, error $error: $(cat err)"
			}
		done
	done
	same 0 "$wrong" "an error at one call, $tries tries: no revocation is lost"
fi

# ---- a case of others, where it is present -----------------------------------------------
cases=${CORPUS:-/nowhere}/../cases
if [ -f "$cases/600-ca.pem" ]; then
	succeeds 'case 600' ssl import --yes "$cases/600-ca.pem" "$cases/600-old.crl"
	succeeds 'and its list' ssl crl --yes new.crl
	cp "$cases/620-leaf-abcd.pem" case620.pem
	judged revoked "$cases/600-ca.crt" new.crl case620
else
	skip 'case 600 is not present'
fi

# ---- which number digits are --------------------------------------------------------------------
rm -r store
run ssl generate --yes --dn CN=Digits
succeeds 'digits alone' ssl revoke --yes --unlisted 5096
warns '5096 was taken as hexadecimal.* in decimal that is 20630' 'are hexadecimal, which is said'
run ssl crl --yes digits.crl
openssl crl -in digits.crl -noout -text | grep -q 'Serial Number: 5096$'
ok $? 'as openssl says it of a list'
for number in 0x4097 40A0 7; do
	run ssl revoke --yes --unlisted $number
	[ "$status" -eq 0 ] && ! grep -q hexadecimal err
	ok $? "$number could be no other" || tap_show stderr err
done
begins=$($PEMDECK ssl show --json | jq -r '.serial[:12]')
fails 1 'this is the CA itself' 'the beginning of the serial number of the CA is that' \
	ssl revoke --yes "$begins"
for end in 01 02; do
	run ssl revoke --yes --unlisted "0x$begins$end"
done
fails 1 'numbers start with this' 'but not where others begin so, too' ssl revoke --yes "$begins"
tap_done
