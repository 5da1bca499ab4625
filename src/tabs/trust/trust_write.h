/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_WRITE_H
#define PD_TABS_TRUST_TRUST_WRITE_H

#include "base/replace.h"
#include "tabs/trust/trust_entry.h"

/* The trust list in the forms that others read: "pem", one text; "p12", a truststore of
 * Java; "directory", in which OpenSSL and GnuTLS find each certificate in a file of its
 * own, named as openssl rehash does. */

struct pd_trust_package {
	const struct pd_trusted_list *list; /* may be empty */
	const char *format;                 /* pem, p12, directory; der for one */
	/* Of p12; NULL or empty: "changeit", by which Java opens its own. */
	const struct pd_secret *passphrase;
};

/* Appends it to out; a directory is refused. result gets a warning for each certificate
 * that Java would not read. */
bool pd_trust_pack(struct pd_context *context, const struct pd_trust_package *package,
	struct pd_result *result, struct pd_secret *out, struct pd_error *error);

/* Writes it to path, whole or not at all. */
bool pd_trust_write(struct pd_context *context, const struct pd_trust_package *package,
	const char *path, enum pd_replace replace, struct pd_result *result,
	struct pd_error *error);

/* Is what is at path the same already? PD_TRUST_IS_UNKNOWN: error says why. */
enum pd_trust_is {
	PD_TRUST_IS_SAME,
	PD_TRUST_IS_OTHER,
	PD_TRUST_IS_MISSING,
	PD_TRUST_IS_UNKNOWN
};
enum pd_trust_is pd_trust_look(struct pd_context *context,
	const struct pd_trust_package *package, const char *path,
	struct pd_error *error);

#endif
