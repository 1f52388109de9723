using BenchmarkDotNet.Running;

namespace KoopmanAssert;

/// <summary>
/// Without arguments that are its own, BenchmarkDotNet's command line over the parts (<c>-- --filter '*Gram*'</c>). For
/// <c>tests/side-by-side</c>: <c>serve</c> runs the parts that it is told and answers with seconds, <c>forward</c> is ONNX Runtime alone,
/// <c>analyse</c> a whole analysis, <c>activations</c> writes what passes the cuts.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["serve"]:
                Server.Run(Console.In, Console.Out);
                return 0;
            case ["forward", var model, var samples, var count, var batch]:
                WholeModels.Forward(model, samples, int.Parse(count), int.Parse(batch));
                return 0;
            case ["analyse", var model, var samples, var count, .. var memory]:
                WholeModels.Analyse(model, samples, int.Parse(count), memory is [var bytes] ? long.Parse(bytes) : null);
                return 0;
            case ["activations", var model, var samples, var count, var folder]:
                WholeModels.WriteActivations(model, samples, int.Parse(count), folder);
                return 0;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
                return 0;
        }
    }
}
