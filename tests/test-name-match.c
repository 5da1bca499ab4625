/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_match.h"

#include "base/array.h"
#include "base/buffer.h"
#include "tap.h"
#include "x509/der/der.h"
#include "x509/judge/constraints.h"
#include "x509/name/name.h"

/* Names that say the same are one name, in whatever string type, and cannot get around
 * name constraints by it (RFC 5280 4.2.1.10 and 7.1, RFC 4518 2). */

#define OID_O "2.5.4.10"
#define OID_OU "2.5.4.11"
#define OID_EMAIL "1.2.840.113549.1.9.1"

struct value {
	unsigned tag;
	const char *bytes;
	size_t size;
};

#define VALUE(tag, literal)                                                            \
	{                                                                              \
		PD_DER_##tag, literal, sizeof(literal) - 1                             \
	}

static void
put_pair(struct pd_buffer *out, const char *oid, const struct value *value)
{
	size_t pair = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	pd_der_put(out, value->tag, value->bytes, value->size);
	pd_der_end(out, pair, PD_DER_SEQUENCE);
}

/* A Name of C=DE and one attribute. */
static struct pd_buffer
make_name(const char *oid, const struct value *value)
{
	static const struct value country = VALUE(PRINTABLE, "DE");
	struct pd_buffer out = {0};
	size_t name = pd_der_begin(&out), set = pd_der_begin(&out);
	put_pair(&out, "2.5.4.6", &country);
	pd_der_end(&out, set, PD_DER_SET);
	set = pd_der_begin(&out);
	put_pair(&out, oid, value);
	pd_der_end(&out, set, PD_DER_SET);
	pd_der_end(&out, name, PD_DER_SEQUENCE);
	return out;
}

/* ---- equal names ----------------------------------------------------------------- */

static const struct {
	struct value one, other;
	bool same;
	const char *rule;
} pairs[] = {
	{VALUE(PRINTABLE, "Evil Corp"), VALUE(UTF8, "Evil Corp"), true,
		"UTF8String is PrintableString"},
	{VALUE(PRINTABLE, "Evil"), VALUE(BMP, "\0E\0v\0i\0l"), true,
		"BMPString is PrintableString"},
	{VALUE(PRINTABLE, "Evil"), VALUE(UNIVERSAL, "\0\0\0E\0\0\0v\0\0\0i\0\0\0l"),
		true, "UniversalString is PrintableString"},
	{VALUE(PRINTABLE, "Evil"), VALUE(T61, "eVIL"), true,
		"TeletexString is PrintableString"},
	{VALUE(PRINTABLE, "Evil"), VALUE(IA5, "EVIL"), true,
		"IA5String is PrintableString"},
	{VALUE(NUMERIC, "12"), VALUE(VISIBLE, "12"), true,
		"NumericString is VisibleString"},
	{VALUE(BMP, "\0E\0v\0i\0l"), VALUE(BMP, "\0e\0V\0I\0L"), true,
		"case does not count in a BMPString"},
	{VALUE(UTF8, "Evil Corp"), VALUE(UTF8, "Evil\tCorp"), true, "a tab is a blank"},
	{VALUE(UTF8, "Evil Corp"), VALUE(UTF8, " Evil \r\n \v\fCorp\t"), true,
		"runs of blanks are one, at the ends none"},
	{VALUE(UTF8, "Evil Corp"), VALUE(UTF8, "Evil\302\240Corp"), true,
		"a no-break space is a blank"},
	{VALUE(UTF8, "Evil Corp"), VALUE(BMP, "\0E\0v\0i\0l\x30\0\0C\0o\0r\0p"), true,
		"so is an ideographic one"},
	{VALUE(UTF8, "Evil"), VALUE(UTF8, "E\342\200\213v\302\255i\357\273\277l"), true,
		"what cannot be seen does not count"},
	{VALUE(UTF8, "Evil"), VALUE(UTF8, "Ev\001il\177"), true,
		"nor do control characters"},
	{VALUE(UTF8, "M\303\234LLER"), VALUE(UTF8, "m\303\274ller"), true,
		"case does not count beyond ASCII"},
	{VALUE(UTF8, "m\303\274ller"), VALUE(T61, "M\334LLER"), true,
		"nor in a TeletexString, which is Latin-1"},
	{VALUE(UTF8, "m\303\274ller"), VALUE(UTF8, "MU\314\210LLER"), true,
		"a composed letter is a decomposed one"},
	{VALUE(UTF8, "stra\303\237e"), VALUE(PRINTABLE, "STRASSE"), true,
		"a sharp s is ss"},
	{VALUE(UTF8, "\320\226\320\226"), VALUE(UTF8, "\320\266\320\226"), true,
		"Cyrillic has cases"},
	{VALUE(UTF8, "\360\220\220\200"), VALUE(UTF8, "\360\220\220\250"), true,
		"so has Deseret, beyond the first plane"},
	{VALUE(UTF8, ""), VALUE(PRINTABLE, " "), true, "blanks alone are nothing"},
	{VALUE(PRINTABLE, "Evil"), VALUE(PRINTABLE, "Evi1"), false, "another text"},
	{VALUE(PRINTABLE, "EvilCorp"), VALUE(PRINTABLE, "Evil Corp"), false,
		"a blank more"},
	{VALUE(UTF8, "Mueller"), VALUE(UTF8, "M\303\274ller"), false,
		"a letter is not its transcription"},
	{VALUE(BMP, "\0E\0v\0i\0l\0\0"), VALUE(PRINTABLE, "Evil"), false,
		"a NUL is not left out"},
	{VALUE(BMP, "\0E\0v\0i\0"), VALUE(BMP, "\0E\0v\0i\0"), true,
		"the same bytes are the same name, if no text"},
	{VALUE(BMP, "\0E\0v\0i\0"), VALUE(UTF8, "\0E\0v\0i\0"), false,
		"what is no text has a type"},
	{VALUE(BIT_STRING, "\0a"), VALUE(BIT_STRING, "\0A"), false,
		"bits have no case"},
};

static void
test_equal(void)
{
	for (size_t i = 0; i < PD_COUNT(pairs); i++) {
		PD_AUTO(pd_buffer_free)
		struct pd_buffer one = make_name(OID_O, &pairs[i].one);
		PD_AUTO(pd_buffer_free)
		struct pd_buffer other = make_name(OID_O, &pairs[i].other);
		PD_AUTO(pd_buffer_free)
		struct pd_buffer unit = make_name(OID_OU, &pairs[i].other);
		struct pd_bytes name = pd_buffer_bytes(&one);
		tap_ok(pd_name_equal(name, pd_buffer_bytes(&other)) == pairs[i].same &&
				pd_name_equal(pd_buffer_bytes(&other), name) ==
					pairs[i].same,
			"%s", pairs[i].rule);
		tap_ok(!pd_name_equal(name, pd_buffer_bytes(&unit)),
			"%s: not in another attribute", pairs[i].rule);
	}
}

/* DER sorts the attributes of an RDN by their bytes: a BMPString moves its own. */
static void
test_order(void)
{
	static const struct value plain = VALUE(UTF8, "aaaa"), last = VALUE(UTF8, "zz"),
				  wide = VALUE(BMP, "\0a\0a\0a\0a"),
				  other = VALUE(UTF8, "zy");
	struct pd_buffer names[4] = {0};
	const struct value *const values[4][2] = {
		{&last, &plain}, {&last, &wide}, {&plain, &last}, {&other, &plain}};
	for (size_t i = 0; i < PD_COUNT(names); i++) {
		size_t name = pd_der_begin(&names[i]), set = pd_der_begin(&names[i]);
		for (size_t j = 0; j < 2; j++)
			put_pair(&names[i], OID_O, values[i][j]);
		pd_der_end(&names[i], set, PD_DER_SET);
		pd_der_end(&names[i], name, PD_DER_SEQUENCE);
	}
	struct pd_bytes first = pd_buffer_bytes(&names[0]);
	tap_ok(pd_name_equal(first, pd_buffer_bytes(&names[1])) &&
			pd_name_equal(first, pd_buffer_bytes(&names[2])),
		"the order within an RDN does not count");
	tap_ok(!pd_name_equal(first, pd_buffer_bytes(&names[3])), "its values do");
	for (size_t i = 0; i < PD_COUNT(names); i++)
		pd_buffer_free(&names[i]);
}

/* ---- name constraints ------------------------------------------------------------- */

enum kind { EMAIL = 1, DNS = 2, DIRECTORY = 4 };

struct constraint {
	unsigned list; /* 0: permitted, 1: excluded */
	enum kind kind;
	struct pd_bytes base;
};

static bool
allows(const struct constraint *constraint, const char *oid, const struct value *value)
{
	bool directory = constraint->kind == DIRECTORY;
	unsigned tag = PD_DER_CONTEXT | constraint->kind;
	PD_AUTO(pd_buffer_free) struct pd_buffer subject = make_name(oid, value);
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	size_t whole = pd_der_begin(&out), list = pd_der_begin(&out),
	       tree = pd_der_begin(&out);
	pd_der_put(&out, directory ? tag | PD_DER_CONSTRUCTED : tag,
		constraint->base.data, constraint->base.size);
	pd_der_end(&out, tree, PD_DER_SEQUENCE);
	pd_der_end(&out, list, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | constraint->list);
	pd_der_end(&out, whole, PD_DER_SEQUENCE);
	const struct pd_certificate_parts parts = {
		.subject = pd_buffer_bytes(&subject)};
	long comparisons = PD_CONSTRAINTS_LIMIT;
	return pd_constraints_hold(pd_buffer_bytes(&out), &parts, true, &comparisons);
}

static const struct {
	const char *oid;
	struct value value;
	enum kind kind;
	const char *base;
	bool permitted, excluded; /* what the base does to the value */
	const char *rule;
} subjects[] = {
	{PD_OID_CN, VALUE(PRINTABLE, "a.b"), DNS, "b", true, true, "a PrintableString"},
	{PD_OID_CN, VALUE(BMP, "\0a\0.\0b"), DNS, "b", true, true, "a BMPString"},
	{PD_OID_CN, VALUE(BMP, "\0a\0.\0b"), DNS, "c", false, false, "a BMPString"},
	{PD_OID_CN, VALUE(UNIVERSAL, "\0\0\0a\0\0\0.\0\0\0b"), DNS, "b", true, true,
		"a UniversalString"},
	{PD_OID_CN, VALUE(UNIVERSAL, "\0\0\0a\0\0\0.\0\0\0b"), DNS, "c", false, false,
		"a UniversalString"},
	{PD_OID_CN, VALUE(T61, "A.B"), DNS, "b", true, true, "a TeletexString"},
	{PD_OID_CN, VALUE(BMP, "\0a\0.\0b\0\0"), DNS, "b", false, true,
		"a NUL at its end"},
	{PD_OID_CN, VALUE(BMP, "\0a\0.\0b\0"), DNS, "b", false, true, "an odd byte"},
	{PD_OID_CN, VALUE(UNIVERSAL, "\0\0\0a\0\0"), DNS, "b", false, true,
		"a character cut off"},
	{PD_OID_CN, VALUE(BMP, "\xd8\0\0a"), DNS, "b", false, true, "half a pair"},
	{PD_OID_CN, VALUE(UTF8, "a.\377b"), DNS, "b", false, true, "no UTF-8"},
	{PD_OID_CN, VALUE(GRAPHIC, "a.b"), DNS, "b", false, true, "a GraphicString"},
	{PD_OID_CN, VALUE(BMP, "\0A\0 \0B"), DNS, "b", true, false, "no host name"},
	{OID_EMAIL, VALUE(BMP, "\0x\0@\0b"), EMAIL, "b", true, true, "a BMPString"},
	{OID_EMAIL, VALUE(UTF8, "x@b"), EMAIL, "b", true, true, "a UTF8String"},
	{OID_EMAIL, VALUE(BMP, "\0x\0@\0b"), EMAIL, "c", false, false, "a BMPString"},
	{OID_EMAIL, VALUE(BMP, "\0x\0@\0b\0"), EMAIL, "b", false, true, "an odd byte"},
};

static void
test_subjects(void)
{
	for (size_t i = 0; i < PD_COUNT(subjects); i++) {
		struct constraint constraint = {0, subjects[i].kind,
			{(const unsigned char *)subjects[i].base,
				strlen(subjects[i].base)}};
		tap_ok(allows(&constraint, subjects[i].oid, &subjects[i].value) ==
				subjects[i].permitted,
			"row %zu, %s: %s where %s is permitted", i, subjects[i].rule,
			subjects[i].permitted ? "good" : "refused", subjects[i].base);
		constraint.list = 1;
		tap_ok(allows(&constraint, subjects[i].oid, &subjects[i].value) !=
				subjects[i].excluded,
			"row %zu, %s: %s where %s is excluded", i, subjects[i].rule,
			subjects[i].excluded ? "refused" : "good", subjects[i].base);
	}
}

/* Whatever is the same name as one that is excluded is excluded, and permitted where
 * that is; and what cannot be compared is neither. */
static void
test_directory_names(void)
{
	for (size_t i = 0; i < PD_COUNT(pairs); i++) {
		PD_AUTO(pd_buffer_free)
		struct pd_buffer base = make_name(OID_O, &pairs[i].one);
		struct constraint constraint = {0, DIRECTORY, pd_buffer_bytes(&base)};
		PD_AUTO(pd_buffer_free)
		struct pd_buffer subject = make_name(OID_O, &pairs[i].other);
		bool comparable = pd_name_is_comparable(constraint.base) &&
				  pd_name_is_comparable(pd_buffer_bytes(&subject));
		tap_ok(allows(&constraint, OID_O, &pairs[i].other) ==
				(comparable && pairs[i].same),
			"permitted: %s", pairs[i].rule);
		constraint.list = 1;
		tap_ok(allows(&constraint, OID_O, &pairs[i].other) ==
				(comparable && !pairs[i].same),
			"excluded: %s", pairs[i].rule);
	}
	static const struct value odd = VALUE(BMP, "\0E\0v\0i\0"),
				  old = VALUE(VIDEOTEX, "Evil"),
				  bits = VALUE(BIT_STRING, "\0a");
	PD_AUTO(pd_buffer_free) struct pd_buffer cut = make_name(OID_O, &odd);
	PD_AUTO(pd_buffer_free) struct pd_buffer videotex = make_name(OID_O, &old);
	PD_AUTO(pd_buffer_free) struct pd_buffer number = make_name(OID_O, &bits);
	tap_ok(!pd_name_is_comparable(pd_buffer_bytes(&cut)) &&
			!pd_name_is_comparable(pd_buffer_bytes(&videotex)),
		"a string that cannot be decoded cannot be compared");
	tap_ok(pd_name_is_comparable(pd_buffer_bytes(&number)), "bits can");
}

int
main(void)
{
	test_equal();
	test_order();
	test_subjects();
	test_directory_names();
	return tap_done();
}
