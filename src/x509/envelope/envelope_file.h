/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_FILE_H
#define PD_X509_ENVELOPE_ENVELOPE_FILE_H

#include "base/file.h"
#include "base/replace.h"
#include "x509/envelope/envelope.h"

/* Encrypted files as JS7 writes and reads them. Key and IV stand outside; the file is
 * AES-CBC, each block of 16 bytes coded alone as the 24 characters of its base64,
 * without line breaks. Memory does not grow with the file. */

struct pd_envelope_file {
	const char *in, *out;     /* paths; "-" is no special name */
	struct pd_bytes input;    /* instead of the file in, if its data is not NULL */
	struct pd_secret *output; /* gets it if out is NULL: at most PD_INPUT_LIMIT */
	enum pd_replace replace;
	struct pd_replacement *set; /* gets the file out, which the caller commits */
	/* Called now and then with the bytes read so far (size 0: not known).
	 * false cancels. May be NULL. */
	bool (*progress)(void *context, uint64_t done, uint64_t size);
	void *context;
};

/* Appends "KEY IV", without which the file cannot be read again. */
bool pd_envelope_seal_file(const struct pd_recipient *recipient, unsigned bits,
	const struct pd_envelope_file *file, struct pd_secret *line,
	struct pd_error *error);

/* Takes also a file with line breaks at its end. key and iv in base64; from is what
 * errors about them name. */
bool pd_envelope_open_file(const struct pd_opener *opener, struct pd_bytes key,
	struct pd_bytes iv, const char *from, const struct pd_envelope_file *file,
	struct pd_error *error);

/* Takes "KEY IV OUT" apart, as it is printed for a file; also with "enc:" in front, and in
 * lines as a terminal breaks it. OUT may be missing. bare (empty) keeps what key and iv
 * point to. */
bool pd_envelope_line(struct pd_bytes line, const char *from, struct pd_secret *bare,
	struct pd_bytes *key, struct pd_bytes *iv, struct pd_error *error);

#endif
