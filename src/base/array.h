/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ARRAY_H
#define PD_BASE_ARRAY_H

/* The members of an array; not of a pointer to one. */
#define PD_COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
