/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/paths/paths.h"

#include <limits.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "store/files.h"
#include "store/store.h"
#include "x509/der/digest.h"

enum { PART_LIMIT = 200, PATH_LIMIT = 1000 };

static bool
is_allowed(char character)
{
	return (character >= 'a' && character <= 'z') ||
	       (character >= 'A' && character <= 'Z') ||
	       (character >= '0' && character <= '9') ||
	       (character != '\0' && strchr("._-@+", character) != NULL);
}

/* '%' comes from pd_store_name. */
static bool
is_part(const char *part, size_t size, size_t limit)
{
	if (size == 0 || size > limit || part[0] == '.')
		return false;
	for (size_t i = 0; i < size; i++)
		if (!is_allowed(part[i]) && part[i] != '%')
			return false;
	return true;
}

static bool
is_path(const char *path, size_t part_limit)
{
	if (strlen(path) > PATH_LIMIT)
		return false;
	for (const char *part = path;; part++) {
		size_t size = strcspn(part, "/");
		if (!is_part(part, size, part_limit))
			return false;
		part += size;
		if (*part == '\0')
			return true;
	}
}

bool
pd_files_is_file(const char *file)
{
	return is_path(file, NAME_MAX);
}

bool
pd_files_check_path(const char *path, struct pd_error *error)
{
	if (is_path(path, PART_LIMIT))
		return true;
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(path);
	return pd_fail(error, PD_EINPUT, safe,
		_("this cannot be a name in the store: it is made of letters, digits "
		  "and . _ - @ +, and its parts do not start with a dot"));
}

char *
pd_store_name(const char *text)
{
	if (text[0] == '\0')
		return pd_copy("%");
	PD_AUTO(pd_buffer_free) struct pd_buffer name = {0};
	for (const char *c = text; *c != '\0'; c++) {
		if (is_allowed(*c) && (c > text || *c != '.'))
			pd_buffer_add_byte(&name, (unsigned char)*c);
		else
			pd_buffer_add_format(&name, "%%%02X", (unsigned char)*c);
	}
	if (name.size <= PART_LIMIT)
		return pd_buffer_steal_text(&name);
	/* Too long: its beginning and its digest, which keep different texts apart;
	 * "%%" is in no other name. */
	char digest[PD_DIGEST_SIZE] = "";
	struct pd_error ignored = {0};
	(void)pd_digest_sha256(pd_buffer_bytes(&name), digest, &ignored);
	return pd_format("%.*s%%%%%s", PART_LIMIT - PD_DIGEST_SIZE - 2,
		pd_buffer_text(&name), digest);
}

char *
pd_store_name_text(const char *name)
{
	static const char digits[] = "0123456789ABCDEF";
	struct pd_buffer text = {0};
	for (const char *c = name; *c != '\0'; c++) {
		const char *high = *c == '%' && c[1] ? strchr(digits, c[1]) : NULL;
		const char *low = high && c[2] ? strchr(digits, c[2]) : NULL;
		if (low == NULL) {
			pd_buffer_add_byte(&text, (unsigned char)*c);
			continue;
		}
		pd_buffer_add_byte(
			&text, (unsigned char)((high - digits) * 16 + (low - digits)));
		c += 2;
	}
	return pd_buffer_steal_text(&text);
}

char *
pd_files_shown(const struct pd_store *store, const char *file)
{
	return pd_format("%s/%s", store->path, file);
}

char *
pd_files_shell_word(const char *path)
{
	bool plain = path[0] != '\0' && path[0] != '-';
	for (const char *c = path; *c != '\0'; c++)
		plain = plain && (is_allowed(*c) || *c == '/');
	if (plain)
		return pd_copy(path);
	PD_AUTO(pd_buffer_free) struct pd_buffer word = {0};
	pd_buffer_add_text(&word, path[0] == '-' ? "'./" : "'");
	for (const char *c = path; *c != '\0'; c++)
		pd_buffer_add_format(&word, *c == '\'' ? "'\\'%c" : "%c", *c);
	pd_buffer_add_text(&word, "'");
	return pd_buffer_steal_text(&word);
}

bool
pd_files_is_key(const char *file)
{
	return strncmp(file, "keys/", 5) == 0;
}

enum pd_removal
pd_files_removal(const char *file)
{
	return pd_files_is_key(file) ? PD_WIPE : PD_UNLINK;
}

const char *
pd_files_name(const char *file)
{
	const char *slash = strrchr(file, '/');
	return slash ? slash + 1 : file;
}

size_t
pd_files_limit(const char *file)
{
	size_t size = strlen(file);
	bool record = size > 4 && strcmp(file + size - 4, ".cfg") == 0;
	return record ? PD_RECORD_LIMIT : PD_STORED_LIMIT;
}
