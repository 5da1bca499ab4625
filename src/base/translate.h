/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_TRANSLATE_H
#define PD_BASE_TRANSLATE_H

#include <stdbool.h>

/* Translations, as gettext finds them in catalogues. A catalogue is a file from outside:
 * what it says for a message is taken only if printf would read the same arguments by it.
 * So a damaged, outdated or hostile one costs a translation, never memory. */

/* The translation of message in the operator's language, or message itself. Lent. */
const char *pd_translate(const char *message) __attribute__((format_arg(1)));

/* The same of a message about a number, in the plural form that fits it. */
const char *pd_translate_plural(const char *one, const char *many, unsigned long number)
	__attribute__((format_arg(1), format_arg(2)));

/* Would printf read by the translation the arguments that the message has, in whatever
 * order (%2$s)? It may leave out the last ones. Never if it stores something (%n). */
bool pd_translation_fits(const char *message, const char *translation);

#endif
