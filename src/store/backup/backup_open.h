/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_BACKUP_OPEN_H
#define PD_STORE_BACKUP_OPEN_H

#include "base/memory.h"

/* Internal to reading backups, and for tests: what the confined child does. */
void pd_backup_work(struct pd_bytes job, int answer);

#endif
