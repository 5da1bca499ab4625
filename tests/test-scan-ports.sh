#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan asks the ports that a configuration opens what they serve; status --scan reports it.
# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
exec </dev/null
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

root ca 'basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign'
issue host ca 'subjectAltName=DNS:host.example.org'
issue other ca 'subjectAltName=DNS:other.example.org'
serve host
mkdir "$PEMDECK_ETC/services.d"
cat >"$PEMDECK_ETC/services.d/mine.cfg" <<END
services = (
  { name = "mine"; grammar = "equals"; files = [ "$dir/mine.ini" ];
    certificate = [ "cert" ]; key = [ "key" ]; authority = [ "ca" ]; listen = [ "port" ];
    serve = [ "host" ]; }
);
END
cat >mine.ini <<END
cert = host.pem
key = host.key
ca = ca.pem
port = 127.0.0.1:$port
host = host.example.org
END
port_of() {
	jq -r '.uses[0].ports[0]' out | sed "s/^$port: //"
}
faults_of_host() {
	run scan --json "$@"
	jq -r --arg file "$dir/host.pem" '.[] | select(.file == $file) | .faults' out
}

same '' "$(faults_of_host)" 'the certificate of the file is served: nothing is wrong'
run scan show "$dir/host.pem" --json
same 'serves it' "$(port_of)" 'which show says'
succeeds 'a store is made' ssl show
run status --scan --json
same "ok $dir/host.pem" "$(jq -r '.[] | select(.tab == "scan" and .subject == "O=Test,CN=host" or .subject == "CN=host,O=Test")
	| .level' out) $dir/host.pem" 'status --scan tells it'
run status --json
same 0 "$(jq '[.[] | select(.tab == "scan")] | length' out)" 'and status alone does not'

cp host.pem before.pem
sleep 1.1
issue host ca 'subjectAltName=DNS:host.example.org'
same old_in_memory "$(faults_of_host)" 'renewed on disk, but the service was not told'
run scan
grep -q "OLD ONE SERVED" out
ok $? 'which the list says'
run scan show "$dir/host.pem"
prints "^Ports: +$port: serves the previous one, " 'show says which port'
run status --scan --json
same "critical old_in_memory" "$(jq -r '.[] | select(.tab == "scan" and .level != "ok") | .level + " " + .status' out)" \
	'and status, as critical'
run status --scan
same 2 "$status" 'whose exit status says so'
grep -q 'OLD ONE SERVED' out
ok $? 'in words'
same '' "$(faults_of_host --no-ports)" 'with --no-ports nobody is asked'
cp other.pem host.pem
cp other.key host.key
same 'name,not_served' "$(faults_of_host)" 'another certificate is served than that of the file'
run scan show "$dir/host.pem"
prints "^Ports: +$port: serves another, " 'which show says of the port'
cp before.pem host.pem
same key_mismatch "$(faults_of_host)" 'a key of another certificate, whatever is served'
sed -i 's/^port.*/port = 192.0.2.7:443/' mine.ini
run scan show "$dir/host.pem" --json
same null "$(jq -r '.uses[0].ports' out)" 'a port of another address is not asked'
closed=$(sed -n 's/^port = //p' mine.ini)
[ -n "$closed" ] && sed -i 's/^port.*/port = 1/' mine.ini
cp other.pem host.pem
run scan show "$dir/host.pem" --json
jq -r '.uses[0].ports[0]' out | grep -q '^1: no answer'
ok $? 'where nobody answers, show says so'
tap_done
