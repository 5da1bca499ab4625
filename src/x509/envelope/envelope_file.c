/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope_file.h"

#include <nettle/base64.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "x509/envelope/envelope_parts.h"

enum {
	CODED = 24, /* characters of one block */
	BLOCKS = 4096,
};

/* While a file is worked on. */
struct work {
	const struct pd_envelope_file *file;
	struct pd_error *error;
	struct pd_cipher *cipher;
	int in;
	int out;                    /* -1: to output */
	uint64_t size, start, done; /* of it, of this piece, and behind it */
	struct pd_secret plain, coded;
};

static void
close_work(struct work *work)
{
	pd_cipher_free(work->cipher);
	if (work->in >= 0)
		(void)close(work->in);
	pd_secret_wipe(&work->plain);
	pd_secret_wipe(&work->coded);
}

static bool
open_work(struct work *work, const struct pd_envelope_parts *parts)
{
	const struct pd_envelope_file *file = work->file;
	work->size = file->input.size;
	if (file->input.data == NULL)
		work->in = pd_file_open(file->in, &work->size, work->error);
	if (file->input.data == NULL && work->in < 0)
		return false;
	const struct pd_new_file out = {
		.path = file->out, .mode = 0600, .replace = file->replace};
	if (file->out != NULL)
		work->out = pd_replacement_open(file->set, &out, work->error);
	if (file->out != NULL && work->out < 0)
		return false;
	work->cipher = pd_cipher_new(parts, work->error);
	return work->cipher != NULL;
}

static bool
put_output(struct work *work, struct pd_bytes bytes)
{
	struct pd_secret *output = work->file->output;
	if (work->out >= 0)
		return pd_file_put(work->out, bytes) ||
		       pd_fail_errno(work->error, PD_EIO, work->file->out,
			       _("cannot be written"));
	if (output->size + bytes.size > PD_INPUT_LIMIT)
		return pd_fail(work->error, PD_EINPUT, work->file->in,
			_("is too large for standard output; name a file to write"));
	pd_secret_add(output, bytes.data, bytes.size);
	return true;
}

static bool
fill_buffer(struct work *work, unsigned char *bytes, size_t size, size_t *got)
{
	const struct pd_envelope_file *file = work->file;
	if (file->input.data == NULL)
		return pd_file_fill(work->in, file->in, bytes, size, got, work->error);
	size_t left = file->input.size - (size_t)work->done;
	*got = left < size ? left : size;
	memcpy(bytes, file->input.data + work->done, *got);
	return true;
}

/* Fills the buffer; *got is less than size at the end of the file. */
static bool
read_piece(struct work *work, struct pd_secret *buffer, size_t size, size_t *got)
{
	const struct pd_envelope_file *file = work->file;
	pd_secret_cut(buffer, 0);
	unsigned char *bytes = pd_secret_reserve(buffer, size);
	if (!fill_buffer(work, bytes, size, got))
		return false;
	pd_secret_added(buffer, *got);
	work->start = work->done;
	work->done += *got;
	if (file->progress == NULL ||
		file->progress(file->context, work->done, work->size))
		return true;
	return pd_fail(
		work->error, PD_ECANCEL, "", _("cancelled; nothing was written"));
}

static bool
fail_cipher(struct work *work)
{
	return pd_fail(work->error, PD_ECRYPTO, work->file->in,
		_("AES refused to work on it"));
}

/* ---- sealing ------------------------------------------------------------------- */

static bool
write_sealed(struct work *work)
{
	struct pd_secret *plain = &work->plain, *coded = &work->coded;
	if (!pd_cipher_encrypt(work->cipher, plain->data, plain->size))
		return fail_cipher(work);
	pd_secret_cut(coded, 0);
	size_t size = plain->size / PD_BLOCK * CODED;
	char *text = (char *)pd_secret_reserve(coded, size);
	for (size_t i = 0; i < plain->size; i += PD_BLOCK, text += CODED)
		base64_encode_raw(text, PD_BLOCK, plain->data + i);
	pd_secret_added(coded, size);
	return put_output(work, pd_secret_bytes(coded));
}

static bool
seal_all(struct work *work)
{
	const size_t most = (size_t)BLOCKS * PD_BLOCK;
	for (size_t got = most; got == most;) {
		if (!read_piece(work, &work->plain, most, &got))
			return false;
		if (got < most)
			pd_padding_add(&work->plain);
		if (!write_sealed(work))
			return false;
	}
	return true;
}

bool
pd_envelope_seal_file(const struct pd_recipient *recipient, unsigned bits,
	const struct pd_envelope_file *file, struct pd_secret *line,
	struct pd_error *error)
{
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret head = {0};
	PD_AUTO(close_work)
	struct work work = {.file = file, .error = error, .in = -1, .out = -1};
	if (!pd_envelope_begin(recipient, bits, &parts, &head, error) ||
		!open_work(&work, &parts) || !seal_all(&work))
		return false;
	pd_secret_add(line, head.data, head.size);
	return true;
}

/* ---- opening ------------------------------------------------------------------- */

/* Decodes the blocks in coded behind what plain holds. */
static bool
decode_blocks(struct work *work)
{
	struct pd_secret *plain = &work->plain, *coded = &work->coded;
	for (size_t i = 0; i < coded->size; i += CODED) {
		struct pd_bytes block = {coded->data + i, CODED};
		size_t before = plain->size;
		if (pd_base64_read(block, plain) && plain->size == before + PD_BLOCK)
			continue;
		return pd_fail(work->error, PD_EINPUT, work->file->in,
			_("at byte %llu it is not base64 of an AES block, 24 "
			  "characters that end in ==; it is not a file encrypted so, "
			  "or is damaged"),
			(unsigned long long)(work->start + i));
	}
	return true;
}

static void
cut_breaks(struct pd_secret *text)
{
	size_t size = text->size;
	while (size > 0 &&
		(text->data[size - 1] == '\n' || text->data[size - 1] == '\r'))
		size--;
	pd_secret_cut(text, size);
}

static bool
check_whole(struct work *work)
{
	size_t odd = work->coded.size % CODED;
	return odd == 0 || pd_fail(work->error, PD_EINPUT, work->file->in,
				   _("is cut off: its last block has %zu characters of "
				     "24; copy it anew and whole"),
				   odd);
}

/* The last block stays behind in plain: it may turn out to have the padding. */
static bool
write_opened(struct work *work)
{
	struct pd_secret *plain = &work->plain;
	if (plain->size <= PD_BLOCK)
		return true;
	const struct pd_bytes ready = {plain->data, plain->size - PD_BLOCK};
	if (!put_output(work, ready))
		return false;
	pd_secret_remove(plain, 0, ready.size);
	return true;
}

static bool
open_piece(struct work *work, size_t *got)
{
	const size_t most = (size_t)BLOCKS * CODED;
	struct pd_secret *plain = &work->plain;
	if (!read_piece(work, &work->coded, most, got))
		return false;
	if (*got < most)
		cut_breaks(&work->coded);
	size_t before = plain->size;
	if (!check_whole(work) || !decode_blocks(work))
		return false;
	if (plain->size > before && !pd_cipher_decrypt(work->cipher,
					    plain->data + before, plain->size - before))
		return fail_cipher(work);
	return write_opened(work);
}

static bool
open_all(struct work *work, const struct pd_envelope_parts *parts)
{
	const size_t most = (size_t)BLOCKS * CODED;
	for (size_t got = most; got == most;)
		if (!open_piece(work, &got))
			return false;
	if (work->plain.size == 0)
		return pd_fail(work->error, PD_EINPUT, work->file->in,
			_("is empty; an encrypted file has at least one block"));
	size_t size = pd_padding_cut(work->plain.data, work->plain.size);
	if (!parts->unwrapped || size == SIZE_MAX)
		return pd_envelope_fail(work->file->in, work->error);
	pd_secret_cut(&work->plain, size);
	return put_output(work, pd_secret_bytes(&work->plain));
}

bool
pd_envelope_open_file(const struct pd_opener *opener, struct pd_bytes key,
	struct pd_bytes iv, const char *from, const struct pd_envelope_file *file,
	struct pd_error *error)
{
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	PD_AUTO(close_work)
	struct work work = {.file = file, .error = error, .in = -1, .out = -1};
	const struct pd_envelope_head head = {key, iv};
	return pd_envelope_resume(opener, &head, from, &parts, error) &&
	       open_work(&work, &parts) && open_all(&work, &parts);
}

/* ---- the line ------------------------------------------------------------------ */

bool
pd_envelope_line(struct pd_bytes line, const char *from, struct pd_secret *bare,
	struct pd_bytes *key, struct pd_bytes *iv, struct pd_error *error)
{
	struct pd_envelope_head head;
	line = pd_envelope_skip_prefix(line);
	pd_envelope_add_bare(bare, line);
	struct pd_bytes text = pd_secret_bytes(bare);
	bool found = pd_envelope_take_head(&text, &head);
	*key = found ? head.key : pd_envelope_take_word(&line);
	*iv = found ? head.iv : pd_envelope_take_word(&line);
	return (key->size > 0 && iv->size > 0) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("lacks the line that was printed when the file was encrypted; "
			 "it looks like \"KEY IV FILE\""));
}
