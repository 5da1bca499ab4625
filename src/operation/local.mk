noinst_LIBRARIES += liboperation.a
liboperation_a_SOURCES = \
	%D%/context.c %D%/context.h \
	%D%/field.c %D%/field.h \
	%D%/operation.c %D%/operation.h \
	%D%/result.c %D%/result.h \
	%D%/role.c %D%/role.h \
	%D%/sensitive.c %D%/sensitive.h \
	%D%/tab.c %D%/tab.h \
	%D%/months.c %D%/months.h \
	%D%/picks.c %D%/picks.h \
	%D%/view.c %D%/view.h \
	$(NULL)
