/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/output.h"
#include "tabs/signature/signature.h"
#include "tabs/signature/signature_files.h"
#include "x509/sign/detached.h"
#include "x509/sign/detached_cms.h"

/* Signs files. No signature is written before all files are signed, so that a file that
 * vanishes leaves nothing half done. */

struct signing {
	struct pd_context *context;
	const struct pd_values *values;
	struct pd_identity identity; /* with its key */
	struct pd_signature_files files;
	char **outs; /* where each signature goes */
	struct pd_buffer *signatures;
};

static void
drop_signing(struct signing *signing)
{
	for (size_t i = 0; i < signing->files.count; i++) {
		if (signing->outs != NULL)
			free(signing->outs[i]);
		if (signing->signatures != NULL)
			pd_buffer_free(&signing->signatures[i]);
	}
	free(signing->outs);
	free(signing->signatures);
	pd_signature_files_free(&signing->files);
	pd_identity_free(&signing->identity);
}

/* ---- where they go ------------------------------------------------------------- */

/* Where the signature goes; standard input is answered on standard output. */
static const char *
out_of(const struct signing *signing)
{
	const char *out = pd_value_text(signing->values, "out");
	bool is_input = pd_signature_file_is_input(&signing->files.items[0]);
	return out == NULL && is_input ? "-" : out;
}

/* In an output directory two files of the same name would share a signature. */
static bool
check_unlike(const struct signing *signing, size_t index, struct pd_error *error)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(signing->outs[i], signing->outs[index]) == 0)
			return pd_fail(error, PD_EUSAGE, "out",
				_("\"%s\" would be the signature of two files; sign "
				  "them "
				  "one after the other, or without --out"),
				signing->outs[i]);
	return true;
}

/* One answer is for all. */
static bool
check_free(const struct signing *signing, struct pd_error *error)
{
	const char *first = NULL;
	size_t count = 0;
	struct stat status;
	for (size_t i = 0; i < signing->files.count; i++)
		if (lstat(signing->outs[i], &status) == 0 && count++ == 0)
			first = signing->outs[i];
	return count == 0 || signing->context->may_replace ||
	       pd_replace_fail_exists(first, count - 1, error);
}

static bool
choose_out(struct signing *signing, size_t index, struct pd_error *error)
{
	const char *out = pd_value_text(signing->values, "out");
	const struct pd_signature_file *file = &signing->files.items[index];
	if (out == NULL) {
		signing->outs[index] = pd_signature_file_sig(file);
	} else if (!pd_directory_is_there(out)) {
		signing->outs[index] = pd_copy(out);
	} else {
		const char *slash = strrchr(file->below, '/');
		signing->outs[index] =
			pd_format("%s/%s.sig", out, slash ? slash + 1 : file->below);
		if (!check_unlike(signing, index, error))
			return false;
	}
	return true;
}

static bool
choose_outs(struct signing *signing, struct pd_error *error)
{
	const char *out = out_of(signing);
	signing->outs = pd_alloc(signing->files.count, sizeof *signing->outs);
	if (out != NULL && signing->files.count > 1 && !pd_directory_is_there(out))
		return pd_fail(error, PD_EUSAGE, "out",
			_("\"%s\" is not a directory, and there are several files to "
			  "sign; "
			  "name a directory"),
			out);
	if (out != NULL && strcmp(out, "-") == 0)
		return true;
	if (out != NULL && pd_directory_is_there(out) &&
		pd_signature_file_is_input(&signing->files.items[0]))
		return pd_fail(error, PD_EUSAGE, "out",
			_("standard input has no name that its signature in a "
			  "directory could have; name the file"));
	for (size_t i = 0; i < signing->files.count; i++)
		if (!choose_out(signing, i, error))
			return false;
	return check_free(signing, error);
}

/* ---- signing ------------------------------------------------------------------- */

static bool
sign_cms(const struct signing *signing, const struct pd_digests *digests,
	struct pd_buffer *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	if (!pd_cms_sign(&signing->identity.chain, signing->identity.key, digests,
		    signing->context->now, &der, error))
		return false;
	const char *encoding = pd_value_text(signing->values, "encoding");
	if (encoding != NULL && strcmp(encoding, "der") == 0) {
		*out = pd_buffer_steal(&der);
		return true;
	}
	PD_AUTO(pd_drop_text) char *pem = pd_cms_pem(pd_buffer_bytes(&der));
	pd_buffer_add_text(out, pem);
	return true;
}

static bool
sign_bare(const struct signing *signing, const struct pd_digests *digests,
	struct pd_buffer *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer bare = {0};
	if (!pd_detached_sign(signing->identity.key, digests, &bare, error))
		return false;
	PD_AUTO(pd_drop_text) char *text = pd_detached_text(pd_buffer_bytes(&bare));
	pd_buffer_add_text(out, text);
	return true;
}

static bool
sign_all(struct signing *signing, struct pd_error *error)
{
	const struct pd_key *key = signing->identity.key;
	unsigned hash = pd_detached_hash(key);
	if (hash == 0)
		return pd_fail(error, PD_ESTATE, "signature",
			_("the key of %s is neither EC nor RSA, and nothing else can "
			  "be verified; generate or import another"),
			pd_certificate_subject(pd_identity_leaf(&signing->identity)));
	bool cms = strcmp(pd_value_text(signing->values, "format"), "cms") == 0;
	struct pd_signature_progress progress = {
		.context = signing->context, .files = &signing->files, .percent = -1};
	signing->signatures =
		pd_alloc(signing->files.count, sizeof *signing->signatures);
	for (; progress.index < signing->files.count; progress.index++) {
		struct pd_buffer *out = &signing->signatures[progress.index];
		struct pd_digests digests;
		if (!pd_signature_digest(&progress, hash, &digests, error) ||
			!(cms ? sign_cms : sign_bare)(signing, &digests, out, error))
			return false;
	}
	return true;
}

static bool
write_signatures(
	struct signing *signing, struct pd_result *result, struct pd_error *error)
{
	const char *out = out_of(signing);
	if (out != NULL && strcmp(out, "-") == 0) {
		const struct pd_buffer *only = &signing->signatures[0];
		pd_secret_add(&result->output, only->data, only->size);
		result->has_output = true;
		return true;
	}
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	for (size_t i = 0; i < signing->files.count; i++) {
		const struct pd_new_file file = {.path = signing->outs[i],
			.content = pd_buffer_bytes(&signing->signatures[i]),
			.mode = 0644,
			.replace =
				signing->context->may_replace ? PD_REPLACE : PD_KEEP};
		if (!pd_replacement_add(&written, &file, error))
			return false;
	}
	if (!pd_output_commit(&written, result, error))
		return false;
	pd_output_keep(&written, result);
	return true;
}

static void
tell_signed(const struct signing *signing, struct pd_result *result)
{
	const struct pd_certificate *certificate = pd_identity_leaf(&signing->identity);
	const char *subject = pd_certificate_subject(certificate);
	size_t count = signing->files.count;
	if (count == 1 && signing->outs[0] != NULL)
		pd_result_say(result, _("%s signed by %s: %s"),
			signing->files.items[0].path, subject, signing->outs[0]);
	else
		pd_result_say(result,
			ngettext("%zu file signed by %s", "%zu files signed by %s",
				count),
			count, subject);
	pd_common_warn_needs(
		signing->context, certificate, _("The signing certificate"), result);
}

bool
pd_signature_sign(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_signing)
	struct signing signing = {.context = context, .values = values};
	if (!pd_signature_open(context, values, &signing.identity, error) ||
		!pd_signature_files_find(values, &signing.files, error) ||
		!choose_outs(&signing, error) || !sign_all(&signing, error) ||
		!pd_common_go_on(context, error) ||
		!write_signatures(&signing, result, error))
		return false;
	tell_signed(&signing, result);
	pd_signature_files_warn(&signing.files, result);
	return true;
}
