/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SIGNATURE_SIGNATURE_H
#define PD_TABS_SIGNATURE_SIGNATURE_H

#include "operation/view.h"
#include "tabs/shared/identity_tab.h"

/* The Signature tab: the signing certificate. Its row of pd_tabs names these. */

extern const struct pd_operation pd_signature_operations[];
bool pd_signature_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
pd_blocked pd_signature_blocked;
bool pd_signature_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error);

/* ---- the operations of its table ------------------------------------------------- */

/* The signing certificate: signature_identity.c, signature_make.c. */
pd_run pd_signature_show, pd_signature_import, pd_signature_generate,
	pd_signature_renew, pd_signature_export, pd_signature_delete;
pd_preview pd_signature_preview, pd_signature_preview_import,
	pd_signature_preview_delete;
pd_blocked pd_signature_blocked_renew;

/* Its work, each in the file of its name. */
pd_run pd_signature_sign, pd_signature_verify_files, pd_signature_publish;

/* Verifies a file that was read already, with its signature beside it; values are those of
 * verify. */
struct pd_secret;
bool pd_signature_verify_content(struct pd_context *context,
	const struct pd_values *values, const char *path,
	const struct pd_secret *content, struct pd_result *result,
	struct pd_error *error);

/* ---- the certificate ------------------------------------------------------------- */

/* For the operations of identity_tab.h. */
extern const struct pd_identity_kind pd_signer_kind;

/* Was it generated here, or made for a new store? */
bool pd_signature_is_made_here(const struct pd_identity *identity);

/* CN=ACCOUNT; free() it. */
char *pd_signature_dn(struct pd_context *context, const char *row);

/* ---- whose certificate it is (signature_account.c) ------------------------------- */

/* The account that owns the signing certificate: root at level low, the caller at
 * medium. Borrowed. */
const char *pd_signature_account(const struct pd_context *context);

/* The path of its record in the store; free() it. */
char *pd_signature_record(const struct pd_context *context);

/* Fails with the reason if the tab cannot be used (level high). */
bool pd_signature_allowed(struct pd_context *context, struct pd_error *error);

/* The signing certificate. PD_ESTATE, with what follows from it and what to do, if
 * there is none. */
bool pd_signature_load(
	struct pd_context *context, struct pd_identity *out, struct pd_error *error);

/* Refuses a certificate with the key of a CA that is kept here: what that signs has to be in
 * its register. */
bool pd_signature_check_key(struct pd_context *context,
	const struct pd_certificate *certificate, const char *from,
	struct pd_error *error);

/* What pd_signature_load loads, with its key, ready to sign; an encrypted key is opened with the value
 * "passphrase". Refused: one that no verifier believes; with "allow-expired" its dates do not
 * matter. */
bool pd_signature_open(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *out, struct pd_error *error);

/* Completes a chain that ends with the signing certificate by its issuer, if that is kept
 * here: as a CA, or in the trust list. false: these cannot be read. */
bool pd_signature_add_issuer(struct pd_context *context, struct pd_identity *identity,
	struct pd_error *error);

/* Does the chain lack the issuer, which verifiers need? */
bool pd_signature_lacks_issuer(const struct pd_identity *identity);

/* Do verifiers believe it, once they have that, but for the reasons (of enum pd_reject)
 * that are ignored? Otherwise fails, saying what would be right. */
bool pd_signature_judge(struct pd_context *context, const struct pd_identity *identity,
	unsigned ignored, struct pd_error *error);

#endif
