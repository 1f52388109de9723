using System.Diagnostics;
using System.Security.Cryptography;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Tool;

/// <summary>A fresh folder of real files in which the tool runs; deleted afterwards.</summary>
internal sealed class WorkFolder : IDisposable
{
    private static readonly Dictionary<string, string> NoVariables = [];
    private static readonly Lazy<byte[]> FcBaseline = new(() => MakeFcBaseline()), FcStatedBaseline = new(
        () => MakeFcBaseline("--tolerance", "0.15")), FcLearntBaseline = new(MakeFcLearntBaseline);
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("koopman-");

    /// <summary>A folder of that name in a temporary folder.</summary>
    public WorkFolder(string name = "work") => Root = _parent.CreateSubdirectory(name).FullName;

    /// <summary>The folder with the fully connected network and its samples: the fastest real one.</summary>
    public static WorkFolder WithFc()
    {
        var folder = new WorkFolder();
        folder.Copy(RealFiles.Fc);
        folder.Copy(RealFiles.Mnist9X9);
        return folder;
    }

    /// <summary>The same with its baseline, fc.credits.json, as init writes it.</summary>
    public static WorkFolder WithFcBaseline()
    {
        WorkFolder folder = WithFc();
        folder.Write("fc.credits.json", FcBaseline.Value);
        return folder;
    }

    /// <summary>The same with its baseline, fc.credits.json, for 0.15 nats a dimension.</summary>
    public static WorkFolder WithFcStatedBaseline()
    {
        WorkFolder folder = WithFc();
        folder.Write("fc.credits.json", FcStatedBaseline.Value);
        return folder;
    }

    /// <summary>The same with the baseline of <see cref="WithFcBaseline"/>, learnt from all honest retrains.</summary>
    public static WorkFolder WithFcLearntBaseline()
    {
        WorkFolder folder = WithFc();
        folder.Write("fc.credits.json", FcLearntBaseline.Value);
        return folder;
    }

    /// <summary>The full path.</summary>
    public string Root { get; }

    /// <summary>The full path of something in the folder.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Copies a file here, over one that is there.</summary>
    public string Copy(string source, string? name = null)
    {
        string target = PathOf(name ?? Path.GetFileName(source));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target, overwrite: true);
        return target;
    }

    /// <summary>Writes a file.</summary>
    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Writes a text.</summary>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a model.</summary>
    public string Write(string name, ModelProto model) => Write(name, model.ToByteArray());

    /// <summary>The bytes of a file.</summary>
    public byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>The text of a file.</summary>
    public string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Everything below the folder, hidden or not, with the hash of what it holds.</summary>
    public SortedDictionary<string, string> Content() => new(
        new DirectoryInfo(Root).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(e => Path.GetRelativePath(Root, e.FullName), Fingerprint), StringComparer.Ordinal);

    /// <summary>Starts the tool here.</summary>
    public ToolProcess Start(params string[] arguments) => ToolProcess.Start(Root, NoVariables, arguments);

    /// <summary>Runs the tool here.</summary>
    public ToolRun Run(params string[] arguments) => RunWith(NoVariables, arguments);

    /// <summary>Runs the tool here with more variables in its environment.</summary>
    public ToolRun RunWith(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = ToolProcess.Start(Root, environment, arguments);
        return process.Finish();
    }

    /// <summary>
    /// Runs what must be refused: with one coded error line, nothing on the standard output, and not a byte of the folder changed.
    /// </summary>
    public void Refuses(string[] arguments, int exit, string code, string names, string wayOut)
    {
        SortedDictionary<string, string> before = Content();
        Run(arguments).IsRefused(exit, code, names, wayOut);
        Content().Should().Equal(before);
    }

    /// <summary>Runs git in the folder.</summary>
    public void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", Root, .. arguments]) { RedirectStandardError = true };
        using Process git = Process.Start(start)!;
        string error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.Should().Be(0, error);
    }

    public void Dispose() => _parent.Delete(recursive: true);

    private static byte[] MakeFcBaseline(params string[] more)
    {
        using WorkFolder folder = WithFc();
        folder.Run(["init", "fc.onnx", "--samples", "mnist-9x9.npy", .. more]).Succeeds();
        return folder.Bytes("fc.credits.json");
    }

    // Whatever the limits of the first of them are.
    private static byte[] MakeFcLearntBaseline()
    {
        using WorkFolder folder = WithFcBaseline();
        folder.Run(["accept", "fc.credits.json", .. Repository.FcRetrains, "--force", "--reason", "honest"]).Succeeds();
        return folder.Bytes("fc.credits.json");
    }

    private static string Fingerprint(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: { } target } => $"link to {target}",
        FileInfo { UnixFileMode: var mode, Length: > 0 } file =>
            $"{mode} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)))}",
        FileInfo { UnixFileMode: var mode } => $"{mode} empty",
        _ => "folder",
    };
}
