/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_PROBE_H
#define PD_PROBE_PROBE_H

#include "probe/handshake.h"
#include "probe/probe_starttls.h"

/* A real TLS handshake, to see what a server serves. It judges nothing (that is up to
 * x509/judge), sends no data, and closes. */

/* The host that answered. */
struct pd_peer {
	struct pd_certificates chain; /* in the peer's order; never empty */
	char *address;                /* numeric, of the host that answered */
	char *protocol;               /* "TLS1.3" */
	char *cipher;                 /* "(ECDHE-SECP256R1)-(ECDSA-...)-(AES-...)" */
	struct pd_buffer staple;      /* the stapled OCSP response; empty: none */
	bool asked_certificate;       /* the peer wanted a certificate from us */
};
void pd_peer_free(struct pd_peer *peer); /* leaves it empty; PD_AUTO fits */

/* Connects, shakes hands, and reads the peer's certificates through the sandboxed
 * reader. On failure one sentence says which step failed and how (no such name, refused,
 * no answer within the time, no TLS there, ...), input HOST:PORT; or PD_ECANCEL within
 * 200 ms of *cancelled becoming true. That the peer refuses us after sending its chain,
 * for want of a client certificate, is no failure. */
bool pd_probe_run(
	const struct pd_probe *probe, struct pd_peer *out, struct pd_error *error);

#endif
