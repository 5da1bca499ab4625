/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_SUBTREE_H
#define PD_X509_NAME_SUBTREE_H

#include "base/buffer.h"
#include "base/error.h"

/* The names that a CA may give or may not (RFC 5280 4.2.1.10), as an operator types them:
 * DNS:example.org,IP:192.0.2.0/24,EMAIL:example.org,DIR:O=Example,C=DE joined by commas.
 * A host stands for itself and all below it; of mail addresses, a host stands for all that
 * are at it, with a dot before it for all at hosts below it, and an address for itself. A
 * directory name, which may have commas, ends where the next kind begins. Without a kind it
 * is guessed. */

/* Appends a GeneralSubtree for each. */
bool pd_subtrees_parse(const char *text, const char *field, struct pd_buffer *out,
	struct pd_error *error);

/* The same for pd_field.check. */
bool pd_check_subtrees(const char *text, const char *name, struct pd_error *error);

#endif
