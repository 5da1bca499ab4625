/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_COMMON_H
#define PD_TABS_SHARED_COMMON_H

#include "tabs/shared/identity_show.h"
#include "tabs/shared/input.h"
#include "tabs/shared/output.h"
#include "tabs/shared/preview.h"

/* What several tabs ask and say in the same way. */

extern const char *const pd_choices_algorithm[]; /* ec first */
extern const char *const pd_choices_rsa[];       /* rsa first */
extern const char *const pd_choices_curve[];
extern const char *const pd_choices_bits[];
extern const char *const pd_choices_packing[]; /* pem, der, p12, p7 */

/* Rows of a field table that ask for a kind of key; choices is one of the first two. */
#define PD_FIELDS_KEY(choices_) PD_FIELDS_KEY_WHEN(choices_, NULL, NULL)

/* The same, asked only while another field has a value. */
#define PD_FIELDS_KEY_WHEN(choices_, field_, value_)                                   \
	{.name = "algorithm",                                                          \
		.label = N_("Key"),                                                    \
		.help = N_("The algorithm of the new key"),                            \
		.kind = PD_FIELD_CHOICE,                                               \
		.choices = choices_,                                                   \
		.when_field = field_,                                                  \
		.when_value = value_},                                                 \
		{.name = "curve",                                                      \
			.label = N_("Curve"),                                          \
			.help = N_("The curve of an EC key"),                          \
			.kind = PD_FIELD_CHOICE,                                       \
			.choices = pd_choices_curve,                                   \
			.when_field = "algorithm",                                     \
			.when_value = "ec"},                                           \
		{.name = "bits",                                                       \
			.label = N_("Bits"),                                           \
			.help = N_("The size of an RSA key"),                          \
			.kind = PD_FIELD_CHOICE,                                       \
			.choices = pd_choices_bits,                                    \
			.when_field = "algorithm",                                     \
			.when_value = "rsa|rsa-pss"},                                  \
	{                                                                              \
		.name = "allow-weak", .label = N_("Allow weak"),                       \
		.help = N_("Really make a key of 1024 bits, which can be broken"),     \
		.kind = PD_FIELD_FLAG, .when_field = "bits", .when_value = "1024"      \
	}

/* The kind of key that these fields ask for. */
bool pd_common_key_kind(const struct pd_values *values, struct pd_key_kind *out,
	struct pd_error *error);

/* A new key of that kind; NULL: error. */
struct pd_key *pd_common_generate_key(
	const struct pd_values *values, struct pd_error *error);

/* Fails with PD_ECANCEL if the operator has cancelled meanwhile. */
bool pd_common_go_on(const struct pd_context *context, struct pd_error *error);

/* What needs doing about a certificate, as a sentence, or NULL; free() it. what names
 * it ("The CA certificate"). */
char *pd_common_needs(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *what);

/* The same about the certificate of an identity. Near the end of a standard one it says
 * that a new one can be made, by the operation of that label. */
char *pd_common_identity_needs(const struct pd_context *context,
	const struct pd_identity *identity, const char *what, const char *operation);

/* What is said of an empty list where there are no keys to press; the screen keeps what
 * rows say. */
void pd_common_say_empty(
	const struct pd_context *context, struct pd_rows *rows, const char *sentence);

#endif
