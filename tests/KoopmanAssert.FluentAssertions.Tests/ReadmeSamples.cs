using System.Runtime.CompilerServices;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The C# of the packages' READMEs is compiled: each of its lines is a line of <see cref="AUsersTests"/> below.</summary>
public sealed class ReadmeSamples
{
    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    [TestCase("KoopmanAssert.MLNet")]
    [TestCase("KoopmanAssert.Parquet")]
    public void Every_line_of_CSharp_in_the_README_of_a_package_is_compiled_here(string package)
    {
        string[] compiled = [.. Lines(File.ReadAllText(Here())), .. Of("KoopmanAssert.MLNet"), .. Of("KoopmanAssert.Parquet")];
        string[] shown = [.. File.ReadAllText(Repository.At("src", package, "README.md")).Split("```csharp\n").Skip(1)
            .Select(block => block.Split("```")[0])
            .Where(block => !block.Contains("[ModuleInitializer]", StringComparison.Ordinal)) // consumer tests run it with its frameworks
            .SelectMany(Lines)
            .Where(line => !line.StartsWith("using ", StringComparison.Ordinal))]; // needless in this namespace; consumer tests compile them

        shown.Should().HaveCountGreaterThan(3);
        compiled.Should().Contain(shown);
    }

    private static string[] Lines(string code) =>
        [.. code.Split('\n').Select(line => line.Split("//")[0].Trim()).Where(line => line.Length > 0)];

    private static string Here([CallerFilePath] string here = "") => here;

    // What the tests of a package compile.
    private static string[] Of(string package) => Lines(File.ReadAllText(Repository.At("tests", $"{package}.Tests", "ReadmeSamples.cs")));

    /// <summary>A user's tests; abstract, since a user's files are not here.</summary>
    internal abstract class AUsersTests
    {
        [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
        public void The_network_has_not_drifted(string baseline) =>
            Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

        public static void One_assertion() =>
            CreditBaseline.Load("models/lenet5.credits.json").Should().Hold();

        public static void Several_assertions_on_one_analysis()
        {
            CreditReport credits = CreditAnalysis.Run("models/lenet5.onnx", "samples/mnist.npy");
            Assert.That(credits, Credits.MatchBaseline("models/lenet5.credits.json"));
            Assert.That(credits, Credits.AreReliable.And.HaveCreditAbove("conv2", "pool2"));
            Assert.That(credits, Credits.LogCreditOf("conv2", Is.EqualTo(388.5).Within(2.0)));
            credits.Should().MatchBaseline("models/lenet5.credits.json").And.BeReliable();
            credits.Should().HaveBlock("conv2").Which.Should().HaveLogCredit(388.5, within: 2.0);
            credits.Should().HaveCreditAbove("conv2", "pool2");
        }

        public static void The_library_alone()
        {
            var options = new AnalysisOptions { MeasureNoise = true };
            CreditReport credits = CreditAnalysis.Run("models/lenet5.onnx", "samples/mnist.npy", options: options);
            CreditBaseline.Create(credits, "models/lenet5.credits.json").Save();
            BaselineComparison comparison = CreditBaseline.Load("models/lenet5.credits.json").Check();
            comparison.WriteHtml("drift.html");
        }

        public static void Without_a_test_framework() =>
            CreditBaseline.Load("models/lenet5.credits.json").EnsureHeld();

        public static CreditReport In_memory(long[] ids, long[] mask)
        {
            float[,] values = LoadRows();
            byte[] onnx = ExportModel();
            CreditReport credits = CreditAnalysis.Run(onnx, Samples.From(values));
            CreditReport twoInputs = CreditAnalysis.Run("models/bert.onnx", Samples.FromInputs(new Dictionary<string, Samples>
            {
                ["ids"] = Samples.From(ids, 400, 128),
                ["mask"] = Samples.From(mask, 400, 128),
            }));
            return credits.Blocks.Count > 0 ? credits : twoInputs;
        }

        private static float[,] LoadRows() => new float[400, 6];

        private static byte[] ExportModel() => DenseNetwork.Of(new DenseLayer("fc1"));

        public static bool Two_builds_of_one_model()
        {
            EquivalenceReport report = ModelEquivalence.Compare("models/lenet5.onnx", "models/lenet5-int8.onnx", "samples/mnist.npy");
            BlockDeviation? departs = report.FirstDeparture(tolerance: 0.05); // null if the builds are equivalent
            return departs is null;
        }
    }
}
