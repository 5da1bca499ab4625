#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What it costs Ansible to keep hosts in certificates: bench-ansible.sh [HOSTS...] simulates so
# many hosts, each a directory, and prints the seconds, and those of the processors, that a run
# takes which issues all, and one that finds nothing to do. PEMDECK names the program.
set -eu
: "${PEMDECK:?names the program}"
collection=$(cd "$(dirname "$0")/../data/ansible" && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/ansible_collections/pemdeck"
cp -R "$collection" "$dir/ansible_collections/pemdeck/pki"
export ANSIBLE_COLLECTIONS_PATH="$dir" ANSIBLE_COLLECTIONS_PATHS="$dir" ANSIBLE_NOCOWS=1
export ANSIBLE_LOCAL_TEMP="$dir/tmp" ANSIBLE_REMOTE_TEMP="$dir/tmp" ANSIBLE_HOME="$dir/home"
export ANSIBLE_CONFIG="$dir/ansible.cfg" LC_ALL=C.UTF-8
: >"$dir/ansible.cfg"
cat >"$dir/site.yml" <<'END'
- hosts: all
  gather_facts: false
  roles: [pemdeck.pki.tls_host]
END

# run WORDS HOSTS: measures one run.
run() {
	python3 - "$dir" "$1" "$2" <<'END'
import resource, subprocess, sys, time
folder, words, hosts = sys.argv[1], sys.argv[2], int(sys.argv[3])
before = time.time()
out = subprocess.run(["ansible-playbook", "-i", folder + "/inventory.yml", folder + "/site.yml"],
                     stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu, wall = used.ru_utime + used.ru_stime, time.time() - before
if out.returncode != 0:
    sys.exit(out.stdout.decode()[-2000:])
changed = out.stdout.count(b" changed=1 ")
print("%5d hosts, %-12s changed %5d: %7.1f s, %7.1f s of the processors, %.2f s each" %
      (hosts, words, changed, wall, cpu, cpu / hosts))
END
}

[ $# -gt 0 ] || set -- 10 50 200
for hosts; do
	rm -rf "$dir/hosts" "$dir/store"
	{
		printf 'all:\n  hosts:\n'
		i=0
		while [ "$i" -lt "$hosts" ]; do
			i=$((i + 1))
			mkdir -p "$dir/hosts/h$i"
			printf '    h%s:\n' "$i"
		done
		cat <<-END
			  vars:
			    ansible_connection: local
			    ansible_python_interpreter: $(command -v python3)
			    tls_host_directory: "$dir/hosts/{{ inventory_hostname }}"
			    tls_host_signer: ["$PEMDECK"]
			    tls_host_signer_store: "$dir/store"
		END
	} >"$dir/inventory.yml"
	run 'all issued' "$hosts"
	run 'nothing due' "$hosts"
done
