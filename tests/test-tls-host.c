/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_host.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <unistd.h>

#include "tap.h"
#include "x509/name/name.h"

/* A host of our own: its name and its interfaces are these. */

static const char *host_name, *full_name; /* full_name: what the name service says */
static struct sockaddr_storage addresses[8];
static struct ifaddrs interfaces[8];

/* The C library's own are taken from here, with its prototypes. */
int
gethostname(char *name, size_t size)
{
	(void)snprintf(name, size, "%s", host_name);
	return 0;
}

int
getifaddrs(struct ifaddrs **list)
{
	*list = interfaces;
	return 0;
}

void
freeifaddrs(struct ifaddrs *list)
{
	(void)list;
}

int
getaddrinfo_a(int mode, struct gaicb *list[], int count, struct sigevent *event)
{
	static struct addrinfo answer;
	(void)mode, (void)count, (void)event;
	answer.ai_canonname = (char *)full_name;
	list[0]->ar_result = full_name ? &answer : NULL;
	return full_name ? 0 : EAI_SYSTEM;
}

int
gai_suspend(const struct gaicb *const list[], int count, const struct timespec *timeout)
{
	(void)list, (void)count, (void)timeout;
	return 0;
}

int
gai_error(struct gaicb *request)
{
	(void)request;
	return 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	(void)list;
}

static void
give_address(size_t index, const char *text, unsigned flags)
{
	struct sockaddr *address = (void *)&addresses[index];
	struct sockaddr_in *four = (void *)address;
	struct sockaddr_in6 *six = (void *)address;
	bool is_four = inet_pton(AF_INET, text, &four->sin_addr) == 1;
	if (!is_four)
		(void)inet_pton(AF_INET6, text, &six->sin6_addr);
	address->sa_family = is_four ? AF_INET : AF_INET6;
	interfaces[index].ifa_addr = address;
	interfaces[index].ifa_flags = flags;
	if (index > 0)
		interfaces[index - 1].ifa_next = &interfaces[index];
}

#define TEN "abcdefghij"
#define LABEL TEN TEN TEN

static const struct row {
	const char *rule, *host, *full, *dn, *names;
} rows[] = {
	{"a full name is taken as it is", "GW01.example.ORG", NULL,
		"CN=gw01.example.org", "DNS:gw01.example.org,DNS:gw01,"},
	{"a short one is made full by the name service", "gw-of-test",
		"gw-of-test.example", "CN=gw-of-test.example",
		"DNS:gw-of-test.example,DNS:gw-of-test,"},
	{"or stays short", "gw2-of-test", NULL, "CN=gw2-of-test", "DNS:gw2-of-test,"},
	{"a name that is no DNS name is left out of the SANs", "my host,x", NULL,
		"CN=my\\ host\\,x", ""},
	{"a full name too long for a CN gives the short one", LABEL "." LABEL "." TEN,
		NULL, "CN=" LABEL, "DNS:" LABEL "." LABEL "." TEN ",DNS:" LABEL ","},
	{"no name is localhost", "", NULL, "CN=localhost", "DNS:localhost,"},
};

static void
check_row(const struct row *row)
{
	host_name = row->host;
	full_name = row->full;
	PD_AUTO(pd_drop_text) char *dn = pd_host_dn();
	PD_AUTO(pd_drop_text) char *names = pd_host_alternatives();
	PD_AUTO(pd_drop_text)
	char *wanted = pd_format("%sIP:192.0.2.7,IP:2001:db8::7", row->names);
	tap_is(dn, row->dn, "%s: subject", row->rule);
	tap_is(names, wanted, "%s: names", row->rule);
	struct pd_error error = {0};
	PD_AUTO(pd_drop_name) struct pd_name *name = pd_name_parse(dn, "dn", &error);
	tap_ok(name != NULL, "%s: the subject can be used", row->rule);
}

static void
test_for(void)
{
	host_name = "gw01.example.org";
	PD_AUTO(pd_drop_text) char *all = pd_host_alternatives();
	PD_AUTO(pd_drop_text) char *full = pd_host_alternatives_for("GW01.example.org");
	PD_AUTO(pd_drop_text) char *brief = pd_host_alternatives_for("gw01");
	PD_AUTO(pd_drop_text) char *part = pd_host_alternatives_for("gw");
	PD_AUTO(pd_drop_text) char *other = pd_host_alternatives_for("www.example.org");
	PD_AUTO(pd_drop_text) char *person = pd_host_alternatives_for("Alice Adams");
	PD_AUTO(pd_drop_text) char *none = pd_host_alternatives_for(NULL);
	tap_is(full, all, "a common name that is this host has all its names");
	tap_is(brief, all, "also when it is the short one");
	tap_is(part, "DNS:gw", "the beginning of its name is another host");
	tap_is(other, "DNS:www.example.org", "another host has its own name alone");
	tap_is(person, "", "what is no host has none");
	tap_is(none, "", "nor has a subject without common name");
}

int
main(void)
{
	give_address(0, "127.0.0.1", IFF_UP | IFF_LOOPBACK);
	give_address(1, "192.0.2.7", IFF_UP);
	give_address(2, "169.254.3.4", IFF_UP);
	give_address(3, "2001:db8::7", IFF_UP);
	give_address(4, "fe80::7", IFF_UP);
	give_address(5, "192.0.2.8", 0); /* down */
	give_address(6, "192.0.2.7", IFF_UP);
	give_address(7, "::1", IFF_UP | IFF_LOOPBACK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(&rows[i]);
	test_for();
	return tap_done();
}
