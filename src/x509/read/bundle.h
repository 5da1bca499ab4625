/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_BUNDLE_H
#define PD_X509_READ_BUNDLE_H

#include "x509/certificate/chain.h"
#include "x509/certificate/request.h"
#include "x509/certificate/revocation.h"
#include "x509/read/reader.h"

#include <stdatomic.h>

/* A bundle: what files or a paste held, as parsed objects. Several inputs add up. */

/* A revocation list, and where it stood ("old.crl"). */
struct pd_bundle_list {
	struct pd_revocation_list *list;
	char *place;
};

struct pd_bundle {
	struct pd_certificates certificates; /* duplicates are dropped */
	struct pd_key **keys;                /* duplicates are dropped */
	size_t key_count;
	struct pd_request **requests;
	size_t request_count;
	struct pd_bundle_list *lists;
	size_t list_count;
	struct pd_secret *answers; /* of the reader, in which the lists lie */
	size_t answer_count;
	char **registers; /* of databases: reading.h */
	size_t register_count;
	size_t other_count; /* public keys: recognised, not kept */
	struct pd_left_outs left_out;
};

/* Adds what is read there (pd_reader_read, strict). bundle is unchanged on failure. */
bool pd_bundle_add(struct pd_bundle *bundle, const struct pd_reading *reading,
	struct pd_error *error);

void pd_bundle_free(struct pd_bundle *bundle); /* leaves it empty; PD_AUTO fits */

#endif
