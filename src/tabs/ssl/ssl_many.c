/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_many.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/identity_show.h"
#include "tabs/ssl/ssl_find.h"

static bool
find_listed(struct pd_context *context, const struct pd_values *values,
	const char *typed, struct pd_issued *out, struct pd_error *error)
{
	(void)values;
	return pd_issued_find(context, typed, out, error);
}

static bool
has_serial(const struct pd_issued_list *list, const char *serial)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].serial, serial) == 0)
			return true;
	return false;
}

bool
pd_issued_find_all(struct pd_context *context, const struct pd_values *values,
	pd_issued_finder *find, struct pd_issued_list *out, struct pd_error *error)
{
	size_t count = pd_value_count(values, "serial");
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_issued_free) struct pd_issued one = {0};
		const char *typed = pd_value_item(values, "serial", i);
		if (!(find ? find : find_listed)(context, values, typed, &one, error))
			return false;
		if (has_serial(out, one.serial))
			continue;
		out->items = pd_grow(out->items, out->count + 1, sizeof *out->items);
		out->items[out->count++] = one;
		one = (struct pd_issued){0};
	}
	return true;
}

static void
preview_one(struct pd_context *context, const struct pd_issued *issued,
	struct pd_details *out)
{
	if (*issued->subject != '\0')
		pd_details_text(out, "subject", _("Subject"), issued->subject);
	pd_details_text(out, "serial", _("Serial number"), issued->serial);
	if (issued->not_after != PD_TIME_LATEST) {
		PD_AUTO(pd_drop_text) char *end = pd_text_date(issued->not_after);
		pd_details_text(out, "not_after", _("Valid until"), end);
	}
	if (!issued->by_serial)
		pd_details_text(out, "private_key", _("Private key"),
			pd_identity_key_words(context->store, issued->key));
}

void
pd_issued_preview(struct pd_context *context, const struct pd_issued_list *list,
	struct pd_details *out)
{
	if (list->count == 1) {
		preview_one(context, &list->items[0], out);
		return;
	}
	pd_details_list(out, "certificates", _("Certificates"));
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_issued *issued = &list->items[i];
		PD_AUTO(pd_drop_text) char *end = pd_text_date(issued->not_after);
		PD_AUTO(pd_drop_text)
		char *line = pd_format(_("%s, valid until %s (%s)"), issued->name, end,
			issued->serial);
		pd_details_item(out, line);
	}
}
