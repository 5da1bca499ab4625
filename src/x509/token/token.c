/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/token/token.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/pkcs11.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/public_form.h"

enum { MOST_KEYS = 500, NEW_ID_BYTES = 20, SEEK = GNUTLS_PKCS11_OBJ_FLAG_LOGIN };

PD_DROP(drop_privkey, gnutls_privkey_t, gnutls_privkey_deinit);
PD_DROP(drop_pubkey, gnutls_pubkey_t, gnutls_pubkey_deinit);

/* ---- the library ------------------------------------------------------------------ */

static pthread_once_t started = PTHREAD_ONCE_INIT;
static int start_result;

static void
start_modules(void)
{
	start_result = gnutls_pkcs11_init(GNUTLS_PKCS11_FLAG_AUTO, NULL);
}

static bool
need_modules(struct pd_error *error)
{
	(void)pthread_once(&started, start_modules);
	return start_result >= 0 ||
	       pd_fail_gnutls(error, PD_EIO, "PKCS#11", start_result,
		       _("the modules of tokens cannot be loaded"));
}

/* Some functions of GnuTLS ask for a PIN by one function of the whole process. */
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;

void
pd_token_begin_asking(struct pd_token_login *login)
{
	(void)pthread_mutex_lock(&asking);
	login->refused = false;
	gnutls_pkcs11_set_pin_function(pd_token_pin_answer, login);
}

void
pd_token_end_asking(void)
{
	gnutls_pkcs11_set_pin_function(NULL, NULL);
	(void)pthread_mutex_unlock(&asking);
}

/* ---- which token ------------------------------------------------------------------- */

void
pd_token_items_free(struct pd_token_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		pd_token_url_free(&items->items[i].url);
		free(items->items[i].module);
		free(items->items[i].algorithm);
	}
	free(items->items);
	*items = (struct pd_token_items){0};
}

static struct pd_token_item *
add_item(struct pd_token_items *items)
{
	items->items = pd_grow(items->items, items->count + 1, sizeof *items->items);
	items->items[items->count] = (struct pd_token_item){0};
	return &items->items[items->count++];
}

static unsigned
state_of(unsigned flags)
{
	static const struct {
		unsigned flag, state;
	} states[] = {{GNUTLS_PKCS11_TOKEN_USER_PIN_INITIALIZED, PD_TOKEN_READY},
		{GNUTLS_PKCS11_TOKEN_USER_PIN_COUNT_LOW, PD_TOKEN_PIN_LOW},
		{GNUTLS_PKCS11_TOKEN_USER_PIN_FINAL_TRY, PD_TOKEN_PIN_LAST},
		{GNUTLS_PKCS11_TOKEN_USER_PIN_LOCKED, PD_TOKEN_LOCKED}};
	unsigned state = 0;
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if ((flags & states[i].flag) != 0)
			state |= states[i].state;
	return state;
}

static char *
name_module(const char *url)
{
	char name[256];
	size_t size = sizeof name;
	int result = gnutls_pkcs11_token_get_info(
		url, GNUTLS_PKCS11_TOKEN_MODNAME, name, &size);
	return result >= 0 ? pd_text_safe_string(name) : NULL;
}

/* false: there is none of that number. What it calls itself may be nonsense, and a slot
 * may be empty. */
static bool
add_token(unsigned number, struct pd_token_items *out)
{
	char *url = NULL;
	unsigned flags = 0;
	struct pd_error ignored = {0};
	PD_AUTO(pd_token_url_free) struct pd_token_url read = {0};
	int result =
		gnutls_pkcs11_token_get_url(number, GNUTLS_PKCS11_URL_GENERIC, &url);
	if (result < 0)
		return false;
	result = gnutls_pkcs11_token_get_flags(url, &flags);
	if (result >= 0 && (flags & GNUTLS_PKCS11_TOKEN_TRUSTED) == 0 &&
		pd_token_url_parse(url, "", &read, &ignored)) {
		struct pd_token_item *item = add_item(out);
		item->url = read;
		item->state = state_of(flags);
		item->module = name_module(url);
		read = (struct pd_token_url){0};
	}
	gnutls_free(url);
	return true;
}

bool
pd_token_list(struct pd_token_items *out, struct pd_error *error)
{
	if (!need_modules(error))
		return false;
	for (unsigned number = 0; add_token(number, out); number++)
		continue;
	return true;
}

static void
copy_token(const struct pd_token_url *from, struct pd_token_url *to)
{
	to->token = pd_copy(from->token);
	to->manufacturer = pd_copy(from->manufacturer);
	to->model = pd_copy(from->model);
	to->serial = pd_copy(from->serial);
}

static const struct pd_token_item *
find_of_name(const struct pd_token_url *url, const struct pd_token_items *tokens)
{
	const struct pd_token_url name = {.token = url->token};
	for (size_t i = 0; i < tokens->count; i++)
		if (url->token != NULL &&
			pd_token_url_fits(&name, &tokens->items[i].url))
			return &tokens->items[i];
	return NULL;
}

/* One that was initialised anew has the name of the one before, and none of its keys. */
static bool
fail_missing(const struct pd_token_url *url, const struct pd_token_items *tokens,
	const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(url);
	const struct pd_token_item *other = find_of_name(url, tokens);
	PD_AUTO(pd_drop_text) char *wanted = pd_text_safe_string(url->serial);
	PD_AUTO(pd_drop_text)
	char *serial = pd_text_safe_string(other ? other->url.serial : NULL);
	if (*wanted != '\0' && *serial != '\0' && strcmp(wanted, serial) != 0)
		return pd_fail(error, PD_ESTATE, from,
			_("the token \"%s\" with the serial number %s is not there, "
			  "only another of that name, with %s; insert the right one"),
			name, wanted, serial);
	return pd_fail(error, PD_ESTATE, from,
		_("the token \"%s\" is not there; insert it, or start the "
		  "service that offers it"),
		name);
}

/* Its url in full. No PIN is tried before it is clear for which token it is. */
bool
pd_token_find(const struct pd_token_url *url, const char *from,
	struct pd_token_url *out, struct pd_error *error)
{
	PD_AUTO(pd_token_items_free) struct pd_token_items tokens = {0};
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(url);
	const struct pd_token_item *found = NULL;
	if (url->token == NULL && url->serial == NULL)
		return pd_fail(error, PD_EUSAGE, from,
			_("the URL names no token; add token= and its name, which "
			  "pemdeck token list shows"));
	if (!pd_token_list(&tokens, error))
		return false;
	for (size_t i = 0; i < tokens.count; i++) {
		if (!pd_token_url_fits(url, &tokens.items[i].url))
			continue;
		if (found != NULL)
			return pd_fail(error, PD_ESTATE, from,
				_("several tokens are called \"%s\"; add serial= to "
				  "the URL, as pemdeck token list shows it"),
				name);
		found = &tokens.items[i];
	}
	if (found == NULL)
		return fail_missing(url, &tokens, from, error);
	if ((found->state & PD_TOKEN_LOCKED) != 0)
		return pd_fail(error, PD_ESTATE, from,
			_("the token \"%s\" is locked after too many wrong PINs; its "
			  "security officer can give it a new PIN"),
			name);
	copy_token(&found->url, out);
	return true;
}

/* ---- errors ------------------------------------------------------------------------ */

bool
pd_token_fail(const struct pd_token_login *login, const struct pd_token_url *url,
	int result, const char *what, struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url found = {0};
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(url);
	struct pd_error why = {0};
	if (login->refused)
		return pd_fail(error, login->why.code, login->why.input, "%s",
			login->why.message);
	if (!pd_token_find(url, name, &found, &why))
		return pd_fail(error, why.code, why.input, "%s", why.message);
	if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
		result == GNUTLS_E_PKCS11_REQUESTED_OBJECT_NOT_AVAILBLE)
		return pd_fail(error, PD_ESTATE, name,
			_("the key is not in this token any more; insert the token "
			  "that has it, or install another key"));
	return pd_fail_gnutls(error, PD_ECRYPTO, name, result, "%s", what);
}

/* ---- a key that is opened when it has to work -------------------------------------- */

struct pd_token_key {
	struct pd_token_url url;
	struct pd_token_login login;
	gnutls_privkey_t private; /* NULL: not opened yet */
};

static void
copy_url(const struct pd_token_url *from, struct pd_token_url *to)
{
	copy_token(from, to);
	to->object = pd_copy(from->object);
	to->pin_source = pd_copy(from->pin_source);
	pd_buffer_add_bytes(&to->id, pd_buffer_bytes(&from->id));
}

struct pd_token_key *
pd_token_key_new(const struct pd_token_url *url, struct pd_token_pins *pins)
{
	struct pd_token_key *key = pd_alloc(1, sizeof *key);
	copy_url(url, &key->url);
	key->login = (struct pd_token_login){
		.pins = pins, .pin_source = key->url.pin_source};
	return key;
}

void
pd_token_key_free(struct pd_token_key *key)
{
	if (key == NULL)
		return;
	gnutls_privkey_deinit(key->private);
	pd_token_url_free(&key->url);
	free(key);
}

const struct pd_token_url *
pd_token_key_url(const struct pd_token_key *key)
{
	return &key->url;
}

struct pd_token_pins *
pd_token_key_pins(const struct pd_token_key *key)
{
	return key->login.pins;
}

bool
pd_token_key_fail(
	struct pd_token_key *key, int result, const char *what, struct pd_error *error)
{
	return pd_token_fail(&key->login, &key->url, result, what, error);
}

bool
pd_token_key_check_there(const struct pd_token_key *key, struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url found = {0};
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(&key->url);
	return pd_token_find(&key->url, name, &found, error);
}

/* The SubjectPublicKeyInfo that belongs to it. */
static int
read_public_of(gnutls_privkey_t private, struct pd_buffer *out)
{
	PD_AUTO(drop_pubkey) gnutls_pubkey_t public = NULL;
	PD_AUTO(pd_drop_datum) gnutls_datum_t der = {0};
	int result = gnutls_pubkey_init(&public);
	if (result >= 0)
		result = gnutls_pubkey_import_privkey(public, private, 0, 0);
	if (result >= 0)
		result = gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &der);
	if (result >= 0)
		pd_buffer_add(out, der.data, der.size);
	return result;
}

static int
open_private(struct pd_token_key *key, gnutls_privkey_t *out)
{
	PD_AUTO(pd_wipe_stack)
	PD_AUTO(pd_drop_text) char *url = pd_token_url_key(&key->url);
	int result = gnutls_privkey_init(out);
	if (result < 0)
		return result;
	pd_token_begin_asking(&key->login);
	gnutls_privkey_set_pin_function(*out, pd_token_pin_answer, &key->login);
	result = gnutls_privkey_import_url(*out, url, SEEK);
	pd_token_end_asking();
	return result;
}

/* Another token may have the same names. */
static bool
check_public(struct pd_token_key *key, gnutls_privkey_t private,
	struct pd_bytes public_der, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer there = {0};
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(&key->url);
	char wanted[PD_DIGEST_SIZE], found[PD_DIGEST_SIZE];
	int result = read_public_of(private, &there);
	if (result < 0)
		return pd_token_key_fail(key, result,
			_("the public part of the key in the token cannot be read"),
			error);
	if (!pd_public_form_id(public_der, wanted, error) ||
		!pd_public_form_id(pd_buffer_bytes(&there), found, error))
		return false;
	return strcmp(wanted, found) == 0 ||
	       pd_fail(error, PD_ESTATE, name,
		       _("the token has another key in the place of this one; insert "
			 "the token that has it, or install another key"));
}

void *
pd_token_key_open(
	struct pd_token_key *key, struct pd_bytes public_der, struct pd_error *error)
{
	PD_AUTO(drop_privkey) gnutls_privkey_t private = NULL;
	PD_AUTO(pd_token_url_free) struct pd_token_url token = {0};
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(&key->url);
	if (key->private != NULL)
		return key->private;
	if (!pd_token_find(&key->url, name, &token, error))
		return NULL;
	int result = open_private(key, &private);
	if (result < 0) {
		(void)pd_token_key_fail(key, result,
			_("the token did not open its private key"), error);
		return NULL;
	}
	if (public_der.size > 0 && !check_public(key, private, public_der, error))
		return NULL;
	return key->private = pd_steal(private);
}

/* ---- finding ----------------------------------------------------------------------- */

/* What the library says an object is called, with the token and file of the PIN of url. */
static bool
read_found_object(gnutls_pkcs11_obj_t object, const struct pd_token_url *token,
	const char *pin_source, struct pd_token_url *out)
{
	char *text = NULL;
	struct pd_error ignored = {0};
	PD_AUTO(pd_token_url_free) struct pd_token_url read = {0};
	int result =
		gnutls_pkcs11_obj_export_url(object, GNUTLS_PKCS11_URL_GENERIC, &text);
	bool good = result >= 0 && pd_token_url_parse(text, "", &read, &ignored);
	gnutls_free(text);
	if (!good || (read.object == NULL && read.id.size == 0))
		return false;
	copy_token(token, out);
	out->object = pd_steal(read.object);
	out->id = pd_buffer_steal(&read.id);
	out->pin_source = pd_copy(pin_source);
	return true;
}

static void
describe_item(struct pd_token_item *item, struct pd_token_pins *pins)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_public_key_free) struct pd_public_key public = {0};
	struct pd_token_key *key = pd_token_key_new(&item->url, pins);
	gnutls_privkey_t private =
		pd_token_key_open(key, (struct pd_bytes){0}, &ignored);
	if (private != NULL && read_public_of(private, &der) >= 0 &&
		pd_public_key_read(pd_buffer_bytes(&der), &public)) {
		item->algorithm = pd_public_key_text(&public);
		(void)pd_public_form_id(pd_buffer_bytes(&der), item->id, &ignored);
	}
	pd_token_key_free(key);
}

/* The objects, which the library allocates, are given up one by one. */
static void
take_objects(gnutls_pkcs11_obj_t *objects, unsigned count,
	const struct pd_token_url *token, const char *pin_source,
	struct pd_token_items *out)
{
	for (unsigned i = 0; i < count; i++) {
		struct pd_token_url read = {0};
		if (i < MOST_KEYS &&
			read_found_object(objects[i], token, pin_source, &read))
			add_item(out)->url = read;
		gnutls_pkcs11_obj_deinit(objects[i]);
	}
	gnutls_free(objects);
}

bool
pd_token_seek_keys(const struct pd_token_url *url, struct pd_token_pins *pins,
	const char *from, struct pd_token_items *out, struct pd_error *error)
{
	gnutls_pkcs11_obj_t *objects = NULL;
	unsigned count = 0;
	PD_AUTO(pd_token_url_free) struct pd_token_url wanted = {0};
	struct pd_token_login login = {.pins = pins, .pin_source = url->pin_source};
	if (!pd_token_find(url, from, &wanted, error))
		return false;
	wanted.object = pd_copy(url->object);
	pd_buffer_add_bytes(&wanted.id, pd_buffer_bytes(&url->id));
	PD_AUTO(pd_drop_text) char *text = pd_token_url_key(&wanted);
	pd_token_begin_asking(&login);
	int result = gnutls_pkcs11_obj_list_import_url4(
		&objects, &count, text, SEEK | GNUTLS_PKCS11_OBJ_FLAG_PRIVKEY);
	pd_token_end_asking();
	if (result < 0 && result != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return pd_token_fail(&login, &wanted, result,
			_("the token did not list its keys"), error);
	take_objects(objects, count, &wanted, url->pin_source, out);
	return true;
}

bool
pd_token_list_keys(const struct pd_token_url *url, struct pd_token_pins *pins,
	const char *from, struct pd_token_items *out, struct pd_error *error)
{
	if (!pd_token_seek_keys(url, pins, from, out, error))
		return false;
	for (size_t i = 0; i < out->count; i++)
		describe_item(&out->items[i], pins);
	return true;
}
