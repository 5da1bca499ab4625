/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/probe_endpoint.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/name/alternative.h"
#include "x509/name/alternative_parse.h"

/* HOST[:PORT] as people write it. */

void
pd_endpoint_free(struct pd_endpoint *endpoint)
{
	free(endpoint->host);
	free(endpoint->zone);
	*endpoint = (struct pd_endpoint){0};
}

char *
pd_endpoint_text(const struct pd_endpoint *endpoint)
{
	bool brackets = strchr(endpoint->host, ':') != NULL;
	PD_AUTO(pd_drop_text) char *host = pd_endpoint_address(endpoint);
	return pd_format(brackets ? "[%s]:%u" : "%s:%u", host, endpoint->port);
}

char *
pd_endpoint_address(const struct pd_endpoint *endpoint)
{
	const char *zone = endpoint->zone;
	return pd_format("%s%s%s", endpoint->host, zone ? "%" : "", zone ? zone : "");
}

bool
pd_endpoint_is_address(const char *text)
{
	unsigned char bytes[PD_IPV6_SIZE];
	return pd_address_read(text, bytes) > 0;
}

/* Could text be the name or number of a network interface? The kernel says at the
 * connection whether it is. */
static bool
is_zone(const char *text)
{
	size_t size = strlen(text);
	bool odd = strcmp(text, ".") == 0 || strcmp(text, "..") == 0;
	for (size_t i = 0; i < size; i++)
		odd = odd || text[i] <= ' ' || text[i] > '~' || strchr("/:%", text[i]);
	return size > 0 && size < IF_NAMESIZE && !odd;
}

/* Takes a zone (RFC 4007 11) off the host: it names an interface of ours, and certificates
 * do not name it. */
static bool
take_zone(char *host, const char *field, char **zone, struct pd_error *error)
{
	struct in6_addr address;
	char *percent = strchr(host, '%');
	if (percent == NULL)
		return true;
	*percent = '\0';
	if (inet_pton(AF_INET6, host, &address) != 1 ||
		!IN6_IS_ADDR_LINKLOCAL(&address))
		return pd_fail(error, PD_EUSAGE, field,
			_("only a link-local IPv6 address (fe80::...) has a zone; "
			  "leave %%%.40s away from %.100s"),
			percent + 1, host);
	if (!is_zone(percent + 1))
		return pd_fail(error, PD_EUSAGE, field,
			_("\"%.40s\" is not a zone; write the network interface behind "
			  "the %%, as in %s%%eth0"),
			percent + 1, host);
	*zone = pd_copy(percent + 1);
	return true;
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
			_("no port behind the colon; write HOST:PORT, or leave the "
			  "colon out"));
	return pd_fail(error, PD_EUSAGE, field,
		_("\"%.40s\" is not a port; write HOST:PORT with a port from 1 to "
		  "65535, "
		  "and an IPv6 address in brackets"),
		text);
}

/* The host; free() it. *port is the text behind the colon, or NULL. */
static char *
split_host_port(const char *text, const char **port)
{
	const char *close = text[0] == '[' ? strchr(text, ']') : NULL;
	*port = NULL;
	if (close != NULL && (close[1] == '\0' || close[1] == ':')) {
		*port = close[1] == ':' ? close + 2 : NULL;
		return pd_copy_bytes(text + 1, (size_t)(close - text - 1));
	}
	const char *colon = strrchr(text, ':');
	PD_AUTO(pd_drop_text) char *before = pd_copy_bytes(text, strcspn(text, "%"));
	if (colon == NULL || pd_endpoint_is_address(before))
		return pd_copy(text);
	*port = colon + 1;
	return pd_copy_bytes(text, (size_t)(colon - text));
}

char *
pd_endpoint_host_of(const char *text)
{
	const char *behind;
	unsigned port;
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *host = split_host_port(text, &behind);
	bool has_port = behind != NULL && read_port(behind, "", &port, &ignored);
	return has_port ? pd_steal(host) : NULL;
}

/* Parsed like an alternative name of a certificate, which knows DNS names and IDNA. */
static bool
read_host_name(const char *name, const char *field, char **out, struct pd_error *error)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_drop_text) char *typed = pd_format("DNS:%s", name);
	struct pd_error problem = {0};
	bool strange = strpbrk(name, "*,\\ ") != NULL;
	if (!strange && pd_alternatives_parse(typed, field, &names, &problem) &&
		names.count == 1) {
		*out = pd_copy(names.items[0].text);
		for (char *c = *out; *c != '\0'; c++)
			*c = pd_ascii_lower(*c);
		return true;
	}
	if (problem.code != PD_OK)
		return pd_fail(error, PD_EUSAGE, field, "%s", problem.message);
	return pd_fail(error, PD_EUSAGE, field,
		_("\"%.100s\" is not a host; write a DNS name or an IP address, with "
		  ":PORT "
		  "behind it if needed"),
		name);
}

bool
pd_endpoint_parse(const char *text, unsigned port, const char *field,
	struct pd_endpoint *out, struct pd_error *error)
{
	const char *behind;
	unsigned char bytes[PD_IPV6_SIZE];
	struct pd_endpoint read = {.port = port};
	PD_AUTO(pd_drop_text) char *host = split_host_port(text, &behind);
	if (text[0] == '[' && strchr(text, ']') == NULL)
		return pd_fail(error, PD_EUSAGE, field,
			_("%.100s begins with [ but has no ]; write [ADDRESS] or "
			  "[ADDRESS]:PORT"),
			text);
	if (*host == '\0' || *host == '%')
		return pd_fail(error, PD_EUSAGE, field,
			_("no host in \"%.100s\"; write a DNS name or an IP address, "
			  "with :PORT behind it if needed"),
			text);
	if ((behind != NULL && !read_port(behind, field, &read.port, error)) ||
		!take_zone(host, field, &read.zone, error))
		return false;
	size_t size = pd_address_read(host, bytes);
	if (size > 0)
		read.host = pd_address_text(bytes, size);
	else if (!read_host_name(host, field, &read.host, error))
		return false;
	*out = read;
	return true;
}
