/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_judge.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/there/there.h"
#include "tabs/scan/scan_faults.h"
#include "tabs/trust/trust_judge.h"

/* A list of more is a bundle of roots, which is kept up by its package. */
enum { MOST_AUTHORITIES = 8 };

void
pd_finds_free(struct pd_finds *finds)
{
	for (size_t i = 0; i < finds->count; i++) {
		struct pd_find *find = &finds->items[i];
		for (size_t k = 0; k < find->fault_count; k++)
			free(find->faults[k].sentence);
		free(find->faults);
		free(find->uses);
	}
	free(finds->items);
	free(finds->without_store);
	pd_deploy_targets_free(&finds->targets);
	pd_machine_free(&finds->scan);
	*finds = (struct pd_finds){.scan = {.ground = {.descriptor = -1}}};
}

/* ---- gathering ------------------------------------------------------------------- */

static struct pd_find *
find_of_file(struct pd_finds *finds, struct pd_scan_file *file)
{
	for (size_t i = 0; i < finds->count; i++)
		if (finds->items[i].file == file)
			return &finds->items[i];
	finds->items = pd_grow_by_one(finds->items, finds->count, sizeof *finds->items);
	struct pd_find *find = &finds->items[finds->count++];
	*find = (struct pd_find){.file = file, .marker = ' '};
	return find;
}

static bool
are_authorities(const struct pd_certificates *all)
{
	int length;
	for (size_t i = 0; i < all->count; i++)
		if (!pd_certificate_is_ca(all->items[i], &length))
			return false;
	return all->count > 0;
}

/* Roots that nothing uses, and long lists of them, are not what is looked for. */
static bool
is_only_trust(const struct pd_scan_use *use)
{
	const struct pd_scan_file *file = use->certificate;
	if (use->role == PD_SCAN_TRUSTS)
		return file->certificates.count == 0 ||
		       file->certificates.count > MOST_AUTHORITIES;
	return use->role == PD_SCAN_LIES && use->key == NULL &&
	       are_authorities(&file->certificates);
}

static void
gather_finds(struct pd_finds *finds)
{
	for (size_t i = 0; i < finds->scan.use_count; i++) {
		const struct pd_scan_use *use = &finds->scan.uses[i];
		if (is_only_trust(use)) {
			finds->authorities++;
			continue;
		}
		struct pd_find *find = find_of_file(finds, use->certificate);
		find->uses =
			pd_grow_by_one(find->uses, find->use_count, sizeof *find->uses);
		find->uses[find->use_count++] = use;
		find->is_used = find->is_used || use->role == PD_SCAN_SERVES;
	}
}

/* By the path that somebody wrote, or by where that leads. */
static bool
is_file_at(const struct pd_scan_file *file, const char *path)
{
	return strcmp(path, file->path) == 0 ||
	       (file->real != NULL && strcmp(path, file->real) == 0);
}

static const char *
find_target_of(const struct pd_finds *finds, const struct pd_scan_file *file)
{
	for (size_t i = 0; i < finds->targets.count; i++)
		if (is_file_at(file, finds->targets.items[i].certificate))
			return finds->targets.items[i].name;
	return NULL;
}

/* ---- order ----------------------------------------------------------------------- */

static int
rank_find(const struct pd_find *find)
{
	return find->marker == 'x'   ? 0
	       : find->marker == '!' ? 1
	       : find->is_used       ? 2
				     : 3;
}

static int
compare_finds(const void *one, const void *other)
{
	const struct pd_find *a = one, *b = other;
	int ranks = rank_find(a) - rank_find(b);
	return ranks != 0 ? ranks : strcmp(a->file->path, b->file->path);
}

/* ---- all ------------------------------------------------------------------------- */

static bool
is_store_there(const struct pd_context *context)
{
	struct pd_error ignored = {0};
	return context->store != NULL ||
	       pd_there_look(context->store_path, &ignored) != PD_THERE_NOT;
}

static void
look_at_store(struct pd_context *context, struct pd_finds *out, struct pd_lists *lists)
{
	struct pd_error problem = {0};
	struct pd_error host = {0};
	if (!is_store_there(context) || !pd_context_look(context, &problem)) {
		if (!pd_settings_load_usual(NULL, &context->settings, &host) &&
			problem.code == PD_OK)
			problem = host;
	} else if (pd_lists_load_own(context, lists, &problem))
		(void)pd_deploy_targets_load(context->store, &out->targets, &problem);
	if (problem.code != PD_OK)
		out->without_store =
			pd_format("%s: %s", problem.input, problem.message);
}

bool
pd_finds_make(struct pd_context *context, const struct pd_scan_order *order,
	struct pd_finds *out, struct pd_error *error)
{
	PD_AUTO(pd_lists_free) struct pd_lists lists = {0};
	*out = (struct pd_finds){.scan = {.ground = {.descriptor = -1}}};
	if (!pd_scan_run(order, &out->scan, error))
		return false;
	look_at_store(context, out, &lists);
	gather_finds(out);
	for (size_t i = 0; i < out->count; i++) {
		struct pd_find *find = &out->items[i];
		pd_find_judge(context, out, &lists, find);
		find->target = find_target_of(out, find->file);
		out->faulty += find->fault_count > 0;
	}
	if (out->count > 0)
		qsort(out->items, out->count, sizeof *out->items, compare_finds);
	return true;
}

const struct pd_find *
pd_finds_find(const struct pd_finds *finds, const char *path, struct pd_error *error)
{
	for (size_t i = 0; i < finds->count; i++)
		if (is_file_at(finds->items[i].file, path))
			return &finds->items[i];
	(void)pd_fail(error, PD_EUSAGE, path,
		_("no certificate was found there; scan shows the files"));
	return NULL;
}
