#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# import-all.py STEP FOLDER...: every STEPth file below the folders through every import, each a
# process of its own (PEMDECK), with the passphrase that a manifest.tsv says. Prints TAP: that
# each ends by itself, within 2 s of the processor and 200 MB, and that nothing raw of a file
# that a terminal would obey, or nobody would see, gets into what is said or into the store.
import os
import re
import shutil
import subprocess
import sys
import tempfile

IMPORTS = (
    ("trust", "import", "--yes"),
    ("tls", "import", "--yes"),
    ("signature", "import", "--yes"),
    ("encryption", "import", "--alias", "someone", "--yes"),
    ("ssl", "import", "--yes"),
)
SECONDS, MEGABYTES = 2, 200
# C0 but tab and newline, DEL, C1; bidirectional and zero-width characters, in UTF-8.
RAW = re.compile(
    rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]"
    rb"|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf"
)
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
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
    return os.waitstatus_to_exitcode(status), usage


def look(words, path, passphrase, room):
    global taken
    code, usage = run(words, path, passphrase, room)
    seconds = usage.ru_utime + usage.ru_stime
    megabytes = usage.ru_maxrss / 1024
    worst["seconds"] = max(worst["seconds"], seconds)
    worst["megabytes"] = max(worst["megabytes"], megabytes)
    what = f"{' '.join(words[:2])} {path}"
    with open(f"{room}/said", "rb") as said:
        text = said.read()
    taken += code == 0
    if code not in (0, 1, 2):
        found["crashes"].append(f"{what}: {code}")
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


def main():
    files = files_below(sys.argv[2:], int(sys.argv[1]))
    tries = 0
    with tempfile.TemporaryDirectory() as room:
        for words in IMPORTS:
            for number, (path, passphrase) in enumerate(files):
                look(words, path, passphrase, room)
                tries += 1
                if number % 200 == 199 or number == len(files) - 1:
                    look_at_store(room, words[0])
                    shutil.rmtree(f"{room}/store", ignore_errors=True)
    rules = (
        ("crashes", f"every import ends by itself, {taken} with 0, {tries} tries"),
        ("slow", f"within {SECONDS} s of the processor, at most {worst['seconds']:.2f}, {tries} tries"),
        ("large", f"and {MEGABYTES} MB, at most {worst['megabytes']:.0f}, {tries} tries"),
        ("raw", f"and nothing raw of it is said or kept, {tries} tries"),
    )
    for number, (name, text) in enumerate(rules, 1):
        print(f"{'not ' if found[name] else ''}ok {number} - {text}")
        for each in found[name][:20]:
            print(f"#   {each!r}")
    print(f"1..{len(rules)}")
    return 1 if any(found.values()) else 0


sys.exit(main())
