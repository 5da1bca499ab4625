/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader.h"

#include "base/file.h"
#include "base/text.h"
#include "x509/read/reader_answer.h"
#include "x509/read/reader_child.h"
#include "x509/read/reader_job.h"
#include "x509/read/sandbox.h"

/* Objects are at most as large as their input; heads and problems come on top. The input,
 * what its base64 holds, and of what a container holds a copy are in memory at once, each of
 * the largest size, and what grows may be there twice. */
static const struct pd_sandbox_limits limits = {
	.seconds = 30,
	.cpu_seconds = 20,
	.memory = (size_t)512 << 20,
	.result = PD_INPUT_LIMIT + ((size_t)8 << 20),
};

bool
pd_reader_read(const struct pd_reading *reading, struct pd_objects *out,
	struct pd_error *error)
{
	const char *from = reading->from;
	PD_AUTO(pd_secret_wipe) struct pd_secret head = {0}, answer = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	const size_t most = reading->most > 0 ? reading->most : PD_INPUT_LIMIT;
	if (reading->input.size > most)
		return pd_fail(error, PD_EINPUT, from,
			_("is larger than %zu MiB, more than is read at once; split "
			  "it"),
			most >> 20);
	pd_reader_put_job(reading, &head);
	const struct pd_sandbox_job job = {
		.work = pd_reader_work,
		.input = pd_secret_bytes(&head),
		.more = reading->input,
		.limits = &limits,
		.from = from,
		.cancelled = reading->cancelled,
	};
	if (!pd_sandbox_run(&job, &answer, error) ||
		!pd_reader_take_answer(pd_secret_bytes(&answer), from, &objects, error))
		return false;
	*out = objects;
	out->bytes = pd_secret_steal(&answer);
	objects = (struct pd_objects){0};
	return true;
}
