/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/chain_graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/der/quote.h"
#include "x509/der/structure.h"

/* A longer list cannot be meant as a chain. */
enum { CHAIN_LIMIT = 1000 };

void
pd_chain_graph_free(struct pd_chain_graph *graph)
{
	for (size_t i = 0; i < graph->count; i++)
		free(graph->nodes[i].subject);
	free(graph->nodes);
	free(graph->by_subject);
	free(graph->chain);
}

static int
compare_node_numbers(const struct pd_chain_node *one, const struct pd_chain_node *other)
{
	return (one->number > other->number) - (one->number < other->number);
}

static int
compare_subjects(const void *a, const void *b)
{
	const struct pd_chain_node *one = *(struct pd_chain_node *const *)a;
	const struct pd_chain_node *other = *(struct pd_chain_node *const *)b;
	int order = pd_bytes_compare(pd_certificate_subject_der(one->certificate),
		pd_certificate_subject_der(other->certificate));
	return order != 0 ? order : compare_node_numbers(one, other);
}

static bool
graph_has(const struct pd_chain_graph *graph, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < graph->count; i++)
		if (pd_certificate_same(graph->nodes[i].certificate, certificate))
			return true;
	return false;
}

struct pd_chain_node **
pd_chain_with_subject(
	const struct pd_chain_graph *graph, struct pd_bytes subject, size_t *count)
{
	size_t low = 0, high = graph->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct pd_chain_node *node = graph->by_subject[middle];
		if (pd_bytes_compare(
			    pd_certificate_subject_der(node->certificate), subject) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	size_t end = low;
	while (end < graph->count &&
		pd_bytes_equal(
			pd_certificate_subject_der(graph->by_subject[end]->certificate),
			subject))
		end++;
	*count = end - low;
	return graph->by_subject + low;
}

struct pd_chain_node **
pd_chain_with_issuers_name(const struct pd_chain_graph *graph,
	const struct pd_chain_node *node, size_t *count)
{
	return pd_chain_with_subject(
		graph, pd_certificate_issuer_der(node->certificate), count);
}

bool
pd_chain_fits(const struct pd_chain_node *issuer, const struct pd_chain_node *node)
{
	return pd_issuer_fits(pd_certificate_issuer_der(node->certificate),
		pd_certificate_authority_identifier(node->certificate),
		issuer->certificate);
}

/* A cross-certificate has the name of its issuer, but not its key. */
static bool
is_own_issuer(const struct pd_chain_node *node)
{
	return pd_certificate_is_self_issued(node->certificate) &&
	       pd_chain_fits(node, node);
}

static bool
has_issuer(const struct pd_chain_graph *graph, const struct pd_chain_node *node)
{
	size_t count;
	struct pd_chain_node **named = pd_chain_with_issuers_name(graph, node, &count);
	for (size_t i = 0; i < count; i++)
		if (named[i] != node && pd_chain_fits(named[i], node))
			return true;
	return false;
}

static void
mark_relations(struct pd_chain_graph *graph)
{
	for (size_t i = 0; i < graph->count; i++) {
		struct pd_chain_node *node = &graph->nodes[i];
		node->rank = is_own_issuer(node) ? 2 : has_issuer(graph, node);
		if (pd_certificate_is_self_issued(node->certificate))
			continue;
		size_t count;
		struct pd_chain_node **named =
			pd_chain_with_issuers_name(graph, node, &count);
		for (size_t j = 0; j < count; j++)
			named[j]->signs |= pd_chain_fits(named[j], node);
	}
}

bool
pd_chain_graph_build(const struct pd_certificates *list, struct pd_chain_graph *graph,
	struct pd_error *error)
{
	if (list->count == 0)
		return pd_fail(error, PD_EINPUT, graph->from,
			_("no certificate here; a chain has at least one"));
	if (list->count > CHAIN_LIMIT)
		return pd_fail(error, PD_EINPUT, graph->from,
			_("too many certificates for a chain: %zu; the most is %d"),
			list->count, CHAIN_LIMIT);
	graph->nodes = pd_alloc(list->count, sizeof *graph->nodes);
	graph->by_subject = pd_alloc(list->count, sizeof *graph->by_subject);
	graph->chain = pd_alloc(list->count, sizeof(struct pd_chain_node *));
	for (size_t i = 0; i < list->count; i++) {
		if (graph_has(graph, list->items[i]))
			continue;
		const char *subject = pd_certificate_subject(list->items[i]);
		struct pd_chain_node *node = &graph->nodes[graph->count];
		*node = (struct pd_chain_node){
			.certificate = list->items[i],
			.number = i + 1,
			.subject = pd_quote(subject, strlen(subject)),
		};
		graph->by_subject[graph->count++] = node;
	}
	/* Enough to check each signature once, and some more where several issuers
	 * share a name. */
	graph->checks_left = 4 * graph->count + 16;
	qsort(graph->by_subject, graph->count, sizeof(struct pd_chain_node *),
		compare_subjects);
	mark_relations(graph);
	return true;
}

bool
pd_chain_is_better(const struct pd_chain_node *one, const struct pd_chain_node *other)
{
	if (one->rank != other->rank)
		return one->rank > other->rank;
	int64_t one_end = pd_certificate_not_after(one->certificate);
	int64_t other_end = pd_certificate_not_after(other->certificate);
	if (one_end != other_end)
		return one_end > other_end;
	return one->number < other->number;
}

bool
pd_chain_is_same_holder(
	const struct pd_chain_node *one, const struct pd_chain_node *other)
{
	return pd_bytes_equal(pd_certificate_subject_der(one->certificate),
		       pd_certificate_subject_der(other->certificate)) &&
	       strcmp(pd_certificate_key_id(one->certificate),
		       pd_certificate_key_id(other->certificate)) == 0;
}
