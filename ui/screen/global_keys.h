/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_GLOBAL_KEYS_H
#define PD_UI_SCREEN_GLOBAL_KEYS_H

#include "ui/screen/menu.h"

/* Keys that work everywhere, with the app as self. */
extern const struct pd_menu_keys pd_global_keys;

#endif
