/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_AGREEMENT_H
#define PD_TESTS_AGREEMENT_H

#include <gnutls/x509.h>
#include <time.h>

#include "fixtures.h"
#include "tap.h"
#include "tool.h"
#include "x509/judge/verify.h"
#include "x509/read/reader.h"

/* Chains of others' collections judged by us, by GnuTLS and by OpenSSL beside what the
 * collection expects. Everything is PEM text. */

struct chain_case {
	const char *name;
	const char *chain;   /* the certificate that is judged first */
	const char *trusted; /* what ends a way */
	const char *lists;   /* revocation lists; NULL: none */
	const char *host;    /* NULL: any */
	const char *purpose; /* a word of pd_verify_purposes */
	int64_t now;
	bool valid;  /* expected */
	bool is_old; /* from before what OpenSSL wants where it is strict */
};

/* What each one says: "accepted", "-" where it was not asked, or why not. */
struct opinions {
	char *ours, *gnutls, *openssl;
};

static inline void
drop_opinions(struct opinions *opinions)
{
	free(opinions->ours);
	free(opinions->gnutls);
	free(opinions->openssl);
}

static int64_t agreement_now;

static inline time_t
agreement_clock(time_t *out)
{
	if (out != NULL)
		*out = (time_t)agreement_now;
	return (time_t)agreement_now;
}

/* ---- ours --------------------------------------------------------------------------- */

struct agreement_read {
	struct pd_certificates certificates;
	const struct pd_revocation_list **lists;
	size_t list_count;
};

static inline void
agreement_drop(struct agreement_read *read)
{
	pd_certificates_free(&read->certificates);
	for (size_t i = 0; i < read->list_count; i++)
		pd_revocation_list_free((struct pd_revocation_list *)read->lists[i]);
	free(read->lists);
}

/* As the program reads what comes from outside. */
static inline bool
agreement_take(const char *text, struct agreement_read *out, struct pd_error *error)
{
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	const struct pd_bytes bytes = {(const unsigned char *)text, strlen(text)};
	if (!pd_reader_read(&(struct pd_reading){bytes, "case", NULL, PD_READ_STRICT,
				    NULL, 0, 0},
		    &objects, error))
		return false;
	for (size_t i = 0; i < objects.count; i++) {
		const struct pd_object *object = &objects.items[i];
		if (object->kind == PD_OBJECT_CERTIFICATE) {
			struct pd_certificate *certificate =
				pd_certificate_from_der(object->der, "case", error);
			if (certificate == NULL)
				return false;
			pd_certificates_add(&out->certificates, certificate);
		}
		if (object->kind == PD_OBJECT_CRL) {
			struct pd_revocation_list *list =
				pd_revocation_list_from_der(object->der, "case", error);
			if (list == NULL)
				return false;
			out->lists = pd_grow(
				out->lists, out->list_count + 1, sizeof *out->lists);
			out->lists[out->list_count++] = list;
		}
	}
	return true;
}

static inline char *
agreement_ours(const struct chain_case *one)
{
	struct pd_error error = {0};
	PD_AUTO(agreement_drop) struct agreement_read chain = {0}, trusted = {0};
	PD_AUTO(agreement_drop) struct agreement_read lists = {0};
	if (!agreement_take(one->chain, &chain, &error))
		return pd_format("unreadable: %s", error.message);
	/* What cannot be read is not trusted. */
	(void)agreement_take(one->trusted, &trusted, &error);
	pd_error_clear(&error);
	if (one->lists != NULL && !agreement_take(one->lists, &lists, &error))
		return pd_format("unreadable list: %s", error.message);
	struct pd_cert_path path;
	const struct pd_verification verification = {
		.chain = &chain.certificates,
		.trusted = &trusted.certificates,
		.lists = lists.lists,
		.list_count = lists.list_count,
		.host = one->host,
		.purpose = pd_verify_purpose(one->purpose),
		.now = one->now,
	};
	unsigned reasons = pd_verify(&verification, &path);
	return reasons == 0 ? pd_copy("accepted") : pd_reject_names(reasons);
}

/* ---- GnuTLS ------------------------------------------------------------------------- */

struct agreement_list {
	gnutls_x509_crt_t *items;
	unsigned count;
};

static inline void
agreement_drop_list(struct agreement_list *list)
{
	for (unsigned i = 0; i < list->count; i++)
		gnutls_x509_crt_deinit(list->items[i]);
	gnutls_free(list->items);
}

static inline bool
agreement_import(const char *text, struct agreement_list *out)
{
	const gnutls_datum_t datum = {(unsigned char *)text, (unsigned)strlen(text)};
	return gnutls_x509_crt_list_import2(
		       &out->items, &out->count, &datum, GNUTLS_X509_FMT_PEM, 0) >= 0;
}

static inline char *
agreement_gnutls(const struct chain_case *one)
{
	PD_AUTO(agreement_drop_list) struct agreement_list chain = {0}, trusted = {0};
	const char *purpose = pd_purpose_oid(pd_verify_purpose(one->purpose));
	gnutls_x509_trust_list_t list = NULL;
	gnutls_typed_vdata_st data[2] = {0};
	unsigned status = 0, count = 0;
	if (!agreement_import(one->chain, &chain) ||
		!agreement_import(one->trusted, &trusted))
		return pd_copy("unreadable");
	if (one->host != NULL)
		data[count++] = (gnutls_typed_vdata_st){.type = GNUTLS_DT_DNS_HOSTNAME,
			.data = (unsigned char *)one->host};
	if (purpose != NULL)
		data[count++] =
			(gnutls_typed_vdata_st){.type = GNUTLS_DT_KEY_PURPOSE_OID,
				.data = (unsigned char *)purpose};
	agreement_now = one->now;
	gnutls_global_set_time_function(agreement_clock);
	gnutls_x509_trust_list_init(&list, 0);
	gnutls_x509_trust_list_add_cas(list, trusted.items, trusted.count, 0);
	if (one->lists != NULL) {
		const gnutls_datum_t crls = {
			(unsigned char *)one->lists, (unsigned)strlen(one->lists)};
		gnutls_x509_trust_list_add_trust_mem(
			list, NULL, &crls, GNUTLS_X509_FMT_PEM, 0, 0);
	}
	/* It takes 16 at most in a chain. */
	int result = gnutls_x509_trust_list_verify_crt2(list, chain.items,
		chain.count < 16 ? chain.count : 16, data, count,
		GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM), &status, NULL);
	gnutls_x509_trust_list_deinit(list, 0);
	gnutls_global_set_time_function(time);
	if (result < 0)
		return pd_copy(gnutls_strerror_name(result));
	return status == 0 ? pd_copy("accepted") : pd_format("%#x", status);
}

/* ---- OpenSSL ------------------------------------------------------------------------ */

static inline void
agreement_put(const char *name, const char *text)
{
	tool_put(name, (struct pd_bytes){(const unsigned char *)text, strlen(text)});
}

static inline char *
agreement_openssl(const struct chain_case *one)
{
	static const char *const purposes[][2] = {
		{"server", "-purpose sslserver"}, {"client", "-purpose sslclient"}};
	const char *purpose = "", *host = one->host ? one->host : "";
	bool address = *host != '\0' && (strspn(host, "0123456789.") == strlen(host) ||
						strchr(host, ':') != NULL);
	for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
		if (strcmp(one->purpose, purposes[i][0]) == 0)
			purpose = purposes[i][1];
	agreement_put("chain.pem", one->chain);
	agreement_put("trusted.pem", one->trusted);
	if (one->lists != NULL)
		agreement_put("lists.pem", one->lists);
	int status;
	PD_AUTO(pd_drop_text)
	char *said = tool_run(&status,
		"openssl verify -policy_check -policy 2.5.29.32.0 -partial_chain %s "
		"-no-CApath -no-CAstore -CAfile trusted.pem -untrusted chain.pem "
		"-attime %lld %s %s %s '%s' "
		"chain.pem",
		one->is_old ? "" : "-x509_strict", (long long)one->now, purpose,
		one->lists ? "-crl_check_all -CRLfile lists.pem" : "",
		address ? "-verify_ip" : "-verify_hostname", host);
	if (status == 0)
		return pd_copy("accepted");
	char *at = strstr(said, "lookup: ");
	if (at == NULL)
		return pd_copy("refused");
	return pd_copy_bytes(at + 8, strcspn(at + 8, "\n"));
}

/* ---- the collection ------------------------------------------------------------------- */

/* What CORPUS says of its files; empty if there is none. */
static inline struct pd_secret
agreement_manifest(void)
{
	const char *corpus = getenv("CORPUS");
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/manifest.tsv", corpus ? corpus : "/nonexistent");
	return access(path, R_OK) == 0 ? fixture(path) : (struct pd_secret){0};
}

/* The file that the manifest has from there; empty if it is not in the collection. */
static inline struct pd_secret
agreement_part(const struct pd_secret *manifest, const char *origin)
{
	PD_AUTO(pd_drop_text) char *end = pd_format("%s\n", origin);
	const char *all = pd_secret_text(manifest), *at = strstr(all, end);
	if (at == NULL)
		return (struct pd_secret){0};
	while (at > all && at[-1] != '\n')
		at--;
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/%.*s", getenv("CORPUS"), (int)strcspn(at, "\t"), at);
	return fixture(path);
}

/* A day after the endpoint's validity begins. */
static inline int64_t
agreement_begin(const struct pd_secret *leaf)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *one =
		pd_certificate_from_pem(pd_secret_bytes(leaf), "leaf", &error);
	return one ? pd_certificate_not_before(one) + 86400 : 0;
}

/* ---- together ----------------------------------------------------------------------- */

static inline void
agreement_ask(const struct chain_case *one, struct opinions *out)
{
	static int openssl = -1;
	if (openssl < 0)
		openssl = !tool_is_missing("openssl");
	out->ours = agreement_ours(one);
	out->gnutls = agreement_gnutls(one);
	out->openssl = openssl ? agreement_openssl(one) : pd_copy("-");
}

/* One row of the table and one test: as expected, or as an exception says (why not NULL),
 * which then has to be needed. */
static inline void
agreement_row(const struct chain_case *one, const char *why)
{
	PD_AUTO(drop_opinions) struct opinions opinions = {0};
	agreement_ask(one, &opinions);
	bool agrees = (strcmp(opinions.ours, "accepted") == 0) == one->valid;
	printf("# %s | %s | %s | %s | %s\n", one->name,
		one->valid ? "accept" : "refuse", opinions.gnutls, opinions.openssl,
		opinions.ours);
	bool alone = strcmp(opinions.gnutls, "accepted") != 0 &&
		     strcmp(opinions.openssl, "accepted") != 0 &&
		     strcmp(opinions.openssl, "-") != 0;
	if (!one->valid && alone)
		tap_ok(strcmp(opinions.ours, "accepted") != 0,
			"%s: not accepted by us alone", one->name);
	if (why == NULL)
		tap_ok(agrees, "%s: judged as expected", one->name);
	else
		tap_ok(!agrees, "%s: judged otherwise, because %s", one->name, why);
}

#endif
