/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_profile.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "store/settings/profiles.h"
#include "tabs/ssl/ssl_cross.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/certificate/extra.h"

enum { LEAF_DAYS = 730, CA_DAYS = 1826 };

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

/* The bits that stand behind the algorithm, 3072 if none do; 0: that is no number. */
static unsigned
read_profile_bits(const char *text)
{
	enum { MOST_DIGITS = 5 };
	size_t size = strspn(text, "0123456789");
	if (*text == '\0')
		return 3072;
	return size <= MOST_DIGITS && text[size + strspn(text + size, " ")] == '\0'
		       ? (unsigned)strtoul(text, NULL, 10)
		       : 0;
}

/* "rsa 3072", "ec P-384", "ed25519" */
static bool
read_profile_key(const char *text, struct pd_key_kind *out, struct pd_error *error)
{
	size_t size = strcspn(text, " ");
	PD_AUTO(pd_drop_text) char *algorithm = pd_copy_bytes(text, size);
	const char *rest = text + size + strspn(text + size, " ");
	bool is_rsa = pd_ascii_compare(algorithm, "rsa") == 0 ||
		      pd_ascii_compare(algorithm, "rsa-pss") == 0;
	bool is_ec = pd_ascii_compare(algorithm, "ec") == 0;
	unsigned bits = is_rsa ? read_profile_bits(rest) : 0;
	if (!is_ec && bits == 0 && *rest != '\0')
		return pd_fail(error, PD_EUSAGE, "",
			_("\"%.40s\" is not a kind of key; write one such as rsa 3072, "
			  "ec P-384 or ed25519"),
			text);
	return pd_key_kind_parse(algorithm, is_ec && *rest == '\0' ? "P-256" : rest,
		bits, PD_WEAK_KEYS_REFUSED, out, error);
}

/* What a CA may give is asked of no other certificate. */
static bool
check_ca_members(const struct pd_profile_entry *entry, struct pd_error *error)
{
	const char *member = entry->path_length >= 0    ? "path_length"
			     : entry->permitted != NULL ? "permitted"
			     : entry->excluded != NULL  ? "excluded"
							: NULL;
	return member == NULL ||
	       pd_fail(error, PD_ESTORE, "", _("%s is for the purpose sub-ca alone"),
		       member);
}

static bool
check_profile_limits(const struct pd_profile_entry *entry, struct pd_error *error)
{
	PD_AUTO(pd_extras_free) struct pd_extras extras = {0};
	const struct pd_limits limits = {
		entry->permitted, entry->excluded, "permitted", "excluded"};
	return pd_extras_add_limits(&extras, &limits, error);
}

static bool
read_profile_entry_key(const char *text, struct pd_profile *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	return text == NULL || read_profile_key(text, &out->key, &problem) ||
	       pd_fail(error, PD_ESTORE, "key", "%s", problem.message);
}

/* What the entry says becomes the profile. The input of an error is a member, or empty where
 * the sentence begins with it. */
static bool
read_profile_entry(const struct pd_profile_entry *entry, struct pd_profile *out,
	struct pd_error *error)
{
	if (entry->purpose == NULL || !from_shipped(entry->purpose, out, error))
		return pd_fail(error, PD_ESTORE, "",
			_("purpose must be one of server, client, both, email, "
			  "code-signing, ocsp-signing, sub-ca"));
	free(out->name);
	out->name = pd_copy(entry->name);
	out->names = pd_copy(entry->names);
	out->permitted = pd_copy(entry->permitted);
	out->excluded = pd_copy(entry->excluded);
	out->days = entry->days > 0 ? entry->days : out->days;
	if (entry->path_length >= 0)
		out->path_length = entry->path_length;
	if ((!out->ca && !check_ca_members(entry, error)) ||
		!check_profile_limits(entry, error) ||
		!read_profile_entry_key(entry->key, out, error))
		return false;
	if (entry->eku == NULL)
		return true;
	pd_words_drop(&out->purposes);
	out->purposes = pd_purposes_parse(entry->eku, "eku", error);
	return out->purposes != NULL;
}

/* named: for whoever does not see which entry it is. */
static bool
fail_profile_entry(const struct pd_profile_entry *entry, bool named,
	const struct pd_error *problem, struct pd_error *error)
{
	const char *member = problem->input;
	PD_AUTO(pd_drop_text)
	char *said = pd_format("%s%s%s", member, *member ? ": " : "", problem->message);
	return named ? pd_fail(error, PD_ESTORE, entry->place,
			       _("profile \"%.100s\": %s"), entry->name, said)
		     : pd_fail(error, PD_ESTORE, entry->place, "%s", said);
}

static bool
from_settings(struct pd_context *context, const char *name, char **known,
	struct pd_profile *out, struct pd_error *error)
{
	PD_AUTO(pd_profile_entries_free) struct pd_profile_entries entries = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	const struct pd_profile_entry *entry = NULL;
	if (!pd_profile_entries_read(context->store, NULL, &entries, error))
		return false;
	for (size_t i = 0; i < entries.count; i++) {
		pd_buffer_add_format(&list, ", %s", entries.items[i].name);
		if (strcmp(entries.items[i].name, name) == 0)
			entry = &entries.items[i];
	}
	*known = pd_buffer_steal_text(&list);
	struct pd_error problem = {0};
	if (entry == NULL || read_profile_entry(entry, out, &problem))
		return entry != NULL;
	pd_profile_free(out);
	return fail_profile_entry(entry, true, &problem, error);
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

bool
pd_profiles_names(struct pd_store *store, struct pd_names *out, struct pd_error *error)
{
	PD_AUTO(pd_profile_entries_free) struct pd_profile_entries entries = {0};
	if (!pd_profile_entries_read(store, NULL, &entries, error))
		return false;
	for (size_t i = 0; i < entries.count; i++)
		pd_names_add(out, entries.items[i].name);
	return true;
}

static bool
judge_profile_entry(const struct pd_profile_entry *entry, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_profile_free) struct pd_profile profile = {0};
	PD_AUTO(pd_profile_free) struct pd_profile twin = {0};
	if (from_shipped(entry->name, &twin, &problem))
		return pd_fail(error, PD_ESTORE, entry->place,
			_("a shipped profile has this name; choose another one"));
	if (strcmp(entry->name, PD_CROSS) == 0)
		return pd_fail(error, PD_ESTORE, entry->place,
			_("cross-certificates have this name in the register; choose "
			  "another one"));
	return read_profile_entry(entry, &profile, &problem) ||
	       fail_profile_entry(entry, false, &problem, error);
}

bool
pd_profiles_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error)
{
	PD_AUTO(pd_profile_entries_free) struct pd_profile_entries entries = {0};
	if (!pd_profile_entries_read(store, own, &entries, error))
		return false;
	for (size_t i = 0; i < entries.count; i++)
		if (!judge_profile_entry(&entries.items[i], error))
			return false;
	return true;
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
