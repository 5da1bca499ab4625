/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_tab.h"

#include "base/text.h"
#include "tabs/scan/scan_judge.h"
#include "tabs/scan/scan_rows.h"
#include "tabs/scan/scan_show.h"
#include "tabs/scan/scan_take.h"
#include "tabs/scan/scan_wish.h"
#include "tabs/tls/tls_place.h"

static pd_run run_scan;

/* clang-format off */
#define FIELDS_WHERE(flags_) \
	{.name = "root", .label = N_("Root"), .kind = PD_FIELD_FILE, .flags = (flags_) | PD_DIRECTORY, \
	 .help = N_("A folder to treat as /, such as a mounted image or container; its ports " \
		"are not asked")}, \
	{.name = "ports", .label = N_("Ask ports"), .kind = PD_FIELD_FLAG, \
	 .flags = (flags_) & PD_COMMAND, .preset = "yes", \
	 .help = N_("Ask the ports that services open on this machine what they serve")}

#define FIELD_OPENS(flags_) \
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE, .flags = (flags_), \
	 .help = N_("Tried on keystores and keys that need one; empty: those that need one are named")}

static const struct pd_field scan_fields[] = {
	{.name = "path", .label = N_("Also look at"), .kind = PD_FIELD_FILE,
	 .flags = PD_ARGUMENT | PD_MANY | PD_NAMED,
	 .help = N_("Files and folders that are looked through, besides what services name")},
	FIELDS_WHERE(PD_RARE),
	FIELD_OPENS(PD_RARE),
	{.name = "other-file-systems", .label = N_("Everywhere"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Also search other file systems that are mounted below these folders")},
	{.name = "seconds", .label = N_("Seconds"), .kind = PD_FIELD_NUMBER, .flags = PD_RARE,
	 .preset = "60", .least = 1, .most = 86400,
	 .help = N_("How long the search may take; what was left out is reported")},
	{0}
};

static const struct pd_field show_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The file of the certificate, as scan shows it")},
	FIELDS_WHERE(PD_COMMAND),
	FIELD_OPENS(PD_COMMAND),
	{0}
};

static const struct pd_field take_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The file of the certificate, as scan shows it")},
	{.name = "name", .label = N_("Key name"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED,
	 .propose = pd_scan_propose_name, .check = pd_tls_check_name,
	 .help = N_("What the key is called here, such as web or mail: letters, digits, . _ -")},
	{.name = "target", .label = N_("Target"), .kind = PD_FIELD_TEXT,
	 .help = N_("What the deploy target is called; empty: as the key")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .help = N_("Opens the private key if it is encrypted")},
	{0}
};

const struct pd_operation pd_scan_operations[] = {
	{.tab = "scan", .name = "scan", .key = 'v', .label = N_("Scan"),
	 .help = N_("Find the certificates and keys that services of this machine use, and say what is "
		"wrong with each; exit status 1 if anything is"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .fields = scan_fields,
	 .run = run_scan, .only_looks = true},
	{.tab = "scan", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show a certificate of this machine, what uses it and what is wrong with it"),
	 .on = PD_ON_FOUND, .hazard = PD_READS, .role = PD_OBSERVER, .fields = show_fields,
	 .run = pd_scan_show, .only_looks = true},
	{.tab = "scan", .name = "take", .key = 'i', .label = N_("Take over"),
	 .help = N_("Take over a certificate and key that a service uses: under a name of the TLS keys, "
		"with a deploy target made of what uses them"),
	 .on = PD_ON_FOUND, .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = take_fields,
	 .run = pd_scan_take, .preview = pd_scan_preview_take, .confirm = N_("Take it over?"),
	 .blocked = pd_scan_blocked_take},
	{0}
};
/* clang-format on */

/* ---- scan ------------------------------------------------------------------------ */

static bool
run_scan(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_finds_free) struct pd_finds finds = {0};
	PD_AUTO(pd_scan_wish_free) struct pd_scan_wish wish;
	pd_scan_wish_read(context, values, &wish);
	if (!pd_finds_make(context, &wish.order, &finds, error))
		return false;
	result->has_rows = true;
	pd_scan_fill_rows(context, &finds, &result->rows);
	pd_scan_warn_unread(&finds, result);
	result->status = finds.faulty > 0;
	return true;
}

/* ---- the page -------------------------------------------------------------------- */

enum { PAGE_SECONDS = 5 };

static void
add_scan_findings(const struct pd_finds *finds, struct pd_view *out)
{
	const struct pd_ground *ground = &finds->scan.ground;
	for (size_t i = 0; i < ground->unread_count; i++) {
		pd_view_find(out, NULL, _("%s was not read: %s"),
			ground->unread[i].path, ground->unread[i].why);
		pd_view_leave_to_others(out);
	}
}

bool
pd_scan_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	PD_AUTO(pd_finds_free) struct pd_finds finds = {0};
	const struct pd_scan_order order = {
		.seconds = PAGE_SECONDS, .cancelled = context->cancelled};
	out->section_count = 1;
	if (!pd_finds_make(context, &order, &finds, error))
		return false;
	pd_scan_fill_rows(context, &finds, &out->sections[0]);
	add_scan_findings(&finds, out);
	out->summary =
		finds.scan.ground.unread_count > 0
			? pd_format(ngettext("%zu place was not read: ! tells which",
					    "%zu places were not read: ! tells "
					    "which",
					    finds.scan.ground.unread_count),
				  finds.scan.ground.unread_count)
			: NULL;
	return true;
}
