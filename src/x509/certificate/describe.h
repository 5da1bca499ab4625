/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_DESCRIBE_H
#define PD_X509_CERTIFICATE_DESCRIBE_H

#include "base/details.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/request.h"

#include <stdint.h>

/* Certificates in words: the lines of Show, and the state that lists and head lines
 * say. */

/* Appends a section for a certificate, in X-Road's order; section NULL: lines of the
 * object itself. now decides the lines status and days_left. The lines' names: sha256,
 * sha1, version, serial, serial_decimal, signature_algorithm, issuer, not_before,
 * not_after, status, days_left, weakness, subject, public_key_algorithm, modulus and
 * exponent or curve and point, key_id, pin_sha256, ca, path_length, key_usage,
 * purposes, alternative_names, subject_key_id, authority_key_id,
 * crl_distribution_points, authority_information, policies, name_constraints,
 * extensions (all of them: name, OID, criticality, size), signature, pem. What a
 * certificate does not have is left out. */
void pd_describe_certificate(const struct pd_certificate *certificate,
	const char *section, const char *title, int64_t now, struct pd_details *out);

/* The same for a signing request: subject, the lines of its public key, and
 * alternative_names, extensions, signature_algorithm, signed (is it signed by its own
 * key?), signature, pem. */
void pd_describe_request(const struct pd_request *request, const char *section,
	const char *title, struct pd_details *out);

/* The state of a certificate at a time; worst first. */
enum pd_state {
	PD_STATE_EXPIRED,
	PD_STATE_NOT_YET_VALID,
	PD_STATE_EXPIRES, /* within warning_days */
	PD_STATE_WEAK,
	PD_STATE_VALID,
};
enum pd_state pd_describe_state(
	const struct pd_certificate *certificate, int64_t now, long warning_days);

/* What decides the state, for lists that do not parse each certificate; the functions
 * for certificates are these. */
struct pd_validity {
	int64_t not_before, not_after;
	bool is_weak;
};
enum pd_state pd_describe_validity(
	const struct pd_validity *validity, int64_t now, long warning_days);
char *pd_describe_validity_text(
	const struct pd_validity *validity, int64_t now, long warning_days);

/* In words, as lists show it: "valid 730 d", "EXPIRES 11 d", "EXPIRED", "NOT YET
 * VALID", "WEAK"; and its marker: ' ', '!', 'x'. free() the words. Whole days left,
 * rounded down. */
char *pd_describe_state_text(
	const struct pd_certificate *certificate, int64_t now, long warning_days);
char pd_describe_state_marker(enum pd_state state);

/* The word for scripts: expired, not_yet_valid, expires, weak, valid. */
const char *pd_describe_state_name(enum pd_state state);

/* The name of an extended key usage ("TLS server"), or NULL; constant, translated. */
const char *pd_describe_purpose(const char *oid);

/* The line "alternative_names" alone: a list, left out where the certificate has none. */
void pd_describe_names(
	const struct pd_certificate *certificate, struct pd_details *out);

#endif
