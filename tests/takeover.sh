# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For tests that take CAs over from other programs, with what that takes: openssl and python3.
# It goes where the test has its $dir.

# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl python3
# shellcheck source=tests/ca.sh
. "$TESTS/ca.sh"
# shellcheck disable=SC2154 # dir
cd "$dir" || exit 1
echo longpassword >pw

anew() {
	rm -rf "$PEMDECK_STORE"
}

# numbered_above HEX LIST WORDS: the number of the list, in PEM, is above that one.
numbered_above() {
	number=$(openssl crl -in "$2" -noout -crlnumber | sed 's/.*=0x//')
	python3 -c 'import sys; sys.exit(int(sys.argv[1], 16) <= int(sys.argv[2], 16))' \
		"$number" "$1"
	ok $? "$3" || echo "# $number, before $1"
}
