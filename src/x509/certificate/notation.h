/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_NOTATION_H
#define PD_X509_CERTIFICATE_NOTATION_H

#include <stdbool.h>

/* Serial numbers and fingerprints as people copy them from other programs: with colons,
 * blanks or nothing between bytes, in either case, behind the words that OpenSSL, certtool
 * and Windows print before them. */

/* A serial number: hex digits, also with 0x, with leading zeros (certtool, Windows and
 * Firefox print the DER encoding) or without (Go does); "-" before a negative one, or its
 * two's complement; decimal; or "4096 (0x1000)", as OpenSSL prints small ones. */
enum pd_serial_match {
	PD_SERIAL_DIFFERS,
	PD_SERIAL_BEGINS,     /* what was typed is a beginning of it */
	PD_SERIAL_IS_DECIMAL, /* all of it, in decimal */
	PD_SERIAL_IS,         /* all of it, in hex */
};

/* The serial is in hex as pd_certificate_serial has it. */
enum pd_serial_match pd_serial_match(const char *serial, const char *typed);

/* A whole serial number typed in hex, as pd_certificate_serial has it. NULL: it is not
 * one. free() it. */
char *pd_serial_read(const char *typed);

/* Of one typed in digits alone, which are taken as hexadecimal, what it is in decimal. NULL: it
 * says itself what it is, or is the same in both. free() it. */
char *pd_serial_doubt(const char *typed);

/* Does the fingerprint begin so? typed needs at least 4 digits. */
bool pd_fingerprint_begins(const char *fingerprint, const char *typed);

#endif
