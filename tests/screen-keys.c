/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-keys.h"

#include <stdio.h>
#include <string.h>

/* As xterm in application mode sends them, and the Linux console; and vt100 has no
 * others. */
static const struct {
	const char *name, *xterm, *linux_console;
} keys[] = {
	{"Up", "\033OA", "\033[A"},
	{"Down", "\033OB", "\033[B"},
	{"Right", "\033OC", "\033[C"},
	{"Left", "\033OD", "\033[D"},
	{"Home", "\033OH", "\033[1~"},
	{"End", "\033OF", "\033[4~"},
	{"Ins", "\033[2~", "\033[2~"},
	{"Del", "\033[3~", "\033[3~"},
	{"PgUp", "\033[5~", "\033[5~"},
	{"PgDn", "\033[6~", "\033[6~"},
	{"F1", "\033OP", "\033[[A"},
	{"F2", "\033OQ", "\033[[B"},
	{"F3", "\033OR", "\033[[C"},
	{"F4", "\033OS", "\033[[D"},
	{"F5", "\033[15~", "\033[[E"},
	{"F6", "\033[17~", "\033[17~"},
	{"F7", "\033[18~", "\033[18~"},
	{"F8", "\033[19~", "\033[19~"},
	{"F9", "\033[20~", "\033[20~"},
	{"F10", "\033[21~", "\033[21~"},
	{"F11", "\033[23~", "\033[23~"},
	{"F12", "\033[24~", "\033[24~"},
	{"S-Tab", "\033[Z", "\033[Z"},
	{"Tab", "\t", "\t"},
	{"Enter", "\r", "\r"},
	{"Esc", "\033", "\033"},
	{"Space", " ", " "},
	{"BS", "\177", "\177"},
};

static bool
is_one_character(const char *name)
{
	size_t size = strlen(name), tail = 1;
	while (tail < size && (name[tail] & 0xc0) == 0x80)
		tail++;
	return size > 0 && tail == size;
}

bool
keys_bytes(const char *type, const char *name, char *out, size_t room)
{
	bool linux_console = strncmp(type, "linux", 5) == 0;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].name, name) == 0) {
			(void)snprintf(out, room, "%s",
				linux_console ? keys[i].linux_console : keys[i].xterm);
			return true;
		}
	if (strncmp(name, "C-", 2) == 0 && name[2] != '\0' && name[3] == '\0') {
		(void)snprintf(out, room, "%c", name[2] & 0x1f);
		return true;
	}
	if (strncmp(name, "M-", 2) == 0 && is_one_character(name + 2)) {
		(void)snprintf(out, room, "\033%s", name + 2);
		return true;
	}
	(void)snprintf(out, room, "%s", name);
	return is_one_character(name);
}

static char
escaped(char letter)
{
	static const char letters[] = "enrt0\\", values[] = "\033\n\r\t\0\\";
	const char *found = strchr(letters, letter);
	return letter != '\0' && found != NULL ? values[found - letters] : letter;
}

size_t
keys_unescape(char *text)
{
	char *to = text;
	for (const char *from = text; *from != '\0';) {
		unsigned byte;
		if (sscanf(from, "\\x%2x", &byte) == 1) {
			*to++ = (char)byte;
			from += 4;
		} else if (from[0] == '\\' && from[1] != '\0') {
			*to++ = escaped(from[1]);
			from += 2;
		} else
			*to++ = *from++;
	}
	*to = '\0';
	return (size_t)(to - text);
}
