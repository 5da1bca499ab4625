#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Taking over a CA from XCA and from gnoMint, as these write it: what their list revokes, ours
# revokes, too. Each is skipped where the program is missing.
# shellcheck source=tests/takeover.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/takeover.sh"
mkdir home
export HOME="$dir/home"

# verdict LIST NAME: what openssl says of NAME.crt.
verdict() {
	if openssl verify -crl_check -CAfile ca.crt -CRLfile "$1" "$2.crt" >said 2>&1; then
		echo good
	else
		grep -q 'certificate revoked' said && echo revoked
	fi
}

# taken_over PROGRAM FILE...: with its list theirs.crl, ca.crt, and the certificates a and b, of
# which b is revoked.
taken_over() {
	program=$1
	shift
	anew
	succeeds "$program: it is taken over" ssl import --yes --passphrase-file pw "$@"
	grep -q 'with [0-9]* certificates* and 1 revocation taken over' err
	ok $? "$program: with what it issued and revoked" || tap_show said err
	succeeds "$program: it signs the next list" ssl crl ours.crl --yes --ca-passphrase-file pw
	for list in theirs.crl ours.crl; do
		same 'good revoked' "$(verdict $list a) $(verdict $list b)" "$program: $list"
	done
	theirs=$(openssl crl -in theirs.crl -noout -crlnumber | sed 's/.*=//; s/<NONE>/0/; s/^0x//')
	numbered_above "$theirs" ours.crl "$program: with a higher number"
}
# migrated PROGRAM FILE: the same by migrate, as one change; the key that comes signs.
migrated() {
	anew
	succeeds "$1: migrate takes its database over" migrate "$2" --yes --passphrase-file pw
	succeeds "$1: its CA issues here" ssl issue --dn CN=new.example --out new --yes \
		--ca-passphrase-file pw
	openssl verify -CAfile ca.crt new/cert.pem >said 2>&1
	ok $? "$1: what openssl believes" || tap_show said said
	succeeds "$1: one undo" history undo --yes
	run ssl list
	grep -Eq 'one CA|gno CA' out
	same 1 $? "$1: takes it back"
}
# Answers what is asked on a terminal of its own.
cat >answer.py <<'END'
import os, pty, select, sys, time
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
asked, is_asked, begin = b"", False, time.time()
while time.time() - begin < 60:
    if not select.select([terminal], [], [], 1)[0]:
        # What comes before it has turned its echo off it may drop.
        if is_asked:
            os.write(terminal, b"longpassword\n")
        continue
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
    asked += data
    if b"assword:" in asked:
        os.write(terminal, b"longpassword\n")
        asked, is_asked = b"", True
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
END

# Puts a password on gnoMint's database.
cat >protect.py <<'END'
import os, pty, select, sys, time
child, terminal = pty.fork()
if child == 0:
    os.execvp("gnomint-cli", ["gnomint-cli"])
steps = [(b"> ", b"opendb all.gnomint"), (b"OK.", b""), (b"> ", b"changepassword"),
         (b"/No ", b"yes"), (b"password:", b"longpassword"), (b"confirm):", b"longpassword"),
         (b"> ", b"quit")]
seen, begin = b"", time.time()
for asked, answer in steps:
    while asked not in seen:
        if time.time() - begin > 30 or not select.select([terminal], [], [], 30)[0]:
            sys.exit(1)
        seen += os.read(terminal, 4096)
    seen = seen[seen.index(asked) + len(asked):]
    time.sleep(0.3)
    os.write(terminal, answer + b"\n" if answer else b"")
try:
    while os.read(terminal, 4096):
        pass
except OSError:
    pass
END

# ---- XCA ---------------------------------------------------------------------------------
xca() {
	QT_QPA_PLATFORM=offscreen python3 answer.py xca --no-gui --database=all.xdb "$@" >log 2>&1
}
if command -v xca >/dev/null && make_ca one && sign one a && sign one b &&
	openssl ca -batch -config one.cnf -revoke b.pem -crl_reason keyCompromise 2>log &&
	gencrl one list.pem && xca --import one/private/cakey.pem && xca --import one/cacert.pem &&
	xca --import a.pem b.pem && xca --import list.pem && xca --index=index.txt &&
	xca --crlgen='one CA' --name=next --pem; then
	sed -n '/BEGIN X509/,/END X509/p' log | tr -d '\r' >theirs.crl
	mkdir xca
	openssl pkcs8 -topk8 -in one/private/cakey.pem -passout file:pw -out xca/one_CA.pem
	cp one/cacert.pem xca/one_CA.crt
	cp one/cacert.pem ca.crt
	for name in a b; do
		cp $name.pem $name.crt
		cp $name.pem xca/$name.crt
	done
	cp theirs.crl xca/one_CA.crl
	taken_over 'XCA, its files' xca/*
	cp index.txt xca
	rm xca/b.crt
	taken_over 'XCA, a directory with its index' xca
	run ssl list --json
	same 1 "$(grep -c '"CN=one CA"' out)" 'XCA: its index names the CA itself, which is no other'
	taken_over 'XCA, its database' all.xdb
	migrated XCA all.xdb
else
	skip 'no XCA'
fi

# ---- gnoMint -----------------------------------------------------------------------------
request() {
	printf 'addcsr\nDE\nState\nCity\nOrg\nUnit\n%s\nRSA\n2048\n\ny\n' "$1"
}
gnomint() {
	gnomint-cli >>log 2>&1
}
if command -v gnomint-cli >/dev/null && {
	printf 'newdb all.gnomint\naddca\nDE\nState\nCity\nOrg\nUnit\ngno CA\nRSA\n2048\n60\n\ny\n'
	request a.example
	request b.example
	printf 'sign 1 1\n12\n\ny\nsign 2 1\n12\n\ny\nrevoke 3\ny\ncrlgen 1 theirs.crl\nquit\n'
} | gnomint && cp all.gnomint whole.gnomint &&
	printf 'opendb all.gnomint\nextractcertpkey 1 gno.key\nlongpassword\nlongpassword\nquit\n' |
	gnomint && [ -s gno.key ]; then
	mv whole.gnomint all.gnomint
	python3 - <<-'END'
		import sqlite3
		names = {1: "ca", 2: "a", 3: "b"}
		for number, pem in sqlite3.connect("all.gnomint").execute("select id, pem from certificates"):
		    open(names[number] + ".crt", "w").write(pem)
	END
	taken_over gnoMint gno.key ca.crt a.crt b.crt theirs.crl
	taken_over 'gnoMint, its database' all.gnomint
	migrated gnoMint all.gnomint
	if python3 protect.py >log 2>&1; then
		anew
		fails 1 'its passphrase is needed' 'gnoMint: with a password it is asked for' \
			migrate all.gnomint --yes
		migrated 'gnoMint with a password' all.gnomint
	else
		skip 'gnoMint takes no password here'
	fi
else
	skip 'no gnoMint'
fi
tap_done
