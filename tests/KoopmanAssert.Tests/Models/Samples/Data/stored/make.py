"""Makes the files of this folder with NumPy and Pillow: the same values in every way in which these libraries store them.

Run it in this folder; README.md says which files hold the same values. NumPy 1.24 and Pillow 9.4 made the files that are checked in.
"""
import glob
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

HEIGHT, WIDTH = 6, 7


# Arrays

halves = (np.arange(24).reshape(4, 3, 2) / 2).astype("<f4")
np.save("array.npy", halves)
np.save("array-fortran.npy", np.asfortranarray(halves))
np.save("array-big-endian.npy", halves.astype(">f4"))
np.save("array-big-endian-fortran.npy", np.asfortranarray(halves.astype(">f4")))
np.save("array-of-a-view.npy", np.repeat(halves, 2, axis=1)[:, ::2])
np.save("array-allow-pickle.npy", halves, allow_pickle=True, fix_imports=True)
for major in (1, 2, 3):
    with open(f"array-version-{major}.npy", "wb") as file:
        np.lib.format.write_array(file, halves, version=(major, 0))
mapped = np.lib.format.open_memmap("array-memmap.npy", mode="w+", dtype="<f4", shape=halves.shape)
mapped[:] = halves
mapped.flush()
np.savez("array-savez.npz", halves)
np.savez("array-savez-named.npz", images=halves)
np.savez_compressed("array-savez-compressed.npz", halves)
np.savez_compressed("array-savez-compressed-fortran.npz", np.asfortranarray(halves.astype(">f4")))
with zipfile.ZipFile("array-zip-best.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    archive.write("array-fortran.npy", "x.npy")
for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
    with zipfile.ZipFile(f"refused-{name}.npz", "w", method) as archive:
        archive.write("array.npy", "x.npy")
np.save("other-double.npy", halves.astype("<f8"))
np.save("other-shape.npy", halves.reshape(4, 6))
np.save("refused-scalar.npy", np.float32(1))
np.save("refused-long-double.npy", halves.astype(np.longdouble))



# Images

def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def write_png(name, pixels, depth, colour, interlaced=False, pieces=1, before=b"", start=b""):
    """Writes what Pillow does not: interlaced images, 16 bits in several channels, a depth of one's choice, data in several chunks."""
    def packed(part):
        rows = part.reshape(part.shape[0], -1)
        if depth == 16:
            return rows.astype(">u2").view("u1")
        if depth == 8:
            return rows.astype("u1")
        bits = (rows[:, :, None].astype("u1") >> np.arange(depth - 1, -1, -1, dtype="u1")) & 1
        return np.packbits(bits.reshape(rows.shape[0], -1), axis=1)

    adam7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    passes = adam7 if interlaced else [(0, 0, 1, 1)]
    parts = [pixels[y::down, x::right] for y, x, down, right in passes]
    raw = b"".join(b"\0" + row.tobytes() for part in parts if part.size for row in packed(part))
    data = zlib.compress(raw)
    ends = np.linspace(0, len(data), pieces + 1).astype(int)
    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], depth, colour, 0, 0, int(interlaced))
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + start + chunk(b"IHDR", head) + before
                   + b"".join(chunk(b"IDAT", data[a:b]) for a, b in zip(ends, ends[1:])) + chunk(b"IEND", b""))


GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
indices = (np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) * 5) % 13
colours = np.random.default_rng(1).integers(0, 256, (13, 3), dtype=np.uint8)
opaque = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
half = np.where(indices[:, :, None] % 2 == 0, 255, 90).astype(np.uint8)
pixels = colours[indices]
colour = Image.fromarray(pixels)
colour.save("colour.png")
for level in (0, 1, 9):
    colour.save(f"colour-level-{level}.png", compress_level=level)
colour.save("colour-optimised.png", optimize=True)
Image.fromarray(np.concatenate([pixels, opaque], 2)).save("colour-RGBA.png")
Image.fromarray(np.concatenate([pixels, half], 2)).save("colour-RGBA-transparent.png")
colour.save("colour-tRNS.png", transparency=tuple(int(c) for c in colours[3]))
palette = Image.fromarray(indices.astype(np.uint8), "P")
palette.putpalette(colours.tobytes())
palette.save("colour-P.png", bits=8)
palette.save("colour-P-4-bits.png", bits=4)
palette.save("colour-P-transparent.png", transparency=2)
palette.save("colour-P-alphas.png", transparency=bytes(range(0, 13 * 19, 19)))
write_png("colour-interlaced.png", pixels, 8, RGB, interlaced=True)
write_png("colour-P-interlaced.png", indices[:, :, None], 4, PALETTE, interlaced=True, before=chunk(b"PLTE", colours.tobytes()))
write_png("colour-five-chunks.png", pixels, 8, RGB, pieces=5)
colour.save("colour-dpi.png", dpi=(300, 300))
colour.save("colour-profile.png", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
said = PngImagePlugin.PngInfo()
said.add_text("Comment", "the same pixels")
said.add(b"gAMA", struct.pack(">I", 45455))
said.add(b"sRGB", b"\0")
colour.save("colour-gamma-text.png", pnginfo=said)
exif = Image.Exif()
exif[0x0112] = 6
colour.save("colour-orientation.png", exif=exif)
colour.save("colour.bmp")
palette.save("colour-P.bmp")
Image.fromarray(np.concatenate([pixels, opaque], 2)).save("colour-RGBA.bmp")
with open("colour.bmp", "rb") as file:
    bottom_up = file.read()
rows = [bottom_up[54 + 24 * y:54 + 24 * (y + 1)] for y in range(HEIGHT)]  # three bytes each of seven pixels, filled up to 24
with open("colour-top-down.bmp", "wb") as file:
    file.write(bottom_up[:22] + struct.pack("<i", -HEIGHT) + bottom_up[26:54] + b"".join(reversed(rows)))

greys = ((np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) * 3) % 4).astype(np.uint8)  # four levels
grey = Image.fromarray(greys * 85)
grey.save("grey.png")
Image.fromarray(np.stack([greys * 85, half[:, :, 0]], 2)).save("grey-LA.png")
grey.convert("RGB").save("grey-RGB.png")
grey.convert("RGBA").save("grey-RGBA.png")
grey.convert("P").save("grey-P.png")
grey.save("grey-tRNS.png", transparency=85)
write_png("grey-2-bits.png", greys, 2, GREY)
write_png("grey-4-bits.png", greys * 5, 4, GREY)
write_png("grey-2-bits-interlaced.png", greys, 2, GREY, interlaced=True)
write_png("grey-2-bits-tRNS.png", greys, 2, GREY, before=chunk(b"tRNS", b"\0\1"))
grey.save("grey.bmp")

bits = Image.fromarray((greys % 2) * 255)
bits.save("bits.png")
bits.convert("1").save("bits-1.png")
bits.convert("1").save("bits-1.bmp")
bits.convert("RGB").save("bits-RGB.png")
write_png("bits-1-interlaced.png", greys % 2, 1, GREY, interlaced=True)

deep = (np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) * 1559 + 3).astype("<u2")
Image.fromarray(deep).save("deep.png")
Image.fromarray(deep.astype("<i4"), "I").save("deep-I.png")
write_png("deep-interlaced.png", deep, 16, GREY, interlaced=True)
write_png("deep-tRNS.png", deep, 16, GREY, before=chunk(b"tRNS", struct.pack(">H", 3)))
write_png("deep-LA.png", np.stack([deep, deep // 2], 2), 16, GREY_ALPHA)
write_png("deep-RGB.png", np.stack([deep] * 3, 2), 16, RGB)
write_png("deep-RGBA.png", np.stack([deep] * 3 + [deep // 2], 2), 16, RGBA)

smooth = np.add.outer(np.arange(32), np.arange(40))
photo = Image.fromarray(np.stack([smooth * 3, 255 - smooth * 2, smooth * smooth // 30], 2).astype(np.uint8))
photo.save("photo.jpg", quality=90)
photo.save("photo-optimised.jpg", quality=90, optimize=True)
photo.save("photo-progressive.jpg", quality=90, progressive=True)
photo.save("photo-dpi-profile.jpg", quality=90, dpi=(300, 300), icc_profile=b"not a profile", exif=exif, comment="the same pixels")
photo.save("other-quality.jpg", quality=91)
photo.save("other-subsampling.jpg", quality=90, subsampling=0)
photo.save("other-of-a-photo.png")

photo.convert("CMYK").save("cmyk.jpg", quality=90)
colour.save("refused.gif")
colour.save("refused.webp", lossless=True)
# As Xcode stores it: a chunk before the first, blue and red exchanged, no frame around the packed data.
squeeze = zlib.compressobj(wbits=-15)
raw = b"".join(b"\0" + row.tobytes() for row in np.concatenate([pixels[:, :, ::-1], opaque], 2))
with open("refused-of-xcode.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"CgBI", b"P\0 \2")
               + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, RGBA, 0, 0, 0))
               + chunk(b"IDAT", squeeze.compress(raw) + squeeze.flush()) + chunk(b"IEND", b""))

# What Pillow reads of them

for name, plain in (("colour", pixels), ("grey", np.stack([greys * 85] * 3, 2)), ("bits", np.stack([(greys % 2) * 255] * 3, 2))):
    np.save(f"read-{name}.npy", plain[None])
    for path in sorted(glob.glob(f"{name}*.png") + glob.glob(f"{name}*.bmp")):
        assert (np.asarray(Image.open(path).convert("RGB")) == plain).all(), path
np.save("read-deep.npy", np.stack([deep] * 3, 2)[None])
for path in ("deep.png", "deep-I.png", "deep-interlaced.png"):
    assert (np.asarray(Image.open(path)) == deep).all(), path
for path in glob.glob("photo-*.jpg"):
    assert (np.asarray(Image.open(path)) == np.asarray(Image.open("photo.jpg"))).all(), path
for name in ("photo", "cmyk"):
    np.save(f"read-{name}.npy", np.asarray(Image.open(f"{name}.jpg").convert("RGB"))[None])
