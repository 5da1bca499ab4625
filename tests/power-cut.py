#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# power-cut.py CUTS FILESYSTEM...: a store on an image of each file system (ext4, xfs), whose disk
# is a file of a FUSE server of ours that notes each write and each flush. The power goes CUTS times:
# what was flushed is there, and of what was written after that any part, in any order, single
# sectors too. Then the image is mounted, as after a power cut, and the store has to be what it was
# after the last change that pemdeck said was done, or after the one it was about. Prints TAP.
# Root only: it mounts.
import ctypes
import hashlib
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

SECTOR = 4096  # as disks have them: one is written, or not
OPCODES = {"lookup": 1, "forget": 2, "getattr": 3, "setattr": 4, "open": 14, "read": 15, "write": 16,
           "statfs": 17, "release": 18, "fsync": 20, "flush": 25, "init": 26, "opendir": 27,
           "releasedir": 29, "interrupt": 36, "destroy": 38, "batch_forget": 42}
ENOSYS, ENOENT = 38, 2
CHANGES = 24


class Disk:
    """Serves a folder with one file, "disk", from /dev/fuse, until it is unmounted."""

    def __init__(self, device, image, log):
        self.device, self.log = device, log
        self.image = os.open(image, os.O_RDWR)
        self.size = os.fstat(self.image).st_size

    def attributes(self, node):
        mode, size = (0o40700, 0) if node == 1 else (0o100600, self.size)
        return struct.pack("<QQQQQQIIIIIIIIII", node, size, size // 512, 0, 0, 0, 0, 0, 0,
                           mode, 1, 0, 0, 0, 4096, 0)

    def note(self, kind, offset=0, data=b""):
        os.write(self.log, struct.pack("<QQQ", kind, offset, len(data)) + data)

    def answer(self, opcode, node, body):
        name = {number: name for name, number in OPCODES.items()}.get(opcode)
        if name == "init":
            return struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, 1 << 5, 16, 12, 131072, 1, 0, 0, 0)
        if name == "lookup":
            if body.rstrip(b"\0") != b"disk":
                return ENOENT
            return struct.pack("<QQQQII", 2, 0, 3600, 3600, 0, 0) + self.attributes(2)
        if name in ("getattr", "setattr"):
            return struct.pack("<QII", 3600, 0, 0) + self.attributes(node)
        if name in ("open", "opendir"):
            return struct.pack("<QII", 0, 0, 0)
        if name == "read":
            _, offset, size = struct.unpack_from("<QQI", body)
            return os.pread(self.image, size, offset)
        if name == "write":
            _, offset, size = struct.unpack_from("<QQI", body)
            data = body[40:40 + size]
            os.pwrite(self.image, data, offset)
            self.note(1, offset, data)
            return struct.pack("<II", size, 0)
        if name == "fsync":
            self.note(2)
            return b""
        if name == "statfs":
            return bytes(80)
        return b"" if name in ("release", "releasedir", "flush", "destroy") else ENOSYS

    def serve(self):
        while True:
            try:
                request = os.read(self.device, 1 << 18)
            except InterruptedError:
                continue
            except OSError:
                return  # unmounted
            _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
            if opcode in (OPCODES["forget"], OPCODES["batch_forget"], OPCODES["interrupt"]):
                continue
            answer = self.answer(opcode, node, request[40:])
            error, body = (-answer, b"") if isinstance(answer, int) else (0, answer)
            os.write(self.device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)


def call(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, **options)


def unmount(where):
    """A helper of pemdeck may end a moment after it."""
    for _ in range(100):
        if subprocess.run(["umount", where], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    call("umount", "--lazy", where)


def mount_disk(room, image):
    """The folder with the file, and the server's process."""
    folder = f"{room}/fuse"
    os.makedirs(folder, exist_ok=True)
    device = os.open("/dev/fuse", os.O_RDWR)
    log = os.open(f"{room}/log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0"
    if libc.mount(b"pemdeck-test", folder.encode(), b"fuse", 0, options.encode()) != 0:
        print("1..0 # SKIP no FUSE")
        sys.exit(0)
    child = os.fork()
    if child == 0:
        Disk(device, image, log).serve()
        os._exit(0)
    os.close(device)
    os.close(log)
    return child


def pemdeck(where, *words):
    line = [*os.environ["PEMDECK"].split(), "--store", f"{where}/store", *words]
    return subprocess.run(line, cwd=where, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)


def tree(where):
    found = {}
    for root, folders, names in os.walk(where):
        if "lost+found" in folders:
            folders.remove("lost+found")
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            # history/newest is a hint, which is made anew where it is old.
            if name not in ("lock", "newest"):
                found[os.path.relpath(path, where)] = digest
    return found


def parts(state):
    """Of the store, and of the files beside it."""
    store = {path: digest for path, digest in state.items() if path.startswith("store/")}
    return store, {path: digest for path, digest in state.items() if path not in store}


def make_changes(where, room):
    """Changes one after the other; for each where the log was before and after, and what was there
    after it."""
    log = f"{room}/log"
    done = []
    serials = []
    for number in range(CHANGES):
        kind = number % 6
        words = {
            0: ["ssl", "issue", "--purpose", "server", "--dn", f"CN=a{number}", "--san",
                f"DNS:a{number}.example", "--out", f"out{number}"],
            1: ["settings", "set", "warning_days", str(20 + number)],
            2: ["tls", "generate", "--yes", "--algorithm", "ec", "--dn", f"CN=t{number}"],
            3: ["trust", "import", f"{room}/t{number}.pem"],
            4: ["history", "undo", "--yes"],
            5: ["ssl", "revoke", "--yes", serials[-1] if serials else ""],
        }[kind]
        if kind == 3:
            call("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                 "-nodes", "-keyout", f"{room}/t.key", "-out", f"{room}/t{number}.pem", "-subj",
                 f"/CN=trusted {number}", "-addext", "basicConstraints=critical,CA:TRUE")
        before = os.path.getsize(log)
        told = pemdeck(where, *words)
        if told.returncode != 0:
            raise SystemExit(f"Bail out! {' '.join(words)}: {told.stderr}")
        after = os.path.getsize(log)
        if kind == 0:
            text = call("openssl", "x509", "-noout", "-serial", "-in", f"{where}/out{number}/cert.pem")
            serials.append(text.stdout.decode().strip().split("=")[1])
        done.append((before, after, tree(where), " ".join(words[:2])))
    return done


def read_log(path):
    """(where it ends, kind, offset, data) of each."""
    with open(path, "rb") as file:
        while head := file.read(24):
            kind, offset, size = struct.unpack("<QQQ", head)
            data = file.read(size)
            yield file.tell(), kind, offset, data


def write_some(image, chance, writes):
    """Of what was not flushed: all, none, or a part of it, sector by sector where it tears."""
    keep = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
    for offset, data in chance.sample(writes, len(writes)):
        if chance.random() >= keep:
            continue
        if chance.random() < 0.1:
            for at in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    os.pwrite(image, data[at:at + SECTOR], offset + at)
        else:
            os.pwrite(image, data, offset)


def check(room, cut, start, done):
    """What is wrong after that cut; empty: nothing."""
    where = f"{room}/after"
    os.makedirs(where, exist_ok=True)
    try:
        call("mount", "-o", "loop", f"{room}/cut.img", where)
    except subprocess.CalledProcessError as error:
        return f"the file system cannot be mounted: {error.stderr.decode()}"
    try:
        told = pemdeck(where, "history", "verify")
        if told.returncode != 0:
            return f"history verify: {told.stderr}"
        last = max((i for i, change in enumerate(done) if change[1] <= cut), default=-1)
        states = [done[last][2] if last >= 0 else start]
        if last + 1 < len(done) and done[last + 1][0] < cut:
            states.append(done[last + 1][2])
        store, beside = parts(tree(where))
        wanted = [parts(state) for state in states]
        if all(store != one[0] for one in wanted):
            differs = [sorted(p for p in store.keys() | one[0].keys()
                              if store.get(p) != one[0].get(p))[:4] for one in wanted]
            return f"the store after change {last} is neither before nor after: {differs}"
        for path, digest in wanted[0][1].items():
            if beside.get(path) not in [one[1].get(path) for one in wanted] or digest is None:
                return f"{path} was there after change {last}, and is lost"
        for path, digest in beside.items():
            if ".pemdeck-" not in path and digest not in [one[1].get(path) for one in wanted]:
                return f"{path} is neither old nor new"
        return ""
    finally:
        unmount(where)


def try_file_system(kind, cuts, room, chance):
    image, where = f"{room}/image", f"{room}/mounted"
    os.makedirs(where)
    size = 48 << 20 if kind == "ext4" else 320 << 20
    with open(image, "wb") as file:
        file.truncate(size)
    call(*{"ext4": ("mkfs.ext4", "-q", "-F", "-b", "4096"), "xfs": ("mkfs.xfs", "-q", "-f")}[kind], image)
    with open(image, "r+b") as file:
        os.fsync(file.fileno())
    server = mount_disk(room, image)
    try:
        call("cp", "--sparse=always", image, f"{room}/base")
        call("mount", "-o", "loop" + (",commit=300" if kind == "ext4" else ""), f"{room}/fuse/disk",
             where)
        try:
            pemdeck(where, "ssl", "generate", "--yes", "--dn", "CN=Root", "--algorithm", "ec")
            call("sync", "-f", where)
            start, first = tree(where), os.path.getsize(f"{room}/log")
            done = make_changes(where, room)
            shutil.copy(f"{room}/log", f"{room}/whole")
        finally:
            unmount(where)
    finally:
        unmount(f"{room}/fuse")
        os.waitpid(server, 0)
    log = list(read_log(f"{room}/whole"))
    places = sorted(chance.randrange(first, done[-1][1] + 1) for _ in range(cuts))
    flushed = os.open(f"{room}/base", os.O_RDWR)
    at, open_writes, wrong = 0, [], []
    for place in places:
        while at < len(log) and log[at][0] <= place:
            _, what, offset, data = log[at]
            if what == 2:
                for one in open_writes:
                    os.pwrite(flushed, one[1], one[0])
                open_writes = []
            else:
                open_writes.append((offset, data))
            at += 1
        call("cp", "--sparse=auto", f"{room}/base", f"{room}/cut.img")
        cut = os.open(f"{room}/cut.img", os.O_RDWR)
        write_some(cut, chance, open_writes)
        os.close(cut)
        problem = check(room, place, start, done)
        if problem:
            wrong.append(f"a cut at {place}: {problem}")
    os.close(flushed)
    flushes = sum(entry[1] == 2 for entry in log)
    return wrong, len(log) - flushes, flushes


def main():
    cuts, kinds = int(sys.argv[1]), sys.argv[2:]
    failed = 0
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    for number, kind in enumerate(kinds, 1):
        if not shutil.which(f"mkfs.{kind}"):
            print(f"ok {number} # SKIP mkfs.{kind} is missing")
            continue
        with tempfile.TemporaryDirectory(dir=memory) as room:
            chance = random.Random(int(os.environ.get("PEMDECK_SEED", "18")))
            wrong, writes, flushes = try_file_system(kind, cuts, room, chance)
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {kind}: the power goes among {writes} writes and "
              f"{flushes} flushes of {CHANGES} changes, {cuts} tries: what was done is there, and whole",
              flush=True)
        for problem in wrong[:20]:
            print(f"#   {problem!r}")
    print(f"1..{len(kinds)}")
    return 1 if failed else 0


sys.exit(main())
