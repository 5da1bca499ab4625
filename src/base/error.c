/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text cut to a number of bytes may end within a character; drops that part. */
static void
end_whole(char *text, size_t size)
{
	size_t end = strlen(text), lead = end;
	while (lead > 0 && ((unsigned char)text[lead - 1] & 0xc0) == 0x80)
		lead--;
	unsigned char first = lead > 0 ? (unsigned char)text[lead - 1] : 0;
	size_t wanted = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
	if (end + 1 == size && end - lead < wanted)
		text[lead - 1] = '\0';
}

static void __attribute__((format(printf, 4, 0))) set_error(struct pd_error *error,
	enum pd_code code, const char *input, const char *format, va_list arguments)
{
	error->code = code;
	(void)snprintf(error->input, sizeof error->input, "%s", input ? input : "");
	(void)vsnprintf(error->message, sizeof error->message, format, arguments);
	end_whole(error->input, sizeof error->input);
	end_whole(error->message, sizeof error->message);
}

bool
pd_fail(struct pd_error *error, enum pd_code code, const char *input,
	const char *format, ...)
{
	if (error->code != PD_OK)
		return false;
	va_list arguments;
	va_start(arguments, format);
	set_error(error, code, input, format, arguments);
	va_end(arguments);
	return false;
}

bool
pd_fail_errno(struct pd_error *error, enum pd_code code, const char *input,
	const char *format, ...)
{
	if (error->code != PD_OK)
		return false;
	int number = errno;
	va_list arguments;
	va_start(arguments, format);
	set_error(error, code, input, format, arguments);
	va_end(arguments);
	size_t used = strlen(error->message);
	(void)snprintf(error->message + used, sizeof error->message - used, ": %s",
		strerror(number));
	end_whole(error->message, sizeof error->message);
	return false;
}

void
pd_error_clear(struct pd_error *error)
{
	*error = (struct pd_error){0};
}
