/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixtures.h"
#include "probe/probe.h"
#include "tap.h"

/* Handshakes with servers on the loopback that are what servers should not be, and with
 * some that begin in another protocol. */

/* ---- servers ---------------------------------------------------------------------- */

struct server {
	pid_t pid;
	unsigned port;
};

typedef void serve_function(int connection, const void *context);

/* A child that serves one connection. */
static struct server
start(serve_function *serve, const void *context)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
		listen(listener, 1) < 0 ||
		getsockname(listener, (struct sockaddr *)&address, &size) < 0) {
		puts("Bail out! no socket on the loopback");
		exit(1);
	}
	pid_t pid = fork();
	if (pid == 0) {
		(void)signal(SIGPIPE, SIG_DFL);
		int connection = accept(listener, NULL, NULL);
		serve(connection, context);
		_exit(0);
	}
	close(listener);
	return (struct server){pid, ntohs(address.sin_port)};
}

static void
stop(const struct server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

static void
say(int connection, const char *text)
{
	if (write(connection, text, strlen(text)) < 0)
		_exit(0);
}

static void
serve_silence(int connection, const void *context)
{
	(void)connection, (void)context;
	pause();
}

static void
serve_end(int connection, const void *context)
{
	(void)context;
	close(connection);
}

static void
serve_reset(int connection, const void *context)
{
	const struct linger at_once = {.l_onoff = 1};
	(void)context;
	setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(connection);
}

static void
serve_text(int connection, const void *context)
{
	say(connection, context);
	pause();
}

/* Behind the greeting of the client: a record that is cut off, and a whole one. */
static void
answer(int connection, const unsigned char *bytes, size_t size)
{
	char greeting[4096];
	(void)recv(connection, greeting, sizeof greeting, 0);
	(void)send(connection, bytes, size, MSG_NOSIGNAL);
	(void)shutdown(connection, SHUT_WR);
	while (recv(connection, greeting, sizeof greeting, 0) > 0)
		;
}

static void
serve_part(int connection, const void *context)
{
	static const unsigned char part[] = {22, 3, 3, 0, 80, 2, 0, 0, 76};
	(void)context;
	answer(connection, part, sizeof part);
}

static void
serve_alert(int connection, const void *context)
{
	static const unsigned char alert[] = {21, 3, 3, 0, 2, 2, 200};
	(void)context;
	answer(connection, alert, sizeof alert);
}

static void
serve_endless(int connection, const void *context)
{
	for (;;)
		say(connection, context);
}

/* A TLS record that comes byte by byte. */
static void
serve_slowly(int connection, const void *context)
{
	const struct timespec pace = {.tv_nsec = 100 * 1000 * 1000};
	(void)context;
	if (write(connection, "\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", 9) < 0)
		_exit(0);
	for (;;) {
		nanosleep(&pace, NULL);
		if (write(connection, "\x03", 1) < 0)
			_exit(0);
	}
}

/* ---- one that speaks TLS ----------------------------------------------------------- */

struct tls {
	const char *const *dialogue; /* what is said, what is waited for, ...; NULL */
	size_t dialogue_sizes[4];    /* where it is no text */
	size_t copies;               /* of the certificate: a chain of nonsense */
	unsigned flips;              /* bits of the first, by chance from seed */
	unsigned long seed;
	bool wants_certificate;
};

/* Reads until the wanted text has come. */
static void
expect(int connection, const char *wanted)
{
	char text[4096];
	size_t size = 0;
	while (size < sizeof text - 1) {
		ssize_t got = read(connection, text + size, 1);
		if (got <= 0)
			_exit(1);
		size += (size_t)got;
		if (memmem(text, size, wanted, strlen(wanted)) != NULL)
			return;
	}
	_exit(1);
}

static gnutls_pcert_st *served;
static unsigned served_count;
static gnutls_privkey_t served_key;

/* Unlike a list of certificates, what is handed over here need not be a chain. */
static int
hand_over(gnutls_session_t session, const gnutls_datum_t *authorities, int count,
	const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
	gnutls_pcert_st **list, unsigned *length, gnutls_privkey_t *key)
{
	(void)session, (void)authorities, (void)count, (void)algorithms;
	(void)algorithm_count;
	*list = served;
	*length = served_count;
	*key = served_key;
	return 0;
}

static void
load(gnutls_certificate_credentials_t credentials, size_t copies)
{
	struct pd_secret key = fixture("leaf.key"), pem = fixture("leaf.pem");
	const gnutls_datum_t key_datum = {key.data, (unsigned)key.size};
	const gnutls_datum_t pem_datum = {pem.data, (unsigned)pem.size};
	served = pd_alloc(copies, sizeof *served);
	served_count = (unsigned)copies;
	for (size_t i = 0; i < copies; i++)
		if (gnutls_pcert_import_x509_raw(
			    &served[i], &pem_datum, GNUTLS_X509_FMT_PEM, 0) < 0)
			_exit(1);
	gnutls_privkey_init(&served_key);
	if (gnutls_privkey_import_x509_raw(
		    served_key, &key_datum, GNUTLS_X509_FMT_PEM, NULL, 0) < 0)
		_exit(1);
	gnutls_certificate_set_retrieve_function2(credentials, hand_over);
}

/* After it was read here, so that the server goes on as if nothing was. */
static void
flip_bits(const struct tls *tls)
{
	unsigned long chance = tls->seed * 0x9e3779b97f4a7c15UL + 1;
	for (unsigned i = 0; i < tls->flips; i++) {
		chance ^= chance << 13;
		chance ^= chance >> 7;
		chance ^= chance << 17;
		served[0].cert.data[(chance >> 16) % served[0].cert.size] ^=
			(unsigned char)(1U << (chance & 7));
	}
}

static void
serve_tls(int connection, const void *context)
{
	const struct tls *tls = context;
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	for (size_t i = 0; tls->dialogue != NULL && tls->dialogue[i] != NULL; i++) {
		if (i % 2 == 1)
			expect(connection, tls->dialogue[i]);
		else if (tls->dialogue_sizes[i / 2] == 0)
			say(connection, tls->dialogue[i]);
		else if (write(connection, tls->dialogue[i],
				 tls->dialogue_sizes[i / 2]) < 0)
			_exit(1);
	}
	gnutls_certificate_allocate_credentials(&credentials);
	load(credentials, tls->copies);
	flip_bits(tls);
	gnutls_init(&session, GNUTLS_SERVER);
	gnutls_set_default_priority(session);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(session, connection);
	if (tls->wants_certificate)
		gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
	bool open = true;
	while (open && gnutls_error_is_fatal(gnutls_handshake(session)) == 0) {
		char byte;
		open = gnutls_record_recv(session, &byte, 1) > 0;
	}
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
}

/* ---- asking ------------------------------------------------------------------------- */

static double
now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool
ask(const struct server *server, const char *starttls, long timeout,
	const atomic_bool *cancelled, struct pd_peer *peer, struct pd_error *error)
{
	PD_AUTO(pd_endpoint_free)
	struct pd_endpoint endpoint = {
		.host = pd_copy("127.0.0.1"), .port = server->port};
	const struct pd_probe probe = {.endpoint = &endpoint,
		.starttls = starttls,
		.timeout = timeout,
		.cancelled = cancelled};
	return pd_probe_run(&probe, peer, error);
}

/* ---- tests -------------------------------------------------------------------------- */

static const struct hostile {
	const char *name;
	serve_function *serve;
	const char *says, *starttls, *sentence;
} hostile[] = {
	{"one that is silent", serve_silence, "", "none", "TLS handshake in time"},
	{"one that closes at once", serve_end, "", "none", "broke the connection off"},
	{"one that resets", serve_reset, "", "none", "onnection"},
	{"one that speaks plain text", serve_text, "HTTP/1.1 400 Bad Request\r\n\r\n",
		"none", "does not speak TLS"},
	{"one that breaks off in the middle of a record", serve_part, "", "none",
		"broke the connection off"},
	{"one with an alert that nobody knows", serve_alert, "", "none", "alert 200"},
	{"one that floods", serve_endless, "\x01garbage garbage garbage", "none",
		"does not speak TLS"},
	{"one that sends a byte now and then", serve_slowly, "", "none", ""},
	{"a mail server that is silent", serve_silence, "", "smtp",
		"no answer to STARTTLS"},
	{"a mail server that refuses in colours", serve_text,
		"\033[31m554 \033]0;no\007\r\n", "smtp", "\\x1b[31m554"},
	{"a mail server without line ends", serve_endless, "220", "smtp", "220220"},
	{"a mail server that never comes to an end", serve_endless, "220-x\r\n", "smtp",
		"220-x"},
	{"a directory server with a huge answer", serve_endless,
		"\x30\x84\x7f\xff\xff\xff", "ldap", "LDAP"},
	{"a chat server with endless stanzas", serve_endless, "<a>", "xmpp", "XMPP"},
	{"a chat server that refuses", serve_text, "</stream:stream>", "xmpp", "XMPP"},
	{"a database without TLS", serve_text, "N", "postgres", "\"N\""},
	{"an IMAP server that says no", serve_text, "* BYE\r\n", "imap", "* BYE"},
};

/* A busy machine may take a second, all that there is at first, to connect. */
static bool
ask_in_vain(const struct server *server, const struct hostile *row,
	struct pd_peer *peer, struct pd_error *error)
{
	bool waits = row->serve == serve_silence || row->serve == serve_slowly;
	bool good = false;
	for (long timeout = waits ? 1 : 60; timeout <= 60; timeout *= 4) {
		*error = (struct pd_error){0};
		good = ask(server, row->starttls, timeout, NULL, peer, error);
		bool early = strstr(error->message, "name was not found") != NULL ||
			     strstr(error->message, "take the connection") != NULL;
		if (good || !early)
			break;
	}
	return good;
}

static void
test_hostile(const struct hostile *row)
{
	struct pd_error error = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	struct server server = start(row->serve, row->says);
	double begin = now();
	bool good = ask_in_vain(&server, row, &peer, &error);
	tap_ok(!good && peer.chain.count == 0, "%s is no peer", row->name);
	tap_ok(now() - begin < 30, "%s: that takes no longer than it may", row->name);
	tap_ok(strstr(error.message, row->sentence) != NULL &&
			strncmp(error.input, "127.0.0.1:", 10) == 0 &&
			strpbrk(error.message, "\033\007\r\n") == NULL,
		"%s: one sentence says so: %s", row->name, error.message);
	stop(&server);
}

static const struct starttls {
	const char *name;
	const char *dialogue[8];
	size_t sizes[4];
} dialogues[] = {
	{"none", {NULL}, {0}},
	{"smtp",
		{"220-a\r\n220 b\r\n", "EHLO ", "250-x\r\n250 STARTTLS\r\n",
			"STARTTLS\r\n", "220 go\r\n", NULL},
		{0}},
	{"imap",
		{"* OK ready\r\n", "a STARTTLS\r\n", "* CAPABILITY x\r\na OK go\r\n",
			NULL},
		{0}},
	{"pop3", {"+OK ready\r\n", "STLS\r\n", "+OK go\r\n", NULL}, {0}},
	{"ftp", {"220 ready\r\n", "AUTH TLS\r\n", "234 go\r\n", NULL}, {0}},
	{"ldap",
		{"", "1.3.6.1.4.1.1466.20037",
			"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00",
			NULL},
		{0, 14}},
	{"xmpp",
		{"", "version='1.0'>",
			"<stream:stream><stream:features><starttls/>"
			"</stream:features>",
			"xmpp-tls'/>",
			"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", NULL},
		{0}},
	{"postgres", {"", "\x04\xd2\x16\x2f", "S", NULL}, {0}},
};

static void
test_starttls(const struct starttls *row)
{
	struct pd_error error = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	struct tls tls = {.dialogue = row->dialogue, .copies = 1};
	memcpy(tls.dialogue_sizes, row->sizes, sizeof tls.dialogue_sizes);
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *leaf = fixture_certificate("leaf.pem");
	struct server server = start(serve_tls, &tls);
	bool good = ask(&server, row->name, 20, NULL, &peer, &error);
	tap_ok(good && peer.chain.count == 1 &&
			pd_certificate_same(peer.chain.items[0], leaf) &&
			strncmp(peer.protocol, "TLS1.", 5) == 0 &&
			*peer.cipher != '\0' && strcmp(peer.address, "127.0.0.1") == 0,
		"starttls %s: the certificate is there (%s)", row->name, error.message);
	stop(&server);
}

static void
test_chain(size_t copies, bool wants)
{
	struct pd_error error = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	const struct tls tls = {.copies = copies, .wants_certificate = wants};
	struct server server = start(serve_tls, &tls);
	bool good = ask(&server, "none", 20, NULL, &peer, &error);
	tap_ok(good && peer.chain.count == copies && peer.asked_certificate == wants,
		"a chain of %zu is read, and whether ours is wanted (%s)", copies,
		error.message);
	stop(&server);
}

static atomic_bool cancelled;

static void
cancel(int number)
{
	(void)number;
	cancelled = true;
}

static void
test_cancel(const char *starttls)
{
	struct pd_error error = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	const struct itimerval soon = {.it_value.tv_usec = 100 * 1000};
	struct server server = start(serve_silence, NULL);
	cancelled = false;
	(void)signal(SIGALRM, cancel);
	double begin = now();
	setitimer(ITIMER_REAL, &soon, NULL);
	bool good = ask(&server, starttls, 30, &cancelled, &peer, &error);
	tap_ok(!good && error.code == PD_ECANCEL, "%s: it is cancelled", starttls);
	tap_ok(now() - begin < 10, "%s: long before its time is up", starttls);
	stop(&server);
}

static const struct endpoint {
	const char *text, *starttls, *host; /* NULL: refused */
	unsigned port;
	bool is_address;
	const char *zone;
} endpoints[] = {
	{"a.example", "none", "a.example", 443, false, NULL},
	{"a.example:8443", "none", "a.example", 8443, false, NULL},
	{"a.example", "imap", "a.example", 143, false, NULL},
	{"192.0.2.1", "none", "192.0.2.1", 443, true, NULL},
	{"192.0.2.1:25", "smtp", "192.0.2.1", 25, true, NULL},
	{"::1", "none", "::1", 443, true, NULL},
	{"[::1]", "ldap", "::1", 389, true, NULL},
	{"[2001:db8::1]:636", "none", "2001:db8::1", 636, true, NULL},
	{"b\xc3\xbc"
	 "cher.example",
		"none", "xn--bcher-kva.example", 443, false, NULL},
	{"a.example:0", "none", NULL, 0, false, NULL},
	{"a.example:65536", "none", NULL, 0, false, NULL},
	{"a.example:", "none", NULL, 0, false, NULL},
	{":443", "none", NULL, 0, false, NULL},
	{"[::1", "none", NULL, 0, false, NULL},
	{"[]:443", "none", NULL, 0, false, NULL},
	{"a.example:-1", "none", NULL, 0, false, NULL},
	{"[::1]x", "none", NULL, 0, false, NULL},
	{"*.example", "none", NULL, 0, false, NULL},
	{"a b", "none", NULL, 0, false, NULL},
	{"a,b", "none", NULL, 0, false, NULL},
	{"", "none", NULL, 0, false, NULL},
	{"-rf", "none", NULL, 0, false, NULL},
	{"a'/><x", "xmpp", NULL, 0, false, NULL},
	{"fe80::1%eth0", "none", "fe80::1", 443, true, "eth0"},
	{"[fe80::1%eth0.7]:25", "smtp", "fe80::1", 25, true, "eth0.7"},
	{"[FE80::1%Eth2]", "ldap", "fe80::1", 389, true, "Eth2"},
	{"WWW.A.Example", "none", "www.a.example", 443, false, NULL},
	{"2001:0DB8:0::1", "none", "2001:db8::1", 443, true, NULL},
	{"fe80::1%", "none", NULL, 0, false, NULL},
	{"fe80::1%eth0%eth1", "none", NULL, 0, false, NULL},
	{"fe80::1%eth0:443", "none", NULL, 0, false, NULL},
	{"fe80::1%../eth0", "none", NULL, 0, false, NULL},
	{"fe80::1%sixteen-letters-", "none", NULL, 0, false, NULL},
	{"fe80::1%e th0", "none", NULL, 0, false, NULL},
	{"fe80::1%\x1b[31m", "none", NULL, 0, false, NULL},
	{"2001:db8::1%eth0", "none", NULL, 0, false, NULL},
	{"192.0.2.1%eth0", "none", NULL, 0, false, NULL},
	{"a.example%eth0", "none", NULL, 0, false, NULL},
	{"%eth0", "none", NULL, 0, false, NULL},
};

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
test_endpoint(const struct endpoint *row)
{
	struct pd_error error = {0};
	PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0};
	bool good = pd_endpoint_parse(
		row->text, pd_starttls_port(row->starttls), "host", &endpoint, &error);
	if (row->host == NULL)
		tap_ok(!good && endpoint.host == NULL && error.code == PD_EUSAGE &&
				strcmp(error.input, "host") == 0,
			"\"%s\" is no endpoint", row->text);
	else
		tap_ok(good && strcmp(endpoint.host, row->host) == 0 &&
				endpoint.port == row->port &&
				pd_endpoint_is_address(endpoint.host) ==
					row->is_address &&
				same_text(endpoint.zone, row->zone),
			"\"%s\" is %s port %u", row->text, row->host, row->port);
}

/* The certificates of hostile servers break whoever reads them, and nobody else: each ends in
 * a chain or in a sentence, and the next is asked. */
static void
test_flipped(void)
{
	const char *wanted = getenv("PEMDECK_TRIES");
	const unsigned long tries = wanted ? strtoul(wanted, NULL, 10) : 20;
	unsigned long harmful = 0, read = 0;
	for (unsigned long i = 0; i < tries; i++) {
		const struct tls tls = {
			.copies = 1, .flips = 1 + (unsigned)(i % 8), .seed = i + 1};
		struct pd_error error = {0};
		PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
		struct server server = start(serve_tls, &tls);
		bool good = ask(&server, "none", 60, NULL, &peer, &error);
		stop(&server);
		read += good;
		if (good ? peer.chain.count == 1
			 : error.message[0] != '\0' &&
					strpbrk(error.message, "\033\007\r\n") == NULL)
			continue;
		harmful++;
		printf("#   %lu: %s\n", i, error.message);
	}
	tap_ok(harmful == 0, "damaged certificates of servers, %lu tries: %lu harmful",
		tries, harmful);
	tap_ok(read < tries, "not all of which are read (%lu)", read);
}

#define EACH(row, table)                                                               \
	for (size_t row = 0; row < sizeof(table) / sizeof *(table); row++)

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	EACH(i, endpoints)
	test_endpoint(&endpoints[i]);
	EACH(i, hostile)
	test_hostile(&hostile[i]);
	test_cancel("none");
	test_cancel("smtp");
	if (!fixtures_are_made()) {
		tap_skip("openssl and certtool are not there to make certificates");
		return tap_done();
	}
	EACH(i, dialogues)
	test_starttls(&dialogues[i]);
	test_flipped();
	test_chain(100, false);
	test_chain(2, true);
	return tap_done();
}
