/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/replace.h"
#include "base/text.h"
#include "tabs/shared/input.h"
#include "tabs/shared/output.h"
#include "tabs/signature/anchors.h"
#include "tabs/signature/signature.h"
#include "x509/certificate/issuer.h"

/* Tells verifiers whom to trust, by a certificate in their directory. */

struct publishing {
	const struct pd_certificate *certificate;
	char *same;      /* the file that holds it already; NULL */
	char **outdated; /* files that hold another of the same subject, and nothing else */
	size_t outdated_count;
};

static void
drop_publishing(struct publishing *publishing)
{
	free(publishing->same);
	for (size_t i = 0; i < publishing->outdated_count; i++)
		free(publishing->outdated[i]);
	free(publishing->outdated);
}

static void
look_at_anchor(
	void *argument, const char *path, const struct pd_certificates *certificates)
{
	struct publishing *publishing = argument;
	const char *subject = pd_certificate_subject(publishing->certificate);
	bool all_outdated = true;
	for (size_t i = 0; i < certificates->count; i++) {
		const struct pd_certificate *other = certificates->items[i];
		bool same = pd_certificate_same(other, publishing->certificate);
		if (same && publishing->same == NULL)
			publishing->same = pd_copy(path);
		all_outdated = all_outdated && !same &&
			       strcmp(pd_certificate_subject(other), subject) == 0;
	}
	if (!all_outdated)
		return;
	publishing->outdated = pd_grow(publishing->outdated,
		publishing->outdated_count + 1, sizeof *publishing->outdated);
	publishing->outdated[publishing->outdated_count++] = pd_copy(path);
}

/* Recognisable, and unique to the certificate. */
static char *
file_name(const struct pd_certificate *certificate)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer name = {0};
	const char *common = pd_certificate_common_name(certificate);
	for (size_t i = 0; i < 60 && common[i] != '\0'; i++) {
		unsigned char c = (unsigned char)common[i];
		bool plain = pd_ascii_is_alphanumeric(common[i]) || c == '_' ||
			     (i > 0 && (c == '.' || c == '-'));
		pd_buffer_add(&name, plain ? (const char *)&c : "_", 1);
	}
	const char *fingerprint = pd_certificate_fingerprint(certificate);
	pd_buffer_add_text(&name, "-");
	for (size_t i = 0; i < 12; i++)
		if (fingerprint[i] != ':')
			pd_buffer_add(&name, &fingerprint[i], 1);
	pd_buffer_add_text(&name, ".pem");
	return pd_buffer_steal_text(&name);
}

static bool
add_new(const struct publishing *publishing, const char *directory,
	struct pd_replacement *set, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = file_name(publishing->certificate);
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", directory, name);
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(publishing->certificate);
	/* A file of that name holds no readable certificate, so it may be replaced. */
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)pem, strlen(pem)},
		.mode = 0644,
		.replace = PD_REPLACE};
	if (!pd_replacement_add(set, &file, error))
		return false;
	pd_result_say(result, _("%s published as %s"),
		pd_certificate_subject(publishing->certificate), path);
	return true;
}

static void
warn_of_outdated(const struct publishing *publishing, struct pd_result *result)
{
	for (size_t i = 0; i < publishing->outdated_count; i++)
		pd_result_warn(result,
			_("%s holds an older certificate of the same name, which stays "
			  "trusted; --replace removes it"),
			publishing->outdated[i]);
}

static bool
remove_outdated(const struct publishing *publishing, struct pd_replacement *set,
	struct pd_result *result, struct pd_error *error)
{
	for (size_t i = 0; i < publishing->outdated_count; i++) {
		const char *path = publishing->outdated[i];
		if (!pd_replacement_remove(set, path, error))
			return false;
		pd_result_note(result, _("%s removed: it was outdated"), path);
	}
	return true;
}

/* ---- which certificate ------------------------------------------------------------ */

static void
keep_leaf_alone(struct pd_certificates *chain)
{
	while (chain->count > 1)
		pd_certificate_free(chain->items[--chain->count]);
}

/* The issuer is what was named. */
static bool
take_issuer(struct pd_context *context, const char *path, struct pd_identity *identity,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	if (!pd_common_read_file(context, path,
		    &(struct pd_reading){.wanted = PD_WANT(PD_OBJECT_CERTIFICATE)},
		    &bundle, error))
		return false;
	pd_common_warn_left_out(&bundle.left_out, result);
	for (size_t i = 0; i < bundle.certificates.count; i++) {
		const struct pd_certificate *issuer = bundle.certificates.items[i];
		if (!pd_certificate_is_signed_by(leaf, issuer))
			continue;
		keep_leaf_alone(&identity->chain);
		pd_certificates_add(&identity->chain, pd_certificate_copy(issuer));
		return true;
	}
	return pd_fail(error, PD_EINPUT, pd_common_input(path),
		_("holds no certificate that has issued %s; give that of %s"),
		pd_certificate_subject(leaf), pd_certificate_issuer(leaf));
}

/* Verifiers trust one certificate and what it issued directly. Makes of the chain just what
 * they need: the signing certificate alone only if it issued itself, or if that was said. */
static bool
choose_chain(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *identity, struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "issuer");
	bool itself = pd_value_flag(values, "itself");
	if (itself && path != NULL)
		return pd_fail(error, PD_EUSAGE, "itself",
			_("publish the issuer or the signing certificate itself, not "
			  "both"));
	if (itself) {
		keep_leaf_alone(&identity->chain);
		return true;
	}
	if (path != NULL)
		return take_issuer(context, path, identity, result, error);
	if (!pd_signature_add_issuer(context, identity, error))
		return false;
	return !pd_signature_lacks_issuer(identity) ||
	       pd_fail(error, PD_EUSAGE, "issuer",
		       _("verifiers need the certificate of the issuer, %s, which is "
			 "neither in the chain nor kept here; name its file, or say "
			 "that the signing certificate itself is to be published"),
		       pd_certificate_issuer(pd_identity_leaf(identity)));
}

static const struct pd_certificate *
anchor_of(const struct pd_identity *identity)
{
	const struct pd_certificates *chain = &identity->chain;
	return chain->items[chain->count > 1 ? 1 : 0];
}

bool
pd_signature_publish(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(drop_publishing) struct publishing publishing = {0};
	PD_AUTO(pd_result_free) struct pd_result unread = {0};
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const char *directory = pd_value_text(values, "directory");
	if (!pd_signature_load(context, &identity, error) ||
		!choose_chain(context, values, &identity, result, error) ||
		!pd_signature_judge(context, &identity, 0, error))
		return false;
	publishing.certificate = anchor_of(&identity);
	if (!pd_anchors_read(
		    context, directory, look_at_anchor, &publishing, &unread, error))
		return false;
	if (publishing.same == NULL &&
		!add_new(&publishing, directory, &set, result, error))
		return false;
	if (publishing.same != NULL)
		pd_result_say(result, _("%s is published already as %s"),
			pd_certificate_subject(publishing.certificate),
			publishing.same);
	if (!pd_value_flag(values, "replace"))
		warn_of_outdated(&publishing, result);
	else if (!remove_outdated(&publishing, &set, result, error))
		return false;
	if (!pd_output_commit(&set, result, error))
		return false;
	pd_output_keep(&set, result);
	return true;
}
