/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_DESCRIBE_STATE_H
#define PD_X509_CERTIFICATE_DESCRIBE_STATE_H

#include "x509/certificate/certificate.h"

/* The state of a certificate at some time, worst first. */
enum pd_state {
	PD_STATE_EXPIRED,
	PD_STATE_NOT_YET_VALID,
	PD_STATE_EXPIRES, /* within warning_days */
	PD_STATE_WEAK,
	PD_STATE_VALID,
};
enum pd_state pd_describe_state(
	const struct pd_certificate *certificate, int64_t now, long warning_days);

/* What the state depends on, for lists that do not parse every certificate. */
struct pd_validity {
	int64_t not_before, not_after;
	bool is_weak;
};
enum pd_state pd_describe_validity(
	const struct pd_validity *validity, int64_t now, long warning_days);
char *pd_describe_validity_text(
	const struct pd_validity *validity, int64_t now, long warning_days);

/* The state as lists show it, free() it: "valid 730 d", "EXPIRES 11 d", "EXPIRED",
 * "NOT YET VALID", "WEAK", with whole days, rounded down. And its marker: ' ', '!' or
 * 'x'. */
char *pd_describe_state_text(
	const struct pd_certificate *certificate, int64_t now, long warning_days);
char pd_describe_state_marker(enum pd_state state);

/* The word for scripts: expired, not_yet_valid, expires, weak, valid. */
const char *pd_describe_state_name(enum pd_state state);

/* The same for lists, whose column is headed "Left": "730 d", "7 y", "EXPIRED 119 d", and
 * other states as above. free() it. */
char *pd_describe_validity_left(
	const struct pd_validity *validity, int64_t now, long warning_days);
char *pd_describe_left(
	const struct pd_certificate *certificate, int64_t now, long warning_days);

/* So many seconds, "730 d" or "7 y"; free() it. */
char *pd_describe_time_left(int64_t left);

#endif
