/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_index_text.h"

#include <stdlib.h>
#include <string.h>

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
	entry->reason = pd_reason_code(means);
	bool dated = strstr(name, "eyTime") != NULL && text[size] == ',';
	return entry->reason >= 0 &&
	       (!dated || read_index_time(text + size + 1, strlen(text + size + 1),
				  &entry->invalidity));
}

static bool
read_revocation(const char *text, struct pd_index_entry *entry)
{
	size_t size = strcspn(text, ",");
	return read_index_time(text, size, &entry->revoked_at) &&
	       (text[size] == '\0' || read_reason(text + size + 1, entry));
}

static bool
read_cells(char *const *cells, struct pd_index *out)
{
	struct pd_index_entry entry = {0};
	const char *status = cells[STATUS];
	PD_AUTO(pd_drop_text) char *serial = pd_serial_read(cells[SERIAL]);
	bool revoked = strcmp(status, "R") == 0;
	if ((!revoked && strcmp(status, "V") != 0 && strcmp(status, "E") != 0) ||
		serial == NULL || *cells[SUBJECT] == '\0' ||
		!read_index_time(cells[END], strlen(cells[END]), &entry.not_after) ||
		(revoked ? !read_revocation(cells[REVOKED], &entry)
			 : *cells[REVOKED] != '\0'))
		return false;
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

bool
pd_index_text_read(struct pd_bytes text, const char *from, struct pd_index *out,
	struct pd_error *error)
{
	size_t number = 0;
	for (size_t at = 0; at < text.size; number++) {
		const char *begin = (const char *)text.data + at;
		const char *end = memchr(begin, '\n', text.size - at);
		size_t size = end ? (size_t)(end - begin) : text.size - at;
		PD_AUTO(pd_drop_text) char *line = pd_copy_bytes(begin, size);
		at += size + 1;
		if (size > 0 && line[size - 1] == '\r')
			line[size - 1] = '\0';
		if (*line == '\0' && strlen(line) == size)
			continue;
		if (end != NULL && strlen(line) + 1 >= size &&
			read_text_line(line, out))
			continue;
		PD_AUTO(pd_drop_text)
		char *place = pd_format("%s:%zu", from, number + 1);
		return pd_fail(error, PD_EINPUT, place,
			_("this line is torn, and may be that of a revoked "
			  "certificate; "
			  "mend it, or give the copy that openssl ca has left beside "
			  "it "
			  "(index.txt.old)"));
	}
	return true;
}
