/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/database/database_gnomint.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/database/database_register.h"
#include "x509/key/pbe_gnomint.h"
#include "x509/read/armour.h"
#include "x509/read/unpack_key.h"

/* Version 5 brought the numbers of revocation lists; what one after 12 means nobody can
 * say. */
enum { OLDEST = 5, NEWEST = 12 };

struct gnomint {
	const struct pd_unpack *unpack;
	struct pd_database_cas cas;
	bool has_policies;
	size_t keys, requests; /* that are left out */
	struct pd_error problem;
};

static void
end_gnomint(struct gnomint *gnomint)
{
	pd_database_cas_free(&gnomint->cas);
}

bool
pd_gnomint_is(const struct pd_table_base *base)
{
	return pd_table_is(base, "certificates") &&
	       pd_table_is(base, "cert_requests") &&
	       (pd_table_is(base, "db_properties") ||
		       pd_table_is(base, "ca_properties"));
}

/* ---- certificates ----------------------------------------------------------------- */

/* The one block that a column holds. */
static bool
read_pem(const char *text, struct pd_secret *der)
{
	struct pd_scan scan;
	struct pd_block block;
	PD_AUTO(pd_secret_wipe) struct pd_secret more = {0};
	pd_scan_begin(&scan, pd_bytes_of_text(text));
	return pd_armour_next(&scan, &block, der) && block.flaw == PD_FLAW_NONE &&
	       !pd_armour_next(&scan, &block, &more);
}

/* The columns of the queries below. */
enum { ID, CERTIFICATE, REVOKED, HAS_KEY, KEY, NAME };

static struct pd_certificate *
read_gnomint_certificate(const struct gnomint *gnomint, const struct pd_table_row *row,
	struct pd_secret *der)
{
	struct pd_error ignored = {0};
	return read_pem(pd_table_text(row, CERTIFICATE), der)
		       ? pd_certificate_from_der(
				 pd_secret_bytes(der), gnomint->unpack->from, &ignored)
		       : NULL;
}

static bool
take_gnomint_certificate(void *load, const struct pd_table_row *row)
{
	struct gnomint *gnomint = load;
	const struct pd_unpack *unpack = gnomint->unpack;
	int limit;
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		read_gnomint_certificate(gnomint, row, &der);
	gnomint->cas.certificates++;
	if (certificate == NULL) {
		PD_AUTO(pd_drop_text)
		char *name = pd_database_name(pd_table_text(row, NAME));
		return pd_database_leave_out(unpack, PD_WANT(PD_OBJECT_CERTIFICATE),
			pd_format(
				_("the certificate \"%s\", which is damaged,"), name));
	}
	if (pd_certificate_is_ca(certificate, &limit)) {
		struct pd_database_ca *ca = pd_database_cas_add(
			&gnomint->cas, pd_steal(certificate), pd_table_number(row, ID));
		ca->key = pd_table_number(row, HAS_KEY) != 0;
	}
	return unpack->found(unpack->context, pd_secret_bytes(&der));
}

/* ---- keys ------------------------------------------------------------------------- */

/* Opens the key of a CA. false: it is damaged, or the problem says why it stays closed. */
static bool
open_gnomint_key(
	struct gnomint *gnomint, const struct pd_table_row *row, struct pd_secret *der)
{
	const struct pd_unpack *unpack = gnomint->unpack;
	const char *text = pd_table_text(row, KEY);
	const struct pd_secret empty = {0};
	const struct pd_secret *password =
		unpack->passphrase ? unpack->passphrase : &empty;
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	if (pd_gnomint_is_plain(text))
		pd_secret_add_text(&pem, text);
	else if (pd_gnomint_is_sealed(text) &&
		 !pd_gnomint_open(text, password, pd_table_text(row, NAME), &pem))
		return pd_unpack_fail_passphrase(
			unpack->passphrase, unpack->from, &gnomint->problem);
	return read_pem(pd_secret_text(&pem), der);
}

static bool
take_key(void *load, const struct pd_table_row *row)
{
	struct gnomint *gnomint = load;
	const struct pd_unpack *unpack = gnomint->unpack;
	const struct pd_database_ca *ca =
		pd_database_cas_find(&gnomint->cas, pd_table_number(row, ID));
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	bool is_there = *pd_table_text(row, KEY) != '\0' && !unpack->without_keys;
	gnomint->keys += is_there && ca == NULL;
	if (!is_there || ca == NULL)
		return true;
	if (pd_table_number(row, HAS_KEY) == 0) {
		PD_AUTO(pd_drop_text)
		char *path = pd_database_name(pd_table_text(row, KEY));
		return pd_database_leave_out(unpack, PD_WANT(PD_OBJECT_KEY),
			pd_format(
				_("the private key of a CA in the file %s, outside of "
				  "the database,"),
				path));
	}
	if (open_gnomint_key(gnomint, row, &der))
		return unpack->found(unpack->context, pd_secret_bytes(&der));
	if (gnomint->problem.code != PD_OK)
		return false;
	PD_AUTO(pd_drop_text)
	char *name = pd_database_name(pd_table_text(row, NAME));
	return pd_database_leave_out(unpack, PD_WANT(PD_OBJECT_KEY),
		pd_format(_("the private key of \"%s\", which is damaged,"), name));
}

/* ---- revocations ------------------------------------------------------------------ */

/* Which CA has revoked it, its own signature says. */
static bool
take_revocation(void *load, const struct pd_table_row *row)
{
	struct gnomint *gnomint = load;
	struct pd_database_revocation revocation = {
		.time = pd_table_number(row, REVOKED)};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *certificate = NULL;
	bool is_claimed = false;
	const char *time = pd_table_text(row, REVOKED);
	if (*time == '\0' || strcmp(time, "0") == 0)
		return true;
	certificate = read_gnomint_certificate(gnomint, row, &der);
	if (certificate == NULL)
		return pd_database_fail_revocation(
			gnomint->unpack, pd_table_text(row, NAME), &gnomint->problem);
	revocation.serial = pd_certificate_serial(certificate);
	for (size_t i = 0; i < gnomint->cas.count; i++) {
		struct pd_database_ca *ca = &gnomint->cas.items[i];
		if (!pd_certificate_is_signed_by(certificate, ca->certificate))
			continue;
		is_claimed = true;
		if (!pd_database_revoke(ca, &revocation))
			return pd_database_fail_revocation(
				gnomint->unpack, revocation.serial, &gnomint->problem);
	}
	gnomint->cas.unclaimed += !is_claimed;
	return true;
}

static bool
take_list_number(void *load, const struct pd_table_row *row)
{
	struct gnomint *gnomint = load;
	struct pd_database_ca *ca =
		pd_database_cas_find(&gnomint->cas, pd_table_number(row, 0));
	int64_t number = pd_table_number(row, 1);
	if (ca != NULL && number > ca->number)
		ca->number = number;
	return true;
}

/* ---- the rest --------------------------------------------------------------------- */

static bool
count_gnomint_request(void *load, const struct pd_table_row *row)
{
	struct gnomint *gnomint = load;
	(void)row;
	gnomint->requests++;
	return true;
}

static bool
note_policy(void *load, const struct pd_table_row *row)
{
	struct gnomint *gnomint = load;
	(void)row;
	gnomint->has_policies = true;
	return false;
}

/* ---- the whole -------------------------------------------------------------------- */

static bool
read_version(void *load, const struct pd_table_row *row)
{
	*(int64_t *)load = pd_table_number(row, 0);
	return true;
}

static bool
check_version(const struct pd_table_base *base, struct pd_error *error)
{
	int64_t version = 0;
	const char *query =
		pd_table_is(base, "db_properties")
			? "SELECT value FROM db_properties WHERE name = 'ca_db_version'"
			: "SELECT value FROM ca_properties WHERE name = "
			  "'ca_db_version'";
	if (!pd_table_each(base, query, read_version, &version, error))
		return false;
	return (version >= OLDEST && version <= NEWEST) ||
	       pd_fail(error, PD_EINPUT, base->unpack->from,
		       _("is a database of gnoMint of version %lld, and versions %d to "
			 "%d are known here; export the CA from gnoMint as files, and "
			 "give their folder"),
		       (long long)version, OLDEST, NEWEST);
}

#define COLUMNS "id, pem, revocation, private_key_in_db, private_key, dn"

static const struct {
	const char *table, *query;
	pd_table_visit *visit;
} tables[] = {
	{"certificates", "SELECT " COLUMNS " FROM certificates",
		take_gnomint_certificate},
	{"certificates", "SELECT " COLUMNS " FROM certificates", take_key},
	{"certificates", "SELECT " COLUMNS " FROM certificates", take_revocation},
	{"ca_crl", "SELECT ca_id, crl_version FROM ca_crl", take_list_number},
	{"cert_requests", "SELECT id FROM cert_requests", count_gnomint_request},
};

bool
pd_gnomint_unpack(const struct pd_table_base *base, struct pd_error *error)
{
	struct pd_error ignored = {0};
	PD_AUTO(end_gnomint) struct gnomint gnomint = {.unpack = base->unpack};
	if (!check_version(base, error))
		return false;
	for (size_t i = 0; i < PD_COUNT(tables); i++) {
		if (!pd_table_is(base, tables[i].table) ||
			pd_table_each(base, tables[i].query, tables[i].visit, &gnomint,
				error))
			continue;
		if (error->code == PD_OK)
			*error = gnomint.problem;
		return false;
	}
	if (pd_table_is(base, "ca_policies"))
		(void)pd_table_each(base, "SELECT id FROM ca_policies", note_policy,
			&gnomint, &ignored);
	return (!gnomint.has_policies ||
		       base->unpack->other(base->unpack->context, 0,
			       _("what gnoMint has set for new certificates"))) &&
	       pd_database_leave_rest(
		       base->unpack, &gnomint.cas, gnomint.keys, gnomint.requests) &&
	       pd_database_list(base->unpack, &gnomint.cas, "gnoMint", error);
}
