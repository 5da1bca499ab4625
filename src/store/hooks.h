/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HOOKS_H
#define PD_STORE_HOOKS_H

#include "store/store.h"

/* Files to be rewritten whenever the trust list changes, as settings.cfg lists them:
 *
 * hooks = (
 *   { path = "/etc/squid/roots.pem"; format = "pem";
 *     run = [ "/usr/bin/systemctl", "reload", "squid" ]; }
 * );
 *
 * Only path must be there. */

struct pd_hook {
	char *path;   /* absolute: of the file or directory */
	char *format; /* "pem", "p12" or "directory" */
	char **run;   /* a program's absolute path and its arguments, NULL at the end;
		       * NULL: nothing is run */
};

struct pd_hooks {
	struct pd_hook *items;
	size_t count;
};

/* All of them, in their order; none is fine. PD_ESTORE, settings.cfg:LINE: a member that
 * is missing, unknown or not right, a path that is there twice. */
bool pd_hooks_load(
	struct pd_store *store, struct pd_hooks *out, struct pd_error *error);

/* Would that text be right as settings.cfg, for these? */
bool pd_hooks_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error);
void pd_hooks_free(struct pd_hooks *hooks); /* leaves it empty; PD_AUTO fits */

#endif
