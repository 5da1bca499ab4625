/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/encryption/alias.h"
#include "tabs/encryption/encryption.h"

/* The job resource that JS7's dialog stores for a certificate, in which agents find it
 * and the path of its private key. */

#define CERTIFICATE "encipherment_certificate"
#define KEY_PATH "encipherment_private_key_path"

PD_DROP(drop_json, json_t *, json_decref);

static void
drop_dump(char **text)
{
	free(*text);
}

/* Arguments are JS7 expressions: a quoted string, in which $ would name a variable. */
static char *
resource_expression(const char *text)
{
	struct pd_buffer out = {0};
	pd_buffer_add_text(&out, "\"");
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\n')
			pd_buffer_add_text(&out, "\\n");
		else if (strchr("\"\\$", *c) != NULL)
			pd_buffer_add_format(&out, "\\%c", *c);
		else
			pd_buffer_add(&out, c, 1);
	}
	pd_buffer_add_text(&out, "\"");
	return pd_buffer_steal_text(&out);
}

/* Each argument is an environment variable of the jobs, too. */
static bool
add_argument(json_t *resource, const char *name, const char *variable, const char *text)
{
	PD_AUTO(pd_drop_text) char *value = resource_expression(text);
	PD_AUTO(pd_drop_text) char *reference = pd_format("$%s", name);
	return json_object_set_new(json_object_get(resource, "arguments"), name,
		       json_string(value)) == 0 &&
	       json_object_set_new(json_object_get(resource, "env"), variable,
		       json_string(reference)) == 0;
}

/* JS7 writes PEM without a final line break. */
static char *
certificate_text(const struct pd_alias *entry)
{
	char *pem = pd_alias_pem(entry);
	size_t size = strlen(pem);
	if (size > 0 && pem[size - 1] == '\n')
		pem[size - 1] = '\0';
	return pem;
}

bool
pd_encryption_job_resource(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (!pd_alias_load(context, pd_value_text(values, "alias"), &entry, error))
		return false;
	PD_AUTO(pd_drop_text) char *pem = certificate_text(&entry);
	PD_AUTO(drop_json) json_t *resource = json_object();
	bool good =
		json_object_set_new(resource, "arguments", json_object()) == 0 &&
		json_object_set_new(resource, "env", json_object()) == 0 &&
		add_argument(resource, CERTIFICATE, "ENCIPHERMENT_CERTIFICATE", pem);
	if (good && entry.key_path != NULL)
		good = add_argument(resource, KEY_PATH, "ENCIPHERMENT_PRIVATE_KEY_PATH",
			entry.key_path);
	PD_AUTO(drop_dump)
	char *text = good ? json_dumps(resource, JSON_INDENT(2)) : NULL;
	if (text == NULL)
		return pd_fail(error, PD_EINPUT, entry.alias,
			_("its path is not UTF-8 text, which JSON has to be; correct "
			  "the path"));
	pd_secret_add_format(&result->output, "%s\n", text);
	result->has_output = true;
	return true;
}
