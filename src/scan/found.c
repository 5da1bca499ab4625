/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/found.h"

#include <stdlib.h>
#include <string.h>

/* Of one service: each is tried with what is locked. */
enum { MOST_PASSPHRASES = 16 };

static void
free_scan_file(struct pd_scan_file *file)
{
	free(file->path);
	free(file->real);
	free(file->problem);
	pd_certificates_free(&file->certificates);
	pd_names_free(&file->keys);
	free(file);
}

void
pd_machine_free(struct pd_machine *scan)
{
	for (size_t i = 0; i < scan->use_count; i++) {
		struct pd_scan_use *use = &scan->uses[i];
		free(use->file);
		pd_names_free(&use->hosts);
		for (size_t k = 0; k < use->port_count; k++)
			free(use->ports[k].said);
	}
	for (size_t i = 0; i < scan->file_count; i++)
		free_scan_file(scan->files[i]);
	for (size_t i = 0; i < scan->passphrase_count; i++)
		pd_secret_wipe(&scan->passphrases[i].words);
	free(scan->passphrases);
	free(scan->uses);
	free(scan->files);
	pd_ground_free(&scan->ground);
	pd_services_free(&scan->services);
	*scan = (struct pd_machine){0};
}

void
pd_machine_add_passphrase(
	struct pd_machine *scan, const struct pd_service *service, const char *words)
{
	size_t count = 0;
	for (size_t i = 0; i < scan->passphrase_count; i++) {
		const struct pd_scan_passphrase *each = &scan->passphrases[i];
		count += each->service == service;
		if (each->service == service &&
			strcmp(pd_secret_text(&each->words), words) == 0)
			return;
	}
	if (*words == '\0' || count >= MOST_PASSPHRASES)
		return;
	scan->passphrases = pd_grow_by_one(
		scan->passphrases, scan->passphrase_count, sizeof *scan->passphrases);
	struct pd_scan_passphrase *new = &scan->passphrases[scan->passphrase_count++];
	*new = (struct pd_scan_passphrase){.service = service};
	pd_secret_add_text(&new->words, words);
}

struct pd_scan_use *
pd_machine_add_use(struct pd_machine *scan, enum pd_scan_role role,
	const struct pd_service *service, struct pd_scan_file *certificate)
{
	bool is_nobody = service == NULL || strcmp(service->name, PD_NOBODY) == 0;
	scan->uses = pd_grow_by_one(scan->uses, scan->use_count, sizeof *scan->uses);
	struct pd_scan_use *use = &scan->uses[scan->use_count++];
	*use = (struct pd_scan_use){.service = is_nobody ? NULL : service,
		.role = role,
		.certificate = certificate};
	return use;
}
