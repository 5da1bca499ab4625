/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For libFuzzer, which finds inputs that reach what others did not: make fuzz. */

static const struct fuzz_target *target = fuzz_targets;

int LLVMFuzzerInitialize(int *count, char ***words);
int
LLVMFuzzerInitialize(int *count, char ***words)
{
	(void)count, (void)words;
	const char *wanted = getenv("FUZZ_TARGET");
	while (target->name != NULL && wanted != NULL &&
		strcmp(target->name, wanted) != 0)
		target++;
	if (target->name != NULL)
		return 0;
	(void)fprintf(stderr, "FUZZ_TARGET=%s names no target\n", wanted);
	exit(2);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	target->run((struct pd_bytes){data, size});
	return 0;
}
