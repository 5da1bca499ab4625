/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_WANTED_H
#define PD_X509_READ_WANTED_H

#include "x509/read/armour.h"
#include "x509/read/reading.h"
#include "x509/read/shape.h"

/* Internal to src/x509: the kinds (PD_WANT) that DER of a shape, or a block under a label,
 * is or may hold; 0: nobody knows. */
unsigned pd_wanted_of_shape(enum pd_shape shape);
unsigned pd_wanted_of_label(enum pd_label label);

#endif
