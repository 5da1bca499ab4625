/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_attribute.h"

#include <stdint.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"

#define PKCS9 "1.2.840.113549.1.9"
#define PILOT "0.9.2342.19200300.100.1"
#define JURISDICTION "1.3.6.1.4.1.311.60.2.1"

/* The first keywords are those of RFC 4514, else those that OpenSSL shows, so that
 * names read the same there and here. */
/* clang-format off */
static const struct pd_name_attribute attributes[] = {
	{"2.5.4.3",  {"CN", "commonName"},               PD_NAME_DIRECTORY, 1, 64},
	{"2.5.4.10", {"O", "organizationName"},          PD_NAME_DIRECTORY, 1, 64},
	{"2.5.4.11", {"OU", "organizationalUnitName"},   PD_NAME_DIRECTORY, 1, 64},
	{"2.5.4.7",  {"L", "localityName"},              PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.8",  {"ST", "S", "stateOrProvinceName"}, PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.6",  {"C", "countryName"},               PD_NAME_PRINTABLE, 2, 2},
	{"2.5.4.9",  {"STREET", "streetAddress"},        PD_NAME_DIRECTORY, 1, 0},
	{PILOT ".25", {"DC", "domainComponent"},         PD_NAME_IA5,       1, 0},
	{PILOT ".1", {"UID", "userId"},                  PD_NAME_DIRECTORY, 1, 0},
	{PILOT ".3", {"mail", "rfc822Mailbox"},          PD_NAME_IA5,       1, 0},
	{PKCS9 ".1", {"emailAddress", "E", "EMAIL"},     PD_NAME_IA5,       1, 0},
	{PKCS9 ".2", {"unstructuredName"},               PD_NAME_DIRECTORY, 1, 0},
	{PKCS9 ".8", {"unstructuredAddress"},            PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.5",  {"serialNumber"},                   PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.4",  {"SN", "surname"},                  PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.42", {"GN", "givenName"},                PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.12", {"title", "T"},                     PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.13", {"description"},                    PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.15", {"businessCategory"},               PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.17", {"postalCode"},                     PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.18", {"postOfficeBox"},                  PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.20", {"telephoneNumber"},                PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.41", {"name"},                           PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.43", {"initials"},                       PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.44", {"generationQualifier", "generation"}, PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.46", {"dnQualifier", "DNQ"},             PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.51", {"houseIdentifier"},                PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.65", {"pseudonym"},                      PD_NAME_DIRECTORY, 1, 0},
	{"2.5.4.97", {"organizationIdentifier"},         PD_NAME_DIRECTORY, 1, 0},
	{JURISDICTION ".1", {"jurisdictionL", "jurisdictionLocalityName"},
							 PD_NAME_DIRECTORY, 1, 0},
	{JURISDICTION ".2", {"jurisdictionST", "jurisdictionStateOrProvinceName"},
							 PD_NAME_DIRECTORY, 1, 0},
	{JURISDICTION ".3", {"jurisdictionC", "jurisdictionCountryName"},
							 PD_NAME_PRINTABLE, 2, 2},
};
/* clang-format on */

enum {
	ATTRIBUTES = PD_COUNT(attributes),
	KEYWORDS = PD_COUNT(attributes->keywords),
};

static bool
has_keyword(const struct pd_name_attribute *attribute, const char *keyword, size_t size)
{
	for (size_t i = 0; i < KEYWORDS && attribute->keywords[i] != NULL; i++)
		if (strlen(attribute->keywords[i]) == size &&
			pd_ascii_compare_begin(attribute->keywords[i], keyword, size) ==
				0)
			return true;
	return false;
}

const struct pd_name_attribute *
pd_name_attribute_of_keyword(const char *keyword, size_t size)
{
	for (size_t i = 0; i < ATTRIBUTES; i++)
		if (has_keyword(&attributes[i], keyword, size))
			return &attributes[i];
	return NULL;
}

const struct pd_name_attribute *
pd_name_attribute_of_oid(const char *oid)
{
	for (size_t i = 0; i < ATTRIBUTES; i++)
		if (strcmp(attributes[i].oid, oid) == 0)
			return &attributes[i];
	return NULL;
}

/* Strings whose characters are numbers of fixed width, high byte first. T61String is
 * read as Latin-1, which is what nearly everybody writes into it. */
static const struct fixed_width {
	unsigned tag;
	size_t width;
	uint32_t most;
} strings[] = {
	{PD_DER_NUMERIC, 1, 0x7f},
	{PD_DER_PRINTABLE, 1, 0x7f},
	{PD_DER_T61, 1, 0xff},
	{PD_DER_IA5, 1, 0x7f},
	{PD_DER_VISIBLE, 1, 0x7f},
	{PD_DER_GENERAL, 1, 0x7f},
	{PD_DER_UNIVERSAL, 4, 0x10ffff},
	{PD_DER_BMP, 2, 0xffff},
};

static bool
is_character(uint32_t character, uint32_t most)
{
	bool surrogate = character >= 0xd800 && character <= 0xdfff;
	return character > 0 && character <= most && !surrogate;
}

static char *
decode_fixed_width(const struct fixed_width *string, struct pd_bytes content)
{
	if (content.size % string->width != 0)
		return NULL;
	PD_AUTO(pd_drop_text)
	char *text = pd_alloc(content.size / string->width + 1, 4);
	size_t used = 0;
	for (size_t at = 0; at < content.size; at += string->width) {
		uint32_t character = 0;
		for (size_t i = 0; i < string->width; i++)
			character = character << 8 | content.data[at + i];
		if (!is_character(character, string->most))
			return NULL;
		char encoded[4];
		size_t size = pd_text_encode(character, encoded);
		memcpy(text + used, encoded, size);
		used += size;
	}
	return pd_steal(text);
}

static char *
decode_utf8(struct pd_bytes content)
{
	bool has_nul =
		content.size > 0 && memchr(content.data, '\0', content.size) != NULL;
	if (has_nul || !pd_text_is_utf8(content.data, content.size))
		return NULL;
	return pd_copy_bytes(content.data, content.size);
}

char *
pd_name_decode(unsigned tag, struct pd_bytes content)
{
	if (tag == PD_DER_UTF8)
		return decode_utf8(content);
	for (size_t i = 0; i < PD_COUNT(strings); i++)
		if (strings[i].tag == tag)
			return decode_fixed_width(&strings[i], content);
	return NULL;
}

bool
pd_name_tag_is_string(unsigned tag)
{
	static const unsigned others[] = {PD_DER_UTF8, PD_DER_VIDEOTEX, PD_DER_GRAPHIC};
	for (size_t i = 0; i < PD_COUNT(others); i++)
		if (others[i] == tag)
			return true;
	for (size_t i = 0; i < PD_COUNT(strings); i++)
		if (strings[i].tag == tag)
			return true;
	return false;
}

bool
pd_name_is_printable(struct pd_bytes text)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789 '()+,-./:=?";
	for (size_t i = 0; i < text.size; i++)
		if (memchr(set, text.data[i], sizeof set - 1) == NULL)
			return false;
	return true;
}

/* ---- what a value may be ---------------------------------------------------------- */

static size_t
count_characters(struct pd_bytes text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.size; i++)
		count += (text.data[i] & 0xc0) != 0x80;
	return count;
}

static bool
is_two_letters(struct pd_bytes text)
{
	bool good = text.size == 2;
	for (size_t i = 0; good && i < text.size; i++)
		good = (text.data[i] | 0x20) >= 'a' && (text.data[i] | 0x20) <= 'z';
	return good;
}

static bool
is_ascii_value(struct pd_bytes text)
{
	return count_characters(text) == text.size &&
	       pd_text_is_utf8(text.data, text.size);
}

static bool
check_length(const struct pd_name_attribute *known, struct pd_bytes text,
	const char *quoted, const char *field, struct pd_error *error)
{
	size_t count = count_characters(text);
	return known->most == 0 || count <= known->most ||
	       pd_fail(error, PD_EINPUT, field,
		       _("%s is too long; this attribute may have %zu characters, and "
			 "here it has %zu"),
		       quoted, known->most, count);
}

bool
pd_name_check_value(const struct pd_name_attribute *known, struct pd_bytes text,
	const char *quoted, const char *field, bool *too_long, struct pd_error *error)
{
	if (known->string == PD_NAME_PRINTABLE && !is_two_letters(text))
		return pd_fail(error, PD_EINPUT, field,
			_("%s is not a country code; write two letters such as C=DE"),
			quoted);
	if (known->string == PD_NAME_IA5 && !is_ascii_value(text))
		return pd_fail(error, PD_EINPUT, field,
			_("%s may hold ASCII only; write an international name in its "
			  "xn-- form"),
			quoted);
	bool fits = check_length(known, text, quoted, field, error);
	if (too_long != NULL)
		*too_long = !fits;
	return fits;
}
