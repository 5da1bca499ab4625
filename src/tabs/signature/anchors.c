/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/signature/anchors.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/input.h"
#include "tabs/signature/signature.h"
#include "x509/judge/validity.h"

void
pd_anchors_free(struct pd_anchors *anchors)
{
	pd_certificates_free(&anchors->trusted);
	pd_certificates_free(&anchors->known);
	pd_lists_free(&anchors->lists);
}

/* ---- directory ----------------------------------------------------------------- */

struct reading {
	struct pd_context *context;
	pd_anchor_found *found;
	void *argument;
	struct pd_result *result;
};

/* A file that cannot be read is only a warning, as in JS7's log. */
static void
read_anchor_file(const struct reading *reading, const char *path)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	struct pd_error problem = {0};
	bool good = pd_file_read_found(path, PD_INPUT_LIMIT, &content, &problem) &&
		    pd_bundle_add(&bundle,
			    &(struct pd_reading){.input = pd_secret_bytes(&content),
				    .from = path,
				    .cancelled = reading->context->cancelled,
				    .wanted = PD_WANT(PD_OBJECT_CERTIFICATE)},
			    &problem);
	if (!good)
		pd_result_warn(reading->result, "%s: %s",
			problem.input[0] ? problem.input : path, problem.message);
	else if (bundle.certificates.count == 0)
		pd_result_warn(reading->result,
			_("%s: it holds no certificate, so nobody is trusted by it"),
			path);
	else
		reading->found(reading->argument, path, &bundle.certificates);
	pd_common_warn_left_out(&bundle.left_out, reading->result);
}

static int
is_visible_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

bool
pd_anchors_read(struct pd_context *context, const char *path, pd_anchor_found *found,
	void *argument, struct pd_result *result, struct pd_error *error)
{
	const struct reading reading = {context, found, argument, result};
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_visible_file, alphasort);
	if (count < 0)
		return pd_fail_errno(error, PD_EIO, path,
			_("cannot be read as a directory of trusted certificates"));
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *file = pd_format("%s/%s", path, entries[i]->d_name);
		struct stat status;
		if (stat(file, &status) < 0 || !S_ISDIR(status.st_mode))
			read_anchor_file(&reading, file);
		free(entries[i]);
	}
	free(entries);
	return true;
}

static void
keep_anchors(
	void *argument, const char *path, const struct pd_certificates *certificates)
{
	(void)path;
	pd_certificates_add_copies(argument, certificates);
}

/* ---- loading ------------------------------------------------------------------- */

static bool
load_directory(struct pd_context *context, const char *path, struct pd_anchors *out,
	struct pd_result *result, struct pd_error *error)
{
	if (!pd_anchors_read(context, path, keep_anchors, &out->trusted, result, error))
		return false;
	return out->trusted.count > 0 ||
	       pd_fail(error, PD_EINPUT, path,
		       _("holds no certificate, so nobody is trusted; publish one into "
			 "it, or name another directory"));
}

static bool
load_list(struct pd_context *context, struct pd_anchors *out, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (!pd_trusted_list(context, &list, error))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i].problem != NULL)
			continue;
		struct pd_certificate *certificate =
			pd_trusted_certificate(context, list.items[i].id, error);
		if (certificate == NULL)
			return false;
		pd_certificates_add(&out->trusted, certificate);
	}
	return out->trusted.count > 0 ||
	       pd_fail(error, PD_ESTATE, "trust-list",
		       _("the trust list is empty, so it trusts nobody; add "
			 "certificates in the Trust tab"));
}

static bool
load_candidates(struct pd_context *context, const struct pd_values *values,
	struct pd_anchors *out, struct pd_result *result, struct pd_error *error)
{
	for (size_t i = 0; i < pd_value_count(values, "certificate"); i++) {
		PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
		const char *path = pd_value_item(values, "certificate", i);
		if (!pd_common_read_file(context, path,
			    &(struct pd_reading){
				    .wanted = PD_WANT(PD_OBJECT_CERTIFICATE)},
			    &bundle, error))
			return false;
		if (bundle.certificates.count == 0)
			return pd_fail(error, PD_EINPUT, pd_common_input(path),
				_("holds no certificate; name the file with that of "
				  "the signer"));
		pd_common_warn_left_out(&bundle.left_out, result);
		pd_certificates_add_copies(&out->known, &bundle.certificates);
	}
	return true;
}

static bool
load_own(
	struct pd_context *context, struct pd_certificates *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	/* At level high signatures were made elsewhere, and verified here. */
	if (context->settings.security_level == PD_LEVEL_HIGH)
		return pd_fail(error, PD_EUSAGE, "trusted",
			_("at the security level high no signing certificate is kept "
			  "here; name a directory of trusted ones, or trust those of "
			  "the trust list (--trust-list)"));
	if (!pd_signature_load(context, &identity, error))
		return false;
	pd_certificates_add(out, pd_certificate_copy(pd_identity_leaf(&identity)));
	return true;
}

bool
pd_anchors_load(struct pd_context *context, const struct pd_values *values,
	struct pd_anchors *out, struct pd_result *result, struct pd_error *error)
{
	const char *directory = pd_value_text(values, "trusted");
	bool list = pd_value_flag(values, "trust-list");
	if (directory != NULL && list)
		return pd_fail(error, PD_EUSAGE, "trust-list",
			_("does not go with --trusted; leave one of them out"));
	if (directory != NULL &&
		!load_directory(context, directory, out, result, error))
		return false;
	if (list && !load_list(context, out, error))
		return false;
	/* The certificate here is trusted if nobody else is named, else a candidate. */
	struct pd_error ignored = {0};
	if (directory != NULL || list)
		(void)load_own(context, &out->known, &ignored);
	else if (!load_own(context, &out->trusted, error))
		return false;
	return pd_lists_load_own(context, &out->lists, error) &&
	       load_candidates(context, values, out, result, error);
}

/* ---- judging ------------------------------------------------------------------- */

/* One sentence for what is wrong with the signer itself. */
static bool
fail_signer(const struct pd_certificate *certificate, int64_t now, unsigned reasons,
	struct pd_error *error)
{
	const char *subject = pd_certificate_subject(certificate);
	const struct pd_purpose *purpose = pd_verify_purpose("signature");
	unsigned own = pd_validity_judge(certificate, now);
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_moment(pd_certificate_not_before(certificate));
	PD_AUTO(pd_drop_text)
	char *end = pd_text_moment(pd_certificate_not_after(certificate));
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(reasons);
	if ((reasons & PD_REJECT_PURPOSE) &&
		pd_purpose_is_named(purpose, certificate) &&
		!pd_purpose_is_allowed(purpose, certificate))
		return pd_fail(error, PD_EINPUT, "",
			_("is signed by %s, which may not sign: its keyUsage lacks "
			  "digitalSignature; sign the file with another certificate"),
			subject);
	if (reasons == PD_REJECT_NOT_YET_VALID && own == reasons)
		return pd_fail(error, PD_EINPUT, "",
			_("is signed by %s, which is not valid before %s; check the "
			  "clock, or wait"),
			subject, begin);
	if (reasons == PD_REJECT_EXPIRED && own == reasons)
		return pd_fail(error, PD_EINPUT, "",
			_("is signed by %s, which expired on %s; sign the file anew, "
			  "or say --allow-expired"),
			subject, end);
	if (reasons & (PD_REJECT_UNKNOWN_CA | PD_REJECT_UNTRUSTED_CA))
		return pd_fail(error, PD_EINPUT, "",
			_("is signed by %s, which is not trusted: neither that "
			  "certificate nor its issuer %s, valid now, is among the "
			  "trusted certificates; publish it there"),
			subject, pd_certificate_issuer(certificate));
	return pd_fail(error, PD_EINPUT, "",
		_("is signed by %s, which is not trusted: %s"), subject, words);
}

/* Unlike JS7's verifier, which takes any certificate that has basicConstraints for an
 * issuer, this wants a CA: nobody shall be believed who holds an ordinary certificate.
 * Like that verifier it follows no chain that came with a signature. */
const struct pd_certificate *
pd_anchors_judge(struct pd_context *context, const struct pd_anchors *anchors,
	const struct pd_certificate *certificate, unsigned ignored,
	struct pd_error *error)
{
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	struct pd_certificate *signer[] = {(struct pd_certificate *)certificate};
	const struct pd_certificates chain = {signer, 1};
	const struct pd_question question = {
		.chain = &chain,
		.trusted = &anchors->trusted,
		.own = &anchors->lists,
		.purpose = pd_verify_purpose("signature"),
		.ignored = ignored,
		.endpoint_too = true,
	};
	if (!pd_trust_judge(context, &question, &judgement, error))
		return NULL;
	if (judgement.reasons == 0)
		return judgement.path.items[judgement.path.count - 1];
	(void)fail_signer(certificate, context->now, judgement.reasons, error);
	return NULL;
}
