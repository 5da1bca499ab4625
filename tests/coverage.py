#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# coverage.py [--files] BUILD: what gcov counted there, of src/ and ui/: lines that ran, and
# branches that were taken; with --files each folder and file, too. script/coverage calls it.
import collections
import concurrent.futures
import gzip
import json
import os
import subprocess
import sys
import tempfile


def read(path):
    """What gcov says of one object: source -> line -> (count, [branch counts])."""
    counted = {}
    with tempfile.TemporaryDirectory() as room:
        subprocess.run(["gcov", "--branch-probabilities", "--json-format", path], cwd=room,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in os.listdir(room):
            with gzip.open(os.path.join(room, name), "rt", encoding="utf-8") as text:
                for file in json.load(text)["files"]:
                    lines = counted.setdefault(file["file"], {})
                    for line in file["lines"]:
                        add(lines, line["line_number"], line["count"],
                            [b["count"] for b in line["branches"] if not b["throw"]])
    return counted


def add(lines, number, count, branches):
    before = lines.get(number)
    if before is None:
        lines[number] = (count, branches)
        return
    if len(before[1]) == len(branches):
        branches = [a + b for a, b in zip(before[1], branches)]
    else:  # a function in a header, which one object knows better than another
        branches = max(before[1], branches, key=len)
    lines[number] = (before[0] + count, branches)


def main():
    words = sys.argv[1:]
    with_files = "--files" in words
    build = os.path.abspath([word for word in words if word != "--files"][0])
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # Of what never ran there is a .gcno alone, which counts with nothing.
    objects = [os.path.join(root, name) for folder in ("src", "ui")
               for root, _, names in os.walk(os.path.join(build, folder)) for name in names
               if name.endswith(".gcno")]
    total = {}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for counted in pool.map(read, objects):
            for source, lines in counted.items():
                path = os.path.relpath(os.path.join(build, source), home)
                if not path.startswith(("src/", "ui/")):
                    continue
                into = total.setdefault(path, {})
                for number, (count, branches) in lines.items():
                    add(into, number, count, branches)
    print_table(total, with_files)


def print_table(total, with_files):
    sums = collections.defaultdict(lambda: [0, 0, 0, 0])
    for path, lines in total.items():
        one = [sum(count > 0 for count, _ in lines.values()), len(lines),
               sum(b > 0 for _, bs in lines.values() for b in bs),
               sum(len(bs) for _, bs in lines.values())]
        names = [path.split("/")[0] + "/"]
        names += [os.path.dirname(path) + "/", path] if with_files else []
        for name in dict.fromkeys(names):
            sums[name] = [a + b for a, b in zip(sums[name], one)]

    def row(name):
        ran, lines, taken, branches = sums[name]
        print(f"{name:<44} lines {100 * ran / max(lines, 1):5.1f} % ({ran} of {lines})"
              f"  branches {100 * taken / max(branches, 1):5.1f} % ({taken} of {branches})")

    def missing(name):
        return sums[name][0] - sums[name][1]

    for kind in (("src/", "ui/"),
                 sorted((n for n in sums if n.endswith("/") and n.count("/") > 1), key=missing),
                 sorted((n for n in sums if not n.endswith("/")), key=missing)):
        for name in kind:
            if name in sums:
                row(name)


main()
