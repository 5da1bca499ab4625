#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make-keystore.py jks|jceks STORE-PASSPHRASE KEY-PASSPHRASE ROUNDS FILE...
#
# Writes a keystore of Java to standard output, as the JDK's sources say, for hosts without
# keytool: the key of each FILE that has one, with its certificates, and the certificates of
# the others as trusted ones. ROUNDS are those of JCEKS.

import base64
import hashlib
import os
import re
import struct
import subprocess
import sys

kind, store_words, key_words, rounds = sys.argv[1:5]
rounds = int(rounds)


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        head = bytes([size])
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        head = bytes([0x80 | len(digits)]) + digits
    return bytes([tag]) + head + body


def text(value):
    value = value.encode()
    return struct.pack(">H", len(value)) + value


def block(value):
    return struct.pack(">I", len(value)) + value


def sealed(oid, parameters, content):
    algorithm = der(0x30, der(0x06, oid), parameters)
    return der(0x30, algorithm, der(0x04, content))


def seal_jks(key, words):
    words = words.encode("utf-16-be")
    salt = os.urandom(20)
    stream, out = salt, b""
    while len(out) < len(key):
        stream = hashlib.sha1(words + stream).digest()
        out += stream
    mixed = bytes(a ^ b for a, b in zip(key, out))
    check = hashlib.sha1(words + key).digest()
    return sealed(b"\x2b\x06\x01\x04\x01\x2a\x02\x11\x01\x01", der(0x05), salt + mixed + check)


def seal_jceks(key, words):
    salt = os.urandom(8)
    if os.environ.get("ALIKE"):
        salt = salt[:4] * 2
    parts = bytearray(salt)
    if parts[:4] == parts[4:]:
        for i in range(2):
            swapped = parts[i]
            parts[i] = parts[3 - i]
            parts[3 - 1] = swapped
    derived = b""
    for half in (parts[:4], parts[4:]):
        value = bytes(half)
        for _ in range(rounds):
            value = hashlib.md5(value + words.encode()).digest()
        derived += value
    done = subprocess.run(
        ["openssl", "enc", "-des-ede3-cbc", "-K", derived[:24].hex(), "-iv", derived[24:].hex()],
        input=key, stdout=subprocess.PIPE, check=True)
    size = max(1, (rounds.bit_length() + 8) // 8)
    parameters = der(0x30, der(0x04, salt), der(0x02, rounds.to_bytes(size, "big")))
    return sealed(b"\x2b\x06\x01\x04\x01\x2a\x02\x13\x01", parameters, done.stdout)


def blocks(path):
    with open(path) as file:
        found = re.findall(r"-----BEGIN ([A-Z ]+)-----(.*?)-----END", file.read(), re.S)
    return [(label, base64.b64decode(body)) for label, body in found]


entries = []
for number, path in enumerate(sys.argv[5:]):
    found = blocks(path)
    certificates = [text("X.509") + block(body) for label, body in found if label == "CERTIFICATE"]
    keys = [body for label, body in found if label == "PRIVATE KEY"]
    head = text(f"entry {number}") + struct.pack(">Q", 1_700_000_000_000)
    if keys:
        key = (seal_jks if kind == "jks" else seal_jceks)(keys[0], key_words)
        entries.append(struct.pack(">I", 1) + head + block(key)
                       + struct.pack(">I", len(certificates)) + b"".join(certificates))
    else:
        entries += [struct.pack(">I", 2) + head + one for one in certificates]
magic = 0xFEEDFEED if kind == "jks" else 0xCECECECE
whole = struct.pack(">III", magic, 2, len(entries)) + b"".join(entries)
check = hashlib.sha1(store_words.encode("utf-16-be") + b"Mighty Aphrodite" + whole).digest()
sys.stdout.buffer.write(whole + check)
