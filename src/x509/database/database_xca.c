/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/database/database_xca.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/database/database_register.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/read/armour.h"
#include "x509/read/shape.h"
#include "x509/read/unpack_key.h"

/* The schema that is known; what a later one means nobody can say. */
enum { NEWEST_SCHEMA = 8 };

struct xca {
	const struct pd_table_base *base;
	const struct pd_unpack *unpack;
	struct pd_database_cas cas;
	size_t opened;         /* private keys of CAs */
	size_t keys, requests; /* that are left out */
	struct pd_error problem, locked;
};

static void
end_xca(struct xca *xca)
{
	pd_database_cas_free(&xca->cas);
}

bool
pd_xca_is(const struct pd_table_base *base)
{
	return pd_table_is(base, "settings") && pd_table_is(base, "items") &&
	       pd_table_is(base, "certs") && pd_table_is(base, "private_keys") &&
	       pd_table_is(base, "revocations");
}

/* What stands in a column is base64 of DER. */
static bool
read_column(const struct pd_table_row *row, int column, struct pd_secret *out)
{
	struct pd_bytes text = pd_bytes_of_text(pd_table_text(row, column));
	return pd_armour_bare(text, out);
}

/* A name of a row that cannot be taken as what it should be. */
static char *
name_in_row(const struct pd_table_row *row, int column)
{
	return pd_database_name(pd_table_text(row, column));
}

/* ---- certificates ----------------------------------------------------------------- */

static bool
read_xca_certificate(void *load, const struct pd_table_row *row)
{
	enum { ID, CERTIFICATE, NAME };
	struct xca *xca = load;
	int limit;
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *certificate = NULL;
	xca->cas.certificates++;
	if (read_column(row, CERTIFICATE, &der))
		certificate = pd_certificate_from_der(
			pd_secret_bytes(&der), xca->unpack->from, &problem);
	if (certificate == NULL) {
		PD_AUTO(pd_drop_text) char *name = name_in_row(row, NAME);
		return pd_database_leave_out(xca->unpack,
			PD_WANT(PD_OBJECT_CERTIFICATE),
			pd_format(
				_("the certificate \"%s\", which is damaged,"), name));
	}
	if (pd_certificate_is_ca(certificate, &limit))
		(void)pd_database_cas_add(
			&xca->cas, pd_steal(certificate), pd_table_number(row, ID));
	return xca->unpack->found(xca->unpack->context, pd_secret_bytes(&der));
}

/* Which private key is that of a CA certificate, and the number of its last list. */
static bool
read_authority(void *load, const struct pd_table_row *row)
{
	struct xca *xca = load;
	struct pd_database_ca *ca =
		pd_database_cas_find(&xca->cas, pd_table_number(row, 0));
	int64_t number = pd_table_number(row, 1);
	if (ca != NULL && number > ca->number)
		ca->number = number;
	return true;
}

static bool
read_holder(void *load, const struct pd_table_row *row)
{
	struct xca *xca = load;
	struct pd_database_ca *ca =
		pd_database_cas_find(&xca->cas, pd_table_number(row, 0));
	if (ca != NULL)
		ca->key = pd_table_number(row, 1);
	return true;
}

/* ---- keys ------------------------------------------------------------------------- */

static bool
belongs_to_ca(const struct xca *xca, int64_t key)
{
	for (size_t i = 0; i < xca->cas.count; i++)
		if (xca->cas.items[i].key == key)
			return true;
	return false;
}

/* A key with a password of its own is left closed; one under that of the database says that
 * the password is wrong, unless others show that it is not. */
static bool
keep_closed(struct xca *xca, const char *name, bool is_own, struct pd_error *problem)
{
	if (!is_own && xca->locked.code == PD_OK)
		xca->locked = *problem;
	return pd_database_leave_out(xca->unpack, PD_WANT(PD_OBJECT_KEY),
		pd_format(_("the private key \"%s\", which this password does not "
			    "open,"),
			name));
}

static bool
read_xca_key(void *load, const struct pd_table_row *row)
{
	enum { ID, OWN, KEY, NAME };
	struct xca *xca = load;
	const struct pd_unpack *unpack = xca->unpack;
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret sealed = {0}, plain = {0};
	bool is_wanted = belongs_to_ca(xca, pd_table_number(row, ID));
	xca->keys += !is_wanted && !unpack->without_keys;
	if (!is_wanted || unpack->without_keys)
		return true;
	PD_AUTO(pd_drop_text) char *name = name_in_row(row, NAME);
	struct pd_bytes algorithm, ciphertext;
	if (!read_column(row, KEY, &sealed) ||
		!pd_unpack_key_parts(pd_secret_bytes(&sealed), &algorithm, &ciphertext))
		return pd_database_leave_out(unpack, PD_WANT(PD_OBJECT_KEY),
			pd_format(
				_("the private key \"%s\", which is damaged or in the "
				  "form of XCA before version 2,"),
				name));
	const struct pd_pbe_way way = {.passphrase = unpack->passphrase,
		.from = unpack->from,
		.effort = unpack->effort};
	if (pd_unpack_key(&way, pd_secret_bytes(&sealed), &plain, &problem)) {
		xca->opened++;
		return unpack->found(unpack->context, pd_secret_bytes(&plain));
	}
	if (problem.code == PD_EPASSPHRASE)
		return keep_closed(xca, name, pd_table_number(row, OWN) == 1, &problem);
	xca->problem = problem;
	return false;
}

/* ---- the rest --------------------------------------------------------------------- */

static bool
count_request(void *load, const struct pd_table_row *row)
{
	struct xca *xca = load;
	(void)row;
	xca->requests++;
	return true;
}

static bool
read_xca_list(void *load, const struct pd_table_row *row)
{
	struct xca *xca = load;
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	if (read_column(row, 0, &der) &&
		pd_shape_of(pd_secret_bytes(&der)) == PD_SHAPE_CRL)
		return xca->unpack->found(xca->unpack->context, pd_secret_bytes(&der));
	PD_AUTO(pd_drop_text) char *name = name_in_row(row, 1);
	(void)pd_fail(&xca->problem, PD_EINPUT, xca->unpack->from,
		_("the revocation list \"%s\" in it is damaged; remove it from a "
		  "copy"),
		name);
	return false;
}

static bool
tell_template(void *load, const struct pd_table_row *row)
{
	const struct xca *xca = load;
	PD_AUTO(pd_drop_text) char *name = name_in_row(row, 0);
	return pd_database_leave_out(
		xca->unpack, 0, pd_format(_("the template \"%s\""), name));
}

static bool
tell_token(void *load, const struct pd_table_row *row)
{
	const struct xca *xca = load;
	PD_AUTO(pd_drop_text) char *name = name_in_row(row, 0);
	bool is_wanted = belongs_to_ca(xca, pd_table_number(row, 1));
	return pd_database_leave_out(xca->unpack,
		is_wanted ? PD_WANT(PD_OBJECT_KEY) : 0,
		pd_format(_("the key \"%s\" in a token"), name));
}

static bool
tell_static_key(void *load, const struct pd_table_row *row)
{
	const struct xca *xca = load;
	(void)row;
	return pd_database_leave_out(
		xca->unpack, 0, pd_copy(_("a static key of OpenVPN")));
}

/* ---- revocations ------------------------------------------------------------------ */

static bool
read_xca_time(const char *text, int64_t *time)
{
	return pd_read_time(PD_DER_GENERALIZED_TIME, pd_bytes_of_text(text), time);
}

/* Where no time is known of invalidity it is empty, or the last that there can be. */
static bool
read_xca_revocation(void *load, const struct pd_table_row *row)
{
	enum { CA, SERIAL, DATE, INVALID, REASON };
	static const char never[] = "9999";
	struct xca *xca = load;
	struct pd_database_ca *ca =
		pd_database_cas_find(&xca->cas, pd_table_number(row, CA));
	const char *invalid = pd_table_text(row, INVALID);
	struct pd_database_revocation revocation = {
		.serial = pd_table_text(row, SERIAL),
		.reason = (int)pd_table_number(row, REASON),
	};
	if (ca == NULL) {
		xca->cas.unclaimed++;
		return true;
	}
	if (read_xca_time(pd_table_text(row, DATE), &revocation.time) &&
		(*invalid == '\0' || strncmp(invalid, never, sizeof never - 1) == 0 ||
			read_xca_time(invalid, &revocation.invalidity)) &&
		pd_database_revoke(ca, &revocation))
		return true;
	return pd_database_fail_revocation(
		xca->unpack, revocation.serial, &xca->problem);
}

/* ---- the whole -------------------------------------------------------------------- */

static bool
read_schema(void *load, const struct pd_table_row *row)
{
	*(int64_t *)load = pd_table_number(row, 0);
	return true;
}

static bool
check_schema(const struct pd_table_base *base, struct pd_error *error)
{
	int64_t schema = 0;
	if (!pd_table_each(base, "SELECT value FROM settings WHERE key_ = 'schema'",
		    read_schema, &schema, error))
		return false;
	return (schema >= 1 && schema <= NEWEST_SCHEMA) ||
	       pd_fail(error, PD_EINPUT, base->unpack->from,
		       _("is a database of XCA whose form has number %lld, and the "
			 "newest that is known here is %d; export the CA from XCA as "
			 "files, and give their folder"),
		       (long long)schema, NEWEST_SCHEMA);
}

/* In this order: which key is that of a CA is known only when all certificates are. */
static const struct {
	const char *table, *query;
	pd_table_visit *visit;
} tables[] = {
	{"certs",
		"SELECT certs.item, cert, name FROM certs LEFT JOIN items ON id = "
		"certs.item",
		read_xca_certificate},
	{"x509super", "SELECT item, pkey FROM x509super", read_holder},
	{"authority", "SELECT item, crlNo FROM authority", read_authority},
	{"private_keys",
		"SELECT private_keys.item, ownPass, private, name FROM private_keys "
		"LEFT JOIN items ON id = private_keys.item",
		read_xca_key},
	{"crls", "SELECT crl, name FROM crls LEFT JOIN items ON id = crls.item",
		read_xca_list},
	{"requests", "SELECT item FROM requests", count_request},
	{"revocations",
		"SELECT caId, serial, date, invaldate, reasonBit FROM revocations",
		read_xca_revocation},
	{"templates",
		"SELECT name FROM templates LEFT JOIN items ON id = templates.item",
		tell_template},
	{"tokens",
		"SELECT name, tokens.item FROM tokens LEFT JOIN items ON id = "
		"tokens.item",
		tell_token},
	{"takeys", "SELECT item FROM takeys", tell_static_key},
};

bool
pd_xca_unpack(const struct pd_table_base *base, struct pd_error *error)
{
	PD_AUTO(end_xca) struct xca xca = {.base = base, .unpack = base->unpack};
	if (!check_schema(base, error))
		return false;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (!pd_table_is(base, tables[i].table) ||
			pd_table_each(
				base, tables[i].query, tables[i].visit, &xca, error))
			continue;
		if (error->code == PD_OK)
			*error = xca.problem;
		return false;
	}
	if (xca.opened == 0 && xca.locked.code != PD_OK) {
		*error = xca.locked;
		return false;
	}
	return pd_database_leave_rest(base->unpack, &xca.cas, xca.keys, xca.requests) &&
	       pd_database_list(base->unpack, &xca.cas, "XCA", error);
}
