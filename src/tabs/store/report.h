/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_REPORT_H
#define PD_TABS_STORE_REPORT_H

#include "base/buffer.h"

/* Appends what a report of a fault should say of this machine: versions, terminal, locale,
 * whether input can be confined, and how the store at path is. Of what is in the store it
 * says only how much; names, subjects and keys stay out of it. */
void pd_report(const char *path, struct pd_buffer *out);

#endif
