/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/history_seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "store/history.h"
#include "tabs/shared/output.h"
#include "tabs/signature/signature.h"
#include "x509/sign/detached_cms.h"

#define TITLE "pemdeck history seal"

enum { SEAL_LIMIT = 4096 };

/* ---- sealing ------------------------------------------------------------------------ */

static char *
make_seal(struct pd_context *context, long *number, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	long count = 0;
	PD_AUTO(pd_entry_free) struct pd_entry newest = {0};
	/* What was tampered with already must not be vouched for. */
	if (!pd_history_verify(context->store, &count, error) ||
		!pd_history_load(context->store, 0, &newest, error) ||
		!pd_entry_digest(context->store, newest.number, digest, error))
		return NULL;
	PD_AUTO(pd_drop_text) char *time = pd_text_time(context->now);
	*number = newest.number;
	return pd_format(TITLE "\nentry: %ld\nsha256: %s\nsealed: %s\n", newest.number,
		digest, time);
}

static bool
sign_seal(struct pd_context *context, const struct pd_values *values, const char *seal,
	struct pd_buffer *out, struct pd_error *error)
{
	struct pd_digests digests;
	PD_AUTO(pd_identity_free) struct pd_identity signer = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	const struct pd_bytes bytes = {(const unsigned char *)seal, strlen(seal)};
	if (!pd_signature_open(context, values, &signer, error))
		return false;
	unsigned hash = pd_detached_hash(signer.key);
	if (hash == 0)
		return pd_fail(error, PD_ESTATE, "signature",
			_("the key of %s is neither EC nor RSA, and nothing else can "
			  "be verified; generate or import another"),
			pd_certificate_subject(pd_identity_leaf(&signer)));
	if (!pd_digests_of(bytes, hash, &digests, error) ||
		!pd_cms_sign(
			&signer.chain, signer.key, &digests, context->now, &der, error))
		return false;
	PD_AUTO(pd_drop_text) char *pem = pd_cms_pem(pd_buffer_bytes(&der));
	pd_buffer_add_text(out, pem);
	return true;
}

static bool
write_seal(struct pd_context *context, const char *path, const char *seal,
	struct pd_bytes signature, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	PD_AUTO(pd_drop_text) char *beside = pd_format("%s.sig", path);
	const struct pd_bytes text = {(const unsigned char *)seal, strlen(seal)};
	if (!pd_common_write_with(&set, context, path, text, result, error) ||
		!pd_common_write_with(&set, context, beside, signature, result, error))
		return false;
	pd_output_keep(&set, result);
	return true;
}

bool
pd_history_seal(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	long number = 0;
	if (strcmp(path, "-") == 0)
		return pd_fail(error, PD_EUSAGE, "file",
			_("a seal is two files, FILE and FILE.sig; name the first"));
	PD_AUTO(pd_drop_text) char *seal = make_seal(context, &number, error);
	PD_AUTO(pd_buffer_free) struct pd_buffer signature = {0};
	if (seal == NULL || !sign_seal(context, values, seal, &signature, error) ||
		!write_seal(context, path, seal, pd_buffer_bytes(&signature), result,
			error))
		return false;
	pd_result_say(result,
		_("History sealed up to entry %ld: %s and %s.sig; keep both where who "
		  "can change this store cannot"),
		number, path, path);
	return true;
}

/* ---- comparing ----------------------------------------------------------------------- */

struct seal {
	long number;
	char digest[PD_DIGEST_SIZE], time[64];
};

static bool
parse_seal(const struct pd_secret *content, const char *path, struct seal *out,
	struct pd_error *error)
{
	int end = 0;
	const char *text = pd_secret_text(content);
	if (sscanf(text, TITLE " entry: %ld sha256: %64[0-9a-f] sealed: %63[^\n]%n",
		    &out->number, out->digest, out->time, &end) == 3 &&
		end > 0 && out->number > 0)
		return true;
	return pd_fail(error, PD_EINPUT, path,
		_("is not a seal of history; history seal makes one"));
}

static bool
compare_seal(struct pd_store *store, const struct seal *seal, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	PD_AUTO(pd_entry_free) struct pd_entry newest = {0};
	if (!pd_history_load(store, 0, &newest, error))
		return false;
	if (newest.number < seal->number)
		return pd_fail(error, PD_ESTORE, pd_store_path(store),
			_("history was cut: entry %ld was there when it was sealed on "
			  "%s, and the newest is entry %ld now; restore the store from "
			  "a backup, or find out who changed it"),
			seal->number, seal->time, newest.number);
	if (!pd_entry_digest(store, seal->number, digest, error))
		return false;
	return strcmp(digest, seal->digest) == 0 ||
	       pd_fail(error, PD_ESTORE, pd_store_path(store),
		       _("history was written anew: entry %ld is another than that "
			 "which was sealed on %s; restore the store from a backup, or "
			 "find out who changed it"),
		       seal->number, seal->time);
}

bool
pd_history_check_seal(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "seal");
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct seal seal = {0};
	return pd_file_read(path, SEAL_LIMIT, &content, error) &&
	       parse_seal(&content, path, &seal, error) &&
	       pd_signature_verify_content(
		       context, values, path, &content, result, error) &&
	       compare_seal(context->store, &seal, error);
}
