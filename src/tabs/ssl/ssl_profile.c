/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_profile.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/ssl/ssl_words.h"

enum { LEAF_DAYS = 730, CA_DAYS = 1826, MOST_PATH = 20 };

/* clang-format off */
static const struct shipped {
	const char *name, *eku;
	bool needs_names, ca, no_check;
	long days;
} shipped[] = {
	{"server",       "serverAuth",            true,  false, false, LEAF_DAYS},
	{"client",       "clientAuth",            false, false, false, LEAF_DAYS},
	{"both",         "serverAuth,clientAuth", true,  false, false, LEAF_DAYS},
	{"email",        "emailProtection",       false, false, false, LEAF_DAYS},
	{"code-signing", "codeSigning",           false, false, false, LEAF_DAYS},
	{"ocsp-signing", "OCSPSigning",           false, false, true,  LEAF_DAYS},
	{"sub-ca",       "",                      false, true,  false, CA_DAYS},
};
/* clang-format on */

const char *const pd_profile_names[] = {"server", "client", "both", "email",
	"code-signing", "ocsp-signing", "sub-ca", NULL};
_Static_assert(PD_COUNT(pd_profile_names) == PD_COUNT(shipped) + 1,
	"the same profiles, in the same order");

void
pd_profile_free(struct pd_profile *profile)
{
	free(profile->name);
	free(profile->purpose);
	pd_words_drop(&profile->purposes);
	free(profile->names);
	free(profile->permitted);
	free(profile->excluded);
	*profile = (struct pd_profile){0};
}

static bool
from_shipped(const char *name, struct pd_profile *out, struct pd_error *error)
{
	for (size_t i = 0; i < PD_COUNT(shipped); i++) {
		const struct shipped *row = &shipped[i];
		if (strcmp(row->name, name) != 0)
			continue;
		*out = (struct pd_profile){
			.name = pd_copy(name),
			.purpose = pd_copy(name),
			.purposes = pd_purposes_parse(row->eku, "eku", error),
			.needs_names = row->needs_names,
			.ca = row->ca,
			.no_check = row->no_check,
			.path_length = row->ca ? 0 : -1,
			.days = row->days,
			.key = {.algorithm = PD_EC, .curve = PD_P256},
		};
		return true;
	}
	return false;
}

/* ---- those of settings.cfg ------------------------------------------------------- */

/* "rsa 3072", "ec P-384", "ed25519" */
static bool
read_profile_key(const char *text, struct pd_key_kind *out, struct pd_error *error)
{
	size_t size = strcspn(text, " ");
	PD_AUTO(pd_drop_text) char *algorithm = pd_copy_bytes(text, size);
	const char *rest = text + size + strspn(text + size, " ");
	bool is_rsa = strncmp(algorithm, "rsa", 3) == 0;
	long bits = is_rsa ? strtol(*rest ? rest : "3072", NULL, 10) : 0;
	const char *curve = *rest && !is_rsa ? rest : "P-256";
	bool is_ec = strcmp(algorithm, "ec") == 0;
	return pd_key_kind_parse(algorithm, is_ec ? curve : NULL,
		bits > 0 && bits < 100000 ? (unsigned)bits : 0, PD_WEAK_KEYS_REFUSED,
		out, error);
}

static bool
read_lengths(
	const struct pd_record *group, struct pd_profile *out, struct pd_error *error)
{
	int64_t days = pd_record_number(group, "days", out->days);
	int64_t path = pd_record_number(group, "path_length", out->path_length);
	if (days < 1 || days > PD_MOST_DAYS)
		return pd_fail(error, PD_ESTORE, "",
			_("days must be a whole number from %d to %d"), 1,
			PD_MOST_DAYS);
	if (path < -1 || path > MOST_PATH)
		return pd_fail(error, PD_ESTORE, "",
			_("path_length must be a whole number from %d to %d"), 0,
			MOST_PATH);
	out->days = (long)days;
	out->path_length = (int)path;
	return true;
}

static bool
read_group(
	const struct pd_record *group, struct pd_profile *out, struct pd_error *error)
{
	const char *purpose = pd_record_text(group, "purpose");
	const char *eku = pd_record_text(group, "eku");
	const char *key = pd_record_text(group, "key");
	if (purpose == NULL || !from_shipped(purpose, out, error))
		return pd_fail(error, PD_ESTORE, "",
			_("purpose must be one of server, client, both, email, "
			  "code-signing, ocsp-signing, sub-ca"));
	free(out->name);
	out->name = pd_copy(pd_record_text(group, "name"));
	out->names = pd_copy(pd_record_text(group, "names"));
	out->permitted = pd_copy(pd_record_text(group, "permitted"));
	out->excluded = pd_copy(pd_record_text(group, "excluded"));
	if (!read_lengths(group, out, error) ||
		(key != NULL && !read_profile_key(key, &out->key, error)))
		return false;
	if (eku == NULL)
		return true;
	pd_words_drop(&out->purposes);
	out->purposes = pd_purposes_parse(eku, "eku", error);
	return out->purposes != NULL;
}

/* The one of the store before that of the host; list gets the names of those before. */
static struct pd_record *
find_profile_group(const struct pd_layers *layers, const char *name,
	const struct pd_layer **layer, struct pd_buffer *list)
{
	for (size_t k = 0; k < layers->count; k++) {
		*layer = &layers->items[k];
		if (!pd_layers_counts(layers, *layer, "profiles"))
			continue;
		for (size_t i = 0;; i++) {
			PD_AUTO(pd_drop_record)
			struct pd_record *group =
				pd_record_group((*layer)->record, "profiles", i);
			if (group == NULL)
				break;
			const char *own = pd_record_text(group, "name");
			pd_buffer_add_format(list, ", %s", own ? own : "?");
			if (own != NULL && strcmp(own, name) == 0)
				return pd_steal(group);
		}
	}
	return NULL;
}

static bool
from_settings(struct pd_context *context, const char *name, char **known,
	struct pd_profile *out, struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	const struct pd_layer *layer = NULL;
	if (!pd_layers_load(context->store, &layers, error))
		return false;
	PD_AUTO(pd_drop_record)
	struct pd_record *group = find_profile_group(&layers, name, &layer, &list);
	*known = pd_buffer_steal_text(&list);
	if (group == NULL)
		return false;
	struct pd_error problem = {0};
	if (read_group(group, out, &problem))
		return true;
	pd_profile_free(out);
	return pd_fail(error, PD_ESTORE, layer->shown, _("profile \"%.100s\": %s"),
		name, problem.message);
}

bool
pd_profile_find(struct pd_context *context, const char *name, struct pd_profile *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *known = NULL;
	if (from_shipped(name, out, error) ||
		from_settings(context, name, &known, out, error))
		return true;
	return pd_fail(error, PD_EUSAGE, "profile",
		_("no profile \"%.100s\"; there are: server, client, both, email, "
		  "code-signing, ocsp-signing, sub-ca%s"),
		name, known ? known : "");
}

/* ---- all of them ----------------------------------------------------------------- */

static void
add_profile_names(const struct pd_layers *layers, const struct pd_layer *layer,
	struct pd_names *out)
{
	for (size_t i = 0; pd_layers_counts(layers, layer, "profiles"); i++) {
		PD_AUTO(pd_drop_record)
		struct pd_record *group = pd_record_group(layer->record, "profiles", i);
		const char *name = group ? pd_record_text(group, "name") : NULL;
		if (group == NULL)
			return;
		if (name != NULL)
			pd_names_add(out, name);
	}
}

bool
pd_profiles_names(struct pd_store *store, struct pd_names *out, struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_load(store, &layers, error))
		return false;
	for (size_t i = 0; i < layers.count; i++)
		add_profile_names(&layers, &layers.items[i], out);
	return true;
}

static bool
judge_group(const struct pd_record *group, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_profile_free) struct pd_profile profile = {0};
	PD_AUTO(pd_profile_free) struct pd_profile twin = {0};
	const char *name = pd_record_text(group, "name");
	if (name == NULL)
		return pd_fail(error, PD_ESTORE, "profiles",
			_("a profile has no name; add one"));
	if (from_shipped(name, &twin, &problem))
		return pd_fail(error, PD_ESTORE, name,
			_("is the name of a shipped profile; choose another one"));
	return read_group(group, &profile, error);
}

bool
pd_profiles_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_try(store, *own, &layers, error))
		return false;
	for (size_t i = 0;; i++) {
		PD_AUTO(pd_drop_record)
		struct pd_record *group =
			pd_record_group(layers.items[0].record, "profiles", i);
		if (group == NULL)
			return true;
		if (!judge_group(group, error))
			return false;
	}
}

/* ---- names --------------------------------------------------------------------- */

/* A wildcard stands for all labels, and "=" for another kind of name: neither is a character
 * of a label, which "?" or "*" would be for. */
static bool
fits_label(const char *pattern, size_t pattern_size, const char *label, size_t size)
{
	PD_AUTO(pd_drop_text) char *wanted = pd_copy_bytes(pattern, pattern_size);
	PD_AUTO(pd_drop_text) char *text = pd_copy_bytes(label, size);
	for (char *c = wanted; *c != '\0'; c++)
		*c = pd_ascii_lower(*c);
	for (char *c = text; *c != '\0'; c++)
		*c = pd_ascii_lower(*c);
	if (strpbrk(text, "*=") != NULL)
		return strcmp(wanted, text) == 0;
	return (pattern_size == 0) == (size == 0) && fnmatch(wanted, text, 0) == 0;
}

/* In the authority of a URI these end the host, or spell it in another way: the labels
 * are not those that clients see. */
static bool
has_veiled_host(const char *name)
{
	const char *scheme_end = strstr(name, "://");
	if (scheme_end == NULL)
		return false;
	const char *authority = scheme_end + 3;
	size_t size = strcspn(authority, "/");
	return strcspn(authority, "?#\\%") < size;
}

/* A pattern that has a wildcard itself is for one in the name of a host, and for no other: in a
 * URI or an address for mail nothing says what it would stand for. */
bool
pd_profile_allows(const struct pd_profile *profile, const char *name)
{
	static const char ends[] = ".@:/";
	const char *pattern = profile->names;
	bool is_host = name[strcspn(name, "@:/")] == '\0';
	if (pattern != NULL &&
		(has_veiled_host(name) || (!is_host && strchr(name, '*') != NULL)))
		return false;
	while (pattern != NULL) {
		size_t wanted = strcspn(pattern, ends), size = strcspn(name, ends);
		if (!fits_label(pattern, wanted, name, size) ||
			pattern[wanted] != name[size])
			return false;
		if (pattern[wanted] == '\0')
			return true;
		pattern += wanted + 1;
		name += size + 1;
	}
	return true;
}
