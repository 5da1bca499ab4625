#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What work costs in a long store, beside other programs and beside the bare library calls
or bare reads and writes: one table, all of one run. PEMDECK, MAKE_CERTIFICATES and BENCH_BARE
name the programs. Times are the medians of three, of the processors (user and system) and by
the clock, which also counts the disk and what else the machine does; instructions are counted by callgrind, so that a busy machine misleads nobody, but where a
confined child works, which may not write callgrind's file (tests/test-growth.sh counts those)."""
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

PEMDECK = os.environ["PEMDECK"]
BARE = os.environ["BENCH_BARE"]
TRIES = 3
PEERS = "certtool", "openssl", "gnomint-cli", "valgrind"


def run(words, store=None, counted=False):
    """Processor time in ms, time by the clock in ms, most memory in MB, instructions in
    millions."""
    tool = ["valgrind", "--tool=callgrind", "--trace-children=yes",
            "--callgrind-out-file=/dev/null"]
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said, open(os.devnull, "r+b") as null:
        child = subprocess.Popen((tool if counted else []) + words, stdin=null, stdout=null,
                                 stderr=said, env=environment(store))
        _, status, usage = os.wait4(child.pid, 0)
        clock = 1000 * (time.monotonic() - begun)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    if child.returncode != 0:
        sys.exit(f"{' '.join(words)}: exit status {child.returncode}\n{text}")
    counts = [int(number) for number in re.findall(r"Collected : (\d+)", text)]
    spent = 1000 * (usage.ru_utime + usage.ru_stime)
    return spent, clock, usage.ru_maxrss / 1024, sum(counts) / 1e6


def environment(store):
    out = dict(os.environ, LC_ALL="C.UTF-8")
    if store:
        out["PEMDECK_STORE"] = store
    return out


def measure(commands, store=None, counted=True):
    """The same of commands that are done one after the other."""
    times, clocks, most, counts = [], [], 0, None
    for _ in range(TRIES):
        results = [run(words, store) for words in commands]
        times.append(sum(result[0] for result in results))
        clocks.append(sum(result[1] for result in results))
        most = max([most] + [result[2] for result in results])
    if counted and shutil.which("valgrind"):
        counts = sum(run(words, store, True)[3] for words in commands)
    return statistics.median(times), statistics.median(clocks), most, counts


def row(*cells):
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def compare(work, ours, others=(), store=None, goal="", counted=True):
    """A row of our commands, and one for each of the others, with how many times ours takes
    what they take. An other's third word is how often it has to be done."""
    spent, clock, memory, count = measure(ours, store, counted)
    shown = "-" if count is None else f"{count:,.1f}"
    row(work, "pemdeck", f"{spent:,.0f}", f"{clock:,.0f}", shown, f"{memory:.0f}", "", goal)
    for name, commands, *often in others:
        if not shutil.which(commands[0][0]):
            continue
        other_spent, other_clock, other_memory, other_count = measure(commands, None, counted)
        if often:
            other_spent, other_clock = other_spent * often[0], other_clock * often[0]
            other_count = other_count and other_count * often[0]
        ratio = f"{spent / max(other_spent, 0.5):.2f}, {clock / max(other_clock, 0.5):.2f}"
        if count and other_count:
            ratio += f", {count / other_count:.2f}"
        shown = "-" if other_count is None else f"{other_count:,.1f}"
        row("", name, f"{other_spent:,.0f}", f"{other_clock:,.0f}", shown, f"{other_memory:.0f}",
            ratio, "")


def quiet(store, *words):
    subprocess.run([PEMDECK, "--store", store, *words], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def roots(folder, count):
    path = os.path.join(folder, f"{count}.pem")
    if not os.path.exists(path):
        with open(path, "wb") as out:
            subprocess.run([os.environ["MAKE_CERTIFICATES"], str(count)], stdout=out,
                           check=True)
    return path


def trusting(folder, count):
    store = os.path.join(folder, f"trusting-{count}")
    quiet(store, "trust", "import", roots(folder, count), "--yes")
    return store


def copied(folder, store, count):
    """A store of so many records, copies under other names, which lists read like any."""
    out = os.path.join(folder, f"trusting-{count}")
    shutil.copytree(store, out)
    place = os.path.join(out, "trust")
    name = os.listdir(place)[0]
    with open(os.path.join(place, name), encoding="ascii") as record:
        text = record.read()
    was = re.search(r"Root CA (\d+)", text).group(1)
    for number in range(count - len(os.listdir(place))):
        with open(os.path.join(place, f"{number:064x}.cfg"), "w", encoding="ascii") as record:
            record.write(text.replace(f"Root CA {was}", f"Root CA {number:06}"))
    return out


def issuing(folder, count):
    store, table = os.path.join(folder, f"issuing-{count}"), os.path.join(folder, "batch.csv")
    with open(table, "w", encoding="ascii") as out:
        out.write("dn,purpose\n")
        out.writelines(f"CN=host{i}.example.org,server\n" for i in range(count))
    quiet(store, "ssl", "issue", "--batch", table)
    return store, table


def database(folder, pem):
    """Those certificates in a database that gnomint-cli itself made."""
    path = os.path.join(folder, "peer.gnomint")
    subprocess.run(["gnomint-cli", path], check=True, input=b"quit\n",
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(pem, encoding="ascii") as text:
        blocks = re.findall(r"-----BEGIN.+?-----END CERTIFICATE-----\n", text.read(), re.DOTALL)
    with sqlite3.connect(path) as base:
        base.executemany(
            "INSERT INTO certificates VALUES (NULL, 1, :serial, :name, 1700000000, 2000000000,"
            " NULL, :pem, 0, '', 'CN=' || :name, 'CN=' || :name, 0, ':', 0, '', '')",
            ({"serial": f"{number:040x}", "name": f"Root CA {number}", "pem": block}
             for number, block in enumerate(blocks)))
    base.close()
    return path


def by_gnomint(folder, pem):
    """Its list of them, which it is asked for by its own prompt."""
    if not shutil.which("gnomint-cli"):
        return []
    path = database(folder, pem)
    return [("gnomint-cli", [["sh", "-c",
                              f"printf 'listcert\\nquit\\n' | gnomint-cli '{path}'"]])]


def long_lists(folder):
    few, many = trusting(folder, 10), trusting(folder, 10000)
    pem = roots(folder, 10000)
    most = copied(folder, many, 100000)
    readers = [("certtool -i", [["certtool", "-i", "--infile", pem]]),
               ("openssl storeutl", [["openssl", "storeutl", "-noout", "-text", "-certs", pem]])]
    bytes_of = [("reading the bytes", [["cat", *sorted(
        os.path.join(many, "trust", name) for name in os.listdir(os.path.join(many, "trust")))]])]
    compare("list 10", [[PEMDECK, "trust", "list"]], store=few)
    compare("list 10,000", [[PEMDECK, "trust", "list"]], readers + by_gnomint(folder, pem) + bytes_of, many, "25 MB")
    compare("list 100,000", [[PEMDECK, "trust", "list"]], store=most, goal="150 MB", counted=False)
    one = roots(folder, 1)
    for count, store in (("10", few), ("10,000", many), ("100,000", most)):
        compare(f"import one into {count}", [[PEMDECK, "trust", "import", one, "--yes"]],
                store=store, goal="" if store == few else "1.3 times the first",
                counted=False)
        compare(f"history of 20 among {count}", [[PEMDECK, "history", "list", "--limit", "20"]],
                store=store, goal="" if store == few else "1.3 times the first")


def certificates(folder):
    at = {name: os.path.join(folder, name) for name in
          ("ca.pem", "ca.key", "template", "key.pem", "cert.pem", "leaves.pem", "site")}
    store, table = issuing(folder, 100)
    quiet(store, "ssl", "export", at["ca.pem"])
    quiet(store, "ssl", "export", "--private-key", at["ca.key"])
    with open(at["template"], "w", encoding="ascii") as out:
        out.write("cn = host.example.org\ndns_name = host.example.org\ntls_www_server\n"
                  "signing_key\nexpiration_days = 730\n")
    certtool = [["certtool", "--generate-privkey", "--key-type", "ecdsa", "--curve",
                 "secp256r1", "--outfile", at["key.pem"]],
                ["certtool", "--generate-certificate", "--load-privkey", at["key.pem"],
                 "--load-ca-privkey", at["ca.key"], "--load-ca-certificate", at["ca.pem"],
                 "--template", at["template"], "--outfile", at["cert.pem"]]]
    bare = [BARE, "issue", "1", at["ca.pem"], at["ca.key"], at["leaves.pem"]]
    compare("issue 1", [[PEMDECK, "ssl", "issue", "--purpose", "server", "--dn",
                         "CN=host.example.org", "--san", "DNS:host.example.org"]],
            [("certtool, two commands", certtool), ("bare GnuTLS, synced", [bare])], store,
            "less than certtool")
    compare("show 1", [[PEMDECK, "ssl", "show"]],
            [("certtool -i", [["certtool", "-i", "--infile", at["ca.pem"]]]),
             ("openssl x509", [["openssl", "x509", "-text", "-in", at["ca.pem"]]])], store,
            "not slower")
    bare = [*bare[:2], "100", *bare[3:]]
    compare("issue 100", [[PEMDECK, "ssl", "issue", "--batch", table]],
            [("certtool, 100 times that", certtool, 100),
             ("bare GnuTLS, synced", [bare])], store, "1/8 of certtool, 1.5 of bare")
    run([*bare[:2], "1000", *bare[3:]])
    compare("verify 1,000 chains", [[BARE, "judge", at["ca.pem"], at["leaves.pem"]]],
            [("bare GnuTLS", [[BARE, "verify", at["ca.pem"], at["leaves.pem"]]])],
            goal="1.1 of bare")


def doctor(folder):
    store, _ = issuing(folder, 5000)
    read = ["sh", "-c", f"find '{store}' -type f -exec cat {{}} +"]
    compare("doctor, 5,000 issued", [[PEMDECK, "doctor"]], [("reading the bytes", [read])],
            store, "3 times reading", False)


def revocations(folder):
    store, index = os.path.join(folder, "revoking"), os.path.join(folder, "index.txt")
    crl = os.path.join(folder, "crl.pem")
    with open(index, "w", encoding="ascii") as out:
        for number in range(1000000):
            out.write(f"R\t331201000000Z\t261101000000Z,keyCompromise\t"
                      f"{(1 << 126) + number * 0x123456789:032X}\tunknown\t/CN=h{number}\n")
    quiet(store, "ssl", "adopt", index)
    quiet(store, "ssl", "crl", crl)
    compare("CRL of 1,000,000", [[PEMDECK, "ssl", "crl", crl, "--yes"]],
            [("writing the bytes", [["dd", f"if={crl}", f"of={crl}.copy", "bs=1M",
                                     "conv=fsync"]])], store, "3 times writing, 100 MB", False)


def main():
    for number in (signal.SIGHUP, signal.SIGTERM):  # an exception removes what was made
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    for name in PEERS:
        if not shutil.which(name):
            print(f"{name} is not installed, and left out")
    row("work", "by", "ms", "ms by the clock", "million instructions", "MB",
        "times: ms, clock, instructions", "goal")
    row(*["---"] * 8)
    with tempfile.TemporaryDirectory(prefix="pemdeck-bench.") as folder:
        for part in (certificates, long_lists, doctor, revocations):
            part(folder)


if __name__ == "__main__":
    main()
