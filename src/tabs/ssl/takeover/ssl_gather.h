/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_GATHER_H
#define PD_TABS_SSL_SSL_GATHER_H

#include "operation/operation.h"
#include "tabs/ssl/ssl_index.h"
#include "x509/read/bundle.h"

/* Reads what there is of a CA from elsewhere: files of any kind, databases of XCA and gnoMint,
 * and directories: that of openssl ca, an easy-rsa pki, or one with what XCA or gnoMint have
 * exported. */

/* What a database says of one of its CAs. */
struct pd_register_of {
	char *ca;       /* its public key id */
	int64_t number; /* of its last list; 0: none */
	struct pd_index index;
};

struct pd_gathered {
	struct pd_bundle bundle;
	struct pd_index index; /* of each index.txt */
	bool has_index;
	int64_t number;     /* the highest of each crlnumber; 0: none */
	bool has_directory; /* what does not belong there is left out, and named */
	char *unread;       /* the files of it that are not looked at; NULL: none */
	struct pd_register_of *registers;
	size_t register_count; /* 0: no database is among it */
	const char *program;   /* that made it: a name; constant */
	const char *ca;   /* which of several CAs is wanted; NULL: not said; lent */
	const char *from; /* names it in errors; lent */
};
void pd_gathered_free(struct pd_gathered *gathered); /* PD_AUTO fits */

/* Names the files that were not looked at: the last of all warnings, as it may be long. */
void pd_gathered_warn_unread(
	const struct pd_gathered *gathered, struct pd_result *result);

/* Is it the CA that was asked for, by its subject, common name or serial number? */
bool pd_gathered_is_wanted(
	const struct pd_gathered *gathered, const struct pd_certificate *ca);

/* Joins what databases say of the CA with that public key to the index. */
void pd_gathered_use_register(struct pd_gathered *gathered, const char *ca);

/* What the fields "file" and "pem" give of the wanted kinds (PD_WANT), opened by
 * "passphrase"; "ca" says which CA. In a directory a file that cannot be read is named in a
 * warning, and so is one that is not looked at. */
bool pd_gather(struct pd_context *context, const struct pd_values *values,
	unsigned wanted, struct pd_gathered *out, struct pd_result *result,
	struct pd_error *error);

#endif
