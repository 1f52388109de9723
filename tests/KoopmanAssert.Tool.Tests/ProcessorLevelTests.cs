using System.Runtime.Intrinsics.X86;
using FluentAssertions;
using KoopmanAssert.Tool.Cache;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Which program analyses on which processor: the list of flags is what Linux writes for real ones.</summary>
[TestFixture]
internal sealed class ProcessorLevelTests
{
    private const string Haswell = "fpu sse4_2 movbe popcnt avx f16c abm bmi1 avx2 smep bmi2 fma";
    private const string Skylake = Haswell + " avx512f avx512dq avx512cd avx512bw avx512vl";

    [TestCase(Haswell, "x86-64-v3")]
    [TestCase(Skylake, "x86-64-v4", "x86-64-v3")]
    [TestCase("fpu fma sse4_2 movbe popcnt avx f16c bmi1 avx2 bmi2 avx512f avx512dq avx512cd avx512bw avx512vl", "x86-64-v4", "x86-64-v3",
        Description = "a kernel that does not list LZCNT, which the processor has")]
    [TestCase("fpu sse4_2 popcnt")]
    [TestCase("fpu sse4_2 movbe popcnt avx f16c abm bmi1 avx2x smep bmi2 fma", Description = "a flag of another name")]
    [TestCase("fpu avx512f avx512dq avx512cd avx512bw avx512vl", Description = "a virtual machine that hides what the level includes")]
    [TestCase(Haswell + " avx512f avx512cd avx512er avx512pf", "x86-64-v3", Description = "Knights Landing has only a part of AVX-512")]
    public void A_level_is_used_where_the_processor_has_all_of_it_and_of_those_below(string flags, params string[] levels)
    {
        using var folder = new WorkFolder();
        string list = folder.Write("cpuinfo", $"processor\t: 0\nflags\t\t: {flags}\nbugs\t\t: none\n\nprocessor\t: 1\n");
        ProcessorLevel.ReadLevels(list).Should().Equal(levels);
    }

    [Test]
    public void What_the_processor_has_beside_vectors_is_what_the_runtime_says() =>
        ProcessorLevel.HasOtherParts.Should().Be(Fma.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported);

    [Test]
    public void Without_a_list_of_processors_no_level_is_used()
    {
        using var folder = new WorkFolder();
        ProcessorLevel.ReadLevels(Path.Combine(folder.Root, "missing")).Should().BeEmpty();
        ProcessorLevel.ReadLevels(folder.Write("arm", "processor\t: 0\nFeatures\t: fp asimd\n")).Should().BeEmpty();
    }

    [Test]
    public void The_runtime_compiles_for_this_processor_and_needs_no_other_program() =>
        ProcessorLevel.FindProgram(Environment.ProcessPath!).Should().BeNull();
}
