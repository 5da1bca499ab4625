/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/revocation.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/name/name.h"
#include "x509/name/name_match.h"

struct pd_revocation_list {
	unsigned char *bytes; /* the DER; the fields of structure and parts lie in it */
	size_t size;
	struct pd_signed structure;
	struct pd_revocation_parts parts;
};

void
pd_revocation_list_free(struct pd_revocation_list *list)
{
	if (list == NULL)
		return;
	free(list->bytes);
	free(list);
}

PD_DROP(drop_crl, gnutls_x509_crl_t, gnutls_x509_crl_deinit);

/* GnuTLS decides whether this is a revocation list; then it is read without GnuTLS.
 */
static bool
import_revocation_list(
	struct pd_revocation_list *list, const char *from, struct pd_error *error)
{
	const gnutls_datum_t der = {list->bytes, (unsigned)list->size};
	PD_AUTO(drop_crl) gnutls_x509_crl_t crl = NULL;
	int result = gnutls_x509_crl_init(&crl);
	if (result >= 0)
		result = gnutls_x509_crl_import(crl, &der, GNUTLS_X509_FMT_DER);
	if (result < 0)
		return pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("this is no certificate revocation list that can be read"));
	if (!pd_signed_read(pd_revocation_list_der(list), &list->structure) ||
		!pd_revocation_parts_read(list->structure.content, &list->parts))
		return pd_fail(error, PD_EINPUT, from,
			_("this is no certificate revocation list: parts that RFC 5280 "
			  "asks for are missing or in another order"));
	return true;
}

static bool
check_list_issuer(
	const struct pd_revocation_list *list, const char *from, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *issuer = pd_name_from_der(list->parts.issuer, &problem);
	return issuer != NULL ||
	       pd_fail(error, problem.code, from, "%s", problem.message);
}

struct pd_revocation_list *
pd_revocation_list_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error)
{
	if (der.size > PD_REVOCATION_LIMIT) {
		pd_fail(error, PD_EINPUT, from,
			_("the certificate revocation list has %zu bytes; at most %zu "
			  "are taken"),
			der.size, PD_REVOCATION_LIMIT);
		return NULL;
	}
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list = pd_alloc(1, sizeof *list);
	list->bytes = pd_der_copy(der);
	list->size = der.size;
	if (!import_revocation_list(list, from, error) ||
		!check_list_issuer(list, from, error))
		return NULL;
	return pd_steal(list);
}

struct pd_bytes
pd_revocation_list_der(const struct pd_revocation_list *list)
{
	return (struct pd_bytes){list->bytes, list->size};
}

const struct pd_signed *
pd_revocation_list_signed(const struct pd_revocation_list *list)
{
	return &list->structure;
}

const struct pd_revocation_parts *
pd_revocation_list_tbs(const struct pd_revocation_list *list)
{
	return &list->parts;
}

bool
pd_revocation_list_is_of(
	const struct pd_revocation_list *list, const struct pd_certificate *issuer)
{
	return pd_name_equal(list->parts.issuer, pd_certificate_subject_der(issuer));
}

bool
pd_revocation_list_is_signed_by(
	const struct pd_revocation_list *list, const struct pd_certificate *issuer)
{
	return pd_issuer_fits(list->parts.issuer,
		       pd_extension_authority_key(list->parts.extensions), issuer) &&
	       pd_signature_verify(&list->structure,
		       pd_certificate_public_der(issuer)) == PD_SIGNATURE_GOOD;
}
