/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_PROBE_STARTTLS_H
#define PD_PROBE_PROBE_STARTTLS_H

#include "base/error.h"

#include <stdbool.h>

/* The protocols that begin in plain text and go over to TLS. */

extern const char *const pd_choices_starttls[]; /* none, smtp, imap, ...; NULL */

/* Is it one of them, or none? */
bool pd_starttls_is(const char *word);

/* The protocol's usual port; 443 for none. */
unsigned pd_starttls_port(const char *starttls);

/* Says over the link what the protocol says before TLS begins; nothing for none. */
struct pd_link;
bool pd_starttls(struct pd_link *link, const char *starttls, const char *host,
	struct pd_error *error);

#endif
