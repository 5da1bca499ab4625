# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# A token of SoftHSM in $dir for shell tests, called test, whose PIN is in the file pin. Where
# there is none, the test says so and ends.

# new_token LABEL: makes one more.
new_token() {
	softhsm2-util --init-token --free --label "$1" --pin 12345678 --so-pin 87654321 \
		>"$dir/token-made" 2>&1
}

if ! command -v softhsm2-util >/dev/null; then
	skip 'there is no softhsm2-util (package softhsm2), so no token to try'
	tap_done
fi
mkdir "$dir/.tokens"
cat >"$dir/.softhsm2.conf" <<END
directories.tokendir = $dir/.tokens
objectstore.backend = file
log.level = ERROR
END
export SOFTHSM2_CONF="$dir/.softhsm2.conf"
echo 12345678 >"$dir/pin"
echo 87654321 >"$dir/wrong"
new_token test || {
	skip "SoftHSM makes no token: $(cat "$dir/token-made")"
	tap_done
}

# in_token LABEL: how many private keys of that label are in the token.
in_token() {
	p11tool --list-privkeys --login --set-pin 12345678 pkcs11:token=test 2>/dev/null |
		grep -c "Label: $1\$"
}

# sum_keys: of each private key in the store, history too.
sum_keys() {
	grep -rl 'PRIVATE KEY' "$PEMDECK_STORE" | xargs -r sha256sum | cut -d' ' -f1 | sort -u
}

# only_a_url RECORD...: where the store would have the keys of these records, it has URLs.
only_a_url() {
	for record in "$@"; do
		id=$(sed -n 's/^key = "\([0-9a-f]*\)";/\1/p' "$PEMDECK_STORE/$record")
		[ -n "$id" ] && grep -q 'PKCS#11 PROVIDER URI' "$PEMDECK_STORE/keys/$id.pem" &&
			! grep -q PRIVATE "$PEMDECK_STORE/keys/$id.pem" || return 1
	done
}
