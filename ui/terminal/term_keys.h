/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_KEYS_H
#define PD_UI_TERMINAL_TERM_KEYS_H

#include "base/memory.h"

/* What the bytes of a keyboard mean. Knows no terminal, only bytes. */

/* One sequence that terminfo promises, beside those that many terminals send. */
struct pd_key_sequence {
	char *bytes;
	int key;
};

/* {0} knows no such sequences and reads the locale's characters. */
struct pd_key_map {
	struct pd_key_sequence *items;
	size_t count;
	bool utf8; /* characters come as UTF-8, not as the locale has them */
};

/* Takes over bytes (malloc; NULL and what is no escape sequence are dropped). */
void pd_key_map_add(struct pd_key_map *map, char *bytes, int key);
void pd_key_map_free(struct pd_key_map *map);

/* Reads the key at the start of input and returns its size; 0: more has to come first.
 * last says that nothing more will come. The key is PD_KEY_NONE for what has no meaning
 * here (Alt with a key, an unknown sequence, which is swallowed whole) and PD_KEY_PASTE
 * where the mark that begins a paste was read. */
size_t pd_keys_decode(
	const struct pd_key_map *map, struct pd_bytes input, bool last, int *key);

/* The bytes at the start of input that a paste could begin with: text, no keys such as
 * Esc or C-n. */
size_t pd_keys_text(struct pd_bytes input);

/* Are the bytes of one burst one key that is held down? */
bool pd_keys_held(struct pd_bytes burst);

/* So many characters come at a time from no finger. */
enum { PD_KEYS_BURST = 8 };

/* Are they a paste: too much text at once for fingers, and not one key held? */
bool pd_keys_pasted(struct pd_bytes burst);

#endif
