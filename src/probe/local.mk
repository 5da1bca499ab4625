noinst_LIBRARIES += libprobe.a
libprobe_a_SOURCES = \
	%D%/handshake.c %D%/handshake.h \
	%D%/probe.c %D%/probe.h \
	%D%/probe_endpoint.c %D%/probe_endpoint.h \
	%D%/probe_link.c %D%/probe_link.h \
	%D%/probe_starttls.c %D%/probe_starttls.h \
	$(NULL)
