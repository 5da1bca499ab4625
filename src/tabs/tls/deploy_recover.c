/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/deploy_recover.h"

#include "base/replace_journal.h"
#include "base/text.h"
#include "store/history.h"

char *
pd_deploy_journal(const struct pd_store *store)
{
	return pd_format("%s/deploy.journal", pd_store_path(store));
}

long
pd_deploy_recover(struct pd_context *context)
{
	struct pd_error problem = {0};
	size_t files = 0;
	PD_AUTO(pd_drop_text) char *journal = pd_deploy_journal(context->store);
	if (pd_store_is_read_only(context->store) ||
		!pd_replace_journal_recover(journal, &files, &problem) || files == 0)
		return 0;
	const struct pd_author author = pd_context_author(context);
	(void)pd_history_note(context->store, &author, "tls deploy",
		_("The deployment before was cut off: the files of its services are as "
		  "they were"),
		&problem);
	return 0;
}
