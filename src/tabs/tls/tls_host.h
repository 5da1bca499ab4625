/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_HOST_H
#define PD_TABS_TLS_TLS_HOST_H

/* What this host is called, and where it is reached: what its certificate should say.
 */

/* The fully qualified name in lower case, as far as it is known (/etc/hosts, then the
 * name service for at most a second); "localhost" if there is none. free() it. */
char *pd_host_name(void);

/* CN=NAME: the full name, or the short one where a common name has no room for it (64
 * characters, RFC 5280 appendix A); free() it. */
char *pd_host_dn(void);

/* Full name, short name and all global addresses of its interfaces, as text of subject
 * alternative names. Names that are not allowed there (with '_') are left out. free()
 * it. */
char *pd_host_alternatives(void);

/* Default alternative names for that common name (may be NULL): all names of this host
 * if it is its name, else the name itself, as clients ignore common names (RFC 9525).
 * free() it. */
char *pd_host_alternatives_for(const char *common_name);

#endif
