# GNU General Public License v3.0+ (see https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a program failed, out of what it printed."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import re

# A word such as --san is an option of a command line that nobody here wrote.
PEMDECK = re.compile(r"pemdeck: (?!(?:warning|note): )(?:--[a-z][a-z-]*: )?")
SSH_ENDS = re.compile(r"(Shared connection|Connection) to \S+ closed\.")


def lines_of(said):
    """But not that of ssh, which ends what a host said on a terminal."""
    lines = [line.strip() for line in said.splitlines()]
    return [line for line in lines if line and not SSH_ENDS.match(line)]


def pemdeck_says(said):
    """The last sentence of pemdeck alone; "": it said none."""
    told = [line for line in lines_of(said) if PEMDECK.match(line)]
    return PEMDECK.sub("", told[-1], count=1) if told else ""


def last_line(said):
    lines = lines_of(said)
    return pemdeck_says(said) or (lines[-1] if lines else "")
