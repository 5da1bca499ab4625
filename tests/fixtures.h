/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_FIXTURES_H
#define PD_TESTS_FIXTURES_H

#include "base/file.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/chain.h"

#include "tap.h"

#include <unistd.h>

/* What make-fixtures.sh made, found by the environment variable FIXTURES, and what
 * other programs say about it. A fixture that is missing ends the test. */

static inline const char *
fixtures(void)
{
	const char *directory = getenv("FIXTURES");
	if (directory == NULL) {
		puts("Bail out! FIXTURES names no directory made by make-fixtures.sh");
		exit(1);
	}
	return directory;
}

/* Sanitizers and valgrind make a child cost a hundred times as much. */
static inline bool
is_watched(void)
{
	const char *preloaded = getenv("LD_PRELOAD");
	return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL;
}

/* Were openssl and certtool there to make them? */
static inline bool
fixtures_are_made(void)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/chain.pem", fixtures());
	return access(path, R_OK) == 0;
}

/* The content of a file below the fixtures, or of that path if it begins with '/'. */
static inline struct pd_secret
fixture(const char *name)
{
	struct pd_error error = {0};
	struct pd_secret content = {0};
	PD_AUTO(pd_drop_text)
	char *path =
		name[0] == '/' ? pd_copy(name) : pd_format("%s/%s", fixtures(), name);
	if (!pd_file_read(path, PD_INPUT_LIMIT, &content, &error)) {
		printf("Bail out! %s: %s\n", path, error.message);
		exit(1);
	}
	return content;
}

/* The certificates of a PEM file, in its order. */
static inline struct pd_certificates
fixture_certificates(const char *name)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(name);
	struct pd_certificates list = {0};
	const char *at = strstr(pd_secret_text(&content), "-----BEGIN CERT");
	while (at != NULL) {
		struct pd_error error = {0};
		const char *next = strstr(at + 1, "-----BEGIN CERT");
		size_t size = next ? (size_t)(next - at) : strlen(at);
		struct pd_certificate *certificate = pd_certificate_from_pem(
			(struct pd_bytes){(const unsigned char *)at, size}, name,
			&error);
		if (certificate == NULL) {
			printf("Bail out! %s: %s\n", name, error.message);
			exit(1);
		}
		pd_certificates_add(&list, certificate);
		at = next;
	}
	return list;
}

static inline struct pd_certificate *
fixture_certificate(const char *name)
{
	PD_AUTO(pd_certificates_free)
	struct pd_certificates list = fixture_certificates(name);
	if (list.count == 0) {
		printf("Bail out! %s holds no certificate\n", name);
		exit(1);
	}
	return pd_steal(list.items[0]);
}

/* What a shell command writes, its last line feed left out; "" if it fails. It runs in
 * the directory of the fixtures. free() it. */
static inline char *__attribute__((format(printf, 1, 2)))
output_of(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *command = pd_vformat(format, arguments);
	va_end(arguments);
	PD_AUTO(pd_drop_text)
	char *line = pd_format("cd '%s' && exec 2>&1 && %s", fixtures(), command);
	PD_AUTO(pd_secret_wipe) struct pd_secret output = {0};
	FILE *pipe = popen(line, "r");
	for (int c; pipe != NULL && (c = getc(pipe)) != EOF;)
		pd_secret_add(&output, &(char){(char)c}, 1);
	if (pipe == NULL || pclose(pipe) != 0)
		return pd_copy("");
	if (output.size > 0 && output.data[output.size - 1] == '\n')
		pd_secret_cut(&output, output.size - 1);
	return pd_copy(pd_secret_text(&output));
}

#endif
