namespace KoopmanAssert;

/// <summary>A diff tool for tests: a program that writes down the files that it is started with.</summary>
internal sealed class RecordingTool
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly string _record;

    /// <summary>Writes the program into a folder.</summary>
    public RecordingTool(string folder, string name = "tool")
    {
        Program = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.cmd" : name);
        _record = $"{Program}.record";
        File.WriteAllText(Program, OperatingSystem.IsWindows()
            ? "@(echo %~1& echo %~2)> \"%~f0.part\"\r\n@move \"%~f0.part\" \"%~f0.record\"\r\n"
            : "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$0.part\"\nmv \"$0.part\" \"$0.record\"\n");
        MakeExecutable();
    }

    /// <summary>The path of the program.</summary>
    public string Program { get; }

    /// <summary>Whether it has been started.</summary>
    public bool HasStarted => File.Exists(_record);

    /// <summary>The files that it was started with, once it has been.</summary>
    public string[] Files
    {
        get
        {
            SpinWait.SpinUntil(() => HasStarted, Longest);
            return File.ReadAllLines(_record);
        }
    }

    /// <summary>Forgets that it was started.</summary>
    public void Forget() => File.Delete(_record);

    private void MakeExecutable()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
