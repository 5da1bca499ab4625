/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/database/database_table.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

/* Where the head of a file has what is looked at here (sqlite.org/fileformat2.html 1.3). */
enum {
	AT_PAGE_SIZE = 16,
	AT_WRITE_VERSION = 18,
	AT_READ_VERSION = 19,
	AT_CHANGES = 24,
	AT_PAGES = 28,
	AT_VALID_FOR = 92,
	HEAD = 100,
};

enum { LONGEST_VALUE = 16 << 20 };

static uint32_t
head_number(struct pd_bytes input, size_t at, size_t size)
{
	uint32_t number = 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | input.data[at + i];
	return number;
}

/* Its head counts its pages, if the last program that wrote it did so, too. */
static bool
check_size(
	const struct pd_unpack *unpack, struct pd_bytes input, struct pd_error *error)
{
	if (input.size < HEAD)
		return pd_fail(error, PD_EINPUT, unpack->from,
			_("begins as a database of SQLite, but is cut off; copy it "
			  "anew"));
	uint64_t page = head_number(input, AT_PAGE_SIZE, 2);
	uint64_t size = (page == 1 ? 65536 : page) * head_number(input, AT_PAGES, 4);
	bool is_counted = head_number(input, AT_CHANGES, 4) ==
			  head_number(input, AT_VALID_FOR, 4);
	return !is_counted || size <= input.size ||
	       pd_fail(error, PD_EINPUT, unpack->from,
		       _("is a database that is cut off: it says that it has %llu "
			 "bytes, but there are %zu; copy it anew"),
		       (unsigned long long)size, input.size);
}

/* ---- what it may do --------------------------------------------------------------- */

static int
allow_reading(void *ignored, int action, const char *one, const char *two,
	const char *database, const char *trigger)
{
	(void)ignored, (void)one, (void)two, (void)database;
	bool reads = action == SQLITE_SELECT || action == SQLITE_READ;
	return reads && trigger == NULL ? SQLITE_OK : SQLITE_DENY;
}

static bool
restrict_base(sqlite3 *handle)
{
	static const int most[][2] = {
		{SQLITE_LIMIT_LENGTH, LONGEST_VALUE},
		{SQLITE_LIMIT_SQL_LENGTH, 1 << 16},
		{SQLITE_LIMIT_COLUMN, 100},
		{SQLITE_LIMIT_EXPR_DEPTH, 20},
		{SQLITE_LIMIT_COMPOUND_SELECT, 1},
		{SQLITE_LIMIT_VDBE_OP, 10000},
		{SQLITE_LIMIT_FUNCTION_ARG, 8},
		{SQLITE_LIMIT_ATTACHED, 0},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
		{SQLITE_LIMIT_VARIABLE_NUMBER, 8},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
		{SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	static const int states[][2] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},
	};
	for (size_t i = 0; i < PD_COUNT(most); i++)
		(void)sqlite3_limit(handle, most[i][0], most[i][1]);
	for (size_t i = 0; i < PD_COUNT(states); i++)
		if (sqlite3_db_config(handle, states[i][0], states[i][1], NULL) !=
			SQLITE_OK)
			return false;
	return sqlite3_exec(handle,
		       "PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON", NULL,
		       NULL, NULL) == SQLITE_OK &&
	       sqlite3_set_authorizer(handle, allow_reading, NULL) == SQLITE_OK;
}

/* ---- opening ---------------------------------------------------------------------- */

static bool
fail_damaged(const struct pd_table_base *base, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, base->unpack->from,
		_("is a database that is damaged or malicious (SQLite says: %s); copy "
		  "it anew"),
		base->handle ? sqlite3_errmsg(base->handle) : "");
}

/* A database whose journal is written ahead is read without it: whoever gives it sees to it
 * that there is nothing in that. */
bool
pd_table_open(const struct pd_unpack *unpack, struct pd_bytes input,
	struct pd_table_base *base, struct pd_error *error)
{
	*base = (struct pd_table_base){.unpack = unpack};
	if (!check_size(unpack, input, error))
		return false;
	base->copy = pd_alloc(1, input.size);
	memcpy(base->copy, input.data, input.size);
	base->copy[AT_WRITE_VERSION] = base->copy[AT_READ_VERSION] = 1;
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY |
			  SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	bool is_open =
		sqlite3_open_v2(":memory:", &base->handle, flags, NULL) == SQLITE_OK &&
		sqlite3_deserialize(base->handle, "main", base->copy,
			(sqlite3_int64)input.size, (sqlite3_int64)input.size,
			SQLITE_DESERIALIZE_READONLY) == SQLITE_OK &&
		restrict_base(base->handle);
	return is_open || fail_damaged(base, error);
}

void
pd_table_close(struct pd_table_base *base)
{
	(void)sqlite3_close(base->handle);
	free(base->copy);
	*base = (struct pd_table_base){0};
}

/* ---- rows ------------------------------------------------------------------------- */

struct pd_table_row {
	sqlite3_stmt *statement;
};

const char *
pd_table_text(const struct pd_table_row *row, int column)
{
	const unsigned char *text = sqlite3_column_text(row->statement, column);
	return text ? (const char *)text : "";
}

int64_t
pd_table_number(const struct pd_table_row *row, int column)
{
	return sqlite3_column_int64(row->statement, column);
}

bool
pd_table_is_null(const struct pd_table_row *row, int column)
{
	return sqlite3_column_type(row->statement, column) == SQLITE_NULL;
}

bool
pd_table_each(const struct pd_table_base *base, const char *query,
	pd_table_visit *visit, void *load, struct pd_error *error)
{
	struct pd_table_row row = {NULL};
	int step = sqlite3_prepare_v2(base->handle, query, -1, &row.statement, NULL);
	bool go_on = step == SQLITE_OK;
	while (go_on) {
		step = sqlite3_step(row.statement);
		if (step == SQLITE_NOMEM)
			pd_out_of_memory();
		go_on = step == SQLITE_ROW && visit(load, &row);
	}
	bool good = step == SQLITE_DONE ||
		    (step != SQLITE_ROW && fail_damaged(base, error));
	(void)sqlite3_finalize(row.statement);
	return good;
}

struct search {
	const char *name;
	bool found;
};

/* A view or a virtual table of that name is not one. */
static bool
find_table(void *load, const struct pd_table_row *row)
{
	static const char begin[] = "CREATE TABLE";
	struct search *search = load;
	search->found = strcmp(pd_table_text(row, 0), "table") == 0 &&
			strcmp(pd_table_text(row, 1), search->name) == 0 &&
			strncmp(pd_table_text(row, 2), begin, sizeof begin - 1) == 0;
	return !search->found;
}

bool
pd_table_is(const struct pd_table_base *base, const char *name)
{
	struct pd_error ignored = {0};
	struct search search = {.name = name};
	(void)pd_table_each(base, "SELECT type, name, sql FROM sqlite_master",
		find_table, &search, &ignored);
	return search.found;
}
