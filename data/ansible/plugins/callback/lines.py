# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a program that runs ansible-playbook what happens, as JSON, one object a line."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
---
name: lines
type: stdout
short_description: JSON lines for a program that watches a run
version_added: "1.0.0"
author: The authors of pemdeck (!UNKNOWN)
description:
  - C(pemdeck fleet) sets it. Each line is one object on the descriptor that the variable
    E(PEMDECK_LINES) of the environment names, so that nothing that others print can pass for one.
  - Without that variable it says nothing.
  - When nobody reads the lines any more, the run ends as by C-c.
"""

import calendar
import json
import os
import signal
import time

from ansible.plugins.callback import CallbackBase
from ansible_collections.pemdeck.pki.plugins.module_utils.sentences import last_line, pemdeck_says

MOST = 3000


def text_of(value):
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return text.strip()[:MOST]


def seconds_of(value):
    try:
        return calendar.timegm(time.strptime(value, "%Y-%m-%dT%H:%M:%SZ"))
    except (TypeError, ValueError):
        return 0


def changes_of(result):
    """What a diff would have after and has not before."""
    diffs = result.get("diff") or []
    told = []
    for diff in diffs if isinstance(diffs, list) else [diffs]:
        before = text_of(diff.get("before")).splitlines() if isinstance(diff, dict) else []
        after = text_of(diff.get("after")).splitlines() if isinstance(diff, dict) else []
        told += [line for line in after if line not in before]
    return "; ".join(told)


def message_of(result):
    """Why it failed: what pemdeck says, or the module, and what came of it if it could not say
    it."""
    said = " ".join(text_of(result.get("msg")).split())
    printed = [text_of(result.get(name))
               for name in ("module_stderr", "module_stdout", "stderr", "stdout")]
    for text in printed:
        if pemdeck_says(text):
            return pemdeck_says(text)
    more = next((last_line(text) for text in printed if last_line(text)), "")
    return "%s: %s" % (said, more) if said and more and more not in said else said or more


class CallbackModule(CallbackBase):
    """The callback."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "pemdeck.pki.lines"

    def __init__(self, *words, **more):
        super(CallbackModule, self).__init__(*words, **more)
        try:
            self.out = int(os.environ.get("PEMDECK_LINES", ""))
        except ValueError:
            self.out = None

    def tell(self, **event):
        if self.out is None:
            return
        line = (json.dumps(event) + "\n").encode()
        try:
            while line:
                line = line[os.write(self.out, line):]
        except OSError:
            self.out = None
            os.kill(os.getpid(), signal.SIGINT)

    def tell_result(self, result, state, message=""):
        found = result._result
        subject = found.get("subject") if isinstance(found.get("subject"), str) else ""
        self.tell(event="host", host=result._host.get_name(), state=state,
                  message=text_of(message), reason=text_of(found.get("reason"))
                  if state != "ok" else "", subject=text_of(subject),
                  serial=text_of(found.get("serial")),
                  fingerprint=text_of(found.get("fingerprint")),
                  not_before=seconds_of(found.get("not_before")),
                  not_after=seconds_of(found.get("not_after")))

    def v2_playbook_on_play_start(self, play):
        try:
            total = len(play.get_variable_manager().get_vars(play=play)["ansible_play_hosts_all"])
        except Exception:  # pylint: disable=broad-except
            total = 0
        self.tell(event="play", total=total)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.tell(event="task", task=text_of(task.get_name()))

    def v2_playbook_on_handler_task_start(self, task):
        self.tell(event="task", task=text_of(task.get_name()))

    def v2_runner_on_ok(self, result):
        changed = result._result.get("changed", False)
        self.tell_result(result, "changed" if changed else "ok",
                         changes_of(result._result) if changed else "")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if not ignore_errors:
            self.tell_result(result, "failed", message_of(result._result))

    def v2_runner_on_unreachable(self, result):
        self.tell_result(result, "unreachable", message_of(result._result))

    def v2_playbook_on_stats(self, stats):
        for host in sorted(stats.processed):
            count = stats.summarize(host)
            state = "unreachable" if count["unreachable"] else "failed" if count["failures"] \
                else "changed" if count["changed"] else "ok"
            self.tell(event="end", host=host, state=state)
