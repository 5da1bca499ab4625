/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READER_ANSWER_H
#define PD_X509_READ_READER_ANSWER_H

#include "x509/read/reading.h"

#include <stdint.h>

/* Internal to src/x509: how the reader's child tells its parent what it found. The answer
 * is a row of messages: a head, and behind it the bytes that it counts, in the order of
 * its members. The last one is PD_MESSAGE_END or PD_MESSAGE_FAILURE. */

enum pd_message_kind {
	PD_MESSAGE_OBJECT,   /* one object; with a code, the problem of a bad block */
	PD_MESSAGE_FAILURE,  /* why there is nothing */
	PD_MESSAGE_LEFT_OUT, /* an object that was not wanted; with its label */
	PD_MESSAGE_END,
};

struct pd_message {
	uint32_t kind;   /* of enum pd_message_kind */
	uint32_t object; /* of enum pd_object_kind */
	uint32_t block, line;
	uint32_t code;  /* of enum pd_code */
	uint32_t trust; /* of enum pd_trust_setting */
	uint32_t input_size, sentence_size, label_size, der_size;
};

enum { PD_LABEL_LIMIT = 4096, PD_OBJECT_LIMIT = 100000 };

/* In the parent: the objects in an answer, which lends them their DER, or the failure
 * that it tells. out must be empty; it may have objects on failure. */
bool pd_reader_take_answer(struct pd_bytes answer, const char *from,
	struct pd_objects *out, struct pd_error *error);

#endif
