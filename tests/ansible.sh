# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# The real Ansible with the collection of this tree, in the test's folder alone, which becomes
# the working directory; $program is pemdeck as a list of words in JSON, without its brackets.
# Where Ansible is missing, or what $ansible_needs names, the rest of the test is skipped.
# shellcheck disable=SC2154 # dir
for need in ansible-playbook python3 openssl ${ansible_needs-}; do
	command -v "$need" >/dev/null || {
		skip "there is no $need here"
		tap_done
	}
done
cd "$dir" || exit 1
mkdir -p .ansible/ansible_collections/pemdeck
cp -R "$TESTS/../data/ansible" .ansible/ansible_collections/pemdeck/pki
export ANSIBLE_COLLECTIONS_PATH="$dir/.ansible" ANSIBLE_COLLECTIONS_PATHS="$dir/.ansible"
export ANSIBLE_LOCAL_TEMP="$dir/.ansible/tmp" ANSIBLE_REMOTE_TEMP="$dir/.ansible/tmp"
export ANSIBLE_HOME="$dir/.ansible/home" ANSIBLE_CONFIG="$dir/ansible.cfg" ANSIBLE_NOCOLOR=1
export HOME="$dir/.ansible/home" # ssh's sockets, what ansible-lint keeps
export ANSIBLE_NOCOWS=1 ANSIBLE_HOST_KEY_CHECKING=0 ANSIBLE_TIMEOUT=5 LC_ALL=C.UTF-8
: >ansible.cfg
program=
for word in $PEMDECK; do program="$program${program:+, }\"$word\""; done

# plays STATUS WORDS PLAYBOOK-WORDS...: on the hosts of inventory.yml it ends with that status;
# $dir/play has what it said.
plays() {
	wanted=$1 words=$2
	shift 2
	status=0
	ansible-playbook -i inventory.yml "$@" >"$dir/play" 2>&1 </dev/null || status=$?
	[ "$status" -eq "$wanted" ]
	ok $? "$words" || {
		echo "#   exit status $status, wanted $wanted"
		tap_show play "$dir/play"
	}
}
# told HOST FACT...: the recap has that of the host.
told() {
	host=$1
	shift
	for fact in "$@"; do
		grep -Eq "^$host +:.* $fact( |$)" "$dir/play"
		ok $? "$host: $fact" || tap_show play "$dir/play"
	done
}
# says PATTERN WORDS: it said that.
says() {
	grep -Eq -e "$1" "$dir/play"
	ok $? "$2" || tap_show play "$dir/play"
}
# fleet_tells HOST PATTERN WORDS: pemdeck fleet run warned of that host so.
fleet_tells() {
	grep -Eq "^pemdeck: warning: $1: .*$2" "$dir/err"
	ok $? "$3" || tap_show stderr "$dir/err"
}
