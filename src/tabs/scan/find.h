/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_FIND_H
#define PD_TABS_SCAN_FIND_H

#include "operation/context.h"
#include "scan/found.h"
#include "store/targets.h"

/* What is wrong with what a scan found: one find for each file, with all that uses it. */

struct pd_scan_fault {
	const char *word;  /* for scripts, constant */
	const char *brief; /* for the list, "key differs": translated, constant */
	char *sentence;
	char marker; /* 'x' bad, '!' needs attention */
};

struct pd_find {
	struct pd_scan_file *file;
	const struct pd_certificate *leaf; /* NULL: none is in it */
	const struct pd_scan_use **uses;   /* in the scan */
	size_t use_count;
	struct pd_scan_fault *faults; /* the worst first */
	size_t fault_count;
	char marker;        /* of the worst; ' ': nothing is wrong */
	bool is_used;       /* something shows it to others */
	const char *target; /* the deploy target that writes it; NULL: none */
};

struct pd_finds {
	struct pd_machine scan;
	struct pd_deploy_targets targets;
	struct pd_find *items; /* what needs attention first */
	size_t count;
	size_t authorities;  /* files with nothing but certificates of CAs, left out */
	size_t faulty;       /* finds with which something is wrong */
	char *without_store; /* why the store could not be asked; or NULL */
};

/* Adds a fault unless the same is there; takes sentence. word and brief stay. */
void pd_find_add(struct pd_find *find, char marker, const char *word, const char *brief,
	char *sentence);

#endif
