noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	%D%/change.c \
	%D%/check.c %D%/check.h \
	%D%/entry.c \
	%D%/files.c \
	%D%/groups.c \
	%D%/history.c %D%/history.h \
	%D%/hooks.c %D%/hooks.h \
	%D%/internal.h \
	%D%/journal.c \
	%D%/purge.c \
	%D%/record.c %D%/record.h \
	%D%/record_plain.c \
	%D%/settings.c %D%/settings.h \
	%D%/store.c %D%/store.h \
	%D%/targets.c %D%/targets.h \
	$(NULL)
