/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ASCII_H
#define PD_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

/* Letters and digits of ASCII alone, whatever the locale: for what protocols, files and
 * commands write. In Turkish "i" is not the small letter of "I". */

char pd_ascii_lower(char letter);
char pd_ascii_upper(char letter);
bool pd_ascii_is_digit(char character);
bool pd_ascii_is_alphanumeric(char character);
bool pd_ascii_is_blank(
	char character); /* space, tab, CR, LF: what parts words in a file */

/* Is it one of the characters of set? NUL is none. */
bool pd_ascii_is_one_of(char character, const char *set);

/* As strcasecmp and strncasecmp. */
int pd_ascii_compare(const char *one, const char *other);
int pd_ascii_compare_begin(const char *one, const char *other, size_t size);

/* The value of a hex digit in either case; -1: it is none. */
int pd_hex_digit(char c);

#endif
