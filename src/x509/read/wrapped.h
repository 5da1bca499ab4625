/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_WRAPPED_H
#define PD_X509_READ_WRAPPED_H

#include <stdbool.h>

#include "base/memory.h"
#include "x509/read/scan.h"

/* PEM or DER that was encoded in base64 once more, for text that can hold nothing else:
 * secrets of Kubernetes in YAML or JSON, variables of CI, a file piped through base64. A
 * value is base64 characters and blanks; whatever else is there parts values, and so does
 * the padding of one. */

/* The next value that holds PEM or one whole DER element, decoded, and the line where it
 * begins. false: there is none any more. content must be empty. */
bool pd_wrapped_next(struct pd_scan *scan, struct pd_secret *content, unsigned *line);

#endif
