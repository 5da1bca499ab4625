#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# writers.py WRITERS CHANGES: so many processes change one file of a store at once, each so many
# times, while a screen is open on it; each reads back after each change what it wrote. At the end
# history has every change once, is whole, and the screen ends as it should. Prints TAP.
import os
import pty
import select
import subprocess
import sys
import tempfile
import threading
import time

# Down, up, the tabs, history, back, what needs doing.
KEYS = [b"\x1b[B", b"\x1b[A", b"2", b"5", b"h", b"\x1b", b"1", b"!", b"\x1b"]

KEY_EVERY = 0.2


def pemdeck(store, *words):
    return subprocess.run([*os.environ["PEMDECK"].split(), "--store", store, *words],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def write(store, number, changes, wrong):
    profile = f"w{number}"
    for change in range(1, changes + 1):
        done = pemdeck(store, "settings", "profile-set", "--yes", profile, "--purpose", "server",
                       "--days", str(change), "--wait", "600")
        if done.returncode != 0:
            wrong.append(f"{profile}, change {change}: {done.stderr.strip()}")
            continue
        with open(f"{store}/settings.cfg", encoding="utf-8") as file:
            text = " ".join(file.read().split())
        groups = [group for group in text.split("{") if f'"{profile}"' in group]
        if len(groups) != 1 or f"days = {change};" not in groups[0]:
            wrong.append(f"{profile}, change {change}: {groups}")


def screen(store, stop, result):
    """A screen that somebody uses, until stop is set."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.execvp(os.environ["PEMDECK"].split()[0],
                  [*os.environ["PEMDECK"].split(), "--store", store])
    shown, key, due = 0, 0, time.monotonic()
    while not stop.is_set():
        if select.select([terminal], [], [], KEY_EVERY)[0]:
            shown += len(os.read(terminal, 65536))
        if time.monotonic() >= due:
            os.write(terminal, KEYS[key % len(KEYS)])
            key, due = key + 1, time.monotonic() + KEY_EVERY
    for last in (b"\x1b", b"\x1b", b"q", b"y"):
        time.sleep(0.3)
        try:
            os.write(terminal, last)
        except OSError:
            break
    end, status = time.time() + 30, None
    while time.time() < end and status is None:
        try:
            if select.select([terminal], [], [], 0.1)[0]:
                shown += len(os.read(terminal, 65536))
        except OSError:
            pass
        done, code = os.waitpid(child, os.WNOHANG)
        status = os.waitstatus_to_exitcode(code) if done else None
    if status is None:
        os.kill(child, 9)
        os.waitpid(child, 0)
    result.update(status=status, shown=shown, keys=key)


def main():
    writers, changes = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="pemdeck-test.") as room:
        store = f"{room}/store"
        pemdeck(store, "settings", "profile-set", "--yes", "first", "--purpose", "server", "--days", "9")
        before = sum(name.isdigit() for name in os.listdir(f"{store}/history"))
        stop, shown, wrong = threading.Event(), {}, []
        watcher = threading.Thread(target=screen, args=(store, stop, shown))
        watcher.start()
        hands = [threading.Thread(target=write, args=(store, number, changes, wrong))
                 for number in range(writers)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        stop.set()
        watcher.join()
        entries = [name for name in os.listdir(f"{store}/history") if name.isdigit()]
        told = pemdeck(store, "history", "verify")
    all_changes = writers * changes
    rules = (
        (not wrong, f"{writers} writers at once, {all_changes} tries: none is lost", wrong),
        (len(entries) == before + all_changes, "each is in history once",
         [f"{len(entries)} entries, {before} before"]),
        (told.returncode == 0, "which is whole", [told.stderr]),
        (shown.get("status") == 0 and shown["shown"] > 1000 and shown["keys"] > 0,
         f"a screen beside it, {shown.get('keys')} keys, goes on and ends with 0", [str(shown)]),
    )
    for number, (good, words, notes) in enumerate(rules, 1):
        print(f"{'' if good else 'not '}ok {number} - {words}")
        for note in notes[:10] if not good else []:
            print(f"#   {note!r}")
    print(f"1..{len(rules)}")
    return 0 if all(rule[0] for rule in rules) else 1


sys.exit(main())
