/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader.h"

#include <time.h>

#include "fixtures.h"
#include "x509/read/sandbox.h"

/* A collection of real and hostile files (CORPUS) through the reader. */

struct tally {
	unsigned files, silent, slow, good, taken, crashed;
};

static double
now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Algorithms that are not supported are no failure to read. */
static bool
is_judged(const char *kind, const char *verdict, const struct pd_error *error)
{
	static const char *const kinds[] = {"cert", "key", "csr", "crl", "p12"};
	bool counts = false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		counts = counts || strcmp(kind, kinds[i]) == 0;
	return counts && strcmp(verdict, "good") == 0 &&
	       strstr(error->message, "not supported") == NULL;
}

static void
try_file(const char *path, const char *kind, const char *verdict,
	const char *passphrase, struct tally *tally)
{
	struct pd_error error = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(path);
	double start = now();
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0};
	pd_secret_add_text(&words, passphrase);
	const struct pd_reading reading = {.input = pd_secret_bytes(&content),
		.from = path,
		.passphrase = *passphrase != '\0' ? &words : NULL};
	bool good = pd_reader_read(&reading, &objects, &error);
	bool slow = now() - start > 2 && !is_watched();
	bool silent = good ? objects.count == 0 : strlen(error.message) < 20;
	bool crashed = strstr(error.message, "sandbox") != NULL;
	bool judged = is_judged(kind, verdict, &error);
	if (silent || slow || crashed || (judged && !good))
		printf("# %s: %.1f s: %s\n", path, now() - start, error.message);
	tally->files++;
	tally->silent += silent;
	tally->slow += slow;
	tally->crashed += crashed;
	tally->good += judged;
	tally->taken += judged && good;
}

/* Tab-separated: path, kind, verdict, source, licence, gnutls, openssl, encoding,
 * password. */
static void
try_row(const char *corpus, char *line, struct tally *tally)
{
	const char *columns[9] = {"", "", "", "", "", "", "", "", ""};
	for (size_t i = 0; i < 9 && line != NULL; i++)
		columns[i] = strsep(&line, "\t\n");
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", corpus, columns[0]);
	if (access(path, R_OK) == 0)
		try_file(path, columns[1], columns[2], columns[8], tally);
}

/* All hostile files, and of the others one in so many; all with PEMDECK_LONG. */
static void
the_corpus_is_taken_or_refused(const char *corpus)
{
	unsigned step = getenv("PEMDECK_LONG") ? 1 : is_watched() ? 400 : 17;
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/manifest.tsv", corpus);
	FILE *manifest = fopen(path, "r");
	struct tally tally = {0};
	char line[4096];
	for (unsigned row = 0; manifest && fgets(line, sizeof line, manifest); row++) {
		bool hostile = strncmp(line, "hostile/", 8) == 0 && !is_watched();
		if (row > 0 && (hostile || row % step == 0))
			try_row(corpus, line, &tally);
	}
	if (manifest != NULL)
		(void)fclose(manifest);
	printf("# %u files, %u good ones, %u of them taken\n", tally.files, tally.good,
		tally.taken);
	tap_ok(tally.files > 10, "the corpus is there");
	tap_number(tally.silent, 0, "every file is taken or refused with a sentence");
	tap_number(tally.crashed, 0, "no file crashes the child");
	tap_number(tally.slow, 0, "no file takes longer than two seconds");
	tap_ok(tally.taken >= tally.good - (tally.good + 49) / 50,
		"good files of supported algorithms are taken");
}

int
main(void)
{
	const char *corpus = getenv("CORPUS");
	if (corpus == NULL)
		return tap_skip_all("no CORPUS");
	pd_sandbox_start();
	the_corpus_is_taken_or_refused(corpus);
	return tap_done();
}
