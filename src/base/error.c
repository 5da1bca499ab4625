/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void __attribute__((format(printf, 4, 0))) set(struct pd_error *error,
	enum pd_code code, const char *input, const char *format, va_list arguments)
{
	error->code = code;
	(void)snprintf(error->input, sizeof error->input, "%s", input ? input : "");
	(void)vsnprintf(error->message, sizeof error->message, format, arguments);
}

bool
pd_fail(struct pd_error *error, enum pd_code code, const char *input,
	const char *format, ...)
{
	if (error->code != PD_OK)
		return false;
	va_list arguments;
	va_start(arguments, format);
	set(error, code, input, format, arguments);
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
	set(error, code, input, format, arguments);
	va_end(arguments);
	size_t used = strlen(error->message);
	(void)snprintf(error->message + used, sizeof error->message - used, ": %s",
		strerror(number));
	return false;
}

void
pd_error_clear(struct pd_error *error)
{
	*error = (struct pd_error){0};
}
