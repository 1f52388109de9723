using FluentAssertions;
using KoopmanAssert.Core.Models;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The memory is the runtime's, of which there is one in a process.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class SharedArenaTests
{
    private static bool IsRegistered
    {
        get
        {
            using var memory = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            try
            {
                OrtEnv.Instance().UnregisterAllocator(memory);
            }
            catch (OnnxRuntimeException)
            {
                return false;
            }

            using var growth = new OrtArenaCfg(0, 0, -1, -1);
            OrtEnv.Instance().CreateAndRegisterAllocator(memory, growth);
            return true;
        }
    }

    [Test]
    public void It_is_there_until_the_last_lease_ends()
    {
        var first = SharedArena.Lease();
        var second = SharedArena.Lease();
        first!.Dispose();
        first.Dispose();
        IsRegistered.Should().BeTrue();
        second!.Dispose();
        IsRegistered.Should().BeFalse();
        using (SharedArena.Lease())
        {
            IsRegistered.Should().BeTrue();
        }

        IsRegistered.Should().BeFalse();
    }

    [Test]
    public void A_lease_that_has_ended_gives_a_session_nothing()
    {
        var lease = SharedArena.Lease();
        lease!.Dispose();
        using SessionOptions options = NativeRuntime.Options(".", ExecutionProvider.Cpu);
        FluentActions.Invoking(() => lease.AddTo(options)).Should().Throw<ObjectDisposedException>();
    }

    [Test]
    public void A_pass_in_segments_leases_it_until_its_last_segment_has_run_and_gives_it_back_when_it_is_stopped()
    {
        using var folder = new ModelFolder();
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "y", 4, 4).Dense("y", "z", 4, 4).Output("z");
        var loaded = LoadedNetwork.Load(folder.Write(network.Model), folder.Samples(20, 4));
        using ForwardPass whole = Pass(loaded, long.MaxValue), pass = Pass(loaded, 1), stopped = Pass(loaded, 1);
        _ = whole.At(0);
        IsRegistered.Should().BeFalse("one session shares it with none");
        _ = pass.At(0);
        IsRegistered.Should().BeTrue();
        pass.At(2).ToMatrix().Should().Be(whole.At(2).ToMatrix());
        IsRegistered.Should().BeFalse();
        _ = stopped.At(0);
        stopped.Dispose();
        IsRegistered.Should().BeFalse();
    }

    private static ForwardPass Pass(LoadedNetwork network, long bound) =>
        new(network.Graph, network.Inputs, network.Cuts, 0, _ => bound, keepAll: false, threads: 2, CancellationToken.None);
}
