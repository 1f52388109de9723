using System.Diagnostics;
using System.Globalization;

namespace KoopmanAssert;

/// <summary>Runs a piece of work for each line of the input and answers with the seconds that it took.</summary>
internal static class Server
{
    /// <summary>The runtime compiles code anew that was called 30 times, in the background; a second is ample for that.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Answers until the input ends. The first line of a piece of work prepares its inputs and compiles its code, and is answered with 0.
    /// </summary>
    public static void Run(TextReader input, TextWriter output)
    {
        string? prepared = null;
        Action work = () => { };
        while (input.ReadLine() is { } name)
        {
            double seconds = 0;
            if (name != prepared)
            {
                (prepared, work) = (name, Parts.Of(name));
                long start = Stopwatch.GetTimestamp();
                do
                {
                    work();
                }
                while (Stopwatch.GetElapsedTime(start) < WarmUp);
            }
            else
            {
                long start = Stopwatch.GetTimestamp();
                work();
                seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            output.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
            output.Flush();
        }
    }
}
