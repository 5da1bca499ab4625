/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader_answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/read/left_out.h"

/* A child that was taken over may answer anything: nothing in here trusts a number. */

static bool
take_part(struct pd_bytes *rest, size_t size, struct pd_bytes *out)
{
	if (size > rest->size)
		return false;
	*out = (struct pd_bytes){rest->data, size};
	rest->data += size;
	rest->size -= size;
	return true;
}

struct pieces {
	struct pd_message head;
	struct pd_bytes input, sentence, label, der;
};

/* What a parser can find out. Other codes make the program do something, as to ask
 * whether a file may be replaced; that is not for a child to say. */
static bool
is_parsers_code(unsigned code)
{
	return code == PD_OK || code == PD_EINPUT || code == PD_EPASSPHRASE ||
	       code == PD_ECRYPTO || code == PD_EIO;
}

static bool
take_message(struct pd_bytes *rest, struct pieces *out)
{
	struct pd_bytes head;
	if (!take_part(rest, sizeof out->head, &head))
		return false;
	memcpy(&out->head, head.data, sizeof out->head);
	return out->head.kind <= PD_MESSAGE_END && is_parsers_code(out->head.code) &&
	       out->head.object <= PD_OBJECT_REGISTER &&
	       out->head.trust <= PD_TRUST_REJECTED &&
	       out->head.input_size < sizeof((struct pd_error *)0)->input &&
	       out->head.sentence_size < sizeof((struct pd_error *)0)->message &&
	       out->head.label_size <= PD_LABEL_LIMIT &&
	       take_part(rest, out->head.input_size, &out->input) &&
	       take_part(rest, out->head.sentence_size, &out->sentence) &&
	       take_part(rest, out->head.label_size, &out->label) &&
	       take_part(rest, out->head.der_size, &out->der);
}

static void
take_error(const struct pieces *pieces, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *input = pd_text_safe(pieces->input.data, pieces->input.size);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_text_safe(pieces->sentence.data, pieces->sentence.size);
	(void)pd_fail(error, (enum pd_code)pieces->head.code, input, "%s", sentence);
}

static void
take_object(const struct pieces *pieces, struct pd_object *object)
{
	object->kind = (enum pd_object_kind)pieces->head.object;
	object->block = pieces->head.block;
	object->line = pieces->head.line;
	object->trust = (enum pd_trust_setting)pieces->head.trust;
	take_error(pieces, &object->problem);
	object->der = pieces->der;
}

static void
take_left_out(const struct pieces *pieces, const char *from, struct pd_objects *out)
{
	struct pd_left_out *one = pd_alloc(1, sizeof *one);
	struct pd_bytes label = pieces->label;
	one->kind = (enum pd_object_kind)pieces->head.object;
	one->place = pieces->head.line > 0 ? pd_format("%s:%u", from, pieces->head.line)
					   : pd_copy(from);
	if (label.size > 0)
		one->label = pd_text_safe(label.data, label.size);
	struct pd_left_outs more = {one, 1};
	pd_left_outs_add(&out->left_out, &more);
}

static bool
fail_answer(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("the parser in its sandbox gave a senseless answer; the file is "
		  "damaged or malicious"));
}

static bool
add_object(struct pd_objects *out, const struct pieces *pieces)
{
	enum { FIRST_ROOM = 4 };
	bool is_full = out->count >= FIRST_ROOM && (out->count & (out->count - 1)) == 0;
	if (out->count >= PD_OBJECT_LIMIT)
		return false;
	if (out->count == 0 || is_full)
		out->items = pd_grow(out->items,
			out->count == 0 ? FIRST_ROOM : 2 * out->count,
			sizeof *out->items);
	out->items[out->count] = (struct pd_object){0};
	take_object(pieces, &out->items[out->count++]);
	return true;
}

bool
pd_reader_take_answer(struct pd_bytes rest, const char *from, struct pd_objects *out,
	struct pd_error *error)
{
	struct pieces pieces;
	while (take_message(&rest, &pieces)) {
		switch (pieces.head.kind) {
		case PD_MESSAGE_END:
			return out->count + out->left_out.count > 0 ||
			       fail_answer(from, error);
		case PD_MESSAGE_FAILURE:
			take_error(&pieces, error);
			return fail_answer(from, error);
		case PD_MESSAGE_LEFT_OUT:
			if (out->left_out.count >= PD_OBJECT_LIMIT)
				return fail_answer(from, error);
			take_left_out(&pieces, from, out);
			break;
		default:
			if (!add_object(out, &pieces))
				return fail_answer(from, error);
		}
	}
	return fail_answer(from, error);
}
