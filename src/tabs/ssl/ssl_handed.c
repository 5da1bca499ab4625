/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_handed.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "x509/der/digest.h"

enum { FILE_LIMIT = 1 << 20 };

/* Takes out what names nothing: /./ and slashes that are one too many. */
static void
tidy_path(char *path)
{
	char *to = path;
	for (const char *from = path; *from != '\0';) {
		size_t size = strcspn(from + 1, "/") + 1;
		bool is_nothing = size == 1 || (size == 2 && from[1] == '.');
		if (!is_nothing)
			memmove(to, from, size);
		to += is_nothing ? 0 : size;
		from += size;
	}
	if (to == path)
		*to++ = '/';
	*to = '\0';
}

/* Without following links: the operator's name for it stays right when a link is set
 * anew. NULL: the working directory is gone. */
char *
pd_handed_absolute(const char *directory)
{
	char here[PATH_MAX];
	if (*directory != '/' && getcwd(here, sizeof here) == NULL)
		return NULL;
	char *path = *directory == '/' ? pd_copy(directory)
				       : pd_format("%s/%s", here, directory);
	tidy_path(path);
	return path;
}

bool
pd_handed_is_same(const char *one, const char *other)
{
	struct stat first, second;
	if (one == NULL || other == NULL)
		return false;
	PD_AUTO(pd_drop_text) char *tidy = pd_handed_absolute(one);
	PD_AUTO(pd_drop_text) char *other_tidy = pd_handed_absolute(other);
	if (tidy != NULL && other_tidy != NULL && strcmp(tidy, other_tidy) == 0)
		return true;
	return stat(one, &first) == 0 && stat(other, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool
pd_handed_remember(const char *directory, const struct pd_certificate *certificate,
	struct pd_issued *issued, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE];
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	if (!pd_digest_sha256(pd_bytes_of_text(pem), digest, error))
		return false;
	issued->directory = pd_handed_absolute(directory);
	issued->digest = pd_copy(digest);
	return true;
}

enum pd_handed
pd_handed_look(const struct pd_issued *issued)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_error ignored = {0};
	char digest[PD_DIGEST_SIZE];
	if (issued->directory == NULL || issued->digest == NULL)
		return PD_HANDED_NOWHERE;
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/cert.pem", issued->directory);
	if (!pd_file_read_found(path, FILE_LIMIT, &content, &ignored) ||
		!pd_digest_sha256(pd_secret_bytes(&content), digest, &ignored)) {
		struct pd_error doubt = {0};
		return pd_there_look(path, &doubt) == PD_THERE_NOT ? PD_HANDED_GONE
								   : PD_HANDED_UNKNOWN;
	}
	return strcmp(digest, issued->digest) == 0 ? PD_HANDED_OWN : PD_HANDED_OTHER;
}
