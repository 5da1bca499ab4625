#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan show says where a certificate is used and what is wrong with it; what could not be read is
# told, by scan, scan show and status --scan; and the dialogue asks with all that scan take does.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

mkdir -p service/all "$PEMDECK_ETC/services.d"
cat >"$PEMDECK_ETC/services.d/mine.cfg" <<END
services = (
  { name = "mine"; grammar = "equals"; files = [ "$dir/service/*.ini" ];
    certificate = [ "cert" ]; key = [ "key" ]; chain = [ "chain" ]; off = [ "plain=yes" ]; }
);
END
# uses NAME LINE...: the configuration of a service
uses() {
	name=$1
	shift
	printf '%s\n' "$@" >"service/$name.ini"
}
# shows FILE
shows() {
	run scan show "$dir/service/$1"
	[ ! -s err ] || tap_show stderr err
}
# faults FILE: their words
faults() {
	run scan --json
	jq -r --arg file "$dir/service/$1" '.[] | select(.file == $file) | .faults' out
}
critical='basicConstraints=critical,CA:TRUE'
signs='keyUsage=critical,keyCertSign,cRLSign'
root ca "$critical" "$signs"
issue www ca subjectAltName=DNS:www.example.org
cp www.pem www.key ca.pem service

# ---- where it is used --------------------------------------------------------------------------
ln -s www.pem service/link.pem
uses web 'cert = link.pem' 'key = www.key' 'chain = ca.pem'
shows link.pem
prints "^Leads to: +$dir/service/www.pem$" 'a link leads to a file'
prints "^Private key: +$dir/service/www.key$" 'whose key is beside'
prints "^Chain: +$dir/service/ca.pem$" 'and its chain'
rm service/link.pem
uses web 'cert = www.pem' 'key = www.key'
cp www.pem service/all/one.pem
echo 'no certificate' >service/all/README
uses folder 'cert = all'
shows all/one.pem
prints "^Named in: +$dir/service/folder.ini:1$" 'a folder of certificates is looked through'
rm service/folder.ini

# ---- what is wrong with it -----------------------------------------------------------------------
run trust import --yes ca.pem
root short "$critical,pathlen:0" "$signs"
issue middle short "$critical" "$signs"
issue deep middle subjectAltName=DNS:deep.example.org
cat deep.pem middle.pem >service/deep.pem
cp deep.key service
run trust import --yes short.pem
uses web 'cert = deep.pem' 'key = deep.key'
same chain_refused "$(faults deep.pem)" 'a chain that clients refuse'
shows deep.pem
prints 'Clients will refuse it: a CA in the chain may not issue' 'and why they do'
openssl genrsa -out weak.key 1024 2>>make.log
issue weak ca subjectAltName=DNS:weak.example.org
cp weak.pem weak.key service
uses web 'cert = weak.pem' 'key = weak.key'
same weak "$(faults weak.pem)" 'a key that can be broken'

# ---- what was not read ---------------------------------------------------------------------------
printf -- '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' >service/cut.pem
uses web 'cert = cut.pem' 'key = www.key'
shows cut.pem
prints '^Not read: +what it holds is not DER' 'a file that is no certificate, and why'
succeeds 'a store is made' ssl show
mkdir service/dir.ini
run status --scan --json
same "$dir/service/dir.ini" "$(jq -r '.[] | select(.tab == "scan" and .status == "unread") | .subject' out)" \
	'status tells what it could not look at'
run status --scan
prints "$dir/service/dir.ini.*(not read|regular file|directory)" 'and why'
rmdir service/dir.ini

# ---- taken over, in the dialogue ---------------------------------------------------------------
uses web 'cert = www.pem' 'key = www.key'
printf '%s\n' scan scan '' '' no no '' "/www.pem" '1 take' web '' yes >in
run --linear <in
prints '^Deploy target: web$' 'before it is taken over, the target is shown'
prints "^Certificate: $dir/service/www.pem$" 'what it will write'
prints "^Private key: $dir/service/www.key$" 'and where the key goes'
shows www.pem
prints '^Deploy target: +web$' 'then show says which target writes it'
printf '%s\n' scan scan '' '' no no '' "/www.pem" '1 take' >in
run --linear <in
prints 'deploy target web writes it already' 'and the dialogue that there is nothing to take'
fails 2 'web and again write the same file' 'which is not made twice' \
	scan take "$dir/service/www.pem" --name web --target again
tap_done
