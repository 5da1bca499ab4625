/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_REVOCATION_WRITE_H
#define PD_X509_WRITE_REVOCATION_WRITE_H

#include <stdio.h>

#include "base/buffer.h"
#include "x509/certificate/certificate.h"

/* Making revocation lists (RFC 5280 5). */

/* RFC 5280 5.3.1; the number is the code. */
enum pd_reason {
	PD_REASON_UNSPECIFIED = 0,
	PD_REASON_HOLD = 6,
	PD_REASON_REMOVE = 8, /* takes a hold back */
};

/* The reasons by their names in RFC 5280; NULL at the end. */
extern const char *const pd_reasons[];

/* The code of a name, or -1; and the name of a code, "unspecified" if there is no such. */
int pd_reason_code(const char *name);
const char *pd_reason_name(int code);

struct pd_revoked {
	const char *serial; /* hex */
	int64_t time;
	int reason;         /* code; 0 is left out, as RFC 5280 asks */
	int64_t invalidity; /* since when its key is suspect; 0: not told */
};

/* Appends the entry to those of a list. Lists of a million are written so, one by one, and
 * stand nowhere twice. */
bool pd_revoked_put(struct pd_buffer *out, const struct pd_revoked *revoked,
	struct pd_error *error);

/* A list of version 2 with an AKI and that number, signed by key, which must be the
 * issuer's. Its DER is appended to out; half of it is there where it fails. */
struct pd_revocation_template {
	const struct pd_certificate *issuer;
	uint64_t number;
	int64_t this_update, next_update;
	/* Appends all entries by pd_revoked_put. */
	bool (*put_entries)(void *load, struct pd_buffer *out, struct pd_error *error);
	void *load;
};
bool pd_revocation_list_sign(const struct pd_revocation_template *template,
	const struct pd_key *key, struct pd_buffer *out, struct pd_error *error);

/* PEM of a list; free() it. The second makes it of the DER where that stands. */
char *pd_revocation_list_pem(struct pd_bytes der);
void pd_revocation_list_wrap(struct pd_buffer *der);
/* The same into a file, line by line; false: errno. */
bool pd_revocation_list_write(struct pd_bytes der, FILE *out);

#endif
