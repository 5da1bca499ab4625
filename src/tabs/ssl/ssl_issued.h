/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_ISSUED_H
#define PD_TABS_SSL_SSL_ISSUED_H

#include "operation/operation.h"
#include "tabs/ssl/ssl_index.h"
#include "x509/certificate/certificate.h"

/* The register of what the CA has issued, a record ssl/issued/SERIAL.cfg each. Records
 * repeat in plain values what lists show, so that ten thousand are listed without
 * parsing a certificate. */

struct pd_issued {
	char *id;      /* of its record: the serial number, if that is unique */
	char *serial;  /* upper-case hex */
	char *subject; /* distinguished name */
	char *name;    /* common name, else the subject */
	char *names;   /* alternative names, as typed */
	char *purpose, *profile; /* profile: the one it was made by */
	char *issuer, *key;      /* public key ids of the CA, and its own */
	char *fingerprint; /* NULL: its record is from a version that did not keep it */
	char *account;
	int64_t time; /* of issuing */
	int64_t not_before, not_after;
	int64_t revoked_at; /* 0: it is not */
	char *reason;       /* as RFC 5280 names it; NULL: not revoked */
	int64_t invalidity; /* since when its key is suspect; 0: not told */
	char *renewed_by;   /* serial number of its successor; NULL: none */
	char *directory; /* absolute: where its files were handed over; NULL: nowhere */
	char *digest;    /* SHA-256 of its cert.pem there; NULL: nowhere */
	bool by_serial;  /* only its serial number is known (ssl_index.h) */
	struct pd_certificate *certificate; /* NULL in lists, and by serial */
	char *problem; /* why the record is unreadable; only id and serial are set then */
};

struct pd_validity pd_issued_validity(const struct pd_issued *issued);
void pd_issued_free(struct pd_issued *issued); /* leaves it empty; PD_AUTO fits */

/* A record for a certificate that was just signed. */
struct pd_issued pd_issued_new(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *purpose,
	const char *profile, const char *issuer);

/* The entry of an index as one. */
struct pd_issued pd_issued_of_index(const struct pd_index_line *line, const char *ca);

/* Serial numbers of different CAs may be the same: the second is kept as this id, with that of
 * the CA's key; free() it. */
char *pd_issued_second_id(const char *serial, const char *ca);

/* Is there a record of this id? */
bool pd_issued_has(const struct pd_context *context, const char *id);

/* That of a record. */
bool pd_issued_load(struct pd_context *context, const char *id, struct pd_issued *out,
	struct pd_error *error);

/* The record with exactly this serial number that the CA with this key issued, found by its
 * name, however many there are. *out stays empty if it is not there. */
bool pd_issued_of(struct pd_context *context, const char *ca, const char *serial,
	struct pd_issued *out, struct pd_error *error);

/* The records of the register, sorted. */
bool pd_issued_names(
	struct pd_context *context, struct pd_names *out, struct pd_error *error);

/* Is it a cross-certificate (ssl_cross.h), which goes with its CA? */
bool pd_issued_is_cross(const struct pd_issued *issued);

/* Did this CA issue it? PD_ESTATE if not. */
bool pd_issued_check_issuer(const struct pd_issued *issued,
	const struct pd_certificate *ca, struct pd_error *error);

bool pd_issued_put(struct pd_change *change, const struct pd_issued *issued,
	struct pd_error *error);

struct pd_issued_list {
	struct pd_issued *items;
	size_t count;
};

/* Those in whose records that text stands, and damaged ones; NULL: all. */
bool pd_issued_list_with(struct pd_context *context, const char *text,
	struct pd_issued_list *out, struct pd_error *error);

/* Those that were revoked, by id, and damaged ones. */
bool pd_issued_list_revoked(
	struct pd_context *context, struct pd_issued_list *out, struct pd_error *error);

/* All, without their certificates, by name; revoked ones last. */
bool pd_issued_list(
	struct pd_context *context, struct pd_issued_list *out, struct pd_error *error);
void pd_issued_list_free(struct pd_issued_list *list); /* PD_AUTO fits */

enum pd_issued_state {
	PD_ISSUED_VALID,
	PD_ISSUED_EXPIRING,
	PD_ISSUED_URGENT,
	PD_ISSUED_NOT_YET_VALID,
	PD_ISSUED_EXPIRED,
	PD_ISSUED_HELD,
	PD_ISSUED_REVOKED,
	PD_ISSUED_DAMAGED,
};
enum pd_issued_state pd_issued_state(
	const struct pd_issued *issued, const struct pd_notice *notice);
bool pd_issued_is_valid(enum pd_issued_state state); /* also near its end */
char pd_issued_state_marker(enum pd_issued_state state);
const char *pd_issued_state_name(enum pd_issued_state state); /* for scripts */
char *pd_issued_state_text(const struct pd_context *context,
	const struct pd_issued *issued); /* free() it */

/* Appends its row. */
void pd_issued_row(struct pd_context *context, const struct pd_issued *issued,
	int depth, struct pd_rows *rows);
extern const struct pd_column pd_issued_columns[PD_COLUMNS + 1];
enum { PD_ISSUED_KIND_COLUMN = 1, PD_ISSUED_KEY_COLUMN = 4 };

/* Fills the cells about the key; missing is the text if it is not here. */
void pd_issued_row_key(struct pd_context *context, const char *key, const char *missing,
	struct pd_row *row);

#endif
