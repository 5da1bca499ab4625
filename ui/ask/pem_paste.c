/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/pem_paste.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/paste_summary.h"
#include "ui/screen/frame.h"
#include "ui/terminal/keys.h"
#include "x509/read/reader.h"
#include "x509/read/recognise.h"

/* ---- words --------------------------------------------------------------------- */

static void
add_pem_kind(struct pd_secret *list, unsigned count, const char *one, const char *many)
{
	if (count == 0)
		return;
	if (list->size > 0)
		pd_secret_add_text(list, ", ");
	pd_secret_add_format(list, "%u %s", count, ngettext(one, many, count));
}

static char *
list_pem_kinds(const struct pd_recognised *found)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret list = {0};
	add_pem_kind(&list, found->certificates, N_("certificate"), N_("certificates"));
	add_pem_kind(&list, found->keys, N_("private key"), N_("private keys"));
	add_pem_kind(&list, found->encrypted_keys, N_("encrypted private key"),
		N_("encrypted private keys"));
	add_pem_kind(
		&list, found->requests, N_("signing request"), N_("signing requests"));
	add_pem_kind(&list, found->crls, N_("revocation list"), N_("revocation lists"));
	add_pem_kind(&list, found->others, N_("block of another kind"),
		N_("blocks of another kind"));
	return list.size > 0 ? pd_copy(pd_secret_text(&list)) : NULL;
}

char *
pd_paste_kinds(struct pd_bytes text)
{
	struct pd_recognised found = {0};
	pd_recognise(text, &found);
	return list_pem_kinds(&found);
}

char *
pd_paste_words(struct pd_bytes text)
{
	if (text.size == 0)
		return NULL;
	struct pd_recognised found = {0};
	pd_recognise(text, &found);
	PD_AUTO(pd_drop_text) char *list = list_pem_kinds(&found);
	if (found.bad_line > 0)
		return pd_format(
			_("Line %u is not base64; paste it again"), found.bad_line);
	if (found.open)
		return pd_format(_("Found: %s; the last has no END line yet"),
			list ? list : "-");
	if (list == NULL)
		return pd_copy(_("No PEM block found: no line begins with -----BEGIN"));
	return pd_format(_("Found: %s"), list);
}

size_t
pd_paste_lines(struct pd_bytes text)
{
	size_t lines = 0;
	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	bool unfinished = text.size > 0 && text.data[text.size - 1] != '\n';
	return lines + unfinished;
}

static char *
describe_paste(struct pd_bytes text)
{
	PD_AUTO(pd_drop_text) char *words = pd_paste_words(text);
	struct pd_recognised found = {0};
	pd_recognise(text, &found);
	return found.bad_line > 0 ? pd_format(_("%s (C-u forgets what is here)"), words)
				  : pd_steal(words);
}

/* Scans a large text once, not whenever it is drawn. */
static void
recognise_paste(struct pd_paste *paste)
{
	struct pd_bytes text = pd_secret_bytes(&paste->text);
	free(paste->words);
	paste->words = NULL;
	paste->unread = false;
	if (!paste->any)
		paste->words = describe_paste(text);
	else if (text.size > 0)
		paste->words = pd_copy(
			_("Not shown. Enter breaks a line, Tab goes on, C-u forgets "
			  "it"));
}

bool
pd_paste_is_broken(const struct pd_paste *paste)
{
	/* The base64 of an Ed25519 key, the shortest thing recognised without BEGIN. */
	enum { SHORTEST = 64 };
	struct pd_bytes text = pd_secret_bytes(&paste->text);
	if (paste->any || text.size == 0)
		return false;
	struct pd_recognised found = {0};
	pd_recognise(text, &found);
	PD_AUTO(pd_drop_text) char *list = list_pem_kinds(&found);
	return found.open || found.bad_line > 0 ||
	       (list == NULL && text.size < SHORTEST);
}

void
pd_paste_free(struct pd_paste *paste)
{
	pd_secret_wipe(&paste->text);
	free(paste->words);
	paste->words = NULL;
}

/* ---- keys ---------------------------------------------------------------------- */

static bool
ends_with_line(const struct pd_paste *paste)
{
	return paste->text.size == 0 || paste->text.data[paste->text.size - 1] == '\n';
}

/* Terminals send the line breaks of a paste as CR. */
static void
add_pasted_lines(struct pd_secret *out, struct pd_bytes text)
{
	for (size_t i = 0; i < text.size; i++) {
		bool cr = text.data[i] == '\r';
		bool pair = cr && i + 1 < text.size && text.data[i + 1] == '\n';
		if (!pair)
			pd_secret_add(out, cr ? "\n" : (const char *)&text.data[i], 1);
	}
}

bool
pd_paste_add(struct pd_paste *paste, struct pd_bytes text)
{
	if (paste->text.size + text.size + 1 > PD_INPUT_LIMIT)
		return false;
	if (!paste->any && !ends_with_line(paste))
		pd_secret_add(&paste->text, "\n", 1);
	add_pasted_lines(&paste->text, text);
	recognise_paste(paste);
	return true;
}

/* A larger one is judged when the operation runs, so that nobody waits here. */
void
pd_paste_look(struct pd_paste *paste, struct pd_context *context)
{
	enum { MOST = 1 << 16 };
	if (paste->any || paste->words == NULL || paste->text.size > MOST ||
		pd_paste_is_broken(paste))
		return;
	PD_AUTO(pd_drop_text)
	char *about = pd_pasted_words(context, pd_secret_bytes(&paste->text));
	PD_AUTO(pd_drop_text) char *words = pd_steal(paste->words);
	paste->words = about ? pd_format("%s; %s", words, about) : pd_copy(words);
}

/* Enter breaks a line inside a block, and after text that is not a block yet. */
static bool
may_break_line(const struct pd_paste *paste)
{
	if (paste->any || ends_with_line(paste))
		return paste->any;
	struct pd_recognised found = {0};
	pd_recognise(pd_secret_bytes(&paste->text), &found);
	PD_AUTO(pd_drop_text) char *list = list_pem_kinds(&found);
	return found.open || list == NULL;
}

static void
remove_last_character(struct pd_paste *paste)
{
	size_t size = paste->text.size;
	if (size == 0)
		return;
	size--;
	while (size > 0 && (paste->text.data[size] & 0xc0) == 0x80)
		size--;
	pd_secret_cut(&paste->text, size);
}

static bool
edit_paste(struct pd_paste *paste, int key)
{
	if (key == PD_KEY_ENTER) {
		if (!may_break_line(paste))
			return false;
		pd_secret_add(&paste->text, "\n", 1);
		return true;
	}
	if (key == PD_KEY_BACKSPACE || key == PD_CTRL('h')) {
		remove_last_character(paste);
		return true;
	}
	if (key == PD_CTRL('u')) {
		pd_secret_wipe(&paste->text);
		return true;
	}
	if (key < ' ' || key >= PD_KEY_UP || paste->text.size >= PD_INPUT_LIMIT)
		return false;
	char bytes[4];
	pd_secret_add(&paste->text, bytes, pd_text_encode((uint32_t)key, bytes));
	return true;
}

bool
pd_paste_key(struct pd_paste *paste, int key)
{
	if (!edit_paste(paste, key))
		return false;
	paste->unread = true;
	return true;
}

void
pd_paste_settle(struct pd_paste *paste)
{
	if (paste->unread)
		recognise_paste(paste);
}

/* ---- drawing ------------------------------------------------------------------- */

enum { ROWS = 3 };

static bool
is_paste_blank(unsigned char byte)
{
	return byte == '\n' || byte == ' ' || byte == '\t';
}

/* The text without the blanks and empty lines around it, or all of it if it holds nothing
 * else. */
static struct pd_bytes
trim_blank_lines(const struct pd_paste *paste)
{
	struct pd_bytes text = pd_secret_bytes(&paste->text);
	size_t first = 0, end = text.size;
	while (first < end && is_paste_blank(text.data[first]))
		first++;
	while (end > first && is_paste_blank(text.data[end - 1]))
		end--;
	if (first == end)
		return text;
	return (struct pd_bytes){text.data + first, end - first};
}

int
pd_paste_rows(const struct pd_paste *paste)
{
	size_t lines = pd_paste_lines(trim_blank_lines(paste));
	return lines == 0 ? 1 : lines < ROWS ? (int)lines : ROWS;
}

/* Base64 may be a key, so only its size is shown. */
static bool
is_line_shown(const struct pd_paste *paste, const char *line, size_t size)
{
	return !paste->any && size >= 5 && memcmp(line, "-----", 5) == 0;
}

static void
draw_pasted_line(const struct pd_paste *paste, int row, int column, int width,
	const char *line, size_t size)
{
	if (is_line_shown(paste, line, size)) {
		pd_frame_part(row, column, width, PD_STYLE_PLAIN, line, size);
		return;
	}
	PD_AUTO(pd_drop_text)
	char *words =
		pd_format(ngettext("(%zu character)", "(%zu characters)", size), size);
	pd_term_put(row, column, width, PD_STYLE_PLAIN, words);
}

static const char *
find_paste_last_line(const char *text, size_t size)
{
	size_t at = size;
	while (at > 0 && text[at - 1] != '\n')
		at--;
	return text + at;
}

int
pd_paste_draw(const struct pd_paste *paste, int row, int column, int width)
{
	struct pd_bytes text = trim_blank_lines(paste);
	const char *first = (const char *)text.data;
	size_t lines = pd_paste_lines(text);
	if (lines == 0) {
		pd_term_put(row, column, width, PD_STYLE_PLAIN, _("(nothing yet)"));
		return 0;
	}
	draw_pasted_line(paste, row++, column, width, first, strcspn(first, "\n"));
	if (lines >= ROWS) {
		PD_AUTO(pd_drop_text)
		char *words =
			pd_format(ngettext("(%zu line)", "(%zu lines)", lines), lines);
		pd_term_put(row++, column, width, PD_STYLE_PLAIN, words);
	}
	const char *last = find_paste_last_line(first, text.size);
	size_t size = strcspn(last, "\n");
	if (lines > 1)
		draw_pasted_line(paste, row, column, width, last, size);
	if (ends_with_line(paste))
		return 0;
	bool shown = is_line_shown(paste, last, size);
	int cells = shown ? (int)size : 0;
	return column + (cells < width ? cells : width - 1);
}
