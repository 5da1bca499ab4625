/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-targets.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "scan/grammar.h"
#include "scan/split.h"
#include "x509/database/database.h"

/* ---- databases ------------------------------------------------------------------- */

/* A certificate and a list that are none: what is in the columns others try. */
#define SOME_BASE64 "'MAMCAQE='"

static const char xca[] =
	"PRAGMA page_size = 512;"
	"CREATE TABLE settings (key_, value); CREATE TABLE items (id INTEGER PRIMARY "
	"KEY, name);"
	"CREATE TABLE certs (item, cert); CREATE TABLE private_keys (item, ownPass, "
	"private);"
	"CREATE TABLE revocations (caId, serial, date, invaldate, reasonBit);"
	"CREATE TABLE x509super (item, pkey); CREATE TABLE authority (item, crlNo);"
	"CREATE TABLE crls (item, crl); CREATE TABLE templates (item);"
	"CREATE VIEW requests AS SELECT item FROM certs;"
	"INSERT INTO settings VALUES ('schema', '7');"
	"INSERT INTO items VALUES (1, 'one'), (2, 'two'), (3, 'three');"
	"INSERT INTO certs VALUES (1, " SOME_BASE64 "), (2, 'AAAA');"
	"INSERT INTO private_keys VALUES (3, 0, " SOME_BASE64 ");"
	"INSERT INTO x509super VALUES (1, 3); INSERT INTO authority VALUES (1, 7);"
	"INSERT INTO templates VALUES (2); CREATE INDEX i ON certs (item);"
	"INSERT INTO revocations VALUES (1, '0A', '20260101000000Z', '', 1);";

static const char gnomint[] =
	"PRAGMA page_size = 512;"
	"CREATE TABLE db_properties (id INTEGER PRIMARY KEY, name, value, UNIQUE "
	"(name));"
	"CREATE TABLE certificates (id INTEGER PRIMARY KEY, pem, revocation, "
	"private_key_in_db, private_key, dn);"
	"CREATE TABLE cert_requests (id INTEGER PRIMARY KEY);"
	"CREATE TABLE ca_crl (ca_id, crl_version); CREATE TABLE ca_policies (id);"
	"INSERT INTO db_properties (name, value) VALUES ('ca_db_version', 12);"
	"INSERT INTO certificates VALUES (1, '-----BEGIN CERTIFICATE-----', 0, 1, "
	"'gCP', 'CN=a');"
	"INSERT INTO cert_requests VALUES (1); INSERT INTO ca_crl VALUES (1, 3);"
	"INSERT INTO ca_policies VALUES (1);";

static struct pd_bytes
make_database(const char *statements)
{
	sqlite3 *handle;
	sqlite3_int64 size = 0;
	fuzz_must_hold(
		sqlite3_open(":memory:", &handle) == SQLITE_OK &&
			sqlite3_exec(handle, statements, NULL, NULL, NULL) == SQLITE_OK,
		"a database that is not made", statements);
	unsigned char *bytes = sqlite3_serialize(handle, "main", &size, 0);
	fuzz_must_hold(bytes != NULL, "a database that is not written", statements);
	(void)sqlite3_close(handle);
	return (struct pd_bytes){bytes, (size_t)size};
}

static bool
found_in_table(void *context, struct pd_bytes der)
{
	*(size_t *)context += der.size;
	return true;
}

static bool
listed_in_table(void *context, struct pd_bytes text)
{
	*(size_t *)context += text.size;
	return true;
}

static bool
other_in_table(void *context, unsigned kinds, const char *words)
{
	(void)kinds;
	*(size_t *)context += *words != '\0';
	return true;
}

/* The input says what is changed in a good one: where (2 bytes), how many bytes, and those. So
 * the pages stay pages, mostly. */
static void
change_database(struct pd_bytes input, unsigned char *bytes, size_t size)
{
	enum { HEAD = 3 };
	while (input.size > HEAD) {
		size_t place = (input.data[0] << 8 | input.data[1]) % size;
		size_t count = input.data[2] % 16;
		input.data += HEAD;
		input.size -= HEAD;
		for (; count > 0 && input.size > 0 && place < size; count--) {
			bytes[place++] = *input.data++;
			input.size--;
		}
	}
}

static void
unpack_database(struct pd_bytes bytes)
{
	size_t found = 0;
	uint64_t effort = 50000;
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0};
	pd_secret_add_text(&words, "secret-42");
	const struct pd_unpack unpack = {.from = "fuzz.xdb",
		.passphrase = &words,
		.effort = &effort,
		.found = found_in_table,
		.other = other_in_table,
		.listed = listed_in_table,
		.context = &found};
	if (pd_database_is(bytes) && !pd_database_unpack(&unpack, bytes, &error))
		fuzz_must_explain(&error);
	/* One page may stand in many places of a table, but not in endless ones. */
	fuzz_must_hold(
		found <= (bytes.size + 1) * 64, "more in a database than there is", "");
}

const char *const fuzz_changes[] = {
	"\1\144\4abcd\0\24\1\2", "\2\10\2\377\377", "\5\14\5\1\2\3\4\5\11\20\1x", NULL};

void
fuzz_database(struct pd_bytes input)
{
	static struct pd_bytes made[2];
	for (size_t i = 0; i < 2; i++) {
		if (made[i].data == NULL)
			made[i] = make_database(i == 0 ? xca : gnomint);
		unsigned char *bytes = pd_alloc(made[i].size, 1);
		memcpy(bytes, made[i].data, made[i].size);
		change_database(input, bytes, made[i].size);
		unpack_database((struct pd_bytes){bytes, made[i].size});
		/* A good one, cut off. */
		memcpy(bytes, made[i].data, made[i].size);
		unpack_database((struct pd_bytes){
			bytes, made[i].size - input.size % made[i].size});
		free(bytes);
	}
}

/* ---- configuration files --------------------------------------------------------- */

static const char *const grammars[] = {"braces", "tags", "sections", "connections",
	"lines", "indented", "equals", "colons", "folded", "config", "script",
	"macros"};

enum { GRAMMARS = sizeof grammars / sizeof *grammars };

struct splitting {
	unsigned line;
	size_t words, statements;
};

static bool
tell_statement(
	void *work, enum pd_statement_kind kind, unsigned line, struct pd_bytes words)
{
	struct splitting *splitting = work;
	fuzz_must_hold(kind <= PD_CLOSES, "a statement of no kind", "");
	fuzz_must_hold(words.size == 0 || words.data[words.size - 1] == '\0',
		"words without an end", "");
	fuzz_must_hold(line >= 1 && line >= splitting->line, "lines that go back", "");
	splitting->line = line;
	splitting->words += words.size;
	splitting->statements++;
	return splitting->statements < 10000;
}

const char *const fuzz_configurations[] = {
	"0server { listen 443 ssl; ssl_certificate \"/a b.pem\"; # x\n}\n",
	"1<VirtualHost *:443>\nSSLCertificateFile /a.pem \\\n /b\n</VirtualHost>\n",
	"2frontend a\n bind :443 ssl crt /a.pem\n", "3conn a\n\tleftcert=a.pem\n",
	"4cert a.pem ; x\n", "5a = b\n  c\n", "6[a]\nb = 'c' ; d\n", "7a: b\n c\n",
	"8a = b, c\n d\n", "9ssl { cert = <a.pem }\n",
	":a = { [\"b\"] = 'c', -- d\n e = { \"f\"; } }\n",
	";.ifdef A\nB = $C\\\n d\n.endif\n", NULL};

void
fuzz_configuration(struct pd_bytes input)
{
	if (input.size == 0)
		return;
	const struct pd_grammar *grammar =
		pd_grammar_find(grammars[(unsigned)(input.data[0] - '0') % GRAMMARS]);
	const struct pd_bytes text = {input.data + 1, input.size - 1};
	struct splitting splitting = {0};
	fuzz_must_hold(grammar != NULL, "a grammar that is not there", "");
	pd_split(grammar, text, tell_statement, &splitting);
	fuzz_must_hold(splitting.words <= 4 * (text.size + 1),
		"more words than the text has", "");
}
