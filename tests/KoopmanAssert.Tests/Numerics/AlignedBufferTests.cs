using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Workspaces whose memory is used again.</summary>
[NonParallelizable]
public unsafe class AlignedBufferTests
{
    [Test]
    public void A_buffer_is_zero_though_its_memory_was_used()
    {
        for (int round = 0; round < 3; round++)
        {
            using AlignedBuffer buffer = new(10_000);
            var entries = new Span<double>(buffer.Start, 10_000);
            entries.IndexOfAnyExcept(0).Should().Be(-1);
            entries.Fill(double.NaN);
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1_000_003)]
    public void It_starts_on_a_cache_line(int length)
    {
        using AlignedBuffer buffer = new(length);
        ((nint)buffer.Start % 64).Should().Be(0);
    }

    [Test]
    public void Buffers_in_use_never_overlap()
    {
        AlignedBuffer[] buffers = [.. Enumerable.Range(1, 50).Select(i => new AlignedBuffer(100 * i))];
        foreach ((AlignedBuffer buffer, int i) in buffers.Select((buffer, i) => (buffer, i)))
        {
            new Span<double>(buffer.Start, 100 * (i + 1)).Fill(i);
        }

        for (int i = 0; i < buffers.Length; i++)
        {
            new Span<double>(buffers[i].Start, 100 * (i + 1)).IndexOfAnyExcept(i).Should().Be(-1);
            buffers[i].Dispose();
            buffers[i].Dispose(); // once more does no harm
        }
    }

    [Test]
    public void What_lies_idle_is_bounded_and_given_back_on_request()
    {
        AlignedBuffer[] buffers = [.. Enumerable.Range(0, 40).Select(_ => new AlignedBuffer(1 << 20, isCleared: false))];
        Array.ForEach(buffers, buffer => buffer.Dispose());
        IdleBlocks.Bytes.Should().BeInRange(1, IdleBlocks.Most, "40 buffers of 8 MiB are more");
        IdleBlocks.Release();
        IdleBlocks.Bytes.Should().Be(0);
    }

    [Test]
    public void What_is_larger_than_its_pages_matter_goes_back_at_once()
    {
        IdleBlocks.Release();
        new AlignedBuffer(((long)IdleBlocks.Largest / sizeof(double)) + 1).Dispose();
        IdleBlocks.Bytes.Should().Be(0);
    }

    [Test]
    public void Activations_leave_nothing_idle()
    {
        IdleBlocks.Release();
        new AlignedBuffer(1 << 20, isKept: false).Dispose();
        IdleBlocks.Bytes.Should().Be(0);
    }
}
