/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_WRITE_H
#define PD_TABS_TRUST_TRUST_WRITE_H

#include "base/replace.h"
#include "tabs/trust/trust_entry.h"

/* The trust list in the forms that others read: "pem", one text; "p12", a truststore of
 * Java; "directory", in which OpenSSL and GnuTLS find each certificate in a file of its
 * own, named as openssl rehash does. */

/* Packs them, appended to out: pem or p12. passphrase NULL or empty: "changeit", by
 * which Java opens its own. The list may be empty. result gets a warning for each that
 * Java would not read. */
bool pd_trust_pack(struct pd_context *context, const struct pd_trusted_list *list,
	const char *format, const struct pd_secret *passphrase,
	struct pd_result *result, struct pd_secret *out, struct pd_error *error);

/* Packs and writes them to path, of any format, whole or not at all. */
bool pd_trust_write(struct pd_context *context, const struct pd_trusted_list *list,
	const char *format, const struct pd_secret *passphrase, const char *path,
	enum pd_replace replace, struct pd_result *result, struct pd_error *error);

#endif
