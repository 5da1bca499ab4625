#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: make-old-store.sh PEMDECK FILE.tar.gz
#
# Makes the store that test-old-store.sh opens: with PEMDECK, a pemdeck of an older version
# (that in the tree is of commit c2cfe898, the first whose store is like today's), in all of
# its tabs, with history. What is in it is valid for twenty years.
set -eu
pemdeck=$(realpath "$1")
case $2 in /*) file=$2 ;; *) file=$PWD/$2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
does()
{
	"$pemdeck" --store store --account ops --yes --quiet "$@" >>log 2>&1 || {
		echo "not made: $*" >&2
		tail -n 3 log >&2
		exit 1
	}
}
serial()
{
	openssl x509 -in "$1/cert.pem" -noout -serial | sed 's/serial=//'
}

does settings set undo_days 3653
does ssl generate --dn 'CN=Old Root,O=Example,C=DE' --algorithm ec --days 7300
does ssl issue --purpose server --dn CN=www.example.org --san DNS:www.example.org --days 7000 --out www
does ssl issue --purpose client --dn CN=alice --days 7000 --out alice
does ssl issue --purpose client --dn CN=bob --days 7000 --out bob
does ssl revoke "$(serial bob)" --reason keyCompromise
does ssl crl --days 3650 list.crl
printf 'a good passphrase' >pass
does signature generate --dn CN=signs --days 7000 --passphrase-file pass
does encryption import www/cert.pem --alias www
does tls generate --dn CN=gw01.example.org --san DNS:gw01.example.org --algorithm ec --days 7000
does tls request --dn CN=gw01.example.org,O=Example --new-key --algorithm ec request.csr
does trust import www/ca.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out other.pem \
	-days 7000 -subj /CN=Other -addext basicConstraints=critical,CA:TRUE 2>>log
does trust import other.pem
does --comment 'a slip' trust remove "$(openssl x509 -in other.pem -noout -fingerprint -sha256 |
	sed 's/.*=//')"
"$pemdeck" --store store --account ops trust verify other.pem --host other.example.org >>log 2>&1 || true
does settings set warning_days 90
does settings set rejected_keep 50
cat >>store/settings.cfg <<'END'
# what the web server reads
deploy = ( { name = "nginx"; certificate = "/nonexistent/site.pem"; key = "/nonexistent/site.key"; } );
END
does encryption import alice/cert.pem --alias alice
rm -f store/lock
tar -c --owner=0 --group=0 --sort=name store | gzip -9n >"$file"
