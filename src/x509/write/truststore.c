/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/truststore.h"

#include "x509/der/der.h"
#include "x509/write/pkcs12.h"

/* Nothing is encrypted: there is no secret whose passphrase could be guessed at. */
enum { ROUNDS = 10000 };

bool
pd_truststore_pkcs12(const struct pd_truststore_entry *entries, size_t count,
	const struct pd_secret *passphrase, struct pd_buffer *out,
	struct pd_error *error)
{
	const struct pd_pkcs12_mac mac = {PD_PKCS12_SHA256, ROUNDS};
	PD_AUTO(pd_buffer_free) struct pd_buffer bags = {0}, infos = {0};
	for (size_t i = 0; i < count; i++)
		pd_pkcs12_put_bag(
			&bags, &(struct pd_pkcs12_bag){.kind = PD_PKCS12_CERTIFICATE,
				       .der = entries[i].der,
				       .friendly = entries[i].alias,
				       .is_trusted = true});
	pd_pkcs12_put_data(&infos, pd_buffer_bytes(&bags));
	return pd_pkcs12_put(out, pd_buffer_bytes(&infos), &mac, passphrase, error);
}

/* PFX ::= SEQUENCE { version, authSafe, macData } (RFC 7292 4) */
size_t
pd_truststore_decided(struct pd_bytes der)
{
	struct pd_bytes rest = der, inside, version, content;
	unsigned tag;
	bool good = pd_der_next(&rest, &tag, &inside) &&
		    pd_der_next(&inside, &tag, &version) &&
		    pd_der_next(&inside, &tag, &content);
	return good ? (size_t)(inside.data - der.data) : der.size;
}
