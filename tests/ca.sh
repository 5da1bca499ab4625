# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# CAs as openssl ca keeps them, in the directory of the test, and what openssl says of them.

# make_ca NAME: a CA with its key in NAME/, and a configuration to run openssl ca with.
make_ca() {
	mkdir -p "$1/newcerts" "$1/private"
	: >"$1/index.txt"
	echo 1000 >"$1/serial"
	echo 2A >"$1/crlnumber"
	cat >"$1.cnf" <<-END
		[ca]
		default_ca = own
		[own]
		dir = $dir/$1
		database = \$dir/index.txt
		new_certs_dir = \$dir/newcerts
		serial = \$dir/serial
		crlnumber = \$dir/crlnumber
		certificate = \$dir/cacert.pem
		private_key = \$dir/private/cakey.pem
		default_md = sha256
		default_days = 300
		default_crl_days = 30
		policy = any
		crl_extensions = crl_ext
		unique_subject = no
		x509_extensions = leaf
		[any]
		commonName = supplied
		[crl_ext]
		authorityKeyIdentifier = keyid
		[req]
		distinguished_name = dn
		[dn]
		[root]
		basicConstraints = critical,CA:TRUE
		keyUsage = critical,keyCertSign,cRLSign
		subjectKeyIdentifier = hash
		[leaf]
		basicConstraints = critical,CA:FALSE
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		extendedKeyUsage = serverAuth
	END
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$1.cnf" \
		-extensions root -subj "/CN=$1 CA" -days 900 -keyout "$1/private/cakey.pem" \
		-out "$1/cacert.pem" 2>log
}

# sign CA NAME: a certificate NAME.pem.
sign() {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$1.cnf" \
		-subj "/CN=$2" -keyout "$2.key" -out "$2.csr" 2>log &&
		openssl ca -batch -notext -config "$1.cnf" -in "$2.csr" -out "$2.pem" 2>log
}

revoke() {
	openssl ca -batch -config "$1.cnf" -revoke "$2.pem" -crl_reason "$3" 2>log
}

gencrl() {
	openssl ca -batch -config "$1.cnf" -gencrl -out "$2" 2>log
}

serial_of() {
	openssl x509 -in "$1" -noout -serial | sed 's/serial=//'
}

# says/warns WORDS...: what the last run said.
says() {
	grep -q "$1" err out
	ok $? "$2" || tap_show stderr err
}
warns() {
	grep -q "warning: .*$1" err
	ok $? "$2" || tap_show stderr err
}

# judged WORD CA LIST NAME...: openssl says WORD (OK or revoked) of these.
judged() {
	word=$1
	root=$2
	list=$3
	shift 3
	for name; do
		openssl verify -crl_check -CAfile "$root" -CRLfile "$list" "$name.pem" >judged 2>&1
		grep -q "$word" judged
		ok $? "openssl says of $name by $list: $word" || tap_show openssl judged
	done
}

