/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_PASSPHRASE_FILE_H
#define PD_BASE_PASSPHRASE_FILE_H

#include "base/error.h"
#include "base/memory.h"

/* One that is chosen may not be empty; one that opens something may be, if its line is
 * there. */
enum pd_passphrase_use { PD_PASSPHRASE_CHOSEN, PD_PASSPHRASE_OPENS };

/* The passphrase or PIN in the first line of a file ("-" is standard input), which errors
 * name. It is added to out. */
bool pd_passphrase_file_read(const char *path, enum pd_passphrase_use use,
	struct pd_secret *out, struct pd_error *error);

#endif
