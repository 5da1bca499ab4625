/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READER_JOB_H
#define PD_X509_READ_READER_JOB_H

#include "x509/read/reading.h"

/* What a child is given to read, as bytes: put together by the parent, but for the input
 * itself, which follows them; and taken apart by the child, to which these words are whole.
 * The passphrase is wiped by the caller. */
void pd_reader_put_job(const struct pd_reading *reading, struct pd_secret *out);
struct pd_reading pd_reader_take_job(struct pd_bytes job, struct pd_secret *passphrase);

#endif
