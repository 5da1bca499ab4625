#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tokens on the screen, in tmux: the page that lists them, and the PIN, which is asked for
# once, where the passphrase of the store is asked for.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
if ! command -v tmux >/dev/null; then
	echo '1..0 # SKIP no tmux (Debian: tmux)'
	exit 0
fi
cd "$dir" || exit 1
# shellcheck source=tests/token.sh
. "$TESTS/token.sh"
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
unset SUDO_USER

run signature generate --yes --dn CN=signer --token 'pkcs11:token=test;object=sig' \
	--token-pin-file pin
echo content >one.txt
cp one.txt two.txt
mux new-session -d -s screen -x 100 -y 24 "exec $PEMDECK --account eve"
shows '^> .*CA, standard' 'the screen opens'
press K
shows '^> +test +set +SoftHSM' 'the page shows the token'
press Enter
shows 'token "test" needs its PIN' 'Enter asks for its PIN'
enter 87654321
press Enter
shows 'PIN is not that of the token "test"' 'a wrong one is told'
enter 12345678
press Enter
shows 'sig +EC P-256 +yes' 'with the right one its keys are listed'
press Escape
shows '^> +test +(set|wrong last time) +SoftHSM' 'and the page is back'
press Escape
shows '^> .*CA, standard' 'Esc leaves it'
press 2
shows '^> .*CN=signer' 'the Signature tab has a key in the token'
press s
shows '^Sign' 'signing'
enter one.txt
press F2
shows 'one.txt signed by CN=signer' 'does not ask for a PIN that is known'
check 'and is done' test -s one.txt.sig
mv .tokens .pulled && mkdir .tokens
mux respawn-pane -k -t screen "exec $PEMDECK --account eve"
shows '^> .*CA, standard' 'without the token the screen opens'
press 2
shows '^> .*CN=signer' 'and shows the certificate'
press s
shows '^Sign' 'signing'
enter two.txt
press F2
shows 'token "test" is not there' 'says that the token is not there'
press Escape y
shows '^> .*CN=signer' 'the form goes'
press K
shows 'There is no token' 'and the page that there is none'
tap_done
