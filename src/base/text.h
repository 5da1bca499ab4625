/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_TEXT_H
#define PD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/translate.h"

/* Text for people. Every byte from a certificate, file, host or file name passes
 * pd_text_safe before it reaches a terminal, a log, JSON or a file name. */

#define _(text) pd_translate(text)
#define N_(text) text
#define ngettext(one, many, number) pd_translate_plural(one, many, number)

/* The bytes as UTF-8 that no terminal obeys: C0, DEL, C1, bidi controls, zero-width and
 * other invisible characters, private use and invalid bytes become visible escapes
 * (\x1b, \u202e). Text made safe once stays as it is. free() it. */
char *pd_text_safe(const void *bytes, size_t size);
char *pd_text_safe_string(const char *text); /* NULL gives "" */

/* Are the bytes so already? Copies nothing: they may be a secret. */
bool pd_text_is_safe(const void *bytes, size_t size);

/* The bytes of a byte order mark that it begins with: 3, or 0 for none. */
size_t pd_text_bom_size(const void *bytes, size_t size);

/* Is it valid UTF-8 (RFC 3629: no surrogates, no overlong forms)? */
bool pd_text_is_utf8(const void *bytes, size_t size);

/* Reads one character at text of size bytes; 0 is returned at the end. An invalid byte
 * counts as one character of its own, *character is then -1. Returns its bytes. */
size_t pd_text_next(const char *text, size_t size, int32_t *character);

/* Writes a character as UTF-8 (up to 4 bytes, no NUL); returns how many. */
size_t pd_text_encode(uint32_t character, char out[4]);

/* Writes a character as UTF-16, high bytes first; returns how many bytes: 2 or 4. */
size_t pd_text_encode_utf16(uint32_t character, unsigned char out[4]);

/* Reads one character of UTF-16 at text of size bytes, big: high bytes first. A surrogate without
 * its other half counts as a character. Returns its bytes, 2 or 4; 0 where there is none. */
size_t pd_text_next_utf16(
	const unsigned char *text, size_t size, bool big, uint32_t *character);

/* Cells on a terminal: of one character (0 combining, 1, 2 wide), of a whole safe text.
 */
int pd_text_cells_of(int32_t character);
int pd_text_cells(const char *text);

/* How many bytes of the text fit into that many cells, never splitting a character
 * or parting it from its combining marks. */
size_t pd_text_fit(const char *text, int cells);

/* The text in so many cells, a cut marked with "~"; free() it. */
char *pd_text_shorten(const char *text, int cells);

/* A reason, which follows "INPUT: " elsewhere, as it stands alone: with a capital, unless
 * its first word is no plain word but a name or the like. free() it. */
char *pd_text_sentence(const char *reason);

/* Text in upper-case hex with colons between bytes; free() it. */
char *pd_text_hex(const void *bytes, size_t size, char separator);

/* A time as programs read it: RFC 3339 in UTC; free() it. Years outside 0000 to 9999 are shown as
 * the nearest of these. */
char *pd_text_time(int64_t time);

/* A time as people read it, as clocks here show it (pd_time_to_local): the day, YYYY-MM-DD; where the
 * time of day matters in a list, YYYY-MM-DD HH:MM; and where there is room, YYYY-MM-DD HH:MM:SS CET.
 * free() them. */
char *pd_text_date(int64_t time);
char *pd_text_minute(int64_t time);
char *pd_text_moment(int64_t time);

/* Reads YYYY-MM-DD as the beginning of that day here. false if it is no such day. */
bool pd_text_read_date(const char *text, int64_t *time);

#endif
