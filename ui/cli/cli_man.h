/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_MAN_H
#define PD_UI_CLI_CLI_MAN_H

#include "base/buffer.h"

/* Appends the part of the manual page that is generated from the table of operations,
 * in man(7) macros. It follows data/pemdeck.1.head. */
void pd_man(struct pd_buffer *out);

#endif
