/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_EDITOR_H
#define PD_UI_ASK_EDITOR_H

#include "base/error.h"
#include "base/memory.h"

/* Lets $VISUAL or $EDITOR (else vi) change a text, in a file that only this account can
 * read and that is wiped afterwards. The terminal is given away meanwhile. The editor's
 * words are an argument vector, parted at blanks: no shell sees them. text is changed
 * only if the editor ended well. */
bool pd_editor_edit(struct pd_secret *text, struct pd_error *error);

/* Lets $PAGER (else less, told to start no other programs) show a text, by the same
 * rules. It should be safe to show. */
bool pd_editor_show(struct pd_bytes text, struct pd_error *error);

#endif
