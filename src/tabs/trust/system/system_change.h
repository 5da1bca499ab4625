/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_SYSTEM_SYSTEM_CHANGE_H
#define PD_TABS_TRUST_SYSTEM_SYSTEM_CHANGE_H

#include "base/replace.h"
#include "tabs/trust/system/system_anchor.h"

/* Changes what this system trusts: the files that say so, then the distribution's program
 * that makes of them what others read, then a look whether it did. */

enum pd_system_act {
	PD_SYSTEM_ADD,      /* an anchor of this system's own */
	PD_SYSTEM_REMOVE,   /* one such */
	PD_SYSTEM_DISTRUST, /* one of the distribution */
	PD_SYSTEM_ALLOW,    /* one that was distrusted */
};

struct pd_system_wish {
	enum pd_system_act act;
	const struct pd_certificate *certificate;
	const char *file; /* to add it by; NULL: one that is named after it */
};

/* What was done, so that it can be taken back. Starts as {0}. */
struct pd_system_step {
	struct pd_replacement set;
	const struct pd_system_place *place;
	char *file;   /* that was written or removed; NULL: none */
	bool changed; /* false: it was so already */
	bool is_put;  /* files may have taken their places */
};
void pd_system_step_free(struct pd_system_step *step); /* PD_AUTO fits; takes it back */

/* Does it. On failure, also where the program did not do what it is for, all is as before. */
bool pd_system_apply(struct pd_context *context, const struct pd_system_place *place,
	const struct pd_system_wish *wish, struct pd_system_step *step,
	struct pd_error *error);

/* It stays. */
bool pd_system_keep(struct pd_system_step *step, struct pd_error *error);

#endif
