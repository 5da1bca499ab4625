/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_RECORD_PLAIN_H
#define PD_STORE_RECORD_PLAIN_H

#include <libconfig.h>
#include <stdbool.h>

#include "base/buffer.h"

/* Records as nearly all of ours are, read and written without libconfig. */

/* Reads text into an empty group. false: it has to be read by libconfig into another; the
 * text is as it was then. */
bool pd_record_read_plain(config_setting_t *root, char *text);

/* Appends the text of a group. false: it has to be written by libconfig, and what was
 * added to be cut off. */
bool pd_record_write_plain(const config_setting_t *root, struct pd_buffer *out);

#endif
