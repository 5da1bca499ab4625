/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/alias_name.h"

#include "tap.h"

/* The rule of JS7's dialog, each of its clauses. */

static const struct {
	const char *alias, *says; /* NULL: it may be one */
} rows[] = {
	{"agent", NULL},
	{"agent-01.example_org", NULL},
	{"a", NULL},
	{"schl\xc3\xbcssel", NULL},
	{"\xe6\x9d\xb1\xe4\xba\xac", NULL},
	{"classes", NULL},
	{"a,b|c<d>`", NULL},
	{"", "is empty"},
	{"a b", "has a blank"},
	{"a\tb", "has a blank"},
	{"a\nb", "has a blank"},
	{" a", "has a blank"},
	{"a\xc2\xa0z", "has a blank"},
	{"a\xe3\x80\x80z", "has a blank"},
	{".a", "neither begins nor ends"},
	{"a.", "neither begins nor ends"},
	{"-a", "neither begins nor ends"},
	{"a-", "neither begins nor ends"},
	{"a..b", "one after the other"},
	{"a--b", "one after the other"},
	{"class", "word of Java"},
	{"new", "word of Java"},
	{"null", "word of Java"},
	{"a\x1b[1m", "may be in one"},
	{"a\x1b", "cannot be seen"},
	{"a\xe2\x80\xae", "cannot be seen"},
	{"a\xff", "cannot be seen"},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pd_error error = {0};
		bool good = pd_alias_check(rows[i].alias, "alias", &error);
		tap_number(good, rows[i].says == NULL, "alias %zu: %s", i,
			rows[i].says ? rows[i].says : rows[i].alias);
		tap_has(error.message, rows[i].says ? rows[i].says : "",
			"and what is said of it");
	}
	for (const char *c = "!?~'\"}[]{@:;#/\\^$%&*)(+="; *c != '\0'; c++) {
		struct pd_error error = {0};
		const char alias[] = {'a', *c, 'b', '\0'};
		tap_ok(!pd_alias_check(alias, "alias", &error) &&
				error.code == PD_EUSAGE,
			"no %c in an alias", *c == '#' ? 'x' : *c);
	}
	char alias[257];
	memset(alias, 'a', sizeof alias);
	alias[256] = '\0';
	struct pd_error error = {0};
	tap_ok(!pd_alias_check(alias, "alias", &error), "256 characters are too many");
	alias[255] = '\0';
	tap_ok(pd_alias_check(alias, "alias", &error), "255 are not");
	return tap_done();
}
