/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/shared/token_key.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_former.h"
#include "tabs/ssl/ssl_objections.h"
#include "tabs/ssl/takeover/ssl_part.h"
#include "tabs/ssl/takeover/ssl_takeover_put.h"
#include "tabs/ssl/takeover/ssl_takeover_show.h"
#include "tabs/trust/trust_admit.h"
#include "tabs/trust/trust_entry.h"
#include "x509/judge/validity.h"
#include "x509/name/name.h"
#include "x509/write/issue.h"

/* The CA itself: installing, making, showing and exporting it. */

enum { STANDARD_DAYS = 1826 };

/* ---- what can be a CA ---------------------------------------------------------- */

/* Nobody believes what it signs unless it says that it is a CA (RFC 5280 4.2.1.9,
 * 4.2.1.3), under a name (4.1.2.6). */
static bool
check_is_ca(const struct pd_certificate *certificate, const char *from,
	struct pd_error *error)
{
	int path_length;
	const char *subject = pd_certificate_subject(certificate);
	if (!pd_certificate_is_ca(certificate, &path_length))
		return pd_fail(error, PD_EINPUT, from,
			_("%s is not a CA certificate: its basicConstraints do not say "
			  "CA:TRUE; give the certificate of a CA"),
			subject);
	if (!pd_certificate_allows(certificate, PD_USAGE_CERTIFICATE_SIGN))
		return pd_fail(error, PD_EINPUT, from,
			_("%s may not sign certificates: its keyUsage lacks "
			  "keyCertSign; give the certificate of a CA"),
			subject);
	if (pd_name_is_empty(pd_certificate_subject_der(certificate)))
		return pd_fail(error, PD_EINPUT, from,
			_("the certificate has no subject, and a CA needs one (RFC "
			  "5280 4.1.2.6); give the certificate of another CA"));
	return true;
}

static bool
take_ca(struct pd_context *context, struct pd_bundle *bundle, const char *from,
	struct pd_identity *out, struct pd_error *error)
{
	if (!pd_identity_take(bundle, context->store, from, out, error))
		return false;
	const struct pd_certificate *ca = pd_identity_leaf(out);
	if (!check_is_ca(ca, from, error) ||
		!pd_authority_check_new_key(context->store, pd_certificate_key_id(ca),
			pd_certificate_subject(ca), from, error))
		return false;
	if (pd_validity_judge(ca, context->now) != PD_REJECT_EXPIRED)
		return true;
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	return pd_fail(error, PD_EINPUT, from,
		_("the CA certificate %s expired on %s; give one that is valid"),
		pd_certificate_subject(ca), end);
}

static bool
admit_ca(struct pd_context *context, const struct pd_values *values,
	const struct pd_identity *identity, const char *from, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_candidate candidate = {&identity->chain, NULL, from};
	return pd_trust_admit(context, values, &candidate, result, error);
}

static void
tell_ca_written(const char *subject, const char *path, struct pd_result *result)
{
	pd_result_say(result, _("CA %s written to %s"), subject, path);
}

const struct pd_identity_kind pd_ca_kind = {
	.title = N_("CA"),
	.name = N_("The CA certificate"),
	.missing = N_("The private key of the CA is missing, so it can sign nothing: "
		      "install it again with its key"),
	.remedy = N_("Generate"),
	.mends = "renew",
	.path = PD_CA_RECORD,
	.load = pd_authority_load,
	.tell_written = tell_ca_written,
};

/* ---- installing ------------------------------------------------------------------- */

/* Was the key made here, for a request or for the CA that it renews? Then what it revoked is
 * known as well as before. */
static bool
is_known_key(struct pd_context *context, const struct pd_identity *identity)
{
	struct pd_error ignored = {0}, none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	const char *key_id = pd_certificate_key_id(pd_identity_leaf(identity));
	if (pd_pending_load(&pd_ca_request_kind, context, &pending, &ignored) &&
		strcmp(pending.key_id, key_id) == 0)
		return true;
	return pd_authority_load(context, &now, &none) &&
	       strcmp(pd_certificate_key_id(pd_identity_leaf(&now)), key_id) == 0 &&
	       pd_crl_is_complete(context, &now);
}

/* Replaces the CA, with what came along with it. */
static bool
stage_ca(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *identity, struct pd_takeover *takeover,
	struct pd_result *result, struct pd_error *error)
{
	takeover->is_known = takeover->is_known || is_known_key(context, identity);
	takeover->is_for_use = true;
	return pd_former_make_room(
		       context, change, identity, PD_KEEP_IF_HANGING, error) &&
	       pd_takeover_put(context, change, identity, takeover, result, error) &&
	       pd_pending_answer(
		       &pd_ca_request_kind, context, change, identity, error) &&
	       pd_identity_put(change, PD_CA_RECORD, identity, context, error);
}

/* "with 17 certificates and 3 revocations" */
static char *
describe_takeover(
	const struct pd_identity *identity, const struct pd_takeover *takeover)
{
	const char *subject = pd_certificate_subject(pd_identity_leaf(identity));
	PD_AUTO(pd_drop_text) char *counts = pd_takeover_counts(takeover);
	if (counts == NULL)
		return pd_format(_("CA %s installed"), subject);
	return pd_format(_("CA %s installed, with %s taken over"), subject, counts);
}

/* sentence NULL: it came from elsewhere. */
static bool
install_ca(struct pd_context *context, const struct pd_identity *identity,
	struct pd_takeover *takeover, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!stage_ca(context, change, identity, takeover, result, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *taken = describe_takeover(identity, takeover);
	if (!pd_context_end_change(change, sentence ? sentence : taken, result, error))
		return false;
	pd_common_warn_needs(
		context, pd_identity_leaf(identity), _(pd_ca_kind.name), result);
	PD_AUTO(pd_drop_text) char *root = pd_authority_lacks_root(&identity->chain);
	if (root != NULL)
		pd_result_warn(result, "%s", root);
	return true;
}

/* What was given, and the CA in it. */
struct given {
	struct pd_gathered gathered;
	struct pd_takeover takeover;
	struct pd_identity identity;
};

static void
free_given(struct given *given)
{
	pd_identity_free(&given->identity);
	pd_takeover_free(&given->takeover);
	pd_gathered_free(&given->gathered);
}

/* What it issues needs an excuse as long as it is so. */
static void
warn_of_form(const struct pd_identity *ca, struct pd_result *result)
{
	PD_AUTO(pd_objections_free) struct pd_objections objections = {0};
	pd_objections_of_cas(&ca->chain, &objections);
	for (size_t i = 0; i < objections.count; i++)
		pd_result_warn(result, "%s", objections.items[i].sentence);
}

static bool
read_ca(struct pd_context *context, const struct pd_values *values, struct given *out,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_gathered *gathered = &out->gathered;
	struct pd_takeover *takeover = &out->takeover;
	struct pd_identity *ca = &out->identity;
	if (!pd_gather(context, values, PD_WANT_PAIR | PD_WANT(PD_OBJECT_CRL), gathered,
		    result, error) ||
		!pd_add_token_key(context, values, &gathered->bundle, error) ||
		!pd_part_import(context, gathered, takeover, result, error) ||
		!take_ca(context, &gathered->bundle, gathered->from, ca, error) ||
		!pd_weak_admit_all(values, &ca->chain, error) ||
		!pd_weak_admit_all(values, &takeover->issued, error) ||
		!admit_ca(context, values, ca, gathered->from, result, error))
		return false;
	pd_part_complete(context, &ca->chain);
	pd_identity_warn_others(ca, result);
	warn_of_form(ca, result);
	if (!pd_takeover_read(context, gathered, ca, takeover, result, error))
		return false;
	pd_gathered_warn_unread(gathered, result);
	return true;
}

bool
pd_ssl_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_given) struct given given = {0};
	struct pd_identity *identity = &given.identity;
	if (!read_ca(context, values, &given, result, error) ||
		!pd_common_go_on(context, error))
		return false;
	bool is_file = pd_value_count(values, "file") > 0;
	identity->origin = pd_copy(is_file ? "imported" : "pasted");
	pd_common_warn_left_out(&given.gathered.bundle.left_out, result);
	if (!pd_value_flag(values, "remove-passphrase"))
		identity->passphrase = pd_value_secret(values, "passphrase");
	if (!install_ca(context, identity, &given.takeover, NULL, result, error))
		return false;
	if (!given.takeover.is_known && !pd_crl_is_complete(context, identity))
		pd_result_warn(result,
			_("the CA came without a revocation list; before it can sign "
			  "one, give its last list to ssl adopt, or say that it has "
			  "revoked nothing (ssl crl --nothing-revoked)"));
	return true;
}

/* free() it. */
static char *
describe_hanging(const struct pd_hanging *hanging, bool has_key)
{
	PD_AUTO(pd_drop_text) char *end = pd_text_date(hanging->end);
	if (hanging->valid == 0 && hanging->elsewhere && has_key)
		return pd_format(_("What it issued elsewhere may not be known here, so "
				   "it stays, and can revoke until %s."),
			end);
	if (has_key)
		return pd_format(ngettext("%zu valid certificate was issued by it, "
					  "and can be revoked here until %s.",
					 "%zu valid certificates were issued by it, "
					 "and can be revoked here until %s.",
					 hanging->valid),
			hanging->valid, end);
	if (hanging->valid == 0 && hanging->elsewhere)
		return pd_copy(_("What it issued elsewhere may not be known here, and "
				 "cannot be revoked, as its key is not here."));
	return pd_format(ngettext("%zu valid certificate was issued by it, and cannot "
				  "be revoked, as its key is not here.",
				 "%zu valid certificates were issued by it, and cannot "
				 "be revoked, as its key is not here.",
				 hanging->valid),
		hanging->valid);
}

/* What hangs on the one that is replaced, and what becomes of it. */
static bool
preview_hanging(
	struct pd_context *context, struct pd_details *out, struct pd_error *error)
{
	struct pd_error none = {0};
	struct pd_hanging hanging;
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!pd_authority_load(context, &now, &none))
		return true;
	const char *key = pd_certificate_key_id(pd_identity_leaf(&now));
	if (!pd_former_count(context, key, &hanging, error))
		return false;
	if (hanging.end == 0)
		return true;
	PD_AUTO(pd_drop_text)
	char *effect =
		describe_hanging(&hanging, pd_store_has_key(context->store, key));
	pd_details_text(out, "effect", _("Effect"), effect);
	return true;
}

bool
pd_ssl_preview_ca(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *end = pd_common_end_of_days(context, values);
	return pd_identity_preview(&pd_ca_kind, context, pd_value_text(values, "dn"),
		       end, out, error) &&
	       preview_hanging(context, out, error);
}

static bool
preview_given(struct pd_context *context, const struct given *given,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *root = pd_authority_lacks_root(&given->identity.chain);
	if (root != NULL)
		pd_details_text(out, "warning", _("Warning"), root);
	return pd_identity_preview_import(&pd_ca_kind, context,
		       pd_identity_leaf(&given->identity), out, error) &&
	       preview_hanging(context, out, error);
}

bool
pd_ssl_preview_import(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_given) struct given given = {0};
	PD_AUTO(pd_result_free) struct pd_result told_later = {0};
	return read_ca(context, values, &given, &told_later, error) &&
	       preview_given(context, &given, out, error);
}

bool
pd_ssl_preview_takeover(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_given) struct given given = {0};
	PD_AUTO(pd_result_free) struct pd_result told = {0};
	if (!read_ca(context, values, &given, &told, error))
		return false;
	pd_common_warn_left_out(&given.gathered.bundle.left_out, &told);
	if (!preview_given(context, &given, out, error))
		return false;
	pd_takeover_preview(&given.takeover, &told, out);
	return true;
}

/* ---- making -------------------------------------------------------------------- */

/* What a new CA is to be. */
struct ca_order {
	const struct pd_values *values; /* that were asked; NULL: none were */
	const char *dn, *origin;
	struct pd_key_kind kind;
	long days;
	int path_length; /* -1: no limit */
	struct pd_limits limits;
};

/* A self-signed CA certificate for key. */
static struct pd_certificate *
self_issue_ca(const struct ca_order *order, const struct pd_name *subject,
	const struct pd_key *key, struct pd_error *error)
{
	PD_AUTO(pd_extras_free) struct pd_extras extras = {0};
	struct pd_template template = {
		.extras = &extras,
		.subject = subject,
		.public_der = pd_key_public_der(key),
		.not_before = pd_issue_not_before(),
		.ca = true,
		.path_length = order->path_length,
		.usage = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_CERTIFICATE_SIGN |
			 PD_USAGE_CRL_SIGN,
	};
	if (!pd_issue_not_after(template.not_before, order->days, "days",
		    &template.not_after, error) ||
		!pd_extras_add_limits(&extras, &order->limits, error))
		return NULL;
	return pd_issue_certificate(&template, NULL, key, error);
}

static bool
make_ca(struct pd_context *context, const struct ca_order *order,
	struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_name)
	struct pd_name *subject = pd_name_parse(order->dn, "dn", error);
	if (subject == NULL)
		return false;
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_make_key(context, order->values, &order->kind, error);
	struct pd_certificate *certificate =
		key && pd_authority_check_new_key(context->store, pd_key_id(key),
			       order->dn, "token", error)
			? self_issue_ca(order, subject, key, error)
			: NULL;
	if (certificate == NULL)
		return false;
	pd_certificates_add(&out->chain, certificate);
	out->key = pd_steal(key);
	out->origin = pd_copy(order->origin);
	return true;
}

bool
pd_ssl_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	struct ca_order order = {
		.values = values,
		.dn = pd_value_text(values, "dn"),
		.origin = "generated",
		.days = pd_value_number(values, "days", 0),
		.path_length = (int)pd_value_number(values, "path-length", -1),
		.limits = pd_authority_limits(values),
	};
	PD_AUTO(pd_identity_free)
	struct pd_identity identity = {
		.passphrase = pd_value_secret(values, "passphrase")};
	if (!pd_common_key_kind(values, &order.kind, error) ||
		!make_ca(context, &order, &identity, error) ||
		!pd_common_go_on(context, error))
		return false;
	const struct pd_certificate *ca = pd_identity_leaf(&identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("CA %s generated, valid until %s"), pd_certificate_subject(ca), end);
	PD_AUTO(pd_takeover_free) struct pd_takeover nothing = {0};
	if (!install_ca(context, &identity, &nothing, sentence, result, error))
		return false;
	pd_authority_warn_limits(&order.limits, result);
	return true;
}

/* The host name, as much of it as fits into a common name. */
static char *
name_standard_ca(void)
{
	char host[256] = "";
	if (gethostname(host, sizeof host - 1) < 0 || *host == '\0')
		return pd_copy("CN=Standard CA");
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(host);
	/* A host name has no character that a distinguished name would have to escape.
	 */
	safe[strcspn(safe, ",+\"\\<>;=# ")] = '\0';
	return pd_format("CN=Standard CA %.40s", safe);
}

bool
pd_ssl_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *dn = name_standard_ca();
	const struct ca_order order = {
		.dn = dn,
		.origin = "standard",
		.kind = {.algorithm = PD_EC, .curve = PD_P256},
		.days = STANDARD_DAYS,
		.path_length = -1,
	};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!make_ca(context, &order, &identity, error) ||
		!pd_identity_put(change, PD_CA_RECORD, &identity, context, error))
		return false;
	context->standard_ca = pd_alloc(1, sizeof identity);
	*context->standard_ca = identity;
	identity = (struct pd_identity){0};
	return true;
}

/* ---- trusting it ---------------------------------------------------------------- */

/* The CA of the row, in use or replaced, if it is not trusted yet. */
static bool
load_untrusted(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *out, struct pd_error *error)
{
	const char *row = pd_value_text(values, "ca");
	bool in_use = row == NULL || strcmp(row, "ca") == 0;
	if (!(in_use ? pd_authority_load(context, out, error)
		     : pd_former_load(context, row, out, error)))
		return false;
	const struct pd_certificate *ca = pd_identity_leaf(out);
	if (pd_trust_has(context, ca))
		return pd_fail(error, PD_ESTATE, "ca", _("%s is trusted already"),
			pd_certificate_subject(ca));
	return pd_weak_admit(values, pd_certificate_key_weakness(ca),
		pd_certificate_subject(ca), "allow-weak", error);
}

bool
pd_ssl_preview_trust(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!load_untrusted(context, values, &ca, error))
		return false;
	pd_common_preview_certificate(pd_identity_leaf(&ca), out);
	pd_details_text(out, "effect", _("Effect"),
		_("What this CA issued, and will issue, is accepted here."));
	pd_common_preview_undo(context, out);
	return true;
}

bool
pd_ssl_trust(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	PD_AUTO(pd_drop_change) struct pd_change *change = NULL;
	if (!load_untrusted(context, values, &ca, error))
		return false;
	change = pd_context_begin_change(context, error);
	if (change == NULL || !pd_trusted_put(change, context, pd_identity_leaf(&ca),
				      NULL, "own", error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("%s is trusted now"), pd_certificate_subject(pd_identity_leaf(&ca)));
	return pd_context_end_change(change, sentence, result, error);
}
