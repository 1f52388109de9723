"""Which OpenBLAS kernel NumPy runs, and a better one where OpenBLAS does not know the processor."""
import os
import pathlib
import subprocess

PEERS = pathlib.Path(__file__).resolve().parent / "peers.py"
SSE = {"Prescott", "Core2", "Penryn", "Nehalem"}


def choose(python):
    """Prints the kernel. An OpenBLAS older than the processor falls back to SSE, which would flatter us: then it is told what to take."""
    description = kernel(python)
    if description.split()[-1] in SSE and "OPENBLAS_CORETYPE" not in os.environ:
        flags = next((line.split() for line in open("/proc/cpuinfo") if line.startswith("flags")), [])
        better = "SKYLAKEX" if "avx512dq" in flags else "HASWELL" if "avx2" in flags else None
        if better:
            os.environ["OPENBLAS_CORETYPE"] = better  # for all that start from here on
            print(f"{description}: set OPENBLAS_CORETYPE={better}, which this processor can run")
            description = kernel(python)
    print(description, flush=True)


def kernel(python):
    return subprocess.run([python, str(PEERS), "kernel"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
