namespace KoopmanAssert;

/// <summary>
/// A random tree of folders with baselines: sources, outputs of builds, other projects, hidden folders and links, whatever they are
/// called. Which baselines belong to the tree is known from how it was made.
/// </summary>
internal sealed class BaselineTree
{
    /// <summary>The content of a baseline: each front end names it, without an analysis, as one that it cannot read.</summary>
    public const string Damaged = "{}";

    private const int Depth = 3;
    private static readonly string[] Names = ["models", "bin", "obj", "artifacts", "publish", "a b", "é", "Release"];
    private readonly string _root;
    private readonly string _outside;
    private readonly Random _random;
    private readonly bool _isProject;
    private readonly List<string> _own = [];
    private readonly List<string> _others = [];
    private int _made;

    /// <param name="root">The folder, which need not exist.</param>
    /// <param name="outside">The folder for what its links lead to.</param>
    /// <param name="seed">The tree.</param>
    /// <param name="isProject">Whether the folder belongs to a project, so that the baselines of projects below are theirs.</param>
    public BaselineTree(string root, string outside, int seed, bool isProject)
    {
        (_root, _outside, _random, _isProject) = (root, outside, new Random(seed), isProject);
        Directory.CreateDirectory(root);
        Fill(root, "", Depth, isOther: false);
    }

    /// <summary>The baselines of the tree, relative to its root and with forward slashes, in ordinal order.</summary>
    public IReadOnlyList<string> Own => [.. _own.Order(StringComparer.Ordinal)];

    /// <summary>Those that are passed over.</summary>
    public IReadOnlyList<string> Others => [.. _others.Order(StringComparer.Ordinal)];

    private void Fill(string folder, string place, int depth, bool isOther)
    {
        if (_random.Next(10) < 6)
        {
            string name = $"{_made++}.credits.json";
            File.WriteAllText(Path.Combine(folder, name), Damaged);
            (isOther ? _others : _own).Add(place + name);
        }

        for (int i = depth == 0 ? 0 : _random.Next(1, 5); i > 0; i--)
        {
            // A project has the folders bin and obj of its own build already.
            string name = Names[_random.Next(Names.Length)] + (place.Length == 0 || _random.Next(2) == 0 ? $"{i}" : "");
            string inner = Path.Combine(folder, name);
            if (!Path.Exists(inner))
            {
                Make(inner, $"{place}{name}/", depth - 1, isOther);
            }
        }
    }

    private void Make(string folder, string place, int depth, bool isOther)
    {
        switch (_random.Next(9))
        {
            case 0:
                Below(folder, "App.deps.json", isOther: true);
                break;
            case 1:
                Below(folder, "project.assets.json", isOther: true);
                break;
            case 2:
                Below(folder, "Inner.fsproj", isOther || _isProject);
                break;
            case 3:
                string hidden = Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}");
                Directory.CreateDirectory(hidden);
                Fill(hidden, $"{place[..^(Path.GetFileName(folder).Length + 1)]}.{Path.GetFileName(folder)}/", depth, isOther: true);
                break;
            case 4 when !isOther: // a link to a folder elsewhere; links in folders that are passed over are not followed
                string elsewhere = Directory.CreateDirectory(Path.Combine(_outside, $"{_made++}")).FullName;
                Directory.CreateSymbolicLink(folder, elsewhere);
                Fill(elsewhere, place, depth, isOther: false);
                break;
            case 5 when !isOther: // a link to the output of a build elsewhere
                string output = Directory.CreateDirectory(Path.Combine(_outside, $"{_made++}")).FullName;
                File.WriteAllText(Path.Combine(output, "App.deps.json"), "{}");
                Directory.CreateSymbolicLink(folder, output);
                Fill(output, place, 0, isOther: true);
                break;
            case 6: // a loop, or a second way to a folder that is searched anyway
                Directory.CreateSymbolicLink(folder, _random.Next(2) == 0 ? _root : Path.GetDirectoryName(folder)!);
                break;
            default:
                Below(folder, null, isOther);
                break;
        }

        void Below(string below, string? mark, bool isOther)
        {
            Directory.CreateDirectory(below);
            if (mark is not null)
            {
                File.WriteAllText(Path.Combine(below, mark), mark.EndsWith("proj", StringComparison.Ordinal) ? "<Project />" : "{}");
            }

            Fill(below, place, depth, isOther);
        }
    }
}
