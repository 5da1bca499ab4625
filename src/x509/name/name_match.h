/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_MATCH_H
#define PD_X509_NAME_NAME_MATCH_H

#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: distinguished names compared as RFC 5280 7.1 says, more or less:
 * attributes by type; text without regard to its string type, to case (ASCII only), and
 * to blanks around and repeated within it. Both are whole Names. */

bool pd_name_equal(struct pd_bytes one, struct pd_bytes other);

/* Does name begin with all RDNs of beginning (RFC 5280 4.2.1.10, directoryName)? */
bool pd_name_begins(struct pd_bytes name, struct pd_bytes beginning);

#endif
