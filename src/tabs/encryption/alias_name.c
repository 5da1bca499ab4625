/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/alias_name.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { MOST_BYTES = 255 }; /* the limit of JS7 */

static const char forbidden[] = "!?~'\"}[]{@:;#/\\^$%&*)(+=";

static const char *const java_words[] = {"abstract", "assert", "boolean", "break",
	"byte", "case", "catch", "char", "class", "const", "continue", "default", "do",
	"double", "else", "enum", "extends", "false", "final", "finally", "float",
	"for", "goto", "if", "implements", "import", "instanceof", "int", "interface",
	"long", "native", "new", "null", "package", "private", "protected", "public",
	"return", "short", "static", "strictfp", "super", "switch", "synchronized",
	"this", "throw", "throws", "transient", "true", "try", "void", "volatile",
	"while", NULL};

static bool
is_java_word(const char *alias)
{
	for (size_t i = 0; java_words[i] != NULL; i++)
		if (strcmp(java_words[i], alias) == 0)
			return true;
	return false;
}

/* White space of Unicode that is neither ASCII nor invisible. */
static bool
is_wide_space(int32_t character)
{
	return character == 0xa0 || character == 0x1680 ||
	       (character >= 0x2000 && character <= 0x200a) || character == 0x202f ||
	       character == 0x205f || character == 0x3000;
}

static bool
has_space(const char *alias)
{
	size_t size = strlen(alias), step;
	int32_t character;
	for (size_t i = 0; i < size; i += step) {
		step = pd_text_next(alias + i, size - i, &character);
		if (strchr(" \t\r\n\v\f", (char)alias[i]) != NULL ||
			is_wide_space(character))
			return true;
	}
	return false;
}

static bool
check_characters(const char *alias, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(alias);
	if (has_space(alias))
		return pd_fail(error, PD_EUSAGE, name,
			_("the alias \"%.60s\" has a blank in it; write _ or - "
			  "instead"),
			safe);
	size_t at = strcspn(alias, forbidden);
	if (alias[at] != '\0')
		return pd_fail(error, PD_EUSAGE, name,
			_("the alias has the character %c in it; none of these may be "
			  "in one: %s"),
			alias[at], forbidden);
	return strcmp(safe, alias) == 0 ||
	       pd_fail(error, PD_EUSAGE, name,
		       _("the alias has characters in it that cannot be seen: "
			 "\"%.120s\"; leave them out"),
		       safe);
}

static bool
check_order(const char *alias, const char *name, struct pd_error *error)
{
	char first = alias[0], last = alias[strlen(alias) - 1];
	if (first == '.' || first == '-' || last == '.' || last == '-')
		return pd_fail(error, PD_EUSAGE, name,
			_("an alias neither begins nor ends with . or -; leave it "
			  "out"));
	if (strstr(alias, "..") != NULL || strstr(alias, "--") != NULL)
		return pd_fail(error, PD_EUSAGE, name,
			_("two . or two - one after the other may not be in an alias; "
			  "write one"));
	return !is_java_word(alias) || pd_fail(error, PD_EUSAGE, name,
					       _("\"%s\" is a word of Java, which JS7 "
						 "does not take as an alias; "
						 "choose another one"),
					       alias);
}

bool
pd_alias_check(const char *alias, const char *name, struct pd_error *error)
{
	size_t size = strlen(alias);
	if (size == 0)
		return pd_fail(error, PD_EUSAGE, name, _("the alias is empty"));
	if (size > MOST_BYTES)
		return pd_fail(error, PD_EUSAGE, name,
			_("the alias has %zu bytes; at most %d are kept"), size,
			MOST_BYTES);
	return check_characters(alias, name, error) && check_order(alias, name, error);
}
