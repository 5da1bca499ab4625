/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_ECHO_H
#define PD_UI_TERMINAL_ECHO_H

#include <stdbool.h>
#include <termios.h>

/* Questions whose answers must not be seen: switches the echo off, and back on even if
 * the program crashes meanwhile. */

struct pd_echo {
	int terminal;
	bool is_off;          /* the modes were changed */
	struct termios modes; /* before that */
};

/* Clears the local flags, such as ECHO; without ICANON, input is read byte by byte. when
 * is that of tcsetattr. If descriptor is not a terminal, is_off stays false. */
void pd_echo_switch_off(struct pd_echo *echo, int descriptor, tcflag_t flags, int when);
void pd_echo_restore(struct pd_echo *echo);

#endif
