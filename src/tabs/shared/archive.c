/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/text.h"

/* A header of POSIX ustar (IEEE Std 1003.1, pax, "ustar Interchange Format"): numbers
 * are octal digits. */
struct header {
	char name[100];
	char mode[8], uid[8], gid[8];
	char size[12], mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6], version[2];
	char user[32], group[32];
	char device_major[8], device_minor[8];
	char prefix[155];
	char unused[12];
};
enum { BLOCK = 512, RECORD = 20 * BLOCK };
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

static void
seal_header(struct header *header)
{
	const unsigned char *bytes = (const void *)header;
	unsigned sum = 0;
	memset(header->checksum, ' ', sizeof header->checksum);
	for (size_t i = 0; i < sizeof *header; i++)
		sum += bytes[i];
	(void)snprintf(header->checksum, sizeof header->checksum, "%06o", sum);
}

static void
pad_archive(struct pd_buffer *out, size_t to)
{
	size_t more = (to - out->size % to) % to;
	memset(pd_buffer_reserve(out, more), 0, more);
	pd_buffer_added(out, more);
}

static void
add_member(
	struct pd_buffer *out, const char *name, struct pd_bytes content, int64_t time)
{
	struct header header = {.type = '0', .magic = "ustar", .version = {'0', '0'}};
	/* Eleven octal digits hold every time before 2242; write a later one as 0. */
	unsigned long long mtime = time > 0 && time < 1LL << 33 ? time : 0;
	(void)snprintf(header.name, sizeof header.name, "%s", name);
	(void)snprintf(header.mode, sizeof header.mode, "%07o", 0644U);
	(void)snprintf(header.uid, sizeof header.uid, "%07o", 0U);
	(void)snprintf(header.gid, sizeof header.gid, "%07o", 0U);
	(void)snprintf(header.size, sizeof header.size, "%011zo", content.size);
	(void)snprintf(header.mtime, sizeof header.mtime, "%011llo", mtime);
	seal_header(&header);
	pd_buffer_add(out, &header, sizeof header);
	pd_buffer_add(out, content.data, content.size);
	pad_archive(out, BLOCK);
}

static bool
fail_gzip(struct pd_error *error)
{
	return pd_fail(error, PD_ECRYPTO, "format", _("the archive cannot be made"));
}

/* gzip (RFC 1952) without time or name, so that the output depends on the content only.
 * */
static bool
add_compressed(struct pd_buffer *out, struct pd_bytes content, struct pd_error *error)
{
	enum { GZIP = 16 };
	z_stream stream = {0};
	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP, 8,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		return fail_gzip(error);
	uLong room = deflateBound(&stream, content.size);
	stream.next_in = (z_const Bytef *)content.data;
	stream.avail_in = (uInt)content.size;
	stream.next_out = pd_buffer_reserve(out, room);
	stream.avail_out = (uInt)room;
	bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
	pd_buffer_added(out, done ? stream.total_out : 0);
	(void)deflateEnd(&stream);
	return done || fail_gzip(error);
}

bool
pd_archive_certificate(const struct pd_certificate *certificate, struct pd_buffer *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	PD_AUTO(pd_buffer_free) struct pd_buffer tar = {0};
	int64_t time = pd_certificate_not_before(certificate);
	const struct pd_bytes text = {(const unsigned char *)pem, strlen(pem)};
	add_member(&tar, "./cert.pem", text, time);
	add_member(&tar, "./cert.cer", pd_certificate_der(certificate), time);
	/* Two zero blocks end the archive, which is padded to a whole record. */
	memset(pd_buffer_reserve(&tar, 2 * BLOCK), 0, 2 * BLOCK);
	pd_buffer_added(&tar, 2 * BLOCK);
	pad_archive(&tar, RECORD);
	return add_compressed(out, pd_buffer_bytes(&tar), error);
}
