#!/usr/bin/python
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates that a host trusts."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: pemdeck_trust
short_description: Have a host trust certificates
version_added: "1.0.0"
author:
  - The authors of pemdeck (!UNKNOWN)
description:
  - Puts certificates into the trust of a host's system, into pemdeck's trust list there, or
    into one PEM file.
options:
  certificates:
    description: The certificates as PEM text; one text may hold several.
    type: list
    elements: str
    required: true
  target:
    description:
      - V(system) is the trust of the whole host, by C(update-ca-certificates) or
        C(update-ca-trust).
      - V(pemdeck) is the trust list of the pemdeck on the host.
      - V(file) is the file O(path).
      - V(truststore) is the PKCS#12 file O(path) for Java, which the host's C(keytool) writes.
    type: str
    choices: [system, pemdeck, file, truststore]
    default: system
  path:
    description: The file of the target V(file).
    type: path
  exactly:
    description:
      - Trust no others any more.
      - Of the system, only those that this module put there under the same O(name) go.
    type: bool
    default: false
  name:
    description: What its files in the system's directory begin with.
    type: str
    default: pemdeck
  anchors:
    description: The system's directory; found out unless given.
    type: path
  update:
    description: The command that has the system read it; found out unless given.
    type: list
    elements: str
  command:
    description: The pemdeck of the host.
    type: str
    default: pemdeck
  store:
    description: Its store, if it is not the usual one.
    type: path
  password:
    description: Of the truststore.
    type: str
    default: changeit
  keytool:
    description: The keytool command of the host.
    type: str
    default: keytool
  owner:
    description: Whose O(path) is to be.
    type: str
  group:
    description: The group of O(path).
    type: str
  mode:
    description: The mode of O(path).
    type: str
    default: "0644"
attributes:
  check_mode:
    support: full
    description: Says what would be trusted; of pemdeck's list only whether the command is there.
  diff_mode:
    support: full
    description: The fingerprints; where they are right, mode and owner of O(path).
"""

EXAMPLES = r"""
- name: The hosts trust the CA
  pemdeck.pki.pemdeck_trust:
    certificates: ["{{ lookup('file', 'ca.pem') }}"]
"""

RETURN = r"""
added:
  description: The fingerprints of what is trusted now and was not.
  type: list
  elements: str
  returned: for system and file
removed:
  description: The fingerprints of what is trusted no more.
  type: list
  elements: str
  returned: for system and file
"""

import hashlib
import json
import os
import re

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pemdeck.pki.plugins.module_utils.certificates import (
    Placement, fingerprint, mend_files, pem_blocks, pem_text, read_nothing, read_text)

SYSTEMS = (("/usr/local/share/ca-certificates", ["update-ca-certificates"]),
           ("/etc/pki/ca-trust/source/anchors", ["update-ca-trust", "extract"]),
           ("/etc/ca-certificates/trust-source/anchors", ["update-ca-trust", "extract"]),
           ("/etc/pki/trust/anchors", ["update-ca-certificates"]))


def read_wanted(module):
    wanted = []
    for text in module.params["certificates"]:
        blocks = pem_blocks(text)
        if not blocks:
            module.fail_json(msg="certificates has a text without a certificate in it; give "
                                 "PEM text that begins with -----BEGIN CERTIFICATE-----")
        wanted += [der for der in blocks if der not in wanted]
    if not wanted:
        module.fail_json(msg="certificates is empty; name at least one")
    return wanted


def diff(before, after):
    def listed(all_of_them):
        return "".join(sorted(fingerprint(der) + "\n" for der in all_of_them))
    return {"before": listed(before), "after": listed(after)}


def facts(before, after):
    added = [der for der in after if der not in before]
    removed = [der for der in before if der not in after]
    return {"changed": bool(added or removed), "diff": diff(before, after),
            "added": [fingerprint(der) for der in added],
            "removed": [fingerprint(der) for der in removed]}


# ---- one file ------------------------------------------------------------------------------


def replace_file(module, path, content):
    wish, files = module.params, Placement(module)
    files.add(path, content, wish["mode"], wish["owner"], wish["group"])
    files.take_places()
    files.keep()


def result_of_file(module, path, result):
    """What there is to tell of a file, whose mode and owner may be all that is wrong."""
    if result["changed"] or os.path.islink(path):
        return result
    return dict(result, **mend_files(module, [(path, module.params["mode"])]))


def ensure_file(module, wanted):
    path = module.params["path"]
    if not path:
        module.fail_json(msg="target file needs path")
    before = pem_blocks(read_text(path) or "")
    after = list(wanted)
    if not module.params["exactly"]:
        after = before + [der for der in wanted if der not in before]
    result = facts(before, after)
    if result["changed"] and not module.check_mode:
        replace_file(module, path, "".join(pem_text(der) for der in after).encode())
    module.exit_json(**result_of_file(module, path, result))


# ---- a truststore for Java -------------------------------------------------------------------


def run_keytool(module, words):
    command = module.get_bin_path(module.params["keytool"], required=True)
    return module.run_command(
        [command, "-J-Duser.language=en"] + words + ["-storepass:env", "PEMDECK_STORE_PASSWORD"],
        environ_update={"PEMDECK_STORE_PASSWORD": module.params["password"], "LC_ALL": "C"})


def read_truststore(module, path):
    if not os.path.exists(path):
        return []
    status, out, problem = run_keytool(module, ["-list", "-rfc", "-keystore", path])
    if status != 0:
        module.fail_json(msg="%s cannot be read by keytool: %s; move it away, and another is "
                             "made" % (path, (problem or out).strip().splitlines()[-1:]))
    return pem_blocks(out)


def write_truststore(module, path, after):
    new = path + ".pemdeck-new"
    if os.path.lexists(new):
        os.unlink(new)
    for der in after:
        text = os.path.join(module.tmpdir, "certificate.pem")
        with open(text, "w") as file:
            file.write(pem_text(der))
        status, out, problem = run_keytool(
            module, ["-importcert", "-noprompt", "-alias", hashlib.sha256(der).hexdigest()[:16],
                     "-file", text, "-keystore", new, "-storetype", "PKCS12"])
        if status != 0:
            module.fail_json(msg="keytool cannot write %s: %s" % (
                path, (problem or out).strip()[-300:]))
    with open(new, "rb") as file:
        content = file.read()
    os.unlink(new)
    return content


def ensure_truststore(module, wanted):
    path = module.params["path"]
    if not path:
        module.fail_json(msg="target truststore needs path")
    before = read_truststore(module, path)
    after = list(wanted)
    if not module.params["exactly"]:
        after = before + [der for der in wanted if der not in before]
    result = facts(before, after)
    if result["changed"] and not module.check_mode:
        replace_file(module, path, write_truststore(module, path, after))
    module.exit_json(**result_of_file(module, path, result))


# ---- the system ----------------------------------------------------------------------------


def find_system(module):
    """Its directory, and the command that has it read."""
    anchors, update = module.params["anchors"], module.params["update"]
    for folder, command in SYSTEMS:
        if anchors is None and os.path.isdir(folder) and module.get_bin_path(command[0]):
            anchors = folder
            update = update or [module.get_bin_path(command[0])] + command[1:]
    if anchors is None or not update:
        module.fail_json(msg="this system has no directory for certificates that is known "
                             "here; give anchors and update")
    return anchors, update


def file_name(module, der):
    return "%s-%s.crt" % (module.params["name"], hashlib.sha256(der).hexdigest()[:16])


def read_anchors(module, anchors):
    """What this module put there: by its file."""
    pattern = re.compile(r"^%s-[0-9a-f]{16}\.crt$" % re.escape(module.params["name"]))
    found = {}
    for name in sorted(os.listdir(anchors)) if os.path.isdir(anchors) else []:
        blocks = pem_blocks(read_text(os.path.join(anchors, name)) or "") \
            if pattern.match(name) else []
        if blocks:
            found[name] = blocks[0]
    return found


def update_system(module, update):
    status, out, problem = module.run_command(update)
    return None if status == 0 else "%s ended with %d: %s" % (
        " ".join(update), status, (problem or out).strip()[-500:])


def ensure_system(module, wanted):
    anchors, update = find_system(module)
    found = read_anchors(module, anchors)
    before = list(found.values())
    after = list(wanted)
    if not module.params["exactly"]:
        after = before + [der for der in wanted if der not in before]
    result = facts(before, after)
    if not result["changed"] or module.check_mode:
        module.exit_json(**result)
    files = Placement(module)
    for der in wanted:
        if der not in before:
            files.add(os.path.join(anchors, file_name(module, der)), pem_text(der).encode(),
                      "0644")
    files.take_places()
    gone = {name: der for name, der in found.items() if der not in after}
    for name in gone:
        os.unlink(os.path.join(anchors, name))
    problem = update_system(module, update)
    if problem:
        files.go_back()
        for name, der in gone.items():
            files.add(os.path.join(anchors, name), pem_text(der).encode(), "0644")
        files.take_places()
        files.keep()
        update_system(module, update)
        module.fail_json(msg="%s; what was trusted before is back" % problem)
    files.keep()
    module.exit_json(**result)


# ---- pemdeck's trust list ------------------------------------------------------------------


def ensure_list(module, wanted):
    command = module.get_bin_path(module.params["command"], required=True)
    words = [command]
    if module.params["store"]:
        words += ["--store", module.params["store"]]
    words += ["trust", "ensure", "-", "--json", "--yes", "--quiet"]
    if module.params["exactly"]:
        words.append("--exactly")
    if module.check_mode:
        module.exit_json(changed=False, skipped=True,
                         msg="pemdeck's trust list is not looked at in check mode")
    status, out, problem = module.run_command(
        words, data="".join(pem_text(der) for der in wanted), binary_data=True,
        environ_update={"LC_ALL": "C.UTF-8", "LANGUAGE": ""})
    if status != 0:
        module.fail_json(msg=(problem.strip().splitlines() or ["pemdeck failed"])[-1])
    answer = json.loads(out)
    module.exit_json(changed=answer["changed"], msg=answer.get("done", ""))


def main():
    read_nothing()
    module = AnsibleModule(argument_spec={
        "certificates": {"type": "list", "elements": "str", "required": True},
        "target": {"type": "str", "choices": ["system", "pemdeck", "file", "truststore"],
                   "default": "system"},
        "path": {"type": "path"},
        "exactly": {"type": "bool", "default": False},
        "name": {"type": "str", "default": "pemdeck"},
        "anchors": {"type": "path"},
        "update": {"type": "list", "elements": "str"},
        "command": {"type": "str", "default": "pemdeck"},
        "store": {"type": "path"},
        "password": {"type": "str", "default": "changeit", "no_log": True},
        "keytool": {"type": "str", "default": "keytool", "no_log": False},
        "owner": {"type": "str"},
        "group": {"type": "str"},
        "mode": {"type": "str", "default": "0644"},
    }, supports_check_mode=True)
    wanted = read_wanted(module)
    targets = {"system": ensure_system, "file": ensure_file, "pemdeck": ensure_list,
               "truststore": ensure_truststore}
    try:
        targets[module.params["target"]](module, wanted)
    except (OSError, IOError) as problem:
        module.fail_json(msg="%s: %s" % (problem.filename or "a file", problem.strerror))


if __name__ == "__main__":
    main()
