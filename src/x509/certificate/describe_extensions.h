/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_DESCRIBE_EXTENSIONS_H
#define PD_X509_CERTIFICATE_DESCRIBE_EXTENSIONS_H

#include "base/details.h"
#include "x509/der/structure.h"
#include "x509/name/alternative.h"

/* Internal to src/x509: lines for extensions. Each function adds nothing if there is
 * nothing to show. */

/* alternative_names; names were read from extensions. */
void pd_describe_alternatives(const struct pd_alternatives *names,
	struct pd_bytes extensions, struct pd_details *out);

/* crl_distribution_points, authority_information, policies, name_constraints. */
void pd_describe_known_extensions(struct pd_bytes extensions, struct pd_details *out);

/* extensions: all of them, by name and OID, with their size and criticality. */
void pd_describe_extension_list(struct pd_bytes extensions, struct pd_details *out);

#endif
