/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/token/token_make.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/pkcs11.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/key/gnutls_error.h"

/* Makes keys in tokens, and takes back those that nobody kept. */

enum { ID_BYTES = 16 };

/* ---- what was made ------------------------------------------------------------------ */

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static struct made {
	struct made *next;
	pthread_t by;
	char id[PD_KEY_ID_SIZE];
	struct pd_token_key *key; /* for its url and PIN */
} * all_made;

static void
note_made(const char *key_id, struct pd_token_key *key)
{
	struct made *made = pd_alloc(1, sizeof *made);
	made->by = pthread_self();
	made->key = key;
	memcpy(made->id, key_id, sizeof made->id);
	(void)pthread_mutex_lock(&guard);
	made->next = all_made;
	all_made = made;
	(void)pthread_mutex_unlock(&guard);
}

/* One of this thread, whichever (NULL) or that of the id; it is off the list. */
static struct made *
take_made(const char *key_id)
{
	struct made *found = NULL;
	(void)pthread_mutex_lock(&guard);
	for (struct made **at = &all_made; *at != NULL && found == NULL;)
		if (pthread_equal((*at)->by, pthread_self()) &&
			(key_id == NULL || strcmp((*at)->id, key_id) == 0)) {
			found = *at;
			*at = found->next;
		} else
			at = &(*at)->next;
	(void)pthread_mutex_unlock(&guard);
	return found;
}

static void
free_made(struct made *made)
{
	pd_token_key_free(made->key);
	free(made);
}

void
pd_token_keep_made(const char *key_id)
{
	struct made *made = take_made(key_id);
	if (made != NULL)
		free_made(made);
}

void
pd_token_drop_made(void)
{
	for (struct made *made; (made = take_made(NULL)) != NULL; free_made(made)) {
		struct pd_error ignored = {0};
		(void)pd_token_remove_key(pd_token_key_url(made->key),
			pd_token_key_pins(made->key), &ignored);
	}
}

/* ---- making -------------------------------------------------------------------------- */

/* Its name there, and an id that no other key has. */
static bool
name_new_key(const struct pd_token_url *wanted, struct pd_token_url *out,
	struct pd_error *error)
{
	unsigned char id[ID_BYTES];
	int result = gnutls_rnd(GNUTLS_RND_NONCE, id, sizeof id);
	if (result < 0)
		return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("the system gives no random numbers"));
	out->object = pd_copy(wanted->object ? wanted->object : "pemdeck");
	out->pin_source = pd_copy(wanted->pin_source);
	if (wanted->id.size > 0)
		pd_buffer_add_bytes(&out->id, pd_buffer_bytes(&wanted->id));
	else
		pd_buffer_add(&out->id, id, sizeof id);
	return true;
}

/* The SubjectPublicKeyInfo of the new key. */
static bool
generate(const struct pd_token_url *url, const struct pd_key_kind *kind,
	struct pd_token_pins *pins, struct pd_buffer *public_der,
	struct pd_error *error)
{
	unsigned bits = 0;
	int algorithm = pd_key_kind_gnutls(kind, &bits);
	struct pd_token_login login = {.pins = pins, .pin_source = url->pin_source};
	PD_AUTO(pd_drop_text) char *token = pd_token_url_token(url);
	PD_AUTO(pd_drop_datum) gnutls_datum_t public = {0};
	const gnutls_datum_t id = pd_datum(pd_buffer_bytes(&url->id));
	const unsigned flags = GNUTLS_PKCS11_OBJ_FLAG_LOGIN |
			       GNUTLS_PKCS11_OBJ_FLAG_MARK_PRIVATE |
			       GNUTLS_PKCS11_OBJ_FLAG_MARK_SENSITIVE;
	pd_token_begin_asking(&login);
	int result = gnutls_pkcs11_privkey_generate3(token, algorithm, bits,
		url->object, &id, GNUTLS_X509_FMT_DER, &public, 0, flags);
	pd_token_end_asking();
	if (result < 0)
		return pd_token_fail(&login, url, result,
			_("the token did not make the key; choose another algorithm "
			  "or size"),
			error);
	pd_buffer_add(public_der, public.data, public.size);
	return true;
}

struct pd_key *
pd_token_generate(const struct pd_token_url *url, const struct pd_key_kind *kind,
	struct pd_token_pins *pins, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url new = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer public_der = {0};
	if (kind->algorithm == PD_RSA_PSS) {
		(void)pd_fail(error, PD_EUSAGE, "algorithm",
			_("keys that are bound to RSA-PSS are not made in tokens; "
			  "choose rsa or ec"));
		return NULL;
	}
	if (!pd_token_find(url, from, &new, error) || !name_new_key(url, &new, error) ||
		!generate(&new, kind, pins, &public_der, error))
		return NULL;
	struct pd_key *key =
		pd_key_of_token(&new, pd_buffer_bytes(&public_der), pins, from, error);
	if (key == NULL) {
		struct pd_error ignored = {0};
		(void)pd_token_remove_key(&new, pins, &ignored);
	} else
		note_made(pd_key_id(key), pd_token_key_new(&new, pins));
	return key;
}

bool
pd_token_remove_key(const struct pd_token_url *url, struct pd_token_pins *pins,
	struct pd_error *error)
{
	struct pd_token_login login = {.pins = pins, .pin_source = url->pin_source};
	PD_AUTO(pd_drop_text) char *text = pd_token_url_key(url);
	PD_AUTO(pd_drop_text) char *public = pd_token_url_public(url);
	pd_token_begin_asking(&login);
	int result = gnutls_pkcs11_delete_url(text, GNUTLS_PKCS11_OBJ_FLAG_LOGIN);
	if (result >= 0)
		(void)gnutls_pkcs11_delete_url(public, GNUTLS_PKCS11_OBJ_FLAG_LOGIN);
	pd_token_end_asking();
	return result >= 0 || pd_token_fail(&login, url, result,
				      _("the token did not remove the key"), error);
}

/* ---- finding ------------------------------------------------------------------------- */

struct pd_key *
pd_token_find_key(const struct pd_token_url *url, struct pd_token_pins *pins,
	const char *from, struct pd_error *error)
{
	PD_AUTO(pd_token_items_free) struct pd_token_items keys = {0};
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(url);
	if (!pd_token_seek_keys(url, pins, from, &keys, error))
		return NULL;
	if (keys.count == 0)
		(void)pd_fail(error, PD_ESTATE, from,
			_("the token \"%s\" has no such key; pemdeck token list URL "
			  "shows those that it has"),
			name);
	else if (keys.count > 1)
		(void)pd_fail(error, PD_EUSAGE, from,
			_("the token \"%s\" has %zu such keys; add the id= of the one "
			  "that is meant, as pemdeck token list URL shows it"),
			name, keys.count);
	return keys.count == 1 ? pd_key_of_token(&keys.items[0].url,
					 (struct pd_bytes){0}, pins, from, error)
			       : NULL;
}
