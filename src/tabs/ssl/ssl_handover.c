/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_handover.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/read/bundle.h"
#include "x509/write/bundle_pack.h"

enum { FOLDER = 0755, PUBLIC_FILE = 0644, SECRET_FILE = 0600 };

static const char key_file[] = "key.pem", bundle_file[] = "bundle.p12";
static const char *const files[] = {
	key_file, "cert.pem", "chain.pem", "ca.pem", bundle_file};

struct pd_handover
pd_handover_of(const struct pd_context *context, const struct pd_values *values)
{
	const struct pd_secret *key = pd_value_secret(values, "passphrase");
	const struct pd_secret *own = pd_value_secret(values, "p12-passphrase");
	return (struct pd_handover){
		.directory = pd_value_text(values, "out"),
		.replace = context->may_replace,
		.p12 = pd_value_flag(values, "p12") ||
		       pd_value_flag(values, "legacy-p12"),
		.legacy = pd_value_flag(values, "legacy-p12"),
		.key_passphrase = key,
		.p12_passphrase = own ? own : key,
	};
}

static bool
is_written(const struct pd_handover *handover, const char *name)
{
	if (strcmp(name, key_file) == 0)
		return handover->has_key;
	return handover->p12 || strcmp(name, bundle_file) != 0;
}

void
pd_handover_look(const struct pd_handover *handover, char **first, size_t *count)
{
	struct stat status;
	for (size_t i = 0; handover->directory != NULL && i < PD_COUNT(files); i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", handover->directory, files[i]);
		if (!is_written(handover, files[i]) || lstat(path, &status) < 0)
			continue;
		if ((*count)++ == 0)
			*first = pd_steal(path);
	}
}

void
pd_handover_warn(const struct pd_handover *handover, struct pd_result *result)
{
	struct stat status;
	if (handover->directory == NULL || handover->p12)
		return;
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/%s", handover->directory, bundle_file);
	if (lstat(path, &status) == 0)
		pd_result_warn(result,
			_("%s stays as it was, and is not of this certificate"), path);
}

bool
pd_handover_check(const struct pd_handover *handover, struct pd_error *error)
{
	const char *directory = handover->directory;
	if (directory == NULL)
		return true;
	if (handover->p12 && handover->p12_passphrase == NULL)
		return pd_fail(error, PD_EPASSPHRASE, "p12-passphrase",
			_("PKCS#12 is protected by a passphrase; one is needed"));
	if (handover->p12 && !handover->has_key)
		return pd_fail(error, PD_EUSAGE, "p12",
			_("the private key is not here, so there is nothing for "
			  "PKCS#12 to protect; leave it out"));
	struct stat status;
	if (stat(directory, &status) < 0)
		return errno == ENOENT || pd_fail_errno(error, PD_EIO, directory,
						  _("the directory cannot be made"));
	if (!S_ISDIR(status.st_mode))
		return pd_fail(error, PD_EINPUT, directory,
			_("is not a directory; name another"));
	return access(directory, W_OK | X_OK) == 0 ||
	       pd_fail_errno(
		       error, PD_EIO, directory, _("nothing can be written into it"));
}

/* Mode and owner of the file that is there. A key that everybody could read is not left
 * like that. */
static void
take_over_file(
	const char *path, bool secret, struct pd_new_file *file, struct pd_owner *owner)
{
	struct stat status;
	if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode))
		return;
	mode_t mode = status.st_mode & 0777;
	if (!secret || (mode & 0007) == 0)
		file->mode = mode;
	*owner = (struct pd_owner){status.st_uid, status.st_gid};
	file->owner = owner;
}

static bool
write_file(const struct pd_handover *handover, const char *name,
	struct pd_bytes content, mode_t mode, struct pd_replacement *written,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/%s", handover->directory, name);
	struct pd_owner owner;
	struct pd_new_file file = {.path = path,
		.content = content,
		.mode = mode,
		.replace = handover->replace ? PD_REPLACE : PD_KEEP};
	if (handover->keep)
		take_over_file(path, mode == SECRET_FILE, &file, &owner);
	return pd_replacement_add(written, &file, error);
}

static bool
write_key(const struct pd_handover *handover, const struct pd_key *key,
	struct pd_replacement *written, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	return key == NULL ||
	       (pd_key_pem(key, handover->key_passphrase, &pem, error) &&
		       write_file(handover, key_file, pd_secret_bytes(&pem),
			       SECRET_FILE, written, error));
}

void
pd_handover_chain(const struct pd_certificate *certificate,
	const struct pd_certificates *chain, struct pd_buffer *out)
{
	PD_AUTO(pd_drop_text) char *leaf = pd_certificate_pem(certificate);
	pd_buffer_add_text(out, leaf);
	for (size_t i = 0; i < chain->count; i++) {
		bool last = i == chain->count - 1;
		if (last && pd_certificate_is_root(chain->items[i]))
			continue;
		PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(chain->items[i]);
		pd_buffer_add_text(out, pem);
	}
}

static bool
write_bundle(const struct pd_handover *handover,
	const struct pd_certificate *certificate, const struct pd_certificates *chain,
	const struct pd_key *key, struct pd_replacement *written,
	struct pd_error *error)
{
	if (!handover->p12)
		return true;
	PD_AUTO(pd_secret_wipe) struct pd_secret packed = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates all = {0};
	pd_certificates_add(&all, pd_certificate_copy(certificate));
	pd_certificates_add_copies(&all, chain);
	bool (*pack)(const struct pd_certificates *, const struct pd_key *,
		const char *, const struct pd_secret *, struct pd_secret *,
		struct pd_error *) =
		handover->legacy ? pd_bundle_pkcs12_legacy : pd_bundle_pkcs12;
	return pack(&all, key, pd_certificate_common_name(certificate),
		       handover->p12_passphrase, &packed, error) &&
	       write_file(handover, bundle_file, pd_secret_bytes(&packed), SECRET_FILE,
		       written, error);
}

bool
pd_handover_begin(const struct pd_handover *handover, struct pd_replacement *written,
	struct pd_error *error)
{
	return handover->directory == NULL ||
	       pd_replacement_folder(
		       written, handover->directory, FOLDER, SECRET_FILE, error);
}

bool
pd_handover_write(const struct pd_handover *handover,
	const struct pd_certificate *certificate, const struct pd_certificates *chain,
	const struct pd_key *key, struct pd_replacement *written,
	struct pd_error *error)
{
	if (handover->directory == NULL)
		return true;
	PD_AUTO(pd_buffer_free) struct pd_buffer all = {0};
	PD_AUTO(pd_drop_text) char *leaf = pd_certificate_pem(certificate);
	PD_AUTO(pd_drop_text)
	char *root = pd_certificate_pem(chain->items[chain->count - 1]);
	pd_handover_chain(certificate, chain, &all);
	return pd_handover_begin(handover, written, error) &&
	       write_key(handover, key, written, error) &&
	       write_file(handover, "cert.pem", pd_bytes_of_text(leaf), PUBLIC_FILE,
		       written, error) &&
	       write_file(handover, "chain.pem", pd_buffer_bytes(&all), PUBLIC_FILE,
		       written, error) &&
	       write_file(handover, "ca.pem", pd_bytes_of_text(root), PUBLIC_FILE,
		       written, error) &&
	       write_bundle(handover, certificate, chain, key, written, error);
}
