/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_PROBE_H
#define PD_PROBE_PROBE_H

#include "x509/certificate/chain.h"

#include <stdatomic.h>

/* A real TLS handshake, to see what a server serves. It judges nothing (verify.h does),
 * sends no data, and closes. */

extern const char *const pd_choices_starttls[]; /* none, smtp, imap, ...; NULL */

/* Where a check goes: HOST, HOST:PORT, IPv4, IPv4:PORT, IPv6, [IPv6] or [IPv6]:PORT; a
 * link-local IPv6 address may have a zone behind it (fe80::1%eth0, RFC 4007 11). */
struct pd_endpoint {
	char *host; /* an IP address without brackets and zone, or a DNS name in A-label
		     * form: what certificates name */
	char *zone; /* the network interface of a link-local address; NULL: none */
	unsigned port;
};

/* Parses text; port 0 in it is refused, without one it is the usual of that starttls
 * ("none": 443). IDNA2008. Errors name field. */
bool pd_endpoint_parse(const char *text, const char *starttls, const char *field,
	struct pd_endpoint *out, struct pd_error *error);
char *pd_endpoint_text(const struct pd_endpoint *endpoint); /* HOST:PORT; free() it */
char *pd_endpoint_address(
	const struct pd_endpoint *endpoint);         /* host and zone; free() */
bool pd_endpoint_is_address(const char *host);       /* without brackets and zone */
void pd_endpoint_free(struct pd_endpoint *endpoint); /* PD_AUTO fits */

struct pd_probe {
	const struct pd_endpoint *endpoint;
	const char *starttls;    /* one of pd_choices_starttls; NULL: none */
	const char *server_name; /* sent as SNI if it is a name (A-label), as an address
				  * must not be (RFC 6066 3); NULL: the host */
	long timeout; /* seconds for name, connection and handshake together */
	const struct pd_certificates *client_chain; /* leaf first; NULL: none is shown
						     */
	const struct pd_key *client_key;            /* of its leaf */
	const atomic_bool *cancelled;               /* may be NULL */
};

/* What answered. */
struct pd_peer {
	struct pd_certificates chain; /* in the peer's order; never empty */
	char *address;                /* numeric, of the host that answered */
	char *protocol;               /* "TLS1.3" */
	char *cipher;                 /* "(ECDHE-SECP256R1)-(ECDSA-...)-(AES-...)" */
	struct pd_secret staple;      /* the OCSP answer that came with it; empty: none
				       */
	bool asked_certificate;       /* the peer wanted a certificate from us */
};
void pd_peer_free(struct pd_peer *peer); /* leaves it empty; PD_AUTO fits */

/* Connects, shakes hands, and reads the peer's certificates through the sandboxed
 * reader (reader.h). false: one sentence that says which step failed and how (no such
 * name, refused, no answer within the time, no TLS there, ...), input HOST:PORT; or
 * PD_ECANCEL within 200 ms of *cancelled becoming true. The peer may refuse us after
 * having shown its chain (no client certificate): that is no failure. */
bool pd_probe_run(
	const struct pd_probe *probe, struct pd_peer *out, struct pd_error *error);

#endif
