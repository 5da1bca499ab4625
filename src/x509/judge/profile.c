/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/profile.h"

#include <string.h>

#include "base/array.h"
#include "x509/der/der.h"
#include "x509/name/name_attribute.h"

/* More extensions, or policies, than any CA writes into a certificate: refused. */
enum { OIDS_LIMIT = 128 };

/* Reads the OID at *rest and goes on behind what it belongs to. */
typedef bool take_oid(struct pd_bytes *rest, struct pd_bytes *oid);

static bool
take_extension_oid(struct pd_bytes *rest, struct pd_bytes *oid)
{
	struct pd_extension extension;
	if (!pd_extension_next(rest, &extension))
		return false;
	*oid = extension.oid;
	return true;
}

static bool
take_policy_oid(struct pd_bytes *rest, struct pd_bytes *oid)
{
	struct pd_bytes information;
	return pd_take(rest, PD_DER_SEQUENCE, &information) &&
	       pd_take(&information, PD_DER_OID, oid);
}

static bool
are_different(struct pd_bytes list, take_oid *take)
{
	struct pd_bytes oids[OIDS_LIMIT];
	size_t count = 0;
	for (struct pd_bytes oid; take(&list, &oid); oids[count++] = oid) {
		if (count == OIDS_LIMIT)
			return false;
		for (size_t i = 0; i < count; i++)
			if (pd_bytes_equal(oids[i], oid))
				return false;
	}
	return list.size == 0;
}

static bool
is_policy_list(struct pd_bytes extensions)
{
	struct pd_extension found;
	struct pd_bytes list;
	return !pd_extension_find(extensions, PD_EXTENSION_POLICIES, &found) ||
	       (pd_take(&found.value, PD_DER_SEQUENCE, &list) && list.size > 0 &&
		       found.value.size == 0 && are_different(list, take_policy_oid));
}

static bool
are_basic_constraints(struct pd_bytes extensions)
{
	struct pd_extension found;
	struct pd_basic_constraints ignored;
	return !pd_extension_find(extensions, PD_EXTENSION_BASIC_CONSTRAINTS, &found) ||
	       pd_basic_constraints_read(found.value, &ignored);
}

/* ---- the form of extensions ------------------------------------------------------------- */

/* GeneralName (RFC 5280 4.2.1.6); in a constraint an address has a mask. Letters beyond ASCII in
 * a name match nothing, and are met with. */
static bool
is_general_name(unsigned tag, struct pd_bytes content, bool constrains)
{
	size_t times = constrains ? 2 : 1;
	struct pd_bytes name;
	switch (tag) {
	case PD_DER_CONTEXT | 1:
	case PD_DER_CONTEXT | 2:
	case PD_DER_CONTEXT | 6:
		return true;
	case PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 4:
		return pd_take(&content, PD_DER_SEQUENCE, &name) && content.size == 0;
	case PD_DER_CONTEXT | 7:
		return content.size == 4 * times || content.size == 16 * times;
	case PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 0:
	case PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 3:
	case PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 5:
	case PD_DER_CONTEXT | 8:
		return content.size > 0;
	default:
		return false;
	}
}

static bool
is_alternative_name(unsigned tag, struct pd_bytes content)
{
	return is_general_name(tag, content, false);
}

static bool
are_constraint_trees(unsigned tag, struct pd_bytes content)
{
	struct pd_bytes subtree, base;
	if (tag != (PD_DER_CONTEXT | PD_DER_CONSTRUCTED) &&
		tag != (PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1))
		return false;
	while (pd_take(&content, PD_DER_SEQUENCE, &subtree))
		if (!pd_der_next(&subtree, &tag, &base) ||
			!is_general_name(tag, base, true))
			return false;
	return content.size == 0;
}

static bool
is_purpose(unsigned tag, struct pd_bytes content)
{
	return tag == PD_DER_OID && content.size > 0;
}

static bool
is_sequence(unsigned tag, struct pd_bytes content)
{
	(void)content;
	return tag == PD_DER_SEQUENCE;
}

static bool
is_tagged(unsigned tag, struct pd_bytes content)
{
	(void)content;
	return (tag & 0xc0U) == PD_DER_CONTEXT;
}

/* DER: what is left over in the last byte is 0; at least one bit is there. */
static bool
are_bits(struct pd_bytes content)
{
	if (content.size < 2 || content.data[0] > 7)
		return false;
	unsigned left_over = (1U << content.data[0]) - 1;
	return (content.data[content.size - 1] & left_over) == 0;
}

/* What stands in an extension that is taken into account: its tag, and what is in it. */
struct form {
	unsigned char last; /* of its OID, 2.5.29.x */
	unsigned tag;
	bool (*has)(unsigned tag, struct pd_bytes content); /* NULL: no list */
	bool may_lack;                                      /* the list may be empty */
};

static bool
has_only(struct pd_bytes list, const struct form *form)
{
	struct pd_bytes content;
	unsigned tag;
	if (form->tag == PD_DER_BIT_STRING)
		return are_bits(list);
	if (form->has != NULL && list.size == 0)
		return form->may_lack;
	while (form->has != NULL && list.size > 0)
		if (!pd_der_next(&list, &tag, &content) || !form->has(tag, content))
			return false;
	return true;
}

/* What cannot be read limits nothing, and so has to be refused, in a root as well. */
static bool
has_form(const struct pd_extension *extension)
{
	static const struct form forms[] = {
		{0x0e /* subjectKeyIdentifier */, PD_DER_OCTET_STRING, NULL, false},
		{0x0f /* keyUsage */, PD_DER_BIT_STRING, NULL, false},
		{0x11 /* subjectAltName */, PD_DER_SEQUENCE, is_alternative_name,
			false},
		{0x12 /* issuerAltName */, PD_DER_SEQUENCE, is_alternative_name, false},
		{0x1e /* nameConstraints */, PD_DER_SEQUENCE, are_constraint_trees,
			false},
		{0x1f /* cRLDistributionPoints */, PD_DER_SEQUENCE, is_sequence, false},
		{0x21 /* policyMappings */, PD_DER_SEQUENCE, is_sequence, false},
		{0x23 /* authorityKeyIdentifier */, PD_DER_SEQUENCE, is_tagged, true},
		{0x24 /* policyConstraints */, PD_DER_SEQUENCE, is_tagged, false},
		{0x25 /* extKeyUsage */, PD_DER_SEQUENCE, is_purpose, false},
		{0x36 /* inhibitAnyPolicy */, PD_DER_INTEGER, NULL, false},
	};
	struct pd_bytes oid = extension->oid, value = extension->value, inside;
	if (oid.size != 3 || oid.data[0] != 0x55 || oid.data[1] != 0x1d)
		return true;
	for (size_t i = 0; i < PD_COUNT(forms); i++)
		if (forms[i].last == oid.data[2])
			return pd_take(&value, forms[i].tag, &inside) &&
			       value.size == 0 && has_only(inside, &forms[i]);
	return true;
}

static bool
have_forms(struct pd_bytes extensions)
{
	struct pd_extension extension;
	while (pd_extension_next(&extensions, &extension))
		if (!has_form(&extension))
			return false;
	return true;
}

/* ---- what stands in names --------------------------------------------------------------- */

/* Is the value of an attribute what its tag says? Characters of a PrintableString that are none
 * are too common to be refused; types of strings that no attribute has are not. */
static bool
is_value(unsigned tag, struct pd_bytes content)
{
	if (tag == PD_DER_BIT_STRING)
		return content.size > 0 && content.data[0] <= 7;
	if (tag == PD_DER_GENERAL || tag == PD_DER_GRAPHIC || tag == PD_DER_VIDEOTEX)
		return false;
	for (size_t i = 0; tag == PD_DER_NUMERIC && i < content.size; i++)
		if (memchr("0123456789 ", content.data[i], 11) == NULL)
			return false;
	if (tag != PD_DER_UTF8 && tag != PD_DER_BMP && tag != PD_DER_UNIVERSAL)
		return true;
	PD_AUTO(pd_drop_text) char *text = pd_name_decode(tag, content);
	return text != NULL;
}

/* An RDN has one at least. That nothing stands behind a value was seen when it was read. */
static bool
are_attributes(struct pd_bytes set)
{
	struct pd_bytes attribute, oid, content;
	unsigned tag;
	if (set.size == 0)
		return false;
	while (pd_take(&set, PD_DER_SEQUENCE, &attribute))
		if (!pd_take(&attribute, PD_DER_OID, &oid) ||
			!pd_der_next(&attribute, &tag, &content) ||
			!is_value(tag, content))
			return false;
	return set.size == 0;
}

static bool
is_well_formed_name(struct pd_bytes name)
{
	struct pd_bytes list, set;
	if (!pd_take(&name, PD_DER_SEQUENCE, &list))
		return false;
	while (pd_take(&list, PD_DER_SET, &set))
		if (!are_attributes(set))
			return false;
	return list.size == 0;
}

bool
pd_profile_holds(
	const struct pd_signed *outer, const struct pd_certificate_parts *parts)
{
	return pd_bytes_equal(outer->algorithm, parts->algorithm) &&
	       are_different(parts->extensions, take_extension_oid) &&
	       have_forms(parts->extensions) && is_policy_list(parts->extensions) &&
	       is_well_formed_name(parts->issuer) &&
	       is_well_formed_name(parts->subject) &&
	       are_basic_constraints(parts->extensions);
}
