/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_CRASH_H
#define PD_UI_TERMINAL_CRASH_H

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

/* Gives the terminal back when the program crashes (SIGSEGV, SIGABRT, SIGBUS, SIGFPE,
 * SIGILL), before it dies of that signal. Only the process that armed it does so, never
 * a child of it. */

/* Until pd_crash_disarm, a crash writes the bytes, which are copied, to the terminal and
 * sets the modes. Arming again replaces both. While a screen is there, what libraries write to
 * standard error, if that is a terminal, waits in a pipe, and is written when the terminal is
 * given back. */
void pd_crash_arm(
	int terminal, const char *bytes, const struct termios *modes, bool is_screen);
void pd_crash_disarm(void);

/* The room that a handler needs when the stack has run out. */
enum { PD_CRASH_STACK = 1 << 16 };

/* To be called by each thread with memory of its own: its crashes give the terminal back
 * too, even if all other signals are blocked for it. Until the thread has called the
 * second one with what the first one put into before, stack has to live. */
void pd_crash_watch_thread(char stack[PD_CRASH_STACK], stack_t *before);
void pd_crash_unwatch_thread(const stack_t *before);

#endif
