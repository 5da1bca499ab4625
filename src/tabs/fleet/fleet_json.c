/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "x509/read/sandbox.h"

/* An answer begins with a byte: the text was read, it was not JSON, or two hosts have the name
 * that follows. */
enum { READ = 'r', REFUSED = 'x', TWICE = 't', MOST_TEXT = 4000, SEED = 20261129 };

/* ---- in the child ---------------------------------------------------------------- */

/* A part of the answer: the text with its NUL, cut to what is shown of it. */
static void
put_cut_text(struct pd_secret *out, const char *text)
{
	size_t size = strlen(text);
	PD_AUTO(pd_drop_text)
	char *part = pd_copy_bytes(text, size < MOST_TEXT ? size : MOST_TEXT);
	pd_sandbox_put(
		out, (struct pd_bytes){(const unsigned char *)part, strlen(part) + 1});
}

static void *
allocate_for_json(size_t size)
{
	return pd_alloc(1, size);
}

/* Without memory the child ends, and nothing that was read is left out. */
static void
begin_json(void)
{
	json_object_seed(SEED); /* there is no file with random bytes here */
	json_set_alloc_funcs(allocate_for_json, free);
}

static json_t *
load_json(struct pd_bytes text)
{
	return json_loadb(
		(const char *)text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
}

static void
answer_with(int answer, char kind, const struct pd_secret *told)
{
	pd_sandbox_answer(answer, &kind, 1);
	if (told->size > 0)
		pd_sandbox_answer(answer, told->data, told->size);
}

/* What is known of an inventory in the child: of each host, by the name it has here, its groups
 * and the name it has there. */
struct inventory {
	json_t *groups, *names;
	char *twice; /* a name that two have, or NULL */
};

static void
add_host_to_group(struct inventory *inventory, const char *host, json_t *group)
{
	PD_AUTO(pd_drop_text) char *name = pd_fleet_name(host);
	const char *known = json_string_value(json_object_get(inventory->names, name));
	if (known == NULL) {
		(void)json_object_set_new(inventory->names, name, json_string(host));
		(void)json_object_set_new(inventory->groups, name, json_array());
	} else if (strcmp(known, host) != 0 && inventory->twice == NULL)
		inventory->twice = pd_copy(name);
	if (group != NULL)
		(void)json_array_append(
			json_object_get(inventory->groups, name), group);
}

/* Notes that its hosts are in the group; "all" and "ungrouped" say nothing. */
static void
add_group_to_hosts(
	struct inventory *inventory, const char *group, const json_t *content)
{
	const json_t *hosts = json_object_get(content, "hosts");
	json_t *word = json_string(group);
	bool told = strcmp(group, "all") != 0 && strcmp(group, "ungrouped") != 0;
	for (size_t i = 0; i < json_array_size(hosts); i++) {
		const char *host = json_string_value(json_array_get(hosts, i));
		if (host != NULL)
			add_host_to_group(inventory, host, told ? word : NULL);
	}
	json_decref(word);
}

static void
put_host(struct pd_secret *out, const char *name, const json_t *groups)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < json_array_size(groups); i++)
		pd_buffer_add_format(&text, "%s%s", i > 0 ? ", " : "",
			json_string_value(json_array_get(groups, i)));
	put_cut_text(out, name);
	pd_sandbox_put(
		out, (struct pd_bytes){(const unsigned char *)pd_buffer_text(&text),
			     text.size + 1});
}

/* A pd_sandbox_work: each host, with its groups. */
static void
read_inventory_in_child(struct pd_bytes job, int answer)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret told = {0};
	begin_json();
	json_t *all = load_json(job);
	struct inventory inventory = {json_object(), json_object(), NULL};
	if (!json_is_object(all)) {
		answer_with(answer, REFUSED, &told);
		return;
	}
	PD_AUTO(pd_names_free) struct pd_names groups = {0};
	for (void *at = json_object_iter(all); at != NULL;
		at = json_object_iter_next(all, at))
		pd_names_add(&groups, json_object_iter_key(at));
	pd_names_sort(&groups);
	for (size_t i = 0; i < groups.count; i++)
		if (strcmp(groups.items[i], "_meta") != 0)
			add_group_to_hosts(&inventory, groups.items[i],
				json_object_get(all, groups.items[i]));
	if (inventory.twice != NULL) {
		put_cut_text(&told, inventory.twice);
		answer_with(answer, TWICE, &told);
		return;
	}
	for (void *at = json_object_iter(inventory.groups); at != NULL;
		at = json_object_iter_next(inventory.groups, at))
		put_host(&told, json_object_iter_key(at), json_object_iter_value(at));
	answer_with(answer, READ, &told);
}

static const char *const members[] = {"event", "host", "state", "task", "reason",
	"message", "subject", "serial", "fingerprint", "not_before", "not_after",
	"total"};
enum { MEMBERS = PD_COUNT(members) };

static void
put_event(struct pd_secret *out, const json_t *event)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		const json_t *value = json_object_get(event, members[i]);
		PD_AUTO(pd_drop_text)
		char *number = json_is_integer(value)
				       ? pd_format("%lld",
						 (long long)json_integer_value(value))
				       : NULL;
		const char *text = json_string_value(value);
		put_cut_text(out, number != NULL ? number : text != NULL ? text : "");
	}
}

/* A pd_sandbox_work: one object a line. */
static void
read_lines_in_child(struct pd_bytes job, int answer)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret told = {0};
	const unsigned char *at = job.data, *end = job.data + job.size;
	begin_json();
	while (at < end) {
		const unsigned char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((stop != NULL ? stop : end) - at);
		json_t *event = load_json((struct pd_bytes){at, size});
		if (!json_is_object(event)) {
			answer_with(answer, REFUSED, &told);
			return;
		}
		put_event(&told, event);
		json_decref(event);
		at += size + 1;
	}
	answer_with(answer, READ, &told);
}

/* ---- what it answered ------------------------------------------------------------ */

/* A part that is text: the last byte is a NUL, and no other. */
static bool
take_json_text(struct pd_bytes *rest, const char **out)
{
	struct pd_bytes part;
	if (!pd_sandbox_take(rest, &part) || part.size == 0 ||
		memchr(part.data, '\0', part.size) != part.data + part.size - 1)
		return false;
	*out = (const char *)part.data;
	return true;
}

static bool
fail_cut(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EIO, from, _("what was read of its output is cut"));
}

static struct pd_bytes
behind_kind(const struct pd_secret *answer)
{
	return (struct pd_bytes){answer->data + 1, answer->size - 1};
}

static bool
fail_name_of_two(
	const struct pd_secret *answer, const char *from, struct pd_error *error)
{
	const char *name;
	struct pd_bytes rest = behind_kind(answer);
	if (!take_json_text(&rest, &name))
		return fail_cut(from, error);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(name);
	return pd_fail(error, PD_EINPUT, from,
		_("two hosts of the inventory have names that read %.200s and differ "
		  "in "
		  "blanks at their ends alone; rename one of them"),
		safe);
}

static bool
read_json_apart(pd_sandbox_work *work, struct pd_bytes text, const char *from,
	const atomic_bool *cancelled, struct pd_secret *answer, struct pd_error *error)
{
	static const struct pd_sandbox_limits limits = {.seconds = 60,
		.cpu_seconds = 30,
		.memory = (size_t)1 << 30,
		.result = (size_t)256 << 20};
	const struct pd_sandbox_job job = {.work = work,
		.input = text,
		.limits = &limits,
		.from = from,
		.cancelled = cancelled};
	if (!pd_sandbox_run(&job, answer, error))
		return false;
	if (answer->size > 0 && answer->data[0] == READ)
		return true;
	if (answer->size > 0 && answer->data[0] == TWICE)
		return fail_name_of_two(answer, from, error);
	return pd_fail(error, PD_EINPUT, from,
		_("its output is not the JSON that it should be"));
}

bool
pd_fleet_read_inventory(struct pd_bytes text, const char *from,
	const atomic_bool *cancelled, struct pd_fleet *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	if (!read_json_apart(
		    read_inventory_in_child, text, from, cancelled, &answer, error))
		return false;
	struct pd_bytes rest = behind_kind(&answer);
	while (rest.size > 0) {
		const char *name, *groups;
		if (!take_json_text(&rest, &name) || !take_json_text(&rest, &groups))
			return fail_cut(from, error);
		if (out->count == PD_FLEET_MOST)
			return pd_fail(error, PD_EINPUT, from,
				_("the inventory has more than %d hosts"),
				PD_FLEET_MOST);
		pd_fleet_set(&pd_fleet_add(out, name)->groups, groups);
	}
	pd_fleet_sort(out);
	return true;
}

static int64_t
read_seconds_of(const char *text)
{
	return strtoll(text, NULL, 10);
}

static bool
take_event(struct pd_bytes *rest, struct pd_fleet_event *out)
{
	const char *texts[MEMBERS] = {NULL};
	for (size_t i = 0; i < MEMBERS; i++)
		if (!take_json_text(rest, &texts[i]))
			return false;
	*out = (struct pd_fleet_event){.event = texts[0],
		.host = texts[1],
		.state = texts[2],
		.task = texts[3],
		.reason = texts[4],
		.message = texts[5],
		.subject = texts[6],
		.serial = texts[7],
		.fingerprint = texts[8],
		.not_before = read_seconds_of(texts[9]),
		.not_after = read_seconds_of(texts[10]),
		.total = read_seconds_of(texts[11])};
	return true;
}

bool
pd_fleet_read_lines(struct pd_bytes lines, const char *from,
	const atomic_bool *cancelled, pd_fleet_take *take, void *work,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	if (!read_json_apart(
		    read_lines_in_child, lines, from, cancelled, &answer, error))
		return false;
	struct pd_bytes rest = behind_kind(&answer);
	while (rest.size > 0) {
		struct pd_fleet_event event;
		if (!take_event(&rest, &event))
			return fail_cut(from, error);
		take(work, &event);
	}
	return true;
}
