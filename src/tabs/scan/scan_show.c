/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_show.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/scan/scan_judge.h"
#include "tabs/scan/scan_wish.h"
#include "x509/certificate/describe.h"

/* One certificate of this machine, with all that uses it. */

static char *
describe_port(const struct pd_scan_port *port)
{
	switch (port->answer) {
	case PD_SCAN_NOT_ASKED:
		return pd_format(_("%u: not asked"), port->number);
	case PD_SCAN_SILENT:
		return pd_format(_("%u: no answer (%s)"), port->number, port->said);
	case PD_SCAN_SAME:
		return pd_format(_("%u: serves it"), port->number);
	case PD_SCAN_OLD:
		return pd_format(
			_("%u: serves the previous one, %s"), port->number, port->said);
	case PD_SCAN_OTHER:
		return pd_format(_("%u: serves another, %s"), port->number, port->said);
	}
	return NULL;
}

static void
describe_use(const struct pd_scan_use *use, struct pd_details *out)
{
	pd_details_section(out, "uses", _("Used"));
	if (use->service != NULL)
		pd_details_text(out, "service", _("Service"), use->service->name);
	if (use->file != NULL) {
		PD_AUTO(pd_drop_text)
		char *place = pd_format("%s:%u", use->file, use->line);
		pd_details_text(out, "place", _("Named in"), place);
	}
	if (use->key != NULL)
		pd_details_text(out, "key", _("Private key"), use->key->path);
	if (use->chain != NULL)
		pd_details_text(out, "chain", _("Chain"), use->chain->path);
	if (use->authority != NULL)
		pd_details_text(out, "authority", _("Trusts"), use->authority->path);
	if (use->hosts.count > 0)
		pd_details_list(out, "hosts", _("Serves"));
	for (size_t i = 0; i < use->hosts.count; i++)
		pd_details_item(out, use->hosts.items[i]);
	if (use->port_count > 0)
		pd_details_list(out, "ports", _("Ports"));
	for (size_t i = 0; i < use->port_count; i++) {
		PD_AUTO(pd_drop_text) char *text = describe_port(&use->ports[i]);
		pd_details_item(out, text);
	}
}

static void
describe_faults(const struct pd_find *find, struct pd_details *out)
{
	for (size_t i = 0; i < find->fault_count; i++) {
		const struct pd_scan_fault *fault = &find->faults[i];
		PD_AUTO(pd_drop_text) char *said = pd_text_sentence(fault->sentence);
		pd_details_section(out, "faults", i == 0 ? _("What is wrong") : NULL);
		pd_details_word(out, "fault", fault->brief, fault->word, said);
	}
}

static void
describe_find(const struct pd_context *context, const struct pd_find *find,
	struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, "file", _("File"), find->file->path);
	if (find->file->real != NULL && strcmp(find->file->real, find->file->path) != 0)
		pd_details_text(out, "leads_to", _("Leads to"), find->file->real);
	if (find->target != NULL)
		pd_details_text(out, "target", _("Deploy target"), find->target);
	if (find->file->problem != NULL)
		pd_details_text(out, "problem", _("Not read"), find->file->problem);
	describe_faults(find, out);
	for (size_t i = 0; i < find->use_count; i++)
		describe_use(find->uses[i], out);
	if (find->leaf != NULL)
		pd_describe_certificate(
			find->leaf, "certificate", _("Certificate"), &notice, out);
}

bool
pd_scan_show(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_finds_free) struct pd_finds finds = {0};
	PD_AUTO(pd_scan_wish_free) struct pd_scan_wish wish;
	const char *path = pd_value_text(values, "file");
	pd_scan_wish_read(context, values, &wish);
	pd_names_add(&wish.paths, path);
	if (!pd_finds_make(context, &wish.order, &finds, error))
		return false;
	const struct pd_find *find = pd_finds_find(&finds, path, error);
	if (find == NULL)
		return false;
	result->has_details = true;
	describe_find(context, find, &result->details);
	result->status = find->fault_count > 0;
	return true;
}
