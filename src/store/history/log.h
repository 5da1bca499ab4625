/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HISTORY_LOG_H
#define PD_STORE_HISTORY_LOG_H

#include "store/entry.h"

/* What goes into history goes to a log as well, if the setting log names one: to syslog,
 * or to history.log in the store, which is only ever appended to. */

/* Writes the line of an entry before it is made. Fails where that is not possible, so that
 * nothing is done that the log does not have. */
bool pd_log_entry(
	struct pd_store *store, const struct pd_entry *entry, struct pd_error *error);

/* Could a line be written where the setting (enum pd_log) says? Nothing is written. */
bool pd_log_check(const struct pd_store *store, long setting, struct pd_error *error);

/* The entry was not made after all. */
void pd_log_given_up(struct pd_store *store, const struct pd_entry *entry);

#endif
