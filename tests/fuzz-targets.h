/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_FUZZ_TARGETS_H
#define PD_TESTS_FUZZ_TARGETS_H

#include "base/error.h"
#include "base/memory.h"

/* What reads bytes from outside, for inputs of which nobody thought. */

struct fuzz_target {
	const char *name;
	/* What inputs are made from: names of fixtures, of which PEM blocks are decoded
	 * where der is set, or texts; each ends with NULL, and either may be missing. */
	const char *const *files;
	bool der;
	const char *const *texts;
	/* Ends the process if something is wrong with what came of it. */
	void (*run)(struct pd_bytes input);
};

extern const struct fuzz_target fuzz_targets[]; /* the last has no name */

/* Of databases and of configuration files: fuzz-more.c. */
extern const char *const fuzz_changes[], *const fuzz_configurations[];
void fuzz_database(struct pd_bytes input);
void fuzz_configuration(struct pd_bytes input);

/* Ends the process, with what is wrong. */
void fuzz_must_hold(bool good, const char *rule, const char *text);
void fuzz_must_explain(const struct pd_error *error);

#endif
