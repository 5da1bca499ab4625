/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/terminal.h"

#include <iconv.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool
pd_term_is_unicode(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* The same escape as pd_text_safe makes. */
static size_t
put_escape(char *out, size_t room, int32_t character)
{
	int size = character < 0x10000
			   ? snprintf(out, room, "\\u%04x", (unsigned)character)
			   : snprintf(out, room, "\\U%08x", (unsigned)character);
	return (size_t)size;
}

/* Opened only once: every screen converts many texts, and a long list all its names. */
static iconv_t
open_charset(void)
{
	static iconv_t converter = (iconv_t)-1;
	static char charset[32];
	const char *now = nl_langinfo(CODESET);
	if (strcmp(charset, now) == 0)
		return converter;
	if (converter != (iconv_t)-1)
		(void)iconv_close(converter);
	(void)snprintf(charset, sizeof charset, "%s", now);
	converter = iconv_open(charset, "UTF-8");
	return converter;
}

/* Converts a character to the charset of the locale; 0 if that lacks it, or if the
 * terminal could take one of its bytes for a control character: 0x9b begins a sequence
 * wherever the terminal does not know of the charset. Nothing is transliterated, for two
 * names that differ must never look alike. */
static size_t
convert_character(const char *bytes, size_t size, char *out, size_t room)
{
	iconv_t converter = open_charset();
	char *from = (char *)bytes, *to = out;
	size_t left = size, free_room = room;
	if (converter == (iconv_t)-1 ||
		iconv(converter, &from, &left, &to, &free_room) == (size_t)-1 ||
		left > 0)
		return 0;
	size_t made = room - free_room;
	for (size_t i = 0; i < made; i++)
		if ((unsigned char)out[i] < 0xa0)
			return 0;
	return made;
}

/* Outside of UTF-8 the terminal may show what its charset lacks as something else. */
static char *
escape_unknown(const char *safe)
{
	enum { MOST = 16 }; /* bytes of an escape, or of a character */
	size_t size = strlen(safe), used = 0;
	char *shown = pd_alloc(size + 1, MOST);
	for (size_t at = 0, step; at < size; at += step) {
		int32_t character;
		char converted[MOST];
		step = pd_text_next(safe + at, size - at, &character);
		bool known = character >= 0 &&
			     (character < 0x80 || convert_character(safe + at, step,
							  converted, MOST) > 0);
		if (known) {
			memcpy(shown + used, safe + at, step);
			used += step;
		} else
			used += put_escape(shown + used, MOST, character);
	}
	return shown;
}

char *
pd_term_encode(const char *shown)
{
	enum { MOST = 16 };
	size_t size = strlen(shown), used = 0;
	if (pd_term_is_unicode())
		return pd_copy(shown);
	char *bytes = pd_alloc(size + 1, MOST);
	for (size_t at = 0, step; at < size; at += step) {
		int32_t character;
		step = pd_text_next(shown + at, size - at, &character);
		if (character >= 0 && character < 0x80)
			bytes[used++] = (char)character;
		else
			used += convert_character(shown + at, step, bytes + used, MOST);
	}
	return bytes;
}

char *
pd_term_text(const char *text)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(text);
	if (!pd_term_is_unicode())
		return escape_unknown(safe);
	/* A combining mark at the start would join whatever stands before the text. */
	int32_t first;
	if (pd_text_next(safe, strlen(safe), &first) > 0 &&
		pd_text_cells_of(first) == 0)
		return pd_format(" %s", safe);
	return pd_steal(safe);
}

static bool
is_plain_ascii(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((text[i] & 0x80) != 0)
			return false;
	return true;
}

int
pd_term_cells(const char *text)
{
	size_t size = strlen(text);
	if (is_plain_ascii(text, size))
		return (int)size;
	if (pd_term_is_unicode())
		return pd_text_cells(text);
	PD_AUTO(pd_drop_text) char *shown = pd_term_text(text);
	return pd_text_cells(shown);
}

int
pd_term_cells_of(int32_t character)
{
	if (character < 0x80 || pd_term_is_unicode())
		return pd_text_cells_of(character);
	char bytes[5] = "";
	(void)pd_text_encode((uint32_t)character, bytes);
	return pd_term_cells(bytes);
}

void
pd_term_add_lines(const char *text, struct pd_secret *out)
{
	bool shows_all = pd_term_is_unicode();
	for (size_t size; *text != '\0'; text += size) {
		size = strcspn(text, "\n");
		size += text[size] == '\n';
		if (shows_all || is_plain_ascii(text, size)) {
			pd_secret_add(out, text, size);
			continue;
		}
		PD_AUTO(pd_drop_text) char *line = pd_copy_bytes(text, size);
		PD_AUTO(pd_drop_text) char *shown = escape_unknown(line);
		PD_AUTO(pd_drop_text) char *bytes = pd_term_encode(shown);
		pd_secret_add_text(out, bytes);
	}
}
