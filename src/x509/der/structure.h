/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_STRUCTURE_H
#define PD_X509_DER_STRUCTURE_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Internal to src/x509: the parts of certificates, requests and revocation lists, as
 * they lie in their DER. All results point into the bytes given. "Whole" means an
 * element with its tag and length; otherwise the content alone is meant. */

/* Read the element at *rest, its content or the whole of it, and move *rest past it.
 * If the tag is another, they return false and leave *rest. */
bool pd_take(struct pd_bytes *rest, unsigned tag, struct pd_bytes *content);
bool pd_take_whole(struct pd_bytes *rest, unsigned tag, struct pd_bytes *whole);

/* Are they the same bytes? Two empty ones are. */
bool pd_bytes_equal(struct pd_bytes one, struct pd_bytes other);

/* Orders like memcmp, a prefix before what it is a prefix of, as DER sorts a SET OF.
 */
int pd_bytes_compare(struct pd_bytes one, struct pd_bytes other);

/* SIGNED of X.509: what is signed, by which algorithm, and the signature. */
struct pd_signed {
	struct pd_bytes content;   /* whole: these are the bytes that were signed */
	struct pd_bytes algorithm; /* whole AlgorithmIdentifier */
	struct pd_bytes signature; /* empty: bits are left over, so it is not right */
};
bool pd_signed_read(struct pd_bytes der, struct pd_signed *out);

/* The same of a BasicOCSPResponse (RFC 6960 4.2.1), which may have certificates behind the
 * signature: rest is what stands there. */
bool pd_signed_take(struct pd_bytes der, struct pd_signed *out, struct pd_bytes *rest);

/* TBSCertificate (RFC 5280 4.1). */
struct pd_certificate_parts {
	unsigned version;          /* 1, 2, 3 ... */
	struct pd_bytes serial;    /* INTEGER's content */
	struct pd_bytes algorithm; /* whole AlgorithmIdentifier of the signature */
	struct pd_bytes issuer;    /* whole Name */
	struct pd_bytes validity;
	struct pd_bytes subject;    /* whole Name */
	struct pd_bytes public_key; /* whole SubjectPublicKeyInfo */
	struct pd_bytes extensions; /* one Extension after the other; empty */
};
bool pd_certificate_parts_read(
	struct pd_bytes content, struct pd_certificate_parts *out);

/* The bits of the key in a SubjectPublicKeyInfo, which key identifiers hash; empty if
 * it is damaged. */
struct pd_bytes pd_key_bits(struct pd_bytes public_der);

/* CertificationRequestInfo (RFC 2986 4.1). */
struct pd_request_parts {
	struct pd_bytes subject;    /* whole Name */
	struct pd_bytes public_key; /* whole SubjectPublicKeyInfo */
	struct pd_bytes attributes; /* one Attribute after the other; empty */
	struct pd_bytes extensions; /* those asked for, as in a certificate; empty */
};
bool pd_request_parts_read(struct pd_bytes content, struct pd_request_parts *out);

/* Are the extensions that are asked for in an attribute of that type? PKCS#9 has one (RFC
 * 2985 5.4.2), and Microsoft's certreq another. */
bool pd_attribute_asks_extensions(struct pd_bytes type);

/* TBSCertList (RFC 5280 5.1). */
struct pd_revocation_parts {
	struct pd_bytes algorithm; /* whole AlgorithmIdentifier of the signature */
	struct pd_bytes issuer;    /* whole Name */
	int64_t this_update;
	int64_t next_update;        /* -1: none */
	struct pd_bytes entries;    /* one after the other; empty */
	struct pd_bytes extensions; /* as in a certificate; empty */
};
bool pd_revocation_parts_read(struct pd_bytes content, struct pd_revocation_parts *out);

/* Reads the UTCTime or GeneralizedTime at *rest; false if it is not a valid time in
 * UTC. Seconds may be missing, as in old certificates. */
bool pd_take_time(struct pd_bytes *rest, int64_t *time);

/* The same for the content alone of what has that tag, PD_DER_UTC_TIME or
 * PD_DER_GENERALIZED_TIME; index.txt of OpenSSL has such texts, too. */
bool pd_read_time(unsigned tag, struct pd_bytes text, int64_t *time);

/* The content of an OBJECT IDENTIFIER as dotted text, or as "#" and hex if it is not
 * valid. free() it. */
char *pd_oid_text(struct pd_bytes content);

/* A bool converts to it. Who does not understand a critical extension must refuse the
 * certificate (RFC 5280 4.2). */
enum pd_criticality { PD_NOT_CRITICAL, PD_CRITICAL };

struct pd_extension {
	struct pd_bytes oid; /* OBJECT IDENTIFIER's content */
	bool critical;
	struct pd_bytes value; /* the DER inside the OCTET STRING */
};

/* Reads the extension at *rest and moves *rest past it; false at the end. */
bool pd_extension_next(struct pd_bytes *rest, struct pd_extension *out);

/* The extension of that OID (one of those below); false if there is none. */
bool pd_extension_find(
	struct pd_bytes extensions, struct pd_bytes oid, struct pd_extension *out);

/* BasicConstraints (RFC 5280 4.2.1.9). false: the value is anything else than the flag and a
 * path length of none or more. */
struct pd_basic_constraints {
	bool is_ca;
	int path_length; /* -1: no limit; more than 255 CAs: 255 */
};
bool pd_basic_constraints_read(struct pd_bytes value, struct pd_basic_constraints *out);

/* The bits of a keyUsage value as enum pd_usage. One that cannot be read allows
 * nothing. */
unsigned pd_extension_usage(struct pd_bytes value);

/* The key identifiers in extensions (RFC 5280 4.2.1.1, 4.2.1.2); empty if none. */
struct pd_bytes pd_extension_subject_key(struct pd_bytes extensions);
struct pd_bytes pd_extension_authority_key(struct pd_bytes extensions);

/* The serial number by which the authority key identifier names one certificate of the
 * issuer; empty if it does not. */
struct pd_bytes pd_extension_authority_serial(struct pd_bytes extensions);

/* An INTEGER's content in hex as OpenSSL prints serial numbers: upper case, whole
 * bytes,
 * "-" before a negative one; and in decimal, NULL if it has more than 64 bytes. free()
 * them. */
char *pd_integer_hex(struct pd_bytes integer);
char *pd_integer_decimal(struct pd_bytes integer);

/* OBJECT IDENTIFIERs as they are encoded: extensions, and the attribute of a request.
 */
#define PD_OID(bytes)                                                                  \
	((struct pd_bytes){(const unsigned char *)(bytes), sizeof(bytes) - 1})
#define PD_EXTENSION_SUBJECT_KEY PD_OID("\x55\x1d\x0e")
#define PD_EXTENSION_KEY_USAGE PD_OID("\x55\x1d\x0f")
#define PD_EXTENSION_ALTERNATIVES PD_OID("\x55\x1d\x11")
#define PD_EXTENSION_BASIC_CONSTRAINTS PD_OID("\x55\x1d\x13")
#define PD_EXTENSION_CRL_NUMBER PD_OID("\x55\x1d\x14")
#define PD_EXTENSION_DELTA PD_OID("\x55\x1d\x1b")
#define PD_EXTENSION_LIST_SCOPE PD_OID("\x55\x1d\x1c")
#define PD_EXTENSION_NAME_CONSTRAINTS PD_OID("\x55\x1d\x1e")
#define PD_EXTENSION_CRL_POINTS PD_OID("\x55\x1d\x1f")
#define PD_EXTENSION_POLICIES PD_OID("\x55\x1d\x20")
#define PD_EXTENSION_AUTHORITY_KEY PD_OID("\x55\x1d\x23")
#define PD_EXTENSION_PURPOSES PD_OID("\x55\x1d\x25")
#define PD_EXTENSION_AUTHORITY_INFO PD_OID("\x2b\x06\x01\x05\x05\x07\x01\x01")
#define PD_ATTRIBUTE_EXTENSIONS PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e")
#define PD_ATTRIBUTE_EXTENSIONS_MICROSOFT                                              \
	PD_OID("\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e")

#endif
