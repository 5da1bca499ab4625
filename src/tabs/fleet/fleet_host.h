/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_HOST_H
#define PD_TABS_FLEET_FLEET_HOST_H

#include <stdint.h>

#include "base/error.h"
#include "operation/context.h"

/* Hosts of an inventory of Ansible, and what is known of them. */

/* How a run ended on a host, or ends so far. */
enum pd_fleet_state {
	PD_FLEET_UNKNOWN,
	PD_FLEET_OK,
	PD_FLEET_CHANGED,
	PD_FLEET_FAILED,
	PD_FLEET_UNREACHABLE,
};

struct pd_fleet_host {
	char *name;
	char *groups; /* "mail, web" */
	char *message; /* why it failed, what was or would be changed; "" if nothing is told */
	char *subject, *serial,
		*fingerprint;          /* of its certificate; "" if it is not known */
	int64_t not_before, not_after; /* 0: it is not known */
	int64_t time;                  /* of the run; 0: there was none */
	enum pd_fleet_state state;
	/* What trust check saw at last; where that is after the run, the certificate is what it
	 * saw, and message says why it refused it, or that the host gave none. */
	int64_t checked;  /* 0: there was no check */
	char *place;      /* HOST:PORT; "" */
	unsigned reasons; /* 0: it accepted it, or there was no certificate */
	char *problem;    /* why there was none; "" */
};

struct pd_fleet {
	struct pd_fleet_host *items;
	size_t count;
};
void pd_fleet_free(struct pd_fleet *fleet); /* leaves it empty; PD_AUTO fits */
void pd_fleet_cut(struct pd_fleet *fleet, size_t count); /* keeps so many */

enum { PD_FLEET_MOST = 100000 }; /* hosts that are read */

/* The name by which a host is known here: safe, and without the blanks around it, which no table
 * and no list of Ansible's keeps. free() it. */
char *pd_fleet_name(const char *name);

/* The host of that name, or NULL; hosts are in the order of pd_fleet_sort, which
 * pd_fleet_add does not keep. Texts are made safe, names as pd_fleet_name does. */
void pd_fleet_sort(struct pd_fleet *fleet);
struct pd_fleet_host *pd_fleet_find(const struct pd_fleet *fleet, const char *name);
struct pd_fleet_host *pd_fleet_find_dns(/* in whatever case of letters */
	const struct pd_fleet *fleet, const char *name);
struct pd_fleet_host *pd_fleet_add(struct pd_fleet *fleet, const char *name);

/* Replaces a text of a host by a safe copy. */
void pd_fleet_set(char **text, const char *value);

/* The word for scripts, "changed", "" for what is not known; and back. */
const char *pd_fleet_word(enum pd_fleet_state state);
enum pd_fleet_state pd_fleet_state_of(const char *word);

/* Did trust check accept it; did it refuse what is served since the run, or get nothing? */
bool pd_fleet_is_accepted(const struct pd_fleet_host *host);
bool pd_fleet_is_refused(const struct pd_fleet_host *host);

/* How many are in that state. */
size_t pd_fleet_count(const struct pd_fleet *fleet, enum pd_fleet_state state);

#endif
