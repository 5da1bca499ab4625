/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ascii.h"

#include <stdint.h>
#include <string.h>

char
pd_ascii_lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

char
pd_ascii_upper(char letter)
{
	return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

bool
pd_ascii_is_digit(char character)
{
	return character >= '0' && character <= '9';
}

bool
pd_ascii_is_alphanumeric(char character)
{
	char lower = pd_ascii_lower(character);
	return (lower >= 'a' && lower <= 'z') || pd_ascii_is_digit(character);
}

bool
pd_ascii_is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\r' ||
	       character == '\n';
}

int
pd_ascii_compare(const char *one, const char *other)
{
	return pd_ascii_compare_begin(one, other, SIZE_MAX);
}

int
pd_ascii_compare_begin(const char *one, const char *other, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char first = (unsigned char)pd_ascii_lower(one[i]);
		unsigned char second = (unsigned char)pd_ascii_lower(other[i]);
		if (first != second)
			return first < second ? -1 : 1;
		if (first == '\0')
			break;
	}
	return 0;
}

bool
pd_ascii_is_one_of(char character, const char *set)
{
	return character != '\0' && strchr(set, character) != NULL;
}

int
pd_hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c != '\0' ? strchr(digits, c) : NULL;
	return found ? (int)(found - digits) % 16 : -1;
}
