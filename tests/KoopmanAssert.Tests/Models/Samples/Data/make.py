"""Makes the files of this folder with numpy and onnx, once: what our readers must agree with.

They hold numpy.arange; SampleFixturesTests.cs says what is expected of each. Run it in this folder.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

counting = np.arange(12)
np.save("float32.npy", counting.reshape(3, 2, 2).astype("<f4") / 2)
np.save("big-endian-fortran.npy", np.asfortranarray(counting.reshape(3, 2, 2).astype(">f8") / 2))
np.save("object.npy", np.array([{"a": 1}, "b"], dtype=object))
np.save("structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("string.npy", np.array(["one", "two"]))
np.save("complex.npy", np.zeros((2, 2), dtype="<c8"))
for version in ((1, 0), (2, 0), (3, 0)):
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, counting.reshape(3, 4).astype("<i2"), version=version)
types = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
arrays = {t: counting.reshape(3, 4).astype(t) for t in types}
arrays["b1"] = (counting % 2 == 1).reshape(3, 4)
np.savez_compressed("types.npz", **arrays)
np.savez("two-inputs.npz", **{"image": counting.reshape(3, 4).astype("f4"), "a/mask": np.ones((3, 1), bool)})
onnx.save_tensor(numpy_helper.from_array(counting.reshape(3, 4).astype("f4") / 2, "image"), "raw.pb")
onnx_types = {"f2": TensorProto.FLOAT16, "f4": TensorProto.FLOAT, "f8": TensorProto.DOUBLE,
              "i1": TensorProto.INT8, "i2": TensorProto.INT16, "i4": TensorProto.INT32, "i8": TensorProto.INT64,
              "u1": TensorProto.UINT8, "u2": TensorProto.UINT16, "u4": TensorProto.UINT32, "u8": TensorProto.UINT64,
              "b1": TensorProto.BOOL}
for name, kind in onnx_types.items():
    values = [v % 2 if name == "b1" else v for v in range(12)]
    onnx.save_tensor(helper.make_tensor(name, kind, [3, 4], values), f"fields-{name}.pb")
