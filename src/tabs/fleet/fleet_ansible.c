/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_ansible.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "tabs/fleet/fleet_json.h"
#include "tabs/shared/run_command.h"

#define PLAYBOOK "pemdeck.pki.hosts"

enum {
	LINES = 3, /* the descriptor on which the callback writes */
	INVENTORY_SECONDS = 300,
	MOST_INVENTORY = 64 << 20,
	MOST_LINES = 1 << 30,
	MOST_LINE = 1 << 20,
	WORDS = 10,
};

static const char *const variables[] = {
	"LC_ALL=C.UTF-8",
	"LANGUAGE=",
	"ANSIBLE_NOCOLOR=1",
	"ANSIBLE_FORCE_COLOR=0",
	"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=1",
	"ANSIBLE_STDOUT_CALLBACK=pemdeck.pki.lines",
	"PEMDECK_LINES=3",
	NULL,
};

static char *
whole_path(const char *path)
{
	char *whole = path != NULL ? realpath(path, NULL) : NULL;
	return whole != NULL ? whole : pd_copy(path);
}

void
pd_fleet_wish_free(struct pd_fleet_wish *wish)
{
	free(wish->inventory);
	free(wish->playbook);
}

void
pd_fleet_wish_read(const struct pd_values *values, struct pd_fleet_wish *out)
{
	*out = (struct pd_fleet_wish){
		.inventory = whole_path(pd_value_text(values, "inventory")),
		.limit = pd_value_text(values, "limit"),
		.playbook = whole_path(pd_value_text(values, "playbook")),
	};
}

/* ---- words ------------------------------------------------------------------------- */

struct words {
	char *items[WORDS]; /* NULL at the end */
	size_t count;
};

static void
free_words(struct words *words)
{
	while (words->count > 0)
		free(words->items[--words->count]);
}

static void
add_ansible_word(struct words *words, char *word)
{
	words->items[words->count++] = word;
}

/* --name=value: so no value is taken for an option. */
static void
add_ansible_option(struct words *words, const char *name, const char *value)
{
	if (value != NULL)
		add_ansible_word(words, pd_format("--%s=%s", name, value));
}

static bool
begin_words(struct words *words, const char *program, struct pd_error *error)
{
	char *path = pd_program_find(program);
	if (path == NULL)
		return pd_fail(error, PD_ESTATE, program,
			_("Ansible is not installed here; hosts are reached by it: "
			  "install ansible-core 2.14 or newer"));
	add_ansible_word(words, path);
	return true;
}

bool
pd_fleet_is_possible(struct pd_error *error)
{
	PD_AUTO(free_words) struct words words = {.count = 0};
	return begin_words(&words, "ansible-inventory", error) &&
	       begin_words(&words, "ansible-playbook", error);
}

/* ---- what it says besides ------------------------------------------------------------ */

static const char *
find_last(const char *text, const char *word)
{
	const char *found = NULL;
	for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
		found = at;
	return found;
}

static const char *
last_line_of(const char *said)
{
	size_t end = strlen(said);
	while (end > 0 && strchr(" \t\r\n", said[end - 1]) != NULL)
		end--;
	while (end > 0 && said[end - 1] != '\n')
		end--;
	return said + end;
}

/* From its last error on, or else the last line, in one line; free() it. */
static char *
tell_error(const char *said)
{
	enum { MOST = 500 };
	PD_AUTO(pd_buffer_free) struct pd_buffer line = {0};
	const char *from = find_last(said, "ERROR! ");
	if (from == NULL)
		from = find_last(said, "[ERROR]: ");
	from = from != NULL ? strchr(from, ' ') : last_line_of(said);
	for (const char *at = from; *at != '\0' && line.size < MOST;) {
		size_t size = strcspn(at, " \t\r\n");
		if (size > 0 && line.size > 0)
			pd_buffer_add_byte(&line, ' ');
		pd_buffer_add(&line, at, size);
		at += size + (at[size] != '\0');
	}
	return pd_text_safe(pd_buffer_text(&line), line.size);
}

static bool
fail_program(const char *program, int status, const char *said, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *told = tell_error(said ? said : "");
	if (strstr(told, "pemdeck.pki") != NULL)
		return pd_fail(error, PD_ESTATE, program,
			_("Ansible does not find the collection pemdeck.pki; install "
			  "it "
			  "by ansible-galaxy, or name its place in "
			  "ANSIBLE_COLLECTIONS_PATH (it says: %s)"),
			told);
	if (*told == '\0')
		return pd_fail(error, PD_EIO, program,
			_("the command ended with exit status %d"), status);
	return pd_fail(error, PD_EIO, program, "%s", told);
}

/* ---- the inventory -------------------------------------------------------------------- */

static bool
gather_said(void *work, struct pd_bytes bytes, struct pd_error *error)
{
	(void)error;
	pd_secret_add(work, bytes.data, bytes.size);
	return true;
}

static bool
ask_program(struct pd_context *context, const struct words *words, const char *called,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *said = NULL;
	const struct pd_stream stream = {.called = called,
		.descriptor = 1,
		.most = MOST_INVENTORY,
		.seconds = INVENTORY_SECONDS,
		.environment = variables,
		.cancelled = context->cancelled,
		.take = gather_said,
		.work = out};
	int status;
	if (!pd_stream_run(
		    (const char *const *)words->items, &stream, &status, &said, error))
		return false;
	return status == 0 || fail_program(called, status, said, error);
}

/* The lines of what ansible --list-hosts said. */
static void
read_listed(const struct pd_secret *said, struct pd_names *out)
{
	const char *at = pd_secret_text(said);
	while (*at != '\0') {
		size_t size = strcspn(at, "\n");
		PD_AUTO(pd_drop_text) char *line = pd_copy_bytes(at, size);
		PD_AUTO(pd_drop_text) char *name = pd_fleet_name(line);
		pd_names_add(out, name);
		at += size;
		at += *at == '\n';
	}
	pd_names_sort(out);
}

/* Which hosts a pattern means is asked of Ansible. */
static bool
keep_limited(struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet *hosts, struct pd_error *error)
{
	PD_AUTO(free_words) struct words words = {.count = 0};
	PD_AUTO(pd_secret_wipe) struct pd_secret said = {0};
	PD_AUTO(pd_names_free) struct pd_names listed = {0};
	if (wish->limit == NULL)
		return true;
	if (!begin_words(&words, "ansible", error))
		return false;
	add_ansible_word(&words, pd_copy("--list-hosts"));
	add_ansible_option(&words, "inventory", wish->inventory);
	add_ansible_option(&words, "limit", wish->limit);
	add_ansible_word(&words, pd_copy("all"));
	if (!ask_program(context, &words, "ansible", &said, error))
		return false;
	read_listed(&said, &listed);
	PD_AUTO(pd_fleet_free) struct pd_fleet all = *hosts;
	*hosts = (struct pd_fleet){0};
	for (size_t i = 0; i < all.count; i++)
		if (pd_names_have(&listed, all.items[i].name)) {
			struct pd_fleet_host *host =
				pd_fleet_add(hosts, all.items[i].name);
			pd_fleet_set(&host->groups, all.items[i].groups);
		}
	return true;
}

bool
pd_fleet_inventory(struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet *out, struct pd_error *error)
{
	PD_AUTO(free_words) struct words words = {.count = 0};
	PD_AUTO(pd_secret_wipe) struct pd_secret said = {0};
	const char *called = wish->inventory ? wish->inventory : "ansible-inventory";
	if (!begin_words(&words, "ansible-inventory", error))
		return false;
	add_ansible_word(&words, pd_copy("--list"));
	add_ansible_option(&words, "inventory", wish->inventory);
	if (!ask_program(context, &words, called, &said, error) ||
		!pd_fleet_read_inventory(pd_secret_bytes(&said), called,
			context->cancelled, out, error) ||
		!keep_limited(context, wish, out, error))
		return false;
	if (out->count > 0)
		return true;
	return wish->limit != NULL
		       ? pd_fail(error, PD_ESTATE, "limit",
				 _("no host of the inventory matches this"))
		       : pd_fail(error, PD_ESTATE, called,
				 _("the inventory has no hosts; name one by "
				   "--inventory, or in Ansible's settings"));
}

/* ---- the run -------------------------------------------------------------------------- */

struct playing {
	struct pd_context *context;
	const struct pd_fleet_wish *wish;
	struct pd_fleet_run *run;
	struct pd_secret rest; /* the beginning of a line */
	char *task;
	int64_t total;
	size_t done;
	size_t ordered; /* so many of the run's hosts, the first, are in order */
};

/* The hosts are in order but for some, for each is told of again and again. */
static struct pd_fleet_host *
find_played(const struct playing *playing, const char *name)
{
	const struct pd_fleet *hosts = &playing->run->hosts;
	const struct pd_fleet ordered = {hosts->items, playing->ordered};
	struct pd_fleet_host *host = pd_fleet_find(&ordered, name);
	PD_AUTO(pd_drop_text) char *known = pd_fleet_name(name);
	for (size_t i = playing->ordered; host == NULL && i < hosts->count; i++)
		if (strcmp(hosts->items[i].name, known) == 0)
			host = &hosts->items[i];
	return host;
}

static struct pd_fleet_host *
played_host(struct playing *playing, const char *name)
{
	enum { MOST_UNORDERED = 1000 };
	struct pd_fleet *hosts = &playing->run->hosts;
	struct pd_fleet_host *host = find_played(playing, name);
	if (host != NULL)
		return host;
	if (hosts->count - playing->ordered == MOST_UNORDERED) {
		pd_fleet_sort(hosts);
		playing->ordered = hosts->count;
	}
	host = pd_fleet_add(hosts, name);
	host->time = playing->run->time;
	return host;
}

static const char *
reason_words(const char *reason)
{
	static const struct {
		const char *word, *sentence;
	} reasons[] = {
		{"missing", N_("there is no certificate, or no key")},
		{"ends", N_("the certificate ends soon")},
		{"names", N_("the certificate is for other names")},
		{"purpose", N_("the certificate is for another purpose")},
		{"other_key", N_("the certificate does not fit the key")},
		{"key_type", N_("the key is of another kind")},
		{"other_ca", N_("the certificate does not lead to the root")},
		{"revoked", N_("the certificate was revoked")},
		{"new_key", N_("a new key is asked for")},
	};
	for (size_t i = 0; i < PD_COUNT(reasons); i++)
		if (strcmp(reason, reasons[i].word) == 0)
			return _(reasons[i].sentence);
	return reason;
}

static void
set_message(struct pd_fleet_host *host, const struct pd_fleet_event *event)
{
	const char *why = *event->reason != '\0' ? reason_words(event->reason) : "";
	const char *between = *why != '\0' && *event->message != '\0' ? ": " : "";
	PD_AUTO(pd_drop_text)
	char *message = pd_format("%s%s%s", why, between, event->message);
	pd_fleet_set(&host->message, message);
}

/* One result of a task: the worst stays, and what was told of it. */
static void
take_host_event(struct playing *playing, const struct pd_fleet_event *event)
{
	struct pd_fleet_host *host = played_host(playing, event->host);
	enum pd_fleet_state state = pd_fleet_state_of(event->state);
	if (state > host->state || (state == host->state && *host->message == '\0')) {
		host->state = state;
		set_message(host, event);
	}
	if (event->not_after == 0)
		return;
	pd_fleet_set(&host->subject, event->subject);
	pd_fleet_set(&host->serial, event->serial);
	pd_fleet_set(&host->fingerprint, event->fingerprint);
	host->not_before = event->not_before;
	host->not_after = event->not_after;
}

static void
show_fleet_progress(struct playing *playing, const struct pd_fleet_event *event)
{
	enum { PERCENT = 100 };
	struct pd_context *context = playing->context;
	if (context->progress == NULL)
		return;
	int64_t done = (int64_t)++playing->done, total = playing->total;
	PD_AUTO(pd_drop_text) char *host = pd_text_safe_string(event->host);
	PD_AUTO(pd_drop_text)
	char *sentence = total >= done
				 ? pd_format(_("%s: %s, host %lld of %lld"),
					   playing->task ? playing->task : "", host,
					   (long long)done, (long long)total)
				 : pd_copy(host);
	context->progress(context->face,
		total >= done ? (int)(PERCENT * done / total) : -1, sentence);
}

static void
take_fleet_event(void *work, const struct pd_fleet_event *event)
{
	struct playing *playing = work;
	if (strcmp(event->event, "play") == 0)
		playing->total = event->total;
	else if (strcmp(event->event, "task") == 0) {
		free(playing->task);
		playing->task = pd_text_safe_string(event->task);
		playing->done = 0;
	} else if (strcmp(event->event, "host") == 0 && *event->host != '\0') {
		take_host_event(playing, event);
		show_fleet_progress(playing, event);
	} else if (strcmp(event->event, "end") == 0 && *event->host != '\0')
		played_host(playing, event->host)->state =
			pd_fleet_state_of(event->state);
}

/* A pd_stream's take. */
static bool
take_piece(void *work, struct pd_bytes bytes, struct pd_error *error)
{
	struct playing *playing = work;
	struct pd_secret *rest = &playing->rest;
	pd_secret_add(rest, bytes.data, bytes.size);
	size_t whole = rest->size;
	while (whole > 0 && rest->data[whole - 1] != '\n')
		whole--;
	if (whole == 0 && rest->size > MOST_LINE)
		return pd_fail(error, PD_EINPUT, "ansible-playbook",
			_("a line of its output is longer than %d MB"),
			MOST_LINE >> 20);
	if (whole == 0)
		return true;
	bool taken = pd_fleet_read_lines((struct pd_bytes){rest->data, whole},
		"ansible-playbook", NULL, take_fleet_event, playing, error);
	pd_secret_remove(rest, 0, whole);
	return taken;
}

static bool
play(struct playing *playing, const struct words *words, int *status, char **said,
	struct pd_error *error)
{
	const struct pd_stream stream = {.called = "ansible-playbook",
		.descriptor = LINES,
		.most = MOST_LINES,
		.environment = variables,
		.cancelled = playing->context->cancelled,
		.take = take_piece,
		.work = playing};
	bool played = pd_stream_run(
		(const char *const *)words->items, &stream, status, said, error);
	pd_secret_wipe(&playing->rest);
	free(playing->task);
	return played;
}

void
pd_fleet_begin_run(const struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet_run *run)
{
	run->time = context->now;
	run->account = pd_copy(context->account ? context->account : "");
	run->inventory = pd_copy(wish->inventory ? wish->inventory : "");
	run->playbook = pd_copy(wish->playbook ? wish->playbook : "");
	run->limit = pd_copy(wish->limit ? wish->limit : "");
}

/* Its hosts failed, or could not be reached; more than that is disorder. */
static bool
is_orderly(int status)
{
	enum { FAILED = 2, UNREACHABLE = 4, BROKEN_OFF = 8 };
	return status >= 0 && (status & ~(FAILED | UNREACHABLE | BROKEN_OFF)) == 0;
}

bool
pd_fleet_play(struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet_run *out, char **doubt, struct pd_error *error)
{
	PD_AUTO(free_words) struct words words = {.count = 0};
	PD_AUTO(pd_drop_text) char *said = NULL;
	struct playing playing = {.context = context, .wish = wish, .run = out};
	struct pd_error problem = {0};
	int status;
	*doubt = NULL;
	pd_fleet_begin_run(context, wish, out);
	if (!begin_words(&words, "ansible-playbook", error))
		return false;
	if (wish->check) {
		add_ansible_word(&words, pd_copy("--check"));
		add_ansible_word(&words, pd_copy("--diff"));
	}
	add_ansible_option(&words, "inventory", wish->inventory);
	add_ansible_option(&words, "limit", wish->limit);
	add_ansible_word(&words, pd_copy("--"));
	add_ansible_word(&words, pd_copy(wish->playbook ? wish->playbook : PLAYBOOK));
	bool played = play(&playing, &words, &status, &said, &problem);
	pd_fleet_sort(&out->hosts);
	out->cut = problem.code == PD_ECANCEL;
	if (out->hosts.count == 0 && !played) {
		*error = problem;
		return false;
	}
	if (out->hosts.count == 0)
		return status != 0
			       ? fail_program("ansible-playbook", status, said, error)
			       : pd_fail(error, PD_ESTATE, "ansible-playbook",
					 _("no host is left to work on: the inventory "
					   "is empty, or the limit "
					   "excludes all its hosts"));
	if (!played && !out->cut)
		*doubt = pd_copy(problem.message);
	else if (!out->cut && !is_orderly(status))
		*doubt = tell_error(said ? said : "");
	return true;
}
