# SPDX-License-Identifier: GPL-3.0-or-later
"""other-signature.py IN OUT: the same certificate with the other signature that ECDSA knows.

If (r, s) signs something, so does (r, n - s), n being the order of the curve: who has one
certificate can make a second that differs in its bytes alone. PEM in, PEM out.
"""
import base64
import sys

ORDERS = {
    32: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    48: 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
    << 192
    | 0xC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}


def take(data):
    """The content of the element at the beginning, its whole, and what follows."""
    size, head = data[1], 2
    if size >= 0x80:
        head += size & 0x7F
        size = int.from_bytes(data[2:head], "big")
    return data[head : head + size], data[: head + size], data[head + size :]


def put(tag, content):
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(number):
    return put(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


with open(sys.argv[1], encoding="ascii") as file:
    LINES = file.read().split("-----")
inside, _, _ = take(base64.b64decode(LINES[2]))
_, signed, rest = take(inside)
_, algorithm, rest = take(rest)
bits, _, _ = take(rest)
pair, _, _ = take(bits[1:])
r, _, rest = take(pair)
s, _, _ = take(rest)
order = ORDERS[32 if len(r) <= 33 else 48]
other = integer(int.from_bytes(r, "big")) + integer(order - int.from_bytes(s, "big"))
whole = put(0x30, signed + algorithm + put(3, b"\0" + put(0x30, other)))
with open(sys.argv[2], "w", encoding="ascii") as file:
    file.write("-----BEGIN CERTIFICATE-----\n")
    file.write(base64.encodebytes(whole).decode("ascii"))
    file.write("-----END CERTIFICATE-----\n")
