using System.Runtime.InteropServices;
using System.Text;

/// <summary>Reads the arrays of this example: little-endian, row by row, as numpy.save writes them.</summary>
internal static class Npy
{
    /// <summary>The first rows of a float32 array, each flat.</summary>
    public static float[][] Rows(string path, int count)
    {
        (byte[] data, int rows) = Read(path);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(data);
        int width = values.Length / rows;
        var first = new float[count][];
        for (int i = 0; i < count; i++)
        {
            first[i] = values.Slice(i * width, width).ToArray();
        }

        return first;
    }

    /// <summary>The first values of an int64 array.</summary>
    public static int[] Labels(string path, int count) =>
        [.. MemoryMarshal.Cast<byte, long>(Read(path).Data)[..count].ToArray().Select(label => (int)label)];

    private static (byte[] Data, int Rows) Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = BitConverter.ToUInt16(file, 8);
        string text = Encoding.ASCII.GetString(file, 10, header);
        int rows = int.Parse(text.Split("'shape': (")[1].Split(',')[0]);
        return (file[(10 + header)..], rows);
    }
}
