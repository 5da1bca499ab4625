noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	%D%/arguments.c %D%/arguments.h \
	%D%/array.h \
	%D%/ascii.c %D%/ascii.h \
	%D%/buffer.c %D%/buffer.h \
	%D%/caller.c %D%/caller.h \
	%D%/details.c %D%/details.h \
	%D%/directories.c %D%/directories.h \
	%D%/directory.c %D%/directory.h \
	%D%/environment.c %D%/environment.h \
	%D%/error.c %D%/error.h \
	%D%/file.c %D%/file.h \
	%D%/folder.c %D%/folder.h \
	%D%/lines.c %D%/lines.h \
	%D%/memory.c %D%/memory.h \
	%D%/passphrase_file.c %D%/passphrase_file.h \
	%D%/place.c %D%/place.h \
	%D%/replace.c %D%/replace.h \
	%D%/replace_check.c %D%/replace_check.h \
	%D%/replace_journal.c %D%/replace_journal.h \
	%D%/rows.c %D%/rows.h \
	%D%/scratch.c %D%/scratch.h \
	%D%/tar.c %D%/tar.h \
	%D%/text.c %D%/text.h \
	%D%/time.c %D%/time.h \
	%D%/translate.c %D%/translate.h \
	$(NULL)
