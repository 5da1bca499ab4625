/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_CHAIN_GRAPH_H
#define PD_X509_CERTIFICATE_CHAIN_GRAPH_H

#include "x509/certificate/chain.h"

/* Internal to src/x509: a list of certificates and who may have signed whom in it. */

struct pd_chain_node {
	struct pd_certificate *certificate; /* the list's */
	size_t number;                      /* its place in the input, from 1 */
	char *subject;                      /* as sentences quote it */
	bool signs;                         /* named as issuer by another one */
	int rank;      /* 2: its own issuer, 1: its issuer is here, 0: neither */
	bool in_chain; /* it, or another certificate of the same holder */
	bool placed;   /* in the chain, or on another way up from there */
};

struct pd_chain_graph {
	struct pd_chain_node *nodes; /* in the order of the input, without duplicates */
	size_t count;
	struct pd_chain_node **by_subject; /* sorted, to find issuers */
	struct pd_chain_node **chain;      /* leaf first, as far as it is known */
	size_t chain_count;
	size_t checks_left; /* signatures that may still be checked */
	const char *from;   /* names the input in errors */
};

/* Makes it from list, which keeps its certificates; graph->from is set already. */
bool pd_chain_graph_build(const struct pd_certificates *list,
	struct pd_chain_graph *graph, struct pd_error *error);
void pd_chain_graph_free(struct pd_chain_graph *graph); /* PD_AUTO fits */

/* The certificates with that subject, or with the subject that node names as issuer:
 * an array of *count pointers. */
struct pd_chain_node **pd_chain_with_subject(
	const struct pd_chain_graph *graph, struct pd_bytes subject, size_t *count);
struct pd_chain_node **pd_chain_with_issuers_name(const struct pd_chain_graph *graph,
	const struct pd_chain_node *node, size_t *count);

/* Can issuer be the one that node names, by its name and key identifier? */
bool pd_chain_fits(
	const struct pd_chain_node *issuer, const struct pd_chain_node *node);

/* Among several certificates of one issuer, is one better than other? The root is
 * best, then one whose own issuer is in the list, then the one valid longest, then
 * the first. */
bool pd_chain_is_better(
	const struct pd_chain_node *one, const struct pd_chain_node *other);

/* Do they have the same subject and key? */
bool pd_chain_is_same_holder(
	const struct pd_chain_node *one, const struct pd_chain_node *other);

#endif
