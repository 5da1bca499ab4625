/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_keys.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"
#include "ui/terminal/terminal.h"

enum {
	ESCAPE = 0x1b,
	BELL = 0x07,
	RUBOUT = 0x7f,
	LONGEST = 64,          /* bytes of a control sequence */
	LONGEST_STRING = 4096, /* bytes of a control string, such as a late answer */
};

void
pd_key_map_add(struct pd_key_map *map, char *bytes, int key)
{
	if (bytes == NULL || bytes[0] != ESCAPE || bytes[1] == '\0') {
		free(bytes);
		return;
	}
	map->items = pd_grow(map->items, map->count + 1, sizeof *map->items);
	map->items[map->count++] = (struct pd_key_sequence){bytes, key};
}

void
pd_key_map_free(struct pd_key_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		free(map->items[i].bytes);
	free(map->items);
	*map = (struct pd_key_map){0};
}

/* ECMA-48 control sequences by their last byte, in the forms of CSI and of SS3. */
static const struct {
	unsigned char byte;
	int key;
} finals[] = {
	{'A', PD_KEY_UP},
	{'B', PD_KEY_DOWN},
	{'C', PD_KEY_RIGHT},
	{'D', PD_KEY_LEFT},
	{'F', PD_KEY_END},
	{'H', PD_KEY_HOME},
	{'P', PD_KEY_F1},
	{'Q', PD_KEY_F1 + 1},
	{'R', PD_KEY_F1 + 2},
	{'S', PD_KEY_F1 + 3},
	{'Z', PD_KEY_BACKTAB},
};

/* CSI number ~, as VT220, xterm, rxvt, PuTTY and the Linux console number their keys.
 */
static const struct {
	unsigned number;
	int key;
} numbers[] = {
	{1, PD_KEY_HOME},
	{2, PD_KEY_INSERT},
	{3, PD_KEY_DELETE},
	{4, PD_KEY_END},
	{5, PD_KEY_PAGE_UP},
	{6, PD_KEY_PAGE_DOWN},
	{7, PD_KEY_HOME},
	{8, PD_KEY_END},
	{11, PD_KEY_F1},
	{12, PD_KEY_F1 + 1},
	{13, PD_KEY_F1 + 2},
	{14, PD_KEY_F1 + 3},
	{15, PD_KEY_F1 + 4},
	{17, PD_KEY_F1 + 5},
	{18, PD_KEY_F1 + 6},
	{19, PD_KEY_F1 + 7},
	{20, PD_KEY_F1 + 8},
	{21, PD_KEY_F1 + 9},
	{23, PD_KEY_F1 + 10},
	{24, PD_KEY_F12},
	{200, PD_KEY_PASTE},
};

static int
find_final_key(unsigned char byte)
{
	for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
		if (finals[i].byte == byte)
			return finals[i].key;
	return PD_KEY_NONE;
}

static int
find_numbered_key(unsigned number)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].number == number)
			return numbers[i].key;
	return PD_KEY_NONE;
}

/* Control characters that have keys of their own. */
static int
decode_control(unsigned code)
{
	switch (code) {
	case 0:
		return PD_KEY_NONE;
	case '\b':
	case RUBOUT:
		return PD_KEY_BACKSPACE;
	case '\t':
		return PD_KEY_TAB;
	case '\n':
	case '\r':
		return PD_KEY_ENTER;
	case ESCAPE:
		return PD_KEY_ESCAPE;
	default:
		return (int)code;
	}
}

/* The keypad in application mode: SS3 p is 0, SS3 M is Enter. */
static int
decode_keypad_key(unsigned char byte)
{
	if (byte == 'M')
		return PD_KEY_ENTER;
	if (byte == 'I')
		return PD_KEY_TAB;
	if (byte == 'X')
		return '=';
	return byte >= 'j' && byte <= 'y' ? byte - 0x40 : find_final_key(byte);
}

static unsigned
read_parameter(const unsigned char **at, const unsigned char *end, unsigned otherwise)
{
	unsigned number = 0;
	const unsigned char *start = *at;
	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++)
		number = number < 100000 ? number * 10 + (**at - '0') : number;
	return *at == start ? otherwise : number;
}

/* kitty's form, CSI code ; modifiers u, which another program may have left switched
 * on. */
static int
decode_kitty_key(unsigned code, unsigned modifiers)
{
	bool shift = modifiers & 1, alt = modifiers & 2, control = modifiers & 4;
	if (alt || code > 0x10ffff || (code >= 0xe000 && code <= 0xf8ff))
		return PD_KEY_NONE;
	if (shift && code == '\t')
		return PD_KEY_BACKTAB;
	if (control)
		return code >= '@' && code < RUBOUT ? decode_control(code & 0x1f)
						    : PD_KEY_NONE;
	return code < 0x20 || code == RUBOUT ? decode_control(code) : (int)code;
}

/* sequence is complete: ESC [ parameters final. Shift, Alt and Control give keys no
 * meaning here, except for Shift-Tab; the lock keys are ignored. */
static int
decode_csi_key(const unsigned char *sequence, size_t size)
{
	const unsigned char *at = sequence + 2, *end = sequence + size - 1;
	unsigned number = read_parameter(&at, end, 1), modifiers = 0;
	if (at < end && *at == ';') {
		at++;
		modifiers = (read_parameter(&at, end, 1) - 1) & 7;
	}
	/* xterm's modifyOtherKeys, CSI 27 ; modifiers ; code ~, which is another form of
	 * kitty's. */
	if (*end == '~' && number == 27 && at < end && *at == ';') {
		at++;
		number = read_parameter(&at, end, 0);
		return at == end ? decode_kitty_key(number, modifiers) : PD_KEY_NONE;
	}
	if (at != end)
		return PD_KEY_NONE;
	if (*end == 'u')
		return decode_kitty_key(number, modifiers);
	if (modifiers != 0)
		return PD_KEY_NONE;
	return *end == '~' ? find_numbered_key(number) : find_final_key(*end);
}

/* rxvt's Shift with a key, CSI number $, which looks incomplete. */
static size_t
skip_shifted(const unsigned char *bytes, size_t size)
{
	size_t at = 2;
	while (at < size && bytes[at] >= '0' && bytes[at] <= '9' && at < LONGEST)
		at++;
	return at > 2 && at < size && bytes[at] == '$' ? at + 1 : 0;
}

static size_t
decode_sequence(const unsigned char *bytes, size_t size, int *key)
{
	size_t at = skip_shifted(bytes, size);
	if (at > 0)
		return at;
	at = 2;
	while (at < size && bytes[at] >= 0x20 && bytes[at] < 0x40 && at < LONGEST)
		at++;
	if (at == size)
		return 0;
	bool whole = bytes[at] >= 0x40 && bytes[at] < RUBOUT;
	if (!whole) /* cut off by a byte that cannot belong to it */
		return at;
	if (at == 2 && bytes[at] == '[') { /* the Linux console's F1: ESC [ [ A */
		if (size < 4)
			return 0;
		if (bytes[3] >= 'A' && bytes[3] <= 'E')
			*key = PD_KEY_F1 + bytes[3] - 'A';
		return 4;
	}
	if (at == 2 && bytes[at] == 'M') /* a mouse report: three more */
		return size < 6 ? 0 : 6;
	*key = decode_csi_key(bytes, at + 1);
	return at + 1;
}

static size_t
decode_keypad(const unsigned char *bytes, size_t size, int *key)
{
	size_t at = 2;
	while (at < size && at < LONGEST &&
		((bytes[at] >= '0' && bytes[at] <= '9') || bytes[at] == ';'))
		at++;
	if (at == size)
		return 0;
	if (at == 2)
		*key = decode_keypad_key(bytes[at]);
	return bytes[at] < 0x20 ? at : at + 1;
}

/* DCS, SOS, OSC, PM and APC: a string up to ST or BEL. */
static size_t
skip_string(const unsigned char *bytes, size_t size)
{
	for (size_t at = 2; at < size; at++) {
		if (bytes[at] == BELL || at == LONGEST_STRING)
			return at + 1;
		if (bytes[at] == '\\' && bytes[at - 1] == ESCAPE && at > 2)
			return at + 1;
	}
	return 0;
}

static size_t
decode_locale_character(
	const unsigned char *bytes, size_t size, enum pd_more more, int32_t *character)
{
	wchar_t wide = 0;
	mbstate_t state = {0};
	size_t used = mbrtowc(&wide, (const char *)bytes, size, &state);
	if (used == (size_t)-2 && more == PD_MORE_MAY_COME)
		return 0;
	bool valid = used <= size;
	*character = valid ? (int32_t)wide : -1;
	return valid && used > 0 ? used : 1;
}

static bool
is_partial_utf8(const unsigned char *bytes, size_t size)
{
	size_t promised = bytes[0] >= 0xf0   ? 4
			  : bytes[0] >= 0xe0 ? 3
			  : bytes[0] >= 0xc2 ? 2
					     : 1;
	for (size_t i = 1; i < size; i++)
		if ((bytes[i] & 0xc0) != 0x80)
			return false;
	return size < promised;
}

static size_t
decode_key_character(const struct pd_key_map *map, const unsigned char *bytes,
	size_t size, enum pd_more more, int *key)
{
	int32_t character = -1;
	size_t used = 0;
	if (!map->utf8)
		used = decode_locale_character(bytes, size, more, &character);
	else if (more == PD_NO_MORE_COMES || !is_partial_utf8(bytes, size))
		used = pd_text_next((const char *)bytes, size, &character);
	bool control = character >= 0x80 && character < 0xa0;
	if (used > 0 && character >= 0 && !control)
		*key = character < 0x20 || character == RUBOUT
			       ? decode_control((unsigned)character)
			       : character;
	return used;
}

/* Esc with something behind it. Alt means nothing here, and no terminal tells it from Esc
 * and a key right after: so both keys count, as over a slow line, where they come in one
 * piece. */
static size_t
decode_escape(const unsigned char *bytes, size_t size, int *key)
{
	switch (bytes[1]) {
	case '[':
		return decode_sequence(bytes, size, key);
	case 'O':
		return decode_keypad(bytes, size, key);
	case 'P':
	case 'X':
	case ']':
	case '^':
	case '_':
		return skip_string(bytes, size);
	default:
		*key = PD_KEY_ESCAPE;
		return 1;
	}
}

/* The longest sequence of terminfo that the input begins with. *begun: one of them may
 * still be arriving. */
static size_t
decode_known(const struct pd_key_map *map, struct pd_bytes input, bool *begun, int *key)
{
	size_t longest = 0;
	for (size_t i = 0; i < map->count; i++) {
		size_t size = strlen(map->items[i].bytes);
		size_t common = size < input.size ? size : input.size;
		if (memcmp(map->items[i].bytes, input.data, common) != 0)
			continue;
		if (common < size)
			*begun = true;
		else if (size > longest) {
			longest = size;
			*key = map->items[i].key;
		}
	}
	return longest;
}

size_t
pd_keys_decode(const struct pd_key_map *map, struct pd_bytes input, enum pd_more more,
	int *key)
{
	*key = PD_KEY_NONE;
	if (input.size == 0)
		return 0;
	if (input.data[0] != ESCAPE)
		return decode_key_character(map, input.data, input.size, more, key);
	bool begun = false;
	size_t used = decode_known(map, input, &begun, key);
	if (used > 0 || (begun && more == PD_MORE_MAY_COME))
		return used;
	if (input.size > 1)
		used = decode_escape(input.data, input.size, key);
	if (used > 0 || more == PD_MORE_MAY_COME)
		return used;
	/* Esc alone, or with a key that could have begun a sequence; or a sequence that was
	 * never finished. */
	bool pressed = input.size <= 2;
	*key = pressed ? PD_KEY_ESCAPE : PD_KEY_NONE;
	return pressed ? 1 : input.size;
}

static bool
is_text_byte(unsigned char byte)
{
	return (byte >= 0x20 && byte != RUBOUT) || byte == '\t' || byte == '\n' ||
	       byte == '\r';
}

size_t
pd_keys_count_text(struct pd_bytes input)
{
	size_t size = 0;
	while (size < input.size && is_text_byte(input.data[size]))
		size++;
	return size;
}

bool
pd_keys_are_one_held(struct pd_bytes burst)
{
	int32_t character;
	size_t step = pd_text_next((const char *)burst.data, burst.size, &character);
	return step > 0 &&
	       memcmp(burst.data, burst.data + step, burst.size - step) == 0;
}

bool
pd_keys_are_pasted(struct pd_bytes burst)
{
	struct pd_bytes text = {burst.data, pd_keys_count_text(burst)};
	return text.size >= PD_KEYS_BURST && !pd_keys_are_one_held(text);
}
