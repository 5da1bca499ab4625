/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_FIELDS_H
#define PD_TABS_SHARED_FIELDS_H

#include "base/text.h"
#include "base/time.h"
#include "probe/probe_starttls.h"
#include "tabs/shared/output.h"
#include "tabs/shared/preview.h"

/* Rows that several field tables share. */

extern const char *const pd_choices_algorithm[]; /* ec first */
extern const char *const pd_choices_rsa[];       /* rsa first */
extern const char *const pd_choices_curve[];
extern const char *const pd_choices_bits[];
extern const char *const pd_choices_packing[]; /* pem, der, p12, p7 */

/* clang-format off */

/* How a host is asked what it serves. */
#define PD_FIELDS_PROBE \
	{.name = "starttls", .label = N_("STARTTLS"), .kind = PD_FIELD_CHOICE, \
	 .choices = pd_choices_starttls, \
	 .help = N_("What is spoken there before TLS begins; none: TLS at once")}, \
	{.name = "timeout", .label = N_("Time limit"), .kind = PD_FIELD_NUMBER, .flags = PD_RARE, \
	 .preset = "10", .least = 1, \
	 .most = 300, .help = N_("Time limit in seconds for each host to answer")}

/* Asks for the kind of a key while another field has that value (NULL: always). */
#define PD_FIELDS_KIND(choices_, field_, value_, help_) \
	{.name = "algorithm", .label = N_("Key"), .kind = PD_FIELD_CHOICE, .flags = PD_RARE, \
	 .choices = choices_, \
	 .when_field = field_, .when_value = value_, .help = help_}, \
	{.name = "curve", .label = N_("Curve"), .kind = PD_FIELD_CHOICE, .flags = PD_RARE, \
	 .choices = pd_choices_curve, \
	 .when_field = "algorithm", .when_value = "ec", .help = N_("The curve of an EC key")}, \
	{.name = "bits", .label = N_("Bits"), .kind = PD_FIELD_CHOICE, .flags = PD_RARE, \
	 .choices = pd_choices_bits, \
	 .when_field = "algorithm", .when_value = "rsa|rsa-pss", .help = N_("The size of an RSA key")}

/* The same, and whether a weak key is allowed; choices is one of the first two above.
 * */
#define PD_FIELDS_KEY_WHEN(choices_, field_, value_) \
	PD_FIELDS_KIND(choices_, field_, value_, N_("The algorithm of the new key")), \
	{.name = "allow-weak", .label = N_("Allow weak"), .kind = PD_FIELD_FLAG, \
	 .when_field = "bits", .when_value = "1024", \
	 .help = N_("Really make a key of 1024 bits, which can be broken")}
#define PD_FIELDS_KEY(choices_) PD_FIELDS_KEY_WHEN(choices_, NULL, NULL)

/* How long something is valid; preset may be NULL. */
#define PD_FIELD_DAYS_NOTED(preset_, most_, note_, help_) \
	{.name = "days", .label = N_("Valid days"), .kind = PD_FIELD_NUMBER, .note = note_, \
	 .preset = preset_, .least = 1, .most = most_, .help = help_}
#define PD_FIELD_DAYS(preset_, help_) \
	PD_FIELD_DAYS_NOTED(preset_, PD_MOST_DAYS, pd_common_note_days, help_)

/* A passphrase that opens something, one that is chosen, and one that may be either: what
 * opens a key that exists may be as short as it is. */
#define PD_FIELD_PASSPHRASE_TO_OPEN(help_) \
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE, .help = help_}
#define PD_FIELD_NEW_PASSPHRASE(help_) \
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE, \
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase, .help = help_}
#define PD_FIELD_ANY_PASSPHRASE(help_) \
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE, \
	 .flags = PD_CONFIRM_NEW, .help = help_}

/* Passphrase of a private key that is installed. */
#define PD_FIELDS_KEY_IN(keep_help_) \
	PD_FIELD_PASSPHRASE_TO_OPEN(N_("Opens the private key if it is encrypted, and protects it here")), \
	PD_FIELD_KEEP_OPEN(keep_help_)
#define PD_FIELD_KEEP_OPEN(help_) \
	{.name = "remove-passphrase", .label = N_("Store without passphrase"), .kind = PD_FIELD_FLAG, \
	 .help = help_}
#define PD_HELP_KEEP_OPEN N_("Keep the private key here without a passphrase, readable only to this account")

/* Files to read, and the file to write. */
#define PD_FIELD_FILES(help_) \
	{.name = "file", .label = N_("Files"), .kind = PD_FIELD_FILE, \
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY, .help = help_}
#define PD_FIELD_OUTPUT_FILE(compute_, help_) \
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, \
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_OVERWRITE, .compute = compute_, .help = help_}

/* What export asks. */
#define PD_FIELD_EXPORT_FILE PD_FIELD_OUTPUT_FILE(NULL, N_("The file to write; - is standard output"))
#define PD_FIELDS_PACKING(choices_, format_help_, chain_help_) \
	{.name = "format", .label = N_("Format"), .kind = PD_FIELD_CHOICE, .choices = choices_, \
	 .follow = pd_output_follow_format, .help = format_help_}, \
	{.name = "chain", .label = N_("Chain"), .kind = PD_FIELD_FLAG, .help = chain_help_}, \
	{.name = "private-key", .label = N_("Private key"), .kind = PD_FIELD_FLAG, \
	 .help = N_("Write the private key too; the file is then readable only to this account")}, \
	PD_FIELD_ANY_PASSPHRASE(N_("Protects the private key or PKCS#12 file, and opens the key if it is " \
				   "kept encrypted")), \
	{.name = "new-passphrase", .label = N_("New passphrase"), .kind = PD_FIELD_PASSPHRASE, \
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase, \
	 .when_field = "format", .when_value = "p12", \
	 .help = N_("Protects the PKCS#12 file instead, 8 characters or more; empty: the passphrase does")}

/* What show asks. */
#define PD_FIELD_SHOW_KEY \
	{.name = "private-key", .label = N_("Private key"), .kind = PD_FIELD_FLAG, \
	 .flags = PD_COMMAND | PD_SHOWS_KEY, \
	 .help = N_("Show the private key too, as it is kept")}

/* clang-format on */

#endif
