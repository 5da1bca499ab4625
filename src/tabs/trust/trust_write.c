/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_write.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/shared/common.h"
#include "tabs/shared/output.h"
#include "x509/der/pem.h"
#include "x509/name/name.h"
#include "x509/name/name_hash.h"
#include "x509/write/truststore.h"

enum { HASH_DIGITS = 8 };

/* The parts of a certificate that are needed: ten thousand parsed ones would need much
 * more memory. */
struct root {
	char *alias;
	unsigned char *der;
	size_t size;
	uint32_t hash; /* of its subject */
	bool is_named; /* has a subject and an issuer */
};

struct roots {
	struct root *items;
	size_t count;
};

static void
drop_roots(struct roots *roots)
{
	for (size_t i = 0; i < roots->count; i++) {
		free(roots->items[i].alias);
		free(roots->items[i].der);
	}
	free(roots->items);
}

/* ---- loading ------------------------------------------------------------------- */

static const char *
name_of(const struct pd_trusted *trusted)
{
	if (trusted->problem != NULL)
		return trusted->id;
	return trusted->alias ? trusted->alias : trusted->name;
}

static bool
has_only_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

/* Java drops one of two entries whose aliases differ only in case, so such aliases get
 * the fingerprint appended. The list is sorted by these names. */
static char *
alias_of(const struct pd_trusted_list *list, size_t index)
{
	const char *name = name_of(&list->items[index]);
	bool same =
		(index > 0 && pd_ascii_compare(
				      name_of(&list->items[index - 1]), name) == 0) ||
		(index + 1 < list->count &&
			pd_ascii_compare(name_of(&list->items[index + 1]), name) == 0);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(name);
	if (!same && *safe != '\0' && has_only_ascii(safe))
		return pd_steal(safe);
	return pd_format("%s [%.8s]", safe, list->items[index].id);
}

static bool
load_root(struct pd_context *context, const struct pd_trusted_list *list, size_t index,
	struct root *out, struct pd_error *error)
{
	if (index % 64 == 0 && !pd_common_go_on(context, error))
		return false;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		pd_trusted_certificate(context, list->items[index].id, error);
	if (certificate == NULL)
		return false;
	struct pd_bytes der = pd_certificate_der(certificate);
	*out = (struct root){
		.alias = alias_of(list, index),
		.der = (unsigned char *)pd_copy_bytes(der.data, der.size),
		.size = der.size,
		.hash = pd_name_hash(pd_certificate_subject_der(certificate)),
		.is_named =
			!pd_name_is_empty(pd_certificate_subject_der(certificate)) &&
			!pd_name_is_empty(pd_certificate_issuer_der(certificate)),
	};
	return true;
}

static bool
load_all(struct pd_context *context, const struct pd_trusted_list *list,
	struct roots *roots, struct pd_error *error)
{
	roots->items = pd_alloc(list->count, sizeof *roots->items);
	for (size_t i = 0; i < list->count; i++) {
		if (!load_root(context, list, i, &roots->items[i], error))
			return false;
		roots->count++;
	}
	return true;
}

static struct pd_bytes
der_of(const struct root *root)
{
	return (struct pd_bytes){root->der, root->size};
}

/* ---- one file ------------------------------------------------------------------ */

/* Java refuses a whole truststore because of one certificate without a name. */
static bool
pack_pkcs12(const struct roots *roots, const struct pd_secret *passphrase,
	struct pd_result *result, struct pd_secret *out, struct pd_error *error)
{
	size_t count = 0;
	PD_AUTO(pd_secret_wipe) struct pd_secret usual = {0};
	pd_secret_add_text(&usual, "changeit");
	bool given = passphrase != NULL && passphrase->size > 0;
	struct pd_truststore_entry *entries = pd_alloc(roots->count, sizeof *entries);
	for (size_t i = 0; i < roots->count; i++) {
		const struct root *root = &roots->items[i];
		if (root->is_named)
			entries[count++] =
				(struct pd_truststore_entry){root->alias, der_of(root)};
		else
			pd_result_warn(result,
				_("%s is left out: Java reads no certificate without "
				  "subject or issuer"),
				root->alias);
	}
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	bool good = pd_truststore_pkcs12(
		entries, count, given ? passphrase : &usual, &der, error);
	pd_secret_add(out, der.data, der.size);
	free(entries);
	return good;
}

static bool
pack_der(struct pd_context *context, const struct pd_trusted_list *list,
	struct pd_secret *out, struct pd_error *error)
{
	if (list->count != 1)
		return pd_fail(error, PD_EUSAGE, "format",
			_("DER holds one certificate; choose pem, p12 or directory for "
			  "several"));
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		pd_trusted_certificate(context, list->items[0].id, error);
	if (certificate == NULL)
		return false;
	struct pd_bytes der = pd_certificate_der(certificate);
	pd_secret_add(out, der.data, der.size);
	return true;
}

bool
pd_trust_pack(struct pd_context *context, const struct pd_trust_package *package,
	struct pd_result *result, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(drop_roots) struct roots roots = {0};
	if (strcmp(package->format, "directory") == 0)
		return pd_fail(error, PD_EUSAGE, "file",
			_("a directory cannot go to standard output; name one"));
	if (strcmp(package->format, "der") == 0)
		return pack_der(context, package->list, out, error);
	if (!load_all(context, package->list, &roots, error))
		return false;
	if (strcmp(package->format, "p12") == 0)
		return pack_pkcs12(&roots, package->passphrase, result, out, error);
	for (size_t i = 0; i < roots.count; i++) {
		PD_AUTO(pd_drop_text)
		char *pem = pd_pem_text("CERTIFICATE", der_of(&roots.items[i]));
		pd_secret_add_text(out, pem);
	}
	return true;
}

/* ---- a directory --------------------------------------------------------------- */

static int
compare_hashes(const void *one, const void *other)
{
	const struct root *first = one, *second = other;
	if (first->hash != second->hash)
		return first->hash < second->hash ? -1 : 1;
	size_t both = first->size < second->size ? first->size : second->size;
	return memcmp(first->der, second->der, both);
}

/* HASH.NUMBER */
static bool
is_ours(const char *name)
{
	size_t digits = strspn(name, "0123456789abcdef");
	return digits == HASH_DIGITS && name[digits] == '.' &&
	       name[digits + 1] != '\0' &&
	       name[digits + 1 + strspn(name + digits + 1, "0123456789")] == '\0';
}

struct files {
	struct pd_folder_file *items;
	size_t count;
};

static void
drop_files(struct files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free((char *)files->items[i].name);
		free((char *)files->items[i].content.data);
	}
	free(files->items);
}

static void
make_files(const struct roots *roots, struct files *out)
{
	out->items = pd_alloc(roots->count, sizeof *out->items);
	out->count = roots->count;
	if (roots->count > 0)
		qsort(roots->items, roots->count, sizeof *roots->items, compare_hashes);
	unsigned number = 0;
	for (size_t i = 0; i < roots->count; i++) {
		const struct root *root = &roots->items[i];
		number = i > 0 && root[-1].hash == root->hash ? number + 1 : 0;
		char *pem = pd_pem_text("CERTIFICATE", der_of(root));
		out->items[i] = (struct pd_folder_file){
			pd_format("%08x.%u", root->hash, number),
			{(const unsigned char *)pem, strlen(pem)}};
	}
}

static bool
write_directory(const struct roots *roots, const char *path, enum pd_replace replace,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_files) struct files files = {0};
	make_files(roots, &files);
	PD_AUTO(pd_drop_text) char *note = NULL;
	const struct pd_folder folder = {.path = path,
		.files = files.items,
		.count = files.count,
		.is_ours = is_ours,
		.replace = replace};
	bool good = pd_folder_write(&folder, &note, error);
	if (good && note != NULL)
		pd_result_warn(result, "%s", note);
	return good;
}

bool
pd_trust_write(struct pd_context *context, const struct pd_trust_package *package,
	const char *path, enum pd_replace replace, struct pd_result *result,
	struct pd_error *error)
{
	if (strcmp(package->format, "directory") == 0) {
		PD_AUTO(drop_roots) struct roots roots = {0};
		return load_all(context, package->list, &roots, error) &&
		       write_directory(&roots, path, replace, result, error);
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret packed = {0};
	return pd_trust_pack(context, package, result, &packed, error) &&
	       pd_output_write(
		       path, pd_secret_bytes(&packed), 0644, replace, result, error);
}

/* ---- looking at what is there ---------------------------------------------------- */

static enum pd_trust_is
compare_bytes(const char *format, struct pd_bytes wanted, struct pd_bytes there)
{
	size_t size = strcmp(format, "p12") == 0 ? pd_truststore_decided(wanted)
						 : wanted.size;
	return there.size == wanted.size &&
			       (size == 0 || memcmp(there.data, wanted.data, size) == 0)
		       ? PD_TRUST_IS_SAME
		       : PD_TRUST_IS_OTHER;
}

static enum pd_trust_is
look_at_file(struct pd_context *context, const struct pd_trust_package *package,
	const char *path, struct pd_error *error)
{
	struct pd_result ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret wanted = {0}, there = {0};
	bool good = pd_trust_pack(context, package, &ignored, &wanted, error) &&
		    pd_file_read_found(path, PD_INPUT_LIMIT, &there, error);
	pd_result_free(&ignored);
	return good ? compare_bytes(package->format, pd_secret_bytes(&wanted),
			      pd_secret_bytes(&there))
		    : PD_TRUST_IS_UNKNOWN;
}

static bool
count_ours(void *count, int directory, const char *name)
{
	(void)directory;
	*(size_t *)count += is_ours(name);
	return true;
}

static enum pd_trust_is
look_at_directory(
	const struct roots *roots, const char *path, int open, struct pd_error *error)
{
	size_t count = 0;
	PD_AUTO(drop_files) struct files files = {0};
	make_files(roots, &files);
	if (!pd_directory_list(open, count_ours, &count)) {
		(void)pd_fail_errno(error, PD_EIO, path, _("cannot be listed"));
		return PD_TRUST_IS_UNKNOWN;
	}
	enum pd_trust_is is =
		count == files.count ? PD_TRUST_IS_SAME : PD_TRUST_IS_OTHER;
	for (size_t i = 0; is == PD_TRUST_IS_SAME && i < files.count; i++) {
		struct pd_error problem = {0};
		const struct pd_folder_file *file = &files.items[i];
		PD_AUTO(pd_secret_wipe) struct pd_secret there = {0};
		is = pd_file_read_at(
			     open, file->name, path, PD_INPUT_LIMIT, &there, &problem)
			     ? compare_bytes(
				       "pem", file->content, pd_secret_bytes(&there))
			     : PD_TRUST_IS_OTHER;
	}
	return is;
}

enum pd_trust_is
pd_trust_look(struct pd_context *context, const struct pd_trust_package *package,
	const char *path, struct pd_error *error)
{
	enum pd_there there = pd_there_look(path, error);
	if (there != PD_THERE_IS)
		return there == PD_THERE_NOT ? PD_TRUST_IS_MISSING
					     : PD_TRUST_IS_UNKNOWN;
	if (strcmp(package->format, "directory") != 0)
		return look_at_file(context, package, path, error);
	PD_AUTO(drop_roots) struct roots roots = {0};
	PD_AUTO(pd_drop_descriptor)
	int open_directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (open_directory < 0)
		(void)pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
	return open_directory >= 0 && load_all(context, package->list, &roots, error)
		       ? look_at_directory(&roots, path, open_directory, error)
		       : PD_TRUST_IS_UNKNOWN;
}
