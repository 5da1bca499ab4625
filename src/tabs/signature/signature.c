/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/signature/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/trust/trust_admit.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"

/* The Signature tab: the certificate that deployments are signed with. */

static const char *const algorithms[] = {"ec", "rsa", NULL};
static const char *const formats[] = {"js7", "cms", NULL};
static const char *const encodings[] = {"pem", "der", NULL};

static bool
check_expires(const char *text, const char *name, struct pd_error *error)
{
	int64_t time;
	if (strcmp(text, "never") == 0 || pd_text_read_date(text, &time))
		return true;
	return pd_fail(error, PD_EUSAGE, name,
		_("\"%s\" is not a date; write it as YYYY-MM-DD, or never"), text);
}

/* clang-format off */
#define HELP_KEEP_OPEN \
	N_("Keep the private key here without a passphrase, readable only to the owner of the store")

static const struct pd_field show_fields[] = {
	PD_FIELD_SHOW_KEY,
	{0}
};

static const struct pd_field update_fields[] = {
	{.name = "pem", .label = N_("Signer"), .kind = PD_FIELD_PEM, .flags = PD_REQUIRED,
	 .help = N_("The private key, the signing certificate, and the chain above it if it has "
		"one, as PEM "
		"text")},
	PD_FIELD_IN_TOKEN,
	PD_FIELDS_KEY_IN(HELP_KEEP_OPEN),
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field import_fields[] = {
	PD_FIELD_FILES(N_("The files with the private key and the signing certificate: PEM, DER, "
		"PKCS#12 or "
			"PKCS#7")),
	PD_FIELD_IN_TOKEN,
	PD_FIELDS_KEY_IN(HELP_KEEP_OPEN),
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field generate_fields[] = {
	{.name = "dn", .label = N_("Subject"), .kind = PD_FIELD_DN, .flags = PD_REQUIRED,
	 .compute = pd_signature_dn,
	 .help = N_("The distinguished name of the signer, such as CN=deploy,O=Example,C=DE")},
	{.name = "use-ssl-ca", .label = N_("Use the CA"), .kind = PD_FIELD_FLAG, .preset = "yes",
	 .help = N_("Have it signed by the CA of the SSL tab; otherwise it is self-signed")},
	PD_FIELD_CA_PASSPHRASE,
	PD_FIELD_ANYWAY,
	PD_FIELDS_KEY(algorithms),
	PD_FIELD_NEW_IN_TOKEN,
	{.name = "expires", .label = N_("Expires"), .kind = PD_FIELD_TEXT,
	 .flags = PD_RARE, .check = check_expires,
	 .help = N_("The day on which it ends (YYYY-MM-DD), or never; empty: after some days")},
	{.name = "days", .label = N_("Valid days"), .kind = PD_FIELD_NUMBER, .note = pd_common_note_days,
	 .preset = "730", .least = 1, .most = PD_MOST_DAYS, .when_field = "expires", .when_value = "",
	 .help = N_("How many days it is valid")},
	PD_FIELD_NEW_PASSPHRASE(N_("Protects the private key here, 8 characters or more; "
		"empty: not encrypted, readable only to the owner of the store")),
	{0}
};

static const struct pd_field renew_fields[] = {
	PD_FIELD_CA_PASSPHRASE,
	PD_FIELD_ANYWAY,
	PD_FIELD_ALLOW_WEAK_TYPED,
	PD_FIELD_NEW_PASSPHRASE(N_("Protects the new private key here, 8 characters or "
		"more; empty: not encrypted, readable only to the owner of the store")),
	{0}
};

static const struct pd_field export_fields[] = {
	PD_FIELD_EXPORT_FILE,
	PD_FIELDS_PACKING(pd_choices_packing,
		N_("PEM text, DER, PKCS#12 (p12) or PKCS#7 (p7)"),
		N_("Write the certificates above the signing certificate too")),
	{0}
};

static const struct pd_field sign_fields[] = {
	PD_FIELD_FILES(N_("The files to sign; of a directory all that is in it except hidden files and "
			"signatures (.sig)")),
	{.name = "format", .label = N_("Format"), .kind = PD_FIELD_CHOICE, .choices = formats,
	 .help = N_("js7: the bare signature in base64, as JS7 has it; cms: CMS, with the certificates")},
	{.name = "encoding", .label = N_("Encoding"), .kind = PD_FIELD_CHOICE, .choices = encodings,
	 .when_field = "format", .when_value = "cms",
	 .help = N_("CMS as PEM text or as DER")},
	{.name = "out", .label = N_("Signature file"), .kind = PD_FIELD_OUTPUT, .flags = PD_OVERWRITE,
	 .help = N_("The signature, or the directory of the signatures; left out: FILE.sig beside each "
		"file")},
	{.name = "allow-expired", .label = N_("Sign when expired"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Sign although the certificate is not valid now; verifiers ignore such signatures")},
	PD_FIELD_PASSPHRASE_TO_OPEN(N_("Opens the private key if it is kept encrypted")),
	{0}
};

static const struct pd_field verify_fields[] = {
	PD_FIELD_FILES(N_("The signed files; of a directory all that is in it except hidden files and "
			"signatures (.sig)")),
	{.name = "signature", .label = N_("Signature"), .kind = PD_FIELD_FILE,
	 .help = N_("The signature of the file; left out: FILE.sig")},
	{.name = "trusted", .label = N_("Directory"), .kind = PD_FIELD_FILE, .flags = PD_DIRECTORY,
	 .help = N_("A directory trusted-x509-keys: who is in it, and what they issued, is trusted; left "
		"out: the certificate here")},
	{.name = "trust-list", .label = N_("Trust list"), .kind = PD_FIELD_FLAG,
	 .help = N_("Trust who is in the list of the Trust tab, and what they issued")},
	{.name = "certificate", .label = N_("Certificate"), .kind = PD_FIELD_FILE, .flags = PD_MANY,
	 .help = N_("The certificate of the signer, where it is neither here, nor in the signature, nor "
		"trusted itself")},
	{.name = "allow-expired", .label = N_("Accept expired"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Take certificates too that are not valid now")},
	{0}
};

static const struct pd_field publish_fields[] = {
	{.name = "directory", .label = N_("Directory"), .kind = PD_FIELD_FILE,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_DIRECTORY,
	 .help = N_("The directory trusted-x509-keys of a Controller or Agent")},
	{.name = "issuer", .label = N_("Issuer"), .kind = PD_FIELD_FILE,
	 .help = N_("The file with the certificate that verifiers need, that of the issuer, if it is "
		"neither in the chain nor kept here")},
	{.name = "itself", .label = N_("Itself"), .kind = PD_FIELD_FLAG,
	 .help = N_("Publish the signing certificate itself instead of its issuer: verifiers then trust "
		"this one alone")},
	{.name = "replace", .label = N_("Replace"), .kind = PD_FIELD_FLAG,
	 .help = N_("Remove files there that hold an older certificate of the same name")},
	{0}
};

const struct pd_operation pd_signature_operations[] = {
	{.tab = "signature", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show the signing certificate in full"), .on = PD_ON_SIGNER | PD_ON_DAMAGED,
	 .hazard = PD_READS, .role = PD_OBSERVER, .fields = show_fields, .run = pd_signature_show,
	 .blocked = pd_signature_blocked,
	 .sensitive = N_("Private key shown"), .sensitive_with = "private-key"},
	{.tab = "signature", .name = "sign", .key = 's', .label = N_("Sign"),
	 .help = N_("Sign files for deployment"), .on = PD_ON_SIGNER, .hazard = PD_READS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = sign_fields, .run = pd_signature_sign,
	 .blocked = pd_signature_blocked,
	 .sensitive = N_("Files signed")},
	{.tab = "signature", .name = "verify", .key = 'v', .label = N_("Verify"),
	 .help = N_("Verify signatures, and say who signed"), .on = PD_ON_TAB, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = verify_fields, .run = pd_signature_verify_files},
	{.tab = "signature", .name = "update", .key = 'u', .label = N_("Update"),
	 .help = N_("Install a signing certificate from pasted PEM text"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = update_fields,
	 .run = pd_signature_import, .preview = pd_signature_preview_import,
	 .confirm = N_("Replace this signing certificate?"), .blocked = pd_signature_blocked},
	{.tab = "signature", .name = "import", .key = 'i', .label = N_("Import"),
	 .help = N_("Install a signing certificate from files"), .on = PD_ON_TAB, .hazard = PD_REPLACES,
	 .role = PD_SECURITY_OFFICER, .fields = import_fields, .run = pd_signature_import,
	 .preview = pd_signature_preview_import, .confirm = N_("Replace this signing certificate?"),
	 .blocked = pd_signature_blocked},
	{.tab = "signature", .name = "generate", .key = 'g', .label = N_("Generate"),
	 .help = N_("Make a new signing key with its certificate"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = generate_fields,
	 .run = pd_signature_generate, .preview = pd_signature_preview,
	 .confirm = N_("Replace this signing certificate?"), .blocked = pd_signature_blocked},
	{.tab = "signature", .name = "renew", .key = 'r', .label = N_("Renew"),
	 .help = N_("Renew the certificate: same name and lifetime, new key"),
	 .on = PD_ON_SIGNER, .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR, .fields = renew_fields,
	 .run = pd_signature_renew, .preview = pd_signature_preview,
	 .confirm = N_("Replace this signing certificate?"), .blocked = pd_signature_blocked_renew},
	{.tab = "signature", .name = "export", .key = 'e', .label = N_("Export"),
	 .help = N_("Write the signing certificate to a file, with its chain and key if asked"),
	 .on = PD_ON_SIGNER, .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = export_fields,
	 .run = pd_signature_export, .blocked = pd_signature_blocked,
	 .sensitive = N_("Private key exported"), .sensitive_with = "private-key"},
	{.tab = "signature", .name = "delete", .key = 'd', .label = N_("Delete"),
	 .help = N_("Delete the signing key and certificate; deployment stops until there is another"),
	 .on = PD_ON_SIGNER, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .run = pd_signature_delete,
	 .preview = pd_signature_preview_delete, .confirm = N_("Delete the signing key and certificate?"),
	 .blocked = pd_signature_blocked},
	{.tab = "signature", .name = "publish", .key = 'p', .label = N_("Publish"),
	 .help = N_("Put the certificate into a directory of verifiers"), .on = PD_ON_SIGNER,
	 .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = publish_fields,
	 .run = pd_signature_publish, .blocked = pd_signature_blocked},
	{0}
};
/* clang-format on */

/* ---- view ---------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"subject", N_("Name"), 20, 0, false},
	{"kind", N_("Kind"), 6, 16, false},
	{"account", N_("Account"), 4, 12, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 8, 14, true},
	{0},
};
enum { KIND = 1 };

static void
add_signer_row(struct pd_context *context, const struct pd_identity *identity,
	struct pd_rows *rows)
{
	const struct pd_certificate *certificate = pd_identity_leaf(identity);
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(certificate, &notice);
	PD_AUTO(pd_drop_text)
	char *words = pd_describe_state_text(certificate, &notice);
	PD_AUTO(pd_drop_text)
	char *left = pd_describe_left(certificate, &notice);
	bool standard = strcmp(identity->origin, "standard") == 0;
	struct pd_row *row = pd_rows_add(
		rows, PD_ON_SIGNER, "signer", pd_describe_state_marker(state));
	pd_row_name(row, pd_certificate_subject(certificate),
		pd_certificate_common_name(certificate));
	pd_row_set(row, 1, standard ? _("signer, standard") : _("signer"), "signer");
	pd_row_set(row, 2, pd_signature_account(context), NULL);
	pd_row_date(row, 3, pd_certificate_not_after(certificate));
	pd_row_set(row, 4, left, pd_describe_state_name(state));
	rows->count = pd_copy(words);
}

static char *
summarise_signer(struct pd_context *context, const struct pd_identity *identity)
{
	const struct pd_certificate *certificate = pd_identity_leaf(identity);
	const char *key_id = pd_certificate_key_id(certificate);
	const char *key = pd_certificate_key_text(certificate);
	bool here = pd_store_has_key(context->store, key_id);
	PD_AUTO(pd_drop_text) char *issuer = pd_identity_issuer_words(identity);
	return pd_format(!here ? _("Signer: %s, key missing, %s")
			 : pd_store_key_is_in_token(context->store, key_id)
				 ? _("Signer: %s, key in a token, %s")
				 : _("Signer: %s, key here, %s"),
		key, issuer);
}

static void
add_damaged_signer(
	const char *record, const struct pd_error *error, struct pd_view *out)
{
	struct pd_row *row = pd_rows_add(&out->sections[0], PD_ON_DAMAGED, record, 'x');
	pd_row_set(row, 0, record, NULL);
	pd_row_set(row, 1, _("signer"), "signer");
	pd_row_set(row, 2, "", NULL);
	pd_row_set(row, 3, "", NULL);
	pd_row_set(row, 4, _("DAMAGED"), "damaged");
	pd_view_find(out, record, "%s: %s", error->input, error->message);
}

static void
add_signer_rows(struct pd_context *context, struct pd_view *out)
{
	struct pd_rows *rows = &out->sections[0];
	PD_AUTO(pd_drop_text) char *record = pd_signature_record(context);
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	struct pd_error problem = {0};
	rows->empty = pd_format(
		_("Account %s has no signing certificate, so deployment is stopped: "
		  "press g to generate one, or i to import one."),
		pd_signature_account(context));
	if (pd_identity_load(context->store, record, &identity, &problem)) {
		add_signer_row(context, &identity, rows);
		pd_identity_add_findings(
			&pd_signer_kind, context, &identity, "signer", out);
		if (out->finding_count == 0)
			out->summary = summarise_signer(context, &identity);
	} else if (problem.code != PD_ESTATE) {
		add_damaged_signer(record, &problem, out);
	}
	if (out->finding_count > 0)
		out->summary = pd_copy(out->findings[0].text);
}

bool
pd_signature_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	(void)error; /* a damaged record is a row that says so */
	struct pd_rows *rows = &out->sections[0];
	out->section_count = 1;
	rows->title =
		pd_copy(_("Signature: the certificate that deployments are signed "
			  "with"));
	rows->columns = columns;
	rows->said = KIND;
	rows->empty = pd_signature_blocked(context, NULL);
	if (rows->empty == NULL)
		add_signer_rows(context, out);
	return true;
}
