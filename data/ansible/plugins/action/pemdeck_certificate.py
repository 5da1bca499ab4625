# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks on the host, has the CA sign if something is due, and installs it on the host."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import os
import shlex
import subprocess
import time

from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.plugins.action import ActionBase
from ansible_collections.pemdeck.pki.plugins.module_utils.sentences import last_line

MODULE = "pemdeck.pki.pemdeck_certificate"
TURNS = 3


class ActionModule(ActionBase):
    """The part of pemdeck_certificate that runs on the controller."""

    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        wish = dict(self._task.args)
        wish["now"] = time.time()
        for dummy in range(TURNS):
            told = self._renew(dict(wish), task_vars)
            # Another run was faster, and made a key of its own.
            if not told.pop("overtaken", False):
                break
        result.update(told)
        return result

    def _renew(self, wish, task_vars):
        result = {}
        found = self._ask(wish, task_vars)
        if found.get("failed") or not found.get("due") or self._task.check_mode:
            return self._tell(result, found)
        answer, problem = self._sign(wish, found.get("csr", ""))
        if problem and "is revoked" in problem:
            found = self._ask(dict(wish, new_key=True), task_vars)
            if found.get("failed"):
                return self._tell(result, found)
            found["reason"] = "revoked"
            answer, problem = self._sign(wish, found.get("csr", ""))
        if problem:
            result.update(failed=True, msg=problem, reason=found["reason"])
            return result
        installed = self._ask(dict(wish, step="install", chain_text=answer["chain"],
                                   ca_text=answer["ca"]), task_vars)
        installed["reason"] = found["reason"]
        return self._tell(result, installed)

    def _ask(self, wish, task_vars):
        return self._execute_module(module_name=MODULE, module_args=wish, task_vars=task_vars)

    def _tell(self, result, found):
        for name in ("csr", "due"):
            found.pop(name, None)
        invocation = found.get("invocation", {}).get("module_args", {})
        for name in ("chain_text", "ca_text", "now", "step"):
            invocation.pop(name, None)
        result.update(found)
        return result

    def _command(self, wish):
        """The words of the command that signs; its standard input is the request."""
        signer = wish.get("signer") or ["pemdeck"]
        words = [signer] if isinstance(signer, str) else list(signer)
        words = [os.path.expanduser(words[0])] + words[1:]
        if wish.get("signer_store"):
            words += ["--store", wish["signer_store"]]
        words += ["ssl", "ensure", "--csr", "-", "--json", "--quiet", "--dn", wish["subject"],
                  "--wait", to_text(wish.get("signer_wait") or 120),
                  "--renew-before", to_text(wish.get("renew_before") or "1/3")]
        names = wish.get("names") or []
        if names:
            words += ["--san", ",".join([names] if isinstance(names, str) else names)]
        if wish.get("profile"):
            words += ["--profile", wish["profile"]]
        else:
            words += ["--purpose", wish.get("purpose") or "server"]
        if wish.get("days"):
            words += ["--days", to_text(wish["days"])]
        if wish.get("ca_passphrase_file"):
            words += ["--ca-passphrase-file", wish["ca_passphrase_file"]]
        if wish.get("signer_host"):
            return ["ssh", "-o", "BatchMode=yes", "--", wish["signer_host"],
                    " ".join(shlex.quote(to_text(word)) for word in words)]
        return [to_text(word) for word in words]

    def _sign(self, wish, request):
        """What the CA answers, or why it does not."""
        words = self._command(wish)
        environment = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="")
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, env=environment, start_new_session=True)
            out, said = process.communicate(to_bytes(request))
        except OSError as problem:
            return None, "%s cannot be run: %s" % (words[0], problem.strerror)
        if process.returncode != 0:
            return None, last_line(to_text(said, errors="replace")) or \
                "%s ended with %d" % (words[0], process.returncode)
        try:
            answer = json.loads(to_text(out))
            return {"chain": answer["chain"], "ca": answer["ca"]}, None
        except (ValueError, KeyError):
            return None, "the answer of %s cannot be read" % words[0]
