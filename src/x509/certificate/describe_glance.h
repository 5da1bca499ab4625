/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_DESCRIBE_GLANCE_H
#define PD_X509_CERTIFICATE_DESCRIBE_GLANCE_H

#include "base/details.h"
#include "x509/certificate/chain.h"
#include "x509/certificate/describe_state.h"

/* Appends a section without title, for people only, with what one opens details for: the
 * state, what the first certificate of the chain is for and until when, its key, and on
 * what it hangs. state: in words; NULL: by the time alone; "": it was said. */
void pd_describe_glance(const struct pd_certificates *chain, const char *state,
	const struct pd_notice *notice, struct pd_details *out);

/* The same of a certificate without its chain. */
void pd_describe_glance_at(struct pd_certificate *certificate, const char *state,
	const struct pd_notice *notice, struct pd_details *out);

#endif
