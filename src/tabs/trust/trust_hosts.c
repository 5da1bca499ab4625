/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_hosts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/trust/trust_checked.h"
#include "tabs/trust/trust_judge.h"
#include "tabs/trust/trust_rejected.h"
#include "tabs/trust/trust_tell.h"

enum { WORKERS = 8, HOSTS_LIMIT = 10000 };

struct target {
	struct pd_endpoint endpoint;
	struct pd_peer peer;
	struct pd_error error;
	bool good;
};

/* Threads take targets from one list; only the main thread touches the store. */
struct hosts {
	const struct pd_probe *model;
	struct target *items;
	size_t count;
	atomic_size_t next, done;
	pthread_mutex_t mutex;
	pthread_cond_t moved;
	struct pd_checked_list checked;
};

static void
drop_hosts(struct hosts *hosts)
{
	for (size_t i = 0; i < hosts->count; i++) {
		pd_endpoint_free(&hosts->items[i].endpoint);
		pd_peer_free(&hosts->items[i].peer);
	}
	free(hosts->items);
	pd_checked_list_free(&hosts->checked);
	pthread_mutex_destroy(&hosts->mutex);
	pthread_cond_destroy(&hosts->moved);
}

/* ---- the file
 * --------------------------------------------------------------------- */

static bool
add_line(struct hosts *hosts, const char *line, const char *place,
	struct pd_error *error)
{
	struct pd_endpoint endpoint = {0};
	struct pd_error problem = {0};
	if (hosts->count == HOSTS_LIMIT)
		return pd_fail(error, PD_EINPUT, place,
			_("there are more than %d hosts in it; split it"), HOSTS_LIMIT);
	if (!pd_endpoint_parse(line, pd_starttls_port(hosts->model->starttls), "host",
		    &endpoint, &problem))
		return pd_fail(error, PD_EINPUT, place, "%s", problem.message);
	if ((hosts->count & (hosts->count - 1)) == 0)
		hosts->items = pd_grow(hosts->items,
			hosts->count ? 2 * hosts->count : 1, sizeof *hosts->items);
	hosts->items[hosts->count++] = (struct target){.endpoint = endpoint};
	return true;
}

/* What else stands on a line would not be looked at, and nobody learn of it. */
static bool
read_host_line(
	struct hosts *hosts, char *line, const char *place, struct pd_error *error)
{
	static const char blanks[] = " \t";
	line[strcspn(line, "#\r")] = '\0';
	char *word = line + strspn(line, blanks);
	char *rest = word + strcspn(word, blanks);
	if (rest[strspn(rest, blanks)] != '\0')
		return pd_fail(error, PD_EINPUT, place,
			_("something follows the host; write one HOST or HOST:PORT a "
			  "line, and comments behind #"));
	*rest = '\0';
	return *word == '\0' || add_line(hosts, word, place, error);
}

static bool
check_hosts_text(
	const struct pd_secret *content, const char *path, struct pd_error *error)
{
	return (memchr(pd_secret_text(content), '\0', content->size) == NULL &&
		       pd_text_is_utf8(content->data, content->size)) ||
	       pd_fail(error, PD_EINPUT, path,
		       _("is not a text in UTF-8; save the list of hosts as UTF-8"));
}

/* One host a line; what follows # is a comment. */
static bool
read_hosts(struct pd_context *context, const char *path, struct hosts *hosts,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!pd_context_read(context, path, &content, error) ||
		!check_hosts_text(&content, path, error))
		return false;
	unsigned number = 0;
	const char *at = pd_secret_text(&content);
	for (at += pd_text_bom_size(at, content.size); *at != '\0';) {
		size_t size = strcspn(at, "\n");
		PD_AUTO(pd_drop_text) char *line = pd_copy_bytes(at, size);
		PD_AUTO(pd_drop_text) char *place = pd_format("%s:%u", path, ++number);
		if (!read_host_line(hosts, line, place, error))
			return false;
		at += size;
		at += *at == '\n';
	}
	return hosts->count > 0 ||
	       pd_fail(error, PD_EINPUT, path,
		       _("no host in it; write one HOST or HOST:PORT a line"));
}

/* ---- probing
 * ---------------------------------------------------------------------- */

static void *
probe_hosts(void *argument)
{
	struct hosts *hosts = argument;
	for (;;) {
		size_t index = atomic_fetch_add(&hosts->next, 1);
		if (index >= hosts->count)
			return NULL;
		struct target *target = &hosts->items[index];
		struct pd_probe probe = *hosts->model;
		probe.endpoint = &target->endpoint;
		target->good = pd_probe_run(&probe, &target->peer, &target->error);
		pthread_mutex_lock(&hosts->mutex);
		atomic_fetch_add(&hosts->done, 1);
		pthread_cond_signal(&hosts->moved);
		pthread_mutex_unlock(&hosts->mutex);
	}
}

static void
tell_progress(struct pd_context *context, const struct hosts *hosts, size_t done)
{
	if (context->progress == NULL)
		return;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("%zu of %zu hosts checked"), done, hosts->count);
	context->progress(context->face, (int)(100 * done / hosts->count), sentence);
}

static bool
probe_all(struct pd_context *context, struct hosts *hosts, struct pd_error *error)
{
	pthread_t threads[WORKERS];
	size_t count = 0, wanted = hosts->count < WORKERS ? hosts->count : WORKERS;
	while (count < wanted &&
		pthread_create(&threads[count], NULL, probe_hosts, hosts) == 0)
		count++;
	if (count == 0)
		(void)probe_hosts(hosts);
	pthread_mutex_lock(&hosts->mutex);
	while (atomic_load(&hosts->done) < hosts->count) {
		pthread_cond_wait(&hosts->moved, &hosts->mutex);
		size_t done = atomic_load(&hosts->done);
		pthread_mutex_unlock(&hosts->mutex);
		tell_progress(context, hosts, done);
		pthread_mutex_lock(&hosts->mutex);
	}
	pthread_mutex_unlock(&hosts->mutex);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return pd_common_go_on(context, error);
}

/* ---- the table
 * -------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"host", N_("Host"), 20, 0, false},
	{"reason", N_("Result"), 8, 60, true},
	{"days_left", N_("Days left"), 9, 9, false},
	{"protocol", N_("Protocol"), 8, 8, false},
	{"subject", N_("Endpoint"), 10, 40, false},
	{"accepted", NULL, 0, 0, false},
	{0},
};

static void
add_host_row(const struct pd_context *context, const char *place,
	const struct target *target, unsigned reasons, struct pd_rows *rows)
{
	bool accepted = target->good && reasons == 0;
	struct pd_row *row = pd_rows_add(rows, PD_ON_HOST, place,
		accepted       ? ' '
		: target->good ? 'x'
			       : '!');
	pd_row_set(row, 0, place, NULL);
	pd_row_flag(row, 5, accepted, "");
	if (!target->good) {
		pd_row_set(row, 1, target->error.message, "failed");
		return;
	}
	const struct pd_certificate *endpoint = target->peer.chain.items[0];
	PD_AUTO(pd_drop_text) char *words = pd_reject_brief(reasons);
	PD_AUTO(pd_drop_text) char *names = pd_reject_names(reasons);
	pd_row_set(row, 1, accepted ? _("accepted") : words,
		accepted ? "accepted" : names);
	pd_row_number(
		row, 2, (pd_certificate_not_after(endpoint) - context->now) / PD_DAY);
	pd_row_set(row, 3, target->peer.protocol, NULL);
	pd_row_set(row, 4, pd_certificate_subject(endpoint), NULL);
}

/* The row of a chain that is kept among the rejected ones stands for it. */
static bool
stand_for_chain(const struct pd_judgement *judgement,
	const struct pd_certificates *chain, struct pd_row *row, struct pd_error *error)
{
	char id[PD_DIGEST_SIZE];
	const struct pd_rejection rejection = {
		.host = row->cells[0], .chain = chain, .judged = &judgement->path};
	if (!pd_rejected_id(&rejection, id, error))
		return false;
	free(row->id);
	row->id = pd_copy(id);
	row->kind = PD_ON_REJECTED;
	return true;
}

/* Returns false where the row stood for a chain that is not kept any more. */
static bool
still_stands(struct pd_context *context, struct pd_row *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_rejected_free) struct pd_rejected rejected = {0};
	if (row->kind != PD_ON_REJECTED ||
		pd_rejected_load(context, row->id, &rejected, &ignored))
		return true;
	free(row->id);
	row->id = pd_copy(row->cells[0]);
	row->kind = PD_ON_HOST;
	return false;
}

/* Whether the chain would be accepted now only the host can tell: it may have another. */
static void
follow_hosts(struct pd_context *context, struct pd_rows *rows)
{
	for (size_t i = 0; i < rows->count_of_items; i++) {
		struct pd_row *row = &rows->items[i];
		if (still_stands(context, row))
			continue;
		PD_AUTO(pd_drop_text)
		char *words = pd_format(_("was rejected: %s"), row->cells[1]);
		PD_AUTO(pd_drop_text) char *reason = pd_copy(row->values[1]);
		pd_row_set(row, 1, words, reason);
		row->marker = '-';
		row->note = pd_copy(_("Its chain left the rejected ones after this "
				      "check; check the host again."));
	}
}

static bool
judge_host(struct pd_context *context, const struct pd_values *values,
	struct hosts *hosts, const struct target *target, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_result told = {0};
	const struct pd_probe *model = hosts->model;
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	PD_AUTO(pd_drop_text) char *place = pd_endpoint_text(&target->endpoint);
	const struct pd_question question = {
		.chain = &target->peer.chain,
		.host = model->server_name ? model->server_name : target->endpoint.host,
		.purpose = pd_verify_purpose("server"),
		.staple = pd_buffer_bytes(&target->peer.staple),
		.system = pd_value_flag(values, "system"),
		.second = true,
	};
	if (target->good && !pd_trust_judge(context, &question, &judgement, error))
		return false;
	if (target->good)
		pd_checked_add(
			&hosts->checked, context, place, &question, judgement.reasons);
	else
		pd_checked_add_failed(
			&hosts->checked, context, place, question.host, &target->error);
	bool good = !target->good || pd_judgement_tell(context, place, &question,
					     &judgement, &told, error);
	result->changed = result->changed || told.changed;
	pd_result_free(&told);
	add_host_row(context, place, target, judgement.reasons, &result->rows);
	if (!target->good || judgement.reasons != 0)
		result->status = 1;
	return good &&
	       (judgement.reasons == 0 ||
		       stand_for_chain(&judgement, &target->peer.chain,
			       &result->rows.items[result->rows.count_of_items - 1],
			       error));
}

static void
title_hosts(struct pd_rows *rows)
{
	size_t accepted = 0, rejected = 0, all = rows->count_of_items;
	for (size_t i = 0; i < all; i++) {
		accepted += rows->items[i].marker == ' ';
		rejected += rows->items[i].marker == 'x';
	}
	rows->title =
		pd_format(ngettext("Checked %zu host", "Checked %zu hosts", all), all);
	rows->count = pd_format(_("%zu rejected, %zu failed, %zu accepted"), rejected,
		all - accepted - rejected, accepted);
}

/* Told once, for the rejected ones alone: that others are not kept, nobody misses. */
static void
warn_of_unkept(const struct pd_context *context, const struct pd_checked_list *checked,
	struct pd_result *result)
{
	bool rejected = false;
	for (size_t i = 0; i < checked->count; i++)
		rejected = rejected || checked->items[i].reasons != 0;
	if (rejected && pd_store_is_read_only(context->store))
		pd_result_warn(result,
			_("the store is read-only here, so rejected chains are not "
			  "kept"));
}

bool
pd_trust_check_all(struct pd_context *context, const struct pd_values *values,
	const struct pd_probe *model, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_hosts)
	struct hosts hosts = {.model = model,
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER};
	if (!read_hosts(context, pd_value_text(values, "all"), &hosts, error) ||
		!probe_all(context, &hosts, error))
		return false;
	result->has_rows = true;
	result->rows.columns = columns;
	for (size_t i = 0; i < hosts.count; i++)
		if (!judge_host(
			    context, values, &hosts, &hosts.items[i], result, error))
			return false;
	pd_checked_keep(context, &hosts.checked, result);
	warn_of_unkept(context, &hosts.checked, result);
	title_hosts(&result->rows);
	/* So many may have been rejected that the first are not kept. */
	for (size_t i = 0; i < hosts.count; i++)
		(void)still_stands(context, &result->rows.items[i]);
	result->rows.follow = follow_hosts;
	return true;
}
