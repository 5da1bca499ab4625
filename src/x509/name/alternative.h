/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_ALTERNATIVE_H
#define PD_X509_NAME_ALTERNATIVE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "x509/name/alternative_kind.h"

/* Subject alternative names (RFC 5280 4.2.1.6), as text and as DER.
 *
 * Typed and shown: DNS:a.example,IP:192.0.2.1,EMAIL:x@y,URI:https://...,UPN:x@y; without a
 * prefix the kind is guessed, and a backslash keeps a comma in a name. International
 * DNS names go through IDNA2008 (libidn2) and are kept in A-label form. */

struct pd_alternative {
	enum pd_alternative_kind kind;
	char *text; /* without prefix, not yet safe to show */
};

struct pd_alternatives {
	struct pd_alternative *items;
	size_t count;
};

/* Reads the DER value of the extension 2.5.29.17. */
bool pd_alternatives_from_der(
	struct pd_bytes der, struct pd_alternatives *out, struct pd_error *error);

/* Adds one; text is copied. */
void pd_alternatives_add(
	struct pd_alternatives *names, enum pd_alternative_kind kind, const char *text);

/* One with its prefix ("DNS:a.example"); all joined by commas. free() them. */
char *pd_alternative_text(const struct pd_alternative *name);
char *pd_alternatives_text(const struct pd_alternatives *names);

/* The extension's DER value (GeneralNames), appended to out. Those of kind
 * PD_ALTERNATIVE_OTHER are left out. */
void pd_alternatives_der(const struct pd_alternatives *names, struct pd_buffer *out);

/* Appends those of an extension's DER value by which hosts are known: DNS names and IP
 * addresses; a DNS name that is none becomes one that no host has. false: it is damaged. */
bool pd_alternatives_put_hosts(struct pd_bytes der, struct pd_buffer *out);

/* Is it among them? Names of hosts are the same in either case (RFC 4343). */
bool pd_alternatives_have(const struct pd_alternatives *names,
	enum pd_alternative_kind kind, const char *text);

void pd_alternatives_free(
	struct pd_alternatives *names); /* leaves it empty; PD_AUTO fits */

/* ---- what their text and their DER both need ------------------------------------- */

enum { PD_IPV4_SIZE = 4, PD_IPV6_SIZE = 16 };

/* The prefix of a kind, without colon: "DNS". Not for PD_ALTERNATIVE_OTHER. */
const char *pd_alternative_word(enum pd_alternative_kind kind);

/* Reads an IP address and returns its size in bytes; 0 if the text is none. */
size_t pd_address_read(const char *text, unsigned char bytes[PD_IPV6_SIZE]);

/* The usual text of an address of one of these two sizes; free() it. */
char *pd_address_text(const unsigned char *bytes, size_t size);

#endif
