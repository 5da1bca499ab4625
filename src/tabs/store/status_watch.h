/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_STATUS_WATCH_H
#define PD_TABS_STORE_STATUS_WATCH_H

#include "operation/context.h"

/* Everything in the store that ends, and how soon. */

/* The severities and exit statuses of monitoring plugins. */
enum pd_alarm { PD_ALARM_NONE, PD_ALARM_WARNING, PD_ALARM_CRITICAL };

/* One thing that ends. */
struct pd_watched {
	const char *tab;  /* "ssl" */
	const char *kind; /* for scripts: ca, chain, issued, crl, signer, ... */
	char *id;         /* identifies it among its kind */
	char *name, *subject;
	char *key; /* the private key that it needs and is here; NULL: none */
	int64_t not_before, not_after; /* of the backup the first: when it was made */
	bool ends;                     /* both are set */
	const char *status; /* for scripts: valid, expires, expired, revoked, ... */
	char *said;         /* the same for people; NULL: status tells it */
	enum pd_alarm alarm;
};

struct pd_watch {
	struct pd_watched *items;
	size_t count, room;
	struct pd_notice notice; /* how early an end is told */
};
void pd_watch_free(struct pd_watch *watch); /* leaves it empty; PD_AUTO fits */

/* Adds one thing, valid and without an end so far; lent until the next one. */
struct pd_watched *pd_watch_add(struct pd_watch *watch, const char *tab,
	const char *kind, const char *id, const char *name);

/* Adds everything in the store, judged by the notice in watch. Unreadable records are
 * items, too. */
bool pd_watch_fill(
	struct pd_context *context, struct pd_watch *watch, struct pd_error *error);

/* What needs attention first; of that what is one's own, then the worst, then what ends
 * first. */
void pd_watch_sort(struct pd_watch *watch);

/* Whole days until the end, rounded down. */
int64_t pd_watched_days(const struct pd_watched *watched, int64_t now);

/* ok, warning, critical: for scripts. */
const char *pd_alarm_name(enum pd_alarm alarm);

#endif
