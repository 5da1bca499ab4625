/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/probe_link.h"
#include "x509/alternative.h"

/* HOST[:PORT] as people write it. */

void
pd_endpoint_free(struct pd_endpoint *endpoint)
{
	free(endpoint->host);
	*endpoint = (struct pd_endpoint){0};
}

char *
pd_endpoint_text(const struct pd_endpoint *endpoint)
{
	bool brackets = strchr(endpoint->host, ':') != NULL;
	return pd_format(
		brackets ? "[%s]:%u" : "%s:%u", endpoint->host, endpoint->port);
}

static bool
is_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

static bool
read_port(const char *text, const char *field, unsigned *port, struct pd_error *error)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (strspn(text, "0123456789") == strlen(text) && *text != '\0' && number > 0 &&
		number <= 65535) {
		*port = (unsigned)number;
		return true;
	}
	if (*text == '\0')
		return pd_fail(error, PD_EUSAGE, field,
			_("there is no port behind the colon; write HOST:PORT, or "
			  "leave "
			  "the colon out"));
	return pd_fail(error, PD_EUSAGE, field,
		_("%.40s is no port; write HOST:PORT with a port from 1 to 65535, and "
		  "an IPv6 address in brackets"),
		text);
}

/* Splits into host and port text; port is NULL where there is none. */
static char *
split(const char *text, const char **port)
{
	const char *close = text[0] == '[' ? strchr(text, ']') : NULL;
	*port = NULL;
	if (close != NULL && (close[1] == '\0' || close[1] == ':')) {
		*port = close[1] == ':' ? close + 2 : NULL;
		return pd_copy_bytes(text + 1, (size_t)(close - text - 1));
	}
	const char *colon = strrchr(text, ':');
	if (colon == NULL || is_address(text))
		return pd_copy(text);
	*port = colon + 1;
	return pd_copy_bytes(text, (size_t)(colon - text));
}

/* The alternative names of certificates know DNS names and IDNA already. */
static bool
read_name(const char *name, const char *field, char **out, struct pd_error *error)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_drop_text) char *typed = pd_format("DNS:%s", name);
	struct pd_error problem = {0};
	bool strange = strpbrk(name, "*,\\ ") != NULL;
	if (!strange && pd_alternatives_parse(typed, field, &names, &problem) &&
		names.count == 1) {
		*out = pd_copy(names.items[0].text);
		return true;
	}
	if (problem.code != PD_OK)
		return pd_fail(error, PD_EUSAGE, field, "%s", problem.message);
	return pd_fail(error, PD_EUSAGE, field,
		_("%.100s is no host; write a DNS name or an IP address, with :PORT "
		  "behind it if needed"),
		name);
}

bool
pd_endpoint_parse(const char *text, const char *starttls, const char *field,
	struct pd_endpoint *out, struct pd_error *error)
{
	const char *port;
	struct pd_endpoint read = {.port = pd_starttls_port(starttls)};
	PD_AUTO(pd_drop_text) char *host = split(text, &port);
	if (text[0] == '[' && strchr(text, ']') == NULL)
		return pd_fail(error, PD_EUSAGE, field,
			_("%.100s begins with [ but has no ]; write [ADDRESS] or "
			  "[ADDRESS]:PORT"),
			text);
	if (*host == '\0')
		return pd_fail(error, PD_EUSAGE, field,
			_("there is no host in \"%.100s\"; write a DNS name or an IP "
			  "address, with :PORT behind it if needed"),
			text);
	if (port != NULL && !read_port(port, field, &read.port, error))
		return false;
	read.is_address = is_address(host);
	if (read.is_address)
		read.host = pd_steal(host);
	else if (!read_name(host, field, &read.host, error))
		return false;
	*out = read;
	return true;
}
