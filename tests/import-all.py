#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# import-all.py STEP FOLDER...: every STEPth file below the folders through every import, each a
# process of its own (PEMDECK), with the passphrase that a manifest.tsv says; IMPORT_TABS: through
# those of these tabs alone. Prints TAP: that each ends by itself and nothing in it crashed, within
# 2 s of the processor and 200 MB, and that nothing raw of a file that a terminal would obey, or
# nobody would see, gets into what is said or into the store.
import ctypes
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

IMPORTS = (
    ("trust", "import", "--yes"),
    ("tls", "import", "--yes"),
    ("signature", "import", "--yes"),
    ("encryption", "import", "--alias", "someone", "--yes"),
    ("ssl", "import", "--yes"),
)
SECONDS, MEGABYTES, SUBREAPER = 2, 200, 36
# C0 but tab and newline, DEL, C1; bidirectional and zero-width characters, in UTF-8.
RAW = re.compile(
    rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]"
    rb"|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf"
)
# What is said of a confined process that crashed, and what a build with sanitizers says.
CRASHED = re.compile(rb"crashed the (?:parser|TLS library)|Sanitizer: |runtime error: ")
# What curses sends to a terminal, in xterm's words.
CURSES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[()][0-9A-B]|[78=>M])|[\r\b\x0e\x0f]")
LISTS = (("trust", "list"), ("ssl", "list"), ("tls", "list"), ("encryption", "list"), ("tls", "show"),
         ("signature", "show"), ("history", "list"), ("status",), ("trust", "rejected"))
found = {"crashes": [], "slow": [], "large": [], "raw": []}
worst = {"seconds": 0.0, "megabytes": 0.0}
taken = 0


def files_below(folders, step):
    passphrases, paths = {}, []
    for folder in folders:
        manifest = os.path.join(folder, "manifest.tsv")
        if os.path.exists(manifest):
            with open(manifest, encoding="utf-8", errors="replace") as rows:
                for row in rows:
                    columns = row.rstrip("\n").split("\t")
                    if len(columns) > 8 and columns[8]:
                        passphrases[os.path.join(folder, columns[0])] = columns[8]
        for root, _, names in os.walk(folder):
            paths += [os.path.join(root, name) for name in names]
    paths = sorted(path for path in paths if os.path.isfile(path))
    return [(path, passphrases.get(path)) for path in paths[::step]]


def run(words, path, passphrase, room):
    line = os.environ["PEMDECK"].split() + ["--store", f"{room}/store", *words, path]
    if passphrase is not None:
        with open(f"{room}/passphrase", "w", encoding="utf-8") as file:
            file.write(passphrase + "\n")
        line += ["--passphrase-file", f"{room}/passphrase"]
    with open(f"{room}/said", "wb") as said:
        child = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, child.returncode, usage = os.wait4(child.pid, 0)
    seconds, kilobytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
    # Those that it leaves to end by themselves, and what these waited for: they read the file.
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        seconds += usage.ru_utime + usage.ru_stime
        kilobytes = max(kilobytes, usage.ru_maxrss)
    return os.waitstatus_to_exitcode(child.returncode), seconds, kilobytes / 1024


def look(words, path, passphrase, room):
    global taken
    code, seconds, megabytes = run(words, path, passphrase, room)
    worst["seconds"] = max(worst["seconds"], seconds)
    worst["megabytes"] = max(worst["megabytes"], megabytes)
    what = f"{' '.join(words[:2])} {path}"
    with open(f"{room}/said", "rb") as said:
        text = said.read()
    taken += code == 0
    crashed = CRASHED.search(text)
    if code not in (0, 1, 2) or crashed:
        found["crashes"].append(f"{what}: {crashed[0] if crashed else code}")
    if seconds > SECONDS:
        found["slow"].append(f"{what}: {seconds:.1f} s")
    if megabytes > MEGABYTES:
        found["large"].append(f"{what}: {megabytes:.0f} MB")
    if RAW.search(text):
        found["raw"].append(what)


def look_at_store(room, what):
    for root, _, names in os.walk(f"{room}/store"):
        for name in names:
            with open(os.path.join(root, name), "rb") as file:
                if name.endswith(".cfg") and RAW.search(file.read()):
                    found["raw"].append(f"the store, {what}: {os.path.join(root, name)}")


def look_at_lists(room, what):
    for words in LISTS:
        for json in ([], ["--json"]):
            done = subprocess.run([*os.environ["PEMDECK"].split(), "--store", f"{room}/store", *words,
                                   *json], stdin=subprocess.DEVNULL, capture_output=True, check=False)
            if RAW.search(done.stdout + done.stderr):
                found["raw"].append(f"{' '.join(words)}, after {what}")


def look_at_screen(room, what):
    """Each tab and history, down their rows, with what Enter shows of some."""
    keys = b"".join(tab + b"\x1b[B" * 12 + b"\r" + b"\x1b[6~" * 3 + b"\x1b\x1b" for tab in (b"1", b"2", b"3", b"4", b"5", b"h"))
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm", LC_ALL="C.UTF-8")
        line = [*os.environ["PEMDECK"].split(), "--store", f"{room}/store"]
        os.execvp(line[0], line)
    shown, at, end = b"", 0, time.time() + 60
    pieces = re.findall(rb"\x1b\[[0-9]*[A-Z~]|.", keys, re.S) + [b"q"]
    while time.time() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                break
        elif at < len(pieces):
            os.write(terminal, pieces[at])
            at += 1
        else:
            time.sleep(0.05)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    if status:
        found["crashes"].append(f"the screen, after {what}: {status}")
    bad = RAW.search(CURSES.sub(b"", shown))
    if bad or len(shown) < 1000:
        found["raw"].append(f"the screen, after {what}: {bad and shown[max(0, bad.start() - 40):][:80]}")


def main():
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    files = files_below(sys.argv[2:], int(sys.argv[1]))
    tries = 0
    tabs = os.environ.get("IMPORT_TABS", " ".join(words[0] for words in IMPORTS)).split()
    with tempfile.TemporaryDirectory() as room:
        for words in IMPORTS:
            if words[0] not in tabs:
                continue
            for number, (path, passphrase) in enumerate(files):
                look(words, path, passphrase, room)
                tries += 1
                if number % 200 == 199 or number == len(files) - 1:
                    look_at_store(room, words[0])
                    look_at_lists(room, words[0])
                    look_at_screen(room, words[0])
                    shutil.rmtree(f"{room}/store", ignore_errors=True)
    rules = (
        ("crashes", f"every import ends by itself, none crashed, {taken} with 0, {tries} tries"),
        ("slow", f"within {SECONDS} s of the processor, at most {worst['seconds']:.2f}, {tries} tries"),
        ("large", f"and {MEGABYTES} MB, at most {worst['megabytes']:.0f}, {tries} tries"),
        ("raw", f"and nothing raw of it is said, kept, listed or shown, {tries} tries"),
    )
    for number, (name, text) in enumerate(rules, 1):
        print(f"{'not ' if found[name] else ''}ok {number} - {text}")
        for each in found[name][:20]:
            print(f"#   {each!r}")
    print(f"1..{len(rules)}")
    return 1 if any(found.values()) else 0


sys.exit(main())
