"""What a user would write instead, on the network of an ONNX model in torch: torch_peers.py paper|cka|spectra|fits MODEL.onnx SAMPLES.npy
COUNT. torch_peers.py check MODEL.onnx SAMPLES.npy COUNT FOLDER: how far the activations are from those in FOLDER, 0.npy to N.npy."""
import os
import pathlib
import sys

import numpy as np
import torch

import torch_network

BATCH = 50


def activations(network, samples):
    """The snapshots, samples as rows, at the start of the network and at the ends of its blocks, by forward hooks."""
    cuts = [[] for _ in network]
    hooks = [block.register_forward_hook(lambda _, __, output, cut=cut: cut.append(output.flatten(1).numpy())) for block, cut in zip(network, cuts)]
    with torch.no_grad():
        for batch in torch.from_numpy(samples).split(BATCH):
            network(batch)
    for hook in hooks:
        hook.remove()
    return [samples.reshape(len(samples), -1), *[np.concatenate(cuts.pop(0)) for _ in network]]  # the batches go as the whole comes


def fits(network, samples):
    """Says so where K of the paper's recipe would not fit into the memory of this machine."""
    sizes = [cut.shape[1] for cut in activations(network, samples[:1])]
    memory, p, q = max((8 * (p * q + min(p, q) ** 2), p, q) for p, q in zip(sizes, sizes[1:]))
    if memory > os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"):
        print(f"does not fit: K of {q:,} × {p:,} and the product with its transpose take {memory / 2**30:,.0f} GiB")


def paper(network, samples):
    """The paper's recipe, in one step: K = F X⁺ and the log of its volume. Where a block has more inputs and outputs than there are
    samples, K is singular, and the determinant is what rounding leaves of zero."""
    cuts = activations(network, samples)
    for x, f in zip(cuts, cuts[1:]):
        x, f = x.T.astype(np.float64), f.T.astype(np.float64)
        k = f @ np.linalg.pinv(x)
        outputs, inputs = k.shape
        print(np.linalg.slogdet(k @ k.T if outputs <= inputs else k.T @ k)[1] / 2)


def cka(network, samples):
    """Linear CKA of all pairs of cuts, from centred Gram matrices."""
    grams = []
    for x in activations(network, samples):
        x = x - x.mean(axis=0)
        grams.append(x @ x.T)
    norms = [np.linalg.norm(g) for g in grams]
    for a, norm in zip(grams, norms):
        print(*[f"{(a * b).sum() / (norm * other):.4f}" for b, other in zip(grams, norms)])


def spectra(network, _):
    """The singular values of every weight, as a matrix with one row for each output: how many, the largest, and the mean logarithm."""
    for name, weight in network.named_parameters():
        if weight.dim() > 1:
            values = np.linalg.svd(weight.numpy().reshape(len(weight), -1), compute_uv=False)
            print(name, len(values), values[0], np.log(np.maximum(values, 1e-12)).mean())


def check(network, samples):
    for i, cut in enumerate(activations(network, samples)):
        expected = np.load(pathlib.Path(sys.argv[5]) / f"{i}.npy").reshape(len(cut), -1)
        print(i, cut.shape[1], np.abs(cut - expected).max() if cut.shape == expected.shape else f"not {expected.shape[1]} features")


torch.set_num_threads(len(os.sched_getaffinity(0)))  # some builds of torch would take one
peer = {"paper": paper, "cka": cka, "spectra": spectra, "fits": fits, "check": check}[sys.argv[1]]
peer(torch_network.load(sys.argv[2]), np.load(sys.argv[3])[: int(sys.argv[4])])
