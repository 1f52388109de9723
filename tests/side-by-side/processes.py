"""Whole processes: their time, their peak memory, and alternating runs of several."""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def load():
    return f"load {os.getloadavg()[0]:.1f}"


def measure(command, watched=False):
    """Wall-clock seconds, peak memory in MiB and output of a process and what it starts. To watch memory slows the process down: a run gives one or the other."""
    with tempfile.TemporaryFile("w+") as output:  # a pipe would fill up
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output)
        peak = 0
        while watched and process.poll() is None:
            peak = max(peak, tree(process.pid))
            time.sleep(0.01)
        process.wait()
        seconds = time.perf_counter() - start
        output.seek(0)
        text = output.read()
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}\n{text}")
    return seconds, peak, text


def tree(pid):
    """Memory of a process and its children in MiB: what several of them share, such as the code of the runtime, counts once."""
    try:
        rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = [child for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return 0
    share = next((int(l.split()[1]) / 1024 for l in rollup.splitlines() if l.startswith("Pss:")), 0)
    return share + sum(tree(int(child)) for child in children)


def whole(commands, runs):
    """Alternating runs of whole processes, then half as many to watch: median seconds, median peak memory and the output of each."""
    timed = [[measure(command) for command in commands] for _ in range(runs)]
    watched = [[measure(command, watched=True) for command in commands] for _ in range((runs + 1) // 2)]
    return [(statistics.median(run[of][0] for run in timed), statistics.median(run[of][1] for run in watched), watched[-1][of][2])
            for of in range(len(commands))]
