/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_HANDSHAKE_H
#define PD_PROBE_HANDSHAKE_H

#include "probe/probe.h"

/* Internal to the probe: the connection and the handshake, in the child of a sandbox. */

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
