/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/plain_names.h"

#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/alternative.h"

#define ISSUER_ALTERNATIVES PD_OID("\x55\x1d\x12")

enum { TAG_EXTENSIONS = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 3 };

/* Appends the extension, unless nothing is left of it. false: it is damaged. */
static bool
put_names(
	struct pd_bytes whole, const struct pd_extension *names, struct pd_buffer *out)
{
	size_t extension = pd_der_begin(out);
	struct pd_bytes inside, oid = {0}, critical = {0};
	(void)pd_take(&whole, PD_DER_SEQUENCE, &inside);
	(void)pd_take_whole(&inside, PD_DER_OID, &oid);
	(void)pd_take_whole(&inside, PD_DER_BOOLEAN, &critical);
	pd_buffer_add_bytes(out, oid);
	pd_buffer_add_bytes(out, critical);
	size_t value = pd_der_begin(out);
	if (!pd_alternatives_put_hosts(names->value, out))
		return false;
	pd_der_end(out, value, PD_DER_OCTET_STRING);
	pd_der_end(out, extension, PD_DER_SEQUENCE);
	return true;
}

static bool
put_extensions(struct pd_bytes list, struct pd_buffer *out)
{
	struct pd_bytes whole;
	bool changed = false;
	while (pd_take_whole(&list, PD_DER_SEQUENCE, &whole)) {
		struct pd_bytes rest = whole;
		struct pd_extension extension;
		if (!pd_extension_next(&rest, &extension))
			return false;
		bool of_issuer = pd_bytes_equal(extension.oid, ISSUER_ALTERNATIVES);
		bool of_subject =
			pd_bytes_equal(extension.oid, PD_EXTENSION_ALTERNATIVES);
		changed |= of_issuer || of_subject;
		if (of_subject && !put_names(whole, &extension, out))
			return false;
		if (!of_issuer && !of_subject)
			pd_buffer_add_bytes(out, whole);
	}
	return changed && list.size == 0;
}

/* TBSCertificate. */
static bool
put_content(struct pd_bytes content, struct pd_buffer *out)
{
	struct pd_bytes rest, extensions, list;
	if (!pd_take(&content, PD_DER_SEQUENCE, &rest))
		return false;
	size_t whole = pd_der_begin(out);
	while (!pd_take(&rest, TAG_EXTENSIONS, &extensions)) {
		size_t size = pd_der_size(rest);
		if (size == 0)
			return false;
		pd_buffer_add(out, rest.data, size);
		rest = (struct pd_bytes){rest.data + size, rest.size - size};
	}
	size_t tagged = pd_der_begin(out), sequence = pd_der_begin(out);
	if (!pd_take(&extensions, PD_DER_SEQUENCE, &list) || !put_extensions(list, out))
		return false;
	pd_der_end(out, sequence, PD_DER_SEQUENCE);
	pd_der_end(out, tagged, TAG_EXTENSIONS);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
	return rest.size == 0;
}

bool
pd_plain_names_put(struct pd_bytes der, struct pd_buffer *out)
{
	struct pd_bytes rest, content;
	if (!pd_take(&der, PD_DER_SEQUENCE, &rest))
		return false;
	size_t whole = pd_der_begin(out);
	if (!pd_take_whole(&rest, PD_DER_SEQUENCE, &content) ||
		!put_content(content, out))
		return false;
	pd_buffer_add_bytes(out, rest);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
	return true;
}
