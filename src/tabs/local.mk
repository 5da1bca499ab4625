noinst_LIBRARIES += libtabs.a
libtabs_a_SOURCES = \
	%D%/encryption/alias.c %D%/encryption/alias.h \
	%D%/encryption/alias_agents.c %D%/encryption/alias_agents.h \
	%D%/encryption/alias_key.c %D%/encryption/alias_key.h \
	%D%/encryption/alias_name.c %D%/encryption/alias_name.h \
	%D%/encryption/alias_token.c %D%/encryption/alias_token.h \
	%D%/encryption/encryption.c %D%/encryption/encryption.h \
	%D%/encryption/encryption_change.c \
	%D%/encryption/encryption_resource.c \
	%D%/encryption/encryption_seal.c \
	%D%/encryption/encryption_show.c \
	%D%/fleet/fleet_ansible.c %D%/fleet/fleet_ansible.h \
	%D%/fleet/fleet_book.c %D%/fleet/fleet_book.h \
	%D%/fleet/fleet_forget.c %D%/fleet/fleet_forget.h \
	%D%/fleet/fleet_host.c %D%/fleet/fleet_host.h \
	%D%/fleet/fleet_json.c %D%/fleet/fleet_json.h \
	%D%/fleet/fleet_offline.c %D%/fleet/fleet_offline.h \
	%D%/fleet/fleet_rows.c %D%/fleet/fleet_rows.h \
	%D%/fleet/fleet_tab.c %D%/fleet/fleet_tab.h \
	%D%/migrate/migrate_keys.c %D%/migrate/migrate_keys.h \
	%D%/migrate/migrate_plan.c %D%/migrate/migrate_plan.h \
	%D%/migrate/migrate_tab.c %D%/migrate/migrate_tab.h \
	%D%/scan/find.c %D%/scan/find.h \
	%D%/scan/scan_chain.c %D%/scan/scan_chain.h \
	%D%/scan/scan_faults.c %D%/scan/scan_faults.h \
	%D%/scan/scan_judge.c %D%/scan/scan_judge.h \
	%D%/scan/scan_rows.c %D%/scan/scan_rows.h \
	%D%/scan/scan_show.c %D%/scan/scan_show.h \
	%D%/scan/scan_tab.c %D%/scan/scan_tab.h \
	%D%/scan/scan_take.c %D%/scan/scan_take.h \
	%D%/scan/scan_watch.c %D%/scan/scan_watch.h \
	%D%/scan/scan_wish.c %D%/scan/scan_wish.h \
	%D%/scan/take_plan.c %D%/scan/take_plan.h \
	%D%/scan/take_reload.c %D%/scan/take_reload.h \
	%D%/shared/archive.c %D%/shared/archive.h \
	%D%/shared/common.c %D%/shared/common.h \
	%D%/shared/comparison.c %D%/shared/comparison.h \
	%D%/shared/csv.c %D%/shared/csv.h \
	%D%/shared/fields.h \
	%D%/shared/group_form.c %D%/shared/group_form.h \
	%D%/shared/identity.c %D%/shared/identity.h \
	%D%/shared/identity_pack.c %D%/shared/identity_pack.h \
	%D%/shared/identity_show.c %D%/shared/identity_show.h \
	%D%/shared/identity_tab.c %D%/shared/identity_tab.h \
	%D%/shared/likeness.c %D%/shared/likeness.h \
	%D%/shared/input.c %D%/shared/input.h \
	%D%/shared/output.c %D%/shared/output.h \
	%D%/shared/paste_summary.c %D%/shared/paste_summary.h \
	%D%/shared/pending_request.c %D%/shared/pending_request.h \
	%D%/shared/preview.c %D%/shared/preview.h \
	%D%/shared/token_key.c %D%/shared/token_key.h \
	%D%/shared/weak.c %D%/shared/weak.h \
	%D%/shared/welcome.c %D%/shared/welcome.h \
	%D%/shared/run_command.c %D%/shared/run_command.h \
	%D%/signature/anchors.c %D%/signature/anchors.h \
	%D%/signature/signature.c %D%/signature/signature.h \
	%D%/signature/signature_account.c \
	%D%/signature/signature_files.c %D%/signature/signature_files.h \
	%D%/signature/signature_identity.c \
	%D%/signature/signature_publish.c \
	%D%/signature/signature_make.c \
	%D%/signature/signature_sign.c \
	%D%/signature/signature_verify.c \
	%D%/ssl/ssl.c %D%/ssl/ssl.h \
	%D%/ssl/ssl_adopt.c \
	%D%/ssl/ssl_authority.c %D%/ssl/ssl_authority.h \
	%D%/ssl/ssl_batch.c \
	%D%/ssl/ssl_ca.c \
	%D%/ssl/ssl_crl.c %D%/ssl/ssl_crl.h \
	%D%/ssl/revoke/ssl_crl_last.c %D%/ssl/revoke/ssl_crl_last.h \
	%D%/ssl/revoke/ssl_crl_published.c %D%/ssl/revoke/ssl_crl_published.h \
	%D%/ssl/revoke/ssl_compromised.c %D%/ssl/revoke/ssl_compromised.h \
	%D%/ssl/ssl_cross.c %D%/ssl/ssl_cross.h \
	%D%/ssl/ssl_delivery.c %D%/ssl/ssl_delivery.h \
	%D%/ssl/ssl_many.c %D%/ssl/ssl_many.h \
	%D%/ssl/ssl_objections.c %D%/ssl/ssl_objections.h \
	%D%/ssl/renew/ssl_due.c %D%/ssl/renew/ssl_due.h \
	%D%/ssl/ssl_export.c %D%/ssl/ssl_export.h \
	%D%/ssl/ssl_find.c %D%/ssl/ssl_find.h \
	%D%/ssl/ssl_former.c %D%/ssl/ssl_former.h \
	%D%/ssl/takeover/ssl_gather.c %D%/ssl/takeover/ssl_gather.h \
	%D%/ssl/ssl_handover.c %D%/ssl/ssl_handover.h \
	%D%/ssl/ssl_index.c %D%/ssl/ssl_index.h \
	%D%/ssl/takeover/ssl_index_text.c %D%/ssl/takeover/ssl_index_text.h \
	%D%/ssl/issue/issue.h %D%/ssl/issue/ssl_ensure.c \
	%D%/ssl/issue/ssl_issue.c \
	%D%/ssl/issue/ssl_order_fill.c %D%/ssl/issue/ssl_order_fill.h \
	%D%/ssl/ssl_issued.c %D%/ssl/ssl_issued.h \
	%D%/ssl/ssl_list.c \
	%D%/ssl/ssl_ocsp.c \
	%D%/ssl/ssl_order.c %D%/ssl/ssl_order.h \
	%D%/ssl/ssl_handed.c %D%/ssl/ssl_handed.h \
	%D%/ssl/takeover/ssl_part.c %D%/ssl/takeover/ssl_part.h \
	%D%/ssl/ssl_profile.c %D%/ssl/ssl_profile.h \
	%D%/ssl/ssl_publish.c \
	%D%/ssl/ssl_renew.c \
	%D%/ssl/renew/ssl_renewal.c \
	%D%/ssl/renew/ssl_renewal.h \
	%D%/ssl/ssl_renew_ca.c \
	%D%/ssl/ssl_request.c \
	%D%/ssl/ssl_review.c %D%/ssl/ssl_review.h \
	%D%/ssl/ssl_revoke.c \
	%D%/ssl/takeover/ssl_takeover.c %D%/ssl/takeover/ssl_takeover.h \
	%D%/ssl/takeover/ssl_takeover_put.c %D%/ssl/takeover/ssl_takeover_put.h \
	%D%/ssl/takeover/ssl_takeover_show.c %D%/ssl/takeover/ssl_takeover_show.h \
	%D%/ssl/ssl_register.c %D%/ssl/ssl_register.h \
	%D%/ssl/ssl_view.c \
	%D%/ssl/ssl_words.c %D%/ssl/ssl_words.h \
	%D%/store/backup_tab.c %D%/store/backup_tab.h \
	%D%/store/doctor.c %D%/store/doctor.h \
	%D%/store/doctor_host.c %D%/store/doctor_host.h \
	%D%/store/history_seal.c %D%/store/history_seal.h \
	%D%/store/history_tab.c %D%/store/history_tab.h \
	%D%/store/settings_lists.c %D%/store/settings_lists.h \
	%D%/store/settings_passphrase.c %D%/store/settings_passphrase.h \
	%D%/store/report.c %D%/store/report.h \
	%D%/store/settings_tab.c %D%/store/settings_tab.h \
	%D%/store/doctor_mend.c %D%/store/doctor_mend.h \
	%D%/store/doctor_rows.c %D%/store/doctor_rows.h \
	%D%/store/ends.c %D%/store/ends.h \
	%D%/store/status.c %D%/store/status.h \
	%D%/store/status_metrics.c %D%/store/status_metrics.h \
	%D%/store/status_watch.c %D%/store/status_watch.h \
	%D%/store/undo.c %D%/store/undo.h \
	%D%/tabs.c %D%/tabs.h \
	%D%/tls/deploy_file.c %D%/tls/deploy_file.h \
	%D%/tls/deploy_plan.c %D%/tls/deploy_plan.h \
	%D%/tls/deploy_recover.c %D%/tls/deploy_recover.h \
	%D%/tls/deploy_tell.c %D%/tls/deploy_tell.h \
	%D%/tls/tls.c %D%/tls/tls.h \
	%D%/tls/tls_check.c \
	%D%/tls/tls_compare.c \
	%D%/tls/tls_deploy.c %D%/tls/tls_deploy.h \
	%D%/tls/tls_device.c %D%/tls/tls_device.h \
	%D%/tls/tls_trust.c \
	%D%/tls/tls_ensure.c \
	%D%/tls/tls_host.c %D%/tls/tls_host.h \
	%D%/tls/tls_keys.c \
	%D%/tls/tls_place.c %D%/tls/tls_place.h \
	%D%/tls/tls_targets.c %D%/tls/tls_targets.h \
	%D%/tls/tls_import.c \
	%D%/tls/tls_issue.c \
	%D%/tls/tls_issue.h \
	%D%/tls/tls_make.c \
	%D%/tls/tls_rename.c \
	%D%/tls/tls_request.c \
	%D%/tls/tls_show.c \
	%D%/token/token_tab.c %D%/token/token_tab.h \
	%D%/trust/trust.c %D%/trust/trust.h \
	%D%/trust/system/system_anchor.c %D%/trust/system/system_anchor.h \
	%D%/trust/system/system_change.c %D%/trust/system/system_change.h \
	%D%/trust/system/system_place.c %D%/trust/system/system_place.h \
	%D%/trust/system/system_record.c %D%/trust/system/system_record.h \
	%D%/trust/system/system_trust.c %D%/trust/system/system_trust.h \
	%D%/trust/trust_accept.c \
	%D%/trust/trust_alias.c %D%/trust/trust_alias.h \
	%D%/trust/trust_checked.c %D%/trust/trust_checked.h \
	%D%/trust/trust_check.c \
	%D%/trust/trust_compare.c \
	%D%/trust/trust_entry.c %D%/trust/trust_entry.h \
	%D%/trust/trust_export.c \
	%D%/trust/trust_files.c %D%/trust/trust_files.h \
	%D%/trust/trust_hook.c \
	%D%/trust/trust_hosts.c %D%/trust/trust_hosts.h \
	%D%/trust/trust_intent.c %D%/trust/trust_intent.h \
	%D%/trust/trust_import.c \
	%D%/trust/trust_admit.c %D%/trust/trust_admit.h \
	%D%/trust/trust_judge.c %D%/trust/trust_judge.h \
	%D%/trust/trust_rejected.c %D%/trust/trust_rejected.h \
	%D%/trust/trust_remedy.c %D%/trust/trust_remedy.h \
	%D%/trust/trust_tell.c %D%/trust/trust_tell.h \
	%D%/trust/trust_show.c %D%/trust/trust_show.h \
	%D%/trust/trust_verify.c \
	%D%/trust/trust_write.c %D%/trust/trust_write.h \
	$(NULL)
