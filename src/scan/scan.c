/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scan/config.h"
#include "scan/ground_match.h"
#include "scan/ports.h"
#include "scan/uses.h"
#include "scan/walk.h"
#include "x509/read/sandbox.h"

/* ---- keys that no line names ------------------------------------------------------ */

static struct pd_scan_file *
find_key_of(const struct pd_machine *scan, const struct pd_scan_file *file)
{
	const char *id = file->certificates.count > 0
				 ? pd_certificate_key_id(file->certificates.items[0])
				 : NULL;
	for (size_t i = 0; id != NULL && i < scan->file_count; i++)
		for (size_t k = 0; k < scan->files[i]->keys.count; k++)
			if (strcmp(scan->files[i]->keys.items[k], id) == 0)
				return scan->files[i];
	return NULL;
}

static bool
is_key_of_other(const struct pd_machine *scan, const struct pd_scan_use *use)
{
	for (size_t i = 0; i < scan->use_count; i++)
		if (&scan->uses[i] != use && scan->uses[i].key == use->certificate)
			return true;
	return false;
}

/* Keys that lie beside get their certificates, and have no use of their own then. */
static void
pair_keys(struct pd_machine *scan)
{
	for (size_t i = 0; i < scan->use_count; i++)
		if (scan->uses[i].key == NULL && scan->uses[i].role != PD_SCAN_TRUSTS)
			scan->uses[i].key =
				find_key_of(scan, scan->uses[i].certificate);
	for (size_t i = 0; i < scan->use_count; i++) {
		struct pd_scan_use *use = &scan->uses[i];
		if (use->role != PD_SCAN_LIES ||
			use->certificate->certificates.count > 0 ||
			!is_key_of_other(scan, use))
			continue;
		pd_names_free(&use->hosts);
		free(use->file);
		memmove(use, use + 1, (--scan->use_count - i) * sizeof *use);
		i--;
	}
}

/* ---- all ------------------------------------------------------------------------- */

static void
say(const struct pd_scan_order *order, int percent, const char *what)
{
	if (order->progress != NULL)
		order->progress(order->work, percent, what);
}

static void
note_passphrases(struct pd_machine *scan, const struct pd_config *config)
{
	for (size_t i = 0; i < config->line_count; i++) {
		const struct pd_config_line *line = &config->lines[i];
		size_t at = pd_config_value(line, &config->service->passphrase);
		if (at > 0)
			pd_machine_add_passphrase(
				scan, config->service, line->words[at]);
	}
}

static void
scan_service(struct pd_machine *scan, const struct pd_service *service)
{
	PD_AUTO(pd_config_free) struct pd_config config = {0};
	scan->current = service;
	pd_config_load(service, &scan->ground, &config);
	note_passphrases(scan, &config);
	pd_scan_add_uses(scan, &config);
}

static void
scan_places(struct pd_machine *scan, const struct pd_service *service)
{
	scan->current = service;
	for (size_t i = 0; i < service->places.count; i++) {
		PD_AUTO(pd_names_free) struct pd_names paths = {0};
		pd_ground_match(&scan->ground, service->places.items[i], &paths);
		for (size_t k = 0; k < paths.count; k++)
			pd_scan_walk(scan, service, paths.items[k], PD_SCAN_PLACE);
	}
}

/* What lies about comes after what is used, and what was named last. */
static void
scan_all(struct pd_machine *scan, const struct pd_scan_order *order)
{
	const struct pd_services *services = &scan->services;
	for (size_t i = 0; i < services->count; i++) {
		say(order, (int)(i * 40 / services->count), services->items[i].name);
		scan_service(scan, &services->items[i]);
	}
	for (size_t i = 0; i < services->count; i++)
		scan_places(scan, &services->items[i]);
	scan->current = NULL;
	for (size_t i = 0; order->paths != NULL && i < order->paths->count; i++) {
		say(order, 40, order->paths->items[i]);
		pd_scan_walk(scan, NULL, order->paths->items[i], PD_SCAN_GIVEN);
	}
	pair_keys(scan);
}

static bool
load_services(struct pd_services *out, struct pd_error *error)
{
	if (!pd_services_load(out, error))
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (!pd_scan_check_service(&out->items[i], error))
			return false;
	return true;
}

bool
pd_scan_run(const struct pd_scan_order *order, struct pd_machine *out,
	struct pd_error *error)
{
	PD_AUTO(pd_machine_free)
	struct pd_machine scan = {.ground = {.descriptor = -1}};
	/* Else each file would seem to hold nothing. */
	if (!pd_sandbox_check(error) || !load_services(&scan.services, error) ||
		!pd_ground_open(order->root, &scan.ground, error))
		return false;
	scan.passphrase = order->passphrase;
	scan.ground.everywhere = order->everywhere;
	scan.ground.cancelled = order->cancelled;
	scan.ground.left.seconds = order->seconds;
	scan_all(&scan, order);
	if (order->asks_ports)
		pd_scan_ask_ports(&scan, order);
	if (order->cancelled != NULL && atomic_load(order->cancelled))
		return pd_fail(error, PD_ECANCEL, "", _("cancelled"));
	*out = scan;
	scan = (struct pd_machine){.ground = {.descriptor = -1}};
	return true;
}
