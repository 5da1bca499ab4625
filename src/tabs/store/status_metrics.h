/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_STATUS_METRICS_H
#define PD_TABS_STORE_STATUS_METRICS_H

#include "tabs/store/status_watch.h"

/* Appends the metrics in the text format of Prometheus. */
void pd_watch_metrics(const struct pd_watch *watch, struct pd_secret *out);

#endif
