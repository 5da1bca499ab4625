/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/quote.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { QUOTE_CELLS = 64 };

char *
pd_quote(const char *text, size_t size)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe(text, size);
	size_t fits = pd_text_fit(safe, QUOTE_CELLS);
	return pd_format("%.*s%s", (int)fits, safe, safe[fits] == '\0' ? "" : "...");
}
