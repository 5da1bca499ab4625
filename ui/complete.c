/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"

/* More names than these are not told, only counted. */
enum { TOLD = 20 };

char *
pd_complete_path(const char *word)
{
	const char *home = getenv("HOME");
	bool is_home = word[0] == '~' && (word[1] == '/' || word[1] == '\0');
	return is_home && home != NULL ? pd_format("%s%s", home, word + 1)
				       : pd_copy(word);
}

/* The bytes of a word with its escapes; what it means goes to out. */
static size_t
read_word(const char *text, bool many, struct pd_secret *out)
{
	size_t at = 0;
	while (text[at] != '\0' && !(many && text[at] == ' ')) {
		if (many && text[at] == '\\' && text[at + 1] != '\0')
			at++;
		pd_secret_add(out, text + at, 1);
		at++;
	}
	return at;
}

char *
pd_complete_word(const char **text)
{
	*text += strspn(*text, " ");
	if (**text == '\0')
		return NULL;
	PD_AUTO(pd_secret_wipe) struct pd_secret word = {0};
	*text += read_word(*text, true, &word);
	return pd_complete_path(pd_secret_text(&word));
}

/* ---- looking for names --------------------------------------------------------- */

struct search {
	const char *folder, *prefix;
	char *common; /* what all names found begin with */
	size_t count;
	bool is_folder; /* the one found */
	struct pd_secret names;
};

static void
drop_search(struct search *search)
{
	free(search->common);
	pd_secret_wipe(&search->names);
}

static void
drop_directory(DIR **directory)
{
	if (*directory != NULL)
		(void)closedir(*directory);
}

static bool
is_directory(const char *folder, const char *name)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", folder, name);
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void
take(struct search *search, const char *name)
{
	if (search->common == NULL)
		search->common = pd_copy(name);
	size_t same = 0;
	while (search->common[same] != '\0' && search->common[same] == name[same])
		same++;
	search->common[same] = '\0';
	search->is_folder = is_directory(search->folder, name);
	if (search->count++ < TOLD)
		pd_secret_add_format(&search->names, "%s%s%s",
			search->names.size > 0 ? "  " : "", name,
			search->is_folder ? "/" : "");
}

static void
look(struct search *search)
{
	PD_AUTO(drop_directory) DIR *directory = opendir(search->folder);
	size_t size = strlen(search->prefix);
	const struct dirent *entry;
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const char *name = entry->d_name;
		bool hidden = name[0] == '.' && search->prefix[0] != '.';
		bool itself = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
		if (!hidden && !itself && strncmp(name, search->prefix, size) == 0)
			take(search, name);
	}
}

/* What lacks, with blanks escaped, and what follows a whole name. */
static char *
ending(const struct search *search, bool many)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	for (const char *c = search->common + strlen(search->prefix); *c != '\0'; c++) {
		if (many && (*c == ' ' || *c == '\\'))
			pd_secret_add(&out, "\\", 1);
		pd_secret_add(&out, c, 1);
	}
	if (search->count == 1 && search->is_folder)
		pd_secret_add(&out, "/", 1);
	/* A name that cannot be typed cannot be shown as text either. */
	bool good = pd_text_is_utf8(pd_secret_text(&out), out.size);
	return out.size > 0 && good ? pd_copy(pd_secret_text(&out)) : NULL;
}

static const char *
last_word(const char *text, bool many)
{
	const char *word = text;
	for (const char *c = text; many && *c != '\0'; c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
		else if (*c == ' ')
			word = c + 1;
	}
	return word;
}

char *
pd_complete_more(const char *text, bool many, char **choices)
{
	*choices = NULL;
	PD_AUTO(pd_secret_wipe) struct pd_secret word = {0};
	(void)read_word(last_word(text, many), many, &word);
	if (word.size == 0)
		return NULL;
	PD_AUTO(pd_drop_text) char *path = pd_complete_path(pd_secret_text(&word));
	char *slash = strrchr(path, '/');
	PD_AUTO(pd_drop_text)
	char *folder = slash == NULL   ? pd_copy(".")
		       : slash == path ? pd_copy("/")
				       : pd_copy_bytes(path, (size_t)(slash - path));
	PD_AUTO(drop_search)
	struct search search = {.folder = folder, .prefix = slash ? slash + 1 : path};
	look(&search);
	if (search.count == 0)
		return NULL;
	if (search.count > 1)
		*choices = pd_text_safe_string(pd_secret_text(&search.names));
	return ending(&search, many);
}
