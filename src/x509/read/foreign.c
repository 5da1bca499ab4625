/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/foreign.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"

/* By how a label begins. */
static const struct {
	const char *label, *sentence;
} labels[] = {
	{"OPENSSH PRIVATE KEY",
		N_("is a private key of OpenSSH; convert a copy of it with "
		   "\"ssh-keygen -p -m PKCS8 -f COPY\" (older ones leave an Ed25519 "
		   "key as it is)")},
	{"SSH2 ", N_("is a key of SSH; a key in PKCS#8 was expected, as \"ssh-keygen "
		     "-e -m PKCS8\" writes it")},
	{"PGP ", N_("is made by OpenPGP; X.509 certificates and keys are expected "
		    "here")},
	{"DH PARAMETERS",
		N_("holds parameters alone; a key or certificate was expected")},
	{"X9.42 DH PARAMETERS",
		N_("holds parameters alone; a key or certificate was expected")},
	{"DSA PARAMETERS",
		N_("holds parameters alone; a key or certificate was expected")},
	{"EC PARAMETERS",
		N_("holds parameters alone; a key or certificate was expected")},
	{"ATTRIBUTE CERTIFICATE", N_("is an attribute certificate, which binds no key; "
				     "a public key certificate was expected")},
	{"OpenVPN Static key", N_("is a static key of OpenVPN; a private key of a "
				  "certificate was expected")},
};

/* By the first bytes. */
static const struct {
	const char *bytes;
	size_t size;
	const char *sentence;
} beginnings[] = {
	{"ssh-", 4,
		N_("is a public key of SSH; a key in PKCS#8 was expected, as "
		   "\"ssh-keygen -e -m PKCS8\" writes it")},
	{"ecdsa-sha2-", 11,
		N_("is a public key of SSH; a key in PKCS#8 was expected, as "
		   "\"ssh-keygen -e -m PKCS8\" writes it")},
	{"PuTTY-User-Key-File", 19,
		N_("is a key of PuTTY; export it from PuTTYgen in OpenSSH's old "
		   "format, which is PEM")},
	{"\x1e\xf1\xb5\xb0", 4,
		N_("is a private key of Windows (PVK); convert it with \"openssl rsa "
		   "-inform PVK -in OLD -out NEW\"")},
	{"\x07\x02\x00\x00", 4,
		N_("is a private key of Windows (a key blob); convert it with "
		   "\"openssl rsa -inform MSBLOB -in OLD -out NEW\"")},
	{"\0\0\0\0CERT", 8,
		N_("is a certificate store of Windows (SST); export the certificates "
		   "as PKCS#7 (P7B)")},
	{"bplist00", 8,
		N_("is a property list in binary; convert it with \"plutil -convert "
		   "xml1\"")},
	{"SQLite format 3", 16,
		N_("is a database of SQLite; one of XCA or gnoMint is taken over by "
		   "\"pemdeck migrate\"")},
	{"\xca\xdb\x19\x69", 4,
		N_("is a database of XCA before version 2; open it once with XCA 2, "
		   "which converts it")},
	{"PK\x03\x04", 4, N_("is a ZIP archive; unpack it first")},
	{"\x1f\x8b", 2, N_("is compressed; unpack it first")},
};

static const char *
sentence_by_label(const char *label)
{
	for (size_t i = 0; i < PD_COUNT(labels); i++)
		if (strncmp(label, labels[i].label, strlen(labels[i].label)) == 0)
			return _(labels[i].sentence);
	return NULL;
}

static const char *
sentence_by_bytes(struct pd_bytes input)
{
	size_t mark = pd_text_bom_size(input.data, input.size);
	input = (struct pd_bytes){input.data + mark, input.size - mark};
	for (size_t i = 0; i < PD_COUNT(beginnings); i++)
		if (input.size >= beginnings[i].size &&
			memcmp(input.data, beginnings[i].bytes, beginnings[i].size) ==
				0)
			return _(beginnings[i].sentence);
	return NULL;
}

bool
pd_foreign_fail_block(const char *label, const char *place, struct pd_error *error)
{
	const char *sentence = sentence_by_label(label);
	if (sentence != NULL)
		return pd_fail(error, PD_EINPUT, place, "%s", sentence);
	return pd_fail(error, PD_EINPUT, place,
		_("holds %s, which is not read here; a certificate, key, signing "
		  "request or revocation list was expected"),
		label);
}

bool
pd_foreign_fail(struct pd_bytes input, const char *label, const char *from,
	struct pd_error *error)
{
	if (input.size == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("is empty; a certificate, key, signing request or revocation "
			  "list was expected"));
	const char *sentence =
		sentence_by_label(label) ? NULL : sentence_by_bytes(input);
	if (sentence != NULL)
		return pd_fail(error, PD_EINPUT, from, "%s", sentence);
	if (label[0] != '\0')
		return pd_foreign_fail_block(label, from, error);
	return pd_fail(error, PD_EINPUT, from,
		_("no certificate, key, signing request or revocation list is in it; "
		  "PEM (-----BEGIN ...), DER, PKCS#12 or PKCS#7 was expected"));
}
