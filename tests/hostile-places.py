# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: hostile-places.py COLLECTION TRIES

The modules for Ansible write as root into directories of services. Here another thread has such
a directory, and puts links, pipes and other files into the way; as TAP."""

import importlib.util
import os
import stat
import sys
import tempfile
import threading
import types

collection, tries = sys.argv[1], int(sys.argv[2])
count = 0


def ok(good, words):
    global count
    count += 1
    print("%s %d - %s" % ("ok" if good else "not ok", count, words))


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class Failure(Exception):
    pass


class Module:
    """As much of Ansible's as is needed, which touches files by their paths."""

    check_mode = False

    def __init__(self, **params):
        self.params = params
        self.tmpdir = None

    def fail_json(self, msg, **facts):
        raise Failure(msg)

    def set_mode_if_different(self, path, mode, changed):
        os.chmod(path, int(mode, 8))
        return True

    def set_owner_if_different(self, path, owner, changed):
        return changed

    def set_group_if_different(self, path, group, changed):
        return changed


class OpenSSL:
    """Writes as openssl does: wherever -out leads to."""

    def must(self, words, what, data=None):
        if "-out" not in words:
            return "a secret\n"
        with open(words[words.index("-out") + 1], "w") as file:
            file.write("a secret\n")


for name in ("ansible", "ansible.module_utils", "ansible.module_utils.basic"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["ansible.module_utils.basic"].AnsibleModule = Module
places = load("ansible_collections.pemdeck.pki.plugins.module_utils.certificates",
              collection + "/plugins/module_utils/certificates.py")
certificate = load("pemdeck_certificate", collection + "/plugins/modules/pemdeck_certificate.py")

os.umask(0o077)
work = tempfile.mkdtemp()
folder, victim = work + "/folder", work + "/victim"
os.mkdir(folder)
path = folder + "/key.pem"
with open(victim, "w") as file:
    file.write("victim")
before = os.stat(victim)


def is_unhurt():
    now = os.stat(victim)
    with open(victim) as file:
        return file.read() == "victim" and (now.st_mode, now.st_uid, now.st_gid) == (
            before.st_mode, before.st_uid, before.st_gid)


def clear():
    for name in os.listdir(folder):
        os.unlink(folder + "/" + name)


stop = False


def put_in_the_way(names, kind):
    """Links, or pipes that are read from, wherever a file of these names appears or may."""
    while not stop:
        for name in list(names) + [one for one in os.listdir(folder) if one.startswith(".")]:
            try:
                if os.path.lexists(folder + "/" + name):
                    os.unlink(folder + "/" + name)
                if kind == "link":
                    os.symlink(victim, folder + "/" + name)
                else:
                    os.mkfifo(folder + "/" + name)
            except OSError:
                pass


def race(work_once, names, kind):
    global stop
    stop, lost = False, 0
    thread = threading.Thread(target=put_in_the_way, args=(names, kind))
    thread.start()
    for _ in range(tries):
        try:
            work_once()
        except (OSError, Failure):
            pass
        lost += not is_unhurt()
        os.chmod(victim, stat.S_IMODE(before.st_mode))
    stop = True
    thread.join()
    clear()
    return lost


def make_key():
    certificate.make_key(Module(key=path, key_type="ec-p256"), OpenSSL())


def place_one():
    files = places.Placement(Module())
    files.add(path, b"content", "0644")
    files.take_places()
    files.keep()


def mend():
    wish = dict(key=path, key_mode="0644", certificate=path, mode="0644", ca=None, keystore=None,
                owner=None, group=None)
    certificate.mend_modes(Module(**wish))


ok(race(make_key, ["key.pem.pemdeck-new"], "link") == 0,
   "links where a key is to be, %d tries: nothing else is written" % tries)
ok(race(place_one, [], "link") == 0,
   "links where a file was made, %d tries: nothing else has another mode" % tries)
ok(race(mend, ["key.pem"], "link") == 0,
   "links where a mode is to be mended, %d tries: nothing else has another mode" % tries)

# A pipe with a reader: nothing gets there, and nothing waits.
for act, words in ((make_key, "a key is made"), (mend, "a mode is mended"), (place_one, "a file is placed"),
                   (lambda: places.read_text(path), "a certificate is read")):
    os.mkfifo(path)
    os.mkfifo(path + ".pemdeck-new")
    readers = [os.open(one, os.O_RDONLY | os.O_NONBLOCK) for one in (path, path + ".pemdeck-new")]
    thread = threading.Thread(target=lambda: [act()], daemon=True)
    threading.excepthook = lambda arguments: None
    thread.start()
    thread.join(20)
    got = b""
    for one in readers:
        try:
            got += os.read(one, 100)
        except BlockingIOError:
            pass
        os.close(one)
    ok(got == b"" and not thread.is_alive(), "%s beside pipes: they get nothing, and none is waited for"
       % words)
    clear()

# What is given away is what was read and found to be a key.
os.symlink(victim, path)
try:
    certificate.read_key(path)
    ok(False, "a link is no key")
except OSError:
    ok(True, "a link is no key")
clear()
os.unlink(victim)
os.rmdir(folder)
os.rmdir(work)
print("1..%d" % count)
