/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_LAYERS_H
#define PD_STORE_LAYERS_H

#include "store/record.h"

/* Where settings stand: in settings.cfg of the store, and under it in those of this host,
 * which hold for all its stores: settings.cfg and settings.d/ *.cfg in /etc/pemdeck, as
 * configuration management puts them there. What the store says prevails, unless the host
 * names it in its list "locked". The files of the host must not contradict each other. */

struct pd_store;

struct pd_layer {
	char *shown; /* the path */
	struct pd_record *record;
};

struct pd_layers {
	struct pd_layer *items; /* the store's first, then the host's by name */
	size_t count;
};
void pd_layers_free(struct pd_layers *layers); /* leaves it empty; PD_AUTO fits */

/* PD_ESTORE, naming the file: it cannot be read, is damaged, could be changed by others
 * than root and the caller, or contradicts another. A host may have none. */
bool pd_layers_load(
	struct pd_store *store, struct pd_layers *out, struct pd_error *error);

/* The same with another text in place of the store's file: what somebody is about to
 * write there. */
bool pd_layers_try(struct pd_store *store, struct pd_bytes text, struct pd_layers *out,
	struct pd_error *error);

/* Hands on the text of each file *.cfg of a folder beside the settings of the host, by name,
 * under the same rules of who may have written it; there may be no such folder. */
typedef bool pd_layer_text(
	void *work, const char *shown, struct pd_bytes text, struct pd_error *error);
bool pd_layers_each_part(
	const char *part, pd_layer_text *take, void *work, struct pd_error *error);

/* Changes whenever one of the host's files does; looks at none of them. */
uint64_t pd_layers_stamp(void);

/* Where the host locks a setting ("undo_days", "hooks"; "observer" also by "roles"):
 * FILE:LINE; NULL if it does not. free() it. */
char *pd_layers_lock(const struct pd_layers *layers, const char *name);

/* The value that prevails of a setting, or of a member of a group ("roles.observer"), and
 * the layer it stands in. Borrowed. NULL: in none. */
struct config_setting_t;
const struct config_setting_t *pd_layers_find(const struct pd_layers *layers,
	const char *path, const struct pd_layer **layer);

/* Does this layer count for a list of groups (deploy, hooks, profiles)? Those of all
 * layers are one list, without the store's where it is locked. */
bool pd_layers_counts(
	const struct pd_layers *layers, const struct pd_layer *layer, const char *name);

#endif
