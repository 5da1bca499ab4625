/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/notation.h"

#include <string.h>

#include "base/memory.h"
#include "tap.h"

/* Serial numbers and fingerprints, as other programs print them. */

#define NOT PD_SERIAL_DIFFERS
#define BEGINS PD_SERIAL_BEGINS
#define IS PD_SERIAL_IS

#define LONG "E8740BEF2392DC7734AD6DA3BF2A6548"
#define SMALL "1000"
#define HALF "0A1B2C"
#define BELOW "-7F"
#define FAR "-80FF"

/* clang-format off */
static const struct {
	const char *words, *serial, *typed;
	enum pd_serial_match wanted;
} serials[] = {
	{"as ssl list shows it", LONG, LONG, IS},
	{"lower case", LONG, "e8740bef2392dc7734ad6da3bf2a6548", IS},
	{"0x", LONG, "0xE8740BEF2392DC7734AD6DA3BF2A6548", IS},
	{"openssl x509 -serial", LONG, "serial=E8740BEF2392DC7734AD6DA3BF2A6548", IS},
	{"openssl x509 -text", LONG, "e8:74:0b:ef:23:92:dc:77:34:ad:6d:a3:bf:2a:65:48", IS},
	{"openssl x509 -text with its words", LONG,
	 "        Serial Number:\n            e8:74:0b:ef:23:92:dc:77:34:ad:6d:a3:bf:2a:65:48\n", IS},
	{"certtool", LONG, "00e8740bef2392dc7734ad6da3bf2a6548", IS},
	{"certtool with its words", LONG, "Serial Number (hex): 00e8740bef2392dc7734ad6da3bf2a6548", IS},
	{"Firefox", LONG, "00:E8:74:0B:EF:23:92:DC:77:34:AD:6D:A3:BF:2A:65:48", IS},
	{"Windows, with its mark", LONG, "\xe2\x80\x8e" "00 e8 74 0b ef 23 92 dc 77 34 ad 6d a3 bf 2a 65 48", IS},
	{"dashes", LONG, "e8-74-0b-ef-23-92-dc-77-34-ad-6d-a3-bf-2a-65-48", IS},
	{"decimal, as ssl show shows it", LONG, "308983443510736523229139523805253363016", PD_SERIAL_IS_DECIMAL},
	{"a beginning", LONG, "E874", BEGINS},
	{"a beginning with 0x", LONG, "0xe874", BEGINS},
	{"a beginning with colons", LONG, "e8:74:0", BEGINS},
	{"a beginning behind a leading 00", LONG, "00e8", BEGINS},
	{"a beginning in decimal", LONG, "308983", BEGINS},
	{"0x is no decimal", LONG, "0x308983", NOT},
	{"the end", LONG, "6548", NOT},
	{"more than there is", LONG, LONG "00", NOT},
	{"of the other sign", LONG, "-" LONG, NOT},
	{"nothing", LONG, "", NOT},
	{"zeros alone", LONG, "00", NOT},
	{"words", LONG, "host.example.org", NOT},
	{"a mistyped digit", LONG, "E874OBEF", NOT},
	{"OpenSSL's small ones", SMALL, "4096 (0x1000)", IS},
	{"with their words", SMALL, "Serial Number: 4096 (0x1000)", IS},
	{"decimal", SMALL, "4096", PD_SERIAL_IS_DECIMAL},
	{"hex is preferred", SMALL, "1000", IS},
	{"Go prints no leading zero", HALF, "a1b2c", IS},
	{"a beginning as Go has it", HALF, "a1b", BEGINS},
	{"a lone zero begins it", HALF, "0", BEGINS},
	{"negative, as OpenSSL has it", BELOW, "-7F", IS},
	{"negative, openssl x509 -text", BELOW, " (Negative)7f", IS},
	{"small and negative, openssl x509 -text", BELOW, "Serial Number: -127 (-0x7f)", IS},
	{"negative, as certtool has it", BELOW, "81", IS},
	{"negative decimal", BELOW, "-127", PD_SERIAL_IS_DECIMAL},
	{"its amount alone is another", BELOW, "7f", NOT},
	{"negative of two bytes, as certtool has it", FAR, "ff7f01", IS},
	{"zero", "00", "0", IS},
	{"0x0", "00", "0x00", IS},
};

static const struct {
	const char *words, *typed, *wanted;
} wholes[] = {
	{"0x and an odd count", "0xa1b", "0A1B"},
	{"leading zeros", "0000A1", "A1"},
	{"negative", "-0x7f", "-7F"},
	{"zero", "000", "00"},
	{"no digits", "0x", NULL},
	{"a name", "CN=host", NULL},
	{"nothing", "", NULL},
};

#define PRINT "62:4B:F5:28:27:41:48:51:C0:35:63:4D:FB:6D:C6:ED:89:4C:28:0E:A1:6D:A4:F6:A7:35:DB:7A:A1:C1:E2:35"

static const struct {
	const char *words, *fingerprint, *typed;
	bool wanted;
} fingerprints[] = {
	{"as openssl prints it", PRINT, "sha256 Fingerprint=" PRINT, true},
	{"as OpenSSL 1.1 prints it", PRINT, "SHA256 Fingerprint=" PRINT, true},
	{"as we show it", PRINT, "SHA-256 fingerprint:  " PRINT, true},
	{"as certtool prints it", PRINT, "sha256:624bf52827414851c035634dfb6dc6ed894c280ea16da4f6a735db7aa1c1e235", true},
	{"as Windows shows it", PRINT, "\xe2\x80\x8e" "62 4b f5 28 27 41", true},
	{"an id", "624bf52827414851", "62:4B:F5", true},
	{"its beginning", PRINT, "624b", true},
	{"a leading zero counts", "0A1B2C", "a1b2c", false},
	{"three digits", PRINT, "624", false},
	{"other digits", PRINT, "624c", false},
	{"more than there is", "624b", "624bf5", false},
	{"a name", PRINT, "CN=62:4B:F5", false},
	{"no digits", PRINT, "bad name", false},
};
/* clang-format on */

int
main(void)
{
	for (size_t i = 0; i < sizeof serials / sizeof *serials; i++)
		tap_ok(pd_serial_match(serials[i].serial, serials[i].typed) ==
				serials[i].wanted,
			"serial %s: %s", serials[i].serial, serials[i].words);
	for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
		PD_AUTO(pd_drop_text) char *got = pd_serial_read(wholes[i].typed);
		const char *wanted = wholes[i].wanted;
		tap_ok(got == NULL || wanted == NULL ? got == wanted
						     : strcmp(got, wanted) == 0,
			"a whole serial number: %s", wholes[i].words);
	}
	for (size_t i = 0; i < sizeof fingerprints / sizeof *fingerprints; i++)
		tap_ok(pd_fingerprint_begins(fingerprints[i].fingerprint,
			       fingerprints[i].typed) == fingerprints[i].wanted,
			"fingerprint: %s", fingerprints[i].words);
	return tap_done();
}
