/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_MONKEY_HAND_H
#define PD_TESTS_MONKEY_HAND_H

/* What the monkey does to the session: each act is chosen by chance. */

/* The log is kept in that file; NULL: only its end is. */
void hand_prepare(unsigned seed, const char *log);
int hand_number(int below); /* by chance */

/* A program was started on a terminal of that type. */
void hand_begin(const char *type);

/* One act; returns how many keys it was. */
int hand_act(void);

/* What was done last, as lines for screen-driver; free() it. */
char *hand_log(void);

#endif
