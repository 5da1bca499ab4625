/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash-preload.c"

#include <gnutls/gnutls.h>
#include <sys/wait.h>
#include <time.h>

#include "scratch.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/tabs.h"
#include "tap.h"
#include "x509/certificate/revocation.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

/* The CA is killed, or its disk is full, at every single call that writes: no serial
 * number is used twice, no certificate is issued without a record, no list has a number
 * that another had, and what is revoked is on the list. */

/* ---- the operations --------------------------------------------------------------- */

struct value {
	const char *name, *text;
};

static char *served, *fresh; /* serial numbers that are there before */

static bool
run(struct pd_store *store, const char *name, const struct value *given,
	struct pd_error *error)
{
	const struct pd_operation *operation = pd_operation_find(pd_tabs, "ssl", name);
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	struct pd_context context = {.store = store,
		.tabs = pd_tabs,
		.account = "me",
		.now = (int64_t)time(NULL)};
	for (; given->name != NULL; given++)
		pd_values_set(values, given->name, given->text);
	pd_values_default(operation->fields, &context, NULL, values);
	return pd_values_check(operation->fields, values, error) &&
	       pd_operation_run(operation, &context, values, &result, error);
}

static bool
issue(struct pd_store *store, struct pd_error *error)
{
	const struct value given[] = {
		{"purpose", "server"}, {"dn", "CN=a.example"}, {"out", at("out")}, {0}};
	return run(store, "issue", given, error);
}

static bool
renew(struct pd_store *store, struct pd_error *error)
{
	const struct value given[] = {
		{"serial", fresh}, {"new-key", "yes"}, {"out", at("out")}, {0}};
	return run(store, "renew", given, error);
}

static bool
batch(struct pd_store *store, struct pd_error *error)
{
	const struct value given[] = {
		{"batch", at("table.csv")}, {"out", at("out")}, {0}};
	return run(store, "batch", given, error);
}

static bool
revoke_one(struct pd_store *store, struct pd_error *error)
{
	const struct value given[] = {{"serial", fresh}, {0}};
	return run(store, "revoke", given, error);
}

static bool
sign_list(struct pd_store *store, struct pd_error *error)
{
	const struct value given[] = {{"file", at("out/list.crl")}, {0}};
	return run(store, "crl", given, error);
}

static const struct scenario {
	const char *name;
	bool (*run)(struct pd_store *store, struct pd_error *error);
	size_t issues; /* certificates */
	bool revokes;
} scenarios[] = {
	{"issue", issue, 1, false},
	{"renew", renew, 1, false},
	{"batch", batch, 2, false},
	{"revoke", revoke_one, 0, true},
	{"crl", sign_list, 0, false},
};

/* ---- before ------------------------------------------------------------------------- */

static char *
serial_of(struct pd_store *store, const char *name)
{
	struct pd_error error = {0};
	struct pd_context context = {.store = store};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	must(pd_issued_list(&context, &list, &error), "list", &error);
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.items[i].name, name) == 0)
			return pd_copy(list.items[i].serial);
	must(false, name, NULL);
	return NULL;
}

/* A CA, one certificate that is revoked, and one that is not. */
static void
prepare(void)
{
	static const struct value ca[] = {{"dn", "CN=CA"}, {0}},
				  gone[] = {{"purpose", "client"}, {"dn", "CN=gone"},
					  {0}},
				  stays[] = {{"purpose", "client"}, {"dn", "CN=stays"},
					  {0}};
	struct pd_error error = {0};
	must(mkdir(at("base"), 0700) == 0, "base", NULL);
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("base"));
	must(run(store, "generate", ca, &error) && run(store, "issue", gone, &error) &&
			run(store, "issue", stays, &error),
		"a CA", &error);
	served = serial_of(store, "gone");
	fresh = serial_of(store, "stays");
	const struct value serial[] = {{"serial", served}, {0}};
	must(run(store, "revoke", serial, &error), "revoke", &error);
	put_text(at("table.csv"), "dn,purpose\nCN=b,client\nCN=c,client\n");
}

static void
begin_again(void)
{
	scratch_remove(at("store"));
	scratch_remove(at("out"));
	scratch_copy(at("base"), at("store"));
	must(mkdir(at("out"), 0700) == 0, "out", NULL);
}

/* ---- breaking ------------------------------------------------------------------------ */

enum outcome { DONE, TOLD, SILENT, KILLED, NOT_REACHED = 8 };

static enum outcome
run_broken(const struct scenario *scenario, long place, int number)
{
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		struct pd_error error = {0};
		struct pd_store *store = open_store(at("store"));
		crash.count = 0;
		crash.at = place;
		crash.error = number;
		bool good = scenario->run(store, &error);
		bool told = error.code != PD_OK && error.message[0] != '\0';
		_exit((good          ? DONE
			      : told ? TOLD
				     : SILENT) +
			(crash.count >= place ? 0 : NOT_REACHED));
	}
	int status = 0;
	must(waitpid(child, &status, 0) == child, "waitpid", NULL);
	return WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : KILLED;
}

/* ---- what is there afterwards --------------------------------------------------------- */

/* Everything that was ever seen in all runs, which share one CA. */
static struct pd_secret serials; /* a blank before and behind each */
static uint64_t last_number;

static size_t problems;

static void
wrong(const char *what)
{
	printf("# %s\n", what);
	problems++;
}

static bool
knows(const struct pd_issued_list *list, const char *serial)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].serial, serial) == 0)
			return true;
	return false;
}

/* Each record holds its certificate and has its key; its serial number is new. */
static size_t
count_new(struct pd_context *context, const struct pd_issued_list *list)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
		struct pd_error error = {0};
		const char *serial = list->items[i].serial;
		if (strcmp(serial, served) == 0 || strcmp(serial, fresh) == 0)
			continue;
		count++;
		PD_AUTO(pd_drop_text) char *word = pd_format(" %s ", serial);
		if (strstr(pd_secret_text(&serials), word) != NULL)
			wrong("a serial number was used twice");
		pd_secret_add_text(&serials, word);
		if (!pd_issued_find(context, serial, &issued, &error))
			wrong(error.message);
		else if (!pd_store_has_key(context->store, issued.key))
			wrong("a key is missing");
	}
	return count;
}

/* Files that were handed over, whatever they are called: the register knows each. */
static size_t
count_handed_over(const char *folder, const struct pd_issued_list *list)
{
	struct dirent **items;
	size_t found = 0;
	int count = scandir(folder, &items, NULL, NULL);
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, items[i]->d_name);
		bool dots = items[i]->d_name[0] == '.' &&
			    strspn(items[i]->d_name, ".") == strlen(items[i]->d_name);
		if (items[i]->d_type == DT_DIR && !dots)
			found += count_handed_over(path, list);
		free(items[i]);
		PD_AUTO(pd_drop_text) char *text = dots ? NULL : text_of(path);
		const char *pem = text ? strstr(text, "-----BEGIN CERTIFICATE") : NULL;
		struct pd_error error = {0};
		if (pem == NULL || strstr(pem, "-----END") == NULL)
			continue;
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate = pd_certificate_from_pem(
			(struct pd_bytes){(const unsigned char *)pem, strlen(pem)},
			path, &error);
		if (certificate == NULL || pd_certificate_is_self_issued(certificate))
			continue;
		found++;
		if (!knows(list, pd_certificate_serial(certificate)))
			wrong("a certificate was issued without a record");
	}
	if (count >= 0)
		free(items);
	return found;
}

static struct pd_revocation_list *
read_list(const char *path)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *text = text_of(path);
	const gnutls_datum_t pem = {(unsigned char *)text, (unsigned)strlen(text)};
	gnutls_datum_t der = {0};
	if (gnutls_pem_base64_decode2("X509 CRL", &pem, &der) < 0)
		return NULL;
	struct pd_revocation_list *list = pd_revocation_list_from_der(
		(struct pd_bytes){der.data, der.size}, path, &error);
	must(list != NULL, path, &error);
	gnutls_free(der.data);
	return list;
}

static uint64_t
number_of(const struct pd_revocation_list *list)
{
	struct pd_extension found;
	struct pd_bytes digits;
	uint64_t number = 0;
	if (list == NULL ||
		!pd_extension_find(pd_revocation_list_tbs(list)->extensions,
			PD_EXTENSION_CRL_NUMBER, &found) ||
		!pd_take(&found.value, PD_DER_INTEGER, &digits))
		return 0;
	for (size_t i = 0; i < digits.size; i++)
		number = number << 8 | digits.data[i];
	return number;
}

/* A list of a number that is above all before, in the store and in the file written. */
static void
check_next_list(struct pd_store *store)
{
	struct pd_error error = {0};
	scratch_remove(at("out/list.crl"));
	if (!sign_list(store, &error)) {
		wrong(error.message);
		return;
	}
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list = read_list(at("out/list.crl"));
	if (number_of(list) <= last_number)
		wrong("the number of a list did not rise");
	last_number = number_of(list);
}

static void
note_number(const char *path)
{
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list = read_list(path);
	if (number_of(list) > last_number)
		last_number = number_of(list);
}

static size_t
count_entries(const struct pd_revocation_list *list)
{
	struct pd_bytes entries = pd_revocation_list_tbs(list)->entries, entry;
	size_t count = 0;
	while (pd_take(&entries, PD_DER_SEQUENCE, &entry))
		count++;
	return count;
}

/* Looks at the store as the next operator finds it. */
static void
look(const struct scenario *scenario, enum outcome outcome)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	struct pd_context context = {.store = store, .now = (int64_t)time(NULL)};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	must(pd_issued_list(&context, &list, &error), "list", &error);
	size_t issued = count_new(&context, &list);
	size_t handed_over = count_handed_over(at("out"), &list);
	if (issued != 0 && issued != scenario->issues)
		wrong("half of it is recorded");
	if (outcome == DONE && issued != scenario->issues)
		wrong("it is done and not recorded");
	if (outcome == TOLD && (issued != 0 || handed_over != 0))
		wrong("it failed and was issued");
	if (outcome == SILENT)
		wrong("it failed without a word");
	PD_AUTO(pd_issued_free) struct pd_issued old = {0};
	must(pd_issued_find(&context, fresh, &old, &error), "find", &error);
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *kept = read_list(at("store/ssl/crl.pem"));
	size_t revoked = 1 + (old.revoked_at != 0);
	if (kept == NULL || count_entries(kept) != revoked)
		wrong("list and register do not agree");
	if (scenario->run == renew && (old.renewed_by != NULL) != (issued > 0))
		wrong("what was renewed does not know its successor");
	if (outcome == DONE && scenario->revokes && old.revoked_at == 0)
		wrong("it is done and not revoked");
	note_number(at("store/ssl/crl.pem"));
	note_number(at("out/list.crl"));
	check_next_list(store);
}

static void
break_each(const struct scenario *scenario, int number)
{
	const char *how = number == 0 ? "kill -9" : strerror(number);
	long place = 1;
	problems = 0;
	for (;; place++) {
		size_t before = problems;
		begin_again();
		enum outcome outcome = run_broken(scenario, place, number);
		if (outcome >= NOT_REACHED)
			break;
		look(scenario, outcome);
		if (problems > before)
			printf("# at call %ld\n", place);
	}
	tap_ok(problems == 0 && place > 10, "ssl %s: %s at each of %ld calls",
		scenario->name, how, place - 1);
}

static void
try_scenario(const struct scenario *scenario)
{
	begin_again();
	problems = 0;
	enum outcome outcome = run_broken(scenario, 0, 0);
	look(scenario, outcome);
	tap_ok(outcome == DONE && problems == 0, "ssl %s: works", scenario->name);
	break_each(scenario, 0);
	break_each(scenario, ENOSPC);
}

int
main(void)
{
	/* Nothing here is about a disk, and there are thousands of syncs. */
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	scratch_begin();
	prepare();
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
		try_scenario(&scenarios[i]);
	free(served);
	free(fresh);
	pd_secret_wipe(&serials);
	scratch_end();
	return tap_done();
}
