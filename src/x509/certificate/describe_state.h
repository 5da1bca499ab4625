/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_DESCRIBE_STATE_H
#define PD_X509_CERTIFICATE_DESCRIBE_STATE_H

#include "x509/certificate/certificate.h"

/* By what a state is told: the time, and how early an end. What counts is a share of the
 * life, so that a certificate of 47 days does not end soon from its first day: an end is
 * near in the last third of the life, and urgent in the last sixth, but never earlier than
 * so many days before. */
struct pd_notice {
	int64_t now; /* seconds since the epoch */
	long warning_days, critical_days;
	/* These days were asked for, and hold for any life. */
	bool warns_by_days_alone, is_critical_by_days_alone;
	/* What is said for its state where more than the certificate tells that, as where
	 * it was revoked; NULL: its own words. Borrowed. */
	const char *instead;
};

/* The state of a certificate at some time, worst first. */
enum pd_state {
	PD_STATE_EXPIRED,
	PD_STATE_NOT_YET_VALID,
	PD_STATE_URGENT,  /* its end is urgent */
	PD_STATE_EXPIRES, /* its end is near */
	PD_STATE_WEAK,
	PD_STATE_VALID,
};
enum pd_state pd_describe_state(
	const struct pd_certificate *certificate, const struct pd_notice *notice);

/* What the state depends on, for lists that do not parse every certificate. */
struct pd_validity {
	int64_t not_before, not_after;
	bool is_weak;
};
struct pd_validity pd_validity_of(const struct pd_certificate *certificate);
enum pd_state pd_describe_validity(
	const struct pd_validity *validity, const struct pd_notice *notice);
char *pd_describe_validity_text(
	const struct pd_validity *validity, const struct pd_notice *notice);

/* Has it come to the last third, sixth, ... of its life? */
bool pd_validity_is_in_last(const struct pd_validity *validity, int64_t now, int share);

/* So many days before its end, whole ones, an end is near and urgent, for this life. */
struct pd_notice_days {
	long warning, critical;
};
struct pd_notice_days pd_notice_days(
	const struct pd_validity *validity, const struct pd_notice *notice);

/* Will it end, and does that need attention soon? */
bool pd_describe_state_ends(enum pd_state state);

/* The state as lists show it, free() it: "valid 730 d", "EXPIRES 11 d", "EXPIRED",
 * "EXPIRES 11 d, WEAK", "NOT YET VALID", "WEAK", with whole days, rounded down. And its marker, by which all
 * tell how bad it is: ' ', '!' or 'x', critical. */
char *pd_describe_state_text(
	const struct pd_certificate *certificate, const struct pd_notice *notice);
char pd_describe_state_marker(enum pd_state state);

/* The word for scripts: expired, not_yet_valid, expires, weak, valid. */
const char *pd_describe_state_name(enum pd_state state);

/* The same for lists, whose column is headed "Left": "730 d", "7 y", "EXPIRED 119 d", and
 * other states as above. free() it. */
char *pd_describe_validity_left(
	const struct pd_validity *validity, const struct pd_notice *notice);
char *pd_describe_left(
	const struct pd_certificate *certificate, const struct pd_notice *notice);

/* So many seconds, "730 d" or "7 y"; free() it. */
char *pd_describe_time_left(int64_t left);

#endif
