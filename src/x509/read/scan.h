/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SCAN_H
#define PD_X509_READ_SCAN_H

#include "base/memory.h"

/* Text that went through mails, terminals, editors and JSON, read as the plain
 * characters that it once was, in one pass and without a copy: UTF-8 with or without
 * BOM, UTF-16 with BOM, Windows-1252; any line break; typographic blanks and dashes;
 * backslash escapes of JSON and C strings. */

struct pd_scan {
	struct pd_bytes text;
	size_t at;
	unsigned line; /* of the next character, from 1, as an editor counts */
	enum pd_scan_encoding {
		PD_SCAN_UTF8,
		PD_SCAN_UTF16LE,
		PD_SCAN_UTF16BE
	} encoding;
};

enum {
	PD_SCAN_END = -1,
	PD_SCAN_DASH = -2, /* a typographic one, which may stand for many */
	PD_SCAN_ODD = -3,  /* a character that no PEM holds */
};

void pd_scan_begin(struct pd_scan *scan, struct pd_bytes text);

/* The next character: ASCII without controls, '\n' for any line break, real or escaped,
 * ' ' for any blank and for quotes, or one of the above. Invisible characters and NULs
 * are left out. */
int pd_scan_next(struct pd_scan *scan);

#endif
