# Everything but the door to the terminal, which tests replace, and main.
noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	%D%/ask/available.c %D%/ask/available.h \
	%D%/ask/complete.c %D%/ask/complete.h \
	%D%/ask/found.c %D%/ask/found.h \
	%D%/ask/editor.c %D%/ask/editor.h \
	%D%/ask/errors_first.c %D%/ask/errors_first.h \
	%D%/ask/interaction.c %D%/ask/interaction.h \
	%D%/ask/job.c %D%/ask/job.h \
	%D%/ask/messages.c %D%/ask/messages.h \
	%D%/ask/pem_paste.c %D%/ask/pem_paste.h \
	%D%/ask/print.c %D%/ask/print.h \
	%D%/ask/question_rules.c %D%/ask/question_rules.h \
	%D%/ask/words.c %D%/ask/words.h \
	%D%/ask/work.c %D%/ask/work.h \
	%D%/cli/ask_tty.c %D%/cli/ask_tty.h \
	%D%/cli/cli.c %D%/cli/cli.h \
	%D%/cli/cli_ask.c %D%/cli/cli_ask.h \
	%D%/cli/cli_call.c %D%/cli/cli_call.h \
	%D%/cli/cli_command.c %D%/cli/cli_command.h \
	%D%/cli/cli_complete.c %D%/cli/cli_complete.h \
	%D%/cli/cli_completion.c %D%/cli/cli_completion.h \
	%D%/cli/cli_help.c %D%/cli/cli_help.h \
	%D%/cli/cli_input.c %D%/cli/cli_input.h \
	%D%/cli/cli_json.c %D%/cli/cli_json.h \
	%D%/cli/cli_man.c %D%/cli/cli_man.h \
	%D%/cli/cli_options.c %D%/cli/cli_options.h \
	%D%/cli/cli_say.c %D%/cli/cli_say.h \
	%D%/linear/linear.c %D%/linear/linear.h \
	%D%/linear/linear_field.c %D%/linear/linear_field.h \
	%D%/linear/linear_findings.c %D%/linear/linear_findings.h \
	%D%/linear/linear_menu.c %D%/linear/linear_menu.h \
	%D%/linear/linear_page.c %D%/linear/linear_page.h \
	%D%/linear/linear_result.c %D%/linear/linear_result.h \
	%D%/linear/linear_rows.c %D%/linear/linear_rows.h \
	%D%/linear/linear_secret.c %D%/linear/linear_secret.h \
	%D%/linear/linear_state.h \
	%D%/linear/linear_task.c %D%/linear/linear_task.h \
	%D%/linear/linear_tell.c %D%/linear/linear_tell.h \
	%D%/linear/linear_words.c %D%/linear/linear_words.h \
	%D%/linear/linear_work.c %D%/linear/linear_work.h \
	%D%/linear/teletype.c %D%/linear/teletype.h \
	%D%/screen/app.c %D%/screen/app.h \
	%D%/screen/app_state.h \
	%D%/screen/bar.c %D%/screen/bar.h \
	%D%/screen/choice.c %D%/screen/choice.h \
	%D%/screen/ask/comment.c %D%/screen/ask/comment.h \
	%D%/screen/ask/confirm.c %D%/screen/ask/confirm.h \
	%D%/screen/edit.c %D%/screen/edit.h \
	%D%/screen/form/form.c %D%/screen/form/form.h \
	%D%/screen/form/form_check.c %D%/screen/form/form_check.h \
	%D%/screen/form/form_draw.c %D%/screen/form/form_draw.h \
	%D%/screen/form/form_directory.c %D%/screen/form/form_directory.h \
	%D%/screen/form/form_focus.c %D%/screen/form/form_focus.h \
	%D%/screen/form/form_picks.c %D%/screen/form/form_picks.h \
	%D%/screen/form/form_state.h %D%/screen/form/form_task.h \
	%D%/screen/form/form_values.c %D%/screen/form/form_values.h \
	%D%/screen/findings.c %D%/screen/findings.h \
	%D%/screen/frame.c %D%/screen/frame.h \
	%D%/screen/global_keys.c %D%/screen/global_keys.h \
	%D%/screen/help_rows.c %D%/screen/help_rows.h \
	%D%/screen/row_filter.c %D%/screen/row_filter.h \
	%D%/screen/list.c %D%/screen/list.h \
	%D%/screen/list_draw.c %D%/screen/list_draw.h \
	%D%/screen/meanwhile.c %D%/screen/meanwhile.h \
	%D%/screen/menu.c %D%/screen/menu.h \
	%D%/screen/outcome.c %D%/screen/outcome.h \
	%D%/screen/view/months.c %D%/screen/view/months.h \
	%D%/screen/view/new_row.c %D%/screen/view/new_row.h \
	%D%/screen/page.c %D%/screen/page.h \
	%D%/screen/view/page_rows.c %D%/screen/view/page_rows.h \
	%D%/screen/view/page_state.c %D%/screen/view/page_state.h \
	%D%/screen/view/page_hints.c %D%/screen/view/page_hints.h \
	%D%/screen/view/page_read.c %D%/screen/view/page_read.h \
	%D%/screen/pager.c %D%/screen/pager.h \
	%D%/screen/ask/question.c %D%/screen/ask/question.h \
	%D%/screen/render.c %D%/screen/render.h \
	%D%/screen/remember.c %D%/screen/remember.h \
	%D%/screen/save.c %D%/screen/save.h \
	%D%/screen/sheet.h \
	%D%/screen/side_page.c %D%/screen/side_page.h \
	%D%/screen/stack.c %D%/screen/stack.h \
	%D%/screen/task.c %D%/screen/task.h \
	%D%/screen/ask/prompt.c %D%/screen/ask/prompt.h \
	%D%/terminal/crash.c %D%/terminal/crash.h \
	%D%/terminal/echo.c %D%/terminal/echo.h \
	%D%/terminal/colours.c %D%/terminal/colours.h \
	%D%/terminal/keys.c %D%/terminal/keys.h \
	%D%/terminal/terminal.h \
	%D%/terminal/term_input.c %D%/terminal/term_input.h \
	%D%/terminal/term_output.c %D%/terminal/term_output.h \
	%D%/terminal/term_size.c %D%/terminal/term_size.h \
	%D%/terminal/term_squeeze.c %D%/terminal/term_squeeze.h \
	%D%/terminal/term_keys.c %D%/terminal/term_keys.h \
	%D%/terminal/term_signals.c %D%/terminal/term_signals.h \
	%D%/terminal/term_text.c \
	%D%/terminal/term_type.c %D%/terminal/term_type.h \
	$(NULL)

bin_PROGRAMS += pemdeck
pemdeck_SOURCES = \
	%D%/main.c \
	%D%/main_memory.c \
	%D%/terminal/term_curses.c \
	%D%/terminal/terminal.h \
	$(NULL)
pemdeck_LDADD = libui.a $(floors)
