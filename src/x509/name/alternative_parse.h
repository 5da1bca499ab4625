/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_ALTERNATIVE_PARSE_H
#define PD_X509_NAME_ALTERNATIVE_PARSE_H

#include "x509/name/alternative.h"

/* Parses typed text (empty gives none) of at most 1,000 names. Refused, quoting the
 * name: spaces, a wildcard that is not the whole leftmost label, what is no IP address
 * ("192.0.2.300 is no IP address; write DNS:192.0.2.300 if it is a name"), labels over
 * 63 or names over 253 characters, an e-mail without @, a URI without scheme. */
bool pd_alternatives_parse(const char *text, const char *field,
	struct pd_alternatives *out, struct pd_error *error);

/* Is that a URI as it may stand in a certificate: a scheme, and the characters of RFC 3986?
 * Else the error quotes it, and says the example where it lacks the scheme. */
bool pd_uri_check(const char *text, const char *example, const char *field,
	struct pd_error *error);

#endif
