/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "x509/read/left_out.h"

void
pd_bundle_free(struct pd_bundle *bundle)
{
	pd_certificates_free(&bundle->certificates);
	for (size_t i = 0; i < bundle->key_count; i++)
		pd_key_free(bundle->keys[i]);
	for (size_t i = 0; i < bundle->request_count; i++)
		pd_request_free(bundle->requests[i]);
	for (size_t i = 0; i < bundle->list_count; i++) {
		pd_revocation_list_free(bundle->lists[i].list);
		free(bundle->lists[i].place);
	}
	for (size_t i = 0; i < bundle->answer_count; i++)
		pd_secret_wipe(&bundle->answers[i]);
	free(bundle->answers);
	for (size_t i = 0; i < bundle->register_count; i++)
		free(bundle->registers[i]);
	free(bundle->registers);
	free(bundle->keys);
	free(bundle->requests);
	free(bundle->lists);
	pd_left_outs_free(&bundle->left_out);
	*bundle = (struct pd_bundle){0};
}

/* Each costs pages of its own, and is compared with all others. */
enum { MOST_KEYS = 1000 };

/* ---- parsing ------------------------------------------------------------------- */

/* The objects of one input, with room for all that it may hold. */
static struct pd_bundle
empty_bundle(size_t count)
{
	return (struct pd_bundle){
		.keys = pd_alloc(count, sizeof(struct pd_key *)),
		.requests = pd_alloc(count, sizeof(struct pd_request *)),
		.lists = pd_alloc(count, sizeof(struct pd_bundle_list)),
	};
}

static bool
parse_list(struct pd_bundle *bundle, struct pd_bytes der, const char *from,
	struct pd_error *error)
{
	struct pd_revocation_list *list = pd_revocation_list_lent(der, from, error);
	if (list == NULL)
		return false;
	bundle->lists[bundle->list_count++] =
		(struct pd_bundle_list){list, pd_copy(from)};
	return true;
}

static bool
parse_object(struct pd_bundle *bundle, const struct pd_object *object, const char *from,
	struct pd_error *error)
{
	struct pd_bytes der = object->der;
	struct pd_certificate *certificate;
	switch (object->kind) {
	case PD_OBJECT_CERTIFICATE:
		certificate = pd_certificate_from_der(der, from, error);
		if (certificate != NULL)
			pd_certificates_add(&bundle->certificates, certificate);
		return certificate != NULL;
	case PD_OBJECT_KEY:
		if (bundle->key_count == MOST_KEYS)
			return pd_fail(error, PD_EINPUT, from,
				_("there are more than %d private keys in it; split "
				  "it"),
				MOST_KEYS);
		bundle->keys[bundle->key_count] = pd_key_from_der(der, from, error);
		return bundle->keys[bundle->key_count++] != NULL;
	case PD_OBJECT_REQUEST:
		bundle->requests[bundle->request_count] =
			pd_request_from_der(der, from, error);
		return bundle->requests[bundle->request_count++] != NULL;
	case PD_OBJECT_CRL:
		return parse_list(bundle, der, from, error);
	case PD_OBJECT_REGISTER:
		bundle->registers = pd_grow_by_one(bundle->registers,
			bundle->register_count, sizeof *bundle->registers);
		bundle->registers[bundle->register_count++] =
			pd_copy_bytes(der.data, der.size);
		return true;
	case PD_OBJECT_PUBLIC_KEY:
		break;
	}
	bundle->other_count++;
	return true;
}

static bool
parse_objects(struct pd_bundle *bundle, const struct pd_objects *objects,
	const char *from, struct pd_error *error)
{
	for (size_t i = 0; i < objects->count; i++) {
		const struct pd_object *object = &objects->items[i];
		PD_AUTO(pd_drop_text)
		char *place = object->line > 0 ? pd_format("%s:%u", from, object->line)
					       : pd_copy(from);
		if (!parse_object(bundle, object, place, error))
			return false;
	}
	return true;
}

/* ---- joining ------------------------------------------------------------------- */

/* A certificate and its place, to find equal ones by sorting. */
struct place {
	const char *fingerprint;
	size_t index;
};

static int
compare_fingerprints(const void *one, const void *other)
{
	const struct place *a = one, *b = other;
	int order = strcmp(a->fingerprint, b->fingerprint);
	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* Of equal certificates the first stays. */
static void
drop_equal_certificates(struct pd_certificates *list)
{
	struct place *places = pd_alloc(list->count, sizeof *places);
	for (size_t i = 0; i < list->count; i++)
		places[i] =
			(struct place){pd_certificate_fingerprint(list->items[i]), i};
	qsort(places, list->count, sizeof *places, compare_fingerprints);
	for (size_t i = list->count; i-- > 1;) {
		if (strcmp(places[i].fingerprint, places[i - 1].fingerprint) != 0)
			continue;
		pd_certificate_free(list->items[places[i].index]);
		list->items[places[i].index] = NULL;
	}
	free(places);
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] != NULL)
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static bool
has_key(const struct pd_bundle *bundle, const struct pd_key *key)
{
	for (size_t i = 0; i < bundle->key_count; i++)
		if (strcmp(pd_key_id(bundle->keys[i]), pd_key_id(key)) == 0)
			return true;
	return false;
}

static void
keep_answer(struct pd_bundle *bundle, struct pd_secret *answer)
{
	bundle->answers = pd_grow(
		bundle->answers, bundle->answer_count + 1, sizeof *bundle->answers);
	bundle->answers[bundle->answer_count++] = pd_secret_steal(answer);
}

/* Moves what is new in added to bundle. */
static void
join_bundles(struct pd_bundle *bundle, struct pd_bundle *added)
{
	for (size_t i = 0; i < added->certificates.count; i++)
		pd_certificates_add(
			&bundle->certificates, pd_steal(added->certificates.items[i]));
	drop_equal_certificates(&bundle->certificates);
	bundle->keys = pd_grow(bundle->keys, bundle->key_count + added->key_count,
		sizeof(struct pd_key *));
	for (size_t i = 0; i < added->key_count; i++)
		if (!has_key(bundle, added->keys[i]))
			bundle->keys[bundle->key_count++] = pd_steal(added->keys[i]);
	bundle->requests =
		pd_grow(bundle->requests, bundle->request_count + added->request_count,
			sizeof(struct pd_request *));
	for (size_t i = 0; i < added->request_count; i++)
		bundle->requests[bundle->request_count++] =
			pd_steal(added->requests[i]);
	bundle->lists = pd_grow(bundle->lists, bundle->list_count + added->list_count,
		sizeof *bundle->lists);
	for (size_t i = 0; i < added->list_count; i++)
		bundle->lists[bundle->list_count++] = added->lists[i];
	added->list_count = 0;
	bundle->registers = pd_grow(bundle->registers,
		bundle->register_count + added->register_count,
		sizeof *bundle->registers);
	for (size_t i = 0; i < added->register_count; i++)
		bundle->registers[bundle->register_count++] =
			pd_steal(added->registers[i]);
	bundle->other_count += added->other_count;
}

bool
pd_bundle_add(struct pd_bundle *bundle, const struct pd_reading *reading,
	struct pd_error *error)
{
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	struct pd_reading strict = *reading;
	strict.mode = PD_READ_STRICT;
	if (!pd_reader_read(&strict, &objects, error))
		return false;
	PD_AUTO(pd_bundle_free) struct pd_bundle added = empty_bundle(objects.count);
	if (!parse_objects(&added, &objects, reading->from, error))
		return false;
	if (added.list_count > 0)
		keep_answer(bundle, &objects.bytes);
	join_bundles(bundle, &added);
	pd_left_outs_add(&bundle->left_out, &objects.left_out);
	return true;
}
