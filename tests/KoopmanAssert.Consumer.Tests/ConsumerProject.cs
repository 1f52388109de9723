using System.Xml.Linq;

namespace KoopmanAssert;

/// <summary>A test project as a user writes it: a project file, a test file, models, samples and a baseline.</summary>
internal sealed class ConsumerProject
{
    private readonly Dictionary<string, string> _environment = new() { ["NUGET_PACKAGES"] = PackedFeed.RestoredPackages };

    /// <param name="name">The folder and the project.</param>
    /// <param name="tests">The C# of the tests.</param>
    /// <param name="packages">Package references: <c>NAME VERSION</c>, or the name alone for a package of this repository.</param>
    public ConsumerProject(string name, string tests, params string[] packages)
    {
        Folder = PackedFeed.NewFolder(name);
        Directory.CreateDirectory(At("models"));
        File.Copy(Repository.LeNet, At("models", "lenet5.onnx"));
        File.Copy(Repository.Digits, At("models", "mnist.npy"));
        File.Copy(Repository.LeNetBaseline, At("models", "lenet5.credits.json"));
        PackedFeed.Configure(Folder);
        File.WriteAllText(At("Gate.cs"), tests);
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", "net10.0"),
                new XElement("Nullable", "enable"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("IsPackable", "false")),
            new XElement("ItemGroup", packages.Append("Microsoft.NET.Test.Sdk 18.11.0").Select(Reference))).Save(At($"{name}.csproj"));
    }

    public string Folder { get; }

    /// <summary>The files of the project, without what building makes.</summary>
    public IReadOnlyList<string> Sources
        => [.. Files.Where(file => !file.StartsWith("bin", StringComparison.Ordinal) && !file.StartsWith("obj", StringComparison.Ordinal))];

    /// <summary>All files of the project.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file))
        .Order(StringComparer.Ordinal)];

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Puts another model in the place of the accepted one.</summary>
    public void Ship(string model) => File.Copy(model, At("models", "lenet5.onnx"), overwrite: true);

    /// <summary>The folder that the Release configuration is built into, unless the project says otherwise.</summary>
    public string Output => At("bin", "Release", "net10.0");

    /// <summary>Adds groups to the project file.</summary>
    public void Add(params XElement[] groups)
    {
        string file = At($"{Path.GetFileName(Folder)}.csproj");
        var project = XElement.Load(file);
        project.Add(groups);
        project.Save(file);
    }

    public CommandResult Test(params string[] options) =>
        Run(["test", "-c", "Release", "--logger", "console;verbosity=normal", .. options]);

    public CommandResult Run(params string[] words) => CommandLine.Run(Folder, _environment, ["dotnet", .. words]);

    /// <summary>A group of properties, each <c>NAME=VALUE</c>.</summary>
    public static XElement Properties(params string[] properties) => new("PropertyGroup",
        properties.Select(p => new XElement(p.Split('=', 2)[0], p.Split('=', 2)[1])));

    private static XElement Reference(string package)
    {
        string[] words = [.. package.Split(' '), PackedFeed.Version];
        return new XElement("PackageReference", new XAttribute("Include", words[0]), new XAttribute("Version", words[1]));
    }
}
