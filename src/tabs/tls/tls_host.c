/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_host.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "x509/name/alternative.h"
#include "x509/name/alternative_parse.h"

enum { HOSTS_LIMIT = 1 << 20, COMMON_NAME_LIMIT = 64, MOST_ADDRESSES = 100 };

/* ---- names --------------------------------------------------------------------- */

/* The canonical name, which is the first, if the line of /etc/hosts has name. */
static char *
canonical_in_line(char *line, const char *name)
{
	static const char blanks[] = " \t\r";
	char *rest = NULL;
	line[strcspn(line, "#")] = '\0';
	if (strtok_r(line, blanks, &rest) == NULL)
		return NULL;
	const char *first = strtok_r(NULL, blanks, &rest);
	for (const char *word = first; word != NULL;
		word = strtok_r(NULL, blanks, &rest))
		if (pd_ascii_compare(word, name) == 0)
			return pd_copy(first);
	return NULL;
}

/* Tried first: it needs no network, and most hosts have their full name there. */
static char *
canonical_in_hosts(const char *name)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!pd_file_read("/etc/hosts", HOSTS_LIMIT, &content, &ignored))
		return NULL;
	PD_AUTO(pd_drop_text) char *text = pd_copy(pd_secret_text(&content));
	char *rest = NULL;
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest)) {
		char *canonical = canonical_in_line(line, name);
		if (canonical != NULL)
			return canonical;
	}
	return NULL;
}

struct query {
	struct gaicb request;
	struct addrinfo hints;
	char name[256];
};

/* Waits for one second, as a form depends on it. If the lookup cannot be cancelled, its
 * memory is left to it. */
static char *
canonical_by_service(const char *name)
{
	struct query *query = pd_alloc(1, sizeof *query);
	struct gaicb *requests[] = {&query->request};
	const struct timespec deadline = {.tv_sec = 1};
	memcpy(query->name, name, strnlen(name, sizeof query->name - 1));
	query->hints.ai_flags = AI_CANONNAME;
	query->request.ar_name = query->name;
	query->request.ar_request = &query->hints;
	char *canonical = NULL;
	if (getaddrinfo_a(GAI_NOWAIT, requests, 1, NULL) == 0) {
		(void)gai_suspend((const struct gaicb *const *)requests, 1, &deadline);
		if (gai_error(&query->request) == EAI_INPROGRESS &&
			gai_cancel(&query->request) != EAI_CANCELED)
			return NULL;
	}
	const struct addrinfo *answer = query->request.ar_result;
	if (answer != NULL && answer->ai_canonname != NULL)
		canonical = pd_copy(answer->ai_canonname);
	if (answer != NULL)
		freeaddrinfo(query->request.ar_result);
	free(query);
	return canonical;
}

/* A form asks at each key: what the service answered is remembered. */
static char *
canonical_by_memory(const char *name)
{
	static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
	static char asked[256], answer[256];
	pthread_mutex_lock(&guard);
	if (strcmp(asked, name) != 0) {
		PD_AUTO(pd_drop_text) char *canonical = canonical_by_service(name);
		const char *known = canonical ? canonical : name;
		(void)snprintf(asked, sizeof asked, "%s", name);
		(void)snprintf(answer, sizeof answer, "%s", known);
	}
	char *copy = pd_copy(answer);
	pthread_mutex_unlock(&guard);
	return copy;
}

char *
pd_host_name(void)
{
	char host[256] = "";
	if (gethostname(host, sizeof host - 1) < 0 || *host == '\0')
		return pd_copy("localhost");
	char *name = strchr(host, '.') ? pd_copy(host) : canonical_in_hosts(host);
	if (name == NULL)
		name = canonical_by_memory(host);
	for (char *at = name; *at != '\0'; at++)
		*at = pd_ascii_lower(*at);
	return name;
}

char *
pd_host_dn(void)
{
	PD_AUTO(pd_drop_text) char *name = pd_host_name();
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(name);
	if (strlen(safe) > COMMON_NAME_LIMIT)
		safe[strcspn(safe, ".")] = '\0';
	if (strlen(safe) > COMMON_NAME_LIMIT)
		safe[pd_text_fit(safe, COMMON_NAME_LIMIT)] = '\0';
	PD_AUTO(pd_buffer_free) struct pd_buffer dn = {0};
	pd_buffer_add_text(&dn, "CN=");
	for (const char *at = safe; *at != '\0'; at++)
		pd_buffer_add_format(
			&dn, strchr(",+\"\\<>;=# ", *at) ? "\\%c" : "%c", *at);
	return pd_buffer_steal_text(&dn);
}

/* ---- addresses ----------------------------------------------------------------- */

static bool
is_global(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)address;
		uint32_t ip = ntohl(in->sin_addr.s_addr);
		/* 0/8, 127/8 and 169.254/16 are not reachable from elsewhere. */
		return ip >> 24 != 0 && ip >> 24 != 127 && ip >> 16 != 0xa9fe;
	}
	const struct in6_addr *ip =
		&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	return !IN6_IS_ADDR_LOOPBACK(ip) && !IN6_IS_ADDR_LINKLOCAL(ip) &&
	       !IN6_IS_ADDR_UNSPECIFIED(ip);
}

static const char *
address_text(const struct sockaddr *address, char out[INET6_ADDRSTRLEN])
{
	const void *bytes =
		address->sa_family == AF_INET
			? (const void *)&(
				  (const struct sockaddr_in *)(const void *)address)
				  ->sin_addr
			: (const void *)&(
				  (const struct sockaddr_in6 *)(const void *)address)
				  ->sin6_addr;
	return inet_ntop(address->sa_family, bytes, out, INET6_ADDRSTRLEN);
}

/* Adds a name unless it is a duplicate or not valid in a certificate. */
static void
add_once(struct pd_alternatives *names, const char *text)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_alternatives_free) struct pd_alternatives parsed = {0};
	if (!pd_alternatives_parse(text, "san", &parsed, &ignored) || parsed.count != 1)
		return;
	const struct pd_alternative *new = &parsed.items[0];
	if (!pd_alternatives_have(names, new->kind, new->text))
		pd_alternatives_add(names, new->kind, new->text);
}

static void
add_addresses(struct pd_alternatives *names)
{
	struct ifaddrs *all;
	if (getifaddrs(&all) < 0)
		return;
	for (const struct ifaddrs *each = all;
		each != NULL && names->count < MOST_ADDRESSES; each = each->ifa_next) {
		char text[INET6_ADDRSTRLEN];
		const struct sockaddr *address = each->ifa_addr;
		if (address == NULL || (each->ifa_flags & IFF_UP) == 0 ||
			(address->sa_family != AF_INET &&
				address->sa_family != AF_INET6) ||
			!is_global(address) || address_text(address, text) == NULL)
			continue;
		PD_AUTO(pd_drop_text) char *name = pd_format("IP:%s", text);
		add_once(names, name);
	}
	freeifaddrs(all);
}

static void
add_host(struct pd_alternatives *names, const char *host)
{
	PD_AUTO(pd_drop_text) char *name = pd_format("DNS:%s", host);
	add_once(names, name);
}

char *
pd_host_alternatives(void)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_drop_text) char *host = pd_host_name();
	add_host(&names, host);
	host[strcspn(host, ".")] = '\0';
	add_host(&names, host);
	add_addresses(&names);
	return pd_alternatives_text(&names);
}

char *
pd_host_alternatives_for(const char *common_name)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_drop_text) char *host = pd_host_name();
	if (common_name == NULL)
		return pd_copy("");
	size_t size = strlen(common_name);
	if (pd_ascii_compare_begin(host, common_name, size) == 0 &&
		(host[size] == '\0' || host[size] == '.'))
		return pd_host_alternatives();
	add_once(&names, common_name);
	return pd_alternatives_text(&names);
}
