/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* NULs behind every secret, for readers that look past the end. */
enum { SLACK = 16, LARGE = 2 << 20 };

static void (*_Atomic at_end)(void);
static atomic_bool may_fail;

void
pd_memory_at_end(void (*act)(void))
{
	at_end = act;
}

void
pd_memory_may_fail(void)
{
	may_fail = true;
}

bool
pd_memory_fails(void)
{
	return may_fail;
}

void
pd_out_of_memory(void)
{
	static const char words[] = "pemdeck: out of memory\n";
	if (may_fail)
		abort();
	void (*act)(void) = at_end;
	if (act != NULL)
		act();
	/* Nothing of stdio, which may want memory too. */
	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

static void *
need(void *memory)
{
	if (memory == NULL)
		pd_out_of_memory();
	return memory;
}

void *
pd_alloc(size_t count, size_t size)
{
	return need(calloc(count ? count : 1, size ? size : 1));
}

void *
pd_grow(void *old, size_t count, size_t size)
{
	return need(reallocarray(old, count ? count : 1, size));
}

void *
pd_grow_by_one(void *old, size_t count, size_t size)
{
	bool is_full = (count & (count - 1)) == 0;
	return is_full ? pd_grow(old, count ? 2 * count : 1, size) : old;
}

char *
pd_copy(const char *text)
{
	return text ? need(strdup(text)) : NULL;
}

char *
pd_copy_bytes(const void *bytes, size_t size)
{
	char *copy = pd_alloc(size + 1, 1);
	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *
pd_vformat(const char *format, va_list arguments)
{
	char *text = NULL;
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	return need(text);
}

char *
pd_format(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = pd_vformat(format, arguments);
	va_end(arguments);
	return text;
}

struct pd_bytes
pd_bytes_of_text(const char *text)
{
	return (struct pd_bytes){(const unsigned char *)text, strlen(text)};
}

void
pd_drop_text(char **text)
{
	free(*text);
}

void
pd_wipe(void *bytes, size_t size)
{
	if (size > 0)
		explicit_bzero(bytes, size);
}

__attribute__((noinline)) void
pd_wipe_stack(const void *ignored)
{
	enum { DEEP = 32 << 10 };
	char below[DEEP];
	(void)ignored;
	pd_wipe(below, sizeof below);
}

static size_t
whole_pages(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	return (size + page - 1) / page * page;
}

/* Most secrets fit into a page and live for a moment. Some such pages are kept, wiped,
 * for the next: four calls of the system each are most of what a short one costs.
 * Where the lock is taken, or was when this process was forked off, none is used. */
enum { SPARE_PAGES = 16 };
static unsigned char *spare_pages[SPARE_PAGES];
static size_t spare_count;
static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;

static unsigned char *
take_spare(size_t room)
{
	unsigned char *page = NULL;
	if (room != whole_pages(1) || pthread_mutex_trylock(&spare_lock) != 0)
		return NULL;
	if (spare_count > 0)
		page = spare_pages[--spare_count];
	(void)pthread_mutex_unlock(&spare_lock);
	return page;
}

static bool
keep_spare(unsigned char *page, size_t room)
{
	bool kept = false;
	if (room != whole_pages(1) || pthread_mutex_trylock(&spare_lock) != 0)
		return false;
	if (spare_count < SPARE_PAGES) {
		pd_wipe(page, room);
		spare_pages[spare_count++] = page;
		kept = true;
	}
	(void)pthread_mutex_unlock(&spare_lock);
	return kept;
}

static unsigned char *
map_pages(size_t room)
{
	unsigned char *spare = take_spare(room);
	if (spare != NULL)
		return spare;
	unsigned char *pages = mmap(
		NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		pages = need(NULL);
	/* Both are wishes: the limit on locked memory is small for plain users. */
	(void)mlock(pages, room);
	(void)madvise(pages, room, MADV_DONTDUMP);
	return pages;
}

static void
unmap_pages(unsigned char *pages, size_t used, size_t room)
{
	if (pages == NULL)
		return;
	if (keep_spare(pages, room))
		return;
	pd_wipe(pages, used);
	(void)munmap(pages, room);
}

/* What is large moves with its pages, as two of them would not fit. The system may not let
 * it, where pages are locked; then it is copied. */
static void
grow_secret(struct pd_secret *secret, size_t room)
{
	unsigned char *pages = MAP_FAILED;
	if (secret->room > LARGE)
		pages = mremap(secret->data, secret->room, room, MREMAP_MAYMOVE);
	if (pages == MAP_FAILED) {
		pages = map_pages(room);
		if (secret->size > 0)
			memcpy(pages, secret->data, secret->size);
		unmap_pages(secret->data, secret->size, secret->room);
	}
	secret->data = pages;
	secret->room = room;
}

/* Locked pages are in memory whether they are used or not. */
static size_t
next_room(size_t room, size_t needed)
{
	size_t more = room <= LARGE ? 2 * room : room + LARGE;
	return whole_pages(needed > more ? needed : more);
}

unsigned char *
pd_secret_reserve(struct pd_secret *secret, size_t size)
{
	if (size > SIZE_MAX / 4 - secret->size)
		need(NULL);
	size_t needed = secret->size + size + SLACK;
	if (needed > secret->room)
		grow_secret(secret, next_room(secret->room, needed));
	return secret->data + secret->size;
}

void
pd_secret_added(struct pd_secret *secret, size_t size)
{
	secret->size += size;
	memset(secret->data + secret->size, 0, SLACK);
}

void
pd_secret_add(struct pd_secret *secret, const void *bytes, size_t size)
{
	unsigned char *place = pd_secret_reserve(secret, size);
	if (size > 0)
		memcpy(place, bytes, size);
	pd_secret_added(secret, size);
}

void
pd_secret_add_text(struct pd_secret *secret, const char *text)
{
	pd_secret_add(secret, text, strlen(text));
}

void
pd_secret_add_format(struct pd_secret *secret, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = pd_vformat(format, arguments);
	va_end(arguments);
	size_t size = strlen(text);
	pd_secret_add(secret, text, size);
	pd_wipe(text, size);
	free(text);
}

void
pd_secret_cut(struct pd_secret *secret, size_t size)
{
	if (size >= secret->size)
		return;
	pd_wipe(secret->data + size, secret->size - size);
	secret->size = size;
}

void
pd_secret_remove(struct pd_secret *secret, size_t offset, size_t size)
{
	if (size == 0) /* an empty one has no bytes to point at */
		return;
	memmove(secret->data + offset, secret->data + offset + size,
		secret->size - offset - size);
	pd_secret_cut(secret, secret->size - size);
}

void
pd_secret_insert(
	struct pd_secret *secret, size_t offset, const void *bytes, size_t size)
{
	(void)pd_secret_reserve(secret, size);
	memmove(secret->data + offset + size, secret->data + offset,
		secret->size - offset);
	if (size > 0)
		memcpy(secret->data + offset, bytes, size);
	pd_secret_added(secret, size);
}

const char *
pd_secret_text(const struct pd_secret *secret)
{
	return secret->data ? (const char *)secret->data : "";
}

struct pd_bytes
pd_secret_bytes(const struct pd_secret *secret)
{
	return (struct pd_bytes){
		(const unsigned char *)pd_secret_text(secret), secret->size};
}

struct pd_secret
pd_secret_steal(struct pd_secret *secret)
{
	struct pd_secret stolen = *secret;
	*secret = (struct pd_secret){0};
	return stolen;
}

void
pd_secret_wipe(struct pd_secret *secret)
{
	unmap_pages(secret->data, secret->size, secret->room);
	*secret = (struct pd_secret){0};
}

void
pd_memory_protect(void)
{
	/* Failing leaves the process as the system started it, no worse. */
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
