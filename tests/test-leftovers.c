/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/wait.h>
#include <time.h>

#include "scratch.h"
#include "tabs/tabs.h"
#include "tap.h"

/* What of the CA's key is left in the memory of a process that signed with it: nothing,
 * neither its text nor its number, in whatever order its bytes stand. */

enum { NEEDLE = 24, MASK = 0x5a };

/* What is looked for, masked, so that the search does not find itself. */
struct needle {
	const char *name;
	unsigned char bytes[NEEDLE];
};

/* ---- the operations --------------------------------------------------------------- */

struct value {
	const char *name, *text;
};

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

/* In a process of its own, whose memory goes with it. */
static void
make_ca(const char *algorithm)
{
	const struct value ca[] = {{"dn", "CN=CA"}, {"algorithm", algorithm}, {0}};
	pid_t child = fork();
	if (child == 0) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_store)
		struct pd_store *store = open_store(at("%s", algorithm));
		must(run(store, "generate", ca, &error), "generate", &error);
		_exit(0);
	}
	int status;
	must(child > 0 && waitpid(child, &status, 0) == child && status == 0, "a CA",
		NULL);
}

static bool
issue(struct pd_store *store, const char *folder, struct pd_error *error)
{
	const struct value given[] = {{"purpose", "server"}, {"dn", "CN=a.example"},
		{"out", at("out-%s", folder)}, {0}};
	return run(store, "issue", given, error);
}

static bool
sign_list(struct pd_store *store, const char *name, struct pd_error *error)
{
	const struct value given[] = {{"file", at("%s.crl", name)}, {0}};
	return run(store, "crl", given, error);
}

/* ---- searching -------------------------------------------------------------------- */

static void
mask(struct needle *needle, const char *name, const unsigned char *bytes, bool reversed)
{
	needle->name = name;
	for (size_t i = 0; i < NEEDLE; i++)
		needle->bytes[i] = bytes[reversed ? NEEDLE - 1 - i : i] ^ MASK;
}

static bool
is_here(const unsigned char *memory, const struct needle *needle)
{
	for (size_t i = 0; i < NEEDLE; i++)
		if ((memory[i] ^ MASK) != needle->bytes[i])
			return false;
	return true;
}

static bool
is_between(const unsigned char *begin, const unsigned char *end,
	const struct needle *needle)
{
	for (const unsigned char *each = begin; each + NEEDLE <= end; each++)
		if (is_here(each, needle))
			return true;
	return false;
}

/* Looks at all memory that this process may write. */
static bool
is_left(const struct needle *needle)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[500];
	bool found = false;
	must(maps != NULL, "/proc/self/maps", NULL);
	while (fgets(line, sizeof line, maps) != NULL) {
		unsigned long begin, end;
		if (sscanf(line, "%lx-%lx rw", &begin, &end) != 2 ||
			strstr(line, " rw") == NULL || strstr(line, "[v") != NULL)
			continue;
		found = found || is_between((const unsigned char *)begin,
					 (const unsigned char *)end, needle);
	}
	(void)fclose(maps);
	return found;
}

/* The parts of the key that are looked for: the middle of its text, and of the secret
 * number in it, which begins behind a mark. */
static size_t
read_needles(const char *path, struct pd_bytes mark, struct needle needles[3])
{
	unsigned char text[4096], der[4096];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = read(file, text, sizeof text - 1);
	must(file >= 0 && size > 0 && close(file) == 0, path, NULL);
	text[size] = '\0';
	const char *begin = strchr((char *)text, '\n') + 1;
	/* The text of the second line of a longer key, of the first of a short one. */
	mask(&needles[0], "its text", (const unsigned char *)begin + 36, false);
	size_t der_size = 0;
	unsigned value = 0, bits = 0;
	for (const char *c = begin; *c != '-'; c++) {
		static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					     "abcdefghijklmnopqrstuvwxyz0123456789+/";
		const char *digit = strchr(digits, *c);
		if (digit == NULL)
			continue;
		value = value << 6 | (unsigned)(digit - digits);
		bits += 6;
		if (bits >= 8)
			der[der_size++] = (unsigned char)(value >> (bits -= 8));
	}
	const unsigned char *number = memmem(der, der_size, mark.data, mark.size);
	must(number != NULL, "the secret number", NULL);
	number += mark.size + 4;
	mask(&needles[1], "its secret number", number, false);
	mask(&needles[2], "its secret number, backwards", number, true);
	pd_wipe(text, sizeof text);
	pd_wipe(der, sizeof der);
	return 3;
}

/* ---- the test --------------------------------------------------------------------- */

static const struct {
	const char *algorithm;
	struct pd_bytes mark; /* what stands before the secret number */
} kinds[] = {
	{"ec", {(const unsigned char *)"\x02\x01\x01\x04\x20", 5}},
	/* The private exponent stands behind the public one, 65537. */
	{"rsa", {(const unsigned char *)"\x02\x03\x01\x00\x01\x02\x82", 7}},
};

static void
look(const char *algorithm, const char *name, const struct needle *needles,
	size_t count)
{
	for (size_t i = 0; i < count; i++)
		tap_ok(!is_left(&needles[i]), "%s: after %s, nothing is left of %s",
			algorithm, name, needles[i].name);
}

/* The only file in that folder. */
static char *
find_key(const char *folder)
{
	DIR *keys = opendir(folder);
	must(keys != NULL, folder, NULL);
	char *found = NULL;
	for (const struct dirent *each; (each = readdir(keys)) != NULL;)
		if (strstr(each->d_name, ".pem") != NULL)
			found = pd_format("%s/%s", folder, each->d_name);
	(void)closedir(keys);
	must(found != NULL, "a key", NULL);
	return found;
}

static void
check(const char *algorithm, struct pd_bytes mark)
{
	struct pd_error error = {0};
	struct needle needles[3];
	make_ca(algorithm);
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("%s", algorithm));
	PD_AUTO(pd_drop_text) char *key = find_key(at("%s/keys", algorithm));
	size_t count = read_needles(key, mark, needles);
	must(issue(store, algorithm, &error), "issue", &error);
	look(algorithm, "issuing", needles, count);
	must(sign_list(store, algorithm, &error), "crl", &error);
	look(algorithm, "signing a list", needles, count);
}

/* The same again and again, in one process, as the screen does: a list every other time. */
static void
check_often(const char *algorithm, struct pd_bytes mark, long tries)
{
	enum { LOOK = 50 };
	struct pd_error error = {0};
	struct needle needles[3];
	long found = 0;
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("%s", algorithm));
	PD_AUTO(pd_drop_text) char *key = find_key(at("%s/keys", algorithm));
	size_t count = read_needles(key, mark, needles);
	for (long i = 0; i < tries; i++) {
		PD_AUTO(pd_drop_text) char *name = pd_format("%s-%ld", algorithm, i);
		must(i % 2 ? sign_list(store, name, &error)
			   : issue(store, name, &error),
			name, &error);
		for (size_t k = 0; k < count && (i % LOOK == 0 || i == tries - 1); k++)
			found += is_left(&needles[k]);
	}
	tap_ok(found == 0, "%s: nothing is left, %ld tries", algorithm, tries);
}

int
main(void)
{
	const char *wanted = getenv("PEMDECK_TRIES");
	long tries = wanted ? atol(wanted) : 4;
	/* Nothing here is about a disk. */
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	scratch_begin();
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		check(kinds[i].algorithm, kinds[i].mark);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		check_often(kinds[i].algorithm, kinds[i].mark, tries);
	/* The search itself: it finds what is there. */
	struct needle needle;
	static unsigned char planted[NEEDLE + 8];
	for (size_t i = 0; i < sizeof planted; i++)
		planted[i] = (unsigned char)(i * 37 + 11);
	mask(&needle, "planted", planted + 3, false);
	tap_ok(is_left(&needle), "the search finds what is there");
	scratch_end();
	return tap_done();
}
