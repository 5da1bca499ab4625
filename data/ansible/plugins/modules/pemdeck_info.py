#!/usr/bin/python
# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What certificates a host has, and when they end."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
module: pemdeck_info
short_description: Tell what certificates a host has, and when they end
version_added: "1.0.0"
author:
  - The authors of pemdeck (!UNKNOWN)
description:
  - Reads certificate files, and what the pemdeck of the host knows, if it has one.
  - Changes nothing.
options:
  certificates:
    description: Files with certificates; of each the first one is told.
    type: list
    elements: path
    default: []
  pemdeck:
    description: Ask the pemdeck of the host, if there is one.
    type: bool
    default: false
  command:
    description: The pemdeck of the host.
    type: str
    default: pemdeck
  store:
    description: Its store, if it is not the usual one.
    type: path
  openssl:
    description: The openssl command of the host.
    type: str
    default: openssl
attributes:
  check_mode:
    support: full
    description: It changes nothing anyway.
  diff_mode:
    support: none
    description: It changes nothing.
"""

EXAMPLES = r"""
- name: What do the hosts have
  pemdeck.pki.pemdeck_info:
    certificates: [/etc/nginx/tls/site.pem]
  register: pki
"""

RETURN = r"""
certificates:
  description: For each file, whether there is a certificate, and what it says.
  type: list
  elements: dict
  returned: always
pemdeck:
  description: What C(pemdeck status --json) says; empty without pemdeck.
  type: list
  elements: dict
  returned: when asked for
"""

import json
import time

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pemdeck.pki.plugins.module_utils.certificates import (
    OpenSSL, days_left, read_nothing, time_text)


def read_file(openssl, path):
    found = openssl.describe(path)
    if found is None:
        return {"path": path, "present": False}
    return {"path": path, "present": True, "subject": found["subject"],
            "names": found["names"], "serial": found["serial"],
            "fingerprint": found["fingerprint"],
            "not_after": time_text(found["not_after"]),
            "days_left": days_left(found, time.time())}


def ask_pemdeck(module):
    command = module.get_bin_path(module.params["command"])
    if command is None:
        return []
    words = [command]
    if module.params["store"]:
        words += ["--store", module.params["store"]]
    dummy, out, problem = module.run_command(words + ["status", "--json"])
    try:
        return json.loads(out)
    except ValueError:
        module.fail_json(msg=(problem.strip().splitlines() or ["pemdeck failed"])[-1])


def main():
    read_nothing()
    module = AnsibleModule(argument_spec={
        "certificates": {"type": "list", "elements": "path", "default": []},
        "pemdeck": {"type": "bool", "default": False},
        "command": {"type": "str", "default": "pemdeck"},
        "store": {"type": "path"},
        "openssl": {"type": "str", "default": "openssl"},
    }, supports_check_mode=True)
    openssl = OpenSSL(module, module.params["openssl"])
    result = {"changed": False,
              "certificates": [read_file(openssl, path)
                               for path in module.params["certificates"]]}
    if module.params["pemdeck"]:
        result["pemdeck"] = ask_pemdeck(module)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
