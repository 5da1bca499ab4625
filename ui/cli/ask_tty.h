/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_ASK_TTY_H
#define PD_UI_CLI_ASK_TTY_H

#include "base/error.h"
#include "base/memory.h"

/* Questions on the controlling terminal, whatever standard input and output are. The
 * echo is restored before a signal takes effect. */

/* Is there a terminal to ask on? */
bool pd_ask_possible(void);

/* Shows text, then reads a line without echo. PD_ECANCEL: end of input (C-d). */
bool pd_ask_passphrase(const char *text, struct pd_secret *out, struct pd_error *error);

/* Shows text, then reads a line. PD_ECANCEL at its end (C-d). */
bool pd_ask_line(const char *text, struct pd_secret *out, struct pd_error *error);

/* The same. Only a yes is yes; end of input is no. */
bool pd_ask_yes(const char *text, bool *yes, struct pd_error *error);

/* Shows text on standard error, then reads up to C-d what is pasted into the terminal
 * of standard input, without echo, as it may contain a private key. */
bool pd_ask_paste(const char *text, struct pd_secret *out, struct pd_error *error);

#endif
