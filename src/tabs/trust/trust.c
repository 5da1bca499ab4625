/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/probe.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls_place.h"
#include "tabs/trust/system/system_trust.h"
#include "tabs/trust/trust_alias.h"
#include "tabs/trust/trust_entry.h"
#include "tabs/trust/trust_judge.h"
#include "tabs/trust/trust_rejected.h"
#include "tabs/trust/trust_show.h"

/* The Trust tab: its table, its lists, and removing entries. */

static pd_run list_trusted, remove_entries, clear_trusted;
static bool preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
static bool preview_clear(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);

/* clang-format off */
static const struct pd_field show_fields[] = {
	{.name = "id", .label = N_("Entry"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The beginning of the fingerprint, the alias or the subject")},
	{0}
};

static const struct pd_field compare_fields[] = {
	{.name = "first", .label = N_("First"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The beginning of the fingerprint, the alias or the subject of a trusted "
		"certificate, a file with a certificate, or HOST or HOST:PORT where one is served")},
	{.name = "second", .label = N_("Second"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("The other certificate, named in the same way; ./NAME is always a file")},
	PD_FIELDS_PROBE,
	{0}
};

static const struct pd_field add_fields[] = {
	{.name = "pem", .label = N_("Certificates"), .kind = PD_FIELD_PEM, .flags = PD_REQUIRED,
	 .help = N_("One or more certificates as PEM text; compare their fingerprints with what their "
		"owner says")},
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT,
	 .help = N_("Another name for it here, if it is one certificate")},
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field import_fields[] = {
	{.name = "file", .label = N_("Files"), .kind = PD_FIELD_FILE,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY,
	 .help = N_("Files with certificates, or directories of such: PEM, DER, PKCS#7 or PKCS#12")},
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT,
	 .help = N_("Another name for it here, if it is one certificate")},
	{.name = "skip-bad", .label = N_("Skip invalid"), .kind = PD_FIELD_FLAG,
	 .help = N_("Import what is valid even if something else in the files is not")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .help = N_("Opens a PKCS#12 file")},
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field ensure_fields[] = {
	{.name = "file", .label = N_("Files"), .kind = PD_FIELD_FILE,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY,
	 .help = N_("Files with certificates, or directories of such: PEM, DER, PKCS#7 or PKCS#12")},
	{.name = "exactly", .label = N_("Exactly"), .kind = PD_FIELD_FLAG,
	 .help = N_("Trust these alone: all others leave the trust list")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .help = N_("Opens a PKCS#12 file")},
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field alias_fields[] = {
	{.name = "id", .label = N_("Entry"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The beginning of the fingerprint, the alias or the subject")},
	{.name = "alias", .label = N_("Alias"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT,
	 .help = N_("Its other name here; empty: none")},
	{0}
};

static const struct pd_field remove_fields[] = {
	{.name = "id", .label = N_("Entries"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY | PD_ROW,
	 .help = N_("The beginning of the fingerprint, the alias or the subject of each")},
	{0}
};

static const struct pd_field export_fields[] = {
	{.name = "id", .label = N_("Entries"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT | PD_MANY | PD_ROW,
	 .help = N_("The beginning of the fingerprint, the alias or the subject of each; not with --all")},
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, .flags = PD_ARGUMENT | PD_OVERWRITE,
	 .help = N_("The file, or the directory, to write; - is standard output")},
	{.name = "all", .label = N_("All of them"), .kind = PD_FIELD_FLAG,
	 .help = N_("Write the whole trust list")},
	{.name = "format", .label = N_("Format"), .kind = PD_FIELD_CHOICE, .choices = pd_trust_formats,
	 .help = N_("PEM text; DER for one certificate; p12: a truststore for Java; directory: files "
		"that OpenSSL and GnuTLS look up")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase,
	 .help = N_("Of a truststore for Java, 8 characters or more; empty: changeit, as Java's own has")},
	{0}
};

static const struct pd_field check_fields[] = {
	{.name = "host", .label = N_("Host"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT | PD_RECALLS,
	 .propose = pd_trust_propose_host,
	 .help = N_("The server: a name or address, with :PORT if it is not the usual one; an IPv6 "
		"address in brackets")},
	{.name = "starttls", .label = N_("STARTTLS"), .kind = PD_FIELD_CHOICE, .choices = pd_choices_starttls,
	 .help = N_("Protocol that upgrades to TLS with STARTTLS; none: TLS from the start")},
	{.name = "server-name", .label = N_("Server name"), .kind = PD_FIELD_TEXT,
	 .propose = pd_trust_propose_name,
	 .help = N_("The name that is asked for and checked, if it is not the host's")},
	{.name = "timeout", .label = N_("Time limit"), .kind = PD_FIELD_NUMBER, .flags = PD_RARE,
	 .preset = "10", .least = 1, .most = 600,
	 .help = N_("Time limit in seconds for lookup, connection and handshake together")},
	{.name = "client-certificate", .label = N_("Client certificate"), .kind = PD_FIELD_FILE,
	 .flags = PD_RARE,
	 .help = N_("A file with the certificate and private key to show if the server asks")},
	{.name = "client-tls", .label = N_("Use the TLS key"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Show a certificate of the TLS Key tab if the server asks")},
	{.name = "name", .label = N_("Key name"), .kind = PD_FIELD_TEXT, .flags = PD_RARE,
	 .check = pd_tls_check_name, .offer = pd_tls_offer_names, .when_field = "client-tls",
	 .when_value = "yes",
	 .help = N_("The name of that TLS key, as the list of TLS keys shows it; empty: device")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE, .flags = PD_RARE,
	 .help = N_("Opens the private key of our certificate")},
	{.name = "system", .label = N_("Trust system CAs"), .kind = PD_FIELD_FLAG, .flags = PD_RARE,
	 .help = N_("Trust what the system trusts, beside the trust list")},
	{.name = "all", .label = N_("File of hosts"), .kind = PD_FIELD_FILE, .flags = PD_RARE,
	 .help = N_("A file with hosts to check, one a line, instead of one host")},
	{0}
};

static const struct pd_field verify_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_FILE, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("The file with the chain, and revocation lists if there are any")},
	{.name = "host", .label = N_("For host"), .kind = PD_FIELD_TEXT,
	 .help = N_("The name or address that the certificate must be for; empty: any")},
	{.name = "purpose", .label = N_("Purpose"), .kind = PD_FIELD_CHOICE, .choices = pd_verify_purposes,
	 .help = N_("What the certificate must be made for")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .help = N_("Opens a PKCS#12 file")},
	{.name = "system", .label = N_("Trust system CAs"), .kind = PD_FIELD_FLAG,
	 .help = N_("Trust what the system trusts, beside the trust list")},
	{0}
};

static const struct pd_field accept_fields[] = {
	{.name = "id", .label = N_("Chain"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The beginning of the chain's id, or its host")},
	{.name = "certificate", .label = N_("Certificate"), .kind = PD_FIELD_TEXT,
	 .compute = pd_trust_propose_accepted, .pick = pd_trust_pick_accepted,
	 .help = N_("What to trust of the chain: root (the topmost), issuer, endpoint, "
	 	"or a number that show tells; left out: the one that has the chain "
	 	"accepted")},
	PD_FIELD_ALLOW_WEAK,
	{0}
};

static const struct pd_field forget_fields[] = {
	{.name = "id", .label = N_("Chains"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT | PD_MANY | PD_ROW,
	 .help = N_("The beginning of the id, or the host, of each; none: all")},
	{0}
};

const struct pd_operation pd_trust_operations[] = {
	{.tab = "trust", .name = "list", .label = N_("List"), .help = N_("List the trusted certificates"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .run = list_trusted},
	{.tab = "trust", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show a trusted certificate or a rejected chain in full"),
	 .on = PD_ON_TRUSTED | PD_ON_REJECTED | PD_ON_DAMAGED, .hazard = PD_READS, .role = PD_OBSERVER,
	 .fields = show_fields, .run = pd_trust_show},
	{.tab = "trust", .name = "rejected", .label = N_("Rejected"),
	 .help = N_("List the rejected chains, the newest first"), .on = PD_ON_TAB, .hazard = PD_READS,
	 .role = PD_OBSERVER, .run = pd_trust_rejected},
	{.tab = "trust", .name = "accept", .key = 't', .label = N_("Accept"),
	 .help = N_("Trust a certificate of a rejected chain"), .on = PD_ON_REJECTED, .hazard = PD_ADDS,
	 .role = PD_SECURITY_OFFICER, .fields = accept_fields, .run = pd_trust_accept,
	 .preview = pd_trust_preview_accept, .confirm = N_("Trust this certificate?"),
	 .blocked = pd_trust_blocked_accept},
	{.tab = "trust", .name = "forget", .key = 'x', .label = N_("Forget"),
	 .help = N_("Take chains off the rejected list"), .on = PD_ON_REJECTED, .hazard = PD_DESTROYS,
	 .role = PD_SYSTEM_ADMINISTRATOR, .fields = forget_fields, .run = pd_trust_forget,
	 .preview = pd_trust_preview_forget, .confirm = N_("Forget these rejected chains?")},
	{.tab = "trust", .name = "add", .key = 'a', .label = N_("Add"), .action = N_("Trust"),
	 .help = N_("Trust certificates that you paste"), .on = PD_ON_TAB, .hazard = PD_ADDS,
	 .role = PD_SECURITY_OFFICER, .fields = add_fields, .run = pd_trust_add,
	 .preview = pd_trust_preview_add, .confirm = N_("Trust what was pasted?")},
	{.tab = "trust", .name = "import", .key = 'i', .label = N_("Import"),
	 .help = N_("Trust the certificates in files and directories"), .on = PD_ON_TAB,
	 .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = import_fields,
	 .run = pd_trust_import},
	{.tab = "trust", .name = "ensure", .label = N_("Ensure"), .action = N_("Change"),
	 .help = N_("Make sure that these certificates are in the trust list, or exactly "
	 	"these; safe to repeat"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = ensure_fields,
	 .run = pd_trust_import, .preview = pd_trust_preview_ensure,
	 .confirm = N_("Stop trusting all others?")},
	{.tab = "trust", .name = "alias", .key = 'u', .label = N_("Alias"), .button = N_("Change alias"),
	 .help = N_("Give a trusted certificate another alias, or none"), .on = PD_ON_TRUSTED,
	 .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = alias_fields, .run = pd_trust_alias},
	{.tab = "trust", .name = "remove", .key = 'd', .label = N_("Remove"),
	 .help = N_("Trust a certificate no longer"), .on = PD_ON_TRUSTED | PD_ON_DAMAGED,
	 .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .fields = remove_fields,
	 .run = remove_entries, .preview = preview_remove, .confirm = N_("Trust this no longer?")},
	{.tab = "trust", .name = "clear-rejected", .key = 'C', .label = N_("Forget all"),
	 .help = N_("Take all chains off the rejected list"), .on = PD_ON_TAB, .beside = PD_ON_REJECTED,
	 .hazard = PD_DESTROYS, .role = PD_SYSTEM_ADMINISTRATOR, .run = pd_trust_forget,
	 .preview = pd_trust_preview_forget, .confirm = N_("Forget these rejected chains?")},
	{.tab = "trust", .name = "clear", .key = 'C', .label = N_("Clear"), .action = N_("Empty the list"),
	 .help = N_("Trust nothing any more: empty the trust "
		"list"), .on = PD_ON_TAB, .beside = PD_ON_TRUSTED,
	 .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .run = clear_trusted,
	 .preview = preview_clear, .confirm = N_("Empty the trust list?")},
	{.tab = "trust", .name = "export", .key = 'e', .label = N_("Export"),
	 .help = N_("Write trusted certificates, or all of them, to a file"), .on = PD_ON_TRUSTED,
	 .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = export_fields,
	 .run = pd_trust_export},
	{.tab = "trust", .name = "check", .key = 'v', .label = N_("Check"),
	 .help = N_("Connect to a host, and judge its chain by the trust list"), .on = PD_ON_TAB,
	 .starts_from = PD_ON_REJECTED | PD_ON_HOST, .hazard = PD_READS, .role = PD_OBSERVER,
	 .fields = check_fields,
	 .run = pd_trust_check,
	 .sensitive = N_("TLS key used to connect"), .sensitive_with = "client-tls"},
	{.tab = "trust", .name = "verify", .key = 'f', .label = N_("Verify a file"),
	 .help = N_("Judge a chain in a file by the trust list"), .on = PD_ON_TAB, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = verify_fields, .run = pd_trust_verify},
	{.tab = "trust", .name = "compare", .key = '=', .label = N_("Compare"),
	 .help = N_("Show what differs between two certificates"), .on = PD_ON_TRUSTED,
	 .hazard = PD_READS, .role = PD_OBSERVER, .fields = compare_fields, .run = pd_trust_compare},
	{.tab = "trust", .name = "system-list", .key = 's', .label = N_("System"),
	 .help = N_("List what this system trusts and distrusts, beside the trust list"), .on = PD_ON_TAB,
	 .hazard = PD_READS, .role = PD_OBSERVER, .run = pd_system_list},
	{.tab = "trust", .name = "system-add", .key = 'b', .label = N_("Add to system"),
	 .action = N_("Trust"),
	 .help = N_("Have this system trust a CA of the trust list, or one that it distrusts, again"),
	 .on = PD_ON_TRUSTED | PD_ON_ANCHOR, .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER,
	 .fields = pd_system_add_fields, .run = pd_system_add, .preview = pd_system_preview_add,
	 .confirm = N_("Have this system trust this?")},
	{.tab = "trust", .name = "system-remove", .key = 'X', .label = N_("Remove from system"),
	 .action = N_("Remove"),
	 .help = N_("Take a CA that was added on this system out of what it trusts"),
	 .on = PD_ON_ANCHOR, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER,
	 .fields = pd_system_fields, .run = pd_system_remove, .preview = pd_system_preview_remove,
	 .confirm = N_("Have this system trust this no longer?")},
	{.tab = "trust", .name = "system-distrust", .key = 'N', .label = N_("Distrust"),
	 .help = N_("Have this system refuse a CA that its distribution trusts"),
	 .on = PD_ON_ANCHOR, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER,
	 .fields = pd_system_fields, .run = pd_system_distrust, .preview = pd_system_preview_distrust,
	 .confirm = N_("Have this system distrust this?")},
	{0}
};
/* clang-format on */

/* ---- lists ---------------------------------------------------------------------- */

/* Gives up each entry for its row: a hundred thousand of both are much memory. */
static void
fill_trusted(const struct pd_context *context, struct pd_trusted_list *all,
	struct pd_rows *rows)
{
	rows->title = pd_copy(_("Trust list"));
	rows->count =
		pd_format(ngettext("%zu certificate", "%zu certificates", all->count),
			all->count);
	rows->columns = pd_trusted_columns;
	rows->differs = PD_TRUSTED_ISSUER_COLUMN;
	rows->empty =
		pd_copy(_("No certificate is trusted here; trust import adds some."));
	rows->empty_keys =
		pd_copy(_("No certificate is trusted here: press a to paste one, "
			  "or i to import files."));
	for (size_t i = 0; i < all->count; i++) {
		pd_trusted_row(context, &all->items[i], rows);
		pd_trusted_free(&all->items[i]);
	}
}

static bool
list_trusted(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	if (!pd_trusted_list(context, &all, error))
		return false;
	fill_trusted(context, &all, &result->rows);
	result->has_rows = true;
	return true;
}

/* ---- removing ------------------------------------------------------------------- */

/* Finds the entries that were named, each once; free() *out. */
static bool
find_named(const struct pd_trusted_list *all, const struct pd_values *values,
	const struct pd_trusted ***out, size_t *count, struct pd_error *error)
{
	size_t words = pd_value_count(values, "id");
	PD_AUTO(pd_trust_drop_found)
	const struct pd_trusted **found =
		pd_alloc(words + 1, sizeof(struct pd_trusted *));
	*count = 0;
	for (size_t i = 0; i < words; i++) {
		const char *typed = pd_value_item(values, "id", i);
		const struct pd_trusted *one = pd_trusted_find(all, typed, error);
		if (one == NULL)
			return false;
		bool again = false;
		for (size_t k = 0; k < *count; k++)
			again = again || found[k] == one;
		if (!again)
			found[(*count)++] = one;
	}
	*out = pd_steal(found);
	return true;
}

static bool
remove_found(struct pd_context *context, const struct pd_trusted *const *found,
	size_t count, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(PD_TRUST_FOLDER "/%s", found[i]->id);
		if (!pd_change_remove(change, path, error))
			return false;
	}
	return pd_context_end_change(change, sentence, result, error);
}

static bool
remove_entries(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	size_t count;
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	PD_AUTO(pd_trust_drop_found) const struct pd_trusted **found = NULL;
	if (!pd_trusted_list_named(context, values, &all, error) ||
		!find_named(&all, values, &found, &count, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence =
		count == 1
			? pd_format(_("%s is no longer trusted"),
				  found[0]->subject ? found[0]->subject : found[0]->id)
			: pd_format(ngettext("%zu certificate is no longer trusted",
					    "%zu certificates are no longer trusted",
					    count),
				  count);
	return remove_found(context, found, count, sentence, result, error);
}

static bool
clear_trusted(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	if (!pd_trusted_list(context, &all, error))
		return false;
	if (all.count == 0)
		return pd_fail(error, PD_ESTATE, "trust",
			_("the trust list is empty already"));
	PD_AUTO(pd_trust_drop_found)
	const struct pd_trusted **found =
		pd_alloc(all.count, sizeof(struct pd_trusted *));
	for (size_t i = 0; i < all.count; i++)
		found[i] = &all.items[i];
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		ngettext("The trust list is empty now: %zu certificate is no "
			 "longer trusted",
			"The trust list is empty now: %zu certificates are no "
			"longer trusted",
			all.count),
		all.count);
	return remove_found(context, found, all.count, sentence, result, error);
}

static bool
preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	size_t count;
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	PD_AUTO(pd_trust_drop_found) const struct pd_trusted **found = NULL;
	if (!pd_trusted_list_named(context, values, &all, error) ||
		!find_named(&all, values, &found, &count, error))
		return false;
	pd_details_list(out, "subjects", _("Certificates"));
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text) char *words = pd_trusted_words(found[i]);
		pd_details_item(out, words);
	}
	pd_details_text(out, "effect", _("Effect"),
		_("Anything that only these certificates lead to will be rejected."));
	pd_common_preview_undo(context, out);
	return true;
}

static bool
preview_clear(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(context->store, PD_TRUST_FOLDER, &names, error))
		return false;
	pd_details_number(out, "count", _("Certificates"), (int64_t)names.count);
	pd_details_text(out, "effect", _("Effect"),
		_("Every certificate that is checked is refused from now on."));
	pd_common_preview_undo(context, out);
	pd_details_typed(out, _("Type this word"), _("clear"));
	return true;
}

/* ---- view ----------------------------------------------------------------------- */

bool
pd_trust_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list rejected = {0};
	if (!pd_trusted_list(context, &all, error) ||
		!pd_rejected_list(context, &rejected, error))
		return false;
	out->section_count = 2;
	pd_trust_find(context, &all, out);
	fill_trusted(context, &all, &out->sections[0]);
	pd_rejected_fill(&rejected, &out->sections[1]);
	return true;
}
