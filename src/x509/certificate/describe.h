/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_DESCRIBE_H
#define PD_X509_CERTIFICATE_DESCRIBE_H

#include "base/details.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/describe_state.h"
#include "x509/certificate/request.h"

#include <stdint.h>

/* Certificates in words: the lines of Show. */

/* Appends a section for a certificate, in X-Road's order; section NULL: lines of the
 * object itself. notice decides the lines status and days_left. The lines' names: sha256,
 * sha1, version, serial, serial_decimal, signature_algorithm, issuer, not_before,
 * not_after, status, days_left, weakness, subject, public_key_algorithm, exponent or
 * curve, key_id, pin_sha256, ca, path_length, key_usage,
 * purposes, alternative_names, subject_key_id, authority_key_id,
 * crl_distribution_points, authority_information, policies, name_constraints,
 * extensions (all of them: name, OID, criticality, size), modulus or point, signature, pem. What a
 * certificate does not have is left out. */
void pd_describe_certificate(const struct pd_certificate *certificate,
	const char *section, const char *title, const struct pd_notice *notice,
	struct pd_details *out);

/* The same for a signing request: subject, the lines of its public key, and
 * alternative_names, extensions, signature_algorithm, signed (is it signed by its own
 * key?), signature, pem. */
void pd_describe_request(const struct pd_request *request, const char *section,
	const char *title, struct pd_details *out);

/* Key usages by the names of RFC 5280, which configuration files use too; NULL at the
 * end. */
struct pd_usage_name {
	enum pd_usage usage;
	const char *name;
};
extern const struct pd_usage_name pd_usage_names[];

/* The name of an extended key usage ("TLS server"), or NULL; constant, translated. */
const char *pd_describe_purpose(const char *oid);

/* The line "alternative_names" alone: a list, left out where the certificate has none. */
void pd_describe_names(
	const struct pd_certificate *certificate, struct pd_details *out);

#endif
