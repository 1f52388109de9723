// Feeds readers of what strangers write: under a fuzzer, with the seeds that it starts from, or with the files that it has found.
using KoopmanAssert.Fuzz;
using SharpFuzz;

// The script keeps it in memory, by TMPDIR, and removes what a process that was killed has left.
DirectoryInfo scratch = Directory.CreateTempSubdirectory("koopman-fuzz-");
try
{
    if (args is [var mode, var name, .. var paths] && AllTargets.Create(name, scratch.FullName) is { } target)
    {
        switch (mode)
        {
            case "fuzz":
                Fuzzer.OutOfProcess.Run(stream => target.Takes(Bytes(stream)));
                return 0;
            case "seeds" when paths is [var folder]:
                WriteSeeds(target, folder);
                return 0;
            case "replay":
                return paths.Select(path => Replay(target, path)).ToList().TrueForAll(isFine => isFine) ? 0 : 1;
        }
    }

    await Console.Error.WriteLineAsync($"""
        Usage: KoopmanAssert.Fuzz fuzz TARGET, under AFL
               KoopmanAssert.Fuzz seeds TARGET FOLDER
               KoopmanAssert.Fuzz replay TARGET FILE…
        TARGET: {string.Join(", ", AllTargets.Names)}
        """);
    return 2;
}
finally
{
    scratch.Delete(recursive: true);
}

static byte[] Bytes(Stream stream)
{
    using var content = new MemoryStream();
    stream.CopyTo(content);
    return content.ToArray();
}

static void WriteSeeds(Target target, string folder)
{
    Directory.CreateDirectory(folder);
    foreach ((int number, byte[] seed) in target.Seeds().Index())
    {
        File.WriteAllBytes(Path.Combine(folder, $"{number:000}"), seed);
    }
}

static bool Replay(Target target, string path)
{
    try
    {
        Console.WriteLine($"{(target.Takes(File.ReadAllBytes(path)) ? "read" : "refused")} {path}");
        return true;
    }
    catch (FindingException finding)
    {
        Console.WriteLine($"FINDING {path}: {finding.Message}");
        Console.WriteLine(finding.InnerException?.StackTrace);
        return false;
    }
}
