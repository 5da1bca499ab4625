/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_type.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Known by prefix: remote hosts often lack the terminfo entries of newer terminals. */
static const struct {
	const char *prefix, *type;
} relatives[] = {
	{"xterm", "xterm-256color"},
	{"alacritty", "xterm-256color"},
	{"contour", "xterm-256color"},
	{"foot", "xterm-256color"},
	{"ghostty", "xterm-256color"},
	{"gnome", "xterm-256color"},
	{"iterm", "xterm-256color"},
	{"kitty", "xterm-256color"},
	{"konsole", "xterm-256color"},
	{"mintty", "xterm-256color"},
	{"mlterm", "xterm-256color"},
	{"ms-terminal", "xterm-256color"},
	{"putty", "xterm-256color"},
	{"rio", "xterm-256color"},
	{"st-", "xterm-256color"},
	{"vte", "xterm-256color"},
	{"wezterm", "xterm-256color"},
	{"linux", "linux"},
	{"rxvt", "rxvt"},
	{"screen", "screen"},
	{"tmux", "tmux"},
};

const char *
pd_term_similar_type(const char *type)
{
	for (size_t i = 0; i < sizeof relatives / sizeof *relatives; i++)
		if (strncmp(type, relatives[i].prefix, strlen(relatives[i].prefix)) ==
			0)
			return relatives[i].type;
	return "vt100";
}

void
pd_term_append_plain(char *out, size_t room, const char *capability)
{
	size_t used = strlen(out);
	for (const char *c = capability; *c != '\0' && used + 1 < room; c++) {
		const char *end = strncmp(c, "$<", 2) == 0 ? strchr(c, '>') : NULL;
		if (end != NULL)
			c = end;
		else
			out[used++] = *c;
	}
	out[used] = '\0';
}
