/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SERVICES_H
#define PD_STORE_SERVICES_H

#include "base/error.h"
#include "store/names.h"

/* The services whose configuration names certificates, as data/services.cfg says, which is
 * installed, and after it services.d/ *.cfg in /etc/pemdeck, where an administrator has his
 * own:
 *
 * services = (
 *   { name = "nginx"; grammar = "braces";
 *     files = [ "/etc/nginx/nginx.conf" ]; base = "/etc/nginx";
 *     include = [ "include" ];
 *     certificate = [ "ssl_certificate" ]; key = [ "ssl_certificate_key" ];
 *     listen = [ "listen ssl" ]; serve = [ "server_name" ];
 *     unit = "nginx"; }
 * );
 *
 * Of two with one name the later one holds. A directive may have several words: "bind crt" is
 * what stands behind the word crt in a line that begins with bind. */

struct pd_service {
	char *name;
	char *place;   /* FILE:LINE where it is said */
	char *grammar; /* how its files are written: a word of scan/grammar.h */
	char *base;    /* where relative paths begin; NULL: in the folder of the file */
	char *include_base; /* those of files that are included; NULL: as others */
	char *unit;         /* of systemd, or the script in /etc/init.d; NULL: none */
	char *renew; /* how it takes a new certificate: reload, restart; none: by itself */
	struct pd_names files;  /* globs of its configuration */
	struct pd_names places; /* globs of files that it reads without being told */
	struct pd_names ports;  /* where it listens if no line says so: "25/smtp" */
	struct pd_names
		protocol; /* what it says before TLS, where a line names the port */
	/* Directives. */
	struct pd_names include, base_by, define;
	struct pd_names certificate, key, chain, authority;
	struct pd_names passphrase; /* what opens its keys and keystores */
	struct pd_names listen; /* the words behind the first have to be in the line */
	struct pd_names serve;  /* host names */
	struct pd_names off;    /* "ssl no": this line says that no TLS is used */
};

struct pd_services {
	struct pd_service *items;
	size_t count;
};

/* What grammars and protocols there are, others know (scan/scan.c). PD_EINPUT, FILE:LINE: a
 * member that is missing, unknown or not right. PD_EIO: the installed
 * table cannot be read. */
bool pd_services_load(struct pd_services *out, struct pd_error *error);
void pd_services_free(struct pd_services *services); /* leaves it empty; PD_AUTO fits */

#endif
