/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/doctor_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "operation/tab.h"
#include "tabs/tls/tls_place.h"

enum { PROBLEM, PLACE, REMEDY };

static const struct pd_column columns[] = {
	{"problem", N_("What is wrong"), 24, 0, false},
	{"place", N_("Where"), 8, 19, true},
	{"remedy", N_("What mends it"), 12, 18, false},
	{0},
};

/* Which operation mends what is of that kind, and the row that it is for. */
struct mend {
	const char *kind, *remedy_has, *tab, *row, *operation;
};

static const struct mend *
find_mend(const struct pd_store_fault *fault)
{
	static const struct mend all[] = {
		{"revocation_list", "", "ssl", "ca", "crl"},
		{"unlisted", "", "ssl", "ca", "adopt"},
		{"deploy", " tls deploy", "tls", "1", "deploy"},
		{"key_missing", " ssl import", "ssl", "ca", "import"},
		{"key_missing", " ssl request-delete", "ssl", "request",
			"request-delete"},
		{"key_missing", " signature import", "signature", "signer", "import"},
		{"key_missing", " tls import", "tls", "1", "import"},
		{"key_missing", " tls request-delete", "tls", "request",
			"request-delete"},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(fault->kind, all[i].kind) == 0 &&
			strstr(fault->remedy, all[i].remedy_has) != NULL)
			return &all[i];
	return NULL;
}

/* Names of keys and certificates are long numbers, of which a few digits tell enough. */
static char *
shorten_place(const char *store, const char *path)
{
	enum { LONG_NUMBER = 16, SHOWN = 8 };
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	size_t size = strlen(store);
	const char *below = path;
	if (strncmp(path, store, size) == 0 && path[size] == '/')
		below = path + size + 1;
	while (*below != '\0') {
		if (strcmp(below, ".cfg") == 0 || strcmp(below, ".pem") == 0)
			break;
		size_t digits = strspn(below, "0123456789abcdefABCDEF");
		size_t step = digits > 0 ? digits : 1;
		if (digits > LONG_NUMBER)
			pd_buffer_add_format(&out, "%.*s~", SHOWN, below);
		else
			pd_buffer_add_format(&out, "%.*s", (int)step, below);
		below += step;
	}
	if (out.size == 0)
		pd_buffer_add_text(&out, store);
	return pd_buffer_steal_text(&out);
}

/* What is lost, or may be; the rest can be mended. */
static char
choose_marker(const struct pd_store_fault *fault)
{
	static const char *const bad[] = {
		"unreadable", "key_damaged", "key_missing", "history", "closed"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (strcmp(fault->kind, bad[i]) == 0)
			return 'x';
	return '!';
}

static char *
name_remedy(const struct pd_context *context, const struct pd_store_fault *fault,
	const struct mend *mend)
{
	const struct pd_operation *operation =
		mend ? pd_operation_find(context->tabs, mend->tab, mend->operation)
		     : NULL;
	return operation ? pd_format("%c %s", operation->key, _(operation->label))
			 : pd_copy(fault->remedy);
}

static void
add_fault_row(const struct pd_context *context, const char *store,
	const struct pd_store_fault *fault, struct pd_rows *out)
{
	const struct mend *mend = find_mend(fault);
	PD_AUTO(pd_drop_text) char *place = shorten_place(store, fault->path);
	PD_AUTO(pd_drop_text) char *does = name_remedy(context, fault, mend);
	struct pd_row *row =
		pd_rows_add(out, PD_ON_DAMAGED, fault->path, choose_marker(fault));
	pd_row_set(row, PROBLEM, fault->problem, NULL);
	pd_row_set(row, PLACE, place, fault->path);
	pd_row_set(row, REMEDY, does, fault->remedy);
	pd_row_note(row, fault->remedy);
	if (mend == NULL)
		return;
	/* Of several TLS keys, the one whose record it is. */
	PD_AUTO(pd_drop_text)
	char *leads = strcmp(mend->tab, "tls") == 0
			      ? pd_tls_row_of_record(fault->path, mend->row)
			      : pd_copy(mend->row);
	pd_row_leads(row, mend->tab, leads);
	row->at_operation = mend->operation;
}

void
pd_doctor_rows(const struct pd_context *context, const char *store,
	const struct pd_store_faults *faults, struct pd_rows *out)
{
	out->title = pd_format(_("Doctor: the store %s"), store);
	out->count = pd_format(
		ngettext("%zu problem", "%zu problems", faults->count), faults->count);
	out->columns = columns;
	out->empty = pd_copy(_("No problems found."));
	for (const char *marker = "x!"; *marker != '\0'; marker++)
		for (size_t i = 0; i < faults->count; i++)
			if (choose_marker(&faults->items[i]) == *marker)
				add_fault_row(context, store, &faults->items[i], out);
}
