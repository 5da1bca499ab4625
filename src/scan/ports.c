/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/ports.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/probe.h"

/* What the ports of this machine serve, compared with the files that their services name. Only
 * loopback is asked. */

enum { PORT_SECONDS = 3, MOST_PORTS = 100 };

/* Another certificate of the same lines, such as one for EC beside one for RSA? */
static bool
is_beside(const struct pd_machine *scan, const struct pd_scan_use *use,
	const struct pd_certificate *served)
{
	for (size_t i = 0; i < scan->use_count; i++) {
		const struct pd_scan_use *each = &scan->uses[i];
		const struct pd_certificates *all = &each->certificate->certificates;
		if (each->role == PD_SCAN_SERVES && each->config == use->config &&
			each->block == use->block && all->count > 0 &&
			pd_certificate_same(all->items[0], served))
			return true;
	}
	return false;
}

/* Of the same holder, and made before: it was served when the file was another. */
static bool
is_renewed_since(const struct pd_certificate *file, const struct pd_certificate *served)
{
	int64_t made = pd_certificate_not_before(file);
	int64_t served_from = pd_certificate_not_before(served);
	return served_from < made && strcmp(pd_certificate_subject(file),
					     pd_certificate_subject(served)) == 0;
}

static void
compare_with_file(const struct pd_machine *scan, const struct pd_scan_use *use,
	const struct pd_peer *peer, struct pd_scan_port *port)
{
	const struct pd_certificate *served = peer->chain.items[0];
	const struct pd_certificate *file = use->certificate->certificates.items[0];
	if (is_beside(scan, use, served))
		port->answer = PD_SCAN_SAME;
	else
		port->answer =
			is_renewed_since(file, served) ? PD_SCAN_OLD : PD_SCAN_OTHER;
	port->said = pd_format(_("%s (serial %s)"), pd_certificate_subject(served),
		pd_certificate_serial(served));
}

/* By which name to ask, so that the right one of several answers. */
static const char *
choose_server_name(const struct pd_scan_use *use)
{
	const struct pd_alternatives *names =
		pd_certificate_alternatives(use->certificate->certificates.items[0]);
	if (use->hosts.count > 0)
		return use->hosts.items[0];
	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].kind == PD_ALTERNATIVE_DNS &&
			strchr(names->items[i].text, '*') == NULL)
			return names->items[i].text;
	return "localhost";
}

static void
ask_port(const struct pd_machine *scan, const struct pd_scan_use *use,
	struct pd_scan_port *port, const atomic_bool *cancelled)
{
	struct pd_error problem = {0};
	struct pd_endpoint endpoint = {
		.host = pd_copy("127.0.0.1"), .port = port->number};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	const struct pd_probe probe = {.endpoint = &endpoint,
		.starttls = port->starttls,
		.server_name = choose_server_name(use),
		.timeout = PORT_SECONDS,
		.cancelled = cancelled};
	port->answer = PD_SCAN_SILENT;
	if (pd_probe_run(&probe, &peer, &problem))
		compare_with_file(scan, use, &peer, port);
	else
		port->said = pd_copy(problem.message);
	pd_endpoint_free(&endpoint);
}

void
pd_scan_ask_ports(struct pd_machine *scan, const struct pd_scan_order *order)
{
	size_t left = MOST_PORTS;
	for (size_t i = 0; i < scan->use_count; i++) {
		struct pd_scan_use *use = &scan->uses[i];
		for (size_t k = 0; k < use->port_count && left > 0; k++, left--) {
			if (use->certificate->certificates.count == 0 ||
				pd_ground_is_over(&scan->ground))
				continue;
			if (order->progress != NULL)
				order->progress(order->work,
					60 + (int)(i * 40 / scan->use_count),
					use->service->name);
			ask_port(scan, use, &use->ports[k], order->cancelled);
		}
	}
}
