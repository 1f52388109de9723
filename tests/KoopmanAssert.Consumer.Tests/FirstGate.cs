using System.Xml.Linq;

namespace KoopmanAssert;

/// <summary>
/// What a newcomer does: a test project as the SDK's template or a framework's documentation has it, <c>dotnet add package</c>, one test,
/// a model with samples and a baseline. Nothing else is written to the project file.
/// </summary>
internal sealed class FirstGate
{
    private readonly string _name;
    private readonly bool _isTestingPlatform;
    private readonly Dictionary<string, string> _environment = new() { ["NUGET_PACKAGES"] = PackedFeed.RestoredPackages };

    /// <param name="name">The folder and the project.</param>
    /// <param name="isTestingPlatform">Whether <c>dotnet test</c> uses Microsoft.Testing.Platform instead of VSTest.</param>
    /// <param name="feed">The folder with the packages; that of all packages when null.</param>
    public FirstGate(string name, bool isTestingPlatform = false, string? feed = null)
    {
        _name = name;
        _isTestingPlatform = isTestingPlatform;
        Folder = PackedFeed.NewFolder(name);
        PackedFeed.Configure(Folder, feed);
        if (isTestingPlatform)
        {
            string settings = File.ReadAllText(At("global.json")).Trim();
            File.WriteAllText(At("global.json"), $$"""{{settings[..^1]}}, "test": { "runner": "Microsoft.Testing.Platform" } }""");
        }

        Directory.CreateDirectory(At("models"));
        File.Copy(Repository.Digits, At("models", "mnist.npy"));
        File.Copy(Repository.LeNetBaseline, At("models", "lenet5.credits.json"));
        Ship(Repository.LeNet);
    }

    public string Folder { get; }

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>The page of the last run that failed.</summary>
    public string Page => File.ReadAllText(
        Directory.GetFiles(At("bin"), "lenet5.credits.received.html", SearchOption.AllDirectories).Single());

    /// <summary>The project of a template of the SDK, without the test that it brings.</summary>
    public FirstGate New(string template, params string[] options)
    {
        Run(["dotnet", "new", template, "--name", _name, "--output", ".", "--no-restore", .. options]).Expect(0);
        foreach (string file in Directory.GetFiles(Folder, "*Test1.cs"))
        {
            File.Delete(file);
        }

        return this;
    }

    /// <summary>A project for a framework without a template in the SDK.</summary>
    /// <param name="packages">Its packages: <c>NAME VERSION</c>.</param>
    /// <param name="properties">Its properties: <c>NAME=VALUE</c>.</param>
    /// <param name="namespaces">The namespaces that every file uses.</param>
    public FirstGate Write(string[] packages, string[] properties, params string[] namespaces)
    {
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                properties.Concat(["TargetFramework=net10.0", "ImplicitUsings=enable", "Nullable=enable"])
                    .Select(p => new XElement(p.Split('=')[0], p.Split('=')[1]))),
            new XElement("ItemGroup",
                packages.Select(p => new XElement(
                    "PackageReference",
                    new XAttribute("Include", p.Split(' ')[0]),
                    new XAttribute("Version", p.Split(' ')[1]))),
                namespaces.Select(n => new XElement("Using", new XAttribute("Include", n))))).Save(At($"{_name}.csproj"));
        return this;
    }

    /// <summary>Adds a package as a user does: of another version than the one in the feed, or the one in the feed.</summary>
    public FirstGate Add(string package, string? version = null)
    {
        Run(["dotnet", "add", "package", package, "--version", version ?? PackedFeed.Version]).Expect(0);
        return this;
    }

    /// <summary>Writes the file with the test.</summary>
    public FirstGate Test(string code)
    {
        File.WriteAllText(At("Gate.cs"), code);
        return this;
    }

    /// <summary>Adds the file of the README that attaches the files for review to a failed test.</summary>
    /// <param name="framework">The framework, as the README's table names it; that of the file itself when null.</param>
    public FirstGate Attach(string? framework = null)
    {
        AttachingFile file = framework is null ? AttachingFile.Shown : AttachingFile.For(framework);
        File.WriteAllText(At("Attachments.cs"), file.Code);
        return Test(file.AddTo(File.ReadAllText(At("Gate.cs"))));
    }

    /// <summary>Adds the package that opens a diff tool, with the file of its README.</summary>
    /// <param name="tool">The tool, which takes the place of the installed ones.</param>
    /// <param name="packages">Packages of other versions than it asks for: <c>NAME VERSION</c>.</param>
    public FirstGate OpenIn(RecordingTool tool, params string[] packages)
    {
        _environment["DiffEngine_ToolOrder"] = "Meld";
        _environment["DiffEngine_Meld"] = tool.Program;
        File.WriteAllText(At("DiffTool.cs"), Readme.ModuleInitializer("KoopmanAssert.DiffEngine"));
        Add("KoopmanAssert.DiffEngine");
        return packages.Aggregate(this, (gate, package) => gate.Add(package.Split(' ')[0], package.Split(' ')[1]));
    }

    /// <summary>What <c>dotnet test</c> takes to record what tests attach.</summary>
    public string[] Recording => _isTestingPlatform ? [] : ["--logger", "trx", "--results-directory", At("results")];

    /// <summary>The files for review that a recorded run attached, by name: each is a copy of one in the output folder.</summary>
    public IReadOnlyList<string> Attached(CommandResult run)
    {
        string[] received = Directory.GetFiles(At("bin"), "*.received.*", SearchOption.AllDirectories);
        return
        [
            .. (_isTestingPlatform ? AttachedFiles.Printed(run.Output) : AttachedFiles.Recorded(At("results")))
                .Select(attached => received.Single(file => File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(attached))))
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Puts another model in the place of the accepted one.</summary>
    public void Ship(string model) => File.Copy(model, At("models", "lenet5.onnx"), overwrite: true);

    public CommandResult Run(params string[] words) => CommandLine.Run(Folder, _environment, words);

    /// <summary>Runs a command with a variable set.</summary>
    public CommandResult RunWith(string variable, string value, params string[] words) =>
        CommandLine.Run(Folder, new Dictionary<string, string>(_environment) { [variable] = value }, words);
}
