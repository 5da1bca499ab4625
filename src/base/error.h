/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ERROR_H
#define PD_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/* Why an operation failed, in words for the operator. The caller owns the value
 * and starts it as {0}; the first failure set in it stays. */

enum pd_code {
	PD_OK,
	PD_EUSAGE, /* the command line or a form is filled in wrongly: exit status 2 */
	PD_EINPUT, /* a value, file or paste from outside is not right */
	PD_EPASSPHRASE, /* a passphrase is needed, or the one given does not fit */
	PD_ECRYPTO,     /* a library refused to compute */
	PD_EIO,         /* the system refused to read or write */
	PD_ESTORE,      /* the store is unsafe, damaged, locked or of another format */
	PD_ESTATE,      /* the store holds nothing that the operation could work on */
	PD_EEXISTS, /* an output exists, and nobody agreed to replace it: front ends ask,
		     * and run it again; input is its path, others counts those that would
		     * be replaced with it */
	PD_ECANCEL, /* the operator cancelled */
};

struct pd_error {
	enum pd_code code;
	char input[256]; /* field name, path, path:line or value at fault; "" if none */
	char message[768]; /* translated, one line, no final stop */
	size_t others;     /* of PD_EEXISTS */
};

/* Sets the error unless one is set already. Always false, so that failing is
 * one line: return pd_fail(error, PD_EINPUT, "dn", _("...")). */
bool pd_fail(struct pd_error *error, enum pd_code code, const char *input,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* As pd_fail, with ": " and the words for errno appended. */
bool pd_fail_errno(struct pd_error *error, enum pd_code code, const char *input,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Makes the value empty again, for another try. */
void pd_error_clear(struct pd_error *error);

#endif
