noinst_LIBRARIES += libtabs.a
libtabs_a_SOURCES = \
	%D%/common.c %D%/common.h \
	%D%/csv.c %D%/csv.h \
	%D%/doctor.c %D%/doctor.h \
	%D%/encryption.c %D%/encryption.h \
	%D%/encryption_alias.c %D%/encryption_alias.h \
	%D%/encryption_change.c \
	%D%/encryption_entry.c %D%/encryption_entry.h \
	%D%/encryption_key.c \
	%D%/encryption_resource.c \
	%D%/encryption_seal.c \
	%D%/encryption_show.c \
	%D%/field.c %D%/field.h \
	%D%/history.c %D%/history.h \
	%D%/identity.c %D%/identity.h \
	%D%/identity_show.c \
	%D%/operation.c %D%/operation.h \
	%D%/pasted.c %D%/pasted.h \
	%D%/probe.c %D%/probe.h \
	%D%/probe_endpoint.c \
	%D%/probe_link.c %D%/probe_link.h \
	%D%/probe_starttls.c \
	%D%/role.c %D%/role.h \
	%D%/settings.c %D%/settings.h \
	%D%/signature.c %D%/signature.h \
	%D%/signature_account.c \
	%D%/signature_files.c \
	%D%/signature_identity.c \
	%D%/signature_parts.h \
	%D%/signature_publish.c \
	%D%/signature_renew.c \
	%D%/signature_sign.c \
	%D%/signature_trust.c %D%/signature_trust.h \
	%D%/signature_verify.c \
	%D%/ssl.c %D%/ssl.h \
	%D%/ssl_authority.c %D%/ssl_authority.h \
	%D%/ssl_batch.c \
	%D%/ssl_ca.c \
	%D%/ssl_handover.c %D%/ssl_handover.h \
	%D%/ssl_issue.c \
	%D%/ssl_issued.c %D%/ssl_issued.h \
	%D%/ssl_list.c \
	%D%/ssl_ocsp.c \
	%D%/ssl_order.c %D%/ssl_order.h \
	%D%/ssl_parts.h \
	%D%/ssl_profile.c %D%/ssl_profile.h \
	%D%/ssl_renew.c \
	%D%/ssl_request.c \
	%D%/ssl_review.c %D%/ssl_review.h \
	%D%/ssl_revoke.c \
	%D%/ssl_rows.h \
	%D%/ssl_view.c \
	%D%/ssl_words.c %D%/ssl_words.h \
	%D%/status.c %D%/status.h \
	%D%/status_metrics.c \
	%D%/status_watch.c \
	%D%/tab.c %D%/tab.h \
	%D%/tls.c %D%/tls.h \
	%D%/tls_archive.c %D%/tls_archive.h \
	%D%/tls_check.c \
	%D%/tls_deploy.c \
	%D%/tls_device.c %D%/tls_device.h \
	%D%/tls_export.c \
	%D%/tls_host.c %D%/tls_host.h \
	%D%/tls_import.c \
	%D%/tls_make.c \
	%D%/tls_parts.h \
	%D%/tls_place.c %D%/tls_place.h \
	%D%/tls_reload.c %D%/tls_reload.h \
	%D%/tls_request.c \
	%D%/tls_show.c \
	%D%/trust.c %D%/trust.h \
	%D%/trust_accept.c \
	%D%/trust_check.c \
	%D%/trust_entry.c %D%/trust_entry.h \
	%D%/trust_export.c %D%/trust_export.h \
	%D%/trust_files.c %D%/trust_files.h \
	%D%/trust_hook.c %D%/trust_hook.h \
	%D%/trust_hosts.c %D%/trust_hosts.h \
	%D%/trust_import.c %D%/trust_import.h \
	%D%/trust_judge.c %D%/trust_judge.h \
	%D%/trust_rejected.c %D%/trust_rejected.h \
	%D%/trust_show.c %D%/trust_show.h \
	%D%/trust_verify.c \
	%D%/trust_write.c %D%/trust_write.h \
	%D%/written.c %D%/written.h \
	$(NULL)
