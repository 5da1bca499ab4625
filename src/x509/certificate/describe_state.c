/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/describe_state.h"

#include "base/text.h"
#include "base/time.h"

enum pd_state
pd_describe_validity(const struct pd_validity *validity, int64_t now, long warning_days)
{
	int64_t left = validity->not_after - now;
	if (left < 0)
		return PD_STATE_EXPIRED;
	if (validity->not_before > now)
		return PD_STATE_NOT_YET_VALID;
	if (pd_days_begun(left) <= warning_days)
		return PD_STATE_EXPIRES;
	return validity->is_weak ? PD_STATE_WEAK : PD_STATE_VALID;
}

char *
pd_describe_validity_text(
	const struct pd_validity *validity, int64_t now, long warning_days)
{
	long long days = (validity->not_after - now) / PD_DAY;
	switch (pd_describe_validity(validity, now, warning_days)) {
	case PD_STATE_EXPIRED:
		return pd_copy(_("EXPIRED"));
	case PD_STATE_NOT_YET_VALID:
		return pd_copy(_("NOT YET VALID"));
	case PD_STATE_EXPIRES:
		return pd_format(_("EXPIRES %lld d"), days);
	case PD_STATE_WEAK:
		return pd_copy(_("WEAK"));
	case PD_STATE_VALID:
		break;
	}
	return pd_format(_("valid %lld d"), days);
}

static struct pd_validity
get_validity(const struct pd_certificate *certificate)
{
	return (struct pd_validity){
		.not_before = pd_certificate_not_before(certificate),
		.not_after = pd_certificate_not_after(certificate),
		.is_weak = pd_certificate_weakness(certificate) != NULL,
	};
}

enum pd_state
pd_describe_state(
	const struct pd_certificate *certificate, int64_t now, long warning_days)
{
	const struct pd_validity validity = get_validity(certificate);
	return pd_describe_validity(&validity, now, warning_days);
}

char *
pd_describe_state_text(
	const struct pd_certificate *certificate, int64_t now, long warning_days)
{
	const struct pd_validity validity = get_validity(certificate);
	return pd_describe_validity_text(&validity, now, warning_days);
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
	const struct pd_validity *validity, int64_t now, long warning_days)
{
	int64_t left = validity->not_after - now;
	switch (pd_describe_validity(validity, now, warning_days)) {
	case PD_STATE_VALID:
		return pd_describe_time_left(left);
	case PD_STATE_EXPIRED:
		return pd_format(_("EXPIRED %lld d"), (long long)pd_days_begun(-left));
	case PD_STATE_NOT_YET_VALID:
	case PD_STATE_EXPIRES:
	case PD_STATE_WEAK:
		break;
	}
	return pd_describe_validity_text(validity, now, warning_days);
}

char *
pd_describe_left(
	const struct pd_certificate *certificate, int64_t now, long warning_days)
{
	const struct pd_validity validity = get_validity(certificate);
	return pd_describe_validity_left(&validity, now, warning_days);
}

char
pd_describe_state_marker(enum pd_state state)
{
	switch (state) {
	case PD_STATE_EXPIRED:
	case PD_STATE_NOT_YET_VALID:
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
	case PD_STATE_EXPIRES:
		return "expires";
	case PD_STATE_WEAK:
		return "weak";
	case PD_STATE_VALID:
		break;
	}
	return "valid";
}
