using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>A samples file of one format.</summary>
internal sealed class SamplesTarget : Target
{
    private const int Rows = 3;
    private readonly string _path;

    public SamplesTarget(string format, string folder)
        : base(format, folder) => _path = At($"samples.{format}");

    // No test has a table as a file.
    private static string[] Tables =>
    [
        "a,b,c\n1,2,3\n4,5,6\n", "1;2.5\r\n-3e4;NaN\r\n", "\"x \"\"y\"\"\"\t\"z\"\n1\t2\n\n3\t4", "sep=;\na;b\n0;1\n",
        ",0,1\n0,5,6\n1,7,8\n", "1\n2\n3\n4\n", "\uFEFFé,ü\n1,2\n", "1,NA\n2,3\n", "1,5;2,5\n",
    ];

    public override IEnumerable<byte[]> Good() => Name == "csv"
        ? Tables.Select(System.Text.Encoding.UTF8.GetBytes)
        : Directory.GetFiles(Repository.At("tests", "KoopmanAssert.Tests", "Models", "Samples", "Data"), $"*.{Name}")
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    protected override void Read(byte[] content)
    {
        File.WriteAllBytes(_path, Name == "npz" ? ZipSums.Mended(content) : content);
        var samples = SampleSet.Load(_path, Rows);
        _ = (samples.HasNonFinite(out _), samples.IsConstant);
        if (samples.Arrays.Any(array => array.Shape[0] != samples.Count) || samples.Count > Rows)
        {
            throw new FindingException("The number of rows is wrong.");
        }

        foreach (SampleArray column in samples.Columns)
        {
            _ = samples.Columns.Count > 1 ? samples.Without(column.Name) : samples;
        }
    }

    protected override bool IsPromised(Exception refusal) => IsCoded(refusal, _path);
}
