/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_input.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ui/terminal/term_signals.h"

/* Milliseconds. Esc is a key of its own if nothing follows it; the rest of a sequence
 * may be delayed on its way for longer. */
enum {
	ESCAPE_WAIT = 25,
	SEQUENCE_WAIT = 100,
	BURST_WAIT = 20,
	PASTE_WAIT = 2000,
	PACKET_WAIT = 1000,
	LINE_WAIT = 300,
};

static struct {
	struct pd_key_map map;
	struct pd_secret waiting; /* read, but not decoded yet */
	size_t keys; /* how many of these bytes are known not to be a paste */
	struct pd_secret paste;
	bool whole; /* the paste was marked */
	int watched[PD_WATCHED_MOST];
	size_t watched_count;
	enum pd_paste_rule rule;
	bool lost;
} input;

void
pd_input_start(struct pd_key_map map, enum pd_paste_rule rule)
{
	input.map = map;
	input.rule = rule;
	input.lost = false;
	input.keys = 0;
}

void
pd_input_stop(void)
{
	pd_key_map_free(&input.map);
	pd_secret_wipe(&input.waiting);
	pd_secret_wipe(&input.paste);
	input.watched_count = 0;
}

struct pd_pasted
pd_input_paste(void)
{
	return (struct pd_pasted){pd_secret_bytes(&input.paste), input.whole};
}

void
pd_input_watch(int descriptor)
{
	if (input.watched_count < PD_WATCHED_MOST)
		input.watched[input.watched_count++] = descriptor;
}

/* Reads what has arrived. false: the terminal is gone. */
static bool
read_waiting(void)
{
	enum { PIECE = 4096 };
	unsigned char *place = pd_secret_reserve(&input.waiting, PIECE);
	ssize_t size = read(STDIN_FILENO, place, PIECE);
	if (size < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	input.lost = size <= 0;
	if (!input.lost)
		pd_secret_added(&input.waiting, (size_t)size);
	return !input.lost;
}

/* Reads more if it arrives within that time. */
static bool
read_more_input(int milliseconds)
{
	struct pollfd line = {.fd = STDIN_FILENO, .events = POLLIN};
	int ready;
	do
		ready = poll(&line, 1, milliseconds);
	while (ready < 0 && errno == EINTR);
	return ready > 0 && !input.lost && read_waiting();
}

static struct pd_bytes
waiting_bytes(void)
{
	return pd_secret_bytes(&input.waiting);
}

static void
take_input(size_t size)
{
	pd_secret_remove(&input.waiting, 0, size);
	input.keys -= size < input.keys ? size : input.keys;
}

/* Keeps one byte more than the limit, so that whoever checks the size sees that it was
 * exceeded. */
static void
take_input_into_paste(size_t size)
{
	size_t room = PD_INPUT_LIMIT + 1 - input.paste.size;
	pd_secret_add(&input.paste, input.waiting.data, size < room ? size : room);
	take_input(size);
}

/* Terminals send the line breaks of a paste as Enter. */
static void
mend_line_breaks(struct pd_secret *text)
{
	size_t to = 0;
	for (size_t from = 0; from < text->size; from++) {
		unsigned char byte = text->data[from];
		if (byte == '\n' && from > 0 && text->data[from - 1] == '\r')
			continue;
		text->data[to++] = byte;
	}
	pd_secret_cut(text, to);
	for (size_t i = 0; i < text->size; i++)
		if (text->data[i] == '\r')
			text->data[i] = '\n';
}

static int
finish_paste(bool whole)
{
	mend_line_breaks(&input.paste);
	input.whole = whole;
	return PD_KEY_PASTE;
}

/* Reads up to the end mark; without one the paste ends after a pause. */
static int
read_marked_paste(void)
{
	static const char mark[] = "\033[201~";
	const size_t size = sizeof mark - 1;
	input.rule = PD_PASTE_MARKED; /* as it does mark them */
	for (;;) {
		struct pd_bytes now = waiting_bytes();
		const unsigned char *end = memmem(now.data, now.size, mark, size);
		if (end != NULL) {
			take_input_into_paste((size_t)(end - now.data));
			take_input(size);
			break;
		}
		if (now.size >= size) /* the end may be the beginning of the mark */
			take_input_into_paste(now.size - (size - 1));
		if (!read_more_input(PASTE_WAIT)) {
			take_input_into_paste(input.waiting.size);
			break;
		}
	}
	return finish_paste(true);
}

static const char pem_begin[] = "-----BEGIN ", pem_end[] = "-----END ";

static bool
holds_pem(void)
{
	struct pd_bytes now = waiting_bytes();
	return memmem(now.data, now.size, pem_begin, sizeof pem_begin - 1) != NULL;
}

/* Has no more arrived than the dashes, and perhaps some letters, that PEM begins with? */
static bool
may_become_pem(void)
{
	enum { DASHES = 5 };
	struct pd_bytes now = waiting_bytes();
	return now.size >= DASHES && now.size < sizeof pem_begin - 1 &&
	       memcmp(now.data, pem_begin, now.size) == 0;
}

/* Where the last of them begins, or NULL. */
static const unsigned char *
find_last_mark(struct pd_bytes text, const char *mark)
{
	size_t size = strlen(mark);
	for (size_t at = text.size; at >= size; at--)
		if (memcmp(text.data + at - size, mark, size) == 0)
			return text.data + at - size;
	return NULL;
}

/* How long the rest of the last PEM block may take: its text, or the end of its last line,
 * which may never come. */
static int
choose_paste_wait(void)
{
	struct pd_bytes now = waiting_bytes();
	const unsigned char *begin = find_last_mark(now, pem_begin);
	const unsigned char *end = find_last_mark(now, pem_end);
	if (begin == NULL)
		return BURST_WAIT;
	if (end == NULL || end < begin)
		return PACKET_WAIT;
	end += sizeof pem_end - 1;
	size_t left = (size_t)(now.data + now.size - end);
	if (memmem(end, left, "-----", 5) == NULL)
		return PACKET_WAIT;
	bool broken =
		memchr(end, '\r', left) != NULL || memchr(end, '\n', left) != NULL;
	return broken ? BURST_WAIT : LINE_WAIT;
}

/* Could the waiting bytes still become a paste? A key that is held down never does. */
static bool
may_become_paste(void)
{
	struct pd_bytes now = waiting_bytes();
	bool held = now.size >= PD_KEYS_BURST && pd_keys_are_one_held(now);
	return pd_keys_count_text(now) == now.size && !held;
}

/* Without marks, only the time between characters tells a paste from typing. */
static bool
take_unmarked_paste(void)
{
	if (input.keys > 0 || pd_keys_count_text(waiting_bytes()) == 0)
		return false;
	while (may_become_pem() && read_more_input(PACKET_WAIT))
		;
	if (input.rule == PD_PASTE_MARKED && !holds_pem())
		return false;
	while (!pd_keys_are_pasted(waiting_bytes()))
		if (!may_become_paste() || !read_more_input(BURST_WAIT)) {
			input.keys = pd_keys_count_text(waiting_bytes());
			return false;
		}
	/* A line may deliver it in packets, whose letters must not be taken for keys. */
	while (input.waiting.size <= PD_INPUT_LIMIT &&
		read_more_input(choose_paste_wait()))
		;
	return true;
}

/* A key behind text that was typed over a slow line, such as F2, is one still. What has anything
 * else behind it, such as a control character at the end of a file, was pasted as a whole. */
static size_t
measure_unmarked_paste(void)
{
	struct pd_bytes now = waiting_bytes();
	size_t text = pd_keys_count_text(now);
	struct pd_bytes rest = {now.data + text, now.size - text};
	int key = PD_KEY_NONE;
	if (rest.size == 0 || holds_pem())
		return now.size;
	size_t used = pd_keys_decode(&input.map, rest, PD_NO_MORE_COMES, &key);
	return used > 1 && used == rest.size && key != PD_KEY_NONE ? text : now.size;
}

static int
read_next_key(void)
{
	if (take_unmarked_paste()) {
		take_input_into_paste(measure_unmarked_paste());
		return finish_paste(false);
	}
	int key = PD_KEY_NONE;
	size_t size =
		pd_keys_decode(&input.map, waiting_bytes(), PD_MORE_MAY_COME, &key);
	while (size == 0) {
		bool escape = input.waiting.data[input.waiting.size - 1] == '\033';
		bool more = read_more_input(escape ? ESCAPE_WAIT : SEQUENCE_WAIT);
		size = pd_keys_decode(&input.map, waiting_bytes(),
			more ? PD_MORE_MAY_COME : PD_NO_MORE_COMES, &key);
	}
	take_input(size);
	return key == PD_KEY_PASTE ? read_marked_paste() : key;
}

int
pd_input_key(int milliseconds)
{
	enum { LINE, SIGNAL, WATCHED, COUNT = WATCHED + PD_WATCHED_MOST };
	pd_secret_wipe(&input.paste);
	if (input.waiting.size > 0)
		return read_next_key();
	if (input.lost)
		return PD_KEY_LOST;
	struct pollfd sources[COUNT] = {
		[LINE] = {.fd = STDIN_FILENO, .events = POLLIN},
		[SIGNAL] = {.fd = pd_signals_descriptor(), .events = POLLIN},
	};
	for (size_t i = 0; i < input.watched_count; i++)
		sources[WATCHED + i] =
			(struct pollfd){.fd = input.watched[i], .events = POLLIN};
	if (poll(sources, WATCHED + input.watched_count, milliseconds) <= 0)
		return PD_KEY_NONE;
	if (sources[SIGNAL].revents != 0)
		return PD_KEY_NONE;
	if (sources[LINE].revents != 0)
		return !read_waiting()          ? PD_KEY_LOST
		       : input.waiting.size > 0 ? read_next_key()
						: PD_KEY_NONE;
	return PD_KEY_WAKE;
}

bool
pd_input_pending(void)
{
	struct pollfd line = {.fd = STDIN_FILENO, .events = POLLIN};
	return input.waiting.size > 0 || input.lost || poll(&line, 1, 0) > 0;
}
