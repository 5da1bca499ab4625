# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of this collection share: certificates as openssl tells them, and files
that take their places together or not at all."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import base64
import calendar
import errno
import fcntl
import grp
import hashlib
import os
import pwd
import re
import stat
import tempfile
import time

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAY = 86400
BLOCK = re.compile(
    r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----")


def pem_blocks(text):
    """The certificates of a PEM text, each as DER."""
    return [base64.b64decode(re.sub(r"\s", "", block)) for block in BLOCK.findall(text)]


def pem_text(der):
    body = base64.b64encode(der).decode()
    lines = [body[at:at + 64] for at in range(0, len(body), 64)]
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n" % "\n".join(lines)


def fingerprint(der):
    digits = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digits[at:at + 2] for at in range(0, len(digits), 2))


# Directories of services belong to their accounts, who may put links, pipes and devices there
# while this runs as root: what is read, made or given away is what was opened, not what a
# path leads to by then.
LOOK = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY
OWN = LOOK | os.O_NOFOLLOW


def open_regular(path, flags=LOOK):
    """The descriptor of a regular file."""
    if flags & os.O_NOFOLLOW and os.path.islink(path):
        raise IOError(errno.ELOOP, "is a symbolic link; name the file itself", path)
    handle = os.open(path, flags)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise IOError(errno.EINVAL, "is no regular file", path)


def read_bytes(path, flags=LOOK):
    with os.fdopen(open_regular(path, flags), "rb") as file:
        return file.read()


def read_text(path):
    """The text of a file; None: it is not there."""
    try:
        return read_bytes(path).decode("utf-8", "replace")
    except (OSError, IOError) as problem:
        if problem.errno == errno.ENOENT:
            return None
        raise


def write_new(path, content):
    """A file of one's own, which was not there before."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def number_of(name, find):
    """That of an account or group; -1: it stays as it is."""
    return -1 if name is None else int(name) if name.isdigit() else find(name)


def mend_open(module, handle, mode, owner, group):
    """Owner, group and mode of an open file as they are to be. Tells what they were and are
    to be, in numbers; None: they were so."""
    found = os.fstat(handle)
    try:
        user = number_of(owner, lambda name: pwd.getpwnam(name).pw_uid)
        team = number_of(group, lambda name: grp.getgrnam(name).gr_gid)
    except KeyError as problem:
        module.fail_json(msg="there is no such owner or group on this host: %s" % problem)
    try:
        bits = int(mode, 8)
    except ValueError:
        module.fail_json(msg="a mode is a number such as 0600, not \"%s\"" % mode)
    moves = (user not in (-1, found.st_uid)) or (team not in (-1, found.st_gid))
    changes = moves or stat.S_IMODE(found.st_mode) != bits
    if changes and not module.check_mode:
        if moves:
            os.fchown(handle, user, team)
        os.fchmod(handle, bits)
    if not changes:
        return None
    return ("mode %04o, owner %d, group %d" % (
        stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid),
        "mode %04o, owner %d, group %d" % (
            bits, found.st_uid if user == -1 else user, found.st_gid if team == -1 else team))


def mend_files(module, files):
    """Modes of files, each (path, mode), and their owners as they are to be; does nothing in
    check mode but tell. What a module answers of it."""
    wish, before, after = module.params, "", ""
    for path, mode in files:
        if not path or not os.path.lexists(path):
            continue
        handle = open_regular(path, OWN)
        try:
            told = mend_open(module, handle, mode, wish["owner"], wish["group"])
        finally:
            os.close(handle)
        if told:
            before += "%s: %s\n" % (path, told[0])
            after += "%s: %s\n" % (path, told[1])
    if not before:
        return {"changed": False}
    return {"changed": True, "diff": {"before": before, "after": after}}


def read_nothing():
    """What a module starts gets no standard input: over ssh that is a terminal where nobody
    types, and who reads from it waits for ever."""
    handle = os.open(os.devnull, os.O_RDONLY)
    os.dup2(handle, 0)
    if handle > 0:
        os.close(handle)


class OpenSSL(object):
    """The openssl command of this host."""

    def __init__(self, module, command):
        self.module = module
        self.command = module.get_bin_path(command, required=True)
        self.environment = {"LC_ALL": "C", "LANG": "C", "TZ": "UTC"}

    def run(self, words, data=None):
        """Its output; None: it refuses."""
        status, out, dummy = self.module.run_command(
            [self.command] + words, data=data, binary_data=True,
            environ_update=self.environment)
        return out if status == 0 else None

    def must(self, words, what, data=None):
        status, out, problem = self.module.run_command(
            [self.command] + words, data=data, binary_data=True,
            environ_update=self.environment)
        if status != 0:
            self.module.fail_json(msg="openssl cannot %s: %s" % (what, problem.strip()))
        return out

    def describe(self, path):
        """The first certificate of a file, as a dictionary; None: there is none."""
        text = read_text(path)
        blocks = pem_blocks(text) if text else []
        if not blocks:
            return None
        out = self.run(["x509", "-noout", "-subject", "-issuer", "-serial", "-startdate", "-enddate",
                        "-nameopt", "RFC2253,utf8,-esc_msb", "-ext",
                        "subjectAltName,extendedKeyUsage", "-pubkey"],
                       data=pem_text(blocks[0]).encode())
        if out is None:
            return None
        found = {"fingerprint": fingerprint(blocks[0]), "path": path}
        found.update(read_description(out))
        return found

    def public_key(self, key):
        """The public key of the text of a private key as PEM; None: it cannot be read."""
        out = self.run(["pkey", "-pubout", "-passin", "pass:"], data=key)
        return normal_key(out) if out else None

    def leads_to(self, path, root):
        """Does the chain in a file lead to that root, whatever the time?"""
        return self.run(["verify", "-no_check_time", "-CAfile", root, "-untrusted", path,
                         path]) is not None

    def key_type(self, key):
        """Its kind, as the option key_type names it; None: another."""
        out = self.run(["pkey", "-noout", "-text_pub", "-passin", "pass:"], data=key) or \
            self.run(["pkey", "-noout", "-text", "-passin", "pass:"], data=key) or ""
        for pattern, name in (("P-256", "ec-p256"), ("P-384", "ec-p384"), ("P-521", "ec-p521"),
                              ("ED25519", "ed25519")):
            if pattern in out:
                return name
        bits = re.search(r"(?:Public|Private)-Key: \((\d+) bit", out)
        return "rsa-%s" % bits.group(1) if bits and "odulus" in out else None


def normal_key(text):
    found = re.search(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", text, re.S)
    return re.sub(r"\s", "", found.group(0)) if found else None


def read_time(text):
    """Seconds since the epoch of "Nov 29 13:42:59 2026 GMT"."""
    found = re.match(r"(\w{3})\s+(\d+) (\d+):(\d+):(\d+) (\d+) GMT", text)
    if not found or found.group(1) not in MONTHS:
        return None
    month = MONTHS.index(found.group(1)) + 1
    day, hour, minute, second, year = [int(word) for word in found.groups()[1:]]
    return calendar.timegm((year, month, day, hour, minute, second))


def time_text(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def read_description(out):
    found = {"subject": "", "issuer": "", "serial": "", "names": [], "purposes": [],
             "public_key": normal_key(out)}
    lines = out.splitlines()
    for number, line in enumerate(lines):
        name, equals, value = line.partition("=")
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        if name == "subject":
            found["subject"] = value.strip()
        elif name == "issuer":
            found["issuer"] = value.strip()
        elif name == "serial":
            found["serial"] = value.strip()
        elif name == "notBefore":
            found["not_before"] = read_time(value)
        elif name == "notAfter":
            found["not_after"] = read_time(value)
        elif "Subject Alternative Name" in line:
            found["names"] = [normal_name(word) for word in following.split(", ")]
        elif "Extended Key Usage" in line:
            found["purposes"] = following.split(", ")
    return found


def normal_name(text):
    """One alternative name as it is compared: kind and value."""
    kind, colon, value = text.strip().partition(":")
    kinds = {"IP ADDRESS": "IP", "RFC822": "EMAIL"}
    if not colon or kind.upper() not in ("DNS", "IP", "IP ADDRESS", "EMAIL", "URI", "RFC822"):
        kind, value = ("IP" if re.match(r"^[0-9.]+$|^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$",
                                        text.strip()) else "DNS"), text.strip()
    kind = kinds.get(kind.upper(), kind.upper())
    if kind == "IP":
        value = normal_address(value)
    return "%s:%s" % (kind, value.lower() if kind in ("DNS", "IP") else value)


def normal_address(text):
    import socket
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_ntop(family, socket.inet_pton(family, text))
        except (OSError, ValueError):
            pass
    return text


def normal_subject(text):
    """The attributes of a distinguished name, for comparing: (type, value)."""
    parts = re.split(r"(?<!\\)[,;+]", text)
    pairs = []
    for part in parts:
        name, dummy, value = part.strip().partition("=")
        value = re.sub(r"\\(.)", r"\1", value.strip())
        pairs.append((name.strip().upper(), value))
    return pairs


def days_left(description, now):
    return int((description["not_after"] - now) // DAY)


def is_due(description, renew_before, now):
    """Is its end so near? renew_before: days ("30"), or a share of its life ("1/3")."""
    left = description["not_after"] - now
    if renew_before.startswith("1/"):
        life = description["not_after"] - description["not_before"]
        return left <= life // int(renew_before[2:])
    return left <= int(renew_before) * DAY


class Turn(object):
    """While it is there, another run on this host waits to touch files of that directory."""

    SECONDS = 120

    def __init__(self, module, path):
        folder = os.path.dirname(path) or "."
        self.handle = None
        if os.path.isdir(folder):
            self.handle = os.open(folder, os.O_RDONLY)
            self.wait(module, folder)
        elif not module.check_mode:
            module.fail_json(msg="the directory %s is not there; make it first" % folder)

    def wait(self, module, folder):
        end = time.time() + self.SECONDS
        while True:
            try:
                return fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (OSError, IOError) as problem:
                if problem.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
            if time.time() >= end:
                module.fail_json(msg="another process has locked the directory %s for %d "
                                     "seconds; look which, and run this again" % (
                                         folder, self.SECONDS))
            time.sleep(0.1)

    def end(self):
        if self.handle is not None:
            os.close(self.handle)


class Placement(object):
    """Files that take their places together, and go back together."""

    def __init__(self, module):
        self.module = module
        self.files = []  # (path, temporary)
        self.done = []   # (path, was there)

    def add(self, path, content, mode, owner=None, group=None):
        """Writes it beside its place."""
        folder = os.path.dirname(path)
        if not os.path.isdir(folder):
            self.fail("the directory %s is not there; make it first" % folder)
        if os.path.lexists(path) and (os.path.islink(path) or not os.path.isfile(path)):
            self.fail("%s is no regular file, and is not replaced; name the file itself" % path)
        try:
            handle, temporary = tempfile.mkstemp(prefix=".pemdeck-", dir=folder)
            self.files.append((path, temporary))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                mend_open(self.module, file.fileno(), mode, owner, group)
                os.fsync(file.fileno())
        except (OSError, IOError) as problem:
            self.fail("%s cannot be written: %s" % (path, problem))

    def take_places(self):
        try:
            for path, temporary in self.files:
                old = path + ".pemdeck-old"
                if os.path.lexists(old):
                    os.unlink(old)
                there = os.path.lexists(path)
                if there:
                    os.link(path, old)
                self.done.append((path, there))
                os.rename(temporary, path)
            self.files = []
        except (OSError, IOError) as problem:
            self.go_back()
            self.fail("%s cannot be replaced: %s" % (path, problem))

    def go_back(self):
        for path, there in reversed(self.done):
            if there:
                os.rename(path + ".pemdeck-old", path)
            elif os.path.lexists(path):
                os.unlink(path)
        self.done = []

    def keep(self):
        for path, there in self.done:
            if there:
                os.unlink(path + ".pemdeck-old")
        self.done = []

    def clear(self):
        for dummy, temporary in self.files:
            if os.path.lexists(temporary):
                os.unlink(temporary)
        self.files = []

    def fail(self, sentence, **facts):
        self.clear()
        self.module.fail_json(msg=sentence, **facts)
