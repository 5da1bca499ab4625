/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>

#include "tap.h"

static void
test_what_is_set(void)
{
	struct pd_error error = {0};
	tap_ok(!pd_fail(&error, PD_EINPUT, "chain.pem:12", "line %d is no %s", 12,
		       "base64"),
		"failing answers false");
	tap_number(error.code, PD_EINPUT, "it sets the code");
	tap_is(error.input, "chain.pem:12", "it sets the input at fault");
	tap_is(error.message, "line 12 is no base64", "it formats the sentence");
}

static void
test_first_one_stays(void)
{
	struct pd_error error = {0};
	(void)pd_fail(&error, PD_EIO, "here", "the cause");
	tap_ok(!pd_fail(&error, PD_EINPUT, "there", "a consequence"),
		"failing again answers false");
	errno = ENOENT;
	tap_ok(!pd_fail_errno(&error, PD_ESTORE, "elsewhere", "another"),
		"and so it does with errno");
	tap_number(error.code, PD_EIO, "the first code stays");
	tap_is(error.input, "here", "the first input stays");
	tap_is(error.message, "the cause", "the first sentence stays");

	pd_error_clear(&error);
	tap_ok(error.code == PD_OK && *error.input == '\0' && *error.message == '\0',
		"a cleared error is empty");
	(void)pd_fail(&error, PD_EINPUT, NULL, "a new cause");
	tap_is(error.message, "a new cause", "and takes the next failure");
	tap_is(error.input, "", "no input is an empty one");
}

static void
test_errno_in_words(void)
{
	struct pd_error error = {0};
	errno = ENOENT;
	(void)pd_fail_errno(&error, PD_EIO, "ca.pem", "cannot be %s", "opened");
	tap_is(error.message, "cannot be opened: No such file or directory",
		"errno follows in words");
}

/* What comes from outside may be of any length: it is cut, not written beyond. */
static void
test_lengths(void)
{
	char text[4096];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	struct {
		char before;
		struct pd_error error;
		char after;
	} room = {.before = 1, .after = 1};
	errno = EIO;
	(void)pd_fail_errno(&room.error, PD_EIO, text, "%s", text);
	tap_number(strlen(room.error.input), sizeof room.error.input - 1,
		"a long input is cut");
	tap_number(strlen(room.error.message), sizeof room.error.message - 1,
		"a long sentence is cut");
	tap_ok(room.before == 1 && room.after == 1, "nothing is written beside it");
}

/* A character is there or not: half of one is no UTF-8. */
static void
test_whole_characters(void)
{
	for (size_t shift = 0; shift < 4; shift++) {
		char text[1024] = "xxx";
		size_t size = shift;
		for (; size + 4 < sizeof text; size += 4)
			memcpy(text + size, "\xf0\x9f\x94\x91", 4);
		struct pd_error error = {0};
		(void)pd_fail(&error, PD_EIO, text, "%s", text);
		size_t most = sizeof error.message - 1;
		tap_number(strlen(error.message), most - (most - shift) % 4,
			"a sentence ends with a whole character, %zu", shift);
		tap_number(strlen(error.input) % 4, shift, "and so does an input");
	}
}

int
main(void)
{
	test_what_is_set();
	test_first_one_stays();
	test_errno_in_words();
	test_lengths();
	test_whole_characters();
	return tap_done();
}
