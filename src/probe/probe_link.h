/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_PROBE_PROBE_LINK_H
#define PD_PROBE_PROBE_LINK_H

#include "base/memory.h"
#include "probe/probe_endpoint.h"

#include <stdatomic.h>
#include <stdint.h>

/* Internal to the probe: a TCP connection that never waits beyond its deadline or after
 * the operator has cancelled. */

enum pd_step { PD_STEP_NAME, PD_STEP_CONNECT, PD_STEP_STARTTLS, PD_STEP_HANDSHAKE };

struct pd_link {
	int descriptor;    /* -1: none */
	int64_t deadline;  /* milliseconds of the monotonic clock */
	enum pd_step step; /* for errors */
	const char *place; /* HOST:PORT, for errors */
	const atomic_bool *cancelled;
	char *address; /* numeric, of the host that answered */
};
void pd_link_close(struct pd_link *link); /* leaves it empty; PD_AUTO fits */

/* A thread looks the name up, since getaddrinfo knows no deadline. If it is late, it is
 * left to end by itself and its result is dropped. */
bool pd_link_connect(struct pd_link *link, const struct pd_endpoint *endpoint,
	struct pd_error *error);

/* Waits until the peer can be read from or written to. */
enum pd_wait { PD_WAIT_READ, PD_WAIT_WRITE };
bool pd_link_wait(struct pd_link *link, enum pd_wait wait, struct pd_error *error);

/* Milliseconds left, at least 1. */
unsigned pd_link_left(const struct pd_link *link);

bool pd_link_send(struct pd_link *link, struct pd_bytes bytes, struct pd_error *error);
/* Reads exactly one byte, so that nothing is taken from TLS. */
bool pd_link_byte(struct pd_link *link, char *byte, struct pd_error *error);

#endif
