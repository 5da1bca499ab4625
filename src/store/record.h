/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_RECORD_H
#define PD_STORE_RECORD_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "x509/certificate/chain.h"

#include <stdint.h>

/* One record of the store: named values, kept as a libconfig file. Never a secret:
 * libconfig cannot wipe its strings. Names are snake_case and constant. */

struct pd_record;

struct pd_record *pd_record_new(void);
void pd_record_free(struct pd_record *record); /* NULL is fine */
PD_DROP(pd_drop_record, struct pd_record *, pd_record_free);

/* An empty file, as a crash of a file system leaves it, is damage where a record is to be. */
bool pd_record_check_filled(
	struct pd_bytes text, const char *shown, struct pd_error *error);

/* Reads the text of a file. NULs and @include are refused: libconfig would end at the
 * first, and read any file of the system for the second. shown is the path for the
 * error. NULL: error, code PD_ESTORE. */
struct pd_record *pd_record_parse(
	struct pd_bytes text, const char *shown, struct pd_error *error);

/* The same for lists of many records: chains, which are most of a record, may be
 * missing in it. It finds the same damage. */
struct pd_record *pd_record_parse_values(
	struct pd_bytes text, const char *shown, struct pd_error *error);

/* The text of the file, as libconfig writes it: parsed back by libconfig, and compared.
 * Appended. */
bool pd_record_write(
	const struct pd_record *record, struct pd_buffer *out, struct pd_error *error);

/* The libconfig value behind it, for src/store; borrowed. */
struct config_t *pd_record_config(struct pd_record *record);

/* Are two of its values the same, however they were written? NULL is none. */
struct config_setting_t;
bool pd_record_same_value(
	const struct config_setting_t *one, const struct config_setting_t *other);

/* Where one of its values stands, for an error: FILE:LINE; free() it. */
char *pd_line_of(const char *shown, const struct config_setting_t *value);

/* Set or replace a value; text NULL removes it. */
void pd_record_set_text(struct pd_record *record, const char *name, const char *text);
/* Made safe (base/text.h): what a certificate, a request or a file says is kept so, as whoever
 * reads the store by other means has no safe door. */
void pd_record_set_safe(struct pd_record *record, const char *name, const char *text);
void pd_record_set_number(struct pd_record *record, const char *name, int64_t number);
void pd_record_set_flag(struct pd_record *record, const char *name, bool flag);
void pd_record_set_chain(struct pd_record *record, const char *name,
	const struct pd_certificates *chain); /* a list of PEM strings */

/* Values; text is borrowed, NULL where absent or of another type; number and flag fall
 * back to the default given. */
const char *pd_record_text(const struct pd_record *record, const char *name);
int64_t pd_record_number(
	const struct pd_record *record, const char *name, int64_t fallback);
bool pd_record_flag(const struct pd_record *record, const char *name, bool fallback);
bool pd_record_chain(const struct pd_record *record, const char *name,
	const char *shown, struct pd_certificates *out,
	struct pd_error *error); /* absent: PD_ESTORE */

/* The index-th group of a list, as a record of its own that holds its plain values;
 * NULL behind the last. Free by pd_record_free. */
struct pd_record *pd_record_group(
	const struct pd_record *record, const char *list, size_t index);

#endif
