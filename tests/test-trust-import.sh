#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What import is given in the field and cannot take, and a thousand certificates.
# shellcheck source=tests/tap.sh
# shellcheck disable=SC2154 # dir is tap.sh's
: "${TESTS:?names the folder of tests}" "${FIXTURES:?names the folder of fixtures}"
. "$TESTS/tap.sh"
tap_needs openssl jq certtool
cd "$dir" || exit 1
# refuses PATTERN WORDS ARGUMENT...: it ends with 1 and that sentence, behind warnings.
refuses() {
	pattern=$1 words=$2
	shift 2
	run "$@"
	[ "$status" -eq 1 ] && tail -1 err | grep -q "$pattern"
	ok $? "$words" || sed 's/^/# /' err
}

succeeds 'a new store is made' trust list
before=$(store_sum)

mkdir empty loops
ln -s b loops/a && ln -s a loops/b && mkfifo loops/pipe
fails 1 'empty: no certificate' 'an empty directory is named' trust import "$dir/empty"
refuses 'loops: no certificate' 'so is one of loops and pipes' trust import "$dir/loops"
grep -q 'warning: .*pipe: skipped: is a pipe' err
ok $? 'what was skipped is told although nothing is imported'
fails 1 'pipe|certificate' 'an empty input is refused' trust import - </dev/null
fails 1 'No such file' 'a file that is not there is named' trust import "$dir/none.pem"
truncate -s 200M large.pem
fails 1 'large.pem: .*larger than 64 MiB' 'a file of 200 MB is refused' trust import "$dir/large.pem"
mkdir server
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:x \
	-out server/key.pem 2>log
openssl ec -in server/key.pem -passin pass:x -aes256 -passout pass:x \
	-out server/old.pem 2>log
openssl pkcs8 -topk8 -in server/key.pem -passin pass:x -passout pass:x -outform DER \
	-out server/key.der 2>log
refuses 'server: no certificate' 'encrypted keys alone are no certificates' \
	trust import "$dir/server"
for key in key.pem old.pem key.der; do
	grep -q "warning: .*$key.*: the private key is not needed here, and was left out" err
	ok $? "$key is called what it is although nothing is imported"
done
same "$before" "$(store_sum)" 'none of it changed the store'
cp "$FIXTURES/client.pem" server
succeeds 'a certificate beside them is imported without a passphrase' \
	trust import "$dir/server"
grep -q 'warning: .*key.der: the private key is not needed here' err
ok $? 'what was left out is told'
succeeds 'undo takes it away' history undo

# ---- bad ones by the hundred, and what cannot be read -----------------------------------
for _ in $(seq 150); do
	sed '3s/./!/' "$FIXTURES/root.pem"
done >bad.pem
cat "$FIXTURES/root.pem" >>bad.pem
run trust import --skip-bad bad.pem
same 150 "$(grep -c 'bad.pem:[0-9]*: block [0-9]*: ' err)" 'each bad block is told by its place'
succeeds 'undo takes the good one away' history undo
# Root may read everything: an account without its powers may not.
powers=
[ "$(id -u)" -ne 0 ] || powers='setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --clear-groups'
mkdir -p tree/closed tree/open tree/listed
cp "$FIXTURES/root.pem" tree/closed && cp "$FIXTURES/intermediate.pem" tree/open
cp "$FIXTURES/root.pem" tree/listed && cp "$FIXTURES/root.pem" tree/secret.pem
chmod 755 "$dir" && chmod 0 tree/closed tree/secret.pem && chmod 744 tree/listed
# reads WORDS...: as somebody who has a store there.
own=$dir/own
mkdir own
[ -z "$powers" ] || chown 65534 own
reads() {
	plain=$PEMDECK
	PEMDECK="env HOME=$own PEMDECK_STORE=$own/store $powers $PEMDECK"
	run "$@"
	PEMDECK=$plain
}
if reads --version && [ "$status" -eq 0 ]; then
	chmod 644 tree/listed
	reads trust import tree
	[ "$status" -eq 1 ] && grep -q 'tree/closed: .*; invalid in all: 3; nothing was imported' err
	ok $? 'a tree with what cannot be read is not imported' || tap_show stderr err
	reads trust import --skip-bad tree
	same 1 "$status" 'with --skip-bad the status tells of it'
	for place in 'closed: the directory cannot be read' 'listed/root.pem: cannot be opened' \
		'secret.pem: cannot be opened'; do
		grep -q "tree/$place: Permission denied" err
		ok $? "${place%%:*} is told" || tap_show stderr err
	done
	reads trust import tree/secret.pem
	grep -q 'secret.pem: .*Permission denied' err
	ok $? 'a file that may not be read is named'
	reads trust list --json
	same 1 "$(jq length out)" 'and the rest is imported'
else
	skip 'no other account can be had'
fi
chmod -R u+rwX tree

make=$FIXTURES/../make-certificates
if [ -x "$make" ]; then
	"$make" 1000 >many.pem
	succeeds 'a thousand certificates are imported' trust import many.pem
	run trust list --json
	same 1000 "$(grep -c '"kind": *"ca"' out)" 'all are there'
	prefix=$(cd store/trust && printf '%s\n' * | cut -c1-4 | uniq -d | head -1)
	if [ -n "$prefix" ]; then
		fails 1 'trusted certificates fit this; write more of the fingerprint' \
			'a beginning that fits two fingerprints is refused' trust show "$prefix"
		fails 1 'fit this' 'and removes nothing' trust remove --yes "$prefix"
	else
		skip 'no two fingerprints begin alike'
	fi
	succeeds 'undo takes all of them away' history undo
	run trust list --json
	same '[]' "$(cat out)" 'at once'
else
	skip 'make-certificates is not built'
fi

if [ -d "${CORPUS-}/hostile" ]; then
	run trust import --skip-bad "$CORPUS/hostile" </dev/null
	[ "$status" -le 1 ]
	ok $? 'hostile files are survived'
	grep -q 'block\|: ' err
	ok $? 'each by its name'
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" err
	same 1 $? 'no control character of theirs reaches the terminal'
	succeeds 'the list can be shown after it' trust list
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" out
	same 1 $? 'without any either'
else
	skip 'no CORPUS'
fi
# ---- what a file says about trust --------------------------------------------------------
cd "$dir" || exit 1
run trust clear --yes
for name in good bad mail bare; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=said-$name" \
		-keyout key -out "said-$name.pem" -days 30 2>/dev/null
done
openssl x509 -in said-good.pem -addtrust serverAuth -trustout -out trusted.pem
openssl x509 -in said-bad.pem -addreject serverAuth -trustout -out rejected.pem
openssl x509 -in said-bad.pem -addreject anyExtendedKeyUsage -addtrust clientAuth -trustout \
	-out rejected-all.pem
openssl x509 -in said-mail.pem -addtrust emailProtection -trustout -out mail.pem
openssl x509 -in said-good.pem -setalias name -trustout -out alias.pem
for file in rejected rejected-all; do
	run trust import "$file.pem"
	same 1 "$status" "what OpenSSL distrusts is not trusted: $file"
	grep -q "$file.pem:1: .*distrusted" err
	ok $? 'and the reason is told' || tap_show stderr err
done
run trust import mail.pem
same 1 "$status" 'what is trusted for mail alone is not trusted for servers'
grep -q 'not for servers or clients' err
ok $? 'and the reason is told' || tap_show stderr err
run trust list --json
same '[]' "$(jq -c . out)" 'nothing came in'
succeeds 'what is trusted for servers is' trust import trusted.pem
grep -q "OpenSSL's trust in it for serverAuth.*left out" err
ok $? 'and the settings are named' || tap_show stderr err
succeeds 'an alias of OpenSSL says nothing of trust' trust import alias.pem
grep -q 'left out' err
same 1 $? 'so nothing is named'
openssl verify -CAfile rejected.pem -purpose sslserver said-bad.pem >check 2>&1
grep -q 'certificate rejected' check
ok $? 'OpenSSL rejects by the same settings' || tap_show said check
{
	printf '[p11-kit-object-v1]\nlabel: "a"\nx-distrusted: true\n'
	cat said-bad.pem
	printf '\n[p11-kit-object-v1]\nlabel: "b"\ntrusted: true\n'
	cat said-bare.pem
	printf '[p11-kit-object-v1]\n'
	cat said-mail.pem
	printf 'x-distrusted: true\n'
} >objects.p11-kit
run trust import objects.p11-kit
same 1 "$status" 'what p11-kit distrusts is not trusted'
run trust import objects.p11-kit --skip-bad
run trust list --json
same 'said-bare said-good' "$(jq -r '.[].subject' out | sed 's/CN=//' | sort | paste -sd' ')" \
	'the others are with --skip-bad'
# ---- what p11-kit attaches to a key, as "trust dump" writes it ------------------------------
# extension OID VALUE NAME: an object that attaches an extension to the key of NAME.pem.
extension() {
	printf '[p11-kit-object-v1]\nclass: x-certificate-extension\nlabel: ""\n'
	printf 'value: "%s"\nobject-id: %s\nid: "%%B6%%86"\nmodifiable: false\n' "$2" "$1"
	openssl x509 -in "$3.pem" -noout -pubkey
	printf '\n# pkcs11:type=cert\n'
}
anchor() {
	printf '[p11-kit-object-v1]\nlabel: "%s"\ntrusted: true\nx-distrusted: false\n' "$1"
	printf 'nss-server-distrust-after: "%s"\n' "${2:-%00}"
	cat "$1.pem"
	printf '\n\n'
}
for name in mail served none away long gone lost; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
		-keyout "$name.key" -out "$name.pem" -days 30 -set_serial 0x1234 2>/dev/null
done
mail='0%16%06%03U%1D%25%01%01%FF%04%0C0%0A%06%08%2B%06%01%05%05%07%03%04'
server='0%16%06%03U%1D%25%01%01%FF%04%0C0%0A%06%08%2B%06%01%05%05%07%03%01'
reject='0%1A%06%0A%2B%06%01%04%01%99w%06%0A%01%04%0C0%0A%06%08%2B%06%01%05%05%07%03%01'
names='0%1A%06%03U%1D%1E%01%01%FF%04%100%0E%A0%0C0%0A%82%08.example'
{
	extension 2.5.29.37 "$mail" mail
	anchor mail
	anchor served
	extension 2.5.29.37 "$server" served
	anchor none
	extension 1.3.6.1.4.1.3319.6.10.1 "$reject" none
	extension 2.5.29.30 "$names" away
	anchor away
	anchor long '%32%35%30%31%30%31%30%30%30%30%30%30%5A'
	anchor gone
	printf '[p11-kit-object-v1]\nclass: certificate\nx-distrusted: true\n'
	printf 'issuer: "0%%0F1%%0D0%%0B%%06%%03U%%04%%03%%0C%%04gone"\nserial-number: "%%02%%02%%124"\n'
	extension 2.5.29.37 "$mail" lost
} >attached.p11-kit
run trust clear --yes
run trust import attached.p11-kit
same 1 "$status" 'what p11-kit limits is not trusted without limits'
run trust import attached.p11-kit --skip-bad
cp err said
# told NAME LINE-PATTERN
told() {
	line=$(grep -n "^label: \"$1\"" attached.p11-kit | cut -d: -f1)
	grep -Eq "attached.p11-kit:$((line + 4)): $2" said
	ok $? "$1: $2" || tap_show said said
}
told mail "block [0-9]+: its file trusts it, but not for servers or clients .p11-kit's trust in it for emailP"
told served "p11-kit's trust in it for serverAuth"
told none "block [0-9]+: its file says that it is distrusted .p11-kit's distrust of it for serverAuth."
told away "block [0-9]+: its file trusts it only within limits .*p11-kit's extension 2.5.29.30 for it"
told long "block [0-9]+: its file .*p11-kit's distrust of what it issues from a day on"
told gone 'block [0-9]+: its file says that it is distrusted'
grep -q "attaches to a certificate that is not in the file (p11-kit's trust in it for emailP" said
ok $? 'and what is not in the file, too' || tap_show said said
same 4 "$(grep -Ec "p11-kit's (trust in|distrust of) it " said)" 'each is told once'
run trust list --json
same '["CN=served"]' "$(jq -c '[.[].subject]' out)" 'only what is trusted for servers came in'

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=h.example.org \
	-keyout host.key -out host.pem -days 30 2>/dev/null
openssl x509 -in host.pem -addreject serverAuth -trustout >host.key.pem
cat host.key >>host.key.pem
succeeds 'a certificate with settings is installed' tls import host.key.pem --yes
grep -q "host.key.pem:1: OpenSSL's distrust of it for serverAuth.*left out" err
ok $? 'and they are named' || tap_show stderr err
# ---- what a terminal would obey, or nobody would see ------------------------------------------
# Nor is it kept so: whoever reads the store by other means has no safe door.
openssl req -x509 -newkey rsa:2048 -nodes -keyout raw.key -out raw.pem -days 30 -utf8 \
	-subj "$(printf '/CN=a\302\2332J\177b\357\273\277c')" 2>log
succeeds 'a name with control characters' trust import "$PWD/raw.pem"
! grep -rlE "$(printf '\302\233|\177|\357\273\277')" "$PEMDECK_STORE" >raw
ok $? 'is kept without them, in history too' || tap_show files raw
run trust list
grep -qF 'a\u009b2J\x7fb\ufeffc' out
ok $? 'and shown with escapes' || tap_show out out
tap_done
