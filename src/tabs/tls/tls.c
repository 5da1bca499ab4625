/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls.h"

#include "base/text.h"
#include "base/time.h"
#include "probe/probe.h"
#include "tabs/shared/common.h"
#include "tabs/shared/group_form.h"
#include "tabs/shared/token_key.h"
#include "tabs/ssl/renew/ssl_due.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_host.h"
#include "tabs/tls/tls_issue.h"
#include "tabs/tls/tls_targets.h"
#include "tabs/trust/trust_admit.h"

/* The TLS Key tab: the host's own key, its certificate chain, and its signing request.
 */

static const char *const packings[] = {"pem", "der", "tar", "p12", NULL};
static const char *const encodings[] = {"pem", "der", NULL};

static char *
usual_host_dn(struct pd_context *context, const char *row)
{
	(void)context;
	(void)row;
	return pd_host_dn();
}

/* clang-format off */
/* Which of the keys; on the screen that of the row that is selected. */
#define FIELD_KEY(flags_, propose_, help_) \
	{.name = "name", .label = N_("Key name"), .kind = PD_FIELD_TEXT, .flags = flags_, \
	 .propose = propose_, .check = pd_tls_check_name, .offer = pd_tls_offer_names, .help = help_}
#define FIELD_KEY_NAME(flags_, help_) FIELD_KEY(flags_, pd_tls_propose_name, help_)
#define FIELD_ANY_KEY(help_) FIELD_KEY(PD_COMMAND, NULL, help_)
#define HELP_KEY_NAME \
	N_("The name of the TLS key, as the list of TLS keys shows it, or of a new one; empty: device")
#define HELP_KEY_CHOSEN N_("The name of the TLS key, as the list of TLS keys shows it; empty: device")

static const struct pd_field show_fields[] = {
	{.name = "row", .label = N_("Row"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT | PD_ROW,
	 .help = N_("key, request, or the number of a certificate of the chain; none: all but the "
		"request")},
	{.name = "request", .label = N_("Request"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .help = N_("Show the pending signing request instead")},
	FIELD_KEY_NAME(PD_COMMAND, HELP_KEY_CHOSEN),
	{0}
};

#define FIELD_NAMES(follow_, help_) \
	{.name = "san", .label = N_("Names (SAN)"), .kind = PD_FIELD_SAN, .follow = follow_, .help = help_}

#define FIELDS_REQUEST_FILE \
	PD_FIELD_OUTPUT_FILE( \
		pd_tls_request_file, N_("The file to write, for the CA; - is standard output")), \
	{.name = "format", .label = N_("Format"), .kind = PD_FIELD_CHOICE, .choices = encodings, \
	 .help = N_("PEM text or DER")}

#define FIELDS_SUBJECT \
	{.name = "dn", .label = N_("Subject"), .kind = PD_FIELD_DN, .flags = PD_REQUIRED, \
	 .compute = usual_host_dn, \
	 .help = N_("The distinguished name of the host, such as CN=host.example.org,O=Example,C=DE")}, \
	FIELD_NAMES(pd_tls_usual_names, \
		N_("The names and addresses that clients use: DNS:a.example,IP:192.0.2.1; none: " \
		"all of this " \
			"host, or the common name if that is another"))

#define FIELDS_SIGNER \
	{.name = "use-ssl-ca", .label = N_("Use the CA"), .kind = PD_FIELD_FLAG, .propose = pd_tls_has_ca, \
	 .help = N_("Have it signed by the CA of the SSL tab; otherwise it is self-signed")}, \
	{.name = "ca-passphrase", .label = N_("CA passphrase"), .kind = PD_FIELD_PASSPHRASE, \
	 .flags = PD_RARE, .when_field = "use-ssl-ca", .when_value = "yes", \
	 .help = N_("Opens the private key of the CA if it is encrypted")}, \
	PD_FIELDS_ALL_THE_SAME

static const struct pd_field generate_fields[] = {
	FIELDS_SUBJECT,
	FIELDS_SIGNER,
	{.name = "reuse-key", .label = N_("Reuse key"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Make a new certificate for the key in use, instead of a new key")},
	PD_FIELDS_KEY_WHEN(pd_choices_rsa, "reuse-key", "no"),
	PD_FIELD_TOKEN_WHEN("reuse-key", "no", PD_HELP_NEW_IN_TOKEN),
	PD_FIELD_DAYS("825", N_("How many days the certificate is valid")),
	PD_FIELD_ANY_PASSPHRASE(N_("Protects the new key here, or opens the key in use; empty: the new key "
			"is kept open, readable only to this account")),
	FIELD_KEY_NAME(PD_RARE, HELP_KEY_NAME),
	{0}
};

static const struct pd_field ensure_fields[] = {
	FIELDS_SUBJECT,
	{.name = "request", .label = N_("Request"), .kind = PD_FIELD_FLAG,
	 .help = N_("Have it signed by another CA: show the signing request for it, which stays pending")},
	FIELDS_SIGNER,
	PD_FIELDS_KEY(pd_choices_rsa),
	PD_FIELD_NEW_IN_TOKEN,
	PD_FIELD_DAYS("825", N_("How many days the certificate is valid")),
	PD_FIELD_RENEW_BEFORE,
	PD_FIELD_ANY_PASSPHRASE(N_("Protects the new key here, or opens the key in use; empty: the new key "
			"is kept open, readable only to this account")),
	FIELD_KEY_NAME(PD_RARE, HELP_KEY_NAME),
	{0}
};

static const struct pd_field new_fields[] = {
	{.name = "name", .label = N_("Key name"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED,
	 .check = pd_tls_check_name,
	 .help = N_("What the new key is called here, such as web or mail: letters, digits, . _ -")},
	FIELDS_SUBJECT,
	FIELDS_SIGNER,
	PD_FIELDS_KEY(pd_choices_rsa),
	PD_FIELD_NEW_IN_TOKEN,
	PD_FIELD_DAYS("825", N_("How many days the certificate is valid")),
	PD_FIELD_NEW_PASSPHRASE(N_("Protects the new key here, 8 characters or more; "
		"empty: not encrypted, readable only to this account")),
	{0}
};

static const struct pd_field renew_fields[] = {
	PD_FIELD_DAYS(NULL, N_("How many days the new one is valid; empty: as many as the old "
		"one, but never "
			"longer than the CA")),
	{.name = "new-key", .label = N_("New key"), .kind = PD_FIELD_FLAG,
	 .help = N_("Make a new key of the same kind, instead of keeping the key in use")},
	PD_FIELD_CA_PASSPHRASE,
	PD_FIELDS_ALL_THE_SAME,
	PD_FIELD_ALLOW_WEAK_TYPED,
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase, .when_field = "new-key",
	 .when_value = "yes",
	 .help = N_("Protects the new key here, 8 characters or more; empty: not "
	 	"encrypted, readable only to this account")},
	{.name = "due", .label = N_("Due"), .kind = PD_FIELD_NUMBER, .bare = "0", .least = 0,
	 .most = PD_MOST_DAYS, .flags = PD_COMMAND,
	 .help = N_("Renew only what expires within this number of days, or without a number what "
		"is in the last third of its life")},
	{.name = "deploy", .label = N_("Deploy"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .help = N_("Then deploy it to all targets that settings.cfg names; with --due also what was "
		"renewed before and is not there yet")},
	FIELD_KEY_NAME(PD_COMMAND, N_("The name of the TLS key; empty: device, and with --due all keys")),
	{0}
};

static const struct pd_field request_fields[] = {
	{.name = "dn", .label = N_("Subject"), .kind = PD_FIELD_DN, .flags = PD_REQUIRED,
	 .propose = pd_tls_request_dn,
	 .help = N_("The distinguished name to ask for, such as CN=host.example.org,O=Example,C=DE")},
	FIELD_NAMES(pd_tls_request_names,
		N_("The names and addresses that clients use: DNS:a.example,IP:192.0.2.1; none: "
		"those of the "
			"certificate in use if it has this subject, else all of this host, or the common "
			"name")),
	{.name = "new-key", .label = N_("New key"), .kind = PD_FIELD_FLAG,
	 .help = N_("Ask for a certificate of a new key, instead of the key in use")},
	PD_FIELDS_KEY_WHEN(pd_choices_rsa, "new-key", "yes"),
	PD_FIELD_TOKEN_WHEN("new-key", "yes", PD_HELP_NEW_IN_TOKEN),
	PD_FIELD_ANY_PASSPHRASE(N_("Opens the key in use if it is kept encrypted, or protects the "
		"new key")),
	FIELDS_REQUEST_FILE,
	FIELD_KEY_NAME(PD_RARE, HELP_KEY_NAME),
	{0}
};

static const struct pd_field request_export_fields[] = {
	FIELDS_REQUEST_FILE,
	FIELD_KEY_NAME(PD_COMMAND, HELP_KEY_CHOSEN),
	{0}
};

static const struct pd_field import_fields[] = {
	{.name = "file", .label = N_("Files"), .kind = PD_FIELD_FILE, .flags = PD_ARGUMENT | PD_MANY,
	 .help = N_("The files with the certificate chain, and the private key if it was made elsewhere: "
		"PEM, DER, PKCS#12 or PKCS#7")},
	{.name = "pem", .label = N_("Pasted chain"), .kind = PD_FIELD_PEM, .flags = PD_SCREEN,
	 .help = N_("The certificate chain as PEM text, in any order")},
	PD_FIELD_IN_TOKEN,
	PD_FIELD_PASSPHRASE_TO_OPEN(N_("Opens what is encrypted, and protects a private key that comes "
			"along")),
	PD_FIELD_KEEP_OPEN(PD_HELP_KEEP_OPEN),
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	FIELD_KEY_NAME(PD_RARE, HELP_KEY_NAME),
	{0}
};

static const struct pd_field trust_fields[] = {
	{.name = "row", .label = N_("Certificates"), .kind = PD_FIELD_TEXT,
	 .flags = PD_ARGUMENT | PD_MANY | PD_ROW,
	 .help = N_("The numbers of the certificates, counted from the host's own up to the root; key, or "
		"left out: all")},
	FIELD_KEY_NAME(PD_COMMAND, HELP_KEY_CHOSEN),
	PD_FIELD_ALLOW_WEAK_TYPED,
	{0}
};

static const struct pd_field export_fields[] = {
	PD_FIELD_EXPORT_FILE,
	PD_FIELDS_PACKING(packings,
		N_("PEM text, DER, the archive of an X-Road security server (tar, gzipped) or "
			"PKCS#12 (p12)"),
		N_("Write the intermediate CAs too")),
	{.name = "root", .label = N_("Root"), .kind = PD_FIELD_FLAG, .asked_with = "chain",
	 .help = N_("Write the chain up to its root, which servers leave out")},
	FIELD_KEY_NAME(PD_COMMAND, HELP_KEY_CHOSEN),
	{0}
};

static const struct pd_field check_fields[] = {
	{.name = "host", .label = N_("Hosts"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY, .compute = pd_tls_check_host,
	 .help = N_("Where this host's certificate is served: HOST or HOST:PORT, IPv6 as [ADDRESS]:PORT")},
	PD_FIELDS_PROBE,
	FIELD_ANY_KEY(N_("The name of the TLS key that it is compared with; empty: that which is served, "
			"else device")),
	{0}
};

static const struct pd_field compare_fields[] = {
	{.name = "with", .label = N_("With"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .compute = pd_tls_check_host,
	 .help = N_("A file with a certificate, or HOST or HOST:PORT where one is served; ./NAME "
		"is always a "
		"file")},
	PD_FIELDS_PROBE,
	FIELD_ANY_KEY(N_("The name of the TLS key that it is compared with; empty: that which is served, "
			"else device")),
	{0}
};

static const struct pd_field deploy_fields[] = {
	{.name = "target", .label = N_("Target"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT,
	 .propose = pd_target_propose_name, .offer = pd_target_offer_names,
	 .help = N_("The name of one deploy target, as the list of deploy targets shows it; "
	 	"empty: all of them")},
	PD_FIELD_PASSPHRASE_TO_OPEN(N_("Opens the private key if it is kept encrypted; services read it "
			"without")),
	{.name = "dry-run", .label = N_("Dry run"), .kind = PD_FIELD_FLAG,
	 .help = N_("Show what would be written and run, and change nothing")},
	{.name = "reload", .label = N_("Reload"), .kind = PD_FIELD_FLAG, .preset = "yes",
	 .when_field = "dry-run", .when_value = "no",
	 .help = N_("Run the commands of the targets; no: only write, for a service that does not run yet")},
	FIELD_ANY_KEY(N_("Only the targets that get the TLS key of this name; empty: those of all keys")),
	{0}
};

static const struct pd_field target_set_fields[] = {
	{.name = "target", .label = N_("Target"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .propose = pd_target_propose_name, .offer = pd_target_offer_names,
	 .help = N_("The name of the deploy target, such as nginx; an existing one is changed")},
	{.name = "name", .label = N_("Key name"), .kind = PD_FIELD_TEXT, .flags = PD_EMPTIES,
	 .propose = pd_target_propose_tls,
	 .check = pd_tls_check_name, .offer = pd_tls_offer_names,
	 .help = N_("The name of the TLS key that it gets, as the list of TLS keys shows it; empty: device")},
	PD_FIELD_MEMBER("certificate", N_("Certificate"), pd_target_propose_certificate,
		N_("The full path of the file that gets the chain, such as "
			"/etc/nginx/ssl/site.pem")),
	PD_FIELD_MEMBER("key", N_("Private key"), pd_target_propose_key,
		N_("The full path of the file that gets the private key; empty: not written")),
	PD_FIELD_MEMBER("owner", N_("Owner"), pd_target_propose_owner,
		N_("Owner of the files, USER:GROUP, such as root:ssl-cert; empty: unchanged")),
	PD_FIELD_MEMBER("mode", N_("Mode"), pd_target_propose_mode,
		N_("The octal mode of the files, such as 0640; empty: 0644, and 0600 of the key")),
	PD_FIELD_MEMBER("reload", N_("Reload"), pd_target_propose_reload,
		N_("The command for the service to read them, such as systemctl reload nginx; empty: none")),
	PD_FIELD_WHOLE,
	{0}
};

static const struct pd_field target_fields[] = {
	{.name = "target", .label = N_("Target"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .offer = pd_target_offer_names,
	 .help = N_("The name of the deploy target, as the list of deploy targets shows it")},
	{0}
};

/* Of operations that ask nothing else. */
static const struct pd_field key_fields[] = {
	FIELD_KEY_NAME(PD_COMMAND, HELP_KEY_CHOSEN),
	{0}
};

static const struct pd_field remove_fields[] = {
	FIELD_KEY_NAME(PD_COMMAND | PD_REQUIRED,
		N_("The name of the TLS key, as the list of TLS keys shows it")),
	{0}
};

static const struct pd_field rename_fields[] = {
	FIELD_KEY_NAME(PD_COMMAND | PD_REQUIRED,
		N_("The name of the TLS key, as the list of TLS keys shows it")),
	{.name = "to", .label = N_("New name"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .propose = pd_tls_propose_name, .check = pd_tls_check_name,
	 .help = N_("The new name of the key: letters, digits, . _ -")},
	{0}
};

static const struct pd_field target_rename_fields[] = {
	{.name = "target", .label = N_("Target"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .offer = pd_target_offer_names,
	 .help = N_("The name of the deploy target, as the list of deploy targets shows it")},
	PD_FIELD_NEW_NAME(NULL, N_("The new name of the deploy target")),
	{0}
};

/* What is about keys is not for the list of targets. */
#define ON_KEYS (PD_ON_KEY | PD_ON_CHAIN | PD_ON_REQUEST | PD_ON_DAMAGED)

const struct pd_operation pd_tls_operations[] = {
	{.tab = "tls", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show a key, certificate, signing request or deploy target in full"),
	 .on = PD_ON_KEY | PD_ON_CHAIN | PD_ON_REQUEST | PD_ON_TARGET | PD_ON_DAMAGED, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = show_fields, .run = pd_tls_show},
	{.tab = "tls", .name = "generate", .key = 'g', .label = N_("Generate"),
	 .help = N_("Make a new key and certificate for this host"),
	 .on = PD_ON_TAB, .beside = ON_KEYS,
	 .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR, .fields = generate_fields,
	 .run = pd_tls_generate, .preview = pd_tls_preview, .confirm = N_("Replace this TLS certificate?")},
	{.tab = "tls", .name = "ensure", .label = N_("Ensure"),
	 .help = N_("Make a key and certificate, or a signing request, unless they are "
	 	"already there as requested, or renew what expires soon; safe to repeat"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR, .fields = ensure_fields,
	 .run = pd_tls_ensure, .preview = pd_tls_preview_ensure,
	 .confirm = N_("Replace this TLS certificate?")},
	{.tab = "tls", .name = "request", .key = 'c', .label = N_("Request"), .button = N_("Make request"),
	 .help = N_("Make a signing request (CSR) for a CA"),
	 .on = PD_ON_TAB, .beside = ON_KEYS, .hazard = PD_REPLACES,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = request_fields, .run = pd_tls_request,
	 .preview = pd_tls_preview_request, .confirm = N_("Replace this pending request?")},
	{.tab = "tls", .name = "import", .key = 'i', .label = N_("Import"),
	 .help = N_("Install the certificate that a CA sent, with its chain"),
	 .on = PD_ON_TAB, .beside = ON_KEYS, .starts_from = PD_ON_REQUEST,
	 .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = import_fields, .run = pd_tls_import, .preview = pd_tls_preview_import,
	 .confirm = N_("Replace this TLS certificate?")},
	{.tab = "tls", .name = "export", .key = 'e', .label = N_("Export"),
	 .help = N_("Write the certificate to a file, with its chain and key if asked"),
	 .on = PD_ON_KEY | PD_ON_CHAIN, .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = export_fields, .run = pd_tls_export,
	 .sensitive = N_("Private key exported"), .sensitive_with = "private-key"},
	{.tab = "tls", .name = "request-export", .key = 'E', .label = N_("Export request"),
	 .help = N_("Write the pending signing request to a file again"), .on = PD_ON_REQUEST,
	 .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = request_export_fields,
	 .run = pd_tls_request_export},
	{.tab = "tls", .name = "request-delete", .key = 'd', .label = N_("Delete request"),
	 .help = N_("Delete the pending signing request, and its key if it has one of its own"),
	 .on = PD_ON_REQUEST, .hazard = PD_DESTROYS, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = key_fields, .run = pd_tls_request_delete, .preview = pd_tls_preview_request_delete,
	 .confirm = N_("Delete this signing request?")},
	{.tab = "tls", .name = "trust", .key = 't', .label = N_("Trust"),
	 .help = N_("Add certificates of the chain to the trust list"), .on = PD_ON_KEY | PD_ON_CHAIN,
	 .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = trust_fields, .run = pd_tls_trust,
	 .preview = pd_tls_preview_trust, .confirm = N_("Trust this?")},
	{.tab = "tls", .name = "renew", .key = 'r', .label = N_("Renew"),
	 .help = N_("Renew the standard certificate, or one that the CA here issued"),
	 .on = PD_ON_TAB, .beside = ON_KEYS,
	 .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR, .fields = renew_fields, .run = pd_tls_renew,
	 .preview = pd_tls_preview, .confirm = N_("Replace this TLS certificate?"),
	 .blocked = pd_tls_blocked_renew,
	 .sensitive = N_("TLS key deployed"), .sensitive_with = "deploy"},
	{.tab = "tls", .name = "clear", .key = 'C', .label = N_("Clear"), .action = N_("Take out of use"),
	 .help = N_("Go back to the standard certificate and key"),
	 .on = PD_ON_TAB, .beside = ON_KEYS, .hazard = PD_DESTROYS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = key_fields, .run = pd_tls_clear,
	 .preview = pd_tls_preview_clear, .confirm = N_("Take this certificate out of use?"),
	 .blocked = pd_tls_blocked_clear},
	{.tab = "tls", .name = "check", .key = 'v', .label = N_("Check"),
	 .help = N_("Check whether hosts serve the certificate that is here"),
	 .on = PD_ON_TAB, .beside = ON_KEYS, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = check_fields, .run = pd_tls_check},
	{.tab = "tls", .name = "compare", .key = '=', .label = N_("Compare"),
	 .help = N_("Show what differs between this certificate and another"),
	 .on = PD_ON_TAB, .beside = ON_KEYS, .hazard = PD_READS, .role = PD_OBSERVER,
	 .fields = compare_fields, .run = pd_tls_compare},
	{.tab = "tls", .name = "deploy", .key = 'p', .label = N_("Deploy"),
	 .help = N_("Write key and chain for the services, and reload these"), .on = PD_ON_TAB,
	 .group = N_("Services"), .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = deploy_fields, .run = pd_tls_deploy, .preview = pd_tls_preview_deploy,
	 .confirm = N_("Replace these files of services?"), .blocked = pd_tls_blocked_deploy,
	 .sensitive = N_("TLS key deployed")},
	{.tab = "tls", .name = "list", .label = N_("List"),
	 .help = N_("List the TLS keys of this host by name, with the deploy targets that get each"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .run = pd_tls_list},
	{.tab = "tls", .name = "new", .key = 'n', .label = N_("New"),
	 .help = N_("Make another key and certificate beside those that are here"),
	 .on = PD_ON_TAB, .beside = ON_KEYS,
	 .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = new_fields, .run = pd_tls_new},
	{.tab = "tls", .name = "remove", .key = 'X', .label = N_("Remove"),
	 .help = N_("Remove a key other than device, with its certificate and request"),
	 .on = PD_ON_KEY | PD_ON_CHAIN | PD_ON_REQUEST | PD_ON_DAMAGED, .hazard = PD_DESTROYS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = remove_fields, .run = pd_tls_remove,
	 .preview = pd_tls_preview_remove, .confirm = N_("Remove this TLS key?"),
	 .blocked = pd_tls_blocked_remove},
	{.tab = "tls", .name = "rename", .key = 'N', .label = N_("Rename"),
	 .help = N_("Rename a key other than device, also in its deploy targets"),
	 .on = PD_ON_KEY | PD_ON_CHAIN | PD_ON_REQUEST, .hazard = PD_ADDS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = rename_fields, .run = pd_tls_rename,
	 .blocked = pd_tls_blocked_rename},
	{.tab = "tls", .name = "target-list", .label = N_("List targets"),
	 .help = N_("List the deploy targets, and whether each is up to date"), .on = PD_ON_TAB,
	 .hazard = PD_READS, .role = PD_OBSERVER, .run = pd_target_list},
	{.tab = "tls", .name = "target-set", .key = 'a', .label = N_("Set target"), .action = N_("Change"),
	 .help = N_("Say in which files a service reads its key and chain"),
	 .on = PD_ON_TAB,
	 .group = N_("Services"), .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER,
	 .fields = target_set_fields,
	 .run = pd_target_set, .preview = pd_target_preview_set,
	 .confirm = N_("Change this deploy target?")},
	{.tab = "tls", .name = "target-remove", .key = 'x', .label = N_("Remove target"),
	 .help = N_("Take a deploy target out of the settings; its files stay"), .on = PD_ON_TARGET,
	 .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .fields = target_fields,
	 .run = pd_target_remove, .preview = pd_target_preview_remove,
	 .confirm = N_("Remove this deploy target?")},
	{.tab = "tls", .name = "target-rename", .key = 'T', .label = N_("Rename target"),
	 .help = N_("Give a deploy target another name"), .on = PD_ON_TARGET, .hazard = PD_ADDS,
	 .role = PD_SECURITY_OFFICER, .fields = target_rename_fields, .run = pd_target_rename},
	{0}
};
/* clang-format on */

bool
pd_tls_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_of(NULL, &place);
	return pd_tls_make_standard(NULL, &identity, error) &&
	       pd_identity_put(change, place.record, &identity, context, error);
}
