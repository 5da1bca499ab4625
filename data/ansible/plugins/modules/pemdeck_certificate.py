#!/usr/bin/python
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's certificate: is it due, its key and request, and the files of the answer."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: pemdeck_certificate
short_description: Have a host serve a certificate that pemdeck's CA issued
version_added: "1.0.0"
author:
  - The authors of pemdeck (!UNKNOWN)
description:
  - Looks on the host whether its certificate is missing, does not fit its key, is for other
    names or purposes, or ends soon. If so, a key (unless it has one) and a signing request are
    made on the host, the CA signs the request, and the chain takes its place.
  - The private key is made on the host and never leaves it.
  - A certificate that signed itself, or does not lead to O(ca), is replaced; without O(ca), one
    of another CA that is for the same names counts as right.
  - Subject and names are those of the task, which the CA is told; of the request only the key
    is taken.
  - A host that needs nothing costs one call of the module, one that is renewed two and one
    C(pemdeck ssl ensure).
  - When the command that checks or reloads the service fails, or the service does not serve
    the new certificate, the files that were there come back, and the service is reloaded
    again.
requirements:
  - the openssl command and Python on the host
  - pemdeck on the controller, or on a host that C(signer_host) names
options:
  subject:
    description: The distinguished name, such as V(CN=www.example.org,O=Example).
    type: str
    required: true
  names:
    description:
      - The names that clients use, such as V(DNS:www.example.org) or V(IP:192.0.2.7).
      - Empty means the common name of the subject, and none for a client.
    type: list
    elements: str
    default: []
  purpose:
    description: What the certificate is for.
    type: str
    choices: [server, client, both]
    default: server
  profile:
    description: A profile of the CA's settings.cfg, instead of O(purpose).
    type: str
  days:
    description: How many days it is valid; unless given, as the CA's profile says.
    type: int
  key_type:
    description: The kind of key.
    type: str
    choices: [ec-p256, ec-p384, ec-p521, ed25519, rsa-2048, rsa-3072, rsa-4096]
    default: ec-p256
  renew_before:
    description: How long before its end it is renewed; days, or a share of its life.
    type: str
    default: "1/3"
  key:
    description: Where the private key lies on the host.
    type: path
    required: true
  certificate:
    description: The file that gets the certificate and the CAs between it and the root.
    type: path
    required: true
  ca:
    description: The file that gets the root.
    type: path
  keystore:
    description: The PKCS#12 file that gets key and chain, for Java.
    type: path
  keystore_password:
    description: Protects O(keystore).
    type: str
  keystore_alias:
    description: The name of the entry in O(keystore).
    type: str
  owner:
    description: Whose the files are to be.
    type: str
  group:
    description: The group of the files.
    type: str
  mode:
    description: The mode of certificate and root.
    type: str
    default: "0644"
  key_mode:
    description: The mode of the private key and of the keystore.
    type: str
    default: "0600"
  check_command:
    description: Run before the service is reloaded, such as V([nginx, -t]); no shell.
    type: list
    elements: str
    default: []
  reload:
    description: Has the service read its files, such as V([systemctl, reload, nginx]); no shell.
    type: list
    elements: str
    default: []
  served_at:
    description: V(HOST:PORT) where the new certificate has to be served after the reload.
    type: str
  new_key:
    description: Make a new key and certificate whatever is there. Not safe to repeat.
    type: bool
    default: false
  openssl:
    description: The openssl command of the host.
    type: str
    default: openssl
  signer:
    description: The command that signs, on the controller or O(signer_host).
    type: list
    elements: str
    default: [pemdeck]
  signer_host:
    description: Where C(ssh) runs O(signer), such as V(root@ca.example.org).
    type: str
  signer_store:
    description: The store of the CA, if it is not the usual one.
    type: str
  signer_wait:
    description: For how many seconds one signature waits for another.
    type: int
    default: 120
  ca_passphrase_file:
    description: The file that opens the CA's key, where O(signer) runs.
    type: str
  step:
    description: What the host is asked for; the action sets it.
    type: str
    choices: [look, install]
    default: look
  now:
    description: The time of the controller, as clocks of hosts may be wrong; the action sets it.
    type: float
  chain_text:
    description: What was signed; the action sets it.
    type: str
  ca_text:
    description: The root; the action sets it.
    type: str
attributes:
  check_mode:
    support: full
    description: Says what would be renewed, and makes no key.
  diff_mode:
    support: full
    description: Subject, names and dates, or modes and owners; never a key.
"""

EXAMPLES = r"""
- name: nginx has a certificate of the CA
  pemdeck.pki.pemdeck_certificate:
    subject: CN={{ inventory_hostname }}
    names: ["DNS:{{ inventory_hostname }}"]
    key: /etc/nginx/tls/site.key
    certificate: /etc/nginx/tls/site.pem
    check_command: [nginx, -t]
    reload: [systemctl, reload, nginx]
    served_at: localhost:443
    signer_host: root@ca.example.org
"""

RETURN = r"""
reason:
  description: Why it was renewed, or V(valid).
  type: str
  returned: always
  sample: ends
serial:
  description: The serial number of the certificate in use.
  type: str
  returned: when there is one
fingerprint:
  description: Its SHA-256.
  type: str
  returned: when there is one
subject:
  description: Its distinguished name.
  type: str
  returned: when there is one
not_before:
  description: When it begins to be valid.
  type: str
  returned: when there is one
not_after:
  description: When it ends.
  type: str
  returned: when there is one
days_left:
  description: For how many days it is valid.
  type: int
  returned: when there is one
"""

import errno
import os
import re
import shutil
import ssl
import tempfile
import time

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pemdeck.pki.plugins.module_utils.certificates import (
    OWN, OpenSSL, Placement, Turn, days_left, fingerprint, is_due, mend_files, normal_key,
    normal_name, normal_subject, pem_blocks, pem_text, read_bytes, read_nothing, read_text,
    time_text, write_new)

PURPOSES = {"server": ["TLS Web Server Authentication"],
            "client": ["TLS Web Client Authentication"],
            "both": ["TLS Web Server Authentication", "TLS Web Client Authentication"]}
NEW = ".pemdeck-new"


def read_key(path):
    """The text of a private key; None: it is not there."""
    return read_bytes(path, OWN) if os.path.lexists(path) else None


def wanted_names(parameters):
    names = [normal_name(name) for name in parameters["names"]]
    if not names and parameters["purpose"] != "client":
        names = [normal_name(value) for kind, value in normal_subject(parameters["subject"])
                 if kind == "CN"]
    return sorted(names)


def find_reason(module, openssl, found):
    """Why the host needs another certificate; "valid": it does not."""
    wish = module.params
    text = read_key(wish["key"])
    key = openssl.public_key(text) if text is not None else None
    if wish["new_key"]:
        return "new_key"
    if key is None and text is not None:
        module.fail_json(msg="%s holds no private key that openssl reads without a passphrase; "
                             "move it away, and another is made" % wish["key"])
    if found is None or key is None:
        return "missing"
    if found["public_key"] != key:
        return "other_key"
    if openssl.key_type(text) != wish["key_type"]:
        return "key_type"
    if found["issuer"] == found["subject"] or (
            wish["ca"] and os.path.exists(wish["ca"]) and
            not openssl.leads_to(wish["certificate"], wish["ca"])):
        return "other_ca"
    if sorted(normal_subject(found["subject"])) != sorted(normal_subject(wish["subject"])) or \
            (sorted(found["names"]) != wanted_names(wish) and
             (wish["names"] or not wish["profile"])):
        return "names"
    if not wish["profile"] and sorted(found["purposes"]) != sorted(PURPOSES[wish["purpose"]]):
        return "purpose"
    for path in (wish["ca"], wish["keystore"]):
        if path and not os.path.exists(path):
            return "missing"
    return "ends" if is_due(found, wish["renew_before"], wish["now"] or time.time()) else "valid"


def facts_of(module, found):
    if found is None:
        return {}
    return {"subject": found["subject"], "serial": found["serial"],
            "fingerprint": found["fingerprint"],
            "not_before": time_text(found["not_before"]),
            "not_after": time_text(found["not_after"]),
            "days_left": days_left(found, module.params["now"] or time.time())}


def show(found):
    if found is None:
        return ""
    end = time.strftime("%Y-%m-%d", time.gmtime(found["not_after"]))
    return "subject: %s\nnames: %s\nvalid until: %s\nSHA-256: %s\n" % (
        found["subject"], ", ".join(sorted(found["names"])), end, found["fingerprint"])


def wish_shown(module):
    return "subject: %s\nnames: %s\n" % (module.params["subject"],
                                         ", ".join(wanted_names(module.params)))


# ---- looking, and asking for one ---------------------------------------------------------


def mend_modes(module):
    """Modes and owners as they are to be; does nothing in check mode but tell."""
    wish = module.params
    return mend_files(module, (
        (wish["key"], wish["key_mode"]), (wish["certificate"], wish["mode"]),
        (wish["ca"], wish["mode"]), (wish["keystore"], wish["key_mode"])))


def make_key(module, openssl):
    """A new key beside the one in use, which it replaces when its certificate is there."""
    kind, path = module.params["key_type"], module.params["key"] + NEW
    if kind == "ed25519":
        words = ["-algorithm", "ED25519"]
    elif kind.startswith("rsa-"):
        words = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + kind[4:]]
    else:
        words = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-" + kind[4:],
                 "-pkeyopt", "ec_param_enc:named_curve"]
    key = openssl.must(["genpkey"] + words, "make a key").encode()
    try:
        if os.path.lexists(path):
            os.unlink(path)
        write_new(path, key)
    except (OSError, IOError) as problem:
        if problem.errno == errno.ENOSPC and os.path.lexists(path):
            os.unlink(path)
        module.fail_json(msg="%s cannot be written: %s" % (path, problem.strerror))
    return key


def make_request(module, openssl, key):
    common = [value for kind, value in normal_subject(module.params["subject"])
              if kind == "CN"] or [""]
    name = re.sub(r"([\\/+=,])", r"\\\1", common[0])
    return openssl.must(["req", "-new", "-utf8", "-key", "/dev/stdin", "-subj", "/CN=" + name],
                        "make a signing request", data=key)


def clear_leftovers(module):
    """What a run that was killed left beside files that are as they are to be."""
    wish = module.params
    for path in (wish["key"], wish["certificate"], wish["ca"], wish["keystore"]):
        for name in (path + NEW, path + ".pemdeck-old") if path else ():
            if os.path.lexists(name) and not module.check_mode:
                os.unlink(name)


def look(module, openssl):
    found = openssl.describe(module.params["certificate"])
    reason = find_reason(module, openssl, found)
    result = dict(facts_of(module, found), reason=reason, due=reason != "valid")
    if not result["due"]:
        clear_leftovers(module)
        module.exit_json(**dict(result, **mend_modes(module)))
    result["changed"] = True
    result["diff"] = {"before": show(found), "after": wish_shown(module)}
    if module.check_mode:
        module.exit_json(**result)
    keeps = reason in ("ends", "names", "purpose", "other_ca") or \
        (reason == "missing" and
         openssl.key_type(read_key(module.params["key"]) or b"") == module.params["key_type"])
    key = read_key(module.params["key"]) if keeps else make_key(module, openssl)
    result["csr"] = make_request(module, openssl, key)
    module.exit_json(**result)


# ---- the answer ----------------------------------------------------------------------------


def find_key(module, openssl, leaf):
    """Where the key is that the certificate is for, the new one or the one in use, and its
    text, which is not read again."""
    out = openssl.must(["x509", "-noout", "-pubkey"], "read what was signed", data=leaf)
    for path in (module.params["key"] + NEW, module.params["key"]):
        text = read_key(path)
        if text is not None and openssl.public_key(text) == normal_key(out):
            return path, text
    module.fail_json(msg="what was signed is not for the key of this host, of which another run "
                         "made a new one meanwhile", overtaken=True)


def make_keystore(module, openssl, key):
    """Made where nobody else can write."""
    wish = module.params
    if not wish["keystore_password"]:
        module.fail_json(msg="keystore needs keystore_password")
    name = wish["keystore_alias"] or dict(normal_subject(wish["subject"])).get("CN", "")
    folder = tempfile.mkdtemp(dir=module.tmpdir)
    try:
        key_file, chain, store = (os.path.join(folder, one) for one in ("key", "chain", "store"))
        write_new(key_file, key)
        write_new(chain, wish["chain_text"].encode())
        openssl.must(["pkcs12", "-export", "-inkey", key_file, "-passout", "stdin",
                      "-in", chain, "-name", name, "-out", store],
                     "make the keystore", data=(wish["keystore_password"] + "\n").encode())
        return read_bytes(store, OWN)
    finally:
        shutil.rmtree(folder)


def run_service(module, words, what):
    """None, or why it failed."""
    if not words:
        return None
    status, out, problem = module.run_command(words)
    if status == 0:
        return None
    return "%s (%s) ended with %d%s" % (what, " ".join(words), status,
                                        said_last(problem) or said_last(out))


def said_last(text):
    """The last lines of what a command said: the reason often stands before the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return ": " + "; ".join(lines[-3:])[-1000:] if lines else ""


def check_served(module, leaf):
    """None, or why what is served is not the new certificate."""
    if not module.params["served_at"]:
        return None
    host, dummy, port = module.params["served_at"].rpartition(":")
    wanted, served = pem_blocks(leaf)[0], None
    problem = "nothing answers there"
    for dummy in range(20):
        try:
            served = pem_blocks(ssl.get_server_certificate((host.strip("[]"), int(port))))[0]
            if served == wanted:
                return None
            problem = "another certificate is served, %s" % fingerprint(served)
        except (OSError, ValueError, IndexError) as failure:
            problem = str(failure)
        time.sleep(0.25)
    return "%s does not serve the new certificate: %s" % (module.params["served_at"], problem)


def place(module, openssl, found):
    wish = module.params
    path, key = found
    files = Placement(module)
    whose = {"owner": wish["owner"], "group": wish["group"]}
    if path != wish["key"]:
        files.add(wish["key"], key, wish["key_mode"], **whose)
    files.add(wish["certificate"], wish["chain_text"].encode(), wish["mode"], **whose)
    if wish["ca"] and wish["ca_text"]:
        files.add(wish["ca"], wish["ca_text"].encode(), wish["mode"], **whose)
    if wish["keystore"]:
        files.add(wish["keystore"], make_keystore(module, openssl, key), wish["key_mode"],
                  **whose)
    files.take_places()
    return files


def install(module, openssl):
    wish = module.params
    before = openssl.describe(wish["certificate"])
    blocks = pem_blocks(wish["chain_text"] or "")
    if not blocks:
        module.fail_json(msg="nothing that was signed came along")
    leaf = pem_text(blocks[0])
    key = find_key(module, openssl, leaf.encode())
    same = before is not None and before["fingerprint"] == fingerprint(blocks[0]) and \
        key[0] == wish["key"] and read_text(wish["certificate"]) == wish["chain_text"] and \
        (not wish["ca"] or read_text(wish["ca"]) == wish["ca_text"]) and \
        (not wish["keystore"] or os.path.exists(wish["keystore"]))
    if same:
        module.exit_json(**dict(facts_of(module, before), **mend_modes(module)))
    files = place(module, openssl, key)
    problem = run_service(module, wish["check_command"], "the check")
    reloaded = problem is None
    problem = problem or run_service(module, wish["reload"], "the reload") or \
        check_served(module, leaf)
    if problem:
        files.go_back()
        again = run_service(module, wish["reload"], "the reload") if reloaded else None
        if again is not None and problem.startswith("the reload"):
            again = "the reload fails with them, too"
        module.fail_json(msg="%s; the files that were there are back%s" % (
            problem, "" if again is None else ", and " + again), rolled_back=True)
    files.keep()
    if os.path.lexists(wish["key"] + NEW):
        os.unlink(wish["key"] + NEW)
    after = openssl.describe(wish["certificate"])
    module.exit_json(changed=True, diff={"before": show(before), "after": show(after)},
                     **facts_of(module, after))


def main():
    read_nothing()
    module = AnsibleModule(argument_spec={
        "subject": {"type": "str", "required": True},
        "names": {"type": "list", "elements": "str", "default": []},
        "purpose": {"type": "str", "choices": ["server", "client", "both"],
                    "default": "server"},
        "profile": {"type": "str"},
        "days": {"type": "int"},
        "key_type": {"type": "str", "default": "ec-p256", "no_log": False,
                     "choices": ["ec-p256", "ec-p384", "ec-p521", "ed25519", "rsa-2048",
                                 "rsa-3072", "rsa-4096"]},
        "renew_before": {"type": "str", "default": "1/3"},
        "key": {"type": "path", "required": True, "no_log": False},
        "certificate": {"type": "path", "required": True},
        "ca": {"type": "path"},
        "keystore": {"type": "path", "no_log": False},
        "keystore_password": {"type": "str", "no_log": True},
        "keystore_alias": {"type": "str", "no_log": False},
        "owner": {"type": "str"},
        "group": {"type": "str"},
        "mode": {"type": "str", "default": "0644"},
        "key_mode": {"type": "str", "default": "0600", "no_log": False},
        "check_command": {"type": "list", "elements": "str", "default": []},
        "reload": {"type": "list", "elements": "str", "default": []},
        "served_at": {"type": "str"},
        "new_key": {"type": "bool", "default": False, "no_log": False},
        "openssl": {"type": "str", "default": "openssl"},
        "signer": {"type": "list", "elements": "str", "default": ["pemdeck"]},
        "signer_host": {"type": "str"},
        "signer_store": {"type": "str"},
        "signer_wait": {"type": "int", "default": 120},
        "ca_passphrase_file": {"type": "str", "no_log": False},
        "step": {"type": "str", "choices": ["look", "install"], "default": "look"},
        "now": {"type": "float"},
        "chain_text": {"type": "str"},
        "ca_text": {"type": "str"},
    }, supports_check_mode=True)
    if not re.match(r"^(1/([2-9]|[1-9][0-9]|100)|[1-9][0-9]{0,4})$",
                    module.params["renew_before"]):
        module.fail_json(msg="renew_before is a number of days, such as 30, or a share of a "
                             "life, such as 1/3; not \"%s\"" % module.params["renew_before"])
    openssl = OpenSSL(module, module.params["openssl"])
    turn = Turn(module, module.params["key"])
    try:
        (install if module.params["step"] == "install" else look)(module, openssl)
    except (OSError, IOError) as problem:
        module.fail_json(msg="%s: %s" % (problem.filename or "a file", problem.strerror))
    finally:
        turn.end()


if __name__ == "__main__":
    main()
