// The paper's figure 4 on the networks of this folder: `features` for its part (b), `ranking` for its part (a).
string folder = Path.Combine(AppContext.BaseDirectory, "data");
switch (args)
{
    case ["features"]:
        FeatureMaps.Print(Path.Combine(folder, "fc.onnx"), Path.Combine(folder, "mnist-9x9.npy"), Path.Combine(folder, "labels.npy"));
        return 0;
    case ["ranking", .. var rest] when rest.Length <= 1:
        Ranking.Print(Path.Combine(folder, "lenet5.onnx"), Path.Combine(folder, "mnist.npy"), rest is [var repeats] ? int.Parse(repeats) : 10);
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run --project examples/paper -c Release -- features | ranking [REPEATS]");
        return 2;
}
