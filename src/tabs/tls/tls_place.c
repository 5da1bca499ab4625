/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_place.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "store/paths/paths.h"

#define NAMED "tls/named"
#define NAMED_ROOTS "tls/named-roots"
#define NAMED_REQUESTS "tls/named-requests"

enum { MOST_BYTES = 64 };

void
pd_tls_place_free(struct pd_tls_place *place)
{
	free(place->name);
	free(place->record);
	free(place->roots);
	free(place->request);
	*place = (struct pd_tls_place){0};
}

/* ---- names --------------------------------------------------------------------- */

/* Of ASCII letters, digits and some marks; beyond ASCII, what can be seen. */
static bool
is_in_name(char character)
{
	return (unsigned char)character >= 0x80 ||
	       pd_ascii_is_alphanumeric(character) ||
	       pd_ascii_is_one_of(character, "._-");
}

bool
pd_tls_check_name(const char *text, const char *field, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(text);
	size_t size = strlen(text), good = 0;
	if (size > MOST_BYTES)
		return pd_fail(error, PD_EUSAGE, field,
			_("the name of a key has at most %d bytes; this one has %zu"),
			MOST_BYTES, size);
	while (is_in_name(text[good]))
		good++;
	if (size == 0 || good < size || text[0] == '.' || text[0] == '-' ||
		strcmp(safe, text) != 0)
		return pd_fail(error, PD_EUSAGE, field,
			_("\"%.80s\" cannot be the name of a key: it is made of "
			  "letters, digits, and . _ -, and begins with neither . nor "
			  "-, such as web"),
			safe);
	return true;
}

void
pd_tls_place_of(const char *name, struct pd_tls_place *out)
{
	if (name == NULL || strcmp(name, PD_TLS_DEVICE_NAME) == 0) {
		*out = (struct pd_tls_place){.name = pd_copy(PD_TLS_DEVICE_NAME),
			.record = pd_copy("tls/device"),
			.roots = pd_copy("tls/roots"),
			.request = pd_copy("tls/request"),
			.is_device = true};
		return;
	}
	PD_AUTO(pd_drop_text) char *part = pd_store_name(name);
	*out = (struct pd_tls_place){.name = pd_copy(name),
		.record = pd_format(NAMED "/%s", part),
		.roots = pd_format(NAMED_ROOTS "/%s", part),
		.request = pd_format(NAMED_REQUESTS "/%s", part)};
}

void
pd_tls_place_find(const struct pd_values *values, struct pd_tls_place *out)
{
	pd_tls_place_of(pd_value_text(values, "name"), out);
}

void
pd_tls_place_of_row(const struct pd_row *row, struct pd_tls_place *out)
{
	PD_AUTO(pd_drop_text) char *name = pd_tls_row_name(row ? row->id : NULL, NULL);
	pd_tls_place_of(name, out);
}

bool
pd_tls_place_is_kept(const struct pd_context *context, const struct pd_tls_place *place)
{
	return pd_store_has(context->store, place->record) ||
	       pd_store_has(context->store, place->request);
}

/* ---- all of them --------------------------------------------------------------- */

/* The names of the records in a folder, which the store writes otherwise. */
static bool
add_named(struct pd_context *context, const char *folder, struct pd_names *out,
	struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names parts = {0};
	if (!pd_store_list(context->store, folder, &parts, error))
		return false;
	for (size_t i = 0; i < parts.count; i++) {
		struct pd_error ignored = {0};
		PD_AUTO(pd_drop_text) char *name = pd_store_name_text(parts.items[i]);
		/* A file that was put there by hand keeps the name of its own. */
		pd_names_add(out, pd_tls_check_name(name, "name", &ignored)
					  ? name
					  : parts.items[i]);
	}
	return true;
}

bool
pd_tls_place_names(
	struct pd_context *context, struct pd_names *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!add_named(context, NAMED, &names, error) ||
		!add_named(context, NAMED_REQUESTS, &names, error))
		return false;
	pd_names_sort(&names);
	pd_names_add(out, PD_TLS_DEVICE_NAME);
	for (size_t i = 0; i < names.count; i++)
		if (i == 0 || strcmp(names.items[i], names.items[i - 1]) != 0)
			pd_names_add(out, names.items[i]);
	return true;
}

/* ---- rows ---------------------------------------------------------------------- */

char *
pd_tls_row_id(const struct pd_tls_place *place, const char *row)
{
	return place->is_device ? pd_copy(row) : pd_format("%s:%s", place->name, row);
}

/* The name in the path of a record, which is the id of a damaged one; NULL: none is. */
static char *
name_of_record(const char *path)
{
	static const char *const folders[] = {
		NAMED "/", NAMED_ROOTS "/", NAMED_REQUESTS "/"};
	for (size_t i = 0; i < PD_COUNT(folders); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0) {
			PD_AUTO(pd_drop_text)
			char *part = pd_copy_bytes(path + strlen(folders[i]),
				strcspn(path + strlen(folders[i]), " "));
			return pd_store_name_text(part);
		}
	return NULL;
}

char *
pd_tls_row_name(const char *id, const char **rest)
{
	size_t size = id ? strcspn(id, ":/") : 0; /* those of targets have a slash */
	const char *colon = id && id[size] == ':' ? id + size : NULL;
	if (rest != NULL)
		*rest = colon ? colon + 1 : id;
	if (colon != NULL)
		return pd_copy_bytes(id, (size_t)(colon - id));
	return id != NULL ? name_of_record(id) : NULL;
}

char *
pd_tls_row_of_record(const char *path, const char *row)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_drop_text) char *name = name_of_record(path);
	pd_tls_place_of(name, &place);
	return pd_tls_row_id(&place, row);
}

char *
pd_tls_propose_name(struct pd_context *context, const char *row)
{
	(void)context;
	char *name = pd_tls_row_name(row, NULL);
	return name ? name : pd_copy(PD_TLS_DEVICE_NAME);
}

void
pd_tls_offer_names(struct pd_context *context, struct pd_names *out)
{
	struct pd_error ignored = {0};
	(void)pd_tls_place_names(context, out, &ignored);
}

char *
pd_tls_place_sentence(const struct pd_tls_place *place, char *sentence)
{
	if (place->is_device)
		return sentence;
	PD_AUTO(pd_drop_text) char *owned = sentence;
	return pd_format("%s: %s", place->name, owned);
}
