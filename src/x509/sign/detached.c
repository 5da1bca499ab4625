/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/sign/detached.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key.h"
#include "x509/key/public_form.h"
#include "x509/sign/signed_attributes.h"

enum { PIECE = 1 << 18, COLUMNS = 76 };

PD_DROP(drop_public, gnutls_pubkey_t, gnutls_pubkey_deinit);

/* ---- digests ------------------------------------------------------------------- */

static const gnutls_digest_algorithm_t algorithms[] = {
	GNUTLS_DIG_SHA256, GNUTLS_DIG_SHA384, GNUTLS_DIG_SHA512};

enum { HASHES = PD_COUNT(algorithms) };

/* A file being hashed. */
struct hashing {
	gnutls_hash_hd_t handles[HASHES];
	unsigned char *piece;
};

static void
drop_hashing(struct hashing *hashing)
{
	for (size_t i = 0; i < HASHES; i++)
		if (hashing->handles[i] != NULL)
			gnutls_hash_deinit(hashing->handles[i], NULL);
	free(hashing->piece);
}

static bool
begin_hashing(struct hashing *hashing, unsigned hashes, struct pd_error *error)
{
	hashing->piece = pd_alloc(PIECE, 1);
	for (size_t i = 0; i < HASHES; i++) {
		if ((hashes & (1U << i)) == 0)
			continue;
		int result = gnutls_hash_init(&hashing->handles[i], algorithms[i]);
		if (result < 0)
			return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
				_("GnuTLS refused to begin a digest"));
	}
	return true;
}

static bool
add_piece(struct hashing *hashing, struct pd_bytes piece, struct pd_error *error)
{
	for (size_t i = 0; i < HASHES; i++) {
		int result = hashing->handles[i] == NULL
				     ? 0
				     : gnutls_hash(hashing->handles[i], piece.data,
					       piece.size);
		if (result < 0)
			return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
				_("GnuTLS refused to go on with a digest"));
	}
	return true;
}

static void
finish_hashing(struct hashing *hashing, unsigned hashes, struct pd_digests *out)
{
	*out = (struct pd_digests){.made = hashes};
	for (size_t i = 0; i < HASHES; i++)
		if (hashing->handles[i] != NULL)
			gnutls_hash_output(hashing->handles[i],
				(unsigned char *)pd_digest_bytes(out, 1U << i).data);
}

bool
pd_digests_make(const struct pd_digest_source *source, unsigned hashes,
	struct pd_digests *out, struct pd_error *error)
{
	PD_AUTO(drop_hashing) struct hashing hashing = {0};
	if (!begin_hashing(&hashing, hashes, error))
		return false;
	uint64_t done = 0;
	bool of_attributes = false;
	for (size_t got = PIECE; got == PIECE;) {
		if (!pd_file_fill(source->descriptor, source->path, hashing.piece,
			    PIECE, &got, error) ||
			!add_piece(
				&hashing, (struct pd_bytes){hashing.piece, got}, error))
			return false;
		const struct pd_bytes piece = {hashing.piece, got};
		if (done == 0)
			of_attributes = got < PIECE ? pd_signed_attributes_are(piece)
						    : pd_signed_attributes_begin(piece);
		done += got;
		if (source->progress != NULL &&
			!source->progress(source->context, done))
			return pd_fail(error, PD_ECANCEL, "",
				_("cancelled; nothing was changed"));
	}
	finish_hashing(&hashing, hashes, out);
	out->of_attributes = of_attributes;
	return true;
}

bool
pd_digests_of(struct pd_bytes bytes, unsigned hashes, struct pd_digests *out,
	struct pd_error *error)
{
	PD_AUTO(drop_hashing) struct hashing hashing = {0};
	if (!begin_hashing(&hashing, hashes, error) ||
		!add_piece(&hashing, bytes, error))
		return false;
	finish_hashing(&hashing, hashes, out);
	out->of_attributes = pd_signed_attributes_are(bytes);
	return true;
}

struct pd_bytes
pd_digest_bytes(const struct pd_digests *digests, unsigned hash)
{
	if (hash == PD_SHA256)
		return (struct pd_bytes){digests->sha256, sizeof digests->sha256};
	if (hash == PD_SHA384)
		return (struct pd_bytes){digests->sha384, sizeof digests->sha384};
	return (struct pd_bytes){digests->sha512, sizeof digests->sha512};
}

/* ---- keys ---------------------------------------------------------------------- */

unsigned
pd_detached_hash(const struct pd_key *key)
{
	enum pd_algorithm algorithm = pd_key_kind(key).algorithm;
	if (algorithm == PD_EC)
		return PD_SHA512;
	return algorithm == PD_RSA ? PD_SHA256 : 0;
}

int
pd_detached_scheme(enum pd_algorithm algorithm, unsigned hash)
{
	bool rsa = algorithm == PD_RSA;
	if (hash == PD_SHA256)
		return rsa ? GNUTLS_SIGN_RSA_SHA256 : GNUTLS_SIGN_ECDSA_SHA256;
	if (hash == PD_SHA384)
		return rsa ? GNUTLS_SIGN_RSA_SHA384 : GNUTLS_SIGN_ECDSA_SHA384;
	return rsa ? GNUTLS_SIGN_RSA_SHA512 : GNUTLS_SIGN_ECDSA_SHA512;
}

bool
pd_detached_sign(const struct pd_key *key, const struct pd_digests *digests,
	struct pd_buffer *out, struct pd_error *error)
{
	unsigned hash = pd_detached_hash(key);
	if ((digests->made & hash) == 0)
		return pd_fail(error, PD_EINPUT, "",
			_("only RSA and EC keys make such signatures; generate or "
			  "import one of these"));
	if (digests->of_attributes)
		return pd_fail(error, PD_EINPUT, "",
			_("the file is the attributes of a CMS signature, and signed "
			  "so it would be the signature of another file; sign it in "
			  "the form CMS"));
	const gnutls_datum_t digest = pd_datum(pd_digest_bytes(digests, hash));
	PD_AUTO(pd_drop_datum) gnutls_datum_t signature = {0};
	gnutls_privkey_t private = pd_key_gnutls(key, error);
	if (private == NULL)
		return false;
	int result = gnutls_privkey_sign_hash2(private,
		pd_detached_scheme(pd_key_kind(key).algorithm, hash), 0, &digest,
		&signature);
	if (result < 0)
		return pd_key_fail(
			key, result, _("the private key refuses to sign"), error);
	pd_buffer_add(out, signature.data, signature.size);
	return true;
}

/* ---- matching ------------------------------------------------------------------ */

/* Is it a positive INTEGER without superfluous bytes (X.690 8.3.2)? */
static bool
is_plain_number(struct pd_bytes number)
{
	if (number.size == 0 || (number.data[0] & 0x80) != 0)
		return false;
	return number.size == 1 || number.data[0] != 0 || (number.data[1] & 0x80) != 0;
}

/* Java and OpenSSL accept DER only, not everything that decodes to the same numbers.
 */
static bool
is_ecdsa_der(struct pd_bytes signature)
{
	struct pd_bytes inside, r, s;
	return pd_der_size(signature) == signature.size &&
	       pd_take(&signature, PD_DER_SEQUENCE, &inside) &&
	       pd_take(&inside, PD_DER_INTEGER, &r) &&
	       pd_take(&inside, PD_DER_INTEGER, &s) && inside.size == 0 &&
	       is_plain_number(r) && is_plain_number(s);
}

void *
pd_detached_public(
	const struct pd_certificate *certificate, enum pd_algorithm *algorithm)
{
	PD_AUTO(drop_public)
	gnutls_pubkey_t public =
		pd_public_form_gnutls(pd_certificate_public_der(certificate));
	if (public == NULL)
		return NULL;
	int found = gnutls_pubkey_get_pk_algorithm(public, NULL);
	*algorithm = found == GNUTLS_PK_RSA ? PD_RSA : PD_EC;
	bool is_known = found == GNUTLS_PK_RSA || found == GNUTLS_PK_ECDSA;
	return is_known ? pd_steal(public) : NULL;
}

bool
pd_detached_is_well_formed(enum pd_algorithm algorithm, struct pd_bytes signature)
{
	return algorithm == PD_RSA || is_ecdsa_der(signature);
}

static bool
verify_digest(gnutls_pubkey_t public, int scheme, struct pd_bytes digest,
	struct pd_bytes signature)
{
	const gnutls_datum_t made = pd_datum(digest), proof = pd_datum(signature);
	return gnutls_pubkey_verify_hash2(
		       public, scheme, GNUTLS_VERIFY_ALLOW_BROKEN, &made, &proof) >= 0;
}

enum pd_match
pd_detached_match(const struct pd_certificate *certificate,
	const struct pd_digests *digests, struct pd_bytes signature)
{
	enum pd_algorithm algorithm = PD_EC;
	PD_AUTO(drop_public)
	gnutls_pubkey_t public = pd_detached_public(certificate, &algorithm);
	if (public == NULL || digests->of_attributes ||
		!pd_detached_is_well_formed(algorithm, signature))
		return PD_MATCHES_NOT;
	unsigned expected = algorithm == PD_RSA ? PD_SHA256 : PD_SHA512;
	for (unsigned hash = PD_SHA256; hash <= PD_SHA512; hash <<= 1)
		if ((digests->made & hash) != 0 &&
			verify_digest(public, pd_detached_scheme(algorithm, hash),
				pd_digest_bytes(digests, hash), signature))
			return hash == expected ? PD_MATCHES : PD_MATCHES_OTHER_HASH;
	return PD_MATCHES_NOT;
}

/* ---- signature files ----------------------------------------------------------- */

char *
pd_detached_text(struct pd_bytes signature)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer lines = {0};
	size_t size = BASE64_ENCODE_RAW_LENGTH(signature.size);
	PD_AUTO(pd_drop_text) char *text = pd_alloc(size + 1, 1);
	base64_encode_raw(text, signature.size, signature.data);
	for (size_t at = 0; at < size; at += COLUMNS)
		pd_buffer_add_format(&lines, "%.*s\n", COLUMNS, text + at);
	return pd_buffer_steal_text(&lines);
}

static bool
fail_no_signature(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("is not a signature: base64 text is expected, or CMS as PEM or DER; "
		  "sign the file again"));
}

static bool
is_base64_blank(char c)
{
	/* Not a tab, which is one flipped bit away from a carriage return. */
	return c == '\n' || c == '\r' || c == ' ';
}

/* Takes a line -----WORD LABEL----- with a known label off *text. */
static bool
take_marker(struct pd_bytes *text, const char *word, const char **label)
{
	static const char *const labels[] = {"SIGNATURE", "CMS", "PKCS7"};
	for (size_t i = 0; i < PD_COUNT(labels); i++) {
		PD_AUTO(pd_drop_text)
		char *line = pd_format("-----%s %s-----", word, labels[i]);
		size_t size = strlen(line);
		if (text->size < size || memcmp(text->data, line, size) != 0)
			continue;
		text->data += size;
		text->size -= size;
		*label = labels[i];
		return true;
	}
	return false;
}

static void
skip_base64_blanks(struct pd_bytes *text)
{
	while (text->size > 0 && is_base64_blank((char)text->data[0])) {
		text->data++;
		text->size--;
	}
}

/* Takes everything up to the END line, or all of it. */
static void
take_base64(struct pd_bytes *text, struct pd_buffer *out)
{
	while (text->size > 0 && text->data[0] != '-') {
		if (!is_base64_blank((char)text->data[0]))
			pd_buffer_add(out, text->data, 1);
		text->data++;
		text->size--;
	}
}

/* Encoding the result must give the same text, so that unused bits and odd padding
 * are refused. */
static bool
decode_base64(const struct pd_buffer *base64, struct pd_buffer *out)
{
	struct base64_decode_ctx decoder;
	size_t size = BASE64_DECODE_LENGTH(base64->size);
	unsigned char *bytes = pd_buffer_reserve(out, size);
	base64_decode_init(&decoder);
	if (base64->size == 0 ||
		!base64_decode_update(
			&decoder, &size, bytes, base64->size, pd_buffer_text(base64)) ||
		!base64_decode_final(&decoder))
		return false;
	pd_buffer_added(out, size);
	PD_AUTO(pd_drop_text)
	char *again = pd_alloc(BASE64_ENCODE_RAW_LENGTH(size) + 1, 1);
	base64_encode_raw(again, size, out->data);
	return strcmp(again, pd_buffer_text(base64)) == 0;
}

static bool
read_signature_text(struct pd_bytes text, struct pd_buffer *out, const char **label)
{
	const char *end = NULL;
	PD_AUTO(pd_buffer_free) struct pd_buffer base64 = {0};
	*label = NULL;
	skip_base64_blanks(&text);
	bool framed = take_marker(&text, "BEGIN", label);
	take_base64(&text, &base64);
	bool ended = take_marker(&text, "END", &end);
	skip_base64_blanks(&text);
	return framed == ended && *label == end && text.size == 0 &&
	       decode_base64(&base64, out);
}

/* ContentInfo (RFC 5652 3): of definite or indefinite length. */
static bool
is_cms(struct pd_bytes bytes)
{
	static const char signed_data[] =
		"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
	size_t size = sizeof signed_data - 1;
	if (bytes.size < 6 + size || bytes.data[0] != PD_DER_SEQUENCE)
		return false;
	unsigned length = bytes.data[1];
	size_t header = 2 + (length > 0x80 ? length - 0x80 : 0);
	return header <= 6 && memcmp(bytes.data + header, signed_data, size) == 0;
}

bool
pd_detached_read(struct pd_bytes file, const char *from, enum pd_detached_form *form,
	struct pd_buffer *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer read = {0};
	const char *label = NULL;
	if (file.size == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("is empty; give the signature of the file"));
	if (is_cms(file))
		pd_buffer_add_bytes(&read, file);
	else if (!read_signature_text(file, &read, &label))
		return fail_no_signature(from, error);
	*form = is_cms(pd_buffer_bytes(&read)) ? PD_DETACHED_CMS : PD_DETACHED_BARE;
	bool says_cms = label != NULL && strcmp(label, "SIGNATURE") != 0;
	if (says_cms && *form != PD_DETACHED_CMS)
		return fail_no_signature(from, error);
	*out = pd_buffer_steal(&read);
	return true;
}
