/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/archive.h"

#include <string.h>
#include <zlib.h>

#include "base/array.h"
#include "base/tar.h"
#include "base/text.h"

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
	PD_AUTO(pd_secret_wipe) struct pd_secret tar = {0};
	int64_t time = pd_certificate_not_before(certificate);
	const struct pd_tar_file files[] = {
		{"./cert.pem", pd_bytes_of_text(pem), 0644, time},
		{"./cert.cer", pd_certificate_der(certificate), 0644, time},
	};
	for (size_t i = 0; i < PD_COUNT(files); i++)
		pd_tar_add(&tar, &files[i]);
	pd_tar_end(&tar);
	return add_compressed(out, pd_secret_bytes(&tar), error);
}
