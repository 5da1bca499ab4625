noinst_LIBRARIES += libscan.a
libscan_a_SOURCES = \
	%D%/config.c %D%/config.h \
	%D%/config_line.c %D%/config_line.h \
	%D%/config_variables.c %D%/config_variables.h \
	%D%/found.c %D%/found.h \
	%D%/grammar.c %D%/grammar.h \
	%D%/ground.c %D%/ground.h \
	%D%/ground_match.c %D%/ground_match.h \
	%D%/material.c %D%/material.h \
	%D%/ports.c %D%/ports.h \
	%D%/scan.c %D%/scan.h \
	%D%/split.c %D%/split.h \
	%D%/uses.c %D%/uses.h \
	%D%/walk.c %D%/walk.h \
	$(NULL)
