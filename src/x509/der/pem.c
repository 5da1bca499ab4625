/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/pem.h"

#include <nettle/base64.h>
#include <stdint.h>
#include <string.h>

enum { LINE_BYTES = 48, LINE_SIZE = BASE64_ENCODE_RAW_LENGTH(LINE_BYTES) + 1 };

static size_t
encode_line(const unsigned char *from, size_t size, unsigned char *out)
{
	base64_encode_raw((char *)out, size, from);
	out[BASE64_ENCODE_RAW_LENGTH(size)] = '\n';
	return BASE64_ENCODE_RAW_LENGTH(size) + 1;
}

/* The DER is moved to the end, and each of its lines read before the text, which grows
 * faster, gets there. */
void
pd_pem_wrap(const char *label, struct pd_buffer *der)
{
	size_t size = der->size, lines = (size + LINE_BYTES - 1) / LINE_BYTES;
	size_t most = lines * LINE_SIZE;
	PD_AUTO(pd_drop_text) char *begin = pd_format("-----BEGIN %s-----\n", label);
	(void)pd_buffer_reserve(der, strlen(begin) + most - size);
	unsigned char *out = der->data + strlen(begin), *from = out + most - size;
	memmove(from, der->data, size);
	memcpy(der->data, begin, strlen(begin));
	while (size > 0) {
		size_t step = size < LINE_BYTES ? size : LINE_BYTES;
		unsigned char line[LINE_BYTES];
		memcpy(line, from, step);
		out += encode_line(line, step, out);
		from += step;
		size -= step;
	}
	der->size = 0;
	pd_buffer_added(der, (size_t)(out - der->data));
	pd_buffer_add_format(der, "-----END %s-----\n", label);
}

bool
pd_pem_write(const char *label, struct pd_bytes der, FILE *out)
{
	unsigned char line[LINE_SIZE];
	bool good = fprintf(out, "-----BEGIN %s-----\n", label) > 0;
	while (good && der.size > 0) {
		size_t step = der.size < LINE_BYTES ? der.size : LINE_BYTES;
		size_t size = encode_line(der.data, step, line);
		good = fwrite(line, 1, size, out) == size;
		der.data += step;
		der.size -= step;
	}
	return good && fprintf(out, "-----END %s-----\n", label) > 0;
}

char *
pd_pem_text(const char *label, struct pd_bytes der)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_buffer_add_bytes(&text, der);
	pd_pem_wrap(label, &text);
	return pd_buffer_steal_text(&text);
}

/* Returns the text after "-----WORD LABEL-----", or NULL if it is not there; *before
 * is set to where the marker begins. */
static const unsigned char *
find_pem_marker(struct pd_bytes text, const char *word, const char *label,
	const unsigned char **before)
{
	PD_AUTO(pd_drop_text) char *marker = pd_format("-----%s %s-----", word, label);
	*before = text.size > 0 ? memmem(text.data, text.size, marker, strlen(marker))
				: NULL;
	return *before != NULL ? *before + strlen(marker) : NULL;
}

bool
pd_pem_read(struct pd_bytes pem, const char *label, struct pd_secret *out)
{
	const unsigned char *ignored, *end;
	const unsigned char *begin = find_pem_marker(pem, "BEGIN", label, &ignored);
	if (begin == NULL)
		return false;
	const struct pd_bytes rest = {begin, pem.size - (size_t)(begin - pem.data)};
	if (find_pem_marker(rest, "END", label, &end) == NULL)
		return false;
	struct base64_decode_ctx decoder;
	size_t length = (size_t)(end - begin), size = BASE64_DECODE_LENGTH(length);
	unsigned char *bytes = pd_secret_reserve(out, size);
	base64_decode_init(&decoder);
	bool good = base64_decode_update(
			    &decoder, &size, bytes, length, (const char *)begin) &&
		    base64_decode_final(&decoder);
	pd_wipe(&decoder, sizeof decoder);
	if (good)
		pd_secret_added(out, size);
	return good && size > 0;
}

static bool
add_pem_line(struct base64_decode_ctx *decoder, const struct pd_lines *lines,
	struct pd_buffer *out)
{
	size_t size = BASE64_DECODE_LENGTH(lines->size);
	unsigned char *bytes = pd_buffer_reserve(out, size);
	if (!base64_decode_update(decoder, &size, bytes, lines->size, lines->line))
		return false;
	pd_buffer_added(out, size);
	return true;
}

bool
pd_pem_read_lines(struct pd_lines *lines, const char *label, struct pd_buffer *out)
{
	struct base64_decode_ctx decoder;
	PD_AUTO(pd_drop_text) char *begin = pd_format("-----BEGIN %s-----", label);
	PD_AUTO(pd_drop_text) char *end = pd_format("-----END %s-----", label);
	bool good = true, ended = false;
	base64_decode_init(&decoder);
	while (pd_lines_next(lines)) {
		if (lines->number == 1)
			good = strcmp(lines->line, begin) == 0;
		else if (!ended && strcmp(lines->line, end) == 0)
			ended = true;
		else
			good = good && !ended && add_pem_line(&decoder, lines, out);
	}
	return good && ended && base64_decode_final(&decoder) && out->size > 0;
}
