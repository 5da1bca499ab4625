/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/trust_setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

enum { TAG_REJECTED = PD_DER_CONTEXT | PD_DER_CONSTRUCTED };

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

bool
pd_trust_purposes_list(struct pd_bytes oids, struct pd_buffer *words)
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
	bool is_main = limits && pd_trust_purposes_list(oids, &trusted);
	bool is_rejected = pd_take(&inside, TAG_REJECTED, &oids) &&
			   pd_trust_purposes_list(oids, &rejected);
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
