/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_TIME_H
#define PD_BASE_TIME_H

#include <stdint.h>

/* Times are seconds since 1970-01-01T00:00:00Z, in 64 bits on every host. */

#define PD_DAY INT64_C(86400) /* in seconds */

/* What X.509 and RFC 3339 can write: 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z. The
 * latest is also how RFC 5280, 4.1.2.5 says "no well-defined expiration date". */
#define PD_TIME_EARLIEST INT64_C(-62167219200)
#define PD_TIME_LATEST INT64_C(253402300799)

/* The longest validity that can be asked for: a hundred years, in days. */
#define PD_MOST_DAYS 36525

#endif
