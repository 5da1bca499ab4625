/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READER_H
#define PD_X509_READ_READER_H

#include "x509/read/reading.h"

/* Bytes from outside, read in a child process that may crash, hang or run out of memory
 * without harm: no store, no network, no files (seccomp), bounded memory and time. It
 * splits, repairs, decrypts and decodes, tries every object with GnuTLS, and hands back
 * plain DER. This process may parse whatever the child survived. */

/* Everything in the input, in its order: the whole "Input" paragraph of the manual (PEM
 * of any kind with text between, DER, PKCS#12, PKCS#7; keys as PKCS#8, PKCS#1, SEC1,
 * traditional encrypted PEM, PKCS#8 under another label; CRLF, indents, quoting, lost
 * line breaks). Errors name the line where it is known, "chain.pem:12". An encrypted
 * object needs the passphrase: code PD_EPASSPHRASE, input "passphrase", sentence naming
 * from. If nothing is recognised, or the input is empty, the error says what was
 * expected. out must be empty and stays so on failure. */
bool pd_reader_read(const struct pd_reading *reading, struct pd_objects *out,
	struct pd_error *error);

#endif
