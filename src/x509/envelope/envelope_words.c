/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope.h"

#include "base/text.h"
#include "x509/der/pem.h"
#include "x509/key/algorithm.h"
#include "x509/read/armour.h"

/* Public keys that came without a certificate: as text, and in words. */

char *
pd_recipient_pem(const struct pd_recipient *recipient)
{
	return pd_pem_text("PUBLIC KEY", pd_recipient_der(recipient));
}

struct pd_recipient *
pd_recipient_from_pem(struct pd_bytes pem, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	struct pd_scan scan;
	struct pd_block block;
	pd_scan_begin(&scan, pem);
	if (pd_armour_next(&scan, &block, &der) && block.kind == PD_LABEL_PUBLIC_KEY)
		return pd_recipient_new(pd_secret_bytes(&der), from, error);
	(void)pd_fail(error, PD_EINPUT, from,
		_("this is no public key in PEM; it has to stand between BEGIN and END "
		  "PUBLIC KEY"));
	return NULL;
}

char *
pd_recipient_text(const struct pd_recipient *recipient)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	(void)pd_public_key_read(pd_recipient_der(recipient), &key);
	return pd_public_key_text(&key);
}

const char *
pd_recipient_weakness(const struct pd_recipient *recipient)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	(void)pd_public_key_read(pd_recipient_der(recipient), &key);
	return pd_public_key_weakness(&key);
}
