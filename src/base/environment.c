/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/environment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/account/caller.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/memory.h"

/* What makes GnuTLS write the keys of sessions, or all that it does, to a file, or not
 * start at all: believed from nobody. */
static const char *const refused[] = {
	"SSLKEYLOGFILE",
	"GNUTLS_DEBUG_LEVEL",
	"GNUTLS_NO_IMPLICIT_INIT",
	"GNUTLS_NO_EXPLICIT_INIT",
};

enum kind {
	PLACES, /* a directory, or several with colons between them */
	FILE_NAME,
	ZONE,  /* a name, a rule, or a file */
	WORDS, /* which say not whose they are, and are only believed from oneself */
};

static const struct {
	const char *name;
	enum kind kind;
} variables[] = {
	{"TEXTDOMAINDIR", PLACES},
	{"LOCPATH", PLACES},
	{"NLSPATH", PLACES},
	{"GCONV_PATH", PLACES},
	{"GETCONF_DIR", PLACES},
	{"TZDIR", PLACES},
	{"TZ", ZONE},
	{"TERMINFO", PLACES},
	{"TERMINFO_DIRS", PLACES},
	{"TERMPATH", PLACES},
	{"PEMDECK_ETC", PLACES},
	{"PEMDECK_DATA", PLACES},
	{"TERMCAP", FILE_NAME},
	{"HOSTALIASES", FILE_NAME},
	{"RESOLV_HOST_CONF", FILE_NAME},
	{"GNUTLS_SYSTEM_PRIORITY_FILE", FILE_NAME},
	{"GNUTLS_SYSTEM_PRIORITY_FAIL_ON_INVALID", WORDS},
	{"GNUTLS_FORCE_FIPS_MODE", WORDS},
	{"GNUTLS_SKIP_FIPS_INTEGRITY_CHECKS", WORDS},
	{"GNUTLS_CPUID_OVERRIDE", WORDS},
	{"P11_KIT_DEBUG", WORDS},
	{"P11_KIT_STRICT", WORDS},
	{"P11_KIT_NO_USER_CONFIG", WORDS},
	{"SOFTHSM2_CONF", FILE_NAME},
	{"OPENSC_CONF", FILE_NAME},
	{"TPM2_PKCS11_STORE", PLACES},
	{"TPM2_PKCS11_TCTI", WORDS},
	{"TPM2TOOLS_TCTI", WORDS},
	{"PCSCLITE_CSOCK_NAME", WORDS},
	{"LOCALDOMAIN", WORDS},
	{"RES_OPTIONS", WORDS},
	{"RESOLV_MULTI", WORDS},
	{"RESOLV_REORDER", WORDS},
	{"RESOLV_ADD_TRIM_DOMAINS", WORDS},
	{"RESOLV_OVERRIDE_TRIM_DOMAINS", WORDS},
};

static int
open_roots_directory(const char *path)
{
	const struct pd_guard root = {.is_on = true};
	struct pd_error untold = {0};
	return pd_directory_open(path, &root, &untold);
}

static bool
is_roots_directory(const char *path)
{
	PD_AUTO(pd_drop_descriptor) int directory = open_roots_directory(path);
	return directory >= 0;
}

/* An empty name is the library's own place. */
static bool
are_roots_directories(const char *paths)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy(paths);
	char *rest = copy;
	for (char *path; (path = strsep(&rest, ":")) != NULL;)
		if (*path != '\0' && !is_roots_directory(path))
			return false;
	return true;
}

static bool
is_roots_file(const char *path)
{
	struct stat status;
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(path);
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(path);
	PD_AUTO(pd_drop_descriptor) int directory = open_roots_directory(part);
	PD_AUTO(pd_drop_descriptor)
	int file = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return directory >= 0 && file >= 0 && fstat(file, &status) == 0 &&
	       S_ISREG(status.st_mode) && status.st_uid == 0 &&
	       !pd_guard_others_may_write(file, &status);
}

/* A name is looked for in the library's own place, or in TZDIR. */
static bool
is_roots_zone(const char *zone)
{
	const char *name = zone + (*zone == ':');
	return (*name != '/' && strstr(name, "..") == NULL) || is_roots_file(name);
}

static bool
is_roots(const char *value, enum kind kind)
{
	return (kind == ZONE && is_roots_zone(value)) ||
	       (kind == PLACES && are_roots_directories(value)) ||
	       (kind == FILE_NAME && is_roots_file(value));
}

/* What the distribution made is as sudo has it, whichever group may install programs there. */
static bool
is_usual_place(const char *path)
{
	static const char *const places[] = {"/usr/local/sbin", "/usr/local/bin",
		"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
	for (size_t i = 0; i < PD_COUNT(places); i++)
		if (strcmp(path, places[i]) == 0)
			return true;
	return false;
}

/* Reloads, hooks and Ansible are found by PATH. Those of its places that are not root's go, and
 * so does the directory where one happens to be. */
static void
keep_roots_path(void)
{
	static const char usual[] = "/usr/sbin:/usr/bin:/sbin:/bin";
	PD_AUTO(pd_drop_text) char *copy = pd_copy(getenv("PATH"));
	PD_AUTO(pd_buffer_free) struct pd_buffer kept = {0};
	char *rest = copy;
	for (char *path; (path = strsep(&rest, ":")) != NULL;) {
		if (!is_usual_place(path) &&
			(*path != '/' || !is_roots_directory(path)))
			continue;
		pd_buffer_add_format(&kept, "%s%s", kept.size > 0 ? ":" : "", path);
	}
	(void)setenv("PATH", kept.size > 0 ? pd_buffer_text(&kept) : usual, 1);
}

/* gettext takes a language for a part of a path, so that ../../tmp/x leads anywhere. */
static void
forget_what_is_not_roots(void)
{
	const char *languages = getenv("LANGUAGE");
	if (languages != NULL && strchr(languages, '/') != NULL)
		(void)unsetenv("LANGUAGE");
	/* The settings of this host are not those of who called root, wherever they lie. */
	if (pd_caller_is_there()) {
		(void)unsetenv("PEMDECK_ETC");
		(void)unsetenv("PEMDECK_DATA");
	}
	for (size_t i = 0; i < PD_COUNT(variables); i++) {
		const char *value = getenv(variables[i].name);
		if (value != NULL && !is_roots(value, variables[i].kind))
			(void)unsetenv(variables[i].name);
	}
	if (getenv("PATH") != NULL)
		keep_roots_path();
}

void
pd_environment_clean(void)
{
	for (size_t i = 0; i < PD_COUNT(refused); i++)
		(void)unsetenv(refused[i]);
	if (geteuid() == 0)
		forget_what_is_not_roots();
}

char *
pd_environment_exchange(const char *name, const char *value)
{
	char *before = pd_copy(getenv(name));
	if (value != NULL)
		(void)setenv(name, value, 1);
	else
		(void)unsetenv(name);
	return before;
}

char *
pd_environment_hide_home(void)
{
	const char *home = getenv("HOME");
	if (home == NULL || geteuid() != 0 || is_roots_directory(home))
		return NULL;
	return pd_environment_exchange("HOME", NULL);
}

void
pd_environment_show_home(char **hidden)
{
	if (*hidden != NULL)
		(void)setenv("HOME", *hidden, 1);
	pd_drop_text(hidden);
}
