/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_H
#define PD_UI_CLI_CLI_H

/* The command line: reads its words, opens the store, and runs one operation, or the
 * screen if none is named. Returns the exit status: 0 done, 1 failed, 2 wrong usage. */
int pd_cli_run(int count, char **words);

#endif
