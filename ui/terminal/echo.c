/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/echo.h"

#include "ui/terminal/crash.h"

void
pd_echo_switch_off(struct pd_echo *echo, int descriptor, tcflag_t flags, int when)
{
	*echo = (struct pd_echo){.terminal = descriptor};
	if (tcgetattr(descriptor, &echo->modes) != 0)
		return;
	struct termios modes = echo->modes;
	modes.c_lflag &= ~flags;
	if ((flags & ICANON) != 0) {
		modes.c_cc[VMIN] = 1;
		modes.c_cc[VTIME] = 0;
	}
	pd_crash_arm(descriptor, "\n", &echo->modes, false);
	echo->is_off = tcsetattr(descriptor, when, &modes) == 0;
}

void
pd_echo_restore(struct pd_echo *echo)
{
	if (echo->is_off)
		(void)tcsetattr(echo->terminal, TCSADRAIN, &echo->modes);
	pd_crash_disarm();
	echo->is_off = false;
}
