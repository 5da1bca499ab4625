/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/profile.h"

#include "x509/der/der.h"

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
	       (pd_take(&found.value, PD_DER_SEQUENCE, &list) &&
		       are_different(list, take_policy_oid));
}

static bool
are_basic_constraints(struct pd_bytes extensions)
{
	struct pd_extension found;
	struct pd_basic_constraints ignored;
	return !pd_extension_find(extensions, PD_EXTENSION_BASIC_CONSTRAINTS, &found) ||
	       pd_basic_constraints_read(found.value, &ignored);
}

bool
pd_profile_holds(
	const struct pd_signed *outer, const struct pd_certificate_parts *parts)
{
	return pd_bytes_equal(outer->algorithm, parts->algorithm) &&
	       are_different(parts->extensions, take_extension_oid) &&
	       is_policy_list(parts->extensions) &&
	       are_basic_constraints(parts->extensions);
}
