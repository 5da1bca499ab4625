/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/second_opinion.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/read/sandbox.h"

static const struct pd_sandbox_limits limits = {
	.seconds = 20,
	.cpu_seconds = 10,
	.memory = (size_t)256 << 20,
	.result = 1 << 10,
};

/* ---- where GnuTLS is known to be wrong --------------------------------------------- */

typedef bool holds_on_path(const struct pd_cert_path *path);

/* It knows neither policy mappings nor policy constraints, which may be critical. */
static bool
has_policy_extension(const struct pd_cert_path *path)
{
	static const unsigned char last[] = {0x21, 0x24, 0x36};
	for (size_t i = 0; i < path->count; i++)
		for (size_t k = 0; k < sizeof last; k++) {
			const unsigned char oid[] = {0x55, 0x1d, last[k]};
			struct pd_extension found;
			if (pd_extension_find(
				    pd_certificate_tbs(path->items[i])->extensions,
				    (struct pd_bytes){oid, sizeof oid}, &found))
				return true;
		}
	return false;
}

/* It compares names byte by byte. */
static bool
has_name_in_other_form(const struct pd_cert_path *path)
{
	for (size_t i = 0; i + 1 < path->count; i++)
		if (!pd_bytes_equal(pd_certificate_issuer_der(path->items[i]),
			    pd_certificate_subject_der(path->items[i + 1])))
			return true;
	return false;
}

/* Is a path length exceeded only if certificates of a CA for itself count? Whoever asks has
 * found that it is kept without them. */
static bool
has_self_issued(const struct pd_cert_path *path)
{
	bool self_issued = false;
	for (size_t i = 1; i < path->count; i++) {
		int most;
		size_t between = i - 1;
		if (self_issued && pd_certificate_is_ca(path->items[i], &most) &&
			most >= 0 && between > (size_t)most)
			return true;
		self_issued |= pd_certificate_is_self_issued(path->items[i]);
	}
	return false;
}

/* Does a list of subtrees hold a directory name or a URI? */
static bool
has_rare_base(struct pd_bytes subtrees)
{
	struct pd_bytes subtree, content;
	unsigned tag;
	while (pd_take(&subtrees, PD_DER_SEQUENCE, &subtree))
		if (pd_der_next(&subtree, &tag, &content) &&
			((tag & 0x1f) == 4 || (tag & 0x1f) == 6))
			return true;
	return false;
}

/* It does not compare directory names and URIs with name constraints, and refuses. */
static bool
has_rare_constraint(const struct pd_cert_path *path)
{
	for (size_t i = 1; i < path->count; i++) {
		struct pd_extension found;
		struct pd_bytes inside, subtrees;
		unsigned tag;
		if (!pd_extension_find(pd_certificate_tbs(path->items[i])->extensions,
			    PD_EXTENSION_NAME_CONSTRAINTS, &found) ||
			!pd_take(&found.value, PD_DER_SEQUENCE, &inside))
			continue;
		while (pd_der_next(&inside, &tag, &subtrees))
			if (has_rare_base(subtrees))
				return true;
	}
	return false;
}

static const struct {
	unsigned status;
	holds_on_path *holds;
	const char *why;
} known[] = {
	{GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, has_policy_extension,
		N_("does not know critical policy extensions, which RFC 5280 6.1 has "
		   "processed")},
	{GNUTLS_CERT_SIGNER_NOT_FOUND, has_name_in_other_form,
		N_("compares names byte by byte, where RFC 5280 7.1 disregards case "
		   "and blanks")},
	{GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, has_self_issued,
		N_("counts self-issued certificates in a path length, which RFC 5280 "
		   "6.1.4 does not")},
	{GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, has_rare_constraint,
		N_("does not compare directory names or URIs with name constraints, as "
		   "RFC 5280 4.2.1.10 says")},
};

static void
weigh_status(const struct pd_cert_path *path, bool names_outside,
	struct pd_second_opinion *out)
{
	unsigned left = out->status & ~(unsigned)GNUTLS_CERT_INVALID;
	if (out->status == 0) {
		out->verdict = PD_SECOND_ACCEPTS;
		return;
	}
	for (size_t i = 0; i < PD_COUNT(known); i++)
		if ((left & known[i].status) != 0 && known[i].holds(path)) {
			left &= ~known[i].status;
			out->wrong = _(known[i].why);
		}
	/* Names that it does compare are outside, whatever else is there. */
	left |= names_outside ? GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE : 0;
	bool is_wrong = left == 0 && out->wrong != NULL;
	out->verdict = is_wrong ? PD_SECOND_IS_WRONG : PD_SECOND_REFUSES;
}

/* ---- in the child ------------------------------------------------------------------ */

static int64_t child_now;

static time_t
tell_child_time(time_t *out)
{
	if (out != NULL)
		*out = (time_t)child_now;
	return (time_t)child_now;
}

/* What the child answers. */
struct said {
	unsigned status;
	unsigned names_outside; /* 1: see has_names_outside */
};

struct asked {
	gnutls_x509_crt_t certificates[PD_VERIFY_DEPTH + 1];
	unsigned count;
	char *host, *purpose;
};

static char *
take_words(struct pd_bytes *job)
{
	struct pd_bytes words;
	if (!pd_sandbox_take(job, &words))
		_exit(EXIT_FAILURE);
	return words.size > 0 ? pd_copy_bytes(words.data, words.size) : NULL;
}

/* GnuTLS reads no compressed point (RFC 5480 2.2), and takes what such a key signed for
 * badly signed. */
static bool
has_readable_key(gnutls_x509_crt_t certificate)
{
	gnutls_pubkey_t key = NULL;
	return gnutls_pubkey_init(&key) >= 0 &&
	       gnutls_pubkey_import_x509(key, certificate, 0) >= 0;
}

static bool
take_question(struct pd_bytes job, struct asked *out)
{
	struct pd_bytes part;
	if (!pd_sandbox_take(&job, &part) || part.size != sizeof child_now)
		_exit(EXIT_FAILURE);
	memcpy(&child_now, part.data, sizeof child_now);
	out->host = take_words(&job);
	out->purpose = take_words(&job);
	while (pd_sandbox_take(&job, &part) && out->count <= PD_VERIFY_DEPTH) {
		const gnutls_datum_t der = {
			(unsigned char *)part.data, (unsigned)part.size};
		gnutls_x509_crt_t *certificate = &out->certificates[out->count++];
		if (gnutls_x509_crt_init(certificate) < 0 ||
			gnutls_x509_crt_import(
				*certificate, &der, GNUTLS_X509_FMT_DER) < 0 ||
			!has_readable_key(*certificate))
			return false;
	}
	return out->count >= 2;
}

/* false: it cannot judge this. */
static bool
ask_gnutls(struct asked *asked, unsigned *status)
{
	gnutls_x509_trust_list_t list = NULL;
	gnutls_typed_vdata_st data[2] = {0};
	unsigned count = 0, anchor = asked->count - 1;
	if (asked->host != NULL)
		data[count++] = (gnutls_typed_vdata_st){.type = GNUTLS_DT_DNS_HOSTNAME,
			.data = (unsigned char *)asked->host};
	if (asked->purpose != NULL)
		data[count++] =
			(gnutls_typed_vdata_st){.type = GNUTLS_DT_KEY_PURPOSE_OID,
				.data = (unsigned char *)asked->purpose};
	gnutls_global_set_time_function(tell_child_time);
	return gnutls_x509_trust_list_init(&list, 0) >= 0 &&
	       gnutls_x509_trust_list_add_cas(
		       list, &asked->certificates[anchor], 1, 0) == 1 &&
	       gnutls_x509_trust_list_verify_crt2(list, asked->certificates, anchor,
		       data, count, GNUTLS_VERIFY_DISABLE_CRL_CHECKS, status,
		       NULL) >= 0;
}

/* Are names outside what the CAs above allow, of the kinds that it compares? Its verdict
 * does not tell this from other constraints. */
static bool
has_names_outside(const struct asked *asked)
{
	static const gnutls_x509_subject_alt_name_t kinds[] = {
		GNUTLS_SAN_DNSNAME, GNUTLS_SAN_RFC822NAME, GNUTLS_SAN_IPADDRESS};
	gnutls_x509_name_constraints_t constraints = NULL;
	if (gnutls_x509_name_constraints_init(&constraints) < 0)
		return true;
	for (unsigned i = asked->count - 1, critical; i > 0; i--) {
		int got = gnutls_x509_crt_get_name_constraints(asked->certificates[i],
			constraints, GNUTLS_NAME_CONSTRAINTS_FLAG_APPEND, &critical);
		if (got < 0 && got != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			return true;
		for (size_t k = 0; k < PD_COUNT(kinds); k++)
			if (!gnutls_x509_name_constraints_check_crt(
				    constraints, kinds[k], asked->certificates[i - 1]))
				return true;
	}
	return false;
}

/* The child ends after it: nothing is given back. No answer: it cannot judge this. */
static void
ask_in_child(struct pd_bytes job, int answer)
{
	struct asked asked = {0};
	struct said said = {0};
	if (!take_question(job, &asked) || !ask_gnutls(&asked, &said.status))
		return;
	if (said.status & GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE)
		said.names_outside = has_names_outside(&asked);
	pd_sandbox_answer(answer, &said, sizeof said);
}

/* ---- asking ------------------------------------------------------------------------ */

static struct pd_bytes
bytes_of(const char *text)
{
	return text ? (struct pd_bytes){(const unsigned char *)text, strlen(text)}
		    : (struct pd_bytes){0};
}

static void
put_question(const struct pd_verification *verification,
	const struct pd_cert_path *path, struct pd_secret *out)
{
	const int64_t now = verification->now;
	pd_sandbox_put(out, (struct pd_bytes){(const unsigned char *)&now, sizeof now});
	pd_sandbox_put(out, bytes_of(verification->host));
	pd_sandbox_put(out, bytes_of(pd_purpose_oid(verification->purpose)));
	for (size_t i = 0; i < path->count; i++)
		pd_sandbox_put(out, pd_certificate_der(path->items[i]));
}

bool
pd_second_opinion_ask(const struct pd_verification *verification,
	const struct pd_cert_path *path, const atomic_bool *cancelled,
	struct pd_second_opinion *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret question = {0}, answer = {0};
	*out = (struct pd_second_opinion){0};
	if (path->count < 2)
		return true;
	put_question(verification, path, &question);
	const struct pd_sandbox_job job = {
		.work = ask_in_child,
		.input = pd_secret_bytes(&question),
		.limits = &limits,
		.from = "GnuTLS",
		.cancelled = cancelled,
	};
	if (!pd_sandbox_run(&job, &answer, error))
		return false;
	struct said said;
	if (answer.size != sizeof said)
		return true;
	memcpy(&said, answer.data, sizeof said);
	out->status = said.status;
	weigh_status(path, said.names_outside != 0, out);
	return true;
}

/* ---- words ------------------------------------------------------------------------- */

static const struct {
	unsigned status;
	const char *text;
} words[] = {
	{GNUTLS_CERT_REVOKED, N_("revoked")},
	{GNUTLS_CERT_SIGNER_NOT_FOUND, N_("an issuer is not found")},
	{GNUTLS_CERT_SIGNER_NOT_CA, N_("an issuer is not a CA")},
	{GNUTLS_CERT_INSECURE_ALGORITHM,
		N_("an algorithm or key is not secure enough")},
	{GNUTLS_CERT_NOT_ACTIVATED, N_("not yet valid")},
	{GNUTLS_CERT_EXPIRED, N_("expired")},
	{GNUTLS_CERT_SIGNATURE_FAILURE, N_("a signature is wrong")},
	{GNUTLS_CERT_UNEXPECTED_OWNER, N_("wrong name")},
	{GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE,
		N_("what a CA allows is not kept: names, path length or key usage")},
	{GNUTLS_CERT_PURPOSE_MISMATCH, N_("made for another purpose")},
	{GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, N_("unsupported critical extension")},
};

char *
pd_second_opinion_text(const struct pd_second_opinion *opinion)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	unsigned left = opinion->status & ~(unsigned)GNUTLS_CERT_INVALID;
	for (size_t i = 0; i < PD_COUNT(words); i++)
		if (left & words[i].status) {
			pd_buffer_add_format(
				&text, "%s%s", text.size ? "; " : "", _(words[i].text));
			left &= ~words[i].status;
		}
	if (left != 0 || text.size == 0)
		pd_buffer_add_format(&text, _("%sstatus %#x"), text.size ? "; " : "",
			opinion->status);
	return pd_buffer_steal_text(&text);
}
