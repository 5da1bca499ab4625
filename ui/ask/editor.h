/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_EDITOR_H
#define PD_UI_ASK_EDITOR_H

#include "base/error.h"
#include "base/memory.h"

/* Lets the operator change text with $VISUAL or $EDITOR (else vi), in a file that only
 * this account can read and that is wiped afterwards. Meanwhile the terminal belongs to the
 * editor. The variable is split at blanks into an argument vector; no shell is involved.
 * text changes only if the editor exits with 0. */
bool pd_editor_edit(struct pd_secret *text, struct pd_error *error);

/* Shows text with $PAGER (else less, forbidden to start other programs), by the same
 * rules. text must be safe to show. */
bool pd_editor_show(struct pd_bytes text, struct pd_error *error);

#endif
