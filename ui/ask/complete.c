/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/complete.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"

/* At most this many names are told at once. */
enum { TOLD = 20 };

char *
pd_complete_path(const char *word)
{
	const char *home = getenv("HOME");
	bool is_home = word[0] == '~' && (word[1] == '/' || word[1] == '\0');
	return is_home && home != NULL ? pd_format("%s%s", home, word + 1)
				       : pd_copy(word);
}

/* Appends the word at the start of text to out without its escapes; returns its length in
 * text. */
static size_t
unescape_word(const char *text, enum pd_name_count names, struct pd_secret *out)
{
	size_t at = 0;
	while (text[at] != '\0' && !(names == PD_MANY_NAMES && text[at] == ' ')) {
		if (names == PD_MANY_NAMES && text[at] == '\\' && text[at + 1] != '\0')
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
	*text += unescape_word(*text, PD_MANY_NAMES, &word);
	return pd_complete_path(pd_secret_text(&word));
}

char *
pd_complete_escape(const char *path, enum pd_name_count names)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	for (const char *at = path; *at != '\0'; at++) {
		if (names == PD_MANY_NAMES && (*at == ' ' || *at == '\\'))
			pd_secret_add_text(&out, "\\");
		pd_secret_add(&out, at, 1);
	}
	return pd_copy(pd_secret_text(&out));
}

/* ---- looking for names --------------------------------------------------------- */

struct search {
	const char *folder, *prefix;
	const char *after;    /* names up to this were told before; NULL: none */
	char *common;         /* the longest common prefix of the names found */
	size_t count, before; /* of them; those that were told */
	char *first[TOLD];    /* the first of the others, in order */
	int failure;          /* errno of reading the folder, or 0 */
};

static void
drop_search(struct search *search)
{
	free(search->common);
	for (size_t i = 0; i < TOLD; i++)
		free(search->first[i]);
}

static void
close_directory(DIR **directory)
{
	if (*directory != NULL)
		(void)closedir(*directory);
}

static bool
names_a_folder(const char *folder, const char *name)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", folder, name);
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Keeps the first names in order without storing all. */
static void
insert_found_name(struct search *search, const char *name)
{
	size_t others = search->count - search->before;
	size_t at = others < TOLD ? others : TOLD;
	if (at == TOLD && strcmp(name, search->first[TOLD - 1]) >= 0)
		return;
	if (at == TOLD)
		free(search->first[--at]);
	for (; at > 0 && strcmp(name, search->first[at - 1]) < 0; at--)
		search->first[at] = search->first[at - 1];
	search->first[at] = pd_copy(name);
}

static void
add_found_name(struct search *search, const char *name)
{
	if (search->common == NULL)
		search->common = pd_copy(name);
	size_t same = 0;
	while (search->common[same] != '\0' && search->common[same] == name[same])
		same++;
	search->common[same] = '\0';
	if (search->after != NULL && strcmp(name, search->after) <= 0)
		search->before++;
	else
		insert_found_name(search, name);
	search->count++;
}

static void
search_folder(struct search *search)
{
	PD_AUTO(close_directory) DIR *directory = opendir(search->folder);
	search->failure = directory == NULL ? errno : 0;
	size_t size = strlen(search->prefix);
	const struct dirent *entry;
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const char *name = entry->d_name;
		bool hidden = name[0] == '.' && search->prefix[0] != '.';
		bool itself = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
		if (!hidden && !itself && strncmp(name, search->prefix, size) == 0)
			add_found_name(search, name);
	}
}

/* ---- what comes of it ---------------------------------------------------------- */

/* What lacks, with blanks escaped, and what follows a whole name. Names may part within
 * a character, and hold what cannot stand in a field: it ends before that. */
static char *
complete_name(const struct search *search, enum pd_name_count names)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	const char *at = search->common + strlen(search->prefix);
	int32_t character;
	for (size_t step; *at != '\0'; at += step) {
		step = pd_text_next(at, strlen(at), &character);
		/* Only text that is shown unescaped can stand in a field. */
		if (!pd_text_is_safe(at, step))
			break;
		pd_secret_add(&out, at, step);
	}
	if (search->count == 1 && *at == '\0' &&
		names_a_folder(search->folder, search->common))
		pd_secret_add_text(&out, "/");
	return out.size > 0 ? pd_complete_escape(pd_secret_text(&out), names) : NULL;
}

static char *
list_found_names(const struct search *search)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret list = {0};
	for (size_t i = 0; i < TOLD && i < search->count - search->before; i++) {
		PD_AUTO(pd_drop_text)
		char *safe = pd_text_safe_string(search->first[i]);
		bool folder = names_a_folder(search->folder, search->first[i]);
		pd_secret_add_format(
			&list, "%s%s%s", i > 0 ? "  " : "", safe, folder ? "/" : "");
	}
	return pd_copy(pd_secret_text(&list));
}

static char *
explain_no_names(const struct search *search, const char *path)
{
	PD_AUTO(pd_drop_text) char *safe_folder = pd_text_safe_string(search->folder);
	PD_AUTO(pd_drop_text) char *safe_path = pd_text_safe_string(path);
	if (search->failure != 0)
		return pd_format(_("%s cannot be read: %s"), safe_folder,
			strerror(search->failure));
	if (*search->prefix == '\0')
		return pd_format(_("No files in %s"), safe_folder);
	return pd_format(_("No file's name begins with %s"), safe_path);
}

static char *
describe_found_names(const struct search *search, const char *path)
{
	if (search->count == 0)
		return explain_no_names(search, path);
	PD_AUTO(pd_drop_text) char *list = list_found_names(search);
	size_t last = search->before + TOLD;
	if (search->count > TOLD)
		return pd_format(_("%zu-%zu of %zu names, Tab turns the page: %s"),
			search->before + 1, last < search->count ? last : search->count,
			search->count, list);
	if (search->count > 1)
		return pd_format(
			ngettext("%zu name: %s", "%zu names: %s", search->count),
			search->count, list);
	const char *name = search->first[0];
	return pd_text_is_safe(name, strlen(name))
		       ? NULL
		       : pd_format(_("This name cannot be typed, rename the file: %s"),
				 list);
}

static const char *
find_last_word(const char *text, enum pd_name_count names)
{
	const char *word = text;
	for (const char *c = text; names == PD_MANY_NAMES && *c != '\0'; c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
		else if (*c == ' ')
			word = c + 1;
	}
	return word;
}

struct pd_completion
pd_complete(const char *text, enum pd_name_count names, const char *after)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret word = {0};
	(void)unescape_word(find_last_word(text, names), names, &word);
	if (word.size == 0 || strcmp(pd_secret_text(&word), "-") == 0)
		return (struct pd_completion){0};
	PD_AUTO(pd_drop_text) char *path = pd_complete_path(pd_secret_text(&word));
	char *slash = strrchr(path, '/');
	PD_AUTO(pd_drop_text)
	char *folder = slash == NULL   ? pd_copy(".")
		       : slash == path ? pd_copy("/")
				       : pd_copy_bytes(path, (size_t)(slash - path));
	PD_AUTO(drop_search)
	struct search search = {
		.folder = folder, .prefix = slash ? slash + 1 : path, .after = after};
	search_folder(&search);
	bool has_more = search.count > search.before + TOLD;
	return (struct pd_completion){
		.more = search.count > 0 ? complete_name(&search, names) : NULL,
		.told = describe_found_names(&search, path),
		.found = search.count > 0,
		.last = has_more ? pd_copy(search.first[TOLD - 1]) : NULL,
	};
}

void
pd_completion_free(struct pd_completion *completion)
{
	free(completion->more);
	free(completion->told);
	free(completion->last);
}
