/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/found.h"

#include <stdlib.h>
#include <string.h>

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
	free(scan->uses);
	free(scan->files);
	pd_ground_free(&scan->ground);
	pd_services_free(&scan->services);
	*scan = (struct pd_machine){0};
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
