"""Copies of a baseline's model with other weights, each in a folder of its own with the baseline and the samples."""
import json
import pathlib
import shutil
import sys

import numpy
import onnx
from onnx import numpy_helper

baseline, folder, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
content = json.loads(baseline.read_text())
for i in range(count):
    place = folder / f"{i:03}"
    place.mkdir()
    shutil.copy(baseline, place)
    shutil.copy(baseline.parent / content["samples"]["path"], place)
    model, random = onnx.load(baseline.parent / content["model"]["path"]), numpy.random.default_rng(i)
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == numpy.float32:
            changed = values * (1 + 1e-3 * random.standard_normal(values.shape))
            weight.CopyFrom(numpy_helper.from_array(changed.astype(numpy.float32), weight.name))
    onnx.save(model, place / content["model"]["path"])
