/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/doctor_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "operation/tab.h"
#include "store/mend.h"
#include "tabs/tls/tls_place.h"

enum { PROBLEM, PLACE, REMEDY, SENTENCE, COMMAND };

/* Each in so few words that 80 columns hold them whole; Enter shows the sentences. */
static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"problem", N_("What is wrong"), 30, 0, false},
	{"place", N_("Where"), 8, 24, true},
	{"remedy", N_("What mends it"), 12, 20, true},
	{"sentence", N_("In full"), 60, 0, false},
	{"command", N_("Remedy"), 60, 0, false},
	{0},
};

/* By kind: what is wrong, and what one does where no operation mends it; no longer than 30
 * and 20 characters. */
static const struct words {
	const char *kind, *problem, *does;
} words[] = {
	{"permissions", N_("others can read or write it"), NULL},
	{"owner", N_("belongs to another user"), NULL},
	{"withheld", N_("its owner may not read it"), NULL},
	{"unopened", N_("cannot be opened"), NULL},
	{"leftover", N_("left over"), NULL},
	{"unfinished", N_("a change was interrupted"), N_("the next change")},
	{"foreign", N_("does not belong here"), N_("remove it yourself")},
	{"place", N_("others can replace the store"), N_("move the store")},
	{"unreadable", N_("DAMAGED: cannot be read"), N_("restore a backup")},
	{"key_damaged", N_("DAMAGED: wrong private key"), N_("restore a backup")},
	{"key_missing", N_("private key missing"), N_("import it")},
	{"key_open", N_("private key not encrypted"), N_("set the passphrase")},
	{"key_unused", N_("unused private key"), N_("wipe it yourself")},
	{"history", N_("changed, but not by pemdeck"), N_("find out who did it")},
	{"revocation_list", N_("no valid revocation list"), N_("sign one")},
	{"unlisted", N_("missing from the CA's register"), N_("adopt it")},
	{"hook", N_("trust list not up to date"), N_("write it again")},
	{"hook_program", N_("hook cannot run its program"), N_("correct the hook")},
	{"hook_open", N_("others can change a hook's program"),
		N_("guard the program")},
	{"settings", N_("a setting is wrong"), N_("correct the setting")},
	{"deploy", N_("a deployed file needs checking"), N_("deploy again")},
	{"checks", N_("the list of checks is damaged"), N_("remove it yourself")},
	{"confinement", N_("input is read unconfined"), N_("allow seccomp")},
	{"closed", N_("the store does not open"), N_("mend this first")},
};

static const struct words *
words_of_fault(const char *kind)
{
	for (size_t i = 0; i < PD_COUNT(words); i++)
		if (strcmp(words[i].kind, kind) == 0)
			return &words[i];
	return NULL;
}

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
	enum { LONG_NUMBER = 16, SHOWN = 8, SUFFIX = 4 };
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	size_t size = strlen(store);
	const char *below = path;
	if (strncmp(path, store, size) == 0 && path[size] == '/')
		below = path + size + 1;
	if (strcmp(path, store) == 0 || strcmp(below, ".") == 0)
		return pd_copy(_("the store"));
	if (*path == '\0')
		return pd_copy(_("this host"));
	while (*below != '\0') {
		/* A parser adds ":2" for the line. */
		bool ends = strlen(below) >= SUFFIX &&
			    (below[SUFFIX] == '\0' || below[SUFFIX] == ':');
		if (ends && (strncmp(below, ".cfg", SUFFIX) == 0 ||
				    strncmp(below, ".pem", SUFFIX) == 0)) {
			below += SUFFIX;
			continue;
		}
		size_t digits = strspn(below, "0123456789abcdefABCDEF");
		size_t step = digits > 0 ? digits : 1;
		if (digits > LONG_NUMBER)
			pd_buffer_add_format(&out, "%.*s~", SHOWN, below);
		else
			pd_buffer_add_format(&out, "%.*s", (int)step, below);
		below += step;
	}
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
	const struct words *said = words_of_fault(fault->kind);
	const struct pd_operation *operation =
		mend ? pd_operation_find(context->tabs, mend->tab, mend->operation)
		     : NULL;
	if (operation != NULL)
		return pd_format("%c %s", operation->key, _(operation->label));
	if (pd_store_can_mend(fault))
		return pd_copy(_("Enter mends it"));
	return pd_copy(said && said->does ? _(said->does) : fault->remedy);
}

static void
lead_to_mend(
	const struct pd_store_fault *fault, const struct mend *mend, struct pd_row *row)
{
	/* Of several TLS keys, the one whose record it is. */
	PD_AUTO(pd_drop_text)
	char *leads = strcmp(mend->tab, "tls") == 0
			      ? pd_tls_row_of_record(fault->path, mend->row)
			      : pd_copy(mend->row);
	pd_row_leads(row, mend->tab, leads);
	row->at_operation = mend->operation;
}

static void
add_fault_row(const struct pd_context *context, const char *store,
	const struct pd_store_fault *fault, struct pd_rows *out)
{
	const struct mend *mend = find_mend(fault);
	const struct words *said = words_of_fault(fault->kind);
	PD_AUTO(pd_drop_text) char *place = shorten_place(store, fault->path);
	PD_AUTO(pd_drop_text) char *does = name_remedy(context, fault, mend);
	PD_AUTO(pd_drop_text) char *sentence = pd_text_sentence(fault->problem);
	bool here = pd_store_can_mend(fault);
	struct pd_row *row = pd_rows_add(out, here ? PD_ON_DAMAGED : PD_ON_TAB,
		fault->path, choose_marker(fault));
	pd_row_set(
		row, PROBLEM, said ? _(said->problem) : fault->problem, fault->problem);
	pd_row_set(row, PLACE, place, fault->path);
	pd_row_set(row, REMEDY, does, fault->remedy);
	pd_row_set(row, SENTENCE, sentence, NULL);
	pd_row_set(row, COMMAND, fault->remedy, NULL);
	pd_row_note(row, sentence);
	if (mend != NULL)
		lead_to_mend(fault, mend, row);
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
