/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/describe_state.h"

#include "base/text.h"
#include "base/time.h"

/* The shares of a life in which an end is near, and urgent. */
enum { SHARE_NEAR = 3, SHARE_URGENT = 6 };

bool
pd_validity_is_in_last(const struct pd_validity *validity, int64_t now, int share)
{
	int64_t life = validity->not_after - validity->not_before;
	return validity->not_after - now <= life / share;
}

/* Days that are more than those to warn count as those. */
static long
urgent_days(const struct pd_notice *notice)
{
	return notice->critical_days < notice->warning_days ? notice->critical_days
							    : notice->warning_days;
}

static bool
is_within(const struct pd_validity *validity, int64_t now, long days, bool alone,
	int share)
{
	return pd_days_begun(validity->not_after - now) <= days &&
	       (alone || pd_validity_is_in_last(validity, now, share));
}

static long
days_of_share(const struct pd_validity *validity, long days, bool alone, int share)
{
	int64_t life = (validity->not_after - validity->not_before) / share / PD_DAY;
	return alone || life > days ? days : (long)life;
}

struct pd_notice_days
pd_notice_days(const struct pd_validity *validity, const struct pd_notice *notice)
{
	return (struct pd_notice_days){days_of_share(validity, notice->warning_days,
					       notice->warns_by_days_alone, SHARE_NEAR),
		days_of_share(validity, urgent_days(notice),
			notice->is_critical_by_days_alone, SHARE_URGENT)};
}

enum pd_state
pd_describe_validity(const struct pd_validity *validity, const struct pd_notice *notice)
{
	if (validity->not_after < notice->now)
		return PD_STATE_EXPIRED;
	if (validity->not_before > notice->now)
		return PD_STATE_NOT_YET_VALID;
	if (is_within(validity, notice->now, urgent_days(notice),
		    notice->is_critical_by_days_alone, SHARE_URGENT))
		return PD_STATE_URGENT;
	if (is_within(validity, notice->now, notice->warning_days,
		    notice->warns_by_days_alone, SHARE_NEAR))
		return PD_STATE_EXPIRES;
	return validity->is_weak ? PD_STATE_WEAK : PD_STATE_VALID;
}

bool
pd_describe_state_ends(enum pd_state state)
{
	return state == PD_STATE_URGENT || state == PD_STATE_EXPIRES;
}

char *
pd_describe_validity_text(
	const struct pd_validity *validity, const struct pd_notice *notice)
{
	long long days = (validity->not_after - notice->now) / PD_DAY;
	switch (pd_describe_validity(validity, notice)) {
	case PD_STATE_EXPIRED:
		return pd_copy(_("EXPIRED"));
	case PD_STATE_NOT_YET_VALID:
		return pd_copy(_("NOT YET VALID"));
	case PD_STATE_URGENT:
	case PD_STATE_EXPIRES:
		return pd_format(validity->is_weak ? _("EXPIRES %lld d, WEAK")
						   : _("EXPIRES %lld d"),
			days);
	case PD_STATE_WEAK:
		return pd_copy(_("WEAK"));
	case PD_STATE_VALID:
		break;
	}
	return pd_format(_("valid %lld d"), days);
}

struct pd_validity
pd_validity_of(const struct pd_certificate *certificate)
{
	return (struct pd_validity){
		.not_before = pd_certificate_not_before(certificate),
		.not_after = pd_certificate_not_after(certificate),
		.is_weak = pd_certificate_weakness(certificate) != NULL,
	};
}

enum pd_state
pd_describe_state(
	const struct pd_certificate *certificate, const struct pd_notice *notice)
{
	const struct pd_validity validity = pd_validity_of(certificate);
	return pd_describe_validity(&validity, notice);
}

char *
pd_describe_state_text(
	const struct pd_certificate *certificate, const struct pd_notice *notice)
{
	const struct pd_validity validity = pd_validity_of(certificate);
	return pd_describe_validity_text(&validity, notice);
}

char *
pd_describe_time_left(int64_t left)
{
	enum { YEAR = 365, MOST_DAYS = 1000 };
	long long days = left / PD_DAY;
	return days < MOST_DAYS ? pd_format(_("%lld d"), days)
				: pd_format(_("%lld y"), days / YEAR);
}

char *
pd_describe_validity_left(
	const struct pd_validity *validity, const struct pd_notice *notice)
{
	int64_t left = validity->not_after - notice->now;
	switch (pd_describe_validity(validity, notice)) {
	case PD_STATE_VALID:
		return pd_describe_time_left(left);
	case PD_STATE_EXPIRED:
		return pd_format(_("EXPIRED %lld d"), (long long)pd_days_begun(-left));
	case PD_STATE_NOT_YET_VALID:
	case PD_STATE_URGENT:
	case PD_STATE_EXPIRES:
	case PD_STATE_WEAK:
		break;
	}
	return pd_describe_validity_text(validity, notice);
}

char *
pd_describe_left(
	const struct pd_certificate *certificate, const struct pd_notice *notice)
{
	const struct pd_validity validity = pd_validity_of(certificate);
	return pd_describe_validity_left(&validity, notice);
}

char
pd_describe_state_marker(enum pd_state state)
{
	switch (state) {
	case PD_STATE_EXPIRED:
	case PD_STATE_NOT_YET_VALID:
	case PD_STATE_URGENT:
		return 'x';
	case PD_STATE_EXPIRES:
	case PD_STATE_WEAK:
		return '!';
	case PD_STATE_VALID:
		break;
	}
	return ' ';
}

const char *
pd_describe_state_name(enum pd_state state)
{
	switch (state) {
	case PD_STATE_EXPIRED:
		return "expired";
	case PD_STATE_NOT_YET_VALID:
		return "not_yet_valid";
	case PD_STATE_URGENT:
	case PD_STATE_EXPIRES:
		return "expires";
	case PD_STATE_WEAK:
		return "weak";
	case PD_STATE_VALID:
		break;
	}
	return "valid";
}
