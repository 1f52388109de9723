using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The files that a baseline names. If one is not there, the baseline has to be mended, at the line that names it.</summary>
internal static class NamedFiles
{
    /// <summary>Has the files of a baseline analysed.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="analyse">Analyses its samples, and its model or another one.</param>
    /// <param name="model">The other model; null for its own.</param>
    /// <exception cref="BaselineException">KOOP1015: it names no file, because its samples or its model were in memory.</exception>
    /// <exception cref="ModelException">KOOP2001: the model that the baseline names is not there; the file of the error is the baseline.
    /// </exception>
    /// <exception cref="SamplesException">KOOP2006: the samples are not there; likewise.</exception>
    public static T Use<T>(CreditBaseline baseline, Func<T> analyse, string? model = null)
    {
        RequireFiles(baseline, isOwn: string.IsNullOrEmpty(model));
        try
        {
            return analyse();
        }
        catch (ModelException missing) when (missing.Code == DiagnosticCodes.ModelMissing && missing.File == baseline.ModelPath)
        {
            (int? line, int? column) = Place(baseline, "model");
            throw new ModelException(
                missing.Code, baseline.Path, Problem("model", missing), WayOut("model"), missing)
            { Line = line, Column = column };
        }
        catch (SamplesException missing) when (missing.Code == DiagnosticCodes.SamplesMissing && missing.File == baseline.SamplesPath)
        {
            (int? line, int? column) = Place(baseline, "samples");
            throw new SamplesException(
                missing.Code, baseline.Path, Problem("samples", missing), WayOut("samples"), missing)
            { Line = line, Column = column };
        }
    }

    // The model of another command line can take the place of one that was in memory, but nothing that of samples.
    private static void RequireFiles(CreditBaseline baseline, bool isOwn)
    {
        if (baseline.Samples.InMemory || (isOwn && baseline.Model.InMemory))
        {
            string what = !baseline.Samples.InMemory ? "a model" : baseline.Model.InMemory ? "a model and samples" : "samples";
            throw new BaselineException(
                DiagnosticCodes.HeldInMemory,
                baseline.Path,
                $"was created from {what} in memory, so it names no file to analyse.",
                DiagnosticRule.Find(DiagnosticCodes.HeldInMemory).WayOutFor(baseline.Path));
        }
    }

    private static string Problem(string member, KoopmanAssertException missing) =>
        $"names the {member} '{missing.File}', but '{Path.GetFileName(missing.File)}' {missing.Problem}";

    private static string WayOut(string member) => $"Restore that file, or correct \"path\" of \"{member}\" in the baseline.";

    // None if the file has changed since it was read.
    private static (int? Line, int? Column) Place(CreditBaseline baseline, string member)
    {
        try
        {
            var text = new JsonText(baseline.Path, BaselineReader.Bytes(baseline.Path));
            return text.Locate(LocatedJson.Parse(text).Fields().Required(member).Fields().Required("path").Start);
        }
        catch (BaselineException)
        {
            return (null, null);
        }
    }
}
