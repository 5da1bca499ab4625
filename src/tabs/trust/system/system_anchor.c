/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/system/system_anchor.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/trust/trust_files.h"
#include "x509/certificate/notation.h"
#include "x509/read/reader.h"

void
pd_system_anchors_free(struct pd_system_anchors *anchors)
{
	for (size_t i = 0; i < anchors->count; i++) {
		pd_certificate_free(anchors->items[i].certificate);
		free(anchors->items[i].file);
	}
	free(anchors->items);
	*anchors = (struct pd_system_anchors){0};
}

/* ---- reading ----------------------------------------------------------------------- */

bool
pd_system_read(struct pd_context *context, const char *path,
	struct pd_certificates *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	if (!pd_file_read_found(path, PD_INPUT_LIMIT, &content, error))
		return false;
	if (pd_secret_bytes(&content).size > 0 &&
		!pd_reader_read(&(struct pd_reading){pd_secret_bytes(&content), path,
					NULL, PD_READ_ALL, context->cancelled,
					PD_WANT(PD_OBJECT_CERTIFICATE), 0},
			&objects, error))
		return false;
	for (size_t i = 0; i < objects.count; i++) {
		struct pd_error ignored = {0};
		const struct pd_object *object = &objects.items[i];
		if (object->problem.code != PD_OK ||
			object->kind != PD_OBJECT_CERTIFICATE)
			continue;
		struct pd_certificate *certificate =
			pd_certificate_from_der(object->der, path, &ignored);
		if (certificate != NULL)
			pd_certificates_add(out, certificate);
	}
	return true;
}

static struct pd_system_anchor *
find_system_anchor(const struct pd_system_anchors *anchors, const char *id)
{
	for (size_t i = 0; i < anchors->count; i++)
		if (strcmp(anchors->items[i].id, id) == 0)
			return &anchors->items[i];
	return NULL;
}

/* Takes certificate. One that is there already gets the file. */
static void
add_system_anchor(struct pd_system_anchors *anchors, struct pd_certificate *certificate,
	const char *file, enum pd_system_state state)
{
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(certificate, id);
	struct pd_system_anchor *there = find_system_anchor(anchors, id);
	if (there != NULL) {
		pd_certificate_free(certificate);
		if (there->file == NULL)
			there->file = pd_copy(file);
		return;
	}
	anchors->items =
		pd_grow_by_one(anchors->items, anchors->count, sizeof *anchors->items);
	struct pd_system_anchor *added = &anchors->items[anchors->count++];
	*added = (struct pd_system_anchor){
		.certificate = certificate, .state = state, .file = pd_copy(file)};
	memcpy(added->id, id, sizeof id);
}

static bool
read_system_file(struct pd_context *context, const char *path, const char *file,
	enum pd_system_state state, struct pd_system_anchors *out,
	struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	PD_AUTO(pd_certificates_free) struct pd_certificates read = {0};
	if (!pd_system_read(context, path, &read, error))
		return false;
	for (size_t i = 0; i < read.count; i++) {
		pd_trust_id(read.items[i], id);
		add_system_anchor(out, pd_steal(read.items[i]), file, state);
		struct pd_system_anchor *anchor = find_system_anchor(out, id);
		if (file != NULL && strcmp(anchor->file, file) == 0)
			anchor->beside = read.count - 1;
	}
	return true;
}

/* ---- directories and lines ----------------------------------------------------------- */

struct gathering {
	struct pd_context *context;
	const char *suffix;
	enum pd_system_state state;
	struct pd_system_anchors *out;
};

/* What is no certificate there, update does not take either; but a disk that fails is told. */
static void
note_unread(const char *path, const struct pd_error *problem)
{
	if (problem->code == PD_EIO && pd_there_is(path))
		pd_doubts_add(problem);
}

static bool
take_system_file(void *work, const char *path, struct pd_error *error)
{
	struct pd_error problem = {0};
	const struct gathering *gathering = work;
	size_t size = strlen(path), end = strlen(gathering->suffix);
	(void)error;
	if (size >= end && strcmp(path + size - end, gathering->suffix) == 0 &&
		!read_system_file(gathering->context, path, path, gathering->state,
			gathering->out, &problem))
		note_unread(path, &problem);
	return true;
}

static void
pass_over_found(void *work, const char *path, const char *why)
{
	(void)work;
	(void)path;
	(void)why;
}

static void
note_bad(void *work, const char *path, const char *why)
{
	struct pd_error problem = {0};
	(void)work;
	(void)pd_fail(&problem, PD_EIO, path, "%s", why);
	note_unread(path, &problem);
}

static bool
read_system_directory(struct pd_context *context, const char *path, const char *suffix,
	enum pd_system_state state, struct pd_system_anchors *out,
	struct pd_error *error)
{
	struct gathering gathering = {context, suffix, state, out};
	const struct pd_trust_files files = {
		take_system_file, pass_over_found, note_bad, &gathering};
	enum pd_there there = pd_there_look(path, error);
	return there == PD_THERE_NOT ||
	       (there == PD_THERE_IS && pd_trust_files(path, &files, error));
}

/* Those that are shipped and do not count. */
static bool
read_system_lines(struct pd_context *context, const struct pd_system_place *place,
	struct pd_system_anchors *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!pd_file_read_found(place->lines, PD_INPUT_LIMIT, &content, error))
		return false;
	PD_AUTO(pd_drop_text) char *text = pd_copy(pd_secret_text(&content));
	char *rest = text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		struct pd_error problem = {0};
		PD_AUTO(pd_drop_text) char *path = NULL;
		if (*line != '!')
			continue;
		path = pd_format("%s/%s", place->shipped, line + 1);
		if (!read_system_file(
			    context, path, NULL, PD_SYSTEM_DISTRUSTED, out, &problem))
			note_unread(path, &problem);
	}
	return true;
}

bool
pd_system_anchors_load(struct pd_context *context, const struct pd_system_place *place,
	struct pd_system_anchors *out, struct pd_error *error)
{
	return read_system_file(
		       context, place->list, NULL, PD_SYSTEM_TRUSTED, out, error) &&
	       read_system_directory(context, place->anchors, place->suffix,
		       PD_SYSTEM_IDLE, out, error) &&
	       (place->lines == NULL ||
		       read_system_lines(context, place, out, error)) &&
	       (place->blocklist == NULL ||
		       read_system_directory(context, place->blocklist, "",
			       PD_SYSTEM_DISTRUSTED, out, error));
}

/* ---- finding ----------------------------------------------------------------------- */

const struct pd_system_anchor *
pd_system_anchor_of(const struct pd_system_anchors *anchors, const char *id)
{
	return find_system_anchor(anchors, id);
}

static bool
is_anchor_called(
	const struct pd_system_anchor *anchor, const char *typed, const char *safe)
{
	PD_AUTO(pd_drop_text)
	char *name =
		pd_text_safe_string(pd_certificate_common_name(anchor->certificate));
	PD_AUTO(pd_drop_text)
	char *subject =
		pd_text_safe_string(pd_certificate_subject(anchor->certificate));
	return pd_fingerprint_begins(anchor->id, typed) || strcmp(name, safe) == 0 ||
	       strcmp(subject, safe) == 0;
}

const struct pd_system_anchor *
pd_system_anchor_find(const struct pd_system_anchors *anchors, const char *typed,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(typed);
	const struct pd_system_anchor *found = NULL;
	size_t count = 0;
	for (size_t i = 0; i < anchors->count; i++)
		if (is_anchor_called(&anchors->items[i], typed, safe)) {
			found = &anchors->items[i];
			count++;
		}
	if (count == 1)
		return found;
	pd_fail(error, PD_EINPUT, typed,
		count == 0 ? _("nothing that this system trusts or distrusts has this "
			       "fingerprint or subject; trust system-list shows all")
			   : _("several certificates of this system fit this; write "
			       "more of the fingerprint, as trust system-list shows "
			       "it"));
	return NULL;
}

bool
pd_system_has(struct pd_context *context, const struct pd_system_place *place,
	const char *id, bool *out, struct pd_error *error)
{
	PD_AUTO(pd_system_anchors_free) struct pd_system_anchors list = {0};
	if (!read_system_file(
		    context, place->list, NULL, PD_SYSTEM_TRUSTED, &list, error))
		return false;
	*out = find_system_anchor(&list, id) != NULL;
	return true;
}
