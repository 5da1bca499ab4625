/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/report.h"

#include <gnu/libc-version.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "operation/context.h"
#include "store/check.h"
#include "x509/key/patched.h"
#include "x509/read/sandbox.h"

enum { RELEASE_LIMIT = 64 << 10 };

static void
add_fact(struct pd_buffer *out, const char *name, const char *value)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(value ? value : "-");
	pd_buffer_add_format(out, "%s: %s\n", name, safe);
}

/* ---- the machine --------------------------------------------------------------- */

/* The value of PRETTY_NAME in os-release(5). */
static char *
find_distribution(void)
{
	static const char name[] = "PRETTY_NAME=\"";
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!pd_file_read("/etc/os-release", RELEASE_LIMIT, &text, &ignored))
		return NULL;
	const char *found = strstr(pd_secret_text(&text), name);
	if (found == NULL)
		return NULL;
	found += sizeof name - 1;
	return pd_copy_bytes(found, strcspn(found, "\"\n"));
}

static void
add_kernel(struct pd_buffer *out)
{
	struct utsname system;
	PD_AUTO(pd_drop_text) char *distribution = find_distribution();
	add_fact(out, "distribution", distribution);
	if (uname(&system) < 0)
		return;
	PD_AUTO(pd_drop_text)
	char *kernel =
		pd_format("%s %s %s", system.sysname, system.release, system.machine);
	add_fact(out, "kernel", kernel);
}

static void
add_confined(struct pd_buffer *out)
{
	struct pd_error problem = {0};
	bool good = pd_sandbox_check(&problem);
	add_fact(out, "input is confined", good ? "yes" : problem.message);
}

/* ---- the store ----------------------------------------------------------------- */

static void
add_faults(const char *path, struct pd_buffer *out)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_store_faults_free) struct pd_store_faults faults = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer kinds = {0};
	if (!pd_store_check_files(path, &faults, &problem))
		return;
	for (size_t i = 0; i < faults.count; i++)
		pd_buffer_add_item(&kinds, faults.items[i].kind);
	add_fact(out, "faults of its files",
		kinds.size > 0 ? pd_buffer_text(&kinds) : "none");
}

static void
add_store(const char *path, struct pd_buffer *out)
{
	static const char *const folders[] = {
		"ssl/issued", "signature", "encryption", "tls", "trust", "rejected"};
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open_to_read(path, &problem);
	add_fact(out, "store", store ? "opens" : problem.message);
	for (size_t i = 0; store != NULL && i < PD_COUNT(folders); i++) {
		struct pd_error ignored = {0};
		PD_AUTO(pd_names_free) struct pd_names names = {0};
		if (pd_store_list(store, folders[i], &names, &ignored))
			pd_buffer_add_format(
				out, "records of %s: %zu\n", folders[i], names.count);
	}
	add_faults(path, out);
}

void
pd_report(const char *path, struct pd_buffer *out)
{
	add_fact(out, "pemdeck", VERSION);
	add_kernel(out);
	add_fact(out, "GnuTLS", pd_gnutls_version());
	add_fact(out, "C library", gnu_get_libc_version());
	add_fact(out, "locale", setlocale(LC_ALL, NULL));
	add_fact(out, "terminal", getenv("TERM"));
	add_confined(out);
	add_store(path, out);
}
