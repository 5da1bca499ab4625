/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_TARGETS_H
#define PD_STORE_TARGETS_H

#include "store/store.h"

#include <sys/types.h>

/* Where services read the host's certificate and key, as settings.cfg names it:
 *
 * deploy = (
 *   { name = "nginx"; tls = "web";
 *     certificate = "/etc/nginx/ssl/site.pem";
 *     key = "/etc/nginx/ssl/site.key";
 *     owner = "root:ssl-cert"; mode = "0640";
 *     reload = "systemctl reload nginx"; }
 * );
 *
 * Only certificate must be there. */

#define PD_TARGET_USUAL_KEY "device"

/* The journal of files that are being deployed (base/replace_journal.h): of this host and moment,
 * and part of no backup. */
#define PD_DEPLOY_JOURNAL "deploy.journal"

struct pd_deploy_target {
	char *name;        /* its certificate where none is given */
	char *tls;         /* which TLS key it gets; device where none is given */
	char *certificate; /* absolute path: gets the chain, leaf first */
	char *key;         /* absolute path, or NULL: no key is written; that of the
			    * certificate: both are in one file, the key last */
	char *owner;       /* "user", "user:group", ":group"; NULL: as it is */
	int mode;          /* of both files; -1: 0644, and 0600 of the key */
	char *reload;      /* for /bin/sh -c; NULL: nothing is run */
};

struct pd_deploy_targets {
	struct pd_deploy_target *items;
	size_t count;
};

/* Does it get chain and key in one file, as HAProxy wants them? */
bool pd_deploy_target_is_one_file(const struct pd_deploy_target *target);

/* All of them, in their order; none is fine. PD_ESTORE, settings.cfg:LINE: a member that
 * is missing, unknown or not right, a name or file that is there twice. */
bool pd_deploy_targets_load(
	struct pd_store *store, struct pd_deploy_targets *out, struct pd_error *error);

/* Would that text be right as settings.cfg, for these? */
bool pd_deploy_targets_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error);
void pd_deploy_targets_free(
	struct pd_deploy_targets *targets); /* leaves it empty; PD_AUTO fits */

#endif
