/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/notes/notes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "store/files.h"
#include "store/journal.h"

#define STAGE ".checks.new"

char *
pd_notes_shown(const struct pd_store *store)
{
	return pd_files_shown(store, PD_CHECKS_FILE);
}

bool
pd_notes_read(struct pd_store *store, struct pd_secret *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	if (pd_files_read(store, PD_CHECKS_FILE, out, &problem) ||
		problem.code == PD_ESTATE)
		return true;
	*error = problem;
	return false;
}

static bool
replace_notes(const struct pd_store *store, struct pd_bytes content, const char *shown,
	struct pd_error *error)
{
	int folder = store->folder;
	if (!pd_files_unlink(folder, STAGE, PD_UNLINK))
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	bool good =
		pd_files_check_size(store, PD_CHECKS_FILE, content.size, error) &&
		pd_files_write_at(folder, STAGE, shown, content, error) &&
		pd_files_sync_at(folder, STAGE, shown, error) &&
		(renameat(folder, STAGE, folder, PD_CHECKS_FILE) == 0 ||
			pd_fail_errno(error, PD_EIO, shown, _("cannot be written")));
	if (!good)
		(void)pd_files_unlink(folder, STAGE, PD_UNLINK);
	return good;
}

bool
pd_notes_write(struct pd_store *store, pd_notes_revise *revise, void *work,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_notes_shown(store);
	PD_AUTO(pd_secret_wipe) struct pd_secret before = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer after = {0};
	PD_AUTO(pd_journal_unlock)
	int lock = pd_journal_lock_notes(store, store->wait, error);
	return lock >= 0 && pd_notes_read(store, &before, error) &&
	       revise(work, pd_secret_bytes(&before), &after, error) &&
	       replace_notes(store, pd_buffer_bytes(&after), shown, error);
}
