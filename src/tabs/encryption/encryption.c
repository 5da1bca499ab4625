/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/encryption.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/encryption/alias.h"
#include "tabs/encryption/alias_agents.h"
#include "tabs/encryption/alias_name.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "tabs/trust/trust_admit.h"

/* The Encryption tab: a register of certificates, each by its alias. */

static bool preview_update(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
static bool preview_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
static char *current_alias(struct pd_context *context, const char *row);
static char *current_path(struct pd_context *context, const char *row);
static char *current_agents(struct pd_context *context, const char *row);

static const char *const formats[] = {"pem", "der", NULL};
static const char *const rsa_bits[] = {"3072", "2048", "4096", NULL};
static const char *const key_sizes[] = {"256", "192", "128", NULL};

/* The name of the file without its ending, if that can be one; free() it. */
static char *
name_of_file(struct pd_context *context, const struct pd_values *values)
{
	struct pd_error ignored = {0};
	const char *path = pd_value_text(values, "file");
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : path;
	(void)context;
	if (name == NULL)
		return NULL;
	const char *dot = strrchr(name, '.');
	PD_AUTO(pd_drop_text)
	char *alias = dot ? pd_copy_bytes(name, (size_t)(dot - name)) : pd_copy(name);
	return *alias != '\0' && pd_alias_check(alias, "alias", &ignored)
		       ? pd_steal(alias)
		       : NULL;
}

/* clang-format off */
#define FIELD_ROW \
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ROW, \
	 .help = N_("The alias of the certificate")}
#define FIELD_ALIAS(follow_) \
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED, \
	 .check = pd_alias_check, .follow = follow_, \
	 .help = N_("The name to keep it by, such as agent-01: no blanks, none of ! ? # / \\ and the like")}
#define FIELD_PATH(compute_) \
	{.name = "private-key-path", .label = N_("Private key path"), .kind = PD_FIELD_TEXT, \
	 .compute = compute_, \
	 .help = N_("Where the private key lies on the host that decrypts: a path, or the URL of a key " \
		"in a token; it need not be here; - is none")}
#define FIELD_PRIVATE_TOKEN \
	PD_FIELD_TOKEN_WHEN(NULL, NULL, \
		N_("The private key is in this token of this host, and has to fit: a URL such as " \
		   "pkcs11:token=NAME;object=NAME; empty: as the path says"))

static const struct pd_field show_fields[] = {FIELD_ROW, {0}};

static const struct pd_field delete_fields[] = {
	{.name = "alias", .label = N_("Aliases"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_MANY | PD_ROW, .help = N_("The alias of each certificate to delete")},
	{0}
};

static const struct pd_field add_fields[] = {
	FIELD_ALIAS(NULL),
	{.name = "pem", .label = N_("Certificate"), .kind = PD_FIELD_PEM, .flags = PD_REQUIRED,
	 .help = N_("One certificate or one public key as PEM text")},
	FIELD_PATH(NULL),
	FIELD_PRIVATE_TOKEN,
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field import_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_FILE, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("The file with one certificate or one public key: PEM, DER or PKCS#7")},
	FIELD_ALIAS(name_of_file),
	FIELD_PATH(NULL),
	FIELD_PRIVATE_TOKEN,
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field generate_fields[] = {
	FIELD_ALIAS(NULL),
	{.name = "token", .label = N_("Token"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED,
	 .check = pd_check_token_url, .help =
	 N_("The RSA key is made in this token, or that which is there is used, and stays in it: a URL "
		"such as pkcs11:token=NAME;object=NAME")},
	{.name = "bits", .label = N_("Bits"), .kind = PD_FIELD_CHOICE, .flags = PD_RARE, .choices = rsa_bits,
	 .help = N_("The size of an RSA key")},
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field ensure_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_FILE, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("The file with one certificate or one public key: PEM, DER or PKCS#7")},
	FIELD_ALIAS(name_of_file),
	{.name = "private-key-path", .label = N_("Private key path"), .kind = PD_FIELD_TEXT,
	 .help = N_("Path of the private key on the host that decrypts; - for none; left "
	 	"out: unchanged")},
	FIELD_PRIVATE_TOKEN,
	PD_FIELD_TAKE_ANYWAY,
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field update_fields[] = {
	{.name = "entry", .label = N_("Entry"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ROW,
	 .help = N_("The alias of the entry to change")},
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT, .check = pd_alias_check,
	 .compute = current_alias,
	 .help = N_("The name to keep it by; another one renames the entry; nothing: it stays as it "
		"is")},
	{.name = "pem", .label = N_("Certificate"), .kind = PD_FIELD_PEM,
	 .help = N_("Another certificate or public key as PEM text; nothing: it stays as it is")},
	FIELD_PATH(current_path),
	FIELD_PRIVATE_TOKEN,
	{.name = "agents", .label = N_("Agents"), .kind = PD_FIELD_TEXT, .flags = PD_EMPTIES,
	 .check = pd_agents_check, .propose = current_agents,
	 .help = N_("The ids of the JS7 agents that hold its private key, with commas between them; nothing: "
		"none")},
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

static const struct pd_field export_fields[] = {
	{.name = "alias", .label = N_("Aliases"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_MANY | PD_ROW, .help = N_("The alias of each certificate to write")},
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_OVERWRITE,
	 .help = N_("The file to write; - is standard output")},
	{.name = "format", .label = N_("Format"), .kind = PD_FIELD_CHOICE, .choices = formats,
	 .help = N_("PEM text or DER")},
	{0}
};

/* On the screen the secret comes first, so that what is pasted at once is not shown. */
static const struct pd_field encrypt_fields[] = {
	FIELD_ROW,
	{.name = "secret", .label = N_("Secret"), .kind = PD_FIELD_PEM, .flags = PD_SCREEN | PD_ANY_TEXT,
	 .help = N_("What to encrypt: typed or pasted, also several lines; it is not shown")},
	{.name = "in", .label = N_("Secret file"), .kind = PD_FIELD_FILE,
	 .help = N_("A file to encrypt instead of text, of any size")},
	{.name = "text", .label = N_("Text"), .kind = PD_FIELD_PEM,
	 .flags = PD_COMMAND | PD_ARGUMENT | PD_ANY_TEXT, .when_field = "in", .when_value = "",
	 .help = N_("The text to encrypt, without its last line break; others on this host can see what "
		"is written here, so standard input is the better place for a secret")},
	{.name = "out", .label = N_("Output file"), .kind = PD_FIELD_OUTPUT, .flags = PD_OVERWRITE,
	 .follow = pd_encryption_follow_file,
	 .help = N_("Where to write the encrypted file; for a text: the value, which is "
	 	"shown otherwise")},
	{.name = "aes", .label = N_("AES bits"), .kind = PD_FIELD_CHOICE,
	 .flags = PD_RARE, .choices = key_sizes,
	 .help = N_("The size of the AES key; JS7 itself writes 128 and reads all three")},
	{.name = "raw", .label = N_("Without enc:"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Write the value without enc: in front, as JS7's command line tool does")},
	{.name = "check-expiration", .label = N_("Refuse expired"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Refuse to encrypt for a certificate that is expired or not yet "
	 	"valid; otherwise there is only a warning")},
	{0}
};

static const struct pd_field decrypt_fields[] = {
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT, .flags = PD_ROW,
	 .help = N_("The alias whose private key path is taken if no key is named")},
	{.name = "pasted", .label = N_("Value"), .kind = PD_FIELD_PEM, .flags = PD_SCREEN | PD_ANY_TEXT,
	 .help = N_("The value to decrypt, or for a file the line that was printed when it was encrypted")},
	{.name = "encrypted-key", .label = N_("Encrypted key"), .kind = PD_FIELD_TEXT, .flags = PD_COMMAND,
	 .help = N_("The encrypted key of a file: the first part of the line that was printed")},
	{.name = "iv", .label = N_("IV"), .kind = PD_FIELD_TEXT, .flags = PD_COMMAND,
	 .help = N_("The initialization vector of a file: the second part of that line")},
	{.name = "value", .label = N_("Value"), .kind = PD_FIELD_PEM, .flags = PD_COMMAND | PD_ANY_TEXT,
	 .when_field = "encrypted-key", .when_value = "",
	 .help = N_("The value to decrypt, or for a file the line that was printed when it was "
		"encrypted")},
	{.name = "in", .label = N_("File"), .kind = PD_FIELD_FILE,
	 .help = N_("The encrypted file, or a file with a value")},
	{.name = "key", .label = N_("Private key"), .kind = PD_FIELD_FILE, .compute = current_path,
	 .help = N_("The file with the private key, or the URL of one in a token")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .help = N_("Opens the private key if it is encrypted")},
	{.name = "out", .label = N_("Output file"), .kind = PD_FIELD_OUTPUT, .flags = PD_OVERWRITE,
	 .help = N_("Where to write what was decrypted, readable only to this account; a "
	 	"text is shown otherwise")},
	{0}
};

const struct pd_operation pd_encryption_operations[] = {
	{.tab = "encryption", .name = "list", .label = N_("List"),
	 .help = N_("List the certificates by their aliases"), .on = PD_ON_TAB, .hazard = PD_READS,
	 .role = PD_OBSERVER, .run = pd_encryption_list},
	{.tab = "encryption", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show a certificate or public key in full"), .on = PD_ON_ALIAS, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = show_fields, .run = pd_encryption_show},
	{.tab = "encryption", .name = "encrypt", .key = 's', .label = N_("Encrypt"),
	 .help = N_("Encrypt a text or file, so that only the private key of the certificate decrypts "
		"it"), .on = PD_ON_ALIAS, .hazard = PD_READS, .role = PD_OBSERVER,
	 .fields = encrypt_fields, .run = pd_encryption_encrypt},
	{.tab = "encryption", .name = "decrypt", .key = 'v', .label = N_("Decrypt"),
	 .help = N_("Decrypt a value or file with a private key that is on this host"),
	 .on = PD_ON_ALIAS, .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = decrypt_fields,
	 .run = pd_encryption_decrypt,
	 .sensitive = N_("Decrypted")},
	{.tab = "encryption", .name = "add", .key = 'a', .label = N_("Add"),
	 .help = N_("Add a certificate or public key from pasted PEM text"), .on = PD_ON_TAB,
	 .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = add_fields,
	 .run = pd_encryption_add},
	{.tab = "encryption", .name = "import", .key = 'i', .label = N_("Import"),
	 .help = N_("Add a certificate or public key from a file"), .on = PD_ON_TAB, .hazard = PD_ADDS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = import_fields, .run = pd_encryption_import},
	{.tab = "encryption", .name = "generate", .key = 'g', .label = N_("Generate"),
	 .help = N_("Make a key in a token, and add its public key"),
	 .on = PD_ON_TAB, .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = generate_fields,
	 .run = pd_encryption_generate},
	{.tab = "encryption", .name = "ensure", .label = N_("Ensure"), .action = N_("Change"),
	 .help = N_("Add a certificate or public key from a file, or change its entry, "
	 	"unless it is already as requested; safe to repeat"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR, .fields = ensure_fields,
	 .run = pd_encryption_ensure, .preview = pd_encryption_preview_ensure,
	 .confirm = N_("Change this entry?")},
	{.tab = "encryption", .name = "update", .key = 'u', .label = N_("Update"), .action = N_("Change"),
	 .help = N_("Change the alias, the certificate, the path or the agents of an entry"),
	 .on = PD_ON_ALIAS,
	 .hazard = PD_REPLACES, .role = PD_SYSTEM_ADMINISTRATOR, .fields = update_fields,
	 .run = pd_encryption_update, .preview = preview_update, .confirm = N_("Change this entry?")},
	{.tab = "encryption", .name = "delete", .key = 'd', .label = N_("Delete"),
	 .help = N_("Delete an entry"), .on = PD_ON_ALIAS | PD_ON_DAMAGED, .hazard = PD_DESTROYS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = delete_fields, .run = pd_encryption_delete,
	 .preview = preview_delete, .confirm = N_("Delete this?")},
	{.tab = "encryption", .name = "export", .key = 'e', .label = N_("Export"),
	 .help = N_("Write certificates or public keys to a file"), .on = PD_ON_ALIAS,
	 .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = export_fields, .run = pd_encryption_export},
	{.tab = "encryption", .name = "job-resource", .key = 'J', .label = N_("Job resource"),
	 .button = N_("Write job resource"),
	 .help = N_("Print the JS7 job resource that makes the certificate known to agents"),
	 .on = PD_ON_ALIAS, .hazard = PD_READS, .role = PD_OBSERVER, .fields = show_fields,
	 .run = pd_encryption_job_resource},
	{0}
};
/* clang-format on */

/* ---- asking -------------------------------------------------------------------- */

static char *
current_alias(struct pd_context *context, const char *row)
{
	(void)context;
	return pd_copy(row);
}

/* What the list knows of it; empty if nothing. */
static struct pd_alias
glance_at_row(struct pd_context *context, const char *row)
{
	struct pd_alias entry = {0};
	struct pd_error ignored = {0};
	if (row == NULL)
		return entry;
	PD_AUTO(pd_drop_text) char *record = pd_alias_record(row);
	if (pd_store_has(context->store, record))
		(void)pd_alias_glance(context, record, &entry, &ignored);
	return entry;
}

static char *
current_path(struct pd_context *context, const char *row)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = glance_at_row(context, row);
	return pd_steal(entry.key_path);
}

static char *
current_agents(struct pd_context *context, const char *row)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = glance_at_row(context, row);
	return pd_steal(entry.agents);
}

static void
preview_entry(const struct pd_context *context, const struct pd_alias *entry,
	struct pd_details *out)
{
	pd_details_section(out, NULL, NULL);
	if (entry->certificate != NULL) {
		pd_common_preview(context, entry->certificate, out);
		return;
	}
	pd_details_text(out, "public_key", _("Public key"), entry->subject);
}

static bool
preview_update(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (!pd_alias_load(context, pd_value_text(values, "entry"), &entry, error) ||
		!pd_alias_check_update(&entry, values, error))
		return false;
	preview_entry(context, &entry, out);
	return true;
}

/* An entry that is damaged can be deleted too. */
static bool
preview_one(struct pd_context *context, const char *alias, struct pd_details *out,
	struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	struct pd_error problem = {0};
	if (pd_alias_load(context, alias, &entry, &problem))
		preview_entry(context, &entry, out);
	else if (problem.code == PD_ESTATE) {
		*error = problem;
		return false;
	} else
		pd_details_text(out, "problem", _("Problem"), problem.message);
	return true;
}

static void
preview_several(const struct pd_values *values, struct pd_details *out)
{
	pd_details_list(out, "aliases", _("Aliases"));
	for (size_t i = 0; i < pd_value_count(values, "alias"); i++) {
		PD_AUTO(pd_drop_text)
		char *safe = pd_text_safe_string(pd_value_item(values, "alias", i));
		pd_details_item(out, safe);
	}
}

static bool
preview_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	bool several = pd_value_count(values, "alias") > 1;
	const char *alias = pd_value_text(values, "alias");
	if (several)
		preview_several(values, out);
	else if (!preview_one(context, alias, out, error))
		return false;
	pd_details_text(out, "effect", _("Effect"),
		_("Nothing can be encrypted for it here any more; what was encrypted "
		  "stays readable with its private key, and a job resource of JS7 "
		  "stays"));
	if (several)
		pd_details_typed(out, _("Type this word"), _("delete"));
	else
		pd_details_typed(out, _("Type the alias"), alias);
	return true;
}
