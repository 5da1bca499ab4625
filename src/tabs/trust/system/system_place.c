/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/system/system_place.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/text.h"
#include "base/there/there.h"

static const char *const update_certificates[] = {
	"/usr/sbin/update-ca-certificates", NULL};
static const char *const update_trust[] = {"/usr/bin/update-ca-trust", "extract", NULL};

#define FEDORA "/etc/pki/ca-trust/"
#define SUSE "/etc/pki/trust/"
#define ARCH "/etc/ca-certificates/"

/* clang-format off */
static const struct pd_system_place places[] = {
	{"Fedora", FEDORA "source/blocklist", FEDORA "extracted/pem/tls-ca-bundle.pem",
	 FEDORA "source/anchors", "", NULL, NULL, FEDORA "source/blocklist", update_trust},
	{"RHEL", FEDORA "source/blacklist", FEDORA "extracted/pem/tls-ca-bundle.pem",
	 FEDORA "source/anchors", "", NULL, NULL, FEDORA "source/blacklist", update_trust},
	{"SUSE", SUSE "blocklist", "/var/lib/ca-certificates/ca-bundle.pem",
	 SUSE "anchors", "", NULL, NULL, SUSE "blocklist", update_certificates},
	{"SUSE", SUSE "blacklist", "/var/lib/ca-certificates/ca-bundle.pem",
	 SUSE "anchors", "", NULL, NULL, SUSE "blacklist", update_certificates},
	{"Arch", ARCH "trust-source/blocklist", ARCH "extracted/tls-ca-bundle.pem",
	 ARCH "trust-source/anchors", "", NULL, NULL, ARCH "trust-source/blocklist", update_trust},
	{"Alpine", "/etc/alpine-release", "/etc/ssl/certs/ca-certificates.crt",
	 "/usr/local/share/ca-certificates", ".crt", "/etc/ca-certificates.conf",
	 "/usr/share/ca-certificates", NULL, update_certificates},
	{"Debian", "/etc/ca-certificates.conf", "/etc/ssl/certs/ca-certificates.crt",
	 "/usr/local/share/ca-certificates", ".crt", "/etc/ca-certificates.conf",
	 "/usr/share/ca-certificates", NULL, update_certificates},
};
/* clang-format on */

const struct pd_system_place *
pd_system_place_find(struct pd_error *error)
{
	for (size_t i = 0; i < PD_COUNT(places); i++)
		if (pd_there_look(places[i].mark, error) != PD_THERE_NOT)
			return error->code == PD_OK ? &places[i] : NULL;
	pd_fail(error, PD_ESTATE, "system",
		_("what this system trusts is at none of the places where Debian, "
		  "Fedora, SUSE, Arch and Alpine keep it, such as %s; install "
		  "ca-certificates"),
		places[PD_COUNT(places) - 1].mark);
	return NULL;
}

/* ---- who reads something else ------------------------------------------------------ */

/* Files of programs with a list of their own, unless they lead to that of the system. */
struct other {
	const char *files[5];   /* patterns; ends with NULL */
	const char *follows[5]; /* what is in the path of one that follows */
	const char *unless;     /* this makes all of them follow; or NULL */
	bool is_java;
};

/* clang-format off */
static const struct other others[] = {
	{{"/usr/lib/*/nss/libnssckbi.so", "/usr/lib/*/libnssckbi.so", "/usr/lib64/libnssckbi.so",
	  "/usr/lib/libnssckbi.so", NULL}, {"p11-kit", NULL}, NULL, false},
	{{"/usr/lib/jvm/*/lib/security/cacerts", "/usr/lib/jvm/*/jre/lib/security/cacerts", NULL},
	 {"/etc/pki/", "/var/lib/ca-certificates/", "/etc/ca-certificates/", NULL},
	 "/etc/ca-certificates/update.d/jks-keystore", true},
};
/* clang-format on */

static bool
follows(const struct other *other, const char *path)
{
	PD_AUTO(pd_drop_text) char *real = realpath(path, NULL);
	for (size_t i = 0; real != NULL && other->follows[i] != NULL; i++)
		if (strstr(real, other->follows[i]) != NULL)
			return true;
	return real == NULL;
}

static void
tell_other(const struct other *other, struct pd_result *result)
{
	if (other->unless != NULL && pd_there_is(other->unless))
		return;
	for (size_t i = 0; other->files[i] != NULL; i++) {
		glob_t found = {0};
		const char *one = NULL;
		if (glob(other->files[i], 0, NULL, &found) == 0)
			for (size_t k = 0; k < found.gl_pathc && one == NULL; k++)
				one = follows(other, found.gl_pathv[k])
					      ? NULL
					      : found.gl_pathv[k];
		if (one != NULL)
			pd_result_warn(result,
				other->is_java
					? _("Java has a list of its own here (%s), "
					    "which is not changed")
					: _("Firefox, Chromium and other programs that "
					    "use NSS have a list of their own here "
					    "(%s), which is not changed"),
				one);
		globfree(&found);
		if (one != NULL)
			return;
	}
}

void
pd_system_place_tell_others(struct pd_result *result)
{
	for (size_t i = 0; i < PD_COUNT(others); i++)
		tell_other(&others[i], result);
}
