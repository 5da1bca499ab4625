/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/encryption/alias_key.h"
#include "tabs/encryption/encryption.h"
#include "tabs/shared/output.h"
#include "x509/certificate/describe_state.h"
#include "x509/envelope/envelope_file.h"
#include "x509/judge/reject.h"

/* Encrypting and decrypting, texts and files. Neither leaves a trace in the store. */

enum { VALUE_LIMIT = 1 << 20 };

/* ---- common -------------------------------------------------------------------- */

/* The text that was typed or given on the command line, without its last line break,
 * which echo and editors add. */
static struct pd_bytes
given_text(const struct pd_values *values, const char *typed, const char *written)
{
	const struct pd_secret *secret = pd_value_secret(values, typed);
	if (secret == NULL)
		secret = pd_value_secret(values, written);
	struct pd_bytes text = {0};
	if (secret != NULL)
		text = pd_secret_bytes(secret);
	if (text.size > 0 && text.data[text.size - 1] == '\n')
		text.size--;
	if (text.size > 0 && text.data[text.size - 1] == '\r')
		text.size--;
	return text;
}

static bool
report_file_progress(void *argument, uint64_t done, uint64_t size)
{
	const struct pd_context *context = argument;
	int percent = size > 0 ? (int)(done * 100 / size) : 0;
	if (context->progress != NULL)
		context->progress(context->face, percent > 100 ? 100 : percent,
			_("Working on the file"));
	return context->cancelled == NULL || !*context->cancelled;
}

/* Finds input and output of the work on a file; content receives standard input. */
static bool
take_files(struct pd_context *context, const struct pd_values *values,
	struct pd_envelope_file *out, struct pd_secret *content, struct pd_error *error)
{
	*out = (struct pd_envelope_file){.in = pd_value_text(values, "in"),
		.out = pd_value_text(values, "out"),
		.replace = context->may_replace ? PD_REPLACE : PD_KEEP,
		.progress = report_file_progress,
		.context = context};
	if (out->out == NULL)
		return pd_fail(error, PD_EUSAGE, "out", _("name the output file"));
	if (strcmp(out->in, "-") == 0) {
		if (!pd_context_read(context, "-", content, error))
			return false;
		out->in = _("standard input");
		out->input = pd_secret_bytes(content);
	}
	return true;
}

/* Puts text into the file that was named, or else into the output of the result. */
static bool
give_text(struct pd_context *context, const struct pd_values *values,
	struct pd_secret *text, struct pd_result *result, struct pd_error *error)
{
	const char *out = pd_value_text(values, "out");
	result->has_output = out == NULL || strcmp(out, "-") == 0;
	if (!result->has_output)
		return pd_output_write(out, pd_secret_bytes(text), 0600,
			context->may_replace ? PD_REPLACE : PD_KEEP, result, error);
	result->output = pd_secret_steal(text);
	return true;
}

/* ---- encrypt ------------------------------------------------------------------- */

/* Refuses a revoked certificate always, and one that is not valid now if dates
 * matter. */
static bool
check_recipient(struct pd_context *context, const struct pd_alias *entry,
	unsigned ignored, struct pd_result *result, struct pd_error *error)
{
	unsigned reasons;
	if (!pd_alias_judge(context, entry, &reasons, error))
		return false;
	reasons &= ~ignored;
	PD_AUTO(pd_drop_text) char *doubt = pd_alias_doubt(context, entry);
	PD_AUTO(pd_drop_text) char *begin = pd_text_date(entry->validity.not_before);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(entry->validity.not_after);
	if (reasons & PD_REJECT_REVOKED)
		return pd_fail(error, PD_EINPUT, entry->alias,
			_("its certificate is revoked; get a new one from its owner"));
	if (reasons & PD_REJECT_EXPIRED)
		return pd_fail(error, PD_EINPUT, entry->alias,
			_("its certificate expired on %s; replace it"), end);
	if (reasons & PD_REJECT_NOT_YET_VALID)
		return pd_fail(error, PD_EINPUT, entry->alias,
			_("its certificate is not valid before %s; check the clock, or "
			  "wait"),
			begin);
	if (doubt != NULL)
		pd_result_warn(result, "%s", doubt);
	return true;
}

static unsigned
read_aes_bits(const struct pd_values *values)
{
	return (unsigned)strtoul(pd_value_text(values, "aes"), NULL, 10);
}

char *
pd_encryption_follow_file(struct pd_context *context, const struct pd_values *values)
{
	(void)context;
	const char *path = pd_value_text(values, "in");
	return path != NULL && strcmp(path, "-") != 0 ? pd_format("%s.enc", path)
						      : NULL;
}

static bool
encrypt_text(struct pd_context *context, const struct pd_values *values,
	const struct pd_alias *entry, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	struct pd_bytes text = given_text(values, "secret", "text");
	bool is_command = pd_value_is_set(values, "text");
	if (text.size == 0 && !is_command)
		return pd_fail(error, PD_EUSAGE, "secret",
			_("type or paste what to encrypt, or name a file"));
	if (!pd_text_is_utf8(text.data, text.size))
		return pd_fail(error, PD_EINPUT, is_command ? "text" : "secret",
			_("is not UTF-8 text, and values are text; put it into a file "
			  "and encrypt that"));
	if (text.size == 0)
		pd_result_warn(result, _("The text is empty"));
	if (!pd_value_flag(values, "raw"))
		pd_secret_add_text(&value, "enc:");
	if (!pd_envelope_seal(
		    entry->recipient, read_aes_bits(values), text, &value, error))
		return false;
	pd_secret_add(&value, "\n", 1);
	if (!give_text(context, values, &value, result, error))
		return false;
	if (!result->has_output)
		pd_result_say(result, _("The value was written to %s"),
			pd_value_text(values, "out"));
	return true;
}

/* The result is the line that JS7's tool prints, too: what decrypting needs besides the
 * private key. */
static bool
encrypt_file(struct pd_context *context, const struct pd_values *values,
	const struct pd_alias *entry, struct pd_result *result, struct pd_error *error)
{
	struct pd_envelope_file file;
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (given_text(values, "secret", "text").size > 0)
		return pd_fail(error, PD_EUSAGE, "in",
			_("either a text or a file is encrypted; leave one out"));
	if (!pd_file_look(pd_value_text(values, "in"), error) ||
		!take_files(context, values, &file, &content, error))
		return false;
	file.set = &set;
	if (strcmp(file.out, "-") == 0)
		return pd_fail(error, PD_EUSAGE, "out",
			_("standard output gets the line with key and IV; name a file "
			  "for what is encrypted"));
	if (!pd_envelope_seal_file(
		    entry->recipient, read_aes_bits(values), &file, &line, error) ||
		!pd_output_commit(&set, result, error))
		return false;
	pd_output_keep(&set, result);
	pd_secret_add_format(&line, " %s\n", file.out);
	result->output = pd_secret_steal(&line);
	result->has_output = true;
	pd_result_say(
		result, _("%s encrypted; keep the line with its key and IV"), file.in);
	return true;
}

bool
pd_encryption_encrypt(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (!pd_alias_load(context, pd_value_text(values, "alias"), &entry, error) ||
		!check_recipient(context, &entry,
			pd_value_flag(values, "check-expiration") ? 0 : PD_REJECT_TIME,
			result, error))
		return false;
	return (pd_value_text(values, "in") ? encrypt_file : encrypt_text)(
		context, values, &entry, result, error);
}

/* ---- decrypt ------------------------------------------------------------------- */

static struct pd_opener *
open_key(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "key");
	const char *alias = pd_value_text(values, "alias");
	if (path != NULL)
		return pd_alias_key(context, path,
			pd_value_secret(values, "passphrase"), result, error);
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (alias != NULL && !pd_alias_load(context, alias, &entry, error))
		return NULL;
	(void)pd_fail(error, PD_EUSAGE, "key",
		alias ? _("the alias has no private key path; name the file with the "
			  "private key here")
		      : _("name the file with the private key here, or an alias that "
			  "has a path to it"));
	return NULL;
}

static const char *
name_of_value(const struct pd_values *values)
{
	return pd_value_is_set(values, "pasted") ? "pasted" : _("the value");
}

/* *is_kept: a value was written to the file, and none is given beside it. One that is too
 * large for that, or a pipe, holds what was encrypted. */
static bool
read_value_file(const struct pd_values *values, struct pd_secret *out, bool *is_kept,
	struct pd_error *error)
{
	struct pd_error problem = {0};
	const char *path = pd_value_text(values, "in");
	*is_kept = false;
	if (path != NULL && !pd_file_look(path, error))
		return false;
	if (path == NULL || strcmp(path, "-") == 0 ||
		pd_value_text(values, "encrypted-key") != NULL ||
		given_text(values, "pasted", "value").size > 0)
		return true;
	if (!pd_file_read_found(path, VALUE_LIMIT, out, &problem))
		return problem.code != PD_EIO ||
		       pd_fail(error, problem.code, problem.input, "%s",
			       problem.message);
	*is_kept = pd_envelope_is_value(pd_secret_bytes(out));
	return true;
}

/* What is to be decrypted, and what errors call it. */
struct value {
	struct pd_bytes text;
	const char *name;
};

static bool
decrypt_text(struct pd_context *context, const struct pd_values *values,
	const struct pd_opener *opener, const struct value *value,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	if (!pd_envelope_open(opener, value->text, value->name, &plain, error))
		return false;
	pd_secret_add(&plain, "\n", 1);
	if (!give_text(context, values, &plain, result, error))
		return false;
	result->output_is_secret = result->has_output;
	if (!result->has_output)
		pd_result_say(result, _("The decrypted text was written to %s"),
			pd_value_text(values, "out"));
	return true;
}

/* Takes them from the options, or from the line that encrypting printed; bare (empty)
 * keeps what they point to. */
static bool
take_key_and_iv(const struct pd_values *values, struct pd_secret *bare,
	struct pd_bytes *key, struct pd_bytes *iv, struct pd_error *error)
{
	const struct pd_secret *key_text = pd_value_secret(values, "encrypted-key");
	const struct pd_secret *iv_text = pd_value_secret(values, "iv");
	if (key_text == NULL)
		return pd_envelope_line(given_text(values, "pasted", "value"),
			name_of_value(values), bare, key, iv, error);
	if (iv_text == NULL)
		return pd_fail(error, PD_EUSAGE, "iv",
			_("the encrypted key needs its initialization vector; it is "
			  "the second part of the line that was printed"));
	*key = pd_secret_bytes(key_text);
	*iv = pd_secret_bytes(iv_text);
	return true;
}

static bool
decrypt_file(struct pd_context *context, const struct pd_values *values,
	const struct pd_opener *opener, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_envelope_file file;
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	struct pd_bytes key = {0}, iv = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret bare = {0};
	if (!take_files(context, values, &file, &content, error) ||
		!take_key_and_iv(values, &bare, &key, &iv, error))
		return false;
	bool is_output = strcmp(file.out, "-") == 0;
	file.output = &plain;
	file.set = &set;
	file.out = is_output ? NULL : file.out;
	if (!pd_envelope_open_file(
		    opener, key, iv, name_of_value(values), &file, error) ||
		!pd_output_commit(&set, result, error))
		return false;
	pd_output_keep(&set, result);
	result->has_output = result->output_is_secret = is_output;
	result->output = pd_secret_steal(&plain);
	if (!is_output)
		pd_result_say(result, _("%s decrypted to %s"), file.in, file.out);
	return true;
}

bool
pd_encryption_decrypt(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	bool is_file = pd_value_text(values, "in") != NULL;
	if (!is_file && pd_value_text(values, "encrypted-key") != NULL)
		return pd_fail(error, PD_EUSAGE, "in",
			_("an encrypted key goes with a file; name the encrypted file "
			  "here"));
	PD_AUTO(pd_secret_wipe) struct pd_secret kept = {0};
	struct value value = {
		given_text(values, "pasted", "value"), name_of_value(values)};
	bool is_kept;
	if (!read_value_file(values, &kept, &is_kept, error))
		return false;
	if (is_kept)
		value = (struct value){
			pd_secret_bytes(&kept), pd_value_text(values, "in")};
	if (value.text.size == 0 && pd_value_text(values, "encrypted-key") == NULL)
		return pd_fail(error, PD_EUSAGE,
			pd_value_is_set(values, "pasted") ? "pasted" : "value",
			is_file ? _("type or paste the line that was printed when this "
				    "file was encrypted")
				: _("type or paste the value, or name a file with it"));
	PD_AUTO(pd_drop_opener)
	struct pd_opener *opener = open_key(context, values, result, error);
	if (opener == NULL)
		return false;
	if (is_file && !is_kept)
		return decrypt_file(context, values, opener, result, error);
	return decrypt_text(context, values, opener, &value, result, error);
}
