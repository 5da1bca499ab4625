/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_KEYS_H
#define PD_UI_TERMINAL_TERM_KEYS_H

#include "base/memory.h"

/* Decodes the bytes of a keyboard, independently of any terminal. */

/* A sequence from terminfo, in addition to those that most terminals send. */
struct pd_key_sequence {
	char *bytes;
	int key;
};

/* {0}: no sequences from terminfo, characters in the encoding of the locale. */
struct pd_key_map {
	struct pd_key_sequence *items;
	size_t count;
	bool utf8; /* characters are UTF-8, whatever the locale says */
};

/* Takes over bytes (allocated). NULL, and what is not an escape sequence, is dropped. */
void pd_key_map_add(struct pd_key_map *map, char *bytes, int key);
void pd_key_map_free(struct pd_key_map *map);

/* Whether the end of a sequence may still arrive. */
enum pd_more { PD_MORE_MAY_COME, PD_NO_MORE_COMES };

/* Decodes the key at the start of input and returns its size in bytes; 0 if more input
 * is needed. The key is PD_KEY_NONE for what has no meaning
 * here (an unknown sequence, which is skipped as a whole), and PD_KEY_PASTE for the mark at
 * the start of a paste. */
size_t pd_keys_decode(const struct pd_key_map *map, struct pd_bytes input,
	enum pd_more more, int *key);

/* How many bytes at the start of input are text, as in a paste, not keys such as Esc or
 * C-n. */
size_t pd_keys_count_text(struct pd_bytes input);

/* Do the bytes of one burst come from a single key that is held down? */
bool pd_keys_are_one_held(struct pd_bytes burst);

/* Nobody types this many characters at once. */
enum { PD_KEYS_BURST = 8 };

/* Is the burst a paste: more text than anybody types, and not a single key held down? */
bool pd_keys_are_pasted(struct pd_bytes burst);

#endif
