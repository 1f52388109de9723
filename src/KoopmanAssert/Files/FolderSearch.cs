namespace KoopmanAssert.Core.Files;

/// <summary>A folder or a file that a search passed over.</summary>
internal sealed class PassedOver
{
    /// <param name="place">Its path relative to the folder that was searched.</param>
    /// <param name="reason">Why, in words that follow the path.</param>
    public PassedOver(string place, string reason) => (Place, Reason) = (place, reason);

    /// <summary>Its path relative to the folder that was searched.</summary>
    public string Place { get; }

    /// <summary>Why, in words that follow the path.</summary>
    public string Reason { get; }

    /// <summary>The paths of the files in it that the search was for.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Whether it may hold other such files: nobody looked into it.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>One sentence without a full stop.</summary>
    public override string ToString() => IsUnknown ? $"passed over '{Place}', which {Reason}"
        : $"passed over {Files.Count} baseline{(Files.Count == 1 ? "" : "s")} in '{Place}', which {Reason}";
}

/// <summary>
/// The one rule by which the tool, the build and the tests find the baselines of a folder: all files of an ending in it and below it,
/// except those in the folders of builds and what builds have copied, in folders whose name begins with a dot, and, if the folder holds a
/// project, in the folders of other projects.
/// </summary>
/// <remarks>
/// Links to folders are followed, each folder is searched once. Whatever is passed over is returned too. The build task compiles this file
/// as well, because no assembly of ours may enter the process of MSBuild.
/// </remarks>
internal sealed class FolderSearch
{
    private readonly string _root;
    private readonly string _real;
    private readonly string _ending;
    private readonly bool _isProject;
    private readonly BuildTraces _traces;
    private readonly List<string> _found = [];
    private readonly List<PassedOver> _passedOver = [];
    private readonly HashSet<string> _searched = new(StringComparer.Ordinal);
    private readonly Queue<string> _links = new();

    private FolderSearch(string root, string ending)
    {
        (_root, _ending, _traces) = (Path.GetFullPath(root), ending, new BuildTraces(ending));
        _real = FolderLinks.Resolve(_root);
        string[] names = [.. new DirectoryInfo(_root).EnumerateFiles().Select(file => file.Name)];
        _isProject = names.Any(IsProject);
        Search(new DirectoryInfo(_root), "", _real, passedOver: null);
        while (_links.Count > 0)
        {
            Follow(_links.Dequeue());
        }

        // A build into the folder of its own sources lists these sources too.
        if (BuildTraces.Reason(names) is null)
        {
            PassOverCopies();
        }

        _found.Sort(StringComparer.Ordinal);
        _passedOver.RemoveAll(over => over.Files.Count == 0 && !over.IsUnknown);
    }

    /// <summary>The paths that were found, relative to the folder, in ordinal order.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>What was passed over, in the order of the search: only what holds such files, and links that were not followed.</summary>
    public IReadOnlyList<PassedOver> PassedOver => _passedOver;

    /// <summary>Searches a folder.</summary>
    /// <param name="root">The path of a folder that exists.</param>
    /// <param name="ending">The ending of the files' names.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read; the message names it.</exception>
    public static FolderSearch Run(string root, string ending) => new(root, ending);

    // Of a language: dirs.proj and build.proj build the projects below them.
    private static bool IsProject(string file) => Path.GetExtension(file) is { Length: > 5 } extension
        && extension.EndsWith("proj", StringComparison.OrdinalIgnoreCase);

    private void Search(DirectoryInfo folder, string place, string real, PassedOver? passedOver)
    {
        if (passedOver is null && !_searched.Add(real))
        {
            return;
        }

        bool isHidden = place.Length > 0 && folder.Name[0] == '.';
        FileSystemInfo[] entries = Entries(folder, mayFail: passedOver is not null || isHidden);
        string[] names = [.. entries.OfType<FileInfo>().Select(file => file.Name)];
        if (passedOver is null && place.Length > 0 && Reason(folder.Name, names) is { } why)
        {
            _searched.Remove(real); // a link may lead there
            _passedOver.Add(passedOver = new PassedOver(place, why));
        }

        foreach (FileSystemInfo entry in entries)
        {
            string inner = Path.Combine(place, entry.Name);
            if (entry is DirectoryInfo below)
            {
                Descend(below, inner, Path.Combine(real, entry.Name), passedOver);
            }
            else
            {
                _traces.Read((FileInfo)entry);
                if (entry.Name.EndsWith(_ending, StringComparison.Ordinal))
                {
                    (passedOver?.Files ?? _found).Add(inner);
                }
            }
        }
    }

    private void Descend(DirectoryInfo folder, string place, string real, PassedOver? passedOver)
    {
        bool isLink = FolderLinks.MayBeLink(folder) && (!FolderLinks.CanRead || FolderLinks.Target(folder.FullName) is not null);
        if (!isLink)
        {
            if (folder.Name != ".git") // as large as it is old, and never anybody's source
            {
                Search(folder, place, real, passedOver);
            }
        }
        else if (passedOver is null)
        {
            _links.Enqueue(place); // after all that is no link, so that each folder is searched at its own place
        }
    }

    private void Follow(string place)
    {
        var link = new DirectoryInfo(Path.Combine(_root, place));
        if (!FolderLinks.CanRead)
        {
            _passedOver.Add(new PassedOver(place, "is a link, which this version of MSBuild cannot follow") { IsUnknown = true });
            return;
        }

        string real = FolderLinks.Resolve(link.FullName);
        if (_searched.Contains(real))
        {
            return;
        }

        if (_searched.Any(other => FolderLinks.IsWithin(other, real)))
        {
            string why = $"is a link to '{real}', which contains a folder that is searched anyway";
            _passedOver.Add(new PassedOver(place, why) { IsUnknown = true });
            return;
        }

        PassedOver? passedOver = BuildTraces.ReasonAbove(real, _real) is { } reason ? new PassedOver(place, reason) : null;
        if (passedOver is not null)
        {
            _passedOver.Add(passedOver);
        }

        Search(link, place, real, passedOver);
    }

    private string? Reason(string name, IReadOnlyCollection<string> files) =>
        name[0] == '.' ? "begins with a dot"
        : BuildTraces.Reason(files)
        ?? (_isProject && files.FirstOrDefault(IsProject) is { } project ? $"is the folder of another project, '{project}'" : null);

    private void PassOverCopies()
    {
        foreach (string copy in _found.Where(file => _traces.Wrote(Path.Combine(_root, file))).ToArray())
        {
            _found.Remove(copy);
            var over = new PassedOver(copy, "a build has written");
            over.Files.Add(copy);
            _passedOver.Add(over);
        }
    }

    private static FileSystemInfo[] Entries(DirectoryInfo folder, bool mayFail)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // a build that runs meanwhile has deleted it
        }
        catch (UnauthorizedAccessException) when (mayFail)
        {
            return []; // it is passed over in any case
        }
    }
}
