/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/system/system_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/run_command.h"

enum { SECONDS = 300, NAME_DIGITS = 16 };

/* ---- files ------------------------------------------------------------------------- */

static bool
stage_system_file(struct pd_system_step *step, const char *path,
	struct pd_bytes content, struct pd_error *error)
{
	const struct pd_new_file file = {
		.path = path, .content = content, .mode = 0644, .replace = PD_REPLACE};
	free(step->file);
	step->file = pd_copy(path);
	step->changed = true;
	return pd_replacement_add(&step->set, &file, error);
}

static bool
stage_removal(struct pd_system_step *step, const struct pd_system_anchor *anchor,
	struct pd_error *error)
{
	if (anchor->beside > 0)
		return pd_fail(error, PD_EINPUT, anchor->file,
			_("holds other certificates too, which would go with it; take "
			  "this one out of the file by hand"));
	free(step->file);
	step->file = pd_copy(anchor->file);
	step->changed = true;
	return pd_replacement_remove(&step->set, anchor->file, error);
}

static bool
stage_anchor(struct pd_system_step *step, const struct pd_system_wish *wish,
	const char *directory, const char *suffix, struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(wish->certificate, id);
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(wish->certificate);
	PD_AUTO(pd_drop_text)
	char *path = wish->file ? pd_copy(wish->file)
				: pd_format("%s/pemdeck-%.*s%s", directory, NAME_DIGITS,
					  id, *suffix ? suffix : ".pem");
	return stage_system_file(step, path,
		(struct pd_bytes){(const unsigned char *)pem, strlen(pem)}, error);
}

/* ---- lines ------------------------------------------------------------------------- */

/* Is the file that the line names that certificate? */
static bool
names_certificate(struct pd_context *context, const struct pd_system_place *place,
	const char *name, const char *id)
{
	char own[PD_TRUST_ID_SIZE];
	struct pd_error ignored = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates read = {0};
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", place->shipped, name);
	if (!pd_system_read(context, path, &read, &ignored))
		return false;
	for (size_t i = 0; i < read.count; i++) {
		pd_trust_id(read.items[i], own);
		if (strcmp(own, id) == 0)
			return true;
	}
	return false;
}

/* Puts a ! before each line that names the certificate, or takes it away. */
static bool
edit_lines(struct pd_context *context, const struct pd_system_wish *wish,
	struct pd_system_step *step, struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	const struct pd_system_place *place = step->place;
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer edited = {0};
	bool allow = wish->act == PD_SYSTEM_ALLOW, found = false;
	pd_trust_id(wish->certificate, id);
	if (!pd_file_read_found(place->lines, PD_INPUT_LIMIT, &content, error))
		return false;
	const char *end, *text = pd_secret_text(&content);
	for (const char *line = text; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		bool excluded = *line == '!';
		const char *from = line + (excluded ? 1 : 0);
		PD_AUTO(pd_drop_text)
		char *name = pd_copy_bytes(from, (size_t)(end - from));
		end += *end == '\n';
		bool is_it = excluded == allow && *name != '#' && *name != '\0' &&
			     names_certificate(context, place, name, id);
		found = found || is_it;
		if (is_it && !allow)
			pd_buffer_add_byte(&edited, '!');
		pd_buffer_add(&edited, is_it && allow ? from : line,
			(size_t)(end - (is_it && allow ? from : line)));
	}
	return found ? stage_system_file(
			       step, place->lines, pd_buffer_bytes(&edited), error)
		     : pd_fail(error, PD_ESTATE, place->lines,
			       _("names no file with this certificate, so nothing "
				 "there "
				 "says whether it is trusted"));
}

/* ---- one act ----------------------------------------------------------------------- */

static bool
stage_act(struct pd_context *context, const struct pd_system_wish *wish,
	const struct pd_system_anchor *now, struct pd_system_step *step,
	struct pd_error *error)
{
	const struct pd_system_place *place = step->place;
	bool is_distrusted = now != NULL && now->state == PD_SYSTEM_DISTRUSTED;
	bool is_own = now != NULL && now->file != NULL && !is_distrusted;
	switch (wish->act) {
	case PD_SYSTEM_ADD:
		step->changed = is_own && now->state == PD_SYSTEM_IDLE;
		return is_own || (now != NULL && now->state == PD_SYSTEM_TRUSTED) ||
		       stage_anchor(step, wish, place->anchors, place->suffix, error);
	case PD_SYSTEM_REMOVE:
		return !is_own || stage_removal(step, now, error);
	case PD_SYSTEM_DISTRUST:
		if (is_distrusted)
			return true;
		return place->lines ? edit_lines(context, wish, step, error)
				    : stage_anchor(step, wish, place->blocklist, ".pem",
					      error);
	case PD_SYSTEM_ALLOW:
		if (!is_distrusted)
			return true;
		return place->lines ? edit_lines(context, wish, step, error)
				    : stage_removal(step, now, error);
	}
	return false;
}

static bool
update_list(struct pd_context *context, const struct pd_system_place *place,
	struct pd_error *error)
{
	return pd_reload_run_words(place->update, SECONDS, context->cancelled, error);
}

/* Does the list that programs read say what it is to say? */
static bool
check_done(struct pd_context *context, const struct pd_system_wish *wish,
	const struct pd_system_place *place, struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	bool is_there = false;
	bool wanted = wish->act == PD_SYSTEM_ADD || wish->act == PD_SYSTEM_ALLOW;
	pd_trust_id(wish->certificate, id);
	if (!pd_system_has(context, place, id, &is_there, error))
		return false;
	if (is_there == wanted)
		return true;
	return pd_fail(error, PD_ESTATE, place->list,
		wanted ? _("%s was run and did not take the certificate into this "
			   "list; everything is as before")
		       : _("%s was run, and the certificate is still in this list, "
			   "because "
			   "the distribution or another file has it too; everything is "
			   "as before"),
		place->update[0]);
}

bool
pd_system_apply(struct pd_context *context, const struct pd_system_place *place,
	const struct pd_system_wish *wish, struct pd_system_step *step,
	struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	PD_AUTO(pd_system_anchors_free) struct pd_system_anchors anchors = {0};
	step->place = place;
	pd_trust_id(wish->certificate, id);
	if (!pd_system_anchors_load(context, place, &anchors, error) ||
		!stage_act(
			context, wish, pd_system_anchor_of(&anchors, id), step, error))
		return false;
	step->is_put = step->changed;
	return !step->changed || (pd_replacement_commit(&step->set, error) &&
					 update_list(context, place, error) &&
					 check_done(context, wish, place, error));
}

bool
pd_system_keep(struct pd_system_step *step, struct pd_error *error)
{
	bool changed = step->changed;
	step->changed = false;
	return !changed || pd_replacement_keep(&step->set, error);
}

/* What the program made of the new files is made of the old ones again. */
void
pd_system_step_free(struct pd_system_step *step)
{
	struct pd_error ignored = {0};
	if (step->changed)
		(void)pd_replacement_take_back(&step->set, &ignored);
	if (step->is_put && step->changed)
		(void)pd_reload_run_words(step->place->update, SECONDS, NULL, &ignored);
	free(step->file);
	*step = (struct pd_system_step){0};
}
