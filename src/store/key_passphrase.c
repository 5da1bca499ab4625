/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/key_passphrase.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "store/files.h"
#include "store/record.h"
#include "store/there/look.h"
#include "x509/token/token_file.h"

enum { USUAL_MINUTES = 10 };

/* Forgotten by a thread of its own, whatever the face waits for. */
struct pd_unlocked {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	pthread_t forgetter;
	bool has_forgetter, ends;
	struct timespec forget_at; /* CLOCK_MONOTONIC */
	long minutes;
	struct pd_key_lock lock;    /* that it opens */
	struct pd_secret stretched; /* empty: it is not known */
	struct pd_token_pins *pins; /* of tokens, forgotten with it */
};

/* ---- the record --------------------------------------------------------------------- */

static bool
read_hex(const struct pd_record *record, const char *name, unsigned char *out,
	size_t size)
{
	const char *text = pd_record_text(record, name);
	if (text == NULL || strlen(text) != 2 * size)
		return false;
	for (size_t i = 0; i < size; i++) {
		unsigned value;
		if (sscanf(text + 2 * i, "%2x", &value) != 1)
			return false;
		out[i] = (unsigned char)value;
	}
	return true;
}

bool
pd_store_load_lock(
	struct pd_store *store, struct pd_key_lock *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, PD_KEY_LOCK ".cfg");
	if (!pd_files_read(store, PD_KEY_LOCK ".cfg", &text, &problem))
		return problem.code != PD_ESTATE &&
		       pd_fail(error, problem.code, problem.input, "%s",
			       problem.message);
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_record_parse(pd_secret_bytes(&text), shown, error);
	if (record == NULL)
		return false;
	int64_t rounds = pd_record_number(record, "rounds", 0);
	out->rounds = rounds > 0 && rounds < UINT32_MAX ? (unsigned)rounds : 0;
	if (read_hex(record, "salt", out->salt, sizeof out->salt) &&
		read_hex(record, "check", out->check, sizeof out->check) &&
		pd_key_lock_is_sound(out))
		return true;
	return pd_fail(error, PD_ESTORE, shown,
		_("something other than pemdeck changed it; restore it from a backup"));
}

bool
pd_store_has_passphrase(struct pd_store *store)
{
	return pd_files_exists(store, PD_KEY_LOCK ".cfg");
}

/* ---- what is in memory --------------------------------------------------------------- */

static void
note_use(struct pd_unlocked *unlocked)
{
	(void)clock_gettime(CLOCK_MONOTONIC, &unlocked->forget_at);
	unlocked->forget_at.tv_sec += 60 * unlocked->minutes;
}

static bool
is_due(const struct timespec *time)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > time->tv_sec ||
	       (now.tv_sec == time->tv_sec && now.tv_nsec >= time->tv_nsec);
}

static bool
knows_something(struct pd_unlocked *unlocked)
{
	return unlocked->stretched.size > 0 || pd_token_pins_are_known(unlocked->pins);
}

static void
forget_all(struct pd_unlocked *unlocked)
{
	pd_secret_wipe(&unlocked->stretched);
	pd_token_pins_forget(unlocked->pins);
}

static void *
forget_when_idle(void *self)
{
	struct pd_unlocked *unlocked = self;
	(void)pthread_mutex_lock(&unlocked->mutex);
	while (!unlocked->ends) {
		if (!knows_something(unlocked))
			(void)pthread_cond_wait(&unlocked->changed, &unlocked->mutex);
		else if (is_due(&unlocked->forget_at))
			forget_all(unlocked);
		else
			(void)pthread_cond_timedwait(&unlocked->changed,
				&unlocked->mutex, &unlocked->forget_at);
	}
	(void)pthread_mutex_unlock(&unlocked->mutex);
	return NULL;
}

struct pd_unlocked *
pd_unlocked_new(void)
{
	struct pd_unlocked *unlocked = pd_alloc(1, sizeof *unlocked);
	pthread_condattr_t attributes;
	unlocked->minutes = USUAL_MINUTES;
	unlocked->pins = pd_token_pins_new();
	(void)pthread_mutex_init(&unlocked->mutex, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&unlocked->changed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	return unlocked;
}

void
pd_unlocked_free(struct pd_unlocked *unlocked)
{
	if (unlocked == NULL)
		return;
	(void)pthread_mutex_lock(&unlocked->mutex);
	unlocked->ends = true;
	(void)pthread_cond_signal(&unlocked->changed);
	(void)pthread_mutex_unlock(&unlocked->mutex);
	if (unlocked->has_forgetter)
		(void)pthread_join(unlocked->forgetter, NULL);
	pd_secret_wipe(&unlocked->stretched);
	pd_token_pins_free(unlocked->pins);
	(void)pthread_cond_destroy(&unlocked->changed);
	(void)pthread_mutex_destroy(&unlocked->mutex);
	free(unlocked);
}

/* Signals are the main thread's. */
static bool
start_forgetter(struct pd_unlocked *unlocked)
{
	sigset_t all, before;
	if (unlocked->has_forgetter)
		return true;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	unlocked->has_forgetter = pthread_create(&unlocked->forgetter, NULL,
					  forget_when_idle, unlocked) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return unlocked->has_forgetter;
}

/* Without a thread that forgets it, it is not kept: the next operation asks again. */
static void
keep_stretched(struct pd_store *store, const struct pd_key_lock *lock,
	struct pd_secret *stretched)
{
	struct pd_unlocked *unlocked = store->unlocked;
	(void)pthread_mutex_lock(&unlocked->mutex);
	pd_secret_wipe(&unlocked->stretched);
	if (start_forgetter(unlocked)) {
		unlocked->lock = *lock;
		unlocked->stretched = pd_secret_steal(stretched);
		note_use(unlocked);
	}
	(void)pthread_cond_signal(&unlocked->changed);
	(void)pthread_mutex_unlock(&unlocked->mutex);
}

/* A copy of what this lock's passphrase was stretched to; PD_EPASSPHRASE if it has to be
 * asked for. */
static bool
copy_stretched(struct pd_store *store, const struct pd_key_lock *lock,
	struct pd_secret *out, struct pd_error *error)
{
	struct pd_unlocked *unlocked = store->unlocked;
	(void)pthread_mutex_lock(&unlocked->mutex);
	bool is_known = unlocked->stretched.size > 0 &&
			memcmp(unlocked->lock.salt, lock->salt, sizeof lock->salt) == 0;
	if (is_known) {
		pd_secret_add(out, unlocked->stretched.data, unlocked->stretched.size);
		note_use(unlocked);
	}
	(void)pthread_mutex_unlock(&unlocked->mutex);
	return is_known ||
	       pd_fail(error, PD_EPASSPHRASE, PD_KEY_PASSPHRASE,
		       _("the private keys of this store are encrypted; their "
			 "passphrase is needed"));
}

bool
pd_store_unlock(struct pd_store *store, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	struct pd_key_lock lock;
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret stretched = {0};
	if (!pd_store_load_lock(store, &lock, error))
		return pd_fail(error, PD_EUSAGE, PD_KEY_PASSPHRASE,
			_("the private keys of this store have no passphrase; leave it "
			  "out, or set one with settings set key_passphrase"));
	if (!pd_key_lock_open(&lock, passphrase, &stretched, &problem))
		return pd_fail(
			error, problem.code, PD_KEY_PASSPHRASE, "%s", problem.message);
	keep_stretched(store, &lock, &stretched);
	return true;
}

void
pd_store_lock_keys(struct pd_store *store)
{
	(void)pthread_mutex_lock(&store->unlocked->mutex);
	forget_all(store->unlocked);
	(void)pthread_mutex_unlock(&store->unlocked->mutex);
}

bool
pd_store_is_unlocked(struct pd_store *store)
{
	(void)pthread_mutex_lock(&store->unlocked->mutex);
	bool is_known = knows_something(store->unlocked);
	(void)pthread_mutex_unlock(&store->unlocked->mutex);
	return is_known;
}

void
pd_store_set_idle_minutes(struct pd_store *store, long minutes)
{
	(void)pthread_mutex_lock(&store->unlocked->mutex);
	store->unlocked->minutes = minutes;
	(void)pthread_mutex_unlock(&store->unlocked->mutex);
}

/* ---- PINs ----------------------------------------------------------------------------- */

struct pd_token_pins *
pd_store_pins(struct pd_store *store)
{
	struct pd_unlocked *unlocked = store->unlocked;
	(void)pthread_mutex_lock(&unlocked->mutex);
	note_use(unlocked);
	(void)pthread_mutex_unlock(&unlocked->mutex);
	return unlocked->pins;
}

bool
pd_store_give_pin(
	struct pd_store *store, const struct pd_secret *pin, struct pd_error *error)
{
	struct pd_unlocked *unlocked = store->unlocked;
	(void)pthread_mutex_lock(&unlocked->mutex);
	bool is_forgotten_later = start_forgetter(unlocked);
	note_use(unlocked);
	if (is_forgotten_later)
		pd_token_pins_give(unlocked->pins, pin);
	(void)pthread_cond_signal(&unlocked->changed);
	(void)pthread_mutex_unlock(&unlocked->mutex);
	return is_forgotten_later || pd_fail(error, PD_EIO, PD_TOKEN_PIN,
					     _("the thread that forgets the PIN cannot "
					       "be started; try again"));
}

/* ---- keys --------------------------------------------------------------------------- */

struct pd_key *
pd_store_open_key(struct pd_store *store, struct pd_bytes pem,
	const struct pd_secret *own, const char *from, struct pd_error *error)
{
	struct pd_key_lock lock;
	PD_AUTO(pd_secret_wipe) struct pd_secret stretched = {0};
	if (pd_token_file_is(pem))
		return pd_token_file_read(pem, pd_store_pins(store), from, error);
	if (!pd_key_pem_is_encrypted(pem) || !pd_store_load_lock(store, &lock, error) ||
		!pd_key_lock_closes(&lock, pem))
		return error->code != PD_OK ? NULL
					    : pd_key_from_pem(pem, own, from, error);
	return copy_stretched(store, &lock, &stretched, error)
		       ? pd_key_lock_read(&stretched, pem, from, error)
		       : NULL;
}

bool
pd_store_close_key(struct pd_store *store, const struct pd_key *key,
	const struct pd_secret *own, struct pd_secret *pem, struct pd_error *error)
{
	struct pd_key_lock lock;
	PD_AUTO(pd_secret_wipe) struct pd_secret stretched = {0};
	if (pd_key_token(key) != NULL) {
		pd_token_file_write(key, pem);
		return true;
	}
	if (own != NULL && own->size > 0)
		return pd_key_pem(key, own, pem, error);
	if (!pd_store_load_lock(store, &lock, error))
		return error->code == PD_OK && pd_key_pem(key, NULL, pem, error);
	return copy_stretched(store, &lock, &stretched, error) &&
	       pd_key_lock_pem(&lock, &stretched, key, pem, error);
}

bool
pd_store_key_is_locked(struct pd_store *store, const char *key_id)
{
	struct pd_key_lock lock;
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	PD_AUTO(pd_drop_text) char *file = pd_format("keys/%s.pem", key_id);
	return pd_store_load_lock(store, &lock, &ignored) &&
	       pd_files_read(store, file, &pem, &ignored) &&
	       pd_key_lock_closes(&lock, pd_secret_bytes(&pem));
}
