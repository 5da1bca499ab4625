/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader_child.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "x509/database/database.h"
#include "x509/der/ber.h"
#include "x509/der/der.h"
#include "x509/read/armour.h"
#include "x509/read/foreign.h"
#include "x509/read/inspect.h"
#include "x509/read/keystore.h"
#include "x509/read/p11_kit.h"
#include "x509/read/reader_answer.h"
#include "x509/read/reader_job.h"
#include "x509/read/sandbox.h"
#include "x509/read/shape.h"
#include "x509/read/unpack.h"
#include "x509/read/unpack_key.h"
#include "x509/read/wanted.h"
#include "x509/read/wrapped.h"

enum { SENT_AT_ONCE = 1 << 15 };

/* While an input is read. */
struct work {
	const struct pd_reading *reading;
	int answer;
	const char *place; /* for errors: the input, with the line where there is one */
	unsigned block, line;
	unsigned value_line; /* of the base64 value that holds the text; 0: in none */
	bool in_container;   /* blocks count its objects */
	enum pd_trust_setting trust; /* of the block that is being read */
	unsigned told, good, unwanted;
	uint64_t effort;             /* left for opening what is encrypted */
	struct pd_error failure;     /* ends the reading: PD_OK while it goes on */
	struct pd_error first;       /* the first problem of a block */
	char foreign[PD_LABEL_SIZE]; /* the first label that is not read here */
	char skipped[PD_LABEL_SIZE]; /* the first label that says nothing alone */
	struct pd_secret untold;     /* messages that the parent has not been sent */
};

/* ---- telling ------------------------------------------------------------------- */

static size_t
bounded_size(const char *text, size_t most)
{
	return text ? strnlen(text, most) : 0;
}

/* Ten thousand objects in pieces of their own keep both processes busy with each other.
 */
static void
send_messages(struct work *work)
{
	pd_sandbox_answer(work->answer, work->untold.data, work->untold.size);
	pd_secret_cut(&work->untold, 0);
}

static void
add_message(struct work *work, enum pd_message_kind kind, enum pd_object_kind object,
	struct pd_bytes der, const char *label, const struct pd_error *error)
{
	const struct pd_message message = {
		.kind = kind,
		.object = object,
		.block = work->block,
		.line = work->line,
		.code = error->code,
		.trust = work->trust,
		.input_size = (uint32_t)bounded_size(error->input, sizeof error->input),
		.sentence_size =
			(uint32_t)bounded_size(error->message, sizeof error->message),
		.label_size = (uint32_t)bounded_size(label, PD_LABEL_LIMIT),
		.der_size = (uint32_t)der.size,
	};
	struct pd_secret *out = &work->untold;
	pd_secret_add(out, &message, sizeof message);
	pd_secret_add(out, error->input, message.input_size);
	pd_secret_add(out, error->message, message.sentence_size);
	pd_secret_add(out, label, message.label_size);
	if (der.size < SENT_AT_ONCE)
		pd_secret_add(out, der.data, der.size);
	if (out->size >= SENT_AT_ONCE || der.size >= SENT_AT_ONCE)
		send_messages(work);
	if (der.size >= SENT_AT_ONCE)
		pd_sandbox_answer(work->answer, der.data, der.size);
}

static bool
count_object(struct work *work)
{
	if (work->told++ < PD_OBJECT_LIMIT)
		return true;
	return pd_fail(&work->failure, PD_EINPUT, work->reading->from,
		_("holds more than %d objects; split it"), PD_OBJECT_LIMIT);
}

/* A block that is bad. false: that ends it all. */
static bool
report_problem(struct work *work, const struct pd_error *problem)
{
	if (work->reading->mode == PD_READ_STRICT) {
		work->failure = *problem;
		return false;
	}
	if (!count_object(work))
		return false;
	if (work->first.code == PD_OK)
		work->first = *problem;
	add_message(work, PD_MESSAGE_OBJECT, PD_OBJECT_CERTIFICATE,
		(struct pd_bytes){0}, NULL, problem);
	return true;
}

/* ---- what is not wanted --------------------------------------------------------- */

static bool
is_wanted(const struct work *work, unsigned kinds)
{
	return work->reading->wanted == 0 || (work->reading->wanted & kinds) != 0;
}

/* label NULL: it is of the first of these kinds. */
static bool
leave_out(struct work *work, unsigned kinds, const char *label)
{
	enum pd_object_kind kind = PD_OBJECT_CERTIFICATE;
	while (kind < PD_OBJECT_CRL && (kinds & PD_WANT(kind)) == 0)
		kind++;
	if (!count_object(work))
		return false;
	work->unwanted += label == NULL;
	add_message(work, PD_MESSAGE_LEFT_OUT, kind, (struct pd_bytes){0}, label,
		&(struct pd_error){0});
	return true;
}

static bool
leave_out_closed(void *context)
{
	return leave_out(context, PD_WANT(PD_OBJECT_KEY), NULL);
}

static void
keep_label(char first[PD_LABEL_SIZE], const char *label)
{
	if (first[0] == '\0')
		(void)snprintf(first, PD_LABEL_SIZE, "%s", label);
}

/* An object of a container. */
static bool
leave_out_other(void *context, unsigned kinds, const char *words)
{
	struct work *work = context;
	if (work->in_container)
		work->block++;
	keep_label(work->foreign, words);
	return leave_out(work, kinds, words);
}

/* ---- objects ------------------------------------------------------------------- */

/* Each returns false where the reading is to end. */
static bool read_object(struct work *work, enum pd_shape shape, struct pd_bytes der);

static bool
found_in_container(void *context, struct pd_bytes der)
{
	struct work *work = context;
	if (work->in_container)
		work->block++;
	return read_object(work, pd_shape_of(der), der);
}

static bool
problem_in_container(void *context, const struct pd_error *problem)
{
	struct work *work = context;
	if (work->in_container)
		work->block++;
	return report_problem(work, problem);
}

static bool
tell_object(struct work *work, enum pd_object_kind kind, struct pd_bytes der)
{
	if (!count_object(work))
		return false;
	work->good++;
	add_message(work, PD_MESSAGE_OBJECT, kind, der, NULL, &(struct pd_error){0});
	return true;
}

static bool
listed_in_database(void *work, struct pd_bytes text)
{
	return tell_object(work, PD_OBJECT_REGISTER, text);
}

static struct pd_unpack
how_to_unpack(struct work *work)
{
	return (struct pd_unpack){
		.from = work->place,
		.passphrase = work->reading->passphrase,
		.effort = &work->effort,
		.without_keys = !is_wanted(work, PD_WANT(PD_OBJECT_KEY)),
		.closed = leave_out_closed,
		.other = leave_out_other,
		.found = found_in_container,
		.problem = problem_in_container,
		.listed = listed_in_database,
		.context = work,
	};
}

static bool
read_container(struct work *work, enum pd_shape shape, struct pd_bytes der)
{
	const struct pd_unpack unpack = how_to_unpack(work);
	struct pd_error problem = {0};
	bool good = shape == PD_SHAPE_PKCS7 ? pd_unpack_pkcs7(&unpack, der, &problem)
					    : pd_unpack_pkcs12(&unpack, der, &problem);
	if (good)
		return true;
	return work->failure.code == PD_OK && report_problem(work, &problem);
}

/* How a key that stands by itself is opened. */
static struct pd_pbe_way
way_to_open(struct work *work)
{
	return (struct pd_pbe_way){.passphrase = work->reading->passphrase,
		.from = work->place,
		.effort = &work->effort};
}

static bool
read_encrypted_key(struct work *work, struct pd_bytes der)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	struct pd_error problem = {0};
	const struct pd_pbe_way way = way_to_open(work);
	if (!pd_unpack_key(&way, der, &plain, &problem))
		return report_problem(work, &problem);
	return read_object(work, PD_SHAPE_KEY, pd_secret_bytes(&plain));
}

static bool
read_rsa_public_key(struct work *work, struct pd_bytes der)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer wrapped = {0};
	pd_inspect_wrap_rsa(der, &wrapped);
	return read_object(work, PD_SHAPE_PUBLIC_KEY, pd_buffer_bytes(&wrapped));
}

static bool
read_object(struct work *work, enum pd_shape shape, struct pd_bytes der)
{
	enum pd_object_kind kind = PD_OBJECT_CERTIFICATE;
	struct pd_error problem = {0};
	unsigned kinds = pd_wanted_of_shape(shape);
	if (kinds != 0 && !is_wanted(work, kinds))
		return leave_out(work, kinds, NULL);
	if (!pd_inspect_size(shape, der.size, work->place, &problem))
		return report_problem(work, &problem);
	switch (shape) {
	case PD_SHAPE_PKCS7:
	case PD_SHAPE_PKCS12:
		return read_container(work, shape, der);
	case PD_SHAPE_ENCRYPTED_KEY:
		return read_encrypted_key(work, der);
	case PD_SHAPE_RSA_PUBLIC_KEY:
		return read_rsa_public_key(work, der);
	default:
		break;
	}
	if (!pd_inspect_object(shape, der, work->place, &kind, &problem))
		return report_problem(work, &problem);
	return tell_object(work, kind, der);
}

/* ---- DER ----------------------------------------------------------------------- */

/* The header promises exactly what is there. */
static bool
check_der_size(const struct work *work, struct pd_bytes der, struct pd_error *problem)
{
	uint64_t size = pd_shape_size(der);
	if (size == 0)
		return pd_fail(problem, PD_EINPUT, work->place,
			_("what it holds is not DER; it is damaged, copy it anew"));
	if (size > der.size)
		return pd_fail(problem, PD_EINPUT, work->place,
			_("is cut off or damaged: its DER says that it has %llu bytes, "
			  "but there are %zu; copy it anew"),
			(unsigned long long)size, der.size);
	if (size < pd_shape_size_trimmed(der))
		return pd_fail(problem, PD_EINPUT, work->place,
			_("its DER says that it has %llu bytes, but there are %zu; "
			  "remove what follows, or copy it anew"),
			(unsigned long long)size, der.size);
	return true;
}

static bool
read_indefinite(struct work *work, struct pd_bytes input)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	struct pd_error problem = {0};
	if (!pd_inspect_size(PD_SHAPE_PKCS12, input.size, work->place, &problem))
		return report_problem(work, &problem);
	enum pd_shape shape = PD_SHAPE_UNKNOWN;
	if (pd_ber_to_der(input, &der))
		shape = pd_shape_of(pd_secret_bytes(&der));
	if (shape == PD_SHAPE_PKCS7 || shape == PD_SHAPE_PKCS12) {
		work->in_container = work->block == 0;
		return read_object(work, shape, pd_secret_bytes(&der));
	}
	(void)pd_fail(&problem, PD_EINPUT, work->place,
		_("is damaged: only PKCS#7 and PKCS#12 files may have elements of "
		  "indefinite length"));
	return report_problem(work, &problem);
}

static bool
read_der(struct work *work, struct pd_bytes input)
{
	if (pd_shape_is_indefinite(input))
		return read_indefinite(work, input);
	struct pd_error problem = {0};
	if (!check_der_size(work, input, &problem))
		return report_problem(work, &problem);
	struct pd_bytes der = {input.data, (size_t)pd_shape_size(input)};
	enum pd_shape shape = pd_shape_of(der);
	work->in_container = shape == PD_SHAPE_PKCS7 || shape == PD_SHAPE_PKCS12;
	work->block = !work->in_container;
	return read_object(work, shape, der);
}

/* ---- Java's keystores, and databases --------------------------------------------- */

static void
read_keystore(struct work *work)
{
	const struct pd_unpack unpack = how_to_unpack(work);
	struct pd_bytes input = work->reading->input;
	struct pd_error problem = {0};
	work->in_container = true;
	if (!is_wanted(work, PD_WANT_PAIR)) {
		(void)leave_out(work, PD_WANT_PAIR, NULL);
		return;
	}
	if (!pd_inspect_size(PD_SHAPE_PKCS12, input.size, work->place, &problem) ||
		(!pd_keystore_unpack(&unpack, input, &problem) &&
			work->failure.code == PD_OK))
		(void)report_problem(work, &problem);
}

/* As text, base64 in it would be taken for what the program meant to keep. */
static void
read_database(struct work *work)
{
	const struct pd_unpack unpack = how_to_unpack(work);
	struct pd_bytes input = work->reading->input;
	work->in_container = true;
	if ((work->reading->wanted & PD_WANT(PD_OBJECT_REGISTER)) != 0)
		(void)pd_database_unpack(&unpack, input, &work->failure);
	else
		(void)pd_foreign_fail(input, "", unpack.from, &work->failure);
}

/* ---- text ---------------------------------------------------------------------- */

/* Cuts off what OpenSSL keeps behind a trusted certificate, and names it. */
static bool
take_settings(struct work *work, struct pd_bytes *content)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer words = {0};
	size_t size = pd_der_size(*content);
	const struct pd_bytes aux = {content->data + size, content->size - size};
	content->size = size;
	work->trust = pd_trust_setting_read(aux, &words);
	return words.size == 0 || leave_out(work, 0, pd_buffer_text(&words));
}

static bool
read_block(struct work *work, const struct pd_block *block, struct pd_bytes content)
{
	struct pd_error problem = {0};
	if (block->encrypted || block->cipher[0] != '\0') {
		PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
		const struct pd_pbe_way way = way_to_open(work);
		if (!pd_unpack_traditional_key(
			    &way, block->cipher, content, &plain, &problem))
			return report_problem(work, &problem);
		return read_object(work, PD_SHAPE_KEY, pd_secret_bytes(&plain));
	}
	if (pd_shape_is_indefinite(content) && block->kind == PD_LABEL_CONTAINER)
		return read_indefinite(work, content);
	if (block->kind == PD_LABEL_TRUSTED && pd_der_size(content) > 0 &&
		!take_settings(work, &content))
		return false;
	if (!check_der_size(work, content, &problem))
		return report_problem(work, &problem);
	content.size = (size_t)pd_shape_size(content);
	enum pd_shape shape = pd_shape_of(content);
	if (!pd_inspect_label(block, shape, work->place, &problem))
		return report_problem(work, &problem);
	return read_object(work, shape, content);
}

static bool
read_flawed(struct work *work, const struct pd_block *block)
{
	struct pd_error problem = {0};
	(void)pd_inspect_flaw(block, work->place, &problem);
	return report_problem(work, &problem);
}

static bool
read_next(struct work *work, const struct pd_block *block, struct pd_bytes content)
{
	if (block->kind == PD_LABEL_SKIPPED) {
		keep_label(work->skipped, block->label);
		return true;
	}
	work->line = work->value_line > 0 ? work->value_line : block->line;
	if (block->kind == PD_LABEL_OTHER) {
		keep_label(work->foreign, block->label);
		return leave_out(work, 0, block->label);
	}
	unsigned kinds = pd_wanted_of_label(block->kind);
	if (!is_wanted(work, kinds))
		return leave_out(work, kinds, NULL);
	unsigned line = work->value_line == 0 && block->flaw_line > 0 ? block->flaw_line
								      : work->line;
	PD_AUTO(pd_drop_text)
	char *place = pd_format("%s:%u", work->reading->from, line);
	work->place = place;
	bool go_on = block->flaw == PD_FLAW_NONE ? read_block(work, block, content)
						 : read_flawed(work, block);
	work->place = work->reading->from;
	return go_on;
}

/* Finds what p11-kit says of the certificate in a block, and names it. */
static bool
take_p11_settings(struct work *work, const struct pd_block *block, struct pd_p11 *p11,
	size_t begin, size_t end, struct pd_bytes content)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer words = {0};
	work->trust = PD_TRUST_UNSAID;
	if (!p11->is_one || block->kind != PD_LABEL_CERTIFICATE)
		return true;
	work->line = block->line;
	work->trust = pd_p11_setting(p11, begin, end, content, &words);
	return words.size == 0 || leave_out(work, 0, pd_buffer_text(&words));
}

/* What it says of certificates that are not in the file. */
static bool
leave_out_statements(struct work *work, const struct pd_p11 *p11)
{
	for (size_t i = 0; i < p11->count; i++) {
		if (p11->items[i].is_used)
			continue;
		PD_AUTO(pd_drop_text) char *words = pd_p11_words(&p11->items[i]);
		work->line = p11->items[i].line;
		if (!leave_out(work, 0, words))
			return false;
	}
	return true;
}

/* false ends the reading. */
static bool
read_blocks(struct work *work, struct pd_bytes text)
{
	struct pd_scan scan;
	struct pd_block block;
	PD_AUTO(pd_p11_free) struct pd_p11 p11 = {0};
	if (!pd_p11_read(text, &p11))
		return pd_fail(&work->failure, PD_EINPUT, work->reading->from,
			_("says more than %d things of certificates in objects of "
			  "p11-kit; split it"),
			PD_P11_MOST);
	pd_scan_begin(&scan, text);
	for (;;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		size_t begin = scan.at;
		if (!pd_armour_next(&scan, &block, &content))
			break;
		work->block++;
		struct pd_bytes bytes = pd_secret_bytes(&content);
		if (!pd_p11_covers(&p11, scan.at - 1) &&
			(!take_p11_settings(
				 work, &block, &p11, begin, scan.at, bytes) ||
				!read_next(work, &block, bytes)))
			return false;
	}
	work->trust = PD_TRUST_UNSAID;
	return leave_out_statements(work, &p11);
}

static bool
read_value(struct work *work, struct pd_bytes content)
{
	uint64_t size = pd_shape_size(content);
	if (size == 0 || size != content.size)
		return read_blocks(work, content);
	PD_AUTO(pd_drop_text)
	char *place = pd_format("%s:%u", work->reading->from, work->value_line);
	work->place = place;
	work->line = work->value_line;
	work->block++;
	bool go_on = read_object(work, pd_shape_of(content), content);
	work->place = work->reading->from;
	return go_on;
}

/* Base64 of PEM or DER, in a table or alone. */
static void
read_values(struct work *work)
{
	struct pd_scan scan;
	pd_scan_begin(&scan, work->reading->input);
	for (bool go_on = true; go_on;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		if (!pd_wrapped_next(&scan, &content, &work->value_line))
			break;
		go_on = read_value(work, pd_secret_bytes(&content));
	}
	work->value_line = 0;
}

static void
read_text_input(struct work *work)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!read_blocks(work, work->reading->input) || work->block > 0)
		return;
	bool is_bare = pd_armour_bare(work->reading->input, &content);
	struct pd_bytes der = pd_secret_bytes(&content);
	if (!is_bare || !pd_shape_is_der(der)) {
		read_values(work);
		return;
	}
	work->line = 1;
	(void)read_der(work, der);
}

/* ---- the job ------------------------------------------------------------------- */

static void
read_input(struct work *work)
{
	struct pd_error *failure = &work->failure;
	const struct pd_reading *reading = work->reading;
	if (pd_keystore_is(reading->input))
		read_keystore(work);
	else if (pd_database_is(reading->input))
		read_database(work);
	else if (pd_shape_is_der(reading->input))
		(void)read_der(work, reading->input);
	else
		read_text_input(work);
	if (failure->code == PD_OK && work->good == 0 && work->first.code != PD_OK)
		*failure = work->first;
	if (failure->code == PD_OK && work->good + work->unwanted == 0)
		(void)pd_foreign_fail(reading->input,
			work->foreign[0] != '\0' ? work->foreign : work->skipped,
			reading->from, failure);
}

void
pd_reader_work(struct pd_bytes job, int answer)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret passphrase = {0};
	const struct pd_reading reading = pd_reader_take_job(job, &passphrase);
	struct work work = {.reading = &reading,
		.answer = answer,
		.place = reading.from,
		.effort = PD_PBE_EFFORT};
	read_input(&work);
	add_message(&work,
		work.failure.code == PD_OK ? PD_MESSAGE_END : PD_MESSAGE_FAILURE, 0,
		(struct pd_bytes){0}, NULL, &work.failure);
	send_messages(&work);
	pd_secret_wipe(&work.untold);
}
