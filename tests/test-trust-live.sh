#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a check meets besides chains: servers that demand a certificate of ours, and what
# the system trusts. And how many rejected chains are kept.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"
names='subjectAltName=DNS:localhost,IP:127.0.0.1'
ca='basicConstraints=critical,CA:TRUE'
root root "$ca"
issue good root "$names"
succeeds 'the root is trusted' trust import root.pem

# ---- a certificate of ours -----------------------------------------------------------
issue alice root extendedKeyUsage=clientAuth
cat alice.pem alice.key >alice-both.pem
openssl pkcs12 -export -in alice.pem -inkey alice.key -passout pass:secret -out alice.p12
echo secret >passphrase
run tls export own.pem
run tls new --name web --dn CN=web --algorithm ec --no-use-ssl-ca
run tls export web.pem --name web
own=$(openssl x509 -in own.pem -noout -subject -nameopt RFC2253 | sed 's/.*CN=\([^,]*\).*/\1/')
# How often the server was shown the certificate of WHO.
times_shown() {
	grep -acE "depth=0.*CN ?= ?$1\$" good.log
}
# shows WHO WORDS PEMDECK-WORDS...: the server is shown the certificate of WHO. It may write
# so after the client has ended.
shows() {
	who=$1 words=$2 tries=0
	shift 2
	before=$(times_shown "$who")
	run trust check "localhost:$port" "$@" --json
	until [ "$(times_shown "$who")" -gt "$before" ] || [ $tries -eq 600 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	[ "$status" -eq 0 ] && [ "$(times_shown "$who")" -gt "$before" ]
	ok $? "$words" || tap_show stderr err
}
for version in -tls1_2 -tls1_3; do
	cat root.pem own.pem web.pem >known.pem
	serve good "$version" -Verify 1 -verify_return_error -CAfile known.pem
	judged accepted "without one the server is judged all the same ($version)" \
		check "localhost:$port"
	same true "$(jq .asked_certificate out)" 'and said to ask for one'
	shows alice 'one from a file is shown to it' --client-certificate alice-both.pem
	shows alice 'or from standard input' --client-certificate - <alice-both.pem
	shows alice 'or from a PKCS#12 file' --client-certificate alice.p12 \
		--passphrase-file passphrase
	shows "$own" 'or that of the TLS Key tab' --client-tls
	shows web 'or one of its keys, by name' --client-tls --name web
done
run history list --json --limit 1
same "TLS key used to connect: localhost:$port" "$(jq -r '.[0].sentence' out)" 'which history tells'
cp -Rp "$PEMDECK_STORE" kept
run tls export mine.pem
fails 1 'mine.pem: has no private key' 'a key that is kept here is not used by its certificate' \
	trust check "localhost:$port" --client-certificate mine.pem
run settings set --yes security_officer "$(id -un)"
fails 1 'system administrator' 'nor by somebody who may only look' \
	--account eve trust check "localhost:$port" --client-tls
run --account eve trust check "localhost:$port"
same 0 "$status" 'who may check all the same'
rm -rf "$PEMDECK_STORE" && mv kept "$PEMDECK_STORE"
fails 1 'alice.pem' 'one without its key is refused by name' \
	trust check "localhost:$port" --client-certificate alice.pem
fails 1 '^pemdeck: mail: ' 'a TLS key that is not here, by its name' \
	trust check "localhost:$port" --client-tls --name mail
fails 2 'only with --client-tls' 'its name alone says nothing' \
	trust check "localhost:$port" --name web
fails 1 'none.pem' 'so is one that is not there' \
	trust check "localhost:$port" --client-certificate none.pem

# ---- the system's --------------------------------------------------------------------
bundle=/etc/ssl/certs/ca-certificates.crt
root elsewhere "$ca"
issue there elsewhere "$names"
serve there
plain=$PEMDECK
judged unknown_ca 'what the system does not trust is not trusted by --system' \
	check "localhost:$port" --system
if [ -e "$bundle" ] && unshare -rm true 2>/dev/null; then
	# A pemdeck to which the system trusts that root alone.
	cat >with-root.sh <<-END
		mount --bind $dir/elsewhere.pem $bundle && exec $PEMDECK "\$@"
	END
	PEMDECK="unshare -rm sh $dir/with-root.sh"
	judged accepted 'what it trusts is' check "localhost:$port" --system
	judged unknown_ca 'but not without --system' check "localhost:$port"
	printf 'localhost:%s\n' "$port" >hosts
	run trust check --all hosts --system --json
	same accepted "$(jq -r '.[0].reason' out)" 'in a list of hosts it counts too'
	judged accepted 'and for files' verify there.pem --system
	PEMDECK=$plain
else
	skip 'the system cannot be given another list of what it trusts'
fi

# ---- how many are kept ---------------------------------------------------------------
# Each in a second of its own: times in records have no parts of seconds.
reject() {
	last=$(date +%s)
	until [ "$(date +%s)" -gt "$last" ]; do
		sleep 0.05
	done
	run trust verify there.pem --host "$1"
}
hosts() {
	run trust rejected --json
	jq -r 'map("\(.host)*\(.count)") | join(" ")' out
}
run trust forget --yes
run settings set rejected_keep 3
for host in a b c; do reject $host.example; done
same 'c.example*1 b.example*1 a.example*1' "$(hosts)" 'three are kept, the newest first'
reject a.example
same 'a.example*2 c.example*1 b.example*1' "$(hosts)" \
	'one that is rejected again is counted, and is the newest'
reject d.example
same 'd.example*1 a.example*2 c.example*1' "$(hosts)" 'a new one takes the place of the oldest'
run settings set rejected_keep 2
reject d.example
same 'd.example*2 a.example*2' "$(hosts)" 'with a lower limit more of them go'
run settings set rejected_keep 0
reject e.example
same 1 "$status" 'with none kept a chain is rejected as well'
same 'd.example*2 a.example*2' "$(hosts)" 'but not recorded'

# ---- where distributions keep it ----------------------------------------------------------
# In a name space of its own, where /etc has nothing but one of these lists.
here=$(mktemp -d)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=system \
	-keyout "$here/key" -out "$here/root.pem" -days 30 2>/dev/null
chmod 755 "$here" && chmod 644 "$here/root.pem"
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	for list in /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/ssl/ca-bundle.pem \
		/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem /etc/pki/tls/certs/ca-bundle.crt \
		/etc/ca-certificates/extracted/tls-ca-bundle.pem; do
		# shellcheck disable=SC2016 # the inner shell expands them
		unshare -m sh -c '
			cp /etc/passwd /etc/group "$2" && mount -t tmpfs -o mode=755 none /etc &&
				cp "$2/passwd" "$2/group" /etc && mkdir -p "${1%/*}" &&
				cp "$2/root.pem" "$1" &&
				$PEMDECK trust verify "$2/root.pem" --system --json
			' sh "$list" "$here" >"$dir/out" 2>"$dir/err"
		same "true $list" "$(jq -r '"\(.accepted) \(.system_list)"' "$dir/out")" \
			"--system takes $list and says so" || tap_show stderr "$dir/err"
	done
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount -t tmpfs -o mode=755 none /etc
		mount -t tmpfs none /var/lib; $PEMDECK trust verify "$1" --system' \
		sh "$here/root.pem" >"$dir/out" 2>"$dir/err"
	grep -q 'where distributions keep it' "$dir/err"
	ok $? 'where there is none that is said' || tap_show stderr "$dir/err"
else
	skip 'only root can hide the lists of the system'
fi
rm -rf "$here"

tap_done
