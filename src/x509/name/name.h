/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_H
#define PD_X509_NAME_NAME_H

#include "base/error.h"
#include "base/memory.h"

/* Distinguished names (RFC 5280 4.1.2.4), as text and as DER.
 *
 * Typed: RFC 4514 text, most specific first (CN=host,O=Example\, Inc.,C=DE), also with
 * ", " or ";" between, "quoted" values, + for attributes of one RDN, dotted OIDs, #hex
 * values, keywords of RFC 4514 and the usual others (emailAddress, serialNumber, ST,
 * DC, UID, T, SN, GN, dnQualifier, ...), in any case. Shown the same way round. In DER
 * the order is the reverse, as RFC 4514 says. */

struct pd_name;

/* Parses typed text; NULL: see error (its sentence quotes the part that is wrong and
 * says what would be right; input is field). An empty text is refused. */
struct pd_name *pd_name_parse(
	const char *text, const char *field, struct pd_error *error);

/* Reads DER of a Name; NULL: error. */
struct pd_name *pd_name_from_der(struct pd_bytes der, struct pd_error *error);

/* Is it the DER of a Name without attributes? */
bool pd_name_is_empty(struct pd_bytes der);

void pd_name_free(struct pd_name *name); /* NULL is fine */
PD_DROP(pd_drop_name, struct pd_name *, pd_name_free);

/* RFC 4514 text; values are valid UTF-8 but not yet safe to show. free() it. */
char *pd_name_text(const struct pd_name *name);

/* The DER; values are PrintableString where possible, else UTF8String; emailAddress and
 * DC IA5String (RFC 5280 appendix A), C always Printable. A name read from DER gives
 * the bytes it came from. Borrowed from the name. */
struct pd_bytes pd_name_der(const struct pd_name *name);

/* The first value of the attribute of that dotted OID (2.5.4.3 is the CN), or NULL;
 * borrowed, UTF-8. */
const char *pd_name_value(const struct pd_name *name, const char *oid);

/* The same for those that follow: index 0 is the first. */
const char *pd_name_value_at(const struct pd_name *name, const char *oid, size_t index);

/* Is each value one that may be typed for its attribute? *too_long: the first that is not is
 * only longer than X.520 had it until 2008, and RFC 5280 still has. */
bool pd_name_check(const struct pd_name *name, const char *field, bool *too_long,
	struct pd_error *error);
#define PD_OID_CN "2.5.4.3"

#endif
