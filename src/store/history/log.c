/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "store/files.h"
#include "store/settings.h"

#define SYSLOG "/dev/log"

/* Of the facility authpriv, and the severity info (RFC 5424 6.2.1). */
#define PRIORITY "<86>"

enum { SYSLOG_SECONDS = 5 };

/* ---- lines ----------------------------------------------------------------------- */

/* On one line, whatever is in it. */
static char *
make_line(const struct pd_store *store, const struct pd_entry *entry, const char *words)
{
	PD_AUTO(pd_drop_text) char *sentence = pd_text_safe_string(words);
	PD_AUTO(pd_drop_text)
	char *comment = pd_text_safe_string(entry->comment ? entry->comment : "");
	PD_AUTO(pd_drop_text) char *account = pd_text_safe_string(entry->account);
	return pd_format("%s entry %ld, %s, %s: %s%s%s", store->path, entry->number,
		account, entry->operation, sentence, *comment ? "; " : "", comment);
}

/* -1: it cannot be reached (errno). One that does not read what it is sent must not stop all
 * that use the store, which is locked meanwhile. */
static int
open_syslog(void)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = SYSLOG};
	const struct timeval patience = {.tv_sec = SYSLOG_SECONDS};
	PD_AUTO(pd_drop_descriptor)
	int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (file < 0 ||
		setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) <
			0 ||
		connect(file, (const struct sockaddr *)&to, sizeof to) < 0)
		return -1;
	int open = file;
	file = -1;
	return open;
}

static bool
send_to_syslog(const char *line, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *message = pd_format(PRIORITY "pemdeck[%ld]: %s", (long)getpid(), line);
	PD_AUTO(pd_drop_descriptor) int file = open_syslog();
	return (file >= 0 && send(file, message, strlen(message), MSG_NOSIGNAL) ==
				     (ssize_t)strlen(message)) ||
	       pd_fail_errno(error, PD_EIO, SYSLOG,
		       _("the setting log is syslog, and it cannot be reached, so "
			 "nothing is done"));
}

static int
open_log_file(const struct pd_store *store, int create)
{
	return openat(store->folder, PD_LOG_FILE,
		O_WRONLY | create | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		0600);
}

static bool
append_to_file(const struct pd_store *store, const char *line, int64_t when,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *time = pd_text_time(when);
	PD_AUTO(pd_drop_text) char *text = pd_format("%s %s\n", time, line);
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, PD_LOG_FILE);
	const struct pd_bytes bytes = {(const unsigned char *)text, strlen(text)};
	PD_AUTO(pd_drop_descriptor) int file = open_log_file(store, O_CREAT);
	return (file >= 0 && pd_file_put(file, bytes) && fsync(file) == 0) ||
	       pd_fail_errno(error, PD_EIO, shown,
		       _("the setting log is file, and it cannot be written, so "
			 "nothing is done"));
}

static bool
write_line(struct pd_store *store, const struct pd_entry *entry, const char *words,
	struct pd_error *error)
{
	struct pd_settings settings = {0};
	if (!pd_settings_load(store, &settings, error))
		return false;
	if (settings.log == PD_LOG_NONE)
		return true;
	PD_AUTO(pd_drop_text) char *line = make_line(store, entry, words);
	return settings.log == PD_LOG_SYSLOG
		       ? send_to_syslog(line, error)
		       : append_to_file(store, line, entry->time, error);
}

bool
pd_log_check(const struct pd_store *store, long setting, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, PD_LOG_FILE);
	PD_AUTO(pd_drop_descriptor)
	int file = setting == PD_LOG_NONE     ? -1
		   : setting == PD_LOG_SYSLOG ? open_syslog()
					      : open_log_file(store, 0);
	bool may_come = setting == PD_LOG_FILES && errno == ENOENT;
	return setting == PD_LOG_NONE || file >= 0 || may_come ||
	       pd_fail_errno(error, PD_EIO, setting == PD_LOG_SYSLOG ? SYSLOG : shown,
		       _("cannot be written, and with this log nothing is done then"));
}

bool
pd_log_entry(
	struct pd_store *store, const struct pd_entry *entry, struct pd_error *error)
{
	return write_line(store, entry, entry->sentence, error);
}

void
pd_log_given_up(struct pd_store *store, const struct pd_entry *entry)
{
	struct pd_error ignored = {0};
	(void)write_line(store, entry, _("was not done after all"), &ignored);
}
