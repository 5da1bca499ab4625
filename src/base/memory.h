/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_MEMORY_H
#define PD_BASE_MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Memory that cannot be had ends the process: the store is atomic, so nothing is
 * lost, and no caller needs a path for it. */

/* Ends it so, for a library that found no memory: says so, and exits with 1. A child that reads
 * what comes from outside aborts, as it does where a library crashes in it. */
void pd_out_of_memory(void) __attribute__((noreturn));

/* What is done before that, such as giving the terminal back; NULL: nothing. It may be called in
 * any thread, and must not need memory. */
void pd_memory_at_end(void (*act)(void));

/* From now on this process is such a child: whoever asks malloc for memory that is not there
 * gets NULL, and may fail for it. Everywhere else the process ends before a library sees one. */
void pd_memory_may_fail(void);
bool pd_memory_fails(void);

/* Zeroed memory for count members of size bytes; free() it. */
void *pd_alloc(size_t count, size_t size);

/* Room for count members of size bytes at old, which may be NULL or move; what is
 * added is not zeroed. free() it. */
void *pd_grow(void *old, size_t count, size_t size);

/* The same with room for one more than the count there are: it doubles at every power
 * of two, so that ten thousand are added one by one in linear time. */
void *pd_grow_by_one(void *old, size_t count, size_t size);

/* Copies of a string (NULL gives NULL) and of size bytes with a NUL behind; free()
 * them. */
char *pd_copy(const char *text);
char *pd_copy_bytes(const void *bytes, size_t size);

/* printf into a string of the right size; free() it. */
char *pd_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *pd_vformat(const char *format, va_list arguments)
	__attribute__((format(printf, 1, 0)));

/* A local that drops what it owns at the end of its block, and may be there for that alone:
 *	PD_AUTO(pd_free_text) char *path = pd_format(...);
 * The function takes the address of the local. pd_steal hands ownership out. */
#define PD_AUTO(drop) __attribute__((cleanup(drop), unused))
#define pd_steal(owner)                                                                \
	__extension__({                                                                \
		__typeof__(owner) stolen_ = (owner);                                   \
		(owner) = NULL;                                                        \
		stolen_;                                                               \
	})

/* Defines the drop function of a pointer type: PD_DROP(pd_drop_key, struct pd_key *,
 * pd_key_free) */
#define PD_DROP(name, type, release)                                                   \
	static inline void name(type *owner)                                           \
	{                                                                              \
		release(*owner);                                                       \
	}                                                                              \
	struct pd_drop_needs_a_semicolon

void pd_drop_text(char **text); /* PD_AUTO(pd_drop_text) char *text */

/* Bytes lent by somebody else: no ownership. */
struct pd_bytes {
	const unsigned char *data;
	size_t size;
};
struct pd_bytes pd_bytes_of_text(const char *text); /* without its NUL */

/* The one type for private keys, passphrases and everything read from outside that
 * may hold them. Its pages are kept out of swap (where the limit allows) and core
 * dumps, wiped when they are given up, and end in at least 16 NULs that size does
 * not count (GnuTLS reads some bytes past the end of PEM). Starts as {0}. */
struct pd_secret {
	unsigned char *data; /* NULL while nothing was ever put in */
	size_t size;         /* bytes in use */
	size_t room;         /* bytes mapped */
};

/* Appends; bytes may be NULL if size is 0. */
void pd_secret_add(struct pd_secret *secret, const void *bytes, size_t size);
void pd_secret_add_text(struct pd_secret *secret, const char *text);
void pd_secret_add_format(struct pd_secret *secret, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Makes room for size more bytes and lends where they go; pd_secret_added says how
 * many were written there. */
unsigned char *pd_secret_reserve(struct pd_secret *secret, size_t size);
void pd_secret_added(struct pd_secret *secret, size_t size);

/* Cuts to size bytes and wipes what was behind. */
void pd_secret_cut(struct pd_secret *secret, size_t size);

/* Removes size bytes at offset, or inserts bytes there. */
void pd_secret_remove(struct pd_secret *secret, size_t offset, size_t size);
void pd_secret_insert(
	struct pd_secret *secret, size_t offset, const void *bytes, size_t size);

/* The content as a string ("" when empty); as bytes; moved out, leaving it empty. */
const char *pd_secret_text(const struct pd_secret *secret);
struct pd_bytes pd_secret_bytes(const struct pd_secret *secret);
struct pd_secret pd_secret_steal(struct pd_secret *secret);

/* Wipes and releases; the value is {0} again. Serves as PD_AUTO(pd_secret_wipe). */
void pd_secret_wipe(struct pd_secret *secret);

/* Overwrites memory in a way that the compiler keeps. */
void pd_wipe(void *bytes, size_t size);

/* The same for what the caller's calls have left on the stack: the dynamic linker puts
 * registers there, and in those are ends of what a library copied. Serves as
 * PD_AUTO(pd_wipe_stack) of any variable, declared first: it is wiped last. */
void pd_wipe_stack(const void *ignored);

/* Closes the ways by which secrets leave the process: no core dumps, no ptrace by the
 * same user. Called once, first thing in main. */
void pd_memory_protect(void);

#endif
