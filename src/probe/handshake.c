/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/handshake.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "base/time.h"
#include "probe/probe_link.h"
#include "probe/probe_starttls.h"
#include "x509/read/sandbox.h"

/* GnuTLS 3.7 refuses handshake messages of more than 128 KiB anyway; later versions may
 * not. */
enum { MESSAGE_LIMIT = 128 << 10, CHAIN_LIMIT = 1000 };

/* One handshake. */
struct shake {
	const struct pd_probe *probe;
	struct pd_link link;
	char *place;
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	struct pd_buffer seen; /* the peer's certificates in PEM */
	size_t seen_count;
};

static void
drop_shake(struct shake *shake)
{
	if (shake->session != NULL)
		gnutls_deinit(shake->session);
	if (shake->credentials != NULL)
		gnutls_certificate_free_credentials(shake->credentials);
	pd_link_close(&shake->link);
	pd_buffer_free(&shake->seen);
	free(shake->place);
}

/* ---- setting up ----------------------------------------------------------------- */

/* Called when the peer's certificates have come: they are kept, however the handshake
 * ends. They are judged elsewhere. */
static int
keep_chain(gnutls_session_t session)
{
	struct shake *shake = gnutls_session_get_ptr(session);
	unsigned count = 0;
	const gnutls_datum_t *list = gnutls_certificate_get_peers(session, &count);
	pd_buffer_cut(&shake->seen, 0);
	shake->seen_count = list ? count : 0;
	for (unsigned i = 0; list != NULL && i < count && i < CHAIN_LIMIT; i++) {
		gnutls_datum_t text = {0};
		if (gnutls_pem_base64_encode2("CERTIFICATE", &list[i], &text) < 0)
			continue;
		pd_buffer_add(&shake->seen, text.data, text.size);
		pd_buffer_add_text(&shake->seen, "\n");
		gnutls_free(text.data);
	}
	return 0;
}

PD_DROP(drop_private, gnutls_x509_privkey_t, gnutls_x509_privkey_deinit);

static int
set_client(struct shake *shake)
{
	const struct pd_probe *probe = shake->probe;
	if (probe->client_chain == NULL || probe->client_key == NULL)
		return 0;
	PD_AUTO(drop_private) gnutls_x509_privkey_t key = NULL;
	struct pd_error ignored = {0}; /* it came as PEM, and is in no token */
	size_t count = probe->client_chain->count;
	gnutls_x509_crt_t *list = pd_alloc(count, sizeof(gnutls_x509_crt_t));
	int result = gnutls_privkey_export_x509(
		pd_key_gnutls(probe->client_key, &ignored), &key);
	for (size_t i = 0; i < count; i++) {
		struct pd_bytes der = pd_certificate_der(probe->client_chain->items[i]);
		const gnutls_datum_t whole = {
			(unsigned char *)der.data, (unsigned)der.size};
		list[i] = pd_certificate_gnutls(probe->client_chain->items[i]);
		if (!gnutls_x509_crt_equals2(list[i], &whole))
			result = GNUTLS_E_X509_UNKNOWN_SAN;
	}
	if (result >= 0)
		result = gnutls_certificate_set_x509_key(
			shake->credentials, list, (int)count, key);
	free(list);
	return result;
}

/* Not the system's policy: old servers are to be looked at too. */
static const char priority[] = "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:+SHA1:"
			       "+SIGN-RSA-SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1:%COMPAT";

static int
set_session(struct shake *shake)
{
	const struct pd_probe *probe = shake->probe;
	gnutls_session_t session = shake->session;
	const char *name =
		probe->server_name ? probe->server_name : probe->endpoint->host;
	gnutls_session_set_ptr(session, shake);
	gnutls_session_set_verify_function(session, keep_chain);
	gnutls_transport_set_int(session, shake->link.descriptor);
	gnutls_handshake_set_timeout(session, pd_link_left(&shake->link));
	gnutls_handshake_set_max_packet_length(session, MESSAGE_LIMIT);
	int result = gnutls_priority_set_direct(session, priority, NULL);
	if (result >= 0)
		result = gnutls_credentials_set(
			session, GNUTLS_CRD_CERTIFICATE, shake->credentials);
	if (result >= 0 && !pd_endpoint_is_address(name))
		result = gnutls_server_name_set(
			session, GNUTLS_NAME_DNS, name, strlen(name));
	return result;
}

static bool
set_up(struct shake *shake, struct pd_error *error)
{
	int result = gnutls_certificate_allocate_credentials(&shake->credentials);
	if (result >= 0)
		result = set_client(shake);
	if (result >= 0)
		result = gnutls_init(&shake->session,
			GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
	if (result >= 0)
		result = set_session(shake);
	return result >= 0 || pd_fail(error, PD_ECRYPTO, shake->place,
				      _("a TLS handshake cannot be prepared: %s"),
				      gnutls_strerror(result));
}

/* ---- shaking hands -------------------------------------------------------------- */

static bool
has_ended(const struct shake *shake)
{
	char byte;
	ssize_t got = recv(shake->link.descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return got == 0 || (got < 0 && errno != EAGAIN);
}

static bool
fail_alert(struct shake *shake, struct pd_error *error)
{
	gnutls_alert_description_t alert = gnutls_alert_get(shake->session);
	const char *name = gnutls_alert_get_name(alert);
	return name ? pd_fail(error, PD_EIO, shake->place,
			      _("refuses the TLS handshake: %s"), name)
		    : pd_fail(error, PD_EIO, shake->place,
			      _("refuses the TLS handshake by the alert %d, which is "
				"not "
				"known here"),
			      (int)alert);
}

static bool
fail_handshake(struct shake *shake, int result, struct pd_error *error)
{
	const char *place = shake->place;
	/* In the middle of a record, whose head GnuTLS looks at first. */
	if (result == GNUTLS_E_UNEXPECTED_PACKET_LENGTH && has_ended(shake))
		result = GNUTLS_E_PREMATURE_TERMINATION;
	switch (result) {
	case GNUTLS_E_UNEXPECTED_PACKET_LENGTH:
	case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
	case GNUTLS_E_UNEXPECTED_PACKET:
	case GNUTLS_E_RECORD_OVERFLOW:
		return pd_fail(error, PD_EIO, place,
			_("does not speak TLS there; is this the right port, and does "
			  "it need STARTTLS?"));
	case GNUTLS_E_HANDSHAKE_TOO_LARGE:
		return pd_fail(error, PD_EIO, place,
			_("sends more than %d KiB of certificates at once, which no "
			  "honest server does"),
			MESSAGE_LIMIT >> 10);
	case GNUTLS_E_PREMATURE_TERMINATION:
	case GNUTLS_E_PULL_ERROR:
	case GNUTLS_E_PUSH_ERROR:
		return pd_fail(error, PD_EIO, place,
			_("broke the connection off during the TLS handshake"));
	case GNUTLS_E_FATAL_ALERT_RECEIVED:
		return fail_alert(shake, error);
	default:
		return pd_fail(error, PD_EIO, place, _("the TLS handshake failed: %s"),
			gnutls_strerror(result));
	}
}

/* The peer has sent its chain, but demanded a certificate of ours. */
static bool
wants_certificate(const struct shake *shake, int result)
{
	return result == GNUTLS_E_FATAL_ALERT_RECEIVED && shake->seen_count > 0 &&
	       gnutls_certificate_client_get_request_status(shake->session) != 0;
}

static bool
shake_hands(struct shake *shake, struct pd_error *error)
{
	for (;;) {
		int result = gnutls_handshake(shake->session);
		if (result >= 0 || wants_certificate(shake, result))
			return true;
		if (result == GNUTLS_E_TIMEDOUT)
			result = GNUTLS_E_AGAIN;
		if (gnutls_error_is_fatal(result))
			return fail_handshake(shake, result, error);
		enum pd_wait wait = gnutls_record_get_direction(shake->session)
					    ? PD_WAIT_WRITE
					    : PD_WAIT_READ;
		if (!pd_link_wait(&shake->link, wait, error))
			return false;
	}
}

/* ---- what came ------------------------------------------------------------------ */

static void
take_staple(gnutls_session_t session, struct pd_buffer *out)
{
	gnutls_datum_t answer = {0};
	if (gnutls_ocsp_status_request_get2(session, 0, &answer) >= 0)
		pd_buffer_add(out, answer.data, answer.size);
}

/* It connects with all that needs (name servers are others, too, but finding one takes
 * files), and gives that up before it reads a byte of the peer's. */
static bool
meet_peer(struct shake *shake, struct pd_error *error)
{
	const struct pd_probe *probe = shake->probe;
	if (!pd_link_connect(&shake->link, probe->endpoint, error) ||
		!set_up(shake, error))
		return false;
	pd_sandbox_confine();
	if (!pd_starttls(&shake->link, probe->starttls, probe->endpoint->host, error))
		return false;
	shake->link.step = PD_STEP_HANDSHAKE;
	return shake_hands(shake, error);
}

bool
pd_handshake_run(
	const struct pd_probe *probe, struct pd_handshake *out, struct pd_error *error)
{
	PD_AUTO(drop_shake)
	struct shake shake = {
		.probe = probe,
		.place = pd_endpoint_text(probe->endpoint),
		.link = {.descriptor = -1, .cancelled = probe->cancelled},
	};
	shake.link.place = shake.place;
	shake.link.deadline = pd_milliseconds_now() + probe->timeout * 1000;
	if (!meet_peer(&shake, error))
		return false;
	if (shake.seen_count == 0)
		return pd_fail(error, PD_EIO, shake.place,
			_("shows no certificate, so there is nothing to check"));
	const char *cipher = gnutls_ciphersuite_get(shake.session);
	const char *protocol =
		gnutls_protocol_get_name(gnutls_protocol_get_version(shake.session));
	out->chain = shake.seen;
	shake.seen = (struct pd_buffer){0};
	out->address = pd_steal(shake.link.address);
	out->protocol = protocol ? protocol : "";
	out->cipher = pd_copy(cipher ? cipher : "");
	take_staple(shake.session, &out->staple);
	out->asked_certificate =
		gnutls_certificate_client_get_request_status(shake.session) != 0;
	(void)gnutls_bye(shake.session, GNUTLS_SHUT_WR);
	return true;
}

void
pd_handshake_free(struct pd_handshake *handshake)
{
	pd_buffer_free(&handshake->chain);
	pd_buffer_free(&handshake->staple);
	free(handshake->address);
	free(handshake->cipher);
	*handshake = (struct pd_handshake){0};
}
