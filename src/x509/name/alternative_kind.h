/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_ALTERNATIVE_KIND_H
#define PD_X509_NAME_ALTERNATIVE_KIND_H

/* The kinds of subject alternative names. */
enum pd_alternative_kind {
	PD_ALTERNATIVE_DNS,
	PD_ALTERNATIVE_IP,
	PD_ALTERNATIVE_EMAIL,
	PD_ALTERNATIVE_URI,
	PD_ALTERNATIVE_UPN, /* this and the next four: otherName, see other_name.h */
	PD_ALTERNATIVE_SRV,
	PD_ALTERNATIVE_XMPP,
	PD_ALTERNATIVE_MAILBOX,
	PD_ALTERNATIVE_OTHER_NAME, /* of a type that has no word: 1.2.3=text or =#hex */
	PD_ALTERNATIVE_OTHER, /* read from DER only: directory name, ...: text tells */
};

#endif
