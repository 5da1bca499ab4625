/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_MAN_H
#define PD_UI_CLI_CLI_MAN_H

#include "base/buffer.h"

/* The part of the man page that is made from the table of operations, in man(7) macros:
 * it goes behind data/pemdeck.1.head. Appended to out. */
void pd_man(struct pd_buffer *out);

#endif
