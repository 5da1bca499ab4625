/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_FOUND_H
#define PD_SCAN_FOUND_H

#include "scan/ground.h"
#include "store/services.h"
#include "x509/certificate/chain.h"

/* What is found on a machine: files with certificates and keys, and what uses them. */

/* The name in the table of what no service reads. */
#define PD_NOBODY "-"

/* A file that was found or that a configuration names. */
struct pd_scan_file {
	char *path; /* as it was named first */
	char *real; /* where that leads; NULL: nowhere */
	int number; /* errno: why it was not read; 0: it was */
	struct stat status;
	struct pd_certificates certificates;
	struct pd_names keys; /* their ids */
	bool is_locked;       /* something in it needs a passphrase */
	bool was_locked;      /* the same, which may have been opened */
	bool is_text;         /* PEM */
	bool is_open;         /* others than owner and group can read it */
	char *problem;        /* what in it cannot be read, a sentence; or NULL */
};

enum pd_scan_role {
	PD_SCAN_SERVES, /* a service shows it to others */
	PD_SCAN_TRUSTS, /* it is what a service judges others by */
	PD_SCAN_LIES,   /* nothing is known to use it */
};

/* What came of asking a port of this machine. */
enum pd_scan_answer {
	PD_SCAN_NOT_ASKED,
	PD_SCAN_SILENT, /* nobody answers, or not with TLS */
	PD_SCAN_SAME,
	PD_SCAN_OLD,   /* what the file held before: it was renewed since */
	PD_SCAN_OTHER, /* another certificate */
};

enum { PD_SCAN_PORTS = 8 };

struct pd_scan_port {
	unsigned number;
	const char *starttls; /* borrowed from the table; NULL: TLS from the start */
	enum pd_scan_answer answer;
	char *said; /* whose certificate it is instead, or why there was no answer */
};

struct pd_scan_use {
	const struct pd_service *service; /* NULL: none */
	enum pd_scan_role role;
	char *file; /* of its configuration; NULL: none names it */
	unsigned line;
	size_t config,
		block; /* where in the configuration, to know what belongs together */
	struct pd_scan_file *certificate;
	struct pd_scan_file *key; /* may be the same; NULL: none is known */
	struct pd_scan_file *chain, *authority; /* or NULL */
	struct pd_names hosts;                  /* that it serves */
	struct pd_scan_port ports[PD_SCAN_PORTS];
	size_t port_count;
};

/* What a configuration says that opens keys and keystores of its service. */
struct pd_scan_passphrase {
	const struct pd_service *service;
	struct pd_secret words;
};

struct pd_machine {
	struct pd_services services;
	struct pd_ground ground;
	const struct pd_secret *passphrase; /* of the order */
	struct pd_scan_passphrase *passphrases;
	size_t passphrase_count;
	const struct pd_service *current; /* whose files are read; NULL: nobody's */
	struct pd_scan_file **files;
	size_t file_count;
	struct pd_scan_use *uses;
	size_t use_count;
	size_t config_count;
};

struct pd_scan_order {
	const char *root;             /* NULL: / */
	const struct pd_names *paths; /* looked through, besides what services name */
	bool everywhere;              /* on other file systems, too */
	long seconds;
	bool asks_ports;
	const struct pd_secret *passphrase; /* tried where something needs one; NULL */
	const atomic_bool *cancelled;
	void (*progress)(void *work, int percent, const char *what); /* may be NULL */
	void *work;
};

void pd_machine_free(struct pd_machine *machine); /* leaves it empty; PD_AUTO fits */

/* Keeps a passphrase of the service, of which few are kept. */
void pd_machine_add_passphrase(
	struct pd_machine *scan, const struct pd_service *service, const char *words);

/* A new use; takes nothing. Lent until the next one. */
struct pd_scan_use *pd_machine_add_use(struct pd_machine *scan, enum pd_scan_role role,
	const struct pd_service *service, struct pd_scan_file *certificate);

#endif
