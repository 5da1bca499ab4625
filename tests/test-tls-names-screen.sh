#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Three keys of one host from the screen alone, in tmux: web by the own CA, mail by an outside
# one, and device; deployed, renewed and taken back each by itself.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs tmux jq openssl
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
cd "$dir" || exit 1
unset SUDO_USER
mkdir etc

subject() {
	openssl x509 -in "$1" -noout -subject -nameopt RFC2253 | sed 's/subject=//'
}
fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'
}
kept() {
	run tls export --name "$1" -
	fingerprint out
}
run tls show
mux new-session -d -s screen -x 100 -y 30 "exec $PEMDECK"
shows '^> .*CA, standard' 'the screen opens'
press 4
shows '^.?TLS keys' 'the tab of the keys'

# ---- making them --------------------------------------------------------------------------
press n
shows '^> Key name +\(required\)' 'a new key needs a name'
enter web
go_to Subject
press C-u
enter CN=web.example.org
press F2
shows '^web: TLS certificate CN=web.example.org generated' 'web is made'
shows '^..web: RSA' 'and is a group of its own'
press c
shows '^> Subject' 'a request'
press C-u
enter CN=mail.example.org
go_to 'New key'
press Space
shows '\[x\] yes' 'of a new key'
press C-x
shows '^. Key name ' 'the rest of the form'
go_to File
press C-u
enter "$dir/mail.csr"
go_to 'Key name'
press C-u
enter mail
press F2
shows '^Signing request for CN=mail.example.org created' 'is made for the name'
shows '^..mail: CN=mail.example.org' 'and waits'
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 -subj /CN=Outside \
	-addext keyUsage=critical,keyCertSign 2>/dev/null
openssl x509 -req -in mail.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 300 \
	-copy_extensions copy -out mail.pem 2>/dev/null
ok $? 'openssl answers it'
press i
shows '^> Files' 'the answer is imported'
enter "$dir/mail.pem"
press C-x
shows '^. Key name ' 'the rest of the form'
go_to 'Key name'
press C-u
enter mail
press F2
shows 'mail: TLS certificate CN=mail.example.org installed' 'and installed'
same "$(fingerprint mail.pem)" "$(kept mail)" 'it is what the CA made'
device=$(kept device)

# ---- deploying ----------------------------------------------------------------------------
# target NAME KEY
target() {
	press a
	shows '^> Target' 'the form of a target'
	press C-u
	enter "$1"
	press Tab C-u
	enter "$2"
	press Tab C-u
	enter "$dir/etc/$1.pem"
	press Tab C-u
	enter "$dir/etc/$1.key"
	press F2
	shows "^Deploy target $1 set" "$1 is made"
}
target nginx web
target postfix mail
shows '^..nginx +web .*not there' 'and shown in the list of targets'
press Home p
shows '^> Target +nginx' 'the selected one is deployed'
press C-u F2
shows '^Install these files' 'or all, which asks'
press Tab Enter
shows '^..nginx +web .* deployed' 'and is told'
same 'CN=web.example.org CN=mail.example.org' "$(subject etc/nginx.pem) $(subject etc/postfix.pem)" \
	'each service has its own'
same "$(openssl x509 -in etc/postfix.pem -noout -pubkey)" "$(openssl pkey -in etc/postfix.key -pubout)" \
	'with its key'

# ---- each by itself -----------------------------------------------------------------------
before=$(kept web)
press '[' End r
shows '^Renew' 'web is renewed'
press F2
shows '^Replace this TLS certificate' 'which asks'
press Tab Enter
shows '^web: TLS certificate CN=web.example.org renewed' 'and is done'
[ "$before" != "$(kept web)" ]
ok $? 'it is another certificate'
same "$device $(fingerprint mail.pem)" "$(kept device) $(kept mail)" 'the others are as they were'
press ']'
shows '^..nginx +web .*not deployed' 'the target is behind'
press z
shows '^Undo entry' 'undo asks'
press y
shows '^. nginx +web .* deployed' 'and the target has what is kept again'
same "$before" "$(kept web)" 'the certificate before'
press '[' End N
shows '^> New name +web' 'web gets another name'
press C-u
enter www
press F2
shows '^..www: RSA' 'its rows have it'
press ']'
shows '^..nginx +www .* deployed' 'and so has its target'
press z
shows '^Undo entry' 'undo asks'
press y
shows '^..nginx +web .* deployed' 'and takes it back'
press Home x
shows '^Remove this deploy target' 'a target is taken out'
press Tab Enter
shows '^Deploy target nginx removed' 'and its key'
press '[' End X
shows '^Remove this TLS key' 'too'
shows 'Type this word' 'by its name'
enter web
press Tab Tab Enter
shows '^TLS key web removed' 'is gone'
run tls list --json
same 'device mail' "$(jq -r '[.[].name] | join(" ")' out)" 'from the list'
press q
tap_done
