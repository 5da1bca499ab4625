/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_MATCH_H
#define PD_X509_NAME_NAME_MATCH_H

#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: distinguished names compared as RFC 5280 7.1 says: attributes by
 * type, in any order within an RDN; text by what it says, whatever its string type, as
 * pd_name_fold has it; values that are no text byte by byte. All are whole Names. */

bool pd_name_equal(struct pd_bytes one, struct pd_bytes other);

/* Does name begin with all RDNs of beginning (RFC 5280 4.2.1.10, directoryName)? */
bool pd_name_begins(struct pd_bytes name, struct pd_bytes beginning);

/* Can it be compared at all? Not if a string in it cannot be decoded, or if an RDN is
 * longer than anybody means: nobody can then say that it is not a certain name. */
bool pd_name_is_comparable(struct pd_bytes name);

#endif
