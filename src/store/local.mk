noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	%D%/change.c %D%/change.h \
	%D%/check.c %D%/check.h \
	%D%/entry.c %D%/entry.h \
	%D%/files.c %D%/files.h \
	%D%/groups.c %D%/groups.h \
	%D%/history.c %D%/history.h \
	%D%/history_records.c \
	%D%/hooks.c %D%/hooks.h \
	%D%/journal.c %D%/journal.h \
	%D%/names.c %D%/names.h \
	%D%/purge.c %D%/purge.h \
	%D%/record.c %D%/record.h \
	%D%/record_plain.c %D%/record_plain.h \
	%D%/settings.c %D%/settings.h \
	%D%/settings_change.c %D%/settings_change.h \
	%D%/store.c %D%/store.h \
	%D%/targets.c %D%/targets.h \
	$(NULL)
