using System.Runtime.InteropServices;
using System.Text;

namespace KoopmanAssert.Tool;

/// <summary>Samples as numpy.save writes them, and rows of the checked-in ones.</summary>
internal static class Npy
{
    private const int HeaderOfReal = 128; // of mnist.npy and mnist-9x9.npy, as numpy pads it

    /// <summary>A whole file, version 1.0.</summary>
    public static byte[] Of(string descr, string shape, byte[] data, bool fortran = false)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. data];
    }

    /// <summary>A whole file of numbers of any kind.</summary>
    public static byte[] Of<T>(string descr, string shape, T[] values, bool fortran = false)
        where T : unmanaged => Of(descr, shape, MemoryMarshal.AsBytes<T>(values).ToArray(), fortran);

    /// <summary>The first values of a checked-in file of float32.</summary>
    public static float[] Values(string path, int count) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path).AsSpan(HeaderOfReal))[..count].ToArray();

    /// <summary>The first rows of the 400 real samples of 81 pixels.</summary>
    public static float[] Pixels(int rows) => Values(RealFiles.Mnist9X9, rows * 81);
}
