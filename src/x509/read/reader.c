/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/text.h"
#include "x509/read/reader_child.h"
#include "x509/read/sandbox.h"

/* Objects are at most as large as their input; heads and problems come on top. */
static const struct pd_sandbox_limits limits = {
	.seconds = 30,
	.cpu_seconds = 20,
	.memory = (size_t)512 << 20,
	.result = (size_t)64 << 20,
};

void
pd_objects_free(struct pd_objects *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		free(objects->items[i].friendly);
	free(objects->items);
	pd_secret_wipe(&objects->bytes);
	*objects = (struct pd_objects){0};
}

bool
pd_reader_read(struct pd_bytes input, const char *from,
	const struct pd_secret *passphrase, enum pd_read_mode mode,
	const atomic_bool *cancelled, struct pd_objects *out, struct pd_error *error)
{
	struct pd_reading reading = {input, from, passphrase, mode};
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	if (input.size > PD_INPUT_LIMIT)
		return pd_fail(error, PD_EINPUT, from,
			_("it is larger than %zu MiB, more than is read at once; split "
			  "it"),
			PD_INPUT_LIMIT >> 20);
	if (!pd_sandbox_run(
		    pd_reader_work, &reading, &limits, from, cancelled, &answer, error))
		return false;
	bool good = pd_reader_take_answer(pd_secret_bytes(&answer), from, out, error);
	if (good)
		out->bytes = pd_secret_steal(&answer);
	else
		pd_objects_free(out);
	return good;
}
