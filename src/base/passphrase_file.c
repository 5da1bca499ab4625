/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/passphrase_file.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum { PASSPHRASE_LIMIT = 4096 };

/* Without its line break. It may be empty where it opens something, for some keys are
 * encrypted so. */
bool
pd_passphrase_file_read(const char *path, enum pd_passphrase_use use,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!pd_file_read(path, PASSPHRASE_LIMIT, &content, error))
		return false;
	const char *text = pd_secret_text(&content), *end = text + content.size;
	text += pd_text_bom_size(
		text, content.size); /* a byte order mark, as some editors write */
	size_t size = strcspn(text, "\r\n");
	if (text + size < end && text[size] == '\0')
		return pd_fail(error, PD_EINPUT, path,
			_("holds a NUL byte, as UTF-16 does; save it in UTF-8, with "
			  "the passphrase or PIN in its first line"));
	bool is_empty_line =
		size == 0 && text < end && strspn(text, "\r\n") == (size_t)(end - text);
	if (content.size == 0 && use == PD_PASSPHRASE_OPENS)
		return pd_fail(error, PD_EINPUT, path,
			_("is empty; its first line must be the passphrase or PIN, and "
			  "be "
			  "there even if that is empty"));
	if (size == 0 && !(is_empty_line && use == PD_PASSPHRASE_OPENS))
		return pd_fail(error, PD_EINPUT, path,
			_("its first line is empty; it must be the passphrase"));
	pd_secret_add(out, text, size);
	return true;
}
