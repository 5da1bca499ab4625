# The manual and the completion are written by the program, from its table of operations.
# They are shipped, so that building the tarball does not need to run what it built.
dist_man1_MANS += %D%/pemdeck.1
dist_man5_MANS = %D%/pemdeck.cfg.5
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/completion/pemdeck
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/completion/_pemdeck
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = %D%/completion/pemdeck.fish
EXTRA_DIST += %D%/pemdeck.1.head
dist_pkgdata_DATA = %D%/services.cfg
dist_pkgdata_SCRIPTS = %D%/pemdeck-apply.sh
dist_doc_DATA += %D%/acme.md %D%/settings.cfg.example %D%/sudoers-pemdeck.example \
	%D%/icinga2-pemdeck.conf %D%/prometheus-pemdeck.rules.yml

written_from = configure.ac $(pemdeck_SOURCES) $(libui_a_SOURCES) $(libtabs_a_SOURCES)
write_with = $(AM_V_GEN)$(MKDIR_P) $(srcdir)/$(@D) && LC_ALL=C LANGUAGE= ./pemdeck
to_source = >$(srcdir)/$@.new && mv $(srcdir)/$@.new $(srcdir)/$@

%D%/pemdeck.1: %D%/pemdeck.1.head $(written_from) | pemdeck$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(srcdir)/$(@D) && { cat $(srcdir)/%D%/pemdeck.1.head && \
		LC_ALL=C LANGUAGE= ./pemdeck --man; } $(to_source)

%D%/completion/pemdeck: $(written_from) | pemdeck$(EXEEXT)
	$(write_with) --completion bash $(to_source)

%D%/completion/_pemdeck: $(written_from) | pemdeck$(EXEEXT)
	$(write_with) --completion zsh $(to_source)

%D%/completion/pemdeck.fish: $(written_from) | pemdeck$(EXEEXT)
	$(write_with) --completion fish $(to_source)

# The collection for Ansible, where Ansible looks for those of the system.
ansible_files = %D%/ansible/CHANGELOG.md %D%/ansible/README.md %D%/ansible/examples/inventory.yml \
	%D%/ansible/examples/report.yml %D%/ansible/examples/site.yml %D%/ansible/galaxy.yml \
	%D%/ansible/meta/runtime.yml %D%/ansible/playbooks/hosts.yml \
	%D%/ansible/plugins/callback/lines.py %D%/ansible/plugins/action/pemdeck_certificate.py \
	%D%/ansible/plugins/module_utils/certificates.py \
	%D%/ansible/plugins/module_utils/sentences.py \
	%D%/ansible/plugins/modules/pemdeck_certificate.py \
	%D%/ansible/plugins/modules/pemdeck_info.py \
	%D%/ansible/plugins/modules/pemdeck_trust.py %D%/ansible/roles/tls_host/README.md \
	%D%/ansible/roles/tls_host/defaults/main.yml %D%/ansible/roles/tls_host/meta/main.yml \
	%D%/ansible/roles/tls_host/tasks/main.yml %D%/ansible/roles/trust_list/README.md \
	%D%/ansible/roles/trust_list/defaults/main.yml \
	%D%/ansible/roles/trust_list/meta/main.yml %D%/ansible/roles/trust_list/tasks/main.yml \
	%D%/ansible/roles/tls_host_raw/README.md \
	%D%/ansible/roles/tls_host_raw/defaults/main.yml \
	%D%/ansible/roles/tls_host_raw/meta/main.yml \
	%D%/ansible/roles/tls_host_raw/tasks/main.yml \
	%D%/ansible/roles/tls_host_raw/templates/install.sh.j2 \
	%D%/ansible/roles/tls_host_raw/templates/look.sh.j2 \
	%D%/ansible/roles/js7_agent/README.md \
	%D%/ansible/roles/js7_agent/defaults/main.yml \
	%D%/ansible/roles/js7_agent/meta/main.yml \
	%D%/ansible/roles/js7_agent/tasks/encryption.yml \
	%D%/ansible/roles/js7_agent/tasks/main.yml \
	%D%/ansible/roles/js7_agent/templates/private.conf.j2 \
	%D%/ansible/roles/xroad_internal_tls/README.md \
	%D%/ansible/roles/xroad_internal_tls/defaults/main.yml \
	%D%/ansible/roles/xroad_internal_tls/meta/main.yml \
	%D%/ansible/roles/xroad_internal_tls/tasks/main.yml
ansibledir = $(datadir)/ansible/collections/ansible_collections/pemdeck/pki
EXTRA_DIST += $(ansible_files)

install-data-local:
	for file in $(ansible_files); do \
		to="$(DESTDIR)$(ansibledir)/$${file#%D%/ansible/}" && \
		$(MKDIR_P) "$${to%/*}" && $(INSTALL_DATA) "$(srcdir)/$$file" "$$to" || exit 1; \
	done

uninstall-local:
	rm -rf "$(DESTDIR)$(ansibledir)"

# Units for systemd: what is run regularly, once somebody enables the timers.
services = %D%/pemdeck-crl.service %D%/pemdeck-renew.service %D%/pemdeck-status.service
timers = %D%/pemdeck-crl.timer %D%/pemdeck-renew.timer %D%/pemdeck-status.timer
systemdunitdir = $(prefix)/lib/systemd/system
nodist_systemdunit_DATA = $(services)
dist_systemdunit_DATA = $(timers)
EXTRA_DIST += $(services:=.in)
CLEANFILES += $(services)

$(services): %: %.in
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed 's,[@]bindir[@],$(bindir),g' $< >$@

MAINTAINERCLEANFILES = $(srcdir)/data/pemdeck.1 $(srcdir)/data/completion/pemdeck \
	$(srcdir)/data/completion/_pemdeck $(srcdir)/data/completion/pemdeck.fish
