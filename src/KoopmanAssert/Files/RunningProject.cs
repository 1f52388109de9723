using System.Reflection;

namespace KoopmanAssert.Core.Files;

/// <summary>The project that runs: the one whose assembly was built into the folder that the tests run in.</summary>
/// <param name="Note">What its build wrote down.</param>
/// <param name="Source">Its folder, if that is on this machine and is what was built; else null.</param>
internal sealed record RunningProject(ProjectNote Note, string? Source)
{
    private static readonly Lazy<RunningProject?> Found = new(() => Find(
        [AppContext.BaseDirectory, Path.GetDirectoryName(typeof(RunningProject).Assembly.Location) ?? ""],
        AppDomain.CurrentDomain.GetAssemblies()));

    /// <summary>The project of this process; null if no build wrote one down, as for a program that uses the library.</summary>
    /// <exception cref="SettingsException">KOOP4004: it may be one of several.</exception>
    public static RunningProject? Current => Found.Value;

    /// <summary>The folder that paths are relative to: that of the source, or else the folder of the build's copies.</summary>
    public string Folder => Source ?? Note.Output;

    /// <summary>The folders in which a path is looked up, most likely first; for a program, the current folder is the last.</summary>
    public IReadOnlyList<string> Folders
    {
        get
        {
            string[] own = Source is null ? [Note.Output] : [Source, Note.Output];
            return Note.IsTest ? own : [.. own, Directory.GetCurrentDirectory()];
        }
    }

    /// <summary>Finds the project that runs from one of some folders, the first of them that has any.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="loaded">The assemblies of the process, which decide between several projects that were built into one folder.</param>
    /// <exception cref="SettingsException">KOOP4004: they do not decide.</exception>
    public static RunningProject? Find(IEnumerable<string> folders, IReadOnlyCollection<Assembly> loaded)
    {
        IReadOnlyList<ProjectNote> notes = folders.Select(ProjectNote.In).FirstOrDefault(found => found.Count > 0) ?? [];
        return notes.Count switch
        {
            0 => null,
            1 => Create(notes[0]),
            _ => Create(Choose(notes, loaded)),
        };
    }

    private static RunningProject Create(ProjectNote note) => new(note, note.FindSource());

    // Of the projects whose assemblies are loaded, the one that none of the others uses.
    private static ProjectNote Choose(IReadOnlyList<ProjectNote> notes, IReadOnlyCollection<Assembly> loaded)
    {
        (ProjectNote Note, Assembly Assembly)[] running =
        [
            .. from note in notes
               from assembly in loaded
               where assembly.GetName().Name == note.Assembly
               select (note, assembly),
        ];
        ProjectNote[] top =
        [
            .. running.Where(one => !running.Any(other => other.Assembly.GetReferencedAssemblies().Any(r => r.Name == one.Note.Assembly)))
                .Select(one => one.Note).Distinct(),
        ];
        return top.Length == 1 ? top[0] : throw new SettingsException(
            DiagnosticCodes.ProjectUnknown,
            notes[0].Output,
            $"holds the assemblies of several test projects: {string.Join(", ", notes.Select(note => $"'{note.Project}'"))}.",
            DiagnosticRule.Find(DiagnosticCodes.ProjectUnknown).WayOut);
    }
}
