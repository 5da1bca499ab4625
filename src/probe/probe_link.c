/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/probe_link.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"

/* Milliseconds between two looks at *cancelled. */
enum { SLICE = 50, ADDRESSES_TRIED = 8 };

void
pd_link_close(struct pd_link *link)
{
	if (link->descriptor >= 0)
		close(link->descriptor);
	free(link->address);
	link->descriptor = -1;
	link->address = NULL;
}

unsigned
pd_link_left(const struct pd_link *link)
{
	int64_t left = link->deadline - pd_milliseconds_now();
	return left > 1 ? (unsigned)left : 1;
}

static const char *const late[] = {
	[PD_STEP_NAME] = N_("its name was not found in time; check the name servers, "
			    "or give it longer"),
	[PD_STEP_CONNECT] = N_("did not take the connection in time; is it up, and "
			       "does no firewall swallow the port?"),
	[PD_STEP_STARTTLS] = N_("no answer to STARTTLS within the time limit; is this "
				"the right port and protocol?"),
	[PD_STEP_HANDSHAKE] = N_("did not end the TLS handshake in time; is this the "
				 "right port, and does it need STARTTLS?"),
};

static bool
may_go_on(const struct pd_link *link, int64_t until, struct pd_error *error)
{
	if (link->cancelled != NULL && *link->cancelled)
		return pd_fail(
			error, PD_ECANCEL, "", _("cancelled; nothing was changed"));
	if (pd_milliseconds_now() < until)
		return true;
	return pd_fail(error, PD_EIO, link->place, "%s", _(late[link->step]));
}

static bool
wait_until(struct pd_link *link, short events, int64_t until, struct pd_error *error)
{
	while (may_go_on(link, until, error)) {
		struct pollfd poll_on = {.fd = link->descriptor, .events = events};
		int64_t left = until - pd_milliseconds_now();
		int ready = poll(&poll_on, 1, left < SLICE ? (int)left : SLICE);
		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return pd_fail_errno(error, PD_EIO, link->place,
				_("the connection cannot be waited for"));
	}
	return false;
}

bool
pd_link_wait(struct pd_link *link, enum pd_wait wait, struct pd_error *error)
{
	return wait_until(
		link, wait == PD_WAIT_READ ? POLLIN : POLLOUT, link->deadline, error);
}

/* ---- the name ------------------------------------------------------------------- */

/* Shared with the thread; who leaves last frees it. */
struct lookup {
	pthread_mutex_t mutex;
	pthread_cond_t ended;
	unsigned users;
	bool done;
	int result, number; /* and errno, of EAI_SYSTEM */
	struct addrinfo *found;
	char port[8];
	char host[];
};

static void
leave_lookup(struct lookup **owner)
{
	struct lookup *lookup = *owner;
	if (lookup == NULL)
		return;
	pthread_mutex_lock(&lookup->mutex);
	bool last = --lookup->users == 0;
	pthread_mutex_unlock(&lookup->mutex);
	if (!last)
		return;
	if (lookup->found != NULL)
		freeaddrinfo(lookup->found);
	pthread_mutex_destroy(&lookup->mutex);
	pthread_cond_destroy(&lookup->ended);
	free(lookup);
}

static void *
look_up_host(void *argument)
{
	PD_AUTO(leave_lookup) struct lookup *lookup = argument;
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	int result = getaddrinfo(lookup->host, lookup->port, &hints, &found);
	int number = errno;
	pthread_mutex_lock(&lookup->mutex);
	lookup->found = result == 0 ? found : NULL;
	lookup->result = result;
	lookup->number = number;
	lookup->done = true;
	pthread_cond_signal(&lookup->ended);
	pthread_mutex_unlock(&lookup->mutex);
	return NULL;
}

static struct lookup *
begin_lookup(const struct pd_endpoint *endpoint)
{
	PD_AUTO(pd_drop_text) char *host = pd_endpoint_address(endpoint);
	size_t size = strlen(host) + 1;
	struct lookup *lookup = pd_alloc(1, sizeof *lookup + size);
	pthread_condattr_t monotonic;
	pthread_t thread;
	memcpy(lookup->host, host, size);
	snprintf(lookup->port, sizeof lookup->port, "%u", endpoint->port & 0xffff);
	pthread_mutex_init(&lookup->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&lookup->ended, &monotonic);
	pthread_condattr_destroy(&monotonic);
	lookup->users = 2;
	if (pthread_create(&thread, NULL, look_up_host, lookup) == 0) {
		pthread_detach(thread);
		return lookup;
	}
	/* Without a thread to be had it is looked up here, deadline or not. */
	look_up_host(lookup);
	return lookup;
}

static bool
fail_lookup(const struct pd_link *link, const struct pd_endpoint *endpoint,
	const struct lookup *lookup, struct pd_error *error)
{
	int result = lookup->result;
	if (result != EAI_NONAME && result != EAI_NODATA)
		return pd_fail(error, PD_EIO, link->place,
			_("its name cannot be looked up: %s"),
			result == EAI_SYSTEM ? strerror(lookup->number)
					     : gai_strerror(result));
	if (endpoint->zone != NULL)
		return pd_fail(error, PD_EIO, link->place,
			_("no network interface %s here; \"ip link\" lists them"),
			endpoint->zone);
	return pd_fail(
		error, PD_EIO, link->place, _("no host of this name; correct it"));
}

static bool
wait_for_lookup(struct pd_link *link, struct lookup *lookup,
	const struct pd_endpoint *endpoint, struct pd_error *error)
{
	bool done = false;
	while (!done && may_go_on(link, link->deadline, error)) {
		int64_t until = pd_milliseconds_now() + SLICE;
		const struct timespec time = {
			until / 1000, (long)(until % 1000) * 1000000};
		pthread_mutex_lock(&lookup->mutex);
		if (!lookup->done)
			pthread_cond_timedwait(&lookup->ended, &lookup->mutex, &time);
		done = lookup->done;
		pthread_mutex_unlock(&lookup->mutex);
	}
	return done &&
	       (lookup->result == 0 || fail_lookup(link, endpoint, lookup, error));
}

/* ---- the connection ------------------------------------------------------------- */

/* Such an address is the same in each network, and Linux refuses it without an interface. */
static bool
lacks_interface(const struct addrinfo *to)
{
	if (to->ai_family != AF_INET6)
		return false;
	const struct sockaddr_in6 *address = (const void *)to->ai_addr;
	return IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr) &&
	       address->sin6_scope_id == 0;
}

static bool
fail_connect(struct pd_link *link, const struct addrinfo *to, int number,
	struct pd_error *error)
{
	if (number == ECONNREFUSED)
		return pd_fail(error, PD_EIO, link->place,
			_("connection refused: nothing is listening on this port"));
	if (number == EINVAL && lacks_interface(to))
		return pd_fail(error, PD_EIO, link->place,
			_("a link-local address says not on which network it is; write "
			  "the interface behind it, as in fe80::1%%eth0"));
	errno = number;
	return pd_fail_errno(error, PD_EIO, link->place, _("cannot be connected to"));
}

static char *
numeric_address(const struct addrinfo *to)
{
	char host[NI_MAXHOST];
	if (getnameinfo(to->ai_addr, to->ai_addrlen, host, sizeof host, NULL, 0,
		    NI_NUMERICHOST) != 0)
		return pd_copy("");
	return pd_copy(host);
}

static bool
connect_one(struct pd_link *link, const struct addrinfo *to, int64_t until,
	struct pd_error *error)
{
	int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	link->descriptor = socket(to->ai_family, type, 0);
	if (link->descriptor < 0)
		return fail_connect(link, to, errno, error);
	link->address = numeric_address(to);
	if (connect(link->descriptor, to->ai_addr, to->ai_addrlen) == 0)
		return true;
	if (errno != EINPROGRESS)
		return fail_connect(link, to, errno, error);
	if (!wait_until(link, POLLOUT, until, error))
		return false;
	int number = 0;
	socklen_t size = sizeof number;
	if (getsockopt(link->descriptor, SOL_SOCKET, SO_ERROR, &number, &size) < 0)
		number = errno;
	return number == 0 || fail_connect(link, to, number, error);
}

/* A share of the time for each address, so that one that is silent leaves some for the
 * others. */
static bool
connect_any(struct pd_link *link, const struct addrinfo *found, struct pd_error *error)
{
	int count = 0;
	struct pd_error problem = {0};
	for (const struct addrinfo *to = found; to != NULL; to = to->ai_next)
		count++;
	if (count > ADDRESSES_TRIED)
		count = ADDRESSES_TRIED;
	for (const struct addrinfo *to = found; to != NULL && count > 0;
		to = to->ai_next, count--) {
		int64_t now = pd_milliseconds_now();
		pd_error_clear(&problem);
		if (connect_one(
			    link, to, now + (link->deadline - now) / count, &problem))
			return true;
		pd_link_close(link);
		if (problem.code == PD_ECANCEL)
			break;
	}
	return pd_fail(error, problem.code, problem.input, "%s", problem.message);
}

bool
pd_link_connect(struct pd_link *link, const struct pd_endpoint *endpoint,
	struct pd_error *error)
{
	link->step = PD_STEP_NAME;
	PD_AUTO(leave_lookup) struct lookup *lookup = begin_lookup(endpoint);
	if (!wait_for_lookup(link, lookup, endpoint, error))
		return false;
	link->step = PD_STEP_CONNECT;
	return connect_any(link, lookup->found, error);
}

/* ---- bytes ---------------------------------------------------------------------- */

bool
pd_link_send(struct pd_link *link, struct pd_bytes bytes, struct pd_error *error)
{
	while (bytes.size > 0) {
		ssize_t sent =
			send(link->descriptor, bytes.data, bytes.size, MSG_NOSIGNAL);
		if (sent > 0) {
			bytes.data += sent;
			bytes.size -= (size_t)sent;
		} else if (errno == EAGAIN || errno == EINTR) {
			if (!pd_link_wait(link, PD_WAIT_WRITE, error))
				return false;
		} else {
			return pd_fail_errno(
				error, PD_EIO, link->place, _("the connection broke"));
		}
	}
	return true;
}

bool
pd_link_byte(struct pd_link *link, char *byte, struct pd_error *error)
{
	while (pd_link_wait(link, PD_WAIT_READ, error)) {
		ssize_t size = recv(link->descriptor, byte, 1, 0);
		if (size == 1)
			return true;
		if (size == 0)
			return pd_fail(error, PD_EIO, link->place,
				_("closed the connection before TLS began; is this the "
				  "right port and protocol?"));
		if (errno != EAGAIN && errno != EINTR)
			return pd_fail_errno(
				error, PD_EIO, link->place, _("the connection broke"));
	}
	return false;
}
