#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: bench-screen.py [PROGRAM]...

What the screen costs, beside other programs that are installed (or only those named):
bytes that a line has to carry, time, memory. PEMDECK names the program, and
MAKE_CERTIFICATES the one that makes its trust list long. What misses its goal is said at
the end. Times are only good beside each other, of one run.
"""
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

SIZES = (80, 24), (200, 50)
QUIET = 0.1  # seconds without a byte: what was written is complete
IDLE = 1.5
LONG = 30.0  # for what reads ten thousand entries
# The most with so many, in ms until the list is there, ms for each key, and MiB.
LONG_LISTS = {"10,000": (300, 100, 60), "100,000": (3000, 600, 150)}
STARTS = 3
SAMPLES = 40
BAUD = 9600
ESC = b"\x1b"
UP, DOWN = b"\x1bOA", b"\x1bOB"  # all of them ask for these
ROOTS = "/usr/share/ca-certificates/mozilla"

FIGURES = ("first B", "start ms", "Down B", "50 Down", "tab B", "open B", "close B",
           "key ms", "Esc ms", "idle B", "MiB")
# By size; a number is what the figure may be at most, a text the other's times so much.
GOALS = (dict(zip(FIGURES, (1740, ("nnn", 1.5), 72, 900, 700, 700, 1228, ("nnn", 1.0),
                            30, 0, 6))),
         dict(zip(FIGURES, (3686, ("nnn", 1.5), 72, 900, 1536, 700, 1228, ("nnn", 1.0),
                            30, 0, 6))))


class Terminal:
    """A program on a terminal of its own, which is read but not looked at."""

    def __init__(self, words, size, baud=None):
        self.began = time.perf_counter()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            self.start(words, size, baud)

    @staticmethod
    def start(words, size, baud):
        columns, rows = size
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if baud:
            modes = termios.tcgetattr(0)
            modes[4] = modes[5] = baud
            termios.tcsetattr(0, termios.TCSANOW, modes)
        for name in ("LINES", "COLUMNS", "COLORTERM", "NO_COLOR", "TMUX", "STY"):
            os.environ.pop(name, None)
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        try:
            os.execvp(words[0], words)
        finally:
            os._exit(127)

    def read(self, quiet=QUIET, since=None, first=1.0):
        """Bytes until it is quiet, and when the last came, in ms; the first byte may
        take longer than those behind it."""
        count, since = 0, since or time.perf_counter()
        last = since
        while select.select([self.master], [], [], quiet if count else first)[0]:
            try:
                part = os.read(self.master, 65536)
            except OSError:
                break
            if not part:
                break
            last = time.perf_counter()
            count += len(part)
        return count, 1000 * (last - since)

    def press(self, keys, quiet=QUIET, first=1.0):
        since = time.perf_counter()
        os.write(self.master, keys)
        return self.read(quiet, since, first)

    def start_up(self):
        return self.read(4 * QUIET, self.began, LONG)

    def silence(self, seconds):
        """What it writes unasked."""
        end, count = time.perf_counter() + seconds, 0
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                count += len(os.read(self.master, 65536))
        return count

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return None

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)
        # What it remembers of lists is not for the next one.
        shutil.rmtree(os.environ["XDG_STATE_HOME"], ignore_errors=True)


class Program:
    """How one measures it: the keys that move, switch, open and close."""

    def __init__(self, name, words, setup=b"", tab=(), dialog=None, close=ESC):
        self.name, self.words, self.setup = name, words, setup
        self.tab, self.dialog, self.close = tab, dialog, close

    def figures(self, size):
        out = dict.fromkeys(FIGURES)
        starts = []
        for _ in range(STARTS):
            terminal = Terminal(self.words, size)
            out["first B"], took = terminal.start_up()
            starts.append(took)
            terminal.end()
        out["start ms"] = min(starts)
        terminal = Terminal(self.words, size)
        terminal.start_up()
        try:
            self.measure(terminal, out)
        finally:
            terminal.end()
        return out

    def measure(self, terminal, out):
        if self.setup:
            terminal.press(self.setup, first=LONG)
        out["MiB"] = terminal.memory()
        terminal.press(DOWN)
        out["Down B"] = terminal.press(DOWN)[0]
        presses = [terminal.press(key, QUIET / 4, QUIET)
                   for key in (DOWN, DOWN, UP, UP) * (SAMPLES // 4)]
        times = [took for count, took in presses if count > 0]
        out["key ms"] = statistics.median(times) if times else None
        out["idle B"] = terminal.silence(IDLE)
        if self.dialog:
            out["open B"] = terminal.press(self.dialog)[0]
            out["close B"], out["Esc ms"] = terminal.press(self.close)
        if self.tab:
            counts = [terminal.press(key)[0] for key in self.tab]
            out["tab B"] = round(statistics.mean(counts))
        out["50 Down"] = terminal.press(50 * DOWN)[0]


def many_roots(folder, count):
    path = os.path.join(folder, f"{count}.pem")
    with open(path, "wb") as out:
        subprocess.run([os.environ["MAKE_CERTIFICATES"], str(count)], stdout=out,
                       check=True)
    return path


def make_store(folder, name, source):
    store = os.path.join(folder, name)
    words = (["trust", "import", source, "--yes", "--skip-bad"] if source
             else ["settings", "set", "warning_days", "30"])
    subprocess.run([os.environ["PEMDECK"], "--store", store, *words], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return store


def make_stores(folder):
    real = os.path.isdir(ROOTS) and len(os.listdir(ROOTS)) >= 100
    return {
        "0": make_store(folder, "none", None),
        "150": make_store(folder, "some", ROOTS if real else many_roots(folder, 150)),
        "10,000": make_store(folder, "many", many_roots(folder, 10000)),
    }


def pemdeck_on(store):
    return [os.environ["PEMDECK"], "--store", store]


def programs(stores, folder):
    for count, store in stores.items():
        yield Program(f"pemdeck {count}", pemdeck_on(store), setup=b"5",
                      tab=(b"1", b"2", b"3", b"4", b"5"), dialog=b"i")
    listing = os.path.join(folder, "listing")
    os.mkdir(listing)
    for number in range(150):
        with open(os.path.join(listing, f"Example Root CA {number:05}.pem"), "wb"):
            pass
    names = sorted(os.listdir(listing))
    lines = os.path.join(folder, "lines")
    with open(lines, "w", encoding="ascii") as out:
        out.writelines(name + "\n" for name in names)
    yield Program("nnn", ["nnn", listing], tab=(b"2", b"1"), dialog=b"?", close=b"q")
    yield Program("mc", ["mc", "-u", listing, listing], tab=(b"\t", b"\t"),
                  dialog=b"\x1b[19~", close=ESC + ESC)
    yield Program("htop", ["htop"], tab=(b"\t", b"\t"), dialog=b"\x1bOP")
    yield Program("ncdu", ["ncdu", listing], dialog=b"?", close=b"q")
    yield Program("fzf", ["sh", "-c", "exec fzf <\"$1\"", "sh", lines])
    yield Program("dialog", ["dialog", "--menu", "Roots", "0", "0", "0",
                             *[word for name in names for word in (name, "CA")]])
    if os.path.isdir(".git"):
        yield Program("tig", ["tig"], dialog=b"h", close=b"q")


def shown(value):
    return "-" if value is None else f"{value:.1f}" if isinstance(value, float) else str(
        value)


def goal_text(goal):
    return f"{goal[1]:g} {goal[0]}" if isinstance(goal, tuple) else str(goal)


def row(name, values):
    print(f"{name:15}" + "".join(f"{value:>9}" for value in values))


def judge(size, results, goals):
    """The figures of pemdeck that miss their goal, as sentences."""
    for name, figures in results.items():
        if not name.startswith("pemdeck"):
            continue
        for figure, goal in goals.items():
            value, most = figures[figure], goal
            if isinstance(goal, tuple):
                other = results.get(goal[0], {}).get(figure)
                most = other and goal[1] * other
                if other is None and value is not None:
                    yield (f"not judged: {name} {size[0]}x{size[1]} {figure}, since "
                           f"{goal[0]} is missing")
            if figure == "MiB" and name.endswith("10,000"):
                continue
            if value is not None and most is not None and value > most:
                yield (f"missed: {name} {size[0]}x{size[1]} {figure}: "
                       f"{shown(value)}, goal {shown(most)}")


def compare(stores, folder, wanted):
    missed = []
    for size, goals in zip(SIZES, GOALS):
        print(f"\n{size[0]}x{size[1]}, TERM=xterm-256color")
        row("", FIGURES)
        row("goal", map(goal_text, goals.values()))
        results = {}
        with tempfile.TemporaryDirectory(dir=folder) as own:
            for program in programs(stores, own):
                name = program.name.split()[0]
                command = program.words[0] if name == "pemdeck" else name
                if wanted and name not in wanted:
                    continue
                if not shutil.which(command):
                    print(f"{name:15} is missing, and left out")
                    continue
                figures = results[program.name] = program.figures(size)
                row(program.name, [shown(figures[figure]) for figure in FIGURES])
        missed += judge(size, results, goals)
    return missed


def serial(store):
    """A line of 9600 baud: how long each screen takes, and one move."""
    print(f"\n{BAUD} baud, 80x24: at most 2 s a screen, 50 ms a move")
    terminal = Terminal(pemdeck_on(store), SIZES[0], termios.B9600)
    missed = []
    screens = (("start", None), ("Signature", b"2"), ("Encryption", b"3"),
               ("TLS Key", b"4"), ("Trust", b"5"), ("form", b"i"), ("form closed", ESC),
               ("menu", b"m"), ("menu closed", ESC), ("help", b"?"),
               ("help closed", ESC), ("details", b"\r"), ("details closed", b"q"),
               ("SSL", b"1"), ("Trust again", b"5"), ("repaint", b"\x0c"),
               ("page", b"\x1b[6~"), ("back", b"\x1b[5~"), ("move", DOWN))
    for name, keys in screens:
        count = (terminal.press(keys, 3 * QUIET, LONG) if keys
                 else terminal.start_up())[0]
        seconds, most = count * 10 / BAUD, 0.05 if name == "move" else 2
        print(f"  {name:15}{count:6} B {seconds:8.3f} s")
        if seconds > most:
            missed.append(f"missed: {BAUD} baud, {name}: {seconds:.3f} s")
    terminal.end()
    return missed


def long_list(number, store):
    """From each key to the last byte that it brings."""
    slowest, pause, most = LONG_LISTS[number]
    print(f"\n{number} trust entries, 80x24: at most {slowest} ms to the list, {pause} ms "
          "from each key in it; the best of three")
    keys = (("first list", b"5"), ("page down", b"\x1b[6~"), ("end", b"\x1bOF"),
            ("home", b"\x1bOH"), ("filter", b"/"), ("one letter", b"5"),
            ("one more", b"0"), ("one less", b"\x7f"), ("filter off", b"\x07"),
            ("other order", b"o"), ("other tab", b"1"), ("list again", b"5"))
    best = {}
    for _ in range(STARTS):
        terminal = Terminal(pemdeck_on(store), SIZES[0])
        terminal.start_up()
        for name, key in keys:
            # While a list is read, the screen says so and is quiet.
            quiet = slowest / 1000 if name == "first list" else 3 * QUIET
            count, took = terminal.press(key, quiet, LONG)
            best[name] = count, min(took, best.get(name, (0, took))[1])
        memory = terminal.memory()
        terminal.end()
    missed = []
    for name, (count, took) in best.items():
        print(f"  {name:15}{count:6} B {took:8.1f} ms")
        if took > (slowest if name == "first list" else pause):
            missed.append(f"missed: {number} entries, {name}: {took:.1f} ms")
    print(f"  {'memory':15}{memory:15.1f} MiB, at most {most}")
    if memory > most:
        missed.append(f"missed: {number} entries, memory: {memory:.1f} MiB")
    return missed


def end_at(*numbers):
    """Leaving by an exception removes what was made."""
    for number in numbers:
        signal.signal(number, lambda number, frame: sys.exit(128 + number))


def main():
    end_at(signal.SIGHUP, signal.SIGTERM)
    with tempfile.TemporaryDirectory(prefix="pemdeck-bench.") as folder:
        os.environ["XDG_STATE_HOME"] = os.path.join(folder, "state")
        stores = make_stores(folder)
        missed = compare(stores, folder, sys.argv[1:]) + serial(stores["150"])
        missed += long_list("10,000", stores["10,000"])
        longest = make_store(folder, "longest", many_roots(folder, 100000))
        missed += long_list("100,000", longest)
    print("\n" + ("\n".join(missed) or "all goals are met"))


if __name__ == "__main__":
    main()
