/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/directory.h"
#include "base/text.h"
#include "scan/config_variables.h"
#include "scan/grammar.h"
#include "scan/ground_match.h"

enum {
	CONFIG_LIMIT = 4 << 20, /* bytes of one file */
	MOST_FILES = 2000,
	MOST_DEPTH = 16, /* of includes */
	MOST_LINES = 200000,
	MOST_CONDITIONS = 64,
};

/* One file being read, and those that led to it. */
struct config_source {
	const struct config_source *above;
	const char *path;
	dev_t device;
	ino_t inode;
	size_t base; /* the block it is included in */
	size_t block;
	unsigned depth;
	bool skips[MOST_CONDITIONS]; /* of .ifdef: does this level not hold? */
	size_t conditions;
};

struct config_loading {
	struct pd_config *config;
	struct pd_ground *ground;
	const struct pd_grammar *grammar;
};

void
pd_config_free(struct pd_config *config)
{
	for (size_t i = 0; i < config->line_count; i++) {
		for (size_t k = 0; k < config->lines[i].count; k++)
			pd_drop_word(config->lines[i].words[k]);
		free(config->lines[i].words);
	}
	free(config->lines);
	free(config->parents);
	pd_names_free(&config->files);
	*config = (struct pd_config){0};
}

/* ---- paths ----------------------------------------------------------------------- */

static void
note_line(struct pd_ground *ground, const struct pd_config_line *line, const char *why)
{
	PD_AUTO(pd_drop_text)
	char *place = pd_format("%s:%u", line->file, line->line);
	pd_ground_note(ground, place, why);
}

/* The main file of the service that led to the block: the block that stands for it. They are
 * numbered as they are read. */
static size_t
main_block(const struct pd_config *config, size_t block)
{
	while (block != 0 && config->parents[block] != 0)
		block = config->parents[block];
	return block;
}

/* The folder that the configuration names: the last in the main file of the line and what that
 * includes, else in those before. NULL: none. */
static const char *
find_told_base(const struct pd_config *config, const struct pd_config_line *line)
{
	const char *told = NULL;
	size_t own = main_block(config, line->block);
	for (size_t i = 0; i < config->line_count; i++) {
		const struct pd_config_line *each = &config->lines[i];
		size_t value = pd_config_value(each, &config->service->base_by);
		if (value > 0 && each->words[value][0] == '/' &&
			main_block(config, each->block) <= own)
			told = each->words[value];
	}
	return told;
}

/* Where they begin if nothing is told. free() it. */
static char *
find_usual_base(const struct pd_config *config, const struct pd_config_line *line)
{
	return config->service->base ? pd_copy(config->service->base)
				     : pd_directory_part(line->file);
}

/* Where those of other files that are included do, whatever is told. free() it. */
static char *
find_include_base(const struct pd_config *config, const struct pd_config_line *line)
{
	const char *base = config->service->include_base;
	return base ? pd_copy(base) : find_usual_base(config, line);
}

/* A few services write a mark before a path: </path, file:/path. */
static const char *
strip_marks(const char *value)
{
	static const char *const marks[] = {"<", "file:", "pem:"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strncmp(value, marks[i], strlen(marks[i])) == 0)
			value += strlen(marks[i]);
	return value;
}

static bool
is_no_path(const char *value)
{
	static const char *const words[] = {
		"", "none", "off", "no", "yes", "on", "auto", "default", "system"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(value, words[i]) == 0)
			return true;
	return strncmp(value, "data:", 5) == 0 || strncmp(value, "engine:", 7) == 0 ||
	       strncmp(value, "store:", 6) == 0 || strncmp(value, "pkcs11:", 7) == 0;
}

/* The path that the value stands for, if it is relative below base. */
static char *
find_path(const struct pd_config_line *line, const char *value, const char *base,
	struct pd_ground *ground)
{
	const char *path = strip_marks(value);
	if (is_no_path(path))
		return NULL;
	if (strpbrk(path, "$%") != NULL) {
		PD_AUTO(pd_drop_text)
		char *why = pd_format(
			_("%s has a variable whose value is not known here"), value);
		note_line(ground, line, why);
		return NULL;
	}
	return path[0] == '/' ? pd_copy(path) : pd_format("%s/%s", base, path);
}

char *
pd_config_path(const struct pd_config *config, const struct pd_config_line *line,
	const char *value, struct pd_ground *ground)
{
	const char *told = find_told_base(config, line);
	PD_AUTO(pd_drop_text) char *usual = find_usual_base(config, line);
	return find_path(line, value, told ? told : usual, ground);
}

/* ---- blocks ---------------------------------------------------------------------- */

static size_t
add_block(struct pd_config *config, size_t parent)
{
	config->parents = pd_grow_by_one(
		config->parents, config->block_count, sizeof *config->parents);
	config->parents[config->block_count] = parent;
	return config->block_count++;
}

/* Takes the words. NULL: there are too many lines. */
static struct pd_config_line *
add_config_line(struct config_loading *loading, const struct config_source *source,
	struct pd_statement *statement)
{
	struct pd_config *config = loading->config;
	if (config->line_count >= MOST_LINES || statement->count == 0)
		return NULL;
	config->lines = pd_grow_by_one(
		config->lines, config->line_count, sizeof *config->lines);
	struct pd_config_line *line = &config->lines[config->line_count++];
	*line = (struct pd_config_line){.file = source->path,
		.line = statement->line,
		.block = source->block,
		.words = statement->words,
		.count = statement->count};
	statement->words = NULL;
	statement->count = 0;
	pd_config_put_variables(config, line, pd_grammar_has_macros(loading->grammar));
	return line;
}

/* ---- what .ifdef and the like say ------------------------------------------------ */

static bool
is_skipped(const struct config_source *source)
{
	for (size_t i = 0; i < source->conditions; i++)
		if (source->skips[i])
			return true;
	return false;
}

/* Is it a condition? Then it is taken. */
static bool
take_condition(struct config_loading *loading, struct config_source *source,
	const struct pd_statement *statement)
{
	const char *word = statement->count > 0 ? statement->words[0] : "";
	const char *name = statement->count > 1 ? statement->words[1] : "";
	bool ifdef = strcmp(word, ".ifdef") == 0, ifndef = strcmp(word, ".ifndef") == 0;
	if (!pd_grammar_has_macros(loading->grammar) || word[0] != '.')
		return false;
	if ((ifdef || ifndef) && source->conditions < MOST_CONDITIONS) {
		bool known = pd_config_find_macro(loading->config, name) != NULL;
		source->skips[source->conditions++] = known == ifndef;
	} else if (strcmp(word, ".else") == 0 && source->conditions > 0)
		source->skips[source->conditions - 1] =
			!source->skips[source->conditions - 1];
	else if (strcmp(word, ".endif") == 0 && source->conditions > 0)
		source->conditions--;
	else
		return false;
	return true;
}

/* ---- files ----------------------------------------------------------------------- */

static void load_path(struct config_loading *loading, const struct config_source *above,
	const char *path);

static bool
is_in_circle(const struct config_source *above, const struct stat *status)
{
	for (; above != NULL; above = above->above)
		if (above->device == status->st_dev && above->inode == status->st_ino)
			return true;
	return false;
}

/* A folder stands for the files in it. */
static void
load_matches(struct config_loading *loading, const struct config_source *source,
	const char *pattern)
{
	PD_AUTO(pd_names_free) struct pd_names paths = {0};
	pd_ground_match(loading->ground, pattern, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		struct stat status;
		if (pd_ground_look(loading->ground, paths.items[i], &status) != 0)
			continue;
		if (!S_ISDIR(status.st_mode)) {
			load_path(loading, source, paths.items[i]);
			continue;
		}
		PD_AUTO(pd_drop_text) char *all = pd_format("%s/*", paths.items[i]);
		PD_AUTO(pd_names_free) struct pd_names inside = {0};
		pd_ground_match(loading->ground, all, &inside);
		for (size_t k = 0; k < inside.count; k++)
			load_path(loading, source, inside.items[k]);
	}
}

static void
take_config_line(struct config_loading *loading, const struct config_source *source,
	struct pd_statement *statement)
{
	size_t before = loading->config->line_count;
	if (add_config_line(loading, source, statement) == NULL)
		return;
	/* The lines may move meanwhile. */
	struct pd_config_line line = loading->config->lines[before];
	size_t value = pd_config_value(&line, &loading->config->service->include);
	if (value == 0)
		return;
	PD_AUTO(pd_drop_text) char *base = find_include_base(loading->config, &line);
	for (; value < line.count; value++) {
		PD_AUTO(pd_drop_text)
		char *path = find_path(&line, line.words[value], base, loading->ground);
		if (path != NULL)
			load_matches(loading, source, path);
	}
}

static void
take_statement_of(struct config_loading *loading, struct config_source *source,
	struct pd_statement *statement)
{
	struct pd_config *config = loading->config;
	if (take_condition(loading, source, statement) || is_skipped(source))
		return;
	switch (statement->kind) {
	case PD_OPENS:
		source->block = add_block(config, source->block);
		(void)add_config_line(loading, source, statement);
		break;
	case PD_CLOSES:
		if (source->block != source->base)
			source->block = config->parents[source->block];
		break;
	case PD_STATES:
		take_config_line(loading, source, statement);
	}
}

static void
load_text(struct config_loading *loading, struct config_source *source,
	struct pd_bytes text)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_statements_free) struct pd_statements statements = {0};
	if (!pd_statements_read(loading->grammar, text, source->path,
		    loading->ground->cancelled, &statements, &problem)) {
		pd_ground_note(loading->ground, source->path, problem.message);
		return;
	}
	if (statements.is_cut)
		pd_ground_note(loading->ground, source->path,
			_("the file has too many lines; the rest was not examined"));
	for (size_t i = 0; i < statements.count; i++)
		if (!pd_ground_is_over(loading->ground))
			take_statement_of(loading, source, &statements.items[i]);
}

static void
load_path(struct config_loading *loading, const struct config_source *above,
	const char *path)
{
	struct pd_config *config = loading->config;
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	struct stat status;
	unsigned depth = above ? above->depth + 1 : 0;
	size_t block = above ? above->block : add_block(config, 0);
	if (pd_ground_look(loading->ground, path, &status) != 0)
		return;
	const char *why =
		is_in_circle(above, &status) ? _("the file includes itself")
		: depth > MOST_DEPTH ? _("the file is included over too many others")
		: config->files.count >= MOST_FILES ? _("too many files are included")
						    : NULL;
	if (why != NULL) {
		pd_ground_note(loading->ground, path, why);
		return;
	}
	int number = pd_ground_read(
		loading->ground, path, CONFIG_LIMIT, PD_GROUND_ANY, &text);
	pd_ground_note_number(loading->ground, path, number);
	if (number != 0)
		return;
	pd_names_add(&config->files, path);
	struct config_source source = {.above = above,
		.path = config->files.items[config->files.count - 1],
		.device = status.st_dev,
		.inode = status.st_ino,
		.base = block,
		.block = block,
		.depth = depth};
	load_text(loading, &source, pd_secret_bytes(&text));
}

void
pd_config_load(const struct pd_service *service, struct pd_ground *ground,
	struct pd_config *out)
{
	struct config_loading loading = {
		out, ground, pd_grammar_find(service->grammar)};
	*out = (struct pd_config){.service = service};
	(void)add_block(out, 0);
	for (size_t i = 0; i < service->files.count && loading.grammar != NULL; i++) {
		PD_AUTO(pd_names_free) struct pd_names paths = {0};
		pd_ground_match(ground, service->files.items[i], &paths);
		for (size_t k = 0; k < paths.count; k++)
			load_path(&loading, NULL, paths.items[k]);
	}
}
