/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DATABASE_TABLE_H
#define PD_X509_DATABASE_TABLE_H

#include "x509/read/unpack.h"

#include <stdint.h>

/* Internal to the readers of databases: tables of a database that somebody else has made.
 * SQLite reads it in memory alone; views, triggers, functions and whatever is not a plain
 * SELECT of a plain table are refused. */

struct sqlite3;

struct pd_table_base {
	const struct pd_unpack *unpack;
	struct sqlite3 *handle;
	unsigned char *copy; /* of the input: SQLite needs it while it is open */
};

/* Fails with a sentence if it is cut off. base is to be closed in any case. */
bool pd_table_open(const struct pd_unpack *unpack, struct pd_bytes input,
	struct pd_table_base *base, struct pd_error *error);
void pd_table_close(struct pd_table_base *base); /* PD_AUTO fits */

/* Is it there, as a table? */
bool pd_table_is(const struct pd_table_base *base, const char *name);

/* A row, lent to its visitor. text: lent, "" if there is none; number: 0 if it is none. */
struct pd_table_row;
const char *pd_table_text(const struct pd_table_row *row, int column);
int64_t pd_table_number(const struct pd_table_row *row, int column);
bool pd_table_is_null(const struct pd_table_row *row, int column);

/* Visits the rows of a query until a visitor returns false. false: so, or the database is
 * damaged, which error says then. */
typedef bool pd_table_visit(void *load, const struct pd_table_row *row);
bool pd_table_each(const struct pd_table_base *base, const char *query,
	pd_table_visit *visit, void *load, struct pd_error *error);

#endif
