/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/take_reload.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"

enum { UNIT_LIMIT = 1 << 16 };

/* The file of the unit, where the first counts; NULL: there is none. free() it. */
static char *
find_unit(const char *unit)
{
	static const char *const folders[] = {"/etc/systemd/system",
		"/run/systemd/system", "/usr/local/lib/systemd/system",
		"/usr/lib/systemd/system", "/lib/systemd/system"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s.service", folders[i], unit);
		if (access(path, R_OK) == 0)
			return pd_steal(path);
	}
	return NULL;
}

/* Does the unit say how it is reloaded? */
static bool
can_reload(const char *path)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	return pd_file_read_found(path, UNIT_LIMIT, &text, &ignored) &&
	       strstr(pd_secret_text(&text), "\nExecReload=") != NULL;
}

static bool
wants_restart(const struct pd_service *service)
{
	return service->renew != NULL && strcmp(service->renew, "restart") == 0;
}

static char *
command_of_unit(const struct pd_service *service)
{
	PD_AUTO(pd_drop_text) char *path = find_unit(service->unit);
	if (path == NULL)
		return NULL;
	bool reloads = !wants_restart(service) && can_reload(path);
	return pd_format("systemctl %s %s",
		reloads ? "try-reload-or-restart" : "try-restart", service->unit);
}

/* Only one that runs. */
static char *
command_of_script(const struct pd_service *service)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("/etc/init.d/%s", service->unit);
	if (access(path, X_OK) != 0)
		return NULL;
	const char *does = wants_restart(service) ? "restart" : "reload";
	return pd_format("if service %s status >/dev/null 2>&1; then service %s %s; fi",
		service->unit, service->unit, does);
}

static char *
command_of(const struct pd_service *service)
{
	bool has_systemd = pd_there_is("/run/systemd/system");
	if (service->unit == NULL)
		return NULL;
	return has_systemd ? command_of_unit(service) : command_of_script(service);
}

static bool
is_told_already(const struct pd_find *find, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (find->uses[i]->service == find->uses[index]->service)
			return true;
	return false;
}

char *
pd_take_reload(const struct pd_find *find, struct pd_names *warnings)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer all = {0};
	for (size_t i = 0; i < find->use_count; i++) {
		const struct pd_service *service = find->uses[i]->service;
		if (service == NULL || find->uses[i]->role != PD_SCAN_SERVES ||
			is_told_already(find, i) ||
			(service->renew != NULL && strcmp(service->renew, "none") == 0))
			continue;
		PD_AUTO(pd_drop_text) char *command = command_of(service);
		if (command != NULL) {
			pd_buffer_add_format(
				&all, "%s%s", all.size > 0 ? " && " : "", command);
			continue;
		}
		PD_AUTO(pd_drop_text)
		char *text = pd_format(
			_("how %s is reloaded was not found; give the deploy target a "
			  "command with Set target (tls target-set TARGET --reload "
			  "COMMAND)"),
			service->name);
		pd_names_add(warnings, text);
	}
	return all.size > 0 ? pd_buffer_steal_text(&all) : NULL;
}
