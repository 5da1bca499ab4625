/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/status_metrics.h"

#include <string.h>

/* Metrics in the text format of Prometheus (exposition format 0.0.4), for the textfile
 * collector of its node exporter. */

/* Exactly these three characters are escaped in the value of a label. */
static void
add_escaped(const char *text, struct pd_secret *out)
{
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\n')
			pd_secret_add_text(out, "\\n");
		else
			pd_secret_add_format(
				out, *c == '\\' || *c == '"' ? "\\%c" : "%c", *c);
	}
}

static void
add_label(const char *name, const char *value, struct pd_secret *out)
{
	pd_secret_add_format(out, "%s=\"", name);
	add_escaped(value, out);
	pd_secret_add_text(out, "\"");
}

static void
add_labels(const struct pd_watched *item, struct pd_secret *out)
{
	pd_secret_add_text(out, "{");
	add_label("tab", item->tab, out);
	pd_secret_add_text(out, ",");
	add_label("kind", item->kind, out);
	pd_secret_add_text(out, ",");
	add_label("id", item->id, out);
	pd_secret_add_text(out, ",");
	add_label("subject", item->subject, out);
	pd_secret_add_text(out, "}");
}

static void
add_metric_head(const char *name, const char *help, struct pd_secret *out)
{
	pd_secret_add_format(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

void
pd_watch_metrics(const struct pd_watch *watch, struct pd_secret *out)
{
	size_t counts[] = {0, 0, 0};
	add_metric_head("pemdeck_not_after_timestamp_seconds",
		"When it ends, in seconds since the epoch.", out);
	for (size_t i = 0; i < watch->count; i++) {
		const struct pd_watched *item = &watch->items[i];
		counts[item->alarm]++;
		if (!item->ends)
			continue;
		pd_secret_add_text(out, "pemdeck_not_after_timestamp_seconds");
		add_labels(item, out);
		pd_secret_add_format(out, " %lld\n", (long long)item->not_after);
	}
	add_metric_head("pemdeck_backup_timestamp_seconds",
		"When the last backup was made, in seconds since the epoch.", out);
	for (size_t i = 0; i < watch->count; i++)
		if (strcmp(watch->items[i].kind, "backup") == 0 &&
			watch->items[i].not_before > 0)
			pd_secret_add_format(out,
				"pemdeck_backup_timestamp_seconds %lld\n",
				(long long)watch->items[i].not_before);
	add_metric_head("pemdeck_alarm", "0 ok, 1 warning, 2 critical.", out);
	for (size_t i = 0; i < watch->count; i++) {
		pd_secret_add_text(out, "pemdeck_alarm");
		add_labels(&watch->items[i], out);
		pd_secret_add_format(out, " %d\n", (int)watch->items[i].alarm);
	}
	add_metric_head("pemdeck_watched", "How many are in which state.", out);
	for (int i = PD_ALARM_NONE; i <= PD_ALARM_CRITICAL; i++)
		pd_secret_add_format(out, "pemdeck_watched{level=\"%s\"} %zu\n",
			pd_alarm_name((enum pd_alarm)i), counts[i]);
}
