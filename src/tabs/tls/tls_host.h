/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_HOST_H
#define PD_TABS_TLS_TLS_HOST_H

/* What this host is called, and where it is reached: what its certificate should say.
 */

/* Its fully qualified name, in lower case, as far as it is known here (/etc/hosts, then
 * for at most a second the name service); "localhost" if it has none. free() it. */
char *pd_host_name(void);

/* CN=NAME: the full name, or the short one where a common name has no room for it (64
 * characters, RFC 5280 appendix A); free() it. */
char *pd_host_dn(void);

/* Its full name, its short name, and every global address of its interfaces, as text of
 * subject alternative names. What may not stand there (a name with '_') is left out.
 * free() it. */
char *pd_host_alternatives(void);

/* The names of a certificate for that common name (may be NULL), where none are asked
 * for: those of this host if it is called so, else that name alone, as clients do not
 * look at common names (RFC 9525). free() it. */
char *pd_host_alternatives_for(const char *common_name);

#endif
