/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "probe/probe.h"
#include "tabs/shared/identity.h"
#include "tabs/shared/input.h"
#include "tabs/tls/tls_device.h"
#include "tabs/trust/trust.h"
#include "tabs/trust/trust_checked.h"
#include "tabs/trust/trust_hosts.h"
#include "tabs/trust/trust_judge.h"
#include "tabs/trust/trust_tell.h"

/* trust check: a real handshake, judged by the trust list. */

/* ---- our own certificate
 * ---------------------------------------------------------- */

static bool
client_of_tls(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *out, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	if (!pd_tls_load(context, &place, out, error) ||
		!pd_result_admit(result, error))
		return false;
	out->key = pd_tls_load_key(
		context, out, pd_value_secret(values, "passphrase"), error);
	return out->key != NULL;
}

static bool
client_of_file(struct pd_context *context, const char *path,
	const struct pd_secret *passphrase, struct pd_identity *out,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	const char *from = pd_common_input(path);
	if (!pd_common_read_file(context, path,
		    &(struct pd_reading){
			    .passphrase = passphrase, .wanted = PD_WANT_PAIR},
		    &bundle, error) ||
		!pd_identity_take(&bundle, context->store, from, out, error))
		return false;
	pd_common_warn_left_out(&bundle.left_out, result);
	return out->key != NULL ||
	       pd_fail(error, PD_EINPUT, from,
		       _("has no private key; give a file that holds the private key "
			 "of %s as "
			 "well (of the keys that are kept here, only TLS keys can be "
			 "used to "
			 "connect, by --client-tls)"),
		       pd_certificate_subject(pd_identity_leaf(out)));
}

static bool
read_client(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *out, struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "client-certificate");
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	if (pd_value_flag(values, "client-tls"))
		return client_of_tls(context, values, out, result, error);
	return path == NULL ||
	       client_of_file(context, path, passphrase, out, result, error);
}

/* ---- one host
 * --------------------------------------------------------------------- */

static void
describe_handshake(const struct pd_context *context, const char *place,
	const char *name, const struct pd_peer *peer,
	const struct pd_judgement *judgement, struct pd_details *out)
{
	bool accepted = judgement->reasons == 0;
	PD_AUTO(pd_drop_text) char *words = pd_reject_names(judgement->reasons);
	PD_AUTO(pd_drop_text) char *shown = pd_reject_text(judgement->reasons);
	int64_t left = pd_certificate_not_after(peer->chain.items[0]) - context->now;
	pd_details_section(out, NULL, _("Handshake"));
	pd_details_text(out, "host", _("Host"), place);
	pd_details_text(out, "address", _("Address"), peer->address);
	pd_details_text(out, "name", _("Checked name"), name);
	pd_details_flag(out, "accepted", _("Accepted"), accepted,
		accepted ? _("yes") : _("no"));
	if (!accepted)
		pd_details_word(out, "reason", _("Reason"), words, shown);
	pd_judgement_describe_means(judgement, out);
	pd_details_text(out, "protocol", _("Protocol"), peer->protocol);
	pd_details_text(out, "cipher", _("Cipher"), peer->cipher);
	pd_details_number(out, "days_left", _("Days left"), left / PD_DAY);
	pd_judgement_describe_staple(judgement, out);
	pd_details_flag(out, "asked_certificate", _("Asks for our certificate"),
		peer->asked_certificate, peer->asked_certificate ? _("yes") : _("no"));
	pd_details_number(out, "sent_certificates", _("Certificates sent"),
		(int64_t)peer->chain.count);
	pd_judgement_describe(context, judgement, out);
}

static bool
check_one(struct pd_context *context, const struct pd_values *values,
	const struct pd_probe *probe, struct pd_result *result, struct pd_error *error)
{
	const char *name =
		probe->server_name ? probe->server_name : probe->endpoint->host;
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	PD_AUTO(pd_checked_list_free) struct pd_checked_list checked = {0};
	PD_AUTO(pd_drop_text) char *place = pd_endpoint_text(probe->endpoint);
	if (!pd_probe_run(probe, &peer, error)) {
		pd_checked_add_failed(&checked, context, place, name, error);
		pd_checked_keep(context, &checked, result);
		return false;
	}
	const struct pd_question question = {
		.chain = &peer.chain,
		.host = name,
		.purpose = pd_verify_purpose("server"),
		.staple = pd_buffer_bytes(&peer.staple),
		.system = pd_value_flag(values, "system"),
		.second = true,
	};
	if (!pd_trust_judge(context, &question, &judgement, error))
		return false;
	describe_handshake(context, place, name, &peer, &judgement, &result->details);
	result->has_details = true;
	pd_checked_add(&checked, context, place, &question, judgement.reasons);
	pd_checked_keep(context, &checked, result);
	return pd_judgement_tell(context, place, &question, &judgement, result, error);
}

bool
pd_trust_check(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *host = pd_value_text(values, "host");
	const char *name = pd_value_text(values, "server-name");
	PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0}, server = {0};
	PD_AUTO(pd_identity_free) struct pd_identity client = {0};
	struct pd_probe probe = {
		.endpoint = &endpoint,
		.starttls = pd_value_text(values, "starttls"),
		.timeout = pd_value_number(values, "timeout", 10),
		.cancelled = context->cancelled,
	};
	if (name != NULL && !pd_endpoint_parse(name, pd_starttls_port("none"),
				    "server-name", &server, error))
		return false;
	if (!read_client(context, values, &client, result, error))
		return false;
	if (client.key != NULL) {
		probe.client_chain = &client.chain;
		probe.client_key = client.key;
	}
	probe.server_name = server.host;
	if (host != NULL && pd_value_text(values, "all") != NULL)
		return pd_fail(error, PD_EUSAGE, "all",
			_("give one host, or a file with hosts, not both"));
	if (pd_value_text(values, "all") != NULL)
		return pd_trust_check_all(context, values, &probe, result, error);
	if (host == NULL)
		return pd_fail(error, PD_EUSAGE, "host",
			_("name a host, such as www.example.org:8443, or a file of "
			  "hosts"));
	return pd_endpoint_parse(host, pd_starttls_port(probe.starttls), "host",
		       &endpoint, error) &&
	       check_one(context, values, &probe, result, error);
}
