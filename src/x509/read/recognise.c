/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/recognise.h"

#include "x509/read/armour.h"

static void
count_block(struct pd_recognised *recognised, const struct pd_block *block)
{
	switch (block->kind) {
	case PD_LABEL_CERTIFICATE:
	case PD_LABEL_TRUSTED:
		recognised->certificates++;
		break;
	case PD_LABEL_KEY:
		recognised->keys += !block->encrypted;
		recognised->encrypted_keys += block->encrypted;
		break;
	case PD_LABEL_ENCRYPTED_KEY:
		recognised->encrypted_keys++;
		break;
	case PD_LABEL_REQUEST:
		recognised->requests++;
		break;
	case PD_LABEL_CRL:
		recognised->crls++;
		break;
	case PD_LABEL_PUBLIC_KEY:
	case PD_LABEL_CONTAINER:
	case PD_LABEL_OTHER:
		recognised->others++;
		break;
	case PD_LABEL_SKIPPED:
		break;
	}
}

void
pd_recognise(struct pd_bytes input, struct pd_recognised *out)
{
	*out = (struct pd_recognised){0};
	struct pd_scan scan;
	struct pd_block block;
	pd_scan_begin(&scan, input);
	while (pd_armour_next(&scan, &block, NULL)) {
		if (block.flaw == PD_FLAW_NO_BEGIN)
			continue;
		count_block(out, &block);
		out->open = block.open;
		bool odd =
			block.flaw == PD_FLAW_CHARACTER && block.kind != PD_LABEL_OTHER;
		if (odd && out->bad_line == 0)
			out->bad_line = block.flaw_line;
	}
}
