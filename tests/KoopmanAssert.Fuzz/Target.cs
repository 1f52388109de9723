namespace KoopmanAssert.Fuzz;

/// <summary>A reader of what strangers write. It reads bytes or refuses them, as its documentation says; all else is a finding.</summary>
/// <remarks>A constructor calls nothing of ours: what is instrumented runs only while a fuzzer listens.</remarks>
/// <param name="name">Its name on the command line.</param>
/// <param name="folder">A folder for the files of readers that take a path.</param>
public abstract class Target(string name, string folder)
{
    // Of all allocations for one small file together, also those that were collected meanwhile.
    private const long MostAllocated = 1L << 28;

    /// <summary>Its name on the command line.</summary>
    public string Name => name;

    /// <summary>Good files, as small as they can be: a fuzzer changes them.</summary>
    public abstract IEnumerable<byte[]> Good();

    /// <summary>The good files, and those on which a fuzzer has found something once.</summary>
    public IEnumerable<byte[]> Seeds()
    {
        string kept = Repository.At("tests", "KoopmanAssert.Fuzz", "Found", Name);
        string[] found = Directory.Exists(kept) ? Directory.GetFiles(kept) : [];
        return Good().Concat(found.Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
    }

    /// <summary>Has the reader read bytes.</summary>
    /// <returns>Whether they were read; false if they were refused.</returns>
    /// <exception cref="FindingException">The reader did neither, or took too much memory.</exception>
    public bool Takes(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isTaken = TakesOrRefuses(content);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= MostAllocated ? isTaken
            : throw new FindingException($"The reader allocated {allocated} bytes for {content.Length}.");
    }

    /// <summary>Calls the reader, and what uses the values that it returns.</summary>
    protected abstract void Read(byte[] content);

    /// <summary>Whether the reader promises this exception.</summary>
    protected abstract bool IsPromised(Exception refusal);

    /// <summary>The path of a file in the folder.</summary>
    protected string At(string file) => Path.Combine(folder, file);

    /// <summary>Whether an exception is one of ours, with a code that is meant for it, and names the file.</summary>
    protected static bool IsCoded(Exception refusal, string file) =>
        refusal is KoopmanAssertException coded && coded.Code != DiagnosticCodes.Unforeseen && coded.File == file;

    private bool TakesOrRefuses(byte[] content)
    {
        try
        {
            Read(content);
            return true;
        }
        catch (Exception refusal) when (IsPromised(refusal))
        {
            return false;
        }
        catch (Exception failure) when (failure is not FindingException)
        {
            throw new FindingException($"{failure.GetType().Name}: {failure.Message}", failure);
        }
    }
}
