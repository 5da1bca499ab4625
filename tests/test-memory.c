/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mapping.h"
#include "tap.h"
#include "x509/read/confine.h"

static void
test_plain_memory(void)
{
	PD_AUTO(pd_drop_text) char *zeroed = pd_alloc(3, 2);
	tap_ok(memcmp(zeroed, (char[6]){0}, 6) == 0, "new memory is zeroed");
	PD_AUTO(pd_drop_text) char *none = pd_alloc(0, 0);
	tap_ok(none != NULL, "no memory at all is something, too");

	memcpy(zeroed, "abcdef", 6);
	zeroed = pd_grow(zeroed, 100000, 1);
	tap_ok(memcmp(zeroed, "abcdef", 6) == 0, "growing keeps the content");

	tap_ok(pd_copy(NULL) == NULL, "the copy of nothing is nothing");
	PD_AUTO(pd_drop_text) char *copy = pd_copy("text");
	tap_is(copy, "text", "a string is copied");
	PD_AUTO(pd_drop_text) char *bytes = pd_copy_bytes("a\0b", 3);
	tap_ok(memcmp(bytes, "a\0b", 4) == 0, "bytes are copied, with a NUL behind");
	PD_AUTO(pd_drop_text) char *empty = pd_copy_bytes(NULL, 0);
	tap_is(empty, "", "no bytes are an empty string");
}

static void
test_format(void)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("%s is %d", "one", 1);
	tap_is(text, "one is 1", "a format is filled in");
	PD_AUTO(pd_drop_text) char *wide = pd_format("%5000d", 7);
	tap_number(strlen(wide), 5000, "a format has no longest text");
}

static int dropped;

static void
count_drop(char **owner)
{
	dropped += *owner != NULL;
	free(*owner);
}

static char *
hand_out(void)
{
	PD_AUTO(count_drop) char *owned = pd_copy("owned");
	return pd_steal(owned);
}

static void
test_owners(void)
{
	{
		PD_AUTO(count_drop) char *owned = pd_copy("owned");
		tap_number(dropped, 0, "an owner keeps it to the end of its block");
		(void)owned;
	}
	tap_number(dropped, 1, "and drops it there");
	PD_AUTO(pd_drop_text) char *got = hand_out();
	tap_is(got, "owned", "what was stolen is handed out");
	tap_number(dropped, 1, "and is not dropped");
}

/* ---- secrets -------------------------------------------------------------------- */

/* The content is this, and 16 NULs stand behind it. */
static void
check_secret(const struct pd_secret *secret, const char *want, const char *rule)
{
	static const unsigned char slack[16];
	if (tap_ok(secret->size == strlen(want) && secret->data != NULL &&
			    memcmp(secret->data, want, secret->size) == 0,
		    "%s", rule))
		tap_ok(secret->room >= secret->size + sizeof slack &&
				memcmp(secret->data + secret->size, slack,
					sizeof slack) == 0,
			"%s: 16 NULs stand behind", rule);
	else
		tap_show("got", pd_secret_text(secret));
}

static void
test_secret_edits(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret secret = {0};
	tap_is(pd_secret_text(&secret), "", "an untouched secret reads as empty");
	tap_number(pd_secret_bytes(&secret).size, 0, "and has no bytes");
	pd_secret_add(&secret, NULL, 0);
	check_secret(&secret, "", "adding nothing");
	pd_secret_add(&secret, "pass", 4);
	check_secret(&secret, "pass", "adding bytes");
	pd_secret_add_text(&secret, "word");
	check_secret(&secret, "password", "adding text");
	pd_secret_add_format(&secret, "-%s-%d", "x", 42);
	check_secret(&secret, "password-x-42", "adding a format");
	pd_secret_insert(&secret, 4, "-", 1);
	check_secret(&secret, "pass-word-x-42", "inserting");
	pd_secret_insert(&secret, secret.size, "!", 1);
	check_secret(&secret, "pass-word-x-42!", "inserting at the end");
	pd_secret_remove(&secret, 0, 5);
	check_secret(&secret, "word-x-42!", "removing at the start");
	pd_secret_remove(&secret, 4, 6);
	check_secret(&secret, "word", "removing at the end");
	pd_secret_cut(&secret, 99);
	check_secret(&secret, "word", "cutting beyond the end");
	memcpy(pd_secret_reserve(&secret, 100), "s and more", 10);
	pd_secret_added(&secret, 1);
	check_secret(&secret, "words", "writing into reserved room");
	pd_secret_cut(&secret, 0);
	check_secret(&secret, "", "cutting to nothing");
}

static void
test_secret_is_wiped(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret secret = {0};
	pd_secret_add_text(&secret, "a passphrase of some length");
	pd_secret_cut(&secret, 1);
	tap_ok(memmem(secret.data, secret.room, "phrase", 6) == NULL,
		"what is cut off is wiped");
	pd_secret_wipe(&secret);
	tap_ok(secret.data == NULL && secret.size == 0 && secret.room == 0,
		"a wiped secret is a new one");
	pd_secret_wipe(&secret);
	tap_is(pd_secret_text(&secret), "", "wiping twice does no harm");

	char bytes[] = "secret";
	pd_wipe(bytes, sizeof bytes);
	tap_ok(memcmp(bytes, (char[sizeof bytes]){0}, sizeof bytes) == 0,
		"any memory can be wiped");
	pd_wipe(NULL, 0);
}

static void
test_secret_grows(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret secret = {0};
	enum { COUNT = 20000 };
	for (int i = 0; i < COUNT; i++)
		pd_secret_add(&secret, "0123456789", 10);
	bool same = secret.size == (size_t)COUNT * 10;
	for (size_t i = 0; same && i < secret.size; i++)
		same = secret.data[i] == '0' + (int)(i % 10);
	tap_ok(same, "a secret grows and keeps its content");

	PD_AUTO(pd_secret_wipe) struct pd_secret stolen = pd_secret_steal(&secret);
	tap_ok(secret.data == NULL && secret.size == 0, "stealing leaves it empty");
	tap_number(stolen.size, COUNT * 10, "and moves the content");
}

static void
test_secret_is_not_dumped(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret secret = {0};
	pd_secret_add_text(&secret, "secret");
	char flags[512];
	mapping_flags(secret.data, flags, sizeof flags);
	if (*flags == '\0')
		tap_skip("the kernel does not show the flags of mappings");
	else
		tap_has(flags, " dd", "a secret stays out of core dumps");
	struct rlimit limit = {0, 0};
	(void)getrlimit(RLIMIT_MEMLOCK, &limit);
	if (*flags == '\0' || limit.rlim_cur < 1 << 16 || PD_SANITIZED)
		tap_skip("this process may lock no memory, or AddressSanitizer lets "
			 "none");
	else
		tap_has(flags, " lo", "and in memory that is not swapped");
}

/* ---- the process ---------------------------------------------------------------- */

/* Runs it in a child and returns how that ended; said gets its standard error. */
static int
run_in_child(void (*run)(void), char *said, size_t size)
{
	int ends[2];
	if (pipe(ends) < 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		run();
		_exit(0);
	}
	(void)close(ends[1]);
	size_t used = 0;
	ssize_t got;
	while (used < size - 1 &&
		(got = read(ends[0], said + used, size - 1 - used)) > 0)
		used += (size_t)got;
	said[used] = '\0';
	(void)close(ends[0]);
	int status = -1;
	(void)waitpid(child, &status, 0);
	return status;
}

static void
want_too_much(void)
{
	struct pd_secret secret = {0};
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	(void)pd_secret_reserve(&secret, SIZE_MAX / 2);
}

static void
test_out_of_memory(void)
{
	char said[4096];
	int status = run_in_child(want_too_much, said, sizeof said);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE,
		"memory that cannot be had ends the process");
	tap_has(said, "pemdeck: out of memory\n", "which says so");
}

static void
check_protection(void)
{
	pd_memory_protect();
	struct rlimit core = {1, 1};
	(void)getrlimit(RLIMIT_CORE, &core);
	bool good =
		core.rlim_cur == 0 && core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0;
	_exit(good ? 0 : 1);
}

static void
test_protection(void)
{
	char said[4096];
	int status = run_in_child(check_protection, said, sizeof said);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"a protected process writes no core dump");
}

int
main(void)
{
	test_plain_memory();
	test_format();
	test_owners();
	test_secret_edits();
	test_secret_is_wiped();
	test_secret_grows();
	test_secret_is_not_dumped();
	test_out_of_memory();
	test_protection();
	return tap_done();
}
