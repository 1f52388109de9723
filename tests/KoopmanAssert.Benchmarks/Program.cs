using BenchmarkDotNet.Running;

namespace KoopmanAssert;

/// <summary>
/// The command line of BenchmarkDotNet over the parts, a whole analysis and the tool (<c>-- --filter '*Gram*'</c>; time and allocations), and
/// eight commands for <c>tests/side-by-side</c>:
/// <c>serve</c> runs the parts that it reads from its input and answers with seconds, <c>forward</c> runs ONNX Runtime alone,
/// <c>cuts</c> writes the model whose outputs are the activations at the cuts, <c>keep</c> runs one so and keeps them,
/// <c>analyse</c> runs a whole analysis in one step, <c>default</c> one with the default settings, <c>activations</c> writes the
/// activations at the cuts, and <c>network</c> writes a network of a given shape and images for it.
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
                RuntimeAlone.Run(model, samples, int.Parse(count), int.Parse(batch));
                return 0;
            case ["cuts", var model, var samples, var count, var written]:
                WholeModels.WriteCuts(model, samples, int.Parse(count), written);
                return 0;
            case ["keep", var model, var samples, var count, var batch, var largest]:
                KeptOutputs.Run(model, samples, int.Parse(count), int.Parse(batch), long.Parse(largest));
                return 0;
            case ["analyse", var model, var samples, var count, .. var memory]:
                WholeModels.Analyse(model, samples, int.Parse(count), memory is [var bytes] ? long.Parse(bytes) : null);
                return 0;
            case ["default", var model, var samples, var count, .. var noise]:
                WholeModels.AnalyseByDefault(model, samples, int.Parse(count), measureNoise: noise is ["noise"]);
                return 0;
            case ["activations", var model, var samples, var count, var folder]:
                WholeModels.WriteActivations(model, samples, int.Parse(count), folder);
                return 0;
            case ["network", var name, var model, var images, var count]:
                ShapedNetworks.Write(name, model, images, int.Parse(count));
                return 0;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
                return 0;
        }
    }
}
