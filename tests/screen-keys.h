/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_KEYS_H
#define PD_TESTS_SCREEN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes that a terminal of that type sends for a key: Up, Enter, C-a, M-x, F1,
 * S-Tab or one character. false: there is no such key. */
bool keys_bytes(const char *type, const char *name, char *out, size_t room);

/* Makes \xHH, \e, \n, \r, \t, \0 and \\ in text what they mean, in place; returns the
 * size. */
size_t keys_unescape(char *text);

#endif
