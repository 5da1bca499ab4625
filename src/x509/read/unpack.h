/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_UNPACK_H
#define PD_X509_READ_UNPACK_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/read/object_kind.h"

#include <stdbool.h>
#include <stdint.h>

/* Taking containers apart: PKCS#7 (RFC 2315, RFC 5652) and PKCS#12 (RFC 7292). */

/* Called for each certificate, key and revocation list of a container with its DER,
 * lent. false ends the unpacking; error need not be set then. */
typedef bool pd_unpack_found(void *context, struct pd_bytes der);

/* Called for a key that is left closed. */
typedef bool pd_unpack_closed(void *context);

/* Called for an object that is not read here, with words for it, translated. kinds, of
 * PD_WANT: what it would be if it could be read, so that who misses one is told; 0: nothing
 * that is needed here. */
typedef bool pd_unpack_other(void *context, unsigned kinds, const char *words);

/* Called for what a database says that a CA has revoked (reading.h). */
typedef bool pd_unpack_listed(void *context, struct pd_bytes text);

/* Called for an object that cannot be opened; true goes on with the others. */
typedef bool pd_unpack_problem(void *context, const struct pd_error *problem);

/* Where things come from and what opens them. */
struct pd_unpack {
	const char *from;                   /* for errors */
	const struct pd_secret *passphrase; /* NULL: none was given */
	uint64_t *
		effort; /* what may be spent on opening it (key/pbe_way.h); counted down */
	bool without_keys; /* encrypted ones are left closed */
	pd_unpack_found *found;
	pd_unpack_closed *closed;
	pd_unpack_other *other;
	pd_unpack_problem *problem;
	pd_unpack_listed *listed; /* for databases alone */
	void *context;
};

/* Both fail with code PD_EPASSPHRASE and input "passphrase" where a passphrase is needed
 * or wrong. Secret bags and other things that are not read here are left out, and told. */
bool pd_unpack_pkcs7(
	const struct pd_unpack *unpack, struct pd_bytes der, struct pd_error *error);
bool pd_unpack_pkcs12(
	const struct pd_unpack *unpack, struct pd_bytes der, struct pd_error *error);

#endif
