using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Tool.Running;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// Mutated models, samples and baselines: each is analysed or refused with a code that is meant for it, within its time, and what holds was
/// compared whole. KOOPMAN_ASSERT_FUZZ sets how many of each kind there are, KOOPMAN_ASSERT_FUZZ_FROM the first seed.
/// </summary>
[TestFixture]
[Category("Slow")]
internal sealed class FuzzTests
{
    private static readonly WorkerLimits Limits = new(TimeSpan.FromSeconds(60), 2L << 30);
    private static readonly string[] Models = [RealFiles.Fc, RealFiles.RowLstm, RealFiles.MiniResnet];
    private WorkFolder _folder = null!;

    private static int From => Number("KOOPMAN_ASSERT_FUZZ_FROM") ?? 0;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [OneTimeTearDown]
    public static void EndWorkers() => WorkerPool.End();

    [Test]
    public void Models_are_analysed_or_refused_with_a_code()
    {
        var accepted = CreditBaseline.Load(_folder.PathOf("fc.credits.json"));
        Each(Number("KOOPMAN_ASSERT_FUZZ") ?? 1000, seed =>
        {
            var random = new Random(seed);
            string source = Models[random.Next(10) < 7 ? 0 : 1 + random.Next(2)];
            byte[] original = File.ReadAllBytes(source), model = random.Next(3) > 0
                ? Mutation.Graph(original, random)
                : Mutation.Bytes(original, random);
            string path = _folder.Write("fc.onnx", model);
            if (source != RealFiles.Fc)
            {
                Finite(Analyse(path, RealFiles.Mnist, AnalysisSettings.Regression with { MaxSamples = 8 }));
                return;
            }

            BaselineComparison comparison = accepted.Hold(Analyse(accepted.ModelPath, accepted.SamplesPath, accepted.Settings));
            comparison.Report.Model.Sha256.Should()
                .Be(Convert.ToHexStringLower(SHA256.HashData(model)), "what was judged is what is there");
            Whole(comparison);
        });
    }

    [Test]
    public void Samples_are_read_or_refused_with_a_code()
    {
        byte[] npy = Npy.Of("<f4", "(30, 81)", Npy.Pixels(30));
        byte[] npz = Npz(npy);
        Each(Number("KOOPMAN_ASSERT_FUZZ") ?? 600, seed =>
        {
            var random = new Random(seed);
            bool zipped = random.Next(2) == 0;
            string path = _folder.Write(zipped ? "samples.npz" : "samples.npy", Mutation.Bytes(zipped ? npz : npy, random));
            Finite(Analyse(_folder.PathOf("fc.onnx"), path));
        });
    }

    [Test]
    public void Baselines_are_read_to_the_last_member_or_refused_with_a_code()
    {
        byte[] baseline = _folder.Bytes("fc.credits.json");
        CreditReport report = Analyse(_folder.PathOf("fc.onnx"), _folder.PathOf("mnist-9x9.npy"));
        Each(Number("KOOPMAN_ASSERT_FUZZ") ?? 400, seed =>
        {
            var random = new Random(seed);
            byte[] text = random.Next(3) > 0 ? Mutation.Text(baseline, random) : Mutation.Bytes(baseline, random);
            var read = CreditBaseline.Load(_folder.Write("fc.credits.json", text));

            Differences(JsonNode.Parse(text), JsonNode.Parse(BaselineWriter.ToBytes(read)), "").Should()
                .BeEmpty("nothing of it is passed over");
            Whole(read.Compare(report));
        });
    }

    private static CreditReport Analyse(string model, string samples, AnalysisSettings? settings = null) =>
        new CachedRunner(new WorkerRunner(Limits, cacheFolder: null), files: null, isOnly: false).Run(
            model, samples, settings ?? AnalysisSettings.Regression, new AnalysisOptions { Threads = 1 }, CancellationToken.None);

    // What seeds have found lies between the others, since every run begins with the same ones.
    private static void Each(int count, Action<int> judge)
    {
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int seed = From; seed < From + count; seed++)
        {
            string code;
            try
            {
                judge(seed);
                code = "analysed";
            }
            catch (KoopmanAssertException refused)
            {
                code = refused.Code;
                DiagnosticRule.All.Select(r => r.Code).Should().Contain(code);
                code.Should().NotBe(DiagnosticCodes.Unforeseen, "seed {0}: {1}", seed, refused.Message);
                refused.Message.Should().NotContain("   at ").And.NotContain("Exception:", "seed {0}", seed);
            }
            catch (Exception failure)
            {
                throw new AssertionException($"seed {seed}: {failure}");
            }

            codes[code] = codes.GetValueOrDefault(code) + 1;
        }

        TestContext.Out.WriteLine(string.Join(", ", codes.Select(c => $"{c.Key} {c.Value}")));
    }

    private static void Finite(CreditReport report)
    {
        report.Blocks.Should().NotBeEmpty();
        report.Blocks.Should().OnlyContain(b => b.LogCredit == null || double.IsFinite(b.LogCredit.Value));
    }

    private static void Whole(BaselineComparison comparison)
    {
        Finite(comparison.Report);
        if (comparison.Holds)
        {
            comparison.Blocks.Should().OnlyContain(b => b.Accepted != null && b.Current != null && b.Current.Unreliable == null);
            comparison.Score!.Figures.Should().OnlyContain(f => double.IsFinite(f.Z));
        }
    }

    // Where two texts of JSON say something else; a number may be written in several ways, and the schema's name is the editor's.
    private static IEnumerable<string> Differences(JsonNode? one, JsonNode? other, string path) => (one, other) switch
    {
        (JsonObject a, JsonObject b) when a.Select(m => m.Key).Order().SequenceEqual(b.Select(m => m.Key).Order()) => a.SelectMany(
            m => Differences(m.Value, b[m.Key], $"{path}.{m.Key}")),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Zip(b)
            .SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]")),
        (JsonValue a, JsonValue b) when a.GetValueKind() == System.Text.Json.JsonValueKind.Number
            && b.GetValueKind() == System.Text.Json.JsonValueKind.Number
            && a.GetValue<double>() == b.GetValue<double>() => [],
        _ => path == ".$schema" || JsonNode.DeepEquals(one, other) ? [] : [$"{path}: {one?.ToJsonString()} became {other?.ToJsonString()}"],
    };

    private static byte[] Npz(byte[] npy)
    {
        using var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("x.npy").Open();
            entry.Write(npy);
        }

        return stream.ToArray();
    }

    private static int? Number(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
