/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_HANDSHAKE_H
#define PD_PROBE_HANDSHAKE_H

#include "base/buffer.h"
#include "probe/probe_endpoint.h"
#include "x509/certificate/chain.h"

#include <stdatomic.h>

/* Internal to the probe: the connection and the handshake, in the child of a sandbox. */

struct pd_probe {
	const struct pd_endpoint *endpoint;
	const char *starttls;    /* one of pd_choices_starttls; NULL: none */
	const char *server_name; /* sent as SNI if it is a name (A-label), as an address
				  * must not be (RFC 6066 3); NULL: the host */
	long timeout; /* seconds for name, connection and handshake together */
	const struct pd_certificates *client_chain; /* leaf first; NULL: none is sent */
	const struct pd_key *client_key;            /* of its leaf */
	const atomic_bool *cancelled;               /* may be NULL */
};

struct pd_handshake {
	struct pd_buffer chain; /* the peer's certificates in PEM */
	struct pd_buffer staple;
	char *address, *cipher;
	const char *protocol; /* constant */
	bool asked_certificate;
};
void pd_handshake_free(struct pd_handshake *handshake); /* PD_AUTO fits */

/* Connects, gives up all but that connection (pd_sandbox_confine), and shakes hands. */
bool pd_handshake_run(
	const struct pd_probe *probe, struct pd_handshake *out, struct pd_error *error);

#endif
