/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/unpack.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "x509/der/ber.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/pbe.h"
#include "x509/key/pbe_mac.h"
#include "x509/read/shape.h"
#include "x509/read/unpack_key.h"

#define TAGGED(n) (PD_DER_CONTEXT | PD_DER_CONSTRUCTED | (n))

#define PKCS7_DATA PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
#define PKCS7_SIGNED PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
#define ENVELOPED_DATA PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03")
#define NETSCAPE_SEQUENCE PD_OID("\x60\x86\x48\x01\x86\xf8\x42\x02\x05")
#define PKCS7_ENCRYPTED PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06")
#define BAG_KEY PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01")
#define BAG_ENCRYPTED_KEY PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02")
#define BAG_CERTIFICATE PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03")
#define BAG_CRL PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x04")
#define BAG_SECRET PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x05")
#define BAG_NESTED PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06")

static bool
fail_container(const struct pd_unpack *unpack, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, unpack->from,
		_("begins as a PKCS#7 or PKCS#12 file, but is damaged; export it "
		  "anew"));
}

/* ContentInfo: its type and what is inside its [0]. */
static bool
take_content(struct pd_bytes *rest, struct pd_bytes *type, struct pd_bytes *content)
{
	struct pd_bytes inside;
	return pd_take(rest, PD_DER_SEQUENCE, &inside) &&
	       pd_take(&inside, PD_DER_OID, type) &&
	       pd_take(&inside, TAGGED(0), content);
}

/* ---- PKCS#7 -------------------------------------------------------------------- */

/* The members of a SET that are SEQUENCEs; others are attribute certificates and such.
 */
static bool
find_members(const struct pd_unpack *unpack, struct pd_bytes set, size_t *count,
	struct pd_error *error)
{
	while (set.size > 0) {
		struct pd_bytes whole, ignored;
		unsigned tag;
		if (!pd_take_whole(&set, PD_DER_SEQUENCE, &whole)) {
			if (!pd_der_next(&set, &tag, &ignored))
				return fail_container(unpack, error);
			if (!unpack->other(
				    unpack->context, 0, _("an object of another kind")))
				return false;
			continue;
		}
		++*count;
		if (!unpack->found(unpack->context, whole))
			return false;
	}
	return true;
}

/* The message of a SignedData, which a file of certificates has not. */
static bool
leave_out_message(const struct pd_unpack *unpack, struct pd_bytes encapsulated)
{
	struct pd_bytes type, message, text;
	bool any = pd_take(&encapsulated, PD_DER_OID, &type) &&
		   pd_take(&encapsulated, TAGGED(0), &message) &&
		   !(pd_take(&message, PD_DER_OCTET_STRING, &text) && text.size == 0);
	return !any || unpack->other(unpack->context, 0, _("what is signed in it"));
}

/* SignedData: certificates are in [0], revocation lists in [1]. */
static bool
unpack_signed(
	const struct pd_unpack *unpack, struct pd_bytes content, struct pd_error *error)
{
	struct pd_bytes inside, ignored, message, certificates = {0}, lists = {0};
	if (!pd_take(&content, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &ignored) ||
		!pd_take(&inside, PD_DER_SET, &ignored) ||
		!pd_take(&inside, PD_DER_SEQUENCE, &message))
		return fail_container(unpack, error);
	(void)pd_take(&inside, TAGGED(0), &certificates);
	(void)pd_take(&inside, TAGGED(1), &lists);
	size_t count = 0;
	if (!leave_out_message(unpack, message) ||
		!find_members(unpack, certificates, &count, error) ||
		!find_members(unpack, lists, &count, error))
		return false;
	return count > 0 || pd_fail(error, PD_EINPUT, unpack->from,
				    _("the PKCS#7 file holds no certificate and no "
				      "revocation list"));
}

static bool
fail_type(const struct pd_unpack *unpack, struct pd_bytes type, struct pd_error *error)
{
	if (pd_bytes_equal(type, NETSCAPE_SEQUENCE))
		return pd_fail(error, PD_EINPUT, unpack->from,
			_("is a certificate sequence of Netscape; convert it with "
			  "\"openssl nseq -in OLD -out NEW\""));
	if (pd_bytes_equal(type, ENVELOPED_DATA))
		return pd_fail(error, PD_EINPUT, unpack->from,
			_("is an encrypted message (CMS EnvelopedData), which is not "
			  "opened here; a backup is opened by \"pemdeck restore\""));
	return pd_fail(error, PD_EINPUT, unpack->from,
		_("is a PKCS#7 message without certificates; a file of the kind "
		  "\"openssl crl2pkcs7\" makes was expected"));
}

bool
pd_unpack_pkcs7(
	const struct pd_unpack *unpack, struct pd_bytes der, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret copy = {0};
	struct pd_bytes rest, type, content;
	if (!pd_ber_to_der(der, &copy))
		return fail_container(unpack, error);
	rest = pd_secret_bytes(&copy);
	if (!take_content(&rest, &type, &content))
		return fail_container(unpack, error);
	if (!pd_bytes_equal(type, PKCS7_SIGNED))
		return fail_type(unpack, type, error);
	return unpack_signed(unpack, content, error);
}

/* ---- PKCS#12: the passphrase --------------------------------------------------- */

/* While a PKCS#12 file is read: which passphrase opened it. */
struct opening {
	const struct pd_unpack *unpack;
	const struct pd_secret *candidates[3]; /* NULL: no passphrase at all */
	size_t count;
	size_t first; /* of those that are not ruled out */
	struct pd_error *error;
};

static void
begin_opening(struct opening *opening, const struct pd_unpack *unpack,
	const struct pd_secret *empty, struct pd_error *error)
{
	*opening = (struct opening){.unpack = unpack, .error = error};
	if (unpack->passphrase != NULL)
		opening->candidates[opening->count++] = unpack->passphrase;
	opening->candidates[opening->count++] = empty;
	opening->candidates[opening->count++] = NULL;
}

static bool
fail_container_passphrase(const struct opening *opening)
{
	const struct pd_unpack *unpack = opening->unpack;
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(unpack->from);
	if (unpack->passphrase == NULL)
		return pd_fail(opening->error, PD_EPASSPHRASE, "passphrase",
			_("%s: the PKCS#12 file is encrypted; its passphrase is "
			  "needed"),
			shown);
	return pd_fail(opening->error, PD_EPASSPHRASE, "passphrase",
		_("%s: the passphrase does not open the PKCS#12 file"), shown);
}

/* One way to open it. Only the first may cost as much as the file wants, and refuses what
 * no passphrase opens. */
struct attempt {
	struct pd_pbe_way way;
	uint64_t effort;
	struct pd_error ignored, *error;
};

static void
begin_attempt(struct attempt *attempt, struct opening *opening, size_t candidate,
	struct pd_error *error)
{
	const struct pd_unpack *unpack = opening->unpack;
	bool is_guess = candidate > opening->first;
	*attempt = (struct attempt){
		.way = {.passphrase = opening->candidates[candidate],
			.from = unpack->from,
			.container = PD_PBE_PKCS12,
			.effort = is_guess ? &attempt->effort : unpack->effort},
		.effort = PD_PBE_GUESS_EFFORT,
		.error = is_guess ? &attempt->ignored : error,
	};
}

static enum pd_pbe
end_attempt(const struct attempt *attempt, enum pd_pbe result)
{
	bool is_guess = attempt->error == &attempt->ignored;
	return is_guess && result == PD_PBE_REFUSED ? PD_PBE_CLOSED : result;
}

/* The first candidate whose MAC is right stays the only one. */
static bool
check_mac(struct opening *opening, struct pd_bytes mac, struct pd_bytes data)
{
	struct attempt attempt;
	for (size_t i = 0; i < opening->count; i++) {
		begin_attempt(&attempt, opening, i, opening->error);
		enum pd_pbe result = end_attempt(&attempt,
			pd_pbe_mac_check(&attempt.way, mac, data, attempt.error));
		if (result == PD_PBE_REFUSED)
			return false;
		if (result == PD_PBE_CLOSED)
			continue;
		opening->first = i;
		opening->count = i + 1;
		return true;
	}
	return fail_container_passphrase(opening);
}

/* Of a key not its size: old tools leave their own padding behind it. Of bags not either: they
 * may be BER. */
static bool
is_unsealed(const struct pd_secret *plain, bool key)
{
	return key ? pd_shape_of(pd_secret_bytes(plain)) == PD_SHAPE_KEY
		   : plain->data[0] == PD_DER_SEQUENCE;
}

/* Decrypts to a key or to bags; a candidate that did is the first from then on. */
static enum pd_pbe
open_sealed(struct opening *opening, bool key, struct pd_bytes algorithm,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error)
{
	struct attempt attempt;
	for (size_t i = opening->first; i < opening->count; i++) {
		begin_attempt(&attempt, opening, i, error);
		enum pd_pbe result = end_attempt(
			&attempt, pd_pbe_open(&attempt.way, algorithm, ciphertext,
					  plain, attempt.error));
		if (result == PD_PBE_REFUSED)
			return result;
		if (result == PD_PBE_OPENED && is_unsealed(plain, key)) {
			opening->first = i;
			return result;
		}
		pd_secret_cut(plain, 0);
	}
	return PD_PBE_CLOSED;
}

/* ---- PKCS#12: the bags --------------------------------------------------------- */

/* Java lets a key have a passphrase of its own. */
static bool
fail_key(const struct opening *opening, struct pd_error *problem)
{
	const struct pd_unpack *unpack = opening->unpack;
	if (unpack->passphrase == NULL)
		return pd_unpack_fail_passphrase(NULL, unpack->from, problem);
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(unpack->from);
	return pd_fail(problem, PD_EPASSPHRASE, "passphrase",
		_("%s: the passphrase does not open the private key in the PKCS#12 "
		  "file; both must have the same"),
		shown);
}

static bool
find_encrypted_key(struct opening *opening, struct pd_bytes value)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	struct pd_bytes algorithm, ciphertext;
	struct pd_error problem = {0};
	const struct pd_unpack *unpack = opening->unpack;
	if (!pd_unpack_key_parts(value, &algorithm, &ciphertext))
		return fail_container(unpack, opening->error);
	if (unpack->without_keys)
		return unpack->closed(unpack->context);
	enum pd_pbe result =
		open_sealed(opening, true, algorithm, ciphertext, &plain, &problem);
	if (result == PD_PBE_OPENED)
		return unpack->found(unpack->context, pd_secret_bytes(&plain));
	if (result == PD_PBE_CLOSED)
		(void)fail_key(opening, &problem);
	return unpack->problem(unpack->context, &problem);
}

/* CertBag and CRLBag: a type, and the object in an OCTET STRING. The types that are no
 * X.509 (SDSI) have no OCTET STRING. */
static bool
find_wrapped(struct opening *opening, struct pd_bytes value)
{
	struct pd_bytes inside, type, tagged, der;
	const struct pd_unpack *unpack = opening->unpack;
	if (!pd_take(&value, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &type) ||
		!pd_take(&inside, TAGGED(0), &tagged))
		return fail_container(unpack, opening->error);
	return pd_take(&tagged, PD_DER_OCTET_STRING, &der)
		       ? unpack->found(unpack->context, der)
		       : unpack->other(
				 unpack->context, 0, _("an object of another kind"));
}

/* Java keeps passwords and keys of AES so. */
static bool
find_strange_bag(struct opening *opening, struct pd_bytes type)
{
	const struct pd_unpack *unpack = opening->unpack;
	if (pd_bytes_equal(type, BAG_SECRET))
		return unpack->other(unpack->context, 0, _("a secret key"));
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(type);
	PD_AUTO(pd_drop_text)
	char *words = pd_format(_("an object of the type %s"), oid);
	return unpack->other(unpack->context, 0, words);
}

enum { DEEPEST_BAG = 8 };

static bool read_bags(struct opening *opening, struct pd_bytes bags, int depth);

static bool
read_bag(struct opening *opening, struct pd_bytes bag, int depth)
{
	struct pd_bytes type, value;
	const struct pd_unpack *unpack = opening->unpack;
	if (!pd_take(&bag, PD_DER_OID, &type) || !pd_take(&bag, TAGGED(0), &value))
		return fail_container(unpack, opening->error);
	if (pd_bytes_equal(type, BAG_KEY))
		return unpack->found(unpack->context, value);
	if (pd_bytes_equal(type, BAG_ENCRYPTED_KEY))
		return find_encrypted_key(opening, value);
	if (pd_bytes_equal(type, BAG_CERTIFICATE) || pd_bytes_equal(type, BAG_CRL))
		return find_wrapped(opening, value);
	if (pd_bytes_equal(type, BAG_NESTED))
		return read_bags(opening, value, depth + 1);
	return find_strange_bag(opening, type);
}

/* SafeContents. */
static bool
read_bags(struct opening *opening, struct pd_bytes bags, int depth)
{
	struct pd_bytes rest, bag;
	if (depth > DEEPEST_BAG || !pd_take(&bags, PD_DER_SEQUENCE, &rest))
		return fail_container(opening->unpack, opening->error);
	while (rest.size > 0) {
		if (!pd_take(&rest, PD_DER_SEQUENCE, &bag))
			return fail_container(opening->unpack, opening->error);
		if (!read_bag(opening, bag, depth))
			return false;
	}
	return true;
}

static bool
read_bags_of_ber(struct opening *opening, struct pd_bytes ber)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	if (!pd_ber_to_der(ber, &der))
		return fail_container(opening->unpack, opening->error);
	return read_bags(opening, pd_secret_bytes(&der), 0);
}

/* ---- PKCS#12: the safes -------------------------------------------------------- */

/* EncryptedContentInfo's [0]: an OCTET STRING by another tag, whole or in pieces. */
static bool
take_ciphertext(struct pd_bytes rest, struct pd_secret *out)
{
	struct pd_bytes content, piece;
	if (pd_take(&rest, PD_DER_CONTEXT, &content)) {
		pd_secret_add(out, content.data, content.size);
		return true;
	}
	if (!pd_take(&rest, TAGGED(0), &content))
		return false;
	while (pd_take(&content, PD_DER_OCTET_STRING, &piece))
		pd_secret_add(out, piece.data, piece.size);
	return content.size == 0;
}

/* EncryptedData (RFC 5652 8). */
static bool
read_encrypted_safe(struct opening *opening, struct pd_bytes content)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret ciphertext = {0}, plain = {0};
	struct pd_bytes inside, version, encrypted, type, algorithm;
	if (!pd_take(&content, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &version) ||
		!pd_take(&inside, PD_DER_SEQUENCE, &encrypted) ||
		!pd_take(&encrypted, PD_DER_OID, &type) ||
		!pd_take(&encrypted, PD_DER_SEQUENCE, &algorithm) ||
		!take_ciphertext(encrypted, &ciphertext))
		return fail_container(opening->unpack, opening->error);
	enum pd_pbe result = open_sealed(opening, false, algorithm,
		pd_secret_bytes(&ciphertext), &plain, opening->error);
	if (result == PD_PBE_CLOSED)
		return fail_container_passphrase(opening);
	return result == PD_PBE_OPENED &&
	       read_bags_of_ber(opening, pd_secret_bytes(&plain));
}

static bool
read_safe(struct opening *opening, struct pd_bytes *safes)
{
	struct pd_bytes type, content, bags;
	if (!take_content(safes, &type, &content))
		return fail_container(opening->unpack, opening->error);
	if (pd_bytes_equal(type, PKCS7_ENCRYPTED))
		return read_encrypted_safe(opening, content);
	if (!pd_bytes_equal(type, PKCS7_DATA))
		return pd_fail(opening->error, PD_EINPUT, opening->unpack->from,
			_("a part of the PKCS#12 file is encrypted for a public key; "
			  "export it with a passphrase instead"));
	if (!pd_take(&content, PD_DER_OCTET_STRING, &bags))
		return fail_container(opening->unpack, opening->error);
	return read_bags_of_ber(opening, bags);
}

static bool
read_safes(struct opening *opening, struct pd_bytes ber)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	if (!pd_ber_to_der(ber, &der))
		return fail_container(opening->unpack, opening->error);
	struct pd_bytes rest = pd_secret_bytes(&der), safes;
	if (!pd_take(&rest, PD_DER_SEQUENCE, &safes))
		return fail_container(opening->unpack, opening->error);
	while (safes.size > 0)
		if (!read_safe(opening, &safes))
			return false;
	return true;
}

/* PFX. */
bool
pd_unpack_pkcs12(
	const struct pd_unpack *unpack, struct pd_bytes der, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret copy = {0}, empty = {0};
	struct opening opening;
	begin_opening(&opening, unpack, &empty, error);
	if (!pd_ber_to_der(der, &copy))
		return fail_container(unpack, error);
	struct pd_bytes rest = pd_secret_bytes(&copy);
	struct pd_bytes inside, version, type, content, safes, mac;
	if (!pd_take(&rest, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &version) ||
		!take_content(&inside, &type, &content))
		return fail_container(unpack, error);
	if (!pd_bytes_equal(type, PKCS7_DATA))
		return pd_fail(error, PD_EINPUT, unpack->from,
			_("the PKCS#12 file is signed instead of protected by a "
			  "passphrase; export it with a passphrase"));
	if (!pd_take(&content, PD_DER_OCTET_STRING, &safes))
		return fail_container(unpack, error);
	bool has_mac = pd_take(&inside, PD_DER_SEQUENCE, &mac);
	return (!has_mac || check_mac(&opening, mac, safes)) &&
	       read_safes(&opening, safes);
}
