/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READER_CHILD_H
#define PD_X509_READ_READER_CHILD_H

#include "x509/read/reading.h"

/* Internal to src/x509: the reader's work in its child. */

/* A pd_sandbox_work on a job of reader_job.h; the answer is what reader_answer.h describes. */
void pd_reader_work(struct pd_bytes job, int answer);

#endif
