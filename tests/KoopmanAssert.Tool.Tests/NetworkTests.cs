using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Nothing leaves the machine: no process of the tool opens a socket of the internet.</summary>
[TestFixture]
[Platform("Linux")]
internal sealed class NetworkTests
{
    [Test]
    public void No_socket_of_the_internet_is_opened()
    {
        Strace.Require();
        using var folder = WorkFolder.WithFc();
        string log = folder.PathOf("../sockets");
        string[] init = ["init", "fc.onnx", "--samples", "mnist-9x9.npy"];

        Strace.List(folder, "socket,execve", log, init).Exits(0);

        string[] calls = File.ReadAllLines(log);
        calls.Where(call => call.Contains("execve(")).Should().HaveCountGreaterThan(1, "the worker process is traced too");
        calls.Where(call => call.Contains("AF_INET")).Should().BeEmpty();
    }
}
