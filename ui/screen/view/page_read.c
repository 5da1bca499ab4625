/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/page_read.h"

#include <stdlib.h>

#include "base/text.h"
#include "base/time.h"
#include "ui/ask/messages.h"

/* ms: nothing is said of what takes less than the first. */
enum { PATIENCE = 1000, LONG_WAIT = 10000 };

struct pd_page_reading {
	const struct pd_tab *tab;
	struct pd_view view;
	int64_t started;    /* of pd_milliseconds_now */
	struct pd_job *job; /* NULL: it could not be started, for error */
	struct pd_error error;
};

/* A tab may have nothing to show. */
static bool
read_view(struct pd_context *context, void *load, struct pd_error *error)
{
	struct pd_page_reading *reading = load;
	return reading->tab->view == NULL ||
	       reading->tab->view(context, &reading->view, error);
}

struct pd_page_reading *
pd_page_reading_start(
	const struct pd_context *context, const struct pd_tab *tab, int wake)
{
	struct pd_page_reading *reading = pd_alloc(1, sizeof *reading);
	reading->tab = tab;
	reading->started = pd_milliseconds_now();
	reading->job = pd_job_start(context, read_view, reading, wake, &reading->error);
	return reading;
}

int
pd_page_reading_patience(const struct pd_page_reading *reading)
{
	int64_t passed = pd_milliseconds_now() - reading->started;
	return passed < PATIENCE ? (int)(PATIENCE - passed) : 0;
}

bool
pd_page_reading_has_ended(struct pd_page_reading *reading)
{
	return reading->job == NULL || pd_job_has_ended(reading->job);
}

void
pd_page_reading_stop(struct pd_page_reading *reading)
{
	if (reading->job != NULL)
		pd_job_cancel(reading->job);
}

char *
pd_page_reading_end(struct pd_page_reading *reading, struct pd_view *out)
{
	bool good = false;
	if (reading->job != NULL) {
		while (!pd_job_wait(reading->job, LONG_WAIT))
			;
		good = pd_job_result(reading->job, &reading->error);
		pd_job_free(reading->job);
	}
	char *problem = good ? NULL : pd_error_words(&reading->error);
	*out = reading->view;
	free(reading);
	return problem;
}
