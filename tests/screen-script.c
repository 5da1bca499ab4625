/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "screen-session.h"
#include "tap.h"

struct script script = {.rows = 24, .columns = 80};

void
script_stop(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)fflush(stdout);
	(void)fprintf(stderr, "%s:%u: ", script.path, script.line);
	(void)vfprintf(stderr, format, arguments);
	(void)fputc('\n', stderr);
	va_end(arguments);
	exit(2);
}

void
script_show(const char *what, const char *text)
{
	tap_show(what, text);
}

void
script_skip(const char *why)
{
	(void)tap_ok(true, "%s # SKIP %s", script.name, why);
}

int
script_done(void)
{
	int status = tap_done();
	return status == 1 && script.late ? SCRIPT_LATE : status;
}

void
script_show_screen(void)
{
	char *text = view_text(session.view);
	size_t size = strlen(text);
	while (size > 0 && text[size - 1] == '\n')
		text[--size] = '\0';
	script_show("screen", text);
	free(text);
	if (session.pty.state == PTY_ENDED)
		printf("#   the program ended with status 0x%x\n", session.pty.status);
}

bool
script_result(bool good)
{
	return tap_ok(good, "%s:%u %s", script.name, script.line, script.command);
}

char *
script_expand(const char *text)
{
	struct pd_secret out = {0};
	for (const char *c = text; *c != '\0';) {
		size_t size =
			c[0] == '$' ? strspn(c + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;
		char name[64] = "";
		if (size > 0 && size < sizeof name)
			memcpy(name, c + 1, size);
		if (size > 0 && getenv(name) == NULL)
			script_stop("$%s is not set", name);
		if (size > 0) {
			pd_secret_add_text(&out, getenv(name));
			c += size + 1;
		} else
			pd_secret_add(&out, c++, 1);
	}
	char *copy = pd_copy(pd_secret_text(&out));
	pd_secret_wipe(&out);
	return copy;
}

size_t
script_split(char *text, char **words)
{
	size_t count = 0;
	for (char *c = text; count + 1 < SCRIPT_WORDS;) {
		while (*c == ' ')
			c++;
		if (*c == '\0')
			break;
		char end = *c == '"' ? '"' : ' ';
		c += end == '"';
		words[count++] = c;
		while (*c != '\0' && *c != end)
			c++;
		if (*c != '\0')
			*c++ = '\0';
	}
	words[count] = NULL;
	return count;
}

regex_t
script_pattern(char **text)
{
	char *end = *text + 1;
	while (**text == '/' && *end != '\0' && *end != '/')
		end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
	if (**text != '/' || *end != '/')
		script_stop("a pattern is written /like this/");
	*end = '\0';
	regex_t pattern;
	int error = regcomp(&pattern, *text + 1, REG_EXTENDED | REG_NEWLINE);
	if (error != 0) {
		char message[128];
		(void)regerror(error, &pattern, message, sizeof message);
		script_stop("/%s/: %s", *text + 1, message);
	}
	*text = end + 1;
	return pattern;
}

int
script_number(const char *word)
{
	char *end;
	long number = word ? strtol(word, &end, 10) : 0;
	if (word == NULL || *word == '\0' || *end != '\0')
		script_stop("a number is missing");
	return (int)number;
}

struct pd_secret
script_read_file(const char *path)
{
	struct pd_secret content = {0};
	FILE *file = fopen(path, "re");
	if (file == NULL)
		script_stop("%s: %s", path, strerror(errno));
	size_t size;
	do {
		size = fread(pd_secret_reserve(&content, 65536), 1, 65536, file);
		pd_secret_added(&content, size);
	} while (size > 0);
	(void)fclose(file);
	return content;
}
