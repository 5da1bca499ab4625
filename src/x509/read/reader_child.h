/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READER_CHILD_H
#define PD_X509_READ_READER_CHILD_H

/* Internal to src/x509: the reader's work in its child. A pd_sandbox_work; context is a
 * const struct pd_reading, and the answer is what reader_answer.h describes. */
void pd_reader_work(void *context, int answer);

#endif
