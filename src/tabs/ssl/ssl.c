/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "operation/role.h"
#include "operation/tab.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "tabs/ssl/issue/issue.h"
#include "tabs/ssl/renew/ssl_due.h"
#include "tabs/ssl/ssl_export.h"
#include "tabs/ssl/ssl_former.h"
#include "tabs/ssl/ssl_order.h"
#include "tabs/ssl/ssl_profile.h"
#include "tabs/trust/trust_admit.h"
#include "x509/certificate/revocation.h"
#include "x509/write/revocation_write.h"

/* The SSL tab: the built-in certificate authority. Each operation is a row here; the
 * functions are in ssl_*.c. */

static pd_run show_ssl_row, renew_ssl_row;

/* "profile" leaves the choice to the profile. */
static const char *const key_choices[] = {
	"profile", "ec", "rsa", "rsa-pss", "ed25519", "ed448", NULL};
static const char *const status_choices[] = {
	"all", "valid", "expiring", "expired", "revoked", NULL};

/* clang-format off */
static const struct pd_field show_fields[] = {
	{.name = "serial", .label = N_("Serial number"), .flags = PD_ARGUMENT | PD_ROW | PD_SIGNED,
	 .help = N_("Serial number of the certificate to show, or its first digits; left out: the CA")},
	PD_FIELD_SHOW_KEY,
	{0}
};

static const struct pd_field update_fields[] = {
	{.name = "pem", .label = N_("CA"), .kind = PD_FIELD_PEM, .flags = PD_REQUIRED,
	 .help = N_("The private key and certificate of the CA, the chain above it if it has one, and its "
		"revocation lists, as PEM text")},
	PD_FIELD_IN_TOKEN,
	PD_FIELDS_KEY_IN(PD_HELP_KEEP_OPEN),
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field import_fields[] = {
	PD_FIELD_FILES(N_("The files with private key and certificate of the CA, its revocation lists, and "
			"what it has issued: PEM, DER, PKCS#12 or PKCS#7; or the directory of "
				"openssl ca or "
			"easy-rsa")),
	PD_FIELD_IN_TOKEN,
	PD_FIELDS_KEY_IN(PD_HELP_KEEP_OPEN),
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field adopt_fields[] = {
	PD_FIELD_FILES(N_("Revocation lists, certificates that a CA here has issued, and its "
		"index.txt, whatever it is called; or a directory of openssl ca or easy-rsa")),
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field generate_fields[] = {
	{.name = "dn", .label = N_("Subject"), .kind = PD_FIELD_DN, .flags = PD_REQUIRED,
	 .help = N_("The distinguished name of the CA, such as CN=Example Root CA,O=Example,C=DE")},
	PD_FIELDS_KEY(pd_choices_algorithm),
	PD_FIELD_NEW_IN_TOKEN,
	PD_FIELD_DAYS("1826", N_("How many days the CA certificate is valid")),
	{.name = "path-length", .label = N_("Path length"), .kind = PD_FIELD_NUMBER, .flags = PD_RARE,
	 .least = 0, .most = 20,
	 .help = N_("How many CAs may stand between this CA and a certificate; empty: any number")},
	PD_FIELDS_LIMITS(NULL, NULL),
	PD_FIELD_NEW_PASSPHRASE(N_("Protects the private key here, 8 characters or more; "
		"empty: not encrypted, readable only to this account")),
	{0}
};

static const struct pd_field export_fields[] = {
	PD_FIELD_EXPORT_FILE,
	{.name = "serial", .label = N_("Serial numbers"), .flags = PD_ARGUMENT | PD_MANY | PD_ROW | PD_SIGNED,
	 .help = N_("The certificates to write: the serial number of each, or its first digits; ca, or "
		"left out: the CA")},
	PD_FIELDS_PACKING(pd_choices_packing,
		N_("PEM text, DER, PKCS#12 (p12) or PKCS#7 (p7)"),
		N_("Write the certificates above it too")),
	{0}
};

/* Where the issued files go. */
#define FIELDS_HANDOVER(follow_, asked_with_) \
	{.name = "out", .label = N_("Directory"), .kind = PD_FIELD_OUTPUT, \
	 .flags = PD_OVERWRITE | PD_DIRECTORY, .follow = follow_, .asked_with = asked_with_, \
	 .help = N_("The directory that gets key.pem, cert.pem, chain.pem and ca.pem; empty: none")}, \
	{.name = "p12", .label = N_("PKCS#12"), .kind = PD_FIELD_FLAG, .flags = PD_RARE, \
	 .when_field = "out", \
	 .help = N_("Write key and certificates as bundle.p12 too")}, \
	{.name = "legacy-p12", .label = N_("PKCS#12 for old tools"), .kind = PD_FIELD_FLAG, \
	 .when_field = "out", \
	 .asked_with = "p12", \
	 .help = N_("Write bundle.p12 with 3DES and SHA-1, for programs that read nothing newer")}, \
	{.name = "p12-passphrase", .label = N_("PKCS#12 passphrase"), .kind = PD_FIELD_PASSPHRASE, \
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase, .when_field = "out", \
	 .asked_with = "p12", \
	 .help = N_("Protects bundle.p12, 8 characters or more; empty: the passphrase of the key does")}

/* Operations that take several rows. */
#define FIELD_SERIALS(help_) \
	{.name = "serial", .label = N_("Serial numbers"), \
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY | PD_ROW | PD_SIGNED, .help = help_}

#define FIELD_SERIAL(help_) \
	{.name = "serial", .label = N_("Serial number"), \
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW | PD_SIGNED, .help = help_}

/* What is ordered; batch: the field that is empty then, or NULL. */
#define FIELDS_ISSUE(batch_) \
	{.name = "csr", .label = N_("Signing request"), .kind = PD_FIELD_FILE, .flags = PD_COMMAND, \
	 .when_field = batch_, .when_value = "", \
	 .help = N_("The file with a signing request (CSR) to issue for; left out: a new key is made")}, \
	{.name = "accept", .label = N_("Accept"), .flags = PD_COMMAND, .when_field = "csr", \
	 .help = N_("What is taken from the request as it is: san, eku, ku or OIDs of extensions, " \
		"joined by " \
		"commas")}, \
	{.name = "dn", .label = N_("Subject"), .kind = PD_FIELD_DN, .when_field = batch_, .when_value = "", \
	 .help = N_("The distinguished name, such as CN=www.example.org,O=Example")}, \
	{.name = "san", .label = N_("Names (SAN)"), .kind = PD_FIELD_SAN, .when_field = batch_, \
	 .when_value = "", .follow = pd_order_usual_names, \
	 .help = N_("The names it is for, such as DNS:www.example.org,IP:192.0.2.7,EMAIL:a@example.org, " \
		"UPN:a@example.org; empty: a server's common name")}, \
	{.name = "purpose", .label = N_("Purpose"), .kind = PD_FIELD_CHOICE, .choices = pd_profile_names, \
	 .when_field = "profile", .when_value = "", .help = N_("What the certificate is for")}, \
	PD_FIELDS_LIMITS("purpose", "sub-ca"), \
	{.name = "eku", .label = N_("Purposes (EKU)"), .when_field = "csr", \
	 .help = N_("Extended key usages, such as serverAuth,clientAuth or OIDs; empty: those of the " \
		"purpose")}, \
	{.name = "ku", .label = N_("Key usages"), .when_field = "csr", \
	 .help = N_("Key usages, such as digitalSignature,keyEncipherment; empty: the usual")}, \
	{.name = "extensions", .label = N_("Extensions"), .when_field = "csr", \
	 .help = N_("OIDs of the other extensions that are taken from the request as they are; " \
		"empty: none")}, \
	PD_FIELDS_KIND(key_choices, "csr", "", \
		N_("The algorithm of the new key; profile: as the profile says, EC P-256 unless it says " \
			"otherwise")), \
	{.name = "allow-weak", .label = N_("Allow weak"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND, \
	 .help = N_("Really issue for a key or request that can be broken")}, \
	{.name = "days", .label = N_("Valid days"), .kind = PD_FIELD_NUMBER, .when_field = batch_, \
	 .when_value = "", .note = pd_order_note_days, .least = 1, .most = PD_MOST_DAYS, \
	 .help = N_("How many days it is valid; empty: as the profile says, 730 unless it says otherwise, " \
		"but never longer than the CA")}, \
	PD_FIELDS_ALL_THE_SAME, \
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE, \
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase, .when_field = "csr", .when_value = "", \
	 .help = N_("Protects the new private key here and in key.pem, 8 characters or more; empty: " \
		"not encrypted, readable only to this account")}, \
	FIELDS_HANDOVER(pd_order_usual_directory, NULL), \
	PD_FIELD_CA_PASSPHRASE, \
	{.name = "profile", .label = N_("Profile"), .flags = PD_RARE, \
	 .help = N_("A profile of settings.cfg; empty: one of those that are shipped")}

static const struct pd_field issue_fields[] = {
	{.name = "batch", .label = N_("Batch"), .kind = PD_FIELD_FILE, .flags = PD_COMMAND,
	 .help = N_("A CSV file, one certificate a line: its first line names the columns dn, "
		"san, purpose, "
		"days; without a purpose it is for a server, or for what --purpose or --profile says")},
	FIELDS_ISSUE("batch"),
	{0}
};

static const struct pd_field ensure_fields[] = {
	FIELDS_ISSUE(NULL),
	PD_FIELD_RENEW_BEFORE,
	{0}
};

static const struct pd_field batch_fields[] = {
	{.name = "batch", .label = N_("CSV table"), .kind = PD_FIELD_FILE, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("A CSV file, one certificate a line: its first line names the columns dn, "
		"san, purpose, "
		"days; without a purpose it is for a server")},
	{.name = "out", .label = N_("Directory"), .kind = PD_FIELD_OUTPUT,
	 .flags = PD_REQUIRED | PD_OVERWRITE | PD_DIRECTORY,
	 .help = N_("The directory that gets a directory for each certificate")},
	PD_FIELD_NEW_PASSPHRASE(N_("Protects the new private keys, 8 characters or more; "
		"empty: not encrypted, readable only to this account")),
	PD_FIELD_CA_PASSPHRASE,
	PD_FIELD_ANYWAY,
	{0}
};

static const struct pd_field review_fields[] = {
	{.name = "file", .label = N_("Signing request"), .kind = PD_FIELD_FILE,
	 .flags = PD_REQUIRED | PD_ARGUMENT, .help = N_("The file with a signing request (CSR)")},
	{0}
};

static const struct pd_field list_fields[] = {
	{.name = "status", .label = N_("Status"), .kind = PD_FIELD_CHOICE, .choices = status_choices,
	 .flags = PD_COMMAND, .help = N_("Only certificates of that status")},
	{.name = "search", .label = N_("Search"), .flags = PD_COMMAND,
	 .help = N_("Only certificates with this text in their names or serial number")},
	{0}
};

static const struct pd_field renew_fields[] = {
	{.name = "serial", .label = N_("Serial numbers"), .flags = PD_ARGUMENT | PD_MANY | PD_ROW | PD_SIGNED,
	 .help = N_("Serial numbers of the certificates to renew, or the first digits of each; "
		"ca: the CA itself; or --due")},
	{.name = "due", .label = N_("Due"), .kind = PD_FIELD_NUMBER, .bare = "0", .least = 0,
	 .most = PD_MOST_DAYS, .flags = PD_COMMAND,
	 .help = N_("Renew all that expire within this number of days, or without a number those "
		"in the last third of their lives: in the directories where they were handed "
		"over, whose deploy targets are then reloaded")},
	PD_FIELD_DAYS_NOTED(NULL, PD_MOST_DAYS, pd_ssl_note_renewal,
		N_("How many days the new one is valid; empty: as many as the old one, but never "
			"longer than its CA")),
	{.name = "new-key", .label = N_("New key"), .kind = PD_FIELD_FLAG,
	 .help = N_("Make a new key of the same kind; otherwise the key stays")},
	{.name = "trust", .label = N_("Trust it"), .kind = PD_FIELD_FLAG, .when_field = "serial",
	 .when_value = "ca", .help = N_("Put the new certificate of the CA into the trust list, too")},
	PD_FIELDS_ALL_THE_SAME,
	PD_FIELD_ALLOW_WEAK_TYPED,
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase, .when_field = "new-key",
	 .when_value = "yes",
	 .help = N_("Protects the new private key, 8 characters or more; empty: not "
	 	"encrypted, readable only to this account")},
	/* A CA is not handed over. */
	FIELDS_HANDOVER(NULL, "!serial=ca"),
	PD_FIELD_CA_PASSPHRASE,
	{0}
};

static const struct pd_field revoke_fields[] = {
	FIELD_SERIALS(N_("Serial numbers of the certificates to revoke, or the first digits of each")),
	{.name = "reason", .label = N_("Reason"), .kind = PD_FIELD_CHOICE, .choices = pd_reasons,
	 .help = N_("Why; certificateHold can be taken back by removeFromCRL")},
	{.name = "unlisted", .label = N_("Unlisted"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .help = N_("Revoke this serial number, all of it, even if nothing here knows it; "
		"digits alone are hexadecimal")},
	PD_FIELD_CA_PASSPHRASE,
	{0}
};

static const struct pd_field crl_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, .flags = PD_ARGUMENT | PD_OVERWRITE,
	 .help = N_("The file that gets the list as PEM; - is standard output; empty: it is only "
		"kept here")},
	{.name = "days", .label = N_("Valid days"), .kind = PD_FIELD_NUMBER, .note = pd_common_note_days,
	 .preset = "30", .least = 1, .most = 3653, .help = N_("Days until the next list is due")},
	{.name = "ca", .label = N_("CA"), .propose = pd_former_propose, .note = pd_former_note,
	 .help = N_("A CA that was replaced, by its serial number or public key id; left out: the CA in "
		"use, and the lists of all that were replaced are signed anew, too")},
	{.name = "nothing-revoked", .label = N_("Nothing revoked"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("The CA came from elsewhere without a revocation list, and has revoked nothing there")},
	PD_FIELD_CA_PASSPHRASE,
	{0}
};

static const struct pd_field retire_fields[] = {
	{.name = "ca", .label = N_("CA"), .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The CA that was replaced, by its serial number or public key id")},
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, .flags = PD_OVERWRITE,
	 .help = N_("The file that gets its last list as PEM; - is standard output; empty: it is only kept "
		"here")},
	PD_FIELD_CA_PASSPHRASE,
	{0}
};

static const struct pd_field ocsp_fields[] = {
	FIELD_SERIAL(N_("Serial number of the certificate whose status is told, or its first digits")),
	PD_FIELD_OUTPUT_FILE(NULL,
		N_("The file that gets the response as DER, as servers send it along (stapling); - is "
			"standard output")),
	{.name = "days", .label = N_("Valid days"), .kind = PD_FIELD_NUMBER, .preset = "7", .least = 1,
	 .most = 3653, .help = N_("Days until the next response is due")},
	{.name = "signer", .label = N_("Signer"),
	 .help = N_("The serial number of an issued OCSP signer with its key here; empty: the CA signs for "
		"itself")},
	{.name = "passphrase", .label = N_("Signer passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .when_field = "signer", .help = N_("Opens the private key of the signer if it is encrypted")},
	PD_FIELD_CA_PASSPHRASE,
	{0}
};

static const struct pd_field forget_fields[] = {
	FIELD_SERIALS(N_("The certificates whose private keys are forgotten: the serial number of each")),
	{0}
};

static const struct pd_field request_fields[] = {
	{.name = "dn", .label = N_("Subject"), .kind = PD_FIELD_DN, .flags = PD_REQUIRED,
	 .help = N_("The distinguished name of the CA, such as CN=Example Issuing CA,O=Example,C=DE")},
	PD_FIELDS_LIMITS(NULL, NULL),
	PD_FIELDS_KEY(pd_choices_algorithm),
	PD_FIELD_NEW_IN_TOKEN,
	PD_FIELD_NEW_PASSPHRASE(N_("Protects the private key here, 8 characters or more; "
		"empty: not encrypted, readable only to this account")),
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, .flags = PD_ARGUMENT | PD_OVERWRITE,
	 .help = N_("The file that gets the signing request as PEM; - or empty: it is shown")},
	{0}
};

static const struct pd_field trust_fields[] = {
	{.name = "ca", .label = N_("CA"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT | PD_ROW,
	 .help = N_("Which CA: by default the one in use; one that was replaced by its serial number, or "
		"the first digits of its key id")},
	PD_FIELD_ALLOW_WEAK_TYPED,
	{0}
};

#define LASTING \
	N_("a certificate that was issued stays in the register, or it could never be " \
	   "revoked; revoke it instead")

const struct pd_operation pd_ssl_operations[] = {
	{.tab = "ssl", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show a certificate in full: the CA, or one that it issued"),
	 .on = PD_ON_CA | PD_ON_FORMER | PD_ON_ISSUED | PD_ON_REQUEST | PD_ON_DAMAGED, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = show_fields, .run = show_ssl_row,
	 .sensitive = N_("Private key shown"), .sensitive_with = "private-key"},
	{.tab = "ssl", .name = "issue", .key = 'n', .label = N_("Issue"),
	 .help = N_("Sign a certificate; for a signing request begin with Review"), .on = PD_ON_TAB,
	 .group = N_("Issuing"), .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = issue_fields,
	 .run = pd_ssl_issue,
	 .lasting = LASTING},
	{.tab = "ssl", .name = "ensure", .label = N_("Ensure"),
	 .help = N_("Issue a certificate unless it is already there as requested, or renew "
	 	"it when it expires soon; safe to repeat"),
	 .on = PD_ON_TAB,
	 .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = ensure_fields,
	 .run = pd_ssl_ensure, .lasting = LASTING},
	{.tab = "ssl", .name = "review", .key = 'v', .label = N_("Review"),
	 .help = N_("Read what a signing request asks for, then issue for it"), .on = PD_ON_TAB,
	 .group = N_("Issuing"), .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = review_fields,
	 .run = pd_ssl_review},
	{.tab = "ssl", .name = "batch", .key = 'b', .label = N_("Batch"), .button = N_("Issue all"),
	 .help = N_("Issue many certificates from a table: all of them, or none"), .on = PD_ON_TAB,
	 .group = N_("Issuing"), .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = batch_fields,
	 .run = pd_ssl_batch,
	 .lasting = LASTING},
	{.tab = "ssl", .name = "renew", .key = 'r', .label = N_("Renew"),
	 .help = N_("Renew a certificate: same name, new expiry date; the CA itself, or one that "
		"it issued"),
	 .on = PD_ON_CA | PD_ON_ISSUED, .hazard = PD_ADDS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = renew_fields, .run = renew_ssl_row, .lasting = LASTING},
	{.tab = "ssl", .name = "revoke", .key = 'x', .label = N_("Revoke"),
	 .help = N_("Revoke a certificate, and sign a new revocation list"), .on = PD_ON_ISSUED,
	 .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .fields = revoke_fields, .run = pd_ssl_revoke,
	 .preview = pd_ssl_preview_revoke, .confirm = N_("Revoke this?"),
	 .blocked = pd_ssl_blocked_revoke,
	 .lasting = N_("a certificate that was revoked stays revoked, for others may know it; if that was "
		"a mistake, history undo NUMBER --force --comment REASON takes it back"),
	 .by_force = N_("others may still have the list that revokes it; sign a new one (ssl crl) and "
		"publish it")},
	{.tab = "ssl", .name = "export", .key = 'e', .label = N_("Export"),
	 .help = N_("Write certificates to a file, with chain and key if asked"),
	 .on = PD_ON_CA | PD_ON_FORMER | PD_ON_ISSUED, .hazard = PD_READS,
	 .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = export_fields, .run = pd_ssl_export,
	 .sensitive = N_("Private key exported"), .sensitive_with = "private-key"},
	{.tab = "ssl", .name = "crl", .key = 'l', .label = N_("Sign list"),
	 .help = N_("Sign a new revocation list, and write it to a "
		"file"), .on = PD_ON_TAB, .starts_from = PD_ON_FORMER, .group = N_("Issuing"),
	 .hazard = PD_ADDS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = crl_fields, .run = pd_ssl_crl},
	{.tab = "ssl", .name = "retire", .key = 'E', .label = N_("Retire"),
	 .help = N_("End a CA that was replaced: sign its last revocation list, and destroy its key"),
	 .on = PD_ON_FORMER, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .fields = retire_fields,
	 .run = pd_ssl_retire, .preview = pd_ssl_preview_retire, .confirm = N_("Retire this CA?")},
	{.tab = "ssl", .name = "trust", .key = 't', .label = N_("Trust"),
	 .help = N_("Put a CA that is here into the trust list"), .on = PD_ON_CA | PD_ON_FORMER,
	 .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = trust_fields, .run = pd_ssl_trust,
	 .preview = pd_ssl_preview_trust, .confirm = N_("Trust this CA?")},
	{.tab = "ssl", .name = "ocsp", .key = 's', .label = N_("OCSP response"),
	 .button = N_("Sign response"),
	 .help = N_("Sign what OCSP says of a certificate: a file that its server sends along"),
	 .on = PD_ON_ISSUED, .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = ocsp_fields,
	 .run = pd_ssl_ocsp},
	{.tab = "ssl", .name = "list", .label = N_("List"), .help = N_("List the CA and what it has issued"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .fields = list_fields, .run = pd_ssl_list},
	{.tab = "ssl", .name = "forget-key", .key = 'd', .label = N_("Forget key"),
	 .help = N_("Forget the private key of an issued certificate; the certificate stays"),
	 .on = PD_ON_ISSUED, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .fields = forget_fields,
	 .run = pd_ssl_forget_key, .preview = pd_ssl_preview_forget,
	 .confirm = N_("Forget the private key?")},
	{.tab = "ssl", .name = "request-delete", .key = 'X', .label = N_("Delete request"),
	 .help = N_("Delete the pending request of an intermediate CA, with its key"), .on = PD_ON_REQUEST,
	 .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .run = pd_ssl_request_delete,
	 .preview = pd_ssl_preview_request, .confirm = N_("Delete this request and its key?")},
	{.tab = "ssl", .name = "update", .key = 'u', .label = N_("Update"),
	 .help = N_("Install a CA from pasted PEM text: key and chain"), .on = PD_ON_TAB,
	 .group = N_("The CA"), .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = update_fields,
	 .run = pd_ssl_import,
	 .preview = pd_ssl_preview_import, .confirm = N_("Replace this CA?")},
	{.tab = "ssl", .name = "import", .key = 'i', .label = N_("Import"),
	 .help = N_("Install a CA from files"), .on = PD_ON_TAB, .group = N_("The CA"), .hazard = PD_REPLACES,
	 .role = PD_SECURITY_OFFICER, .fields = import_fields, .run = pd_ssl_import,
	 .preview = pd_ssl_preview_import, .confirm = N_("Replace this CA?")},
	{.tab = "ssl", .name = "adopt", .key = 'a', .label = N_("Adopt"),
	 .help = N_("Take over what a CA of this store issued elsewhere"), .on = PD_ON_TAB,
	 .group = N_("The CA"), .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = adopt_fields,
	 .run = pd_ssl_adopt},
	{.tab = "ssl", .name = "generate", .key = 'g', .label = N_("Generate"),
	 .help = N_("Make a new CA: a key and a self-signed certificate"), .on = PD_ON_TAB,
	 .group = N_("The CA"), .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = generate_fields,
	 .run = pd_ssl_generate, .preview = pd_ssl_preview_ca, .confirm = N_("Replace this CA?")},
	{.tab = "ssl", .name = "request", .key = 'c', .label = N_("Request"), .button = N_("Make request"),
	 .help = N_("Make a signing request (CSR) for an intermediate CA"),
	 .on = PD_ON_TAB,
	 .group = N_("The CA"), .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = request_fields,
	 .run = pd_ssl_request, .preview = pd_ssl_preview_request,
	 .confirm = N_("Replace the pending request?")},
	{0}
};
/* clang-format on */

static bool
show_former(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	return pd_former_load(context, pd_value_text(values, "serial"), &ca, error) &&
	       pd_identity_show_one(&pd_ca_kind, context, &ca, values, result, error);
}

static bool
show_ssl_row(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *row = pd_value_text(values, "serial");
	if (row != NULL && strcmp(row, "request") == 0)
		return pd_ssl_show_request(context, values, result, error);
	if (pd_former_is_row(row))
		return show_former(context, values, result, error);
	return pd_ssl_is_issued(row)
		       ? pd_ssl_show_issued(context, values, result, error)
		       : pd_identity_show(&pd_ca_kind, context, values, result, error);
}

static bool
renew_ssl_row(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	size_t count = pd_value_count(values, "serial"), ca = 0;
	while (ca < count && strcmp(pd_value_item(values, "serial", ca), "ca") != 0)
		ca++;
	if (ca == count)
		return pd_ssl_renew(context, values, result, error);
	if (count == 1)
		return pd_role_raise(context,
			       pd_operation_find(context->tabs, "ssl", "renew"),
			       PD_SECURITY_OFFICER, error) &&
		       pd_ssl_renew_ca(context, values, result, error);
	return pd_fail(error, PD_EUSAGE, "ca",
		_("the CA is renewed by itself, before what it has issued; name it "
		  "alone"));
}
