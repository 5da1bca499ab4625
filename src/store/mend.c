/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/mend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/text.h"
#include "store/files.h"
#include "store/journal.h"

/* Does it to what is open, which is called name in its folder. */
typedef bool mend_one(int folder, const char *name, int open, bool is_folder);

static bool
close_to_others(int folder, const char *name, int open, bool is_folder)
{
	(void)folder, (void)name;
	return fchmod(open, is_folder ? 0700 : 0600) == 0;
}

static bool
take_over(int folder, const char *name, int open, bool is_folder)
{
	(void)folder, (void)name, (void)is_folder;
	return fchown(open, geteuid(), (gid_t)-1) == 0;
}

static bool
remove_one(int folder, const char *name, int open, bool is_folder)
{
	(void)open;
	return is_folder ? unlinkat(folder, name, AT_REMOVEDIR) == 0
			 : pd_files_unlink(folder, name, PD_WIPE);
}

static bool
is_not_itself(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* What is inside first: then an emptied directory can go. */
static bool
mend_all(int folder, const char *name, bool inside, mend_one *mend)
{
	PD_AUTO(pd_drop_descriptor)
	int open = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	if (open < 0 || fstat(open, &status) < 0)
		return false;
	bool is_folder = S_ISDIR(status.st_mode);
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	struct pd_error ignored = {0};
	if (is_folder && inside &&
		!pd_files_list(open, name, is_not_itself, &names, &ignored))
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (!mend_all(open, names.items[i], true, mend))
			return false;
	return (!is_folder && !S_ISREG(status.st_mode)) ||
	       mend(folder, name, open, is_folder);
}

/* Walks down to the file, one name at a time. */
static bool
mend_below(const struct pd_store *store, const char *below, bool inside, mend_one *mend)
{
	PD_AUTO(pd_drop_text) char *names = pd_copy(below);
	char *rest = names, *name = strsep(&rest, "/");
	PD_AUTO(pd_drop_descriptor)
	int folder = openat(store->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (folder >= 0 && rest != NULL) {
		int next = openat(
			folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		pd_drop_descriptor(&folder);
		folder = next;
		name = strsep(&rest, "/");
	}
	return folder >= 0 && mend_all(folder, name, inside, mend);
}

static const struct {
	const char *kind;
	mend_one *mend;
} all[] = {
	{"permissions", close_to_others},
	{"owner", take_over},
	{"leftover", remove_one},
};

bool
pd_store_can_mend(const struct pd_store_fault *fault)
{
	for (size_t i = 0; i < PD_COUNT(all); i++)
		if (strcmp(fault->kind, all[i].kind) == 0)
			return true;
	return false;
}

bool
pd_store_mend(struct pd_store *store, const struct pd_store_fault *fault,
	struct pd_error *error)
{
	size_t size = strlen(store->path);
	const char *below = strncmp(fault->path, store->path, size) == 0
				    ? fault->path + size + (fault->path[size] == '/')
				    : NULL;
	bool whole = below != NULL && (*below == '\0' || strcmp(below, ".") == 0);
	PD_AUTO(pd_journal_unlock)
	int lock = pd_journal_lock(store, store->wait, error);
	if (lock < 0)
		return false;
	for (size_t i = 0; below != NULL && i < PD_COUNT(all); i++)
		if (strcmp(fault->kind, all[i].kind) == 0) {
			bool inside = whole || all[i].mend == remove_one;
			return mend_below(store, whole ? "." : below, inside,
				       all[i].mend) ||
			       pd_fail_errno(error, PD_ESTORE, fault->path,
				       _("cannot be mended"));
		}
	return pd_fail(error, PD_ESTATE, fault->path, _("pemdeck cannot mend this; %s"),
		fault->remedy);
}
