/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/database/database.h"

#include <string.h>

#include "base/text.h"
#include "x509/database/database_gnomint.h"
#include "x509/database/database_xca.h"

bool
pd_database_is(struct pd_bytes input)
{
	static const char begin[] = "SQLite format 3"; /* and a NUL */
	return input.size >= sizeof begin &&
	       memcmp(input.data, begin, sizeof begin) == 0;
}

bool
pd_database_unpack(
	const struct pd_unpack *unpack, struct pd_bytes input, struct pd_error *error)
{
	PD_AUTO(pd_table_close) struct pd_table_base base = {0};
	if (!pd_table_open(unpack, input, &base, error))
		return false;
	if (pd_xca_is(&base))
		return pd_xca_unpack(&base, error);
	if (pd_gnomint_is(&base))
		return pd_gnomint_unpack(&base, error);
	return pd_fail(error, PD_EINPUT, unpack->from,
		_("is a database of SQLite, but neither one of XCA nor one of "
		  "gnoMint, or it is damaged"));
}
