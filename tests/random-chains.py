#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# random-chains.py CHAINS FOLDER...: chains put together of parts of the certificates below the
# folders, as frankencerts are: names, serial numbers, extensions of several of them, with something
# wrong here and there, each certificate signed by the one above it and the first by a root that is
# trusted. We, GnuTLS (certtool) and OpenSSL judge each. Prints TAP and the table of how many were
# accepted by whom: none may be by us that both others refuse. PEMDECK_SEED: other ones.
# This tries names, numbers, times and encodings as they are in the wild, through the command line;
# test-mutated.c tries what belongs together in a chain: a host, limits for its name, purposes, path
# lengths, and the root itself, through the judge.
import base64
import collections
import concurrent.futures
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
BASIC, KEY_USAGE = bytes.fromhex("0603551d13"), bytes.fromhex("0603551d0f")
IS_CA = bytes.fromhex("300f0603551d130101ff040530030101ff")
SIGNS = bytes.fromhex("300e0603551d0f0101ff040403020106")
FILES, ANOTHER = 4000, 3


def tlv(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def split(content):
    """The elements one after the other, each whole."""
    found = []
    while content:
        size, head = content[1], 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 3:
                raise ValueError
            size, head = int.from_bytes(content[2:2 + count], "big"), 2 + count
        if head + size > len(content):
            raise ValueError
        found.append(content[:head + size])
        content = content[head + size:]
    return found


def inside(element):
    size = element[1]
    return element[2 + (size & 0x7F if size & 0x80 else 0):]


class Parts:
    """Of many certificates: what stands where."""

    def __init__(self):
        self.serials, self.names, self.extensions, self.algorithms = [], [], [], []
        self.spans, self.versions = [], []

    def add(self, der):
        fields = split(inside(split(inside(der))[0]))
        if fields[0][0] == 0xA0:
            self.versions.append(fields.pop(0))
        serial, algorithm, _, span, subject = fields[:5]
        self.serials.append(serial)
        self.algorithms.append(algorithm)
        self.spans.append(span)
        self.names.append(subject)
        for field in fields[6:]:
            if field[0] == 0xA3:
                self.extensions += split(inside(inside(field)))

    def read(self, folders):
        paths = sorted(os.path.join(root, name) for folder in folders
                       for root, _, names in os.walk(folder) for name in names)
        chance = random.Random(1)
        for path in chance.sample(paths, min(len(paths), FILES)):
            if os.path.getsize(path) > 20000:
                continue
            with open(path, "rb") as file:
                content = file.read()
            blocks = re.findall(rb"-----BEGIN CERTIFICATE-----(.*?)-----END", content, re.S)
            for block in blocks[:3] or [None]:
                try:
                    self.add(base64.b64decode(block) if block else content)
                except (ValueError, IndexError):
                    pass
        if len(self.names) < 5:
            raise SystemExit("1..0 # SKIP no certificates to take parts of")


class Maker:
    def __init__(self, parts, seed):
        self.parts, self.chance = parts, random.Random(seed)
        self.keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(5)]
        now = int(time.time())
        self.span = tlv(0x30, b"".join(
            tlv(0x17, time.strftime("%y%m%d%H%M%SZ", time.gmtime(now + days * 86400)).encode())
            for days in (-30, 60)))

    def rarely(self, of=100, times=3):
        return self.chance.randrange(of) < times

    def extension(self):
        one = self.chance.choice(self.parts.extensions)
        if self.rarely(100, 8) and b"\x01\x01\xff" in one[:24]:
            return tlv(0x30, inside(one).replace(b"\x01\x01\xff", b"", 1))
        return one

    def put_extensions(self, is_ca):
        wanted = []
        if is_ca:
            wanted += [] if self.rarely() else [IS_CA]
            wanted += [] if self.rarely(100, 15) else [SIGNS]
        found = {one[:12]: one for one in wanted}
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3, 5))):
            one = self.extension()
            if not self.rarely() and any(oid in one[:14] for oid in (BASIC, KEY_USAGE)) and is_ca:
                continue
            found[one[:12] if not self.rarely(100, 2) else os.urandom(4)] = one
        list_ = list(found.values())
        self.chance.shuffle(list_)
        return tlv(0xA3, tlv(0x30, b"".join(list_))) if list_ else b""

    def certificate(self, issuer, signer, key, is_ca):
        """DER, and its subject."""
        parts, chance = self.parts, self.chance
        subject = chance.choice(parts.names)
        algorithm = chance.choice(parts.algorithms) if self.rarely(100, 2) else ECDSA_SHA256
        fields = [
            chance.choice(parts.versions) if self.rarely() else bytes.fromhex("a003020102"),
            chance.choice(parts.serials),
            chance.choice(parts.algorithms) if self.rarely(100, 1) else algorithm,
            chance.choice(parts.names) if self.rarely(100, 2) else issuer,
            chance.choice(parts.spans) if self.rarely(100, 5) else self.span,
            subject,
            key.public_key().public_bytes(serialization.Encoding.DER,
                                          serialization.PublicFormat.SubjectPublicKeyInfo),
            self.put_extensions(is_ca),
        ]
        content = bytearray(tlv(0x30, b"".join(fields)))
        if self.rarely(100, 4):
            content[chance.randrange(8, len(content))] ^= 1 << chance.randrange(8)
        signature = bytearray(signer.sign(bytes(content), ec.ECDSA(hashes.SHA256())))
        if self.rarely(100, 2):
            signature[-1 - chance.randrange(8)] ^= 1
        return tlv(0x30, bytes(content) + algorithm + tlv(3, b"\0" + bytes(signature))), subject

    def chain(self, root_name, root_key):
        """Leaf first."""
        made, issuer, signer = [], root_name, root_key
        depth = self.chance.choice((0, 1, 1, 1, 2, 3))
        for level in range(depth + 1):
            key = self.keys[level] if not self.rarely(100, 2) else self.chance.choice(self.keys)
            der, issuer = self.certificate(issuer, signer, key, level < depth)
            made.insert(0, der)
            signer = key
        return made


def pem(der):
    text = base64.b64encode(der).decode()
    lines = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def accepts(words):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def judge(room, number, chain):
    name = f"{room}/{number}"
    with open(f"{name}.pem", "w", encoding="ascii") as file:
        file.write("".join(map(pem, chain)))
    with open(f"{name}.leaf", "w", encoding="ascii") as file:
        file.write(pem(chain[0]))
    ours, said = accepts([*os.environ["PEMDECK"].split(), "--store", f"{room}/store", "trust",
                          "verify", f"{name}.pem", "--purpose", "any"])
    gnutls, _ = accepts(["certtool", "--verify", "--load-ca-certificate", f"{room}/root.pem",
                         "--infile", f"{name}.pem"])
    openssl, _ = accepts(["openssl", "verify", "-no-CApath", "-no-CAstore", "-CAfile",
                          f"{room}/root.pem", "-untrusted", f"{name}.pem", f"{name}.leaf"])
    # Of certificates in a circle another may be taken for the one to be judged.
    digest = hashlib.sha256(chain[0]).hexdigest().upper()
    first = re.search(r"^SHA-256: *(\S+)", said, re.M)
    if ours == 0 and first and first.group(1).replace(":", "") != digest:
        ours = ANOTHER
    reason = re.search(r"is (?:rejected|not accepted): ([^:]*)", said)
    result = (ours, gnutls == 0, openssl == 0, reason.group(1) if reason else said[-80:].strip())
    if ours == 0 and gnutls and openssl:
        return (*result, open(f"{name}.pem", encoding="ascii").read())
    os.unlink(f"{name}.pem")
    os.unlink(f"{name}.leaf")
    return (*result, None)


def print_table(counts):
    print("# ours       GnuTLS     OpenSSL    chains")
    for (ours, gnutls, openssl), count in sorted(counts.items(), key=lambda each: -each[1]):
        words = ["accepts" if each else "refuses" for each in (ours, gnutls, openssl)]
        print(f"# {words[0]:<10} {words[1]:<10} {words[2]:<10} {count:>6}")


def main():
    chains, folders = int(sys.argv[1]), sys.argv[2:]
    parts = Parts()
    parts.read(folders)
    maker = Maker(parts, int(os.environ.get("PEMDECK_SEED", "18")))
    counts, reasons = collections.Counter(), collections.Counter()
    wrong, broken, others = [], [], 0
    with tempfile.TemporaryDirectory() as room, concurrent.futures.ThreadPoolExecutor(3) as pool:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{room}/root.key", "-out",
                        f"{room}/root.pem", "-days", "90", "-subj", "/O=Trusted/CN=Root", "-addext",
                        "keyUsage=critical,keyCertSign"], check=True, capture_output=True)
        with open(f"{room}/root.key", "rb") as file:
            root_key = serialization.load_pem_private_key(file.read(), None)
        root_name = tlv(0x30, b"")
        with open(f"{room}/root.pem", encoding="ascii") as file:
            body = "".join(file.read().split("-----")[2].split())
        root_name = split(inside(split(inside(base64.b64decode(body)))[0]))[5]
        status, said = accepts([*os.environ["PEMDECK"].split(), "--store", f"{room}/store", "trust",
                                "import", f"{room}/root.pem"])
        if status:
            raise SystemExit(f"Bail out! {said}")
        jobs = [pool.submit(judge, room, number, maker.chain(root_name, root_key))
                for number in range(chains)]
        for job in jobs:
            ours, gnutls, openssl, reason, text = job.result()
            counts[ours == 0, gnutls, openssl] += 1
            others += ours == ANOTHER
            if ours not in (0, 1, ANOTHER):
                broken.append(f"exit status {ours}: {reason}")
            if text:
                wrong.append(text)
            if ours and gnutls and openssl:
                reasons[reason] += 1
    print(f"{'not ' if wrong else ''}ok 1 - chains of parts of {len(parts.names)} certificates, "
          f"{chains} tries: we accept none that GnuTLS and OpenSSL refuse")
    for text in wrong[:5]:
        print("\n".join("# " + line for line in text.splitlines()))
    accepted = sum(count for (ours, _, _), count in counts.items() if ours)
    print(f"{'not ' if broken or not accepted else ''}ok 2 - and judge each, {accepted} accepted")
    for each in broken[:10]:
        print(f"# {each!r}")
    print_table(counts)
    print(f"# of those refused by us, another certificate was judged of {others}, in a circle")
    for reason, count in reasons.most_common(8):
        print(f"# refused by us alone, {count}: {reason!r}")
    print("1..2")
    return 1 if wrong or broken or not accepted else 0


sys.exit(main())
