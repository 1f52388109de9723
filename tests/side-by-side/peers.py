"""NumPy doing the same work. peers.py serve: a piece of work for each line, answered with seconds. peers.py plain|clever FOLDER: credits
of a whole network from the activations in FOLDER, 0.npy to N.npy. peers.py samples IN OUT COUNT: the first samples of IN, and where there
are too few of them means of two."""
import pathlib
import sys
import time

import numpy as np

TOLERANCE = 1e-3


def uniform(rows, columns):
    return np.random.default_rng(rows + columns).uniform(-1, 1, (rows, columns))


def syrk(x):
    return x @ x.T  # NumPy sees that both are the same and calls syrk


def gram_credit(x, y):
    """The clever way: Gram matrices and their eigenvalues (samples are rows)."""
    gx, gy = (syrk(a - a.mean(axis=0)) for a in (x.astype(np.float64), y.astype(np.float64)))
    squares, u = np.linalg.eigh(gx)
    kept = squares > TOLERANCE**2 * squares[-1]
    weight = u[:, kept] / np.sqrt(squares[kept])
    sigma = np.sqrt(np.maximum(np.linalg.eigvalsh(weight.T @ gy @ weight), 0))
    return np.log(sigma[sigma > TOLERANCE * sigma[-1]]).sum()


def svd_credit(x, y):
    """The plain way: a pseudo-inverse by SVD, then the singular values of K."""
    x, y = (a.astype(np.float64).T for a in (x, y))
    x, y = (a - a.mean(axis=1, keepdims=True) for a in (x, y))
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    k = s > TOLERANCE * s[0]
    left = (y @ vt[k].T) / s[k]  # K = left uᵀ, u orthonormal
    sigma = np.linalg.svd(left, compute_uv=False)
    return np.log(sigma[sigma > TOLERANCE * sigma[0]]).sum()


def work(name):
    kind, *size = name.split(":")
    size = [int(s) for s in size]
    if kind == "product":
        a, b = uniform(size[0], size[0]), uniform(size[0], size[0]).T.copy()
        return lambda: a @ b
    if kind == "gram":
        x = np.random.default_rng(1).random((size[0], size[1]), dtype=np.float32)
        return lambda: syrk(x.astype(np.float64))
    if kind == "gram64":  # as generous as can be: float64 already
        x = np.random.default_rng(1).random((size[0], size[1]))
        return lambda: syrk(x)
    if kind == "triangle":  # the features as rows, in the order of memory that is given
        x = np.random.default_rng(1).random((size[1], size[0])) - 0.5
        return lambda: np.linalg.qr(x, mode="r")
    if kind == "triangleT":  # as generous as can be: the order that LAPACK asks for
        x = np.random.default_rng(1).random((size[0], size[1])) - 0.5
        return lambda: np.linalg.qr(x.T, mode="r")
    if kind == "eigen":
        a = uniform(size[0], size[0])
        symmetric = a @ a.T
        return lambda: np.linalg.eigh(symmetric)
    if kind == "singular":
        graded = uniform(size[0], size[1]) * 10.0 ** (-8 * np.arange(size[1]) / (size[1] - 1))
        return lambda: np.linalg.svd(graded, full_matrices=False)
    if kind in ("credit", "svdcredit"):
        x, y = (np.random.default_rng(s).random((size[0], size[1]), dtype=np.float32) for s in (1, 2))
        return (lambda: gram_credit(x, y)) if kind == "credit" else (lambda: svd_credit(x, y))
    raise SystemExit(f"There is no work '{name}'.")


def serve():
    prepared = run = None
    for name in (line.strip() for line in sys.stdin):
        seconds = 0.0
        if name != prepared:
            run, prepared = work(name), name
            run()
        else:
            start = time.perf_counter()
            run()
            seconds = time.perf_counter() - start
        print(seconds, flush=True)


def whole(credit, folder):
    files = sorted(pathlib.Path(folder).glob("[0-9]*.npy"), key=lambda f: int(f.stem))
    cuts = [np.load(f) for f in files]
    for before, after in zip(cuts, cuts[1:]):
        print(credit(before, after))


def samples(source, target, count):
    given = np.load(source)[:count]
    i, j = np.random.default_rng(1).integers(len(given), size=(2, count - len(given)))
    np.save(target, np.concatenate([given, ((given[i] + given[j]) / 2).astype(given.dtype)]))


if sys.argv[1] == "serve":
    serve()
elif sys.argv[1] == "samples":
    samples(*sys.argv[2:4], int(sys.argv[4]))
elif sys.argv[1] == "kernel":
    import ctypes
    for line in open("/proc/self/maps"):
        if "openblas" in line:
            library = ctypes.CDLL(line.split()[-1])
            library.openblas_get_corename.restype = ctypes.c_char_p
            library.openblas_get_config.restype = ctypes.c_char_p
            print(library.openblas_get_config().decode(), "kernel", library.openblas_get_corename().decode())
            break
    else:
        raise SystemExit("NumPy does not use OpenBLAS here: install it (libopenblas0-pthread), or point LD_LIBRARY_PATH at its libblas.so.3.")
else:
    whole({"plain": svd_credit, "clever": gram_credit}[sys.argv[1]], sys.argv[2])
