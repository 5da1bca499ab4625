/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "scratch.h"
#include "tabs/tabs.h"
#include "tap.h"

/* A signature file proves something, or it does not: with a bit flipped anywhere in it,
 * certificates and all, it never does. */

static struct pd_context context;

/* Runs an operation of the Signature tab on the values NAME, VALUE, ..., NULL. */
static bool
run(struct pd_error *error, const char *name, ...)
{
	const struct pd_operation *operation =
		pd_operation_find(pd_tabs, "signature", name);
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	va_list words;
	va_start(words, name);
	for (const char *field; (field = va_arg(words, const char *)) != NULL;)
		pd_values_add(values, field, va_arg(words, const char *));
	va_end(words);
	pd_values_default(operation->fields, &context, NULL, values);
	return pd_values_check(operation->fields, values, error) &&
	       pd_operation_run(operation, &context, values, &result, error);
}

static bool
verifies(struct pd_bytes signature)
{
	struct pd_error error = {0};
	put_bytes(at("flow.sig"), signature.data, signature.size);
	return run(&error, "verify", "file", at("flow"), "signature", at("flow.sig"),
		NULL);
}

/* About one bit of every four bytes, another each time; all where there is time for it. */
static size_t
stride(void)
{
	return getenv("PEMDECK_LONG") != NULL ? 1 : 31;
}

static void
test_flips(const char *what, const char *format, const char *encoding)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret proof = {0};
	must(run(&error, "sign", "file", at("flow"), "format", format, "out",
		     at("made"), encoding ? "encoding" : NULL, encoding, NULL),
		what, &error);
	must(pd_file_read(at("made"), 1 << 20, &proof, &error), what, &error);
	must(unlink(at("made")) == 0, what, NULL);
	tap_ok(verifies(pd_secret_bytes(&proof)), "%s: it proves who signed", what);
	size_t survived = 0, tries = 0;
	for (size_t bit = 0; bit < proof.size * 8; bit += stride(), tries++) {
		proof.data[bit / 8] ^= (unsigned char)(1U << (bit % 8));
		if (verifies(pd_secret_bytes(&proof))) {
			printf("#   bit %zu of byte %zu\n", bit % 8, bit / 8);
			survived++;
		}
		proof.data[bit / 8] ^= (unsigned char)(1U << (bit % 8));
	}
	tap_ok(survived == 0, "%s: no bit can be flipped in it, %zu tries (%zu)", what,
		tries, survived);
}

int
main(void)
{
	struct pd_error error = {0};
	scratch_begin();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	context = (struct pd_context){.store = store,
		.tabs = pd_tabs,
		.account = "root",
		.now = time(NULL),
		.may_replace = true};
	must(pd_settings_load(store, &context.settings, &error) &&
			pd_tabs_prepare(&context, &error),
		"a new store", &error);
	put_text(at("flow"), "a workflow");
	test_flips("EC in base64", "js7", NULL);
	test_flips("EC with its CA in CMS", "cms", "der");
	test_flips("the same as PEM", "cms", "pem");
	must(run(&error, "generate", "dn", "CN=signer", "algorithm", "rsa", "bits",
		     "2048", "use-ssl-ca", "no", NULL),
		"an RSA signer", &error);
	test_flips("RSA in base64", "js7", NULL);
	test_flips("RSA, signed by itself, in CMS", "cms", "der");
	scratch_end();
	return tap_done();
}
