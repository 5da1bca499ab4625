/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_PROBE_ENDPOINT_H
#define PD_PROBE_PROBE_ENDPOINT_H

#include "base/error.h"

#include <stdbool.h>

/* Where a check goes: HOST, HOST:PORT, IPv4, IPv4:PORT, IPv6, [IPv6] or [IPv6]:PORT; a
 * link-local IPv6 address may have a zone behind it (fe80::1%eth0, RFC 4007 11). */
struct pd_endpoint {
	char *host; /* an IP address without brackets and zone, or a DNS name in A-label
		     * form: what certificates name. In small letters, an address as it is
		     * usually written: what one host is called by has one form */
	char *zone; /* the network interface of a link-local address; NULL: none */
	unsigned port;
};

/* Parses text (IDNA2008); without a port in it, it is port. 0 is refused. Errors name
 * field. */
bool pd_endpoint_parse(const char *text, unsigned port, const char *field,
	struct pd_endpoint *out, struct pd_error *error);
char *pd_endpoint_text(const struct pd_endpoint *endpoint); /* HOST:PORT; free() it */
char *pd_endpoint_address(
	const struct pd_endpoint *endpoint);   /* host and zone; free() */
bool pd_endpoint_is_address(const char *host); /* without brackets and zone */
/* The host, with its zone, of what pd_endpoint_text wrote; NULL if text has no port, as where
 * it is the name of a file. free() it. */
char *pd_endpoint_host_of(const char *text);
void pd_endpoint_free(struct pd_endpoint *endpoint); /* PD_AUTO fits */

#endif
