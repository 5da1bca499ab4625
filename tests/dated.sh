# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For tests whose certificates begin or end on another day than today: openssl ca, which alone
# takes both, with a configuration of its own.

# dated_config DIR: DIR/ca.cnf; what it issues is in DIR/db.
dated_config() {
	mkdir -p "$1/db"
	: >"$1/db/index"
	cat >"$1/ca.cnf" <<-END
		[ca]
		default_ca = here
		[here]
		database = $1/db/index
		new_certs_dir = $1/db
		default_md = sha256
		rand_serial = yes
		policy = any
		unique_subject = no
		[any]
		commonName = supplied
	END
}
