/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_MONKEY_FENCE_H
#define PD_TESTS_MONKEY_FENCE_H

/* What is started from now on can write to nothing but the folder and reaches no
 * network, where the system lets one have such a place of one's own (user namespaces, or
 * being root). Where it does not, a line says so. */
void fence_raise(const char *folder);

#endif
