/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_faults.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/scan/scan_chain.h"
#include "tabs/trust/trust_judge.h"

/* What can be wrong with one file and those who use it. */

struct fault_search {
	struct pd_context *context;
	const struct pd_finds *finds;
	const struct pd_lists *lists;
	struct pd_find *find;
};

/* ---- the file -------------------------------------------------------------------- */

static char *
name_use(const struct pd_scan_use *use)
{
	return use->file != NULL ? pd_format("%s:%u", use->file, use->line)
				 : pd_copy(use->service ? use->service->name : "");
}

static void
judge_presence(const struct fault_search *search, const struct pd_scan_use *use)
{
	struct pd_find *find = search->find;
	const struct pd_scan_file *file = find->file;
	PD_AUTO(pd_drop_text) char *place = name_use(use);
	if (use->role != PD_SCAN_SERVES)
		return;
	if (file->number == ENOENT)
		pd_find_add(find, 'x', "missing", _("NOT THERE"),
			pd_format(_("%s names %s, which is not there"), place,
				file->path));
	else if (file->number == 0 && file->certificates.count == 0 && !file->is_locked)
		pd_find_add(find, 'x', "no_certificate", _("NO CERTIFICATE"),
			pd_format(_("%s names %s, which holds no certificate"), place,
				file->path));
}

/* Nobody may miss what nothing uses. */
static char
soften(const struct pd_find *find, char marker)
{
	return find->is_used ? marker : '!';
}

static void
judge_time(const struct fault_search *search)
{
	struct pd_find *find = search->find;
	const struct pd_notice notice = pd_context_notice(search->context);
	enum pd_state state = pd_describe_state(find->leaf, &notice);
	char marker = pd_describe_state_marker(state);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(find->leaf));
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_date(pd_certificate_not_before(find->leaf));
	if (state == PD_STATE_EXPIRED)
		pd_find_add(find, soften(find, 'x'), "expired", _("EXPIRED"),
			pd_format(_("the certificate expired on %s"), end));
	else if (state == PD_STATE_NOT_YET_VALID)
		pd_find_add(find, soften(find, 'x'), "not_yet_valid",
			_("NOT YET VALID"),
			pd_format(_("the certificate is valid from %s on"), begin));
	else if (pd_describe_state_ends(state))
		pd_find_add(find, soften(find, marker), "expires", _("ends soon"),
			pd_format(_("the certificate expires on %s"), end));
}

static void
judge_strength(const struct fault_search *search)
{
	const char *why = pd_certificate_weakness(search->find->leaf);
	if (why != NULL)
		pd_find_add(search->find, '!', "weak", _("WEAK"),
			pd_format(_("the certificate is weak: %s"), why));
}

/* ---- the key --------------------------------------------------------------------- */

static bool
holds_key_of(const struct pd_scan_file *file, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < file->keys.count; i++)
		if (strcmp(file->keys.items[i], pd_certificate_key_id(certificate)) ==
			0)
			return true;
	return false;
}

static void
judge_key_file(struct pd_find *find, const struct pd_scan_file *key, const char *place)
{
	if (key->number == ENOENT)
		pd_find_add(find, 'x', "key_missing", _("KEY NOT THERE"),
			pd_format(_("%s uses the private key %s, which is not there"),
				place, key->path));
	else if (key->number == 0 && key->keys.count == 0 && !key->is_locked)
		pd_find_add(find, 'x', "key_missing", _("NO KEY"),
			pd_format(
				_("%s uses %s, which holds no private key that can be "
				  "read"),
				place, key->path));
	if (key->is_open)
		pd_find_add(find, 'x', "key_open", _("key open to all"),
			pd_format(
				_("every user of this machine can read the private key "
				  "%s: chmod o-r mends that"),
				key->path));
}

static void
judge_private_key(const struct fault_search *search, const struct pd_scan_use *use)
{
	struct pd_find *find = search->find;
	const struct pd_scan_file *key = use->key;
	PD_AUTO(pd_drop_text) char *place = name_use(use);
	if (key == NULL || use->role == PD_SCAN_TRUSTS)
		return;
	judge_key_file(find, key, place);
	if (find->leaf == NULL || key->keys.count == 0 || key->is_locked)
		return;
	if (!holds_key_of(key, find->leaf))
		pd_find_add(find, 'x', "key_mismatch", _("KEY DIFFERS"),
			pd_format(_("%s uses the private key %s, which belongs to "
				    "another "
				    "certificate"),
				place, key->path));
	else if (find->leaf != find->file->certificates.items[0])
		pd_find_add(find, 'x', "chain_order", _("chain out of order"),
			pd_format(
				_("%s does not come first in %s, as services need it"),
				pd_certificate_subject(find->leaf), find->file->path));
}

/* ---- hosts and ports ------------------------------------------------------------- */

static bool
is_for_host(const struct fault_search *search, const char *host)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	struct pd_certificate *leaf = (struct pd_certificate *)search->find->leaf;
	const struct pd_certificates alone = {&leaf, 1};
	const struct pd_question question = {
		.chain = &alone, .trusted = &alone, .own = search->lists, .host = host};
	return !pd_trust_judge(search->context, &question, &judgement, &problem) ||
	       (judgement.reasons & PD_REJECT_NAME) == 0;
}

static void
judge_hosts(const struct fault_search *search, const struct pd_scan_use *use)
{
	enum { MOST = 3 };
	PD_AUTO(pd_buffer_free) struct pd_buffer hosts = {0};
	PD_AUTO(pd_drop_text) char *place = name_use(use);
	size_t count = 0;
	for (size_t i = 0; i < use->hosts.count; i++) {
		if (is_for_host(search, use->hosts.items[i]))
			continue;
		if (count++ < MOST)
			pd_buffer_add_item(&hosts, use->hosts.items[i]);
	}
	if (count > MOST)
		pd_buffer_add_item(&hosts, "...");
	if (count > 0)
		pd_find_add(search->find, 'x', "name", _("name missing"),
			pd_format(
				_("%s serves it for %s, which is not among its names"),
				place, pd_buffer_text(&hosts)));
}

static void
judge_port(const struct fault_search *search, const struct pd_scan_use *use,
	const struct pd_scan_port *port)
{
	const char *service = use->service ? use->service->name : "";
	if (port->answer == PD_SCAN_OLD)
		pd_find_add(search->find, 'x', "old_in_memory", _("OLD ONE SERVED"),
			pd_format(_("port %u still serves the previous certificate, "
				    "%s: reload or restart %s"),
				port->number, port->said, service));
	else if (port->answer == PD_SCAN_OTHER)
		pd_find_add(search->find, '!', "not_served", _("another served"),
			pd_format(_("port %u, which %s opens, serves another one: %s"),
				port->number, service, port->said));
}

/* ---- all ------------------------------------------------------------------------- */

/* The certificate that a key beside it fits, else the first: what services take. */
static const struct pd_certificate *
choose_leaf(const struct pd_find *find)
{
	const struct pd_certificates *all = &find->file->certificates;
	for (size_t u = 0; u < find->use_count; u++)
		for (size_t i = 0; find->uses[u]->key != NULL && i < all->count; i++)
			if (holds_key_of(find->uses[u]->key, all->items[i]))
				return all->items[i];
	return all->count > 0 ? all->items[0] : NULL;
}

/* Of several that are trusted, that which ends first. */
static const struct pd_certificate *
choose_first_to_end(const struct pd_certificates *all)
{
	const struct pd_certificate *found = all->items[0];
	int64_t first = pd_certificate_not_after(found);
	for (size_t i = 1; i < all->count; i++) {
		int64_t end = pd_certificate_not_after(all->items[i]);
		if (end >= first)
			continue;
		found = all->items[i];
		first = end;
	}
	return found;
}

static bool
is_only_trusted(const struct pd_find *find)
{
	for (size_t i = 0; i < find->use_count; i++)
		if (find->uses[i]->role != PD_SCAN_TRUSTS)
			return false;
	return true;
}

static void
judge_scan_use(const struct fault_search *search, const struct pd_scan_use *use)
{
	judge_presence(search, use);
	judge_private_key(search, use);
	if (search->find->leaf == NULL || use->role == PD_SCAN_TRUSTS)
		return;
	if (use->role == PD_SCAN_SERVES)
		judge_hosts(search, use);
	pd_find_judge_chain(
		search->context, search->finds, search->lists, use, search->find);
	for (size_t i = 0; i < use->port_count; i++)
		judge_port(search, use, &use->ports[i]);
}

void
pd_find_judge(struct pd_context *context, const struct pd_finds *finds,
	const struct pd_lists *lists, struct pd_find *find)
{
	const struct fault_search search = {context, finds, lists, find};
	bool trusted = is_only_trusted(find) && find->file->certificates.count > 0;
	find->marker = ' ';
	find->leaf = trusted ? choose_first_to_end(&find->file->certificates)
			     : choose_leaf(find);
	if (find->leaf != NULL)
		judge_time(&search);
	if (find->leaf != NULL && !trusted)
		judge_strength(&search);
	for (size_t i = 0; i < find->use_count; i++)
		judge_scan_use(&search, find->uses[i]);
}
