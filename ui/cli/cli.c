/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/there/accounts.h"
#include "base/there/there.h"
#include "store/paths/paths.h"
#include "tabs/store/report.h"
#include "tabs/tabs.h"
#include "ui/ask/print.h"
#include "ui/ask/question_rules.h"
#include "ui/cli/cli_call.h"
#include "ui/cli/cli_complete.h"
#include "ui/cli/cli_completion.h"
#include "ui/cli/cli_help.h"
#include "ui/cli/cli_input.h"
#include "ui/cli/cli_json.h"
#include "ui/cli/cli_man.h"
#include "ui/cli/cli_options.h"
#include "ui/cli/cli_say.h"
#include "ui/linear/linear.h"
#include "ui/screen/app.h"
#include "ui/terminal/terminal.h"
#include "x509/read/sandbox.h"

enum {
	DONE = 0,
	FAILED = 1,
	WRONG_USAGE = 2,
	UNKNOWN = 3, /* exit status of monitoring plugins */

	ACCOUNT_LIMIT = 64,
	LONGEST_WAIT = 3600, /* seconds */
};

static void
drop_call(struct pd_call *call)
{
	pd_store_free(call->context.store);
	pd_secret_wipe(&call->context.standard_input);
	pd_result_free(&call->result);
	pd_caller_drop(&call->caller);
	free(call->account);
	free(call->other);
	free(call->comment);
	free(call->store_path);
}

/* ---- what is said on standard error ---------------------------------------- */

/* Fields are named as on the command line: --days, FILE. */
static char *
describe_input(const struct pd_command *command, const char *input)
{
	const struct pd_field *field = pd_command_field(command, input);
	return field ? pd_field_spelling(field) : pd_text_safe_string(input);
}

/* A monitoring system reads only standard output, and takes exit status 3 for
 * "unknown". */
static int
tell_plugin(const struct pd_command *command, const char *input, const char *message)
{
	if (!command->json)
		pd_cli_say(stdout, "%s UNKNOWN - %s%s%s\n", command->operation->plugin,
			input, *input ? ": " : "", message);
	return UNKNOWN;
}

static int
tell_call_error(const struct pd_command *command, const struct pd_error *error)
{
	/* The reader of standard output has closed it, as head does, so there is
	 * nothing to report. */
	if (error->code == PD_OK)
		return FAILED;
	PD_AUTO(pd_drop_text) char *input = describe_input(command, error->input);
	PD_AUTO(pd_drop_text) char *message = pd_text_safe_string(error->message);
	pd_cli_say(stderr, "pemdeck: %s%s%s\n", input, *input ? ": " : "", message);
	if (command->operation != NULL && command->operation->plugin != NULL)
		return tell_plugin(command, input, message);
	bool usage = error->code == PD_EUSAGE || error->code == PD_EEXISTS;
	return usage ? WRONG_USAGE : FAILED;
}

static void
tell_warnings(const struct pd_call *call)
{
	for (size_t i = 0; i < call->result.warning_count; i++) {
		PD_AUTO(pd_drop_text)
		char *warning = pd_text_safe_string(call->result.warnings[i].text);
		pd_cli_say(stderr,
			call->result.warnings[i].is_note ? _("pemdeck: note: %s\n")
							 : _("pemdeck: warning: %s\n"),
			warning);
	}
}

static void
tell_result(const struct pd_call *call)
{
	tell_warnings(call);
	if (call->command->quiet || call->result.sentence == NULL)
		return;
	PD_AUTO(pd_drop_text) char *done = pd_text_safe_string(call->result.sentence);
	pd_cli_say(stderr, "%s\n", done);
}

/* ---- the context ----------------------------------------------------------- */

/* The account becomes part of a file name and of a line of history. */
static bool
check_account(const char *account, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(account);
	size_t size = strlen(account);
	if (size > 0 && size <= ACCOUNT_LIMIT && strchr(account, '/') == NULL &&
		strcmp(safe, account) == 0)
		return true;
	return pd_fail(error, PD_EUSAGE, from,
		_("\"%.100s\" is not an account name; write one of at most %d "
		  "printable characters without /"),
		account, ACCOUNT_LIMIT);
}

/* Under sudo and the like, the work is still that of the account that logged in. */
static char *
find_account(const struct pd_command *command, const struct pd_caller *caller,
	struct pd_error *error)
{
	if (caller->account != NULL &&
		!check_account(caller->account, caller->variable, error))
		return NULL;
	if (command->account != NULL)
		return check_account(command->account, "--account", error)
			       ? pd_copy(command->account)
			       : NULL;
	if (caller->account != NULL)
		return pd_copy(caller->account);
	PD_AUTO(pd_drop_text) char *name = pd_account_name(getuid());
	if (name == NULL)
		return pd_format("%ju", (uintmax_t)getuid());
	return check_account(name, _("the login name"), error) ? pd_steal(name) : NULL;
}

/* Who called root, or else runs this, if the work is to be another account's. */
static char *
find_other(const struct pd_caller *caller, const char *account)
{
	PD_AUTO(pd_drop_text)
	char *name = caller->account ? NULL : pd_account_name(getuid());
	const char *who = name ? name : caller->account;
	return who != NULL && strcmp(who, account) != 0 ? pd_copy(who) : NULL;
}

static bool
check_comment_option(const struct pd_command *command, struct pd_error *error)
{
	return command->comment == NULL ||
	       pd_comment_check(command->comment, "--comment", error);
}

/* 10 unless it is told. */
static bool
read_wait(const struct pd_command *command, long *seconds, struct pd_error *error)
{
	const char *text = command->wait ? command->wait : "10";
	size_t size = strspn(text, "0123456789");
	*seconds = size > 0 && size < 6 && text[size] == '\0' ? strtol(text, NULL, 10)
							      : LONGEST_WAIT + 1;
	return *seconds <= LONGEST_WAIT ||
	       pd_fail(error, PD_EUSAGE, "--wait",
		       _("\"%.40s\" is not a number of seconds from 0 to %d"), text,
		       LONGEST_WAIT);
}

static bool
open_call_store(struct pd_call *call, struct pd_error *error)
{
	const struct pd_operation *operation = call->command->operation;
	struct pd_error ignored = {0};
	long wait;
	if (!read_wait(call->command, &wait, error))
		return false;
	call->store_path = call->command->store ? pd_copy(call->command->store)
						: pd_store_default_path(error);
	call->context.store_path = call->store_path;
	if (call->store_path == NULL)
		return false;
	if (operation != NULL && operation->only_looks)
		return true;
	/* A name mistyped would make a store, and show that as empty. */
	if (operation != NULL && operation->hazard == PD_READS &&
		call->command->store != NULL &&
		pd_there_look(call->store_path, &ignored) == PD_THERE_NOT)
		return pd_fail(error, PD_ESTORE, call->store_path,
			_("no store of this name; name one that is there"));
	call->context.store = pd_store_open(call->store_path, error);
	if (call->context.store == NULL)
		return false;
	pd_store_set_wait(call->context.store, wait);
	return pd_settings_load(call->context.store, &call->context.settings, error) &&
	       pd_tabs_prepare(&call->context, error);
}

static bool
open_context(struct pd_call *call, struct pd_error *error)
{
	const struct pd_caller *caller = &call->caller;
	(void)pd_caller_find(&call->caller);
	call->account = find_account(call->command, caller, error);
	if (call->account == NULL || !check_comment_option(call->command, error))
		return false;
	if (call->command->comment != NULL)
		call->comment = pd_text_safe_string(call->command->comment);
	call->context.tabs = pd_tabs;
	call->context.account = call->account;
	call->other = find_other(caller, call->account);
	call->context.caller = call->other;
	call->context.comment = call->comment;
	call->context.now = time(NULL);
	return open_call_store(call, error);
}

/* ---- showing --------------------------------------------------------------- */

/* false without an error: the reader has closed it. */
static bool
write_to_stdout(struct pd_bytes bytes, struct pd_error *error)
{
	if (pd_print_write(bytes))
		return true;
	return errno != EPIPE && pd_fail_errno(error, PD_EIO, _("standard output"),
					 _("cannot be written"));
}

static bool
write_shown_text(const char *text, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret shown = {0};
	pd_term_add_lines(text, &shown);
	return write_to_stdout(pd_secret_bytes(&shown), error);
}

static bool
write_result_output(const struct pd_secret *output, struct pd_error *error)
{
	struct pd_bytes bytes = pd_secret_bytes(output);
	if (isatty(STDOUT_FILENO) && !pd_print_is_harmless(bytes))
		return pd_fail(error, PD_EUSAGE, _("standard output"),
			_("not text: it holds control characters for the terminal; "
			  "write it to a file or a pipe"));
	return write_to_stdout(bytes, error);
}

static void
compose_json(const struct pd_result *result, struct pd_secret *text)
{
	if (result->has_rows)
		pd_json_rows(&result->rows, text);
	else if (result->has_details)
		pd_json_details(&result->details, text);
	else
		pd_json_sentence(result->sentence, text);
}

static void
compose_lines(const struct pd_result *result, struct pd_secret *text)
{
	if (result->headline != NULL)
		pd_secret_add_format(text, "%s\n", result->headline);
	if (result->has_rows)
		pd_print_rows(&result->rows, pd_print_columns(), text);
	else if (result->has_details && result->is_value)
		pd_print_value(&result->details, text);
	else if (result->has_details)
		pd_print_details(&result->details, text);
}

/* What was made is told too, unless --quiet asks for nothing but what was asked for. */
static bool
is_only_told(const struct pd_call *call)
{
	return call->command->quiet && !call->command->json && !call->result.is_value &&
	       call->command->operation->hazard != PD_READS;
}

/* Of what may change something, whether it did: for who repeats it. */
static void
tell_changed(struct pd_result *result)
{
	if (!result->has_details)
		pd_details_text(&result->details, "done", NULL,
			result->sentence ? result->sentence : "");
	pd_details_section(&result->details, NULL, NULL);
	pd_details_flag(&result->details, "changed", NULL, result->changed, "");
	result->has_details = true;
}

static bool
print_result(const struct pd_call *call, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (call->result.has_output)
		return write_result_output(&call->result.output, error);
	if (is_only_told(call))
		return true;
	if (call->command->json) {
		compose_json(&call->result, &text);
		return write_to_stdout(pd_secret_bytes(&text), error);
	}
	compose_lines(&call->result, &text);
	return write_shown_text(pd_secret_text(&text), error);
}

static void
tell_no_rows(const struct pd_call *call)
{
	const struct pd_result *result = &call->result;
	bool empty = result->has_rows && result->rows.count_of_items == 0;
	if (empty && result->rows.empty != NULL && !call->command->quiet &&
		!call->command->json)
		pd_cli_say(stderr, "%s\n", result->rows.empty);
}

/* Output of which the store is to know has to arrive, and is told of once it has. */
static bool
hand_over_written(struct pd_call *call, struct pd_error *error)
{
	struct pd_result *result = &call->result;
	if (result->receipt == NULL)
		return true;
	if (write_result_output(&result->output, error)) {
		result->has_output = false;
		return pd_operation_hand_over(
			call->command->operation, &call->context, result, error);
	}
	return error->code == PD_OK &&
	       pd_fail_errno(
		       error, PD_EIO, _("standard output"), _("cannot be written"));
}

static int
run_operation(struct pd_call *call, struct pd_error *error)
{
	/* What was run and printed may have been a private key. */
	PD_AUTO(pd_wipe_stack) const struct pd_command *command = call->command;
	if (!pd_call_run(call, error) || !hand_over_written(call, error)) {
		tell_warnings(call);
		return tell_call_error(command, error);
	}
	tell_result(call);
	tell_no_rows(call);
	if (command->json && command->operation->hazard != PD_READS)
		tell_changed(&call->result);
	if (!print_result(call, error))
		return tell_call_error(command, error);
	return call->result.status;
}

static int
run_screen(struct pd_call *call, struct pd_error *error)
{
	int status = pd_app_run(&call->context, error);
	return error->code != PD_OK ? tell_call_error(call->command, error) : status;
}

static int
run_linear(struct pd_call *call, struct pd_error *error)
{
	int status = pd_linear_run(&call->context, error);
	return error->code != PD_OK ? tell_call_error(call->command, error) : status;
}

static bool
check_screen_usable(const struct pd_command *command, struct pd_error *error)
{
	if (command->json)
		return pd_fail(error, PD_EUSAGE, "--json",
			_("goes with an operation that shows or lists; write TAB and "
			  "OPERATION"));
	if (command->linear || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)))
		return true;
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		pd_buffer_add_item(&list, tab->name);
	return pd_fail(error, PD_EUSAGE, NULL,
		_("the screen needs a terminal as standard input and output; "
		  "elsewhere write a command: pemdeck TAB OPERATION, where TAB is one "
		  "of %s"),
		pd_buffer_text(&list));
}

static int
refuse_linear(const struct pd_command *command, struct pd_error *error)
{
	(void)pd_fail(error, PD_EUSAGE, "--linear",
		_("goes without TAB and OPERATION, which are done at once; leave it "
		  "out, or them"));
	return tell_call_error(command, error);
}

static int
open_and_run(struct pd_command *command, struct pd_error *error)
{
	PD_AUTO(drop_call) struct pd_call call = {.command = command};
	if (command->unsafe)
		(void)pd_sandbox_require(PD_CONFINE_IF_POSSIBLE);
	if (command->operation != NULL && command->linear)
		return refuse_linear(command, error);
	if (command->operation == NULL && !check_screen_usable(command, error))
		return tell_call_error(command, error);
	if (!open_context(&call, error))
		return tell_call_error(command, error);
	if (command->operation != NULL)
		return run_operation(&call, error);
	if (!pd_cli_unlock(&call.context, command->files, error))
		return tell_call_error(command, error);
	PD_AUTO(pd_drop_text) char *why = NULL;
	if (!command->linear && pd_term_can_show(&why))
		return run_screen(&call, error);
	if (why != NULL)
		pd_cli_say(stderr, _("pemdeck: warning: %s\n"), why);
	return run_linear(&call, error);
}

/* ---- what needs no store --------------------------------------------------- */

static bool
write_report(
	const struct pd_command *command, struct pd_buffer *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *path =
		command->store ? pd_copy(command->store) : pd_store_default_path(error);
	if (path != NULL)
		pd_report(path, out);
	return path != NULL;
}

static bool
compose_texts(
	const struct pd_command *command, struct pd_buffer *out, struct pd_error *error)
{
	if (command->version)
		pd_buffer_add_format(out,
			"%s %s\n"
			"Copyright (C) 2026 the authors of pemdeck\n"
			"%s\n",
			PACKAGE, VERSION,
			_("Licence GPLv3+: GNU GPL version 3 or later "
			  "<https://gnu.org/licenses/gpl.html>.\n"
			  "This is free software: you may change and redistribute it.\n"
			  "There is no warranty, as far as the law allows."));
	else if (command->report)
		return write_report(command, out, error);
	else if (command->man)
		pd_man(out);
	else if (command->completion != NULL)
		return pd_completion(command->completion, out, error);
	else if (command->operation != NULL)
		pd_help_operation(command->operation, out);
	else if (command->tab != NULL)
		pd_help_tab(command->tab, out);
	else
		pd_help_general(out);
	return true;
}

static int
print_texts(const struct pd_command *command, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	if (!compose_texts(command, &text, error) ||
		!(command->man ? write_to_stdout(pd_buffer_bytes(&text), error)
			       : write_shown_text(pd_buffer_text(&text), error)))
		return tell_call_error(command, error);
	return DONE;
}

/* For the shell, whose words are not to be judged: pemdeck --complete WORD... */
static int
print_candidates(int count, char **words)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_complete_words(count, words, &text);
	return pd_print_write(pd_buffer_bytes(&text)) ? DONE : FAILED;
}

int
pd_cli_run(int count, char **words)
{
	if (count > 1 && strcmp(words[1], "--complete") == 0)
		return print_candidates(count - 2, words + 2);
	PD_AUTO(pd_command_free) struct pd_command command = {0};
	struct pd_error error = {0};
	if (!pd_command_read(count, words, &command, &error))
		return tell_call_error(&command, &error);
	bool asks_for_text = command.help || command.version || command.report ||
			     command.man || command.completion != NULL;
	return asks_for_text ? print_texts(&command, &error)
			     : open_and_run(&command, &error);
}
