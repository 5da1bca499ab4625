/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/terminal.h"

#include <locale.h>
#include <unistd.h>

#include "base/text.h"
#include "tap.h"
#include "ui/terminal/term_keys.h"
#include "ui/terminal/term_type.h"

/* What the door to the terminal decides without one; the rest is in screens/term-*. */

static struct pd_bytes
bytes_of(const char *text)
{
	return (struct pd_bytes){(const unsigned char *)text, strlen(text)};
}

static void
test_sequences(void)
{
	enum { MORE = -2 };
	static const struct {
		const char *rule, *bytes;
		bool last;
		int key; /* MORE: it is not whole yet */
		size_t size;
	} rows[] = {
		{"a lone Esc waits", "\033", false, MORE, 0},
		{"and is Esc when nothing comes", "\033", true, PD_KEY_ESCAPE, 1},
		{"a sequence waits for its end", "\033[1;5", false, MORE, 0},
		{"and has no meaning without it", "\033[1;5", true, PD_KEY_NONE, 5},
		{"Shift, Alt or Ctrl with an arrow has none", "\033[1;5A", false,
			PD_KEY_NONE, 6},
		{"the lock keys do not count", "\033[1;129B", false, PD_KEY_DOWN, 8},
		{"Shift-F1 is not F1", "\033[1;2P", false, PD_KEY_NONE, 6},
		{"rxvt's Shift-PgUp takes no key with it", "\033[5$j", false,
			PD_KEY_NONE, 4},
		{"an answer with $ within ends behind it", "\033[?2026;2$yj", false,
			PD_KEY_NONE, 11},
		{"a number too large is no key", "\033[99999999999999~", false,
			PD_KEY_NONE, 17},
		{"Enter ends what cannot be a sequence", "\033[12\r", false,
			PD_KEY_NONE, 4},
		{"Esc with Enter behind it is Esc first", "\033\r", false,
			PD_KEY_ESCAPE, 1},
		{"with a letter too", "\033/", false, PD_KEY_ESCAPE, 1},
		{"with [ when nothing comes", "\033[", true, PD_KEY_ESCAPE, 1},
		{"with O when nothing comes", "\033O", true, PD_KEY_ESCAPE, 1},
		{"with P when nothing comes", "\033P", true, PD_KEY_ESCAPE, 1},
		{"with Esc", "\033\033", false, PD_KEY_ESCAPE, 1},
		{"with an arrow", "\033\033[A", false, PD_KEY_ESCAPE, 1},
		{"the Linux console's F1 waits", "\033[[", false, MORE, 0},
		{"its F6 does not exist", "\033[[F", false, PD_KEY_NONE, 4},
		{"a late answer is swallowed", "\033]11;rgb:ff/ff\033\\x", false,
			PD_KEY_NONE, 16},
		{"another to its bell", "\033P1$r\a", false, PD_KEY_NONE, 6},
		{"a mouse that somebody left on", "\033[M !q", false, PD_KEY_NONE, 6},
		{"kitty's C-c", "\033[99;5u", false, 3, 7},
		{"xterm's C-c with modifyOtherKeys", "\033[27;5;99~", false, 3, 10},
		{"and its Enter", "\033[27;2;13~", false, PD_KEY_ENTER, 10},
		{"and Alt-q", "\033[27;3;113~", false, PD_KEY_NONE, 11},
		{"but not without its code", "\033[27;5~", false, PD_KEY_NONE, 7},
		{"kitty's Alt-q", "\033[113;3u", false, PD_KEY_NONE, 8},
		{"a paste begins", "\033[200~q", false, PD_KEY_PASTE, 6},
		{"its end alone is nothing", "\033[201~", false, PD_KEY_NONE, 6},
		{"UTF-8 waits for its bytes", "\xe6\xbc", false, MORE, 0},
		{"half of it is nothing", "\xe6\xbc", true, PD_KEY_NONE, 1},
		{"an overlong form is nothing", "\xc0\xaf", false, PD_KEY_NONE, 1},
		{"nor is a C1 control", "\xc2\x9b", false, PD_KEY_NONE, 2},
		{"a wide character", "漢x", false, 0x6f22, 3},
		{"C-j is Enter, as C-m is", "\n", false, PD_KEY_ENTER, 1},
		{"C-h is Backspace", "\b", false, PD_KEY_BACKSPACE, 1},
		{"C-g is itself", "\a", false, 7, 1},
	};
	static const struct pd_key_map map = {.utf8 = true};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int key;
		size_t size = pd_keys_decode(&map, bytes_of(rows[i].bytes),
			rows[i].last ? PD_NO_MORE_COMES : PD_MORE_MAY_COME, &key);
		tap_number(size > 0 ? key : MORE, rows[i].key, "%s", rows[i].rule);
		tap_number(size, rows[i].size, "its size: %s", rows[i].rule);
	}
}

static void
test_terminfo(void)
{
	struct pd_key_map map = {.utf8 = true};
	pd_key_map_add(&map, pd_copy("\033A"), PD_KEY_UP);
	pd_key_map_add(&map, pd_copy("\033[P"), PD_KEY_DELETE);
	pd_key_map_add(&map, pd_copy("\n"), PD_KEY_DOWN);
	pd_key_map_add(&map, pd_copy(""), PD_KEY_LEFT);
	pd_key_map_add(&map, NULL, PD_KEY_RIGHT);
	static const struct {
		const char *rule, *bytes;
		int key;
	} rows[] = {
		{"a sequence that only terminfo knows", "\033A", PD_KEY_UP},
		{"terminfo comes before custom", "\033[P", PD_KEY_DELETE},
		{"but Enter stays Enter", "\n", PD_KEY_ENTER},
		{"and others keep what they are", "\033[B", PD_KEY_DOWN},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int key;
		(void)pd_keys_decode(
			&map, bytes_of(rows[i].bytes), PD_MORE_MAY_COME, &key);
		tap_number(key, rows[i].key, "%s", rows[i].rule);
	}
	pd_key_map_free(&map);
}

/* Any bytes at all: something is read each time, and never more than there is. */
static void
test_noise(void)
{
	static const struct pd_key_map map = {.utf8 = true};
	static const char alphabet[] =
		"\033\033\033[[O]P;?0159~uMAz\a\\\r\xc3\xa9\xff ";
	unsigned state = 7;
	bool good = true;
	for (int round = 0; round < 20000; round++) {
		size_t size = 1 + (size_t)round % 24;
		PD_AUTO(pd_drop_text) char *noise = pd_alloc(size, 1);
		for (size_t i = 0; i < size; i++) {
			state = state * 1103515245 + 12345;
			noise[i] = alphabet[(state >> 16) % (sizeof alphabet - 1)];
		}
		struct pd_bytes left = {(unsigned char *)noise, size};
		while (left.size > 0 && good) {
			int key;
			size_t used =
				pd_keys_decode(&map, left, PD_NO_MORE_COMES, &key);
			good = used > 0 && used <= left.size;
			left.data += used;
			left.size -= used;
		}
	}
	tap_ok(good, "any bytes are read to their end");
}

static void
test_bursts(void)
{
	static const struct {
		const char *rule, *bytes;
		bool pasted;
	} rows[] = {
		{"eight different characters are a paste", "abcdefgh", true},
		{"seven are not", "abcdefg", false},
		{"text with line breaks is one", "CN=a\rO=b\r", true},
		{"a key held is none", "jjjjjjjjjjjjjjj", false},
		{"nor Enter held", "\r\r\r\r\r\r\r\r\r\r", false},
		{"nor one of two bytes", "éééééé", false},
		{"a ruler before text is one", "----------\rtext", true},
		{"keys that are no text begin none", "\033[A\033[B\033[A", false},
		{"what comes behind such a key does not count", "abc\033[Babcdefgh",
			false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		tap_number(pd_keys_are_pasted(bytes_of(rows[i].bytes)), rows[i].pasted,
			"%s", rows[i].rule);
}

static void
test_text(void)
{
	static const struct {
		const char *rule, *locale, *text, *shown;
	} rows[] = {
		{"UTF-8 is shown as it is", "C.UTF-8", "é漢", "é漢"},
		{"but for what a terminal obeys", "C.UTF-8", "\033[m\u202e",
			"\\x1b[m\\u202e"},
		{"a mark at the start has a blank to sit on", "C.UTF-8", "\u0301a",
			" \u0301a"},
		{"nothing by likeness", "C", "“a” ä漢\U0001f512",
			"\\u201ca\\u201d \\u00e4\\u6f22\\U0001f512"},
		{"names that look alike differ", "C.UTF-8", "\u0430dmin", "\u0430dmin"},
		{"also where the charset lacks one", "C", "\u0430dmin", "\\u0430dmin"},
		{"what the charset has is shown", "de_DE.ISO-8859-1",
			"M\u00fcller \u0430", "M\u00fcller \\u0430"},
		{"? stays ?", "C", "a?", "a?"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (setlocale(LC_ALL, rows[i].locale) == NULL) {
			tap_skip("no locale that is %s", rows[i].locale);
			continue;
		}
		PD_AUTO(pd_drop_text) char *shown = pd_term_text(rows[i].text);
		PD_AUTO(pd_drop_text) char *again = pd_term_text(shown);
		tap_is(shown, rows[i].shown, "%s", rows[i].rule);
		tap_is(again, shown, "shown twice: %s", rows[i].rule);
	}
	(void)setlocale(LC_ALL, "C.UTF-8");
}

static void
test_cells(void)
{
	static const struct {
		const char *rule, *locale, *text;
		int cells;
	} rows[] = {
		{"ASCII", "C", "a b", 3},
		{"wide characters", "C.UTF-8", "\u00e9\u6f22", 3},
		{"two escapes", "C", "\u00df\u20ac", 12},
		{"an escape", "C", "\u00e4\u6f22", 12},
		{"what a terminal obeys", "C", "\u202e\u00e4", 12},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		(void)setlocale(LC_ALL, rows[i].locale);
		tap_number(pd_term_cells(rows[i].text), rows[i].cells, "cells of %s",
			rows[i].rule);
	}
	tap_number(pd_term_cells_of(0xe4), 6, "cells of one character");
	(void)setlocale(LC_ALL, "C.UTF-8");
}

static void
test_types(void)
{
	static const struct {
		const char *type, *relative;
	} rows[] = {
		{"xterm-kitty", "xterm-256color"},
		{"foot-extra", "xterm-256color"},
		{"alacritty", "xterm-256color"},
		{"xterm-ghostty", "xterm-256color"},
		{"screen.foot", "screen"},
		{"tmux-direct", "tmux"},
		{"linux-16color", "linux"},
		{"wyse60", "vt100"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		tap_is(pd_term_similar_type(rows[i].type), rows[i].relative,
			"%s is drawn for %s", rows[i].type, rows[i].relative);
	char plain[8] = "a";
	pd_term_append_plain(plain, sizeof plain, "b$<20/>c$d");
	tap_is(plain, "abc$d", "a capability without its padding");
	pd_term_append_plain(plain, sizeof plain, "123456");
	tap_is(plain, "abc$d12", "no more than there is room");
}

int
main(void)
{
	const char *catalogues = getenv("CATALOGUES");
	if (catalogues != NULL)
		(void)setenv("LOCPATH", catalogues, 1);
	(void)setlocale(LC_ALL, "C.UTF-8");
	test_sequences();
	test_terminfo();
	test_noise();
	test_bursts();
	test_text();
	test_cells();
	test_types();
	return tap_done();
}
