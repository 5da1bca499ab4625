/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/revoke/ssl_crl_published.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/ssl/revoke/ssl_crl_last.h"
#include "x509/read/reader.h"

enum { STEP = 64 << 10 };

/* Mostly it is the last one, byte for byte. false: it is not, or cannot be read. */
static bool
is_last_list(struct pd_context *context, const struct pd_certificate *ca, int published)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text)
	char *record = pd_crl_path(context, pd_certificate_key_id(ca));
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.pem", record);
	PD_AUTO(pd_drop_descriptor)
	int last = pd_store_has(context->store, file)
			   ? pd_store_open_file(context->store, file, &ignored)
			   : -1;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(2, STEP);
	unsigned char *one = (unsigned char *)room, *other = one + STEP;
	for (size_t a = 1, b = 1; last >= 0;) {
		if (!pd_file_fill(last, file, one, STEP, &a, &ignored) ||
			!pd_file_fill(published, file, other, STEP, &b, &ignored) ||
			a != b || memcmp(one, other, a) != 0)
			return false;
		if (a == 0)
			return true;
	}
	return false;
}

static bool
is_signed_later(struct pd_context *context, const struct pd_certificate *ca,
	const struct pd_revocation_list *list)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *hex = pd_revocation_list_number(list);
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_crl_load(context, pd_certificate_key_id(ca), &ignored);
	int64_t number = 0;
	return hex != NULL && record != NULL && pd_revocation_list_is_of(list, ca) &&
	       (!pd_crl_number_read(hex, hex, &number, &ignored) ||
		       number > pd_record_number(record, "number", 0)) &&
	       pd_revocation_list_is_signed_by(list, ca);
}

bool
pd_crl_published_load(struct pd_context *context, const struct pd_certificate *ca,
	const char *path, struct pd_revocation_list **out, struct pd_error *error)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	*out = NULL;
	if (path == NULL || strcmp(path, "-") == 0)
		return true;
	enum pd_there there = pd_there_look(path, error);
	if (there != PD_THERE_IS)
		return there == PD_THERE_NOT;
	/* What is no file is refused where the list is written. */
	PD_AUTO(pd_drop_descriptor)
	int file = pd_file_open_found(path, PD_INPUT_LIMIT, &ignored);
	if (file < 0 || is_last_list(context, ca, file))
		return true;
	if (!pd_file_read_found(path, PD_INPUT_LIMIT, &content, error))
		return false;
	if (content.size == 0 ||
		!pd_reader_read(&(struct pd_reading){pd_secret_bytes(&content), path,
					NULL, PD_READ_ALL, context->cancelled,
					PD_WANT(PD_OBJECT_CRL), 0},
			&objects, &ignored))
		return true;
	for (size_t i = 0; i < objects.count && *out == NULL; i++) {
		if (objects.items[i].kind != PD_OBJECT_CRL ||
			objects.items[i].problem.code != PD_OK)
			continue;
		*out = pd_revocation_list_from_der(
			objects.items[i].der, path, &ignored);
		if (*out == NULL || is_signed_later(context, ca, *out))
			continue;
		pd_revocation_list_free(*out);
		*out = NULL;
	}
	return true;
}
