/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_TRUST_SETTING_H
#define PD_X509_READ_TRUST_SETTING_H

#include "base/buffer.h"
#include "base/memory.h"

#include <stdbool.h>

/* What a file says about the trust in a certificate in it: the settings that OpenSSL keeps
 * behind a TRUSTED CERTIFICATE, and those of p11-kit (p11_kit.h). What comes later in this list
 * is worse. */

enum pd_trust_setting {
	PD_TRUST_UNSAID,
	PD_TRUST_LIMITED, /* trusted, but for other purposes than servers and clients */
	PD_TRUST_BOUND,   /* trusted, but within limits that are not kept here */
	PD_TRUST_REJECTED, /* for servers, or for all */
};

/* Reads what stands behind the certificate (X509_CERT_AUX); words gets it in a few words,
 * translated, and nothing if it says nothing about trust. */
enum pd_trust_setting pd_trust_setting_read(
	struct pd_bytes aux, struct pd_buffer *words);

/* Lists purposes, OBJECT IDENTIFIERs one after the other, by their names; is any of them what
 * the trust list is for? */
bool pd_trust_purposes_list(struct pd_bytes oids, struct pd_buffer *names);

#endif
