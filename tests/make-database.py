#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make-database.py xca|gnomint OUT PASSWORD CA... -- CERTIFICATE... -- LIST...
#        [-- SERIAL:CA:DATE:REASON...]
#
# Writes a database of XCA (schema 7) or gnoMint (version 12) as these programs do: each CA is
# CERTIFICATE:KEY[:OWN-PASSWORD], and the first is number 1. The last words are revocations; of
# gnoMint SERIAL is the place of a certificate, and DATE are seconds. PASSWORD "" protects
# nothing in gnoMint.

import base64
import hashlib
import re
import sqlite3
import subprocess
import sys

kind, out, password = sys.argv[1:4]
groups = [[]]
for word in sys.argv[4:]:
    if word == "--":
        groups.append([])
    else:
        groups[-1].append(word)
groups += [[]] * (4 - len(groups))
cas, certificates, lists, revocations = groups


def run(*words, data=None):
    return subprocess.run(words, input=data, capture_output=True, check=True).stdout


def pem(path):
    return re.search(r"-----BEGIN .*?-----END [^-]*-----\n", open(path).read(), re.S)[0]


def der64(path):
    return "".join(pem(path).split("-----")[2].split())


def serial(path):
    return run("openssl", "x509", "-in", path, "-noout", "-serial").decode().split("=")[1].strip()


base = sqlite3.connect(out)


def xca():
    base.executescript("""
CREATE TABLE settings (key_ CHAR(20) UNIQUE, value TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR(128), type INTEGER, source INTEGER,
    date CHAR(15), comment VARCHAR(2048), stamp INTEGER NOT NULL DEFAULT 0,
    del SMALLINT NOT NULL DEFAULT 0);
CREATE TABLE public_keys (item INTEGER, type CHAR(4), hash INTEGER, len INTEGER, "public" TEXT);
CREATE TABLE private_keys (item INTEGER, ownPass INTEGER, private TEXT);
CREATE TABLE tokens (item INTEGER, card_label VARCHAR(64), object_id VARCHAR(64));
CREATE TABLE x509super (item INTEGER, subj_hash INTEGER, pkey INTEGER, key_hash INTEGER);
CREATE TABLE requests (item INTEGER, hash INTEGER, signed INTEGER, request TEXT);
CREATE TABLE certs (item INTEGER, hash INTEGER, iss_hash INTEGER, serial VARCHAR(64),
    issuer INTEGER, ca INTEGER, cert TEXT);
CREATE TABLE authority (item INTEGER, template INTEGER, crlExpire CHAR(15), crlNo INTEGER,
    crlDays INTEGER, dnPolicy VARCHAR(1024));
CREATE TABLE crls (item INTEGER, hash INTEGER, num INTEGER, iss_hash INTEGER, issuer INTEGER,
    crl TEXT);
CREATE TABLE revocations (caId INTEGER, serial VARCHAR(64), date CHAR(15), invaldate CHAR(15),
    crlNo INTEGER, reasonBit INTEGER);
CREATE TABLE templates (item INTEGER, version INTEGER, template TEXT);
CREATE VIEW view_private AS SELECT name, private FROM private_keys JOIN items ON
    items.id = private_keys.item;
CREATE INDEX i_certs_item ON certs (item);
INSERT INTO settings VALUES ('schema', '7');
""")

    def item(name, kind):
        return base.execute(
            "INSERT INTO items (name, type, source, date) VALUES (?, ?, 1, '20260101000000Z')",
            (name, kind)).lastrowid

    numbers = []
    for word in cas:
        certificate, key, *own = word.split(":")
        words = own[0] if own else password
        sealed = run("openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", key, "-outform",
                     "DER", "-passout", "pass:" + words)
        held = item(key, 1)
        base.execute("INSERT INTO private_keys VALUES (?, ?, ?)",
                     (held, 1 if own else 0, base64.b64encode(sealed).decode()))
        number = item(certificate, 3)
        numbers.append(number)
        base.execute("INSERT INTO x509super VALUES (?, 0, ?, 0)", (number, held))
        base.execute("INSERT INTO certs VALUES (?, 0, 0, ?, ?, 1, ?)",
                     (number, serial(certificate), number, der64(certificate)))
        base.execute("INSERT INTO authority VALUES (?, NULL, '20991231235959Z', 77, 30, '')",
                     (number,))
    for path in certificates:
        number = item(path, 3)
        base.execute("INSERT INTO certs VALUES (?, 0, 0, ?, ?, 0, ?)",
                     (number, serial(path), numbers[0] if numbers else None, der64(path)))
    for path in lists:
        base.execute("INSERT INTO crls VALUES (?, 0, 0, 0, NULL, ?)", (item(path, 4), der64(path)))
    for word in revocations:
        number, ca, date, reason = word.split(":")
        base.execute("INSERT INTO revocations VALUES (?, ?, ?, '99991231235959Z', 32767, ?)",
                     (numbers[int(ca) - 1], number, date, int(reason)))
    base.execute("INSERT INTO templates VALUES (?, 10, 'AAAA')", (item("web servers", 5),))
    base.execute("INSERT INTO requests VALUES (?, 0, 0, 'AAAA')", (item("a request", 2),))
    base.execute("INSERT INTO tokens VALUES (?, 'card', '01')", (item("on a card", 7),))


def fold(words):
    key = bytearray(32)
    if len(words) <= 32:
        for i in range(31):
            key[i] = words[i % len(words)]
    for i in range(len(words) if len(words) > 32 else 0):
        key[i % 32] ^= words[i]
    return bytes(key)


def seal(key, name):
    if not password:
        return key
    words = ("gnoMintPrivateKey" + password + name).encode()
    vector = hashlib.sha256(key.encode() + name.encode()).digest()
    return "gCP" + vector.hex().upper() + run(
        "openssl", "enc", "-aes-256-ctr", "-K", fold(words).hex(), "-iv", vector[16:].hex(),
        data=key.encode()).hex().upper()


def gnomint():
    base.executescript("""
CREATE TABLE db_properties (id INTEGER PRIMARY KEY, name TEXT, value TEXT, UNIQUE (name));
CREATE VIEW ca_properties AS SELECT id, name, value FROM db_properties;
CREATE TABLE certificates (id INTEGER PRIMARY KEY, is_ca BOOLEAN, serial TEXT, subject TEXT,
    activation TIMESTAMP, expiration TIMESTAMP, revocation TIMESTAMP, pem TEXT,
    private_key_in_db BOOLEAN, private_key TEXT, dn TEXT, parent_dn TEXT,
    parent_id INTEGER DEFAULT 0, parent_route TEXT, expired_already_in_crl INTEGER,
    subject_key_id TEXT, issuer_key_id TEXT);
CREATE TABLE cert_requests (id INTEGER PRIMARY KEY, subject TEXT, pem TEXT,
    private_key_in_db BOOLEAN, private_key TEXT, dn TEXT UNIQUE, parent_ca INTEGER);
CREATE TABLE ca_policies (id INTEGER PRIMARY KEY, ca_id INTEGER, name TEXT, value TEXT,
    UNIQUE (ca_id, name));
CREATE TABLE ca_crl (id INTEGER PRIMARY KEY, ca_id INTEGER, crl_version INTEGER,
    date TIMESTAMP, UNIQUE (ca_id, crl_version));
INSERT INTO db_properties (name, value) VALUES ('ca_db_version', 12);
INSERT INTO ca_policies (ca_id, name, value) VALUES (1, 'MONTHS_TO_EXPIRE', '60');
INSERT INTO ca_crl (ca_id, crl_version, date) VALUES (1, 77, 0);
INSERT INTO cert_requests (subject, pem, dn) VALUES ('three', 'x', 'CN=three');
""")
    times = {int(w.split(":")[0]): int(w.split(":")[2]) for w in revocations}
    for word in cas + certificates:
        certificate, key, *_ = word.split(":") + [None]
        name = "CN=" + certificate
        sealed = seal(pem(key), name) if key else None
        number = base.execute(
            "INSERT INTO certificates (is_ca, serial, pem, private_key_in_db, private_key, dn)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (word in cas, serial(certificate), pem(certificate), key is not None, sealed,
             name)).lastrowid
        base.execute("UPDATE certificates SET revocation = ? WHERE id = ?",
                     (times.get(number), number))


xca() if kind == "xca" else gnomint()
base.commit()
