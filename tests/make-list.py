# SPDX-License-Identifier: GPL-3.0-or-later
# usage: make-list.py SIZE SERIAL SMALL.crl CA.key OUT.crl
# Makes of a list of openssl one of SIZE bytes of DER, signed by openssl with the CA's key:
# its entries are serial numbers of 16 bytes, and SERIAL is the last. The names and times
# are those of the small list. "SERIAL critical": with a critical extension that nobody knows.
import subprocess
import sys


def wrap(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def take(data):
    """The whole of the first element, its content, and the rest."""
    size, at = data[1], 2
    if size & 0x80:
        at += size & 0x7F
        size = int.from_bytes(data[2:at], "big")
    return data[: at + size], data[at : at + size], data[at + size :]


def signed(content, algorithm, key):
    run = ["openssl", "dgst", "-sha256", "-sign", key]
    signature = subprocess.run(run, input=content, stdout=subprocess.PIPE, check=True)
    return wrap(0x30, content + algorithm + wrap(3, b"\0" + signature.stdout))


def main():
    size, serial, small, key, out = sys.argv[1:]
    with open(small, "rb") as file:
        rest = take(take(file.read())[1])[1]
    parts = []
    while rest:
        whole, _, rest = take(rest)
        parts.append(whole)
    version, algorithm, issuer, time, end, _, extensions = parts
    before = version + algorithm + issuer + time + end
    serial, *critical = serial.split()
    unknown = wrap(0x30, wrap(6, b"\x2a\x03\x04") + wrap(1, b"\xff") + wrap(4, b"\5\0"))
    last = wrap(2, bytes.fromhex(serial)) + time
    last = wrap(0x30, last + (wrap(0x30, unknown) if critical else b""))
    signature = 80  # and the heads around it
    bare = len(before + extensions + algorithm + last) + signature + 20
    head = b"\x30\x21\x02\x10\x01"
    count = (int(size) - bare) // (len(head) + 15 + len(time))
    entries = b"".join(head + i.to_bytes(15, "big") + time for i in range(count))
    made = before + wrap(0x30, entries + last) + extensions
    with open(out, "wb") as file:
        file.write(signed(wrap(0x30, made), algorithm, key))
    print(count + 1)


main()
