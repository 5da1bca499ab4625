/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_cross.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/judge/validity.h"

/* More than any CA changes its key while its certificates live; it ends a ring, too. */
enum { MOST = 16 };

/* In a record: the id in the register, and whose key signed it. */
static const struct {
	const char *id, *issuer;
} names[] = {
	[PD_TO_OLDER] = {"older", "older_key"},
	[PD_TO_NEWER] = {"newer", "newer_key"},
};

static char *
name_cross_record(const char *key)
{
	return pd_format("ssl/cross/%s", key);
}

static struct pd_record *
load_crosses(struct pd_context *context, const char *path, struct pd_error *error)
{
	return pd_store_has(context->store, path)
		       ? pd_store_load(context->store, path, error)
		       : pd_record_new();
}

bool
pd_cross_put(struct pd_context *context, struct pd_change *change,
	const struct pd_certificate *cross, const struct pd_certificate *issuer,
	enum pd_cross_direction direction, struct pd_error *error)
{
	const char *issuer_key = pd_certificate_key_id(issuer);
	PD_AUTO(pd_drop_text)
	char *path = name_cross_record(pd_certificate_key_id(cross));
	PD_AUTO(pd_issued_free)
	struct pd_issued issued =
		pd_issued_new(context, cross, "sub-ca", PD_CROSS, issuer_key);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = load_crosses(context, path, error);
	if (record == NULL)
		return false;
	pd_record_set_text(record, names[direction].id, issued.id);
	pd_record_set_text(record, names[direction].issuer, issuer_key);
	return pd_issued_put(change, &issued, error) &&
	       pd_change_put(change, path, record, error);
}

/* NULL: the path ends before. One that is damaged or gone helps nobody, and hinders nobody. */
static struct pd_certificate *
load_valid_cross(struct pd_context *context, const char *id)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	bool good = id != NULL && pd_issued_load(context, id, &issued, &ignored) &&
		    issued.revoked_at == 0 &&
		    pd_validity_judge(issued.certificate, context->now) == 0;
	return good ? pd_steal(issued.certificate) : NULL;
}

void
pd_cross_add(struct pd_context *context, const char *key,
	enum pd_cross_direction direction, struct pd_certificates *out)
{
	PD_AUTO(pd_drop_text) char *at = pd_copy(key);
	for (size_t i = 0; i < MOST && at != NULL; i++) {
		struct pd_error ignored = {0};
		PD_AUTO(pd_drop_text) char *path = name_cross_record(at);
		PD_AUTO(pd_drop_record)
		struct pd_record *record = load_crosses(context, path, &ignored);
		struct pd_certificate *cross =
			record ? load_valid_cross(context,
					 pd_record_text(record, names[direction].id))
			       : NULL;
		if (cross == NULL)
			return;
		pd_certificates_add(out, cross);
		free(at);
		at = pd_copy(pd_record_text(record, names[direction].issuer));
	}
}
