/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/patched.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* Which GnuTLS has the known fixes: by its own number, or by its package's. */

static const char *const words[] = {"patched", "unpatched", "unknown"};

static void
check(const char *version, const char *package, const char *state)
{
	PD_AUTO(pd_drop_text)
	char *packages = pd_format("Package: libgnutls-dane0\nVersion: 9.9\n\n"
				   "Package: libgnutls30%s\nStatus: install ok "
				   "installed\nVersion: %s\n\nPackage: z\nVersion: 1\n",
		strncmp(version, "3.7", 3) == 0 ? "" : "t64", package);
	PD_AUTO(pd_drop_text) char *found = NULL;
	enum pd_patched got =
		pd_gnutls_patched(version, pd_bytes_of_text(packages), &found);
	tap_is(words[got], state, "GnuTLS %s, package %s", version, package);
	if (strcmp(state, "unpatched") == 0)
		tap_is(found, package, "its package is told");
}

int
main(void)
{
	static const char *const rows[][3] = {
		{"3.7.9", "3.7.9-2", "unpatched"},
		{"3.7.9", "3.7.9-2+deb12u6", "unpatched"},
		{"3.7.9", "3.7.9-2+deb12u7", "patched"},
		{"3.7.9", "3.7.9-2+deb12u7+b1", "patched"},
		{"3.7.9", "3.7.9-2+deb12u10", "patched"},
		{"3.7.9", "3.7.9-3", "unknown"},
		{"3.7.10", "3.7.9-2+deb12u7",
			"unknown"}, /* another library is loaded */
		{"3.8.9", "3.8.9-3", "unpatched"},
		{"3.8.9", "3.8.9-3+deb13u3", "unpatched"},
		{"3.8.9", "3.8.9-3+deb13u4", "patched"},
		{"3.8.9", "3.8.9-3ubuntu2", "unpatched"},
		{"3.8.9", "3.8.9-3ubuntu2.1", "unpatched"},
		{"3.8.9", "3.8.9-3ubuntu2.2", "patched"},
		{"3.8.3", "3.8.3-1.1ubuntu3.5", "unpatched"},
		{"3.8.3", "3.8.3-1.1ubuntu3.6", "patched"},
		{"3.8.10", "3.8.10-4.el9", "unknown"},
		{"3.8.13", "3.8.13-1", "patched"},
		{"3.9.0", "3.9.0-1", "patched"},
		{"4.0.0", "", "patched"},
		{"3.8.12", "", "unknown"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(rows[i][0], rows[i][1], rows[i][2]);
	PD_AUTO(pd_drop_text) char *none = NULL;
	tap_is(words[pd_gnutls_patched("3.8.9", (struct pd_bytes){0}, &none)],
		"unknown", "where no package is known");
	tap_ok(pd_gnutls_version() != NULL, "the library tells its number");
	return tap_done();
}
