/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_wish.h"

#include <stdlib.h>

/* A path stands from the root on, wherever one types it. */
static void
add_wished_path(struct pd_names *paths, const char *path)
{
	PD_AUTO(pd_drop_text) char *here = NULL;
	if (path[0] != '/')
		here = realpath(path, NULL);
	pd_names_add(paths, here != NULL ? here : path);
}

void
pd_scan_wish_read(struct pd_context *context, const struct pd_values *values,
	struct pd_scan_wish *out)
{
	const char *root = pd_value_text(values, "root");
	*out = (struct pd_scan_wish){0};
	for (size_t i = 0; i < pd_value_count(values, "path"); i++)
		add_wished_path(&out->paths, pd_value_item(values, "path", i));
	out->order = (struct pd_scan_order){.root = root,
		.paths = &out->paths,
		.everywhere = pd_value_flag(values, "other-file-systems"),
		.seconds = pd_value_number(values, "seconds", 60),
		.asks_ports = pd_value_flag(values, "ports") && root == NULL,
		.passphrase = pd_value_secret(values, "passphrase"),
		.cancelled = context->cancelled,
		.progress = context->progress,
		.work = context->face};
}

void
pd_scan_wish_free(struct pd_scan_wish *wish)
{
	pd_names_free(&wish->paths);
}
