/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_BUFFER_H
#define PD_BASE_BUFFER_H

#include "base/memory.h"

/* Bytes or text that grow at their end: what every list, document and sentence is built
 * in. Keys, passphrases and whatever may hold them belong in struct pd_secret, whose
 * functions are called alike. Starts as {0}; a NUL that size does not count always
 * follows the content. */
struct pd_buffer {
	unsigned char *data; /* NULL while nothing was ever put in */
	size_t size;         /* bytes in use */
	size_t room;         /* bytes allocated */
};

/* Appends; bytes may be NULL if size is 0. */
void pd_buffer_add(struct pd_buffer *buffer, const void *bytes, size_t size);
void pd_buffer_add_bytes(struct pd_buffer *buffer, struct pd_bytes bytes);
void pd_buffer_add_byte(struct pd_buffer *buffer, unsigned char byte);
void pd_buffer_add_text(struct pd_buffer *buffer, const char *text);
void pd_buffer_add_format(struct pd_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends an item to a list in one line: ", " parts it from what is there. */
void pd_buffer_add_item(struct pd_buffer *list, const char *item);

/* Makes room for size more bytes and returns where they go; pd_buffer_added says how
 * many were written there. */
unsigned char *pd_buffer_reserve(struct pd_buffer *buffer, size_t size);
void pd_buffer_added(struct pd_buffer *buffer, size_t size);

/* Puts bytes in at offset; what was behind it moves on. */
void pd_buffer_insert(
	struct pd_buffer *buffer, size_t offset, const void *bytes, size_t size);

/* Cuts to size bytes; no effect if there are no more. */
void pd_buffer_cut(struct pd_buffer *buffer, size_t size);

/* The content, lent until the buffer changes: as a string ("" when empty), as bytes. */
const char *pd_buffer_text(const struct pd_buffer *buffer);
struct pd_bytes pd_buffer_bytes(const struct pd_buffer *buffer);

/* The content, handed out; the buffer is {0} again. The string is never NULL; free()
 * it. */
struct pd_buffer pd_buffer_steal(struct pd_buffer *buffer);
char *pd_buffer_steal_text(struct pd_buffer *buffer);

/* Releases; the value is {0} again. Serves as PD_AUTO(pd_buffer_free). */
void pd_buffer_free(struct pd_buffer *buffer);

#endif
