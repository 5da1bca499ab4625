/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/database/database_register.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/notation.h"
#include "x509/write/revocation_write.h"

void
pd_database_cas_free(struct pd_database_cas *list)
{
	for (size_t i = 0; i < list->count; i++) {
		pd_certificate_free(list->items[i].certificate);
		pd_buffer_free(&list->items[i].revoked);
	}
	free(list->items);
	*list = (struct pd_database_cas){0};
}

struct pd_database_ca *
pd_database_cas_add(
	struct pd_database_cas *list, struct pd_certificate *certificate, int64_t id)
{
	list->items = pd_grow_by_one(list->items, list->count, sizeof *list->items);
	struct pd_database_ca *new = &list->items[list->count++];
	*new = (struct pd_database_ca){.certificate = certificate, .id = id};
	return new;
}

struct pd_database_ca *
pd_database_cas_find(const struct pd_database_cas *list, int64_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id == id)
			return &list->items[i];
	return NULL;
}

bool
pd_database_revoke(
	struct pd_database_ca *ca, const struct pd_database_revocation *revocation)
{
	PD_AUTO(pd_drop_text) char *serial = pd_serial_read(revocation->serial);
	if (serial == NULL || revocation->time <= 0)
		return false;
	pd_buffer_add_format(&ca->revoked, "%s\t%lld\t%s\t%lld\t0\t\n", serial,
		(long long)revocation->time, pd_reason_name(revocation->reason),
		(long long)revocation->invalidity);
	return true;
}

bool
pd_database_list(const struct pd_unpack *unpack, const struct pd_database_cas *list,
	const char *program, struct pd_error *error)
{
	if (list->certificates == 0)
		return pd_fail(error, PD_EINPUT, unpack->from,
			_("is a database without certificates"));
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_database_ca *ca = &list->items[i];
		PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
		if (ca->key == 0 && ca->revoked.size == 0 && ca->number == 0)
			continue;
		pd_buffer_add_format(&text, "%s\t%lld\t%s\n",
			pd_certificate_key_id(ca->certificate), (long long)ca->number,
			program);
		pd_buffer_add_bytes(&text, pd_buffer_bytes(&ca->revoked));
		if (!unpack->listed(unpack->context, pd_buffer_bytes(&text)))
			return false;
	}
	return true;
}

bool
pd_database_fail_revocation(
	const struct pd_unpack *unpack, const char *serial, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(serial);
	return pd_fail(error, PD_EINPUT, unpack->from,
		_("the database has a revocation that cannot be read (serial number "
		  "\"%s\"); mend it in the program that made it, so that nothing "
		  "becomes valid again"),
		shown);
}

char *
pd_database_name(const char *name)
{
	enum { LONGEST = 120 };
	PD_AUTO(pd_drop_text)
	char *cut = pd_copy_bytes(name, strnlen(name, LONGEST));
	return pd_text_safe_string(cut);
}

bool
pd_database_leave_out(const struct pd_unpack *unpack, unsigned kinds, char *words)
{
	bool go_on = unpack->other(unpack->context, kinds, words);
	free(words);
	return go_on;
}

bool
pd_database_leave_rest(const struct pd_unpack *unpack,
	const struct pd_database_cas *list, size_t keys, size_t requests)
{
	size_t unclaimed = list->unclaimed;
	return (keys == 0 ||
		       pd_database_leave_out(unpack, 0,
			       pd_format(_("each private key that belongs to no CA "
					   "read from it (%zu)"),
				       keys))) &&
	       (requests == 0 ||
		       pd_database_leave_out(unpack, 0,
			       pd_format(_("each signing request (%zu)"), requests))) &&
	       (unclaimed == 0 ||
		       pd_database_leave_out(unpack, 0,
			       pd_format(_("each revocation by a CA whose certificate "
					   "was not read from it (%zu)"),
				       unclaimed)));
}
