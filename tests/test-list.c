/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/list.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/time.h"
#include "tap.h"
#include "ui/ask/pem_paste.h"
#include "ui/screen/frame.h"
#include "ui/screen/list_draw.h"

/* The parts of the screen that can be judged without one: the order of a list, where
 * lines break, what a paste is called. */

/* ---- a terminal that remembers one line ---------------------------------------- */

static struct {
	char line[8][256];
	int row, column;
} terminal;

void
pd_term_put(int row, int column, int width, unsigned style, const char *text)
{
	(void)style;
	char *line = terminal.line[row];
	size_t size = pd_text_fit(text, width);
	for (int i = 0; i < width; i++)
		line[column + i] = (size_t)i < size ? text[i] : ' ';
}

void
pd_term_blank(int row, int rows)
{
	for (int i = row; i < row + rows; i++)
		memset(terminal.line[i], ' ', sizeof terminal.line[i] - 1);
}

void
pd_term_cursor(int row, int column)
{
	terminal.row = row;
	terminal.column = column;
}

bool
pd_term_is_slow(void)
{
	return false;
}

/* A row of the terminal without the blanks at its end. */
static const char *
shown(int row)
{
	char *line = terminal.line[row];
	size_t size = strlen(line);
	while (size > 0 && line[size - 1] == ' ')
		line[--size] = '\0';
	return line;
}

/* ---- lists --------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"name", N_("Name"), 8, 0, false},
	{"kind", N_("Kind"), 4, 8, false},
	{"status", N_("Status"), 6, 12, true},
	{"number", N_("No."), 3, 5, false},
	{0},
};

static void
add(struct pd_rows *rows, const char *id, const char *name, const char *status,
	const char *number)
{
	struct pd_row *row = pd_rows_add(rows, PD_ON_CA, id, ' ');
	pd_row_set(row, 0, name, id);
	pd_row_set(row, 1, "CA", NULL);
	pd_row_set(row, 2, status, NULL);
	pd_row_set(row, 3, number, NULL);
}

static void
fill(struct pd_rows *rows)
{
	rows->columns = columns;
	add(rows, "a", "Beta", "valid 9 d", "9");
	add(rows, "b", "alpha", "valid 10 d", "10");
	add(rows, "c", "ÄRGER", "EXPIRED", "009");
	add(rows, "d", "Gamma", "valid 100 d", "1");
}

/* The ids of the rows shown, in their order. */
static char *
order_of(const struct pd_list *list)
{
	char *ids = pd_alloc(list->shown + 1, 1);
	for (size_t i = 0; i < list->shown; i++)
		ids[i] = list->rows->items[list->order[i]].id[0];
	return ids;
}

static void
press(struct pd_list *list, const struct pd_binding *table, int key)
{
	const struct pd_binding *binding = pd_binding_find(table, key);
	tap_ok(binding != NULL && binding->run(list, key), "key %d means something",
		key);
}

static void
check_order(struct pd_list *list, size_t sorts, bool reverse, const char *want,
	const char *rule)
{
	PD_AUTO(pd_drop_text) char *sentence = NULL;
	for (size_t i = 0; i < sorts; i++) {
		free(sentence);
		sentence = pd_list_sort(list);
	}
	if (reverse) {
		free(sentence);
		sentence = pd_list_reverse(list);
	}
	PD_AUTO(pd_drop_text) char *order = order_of(list);
	tap_is(order, want, "%s", rule);
}

static void
test_sorting(void)
{
	PD_AUTO(pd_rows_free) struct pd_rows rows = {0};
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	fill(&rows);
	pd_list_set(&list, &rows, &(struct pd_list_marks){.selected = (char *)"d"});
	tap_is(pd_list_selected(&list)->id, "d", "the row of that id is selected");
	check_order(&list, 0, false, "abcd", "rows come as they are");
	check_order(&list, 1, false, "badc", "names sort without regard to case");
	tap_is(pd_list_selected(&list)->id, "d", "the selected row stays selected");
	check_order(&list, 2, false, "cabd", "numbers within text sort as numbers");
	check_order(&list, 1, false, "dacb", "and leading zeros do not count");
	check_order(&list, 0, true, "bcad", "turned round, every row is");
	check_order(&list, 1, false, "abcd", "after the last column: as they come");
}

static void
type(struct pd_list *list, const char *text)
{
	size_t size = strlen(text);
	for (size_t at = 0; at < size;) {
		int32_t character;
		at += pd_text_next(text + at, size - at, &character);
		(void)pd_list_type(list, character);
	}
}

static void
test_filter(void)
{
	static const struct {
		const char *text, *want, *rule;
	} cases[] = {
		{"ALP", "b", "the case of what is typed does not matter"},
		{"ärg", "c", "nor in other letters than English ones"},
		{"expired", "c", "every cell counts"},
		{"k", "", "letters that move elsewhere are text"},
		{" 10", "bd", "a blank is text"},
	};
	PD_AUTO(pd_rows_free) struct pd_rows rows = {0};
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	fill(&rows);
	pd_list_set(&list, &rows, NULL);
	tap_ok(!pd_list_type(&list, 'x'), "without a filter letters are keys");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		pd_list_filter(&list);
		type(&list, cases[i].text);
		PD_AUTO(pd_drop_text) char *order = order_of(&list);
		tap_is(order, cases[i].want, "%s", cases[i].rule);
		tap_ok(pd_list_clear_filter(&list) && list.shown == 4,
			"all are there again");
	}
	tap_ok(!pd_list_clear_filter(&list), "a filter is cleared once");
}

static void
test_moving_and_tags(void)
{
	PD_AUTO(pd_rows_free) struct pd_rows rows = {0};
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	fill(&rows);
	pd_list_set(&list, &rows, NULL);
	press(&list, pd_list_moving, PD_KEY_UP);
	tap_number(list.at, 0, "the first row has none above");
	press(&list, pd_list_keys, ' ');
	tap_ok(list.tag_count == 1 && list.tagged[0] && list.at == 1,
		"a tag goes to the row, and the selection to the next");
	press(&list, pd_list_keys, '*');
	tap_ok(list.tag_count == 3 && !list.tagged[0], "tags are turned round");
	press(&list, pd_list_moving, PD_KEY_END);
	press(&list, pd_list_moving, 'j');
	tap_number(list.at, 3, "the last row has none below");
	pd_list_set(&list, &rows,
		&(struct pd_list_marks){.selected = (char *)"no such id"});
	tap_number(list.at, 3, "a row that is gone leaves its place selected");
	tap_number(list.tag_count, 0, "new rows have no tags");
}

/* The rows of fill() in another order, with two before them, and without b. */
static void
test_other_rows(void)
{
	PD_AUTO(pd_rows_free) struct pd_rows rows = {0}, others = {.columns = columns};
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	fill(&rows);
	pd_list_set(&list, &rows, NULL);
	list.at = 1;
	press(&list, pd_list_keys, ' '); /* b */
	press(&list, pd_list_keys, ' '); /* c */
	list.top = 2;
	PD_AUTO(pd_list_marks_free) struct pd_list_marks marks = pd_list_marks(&list);
	for (const char *id = "xydca"; *id != '\0'; id++)
		add(&others, (const char[]){*id, '\0'}, "name", "valid", "1");
	pd_list_set(&list, &others, &marks);
	tap_is(pd_list_selected(&list)->id, "d", "the selected row is found again");
	tap_number(list.at - list.top, 1, "on the same line of the screen");
	tap_ok(list.tag_count == 1 && list.tagged[3],
		"and tags stay on their rows, if those are there");
	press(&list, pd_list_moving, PD_KEY_HOME);
	list.top = 0;
	pd_list_set(&list, &rows, &marks);
	tap_number(list.at, 3, "back again");
	tap_ok(list.tag_count == 2 && list.tagged[1] && list.tagged[2],
		"with all tags");
}

static void
test_drawing(void)
{
	PD_AUTO(pd_rows_free) struct pd_rows rows = {0};
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	fill(&rows);
	pd_list_set(&list, &rows, &(struct pd_list_marks){.selected = (char *)"b"});
	pd_term_blank(0, 8);
	pd_list_draw(&list, &(struct pd_frame){.columns = 80}, 0, 2);
	tap_is(shown(1), "> alpha     CA      valid 10 d   10",
		"all columns where there is room");
	tap_ok(terminal.row == 1 && terminal.column == 0,
		"the cursor stands on the marker of the selected row");
	pd_term_blank(0, 8);
	pd_list_draw(&list, &(struct pd_frame){.columns = 40}, 0, 1);
	tap_is(shown(0), "> alpha     valid 10 d",
		"name and status on a narrow screen; the view follows the selected "
		"row");
}

static void
test_many(void)
{
	enum { MANY = 10000 };
	PD_AUTO(pd_rows_free) struct pd_rows rows = {.columns = columns};
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	for (int i = 0; i < MANY; i++) {
		PD_AUTO(pd_drop_text) char *name = pd_format("host%d", MANY - i);
		add(&rows, "x", name, "valid", "1");
	}
	pd_list_set(&list, &rows, NULL);
	free(pd_list_sort(&list));
	tap_is(rows.items[list.order[0]].cells[0], "host1", "ten thousand are sorted");
	pd_list_filter(&list);
	type(&list, "t9999");
	tap_number(list.shown, 1, "and filtered");
}

/* ---- lines --------------------------------------------------------------------- */

static void
test_wrapping(void)
{
	static const struct {
		const char *text;
		int cells;
		const char *first, *rest, *rule;
	} cases[] = {
		{"short", 10, "short", "", "what fits is one line"},
		{"one two three", 9, "one two ", "three", "a line breaks at a blank"},
		{"one two", 3, "one", "two", "the blank at the end goes"},
		{"abcdefghij", 4, "abcd", "efghij", "a long word is cut"},
		{"AA:BB:CC:DD", 10, "AA:BB:CC:", "DD", "a colon is a place to break"},
		{"a\nb", 10, "a", "b", "a line feed ends the line"},
		{"漢字漢字", 5, "漢字", "漢字", "a wide character is never split"},
		{"漢字", 1, "漢", "字", "not even where it has no room"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t next, size = strlen(cases[i].text);
		size_t part = pd_frame_wrap(cases[i].text, size, cases[i].cells, &next);
		PD_AUTO(pd_drop_text)
		char *first = pd_copy_bytes(cases[i].text, part);
		tap_is(first, cases[i].first, "%s", cases[i].rule);
		tap_is(cases[i].text + next, cases[i].rest, "and the rest follows");
	}
}

static void
test_frames(void)
{
	for (int rows = PD_LEAST_ROWS; rows < 60; rows++)
		for (int message = 1; message < 5; message++) {
			struct pd_frame frame =
				pd_frame_make((struct pd_size){rows, 80}, message);
			bool apart =
				frame.body > frame.title && frame.rows > 0 &&
				frame.body + frame.rows <= frame.message &&
				(frame.summary < 0 ||
					(frame.summary >= frame.body + frame.rows &&
						frame.summary < frame.message)) &&
				frame.message + frame.message_rows == frame.keys &&
				frame.keys == rows - 1;
			if (!apart)
				tap_ok(false, "%d rows, message of %d", rows, message);
		}
	tap_ok(true, "the lines of a frame never overlap");
}

/* ---- pastes -------------------------------------------------------------------- */

#define BLOCK(label) "-----BEGIN " label "-----\nMIIB\n-----END " label "-----\n"

static void
test_pastes(void)
{
	static const struct {
		const char *text, *want, *rule;
	} cases[] = {
		{BLOCK("CERTIFICATE"), "Found: 1 certificate", "a certificate"},
		{BLOCK("PRIVATE KEY") BLOCK("CERTIFICATE") BLOCK("CERTIFICATE"),
			"Found: 2 certificates, 1 private key", "a key and a chain"},
		{"-----BEGIN CERTIFICATE-----\nMIIB\n",
			"Found: 1 certificate; the last has no END line yet",
			"a block that goes on"},
		{"hello\n",
			"No PEM block found: no line begins with "
			"-----BEGIN",
			"other text"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		PD_AUTO(pd_paste_free) struct pd_paste paste = {0};
		struct pd_bytes text = {
			(const unsigned char *)cases[i].text, strlen(cases[i].text)};
		tap_ok(pd_paste_add(&paste, text), "%s is taken", cases[i].rule);
		tap_is(paste.words, cases[i].want, "%s is called so", cases[i].rule);
	}
}

/* Pastes come with empty lines around them. */
static void
test_paste_lines(void)
{
	static const struct {
		const char *text, *first, *last, *rule;
		int rows;
	} cases[] = {
		{BLOCK("CERTIFICATE"), "-----BEGIN CERTIFICATE-----",
			"-----END CERTIFICATE-----", "a text", 3},
		{"\n\n" BLOCK("CERTIFICATE") "\n \n", "-----BEGIN CERTIFICATE-----",
			"-----END CERTIFICATE-----", "empty lines around it", 3},
		{"-----BEGIN CERTIFICATE-----\n\n", "-----BEGIN CERTIFICATE-----",
			"-----BEGIN CERTIFICATE-----", "one line", 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		PD_AUTO(pd_paste_free) struct pd_paste paste = {0};
		struct pd_bytes text = {
			(const unsigned char *)cases[i].text, strlen(cases[i].text)};
		(void)pd_paste_add(&paste, text);
		pd_term_blank(0, 8);
		(void)pd_paste_draw(&paste, 0, 0, 60);
		tap_number(pd_paste_rows(&paste), cases[i].rows, "%s: its rows",
			cases[i].rule);
		tap_is(shown(0), cases[i].first, "%s: the first line is shown",
			cases[i].rule);
		tap_is(shown(cases[i].rows - 1), cases[i].last, "%s: and the last",
			cases[i].rule);
	}
}

static void
test_paste_keys(void)
{
	PD_AUTO(pd_paste_free) struct pd_paste paste = {0};
	static const unsigned char lines[] = "-----BEGIN PRIVATE KEY-----\rMIIBsecret";
	tap_ok(pd_paste_add(&paste, (struct pd_bytes){lines, sizeof lines - 1}),
		"lines may end in CR");
	tap_number(pd_paste_lines(pd_secret_bytes(&paste.text)), 2, "it is two lines");
	pd_term_blank(0, 8);
	(void)pd_paste_draw(&paste, 0, 0, 60);
	tap_is(shown(1), "(10 characters)", "what a key is made of is not shown");
	tap_ok(pd_paste_key(&paste, PD_KEY_ENTER), "Enter breaks a line in a block");
	tap_ok(!pd_paste_key(&paste, PD_KEY_ENTER), "but makes no empty one");
	pd_term_blank(0, 8);
	(void)pd_paste_draw(&paste, 0, 0, 60);
	tap_is(shown(1), "(10 characters)",
		"the line that is shown is none that is empty");
	tap_ok(pd_paste_key(&paste, PD_CTRL('u')) && paste.text.size == 0,
		"C-u forgets it");
	tap_ok(!pd_paste_key(&paste, PD_KEY_UP), "arrows are not for it");
}

/* What a row stands for: numbers in any notation, and the days until its end. */
static void
test_filter_by_meaning(void)
{
	static const struct {
		const char *text;
		bool fits;
	} cases[] = {
		{"73ab01ea", true},
		{"73:AB:01:EA", true},
		{"73 ab 01", true},
		{"73:AB:02", false},
		{"left<11", true},
		{"left < 10", false},
		{"left>9 d", true},
		{"left>10", false},
		{"left", false},
		{"imap.EXAMPLE", true},
		{"expires", true},
	};
	PD_AUTO(pd_rows_free) struct pd_rows rows = {0};
	struct pd_row *row = pd_rows_add(&rows, 1, "73AB01EAF5", '!');
	pd_row_set(row, 0, "mail.example.org", NULL);
	pd_row_set(row, 1, "EXPIRES 10 d", "expires");
	pd_row_date(row, 2, (int64_t)time(NULL) + 10 * PD_DAY + PD_DAY / 2);
	pd_row_also(row, "imap.example.org");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		tap_ok(pd_list_matches(row, cases[i].text) == cases[i].fits, "%s %s",
			cases[i].text, cases[i].fits ? "fits" : "does not");
}

int
main(void)
{
	(void)setlocale(LC_ALL, "C.UTF-8");
	test_sorting();
	test_filter();
	test_filter_by_meaning();
	test_moving_and_tags();
	test_other_rows();
	test_drawing();
	test_many();
	test_wrapping();
	test_frames();
	test_pastes();
	test_paste_lines();
	test_paste_keys();
	return tap_done();
}
