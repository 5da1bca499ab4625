/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/probe_starttls.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "probe/probe_link.h"
#include "x509/der/quote.h"

/* RFC 3207, 2595, 4217, 4511, 6120, and PostgreSQL's SSLRequest. A line, and all lines
 * together, are bounded. */

enum {
	LINE_LIMIT = 1024,
	LINES_LIMIT = 100,
	STANZAS_LIMIT = 8192,
	ELEMENT_LIMIT = 256
};

static bool
send_command(struct pd_link *link, const char *text, struct pd_error *error)
{
	const struct pd_bytes bytes = {(const unsigned char *)text, strlen(text)};
	return pd_link_send(link, bytes, error);
}

static bool
refuse_answer(struct pd_link *link, const char *protocol, struct pd_bytes answer,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *quoted = pd_quote((const char *)answer.data, answer.size);
	return pd_fail(error, PD_EIO, link->place,
		_("STARTTLS (%s) was refused: \"%s\""), protocol, quoted);
}

/* One line without its end. */
static bool
read_answer_line(struct pd_link *link, const char *protocol, char line[LINE_LIMIT],
	struct pd_error *error)
{
	size_t size = 0;
	for (char byte; pd_link_byte(link, &byte, error);) {
		if (byte == '\n') {
			line[size] = '\0';
			return true;
		}
		if (size + 1 == LINE_LIMIT)
			return refuse_answer(link, protocol,
				(struct pd_bytes){(unsigned char *)line, size}, error);
		if (byte != '\r')
			line[size++] = byte == '\0' ? ' ' : byte;
	}
	return false;
}

static bool
refuse_line(struct pd_link *link, const char *protocol, const char *line,
	struct pd_error *error)
{
	return refuse_answer(link, protocol,
		(struct pd_bytes){(const unsigned char *)line, strlen(line)}, error);
}

/* "220-text" lines up to "220 text" (RFC 5321 4.2.1). */
static bool
expect_code(struct pd_link *link, const char *protocol, const char *code,
	struct pd_error *error)
{
	char line[LINE_LIMIT];
	for (int i = 0; i < LINES_LIMIT; i++) {
		if (!read_answer_line(link, protocol, line, error))
			return false;
		if (strncmp(line, code, 3) != 0)
			return refuse_line(link, protocol, line, error);
		if (line[3] != '-')
			return true;
	}
	return refuse_line(link, protocol, line, error);
}

/* Lines up to one that begins so; other lines begin with other. */
static bool
expect_start(struct pd_link *link, const char *protocol, const char *start,
	const char *other, struct pd_error *error)
{
	char line[LINE_LIMIT];
	for (int i = 0; i < LINES_LIMIT; i++) {
		if (!read_answer_line(link, protocol, line, error))
			return false;
		if (strncmp(line, start, strlen(start)) == 0)
			return true;
		if (other == NULL || strncmp(line, other, strlen(other)) != 0)
			break;
	}
	return refuse_line(link, protocol, line, error);
}

static bool
start_smtp(struct pd_link *link, const char *host, struct pd_error *error)
{
	(void)host;
	return expect_code(link, "SMTP", "220", error) &&
	       send_command(link, "EHLO pemdeck.invalid\r\n", error) &&
	       expect_code(link, "SMTP", "250", error) &&
	       send_command(link, "STARTTLS\r\n", error) &&
	       expect_code(link, "SMTP", "220", error);
}

static bool
start_imap(struct pd_link *link, const char *host, struct pd_error *error)
{
	(void)host;
	return expect_start(link, "IMAP", "* OK", NULL, error) &&
	       send_command(link, "a STARTTLS\r\n", error) &&
	       expect_start(link, "IMAP", "a OK", "* ", error);
}

static bool
start_pop3(struct pd_link *link, const char *host, struct pd_error *error)
{
	(void)host;
	return expect_start(link, "POP3", "+OK", NULL, error) &&
	       send_command(link, "STLS\r\n", error) &&
	       expect_start(link, "POP3", "+OK", NULL, error);
}

static bool
start_ftp(struct pd_link *link, const char *host, struct pd_error *error)
{
	(void)host;
	return expect_code(link, "FTP", "220", error) &&
	       send_command(link, "AUTH TLS\r\n", error) &&
	       expect_code(link, "FTP", "234", error);
}

/* An ExtendedRequest for 1.3.6.1.4.1.1466.20037 with message id 1; in the answer the
 * result code is 0. Only short lengths, and those written in up to 4 bytes, are read. */
static bool
start_ldap(struct pd_link *link, const char *host, struct pd_error *error)
{
	static const unsigned char request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
					       "1.3.6.1.4.1.1466.20037";
	unsigned char answer[LINE_LIMIT];
	size_t size = 0, head = 2, body = 0;
	(void)host;
	if (!pd_link_send(link, (struct pd_bytes){request, sizeof request - 1}, error))
		return false;
	while (size < head + body) {
		char byte;
		if (!pd_link_byte(link, &byte, error))
			return false;
		answer[size++] = (unsigned char)byte;
		if (size == 2 && (answer[1] & 0x80) != 0)
			head += answer[1] & 0x7f;
		if (size == 2 && (answer[0] != 0x30 || head > 6))
			return refuse_answer(
				link, "LDAP", (struct pd_bytes){answer, size}, error);
		if (size < head)
			continue;
		if (size == head) {
			body = head == 2 ? answer[1] : 0;
			for (size_t i = 2; i < head; i++)
				body = body << 8 | answer[i];
		}
		if (head + body > sizeof answer)
			return refuse_answer(
				link, "LDAP", (struct pd_bytes){answer, size}, error);
	}
	const void *success = memmem(answer, size, "\x0a\x01\x00", 3);
	return (success != NULL && memchr(answer + head, 0x78, body) != NULL) ||
	       refuse_answer(link, "LDAP", (struct pd_bytes){answer, size}, error);
}

/* Reads XML up to and with the element that begins so; fails at <failure and the end of
 * the stream. */
static bool
expect_element(struct pd_link *link, const char *element, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (char byte; text.size < STANZAS_LIMIT;) {
		if (!pd_link_byte(link, &byte, error))
			return false;
		byte = byte == '\0' ? ' ' : byte;
		pd_buffer_add(&text, &byte, 1);
		if (byte != '>')
			continue;
		size_t before =
			text.size > ELEMENT_LIMIT ? text.size - ELEMENT_LIMIT : 0;
		const char *all = pd_buffer_text(&text) + before;
		if (strstr(all, element) != NULL)
			return true;
		if (strstr(all, "<failure") != NULL ||
			strstr(all, "</stream:") != NULL ||
			strstr(all, "</stream>") != NULL)
			break;
	}
	return refuse_answer(link, "XMPP", pd_buffer_bytes(&text), error);
}

static bool
start_xmpp(struct pd_link *link, const char *host, struct pd_error *error)
{
	/* A name or address has nothing that XML would obey. */
	PD_AUTO(pd_drop_text)
	char *stream = pd_format(
		"<?xml version='1.0'?><stream:stream to='%s' xmlns='jabber:client' "
		"xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
		host);
	return send_command(link, stream, error) &&
	       expect_element(link, "</stream:features>", error) &&
	       send_command(link, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
		       error) &&
	       expect_element(link, "<proceed", error);
}

static bool
start_postgres(struct pd_link *link, const char *host, struct pd_error *error)
{
	static const unsigned char request[] = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
	char answer;
	(void)host;
	if (!pd_link_send(link, (struct pd_bytes){request, sizeof request}, error) ||
		!pd_link_byte(link, &answer, error))
		return false;
	return answer == 'S' ||
	       refuse_answer(link, "PostgreSQL",
		       (struct pd_bytes){(unsigned char *)&answer, 1}, error);
}

/* In the order of pd_choices_starttls, which begins with none. */
static const struct protocol {
	const char *name;
	unsigned port;
	bool (*start)(struct pd_link *link, const char *host, struct pd_error *error);
} protocols[] = {
	{"smtp", 25, start_smtp},
	{"imap", 143, start_imap},
	{"pop3", 110, start_pop3},
	{"ldap", 389, start_ldap},
	{"ftp", 21, start_ftp},
	{"xmpp", 5222, start_xmpp},
	{"postgres", 5432, start_postgres},
};

const char *const pd_choices_starttls[] = {
	"none", "smtp", "imap", "pop3", "ldap", "ftp", "xmpp", "postgres", NULL};

static const struct protocol *
protocol_of(const char *name)
{
	for (size_t i = 0; i < PD_COUNT(protocols); i++)
		if (name != NULL && strcmp(protocols[i].name, name) == 0)
			return &protocols[i];
	return NULL;
}

bool
pd_starttls_is(const char *word)
{
	return strcmp(word, pd_choices_starttls[0]) == 0 || protocol_of(word) != NULL;
}

unsigned
pd_starttls_port(const char *starttls)
{
	enum { HTTPS = 443 };
	const struct protocol *protocol = protocol_of(starttls);
	return protocol ? protocol->port : HTTPS;
}

bool
pd_starttls(struct pd_link *link, const char *starttls, const char *host,
	struct pd_error *error)
{
	const struct protocol *protocol = protocol_of(starttls);
	link->step = PD_STEP_STARTTLS;
	return protocol == NULL || protocol->start(link, host, error);
}
