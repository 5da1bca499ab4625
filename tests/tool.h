/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_TOOL_H
#define PD_TESTS_TOOL_H

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "tap.h"

/* Other people's tools, asked in a directory of the test's own, which is the working
 * directory between tool_begin and tool_end. */

static char tool_folder[4096];

static inline int
tool_remove_one(
	const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

static inline void
tool_end(void)
{
	if (chdir("/") < 0)
		abort();
	(void)nftw(tool_folder, tool_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void
tool_begin(void)
{
	const char *base = getenv("TMPDIR");
	(void)snprintf(tool_folder, sizeof tool_folder, "%s/pemdeck-test.XXXXXX",
		base ? base : "/tmp");
	if (mkdtemp(tool_folder) == NULL || chdir(tool_folder) != 0)
		abort();
	(void)atexit(tool_end);
}

static inline void
tool_put(const char *name, struct pd_bytes content)
{
	FILE *file = fopen(name, "w");
	if (file == NULL ||
		fwrite(content.data, 1, content.size, file) != content.size ||
		fclose(file) != 0)
		abort();
}

static inline struct pd_secret
tool_get(const char *name)
{
	struct pd_secret content = {0};
	FILE *file = fopen(name, "r");
	if (file != NULL) {
		size_t room = 1 << 20;
		pd_secret_added(&content,
			fread(pd_secret_reserve(&content, room), 1, room, file));
		(void)fclose(file);
	}
	return content;
}

/* What a shell command prints, on either stream; free() it. *status may be NULL. */
static inline char *__attribute__((format(printf, 2, 3)))
tool_run(int *status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *command = pd_vformat(format, arguments);
	va_end(arguments);
	PD_AUTO(pd_drop_text) char *line = pd_format("{ %s\n} 2>&1", command);
	FILE *pipe = popen(line, "r");
	if (pipe == NULL)
		abort();
	size_t room = 1 << 16;
	char *text = pd_alloc(room, 1);
	text[fread(text, 1, room - 1, pipe)] = 0;
	int result = pclose(pipe);
	if (status != NULL)
		*status = result;
	return text;
}

/* Runs a shell command for what it does; true if it succeeds. */
static inline bool __attribute__((format(printf, 1, 2)))
tool_does(const char *format, ...)
{
	int status;
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *command = pd_vformat(format, arguments);
	va_end(arguments);
	free(tool_run(&status, "%s", command));
	return status == 0;
}

static inline bool
tool_is_missing(const char *name)
{
	return !tool_does("command -v %s", name);
}

/* Bytes written in hex, blanks allowed between them. */
static inline struct pd_buffer
tool_hex(const char *hex)
{
	struct pd_buffer out = {0};
	unsigned byte;
	int used;
	for (; sscanf(hex, " %2x%n", &byte, &used) == 1; hex += used)
		pd_buffer_add_byte(&out, (unsigned char)byte);
	return out;
}

#endif
