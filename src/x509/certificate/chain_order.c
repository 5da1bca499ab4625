/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/chain_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/chain_graph.h"
#include "x509/der/quote.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"

static bool
is_self_issued(const struct pd_chain_node *node)
{
	return pd_certificate_is_self_issued(node->certificate);
}

/* Choosing the leaf */

static bool
is_issued_here(const struct pd_chain_node *node)
{
	return node->rank == 1 && !is_self_issued(node);
}

/* Among several certificates of the leaf, one whose issuer is in the list is better
 * than a self-signed one, which it may have replaced. Otherwise the order is that of
 * issuers. */
static bool
is_better_leaf(const struct pd_chain_node *one, const struct pd_chain_node *other)
{
	if (is_issued_here(one) != is_issued_here(other))
		return is_issued_here(one);
	return pd_chain_is_better(one, other);
}

static struct pd_chain_node *
find_leaf_for_key(
	struct pd_chain_graph *graph, const char *key_id, struct pd_error *error)
{
	struct pd_chain_node *leaf = NULL;
	for (size_t i = 0; i < graph->count; i++) {
		struct pd_chain_node *node = &graph->nodes[i];
		if (strcmp(pd_certificate_key_id(node->certificate), key_id) != 0)
			continue;
		if (leaf != NULL && !pd_chain_is_same_holder(leaf, node)) {
			pd_fail(error, PD_EINPUT, graph->from,
				_("certificate %zu (%s) and certificate %zu (%s) are "
				  "both for the private key; a chain has one of them"),
				leaf->number, leaf->subject, node->number,
				node->subject);
			return NULL;
		}
		if (leaf == NULL || is_better_leaf(node, leaf))
			leaf = node;
	}
	if (leaf == NULL)
		pd_fail(error, PD_EINPUT, graph->from,
			_("no certificate here is for the private key; certificate %zu "
			  "(%s) is for another one"),
			graph->nodes[0].number, graph->nodes[0].subject);
	return leaf;
}

/* Among unrelated certificates, the leaf is the first that is not a CA, or else the
 * first. */
static struct pd_chain_node *
find_lone_leaf(const struct pd_chain_graph *graph)
{
	struct pd_chain_node *leaf = NULL;
	for (size_t i = graph->count; i-- > 0;) {
		struct pd_chain_node *node = &graph->nodes[i];
		int path_length;
		if (node->signs)
			continue;
		if (leaf == NULL ||
			!pd_certificate_is_ca(node->certificate, &path_length) ||
			pd_certificate_is_ca(leaf->certificate, &path_length))
			leaf = node;
	}
	return leaf;
}

/* Without a key, the leaf is the certificate that was signed by another one and
 * signed none. */
static struct pd_chain_node *
find_leaf_by_structure(struct pd_chain_graph *graph, struct pd_error *error)
{
	struct pd_chain_node *leaf = NULL;
	for (size_t i = 0; i < graph->count; i++) {
		struct pd_chain_node *node = &graph->nodes[i];
		if (node->signs || !is_issued_here(node))
			continue;
		if (leaf != NULL) {
			pd_fail(error, PD_EINPUT, graph->from,
				_("certificate %zu (%s) and certificate %zu (%s) are "
				  "two leaves: neither is the issuer of another one; a "
				  "chain has one"),
				leaf->number, leaf->subject, node->number,
				node->subject);
			return NULL;
		}
		leaf = node;
	}
	if (leaf == NULL)
		leaf = find_lone_leaf(graph);
	if (leaf == NULL)
		pd_fail(error, PD_EINPUT, graph->from,
			_("the certificates name each other as issuers in a ring; a "
			  "chain begins with one that is the issuer of no other"));
	return leaf;
}

/* Going up */

static bool
verify_issuer(struct pd_chain_graph *graph, const struct pd_chain_node *issuer,
	const struct pd_chain_node *node, enum pd_verdict *verdict,
	struct pd_error *error)
{
	if (graph->checks_left == 0)
		return pd_fail(error, PD_EINPUT, graph->from,
			_("too many certificates have the name of the issuer of "
			  "certificate %zu (%s); leave out those that did not sign it"),
			node->number, node->subject);
	graph->checks_left--;
	*verdict = pd_signature_verify(pd_certificate_signed(node->certificate),
		pd_certificate_public_der(issuer->certificate));
	return true;
}

static bool
fail_verdict(const struct pd_chain_graph *graph, const struct pd_chain_node *issuer,
	const struct pd_chain_node *node, enum pd_verdict verdict,
	struct pd_error *error)
{
	if (verdict == PD_SIGNATURE_NO_KEY)
		return pd_fail(error, PD_EINPUT, graph->from,
			_("the public key of certificate %zu (%s) is damaged, so that "
			  "it cannot "
			  "have signed certificate %zu (%s); get a new copy of "
			  "certificate %zu"),
			issuer->number, issuer->subject, node->number, node->subject,
			issuer->number);
	if (verdict == PD_SIGNATURE_UNKNOWN)
		return pd_fail(error, PD_EINPUT, graph->from,
			_("whether certificate %zu (%s) signed certificate %zu (%s) "
			  "cannot be checked: the algorithm is not supported"),
			issuer->number, issuer->subject, node->number, node->subject);
	return pd_fail(error, PD_EINPUT, graph->from,
		_("certificate %zu (%s) did not sign certificate %zu (%s): it has the "
		  "name of the issuer, but the signature is not by its key"),
		issuer->number, issuer->subject, node->number, node->subject);
}

/* A holder must not occur twice in a chain. */
static void
append_to_chain(struct pd_chain_graph *graph, struct pd_chain_node *node)
{
	size_t count;
	struct pd_chain_node **same = pd_chain_with_subject(
		graph, pd_certificate_subject_der(node->certificate), &count);
	for (size_t i = 0; i < count; i++)
		same[i]->in_chain |= pd_chain_is_same_holder(same[i], node);
	node->placed = true;
	graph->chain[graph->chain_count++] = node;
}

enum candidates { OUT_OF_CHAIN, IN_CHAIN };

/* The best certificate that fits and comes after last, the one tried before (NULL at
 * first); NULL if there is none left. */
static struct pd_chain_node *
next_candidate(const struct pd_chain_graph *graph, const struct pd_chain_node *node,
	const struct pd_chain_node *last, enum candidates candidates)
{
	size_t count;
	struct pd_chain_node **named = pd_chain_with_issuers_name(graph, node, &count);
	struct pd_chain_node *best = NULL;
	for (size_t i = 0; i < count; i++) {
		struct pd_chain_node *candidate = named[i];
		if (candidate == node || !pd_chain_fits(candidate, node) ||
			candidate->in_chain != (candidates == IN_CHAIN))
			continue;
		if (last != NULL && !pd_chain_is_better(last, candidate))
			continue;
		if (best == NULL || pd_chain_is_better(candidate, best))
			best = candidate;
	}
	return best;
}

/* Sets *issuer to the certificate in the list that signed node, or to NULL. */
static bool
find_issuer(struct pd_chain_graph *graph, const struct pd_chain_node *node,
	struct pd_chain_node **issuer, struct pd_error *error)
{
	struct pd_chain_node *first = NULL;
	enum pd_verdict first_verdict = PD_SIGNATURE_BAD, verdict = PD_SIGNATURE_BAD;
	*issuer = NULL;
	for (struct pd_chain_node *candidate =
			next_candidate(graph, node, NULL, OUT_OF_CHAIN);
		candidate != NULL;
		candidate = next_candidate(graph, node, candidate, OUT_OF_CHAIN)) {
		if (!verify_issuer(graph, candidate, node, &verdict, error))
			return false;
		if (verdict == PD_SIGNATURE_GOOD) {
			*issuer = candidate;
			return true;
		}
		if (first == NULL) {
			first = candidate;
			first_verdict = verdict;
		}
	}
	return first == NULL || fail_verdict(graph, first, node, first_verdict, error);
}

/* Does the chain end here, at a certificate that its own key signed? */
static bool
is_chain_end(struct pd_chain_graph *graph, const struct pd_chain_node *node, bool *end,
	struct pd_error *error)
{
	enum pd_verdict verdict = PD_SIGNATURE_BAD;
	*end = is_self_issued(node) && pd_chain_fits(node, node);
	if (!*end)
		return true;
	if (!verify_issuer(graph, node, node, &verdict, error))
		return false;
	if (verdict == PD_SIGNATURE_GOOD || verdict == PD_SIGNATURE_UNKNOWN)
		return true;
	return pd_fail(error, PD_EINPUT, graph->from,
		_("certificate %zu (%s) names itself as its issuer, but its key did "
		  "not sign it"),
		node->number, node->subject);
}

/* No other certificate signed node. Fails if one below it in the chain did. */
static bool
refuse_ring(struct pd_chain_graph *graph, const struct pd_chain_node *node,
	struct pd_error *error)
{
	enum pd_verdict verdict = PD_SIGNATURE_BAD;
	const struct pd_chain_node *below = next_candidate(graph, node, NULL, IN_CHAIN);
	if (below == NULL)
		return true;
	if (!verify_issuer(graph, below, node, &verdict, error))
		return false;
	return verdict != PD_SIGNATURE_GOOD ||
	       pd_fail(error, PD_EINPUT, graph->from,
		       _("the chain is a ring: certificate %zu (%s) is signed by "
			 "certificate %zu (%s), which stands below it"),
		       node->number, node->subject, below->number, below->subject);
}

/* From the leaf up to a root, or as far as the list goes. */
static bool
climb_to_root(struct pd_chain_graph *graph, struct pd_chain_node *leaf,
	struct pd_error *error)
{
	struct pd_chain_node *node = leaf;
	for (;;) {
		bool end;
		struct pd_chain_node *issuer;
		append_to_chain(graph, node);
		if (!is_chain_end(graph, node, &end, error))
			return false;
		if (end)
			return true;
		if (!find_issuer(graph, node, &issuer, error))
			return false;
		if (issuer == NULL)
			return refuse_ring(graph, node, error);
		node = issuer;
	}
}

/* What is left over */

static void
drop_queue(struct pd_chain_node ***queue)
{
	free(*queue);
}

static void
place_holders(const struct pd_chain_graph *graph, const struct pd_chain_node *node,
	struct pd_chain_node **queue, size_t *size)
{
	size_t count;
	struct pd_chain_node **same = pd_chain_with_subject(
		graph, pd_certificate_subject_der(node->certificate), &count);
	for (size_t i = 0; i < count; i++) {
		if (same[i]->placed || !pd_chain_is_same_holder(same[i], node))
			continue;
		same[i]->placed = true;
		queue[(*size)++] = same[i];
	}
}

static bool
place_signers(struct pd_chain_graph *graph, const struct pd_chain_node *node,
	struct pd_chain_node **queue, size_t *size, struct pd_error *error)
{
	size_t count;
	struct pd_chain_node **named = pd_chain_with_issuers_name(graph, node, &count);
	for (size_t i = 0; i < count; i++) {
		enum pd_verdict verdict = PD_SIGNATURE_BAD;
		if (named[i]->placed || !pd_chain_fits(named[i], node))
			continue;
		if (!verify_issuer(graph, named[i], node, &verdict, error))
			return false;
		if (verdict != PD_SIGNATURE_GOOD)
			continue;
		named[i]->placed = true;
		queue[(*size)++] = named[i];
	}
	return true;
}

/* Other paths up are not an error: further certificates of holders in the chain, such
 * as cross-certificates, and their signers. */
static bool
place_other_ways(struct pd_chain_graph *graph, struct pd_error *error)
{
	PD_AUTO(drop_queue)
	struct pd_chain_node **queue =
		pd_alloc(graph->count, sizeof(struct pd_chain_node *));
	size_t size = graph->chain_count;
	memcpy(queue, graph->chain, size * sizeof(struct pd_chain_node *));
	for (size_t i = 0; i < size; i++) {
		place_holders(graph, queue[i], queue, &size);
		if (!place_signers(graph, queue[i], queue, &size, error))
			return false;
	}
	return true;
}

/* The name of the issuer fits, so it is the key identifier or the signature that does not.
 */
static bool
fail_misfit(struct pd_chain_graph *graph, const struct pd_chain_node *node,
	const struct pd_chain_node *below, struct pd_error *error)
{
	enum pd_verdict verdict = PD_SIGNATURE_BAD;
	if (!verify_issuer(graph, node, below, &verdict, error))
		return false;
	if (verdict != PD_SIGNATURE_GOOD)
		return fail_verdict(graph, node, below, verdict, error);
	return pd_fail(error, PD_EINPUT, graph->from,
		_("certificate %zu (%s) signed certificate %zu (%s), but that names "
		  "another authority key identifier than its subject key identifier; "
		  "have it issued anew, for many programs refuse it"),
		node->number, node->subject, below->number, below->subject);
}

static bool
fail_left_over(struct pd_chain_graph *graph, const struct pd_chain_node *node,
	struct pd_error *error)
{
	const struct pd_chain_node *end = graph->chain[graph->chain_count - 1];
	for (size_t i = 0; i < graph->chain_count; i++) {
		const struct pd_chain_node *below = graph->chain[i];
		if (!is_self_issued(below) &&
			pd_bytes_equal(pd_certificate_issuer_der(below->certificate),
				pd_certificate_subject_der(node->certificate)))
			return fail_misfit(graph, node, below, error);
	}
	if (is_self_issued(end) || node->rank == 1)
		return pd_fail(error, PD_EINPUT, graph->from,
			_("certificate %zu (%s) does not belong to the chain of "
			  "certificate %zu (%s): it is the issuer of none of it; leave "
			  "it "
			  "out"),
			node->number, node->subject, graph->chain[0]->number,
			graph->chain[0]->subject);
	const char *issuer = pd_certificate_issuer(end->certificate);
	PD_AUTO(pd_drop_text) char *wanted = pd_quote(issuer, strlen(issuer));
	return pd_fail(error, PD_EINPUT, graph->from,
		_("certificate %zu (%s) is not the issuer of certificate %zu (%s), "
		  "which is %s"),
		node->number, node->subject, end->number, end->subject, wanted);
}

static bool
refuse_left_over(struct pd_chain_graph *graph, struct pd_error *error)
{
	for (size_t i = 0; i < graph->count; i++)
		if (!graph->nodes[i].placed)
			return fail_left_over(graph, &graph->nodes[i], error);
	return true;
}

/* Replaces the list by the chain and frees the other certificates. */
static void
replace_by_chain(struct pd_certificates *list, const struct pd_chain_graph *graph)
{
	struct pd_certificates ordered = {0};
	for (size_t i = 0; i < graph->chain_count; i++) {
		size_t place = graph->chain[i]->number - 1;
		pd_certificates_add(&ordered, pd_steal(list->items[place]));
	}
	pd_certificates_free(list);
	*list = ordered;
}

bool
pd_chain_order(struct pd_certificates *list, const char *leaf_key_id, const char *from,
	struct pd_error *error)
{
	PD_AUTO(pd_chain_graph_free) struct pd_chain_graph graph = {.from = from};
	if (!pd_chain_graph_build(list, &graph, error))
		return false;
	struct pd_chain_node *leaf =
		leaf_key_id ? find_leaf_for_key(&graph, leaf_key_id, error)
			    : find_leaf_by_structure(&graph, error);
	if (leaf == NULL || !climb_to_root(&graph, leaf, error) ||
		!place_other_ways(&graph, error) || !refuse_left_over(&graph, error))
		return false;
	replace_by_chain(list, &graph);
	return true;
}
