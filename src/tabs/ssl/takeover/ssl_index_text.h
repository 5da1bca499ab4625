/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_INDEX_TEXT_H
#define PD_TABS_SSL_SSL_INDEX_TEXT_H

#include "tabs/ssl/ssl_index.h"

/* index.txt, in which openssl ca and easy-rsa keep what they have issued: a line each, with
 * the cells status (V, R, E), end, when revoked and why, serial number, file, subject, and
 * tabs between them. */

/* The largest in bytes: more than a million lines. */
#define PD_INDEX_TEXT_LIMIT ((size_t)200 << 20)

/* Does the file begin with such a line? One that cannot be read does not. */
bool pd_index_text_is(const char *path);

/* Appends the entries of such a file, which is read line by line. Refuses a line that is torn,
 * naming it: it may be that of a revoked certificate. */
bool pd_index_text_read(const char *path, struct pd_index *out, struct pd_error *error);

#endif
