/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/describe_extensions.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/der.h"

#define TAGGED(n) (PD_DER_CONTEXT | PD_DER_CONSTRUCTED | (n))

/* GeneralName's [7], of 4 or 16 bytes, and twice as many with a mask. */
enum { IP_ADDRESS = PD_DER_CONTEXT | 7, VISIBLE_STRING = 0x1a };

struct named_oid {
	const char *oid, *name;
};

// clang-format off
static const struct named_oid extension_names[] = {
	{"2.5.29.9", N_("Subject directory attributes")},
	{"2.5.29.14", N_("Subject key identifier")},
	{"2.5.29.15", N_("Key usage")},
	{"2.5.29.16", N_("Private key usage period")},
	{"2.5.29.17", N_("Subject alternative names")},
	{"2.5.29.18", N_("Issuer alternative names")},
	{"2.5.29.19", N_("Basic constraints")},
	{"2.5.29.30", N_("Name constraints")},
	{"2.5.29.31", N_("CRL distribution points")},
	{"2.5.29.32", N_("Certificate policies")},
	{"2.5.29.33", N_("Policy mappings")},
	{"2.5.29.35", N_("Authority key identifier")},
	{"2.5.29.36", N_("Policy constraints")},
	{"2.5.29.37", N_("Extended key usage")},
	{"2.5.29.46", N_("Freshest CRL")},
	{"2.5.29.54", N_("Inhibit any policy")},
	{"1.3.6.1.5.5.7.1.1", N_("Authority information access")},
	{"1.3.6.1.5.5.7.1.3", N_("Qualified certificate statements")},
	{"1.3.6.1.5.5.7.1.7", N_("IP address blocks")},
	{"1.3.6.1.5.5.7.1.8", N_("AS numbers")},
	{"1.3.6.1.5.5.7.1.11", N_("Subject information access")},
	{"1.3.6.1.5.5.7.1.24", N_("TLS features")},
	{"1.3.6.1.5.5.7.48.1.5", N_("OCSP no check")},
	{"1.3.6.1.4.1.11129.2.4.2", N_("Signed certificate timestamps")},
	{"1.3.6.1.4.1.11129.2.4.3", N_("Certificate transparency poison")},
	{"1.3.6.1.4.1.311.20.2", N_("Microsoft certificate template name")},
	{"1.3.6.1.4.1.311.21.1", N_("Microsoft CA version")},
	{"1.3.6.1.4.1.311.21.7", N_("Microsoft certificate template")},
	{"2.16.840.1.113730.1.1", N_("Netscape certificate type")},
	{"2.16.840.1.113730.1.13", N_("Netscape comment")},
};

static const struct named_oid access_methods[] = {
	{"1.3.6.1.5.5.7.48.1", "OCSP"},
	{"1.3.6.1.5.5.7.48.2", N_("CA issuers")},
};

static const struct named_oid policy_names[] = {
	{"2.5.29.32.0", N_("any policy")},
	{"2.23.140.1.1", N_("extended validation")},
	{"2.23.140.1.2.1", N_("domain validated")},
	{"2.23.140.1.2.2", N_("organization validated")},
	{"2.23.140.1.2.3", N_("individual validated")},
};
// clang-format on

/* The translated name, or NULL. */
static const char *
find_oid_name(const struct named_oid *table, size_t count, const char *oid)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i].oid, oid) == 0)
			return _(table[i].name);
	return NULL;
}

/* A list that is begun only when its first item is added. */
struct list {
	struct pd_details *out;
	const char *name, *label;
	bool begun;
};

static void
add_list_item(struct list *list, const char *text)
{
	if (!list->begun)
		pd_details_list(list->out, list->name, list->label);
	list->begun = true;
	pd_details_item(list->out, text);
}

/* Shows that the extension is there even if nothing in it can be read. */
static void
add_unreadable(struct list *list)
{
	if (!list->begun)
		add_list_item(list, _("(nothing that can be read)"));
}

/* Reads GeneralNames that have no SEQUENCE around them. */
static void
read_general_names(struct pd_bytes names, struct pd_alternatives *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer whole = {0};
	struct pd_error problem = {0};
	pd_der_put(&whole, PD_DER_SEQUENCE, names.data, names.size);
	(void)pd_alternatives_from_der(pd_buffer_bytes(&whole), out, &problem);
}

static char *
make_name_text(struct pd_bytes name)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	read_general_names(name, &names);
	return pd_alternatives_text(&names);
}

void
pd_describe_alternatives(const struct pd_alternatives *names,
	struct pd_bytes extensions, struct pd_details *out)
{
	struct list list = {
		out, "alternative_names", _("Subject alternative names"), false};
	struct pd_extension found;
	for (size_t i = 0; i < names->count; i++) {
		PD_AUTO(pd_drop_text)
		char *text = pd_alternative_text(&names->items[i]);
		add_list_item(&list, text);
	}
	if (pd_extension_find(extensions, PD_EXTENSION_ALTERNATIVES, &found))
		add_unreadable(&list);
}

/* CRLDistributionPoints (RFC 5280 4.2.1.13); usually each is one URI. */
static void
add_crl_points(struct pd_bytes value, struct list *list)
{
	struct pd_bytes points = {0}, point, name, full;
	(void)pd_take(&value, PD_DER_SEQUENCE, &points);
	while (pd_take(&points, PD_DER_SEQUENCE, &point)) {
		PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
		if (!pd_take(&point, TAGGED(0), &name) ||
			!pd_take(&name, TAGGED(0), &full))
			continue;
		read_general_names(full, &names);
		for (size_t i = 0; i < names.count; i++) {
			PD_AUTO(pd_drop_text)
			char *text = pd_alternative_text(&names.items[i]);
			add_list_item(list, text);
		}
	}
}

/* AuthorityInfoAccessSyntax (RFC 5280 4.2.2.1). Shown, never fetched. */
static void
add_authority_information(struct pd_bytes value, struct list *list)
{
	struct pd_bytes descriptions = {0}, description, method;
	(void)pd_take(&value, PD_DER_SEQUENCE, &descriptions);
	while (pd_take(&descriptions, PD_DER_SEQUENCE, &description)) {
		if (!pd_take(&description, PD_DER_OID, &method))
			continue;
		PD_AUTO(pd_drop_text) char *oid = pd_oid_text(method);
		PD_AUTO(pd_drop_text) char *place = make_name_text(description);
		const char *name =
			find_oid_name(access_methods, PD_COUNT(access_methods), oid);
		PD_AUTO(pd_drop_text)
		char *text = pd_format("%s %s", name ? name : oid, place);
		add_list_item(list, text);
	}
}

/* PolicyQualifiers: a URI (CPS), or a notice whose last member is its text. */
static char *
make_qualifier_text(struct pd_bytes qualifiers)
{
	struct pd_bytes qualifier, id, text, notice, skipped;
	while (pd_take(&qualifiers, PD_DER_SEQUENCE, &qualifier)) {
		if (!pd_take(&qualifier, PD_DER_OID, &id))
			continue;
		if (pd_take(&qualifier, PD_DER_IA5, &text))
			return pd_text_safe(text.data, text.size);
		if (!pd_take(&qualifier, PD_DER_SEQUENCE, &notice))
			continue;
		(void)pd_take(&notice, PD_DER_SEQUENCE, &skipped);
		if (pd_take(&notice, PD_DER_UTF8, &text) ||
			pd_take(&notice, VISIBLE_STRING, &text) ||
			pd_take(&notice, PD_DER_IA5, &text))
			return pd_text_safe(text.data, text.size);
	}
	return NULL;
}

/* CertificatePolicies (RFC 5280 4.2.1.4). */
static void
add_policies(struct pd_bytes value, struct list *list)
{
	struct pd_bytes policies = {0}, policy, id;
	(void)pd_take(&value, PD_DER_SEQUENCE, &policies);
	while (pd_take(&policies, PD_DER_SEQUENCE, &policy)) {
		struct pd_bytes qualifiers = {0};
		if (!pd_take(&policy, PD_DER_OID, &id))
			continue;
		(void)pd_take(&policy, PD_DER_SEQUENCE, &qualifiers);
		PD_AUTO(pd_drop_text) char *oid = pd_oid_text(id);
		PD_AUTO(pd_drop_text) char *qualifier = make_qualifier_text(qualifiers);
		const char *name =
			find_oid_name(policy_names, PD_COUNT(policy_names), oid);
		PD_AUTO(pd_drop_text)
		char *text = pd_format("%s%s%s%s%s%s", oid, name ? " (" : "",
			name ? name : "", name ? ")" : "", qualifier ? " " : "",
			qualifier ? qualifier : "");
		add_list_item(list, text);
	}
}

/* An address with its mask, which does not occur in alternative names; NULL if it is
 * not one. */
static char *
make_network_text(struct pd_bytes name)
{
	struct pd_bytes bytes;
	char address[INET6_ADDRSTRLEN], mask[INET6_ADDRSTRLEN];
	if (!pd_take(&name, IP_ADDRESS, &bytes) ||
		(bytes.size != 8 && bytes.size != 32))
		return NULL;
	int family = bytes.size == 8 ? AF_INET : AF_INET6;
	if (!inet_ntop(family, bytes.data, address, sizeof address) ||
		!inet_ntop(family, bytes.data + bytes.size / 2, mask, sizeof mask))
		return NULL;
	return pd_format("IP:%s/%s", address, mask);
}

static void
add_subtrees(struct pd_bytes subtrees, const char *format, struct list *list)
{
	struct pd_bytes subtree;
	while (pd_take(&subtrees, PD_DER_SEQUENCE, &subtree)) {
		struct pd_bytes base = {subtree.data, pd_der_size(subtree)};
		PD_AUTO(pd_drop_text) char *network = make_network_text(base);
		PD_AUTO(pd_drop_text)
		char *name = network ? NULL : make_name_text(base);
		PD_AUTO(pd_drop_text)
		char *text = pd_format("%s %s", format, network ? network : name);
		add_list_item(list, text);
	}
}

/* NameConstraints (RFC 5280 4.2.1.10). */
static void
add_name_constraints(struct pd_bytes value, struct list *list)
{
	struct pd_bytes inside = {0}, subtrees;
	(void)pd_take(&value, PD_DER_SEQUENCE, &inside);
	if (pd_take(&inside, TAGGED(0), &subtrees))
		add_subtrees(subtrees, _("permitted"), list);
	if (pd_take(&inside, TAGGED(1), &subtrees))
		add_subtrees(subtrees, _("excluded"), list);
}

void
pd_describe_known_extensions(struct pd_bytes extensions, struct pd_details *out)
{
	const struct {
		struct pd_bytes oid;
		const char *name, *label;
		void (*add)(struct pd_bytes value, struct list *list);
	} known[] = {
		{PD_EXTENSION_CRL_POINTS, "crl_distribution_points",
			_("CRL distribution points"), add_crl_points},
		{PD_EXTENSION_AUTHORITY_INFO, "authority_information",
			_("Authority information"), add_authority_information},
		{PD_EXTENSION_POLICIES, "policies", _("Policies"), add_policies},
		{PD_EXTENSION_NAME_CONSTRAINTS, "name_constraints",
			_("Name constraints"), add_name_constraints},
	};
	for (size_t i = 0; i < PD_COUNT(known); i++) {
		struct list list = {out, known[i].name, known[i].label, false};
		struct pd_extension found;
		if (!pd_extension_find(extensions, known[i].oid, &found))
			continue;
		known[i].add(found.value, &list);
		add_unreadable(&list);
	}
}

void
pd_describe_extension_list(struct pd_bytes extensions, struct pd_details *out)
{
	struct list list = {out, "extensions", _("Extensions"), false};
	struct pd_extension extension;
	while (pd_extension_next(&extensions, &extension)) {
		size_t size = extension.value.size;
		PD_AUTO(pd_drop_text) char *oid = pd_oid_text(extension.oid);
		const char *known =
			find_oid_name(extension_names, PD_COUNT(extension_names), oid);
		PD_AUTO(pd_drop_text)
		char *name = known ? pd_format("%s (%s)", known, oid) : pd_copy(oid);
		PD_AUTO(pd_drop_text)
		char *text =
			extension.critical
				? pd_format(ngettext("%s, critical, %zu byte",
						    "%s, critical, %zu bytes", size),
					  name, size)
				: pd_format(ngettext("%s, %zu byte", "%s, %zu bytes",
						    size),
					  name, size);
		add_list_item(&list, text);
	}
}
