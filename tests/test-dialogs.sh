#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What every key of every tab opens, on a row that it is for: the whole screen at three
# sizes, and where the cursor stands, as in screens/dialogs/TAB-OPERATION.txt. Then all of
# it again at 80x24 on a terminal without UTF-8 and without colours, which has to show the
# same. SCREENS_ACCEPT=1 writes the files anew: read them before you keep them.
: "${TESTS:?names the folder of tests}"
driver=${SCREEN_DRIVER:-tests/screen-driver}
operations=${OPERATIONS:-tests/operations}
if ! [ -x "$driver" ]; then
	echo '1..0 # SKIP no screen-driver, which needs libvterm (Debian: libvterm-dev)'
	exit 0
fi
if ! [ -e "${FIXTURES:=tests/fixtures}/leaf.pem" ]; then
	echo '1..0 # SKIP no fixtures, which need openssl and certtool'
	exit 0
fi
if [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP the same screens are looked at by others under valgrind'
	exit 0
fi
# shellcheck source=tests/tap.sh
. "$TESTS/tap.sh"
tap_needs openssl
DIALOGS=$TESTS/screens/dialogs
export DIALOGS
all_sizes='80x24 40x12 132x43'

# A store with a row of every kind, its path of the same length everywhere, and nothing in
# it that has the name of this host or of this account.
cd "$dir" || exit 1
PEMDECK_STORE=store
ln -s "$FIXTURES" in
prepare() {
	succeeds "$1 $2" "$@" --account ops --yes
}
prepare ssl import in/openssl-ca.key in/openssl-ca.pem
prepare ssl issue --purpose server --dn CN=www.example.org --out www
prepare ssl request --algorithm ed25519 --dn 'CN=Example Issuing CA,O=Example' ca-request.pem
cat in/ca-without-keyusage.key in/ca-without-keyusage.pem >signer.pem
prepare signature generate --dn CN=signer,O=Example
prepare encryption import in/leaf.pem --alias agent-01
prepare tls import in/chain-with-key.pem
prepare tls request --dn CN=gw01.example.org request.pem
prepare trust import in/root.pem in/expired-ca.pem
echo 'deploy = ( { certificate = "/etc/pemdeck-gw01.pem"; key = "/etc/pemdeck-gw01.key"; } );' \
	>>store/settings.cfg
prepare settings hook-set /nowhere/the-roots.pem
prepare settings profile-set inner --purpose server --days 90
run trust verify in/other-leaf.pem --account ops
openssl req -x509 -newkey rsa:2048 -nodes -keyout fixed.key -out fixed.pem -days 900 \
	-set_serial 1 -subj /CN=agent-02 -addext keyUsage=keyEncipherment 2>/dev/null

# What a scan of this machine finds: one certificate, in a place of the test's own.
mkdir m "$PEMDECK_ETC/services.d"
cp fixed.pem fixed.key m
printf 'services = ( { name = "mine"; places = [ "%s/m" ]; } );\n' "$dir" \
	>"$PEMDECK_ETC/services.d/mine.cfg"

# Hosts of an inventory, with what a run found there.
# shellcheck source=tests/fleet.sh
. "$TESTS/fleet.sh"
run fleet run --account ops
# And one that was checked, in no run yet.
sed -i 's/"hosts": \["www1/"hosts": ["db.example.org", "www1/' say/inventory
printf '"%s",' db.example.org:443 db.example.org 1700000000 name_mismatch CN=other 0A AA:BB \
	1690000000 >"$PEMDECK_STORE/checks.csv"
echo '"4070908800","","1700000000"' >>"$PEMDECK_STORE/checks.csv"

# ---- the script for the driver --------------------------------------------------------
say() {
	printf '%s\n' "$@"
}

# What differs from run to run and from host to host, in the same width.
masks() {
	cat <<'MASKS'
mask / +ops@[^ ]+$/
mask /20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9:]{8} UTC/ 2031-11-19 00.00.00 UTC
mask /20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]/ 2031-11-19 00.00
mask /[0-9A-F]{2}(:[0-9A-F]{2})+:?/ 3F:9A
mask /20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]/ 2031-11-19
mask /Names \(SAN\)  DNS:[^ ]+$/ Names (SAN)  DNS:
mask /valid [0-9]+ d/ valid N d
mask /EXPIRED [0-9]+ d/ EXPIRED N d
mask /EC P-256 [0-9a-f]{3,7}~/ EC P-256 3f9a~
mask /, [0-9]+ of [0-9]+ d left.*$/ , N of N d left
mask / [0-9]+ [dy] / N d
mask / [0-9]+ [dy]$/ N d
mask /line 1 of [0-9]+$/ line 1 of N
mask / (`|└) / L
mask /Days left +[0-9]+$/ Days left                 N
mask /^[A-Za-z0-9+\/=\\]{12,}(-----END CERTIFICATE-----.*)?$/ MIIB
mask /[A-Za-z0-9+\/]{43}=/ Ab+=
mask /\/[^ ]*pemdeck-te[^ ]*/ FILE
mask /[0-9A-Fa-f]{8,}/ 3f9a
mask /^ {5,}[0-9a-f]{1,8}$/ 3f9a
MASKS
}

# act LINE...: each as its own: without a mark keys close to each other are a paste.
act() {
	for line in "$@"; do
		say "$line" 'wait-quiet'
	done
}

# Back to the page, from a form perhaps in which something was typed.
back() {
	say 'key C-g' 'wait-quiet'
	case $* in
	*'type '* | *'paste '*) say 'key y' 'wait-quiet' ;;
	esac
	say 'wait /m Menu .*\? Help/'
}

# form KEY LINE...: the form that the key opens, filled in by the lines. Typed before it is
# there, text and key would be one paste where pastes have no marks.
form() {
	act "key $1"
	shift
	[ $# -eq 0 ] || say 'wait /field [0-9]+ of [0-9]+$/'
	act "$@"
}

# looks NAME: the screen is as in that file, also after a window that is too small.
looks() {
	say 'resize 4 15' 'wait /^Window too/' 'resize 24 80' "screen \$DIALOGS/$1 \$SIZES"
}

# opened NAME LINE...: what the lines open is that dialog; then back to the page.
opened() {
	name=$1
	shift
	act "$@"
	looks "$name"
	back "$@"
}

# filled TAB OPERATION LINE...: the form with what the lines fill in, in place of the name
# of this host, and its question.
filled() {
	name=$1-$2 key=$(key_of "$1" "$2")
	shift 2
	form "$key" "$@"
	looks "$name"
	question "$name-asks"
	back "$@"
}

key_of() {
	"$operations" | awk -F '\t' -v tab="$1" -v name="$2" \
		'$1 == tab && $2 == name { print $3 }'
}

# dialog TAB OPERATION [LINE]...: what the key of the operation opens.
dialog() {
	name=$1-$2 key=$(key_of "$1" "$2")
	shift 2
	opened "$name" "key $key" "$@"
}

# question NAME: what is asked before the form is run; then back to the form.
question() {
	say 'key F2' 'wait /^  \[ Cancel \]  \[/'
	looks "$1"
	say 'key C-g' 'absent /^  \[ Cancel \]  \[/'
}

# asks TAB OPERATION [LINE]...: that, and when the lines have filled it in, its question.
asks() {
	dialog "$1" "$2"
	name=$1-$2-asks key=$(key_of "$1" "$2")
	shift 2
	form "$key" "$@"
	question "$name"
	back "$@"
}

# page KEY NAME: the page, and the menu of its first row.
page() {
	say "key $1" "screen \$DIALOGS/$2 \$SIZES"
	opened "$2-menu" 'key m'
}

# row NAME: the next row is of another kind.
row() {
	act 'key Down'
	opened "$1-menu" 'key m'
}

tab_ssl() {
	page 1 ssl
	dialog ssl show
	asks ssl update 'paste in/paste.pem'
	asks ssl import 'type in/openssl-rsa-ca.key in/openssl-rsa-ca.pem'
	dialog ssl adopt
	asks ssl generate 'type CN=New CA'
	dialog ssl export
	dialog ssl trust
	dialog ssl issue
	dialog ssl review
	dialog ssl batch
	dialog ssl crl
	asks ssl request 'type CN=Other Issuing CA'
	# the signing certificates, which a CA issued too, are between
	act 'key Down'
	row ssl-issued
	opened ssl-issued-show 'key Enter'
	dialog ssl renew
	asks ssl revoke
	dialog ssl ocsp
	dialog ssl forget-key
	row ssl-former
	opened ssl-former-show 'key Enter'
	asks ssl retire
	act 'key Down'
	row ssl-request
	opened ssl-request-show 'key Enter'
	dialog ssl request-delete
}

tab_signature() {
	page 2 signature
	dialog signature show
	asks signature update 'paste signer.pem'
	asks signature import 'type signer.pem'
	asks signature generate 'key C-u' 'type CN=signer'
	asks signature renew
	dialog signature export
	dialog signature delete
	dialog signature sign
	dialog signature verify
	dialog signature publish
}

tab_encryption() {
	page 3 encryption
	dialog encryption show
	dialog encryption encrypt
	dialog encryption decrypt
	dialog encryption add
	dialog encryption import
	dialog encryption generate
	asks encryption update 'key Tab' 'paste in/client.pem'
	dialog encryption delete
	dialog encryption export
}

tab_tls() {
	page 4 tls
	dialog tls show
	filled tls generate 'key C-u' 'type CN=gw01'
	filled tls request 'key C-u' 'type CN=gw01'
	asks tls import 'type in/not-a-ca.key in/not-a-ca.pem'
	dialog tls export
	dialog tls trust
	act 'key t' 'key Tab Enter' 'wait /^2 certificates of the chain/'
	dialog tls renew
	dialog tls clear
	dialog tls check 'key C-u' 'type gw01'
	dialog tls compare 'key C-u' 'type gw01'
	asks tls deploy
	row tls-chain
	act 'key End'
	row tls-request
	dialog tls request-export
	dialog tls request-delete
}

tab_trust() {
	page 5 trust
	dialog trust show
	asks trust add 'paste in/openssl-ca.pem'
	dialog trust import
	dialog trust alias
	dialog trust remove
	dialog trust clear
	dialog trust export
	dialog trust compare
	dialog trust check
	dialog trust verify
	page ] trust-rejected
	opened trust-rejected-show 'key Enter'
	asks trust accept
	dialog trust forget
	dialog trust clear-rejected
}

# What is not an operation of a tab.
others() {
	page H history
	dialog history show
	dialog history purge
	dialog history seal
	dialog history verify
	page S settings
	dialog settings set
	say "shell \$PEMDECK --store store --account bob settings set warning_days 182"
	act 'wait /Changed meanwhile by bob/' 'key R'
	opened settings-unset "key $(key_of settings unset)"
	opened settings-hook-set "key $(key_of settings hook-set)"
	opened settings-profile-set "key $(key_of settings profile-set)" 'type web'
	act 'key ]'
	say "screen \$DIALOGS/settings-hooks \$SIZES"
	dialog settings hook-rename
	dialog settings hook-remove
	act 'key ]'
	say "screen \$DIALOGS/settings-profiles \$SIZES"
	dialog settings profile-rename
	dialog settings profile-remove
	act 'key B'
	dialog backup backup
	page W scan
	dialog scan scan
	dialog scan show
	dialog scan take
	act 'key F' 'wait /^Hosts of the inventory/' # a program is asked
	page F fleet
	dialog fleet list
	dialog fleet show
	dialog fleet plan
	dialog fleet run
	dialog fleet log
	dialog fleet forget
	opened fleet-log-run 'key l' 'key Enter'
	act 'key I'
	dialog migrate migrate
	act 'key L'
	dialog restore restore
	act 'key H'
	dialog history undo 'wait /^Undone: entry [0-9]*/'
	act 'key 5'
	opened findings 'key !'
	opened messages 'key M'
	opened help 'key ?'
	opened filter 'key /' 'type Issuer'
	opened findings-does 'key !' 'key Down' 'key d'
	act 'key 1' 'key n' 'key F1'
	say "screen \$DIALOGS/form-help \$SIZES"
	act 'key C-g'
	back
}

# The standard certificate has the name of the host: what is in use passes for it.
standard() {
	act 'key 4'
	say "shell sed -i 's/origin = .*/origin = \"standard\";/' store/tls/device.cfg"
	act 'key R'
	form "$(key_of tls renew)" 'wait /field 1 of/'
	question tls-renew-asks
	back
}

# A job resource is text with a certificate in it, here one that is of the same length
# everywhere; and what is shown can be written to a file.
output() {
	act 'key 3'
	say "shell \$PEMDECK --store store --yes encryption import fixed.pem --alias agent-02"
	act 'key R' 'key End'
	say 'mask /(BEGIN |^)CERTIFICATE-----[^ ]*$/ CERTIFICATE' 'mask /^[^ ]{24,}.*$/ MIIB' \
		'mask /^.*-----END$/ MIIB'
	dialog encryption job-resource
	key=$(key_of encryption job-resource)
	act "key $key"
	opened write 'key w'
	back
}

# A key beside device: each says its name, and one of them can be taken away.
names() {
	act 'key 4'
	opened tls-new "key $(key_of tls new)" 'type web' 'key Tab' 'key C-u' 'type CN=gw01'
	say "shell \$PEMDECK --store store tls new --name mail --algorithm ec --dn CN=gw01 --no-use-ssl-ca"
	act 'key R' 'key End'
	say "screen \$DIALOGS/tls-names \$SIZES"
	dialog tls rename
	dialog tls remove
	act 'key ]' 'key Home'
	say "screen \$DIALOGS/tls-targets \$SIZES"
	opened tls-targets-menu 'key m'
	opened tls-target-show 'key Enter'
	opened tls-target-set "key $(key_of tls target-set)"
	dialog tls target-rename
	dialog tls target-remove
}

script() {
	sizes=$1
	shift
	say "env SIZES $sizes" 'env PEMDECK_STORE store' 'env XDG_STATE_HOME /dev/null' "$@"
	masks
	say 'size 24 80' "run \$PEMDECK --account ops" 'wait /^> CN=/'
	tab_ssl
	tab_signature
	tab_encryption
	tab_tls
	tab_trust
	others
	standard
	output
	names
	say 'key Q' 'exit 0'
}

# looked_at WORDS SIZES LINE...: all dialogs, on a store of their own.
cp -pR store prepared
looked_at() {
	rm -rf store && cp -pR prepared store
	words=$1
	shift
	script "$@" >dialogs.screen
	rm -rf "$XDG_STATE_HOME" # the next begins as the first did
	"$driver" dialogs.screen >said
	ok $? "$words" || grep -v '^ok' said | sed 's/^/#   /'
}
looked_at 'every dialog is as its file says' "$all_sizes"
# What is accepted are the screens of the first run.
unset SCREENS_ACCEPT
looked_at 'and the same without UTF-8 and colours' 80x24 \
	'env LC_ALL C' 'env NO_COLOR 1' 'env TERM vt100'

# Screens whose cursor stands neither in a row with the mark ">", nor on a button, nor at
# the start of details, nor behind a filter.
unfocused() {
	awk '
	function height(line) {
		if (line == "~")
			return rows - count + 1
		return line ~ /^~ / ? substr(line, 3) + 0 : 1
	}
	function row(wanted,  i, at) {
		at = 0
		for (i = 0; i < count && at < wanted; i++)
			at += height(lines[i])
		return lines[i]
	}
	function look(  line) {
		line = row(cursor)
		if (count > 0 && line !~ /^>/ && substr(line, column + 1, 1) != "[" &&
			!(lines[1] ~ /^(Show|Job resource): / && column == 0) && line !~ /^Filter: /)
			print head
	}
	/^== / {
		look()
		head = $0
		split($2, size, /[x,]/)
		rows = size[2]
		cursor = $6 + 0
		column = $8
		count = 0
		next
	}
	{ lines[count++] = $0 }
	END { look() }'
}

# ---- the files ------------------------------------------------------------------------
awk '$1 == "screen" { sub(".*/", "", $2); print $2 }' dialogs.screen | sort >opened
(cd "$DIALOGS" && ls) | sed 's/\.txt$//' | sort >files
same '' "$(comm -13 opened files | tr '\n' ' ')" 'no file is of a dialog that is gone'
same '' "$(cat "$DIALOGS"/*.txt | unfocused)" 'the cursor stands on what has the focus'
# What a system trusts, and its tokens, differ from machine to machine: test-system-trust.sh
# and test-token-screen.sh open that.
# What mends a file asks nothing: app-doctor.screen has it.
"$operations" | awk -F '\t' '$3 != "-" { print $1 "-" $2 }' |
	grep -v -e '^trust-system-' -e '^token-' -e '^doctor-mend$' | sort >named
same '' "$(comm -23 named opened | tr '\n' ' ')" 'every key of the table opens one'
tap_done
