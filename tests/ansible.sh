# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# The real Ansible with the collection of this tree, in the test's folder alone; $program is
# pemdeck as a list of words in JSON, without its brackets.
# shellcheck disable=SC2154 # dir
mkdir -p "$dir/.ansible/ansible_collections/pemdeck"
cp -R "$TESTS/../data/ansible" "$dir/.ansible/ansible_collections/pemdeck/pki"
export ANSIBLE_COLLECTIONS_PATH="$dir/.ansible" ANSIBLE_COLLECTIONS_PATHS="$dir/.ansible"
export ANSIBLE_LOCAL_TEMP="$dir/.ansible/tmp" ANSIBLE_REMOTE_TEMP="$dir/.ansible/tmp"
export ANSIBLE_HOME="$dir/.ansible/home" ANSIBLE_CONFIG="$dir/ansible.cfg" ANSIBLE_NOCOLOR=1
export HOME="$dir/.ansible/home" # ssh's sockets, what ansible-lint keeps
export ANSIBLE_NOCOWS=1 ANSIBLE_HOST_KEY_CHECKING=0 ANSIBLE_TIMEOUT=5 LC_ALL=C.UTF-8
: >"$dir/ansible.cfg"
program=
for word in $PEMDECK; do program="$program${program:+, }\"$word\""; done

# plays STATUS WORDS INVENTORY PLAYBOOK-WORDS...: ends with that status; $dir/play has what it
# said.
plays() {
	wanted=$1 words=$2 inventory=$3
	shift 3
	status=0
	ansible-playbook -i "$inventory" "$@" >"$dir/play" 2>&1 </dev/null || status=$?
	[ "$status" -eq "$wanted" ]
	ok $? "$words" || {
		echo "#   exit status $status, wanted $wanted"
		tap_show play "$dir/play"
	}
}
