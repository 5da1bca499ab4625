#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One register: somebody tries to get a signature of the CA for what its register does not know,
# or for names that the profile is not for: by every operation that signs, killed and broken on
# the way, and by names of every kind, typed and from requests. As often as PEMDECK_TRIES says;
# openssl says what was signed.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs jq
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
# Nothing here is about a disk, and there are thousands of syncs.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
	memory=$(mktemp -d /dev/shm/pemdeck-test.XXXXXX) || exit 1
	trap 'rm -rf "$dir" "$memory"' EXIT
else
	memory=$dir
fi
cd "$memory" || exit 1
exec </dev/null
tries=${PEMDECK_TRIES:-15}
chance=${PEMDECK_SEED:-14}
# pick COUNT: $picked is one of so many; one_of WORD...: $picked is one of these.
pick() {
	chance=$(((chance * 1103515245 + 12345) % 2147483648))
	picked=$((chance / 65536 % $1))
}
one_of() {
	pick $#
	shift "$picked"
	picked=$1
}

# ---- the key of the CA signs no files ----------------------------------------------------
# A raw signature of a file that is the inner part of a certificate makes it one.
PEMDECK_STORE=$memory/store
run ssl generate --yes --dn "CN=Its CA" --algorithm ec
run ssl export ca.pem
run ssl export --private-key --yes ca-pair.pem
fails 1 'the key of CN=Its CA is also the key of a CA that is kept here' \
	'the CA is no signing certificate' signature import --yes ca-pair.pem
fails 1 'the key of CN=Its CA is also the key of a CA' 'nor without its key, which is here' \
	signature import --yes --anyway ca.pem
run ssl request --dn CN=Below asked.csr
fails 1 'this key is also that of a CA that is kept here' \
	'nor does that which a CA is to have get a certificate that signs' \
	ssl issue --purpose code-signing --csr asked.csr --out asked
openssl x509 -req -in asked.csr -CA ca.pem -CAkey ca-pair.pem -days 90 -out asked.pem 2>log
fails 1 'is also the key of a CA that is kept here' 'nor is it one with a certificate from elsewhere' \
	signature import --yes --anyway asked.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout both.key -days 90 \
	-out both.pem -subj /CN=Both -addext basicConstraints=critical,CA:TRUE \
	-addext keyUsage=critical,digitalSignature,keyCertSign,cRLSign 2>log
cat both.key both.pem >both
succeeds 'another may sign files' signature import --yes both
succeeds 'and does' signature sign both.pem
fails 1 'the key of CN=Both also signs files here' 'then it is no CA here' ssl import --yes both
rm -rf store
PEMDECK_STORE=$memory/host
run ssl import --yes ca-pair.pem
succeeds 'its certificate and key may serve' tls import --yes --anyway ca-pair.pem
fails 1 'also that of a CA that is kept here.*register' 'but the key signs no certificate of the host' \
	tls generate --reuse-key --no-use-ssl-ca --dn "CN=Its CA" --san DNS:elsewhere --yes
fails 1 'also that of a CA that is kept here' 'nor a request' tls request --dn CN=it --yes it.csr
[ ! -e it.csr ]
ok $? 'of which there is none'
rm -rf host both*
PEMDECK_STORE=$memory/other
run ssl import --yes ca-pair.pem
# As if it had been installed before that was refused.
cat other/ssl/ca.cfg >"$(find other/signature -name '*.cfg')"
echo file >file
fails 1 'is also the key of a CA that is kept here' 'one that is there does not sign' signature sign file
rm -rf other file*

# ---- every operation that signs ----------------------------------------------------------------
mkdir base && cd base || exit 1
PEMDECK_STORE=$memory/base/store
run ssl generate --yes --dn "CN=Its CA" --algorithm ec
run ssl export ca.pem
run ssl issue --purpose server --dn CN=one.example --san DNS:one.example --out one
cp one/cert.pem one.pem && rm -rf one
serial=$(serial_of one.pem)
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout asks.key -subj /CN=asks \
	-out asks.csr -addext subjectAltName=DNS:asks.example 2>log
printf 'dn,purpose\nCN=x,client\nCN=x,client\nCN=x-2,client\nCN=../x,client\n' >many.csv
run tls generate --use-ssl-ca --yes --dn CN=host
run signature generate --yes
cd .. || exit 1
PEMDECK_STORE=$memory/work/store

# act: what signs; $words says which operation.
act() {
	one_of server client both email code-signing ocsp-signing sub-ca
	purpose=$picked
	pick 12
	case $picked in
	0) set -- ssl issue --purpose "$purpose" --dn CN=a,EMAIL=a@a.example --san DNS:a.example --out out ;;
	1) set -- ssl issue --purpose "$purpose" --csr asks.csr --accept san --anyway --out out ;;
	2) set -- ssl batch many.csv --out out ;;
	3) set -- ssl renew "$serial" --out out ;;
	4) set -- ssl renew "$serial" --new-key --out out ;;
	5) set -- ssl renew --due 1000 --days 1200 --yes ;;
	6) set -- ssl ensure --dn CN=b.example --san DNS:b.example --out out ;;
	7) set -- ssl ensure --csr asks.csr --accept san --out out ;;
	8) set -- tls generate --use-ssl-ca --yes --dn CN=new ;;
	9) set -- tls renew --yes ;;
	10) set -- signature generate --yes ;;
	11) set -- ssl renew ca --new-key --yes ;;
	esac
	words=$*
	case $how in
	whole) run "$@" ;;
	*)
		pick 180
		if [ "$how" = killed ]; then
			CRASH_READS=1 CRASH_AT=$((picked + 1)) LD_PRELOAD=$library run "$@"
		else
			broken $((picked + 1)) 5 "$@"
		fi
		;;
	esac
}

# signed_outside: of all certificates that are anywhere, those that the CA signed and the
# register does not have; one a line.
signed_outside() {
	run ssl export --yes now.pem
	run tls export --chain --yes tls.pem
	run signature export --chain --yes signer.pem
	run ssl list --json
	jq -r '.[].serial' "$dir/out" >known
	find . -path ./store -prune -o -name '*.pem' -exec cat {} + | awk '
		/BEGIN CERT/ { file = "part-" ++count } file { print >file }
		/END CERT/ { close(file); file = "" }'
	for part in part-*; do
		openssl verify -partial_chain -no_check_time -CAfile ca.pem "$part" >judged 2>&1 || continue
		serial_of "$part"
	done | sort -u | grep -vxF "$(serial_of ca.pem)" | grep -vxFf known
	rm -f part-*
}

wrong=0 try=0 kinds='whole whole'
can_break && kinds='whole killed broken'
seen=0
while [ $try -lt "$tries" ]; do
	try=$((try + 1))
	rm -rf work && cp -Rp base work && cd work || exit 1
	# shellcheck disable=SC2086 # words
	one_of $kinds
	how=$picked
	act
	[ "$status" -ne 0 ] || seen=$((seen + 1))
	found=$(signed_outside)
	# All that is there can be revoked, which takes a while to try.
	pick 4
	[ "$picked" -gt 0 ] || for one in $(jq -r '.[] | select(.status != "revoked" and .purpose != "ca") | .id' "$dir/out"); do
		run ssl revoke --yes "$one"
		[ "$status" -eq 0 ] || found="$found $(cat "$dir/err")"
	done
	run history verify
	[ "$status" -eq 0 ] || found="$found $(cat "$dir/err")"
	[ -z "$found" ] || {
		wrong=$((wrong + 1))
		echo "# $words, $how: $found"
	}
	cd .. || exit 1
done
[ "$seen" -gt $((tries / 5)) ]
ok $? "operations that sign, of which $seen were done"
same 0 "$wrong" "what the CA signs is in its register, $tries tries: nothing is outside"

# ---- a CA that is replaced while something cannot be read -------------------------------------
if can_break; then
	again() {
		rm -rf work && cp -Rp base work && cd work || exit 1
	}
	wrong=0 tried=0
	again
	count_calls ssl renew ca --new-key --yes
	cd .. || exit 1
	all=$calls call=1
	while [ $call -le "$all" ]; do
		again
		broken $call 5 ssl renew ca --new-key --yes
		tried=$((tried + 1))
		run ssl revoke --yes "$serial"
		[ "$status" -eq 0 ] || {
			wrong=$((wrong + 1))
			echo "# call $call: $(cat "$dir/err")"
		}
		cd .. || exit 1
		call=$((call + ${PEMDECK_LONG:-3}))
	done
	same 0 "$wrong" "an error at one call, $tried tries: what it issued before can be revoked"
fi

# ---- names that the profile is not for ---------------------------------------------------------
rm -rf work && cp -Rp base work && cd work || exit 1
cat >>store/settings.cfg <<-'END'
	profiles = (
	  { name = "host"; purpose = "server"; names = "*.example.org"; },
	  { name = "letter"; purpose = "both"; names = "?.example.org"; },
	  { name = "deep"; purpose = "code-signing"; names = "*.*.example.org"; },
	  { name = "mail"; purpose = "email"; names = "*@example.org"; },
	  { name = "net"; purpose = "ocsp-signing"; names = "10.1.*.*"; },
	  { name = "page"; purpose = "client"; names = "https://*.example.org/*"; },
	  { name = "below"; purpose = "sub-ca"; names = "*.example.org"; }
	);
END
# What each is for, in the words of another tool; a label ends where one of these is.
label='[^.@:/*=]+'
wanted_by() {
	case $1 in
	host | below) echo "($label|\\*)\\.example\\.org" ;;
	letter) echo '[^.@:/*=]\.example\.org' ;;
	deep) echo "($label|\\*)\\.($label|\\*)\\.example\\.org" ;;
	mail) echo "$label@example\\.org" ;;
	net) echo "10\\.1\\.$label\\.$label" ;;
	page) echo "https://$label\\.example\\.org/$label" ;;
	esac
}
# names_in FILE: every name of a certificate, one a line, as it is; what has no text is "???".
names_in() {
	openssl x509 -in "$1" -noout -subject -nameopt multiline,utf8,-esc_msb |
		sed -n 's/^ *\(commonName\|emailAddress\) *= //p'
	openssl x509 -in "$1" -noout -ext subjectAltName 2>log | sed '1d; s/^ *//; s/, /\n/g' |
		sed 's/^\(DNS\|IP Address\|email\|URI\)://; s/^othername: UPN:*//; t; s/.*/???/'
}
# fits PROFILE: $typed and $common are names that it is for.
fits() {
	case $1 in
	host | below) typed=DNS:a.example.org ;;
	letter) typed=DNS:b.example.org ;;
	deep) typed=DNS:a.b.example.org ;;
	mail) typed=EMAIL:a@example.org ;;
	net) typed=IP:10.1.2.3 ;;
	page) typed=URI:https://a.example.org/x ;;
	esac
	common=${typed#*:}
}
# Half of them fit.
a_typed_name() {
	pick 2
	[ "$picked" -eq 0 ] && picked=$typed && return
	one_of DNS:a.example.org 'DNS:*.example.org' DNS:b.a.example.org 'DNS:*.a.example.org' \
		DNS:example.org DNS:a.example.org.evil.net DNS:evil.net DNS:A.EXAMPLE.ORG \
		IP:10.1.2.3 IP:10.2.2.3 IP:2001:db8::1 EMAIL:a@example.org EMAIL:a@evil.net \
		EMAIL:a@b.example.org UPN:a@example.org UPN:a@evil.net \
		URI:https://a.example.org/x URI:https://evil.net/a.example.org/x \
		URI:https://a.example.org@evil.net/x 'URI:https://evil.net?.example.org/x' \
		'URI:https://evil.net#.example.org/x' URI:https://evil.net%2f.example.org/x \
		URI:http://a.example.org/x 'URI:https://*.example.org/x'
}
a_common_name() {
	pick 2
	[ "$picked" -eq 0 ] && picked=$common && return
	one_of a.example.org '*.example.org' b.a.example.org evil.net evil.net/a.example.org \
		evil.net/.example.org 'O=evil.net.example.org' '.example.org' a.example.org. \
		a@example.org a@evil.net 10.1.2.3 https://a.example.org/x 'evil net.example.org' \
		'[a].example.org' '\\\\.example.org' '?.example.org' 'ａ.example.org'
}
# a_request: a request for names of all kinds, in any type of string.
a_request() {
	one_of 0x2000 0x0800 0x0100 0x0004 0x0002
	mask=$picked
	a_common_name
	name=$picked
	a_typed_name
	case $picked in
	UPN:*) san="otherName:1.3.6.1.4.1.311.20.2.3;UTF8:${picked#UPN:}" ;;
	EMAIL:*) san=email:${picked#EMAIL:} ;;
	*) san=$picked ;;
	esac
	one_of '' '' ,RID:1.2.3 ,dirName:other ,otherName:1.2.3\;UTF8:a.example.org
	cat >asks.cnf <<-END
		[req]
		distinguished_name = dn
		string_mask = MASK:$mask
		utf8 = yes
		prompt = no
		req_extensions = ext
		[dn]
		CN = $name
		[ext]
		subjectAltName = $san$picked
		[other]
		CN = a.example.org
	END
	openssl req -new -key asks.key -config asks.cnf -utf8 -out asks.csr 2>log
}
wrong=0 try=0 seen=0
while [ $try -lt "$tries" ]; do
	try=$((try + 1))
	rm -rf out
	one_of host letter deep mail net page below
	profile=$picked
	fits "$profile"
	pick 2
	if [ "$picked" -eq 0 ]; then
		a_request || continue
		run ssl issue --profile "$profile" --csr asks.csr --accept san --anyway --out out
	else
		a_common_name
		name=$picked
		a_typed_name
		first=$picked
		a_typed_name
		one_of '' "EMAIL=$picked,"
		run ssl issue --profile "$profile" --dn "${picked}CN=$(echo "$name" | sed 's/[=\\]/\\&/g')" \
			--san "$first" --anyway --out out
	fi
	[ "$status" -eq 0 ] || continue
	seen=$((seen + 1))
	others=$(names_in out/cert.pem | grep -viExe "$(wanted_by "$profile")")
	[ -z "$others" ] || {
		wrong=$((wrong + 1))
		echo "# $profile: $others"
	}
done
[ "$seen" -gt $((tries / 20)) ]
ok $? "names of which $seen fitted"
same 0 "$wrong" "names that a profile is not for, $tries tries: none is signed"

# What 1,000 tries found: a wildcard is one in the name of a host, and in no other.
run ssl issue --profile page --dn CN=https://a.example.org/x --san 'URI:https://*.example.org/x' --out wild
[ "$status" -eq 1 ] && grep -q 'the profile page is for names such as' "$dir/err"
ok $? 'a wildcard in a URI is no label'
run ssl issue --profile host --dn 'CN=*.example.org' --san 'DNS:*.example.org' --out wild
same 0 "$status" 'that of a host is what a pattern with one is for'

# ---- a profile that changed ----------------------------------------------------------------
run ssl issue --profile host --dn CN=a.example.org --san DNS:a.example.org --out last
same 0 "$status" 'a name that a profile is for'
serial=$(serial_of last/cert.pem)
sed -i 's/"server"; names = "\*/"server"; names = "*.new/' store/settings.cfg
fails 1 'the profile host is for names such as \*.new.example.org only' \
	'is not renewed where the profile is for others now' ssl renew "$serial" --out last --yes
sed -i 's/name = "host"/name = "other"/' store/settings.cfg
succeeds 'but is where there is no such profile any more' ssl renew "$serial" --out last --yes
tap_done
