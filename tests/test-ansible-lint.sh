#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The collection, its roles, playbooks and examples as ansible-lint wants them in its profile
# production, what of ansible-test sanity needs nothing from the network, and that a collection
# comes of it which ansible-galaxy installs.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3
ansible_needs='ansible-lint ansible-galaxy'
# shellcheck source=tests/ansible.sh
. "$TESTS/ansible.sh"

cd .ansible/ansible_collections/pemdeck/pki || exit 1
# lints STATUS WORDS: it ends with that status.
lints() {
	status=0
	ansible-lint --offline --nocolor --profile production >"$dir/play" 2>&1 </dev/null || status=$?
	same "$1" "$status" "$2" || tap_show play "$dir/play"
}
lints 0 'ansible-lint finds nothing'
grep -Eq 'Passed with production profile: .* on [1-9][0-9]+ files' "$dir/play"
ok $? 'in all its files' || tap_show play "$dir/play"
printf -- '---\n- hosts: all\n  tasks:\n    - shell: echo\n' >examples/bad.yml
lints 2 'and finds what is bad in an example'
rm examples/bad.yml

if command -v ansible-test >/dev/null && command -v git >/dev/null; then
	git init -q . && git add -A .
	set --
	for each in action-plugin-docs compile empty-init line-endings no-assert no-get-exception \
		no-illegal-filenames no-main-display no-smart-quotes replace-urlopen shebang symlinks \
		use-argspec-type-path use-compat-six; do
		set -- "$@" --test "$each"
	done
	python=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	check 'nor does ansible-test sanity' ansible-test sanity --python "$python" "$@"
else
	skip 'there is no ansible-test or git here'
fi

check 'a collection is built' ansible-galaxy collection build --output-path "$dir"
check 'which ansible-galaxy installs' ansible-galaxy collection install --offline -p "$dir/installed" \
	"$dir"/pemdeck-pki-*.tar.gz
check 'with its modules' [ -s "$dir/installed/ansible_collections/pemdeck/pki/plugins/modules/pemdeck_trust.py" ]
tap_done
