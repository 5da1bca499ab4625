# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# A store that looks the same every day, for goldens and pictures: made by a clock that
# stands at noon of 2026-12-01 (who looks at it three hours later meets no edge), in ./store, with files beside it. Sourced where CLOCK is
# clock-preload.so and PEMDECK the program; at DAYS runs a command so many days from that
# noon.

TZ=UTC
export TZ
noon=1796126400

at() {
	offset=$(($1 * 86400 + noon - $(date +%s)))
	shift
	CLOCK_HOST=gw01 CLOCK_AHEAD=$offset LD_PRELOAD=$CLOCK "$@"
}

# made DAYS WORDS...: the operation, whose words for people nobody needs.
made() {
	days=$1
	shift
	# shellcheck disable=SC2086
	at "$days" $PEMDECK --store store --yes --quiet --account ops "$@" >>made 2>&1 || {
		echo "not made: $*" >&2
		tail -n 3 made >&2
		return 1
	}
}

# issued DAYS LIFE PURPOSE NAME [OPTION]...
issued() {
	days=$1 life=$2 purpose=$3 name=$4
	shift 4
	made "$days" ssl issue --purpose "$purpose" --dn "CN=$name" --days "$life" \
		--out "out/$name" "$@"
}

# foreign NAME SUBJECT OPTION...: a key and a certificate of openssl.
foreign() {
	file=$1 subject=$2 days=$3
	shift 3
	at -3 openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$file.key" -out "$file.pem" -days "$days" -subj "$subject" "$@" \
		2>>made
}

make_sample_store() {
	mkdir out
	made -900 ssl generate --dn 'CN=Example Root CA,O=Example GmbH,C=DE' --days 3500
	made -890 ssl retire "$(at -890 $PEMDECK --store store ssl list --json |
		jq -r '.[] | select(.id | startswith("ca@")) | .serial')" --file former.crl
	made -880 tls generate --no-use-ssl-ca --dn CN=gw01.example.org
	made -720 signature generate --no-use-ssl-ca --dn CN=deploy
	issued -485 365 code-signing 'Build 2025'
	issued -400 120 server wiki.example.org --san DNS:wiki.example.org
	issued -359 365 server mail.example.org \
		--san DNS:mail.example.org,DNS:imap.example.org,DNS:smtp.example.org
	issued -353 365 client alice
	issued -334 365 server ldap.example.org --san DNS:ldap.example.org,IP:192.0.2.20
	issued -303 365 server proxy.example.org --san DNS:proxy.example.org
	issued -270 700 server api.example.org --san DNS:api.example.org
	issued -260 700 server backup.example.org --san DNS:backup.example.org
	issued -200 600 client 'Dave Miller'
	issued -100 90 server old.example.org --san DNS:old.example.org
	made -60 ssl revoke --reason keyCompromise "$(serial_of out/old.example.org)"
	foreign agent-01 /CN=agent-01 900 -addext keyUsage=keyAgreement
	foreign agent-02 /CN=agent-02 11 -addext keyUsage=keyAgreement
	made 0 encryption import agent-01.pem --alias agent-01
	made 0 encryption import agent-02.pem --alias agent-02
	trusted 'Alpha Root CA 2031' 1800
	trusted 'Beta Global Root G2' 420
	trusted 'Gamma Trust Root' 2000
	trusted 'Old Company Root' 310
	foreign shadow '/CN=Shadow Root CA' 900
	rejected -1 printer.lan print.example.org
	rejected 0 gw.example.net
}

# trusted NAME DAYS
trusted() {
	foreign root "/CN=$1/O=${1%% *} Trust" "$2"
	made 0 trust import root.pem
}

serial_of() {
	openssl x509 -in "$1/cert.pem" -noout -serial | sed 's/serial=//'
}

# rejected DAYS NAME [HOST]: a chain up to a root that is not trusted; where another HOST is
# asked for, its name does not fit either.
rejected() {
	at -2 openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key \
		-out leaf.csr -subj "/CN=$2" 2>>made
	printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$2" >leaf.ext
	at -2 openssl x509 -req -in leaf.csr -CA shadow.pem -CAkey shadow.key -days 87 \
		-extfile leaf.ext -out leaf.pem 2>>made
	cat leaf.pem shadow.pem >chain.pem
	# shellcheck disable=SC2086
	at "$1" $PEMDECK --store store --yes --quiet --account ops trust verify chain.pem \
		--host "${3-$2}" >>made 2>&1
	return 0
}

# The same with faults for doctor, in ./broken.
break_sample_store() {
	cp -pR store broken
	echo 'alias = "agent-01' >broken/encryption/agent-01.cfg
	: >"$(grep -l 'Old Company Root' broken/trust/*.cfg)"
	set -- broken/keys/*.pem
	chmod 644 "$1"
}

# The ten screens that one looks at most: a name, the store, and the keys from the first
# page to it.
sample_screens() {
	cat <<'SCREENS'
list store Down Down Down
details store Down Down Down Enter
rejected store 5 ]
todo store !
form store n
menu store Down Down Down m
ends store V
accept store 5 ] t
doctor broken D
tags store Down Down Down Space Down Space Down Space
SCREENS
}
