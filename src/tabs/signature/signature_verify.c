/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/signature/anchors.h"
#include "tabs/signature/signature.h"
#include "tabs/signature/signature_files.h"
#include "x509/certificate/chain_order.h"
#include "x509/certificate/issuer.h"
#include "x509/read/bundle.h"
#include "x509/sign/detached.h"
#include "x509/sign/detached_cms.h"

/* Verifying signatures of files. */

/* A signature with its chain takes some kilobytes. */
enum { SIGNATURE_LIMIT = 4 << 20 };

/* What is known of one signature. */
struct proof {
	enum pd_detached_form form;
	char *path;    /* of the signature's file */
	bool is_named; /* else it was found beside the file that it is of */
	struct pd_buffer bytes;
	struct pd_cms cms;            /* if it is one */
	struct pd_certificates chain; /* that came in it */
	struct pd_digests digests;    /* of the file */
};

/* The signer, and the anchor that it is trusted by; borrowed. */
struct verdict {
	const struct pd_certificate *signer, *anchor;
};

static void
drop_proof(struct proof *proof)
{
	free(proof->path);
	pd_buffer_free(&proof->bytes);
	pd_cms_free(&proof->cms);
	pd_certificates_free(&proof->chain);
}

/* ---- reading ------------------------------------------------------------------- */

static bool
is_signed_by_any(
	const struct pd_certificate *certificate, const struct pd_certificates *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (pd_certificate_is_signed_by(certificate, list->items[i]))
			return true;
	return false;
}

/* Is the certificate one that is known from elsewhere, or signed by one? */
static bool
is_vouched_by(
	const struct pd_certificate *certificate, const struct pd_certificates *list)
{
	return pd_certificates_have(list, certificate) ||
	       is_signed_by_any(certificate, list);
}

/* The signature covers the file, not the certificates beside it. Each of these must be
 * signed by an issuer that is known, or be known here byte for byte; otherwise it could
 * have been changed on the way. The signer's own certificate is judged later. */
static bool
check_vouched(const struct pd_certificates *carried, const struct pd_certificate *leaf,
	const struct pd_anchors *anchors, const char *path, struct pd_error *error)
{
	for (size_t i = 0; i < carried->count; i++) {
		const struct pd_certificate *certificate = carried->items[i];
		if (certificate != leaf && !is_signed_by_any(certificate, carried) &&
			!is_vouched_by(certificate, &anchors->trusted) &&
			!is_vouched_by(certificate, &anchors->known))
			return pd_fail(error, PD_EINPUT, path,
				_("carries the certificate %s, which was changed, or "
				  "is issued by one that is not known here: %s; name "
				  "the issuer with --certificate, or sign the file "
				  "again"),
				pd_certificate_subject(certificate),
				pd_certificate_issuer(certificate));
	}
	return true;
}

/* The certificate of who signed; NULL: it is not among them. */
static const struct pd_certificate *
find_leaf(const struct pd_cms *cms, const struct pd_certificates *carried)
{
	const struct pd_certificate *leaf = NULL;
	for (size_t i = 0; i < carried->count; i++)
		if (pd_cms_names(cms, carried->items[i]))
			leaf = carried->items[i];
	return leaf;
}

/* Reads the certificates that the signature carries, which must form a chain. */
static bool
read_proof_chain(struct pd_context *context, const struct pd_anchors *anchors,
	struct proof *proof, struct pd_error *error)
{
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (proof->cms.certificates.size == 0)
		return true;
	if (!pd_bundle_add(&bundle,
		    &(struct pd_reading){.input = pd_buffer_bytes(&proof->bytes),
			    .from = proof->path,
			    .cancelled = context->cancelled,
			    .wanted = PD_WANT(PD_OBJECT_CERTIFICATE)},
		    error))
		return false;
	struct pd_certificates *carried = &bundle.certificates;
	const struct pd_certificate *leaf = find_leaf(&proof->cms, carried);
	if (leaf == NULL)
		return pd_fail(error, PD_EINPUT, proof->path,
			_("carries certificates, but not that of who signed; sign the "
			  "file again"));
	PD_AUTO(pd_drop_text) char *leaf_id = pd_copy(pd_certificate_key_id(leaf));
	if (!check_vouched(carried, leaf, anchors, proof->path, error) ||
		!pd_chain_order(carried, leaf_id, proof->path, error))
		return false;
	proof->chain = *carried;
	*carried = (struct pd_certificates){0};
	return true;
}

static bool
read_signature_file(struct pd_context *context, const struct proof *proof,
	struct pd_secret *out, struct pd_error *error)
{
	const char *path = proof->path;
	if (!proof->is_named)
		return pd_file_read_found(path, SIGNATURE_LIMIT, out, error);
	return strcmp(path, "-") == 0 ? pd_context_read(context, path, out, error)
				      : pd_file_read(path, SIGNATURE_LIMIT, out, error);
}

static bool
read_proof(struct pd_context *context, const struct pd_anchors *anchors,
	struct proof *proof, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret file = {0};
	if (!read_signature_file(context, proof, &file, error) ||
		!pd_detached_read(pd_secret_bytes(&file), proof->path, &proof->form,
			&proof->bytes, error))
		return false;
	return proof->form == PD_DETACHED_BARE ||
	       (pd_cms_read_outside(pd_buffer_bytes(&proof->bytes), proof->path,
			context->cancelled, &proof->cms, error) &&
		       read_proof_chain(context, anchors, proof, error));
}

/* ---- judging ------------------------------------------------------------------- */

struct judging {
	const struct proof *proof;
	const struct pd_anchors *anchors;
	struct pd_context *context;
	unsigned ignored; /* of enum pd_reject */
	struct verdict verdict;
	bool other_hash;        /* a key fits, but with another hash than JS7 uses */
	struct pd_error reason; /* why who signed it is not believed */
};

static enum pd_match
match_proof(const struct proof *proof, const struct pd_certificate *certificate)
{
	if (proof->form == PD_DETACHED_BARE)
		return pd_detached_match(
			certificate, &proof->digests, pd_buffer_bytes(&proof->bytes));
	return pd_cms_names(&proof->cms, certificate) &&
			       pd_cms_match(&proof->cms, certificate, &proof->digests)
		       ? PD_MATCHES
		       : PD_MATCHES_NOT;
}

/* true: the list has the signer, and it is believed. */
static bool
find_signer_in(struct judging *judging, const struct pd_certificates *list)
{
	for (size_t i = 0; i < list->count; i++) {
		enum pd_match how = match_proof(judging->proof, list->items[i]);
		judging->other_hash |= how == PD_MATCHES_OTHER_HASH;
		if (how != PD_MATCHES)
			continue;
		judging->verdict.signer = list->items[i];
		judging->verdict.anchor =
			pd_anchors_judge(judging->context, judging->anchors,
				list->items[i], judging->ignored, &judging->reason);
		if (judging->verdict.anchor != NULL)
			return true;
	}
	return false;
}

static bool
judge_proof(struct judging *judging, const char *path, struct pd_error *error)
{
	/* If it carries its signer's certificate, which is first in the chain, that one
	 * alone is judged. */
	struct pd_certificates own = judging->proof->chain;
	own.count = own.count > 0;
	bool believed =
		own.count > 0
			? find_signer_in(judging, &own)
			: find_signer_in(judging, &judging->anchors->trusted) ||
				  find_signer_in(judging, &judging->anchors->known);
	if (believed)
		return true;
	if (judging->reason.code != PD_OK)
		return pd_fail(error, judging->reason.code, path, "%s",
			judging->reason.message);
	if (judging->other_hash)
		return pd_fail(error, PD_EINPUT, path,
			_("is signed with another hash than JS7 verifies with; sign it "
			  "with SHA-256 for an RSA key, SHA-512 for an EC key"));
	return pd_fail(error, PD_EINPUT, path,
		_("bad signature: the file or the signature was changed, or another "
		  "key made it than those of the trusted certificates"));
}

static bool
verify_one(struct pd_signature_progress *progress, const struct pd_values *values,
	const struct pd_anchors *anchors, struct proof *proof, struct verdict *verdict,
	struct pd_error *error)
{
	struct pd_context *context = progress->context;
	const struct pd_signature_file *file = &progress->files->items[progress->index];
	const char *named = pd_value_text(values, "signature");
	if (named == NULL && pd_signature_file_is_input(file))
		return pd_fail(error, PD_EUSAGE, "signature",
			_("what is on standard input has no FILE.sig beside it; name "
			  "the signature"));
	proof->is_named = named != NULL;
	proof->path = named ? pd_copy(named) : pd_signature_file_sig(file);
	if (!read_proof(context, anchors, proof, error))
		return false;
	unsigned hashes = proof->form == PD_DETACHED_CMS ? (unsigned)proof->cms.hash
							 : PD_SHA256 | PD_SHA512;
	if (!pd_signature_digest(progress, hashes, &proof->digests, error))
		return false;
	if (proof->digests.of_attributes && proof->cms.attributes.size == 0)
		return pd_fail(error, PD_EINPUT, file->path,
			_("bad signature: the file is the attributes of a CMS "
			  "signature, which was made for another file"));
	struct judging judging = {
		.proof = proof,
		.anchors = anchors,
		.context = context,
		.ignored = pd_value_flag(values, "allow-expired") ? PD_REJECT_TIME : 0,
	};
	if (!judge_proof(&judging, file->path, error))
		return false;
	*verdict = judging.verdict;
	return true;
}

/* ---- telling ------------------------------------------------------------------- */

static void
describe_verdict(const struct pd_signature_file *file, const struct proof *proof,
	const struct verdict *verdict, struct pd_result *result)
{
	const char *signer = pd_certificate_subject(verdict->signer);
	struct pd_details *out = &result->details;
	bool itself = pd_certificate_same(verdict->signer, verdict->anchor);
	result->has_details = true;
	pd_details_section(out, NULL, NULL);
	pd_details_word(out, "result", _("Result"), "good", _("valid signature"));
	pd_details_text(out, "file", _("File"), file->path);
	pd_details_text(out, "signature", _("Signature"), proof->path);
	pd_details_text(out, "signer", _("Signed by"), signer);
	pd_details_text(out, "sha256", _("SHA-256 of its certificate"),
		pd_certificate_fingerprint(verdict->signer));
	pd_details_text(out, "trusted", _("Trusted"),
		itself ? signer : pd_certificate_subject(verdict->anchor));
	pd_result_say(result, _("Good signature of %s by %s"), file->path, signer);
}

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"file", N_("File"), 20, 0, false},
	{"result", N_("Result"), 6, 8, false},
	{"signer", N_("Signed by, or what is wrong"), 20, 60, false},
	{"problem", NULL, 0, 0, false},
	{0},
};

static void
add_verdict_row(const struct pd_signature_file *file, const struct verdict *verdict,
	const struct pd_error *problem, struct pd_rows *rows)
{
	bool good = problem->code == PD_OK;
	struct pd_row *row =
		pd_rows_add(rows, PD_ON_SIGNER, file->below, good ? ' ' : 'x');
	pd_row_set(row, 0, file->path, NULL);
	pd_row_set(row, 1, good ? _("good") : _("BAD"), good ? "good" : "bad");
	if (good) {
		pd_row_set(row, 2, pd_certificate_subject(verdict->signer), NULL);
		return;
	}
	pd_row_none(row, 2, problem->message);
	pd_row_set(row, 3, problem->message, NULL);
}

static bool
verify_many(struct pd_signature_progress *progress, const struct pd_values *values,
	const struct pd_anchors *anchors, struct pd_result *result,
	struct pd_error *error)
{
	size_t bad = 0, count = progress->files->count;
	result->has_rows = true;
	result->rows.columns = columns;
	result->rows.title = pd_copy(_("Signatures"));
	for (; progress->index < count; progress->index++) {
		PD_AUTO(drop_proof) struct proof proof = {0};
		struct verdict verdict = {0};
		struct pd_error problem = {0};
		if (!verify_one(progress, values, anchors, &proof, &verdict, &problem))
			bad++;
		if (!pd_common_go_on(progress->context, error))
			return false;
		add_verdict_row(&progress->files->items[progress->index], &verdict,
			&problem, &result->rows);
	}
	result->status = bad > 0;
	if (bad == 0)
		pd_result_say(result,
			ngettext("%zu valid signature", "%zu valid signatures", count),
			count);
	else
		pd_result_say(result,
			ngettext("%zu of %zu signature is bad or missing",
				"%zu of %zu signatures are bad or missing", count),
			bad, count);
	return true;
}

static bool
verify_first(struct pd_signature_progress *progress, const struct pd_values *values,
	const struct pd_anchors *anchors, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(drop_proof) struct proof proof = {0};
	struct verdict verdict = {0};
	if (!verify_one(progress, values, anchors, &proof, &verdict, error))
		return false;
	describe_verdict(&progress->files->items[0], &proof, &verdict, result);
	return true;
}

bool
pd_signature_verify_content(struct pd_context *context, const struct pd_values *values,
	const char *path, const struct pd_secret *content, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_anchors_free) struct pd_anchors anchors = {0};
	PD_AUTO(pd_drop_text) char *name = pd_copy(path);
	struct pd_signature_file file = {name, name, content};
	const struct pd_signature_files files = {
		.items = &file, .count = 1, .size = content->size};
	struct pd_signature_progress progress = {
		.context = context, .files = &files, .percent = -1};
	return pd_anchors_load(context, values, &anchors, result, error) &&
	       verify_first(&progress, values, &anchors, result, error);
}

bool
pd_signature_verify_files(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_signature_files_free) struct pd_signature_files files = {0};
	PD_AUTO(pd_anchors_free) struct pd_anchors anchors = {0};
	if (!pd_signature_files_find(values, &files, error) ||
		!pd_anchors_load(context, values, &anchors, result, error))
		return false;
	pd_signature_files_warn(&files, result);
	struct pd_signature_progress progress = {
		.context = context, .files = &files, .percent = -1};
	if (files.count > 1 && pd_value_text(values, "signature") != NULL)
		return pd_fail(error, PD_EUSAGE, "signature",
			_("belongs to one file, and there are several; leave it out "
			  "where they are called FILE.sig"));
	if (files.count > 1)
		return verify_many(&progress, values, &anchors, result, error);
	return verify_first(&progress, values, &anchors, result, error);
}
