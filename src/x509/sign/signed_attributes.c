/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/sign/signed_attributes.h"

#include "x509/der/der.h"
#include "x509/der/structure.h"

#define CONTENT_TYPE PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")
#define MESSAGE_DIGEST PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")

/* Behind the tag and the length at data[at]; 0: there is no such element. */
static size_t
skip_head(struct pd_bytes bytes, size_t at, unsigned tag)
{
	if (bytes.size < at + 2 || bytes.data[at] != tag)
		return 0;
	unsigned length = bytes.data[at + 1];
	return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
}

bool
pd_signed_attributes_begin(struct pd_bytes start)
{
	size_t attribute = skip_head(start, 0, PD_DER_SET);
	size_t type = attribute ? skip_head(start, attribute, PD_DER_SEQUENCE) : 0;
	return type != 0 && skip_head(start, type, PD_DER_OID) != 0;
}

/* RFC 5652 11: both of these have to be among them. */
bool
pd_signed_attributes_are(struct pd_bytes file)
{
	bool has_type = false, has_digest = false;
	struct pd_bytes rest, attribute, type, values;
	if (!pd_take(&file, PD_DER_SET, &rest) || file.size > 0)
		return false;
	while (rest.size > 0) {
		if (!pd_take(&rest, PD_DER_SEQUENCE, &attribute) ||
			!pd_take(&attribute, PD_DER_OID, &type) ||
			!pd_take(&attribute, PD_DER_SET, &values))
			return false;
		has_type = has_type || pd_bytes_equal(type, CONTENT_TYPE);
		has_digest = has_digest || pd_bytes_equal(type, MESSAGE_DIGEST);
	}
	return has_type && has_digest;
}
