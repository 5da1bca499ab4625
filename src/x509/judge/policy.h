/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_POLICY_H
#define PD_X509_JUDGE_POLICY_H

#include "x509/der/structure.h"

/* Internal to src/x509: certificate policies (RFC 5280 6.1.2 to 6.1.5). Any policy is
 * welcome here, but a CA may require that one of them holds for the whole chain. */

/* chain: the parts of count certificates, endpoint first, without the trusted one.
 * false: a policy is required and none holds, or an extension breaks RFC 5280. */
bool pd_policies_hold(const struct pd_certificate_parts *chain, size_t count);

#endif
