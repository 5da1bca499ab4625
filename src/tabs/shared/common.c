/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/common.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/token_key.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"

const char *const pd_choices_algorithm[] = {
	"ec", "rsa", "rsa-pss", "ed25519", "ed448", NULL};
const char *const pd_choices_rsa[] = {"rsa", "rsa-pss", "ec", "ed25519", "ed448", NULL};
const char *const pd_choices_curve[] = {"P-256", "P-384", "P-521", NULL};
const char *const pd_choices_bits[] = {"3072", "2048", "4096", "8192", "1024", NULL};
const char *const pd_choices_packing[] = {"pem", "der", "p12", "p7", NULL};

bool
pd_common_key_kind(
	const struct pd_values *values, struct pd_key_kind *out, struct pd_error *error)
{
	return pd_key_kind_parse(pd_value_text(values, "algorithm"),
		pd_value_text(values, "curve"),
		(unsigned)pd_value_number(values, "bits", 0),
		pd_value_flag(values, "allow-weak"), out, error);
}

struct pd_key *
pd_common_generate_key(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	struct pd_key_kind kind;
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	bool good = pd_common_key_kind(values, &kind, error) &&
		    pd_check_protection(passphrase, error);
	return good ? pd_make_key(context, values, &kind, error) : NULL;
}

bool
pd_common_go_on(const struct pd_context *context, struct pd_error *error)
{
	if (context->cancelled == NULL || !*context->cancelled)
		return true;
	return pd_fail(error, PD_ECANCEL, "", _("cancelled; nothing was changed"));
}

char *
pd_common_needs(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *what)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(certificate, &notice);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_date(pd_certificate_not_before(certificate));
	switch (state) {
	case PD_STATE_EXPIRED:
		return pd_format(_("%s expired on %s: replace it"), what, end);
	case PD_STATE_NOT_YET_VALID:
		return pd_format(
			_("%s is not valid before %s: check the clock, or wait"), what,
			begin);
	case PD_STATE_URGENT:
	case PD_STATE_EXPIRES:
		return pd_format(
			_("%s expires on %s: replace it before then"), what, end);
	case PD_STATE_WEAK:
		return pd_format(_("%s is weak (%s): put a stronger one in its place"),
			what, pd_certificate_weakness(certificate));
	case PD_STATE_VALID:
		break;
	}
	return NULL;
}

void
pd_common_warn_needs(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *what,
	struct pd_result *result)
{
	PD_AUTO(pd_drop_text) char *needs = pd_common_needs(context, certificate, what);
	if (needs != NULL)
		pd_result_warn(result, "%s", needs);
}

char *
pd_common_identity_needs(const struct pd_context *context,
	const struct pd_identity *identity, const char *what, const char *operation)
{
	const struct pd_certificate *certificate = pd_identity_leaf(identity);
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(certificate, &notice);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	if (operation != NULL && state == PD_STATE_EXPIRED)
		return pd_format(_("%s expired on %s; a new one can be made: %s"), what,
			end, operation);
	if (operation != NULL && pd_describe_state_ends(state))
		return pd_format(_("%s expires on %s; a new one can be made: %s"), what,
			end, operation);
	return pd_common_needs(context, certificate, what);
}
