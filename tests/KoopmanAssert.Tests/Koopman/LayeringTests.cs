using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Dependencies point one way: the algebra knows blocks as functions, never ONNX, files or JSON.</summary>
public class LayeringTests
{
    private static readonly string[] Sources =
        [.. new[] {
            "Koopman",
            "Numerics" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src", "KoopmanAssert", folder), "*.cs", SearchOption.AllDirectories))];

    [TestCase("Onnx")]
    [TestCase("Json")]
    [TestCase("System.IO")]
    [TestCase("File")]
    [TestCase("FileStream")]
    [TestCase("MemoryStream")]
    [TestCase("Directory")]
    [TestCase("Path.")]
    [TestCase("Console")]
    public void Nothing_in_Koopman_or_Numerics_mentions(string word)
    {
        Sources.Should().HaveCountGreaterThan(20);
        Sources.Where(path => File.ReadAllText(path).Contains(word, StringComparison.OrdinalIgnoreCase)).Select(Path.GetFileName).Should()
            .BeEmpty();
    }

    // The types of the layers above, by the names of their files. Two are also names of the algebra's own figures.
    [Test]
    public void Nothing_in_Koopman_or_Numerics_uses_a_type_of_the_layers_above(
        [Values("Models", "Partition", "Credits", "Baselines", "Drift", "Reports", "Diagnostics")] string layer)
    {
        string[] types = [.. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src", "KoopmanAssert", layer), "*.cs")
            .Select(p => Path.GetFileNameWithoutExtension(p))
            .Except(["Tolerance", "Block"])];
        Sources.Should().AllSatisfy(path =>
        {
            string[] words = [.. File.ReadLines(path).Select(line => line.Split("//")[0])
                .SelectMany(line => line.Split([' ', '(', ')', '<', '>', '.', ',', ';', '?', '[', ']', '{', '}']))];
            words.Intersect(types).Should().BeEmpty(Path.GetFileName(path));
        });
    }
}
