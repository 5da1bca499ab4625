/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PATCHED_H
#define PD_X509_KEY_PATCHED_H

#include "base/memory.h"

/* Whether GnuTLS has the fixes that are known (SECURITY.md, Libraries). A distribution
 * mends its package without changing the library's number, so its own version is asked. */

enum pd_patched { PD_PATCHED, PD_UNPATCHED, PD_PATCH_UNKNOWN };

/* Where Debian and its kin keep which package is installed in which version. */
#define PD_PACKAGES "/var/lib/dpkg/status"

/* The first version of GnuTLS itself that has them all. */
#define PD_GNUTLS_PATCHED "3.8.13"

/* The library that is loaded. */
const char *pd_gnutls_version(void);

/* version: of the library. packages: what PD_PACKAGES holds, may be empty. *package: the
 * version of the package, if that is known and the library is its; free() it. */
enum pd_patched pd_gnutls_patched(
	const char *version, struct pd_bytes packages, char **package);

#endif
