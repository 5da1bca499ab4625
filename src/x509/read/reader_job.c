/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader_job.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "x509/read/sandbox.h"

void
pd_reader_put_job(const struct pd_reading *reading, struct pd_secret *out)
{
	const unsigned char has_passphrase = reading->passphrase != NULL;
	const unsigned char mode = (unsigned char)reading->mode;
	const unsigned char wanted = (unsigned char)reading->wanted;
	pd_sandbox_put(out, (struct pd_bytes){&mode, 1});
	pd_sandbox_put(out, (struct pd_bytes){&wanted, 1});
	pd_sandbox_put(out, (struct pd_bytes){&has_passphrase, 1});
	pd_sandbox_put(out, has_passphrase ? pd_secret_bytes(reading->passphrase)
					   : (struct pd_bytes){0});
	/* With its NUL. */
	pd_sandbox_put(out, (struct pd_bytes){(const unsigned char *)reading->from,
				    strlen(reading->from) + 1});
	pd_sandbox_put_size(out, reading->input.size);
}

struct pd_reading
pd_reader_take_job(struct pd_bytes job, struct pd_secret *passphrase)
{
	struct pd_bytes mode, wanted, has_passphrase, words, from;
	struct pd_reading reading = {0};
	if (!pd_sandbox_take(&job, &mode) || !pd_sandbox_take(&job, &wanted) ||
		!pd_sandbox_take(&job, &has_passphrase) ||
		!pd_sandbox_take(&job, &words) || !pd_sandbox_take(&job, &from) ||
		!pd_sandbox_take(&job, &reading.input))
		_exit(EXIT_FAILURE);
	reading.mode = (enum pd_read_mode)mode.data[0];
	reading.wanted = wanted.data[0];
	reading.from = (const char *)from.data;
	if (has_passphrase.data[0] != 0) {
		pd_secret_add(passphrase, words.data, words.size);
		reading.passphrase = passphrase;
	}
	return reading;
}
