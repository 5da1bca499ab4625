/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_CONSTRAINTS_H
#define PD_X509_JUDGE_CONSTRAINTS_H

#include "x509/der/structure.h"

/* Internal to src/x509: name constraints (RFC 5280 4.2.1.10). */

/* More comparisons of a name with a subtree than any honest chain needs. */
#define PD_CONSTRAINTS_LIMIT ((long)1 << 18)

/* Are all names of the certificate (subject and alternative names) within what the
 * extension's value permits? Not so either: a value that breaks RFC 5280, a name that
 * cannot be compared where its kind is constrained, and more than *comparisons, which is
 * counted down. A wildcard stands for all that it matches. endpoint: its common name is
 * a host name where it has no other. */
bool pd_constraints_hold(struct pd_bytes value,
	const struct pd_certificate_parts *certificate, bool endpoint,
	long *comparisons);

/* The first name of the certificate that they do not allow, as an operator writes it, safe
 * to show; NULL: they allow all, or cannot be read. free() it. */
char *pd_constraints_outside(struct pd_bytes value,
	const struct pd_certificate_parts *certificate, bool endpoint);

#endif
