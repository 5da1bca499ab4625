/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_watch.h"

#include <stdlib.h>
#include <string.h>

#include "tabs/scan/scan_judge.h"
#include "x509/certificate/describe_state.h"

enum { WATCH_SECONDS = 60 };

static enum pd_alarm
alarm_of_fault(const struct pd_scan_fault *fault)
{
	return fault->marker == 'x' ? PD_ALARM_CRITICAL : PD_ALARM_WARNING;
}

/* Told by the days that are left, as of everything else. */
static bool
is_of_time(const struct pd_scan_fault *fault)
{
	static const char *const words[] = {"expired", "expires", "not_yet_valid"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(fault->word, words[i]) == 0)
			return true;
	return false;
}

static void
judge_found_end(const struct pd_watch *watch, const struct pd_find *find,
	struct pd_watched *item)
{
	const struct pd_validity validity = pd_validity_of(find->leaf);
	enum pd_state state = pd_describe_validity(&validity, &watch->notice);
	char marker = pd_describe_state_marker(state);
	item->ends = true;
	item->not_before = validity.not_before;
	item->not_after = validity.not_after;
	item->status = pd_describe_state_name(state);
	item->alarm = marker == ' '                    ? PD_ALARM_NONE
		      : marker == 'x' && find->is_used ? PD_ALARM_CRITICAL
						       : PD_ALARM_WARNING;
}

static void
watch_find(struct pd_watch *watch, const struct pd_find *find)
{
	const char *path = find->file->path;
	struct pd_watched *item = pd_watch_add(watch, "scan", "file", path,
		find->leaf ? pd_certificate_subject(find->leaf) : path);
	if (find->leaf != NULL)
		judge_found_end(watch, find, item);
	for (size_t i = 0; i < find->fault_count; i++) {
		const struct pd_scan_fault *fault = &find->faults[i];
		enum pd_alarm alarm = alarm_of_fault(fault);
		if (is_of_time(fault) || alarm <= item->alarm)
			continue;
		item->alarm = alarm;
		item->status = fault->word;
		free(item->said);
		item->said = pd_copy(fault->brief);
	}
}

bool
pd_scan_watch(
	struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_finds_free) struct pd_finds finds = {0};
	const struct pd_scan_order order = {.seconds = WATCH_SECONDS,
		.asks_ports = true,
		.cancelled = context->cancelled};
	if (!pd_finds_make(context, &order, &finds, error))
		return false;
	for (size_t i = 0; i < finds.count; i++)
		watch_find(watch, &finds.items[i]);
	for (size_t i = 0; i < finds.scan.ground.unread_count; i++) {
		const struct pd_unread *unread = &finds.scan.ground.unread[i];
		struct pd_watched *item = pd_watch_add(
			watch, "scan", "unread", unread->path, unread->path);
		item->status = "unread";
		item->said = pd_copy(unread->why);
	}
	return true;
}
