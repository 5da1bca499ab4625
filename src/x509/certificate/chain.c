/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "x509/certificate/issuer.h"

void
pd_certificates_add(struct pd_certificates *list, struct pd_certificate *certificate)
{
	list->items = pd_grow(list->items, list->count + 1, sizeof *list->items);
	list->items[list->count++] = certificate;
}

void
pd_certificates_add_copies(
	struct pd_certificates *list, const struct pd_certificates *more)
{
	for (size_t i = 0; i < more->count; i++)
		pd_certificates_add(list, pd_certificate_copy(more->items[i]));
}

void
pd_certificates_free(struct pd_certificates *list)
{
	for (size_t i = 0; i < list->count; i++)
		pd_certificate_free(list->items[i]);
	free(list->items);
	*list = (struct pd_certificates){0};
}

bool
pd_certificates_have(
	const struct pd_certificates *list, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < list->count; i++)
		if (pd_certificate_same(list->items[i], certificate))
			return true;
	return false;
}

char *
pd_chain_pem(const struct pd_certificates *list)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < list->count; i++) {
		PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(list->items[i]);
		pd_buffer_add_text(&text, pem);
	}
	return pd_buffer_steal_text(&text);
}

bool
pd_chain_has_root(const struct pd_certificates *chain)
{
	return pd_certificate_is_root(chain->items[chain->count - 1]);
}

static bool
has_issued_another(const struct pd_certificates *chain, size_t index)
{
	struct pd_bytes subject = pd_certificate_subject_der(chain->items[index]);
	for (size_t i = 0; i < chain->count; i++) {
		struct pd_bytes issuer = pd_certificate_issuer_der(chain->items[i]);
		if (i != index && issuer.size == subject.size &&
			memcmp(issuer.data, subject.data, subject.size) == 0)
			return true;
	}
	return false;
}

void
pd_certificates_put_leaf_first(struct pd_certificates *chain)
{
	size_t at = 0;
	while (at < chain->count && has_issued_another(chain, at))
		at++;
	if (at == 0 || at == chain->count)
		return;
	struct pd_certificate *endpoint = chain->items[at];
	memmove(&chain->items[1], &chain->items[0], at * sizeof *chain->items);
	chain->items[0] = endpoint;
}
