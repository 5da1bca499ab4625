/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/token/token_file.h"

#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"

#define URL_LABEL "PKCS#11 PROVIDER URI"
#define PUBLIC_LABEL "PUBLIC KEY"
#define DESCRIPTION "PKCS#11 Provider URI v1.0"

bool
pd_token_file_is(struct pd_bytes pem)
{
	static const char begin[] = "-----BEGIN " URL_LABEL "-----";
	return pem.size > 0 &&
	       memmem(pem.data, pem.size, begin, sizeof begin - 1) != NULL;
}

bool
pd_key_file_is_open(struct pd_bytes pem)
{
	return !pd_key_pem_is_encrypted(pem) && !pd_token_file_is(pem);
}

char *
pd_token_file_url(struct pd_bytes pem, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	struct pd_bytes rest, inside, description, url;
	if (pd_pem_read(pem, URL_LABEL, &der)) {
		rest = pd_secret_bytes(&der);
		if (pd_take(&rest, PD_DER_SEQUENCE, &inside) &&
			pd_take(&inside, PD_DER_VISIBLE, &description) &&
			pd_take(&inside, PD_DER_UTF8, &url) &&
			memchr(url.data, '\0', url.size) == NULL)
			return pd_copy_bytes(url.data, url.size);
	}
	(void)pd_fail(error, PD_EINPUT, from,
		_("the URL of the key in the token is damaged; restore it from a "
		  "backup"));
	return NULL;
}

struct pd_key *
pd_token_file_read(struct pd_bytes pem, struct pd_token_pins *pins, const char *from,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret public_der = {0};
	PD_AUTO(pd_token_url_free) struct pd_token_url url = {0};
	PD_AUTO(pd_drop_text) char *text = pd_token_file_url(pem, from, error);
	if (text == NULL || !pd_token_url_parse(text, from, &url, error))
		return NULL;
	if (pd_pem_read(pem, PUBLIC_LABEL, &public_der) && public_der.size > 0)
		return pd_key_of_token(
			&url, pd_secret_bytes(&public_der), pins, from, error);
	(void)pd_fail(error, PD_EINPUT, from,
		_("the public key beside the URL is damaged; restore it from a "
		  "backup"));
	return NULL;
}

void
pd_token_file_write(const struct pd_key *key, struct pd_secret *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_drop_text) char *url = pd_token_url_text(pd_key_token(key));
	PD_AUTO(pd_drop_text)
	char *public = pd_pem_text(PUBLIC_LABEL, pd_key_public_der(key));
	size_t mark = pd_der_begin(&der);
	pd_der_put(&der, PD_DER_VISIBLE, DESCRIPTION, strlen(DESCRIPTION));
	pd_der_put(&der, PD_DER_UTF8, url, strlen(url));
	pd_der_end(&der, mark, PD_DER_SEQUENCE);
	PD_AUTO(pd_drop_text)
	char *reference = pd_pem_text(URL_LABEL, pd_buffer_bytes(&der));
	pd_secret_add_text(out, reference);
	pd_secret_add_text(out, public);
}
