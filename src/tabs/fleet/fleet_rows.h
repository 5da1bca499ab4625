/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_ROWS_H
#define PD_TABS_FLEET_FLEET_ROWS_H

#include "operation/operation.h"
#include "tabs/fleet/fleet_book.h"

/* Hosts as a list. */

/* What is known of the hosts of an inventory: what they had after their last run, and what
 * trust check saw them serve. */
bool pd_fleet_join_known(
	struct pd_context *context, struct pd_fleet *hosts, struct pd_error *error);

/* The host that was checked, by the name that was asked for or by its address; NULL: none. */
struct pd_checked;
struct pd_fleet_host *pd_fleet_find_checked(
	const struct pd_fleet *hosts, const struct pd_checked *checked);

/* planned: they say what would be done. */
enum pd_fleet_tense { PD_FLEET_DONE, PD_FLEET_PLANNED };
const char *pd_fleet_state_words(enum pd_fleet_state state, enum pd_fleet_tense tense);
/* title: of the list, translated. */
void pd_fleet_fill_rows(const struct pd_context *context, const struct pd_fleet *hosts,
	enum pd_fleet_tense tense, const char *title, struct pd_rows *rows);

/* The runs that are kept, the newest first. */
bool pd_fleet_fill_runs(
	struct pd_context *context, struct pd_rows *rows, struct pd_error *error);

/* If the record of that path is a run that is still kept: each of its hosts. */
void pd_fleet_describe_run(
	struct pd_context *context, const char *path, struct pd_details *out);

#endif
