/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/wanted.h"

unsigned
pd_wanted_of_shape(enum pd_shape shape)
{
	switch (shape) {
	case PD_SHAPE_CERTIFICATE:
		return PD_WANT(PD_OBJECT_CERTIFICATE);
	case PD_SHAPE_REQUEST:
		return PD_WANT(PD_OBJECT_REQUEST);
	case PD_SHAPE_CRL:
		return PD_WANT(PD_OBJECT_CRL);
	case PD_SHAPE_KEY:
	case PD_SHAPE_ENCRYPTED_KEY:
		return PD_WANT(PD_OBJECT_KEY);
	case PD_SHAPE_PUBLIC_KEY:
	case PD_SHAPE_RSA_PUBLIC_KEY:
		return PD_WANT(PD_OBJECT_PUBLIC_KEY);
	case PD_SHAPE_PKCS7:
		return PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_CRL);
	case PD_SHAPE_PKCS12:
		return PD_WANT_PAIR | PD_WANT(PD_OBJECT_CRL);
	case PD_SHAPE_UNKNOWN:
		break;
	}
	return 0;
}

unsigned
pd_wanted_of_label(enum pd_label label)
{
	switch (label) {
	case PD_LABEL_CERTIFICATE: /* or PKCS#7 */
		return PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_CRL);
	case PD_LABEL_TRUSTED:
		return PD_WANT(PD_OBJECT_CERTIFICATE);
	case PD_LABEL_KEY:
	case PD_LABEL_ENCRYPTED_KEY:
		return PD_WANT(PD_OBJECT_KEY);
	case PD_LABEL_PUBLIC_KEY:
		return PD_WANT(PD_OBJECT_PUBLIC_KEY);
	case PD_LABEL_REQUEST:
		return PD_WANT(PD_OBJECT_REQUEST);
	case PD_LABEL_CRL:
		return PD_WANT(PD_OBJECT_CRL);
	case PD_LABEL_CONTAINER:
		return pd_wanted_of_shape(PD_SHAPE_PKCS12);
	case PD_LABEL_OTHER:
	case PD_LABEL_SKIPPED:
		break;
	}
	return 0;
}
