/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>

#include "agreement.h"
#include "fixtures.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/name_match.h"
#include "x509/write/revocation_write.h"

/* The chains of NIST's PKITS (Public Key Interoperability Test Suite, 2011), as far as
 * CORPUS has them: judged with PKITS's default settings, each with the revocation lists of
 * its issuers. */

enum { NOON_2027 = 1798804800 };

struct item {
	struct pd_certificate *certificate;
	char *name; /* of the file */
};

static struct item *pool;
static size_t pool_count;
static struct pd_certificate *anchor;
static struct pd_revocation_list **lists;
static size_t list_count;

/* ---- what is there ----------------------------------------------------------------- */

static void
keep(struct pd_certificate *certificate, const char *name)
{
	bool root = strstr(name, "TrustAnchorRootCertificate") != NULL;
	if (root && anchor == NULL)
		anchor = pd_certificate_copy(certificate);
	for (size_t i = 0; i < pool_count; i++) {
		if (!pd_certificate_same(pool[i].certificate, certificate))
			continue;
		/* The endpoint's own file names it. */
		if (strstr(name, "EE.") != NULL) {
			free(pool[i].name);
			pool[i].name = pd_copy(name);
		}
		pd_certificate_free(certificate);
		return;
	}
	pool = pd_grow(pool, pool_count + 1, sizeof *pool);
	pool[pool_count++] = (struct item){certificate, pd_copy(name)};
}

static void
keep_list(struct pd_revocation_list *list)
{
	for (size_t i = 0; i < list_count; i++)
		if (pd_bytes_equal(pd_revocation_list_der(lists[i]),
			    pd_revocation_list_der(list))) {
			pd_revocation_list_free(list);
			return;
		}
	lists = pd_grow(lists, list_count + 1, sizeof *lists);
	lists[list_count++] = list;
}

static void
take(struct pd_bytes bytes, const char *name)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret word = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	pd_secret_add_text(&word, "password");
	if (!pd_reader_read(
		    &(struct pd_reading){bytes, name, &word, PD_READ_ALL, NULL, 0, 0},
		    &objects, &error))
		return;
	for (size_t i = 0; i < objects.count; i++) {
		const struct pd_object *object = &objects.items[i];
		if (object->problem.code != PD_OK)
			continue;
		if (object->kind == PD_OBJECT_CERTIFICATE)
			keep(pd_certificate_from_der(object->der, name, &error), name);
		if (object->kind == PD_OBJECT_CRL)
			keep_list(
				pd_revocation_list_from_der(object->der, name, &error));
	}
}

/* CertificatePair: one certificate, or two. */
static void
take_pair(struct pd_bytes bytes, const char *name)
{
	struct pd_bytes inside, one;
	unsigned tag;
	if (!pd_take(&bytes, PD_DER_SEQUENCE, &inside))
		return;
	while (pd_der_next(&inside, &tag, &one))
		take(one, name);
}

/* A signed mail: the signature in its last part has the chain and lists. */
static void
take_mail(struct pd_bytes bytes, const char *name)
{
	PD_AUTO(pd_drop_text)
	char *text = pd_copy_bytes(bytes.data, bytes.size);
	char *part = strstr(text, "smime.p7s");
	char *body = part ? strstr(part, "\r\n\r\n") : NULL;
	if (body == NULL && part != NULL)
		body = strstr(part, "\n\n");
	if (body == NULL)
		return;
	char *end = strstr(body, "--");
	if (end != NULL)
		*end = '\0';
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	pd_secret_add_format(&pem, "-----BEGIN PKCS7-----\n%s\n-----END PKCS7-----\n",
		body + strspn(body, "\r\n"));
	take(pd_secret_bytes(&pem), name);
}

static void
take_file(const char *path, const char *name)
{
	const char *suffix = strrchr(name, '.');
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(path);
	struct pd_bytes bytes = pd_secret_bytes(&content);
	if (suffix == NULL || strcmp(suffix, ".schema") == 0)
		return;
	if (strcmp(suffix, ".cp") == 0)
		take_pair(bytes, name);
	else if (strcmp(suffix, ".eml") == 0)
		take_mail(bytes, name);
	else
		take(bytes, name);
}

static void
load(void)
{
	const char *corpus = getenv("CORPUS");
	PD_AUTO(pd_drop_text)
	char *folder = pd_format("%s/nist-pkits", corpus ? corpus : "/nonexistent");
	struct dirent **items;
	int count = scandir(folder, &items, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, items[i]->d_name);
		if (strchr(items[i]->d_name, '_') != NULL)
			take_file(path, strchr(items[i]->d_name, '_') + 1);
		free(items[i]);
	}
	if (count >= 0)
		free(items);
}

static void
unload(void)
{
	for (size_t i = 0; i < pool_count; i++) {
		pd_certificate_free(pool[i].certificate);
		free(pool[i].name);
	}
	for (size_t i = 0; i < list_count; i++)
		pd_revocation_list_free(lists[i]);
	free(pool);
	free(lists);
	pd_certificate_free(anchor);
}

/* ---- one chain --------------------------------------------------------------------- */

static void
add_issuers(const struct pd_certificate **chain, size_t *count)
{
	for (size_t at = 0; at < *count; at++)
		for (size_t i = 0; i < pool_count; i++) {
			const struct pd_certificate *one = pool[i].certificate;
			bool known = pd_certificate_same(one, anchor);
			for (size_t k = 0; k < *count; k++)
				known = known || chain[k] == one;
			if (!known && pd_name_equal(pd_certificate_subject_der(one),
					      pd_certificate_issuer_der(chain[at])))
				chain[(*count)++] = one;
		}
}

static bool
reaches_anchor(const struct pd_certificate **chain, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pd_name_equal(pd_certificate_issuer_der(chain[i]),
			    pd_certificate_subject_der(anchor)))
			return true;
	return false;
}

static bool
is_issuer(const struct pd_certificate **chain, size_t count,
	const struct pd_revocation_list *list)
{
	bool is_one = pd_revocation_list_is_of(list, anchor);
	for (size_t i = 0; i < count; i++)
		is_one = is_one || pd_revocation_list_is_of(list, chain[i]);
	return is_one;
}

/* Where the judgement is another than PKITS expects, and why. */
static const struct exception {
	const char *name, *why;
} exceptions[] = {
#define NO_LIST "its CA has no revocation list in the collection, and none is demanded"
#define INDIRECT "lists that another CA keeps are not read, so nothing proves it good"
#define RELATIVE "distribution points named relative to the issuer are not put together"
	{"InvalidIDPwithindirectCRLTest26EE", NO_LIST},
	{"InvalidWrongCRLTest6EE", NO_LIST},
	{"InvalidonlyContainsCACertsTest12EE", NO_LIST},
	{"InvalidcRLIssuerTest31EE", NO_LIST},
	{"InvalidcRLIssuerTest32EE", NO_LIST},
	{"InvalidUnknownCRLExtensionTest9EE", NO_LIST},
	{"InvalidUnknownCRLExtensionTest10EE", NO_LIST},
	{"InvalidBadCRLIssuerNameTest5EE", NO_LIST},
	{"InvalidkeyUsageCriticalcRLSignFalseTest4EE", NO_LIST},
	{"InvalidMissingCRLTest1EE", NO_LIST},
	{"InvalidBasicSelfIssuedOldWithNewTest2EE", NO_LIST},
	{"InvalidSeparateCertificateandCRLKeysTest21EE", NO_LIST},
	{"ValidcRLIssuerTest28EE", INDIRECT},
	{"ValidcRLIssuerTest29EE", INDIRECT},
	{"ValiddistributionPointTest4EE", RELATIVE},
	{"ValiddistributionPointTest7EE", RELATIVE},
	{"ValidonlySomeReasonsTest18EE",
		"the list for the other reasons is not in the collection"},
	{"ValiddeltaCRLTest5EE",
		"a delta list does not take back what the whole list says"},
	{"ValidDSASignaturesTest4EE", "a DSA key of 1024 bits is weak today"},
	{"ValidDSAParameterInheritanceTest5EE",
		"GnuTLS knows no inherited DSA parameters, which RFC 5480 gave up"},
	{NULL, NULL},
};

static const char *
exception_of(const char *name)
{
	for (const struct exception *at = exceptions; at->name != NULL; at++)
		if (strcmp(at->name, name) == 0)
			return at->why;
	return NULL;
}

/* Most names say what is expected; these do not: their CAs ask for a policy. */
static bool
is_valid(const char *name)
{
	static const char *const invalid[] = {"DifferentPoliciesTest4EE",
		"DifferentPoliciesTest5EE", "DifferentPoliciesTest7EE",
		"DifferentPoliciesTest8EE", "DifferentPoliciesTest9EE",
		"DifferentPoliciesTest12EE", NULL};
	for (size_t i = 0; invalid[i] != NULL; i++)
		if (strcmp(name, invalid[i]) == 0)
			return false;
	return strncmp(name, "Invalid", 7) != 0;
}

static void
judge(const struct item *item)
{
	size_t count = 1;
	const struct pd_certificate **chain =
		pd_alloc(pool_count + 1, sizeof(struct pd_certificate *));
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0}, crls = {0};
	PD_AUTO(pd_drop_text) char *trusted = pd_certificate_pem(anchor);
	PD_AUTO(pd_drop_text)
	char *name = pd_copy_bytes(item->name, strcspn(item->name, "."));
	chain[0] = item->certificate;
	add_issuers(chain, &count);
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(chain[i]);
		pd_secret_add_text(&text, pem);
	}
	for (size_t i = 0; i < list_count; i++) {
		if (!is_issuer(chain, count, lists[i]))
			continue;
		PD_AUTO(pd_drop_text)
		char *pem = pd_revocation_list_pem(pd_revocation_list_der(lists[i]));
		pd_secret_add_text(&crls, pem);
	}
	const struct chain_case one = {
		.name = name,
		.chain = pd_secret_text(&text),
		.trusted = trusted,
		.lists = crls.size > 0 ? pd_secret_text(&crls) : NULL,
		.purpose = "any",
		.now = NOON_2027,
		.valid = is_valid(name),
	};
	if (reaches_anchor(chain, count))
		agreement_row(&one, exception_of(name));
	else
		printf("# %s: its CA is not in the collection\n", name);
	free(chain);
}

int
main(void)
{
	tool_begin();
	load();
	if (anchor == NULL)
		return tap_skip_all("CORPUS holds no PKITS");
	for (size_t i = 0; i < pool_count; i++) {
		size_t size = strcspn(pool[i].name, ".");
		if (size > 2 && strncmp(pool[i].name + size - 2, "EE", 2) == 0)
			judge(&pool[i]);
	}
	unload();
	return tap_done();
}
