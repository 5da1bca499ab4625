/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/uses.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "probe/probe_starttls.h"
#include "scan/config.h"
#include "scan/grammar.h"
#include "scan/ground_match.h"
#include "scan/material.h"

/* What a configuration uses: for each line that names a certificate its key, its chain, the
 * ports and the hosts that belong to it. */

struct use_search {
	struct pd_machine *scan;
	const struct pd_config *config;
	const struct pd_config_line *line; /* that names the certificate */
};

/* ---- ports ----------------------------------------------------------------------- */

static bool
read_port_number(const char *text, unsigned *out)
{
	enum { MOST = 65535 };
	unsigned long number = 0;
	size_t size = strspn(text, "0123456789");
	for (size_t i = 0; i < size && i < 6; i++)
		number = number * 10 + (unsigned long)(text[i] - '0');
	*out = (unsigned)number;
	return size > 0 && size < 6 && number > 0 && number <= MOST &&
	       (text[size] == '\0' || text[size] == '/');
}

/* Is that address one that loopback reaches? */
static bool
is_here(const char *address, size_t size)
{
	static const char *const words[] = {
		"", "*", "0.0.0.0", "[::]", "::", "localhost", "_default_"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == size && strncmp(address, words[i], size) == 0)
			return true;
	return size > 4 && strncmp(address, "127.", 4) == 0;
}

static void
add_port(struct pd_scan_use *use, unsigned number, const char *starttls)
{
	for (size_t i = 0; i < use->port_count; i++)
		if (use->ports[i].number == number)
			return;
	if (use->port_count < PD_SCAN_PORTS)
		use->ports[use->port_count++] =
			(struct pd_scan_port){.number = number, .starttls = starttls};
}

/* 443, *:443, [::]:443, 127.0.0.1:443; false: it names no port that can be asked here. */
static bool
take_port(struct pd_scan_use *use, const char *word)
{
	const struct pd_names *protocol = &use->service->protocol;
	const char *colon = strrchr(word, ':');
	unsigned number;
	if (colon != NULL && !is_here(word, (size_t)(colon - word)))
		return false;
	if (!read_port_number(colon ? colon + 1 : word, &number))
		return false;
	add_port(use, number, protocol->count > 0 ? protocol->items[0] : NULL);
	return true;
}

/* Of lists such as in <VirtualHost *:443 [::]:443> all. */
static void
take_listen_line(struct pd_scan_use *use, const struct pd_config_line *line)
{
	size_t at = pd_config_value_with(line, &use->service->listen);
	while (at > 0 && at < line->count && take_port(use, line->words[at]))
		at++;
}

static bool
says_listen(const struct pd_config_line *line, const struct pd_service *service)
{
	return pd_config_value_with(line, &service->listen) > 0;
}

/* "443", "25/smtp" */
static bool
check_usual_port(
	const struct pd_service *service, const char *word, struct pd_error *error)
{
	unsigned number;
	const char *slash = strchr(word, '/');
	return (read_port_number(word, &number) &&
		       (slash == NULL || pd_starttls_is(slash + 1))) ||
	       pd_fail(error, PD_EINPUT, service->place,
		       _("\"%.80s\" of ports is not a port; write its number, and "
			 "behind it what begins in plain text, such as \"443\" or "
			 "\"25/smtp\""),
		       word);
}

bool
pd_scan_check_service(const struct pd_service *service, struct pd_error *error)
{
	if (service->grammar != NULL && pd_grammar_find(service->grammar) == NULL)
		return pd_fail(error, PD_EINPUT, service->place,
			_("there is no grammar \"%.80s\"; the first lines of "
			  "services.cfg list them"),
			service->grammar);
	for (size_t i = 0; i < service->protocol.count; i++)
		if (!pd_starttls_is(service->protocol.items[i]))
			return pd_fail(error, PD_EINPUT, service->place,
				_("there is no protocol \"%.80s\" that begins in "
				  "plain text"),
				service->protocol.items[i]);
	for (size_t i = 0; i < service->ports.count; i++)
		if (!check_usual_port(service, service->ports.items[i], error))
			return false;
	return true;
}

static void
take_usual_ports(struct pd_scan_use *use)
{
	const struct pd_names *ports = &use->service->ports;
	for (size_t i = 0; i < ports->count; i++) {
		const char *slash = strchr(ports->items[i], '/');
		unsigned number;
		if (read_port_number(ports->items[i], &number))
			add_port(use, number, slash ? slash + 1 : NULL);
	}
}

static void
find_ports(const struct use_search *search, struct pd_scan_use *use)
{
	const struct pd_config *config = search->config;
	bool found = says_listen(search->line, use->service);
	if (found)
		take_listen_line(use, search->line);
	for (int up = 0; up < 2 && !found; up++)
		for (size_t i = 0; i < config->line_count; i++) {
			const struct pd_config_line *line = &config->lines[i];
			size_t block = search->line->block;
			bool near = up == 0 ? pd_config_is_within(
						      config, line->block, block)
					    : pd_config_is_within(
						      config, block, line->block);
			if (!near || !says_listen(line, use->service))
				continue;
			found = true;
			take_listen_line(use, line);
		}
	if (!found)
		take_usual_ports(use);
}

/* ---- hosts ----------------------------------------------------------------------- */

/* Patterns and words that are no names are not asked for. */
static char *
read_served_host(const char *word)
{
	const char *name = strstr(word, "://");
	name = name ? name + 3 : word;
	size_t size = strcspn(name, ":/");
	if (size == 0 || strpbrk(name, "*~$_^()|\\ ") != NULL ||
		memchr(name, '.', size) == NULL || name[0] == '.' || name[0] == '[')
		return NULL;
	return pd_copy_bytes(name, size);
}

static void
find_hosts(const struct use_search *search, struct pd_scan_use *use)
{
	const struct pd_config *config = search->config;
	for (size_t i = 0; i < config->line_count; i++) {
		const struct pd_config_line *line = &config->lines[i];
		size_t at = pd_config_value(line, &use->service->serve);
		if (at == 0 ||
			!pd_config_is_within(config, line->block, search->line->block))
			continue;
		for (; at < line->count; at++) {
			PD_AUTO(pd_drop_text)
			char *name = read_served_host(line->words[at]);
			if (name != NULL)
				pd_names_add(&use->hosts, name);
		}
	}
}

/* ---- other files ----------------------------------------------------------------- */

/* Of the lines that say it in the block, or in the nearest one around it, the one of that
 * number, or the last. */
static const struct pd_config_line *
find_nearest(const struct use_search *search, const struct pd_names *directives,
	size_t number)
{
	const struct pd_config *config = search->config;
	size_t block = search->line->block;
	for (;;) {
		const struct pd_config_line *found = NULL;
		size_t count = 0;
		for (size_t i = 0; i < config->line_count && count <= number; i++)
			if (config->lines[i].block == block &&
				pd_config_value(&config->lines[i], directives) > 0) {
				found = &config->lines[i];
				count++;
			}
		if (found != NULL || block == 0)
			return found;
		block = config->parents[block];
	}
}

static struct pd_scan_file *
find_beside(const struct use_search *search, const struct pd_names *directives,
	size_t number)
{
	const struct pd_config_line *line = find_nearest(search, directives, number);
	struct stat status;
	if (line == NULL)
		return NULL;
	size_t value = pd_config_value(line, directives);
	PD_AUTO(pd_drop_text)
	char *path = pd_config_path(
		search->config, line, line->words[value], &search->scan->ground);
	if (path == NULL ||
		(pd_ground_look(&search->scan->ground, path, &status) == 0 &&
			S_ISDIR(status.st_mode)))
		return NULL;
	return pd_material_find(search->scan, path, PD_GROUND_ANY);
}

/* How many lines before it in its block name a certificate. */
static size_t
count_before(const struct use_search *search)
{
	const struct pd_config *config = search->config;
	size_t count = 0;
	for (const struct pd_config_line *line = config->lines; line < search->line;
		line++)
		count += line->block == search->line->block &&
			 pd_config_value(line, &config->service->certificate) > 0;
	return count;
}

/* Does the block, or one around it, say that it uses no TLS? */
static bool
is_off(const struct use_search *search)
{
	const struct pd_config *config = search->config;
	for (size_t i = 0; i < config->line_count; i++)
		if (pd_config_value_with(&config->lines[i], &config->service->off) >
				0 &&
			pd_config_is_within(
				config, search->line->block, config->lines[i].block))
			return true;
	return false;
}

/* ---- uses ------------------------------------------------------------------------ */

static void
add_serving(const struct use_search *search, struct pd_scan_file *file)
{
	struct pd_machine *scan = search->scan;
	const struct pd_service *service = search->config->service;
	size_t number = count_before(search);
	struct pd_scan_file *key = find_beside(search, &service->key, number);
	struct pd_scan_file *chain = find_beside(search, &service->chain, number);
	struct pd_scan_file *authority = find_beside(search, &service->authority, 0);
	struct pd_scan_use *use =
		pd_machine_add_use(scan, PD_SCAN_SERVES, service, file);
	use->file = pd_copy(search->line->file);
	use->line = search->line->line;
	use->config = scan->config_count;
	use->block = search->line->block;
	use->key = key ? key : file->keys.count > 0 || file->is_locked ? file : NULL;
	use->chain = chain;
	use->authority = authority;
	find_hosts(search, use);
	find_ports(search, use);
}

static void
add_used_path(const struct use_search *search, const char *value)
{
	struct pd_ground *ground = &search->scan->ground;
	struct stat status;
	PD_AUTO(pd_drop_text)
	char *path = pd_config_path(search->config, search->line, value, ground);
	if (path == NULL)
		return;
	if (pd_ground_look(ground, path, &status) != 0 || !S_ISDIR(status.st_mode)) {
		add_serving(
			search, pd_material_find(search->scan, path, PD_GROUND_ANY));
		return;
	}
	PD_AUTO(pd_names_free) struct pd_names inside = {0};
	PD_AUTO(pd_drop_text) char *all = pd_format("%s/*", path);
	pd_ground_match(ground, all, &inside);
	for (size_t i = 0; i < inside.count; i++) {
		struct pd_scan_file *file = pd_material_find(
			search->scan, inside.items[i], PD_GROUND_CERTIFICATES);
		if (file->certificates.count > 0)
			add_serving(search, file);
	}
}

/* All values of a directive; of one with two words that behind each second word. */
static void
add_line_uses(const struct use_search *search, size_t value)
{
	const struct pd_config_line *line = search->line;
	bool single = value == 1;
	const char *before = line->words[value - 1];
	for (size_t i = value; i < line->count; i++)
		if (single || strcmp(line->words[i - 1], before) == 0)
			add_used_path(search, line->words[i]);
}

static void
add_trusting(const struct use_search *search)
{
	const struct pd_service *service = search->config->service;
	struct pd_machine *scan = search->scan;
	struct pd_scan_file *file = find_beside(search, &service->authority, 0);
	for (size_t i = 0; i < scan->use_count && file != NULL; i++)
		if (scan->uses[i].role == PD_SCAN_TRUSTS &&
			scan->uses[i].certificate == file &&
			scan->uses[i].service == service)
			file = NULL;
	if (file == NULL)
		return;
	struct pd_scan_use *use =
		pd_machine_add_use(scan, PD_SCAN_TRUSTS, service, file);
	use->file = pd_copy(search->line->file);
	use->line = search->line->line;
}

void
pd_scan_add_uses(struct pd_machine *scan, const struct pd_config *config)
{
	const struct pd_service *service = config->service;
	for (size_t i = 0; i < config->line_count; i++) {
		const struct use_search search = {scan, config, &config->lines[i]};
		size_t value =
			pd_config_value(&config->lines[i], &service->certificate);
		if (pd_ground_is_over(&scan->ground))
			break;
		if (value > 0 && !is_off(&search))
			add_line_uses(&search, value);
		if (pd_config_value(&config->lines[i], &service->authority) > 0 &&
			!is_off(&search))
			add_trusting(&search);
	}
	scan->config_count++;
}
