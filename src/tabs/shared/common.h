/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_COMMON_H
#define PD_TABS_SHARED_COMMON_H

#include "tabs/shared/fields.h"
#include "tabs/shared/identity_show.h"
#include "tabs/shared/input.h"
#include "tabs/shared/output.h"
#include "tabs/shared/preview.h"
#include "tabs/shared/weak.h"

/* Questions and sentences that several tabs share. */

/* The kind of key that PD_FIELDS_KEY asks for. */
bool pd_common_key_kind(const struct pd_values *values, struct pd_key_kind *out,
	struct pd_error *error);

/* A new key of that kind, in a token if the field "token" names one; NULL: error, also
 * where the passphrase that is to protect it is too short. */
struct pd_key *pd_common_generate_key(struct pd_context *context,
	const struct pd_values *values, struct pd_error *error);

/* Fails with PD_ECANCEL if the operator has cancelled meanwhile. */
bool pd_common_go_on(const struct pd_context *context, struct pd_error *error);

/* Advice on a certificate that has expired, expires soon, is not valid yet or is weak;
 * NULL if it needs none. what names it in the sentence ("The CA certificate"). free()
 * it. */
char *pd_common_needs(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *what);

/* Warns of it. */
void pd_common_warn_needs(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *what,
	struct pd_result *result);

/* The same for an identity. operation: the label of the one that makes a new one, which the
 * advice then names; or NULL. */
char *pd_common_identity_needs(const struct pd_context *context,
	const struct pd_identity *identity, const char *what, const char *operation);

#endif
