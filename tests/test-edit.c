/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/edit.h"

#include <locale.h>

#include "base/text.h"
#include "tap.h"

/* What the editor drew last. */
static struct {
	int row, column, width;
	char text[4096];
} drawn;

void
pd_term_put(int row, int column, int width, unsigned style, const char *text)
{
	(void)style;
	drawn.row = row;
	drawn.column = column;
	drawn.width = width;
	(void)snprintf(drawn.text, sizeof drawn.text, "%s", text);
}

static const struct {
	char letter;
	int key;
} special[] = {
	{'<', PD_KEY_LEFT},
	{'>', PD_KEY_RIGHT},
	{'H', PD_KEY_HOME},
	{'E', PD_KEY_END},
	{'X', PD_KEY_DELETE},
	{'B', PD_KEY_BACKSPACE},
};

/* ^k is C-k, ~X one of the keys above, all else a character. */
static void
press(struct pd_edit *edit, const char *keys)
{
	for (size_t at = 0, size = strlen(keys); at < size;) {
		int32_t key = -1;
		if (keys[at] == '^') {
			key = keys[at + 1] & 0x1f;
			at += 2;
		} else if (keys[at] == '~') {
			for (size_t i = 0; i < sizeof special / sizeof *special; i++)
				if (special[i].letter == keys[at + 1])
					key = special[i].key;
			at += 2;
		} else
			at += pd_text_next(keys + at, size - at, &key);
		(void)pd_edit_key(edit, key);
	}
}

/* The text with | where the cursor is. */
static char *
state(const struct pd_edit *edit)
{
	const char *text = pd_secret_text(&edit->text);
	return pd_format("%.*s|%s", (int)edit->at, text, text + edit->at);
}

static void
test_keys(void)
{
	static const struct {
		const char *rule, *start, *keys, *end;
	} rows[] = {
		{"characters go in where the cursor is", "ac", "~<b", "ab|c"},
		{"C-a and Home go to the start", "abc", "^ax~Hy", "y|xabc"},
		{"C-e and End go to the end", "abc", "^a^ex^a~Ey", "abcxy|"},
		{"C-b and Left go back, and stop", "ab", "^b~<~<^b", "|ab"},
		{"C-f and Right go on, and stop", "ab", "^a^f~>~>^f", "ab|"},
		{"Backspace and C-h take the one before", "abcd", "~B^h", "ab|"},
		{"at the start they take nothing", "ab", "^a~B^h", "|ab"},
		{"Del and C-d take the one at the cursor", "abcd", "^a~X^d", "|cd"},
		{"at the end they take nothing", "ab", "~X^d", "ab|"},
		{"C-k takes the rest", "abcd", "^a~>^k", "a|"},
		{"C-u takes what is before", "abcd", "~<^u", "|d"},
		{"C-w takes a word and the blanks behind it", "ab cd  ", "^w", "ab |"},
		{"a word is all but blanks", "a CN=b,O=c", "^w", "a |"},
		{"C-y brings back what was taken", "ab cd", "^w^a^y", "cd|ab "},
		{"and again", "ab", "^u^y^y", "abab|"},
		{"one character taken does not count", "abc", "~<^k~B^y", "ac|"},
		{"C-_ takes back what was typed at once", "ab", "xy^_", "ab|"},
		{"and where the cursor moved between, by parts", "ab", "x~<y^_",
			"ab|x"},
		{"one change after the other", "ab cd", "^w^wx^_^_^_", "ab cd|"},
		{"and no more than there was", "ab", "x^_^_^_", "ab|"},
		{"a key that changed nothing is nothing to take back", "ab", "x^k^_",
			"ab|"},
		{"C-t swaps the characters around", "abc", "~<^t", "acb|"},
		{"C-t at the end swaps the last two", "abc", "^t", "acb|"},
		{"C-t at the start swaps nothing", "abc", "^a^t", "|abc"},
		{"a wide character is one", "漢字", "~<~B", "|字"},
		{"marks move with their base", "ae\u0301b", "~<~<x", "ax|e\u0301b"},
		{"and go with it", "ae\u0301b", "~<~B", "a|b"},
		{"forward too", "e\u0301b", "^a^d", "|b"},
		{"C-t moves them along", "e\u0301b", "^t", "be\u0301|"},
		{"an invisible character is one of its own", "a\u200bb", "~<~B", "a|b"},
		{"a byte that is no UTF-8 is one", "a\xff\xfe", "~B", "a\xff|"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_edit_free) struct pd_edit edit = {0};
		pd_edit_set(&edit, rows[i].start);
		press(&edit, rows[i].keys);
		PD_AUTO(pd_drop_text) char *end = state(&edit);
		tap_is(end, rows[i].end, "%s", rows[i].rule);
	}
}

static void
test_other_keys(void)
{
	static const int others[] = {PD_KEY_NONE, PD_KEY_UP, PD_KEY_DOWN, PD_KEY_ENTER,
		PD_KEY_TAB, PD_KEY_BACKTAB, PD_KEY_ESCAPE, PD_KEY_F1, PD_KEY_PASTE,
		PD_KEY_RESIZE, PD_KEY_LOST, 'c' & 0x1f, 'g' & 0x1f, 'l' & 0x1f,
		'o' & 0x1f, 0x9b};
	PD_AUTO(pd_edit_free) struct pd_edit edit = {0};
	pd_edit_set(&edit, "text");
	bool refused = true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		refused &= !pd_edit_key(&edit, others[i]);
	tap_ok(refused, "other keys are left to the form");
	tap_is(pd_secret_text(&edit.text), "text", "and change nothing");
}

static void
test_paste(void)
{
	static const struct {
		const char *rule, *start, *pasted, *end;
		bool whole;
	} rows[] = {
		{"a paste goes in at the cursor", "<>", "ab", "<ab|>", true},
		{"blanks and line breaks around it go", "<>", " \n\tab\r\n ", "<ab|>",
			true},
		{"a line break within becomes a blank", "<>", "a\nb\r\nc", "<a b c|>",
			true},
		{"a tab too", "<>", "a\tb", "<a b|>", true},
		{"control characters go", "<>",
			"a\x1b[1mb\x07\x7f\xc2\x9b"
			"c",
			"<a[1mbc|>", true},
		{"UTF-8 stays", "<>", "é漢", "<é漢|>", true},
		{"nothing but line breaks is nothing", "<>", "\n\n", "<|>", true},
		{"a part keeps the blank at its end", "<>", "my ", "<my |>", false},
		{"and that at its start", "<>", " name", "< name|>", false},
		{"but no line break around it", "<>", "\n\nname\n", "<name|>", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_edit_free) struct pd_edit edit = {0};
		pd_edit_set(&edit, rows[i].start);
		press(&edit, "~<");
		struct pd_bytes bytes = {
			(const unsigned char *)rows[i].pasted, strlen(rows[i].pasted)};
		bool taken =
			pd_edit_paste(&edit, (struct pd_pasted){bytes, rows[i].whole});
		PD_AUTO(pd_drop_text) char *end = state(&edit);
		tap_is(taken ? end : NULL, rows[i].end, "%s", rows[i].rule);
	}
}

static void
test_limit(void)
{
	PD_AUTO(pd_edit_free) struct pd_edit edit = {.limit = 4};
	press(&edit, "abcdef");
	tap_is(pd_secret_text(&edit.text), "abcd", "no more is typed than the limit");
	press(&edit, "~B");
	struct pd_bytes two = {(const unsigned char *)"xy", 2};
	tap_ok(!pd_edit_paste(&edit, (struct pd_pasted){two, true}),
		"a paste that is too long is refused");
	tap_is(pd_secret_text(&edit.text), "abc", "as a whole");
	press(&edit, "é");
	tap_is(pd_secret_text(&edit.text), "abc", "no part of a character goes in");
	char *long_text = pd_alloc(5001, 1);
	memset(long_text, 'x', 5000);
	PD_AUTO(pd_edit_free) struct pd_edit usual = {0};
	struct pd_bytes most = {(const unsigned char *)long_text, 4096};
	tap_ok(pd_edit_paste(&usual, (struct pd_pasted){most, true}),
		"4,096 bytes fit if nothing else is said");
	press(&usual, "y");
	tap_number(usual.text.size, 4096, "and no more");
	free(long_text);
}

static void
test_draw(void)
{
	static const struct {
		const char *rule, *start, *keys;
		bool masked;
		int width;
		const char *shown;
		int cursor;
	} rows[] = {
		{"a short text is shown whole", "abc", "", false, 10, "abc", 3},
		{"the cursor's cell counts", "abcdefghi", "", false, 10, "abcdefghi",
			9},
		{"> says that there is more", "abcdefghijkl", "^a", false, 10,
			"abcdefghi>", 0},
		{"< says that there is more", "abcdefghijkl", "", false, 10, "<ghijkl",
			7},
		{"both do", "abcdefghijklmnopqrstuvwxyz", "^a^d~E~<~<~<~<~<~<~<~<",
			false, 10, "<mnopqrst>", 7},
		{"wide characters are two cells", "漢字漢字", "", false, 10, "漢字漢字",
			8},
		{"they are not cut in two", "漢字漢字漢字", "^a", false, 10,
			"漢字漢字 >", 0},
		{"marks take none", "e\u0301e\u0301", "", false, 10, "e\u0301e\u0301",
			2},
		{"bidi controls are shown", "a\u202eb", "~<", false, 10, "a\\u202eb",
			7},
		{"and bytes that are no UTF-8", "a\xff", "", false, 10, "a\\xff", 5},
		{"a passphrase is as many *", "pass 漢e\u0301", "~<", true, 10,
			"*******", 6},
		{"one cell is enough to live", "abc", "~<", false, 1, "c", 0},
		{"two are", "abc", "", false, 2, "c", 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_edit_free) struct pd_edit edit = {.masked = rows[i].masked};
		pd_edit_set(&edit, rows[i].start);
		press(&edit, rows[i].keys);
		int cursor = pd_edit_draw(&edit, 3, 20, rows[i].width, 0);
		tap_is(drawn.text, rows[i].shown, "%s", rows[i].rule);
		tap_number(cursor - 20, rows[i].cursor, "cursor: %s", rows[i].rule);
	}
}

/* Whatever is typed, the cursor stands on the character it is at. */
static void
test_scrolling(void)
{
	static const char keys[] = "abc漢déf ghi jkl~<~<~<~<~<~<~<~<~<~<~<~<x~<~<~<"
				   "^e^b^b^w^a~>~>~>~>~>~>~>~>~>~>^kzzzzzzzzzzzzzzz^u";
	for (int width = 2; width <= 26; width += 4) {
		PD_AUTO(pd_edit_free) struct pd_edit edit = {0};
		bool inside = true;
		for (size_t at = 0, step; at < strlen(keys); at += step) {
			int32_t character;
			step = keys[at] == '^' || keys[at] == '~'
				       ? 2
				       : pd_text_next(keys + at, 4, &character);
			PD_AUTO(pd_drop_text)
			char *key = pd_copy_bytes(keys + at, step);
			press(&edit, key);
			int cursor = pd_edit_draw(&edit, 0, 0, width, 0);
			size_t before = pd_text_fit(drawn.text, cursor);
			const char *rest = pd_secret_text(&edit.text) + edit.at;
			size_t size = pd_text_next(rest, strlen(rest), &character);
			inside &= cursor >= 0 && cursor < width &&
				  pd_text_cells(drawn.text) <= width &&
				  strncmp(drawn.text + before, rest, size) == 0;
		}
		tap_ok(inside, "the cursor is on its character, width %d", width);
	}
}

int
main(void)
{
	(void)setlocale(LC_ALL, "C.UTF-8");
	test_keys();
	test_other_keys();
	test_paste();
	test_limit();
	test_draw();
	test_scrolling();
	return tap_done();
}
