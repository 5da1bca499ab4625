/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/left_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/read/foreign.h"

void
pd_left_outs_add(struct pd_left_outs *list, struct pd_left_outs *more)
{
	list->items =
		pd_grow(list->items, list->count + more->count, sizeof *list->items);
	for (size_t i = 0; i < more->count; i++)
		list->items[list->count++] = more->items[i];
	free(more->items);
	*more = (struct pd_left_outs){0};
}

void
pd_left_outs_free(struct pd_left_outs *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].place);
		free(list->items[i].label);
	}
	free(list->items);
	*list = (struct pd_left_outs){0};
}

static const char *
words_of_kind(enum pd_object_kind kind)
{
	switch (kind) {
	case PD_OBJECT_CERTIFICATE:
		return _("the certificate is not needed here, and was left out");
	case PD_OBJECT_KEY:
		return _("the private key is not needed here, and was left out");
	case PD_OBJECT_PUBLIC_KEY:
		return _("the public key is not needed here, and was left out");
	case PD_OBJECT_REQUEST:
		return _("the signing request is not needed here, and was left out");
	case PD_OBJECT_CRL:
	case PD_OBJECT_REGISTER:
		break;
	}
	return _("the revocation list is not needed here, and was left out");
}

char *
pd_left_out_text(const struct pd_left_out *one)
{
	if (one->label != NULL)
		return pd_format(_("%s: %s is not used here, and was left out"),
			one->place, one->label);
	return pd_format("%s: %s", one->place, words_of_kind(one->kind));
}

static bool
is_private_key(const char *label)
{
	static const char end[] = "PRIVATE KEY";
	size_t size = label ? strlen(label) : 0;
	return size >= sizeof end - 1 &&
	       strcmp(label + size - (sizeof end - 1), end) == 0;
}

bool
pd_left_outs_check_keys(const struct pd_left_outs *list, struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_left_out *one = &list->items[i];
		if (is_private_key(one->label))
			return pd_foreign_fail_block(one->label, one->place, error);
		if (one->label != NULL && (PD_WANT(one->kind) & PD_WANT_PAIR) != 0)
			return pd_fail(error, PD_EINPUT, one->place,
				_("%s cannot be used, and nothing else in it can take "
				  "its place"),
				one->label);
	}
	return true;
}
