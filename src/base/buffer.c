/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

unsigned char *
pd_buffer_reserve(struct pd_buffer *buffer, size_t size)
{
	if (size > SIZE_MAX / 4 - buffer->size)
		pd_out_of_memory();
	size_t needed = buffer->size + size + 1;
	if (needed > buffer->room) {
		size_t doubled = buffer->room ? 2 * buffer->room : FIRST_ROOM;
		buffer->room = needed > doubled ? needed : doubled;
		buffer->data = pd_grow(buffer->data, buffer->room, 1);
	}
	return buffer->data + buffer->size;
}

void
pd_buffer_added(struct pd_buffer *buffer, size_t size)
{
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void
pd_buffer_add(struct pd_buffer *buffer, const void *bytes, size_t size)
{
	unsigned char *end = pd_buffer_reserve(buffer, size);
	if (size > 0)
		memcpy(end, bytes, size);
	pd_buffer_added(buffer, size);
}

void
pd_buffer_add_bytes(struct pd_buffer *buffer, struct pd_bytes bytes)
{
	pd_buffer_add(buffer, bytes.data, bytes.size);
}

void
pd_buffer_add_byte(struct pd_buffer *buffer, unsigned char byte)
{
	pd_buffer_add(buffer, &byte, 1);
}

void
pd_buffer_add_text(struct pd_buffer *buffer, const char *text)
{
	pd_buffer_add(buffer, text, strlen(text));
}

void
pd_buffer_add_format(struct pd_buffer *buffer, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *text = pd_vformat(format, arguments);
	va_end(arguments);
	pd_buffer_add_text(buffer, text);
}

void
pd_buffer_add_item(struct pd_buffer *list, const char *item)
{
	if (list->size > 0)
		pd_buffer_add_text(list, ", ");
	pd_buffer_add_text(list, item);
}

void
pd_buffer_insert(
	struct pd_buffer *buffer, size_t offset, const void *bytes, size_t size)
{
	(void)pd_buffer_reserve(buffer, size);
	unsigned char *at = buffer->data + offset;
	memmove(at + size, at, buffer->size - offset);
	if (size > 0)
		memcpy(at, bytes, size);
	pd_buffer_added(buffer, size);
}

void
pd_buffer_cut(struct pd_buffer *buffer, size_t size)
{
	if (size >= buffer->size)
		return;
	buffer->size = size;
	buffer->data[size] = '\0';
}

const char *
pd_buffer_text(const struct pd_buffer *buffer)
{
	return buffer->data ? (const char *)buffer->data : "";
}

struct pd_bytes
pd_buffer_bytes(const struct pd_buffer *buffer)
{
	return (struct pd_bytes){
		(const unsigned char *)pd_buffer_text(buffer), buffer->size};
}

struct pd_buffer
pd_buffer_steal(struct pd_buffer *buffer)
{
	struct pd_buffer stolen = *buffer;
	*buffer = (struct pd_buffer){0};
	return stolen;
}

char *
pd_buffer_steal_text(struct pd_buffer *buffer)
{
	if (buffer->data == NULL)
		return pd_copy("");
	return (char *)pd_buffer_steal(buffer).data;
}

void
pd_buffer_free(struct pd_buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct pd_buffer){0};
}
