/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_register.h"

#include <string.h>

#include "base/there/there.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_index.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/issuer.h"

/* Its record, of those two names that it may have; false: it is not there, or damaged. */
static bool
find_record(struct pd_context *context, const char *id,
	const struct pd_certificate *certificate, struct pd_issued *out)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	struct pd_error ignored = {0};
	if (!pd_issued_has(context, id) ||
		!pd_issued_load(context, id, &issued, &ignored) ||
		issued.certificate == NULL ||
		!pd_certificate_same_content(issued.certificate, certificate))
		return false;
	*out = issued;
	issued = (struct pd_issued){0};
	return true;
}

bool
pd_register_find(struct pd_context *context, const struct pd_certificate *certificate,
	struct pd_issued *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	const char *serial = pd_certificate_serial(certificate);
	if (find_record(context, serial, certificate, out))
		return true;
	if (!pd_authority_keys(context, &keys, &ignored))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_drop_text)
		char *id = pd_issued_second_id(serial, keys.items[i]);
		if (find_record(context, id, certificate, out))
			return true;
	}
	return false;
}

/* Whoever asks counts it as unknown; that the disk failed is told beside. */
static enum pd_register_answer
say_damaged(const struct pd_error *problem)
{
	if (problem->code == PD_EIO)
		pd_doubts_add(problem);
	return PD_REGISTER_DAMAGED;
}

/* Is it there, as that record? */
static enum pd_register_answer
ask_record(struct pd_context *context, const char *id,
	const struct pd_certificate *certificate)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	struct pd_error problem = {0};
	if (!pd_issued_has(context, id))
		return PD_REGISTER_SILENT;
	if (!pd_issued_load(context, id, &issued, &problem))
		return say_damaged(&problem);
	return issued.revoked_at != 0 && pd_certificate_same_content(
						 issued.certificate, certificate)
		       ? PD_REGISTER_REVOKED
		       : PD_REGISTER_SILENT;
}

enum pd_register_answer
pd_register_ask(struct pd_context *context, const struct pd_certificate *certificate)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	const char *serial = pd_certificate_serial(certificate);
	enum pd_register_answer answer = ask_record(context, serial, certificate);
	if (!pd_authority_keys(context, &keys, &problem))
		return say_damaged(&problem);
	for (size_t i = 0; i < keys.count && answer == PD_REGISTER_SILENT; i++) {
		PD_AUTO(pd_drop_text)
		char *id = pd_issued_second_id(serial, keys.items[i]);
		answer = ask_record(context, id, certificate);
	}
	return answer;
}

/* ---- what it lacks ----------------------------------------------------------------- */

bool
pd_register_find_issuer(struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_identity *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (!pd_authority_keys(context, &keys, &ignored))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
		if (strcmp(pd_certificate_key_id(certificate), keys.items[i]) == 0 ||
			!pd_authority_load_of(context, keys.items[i], &ca, &ignored) ||
			!pd_certificate_is_signed_by(
				certificate, pd_identity_leaf(&ca)))
			continue;
		*out = ca;
		ca = (struct pd_identity){0};
		return true;
	}
	return false;
}

static bool
is_unlisted(struct pd_context *context, const char *key, const char *serial)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	struct pd_index_looking looking = {.serial = serial};
	return pd_issued_of(context, key, serial, &issued, &ignored) &&
	       issued.serial == NULL &&
	       pd_index_look(context, key, &looking, &ignored) && !looking.is_there;
}

bool
pd_register_lacks(struct pd_context *context, const struct pd_certificate *certificate)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	return pd_register_find_issuer(context, certificate, &ca) &&
	       is_unlisted(context, pd_certificate_key_id(pd_identity_leaf(&ca)),
		       pd_certificate_serial(certificate));
}
