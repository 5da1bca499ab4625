/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_RESULT_H
#define PD_OPERATION_RESULT_H

#include "base/details.h"
#include "operation/field.h"
#include "store/record.h"

#include <stdint.h>

/* ---- rows --------------------------------------------------------------------- */

/* A table of columns is an array of PD_COLUMNS + 1, so that no longer one compiles. */
#define PD_COLUMNS 12

struct pd_column {
	const char *name; /* snake_case: the member in JSON */
	const char
		*label;  /* N_(); NULL: only for programs, and so are those behind it */
	int least, most; /* cells; the name column (the first) takes what is left */
	/* The state of the row: shown in its colour, and kept where there is room for
	 * only one column beside the name. If no column has it, the last one is. Others
	 * that have it are kept beside that but on the narrowest screens. */
	bool keep;
};

struct pd_row {
	unsigned kind; /* one of enum pd_on */
	char *id;      /* what the operation's PD_ROW field gets */
	char marker; /* gives the colour: 'x' bad, '!' needs attention, '-' dimmed, '+'
		      * pending, ' ' */
	char *cells[PD_COLUMNS];  /* safe to show; [0] is the name */
	char *values[PD_COLUMNS]; /* for JSON where it differs (times, states); or NULL
				   */
	/* enum pd_value_kind, for JSON: text, a number, a flag; a time without text is
	 * null. */
	unsigned char kinds[PD_COLUMNS];
	int64_t date;  /* the first one in its cells, for filters */
	bool has_date; /* an empty cell is none */
	int depth;     /* levels of indentation in a tree of issuers */
	bool heading;  /* a title above other rows, which cannot be selected */
	char *note; /* a sentence about it, shown below the list while it is selected; or
		     * NULL */
	char *brief; /* its name where there is no room for all of it; or NULL */
	char *aside; /* shown dim behind the name, where there is room; or NULL */
	char *also;  /* words by which a search finds it besides its cells; or NULL */
	/* What it stands for: the row of that id in that tab, where Enter leads; or NULL */
	const char *at_tab;
	char *at_row;
	const char *at_operation; /* which Enter begins there; or NULL */
};

struct pd_context;

struct pd_rows {
	char *title;                     /* "SSL: the built-in certificate authority" */
	char *count;                     /* right of it: "3 issued, 1 expires soon" */
	const struct pd_column *columns; /* constant, ends with a NULL name */
	struct pd_row *items;
	size_t count_of_items;
	size_t things; /* what they are of, if one has several rows: TLS keys; 0: each is one */
	/* The column that is shown before the one in front of it, and in what room there is if
	 * that is its least, where others are left out; 0: none. */
	size_t shrinks;
	/* The column that is left out where it says the same in every row; 0: none. */
	size_t differs;
	/* The column of which a dialogue in lines tells, too, beside the name and the state;
	 * 0: none. */
	size_t said;
	/* Of rows that an operation brought: after a change of the store, takes from them what
	 * they do not stand for any more; NULL: they stay as they are. */
	void (*follow)(struct pd_context *context, struct pd_rows *rows);
	char *empty;      /* the sentence for an empty section */
	char *empty_keys; /* the same where keys can be pressed; NULL: empty */
};

void pd_rows_follow(struct pd_rows *rows, struct pd_context *context);

/* Appends a row, whose cells are set next; pd_rows_free frees it. */
struct pd_row *pd_rows_add(
	struct pd_rows *rows, unsigned kind, const char *id, char marker);
void pd_row_set(
	struct pd_row *row, size_t column, const char *shown, const char *value);
/* The name, of which brief is told where there is no room for all of it. */
void pd_row_name(struct pd_row *row, const char *name, const char *brief);
/* Which of both that is; "": it has none. Borrowed. */
const char *pd_row_told(const struct pd_row *row, bool fits);
/* The same for values that are not text in JSON. A date is shown as the day, and is the
 * full time in JSON; no date is an empty cell, and null. */
void pd_row_number(struct pd_row *row, size_t column, int64_t number);
void pd_row_flag(struct pd_row *row, size_t column, bool flag, const char *shown);
void pd_row_date(struct pd_row *row, size_t column, int64_t time);
/* A time where the hour matters. */
void pd_row_time(struct pd_row *row, size_t column, int64_t time);
/* How much of a life is over, in percent: a bar, where there is room. */
void pd_row_life(struct pd_row *row, size_t column, int percent);
/* Shown, but null in JSON, where it is found elsewhere. */
void pd_row_none(struct pd_row *row, size_t column, const char *shown);
/* Its note; what is shown behind its name; one more word to find it by; where Enter leads.
 * Text is made safe. */
void pd_row_note(struct pd_row *row, const char *note);
void pd_row_aside(struct pd_row *row, const char *text);
void pd_row_also(struct pd_row *row, const char *word);
void pd_row_leads(struct pd_row *row, const char *tab, const char *id);
/* The state of the row, which its list keeps in any width; borrowed. "": it has none. */
const char *pd_row_state(const struct pd_rows *rows, const struct pd_row *row);
void pd_rows_free(struct pd_rows *rows); /* leaves it empty; PD_AUTO fits */

/* ---- result ------------------------------------------------------------------- */

struct pd_warning {
	char *text;   /* a sentence: stderr, or the message list */
	bool is_note; /* nothing is wrong, but one would not expect it */
};

struct pd_result {
	char *sentence; /* what was done; the message line, or stderr unless --quiet */
	struct pd_warning *warnings;
	size_t warning_count;
	bool has_details;
	struct pd_details details; /* show: pager, lines or one JSON object */
	bool is_value; /* the details are one value, printed without its label */
	bool has_rows;
	/* list: rows, lines or a JSON array. If there are details, too, dialogues show
	 * those: they have room for sentences. */
	struct pd_rows rows;
	char *headline; /* the line above the rows, on standard output; or NULL */
	bool has_output;
	struct pd_secret output; /* a file for standard output, as it is */
	bool output_is_secret;   /* it was decrypted: saved only after asking */
	/* What the store is to know of the output once it was handed over: a record, its
	 * path, and the sentence of history; see pd_operation_hand_over. NULL: nothing. */
	struct pd_record *receipt;
	const char *receipt_path;
	char *receipt_sentence;
	bool changed; /* the store: the screen reloads */
	int status;   /* exit status if not 0 although the work was done */
	/* In dialogues: the operation that follows, with its form and questions; its tab
	 * (NULL: this one), a sentence (N_()) that says so (NULL: its own says enough),
	 * and the values filled in there. next NULL: none. */
	const char *next, *next_tab, *next_sentence;
	struct pd_values *presets;
	/* Set while an operation runs that history must know of first; see
	 * pd_result_admit. */
	bool (*admit)(void *work, struct pd_error *error);
	void *admit_work;
};
void pd_result_free(
	struct pd_result *result); /* wipes; leaves it empty; PD_AUTO fits */

/* Called before anything takes effect that leaves the store, such as a file that takes its
 * place: may it? Twice is fine. */
bool pd_result_admit(struct pd_result *result, struct pd_error *error);

/* printf into result->sentence; adds a warning, or a note. */
void pd_result_say(struct pd_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_result_warn(struct pd_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_result_note(struct pd_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
