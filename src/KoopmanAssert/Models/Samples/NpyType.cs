namespace KoopmanAssert.Core.Models;

/// <summary>The element type and byte order of a numpy descr such as '&lt;f4' or '|u1'.</summary>
internal readonly record struct NpyType(SampleType Type, bool IsBigEndian)
{
    /// <summary>Reads a descr.</summary>
    /// <exception cref="SamplesException">KOOP2007 for a type that is not read, by its name.</exception>
    public static NpyType Parse(SampleFile file, string descr)
    {
        string letters = descr.TrimStart('<', '>', '|', '=');
        SampleType type = Find(letters) ?? throw file.UnreadType($"{Kind(letters)} ('{descr}')");
        return (descr.Length - letters.Length, descr[0]) switch
        {
            (1, '<') => new NpyType(type, false),
            (1, '>') => new NpyType(type, true),
            (1, '|') when type.Size() == 1 => new NpyType(type, false),
            _ => throw file.Unreadable($"is not a .npy file: its type '{SampleFile.Printable(descr)}' has no byte order."),
        };
    }

    private static SampleType? Find(string letters) => letters switch
    {
        "f2" => SampleType.Float16,
        "f4" => SampleType.Float32,
        "f8" => SampleType.Float64,
        "i1" => SampleType.Int8,
        "i2" => SampleType.Int16,
        "i4" => SampleType.Int32,
        "i8" => SampleType.Int64,
        "u1" => SampleType.UInt8,
        "u2" => SampleType.UInt16,
        "u4" => SampleType.UInt32,
        "u8" => SampleType.UInt64,
        "b1" => SampleType.Bool,
        _ => null,
    };

    private static string Kind(string letters) => letters.FirstOrDefault() switch
    {
        'O' => "object",
        'U' or 'S' or 'a' => "string",
        'c' => "complex",
        'V' => "void",
        'M' or 'm' => "date and time",
        'f' => "long double",
        _ => "unknown",
    };
}
