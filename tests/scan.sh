# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2119,SC2120
# Certificates and configurations of services below a root of their own, for tests of scan:
# sourced after tap.sh. openssl makes the material, as an administrator would have it.

# shellcheck source=tests/dated.sh
. "$TESTS/dated.sh"
tap_needs jq openssl mkfifo
PEMDECK_DATA=$(dirname "$TESTS")/data
export PEMDECK_DATA
cd "$dir" || exit 1
root=$dir/root

# make_ca NAME SUBJECT: a root with its key, $dir/NAME.pem and NAME.key
make_ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/$1.key" \
		-out "$dir/$1.pem" -subj "$2" -days 3650 2>"$dir/openssl.log"
}

# make_leaf NAME CA SPAN NAMES [CONSTRAINTS]: $dir/NAME.pem, NAME.key, signed by CA; NAMES
# such as DNS:a.example, the first of which is the common name as well. SPAN: usual, soon (it
# ends in 3 days) or over
make_leaf() {
	leaf_cn=${4%%,*}
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/$1.key" \
		-out "$dir/$1.csr" -subj "/CN=${leaf_cn#*:}" 2>>"$dir/openssl.log"
	printf 'subjectAltName=%s\nbasicConstraints=%s\n' "$4" "${5:-CA:FALSE}" >"$dir/ext"
	sign_leaf "$1" "$2" "$3"
}

# sign_leaf NAME CA SPAN: the same certificate once more
sign_leaf() {
	case $3 in
	usual) span="-100 +900" ;;
	soon) span="-900 +3" ;;
	over) span="-900 -3" ;;
	esac
	dated_config "$dir"
	openssl ca -batch -config "$dir/ca.cnf" -in "$dir/$1.csr" -cert "$dir/$2.pem" \
		-keyfile "$dir/$2.key" -extfile "$dir/ext" -out "$dir/$1.pem" -notext \
		-startdate "$(date -u -d "${span% *} days" +%Y%m%d%H%M%SZ)" \
		-enddate "$(date -u -d "${span#* } days" +%Y%m%d%H%M%SZ)" 2>>"$dir/openssl.log"
}

# put NAME PATH MODE: a file below the root
put() {
	mkdir -p "$root/$(dirname "$2")"
	cp "$dir/$1" "$root/$2"
	chmod "$3" "$root/$2"
}

# config PATH: its text is standard input
config() {
	mkdir -p "$root/$(dirname "$1")"
	cat >"$root/$1"
}

# scan WORDS...: of that root, into $dir/rows.json
scan() {
	run scan --root "$root" --json "$@"
	cp "$dir/out" "$dir/rows.json"
}

# found FILE: the faults of the certificate there, or "absent"
found() {
	jq -r --arg file "$1" '[.[] | select(.file == $file) | .faults] | .[0] // "absent"' "$dir/rows.json"
}

# faults FILE WANTED WORDS...: these are its faults, and no others
faults() {
	tap_want=$2
	tap_got=$(found "$1")
	shift 2
	same "$tap_want" "$tap_got" "$*"
}
