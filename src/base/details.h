/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_DETAILS_H
#define PD_BASE_DETAILS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

/* The result of a Show operation as data: lines of label and value in sections. The screen renders it
 * in a pager, the command line as lines or as one JSON object, whose members are the
 * lines' names. Sections that have the same name, one after the other, are an array of
 * objects of that name, also where there is only one; the lines of a section without name
 * belong to the object itself. */

enum pd_value_kind {
	PD_TEXT_VALUE,   /* text */
	PD_LONG_VALUE,   /* text of many lines, such as PEM: shown below its label */
	PD_NUMBER_VALUE, /* number */
	PD_FLAG_VALUE,   /* number is 0 or 1; text is what people read */
	PD_KEY_VALUE,    /* a flag: is the private key of what is shown kept here? */
	PD_TYPED_VALUE,  /* of a preview: who is asked has to type text to go on */
	PD_TIME_VALUE,   /* number: seconds since the epoch; word: RFC 3339, for JSON */
	PD_LIST_VALUE,   /* items: text that repeats; each is a line, JSON: an array */
	PD_TREE_VALUE,   /* items: each hangs on the one before */
	PD_LIFE_VALUE,   /* text; number: how much of a life is over, in percent */
};

struct pd_line {
	/* snake_case, constant: the member in JSON; NULL: for people only, as other lines say
	 * the same. */
	const char *name;
	const char *label; /* translated, constant; NULL: for programs only */
	enum pd_value_kind kind;
	char *text;                 /* of a long value: what long_text holds */
	struct pd_secret long_text; /* it may be a private key */
	char *word; /* what JSON says instead of text, where that is translated; or NULL
		     */
	int64_t number;
	char **items;
	size_t item_count;
};

struct pd_section {
	const char *name; /* constant; NULL: its lines belong to the object itself */
	char *title;      /* translated; NULL: none is shown */
	struct pd_line *lines;
	size_t line_count;
};

struct pd_details {
	struct pd_section *sections;
	size_t section_count;
	/* Of a preview: the question, and what its button says; NULL: as the operation does. */
	char *question, *action;
};

/* Opens a section; the lines added next are its lines. title is copied. */
void pd_details_section(
	struct pd_details *details, const char *name, const char *title);

/* Each appends a line; text is copied and made safe to show. name and label stay
 * borrowed. */
void pd_details_text(struct pd_details *details, const char *name, const char *label,
	const char *text);
/* As text, with a word for scripts that no language changes. */
void pd_details_word(struct pd_details *details, const char *name, const char *label,
	const char *word, const char *shown);
void pd_details_long(struct pd_details *details, const char *name, const char *label,
	const char *text);
void pd_details_number(struct pd_details *details, const char *name, const char *label,
	int64_t number);
void pd_details_flag(struct pd_details *details, const char *name, const char *label,
	bool flag, const char *shown);
void pd_details_key(
	struct pd_details *details, const char *label, bool is_here, const char *shown);
void pd_details_time(
	struct pd_details *details, const char *name, const char *label, int64_t time);

/* What is to be typed before the operation is done; label asks for it. Only where one
 * types it is shown. */
void pd_details_typed(struct pd_details *details, const char *label, const char *text);

/* What the button does that agrees to what is shown, "Trust Example Root CA". */
void pd_details_action(struct pd_details *details, const char *text);

/* The question whether to do what is shown, where it depends on what that is. */
void pd_details_question(struct pd_details *details, const char *text);

/* Begins a list line, and adds an item to the line begun last. */
void pd_details_list(struct pd_details *details, const char *name, const char *label);
void pd_details_item(struct pd_details *details, const char *text);
/* Begins a tree, to which items are added likewise, the root first. */
void pd_details_tree(struct pd_details *details, const char *label);
/* A life in words, beside which a screen draws how much of it is over: 0 to 100. */
void pd_details_life(
	struct pd_details *details, const char *label, const char *text, int64_t over);

/* Has the line items? */
bool pd_line_is_list(const struct pd_line *line);

void pd_details_free(struct pd_details *details); /* leaves it empty; PD_AUTO fits */

#endif
