#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# break-all.py STEP [TAB [NAME]]: every operation of the table (OPERATIONS prints it), or of that
# tab, or that one, with an error at every STEPth call to the file system, in all processes
# (crash-preload.c, as CRASH_LIBRARY), and killed at every STEPth call that leaves something behind
# (crash-trace.c, as CRASH_TRACE). Prints TAP: an error is told in one line with exit status 1, and
# then every file below the folder is as it was, the store's and those of others; or all was done,
# and history is whole. After a kill history is whole, every key belongs to somebody, and nothing is
# left lying that the next run does not take away. An operation of the table without a row here
# fails.
import errno
import hashlib
import mmap
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

ERRORS = (errno.EIO, errno.ENOSPC, errno.EMFILE, errno.ENOMEM, errno.EDQUOT, errno.EROFS,
          errno.EINTR, None)  # None: a short write, which is no error

# What makes the store and the files before.
BASE = r"""
set -e
p() { $PEMDECK --store store "$@" </dev/null >>../log 2>&1; }
echo 'correct horse' >pass
echo 'a workflow' >flow
p ssl generate --yes --dn CN=First --algorithm ec
p ssl issue --purpose server --dn CN=early --san DNS:early.example
p ssl export first.pem
openssl x509 -in first.pem -noout -serial | sed s/.*=// >first
p ssl generate --yes --dn CN=Root --algorithm ec
p ssl issue --purpose server --dn CN=issued --san DNS:issued.example --out issued
openssl x509 -in issued/cert.pem -noout -serial | sed s/.*=// >serial
cat issued/key.pem issued/chain.pem >pair.pem
mkdir -p moved/live/www
cp issued/key.pem moved/live/www/privkey.pem
cp issued/chain.pem moved/live/www/fullchain.pem
p ssl export --private-key --yes both.pem
p encryption import --anyway issued/cert.pem --alias known
p encryption encrypt known --in flow --out sealed >line
openssl ecparam -name prime256v1 -out p256
openssl req -x509 -newkey ec:p256 -nodes -keyout root.key -out root.pem -days 90 -subj /CN=Other \
	-addext basicConstraints=critical,CA:TRUE 2>>../log
openssl req -new -key root.key -subj /CN=asks -out asks.csr 2>>../log
openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -days 90 -subj /CN=rsa 2>>../log
p encryption import --anyway rsa.pem --alias rsa
$PEMDECK --store store encryption encrypt rsa secret </dev/null >value 2>>../log
openssl req -x509 -newkey ec:p256 -nodes -keyout sign.key -out sign.pem -days 90 -subj /CN=code \
	-addext extendedKeyUsage=codeSigning -addext keyUsage=digitalSignature 2>>../log
cat sign.key >>sign.pem
printf 'dn,san\nCN=a,DNS:a.example\nCN=b,DNS:b.example\n' >batch.csv
$PEMDECK --store store ssl crl list.pem </dev/null 2>>../log
p trust add --pem root.pem --alias other
p trust check localhost:$PORT || :
p tls generate --yes --algorithm ec --dn CN=host
p tls request --dn CN=host --new-key --algorithm ec host.csr
p tls new --name web --dn CN=web --san DNS:web.example --algorithm ec --use-ssl-ca
p ssl request --yes --dn CN=below below.csr
p signature generate --yes --dn CN=signs
p signature sign flow
mkdir keys service
p tls target-set --yes site --certificate "$PWD/service/site.pem" --key "$PWD/service/site.key" \
	--reload 'echo reloaded'
p settings hook-set --yes "$PWD/service/trusted.pem" --format pem
p trust export --all --yes --format pem "$PWD/service/trusted.pem"
p settings profile-set --yes short --purpose server --days 20
mkdir -p etc/services.d
cat >etc/services.d/mine.cfg <<END
services = ( { name = "mine"; grammar = "equals"; files = [ "$PWD/service/*.ini" ];
	certificate = [ "cert" ]; key = [ "key" ]; } );
END
cp issued/chain.pem service/cert.pem
cp issued/key.pem service/key.pem
printf 'cert = cert.pem\nkey = key.pem\n' >service/web.ini
mkdir bin
for name in ansible ansible-inventory ansible-playbook; do
	printf '#!/bin/sh\ncat "%s/bin/%s.says"\n' "$PWD" $name >bin/$name
done
sed -i 's/$/ >\&3/' bin/ansible-playbook && sed -i '1s/ >&3//' bin/ansible-playbook
chmod +x bin/*
printf '  hosts (1):\n    www.example.org\n' >bin/ansible.says
echo '{"all": {"hosts": ["www.example.org"]}}' >bin/ansible-inventory.says
cat >bin/ansible-playbook.says <<END
{"event": "play", "total": 1}
{"event": "host", "host": "www.example.org", "state": "changed", "message": "done"}
{"event": "end", "host": "www.example.org", "state": "changed"}
END
: >inv.yml
p fleet run --inventory inv.yml
p backup --passphrase-file pass kept.cms
p settings set warning_days 90
"""

# The command line of each operation; @name is the first line of that file, %PORT a server.
ROWS = {
    "ssl show": "ssl show",
    "ssl issue": "ssl issue --purpose server --dn CN=x --san DNS:x.example --out out",
    "ssl ensure": "ssl ensure --dn CN=y --san DNS:y.example --out out",
    "ssl review": "ssl review asks.csr",
    "ssl batch": "ssl batch batch.csv --out out",
    "ssl renew": "ssl renew @serial --out out",
    "ssl revoke": "ssl revoke --yes @serial",
    "ssl export": "ssl export --private-key --yes out.pem @serial",
    "ssl crl": "ssl crl out.pem",
    "ssl retire": "ssl retire --yes @first --file out.pem",
    "ssl trust": "ssl trust",
    "ssl ocsp": "ssl ocsp @serial out.der",
    "ssl list": "ssl list",
    "ssl forget-key": "ssl forget-key --yes @serial",
    "ssl request-delete": "ssl request-delete --yes",
    "ssl update": "ssl update --yes --pem both.pem",
    "ssl import": "ssl import --yes both.pem",
    "ssl adopt": "ssl adopt list.pem",
    "ssl generate": "ssl generate --yes --dn CN=New --algorithm ec",
    "ssl request": "ssl request --yes --dn CN=below out.csr",
    "signature show": "signature show",
    "signature update": "signature update --yes --anyway --pem sign.pem",
    "signature import": "signature import --yes --anyway sign.pem",
    "signature generate": "signature generate --yes --dn CN=again",
    "signature renew": "signature renew --yes",
    "signature export": "signature export out.pem",
    "signature delete": "signature delete --yes",
    "signature sign": "signature sign --yes flow",
    "signature verify": "signature verify flow",
    "signature publish": "signature publish keys",
    "encryption list": "encryption list",
    "encryption show": "encryption show known",
    # test-token-encryption.sh has it, and a token.
    "encryption generate": None,
    "encryption encrypt": "encryption encrypt known --in flow --out out.enc",
    "encryption decrypt": "encryption decrypt --key rsa.key --value value",
    "encryption add": "encryption add --anyway --alias more --pem rsa.pem",
    "encryption import": "encryption import --anyway rsa.pem --alias more",
    "encryption ensure": "encryption ensure --yes --anyway rsa.pem --alias more",
    "encryption update": "encryption update --yes --anyway known --alias known --pem rsa.pem",
    "encryption delete": "encryption delete --yes known",
    "encryption export": "encryption export known out.pem",
    "encryption job-resource": "encryption job-resource known",
    "tls show": "tls show",
    "tls generate": "tls generate --yes --algorithm ec --dn CN=host",
    "tls ensure": "tls ensure --yes --algorithm ec --dn CN=elsewhere --san DNS:elsewhere.example",
    "tls request": "tls request --yes --dn CN=host --new-key --algorithm ec out.csr",
    "tls import": "tls import --yes pair.pem",
    "tls export": "tls export --private-key --yes out.pem",
    "tls request-export": "tls request-export out.csr",
    "tls request-delete": "tls request-delete --yes",
    "tls trust": "tls trust",
    "tls renew": "tls renew --yes --name web",
    "tls clear": "tls clear --yes",
    "tls check": "tls check localhost:%PORT",
    "tls compare": "tls compare localhost:%PORT",
    "tls deploy": "tls deploy --yes",
    "tls list": "tls list",
    "tls new": "tls new --name mail --dn CN=mail --san DNS:mail.example --algorithm ec",
    "tls remove": "tls remove --yes --name web",
    "tls rename": "tls rename --name web other",
    "tls target-list": "tls target-list",
    "tls target-set": "tls target-set --yes more --certificate /etc/more.pem",
    "tls target-remove": "tls target-remove --yes site",
    "tls target-rename": "tls target-rename site other",
    "trust list": "trust list",
    "trust show": "trust show other",
    "trust rejected": "trust rejected",
    "trust accept": "trust accept localhost:%PORT",
    "trust forget": "trust forget --yes localhost:%PORT",
    "trust add": "trust add --pem rsa.pem",
    "trust import": "trust import rsa.pem",
    "trust ensure": "trust ensure --yes rsa.pem",
    "trust alias": "trust alias other another",
    "trust remove": "trust remove --yes other",
    "trust clear-rejected": "trust clear-rejected --yes",
    "trust clear": "trust clear --yes",
    "trust export": "trust export --all out.pem",
    "trust check": "trust check localhost:%PORT",
    "trust verify": "trust verify rsa.pem",
    "trust compare": "trust compare root.pem rsa.pem",
    "trust system-list": "trust system-list",
    # test-system-trust.sh has these three, which need an /etc of their own.
    "trust system-add": None,
    "trust system-remove": None,
    "trust system-distrust": None,
    "history list": "history list",
    "history show": "history show 1",
    "history undo": "history undo --yes",
    "history purge": "history purge --yes",
    "history verify": "history verify",
    "history seal": "history seal out.seal",
    "settings list": "settings list",
    "settings get": "settings get warning_days",
    "settings set": "settings set warning_days 50",
    "settings unset": "settings unset --yes warning_days",
    "settings hook-set": "settings hook-set --yes %HERE/service/more.pem --format pem",
    "settings hook-remove": "settings hook-remove --yes %HERE/service/trusted.pem",
    "settings hook-rename": "settings hook-rename %HERE/service/trusted.pem %HERE/service/other.pem",
    "settings profile-set": "settings profile-set --yes long --purpose server --days 90",
    "settings profile-remove": "settings profile-remove --yes short",
    "settings profile-rename": "settings profile-rename short brief",
    "status status": "status",
    "backup backup": "backup --passphrase-file pass out.cms",
    "restore restore": "restore --into new --passphrase-file pass kept.cms",
    "scan scan": "scan",
    "scan show": "scan show %HERE/service/cert.pem",
    "scan take": "scan take %HERE/service/cert.pem --name taken",
    "fleet list": "fleet list --inventory inv.yml",
    "fleet show": "fleet show www.example.org",
    "fleet plan": "fleet plan --inventory inv.yml",
    "fleet run": "fleet run --inventory inv.yml",
    "fleet log": "fleet log",
    "fleet forget": "fleet forget www.example.org --yes",
    "migrate migrate": "migrate --yes moved",
    "token list": "token list",
    # test-token.sh and test-token-pin.sh have a token.
    "token show": None,
    "doctor doctor": "doctor",
    "doctor mend": "doctor mend store/tls/.left",
}
# What has to be so before one of them.
PREPARE = {"doctor mend": "touch store/tls/.left"}
# They end with 1 or 2 where they find something, as they do here.
FINDS = ("tls check", "tls compare", "trust check", "trust verify", "trust compare", "status status",
         "doctor doctor", "scan scan", "scan show", "ssl review", "encryption job-resource",
         "doctor mend")
# What stays in the store after an error, by design: that the CA here signed is in history before
# anything is handed over or installed, and where that fails, it is taken back there; so is what a
# reload of a service got to see, and that a secret was used or handed over. And what was wiped
# cannot come back, nor does what was mended.
IN_HISTORY = ("ssl issue", "ssl ensure", "ssl batch", "ssl renew", "signature generate",
              "signature renew", "tls renew", "tls deploy", "history purge", "doctor mend",
              "signature sign", "signature export", "ssl export", "tls export", "encryption decrypt",
              "history seal")
LEFT = re.compile(r"\.pemdeck-|/history/\.new|\.todo$|\.back$")

# Nothing is broken but looks at names.
LOOKS = os.environ.get("PEMDECK_BREAK") == "looks"
ERRORS = tuple(e for e in ERRORS if e in (errno.EIO, errno.ENOMEM)) if LOOKS else ERRORS

room = wrong = tries = kills = every_call = 0
port, prepare = "1", ""
ways = {}


def tree(folder):
    """Every file below a folder: its mode, and a digest of what is in it."""
    found = {}
    for root, folders, names in os.walk(folder):
        for name in names + [f for f in folders if os.path.islink(os.path.join(root, f))]:
            path = os.path.join(root, name)
            status = os.lstat(path)
            if name in ("lock", "checks.csv") or (name == "deploy.journal" and status.st_size == 0):
                continue  # what is locked, with nothing in it; what was seen, which is so
            content = os.readlink(path).encode() if os.path.islink(path) else open(path, "rb").read()
            found[os.path.relpath(path, folder)] = (status.st_mode, hashlib.sha256(content).digest())
    return found


def reset():
    shutil.rmtree(f"{room}/work", ignore_errors=True)
    subprocess.run(["cp", "-Rp", f"{room}/base", f"{room}/work"], check=True)
    subprocess.run(["sh", "-c", prepare], cwd=f"{room}/work", check=True)


def run(words, before=(), **environment):
    line = [*before, *os.environ["PEMDECK"].split(), "--store", "store", *words]
    with open(f"{room}/out", "wb") as out, open(f"{room}/err", "wb") as err:
        try:
            status = subprocess.run(line, cwd=f"{room}/work", stdin=subprocess.DEVNULL, stdout=out,
                                    stderr=err, env={**os.environ, **environment}, timeout=300,
                                    check=False).returncode
        except subprocess.TimeoutExpired:
            return 124, "it hangs"
    with open(f"{room}/err", encoding="utf-8", errors="replace") as err:
        return status, err.read()


def printed():
    with open(f"{room}/out", encoding="utf-8", errors="replace") as out:
        return out.read()


def errors_of(said):
    return [line for line in said.splitlines() if not re.match("pemdeck: (warning|note): ", line)]


def fault(name, what):
    global wrong
    wrong += 1
    if wrong <= 60:
        print(f"# {name}: {what}"[:600].replace("\n", " | "), flush=True)


def whole():
    status, said = run(["history", "verify"])
    return "" if status == 0 else f"history: {said}"


def keys_belong():
    text, keys = "", []
    for root, _, names in os.walk(f"{room}/work/store"):
        for name in names:
            if name.endswith(".cfg"):
                text += open(os.path.join(root, name), encoding="utf-8").read()
            elif root.endswith("/keys") and name.endswith(".pem"):
                keys.append(name[:-4])
    lost = [key for key in keys if key not in text]
    return f"keys of nobody: {lost}" if lost else ""


def different(base, now):
    return sorted(path for path in base.keys() | now.keys() if base.get(path) != now.get(path))


class Counter:
    """The number of calls, in memory that all processes share; behind it room for their ways."""
    SLOT = struct.calcsize("l")
    ROOM = SLOT * 1000000

    def __init__(self):
        self.path = f"{room}/calls"
        with open(self.path, "wb") as file:
            file.truncate(self.ROOM)
        with open(self.path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), self.ROOM)

    def clear(self):
        self.memory[:self.SLOT] = bytes(self.SLOT)

    def value(self):
        return struct.unpack_from("l", self.memory)[0]

    def new_ways(self):
        """The calls that were reached as none before, of this operation or another."""
        calls = range(1, min(self.value() + 1, self.ROOM // self.SLOT))
        new = {way: call for call in reversed(calls)
               for way in struct.unpack_from("l", self.memory, self.SLOT * call) if way not in ways}
        ways.update(new)
        return sorted(new.values())


def break_calls(name, words, base, step, counter):
    """One error, of several in turn, at each STEPth call. Returns the step: in a sample it is
    larger where an operation only looks."""
    global tries
    library = {"LD_PRELOAD": os.environ["CRASH_LIBRARY"], "CRASH_READS": "1",
               "CRASH_LOOKS": "only" if LOOKS else "1", "CRASH_SHARED": counter.path}
    counter.clear()
    status, said = run(words, **library)
    if status != 0 and not (name in FINDS and status < 3):
        fault(name, f"exit status {status} where nothing is broken: {said}")
    usual, calls = (status, said), counter.value()
    told = errors_of(said)
    shown = printed()
    only_looks = not different(base, tree(f"{room}/work"))
    if only_looks and not LOOKS and step > 1:
        step *= 8
    reset()
    for call in range(1 + (tries % step), calls + 1, step):
        tries += 1
        error = ERRORS[(call // step + len(name)) % len(ERRORS)]
        kind = {"CRASH_SHORT": "1"} if error is None else {"CRASH_ERROR": str(error)}
        counter.clear()
        status, said = run(words, CRASH_AT=str(call), **kind, **library)
        after = tree(f"{room}/work")
        changed = different(base, after)
        what = ""
        lines = errors_of(said)
        if status == 0 or (status, lines) == (usual[0], told):
            what = whole() if changed else ""
            if LOOKS and only_looks and said == usual[1] and printed() != shown:
                what = f"it is not told, and other things are: {printed()}"
        elif status != 1 and not (name in FINDS and status in (1, 2, 3)):
            what = f"exit status {status}: {said}"
        elif error is None:
            what = f"a short write is an error: {said}"
        elif len(lines) != 1 and name not in FINDS:
            what = f"{len(lines)} lines are told: {said}"
        elif name in IN_HISTORY:
            what = whole() or " ".join(p for p in changed if not p.startswith("store/"))
        elif changed:
            what = f"{said.strip()} and changed: {changed[:4]}"
        if what:
            fault(name, f"call {call} of {calls}, {errno.errorcode.get(error, 'short')}: {what}")
        if changed:
            reset()
    return step


def fail_calls(name, words, base, step, counter):
    """One allocation, or one call to GnuTLS, fails (fail-preload.c, as FAIL_LIBRARY): nothing
    crashes, and what was not done leaves no trace but where memory was out, which is as a kill.
    Of allocations those that are reached by functions as none before, for there are many more
    calls, or with FAIL_EACH every one but those of libseccomp. FAIL_KINDS says which of the two;
    what the sanitizers find, leaks too, is a crash."""
    global tries
    # The same addresses in each run, so that ways can be compared; containers may refuse it.
    steady = ("setarch", "-R") if not subprocess.run(["setarch", "-R", "true"], check=False,
                                                     capture_output=True).returncode else ()
    for kind in os.environ.get("FAIL_KINDS", "memory gnutls").split():
        wide = step if kind == "memory" else max(1, step // 4)
        library = {"LD_PRELOAD": os.environ["FAIL_LIBRARY"], "FAIL_KIND": kind,
                   "FAIL_SHARED": counter.path}
        counter.clear()
        usual = run(words, before=steady, **library)
        calls = counter.value()
        tried = counter.new_ways() if kind == "memory" else range(1, calls + 1)
        reset()
        for call in tried[tries % wide::wide]:
            tries += 1
            counter.clear()
            status, said = run(words, FAIL_AT=str(call), **library)
            changed = different(base, tree(f"{room}/work"))
            what = ""
            if status < 0 or status > 3 or "Sanitizer" in said:
                what = f"ended with {status}: {said}"
            elif status == 0 or (status, said) == usual or "out of memory" in said:
                what = (whole() or keys_belong()) if changed else ""
            elif name in IN_HISTORY or (name in FINDS and status == usual[0]):
                what = whole() or keys_belong()
            elif changed:
                what = f"{said.strip()} and changed: {changed[:4]}"
            if what:
                fault(name, f"{kind} {call} of {calls}: {what}")
            if changed:
                reset()


def kill_calls(name, words, base, step):
    """Killed at each call."""
    global kills, every_call
    count = f"{room}/count"
    trace = os.environ["CRASH_TRACE"]
    run(words, before=(trace, "0", count))
    with open(count, encoding="ascii") as file:
        calls, every = map(int, file.read().split())
    every_call += every
    reset()
    for call in range(1 + (kills % step), calls + 1, step):
        kills += 1
        run(words, before=(trace, str(call), count))
        if not different(base, tree(f"{room}/work")):
            continue
        what = whole() or keys_belong()
        run([*words, "--yes"] if "--yes" not in words else words)
        for more in (["trust", "import", "sign.pem"], ["trust", "clear", "--yes"]):
            run(more)  # the hook writes, which the same words may not do twice
        left = [path for path in tree(f"{room}/work") if LEFT.search("/" + path)]
        what = what or whole() or (f"left behind: {left[:3]}" if left else "")
        if what:
            fault(name, f"killed at call {call} of {calls}: {what}")
        reset()


def names_of_table():
    text = subprocess.run([os.environ["OPERATIONS"]], capture_output=True, text=True, check=True)
    return [" ".join(line.split("\t")[:2]) for line in text.stdout.splitlines()]


def words_of(row):
    row = row.replace("%HERE", f"{room}/work").replace("%PORT", port)
    words = []
    for word in row.split():
        if word.startswith("@"):
            with open(f"{room}/base/{word[1:]}", encoding="utf-8") as file:
                word = file.readline().rstrip("\n")
        words.append(word)
    return words


def serve():
    """openssl s_server with a certificate that nobody trusts; its port."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                    f"{room}/server.key", "-out", f"{room}/server.pem", "-days", "9", "-subj",
                    "/CN=localhost"], check=True, capture_output=True)
    server = subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                               f"{room}/server.pem", "-key", f"{room}/server.key", "-www"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    for line in server.stdout:
        if line.startswith("ACCEPT"):
            return server, line.split(":")[-1].strip()
    raise SystemExit("Bail out! openssl s_server does not listen")


def make_base():
    os.mkdir(f"{room}/base")
    # Paths in the store are those of the copy that is worked in.
    os.rename(f"{room}/base", f"{room}/work")
    os.environ["PEMDECK_ETC"] = f"{room}/work/etc"
    os.environ["PATH"] = f"{room}/work/bin:{os.environ['PATH']}"
    with open(f"{room}/log", "ab") as log:
        done = subprocess.run(["sh", "-c", BASE], cwd=f"{room}/work", stdin=subprocess.DEVNULL,
                              stdout=log, stderr=log, env={**os.environ, "PORT": port}, check=False)
    if done.returncode:
        with open(f"{room}/log", encoding="utf-8", errors="replace") as log:
            print("\n".join("# " + line for line in log.read().splitlines()[-8:]))
        raise SystemExit("Bail out! the store before could not be made")
    os.rename(f"{room}/work", f"{room}/base")
    reset()


def main():
    global room, port, prepare
    step, only = int(sys.argv[1]), "".join(word + " " for word in sys.argv[2:])
    names = names_of_table()
    missing = [name for name in names if name not in ROWS]
    gone = [name for name in ROWS if name not in names]
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) and not os.environ.get("TMPDIR") else None
    with tempfile.TemporaryDirectory(dir=memory) as room:
        server, port = serve()
        try:
            make_base()
            counter = Counter()
            for name in names:
                if ROWS.get(name) is None or not (name + " ").startswith(only):
                    continue
                words, prepare = words_of(ROWS[name]), PREPARE.get(name, "")
                reset()
                base = tree(f"{room}/work")
                before = wrong
                if "FAIL_LIBRARY" in os.environ:
                    fail_calls(name, words, base, step, counter)
                else:
                    wide = break_calls(name, words, base, step, counter)
                    reset()
                    if not LOOKS:
                        kill_calls(name, words, base, wide)
                reset()
                if os.environ.get("PEMDECK_LONG"):
                    print(f"# {name}: {tries} errors, {kills} kills so far, {wrong - before} wrong",
                          flush=True)
        finally:
            server.kill()
            server.wait()
    print(f"{'not ' if missing or gone else ''}ok 1 - every operation of the table has a row"
          f"{' but ' + ', '.join(missing + gone) if missing or gone else ''}")
    if "FAIL_LIBRARY" in os.environ:
        words = f"one allocation or call to GnuTLS fails, {tries} tries: nothing crashes"
    else:
        words = (f"an error at one call, {tries} tries, and kill -9 at one of {every_call} system "
                 f"calls, {kills} tries: told, and all as it was")
    print(f"{'not ' if wrong else ''}ok 2 - {words}")
    print("1..2")
    return 1 if missing or gone or wrong else 0


# Stopped: what is served and made goes all the same.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
sys.exit(main())
