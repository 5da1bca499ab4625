/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_former.h"

#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/ssl/ssl_index.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/notation.h"

static const char row_prefix[] = "ca@";

/* ---- what hangs on a CA ---------------------------------------------------------------- */

static void
count_hanging(const struct pd_context *context, const struct pd_issued *issued,
	struct pd_hanging *out)
{
	bool endless = issued->not_after == PD_TIME_LATEST;
	if (issued->not_after < context->now || (endless && issued->by_serial))
		return;
	out->valid += issued->revoked_at == 0;
	out->revoked += issued->revoked_at != 0;
	if (issued->not_after > out->end)
		out->end = issued->not_after;
}

struct counting {
	const struct pd_context *context;
	const char *ca;
	struct pd_hanging *out;
};

static bool
count_line(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	const struct counting *counting = load;
	PD_AUTO(pd_issued_free)
	struct pd_issued issued = pd_issued_of_index(line, counting->ca);
	(void)error;
	count_hanging(counting->context, &issued, counting->out);
	return true;
}

/* What such a one issued ends with it at the latest, as it is judged. */
static void
count_elsewhere(struct pd_context *context, const char *ca, struct pd_hanging *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_authority_load_of(context, ca, &identity, &ignored) ||
		strcmp(identity.origin, "standard") == 0 ||
		strcmp(identity.origin, "generated") == 0)
		return;
	int64_t end = pd_certificate_not_after(pd_identity_leaf(&identity));
	out->elsewhere = end >= context->now;
	if (out->elsewhere && end > out->end)
		out->end = end;
}

bool
pd_former_count(struct pd_context *context, const char *ca, struct pd_hanging *out,
	struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	struct counting counting = {context, ca, out};
	*out = (struct pd_hanging){0};
	if (!pd_issued_list(context, &list, error) ||
		!pd_index_each_kept(context, ca, count_line, &counting, error))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].problem == NULL &&
			strcmp(list.items[i].issuer, ca) == 0)
			count_hanging(context, &list.items[i], out);
	count_elsewhere(context, ca, out);
	return true;
}

/* ---- making room ----------------------------------------------------------------------- */

/* Moves record and file of a list. */
static bool
move_list(struct pd_context *context, struct pd_change *change, const char *from,
	const char *to, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *from_file = pd_format("%s.pem", from);
	PD_AUTO(pd_drop_text) char *to_file = pd_format("%s.pem", to);
	PD_AUTO(pd_drop_record) struct pd_record *record = NULL;
	PD_AUTO(pd_secret_wipe) struct pd_secret list = {0};
	if (!pd_store_has(context->store, from))
		return true;
	record = pd_store_load(context->store, from, error);
	if (record == NULL || !pd_change_put(change, to, record, error) ||
		!pd_change_remove(change, from, error))
		return false;
	return !pd_store_has(context->store, from_file) ||
	       (pd_store_load_file(context->store, from_file, &list, error) &&
		       pd_change_put_file(
			       change, to_file, pd_secret_bytes(&list), error) &&
		       pd_change_remove(change, from_file, error));
}

/* The list in use may still be of another CA, in a store from before this was kept. */
static bool
is_list_of(const struct pd_record *record, const char *ca)
{
	const char *issuer = record ? pd_record_text(record, "issuer") : NULL;
	return issuer != NULL && strcmp(issuer, ca) == 0;
}

/* What is not there, or is damaged, is replaced; what cannot be read at the moment may be all
 * right, and would be lost. */
static bool
may_be_lost(const struct pd_error *problem, struct pd_error *error)
{
	return problem->code == PD_ESTATE || problem->code == PD_ESTORE ||
	       pd_fail(error, problem->code, problem->input, "%s", problem->message);
}

static bool
keep_former(struct pd_context *context, struct pd_change *change, const char *ca,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = pd_format(PD_FORMER_FOLDER "/%s", ca);
	PD_AUTO(pd_drop_text) char *list = pd_format(PD_LISTS_FOLDER "/%s", ca);
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, PD_CA_RECORD, error);
	PD_AUTO(pd_drop_record)
	struct pd_record *last = pd_store_load(context->store, PD_CRL_RECORD, &problem);
	return record != NULL && (last != NULL || may_be_lost(&problem, error)) &&
	       pd_change_put(change, path, record, error) &&
	       (!is_list_of(last, ca) ||
		       move_list(context, change, PD_CRL_RECORD, list, error));
}

static bool
bring_list_back(struct pd_context *context, struct pd_change *change, const char *ca,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = pd_format(PD_FORMER_FOLDER "/%s", ca);
	PD_AUTO(pd_drop_text) char *list = pd_format(PD_LISTS_FOLDER "/%s", ca);
	return (!pd_store_has(context->store, path) ||
		       pd_change_remove(change, path, error)) &&
	       move_list(context, change, list, PD_CRL_RECORD, error);
}

bool
pd_former_make_room(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *next, enum pd_keep_former keep,
	struct pd_error *error)
{
	struct pd_error none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	const char *next_key = pd_certificate_key_id(pd_identity_leaf(next));
	if (!pd_authority_load(context, &now, &none))
		return may_be_lost(&none, error) &&
		       bring_list_back(context, change, next_key, error);
	const char *key = pd_certificate_key_id(pd_identity_leaf(&now));
	struct pd_hanging hanging;
	if (strcmp(key, next_key) == 0)
		return true;
	if (!pd_former_count(context, key, &hanging, error))
		return false;
	bool stays = (hanging.end != 0 || keep == PD_KEEP_ALWAYS) &&
		     !pd_store_lacks_key(context->store, key);
	return (!stays || keep_former(context, change, key, error)) &&
	       bring_list_back(context, change, next_key, error);
}

/* ---- finding one ----------------------------------------------------------------------- */

bool
pd_former_is_row(const char *row)
{
	return row != NULL && strncmp(row, row_prefix, sizeof row_prefix - 1) == 0;
}

/* Is it meant, by the beginning of its key id or by its serial number? */
static bool
is_meant_former(const struct pd_identity *ca, const char *wanted)
{
	const struct pd_certificate *leaf = pd_identity_leaf(ca);
	return pd_ascii_compare_begin(
		       pd_certificate_key_id(leaf), wanted, strlen(wanted)) == 0 ||
	       pd_serial_match(pd_certificate_serial(leaf), wanted) >=
		       PD_SERIAL_IS_DECIMAL;
}

bool
pd_former_load(struct pd_context *context, const char *typed, struct pd_identity *out,
	struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(pd_identity_free) struct pd_identity found = {0};
	const char *wanted = typed;
	if (pd_former_is_row(typed))
		wanted += sizeof row_prefix - 1;
	if (!pd_store_list(context->store, PD_FORMER_FOLDER, &names, error))
		return false;
	size_t count = 0;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
		PD_AUTO(pd_drop_text)
		char *path = pd_format(PD_FORMER_FOLDER "/%s", names.items[i]);
		if (!pd_identity_load(context->store, path, &ca, error))
			return false;
		if (!is_meant_former(&ca, wanted))
			continue;
		count++;
		pd_identity_free(&found);
		found = ca;
		ca = (struct pd_identity){0};
	}
	if (count != 1)
		return pd_fail(error, PD_ESTATE, typed,
			_("no CA that was replaced has this serial number or a public "
			  "key id that begins with this, or several do; ssl list shows "
			  "them"));
	*out = found;
	found = (struct pd_identity){0};
	return true;
}

char *
pd_former_propose(struct pd_context *context, const char *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	const char *wanted = pd_former_is_row(row) ? row : NULL;
	if (wanted == NULL && row != NULL &&
		pd_issued_load(context, row, &issued, &ignored))
		wanted = issued.issuer;
	return wanted != NULL && pd_former_load(context, wanted, &ca, &ignored)
		       ? pd_copy(pd_certificate_serial(pd_identity_leaf(&ca)))
		       : NULL;
}

char *
pd_former_note(struct pd_context *context, const struct pd_values *values)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	const char *typed = pd_value_text(values, "ca");
	if (typed == NULL)
		return pd_copy(_("the CA in use"));
	return pd_former_load(context, typed, &ca, &ignored)
		       ? pd_copy(pd_certificate_subject(pd_identity_leaf(&ca)))
		       : NULL;
}
