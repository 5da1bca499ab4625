/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_offline.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/file.h"
#include "base/tar.h"
#include "base/text.h"
#include "base/there/there.h"
#include "operation/tab.h"
#include "store/paths/paths.h"
#include "tabs/shared/output.h"
#include "x509/der/digest.h"

/* What an archive holds. A key is there only if it was made here. */
enum part { ABOUT, KEY, CHAIN, CA, SUMS, SIGNATURE, PARTS };
static const char *const part_names[PARTS] = {
	"ABOUT", "key.pem", "chain.pem", "ca.pem", "SHA256SUMS", "SHA256SUMS.sig"};

struct packing {
	struct pd_context *context;
	const struct pd_values *values;
	struct pd_fleet_host *host;
	char *folder; /* OFFLINE/HOST */
	struct pd_secret parts[PARTS];
};

static void
free_packing(struct packing *packing)
{
	free(packing->folder);
	for (size_t i = 0; i < PARTS; i++)
		pd_secret_wipe(&packing->parts[i]);
}

/* ---- other operations ------------------------------------------------------------------ */

/* Runs another operation as part of this one. */
static bool
run_within(struct pd_context *context, const struct pd_operation *operation,
	struct pd_values *values, struct pd_result *result, struct pd_error *error)
{
	const char *words = context->operation;
	bool may_replace = context->may_replace;
	pd_values_default(operation->fields, context, NULL, values);
	context->may_replace = true;
	bool done = pd_values_check(operation->fields, values, error) &&
		    pd_operation_run(operation, context, values, result, error);
	context->may_replace = may_replace;
	context->operation = words;
	return done;
}

static void
hand_on(const struct pd_values *from, const char *name, struct pd_values *to,
	const char *as)
{
	const struct pd_secret *secret = pd_value_secret(from, name);
	if (secret != NULL)
		pd_values_set_secret(to, as, secret);
}

static void
take_detail(const struct pd_line *line, struct pd_fleet_host *host)
{
	if (line->name == NULL)
		return;
	if (strcmp(line->name, "subject") == 0)
		pd_fleet_set(&host->subject, line->text);
	else if (strcmp(line->name, "serial") == 0)
		pd_fleet_set(&host->serial, line->text);
	else if (strcmp(line->name, "fingerprint") == 0)
		pd_fleet_set(&host->fingerprint, line->text);
	else if (strcmp(line->name, "not_after") == 0)
		host->not_after = line->number;
}

static void
take_issued_details(const struct pd_details *details, struct pd_fleet_host *host)
{
	for (size_t i = 0; i < details->section_count; i++)
		for (size_t k = 0; k < details->sections[i].line_count; k++)
			take_detail(&details->sections[i].lines[k], host);
}

/* A name with a comma would be several, in subject and names. */
static bool
check_host_name(const char *name, struct pd_error *error)
{
	for (const char *c = name; *c != '\0'; c++)
		if (!pd_ascii_is_alphanumeric(*c) && strchr("._:-", *c) == NULL)
			return pd_fail(error, PD_EINPUT, name,
				_("a certificate cannot have this name; give the host "
				  "one "
				  "of letters, digits, dots and -"));
	return true;
}

/* By ssl ensure: what is there stays until it ends soon. */
static bool
ensure_for(struct packing *packing, struct pd_error *error)
{
	struct pd_context *context = packing->context;
	const struct pd_operation *ensure =
		pd_operation_find(context->tabs, "ssl", "ensure");
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	PD_AUTO(pd_drop_text) char *subject = pd_format("CN=%s", packing->host->name);
	PD_AUTO(pd_drop_text) char *request = pd_format("%s.csr", packing->folder);
	pd_values_set(values, "purpose", "server");
	pd_values_set(values, "dn", subject);
	pd_values_set(values, "san", packing->host->name);
	pd_values_set(values, "out", packing->folder);
	enum pd_there there = pd_there_look(request, error);
	if (there == PD_THERE_UNKNOWN)
		return false;
	if (there == PD_THERE_IS)
		pd_values_set(values, "csr", request);
	hand_on(packing->values, "ca-passphrase", values, "ca-passphrase");
	if (!run_within(context, ensure, values, &result, error))
		return false;
	take_issued_details(&result.details, packing->host);
	packing->host->state = result.changed ? PD_FLEET_CHANGED : PD_FLEET_OK;
	return true;
}

static bool
sign_sums(struct packing *packing, const char *sums, struct pd_error *error)
{
	struct pd_context *context = packing->context;
	const struct pd_operation *sign =
		pd_operation_find(context->tabs, "signature", "sign");
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	pd_values_add(values, "file", sums);
	pd_values_set(values, "format", "cms");
	pd_values_set(values, "encoding", "der");
	hand_on(packing->values, "passphrase", values, "passphrase");
	return run_within(context, sign, values, &result, error);
}

/* ---- parts -------------------------------------------------------------------------------- */

static char *
part_path(const struct packing *packing, enum part part)
{
	return pd_format("%s/%s", packing->folder, part_names[part]);
}

static bool
read_part(struct packing *packing, enum part part, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = part_path(packing, part);
	return pd_file_read_found(path, PD_INPUT_LIMIT, &packing->parts[part], error);
}

static bool
read_parts(struct packing *packing, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *request = pd_format("%s.csr", packing->folder);
	pd_secret_add_format(&packing->parts[ABOUT], "host: %s\nmade: %lld\n",
		packing->host->name, (long long)packing->context->now);
	enum pd_there there = pd_there_look(request, error);
	return there != PD_THERE_UNKNOWN && read_part(packing, CHAIN, error) &&
	       read_part(packing, CA, error) &&
	       (there == PD_THERE_IS || read_part(packing, KEY, error));
}

static bool
sum_parts(struct packing *packing, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE];
	for (enum part part = ABOUT; part < SUMS; part++) {
		if (packing->parts[part].size == 0)
			continue;
		if (!pd_digest_sha256(
			    pd_secret_bytes(&packing->parts[part]), digest, error))
			return false;
		pd_secret_add_format(
			&packing->parts[SUMS], "%s  %s\n", digest, part_names[part]);
	}
	return true;
}

static bool
write_archive(struct packing *packing, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret archive = {0};
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	PD_AUTO(pd_drop_text) char *path = pd_format("%s.tar", packing->folder);
	for (enum part part = ABOUT; part < PARTS; part++) {
		const struct pd_tar_file file = {.name = part_names[part],
			.content = pd_secret_bytes(&packing->parts[part]),
			.mode = part == KEY ? 0600 : 0644,
			.time = packing->context->now};
		if (file.content.size > 0)
			pd_tar_add(&archive, &file);
	}
	pd_tar_end(&archive);
	return pd_output_write(
		path, pd_secret_bytes(&archive), 0600, PD_REPLACE, &result, error);
}

static bool
pack_host(struct packing *packing, struct pd_error *error)
{
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	PD_AUTO(pd_drop_text) char *sums = part_path(packing, SUMS);
	return check_host_name(packing->host->name, error) &&
	       ensure_for(packing, error) && read_parts(packing, error) &&
	       sum_parts(packing, error) &&
	       pd_output_write(sums, pd_secret_bytes(&packing->parts[SUMS]), 0644,
		       PD_REPLACE, &result, error) &&
	       sign_sums(packing, sums, error) &&
	       read_part(packing, SIGNATURE, error) && write_archive(packing, error);
}

/* ---- all ------------------------------------------------------------------------------------ */

/* One that fails is told, and the others are done; but a passphrase is asked for. */
static bool
pack_one(struct pd_context *context, const struct pd_values *values,
	struct pd_fleet_host *host, struct pd_error *error)
{
	const char *to = pd_value_text(values, "offline");
	struct pd_error problem = {0};
	PD_AUTO(free_packing)
	struct packing packing = {.context = context, .values = values, .host = host};
	PD_AUTO(pd_drop_text) char *name = pd_store_name(host->name);
	packing.folder = pd_format("%s/%s", to, name);
	host->time = context->now;
	if (pack_host(&packing, &problem))
		return true;
	if (problem.code == PD_EPASSPHRASE || problem.code == PD_ECANCEL) {
		*error = problem;
		return false;
	}
	PD_AUTO(pd_drop_text)
	char *said = pd_format("%s%s%s", problem.input,
		problem.input[0] != '\0' ? ": " : "", problem.message);
	pd_fleet_set(&host->message, said);
	host->state = PD_FLEET_FAILED;
	return true;
}

bool
pd_fleet_pack(struct pd_context *context, const struct pd_values *values,
	const struct pd_fleet_wish *wish, struct pd_fleet_run *out,
	struct pd_error *error)
{
	enum { PERCENT = 100 };
	if (!pd_fleet_inventory(context, wish, &out->hosts, error))
		return false;
	pd_fleet_begin_run(context, wish, out);
	for (size_t i = 0; i < out->hosts.count && !out->cut; i++) {
		struct pd_fleet_host *host = &out->hosts.items[i];
		if (context->progress != NULL)
			context->progress(context->face,
				(int)(PERCENT * i / out->hosts.count), host->name);
		struct pd_error problem = {0};
		if (!pack_one(context, values, host, &problem)) {
			out->cut = problem.code == PD_ECANCEL;
			if (!out->cut) {
				*error = problem;
				return false;
			}
		}
		out->cut =
			out->cut || (context->cancelled != NULL && *context->cancelled);
		if (out->cut)
			pd_fleet_cut(&out->hosts, i + 1);
	}
	return true;
}
