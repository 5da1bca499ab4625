/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "x509/judge/verify.h"

/* The bare calls of GnuTLS that work of pemdeck cannot do without, for tests/bench-table.py:
 *
 *   bench-bare issue COUNT CA.pem CA.key OUT   so many EC keys, a certificate for each,
 *                                              all of it in one file, synced
 *   bench-bare verify CA.pem LEAVES.pem        judges each, as a server's
 *   bench-bare judge CA.pem LEAVES.pem         the same by pemdeck's own judge
 */

static void
must(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "bench-bare: %s failed\n", what);
	exit(1);
}

static void
read_whole(const char *path, struct pd_secret *out)
{
	struct pd_error error = {0};
	must(pd_file_read(path, (size_t)64 << 20, out, &error), path);
	pd_secret_add(out, "", 1);
}

/* The next block of PEM behind *at; size 0: there is none. */
static gnutls_datum_t
next_block(const char **at)
{
	static const char begin[] = "-----BEGIN", end[] = "-----END";
	const char *first = strstr(*at, begin);
	const char *last = first ? strstr(first, end) : NULL;
	if (last == NULL)
		return (gnutls_datum_t){0};
	last += strcspn(last, "\n");
	*at = last;
	return (gnutls_datum_t){(unsigned char *)first, (unsigned)(last - first)};
}

static gnutls_x509_crt_t
import_certificate(gnutls_datum_t pem)
{
	gnutls_x509_crt_t certificate = NULL;
	must(gnutls_x509_crt_init(&certificate) == 0 &&
			gnutls_x509_crt_import(
				certificate, &pem, GNUTLS_X509_FMT_PEM) == 0,
		"reading a certificate");
	return certificate;
}

/* ---- issuing ---------------------------------------------------------------------- */

static void
put_pem(int file, const gnutls_datum_t *pem)
{
	must(write(file, pem->data, pem->size) == (ssize_t)pem->size, "writing");
}

static void
put_names(gnutls_x509_crt_t certificate, int number)
{
	char name[32];
	unsigned char serial[16];
	int size = snprintf(name, sizeof name, "host%d.example.org", number);
	must(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial) == 0, "randomness");
	serial[0] &= 0x7f;
	must(gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
		     name, (unsigned)size) == 0 &&
			gnutls_x509_crt_set_subject_alt_name(certificate,
				GNUTLS_SAN_DNSNAME, name, (unsigned)size,
				GNUTLS_FSAN_SET) == 0 &&
			gnutls_x509_crt_set_serial(
				certificate, serial, sizeof serial) == 0,
		"naming");
}

static void
put_rest(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
	unsigned char id[32];
	size_t size = sizeof id;
	time_t now = time(NULL);
	must(gnutls_x509_crt_set_version(certificate, 3) == 0 &&
			gnutls_x509_crt_set_key(certificate, key) == 0 &&
			gnutls_x509_crt_set_activation_time(certificate, now) == 0 &&
			gnutls_x509_crt_set_expiration_time(
				certificate, now + 86400L * 730) == 0 &&
			gnutls_x509_crt_set_basic_constraints(certificate, 0, -1) ==
				0 &&
			gnutls_x509_crt_set_key_usage(
				certificate, GNUTLS_KEY_DIGITAL_SIGNATURE) == 0 &&
			gnutls_x509_crt_set_key_purpose_oid(
				certificate, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0 &&
			gnutls_x509_crt_get_key_id(certificate, 0, id, &size) == 0 &&
			gnutls_x509_crt_set_subject_key_id(certificate, id, size) == 0,
		"filling a certificate");
}

static void
issue_one(int number, gnutls_x509_crt_t ca, gnutls_x509_privkey_t ca_key, int file)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t certificate = NULL;
	gnutls_datum_t pem = {0}, key_pem = {0};
	must(gnutls_x509_privkey_init(&key) == 0 &&
			gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
				GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
				0) == 0 &&
			gnutls_x509_crt_init(&certificate) == 0,
		"making a key");
	put_names(certificate, number);
	put_rest(certificate, key);
	must(gnutls_x509_crt_sign2(certificate, ca, ca_key, GNUTLS_DIG_SHA256, 0) == 0,
		"signing");
	must(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem) == 0 &&
			gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM,
				NULL, GNUTLS_PKCS_PLAIN, &key_pem) == 0,
		"writing PEM");
	put_pem(file, &pem);
	put_pem(file, &key_pem);
	gnutls_free(pem.data);
	gnutls_free(key_pem.data);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
}

static void
issue(int count, const char *ca_path, const char *key_path, const char *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret ca_pem = {0}, key_pem = {0};
	read_whole(ca_path, &ca_pem);
	read_whole(key_path, &key_pem);
	const char *at = (const char *)ca_pem.data;
	gnutls_x509_crt_t ca = import_certificate(next_block(&at));
	gnutls_x509_privkey_t key = NULL;
	at = (const char *)key_pem.data;
	gnutls_datum_t block = next_block(&at);
	must(gnutls_x509_privkey_init(&key) == 0 &&
			gnutls_x509_privkey_import2(
				key, &block, GNUTLS_X509_FMT_PEM, NULL, 0) == 0,
		"reading the key of the CA");
	int file = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(file >= 0, out);
	for (int i = 0; i < count; i++)
		issue_one(i, ca, key, file);
	must(fsync(file) == 0 && close(file) == 0, "syncing");
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_privkey_deinit(key);
}

/* ---- judging ---------------------------------------------------------------------- */

static void
verify_one(gnutls_x509_trust_list_t trusted, gnutls_datum_t pem)
{
	gnutls_x509_crt_t leaf = import_certificate(pem);
	gnutls_typed_vdata_st purpose = {GNUTLS_DT_KEY_PURPOSE_OID,
		(unsigned char *)GNUTLS_KP_TLS_WWW_SERVER, 0};
	unsigned status = 1;
	must(gnutls_x509_trust_list_verify_crt2(
		     trusted, &leaf, 1, &purpose, 1, 0, &status, NULL) == 0 &&
			status == 0,
		"verifying");
	gnutls_x509_crt_deinit(leaf);
}

static void
verify(const char *ca_pem, const char *leaves)
{
	gnutls_x509_trust_list_t trusted = NULL;
	gnutls_x509_crt_t ca = import_certificate(next_block(&ca_pem));
	must(gnutls_x509_trust_list_init(&trusted, 0) == 0 &&
			gnutls_x509_trust_list_add_cas(trusted, &ca, 1, 0) == 1,
		"trusting");
	for (gnutls_datum_t pem; (pem = next_block(&leaves)).size > 0;)
		if (strncmp((const char *)pem.data, "-----BEGIN CERT", 15) == 0)
			verify_one(trusted, pem);
	gnutls_x509_trust_list_deinit(trusted, 1);
}

static struct pd_certificate *
read_certificate(gnutls_datum_t pem)
{
	struct pd_error error = {0};
	const struct pd_bytes bytes = {pem.data, pem.size};
	struct pd_certificate *certificate =
		pd_certificate_from_pem(bytes, "certificate", &error);
	must(certificate != NULL, "reading a certificate");
	return certificate;
}

static void
judge_one(const struct pd_certificates *trusted, gnutls_datum_t pem)
{
	struct pd_cert_path path;
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	pd_certificates_add(&chain, read_certificate(pem));
	const struct pd_verification verification = {
		.chain = &chain,
		.trusted = trusted,
		.purpose = pd_verify_purpose("server"),
		.now = time(NULL),
	};
	must(pd_verify(&verification, &path) == 0, "judging");
}

static void
judge(const char *ca_pem, const char *leaves)
{
	PD_AUTO(pd_certificates_free) struct pd_certificates trusted = {0};
	pd_certificates_add(&trusted, read_certificate(next_block(&ca_pem)));
	for (gnutls_datum_t pem; (pem = next_block(&leaves)).size > 0;)
		if (strncmp((const char *)pem.data, "-----BEGIN CERT", 15) == 0)
			judge_one(&trusted, pem);
}

int
main(int count, char *words[])
{
	PD_AUTO(pd_secret_wipe) struct pd_secret ca = {0}, leaves = {0};
	if (count == 6 && strcmp(words[1], "issue") == 0) {
		issue((int)strtol(words[2], NULL, 10), words[3], words[4], words[5]);
		return 0;
	}
	must(count == 4, "bench-bare: wrong usage");
	read_whole(words[2], &ca);
	read_whole(words[3], &leaves);
	if (strcmp(words[1], "verify") == 0)
		verify((const char *)ca.data, (const char *)leaves.data);
	else
		judge((const char *)ca.data, (const char *)leaves.data);
	return 0;
}
