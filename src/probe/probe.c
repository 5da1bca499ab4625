/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/probe.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "probe/handshake.h"
#include "x509/key/key.h"
#include "x509/read/reader.h"
#include "x509/read/sandbox.h"

/* The child ends by its own deadline; this is for one that does not. */
enum { GRACE = 5 };

void
pd_peer_free(struct pd_peer *peer)
{
	pd_certificates_free(&peer->chain);
	pd_buffer_free(&peer->staple);
	free(peer->address);
	free(peer->protocol);
	free(peer->cipher);
	*peer = (struct pd_peer){0};
}

/* ---- the job --------------------------------------------------------------------- */

/* A text goes with its NUL; NULL is an empty part. */
static void
put_text(struct pd_secret *out, const char *text)
{
	pd_sandbox_put(out, (struct pd_bytes){(const unsigned char *)text,
				    text ? strlen(text) + 1 : 0});
}

static void
put_number(struct pd_secret *out, long number)
{
	pd_sandbox_put(
		out, (struct pd_bytes){(const unsigned char *)&number, sizeof number});
}

static bool
put_client(const struct pd_probe *probe, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret chain = {0}, key = {0};
	bool has_client = probe->client_chain != NULL && probe->client_key != NULL;
	for (size_t i = 0; has_client && i < probe->client_chain->count; i++)
		pd_sandbox_put(
			&chain, pd_certificate_der(probe->client_chain->items[i]));
	if (has_client && !pd_key_pem(probe->client_key, NULL, &key, error))
		return false;
	pd_sandbox_put(out, pd_secret_bytes(&chain));
	pd_sandbox_put(out, pd_secret_bytes(&key));
	return true;
}

static bool
put_job(const struct pd_probe *probe, struct pd_secret *out, struct pd_error *error)
{
	put_text(out, probe->endpoint->host);
	put_text(out, probe->endpoint->zone);
	put_number(out, probe->endpoint->port);
	put_text(out, probe->starttls);
	put_text(out, probe->server_name);
	put_number(out, probe->timeout);
	return put_client(probe, out, error);
}

/* ---- in the child ---------------------------------------------------------------- */

/* The parent's own words: they are whole. */
static struct pd_bytes
take_job_part(struct pd_bytes *job)
{
	struct pd_bytes part;
	if (!pd_sandbox_take(job, &part))
		_exit(EXIT_FAILURE);
	return part;
}

static const char *
take_text(struct pd_bytes *job)
{
	struct pd_bytes part = take_job_part(job);
	return part.size > 0 ? (const char *)part.data : NULL;
}

static long
take_number(struct pd_bytes *job)
{
	long number;
	memcpy(&number, take_job_part(job).data, sizeof number);
	return number;
}

static void
take_client_chain(struct pd_bytes parts, struct pd_certificates *out)
{
	struct pd_error ignored = {0};
	while (parts.size > 0) {
		struct pd_certificate *certificate =
			pd_certificate_from_der(take_job_part(&parts), "", &ignored);
		if (certificate == NULL)
			_exit(EXIT_FAILURE);
		pd_certificates_add(out, certificate);
	}
}

static void
put_peer(const struct pd_handshake *handshake, struct pd_secret *out)
{
	put_number(out, PD_OK);
	put_text(out, handshake->address);
	put_text(out, handshake->protocol);
	put_text(out, handshake->cipher);
	put_number(out, handshake->asked_certificate);
	pd_sandbox_put(out, pd_buffer_bytes(&handshake->staple));
	pd_sandbox_put(out, pd_buffer_bytes(&handshake->chain));
}

static void
put_error(const struct pd_error *error, struct pd_secret *out)
{
	put_number(out, error->code);
	put_text(out, error->input);
	put_text(out, error->message);
}

/* A pd_sandbox_work. */
static void
shake_hands_in_child(struct pd_bytes job, int answer)
{
	struct pd_error error = {0};
	struct pd_endpoint endpoint = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	PD_AUTO(pd_drop_key) struct pd_key *client_key = NULL;
	PD_AUTO(pd_handshake_free) struct pd_handshake handshake = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret told = {0};
	endpoint.host = (char *)take_text(&job);
	endpoint.zone = (char *)take_text(&job);
	endpoint.port = (unsigned)take_number(&job);
	struct pd_probe probe = {.endpoint = &endpoint};
	probe.starttls = take_text(&job);
	probe.server_name = take_text(&job);
	probe.timeout = take_number(&job);
	take_client_chain(take_job_part(&job), &chain);
	struct pd_bytes key = take_job_part(&job);
	if (key.size > 0) {
		client_key = pd_key_from_pem(key, NULL, "", &error);
		probe.client_chain = &chain;
		probe.client_key = client_key;
	}
	if (error.code == PD_OK && pd_handshake_run(&probe, &handshake, &error))
		put_peer(&handshake, &told);
	else
		put_error(&error, &told);
	pd_sandbox_answer(answer, told.data, told.size);
}

/* ---- what came ------------------------------------------------------------------- */

/* A child that was taken over may answer anything. */
static bool
fail_peer_answer(const char *place, struct pd_error *error)
{
	return pd_fail(error, PD_EIO, place,
		_("the process that shook hands with it gave a senseless answer; do "
		  "not trust that server"));
}

static bool
hear_text(struct pd_bytes *answer, char **out)
{
	struct pd_bytes part;
	if (!pd_sandbox_take(answer, &part))
		return false;
	free(*out);
	*out = pd_text_safe(part.data, part.size > 0 ? part.size - 1 : 0);
	return true;
}

static bool
hear_number(struct pd_bytes *answer, long *out)
{
	struct pd_bytes part;
	if (!pd_sandbox_take(answer, &part) || part.size != sizeof *out)
		return false;
	memcpy(out, part.data, sizeof *out);
	return true;
}

static bool
hear_error(struct pd_bytes answer, long code, const char *place, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *input = NULL;
	PD_AUTO(pd_drop_text) char *sentence = NULL;
	if ((code != PD_EIO && code != PD_ECRYPTO && code != PD_ECANCEL) ||
		!hear_text(&answer, &input) || !hear_text(&answer, &sentence))
		return fail_peer_answer(place, error);
	return pd_fail(error, (enum pd_code)code, input, "%s", sentence);
}

/* This process may parse whatever the reader's child survived. */
static bool
read_chain(const struct pd_probe *probe, struct pd_bytes pem, const char *place,
	struct pd_certificates *out, struct pd_error *error)
{
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	if (!pd_reader_read(
		    &(struct pd_reading){pem, place, NULL, PD_READ_STRICT,
			    probe->cancelled, PD_WANT(PD_OBJECT_CERTIFICATE), 0},
		    &objects, error))
		return false;
	for (size_t i = 0; i < objects.count; i++) {
		if (objects.items[i].kind != PD_OBJECT_CERTIFICATE)
			continue;
		struct pd_certificate *certificate =
			pd_certificate_from_der(objects.items[i].der, place, error);
		if (certificate == NULL)
			return false;
		pd_certificates_add(out, certificate);
	}
	return out->count > 0 ||
	       pd_fail(error, PD_EIO, place, _("what it shows is not a certificate"));
}

static bool
hear_peer(const struct pd_probe *probe, struct pd_bytes answer, const char *place,
	struct pd_peer *out, struct pd_error *error)
{
	long code, asked;
	struct pd_bytes staple, chain;
	if (!hear_number(&answer, &code))
		return fail_peer_answer(place, error);
	if (code != PD_OK)
		return hear_error(answer, code, place, error);
	if (!hear_text(&answer, &out->address) || !hear_text(&answer, &out->protocol) ||
		!hear_text(&answer, &out->cipher) || !hear_number(&answer, &asked) ||
		!pd_sandbox_take(&answer, &staple) || !pd_sandbox_take(&answer, &chain))
		return fail_peer_answer(place, error);
	out->asked_certificate = asked != 0;
	pd_buffer_add(&out->staple, staple.data, staple.size);
	return read_chain(probe, chain, place, &out->chain, error);
}

bool
pd_probe_run(const struct pd_probe *probe, struct pd_peer *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *place = pd_endpoint_text(probe->endpoint);
	PD_AUTO(pd_secret_wipe) struct pd_secret job = {0}, answer = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	const struct pd_sandbox_limits limits = {
		.seconds = (unsigned)probe->timeout + GRACE,
		.cpu_seconds = 20,
		.memory = (size_t)256 << 20,
		.result = 1 << 20,
		.network = true,
		.later = true,
	};
	if (!put_job(probe, &job, error))
		return false;
	const struct pd_sandbox_job work = {
		.work = shake_hands_in_child,
		.input = pd_secret_bytes(&job),
		.limits = &limits,
		.from = place,
		.cancelled = probe->cancelled,
	};
	if (!pd_sandbox_run(&work, &answer, error) ||
		!hear_peer(probe, pd_secret_bytes(&answer), place, &peer, error))
		return false;
	*out = peer;
	peer = (struct pd_peer){0};
	return true;
}
