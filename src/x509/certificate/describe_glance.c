/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/describe_glance.h"

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"

static void
add_separated(struct pd_buffer *text, const char *word)
{
	pd_buffer_add_format(text, "%s%s", text->size > 0 ? ", " : "", word);
}

/* What a CA may issue for is no purpose of its own. */
static void
glance_at_purposes(const struct pd_certificate *certificate, struct pd_details *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	int path_length;
	if (pd_certificate_is_ca(certificate, &path_length))
		pd_buffer_add_text(&text, _("CA"));
	else
		for (const char *const *oid = pd_certificate_purposes(certificate);
			*oid != NULL; oid++) {
			const char *name = pd_describe_purpose(*oid);
			add_separated(&text, name ? name : *oid);
		}
	PD_AUTO(pd_drop_text) char *words = pd_buffer_steal_text(&text);
	if (*words != '\0')
		pd_details_text(out, NULL, _("For"), words);
}

/* All of them stand below; the first say whose it is. */
static void
glance_at_names(const struct pd_certificate *certificate, struct pd_details *out)
{
	enum { MOST = 6 };
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	const struct pd_alternatives *names = pd_certificate_alternatives(certificate);
	for (size_t i = 0; i < names->count && i < MOST; i++) {
		PD_AUTO(pd_drop_text)
		char *name = pd_alternative_text(&names->items[i]);
		add_separated(&text, name);
	}
	if (names->count == 0)
		return;
	if (names->count > MOST)
		pd_buffer_add_format(&text,
			ngettext(", and %zu more", ", and %zu more",
				names->count - MOST),
			names->count - MOST);
	PD_AUTO(pd_drop_text) char *words = pd_buffer_steal_text(&text);
	pd_details_text(out, NULL, _("Names"), words);
}

static void
glance_at_life(
	const struct pd_certificate *certificate, int64_t now, struct pd_details *out)
{
	int64_t begin = pd_certificate_not_before(certificate);
	int64_t end = pd_certificate_not_after(certificate);
	int64_t whole = end - begin, left = end - now;
	PD_AUTO(pd_drop_text) char *first = pd_text_date(begin);
	PD_AUTO(pd_drop_text) char *last = pd_text_date(end);
	if (now < begin || left < 0 || whole < PD_DAY) {
		PD_AUTO(pd_drop_text)
		char *dates = pd_format(_("from %s until %s"), first, last);
		pd_details_life(out, _("Valid"), dates, now < begin ? 0 : 100);
		return;
	}
	PD_AUTO(pd_drop_text)
	char *words = pd_format(_("until %s, %lld of %lld d left"), last,
		(long long)(left / PD_DAY), (long long)(whole / PD_DAY));
	pd_details_life(
		out, _("Valid"), words, 100 - left / PD_DAY * 100 / (whole / PD_DAY));
}

static void
glance_at_chain(const struct pd_certificates *chain, struct pd_details *out)
{
	if (chain->count < 2)
		return;
	pd_details_tree(out, _("Chain"));
	for (size_t i = chain->count; i-- > 0;) {
		const struct pd_certificate *one = chain->items[i];
		PD_AUTO(pd_drop_text)
		char *date = pd_text_date(pd_certificate_not_after(one));
		PD_AUTO(pd_drop_text)
		char *item = pd_format(
			_("%s, until %s"), pd_certificate_common_name(one), date);
		pd_details_item(out, item);
	}
}

void
pd_describe_glance(const struct pd_certificates *chain, const char *state,
	const struct pd_notice *notice, struct pd_details *out)
{
	const struct pd_certificate *first = chain->items[0];
	PD_AUTO(pd_drop_text) char *words = pd_describe_state_text(first, notice);
	pd_details_section(out, NULL, NULL);
	if (state == NULL || *state != '\0')
		pd_details_text(out, NULL, _("State"), state ? state : words);
	glance_at_purposes(first, out);
	glance_at_names(first, out);
	glance_at_life(first, notice->now, out);
	pd_details_text(out, NULL, _("Key"), pd_certificate_key_text(first));
	glance_at_chain(chain, out);
}

void
pd_describe_glance_at(struct pd_certificate *certificate, const char *state,
	const struct pd_notice *notice, struct pd_details *out)
{
	const struct pd_certificates alone = {&certificate, 1};
	pd_describe_glance(&alone, state, notice, out);
}
