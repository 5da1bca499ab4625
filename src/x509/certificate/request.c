/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/holder.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/key.h"
#include "x509/key/public_form.h"
#include "x509/name/name.h"

struct pd_request {
	unsigned char *bytes; /* the DER; the fields of structure and parts lie in it */
	size_t size;
	struct pd_signed structure;
	struct pd_request_parts parts;
	char *subject, *key_text;
	char key_id[PD_KEY_ID_SIZE];
	struct pd_alternatives alternatives;
};

void
pd_request_free(struct pd_request *request)
{
	if (request == NULL)
		return;
	free(request->bytes);
	free(request->subject);
	free(request->key_text);
	pd_alternatives_free(&request->alternatives);
	free(request);
}

/* Not by GnuTLS, which reads none without attributes: RFC 2986 wants the field even where
 * there are none, but some programs leave it out. */
static bool
import_request(struct pd_request *request, const char *from, struct pd_error *error)
{
	struct pd_bytes der = pd_request_der(request);
	if (der.size > 0 && pd_der_size(der) != der.size)
		return pd_fail(error, PD_EINPUT, from,
			_("is not a signing request: its DER encoding is damaged or "
			  "cut off"));
	if (!pd_signed_read(der, &request->structure) ||
		!pd_request_parts_read(request->structure.content, &request->parts))
		return pd_fail(error, PD_EINPUT, from,
			_("is not a signing request: parts that RFC 2986 asks for are "
			  "missing or in another order"));
	return true;
}

static bool
read_request(struct pd_request *request, const char *from, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *subject = pd_name_from_der(request->parts.subject, &problem);
	if (subject == NULL)
		return pd_fail(error, problem.code, from, "%s", problem.message);
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	if (!pd_public_key_read(request->parts.public_key, &key) ||
		pd_public_form_is_damaged(request->parts.public_key))
		return pd_fail(error, PD_EINPUT, from,
			_("the request's public key is damaged; copy the request anew, "
			  "or make another one"));
	if (!pd_public_form_id(request->parts.public_key, request->key_id, error))
		return false;
	request->key_text = pd_public_key_text(&key);
	struct pd_extension found;
	/* Names that cannot be read may be missing, since nobody will sign them. */
	if (pd_extension_find(
		    request->parts.extensions, PD_EXTENSION_ALTERNATIVES, &found))
		(void)pd_alternatives_from_der(
			found.value, &request->alternatives, &problem);
	request->subject = pd_holder_subject(subject, &request->alternatives);
	return true;
}

struct pd_request *
pd_request_from_der(struct pd_bytes der, const char *from, struct pd_error *error)
{
	if (der.size > PD_DER_LIMIT) {
		pd_fail(error, PD_EINPUT, from,
			_("the signing request has %zu bytes; at most %zu are taken"),
			der.size, PD_DER_LIMIT);
		return NULL;
	}
	PD_AUTO(pd_drop_request)
	struct pd_request *request = pd_alloc(1, sizeof *request);
	request->bytes = pd_der_copy(der);
	request->size = der.size;
	if (!import_request(request, from, error) ||
		!read_request(request, from, error))
		return NULL;
	return pd_steal(request);
}

struct pd_bytes
pd_request_der(const struct pd_request *request)
{
	return (struct pd_bytes){request->bytes, request->size};
}

const struct pd_signed *
pd_request_signed(const struct pd_request *request)
{
	return &request->structure;
}

const struct pd_request_parts *
pd_request_info(const struct pd_request *request)
{
	return &request->parts;
}

struct pd_bytes
pd_request_public_der(const struct pd_request *request)
{
	return request->parts.public_key;
}

struct pd_bytes
pd_request_subject_der(const struct pd_request *request)
{
	return request->parts.subject;
}

const char *
pd_request_subject(const struct pd_request *request)
{
	return request->subject;
}

const char *
pd_request_key_id(const struct pd_request *request)
{
	return request->key_id;
}

const char *
pd_request_key_text(const struct pd_request *request)
{
	return request->key_text;
}

const struct pd_alternatives *
pd_request_alternatives(const struct pd_request *request)
{
	return &request->alternatives;
}

bool
pd_request_has_attributes(const struct pd_request *request)
{
	return request->parts.attributes.data != NULL;
}

bool
pd_request_is_signed(const struct pd_request *request)
{
	return pd_signature_verify(&request->structure, request->parts.public_key) ==
	       PD_SIGNATURE_GOOD;
}

bool
pd_request_is_checkable(const struct pd_request *request)
{
	return pd_signature_verify(&request->structure, request->parts.public_key) !=
	       PD_SIGNATURE_UNKNOWN;
}

const char *
pd_request_weakness(const struct pd_request *request)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	/* It was read when the request was made. */
	(void)pd_public_key_read(request->parts.public_key, &key);
	const char *weakness = pd_public_key_weakness(&key);
	return weakness ? weakness
			: pd_signature_weakness(request->structure.algorithm);
}

char *
pd_request_signature_text(const struct pd_request *request)
{
	return pd_signature_text(request->structure.algorithm);
}

char *
pd_request_pem(const struct pd_request *request)
{
	return pd_pem_text("CERTIFICATE REQUEST", pd_request_der(request));
}
