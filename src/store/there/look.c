/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/there/look.h"

#include <fcntl.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/text.h"
#include "store/files.h"

enum pd_there
pd_files_look(const struct pd_store *store, const char *file, struct pd_error *error)
{
	struct stat status;
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	PD_AUTO(pd_drop_descriptor)
	int folder = pd_files_folder(store, file, PD_MISSING_FAILS, &problem);
	if (folder < 0 && problem.code == PD_ESTATE)
		return PD_THERE_NOT;
	if (folder < 0) {
		(void)pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
		return PD_THERE_UNKNOWN;
	}
	enum pd_there there = pd_there_at(folder, pd_files_name(file), &status);
	if (there == PD_THERE_UNKNOWN)
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be looked at"));
	/* Records may lie below a folder that is called like a file of theirs. */
	if (there != PD_THERE_IS || S_ISDIR(status.st_mode))
		return there == PD_THERE_IS ? PD_THERE_NOT : there;
	return pd_files_check_regular(shown, status.st_mode, error) ? PD_THERE_IS
								    : PD_THERE_UNKNOWN;
}

bool
pd_files_exists(const struct pd_store *store, const char *file)
{
	struct pd_error doubt = {0};
	enum pd_there there = pd_files_look(store, file, &doubt);
	if (there == PD_THERE_UNKNOWN)
		pd_doubts_add(&doubt);
	return there == PD_THERE_IS;
}
