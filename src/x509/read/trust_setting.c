/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/trust_setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

enum { TAG_REJECTED = PD_DER_CONTEXT | PD_DER_CONSTRUCTED };

static const char p11_head[] = "[p11-kit-object-v1]";

/* ---- OpenSSL ---------------------------------------------------------------------- */

static const struct {
	const char *oid, *name;
	bool is_main; /* what the trust list is for */
} purposes[] = {
	{"1.3.6.1.5.5.7.3.1", "serverAuth", true},
	{"1.3.6.1.5.5.7.3.2", "clientAuth", true},
	{"2.5.29.37.0", "anyExtendedKeyUsage", true},
	{"1.3.6.1.5.5.7.3.3", "codeSigning", false},
	{"1.3.6.1.5.5.7.3.4", "emailProtection", false},
	{"1.3.6.1.5.5.7.3.8", "timeStamping", false},
	{"1.3.6.1.5.5.7.3.9", "OCSPSigning", false},
};

/* Lists the purposes; returns whether a main one is among them. */
static bool
list_purposes(struct pd_bytes oids, struct pd_buffer *words)
{
	bool any = false;
	for (struct pd_bytes oid; pd_take(&oids, PD_DER_OID, &oid);) {
		PD_AUTO(pd_drop_text) char *text = pd_oid_text(oid);
		const char *name = text;
		for (size_t i = 0; i < PD_COUNT(purposes); i++)
			if (strcmp(text, purposes[i].oid) == 0) {
				name = purposes[i].name;
				any = any || purposes[i].is_main;
			}
		pd_buffer_add_item(words, name);
	}
	return any;
}

enum pd_trust_setting
pd_trust_setting_read(struct pd_bytes aux, struct pd_buffer *words)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer trusted = {0}, rejected = {0};
	struct pd_bytes inside, oids;
	if (!pd_take(&aux, PD_DER_SEQUENCE, &inside))
		return PD_TRUST_UNSAID;
	bool limits = pd_take(&inside, PD_DER_SEQUENCE, &oids);
	bool is_main = limits && list_purposes(oids, &trusted);
	bool is_rejected =
		pd_take(&inside, TAG_REJECTED, &oids) && list_purposes(oids, &rejected);
	if (trusted.size > 0)
		pd_buffer_add_format(words, _("OpenSSL's trust in it for %s"),
			pd_buffer_text(&trusted));
	if (rejected.size > 0)
		pd_buffer_add_format(words, _("%sOpenSSL's distrust of it for %s"),
			words->size > 0 ? "; " : "", pd_buffer_text(&rejected));
	return is_rejected                    ? PD_TRUST_REJECTED
	       : trusted.size > 0 && !is_main ? PD_TRUST_LIMITED
					      : PD_TRUST_UNSAID;
}

/* ---- p11-kit ---------------------------------------------------------------------- */

static const unsigned char *
find_words(struct pd_bytes text, const char *words)
{
	return text.size > 0 ? memmem(text.data, text.size, words, strlen(words))
			     : NULL;
}

bool
pd_trust_setting_is_p11(struct pd_bytes text)
{
	return find_words(text, p11_head) != NULL;
}

enum pd_trust_setting
pd_trust_setting_of_p11(struct pd_bytes text, size_t begin, size_t end)
{
	struct pd_bytes before = {text.data + begin, end - begin};
	struct pd_bytes after = {text.data + end, text.size - end};
	/* What stands before its head belongs to the object before it. */
	const unsigned char *head = find_words(before, p11_head);
	if (head != NULL) {
		before.size -= (size_t)(head - before.data);
		before.data = head;
	}
	const unsigned char *next = find_words(after, p11_head);
	const unsigned char *block = find_words(after, "-----BEGIN");
	if (next != NULL || block != NULL)
		after.size = (size_t)((next != NULL && (block == NULL || next < block)
						      ? next
						      : block) -
				      after.data);
	return find_words(before, "x-distrusted: true") != NULL ||
			       find_words(after, "x-distrusted: true") != NULL
		       ? PD_TRUST_REJECTED
		       : PD_TRUST_UNSAID;
}
