/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_JUDGE_H
#define PD_TABS_TRUST_TRUST_JUDGE_H

#include "tabs/trust/trust_entry.h"
#include "x509/judge/ocsp_judge.h"
#include "x509/judge/second_opinion.h"
#include "x509/judge/verify.h"
#include "x509/read/reader.h"

/* A chain judged by what the store knows: the trust list, the revocation list of the
 * built-in CA, and its register. Every tab that believes a certificate asks here. */

struct pd_lists {
	struct pd_revocation_list **items;
	size_t count;
};
void pd_lists_free(struct pd_lists *lists); /* leaves it empty; PD_AUTO fits */

/* Adds the revocation lists among the objects, in which they lie. */
bool pd_lists_take(struct pd_lists *lists, const struct pd_objects *objects,
	const char *from, struct pd_error *error);

/* The revocation lists of the built-in CA, and of those that it replaced. */
bool pd_lists_load_own(
	struct pd_context *context, struct pd_lists *out, struct pd_error *error);

struct pd_question {
	const struct pd_certificates *chain;   /* the first is judged */
	const struct pd_certificates *trusted; /* instead of the trust list; NULL */
	const struct pd_certificate *also;     /* trusted beside the trust list; NULL */
	const struct pd_lists *own;   /* loaded before, for many questions; NULL */
	const struct pd_lists *lists; /* beside that of the built-in CA; may be NULL */
	const char *host;             /* NULL: any */
	const struct pd_purpose *purpose; /* NULL: any */
	unsigned ignored;       /* reasons that do not count (verification.h) */
	struct pd_bytes staple; /* the OCSP response that came along; empty: none */
	bool system;            /* also trust what the system trusts */
	bool endpoint_too;      /* these three: verification.h */
	bool assumed;
	bool issues;
	bool second; /* ask GnuTLS as well (second_opinion.h) */
};

struct pd_judgement {
	unsigned reasons; /* 0: accepted */
	struct pd_ocsp_answer staple;
	struct pd_second_opinion second;
	const char *system;       /* the list of the system that was read; NULL: none */
	bool by_common_name;      /* the host stands in none of its alternative names */
	struct pd_cert_path path; /* borrowed from the question's chain and trusted */
	struct pd_certificates trusted; /* the entries that could matter */
	struct pd_lists lists;
};
void pd_judgement_free(struct pd_judgement *judgement); /* PD_AUTO fits */

/* false: the trust list, the revocation list or the system's cannot be read. A context without
 * a store, which only looks, needs own lists, be they empty. */
bool pd_trust_judge(struct pd_context *context, const struct pd_question *question,
	struct pd_judgement *out, struct pd_error *error);

/* The trusted certificate that signed this one; a certificate does not count as its own issuer.
 * *out stays NULL where none did. false: the trust list cannot be read. */
bool pd_trust_find_issuer(struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_certificate **out,
	struct pd_error *error);

/* The reasons against the first of a chain whose last is trusted, as bits of enum
 * pd_reject. purpose is a word of pd_verify_purpose. */
bool pd_trust_reasons(struct pd_context *context, const struct pd_certificates *chain,
	const char *purpose, unsigned *reasons, struct pd_error *error);

/* Appends by what else it was judged: the list of the system that was read, and what GnuTLS
 * says where it was asked. */
void pd_judgement_describe_means(
	const struct pd_judgement *judgement, struct pd_details *out);

/* Appends the certificates of the path, in a few lines each. */
void pd_judgement_describe(const struct pd_context *context,
	const struct pd_judgement *judgement, struct pd_details *out);

/* Appends whether an OCSP response was stapled, and its answer. */
void pd_judgement_describe_staple(
	const struct pd_judgement *judgement, struct pd_details *out);

#endif
