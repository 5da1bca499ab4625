# Everything but the door to the terminal, which tests replace, and main.
noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	%D%/app.c %D%/app.h \
	%D%/ask_tty.c %D%/ask_tty.h \
	%D%/asked.c %D%/asked.h \
	%D%/bar.c \
	%D%/choice.c %D%/choice.h \
	%D%/cli.c %D%/cli.h \
	%D%/cli_ask.c \
	%D%/cli_call.h \
	%D%/cli_command.c %D%/cli_command.h \
	%D%/cli_completion.c %D%/cli_completion.h \
	%D%/cli_help.c %D%/cli_help.h \
	%D%/cli_input.c \
	%D%/cli_json.c %D%/cli_json.h \
	%D%/cli_man.c %D%/cli_man.h \
	%D%/cli_options.c %D%/cli_options.h \
	%D%/cli_print.c %D%/cli_print.h \
	%D%/cli_words.c %D%/cli_words.h \
	%D%/complete.c %D%/complete.h \
	%D%/confirm.c %D%/confirm.h \
	%D%/edit.c %D%/edit.h \
	%D%/editor.c %D%/editor.h \
	%D%/form.c %D%/form.h \
	%D%/form_check.c \
	%D%/form_draw.c \
	%D%/form_state.h \
	%D%/form_values.c \
	%D%/frame.c %D%/frame.h \
	%D%/global.c \
	%D%/job.c %D%/job.h \
	%D%/keys.c %D%/keys.h \
	%D%/linear.c %D%/linear.h \
	%D%/linear_field.c \
	%D%/linear_menu.c \
	%D%/linear_page.c \
	%D%/linear_result.c \
	%D%/linear_rows.c \
	%D%/linear_secret.c \
	%D%/linear_state.h \
	%D%/linear_task.c \
	%D%/linear_words.c \
	%D%/linear_work.c \
	%D%/list.c %D%/list.h \
	%D%/list_draw.c \
	%D%/menu.c %D%/menu.h \
	%D%/messages.c %D%/messages.h \
	%D%/offer.c %D%/offer.h \
	%D%/outcome.c %D%/outcome.h \
	%D%/page.c %D%/page.h \
	%D%/pager.c %D%/pager.h \
	%D%/paste.c %D%/paste.h \
	%D%/place.c %D%/place.h \
	%D%/question.c %D%/question.h \
	%D%/render.c %D%/render.h \
	%D%/save.c %D%/save.h \
	%D%/sheet.h \
	%D%/state.h \
	%D%/task.c %D%/task.h \
	%D%/teletype.c %D%/teletype.h \
	%D%/term.h \
	%D%/term_input.c %D%/term_input.h \
	%D%/term_keys.c %D%/term_keys.h \
	%D%/term_signals.c %D%/term_signals.h \
	%D%/term_text.c \
	%D%/term_type.c %D%/term_type.h \
	%D%/work.c %D%/work.h \
	$(NULL)

bin_PROGRAMS += pemdeck
pemdeck_SOURCES = \
	%D%/main.c \
	%D%/term_curses.c \
	%D%/term.h \
	$(NULL)
pemdeck_LDADD = libui.a $(floors)
