/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_WORDS_H
#define PD_TABS_SSL_SSL_WORDS_H

#include "base/error.h"

/* Usages and purposes of a certificate as the operator writes them. */

/* Splits at commas and spaces; NULL at the end. */
char **pd_words_split(const char *text);
void pd_words_drop(char ***words); /* PD_AUTO fits */

/* serverAuth, clientAuth, ... or dotted OIDs; each word becomes its OID. NULL: error.
 */
char **pd_purposes_parse(const char *text, const char *field, struct pd_error *error);

/* The reverse, for OIDs joined by commas; free() it. */
char *pd_purposes_text(const char *oids);

/* Are these OIDs (NULL: none) what that text has, in the same order? */
bool pd_purposes_are(char *const *oids, const char *text);

/* The profile that a request with these purposes seems to be for. */
const char *pd_purposes_profile(const char *text);

/* digitalSignature, keyEncipherment, ...: bits of enum pd_usage. */
bool pd_usage_parse(
	const char *text, const char *field, unsigned *out, struct pd_error *error);
char *pd_usage_text(unsigned usage); /* free() it */

#endif
