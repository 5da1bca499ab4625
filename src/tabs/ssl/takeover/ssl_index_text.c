/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_index_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/text.h"
#include "x509/certificate/notation.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/write/revocation_write.h"

enum { STATUS, END, REVOKED, SERIAL, PATH, SUBJECT, CELLS };

/* ---- cells ----------------------------------------------------------------------------- */

/* YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, of size bytes. */
static bool
read_index_time(const char *text, size_t size, int64_t *out)
{
	enum { SHORT = 13, LONG = 15 };
	const struct pd_bytes content = {(const unsigned char *)text, size};
	return (size == SHORT && pd_read_time(PD_DER_UTC_TIME, content, out)) ||
	       (size == LONG && pd_read_time(PD_DER_GENERALIZED_TIME, content, out));
}

/* What openssl ca writes after the comma: a reason, perhaps with what belongs to it. */
static bool
read_reason(const char *text, struct pd_index_entry *entry)
{
	static const struct {
		const char *name, *means;
	} own[] = {
		{"CACompromise", "cACompromise"},
		{"keyTime", "keyCompromise"},
		{"CAkeyTime", "cACompromise"},
		{"holdInstruction", "certificateHold"},
	};
	size_t size = strcspn(text, ",");
	PD_AUTO(pd_drop_text) char *name = pd_copy_bytes(text, size);
	const char *means = name;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(name, own[i].name) == 0)
			means = own[i].means;
	int reason = pd_reason_code(means);
	bool dated = strstr(name, "eyTime") != NULL && text[size] == ',';
	int64_t invalidity = 0;
	if (reason < 0 || (dated && !read_index_time(text + size + 1,
					    strlen(text + size + 1), &invalidity)))
		return false;
	entry->reason = (unsigned)reason;
	entry->invalidity = invalidity;
	return true;
}

static bool
read_revocation(const char *text, struct pd_index_entry *entry)
{
	size_t size = strcspn(text, ",");
	int64_t revoked_at;
	if (!read_index_time(text, size, &revoked_at))
		return false;
	entry->revoked_at = revoked_at;
	return text[size] == '\0' || read_reason(text + size + 1, entry);
}

static bool
read_cells(char *const *cells, struct pd_index *out)
{
	struct pd_index_entry entry = {0};
	int64_t not_after;
	const char *status = cells[STATUS];
	PD_AUTO(pd_drop_text) char *serial = pd_serial_read(cells[SERIAL]);
	bool revoked = strcmp(status, "R") == 0;
	if ((!revoked && strcmp(status, "V") != 0 && strcmp(status, "E") != 0) ||
		serial == NULL || *cells[SUBJECT] == '\0' ||
		!read_index_time(cells[END], strlen(cells[END]), &not_after) ||
		(revoked ? !read_revocation(cells[REVOKED], &entry)
			 : *cells[REVOKED] != '\0'))
		return false;
	entry.not_after = not_after;
	pd_index_add(out, serial, cells[SUBJECT], &entry);
	return true;
}

/* ---- lines ----------------------------------------------------------------------------- */

static bool
read_text_line(char *line, struct pd_index *out)
{
	char *cells[CELLS];
	size_t count = 0;
	while (count < CELLS) {
		cells[count++] = line;
		line = strchr(line, '\t');
		if (line == NULL)
			break;
		*line++ = '\0';
	}
	return count == CELLS && line == NULL && read_cells(cells, out);
}

static bool
read_next_line(struct pd_lines *lines, struct pd_index *out)
{
	size_t size = lines->size;
	if (size > 0 && lines->line[size - 1] == '\r')
		lines->line[--size] = '\0';
	return size == 0 || read_text_line(lines->line, out);
}

bool
pd_index_text_read(const char *path, struct pd_index *out, struct pd_error *error)
{
	int open = pd_file_open_found(path, PD_INDEX_TEXT_LIMIT, error);
	if (open < 0)
		return false;
	PD_AUTO(pd_lines_end) struct pd_lines lines;
	pd_lines_begin(&lines, open, PD_INDEX_TEXT_LIMIT);
	bool good = true;
	while (good && pd_lines_next(&lines))
		good = read_next_line(&lines, out);
	if (good && !pd_lines_check(&lines, path, error))
		return false;
	if (good && !lines.cut)
		return true;
	PD_AUTO(pd_drop_text) char *place = pd_format("%s:%zu", path, lines.number);
	return pd_fail(error, PD_EINPUT, place,
		_("this line is torn, and may be that of a revoked "
		  "certificate; "
		  "mend it, or give the copy that openssl ca has left beside "
		  "it "
		  "(index.txt.old)"));
}

/* Of a pipe it is not known, as looking would take it out. */
bool
pd_index_text_is(const char *path)
{
	enum { BEGINNING = 18 }; /* of "V", a tab, the longest time and a tab */
	struct pd_error ignored = {0};
	unsigned char bytes[BEGINNING + 1] = {0};
	size_t got = 0;
	int64_t end;
	PD_AUTO(pd_drop_descriptor)
	int open = strcmp(path, "-") == 0
			   ? -1
			   : pd_file_open_found(path, PD_INDEX_TEXT_LIMIT, &ignored);
	if (open < 0 || !pd_file_fill(open, path, bytes, BEGINNING, &got, &ignored))
		return false;
	const char *text = (const char *)bytes;
	return got == BEGINNING && strchr("VRE", text[0]) != NULL && text[1] == '\t' &&
	       read_index_time(text + 2, strcspn(text + 2, "\t"), &end);
}
