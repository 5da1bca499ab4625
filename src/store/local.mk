noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	%D%/backup/backup.c %D%/backup/backup.h \
	%D%/backup/backup_open.c %D%/backup/backup_open.h \
	%D%/backup/backup_restore.c \
	%D%/change.c %D%/change.h \
	%D%/check.c %D%/check.h \
	%D%/mend.c %D%/mend.h \
	%D%/paths/default_path.c \
	%D%/entry.c %D%/entry.h \
	%D%/files.c %D%/files.h \
	%D%/group_change.c %D%/group_change.h \
	%D%/groups.c %D%/groups.h \
	%D%/history.c %D%/history.h \
	%D%/history_records.c %D%/history_records.h \
	%D%/hooks.c %D%/hooks.h \
	%D%/journal.c %D%/journal.h \
	%D%/history/log.c %D%/history/log.h \
	%D%/layers.c %D%/layers.h \
	%D%/key_passphrase.c %D%/key_passphrase.h \
	%D%/key_passphrase_change.c %D%/key_passphrase_change.h \
	%D%/there/look.c %D%/there/look.h \
	%D%/paths/paths.c %D%/paths/paths.h \
	%D%/names.c %D%/names.h \
	%D%/notes/notes.c %D%/notes/notes.h \
	%D%/purge.c %D%/purge.h \
	%D%/record.c %D%/record.h \
	%D%/record_plain.c %D%/record_plain.h \
	%D%/services.c %D%/services.h \
	%D%/settings.c %D%/settings.h \
	%D%/settings_change.c %D%/settings_change.h \
	%D%/settings/names.c %D%/settings/names.h \
	%D%/settings/profiles.c %D%/settings/profiles.h \
	%D%/settings/text.c %D%/settings/text.h \
	%D%/store_each.c \
	%D%/store.c %D%/store.h \
	%D%/targets.c %D%/targets.h \
	%D%/history/watch.c %D%/history/watch.h \
	%D%/history/walk.c %D%/history/walk.h \
	$(NULL)
