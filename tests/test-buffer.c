/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static void
test_empty(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer buffer = {0};
	tap_is(pd_buffer_text(&buffer), "", "an empty buffer is an empty string");
	tap_number(pd_buffer_bytes(&buffer).size, 0, "and no bytes");
	tap_ok(pd_buffer_bytes(&buffer).data != NULL, "which are somewhere");
	PD_AUTO(pd_drop_text) char *text = pd_buffer_steal_text(&buffer);
	tap_is(text, "", "its text is handed out as an empty string");
	pd_buffer_add(&buffer, NULL, 0);
	tap_is(pd_buffer_text(&buffer), "", "adding nothing leaves it empty");
	pd_buffer_cut(&buffer, 7);
	tap_number(buffer.size, 0, "cutting does not lengthen it");
}

static void
test_adding(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer buffer = {0};
	pd_buffer_add(&buffer, "a\0b", 3);
	pd_buffer_add_byte(&buffer, 'c');
	pd_buffer_add_text(&buffer, "de");
	pd_buffer_add_format(&buffer, "%s%d", "f", 42);
	tap_number(buffer.size, 9, "every way of adding adds");
	tap_ok(memcmp(pd_buffer_bytes(&buffer).data, "a\0bcdef42", 10) == 0,
		"at the end, a NUL behind it");
	memcpy(pd_buffer_reserve(&buffer, 100), "ghi", 3);
	pd_buffer_added(&buffer, 3);
	tap_ok(memcmp(buffer.data, "a\0bcdef42ghi", 13) == 0,
		"what is written into its room is added");
	pd_buffer_insert(&buffer, 12, "!", 1);
	pd_buffer_insert(&buffer, 0, "<<", 2);
	pd_buffer_insert(&buffer, 2, NULL, 0);
	tap_ok(memcmp(buffer.data, "<<a\0bcdef42ghi!", 16) == 0 && buffer.size == 15,
		"what is inserted moves what is behind it");
	pd_buffer_insert(&buffer, 2, "a", 1);
	pd_buffer_cut(&buffer, 3);
	tap_is(pd_buffer_text(&buffer), "<<a", "what is cut off is gone from its text");
}

static void
test_growing(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer buffer = {0};
	bool ended = true;
	for (size_t i = 0; i < 100000; i++) {
		pd_buffer_add_byte(&buffer, (unsigned char)('a' + i % 26));
		ended &= buffer.data[buffer.size] == '\0';
	}
	tap_ok(ended, "it ends with a NUL whatever its size");
	bool kept = true;
	for (size_t i = 0; i < buffer.size; i++)
		kept &= buffer.data[i] == (unsigned char)('a' + i % 26);
	tap_ok(kept && buffer.size == 100000, "growing keeps the content");
}

static void
test_handing_out(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer buffer = {0};
	pd_buffer_add_text(&buffer, "text");
	PD_AUTO(pd_buffer_free) struct pd_buffer other = pd_buffer_steal(&buffer);
	tap_is(pd_buffer_text(&other), "text", "a buffer is handed to another");
	tap_ok(buffer.data == NULL && buffer.size == 0, "and is empty then");
	PD_AUTO(pd_drop_text) char *text = pd_buffer_steal_text(&other);
	tap_is(text, "text", "its text is handed out");
	tap_is(pd_buffer_text(&other), "", "and gone from it");
	pd_buffer_add_text(&other, "new");
	tap_is(pd_buffer_text(&other), "new", "it can be filled again");
	tap_is(text, "text", "without touching what was handed out");
}

static void
test_list(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	pd_buffer_add_item(&list, "one");
	tap_is(pd_buffer_text(&list), "one", "one item stands alone");
	pd_buffer_add_item(&list, "two");
	pd_buffer_add_item(&list, "three");
	tap_is(pd_buffer_text(&list), "one, two, three", "commas part several");
}

int
main(void)
{
	test_empty();
	test_adding();
	test_growing();
	test_handing_out();
	test_list();
	return tap_done();
}
