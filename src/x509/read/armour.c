/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/armour.h"

#include <stdint.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"

/* ---- labels -------------------------------------------------------------------- */

static const struct {
	const char *label;
	enum pd_label kind;
} labels[] = {
	{"CERTIFICATE", PD_LABEL_CERTIFICATE},
	{"X509 CERTIFICATE", PD_LABEL_CERTIFICATE},
	{"X.509 CERTIFICATE", PD_LABEL_CERTIFICATE},
	{"TRUSTED CERTIFICATE", PD_LABEL_TRUSTED},
	{"ENCRYPTED PRIVATE KEY", PD_LABEL_ENCRYPTED_KEY},
	{"PUBLIC KEY", PD_LABEL_PUBLIC_KEY},
	{"RSA PUBLIC KEY", PD_LABEL_PUBLIC_KEY},
	{"CERTIFICATE REQUEST", PD_LABEL_REQUEST},
	{"NEW CERTIFICATE REQUEST", PD_LABEL_REQUEST},
	{"X509 CRL", PD_LABEL_CRL},
	{"PKCS7", PD_LABEL_CONTAINER},
	{"PKCS #7 SIGNED DATA", PD_LABEL_CONTAINER},
	{"CMS", PD_LABEL_CONTAINER},
	{"PKCS12", PD_LABEL_CONTAINER},
	{"EC PARAMETERS", PD_LABEL_SKIPPED},
	/* Labels that end as those of keys do, with contents of their own. */
	{"OPENSSH PRIVATE KEY", PD_LABEL_OTHER},
	{"SSH2 ENCRYPTED PRIVATE KEY", PD_LABEL_OTHER},
};

static enum pd_label
label_kind(const char *label)
{
	static const char suffix[] = "PRIVATE KEY";
	for (size_t i = 0; i < PD_COUNT(labels); i++)
		if (strcmp(label, labels[i].label) == 0)
			return labels[i].kind;
	size_t size = strlen(label), tail = sizeof suffix - 1;
	if (size < tail || strcmp(label + size - tail, suffix) != 0)
		return PD_LABEL_OTHER;
	return size == tail || label[size - tail - 1] == ' ' ? PD_LABEL_KEY
							     : PD_LABEL_OTHER;
}

/* Kinds whose BEGIN and END lines people and tools exchange without harm. */
static enum pd_label
label_class(enum pd_label kind)
{
	switch (kind) {
	case PD_LABEL_TRUSTED:
		return PD_LABEL_CERTIFICATE;
	case PD_LABEL_ENCRYPTED_KEY:
		return PD_LABEL_KEY;
	default:
		return kind;
	}
}

/* ---- BEGIN and END lines ------------------------------------------------------- */

enum marker { NO_MARKER, BEGIN, END };

/* Of five dashes, a careless selection loses one or two. */
enum { LEAST_DASHES = 3 };

static bool
is_dash(int character)
{
	return character == '-' || character == PD_SCAN_DASH;
}

/* Reads on to the first character that is neither, and leaves that unread. Returns how
 * many dashes there were; a typographic one stands for any number. */
static unsigned
skip_dashes(struct pd_scan *scan)
{
	unsigned count = 0;
	struct pd_scan ahead = *scan;
	for (int c = pd_scan_next(&ahead); is_dash(c); c = pd_scan_next(&ahead)) {
		count += c == '-' ? 1 : LEAST_DASHES;
		*scan = ahead;
	}
	return count;
}

static bool
skip_word(struct pd_scan *scan, const char *word)
{
	struct pd_scan ahead = *scan;
	int c = pd_scan_next(&ahead);
	while (c == ' ')
		c = pd_scan_next(&ahead);
	for (; *word != '\0'; word++, c = pd_scan_next(&ahead))
		if (c != *word)
			return false;
	if (c != ' ')
		return false;
	*scan = ahead;
	return true;
}

static bool
is_label_character(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || (c > 0 && strchr(" #./_+", c) != NULL);
}

/* The words up to the dash, with single blanks between. */
static bool
read_label(struct pd_scan *scan, char label[PD_LABEL_SIZE])
{
	size_t used = 0;
	int c = pd_scan_next(scan);
	for (; is_label_character(c); c = pd_scan_next(scan)) {
		if (c == ' ' && (used == 0 || label[used - 1] == ' '))
			continue;
		if (used == PD_LABEL_SIZE - 1)
			return false;
		label[used++] = (char)c;
	}
	while (used > 0 && label[used - 1] == ' ')
		used--;
	label[used] = '\0';
	return used > 0 && is_dash(c);
}

/* At a dash: is that a BEGIN or END line? If so, scan goes on behind it, else behind
 * the dashes. The dashes behind END may belong to a BEGIN that follows without a break.
 */
static enum marker
read_marker(struct pd_scan *scan, char label[PD_LABEL_SIZE])
{
	bool enough = skip_dashes(scan) >= LEAST_DASHES;
	struct pd_scan ahead = *scan;
	enum marker marker = NO_MARKER;
	if (enough && skip_word(&ahead, "BEGIN"))
		marker = BEGIN;
	else if (enough && skip_word(&ahead, "END"))
		marker = END;
	if (marker == NO_MARKER || !read_label(&ahead, label))
		return NO_MARKER;
	if (marker == BEGIN)
		(void)skip_dashes(&ahead);
	*scan = ahead;
	return marker;
}

/* ---- base64 -------------------------------------------------------------------- */

struct base64 {
	struct pd_secret *out; /* NULL: only looked at */
	uint32_t bits;
	size_t count; /* characters that carry bits */
	unsigned padding;
};

static int
base64_value(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void
put_group(struct base64 *base64, uint32_t three, size_t size)
{
	if (base64->out == NULL)
		return;
	const unsigned char bytes[] = {
		(unsigned char)(three >> 16),
		(unsigned char)(three >> 8),
		(unsigned char)three,
	};
	pd_secret_add(base64->out, bytes, size);
}

/* false: c is no base64, or stands behind the padding. */
static bool
decode_character(struct base64 *base64, int c)
{
	if (c == '=')
		return ++base64->padding <= 2;
	int value = base64_value(c);
	if (value < 0 || base64->padding > 0)
		return false;
	base64->bits = base64->bits << 6 | (uint32_t)value;
	if (++base64->count % 4 == 0)
		put_group(base64, base64->bits & 0xffffff, 3);
	return true;
}

/* The bytes of the last, incomplete group. false: the number of characters cannot be.
 */
static bool
end_base64(struct base64 *base64)
{
	unsigned left = base64->count % 4;
	if (left == 1 || (base64->padding > 0 && left + base64->padding != 4))
		return false;
	if (left > 0)
		put_group(
			base64, base64->bits << (6 * (4 - left)) & 0xffffff, left - 1);
	return true;
}

/* ---- blocks -------------------------------------------------------------------- */

/* Where in a block the next character stands. */
enum state {
	DATA,
	SKIPPED_HEADER, /* up to the end of its line */
	KNOWN_HEADER,   /* its value is one word, what follows may be data */
};

struct body {
	struct pd_block *block;
	struct base64 base64;
	enum state state;
	bool quoting;      /* nothing but blanks and > in this line so far */
	unsigned odd_line; /* of an odd character in this line; 0: none */
	char word[96];     /* since the last blank */
	size_t word_size;
	bool data_before; /* there is base64 before that word */
	bool is_cipher;   /* the known header is DEK-Info */
};

static void
set_flaw(struct pd_block *block, enum pd_pem_flaw flaw, unsigned line)
{
	if (block->flaw != PD_FLAW_NONE)
		return;
	block->flaw = flaw;
	block->flaw_line = line;
}

static void
begin_word(struct body *body)
{
	body->word_size = 0;
	body->data_before = body->base64.count > 0;
}

/* "4,ENCRYPTED", which some write in small letters. */
static bool
is_encrypted_type(const char *word, size_t size)
{
	static const char encrypted[] = "ENCRYPTED";
	size_t end = sizeof encrypted - 1;
	return size >= end && pd_ascii_compare(word + size - end, encrypted) == 0;
}

/* The value of Proc-Type or DEK-Info is complete. "4, ENCRYPTED" goes on. */
static void
end_value(struct body *body)
{
	struct pd_block *block = body->block;
	if (body->word_size == 0 || body->word[body->word_size - 1] == ',')
		return;
	body->word[body->word_size] = '\0';
	if (body->is_cipher)
		memcpy(block->cipher, body->word, body->word_size + 1);
	else if (is_encrypted_type(body->word, body->word_size))
		block->encrypted = true;
	body->state = DATA;
	begin_word(body);
}

static void
begin_line(struct body *body)
{
	if (body->state == KNOWN_HEADER)
		end_value(body);
	body->state = DATA;
	body->quoting = true;
	begin_word(body);
	if (body->odd_line > 0)
		set_flaw(body->block, PD_FLAW_CHARACTER, body->odd_line);
	body->odd_line = 0;
}

/* A colon: the word before it, which was taken for base64, is the name of a header. */
static void
begin_header(struct body *body)
{
	if (body->base64.out != NULL)
		pd_secret_cut(body->base64.out, 0);
	body->base64 = (struct base64){.out = body->base64.out};
	body->odd_line = 0;
	body->word[body->word_size] = '\0';
	body->is_cipher = pd_ascii_compare(body->word, "DEK-Info") == 0;
	bool known = body->is_cipher || pd_ascii_compare(body->word, "Proc-Type") == 0;
	body->state = known ? KNOWN_HEADER : SKIPPED_HEADER;
	body->word_size = 0;
}

static void
add_to_word(struct body *body, int c)
{
	if (body->word_size < sizeof body->word - 1)
		body->word[body->word_size++] = (char)c;
}

static void
take_data(struct body *body, int c, unsigned line)
{
	if (c == ' ') {
		begin_word(body);
		return;
	}
	if (c == '>' && body->quoting)
		return;
	body->quoting = false;
	if (c == ':' && !body->data_before && body->word_size > 0) {
		begin_header(body);
		return;
	}
	add_to_word(body, c);
	if (!decode_character(&body->base64, c) && body->odd_line == 0)
		body->odd_line = line;
}

static void
take_body_character(struct body *body, int c, unsigned line)
{
	if (c == '\n')
		begin_line(body);
	else if (body->state == DATA)
		take_data(body, c, line);
	else if (body->state == KNOWN_HEADER && c == ' ')
		end_value(body);
	else if (body->state == KNOWN_HEADER)
		add_to_word(body, c);
}

static void
end_block(struct body *body, const char *label, unsigned line)
{
	struct pd_block *block = body->block;
	begin_line(body);
	enum pd_label kind = label_kind(label);
	if (label_class(kind) != label_class(block->kind)) {
		memcpy(block->end_label, label, PD_LABEL_SIZE);
		set_flaw(block, PD_FLAW_OTHER_END, line);
	}
	if (body->base64.count == 0)
		set_flaw(block, PD_FLAW_EMPTY, line);
	if (!end_base64(&body->base64))
		set_flaw(block, PD_FLAW_LENGTH, line);
}

static void
end_text(struct body *body, unsigned line)
{
	body->block->open = true;
	set_flaw(body->block, PD_FLAW_NO_END, line);
}

static void
read_body(struct pd_scan *scan, struct body *body)
{
	for (;;) {
		struct pd_scan here = *scan;
		int c = pd_scan_next(scan);
		if (c == PD_SCAN_END) {
			end_text(body, here.line);
			return;
		}
		if (!is_dash(c)) {
			take_body_character(body, c, here.line);
			continue;
		}
		char label[PD_LABEL_SIZE];
		*scan = here;
		switch (read_marker(scan, label)) {
		case NO_MARKER:
			take_body_character(body, '-', here.line);
			break;
		case END:
			end_block(body, label, here.line);
			return;
		case BEGIN:
			*scan = here;
			set_flaw(body->block, PD_FLAW_NESTED, here.line);
			return;
		}
	}
}

/* Reads on to the next BEGIN or END line outside of a block. */
static enum marker
find_block_marker(struct pd_scan *scan, char label[PD_LABEL_SIZE], unsigned *line)
{
	for (;;) {
		struct pd_scan here = *scan;
		int c = pd_scan_next(scan);
		if (c == PD_SCAN_END)
			return NO_MARKER;
		if (!is_dash(c))
			continue;
		*scan = here;
		*line = here.line;
		enum marker marker = read_marker(scan, label);
		if (marker != NO_MARKER)
			return marker;
	}
}

bool
pd_armour_next(struct pd_scan *scan, struct pd_block *block, struct pd_secret *content)
{
	*block = (struct pd_block){0};
	enum marker marker = find_block_marker(scan, block->label, &block->line);
	if (marker == NO_MARKER)
		return false;
	block->kind = label_kind(block->label);
	if (marker == END) {
		set_flaw(block, PD_FLAW_NO_BEGIN, block->line);
		return true;
	}
	struct body body = {.block = block, .base64.out = content, .quoting = true};
	read_body(scan, &body);
	pd_wipe(body.word, sizeof body.word);
	pd_wipe(&body.base64, sizeof body.base64);
	if (block->flaw != PD_FLAW_NONE && content != NULL)
		pd_secret_cut(content, 0);
	return true;
}

bool
pd_armour_bare(struct pd_bytes text, struct pd_secret *content)
{
	struct pd_scan scan;
	struct base64 base64 = {.out = content};
	bool good = true;
	pd_scan_begin(&scan, text);
	for (int c = pd_scan_next(&scan); good && c != PD_SCAN_END;
		c = pd_scan_next(&scan))
		good = c == ' ' || c == '\n' || decode_character(&base64, c);
	good = good && base64.count > 0 && end_base64(&base64);
	if (!good)
		pd_secret_cut(content, 0);
	return good;
}
