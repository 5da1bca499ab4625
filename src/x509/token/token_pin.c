/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/token/token_pin.h"

#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/passphrase_file.h"
#include "base/text.h"

struct known {
	char *token;            /* its URL */
	struct pd_secret pin;   /* empty: it is not known */
	struct pd_secret wrong; /* that was tried last; not again */
	bool was_told;          /* that there is one try left */
};

struct pd_token_pins {
	pthread_mutex_t mutex;
	struct known *items;
	size_t count;
	char *asked; /* the URL of the token that asked last; NULL: none did */
	struct pd_secret given;
};

struct pd_token_pins *
pd_token_pins_new(void)
{
	struct pd_token_pins *pins = pd_alloc(1, sizeof *pins);
	(void)pthread_mutex_init(&pins->mutex, NULL);
	return pins;
}

void
pd_token_pins_free(struct pd_token_pins *pins)
{
	if (pins == NULL)
		return;
	for (size_t i = 0; i < pins->count; i++) {
		pd_secret_wipe(&pins->items[i].pin);
		pd_secret_wipe(&pins->items[i].wrong);
		free(pins->items[i].token);
	}
	free(pins->items);
	free(pins->asked);
	pd_secret_wipe(&pins->given);
	(void)pthread_mutex_destroy(&pins->mutex);
	free(pins);
}

static struct known *
find_known(struct pd_token_pins *pins, const char *token)
{
	for (size_t i = 0; i < pins->count; i++)
		if (strcmp(pins->items[i].token, token) == 0)
			return &pins->items[i];
	pins->items = pd_grow(pins->items, pins->count + 1, sizeof *pins->items);
	pins->items[pins->count] = (struct known){.token = pd_copy(token)};
	return &pins->items[pins->count++];
}

static bool
is_same_pin(const struct pd_secret *one, const struct pd_secret *other)
{
	return one->size > 0 && one->size == other->size &&
	       memcmp(one->data, other->data, one->size) == 0;
}

/* Is it what a token has got already? Work that is done again gives its values again. */
static bool
is_taken(const struct pd_token_pins *pins, const struct pd_secret *pin)
{
	for (size_t i = 0; i < pins->count; i++)
		if (is_same_pin(&pins->items[i].pin, pin))
			return true;
	return false;
}

void
pd_token_pins_give(struct pd_token_pins *pins, const struct pd_secret *pin)
{
	(void)pthread_mutex_lock(&pins->mutex);
	struct pd_secret *place =
		pins->asked ? &find_known(pins, pins->asked)->pin : &pins->given;
	if (pins->asked != NULL || !is_taken(pins, pin)) {
		pd_secret_wipe(place);
		pd_secret_add(place, pin->data, pin->size);
		free(pd_steal(pins->asked));
	}
	(void)pthread_mutex_unlock(&pins->mutex);
}

bool
pd_token_pins_are_known(struct pd_token_pins *pins)
{
	(void)pthread_mutex_lock(&pins->mutex);
	bool known = pins->given.size > 0;
	for (size_t i = 0; i < pins->count; i++)
		known = known || pins->items[i].pin.size > 0;
	(void)pthread_mutex_unlock(&pins->mutex);
	return known;
}

void
pd_token_pins_forget(struct pd_token_pins *pins)
{
	(void)pthread_mutex_lock(&pins->mutex);
	pd_secret_wipe(&pins->given);
	for (size_t i = 0; i < pins->count; i++) {
		pd_secret_wipe(&pins->items[i].pin);
		pd_secret_wipe(&pins->items[i].wrong);
	}
	(void)pthread_mutex_unlock(&pins->mutex);
}

/* ---- what a token gets -------------------------------------------------------------- */

/* A question of a token. */
struct question {
	struct pd_token_login *login;
	struct known *known;
	const char *name;
	bool is_last, was_wrong; /* try; PIN */
};

static bool
refuse_wrong(const struct question *question)
{
	struct known *known = question->known;
	struct pd_error *why = &question->login->why;
	if (known->pin.size > 0) {
		pd_secret_wipe(&known->wrong);
		known->wrong = pd_secret_steal(&known->pin);
	}
	known->was_told = question->is_last;
	if (question->is_last)
		return pd_fail(why, PD_EPASSPHRASE, PD_TOKEN_PIN,
			_("the PIN is not that of the token \"%s\", which has one "
			  "try left: another wrong PIN locks it"),
			question->name);
	return pd_fail(why, PD_EPASSPHRASE, PD_TOKEN_PIN,
		_("the PIN is not that of the token \"%s\"; type the right one"),
		question->name);
}

/* The last try is the operator's, who was told. */
static bool
allow_try(const struct question *question)
{
	struct known *known = question->known;
	bool allowed = !question->is_last || known->was_told;
	known->was_told = question->is_last && !allowed;
	if (allowed)
		return true;
	pd_secret_wipe(&known->pin);
	return pd_fail(&question->login->why, PD_EPASSPHRASE, PD_TOKEN_PIN,
		_("the token \"%s\" has one try left: a wrong PIN locks it; type the "
		  "PIN with care"),
		question->name);
}

/* A file is believed only while no wrong PIN was given to the token: what runs every hour
 * would lock it. */
static bool
read_pin_source(const struct question *question, unsigned flags)
{
	struct known *known = question->known;
	struct pd_error *why = &question->login->why;
	const char *path = question->login->pin_source;
	bool was_wrong = known->wrong.size > 0 ||
			 (flags & (GNUTLS_PIN_COUNT_LOW | GNUTLS_PIN_FINAL_TRY)) != 0;
	if (question->is_last)
		return allow_try(question) && pd_fail(why, PD_EPASSPHRASE, PD_TOKEN_PIN,
						      _("the token \"%s\" needs its "
							"PIN for its last try"),
						      question->name);
	if (path == NULL)
		return pd_fail(why, PD_EPASSPHRASE, PD_TOKEN_PIN,
			_("the token \"%s\" needs its PIN"), question->name);
	if (was_wrong)
		return pd_fail(why, PD_EPASSPHRASE, PD_TOKEN_PIN,
			_("a wrong PIN was given to the token \"%s\", so that in %s is "
			  "not tried; type the PIN"),
			question->name, path);
	return pd_passphrase_file_read(path, PD_PASSPHRASE_OPENS, &known->pin, why);
}

static bool
choose_pin(struct pd_token_pins *pins, const struct question *question, unsigned flags)
{
	struct known *known = question->known;
	if (question->was_wrong)
		return refuse_wrong(question);
	if (known->pin.size == 0 && pins->given.size > 0)
		known->pin = pd_secret_steal(&pins->given);
	if (known->pin.size == 0)
		return read_pin_source(question, flags);
	if (is_same_pin(&known->wrong, &known->pin))
		return refuse_wrong(question);
	return allow_try(question);
}

static void
note_question(struct pd_token_pins *pins, const char *token_url)
{
	PD_AUTO(pd_drop_text) char *before = pins->asked;
	pins->asked = pd_copy(token_url);
}

int
pd_token_pin_answer(void *self, int attempt, const char *token_url,
	const char *token_label, unsigned flags, char *pin, size_t room)
{
	struct pd_token_login *login = self;
	struct pd_token_pins *pins = login->pins;
	PD_AUTO(pd_drop_text) char *name = pd_text_safe_string(token_label);
	(void)pthread_mutex_lock(&pins->mutex);
	struct known *known = find_known(pins, token_url);
	const struct question question = {.login = login,
		.known = known,
		.name = name,
		.is_last = (flags & GNUTLS_PIN_FINAL_TRY) != 0,
		.was_wrong = attempt > 0 || (flags & GNUTLS_PIN_WRONG) != 0};
	pd_error_clear(&login->why);
	login->refused = !choose_pin(pins, &question, flags);
	if (!login->refused && (known->pin.size == 0 || known->pin.size >= room))
		login->refused = !refuse_wrong(&question);
	if (login->refused)
		note_question(pins, token_url);
	else
		memcpy(pin, pd_secret_text(&known->pin), known->pin.size + 1);
	(void)pthread_mutex_unlock(&pins->mutex);
	return login->refused ? -1 : 0;
}
