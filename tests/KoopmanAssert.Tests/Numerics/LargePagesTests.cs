using System.Globalization;
using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
[Platform("Linux")]
internal sealed unsafe class LargePagesTests
{
    private const string Advised = "hg"; // proc_pid_smaps(5)

    [SetUp]
    public void SetUp()
    {
        if (!Directory.Exists("/sys/kernel/mm/transparent_hugepage"))
        {
            Assert.Ignore("This kernel has none.");
        }
    }

    [Test]
    public void Large_arrays_ask_for_them() => Flags(LargePages.Allocate<double>(1 << 20)).Should().Contain(Advised);

    [Test]
    public void So_does_large_native_memory()
    {
        using var buffer = new AlignedBuffer(1 << 20, isCleared: false, isKept: false);
        Flags(buffer.Start + (1 << 19)).Should().Contain(Advised);
    }

    // The C library keeps what lies below a block that is in use.
    [Test]
    [NonParallelizable]
    public void Large_native_memory_goes_back_to_the_system_whatever_is_still_in_use()
    {
        const int Length = 3 << 20, Count = 16; // 384 MiB
        AlignedBuffer[] buffers = [.. Enumerable.Range(0, Count).Select(_ => new AlignedBuffer(Length, isKept: false))];
        long before = Environment.WorkingSet;
        Array.ForEach(buffers[..^1], buffer => buffer.Dispose());
        (before - Environment.WorkingSet).Should().BeGreaterThan((Count - 2) * (long)Length * sizeof(double));
        buffers[^1].Dispose();
    }

    private static string[] Flags(double[] array)
    {
        fixed (double* start = array)
        {
            return Flags(start + (array.Length / 2));
        }
    }

    // Of the mapping that holds an address: its first line is "from-to permissions …", a later one "VmFlags: …".
    private static string[] Flags(double* address)
    {
        bool isFound = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] words = line.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':'))
            {
                isFound = Address(words[0]) <= (ulong)address && (ulong)address < Address(words[1]);
            }
            else if (isFound && words[0] == "VmFlags:")
            {
                return words[1..];
            }
        }

        throw new InvalidOperationException("No mapping holds the address.");
    }

    private static ulong Address(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
