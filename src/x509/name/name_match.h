/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_MATCH_H
#define PD_X509_NAME_NAME_MATCH_H

#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: distinguished names compared as RFC 5280 7.1 says. Attributes
 * of an RDN match by type in any order; texts match if pd_name_fold makes them equal,
 * whatever their string types; other values match byte by byte. All arguments are
 * whole Names. */

bool pd_name_equal(struct pd_bytes one, struct pd_bytes other);

/* Does name begin with all RDNs of beginning (RFC 5280 4.2.1.10, directoryName)? */
bool pd_name_begins(struct pd_bytes name, struct pd_bytes beginning);

/* Can it be compared at all? Not if a string in it cannot be decoded or an RDN is
 * absurdly long: then nobody can say that it is not a certain name. */
bool pd_name_is_comparable(struct pd_bytes name);

#endif
