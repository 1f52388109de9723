using System.Globalization;
using System.Xml.Linq;

namespace KoopmanAssert;

/// <summary>A library that ships a model and references the packed build gate, and nothing else: no configuration.</summary>
internal sealed class GateProject
{
    // What the task says of a baseline that it has checked, at normal verbosity.
    private const string Checked = ".credits.json: ";
    private readonly string _name;

    /// <param name="folder">The folder of the project; one with such a name below <see cref="PackedFeed.NewFolder"/>.</param>
    /// <param name="properties">Properties of the project: <c>NAME=VALUE</c>.</param>
    public GateProject(string folder, params string[] properties)
    {
        Folder = Path.IsPathRooted(folder) ? folder : PackedFeed.NewFolder(folder);
        _name = Path.GetFileName(folder);
        Directory.CreateDirectory(At("models"));
        File.Copy(Repository.LeNet, Model);
        File.Copy(Repository.Digits, Samples);
        File.Copy(Repository.LeNetBaseline, Baseline);
        File.WriteAllText(At("Digits.cs"), "namespace Shop { public class Digits { } }");
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(Folder)!, "nuget.config")))
        {
            PackedFeed.Configure(Folder);
        }

        Write(properties);
    }

    public static Dictionary<string, string> Environment => new() { ["NUGET_PACKAGES"] = PackedFeed.RestoredPackages };

    /// <summary>The packed task's package, as restored.</summary>
    public static string Package => Path.Combine(PackedFeed.RestoredPackages, "koopmanassert.msbuild", PackedFeed.Version);

    public string Folder { get; }

    public string Model => At("models", "lenet5.onnx");

    public string Samples => At("models", "mnist.npy");

    public string Baseline => At("models", "lenet5.credits.json");

    /// <summary>What the last check that held leaves.</summary>
    public string Record => At("obj", "KoopmanAssert.checked");

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Writes the project file: with properties, and items beside the package.</summary>
    public void Write(string[] properties, params XElement[] items) => new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            properties.Any(p => p.StartsWith("TargetFrameworks=", StringComparison.Ordinal))
                ? null
                : new XElement("TargetFramework", "net10.0"),
            properties.Select(p => new XElement(p.Split('=')[0], p.Split('=')[1]))),
        new XElement("ItemGroup",
            new XElement(
                "PackageReference",
                new XAttribute("Include", "KoopmanAssert.MSBuild"),
                new XAttribute("Version", PackedFeed.Version),
                new XAttribute("PrivateAssets", "all")),
            items)).Save(At($"{_name}.csproj"));

    /// <summary>Puts another model in the place of the accepted one: retrained with its second convolution frozen.</summary>
    public void ShipFrozenLayer() => File.Copy(Repository.LeNetFrozenLayer, Model, overwrite: true);

    /// <summary>Puts the accepted model back.</summary>
    public void ShipAccepted() => File.Copy(Repository.LeNet, Model, overwrite: true);

    public CommandResult Restore() => Run("restore");

    /// <summary>Builds what has been restored.</summary>
    public CommandResult Build(params string[] options) => Run(["build", "--no-restore", .. options]);

    /// <summary>Builds and tells how many baselines were checked; the build has to succeed.</summary>
    public int BuildAndCount(params string[] options) => Count(Build([.. options, "-v:n"]).Expect(0));

    public CommandResult Run(params string[] words) => CommandLine.Run(Folder, Environment, ["dotnet", .. words]);

    /// <summary>How many baselines an output at normal verbosity tells of.</summary>
    public static int Count(string output) => output.Split('\n').Count(line => line.Contains(Checked, StringComparison.Ordinal));

    /// <summary>Sets the time of a file, as a restore from an older copy would.</summary>
    public static void SetTime(string file, string time)
        => File.SetLastWriteTimeUtc(file, DateTime.Parse(time, CultureInfo.InvariantCulture));
}
