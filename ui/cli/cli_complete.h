/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_COMPLETE_H
#define PD_UI_CLI_CLI_COMPLETE_H

#include "base/buffer.h"

/* What the last of these words of a command line, which may be empty, could become: one a
 * line, from the table of operations, and from the store, which is only looked at, for
 * serials, aliases and names. PD_COMPLETE_FILES or PD_COMPLETE_FOLDERS alone: files, or
 * directories, as the shell finds them. Whatever is wrong is no candidate. */
void pd_complete_words(int count, char **words, struct pd_buffer *out);

#define PD_COMPLETE_FILES ":files"
#define PD_COMPLETE_FOLDERS ":directories"

#endif
