/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/extra.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/subtree.h"

enum {
	TAG_URI = PD_DER_CONTEXT | 6,
	TAG_FIRST = PD_DER_CONTEXT | PD_DER_CONSTRUCTED, /* [0] */
};

#define OID_CA_ISSUERS "1.3.6.1.5.5.7.48.2"
#define OID_OCSP "1.3.6.1.5.5.7.48.1"
#define OID_OCSP_NO_CHECK "1.3.6.1.5.5.7.48.1.5"

/* ---- lists --------------------------------------------------------------------- */

void
pd_extras_add(struct pd_extras *extras, const char *oid,
	enum pd_criticality criticality, struct pd_bytes value)
{
	extras->items =
		pd_grow(extras->items, extras->count + 1, sizeof *extras->items);
	extras->items[extras->count++] = (struct pd_extra){
		.oid = pd_copy(oid),
		.critical = criticality == PD_CRITICAL,
		.value = (unsigned char *)pd_copy_bytes(value.data, value.size),
		.size = value.size,
	};
}

void
pd_extras_free(struct pd_extras *extras)
{
	for (size_t i = 0; i < extras->count; i++) {
		free(extras->items[i].oid);
		free(extras->items[i].value);
	}
	free(extras->items);
	*extras = (struct pd_extras){0};
}

const struct pd_extra *
pd_extras_find(const struct pd_extras *extras, const char *oid)
{
	for (size_t i = 0; i < extras->count; i++)
		if (strcmp(extras->items[i].oid, oid) == 0)
			return &extras->items[i];
	return NULL;
}

static void
add_all_extensions(struct pd_bytes extensions, struct pd_extras *out)
{
	struct pd_extension extension;
	while (pd_extension_next(&extensions, &extension)) {
		PD_AUTO(pd_drop_text) char *oid = pd_oid_text(extension.oid);
		pd_extras_add(out, oid, extension.critical, extension.value);
	}
}

void
pd_extras_of_certificate(
	const struct pd_certificate *certificate, struct pd_extras *out)
{
	add_all_extensions(pd_certificate_tbs(certificate)->extensions, out);
}

void
pd_extras_of_request(const struct pd_request *request, struct pd_extras *out)
{
	add_all_extensions(pd_request_info(request)->extensions, out);
}

/* Only one is allowed (RFC 2985 5.4.2), and only the first is read. */
static bool
has_second_value(struct pd_bytes attribute)
{
	struct pd_bytes values, value;
	return pd_take(&attribute, PD_DER_SET, &values) &&
	       pd_take(&values, PD_DER_SEQUENCE, &value) && values.size > 0;
}

char *
pd_extras_other_attributes(const struct pd_request *request)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	struct pd_bytes attributes = pd_request_info(request)->attributes, attribute,
			oid;
	bool has_extensions = false; /* those of the first are read */
	while (pd_take(&attributes, PD_DER_SEQUENCE, &attribute)) {
		if (!pd_take(&attribute, PD_DER_OID, &oid))
			continue;
		bool is_read = pd_attribute_asks_extensions(oid) && !has_extensions;
		has_extensions = has_extensions || is_read;
		if (is_read && !has_second_value(attribute))
			continue;
		PD_AUTO(pd_drop_text) char *dotted = pd_oid_text(oid);
		pd_buffer_add_format(&text, "%s%s", text.size > 0 ? "," : "", dotted);
	}
	return pd_buffer_steal_text(&text);
}

/* ---- reading ------------------------------------------------------------------- */

static struct pd_bytes
get_extra_bytes(const struct pd_extra *extra)
{
	return (struct pd_bytes){extra->value, extra->size};
}

unsigned
pd_extra_usage(const struct pd_extra *extra)
{
	return pd_extension_usage(get_extra_bytes(extra));
}

char *
pd_extra_purposes(const struct pd_extra *extra)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	struct pd_bytes value = get_extra_bytes(extra), inside = {0}, oid;
	(void)pd_take(&value, PD_DER_SEQUENCE, &inside);
	while (pd_take(&inside, PD_DER_OID, &oid)) {
		PD_AUTO(pd_drop_text) char *dotted = pd_oid_text(oid);
		pd_buffer_add_format(&text, "%s%s", text.size > 0 ? "," : "", dotted);
	}
	return pd_buffer_steal_text(&text);
}

bool
pd_extra_says_ca(const struct pd_extra *extra)
{
	struct pd_bytes value = get_extra_bytes(extra), inside, flag;
	return pd_take(&value, PD_DER_SEQUENCE, &inside) &&
	       pd_take(&inside, PD_DER_BOOLEAN, &flag) && flag.size == 1 &&
	       flag.data[0] != 0;
}

/* ---- where the issuer publishes -------------------------------------------------- */

static void
put_url(struct pd_buffer *out, const char *url)
{
	pd_der_put(out, TAG_URI, url, strlen(url));
}

void
pd_extras_add_crl_point(struct pd_extras *extras, const char *url)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t list = pd_der_begin(&value), point = pd_der_begin(&value);
	/* distributionPoint [0] holds the CHOICE fullName [0]. */
	size_t choice = pd_der_begin(&value), names = pd_der_begin(&value);
	put_url(&value, url);
	pd_der_end(&value, names, TAG_FIRST);
	pd_der_end(&value, choice, TAG_FIRST);
	pd_der_end(&value, point, PD_DER_SEQUENCE);
	pd_der_end(&value, list, PD_DER_SEQUENCE);
	pd_extras_add(
		extras, PD_OID_CRL_POINTS, PD_NOT_CRITICAL, pd_buffer_bytes(&value));
}

static void
put_access(struct pd_buffer *out, const char *method, const char *url)
{
	if (url == NULL)
		return;
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, method);
	put_url(out, url);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

void
pd_extras_add_authority_info(
	struct pd_extras *extras, const char *issuer_url, const char *ocsp_url)
{
	if (issuer_url == NULL && ocsp_url == NULL)
		return;
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t mark = pd_der_begin(&value);
	put_access(&value, OID_OCSP, ocsp_url);
	put_access(&value, OID_CA_ISSUERS, issuer_url);
	pd_der_end(&value, mark, PD_DER_SEQUENCE);
	pd_extras_add(extras, PD_OID_AUTHORITY_INFO, PD_NOT_CRITICAL,
		pd_buffer_bytes(&value));
}

void
pd_extras_add_no_check(struct pd_extras *extras)
{
	static const unsigned char null[] = {PD_DER_NULL, 0};
	pd_extras_add(extras, OID_OCSP_NO_CHECK, PD_NOT_CRITICAL,
		(struct pd_bytes){null, sizeof null});
}

/* ---- name constraints ------------------------------------------------------------ */

static bool
put_limit(struct pd_buffer *out, const char *text, const char *field, unsigned tag,
	struct pd_error *error)
{
	if (text == NULL)
		return true;
	size_t mark = pd_der_begin(out);
	if (!pd_subtrees_parse(text, field, out, error))
		return false;
	pd_der_end(out, mark, tag);
	return true;
}

bool
pd_extras_add_limits(struct pd_extras *extras, const struct pd_limits *limits,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t whole = pd_der_begin(&value);
	if (limits->permit == NULL && limits->exclude == NULL)
		return true;
	if (!put_limit(
		    &value, limits->permit, limits->permit_field, TAG_FIRST, error) ||
		!put_limit(&value, limits->exclude, limits->exclude_field,
			TAG_FIRST | 1, error))
		return false;
	pd_der_end(&value, whole, PD_DER_SEQUENCE);
	pd_extras_add(
		extras, PD_OID_NAME_CONSTRAINTS, PD_CRITICAL, pd_buffer_bytes(&value));
	return true;
}
