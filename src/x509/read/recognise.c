/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/recognise.h"

#include "x509/read/armour.h"
#include "x509/read/shape.h"
#include "x509/read/wrapped.h"

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

/* Is there a BEGIN or END at all? */
static bool
count_blocks(struct pd_bytes input, struct pd_recognised *out)
{
	struct pd_scan scan;
	struct pd_block block;
	bool any = false;
	pd_scan_begin(&scan, input);
	while (pd_armour_next(&scan, &block, NULL)) {
		any = true;
		if (block.flaw == PD_FLAW_NO_BEGIN)
			continue;
		count_block(out, &block);
		out->open = block.open;
		bool odd =
			block.flaw == PD_FLAW_CHARACTER && block.kind != PD_LABEL_OTHER;
		if (odd && out->bad_line == 0)
			out->bad_line = block.flaw_line;
	}
	return any;
}

static void
count_shape(struct pd_recognised *recognised, enum pd_shape shape)
{
	switch (shape) {
	case PD_SHAPE_CERTIFICATE:
		recognised->certificates++;
		break;
	case PD_SHAPE_KEY:
		recognised->keys++;
		break;
	case PD_SHAPE_ENCRYPTED_KEY:
		recognised->encrypted_keys++;
		break;
	case PD_SHAPE_REQUEST:
		recognised->requests++;
		break;
	case PD_SHAPE_CRL:
		recognised->crls++;
		break;
	default:
		recognised->others++;
		break;
	}
}

/* Base64 of PEM or DER. */
static void
count_values(struct pd_bytes input, struct pd_recognised *out)
{
	struct pd_scan scan;
	unsigned line;
	pd_scan_begin(&scan, input);
	for (;;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		if (!pd_wrapped_next(&scan, &content, &line))
			return;
		struct pd_bytes bytes = pd_secret_bytes(&content);
		if (pd_shape_size(bytes) == bytes.size)
			count_shape(out, pd_shape_of(bytes));
		else
			(void)count_blocks(bytes, out);
	}
}

void
pd_recognise(struct pd_bytes input, struct pd_recognised *out)
{
	*out = (struct pd_recognised){0};
	if (!count_blocks(input, out))
		count_values(input, out);
}
