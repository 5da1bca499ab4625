/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_JSON_H
#define PD_UI_CLI_CLI_JSON_H

#include "operation/operation.h"

/* Results as JSON text for programs: valid UTF-8, members named in English whatever the
 * locale, times as RFC 3339. Appended to out. */

void pd_json_details(const struct pd_details *details, struct pd_secret *out);
void pd_json_rows(const struct pd_rows *rows, struct pd_secret *out);

/* For operations that show nothing: an object whose member "done" is the sentence
 * (NULL: ""). */
void pd_json_sentence(const char *sentence, struct pd_secret *out);

#endif
