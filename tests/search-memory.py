#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# search-memory.py PID|MEMORY FILE: what of a secret stands in the memory of a process and of its
# children, or in a file with memory: of the passphrase in FILE, or of the private part of the key
# in it (an RSA key of 3072 bits, an EC key, or Ed25519), as text, as DER in both orders, as base64
# of the text, and in cells of a screen.
# Prints where; exit status 0 if nothing is there, 1 if something is, 2 if it cannot be read.
import base64
import os
import re
import sys

PUBLIC = 520  # of the DER: the modulus, which certificates hold as well
STRIDES = (4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 64)


EC_NUMBER = b"\x02\x01\x01\x04"  # the version of an ECPrivateKey, and the tag of its number
EDWARDS_NUMBER = b"\x04\x22\x04"  # RFC 8410 7: an OCTET STRING in another


def needles_of_short(der, lines, before):
    at = der.index(before) + len(before) + 1
    number = der[at : at + der[at - 1]]
    yield "number", re.escape(number[:24])
    yield "number reversed", re.escape(number[:24][::-1])
    text = "".join(lines)
    first = (at + 2) // 3 * 4
    yield "text", re.escape(text[first : first + 24].encode())


def needles_of(text):
    if not text.startswith("-----BEGIN"):
        yield "passphrase", re.escape(text.strip().encode())
        return
    lines = [line for line in text.split("\n") if line and line[0] != "-"]
    der = base64.b64decode("".join(lines))
    for before in (EC_NUMBER, EDWARDS_NUMBER):
        if before in der[:64]:
            yield from needles_of_short(der, lines, before)
            return
    for line in lines[PUBLIC // 48 + 3 : -1]:
        yield "text", re.escape(line[8:32].encode())
    for at in range(PUBLIC, len(der) - 24, 64):
        yield "number", re.escape(der[at : at + 24])
        yield "number reversed", re.escape(der[at : at + 24][::-1])
    whole = "\n".join(lines)
    for shift in range(3):
        part = whole[900 + shift : 960 + shift].encode()
        yield "base64 of the text", re.escape(base64.b64encode(part)[4:60])
    for line in lines[PUBLIC // 48 + 3 : -1]:
        for stride in STRIDES:
            gap = b"[\\s\\S]{%d}" % (stride - 1)
            yield "cells", gap.join(re.escape(c.encode()) for c in line[4:20])


def family(pid):
    yield pid
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
            for child in file.read().split():
                yield from family(child)


def search(pid, needles):
    with open(f"/proc/{pid}/maps", encoding="ascii") as file:
        maps = file.read().split("\n")
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw\S* \S+ \S+ \S+\s*(.*)", line)
            if match is None or match[3].startswith("[v"):
                continue
            begin, end = int(match[1], 16), int(match[2], 16)
            try:
                memory.seek(begin)
                data = memory.read(end - begin)
            except OSError:
                continue
            for name, needle in needles:
                if needle.search(data):
                    yield f"{name} in {match[3] or 'memory that was mapped'}"


def main():
    with open(sys.argv[2], encoding="ascii") as file:
        needles = [(name, re.compile(text)) for name, text in needles_of(file.read())]
    found = set()
    if not sys.argv[1].isdigit():
        with open(sys.argv[1], "rb") as file:
            data = file.read()
        found.update(name for name, needle in needles if needle.search(data))
        print("\n".join(sorted(found)))
        return 1 if found else 0
    try:
        for pid in family(sys.argv[1]):
            found.update(search(pid, needles))
    except OSError as error:
        print(error)
        return 2
    for place in sorted(found):
        print(place)
    return 1 if found else 0


sys.exit(main())
