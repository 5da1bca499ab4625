/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/common.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "x509/certificate/describe.h"

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

bool
pd_common_go_on(const struct pd_context *context, struct pd_error *error)
{
	if (context->cancelled == NULL || !*context->cancelled)
		return true;
	return pd_fail(error, PD_ECANCEL, "", _("cancelled; nothing was changed"));
}

void
pd_common_preview_undo(const struct pd_context *context, struct pd_details *out)
{
	long days = context->settings.undo_days;
	if (days == 0)
		return;
	PD_AUTO(pd_drop_text)
	char *undo = pd_format(
		ngettext("It can be undone for %ld day.",
			"It can be undone for %ld days.", (unsigned long)days),
		days);
	pd_details_text(out, "undo", _("Undo"), undo);
}

bool
pd_common_preview_damaged(struct pd_details *out, struct pd_error *error)
{
	if (error->code != PD_ESTORE)
		return false;
	pd_details_text(out, "problem", _("Problem"), error->message);
	pd_error_clear(error);
	return true;
}

void
pd_common_preview_certificate(
	const struct pd_certificate *certificate, struct pd_details *out)
{
	pd_details_text(
		out, "subject", _("Subject"), pd_certificate_subject(certificate));
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	pd_details_text(out, "not_after", _("Valid until"), end);
	pd_details_text(
		out, "sha256", _("SHA-256"), pd_certificate_fingerprint(certificate));
}

void
pd_common_preview(const struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_details *out)
{
	pd_common_preview_certificate(certificate, out);
	pd_common_preview_undo(context, out);
}

char *
pd_common_needs(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *what)
{
	enum pd_state state = pd_describe_state(
		certificate, context->now, context->settings.warning_days);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_date(pd_certificate_not_before(certificate));
	switch (state) {
	case PD_STATE_EXPIRED:
		return pd_format(
			_("%s expired on %s: put a new one in its place"), what, end);
	case PD_STATE_NOT_YET_VALID:
		return pd_format(
			_("%s is not valid before %s: check the clock, or wait"), what,
			begin);
	case PD_STATE_EXPIRES:
		return pd_format(
			_("%s expires on %s: put a new one in its place before"), what,
			end);
	case PD_STATE_WEAK:
		return pd_format(_("%s is weak (%s): put a stronger one in its place"),
			what, pd_certificate_weakness(certificate));
	case PD_STATE_VALID:
		break;
	}
	return NULL;
}

char *
pd_common_identity_needs(const struct pd_context *context,
	const struct pd_identity *identity, const char *what, const char *operation)
{
	const struct pd_certificate *certificate = pd_identity_leaf(identity);
	enum pd_state state = pd_describe_state(
		certificate, context->now, context->settings.warning_days);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	bool standard = strcmp(identity->origin, "standard") == 0;
	if (standard && state == PD_STATE_EXPIRED)
		return pd_format(_("%s expired on %s; a new one can be made: %s"), what,
			end, operation);
	if (standard && state == PD_STATE_EXPIRES)
		return pd_format(_("%s expires on %s; a new one can be made: %s"), what,
			end, operation);
	return pd_common_needs(context, certificate, what);
}

char *
pd_common_note_days(struct pd_context *context, const struct pd_values *values)
{
	enum { MOST = 36525, DAY = 86400 };
	long days = pd_value_number(values, "days", 0);
	if (days < 1 || days > MOST)
		return NULL;
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(context->now + (int64_t)days * DAY);
	return pd_format(_("until %s"), end);
}

/* ---- in and out ---------------------------------------------------------------- */

const char *
pd_common_input(const char *path)
{
	return strcmp(path, "-") == 0 ? _("standard input") : path;
}

void
pd_common_say_empty(
	const struct pd_context *context, struct pd_rows *rows, const char *sentence)
{
	if (context->on_screen)
		return;
	free(rows->empty);
	rows->empty = pd_copy(sentence);
}

static bool
add_file(struct pd_context *context, const char *path,
	const struct pd_secret *passphrase, struct pd_bundle *bundle,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	return pd_context_read(context, path, &content, error) &&
	       pd_bundle_add(bundle, pd_secret_bytes(&content), pd_common_input(path),
		       passphrase, context->cancelled, error);
}

bool
pd_common_read(struct pd_context *context, const struct pd_values *values,
	struct pd_bundle *bundle, const char **from, struct pd_error *error)
{
	size_t count = pd_value_count(values, "file");
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	const struct pd_secret *pasted = pd_value_secret(values, "pem");
	if (count == 0 && pasted == NULL)
		return pd_fail(error, PD_EUSAGE, "file",
			_("a file is needed here, or PEM text"));
	*from = count == 0 ? _("the PEM text") : _("the files");
	if (count == 1 && pasted == NULL)
		*from = pd_common_input(pd_value_text(values, "file"));
	for (size_t i = 0; i < count; i++)
		if (!add_file(context, pd_value_item(values, "file", i), passphrase,
			    bundle, error))
			return false;
	return pasted == NULL ||
	       pd_bundle_add(bundle, pd_secret_bytes(pasted), _("the PEM text"),
		       passphrase, context->cancelled, error);
}

/* Was it meant for standard output? */
static bool
took_as_output(const char *path, struct pd_secret *content, struct pd_result *result)
{
	if (strcmp(path, "-") != 0)
		return false;
	result->output = pd_secret_steal(content);
	result->has_output = true;
	return true;
}

bool
pd_common_write(const struct pd_context *context, const char *path,
	struct pd_secret *content, mode_t mode, struct pd_result *result,
	struct pd_error *error)
{
	return took_as_output(path, content, result) ||
	       pd_file_write(path, pd_secret_bytes(content), mode,
		       context->may_replace ? PD_REPLACE : PD_KEEP, error);
}

bool
pd_common_write_with(struct pd_written *written, const struct pd_context *context,
	const char *path, struct pd_secret *content, mode_t mode,
	struct pd_result *result, struct pd_error *error)
{
	return took_as_output(path, content, result) ||
	       pd_written_file(written, path, pd_secret_bytes(content), mode,
		       context->may_replace ? PD_REPLACE : PD_KEEP, error);
}
