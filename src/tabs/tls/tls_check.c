/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/probe.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_host.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"
#include "x509/certificate/issuer.h"

/* Compares what hosts serve with what is kept here. */

enum { TIMEOUT = 10 };

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"host", N_("Host"), 16, 0, false},
	{"finding", N_("Finding"), 20, 0, false},
	{"result", N_("Result"), 9, 12, false},
	{0},
};

/* What is compared, and where the findings go. */
struct check {
	struct pd_context *context;
	struct pd_tls_place compared; /* with which key what is served was compared */
	struct pd_identity identity;
	struct pd_rows *rows;
	const char *place; /* HOST:PORT */
	bool differs;
};

static void
free_check(struct check *check)
{
	pd_identity_free(&check->identity);
	pd_tls_place_free(&check->compared);
}

char *
pd_tls_check_host(struct pd_context *context, const char *row)
{
	(void)context;
	(void)row;
	return pd_host_name();
}

/* ---- findings ------------------------------------------------------------------ */

static void
add_check_row(struct check *check, char marker, const char *finding, const char *shown,
	const char *word)
{
	struct pd_row *row = pd_rows_add(check->rows, PD_ON_TAB, check->place, marker);
	pd_row_set(row, 0, check->place, NULL);
	pd_row_set(row, 1, finding, NULL);
	pd_row_set(row, 2, shown, word);
	check->differs = check->differs || marker != ' ';
}

static void add_check_finding(struct check *check, const char *word, const char *format,
	...) __attribute__((format(printf, 3, 4)));

static void
add_check_finding(struct check *check, const char *word, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *text = pd_vformat(format, arguments);
	va_end(arguments);
	add_check_row(check, 'x', text, _("DIFFERS"), word);
}

static bool
same_key(const struct pd_certificate *one, const struct pd_certificate *other)
{
	return strcmp(pd_certificate_key_id(one), pd_certificate_key_id(other)) == 0;
}

static void
compare_leaf(struct check *check, const struct pd_certificate *served)
{
	const struct pd_certificate *kept = pd_identity_leaf(&check->identity);
	if (pd_certificate_same(kept, served))
		return;
	if (same_key(kept, served))
		add_check_finding(check, "other_certificate",
			_("serves another certificate for the same key: %s (serial %s) "
			  "instead of %s (serial %s); deploy the one kept here, or "
			  "import that one"),
			pd_certificate_subject(served), pd_certificate_serial(served),
			pd_certificate_subject(kept), pd_certificate_serial(kept));
	else
		add_check_finding(check, "other_key",
			_("serves a certificate for another key: %s (serial %s) "
			  "instead of %s (serial %s); deploy the one kept here"),
			pd_certificate_subject(served), pd_certificate_serial(served),
			pd_certificate_subject(kept), pd_certificate_serial(kept));
}

/* Is it in the list before index as well? */
static bool
came_before(const struct pd_certificates *list, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (pd_certificate_same(list->items[i], list->items[index]))
			return true;
	return false;
}

static void
add_missing(struct check *check, const struct pd_certificates *served)
{
	const struct pd_certificates *kept = &check->identity.chain;
	for (size_t i = 1; i < kept->count; i++)
		if (!pd_certificates_have(served, kept->items[i]))
			add_check_finding(check, "missing_intermediate",
				_("does not send the intermediate CA %s, so clients "
				  "may not find the way to the root; deploy the whole "
				  "chain"),
				pd_certificate_subject(kept->items[i]));
}

static void
add_needless(struct check *check, const struct pd_certificates *served)
{
	for (size_t i = 1; i < served->count; i++) {
		const struct pd_certificate *each = served->items[i];
		const char *subject = pd_certificate_subject(each);
		if (came_before(served, i))
			add_check_finding(check, "twice", _("sends %s twice"), subject);
		else if (pd_certificates_have(&check->identity.chain, each))
			continue;
		else if (pd_certificate_is_root(each))
			add_check_finding(check, "root_sent",
				_("sends the root %s too, which no client needs"),
				subject);
		else
			add_check_finding(check, "unknown_sent",
				_("sends %s too, which is not in the chain kept here"),
				subject);
	}
}

/* Some clients follow the chain in the order in which it is sent. */
static void
compare_order(struct check *check, const struct pd_certificates *served)
{
	const struct pd_certificates *kept = &check->identity.chain;
	for (size_t i = 1; i < kept->count && i < served->count; i++)
		if (!pd_certificate_same(kept->items[i], served->items[i])) {
			add_check_finding(check, "order",
				_("sends the intermediate CAs in another order than "
				  "each signed by the next; deploy the whole chain"));
			return;
		}
}

static void
compare_chain(struct check *check, const struct pd_certificates *served)
{
	size_t before = check->rows->count_of_items;
	add_missing(check, served);
	add_needless(check, served);
	if (check->rows->count_of_items == before)
		compare_order(check, served);
}

static void
judge_validity(struct check *check, const struct pd_certificate *served)
{
	const struct pd_notice notice = pd_context_notice(check->context);
	PD_AUTO(pd_drop_text)
	char *needs = pd_common_needs(
		check->context, served, _("The certificate that is served"));
	enum pd_state state = pd_describe_state(served, &notice);
	if (needs == NULL)
		return;
	PD_AUTO(pd_drop_text)
	char *words = pd_describe_state_text(served, &notice);
	add_check_row(check, pd_describe_state_marker(state), needs, words,
		pd_describe_state_name(state));
}

static void
compare_served(struct check *check, const struct pd_peer *peer)
{
	const struct pd_certificate *served = peer->chain.items[0];
	const struct pd_notice notice = pd_context_notice(check->context);
	bool leaf_is_same =
		pd_certificate_same(pd_identity_leaf(&check->identity), served);
	size_t before = check->rows->count_of_items;
	compare_leaf(check, served);
	/* The chain of another leaf is another one anyway. */
	if (leaf_is_same)
		compare_chain(check, &peer->chain);
	judge_validity(check, served);
	if (check->rows->count_of_items > before)
		return;
	PD_AUTO(pd_drop_text)
	char *words = pd_describe_state_text(served, &notice);
	PD_AUTO(pd_drop_text)
	char *text = check->compared.is_device
			     ? pd_format(_("serves what is kept here: %s, %s"),
				       pd_certificate_subject(served), words)
			     : pd_format(_("serves what is kept here as %s: %s, %s"),
				       check->compared.name,
				       pd_certificate_subject(served), words);
	add_check_row(check, ' ', text, _("the same"), "same");
}

/* ---- hosts --------------------------------------------------------------------- */

static bool
check_host(struct check *check, const struct pd_endpoint *endpoint,
	const struct pd_values *values, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	PD_AUTO(pd_drop_text) char *place = pd_endpoint_text(endpoint);
	const struct pd_probe probe = {
		.endpoint = endpoint,
		.starttls = pd_value_text(values, "starttls"),
		.timeout = pd_value_number(values, "timeout", TIMEOUT),
		.cancelled = check->context->cancelled,
	};
	check->place = place;
	if (pd_probe_run(&probe, &peer, &problem)) {
		free_check(check);
		if (!pd_tls_load_fitting(check->context, values, peer.chain.items[0],
			    &check->compared, &check->identity, error))
			return false;
		compare_served(check, &peer);
	} else if (problem.code == PD_ECANCEL) {
		*error = problem;
		return false;
	} else
		add_check_row(check, 'x', problem.message, _("NO ANSWER"), "no_answer");
	return true;
}

/* Checks the syntax of all hosts before the first connection. */
static bool
check_words(const struct pd_values *values, struct pd_error *error)
{
	for (size_t i = 0; i < pd_value_count(values, "host"); i++) {
		PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0};
		if (!pd_endpoint_parse(pd_value_item(values, "host", i),
			    pd_starttls_port(pd_value_text(values, "starttls")), "host",
			    &endpoint, error))
			return false;
	}
	return true;
}

static bool
check_all(struct check *check, const struct pd_values *values, struct pd_error *error)
{
	for (size_t i = 0; i < pd_value_count(values, "host"); i++) {
		PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0};
		if (!pd_common_go_on(check->context, error) ||
			!pd_endpoint_parse(pd_value_item(values, "host", i),
				pd_starttls_port(pd_value_text(values, "starttls")),
				"host", &endpoint, error) ||
			!check_host(check, &endpoint, values, error))
			return false;
	}
	return true;
}

/* On the screen a row has no room for the sentences. */
static void
describe_findings(struct pd_result *result)
{
	const struct pd_rows *rows = &result->rows;
	const char *host = "";
	for (size_t i = 0; i < rows->count_of_items; i++) {
		const struct pd_row *row = &rows->items[i];
		if (strcmp(row->id, host) != 0)
			pd_details_section(&result->details, "host", row->id);
		host = row->id;
		pd_details_word(&result->details, "result", _("Result"), row->values[2],
			row->cells[2]);
		pd_details_text(
			&result->details, "finding", _("Finding"), row->cells[1]);
	}
	result->has_details = true;
}

bool
pd_tls_check(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_check)
	struct check check = {.context = context, .rows = &result->rows};
	pd_tls_place_find(values, &check.compared);
	if (!check_words(values, error) ||
		!pd_tls_load(context, &check.compared, &check.identity, error))
		return false;
	result->has_rows = true;
	result->rows.columns = columns;
	result->rows.title = pd_copy(_("What is served"));
	if (!check_all(&check, values, error))
		return false;
	result->status = check.differs ? 1 : 0;
	describe_findings(result);
	return true;
}
