using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>A command line that says nothing sensible exits with 2 and KOOP4001, names the value and what is taken instead.</summary>
[TestFixture]
internal sealed class BadOptionTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("frobnicate", "See koopman-assert --help", "frobnicate")]
    [TestCase("--frobnicate", "See koopman-assert --help", "--frobnicate")]
    [TestCase("blocks fc.onnx --frobnicate", "See koopman-assert blocks --help", "--frobnicate")]
    [TestCase("check --frobnicate", "See koopman-assert check --help", "--frobnicate")]
    [TestCase("check fc.credits.json -x", "See koopman-assert check --help", "-x")]
    [TestCase("blocks fc.onnx extra.onnx", "See koopman-assert blocks --help", "extra.onnx")]
    [TestCase("blocks", "See koopman-assert blocks --help", "the argument MODEL is missing")]
    [TestCase("init fc.onnx", "See koopman-assert init --help", "the option '--samples' is required")]
    [TestCase("init fc.onnx --samples", "See koopman-assert init --help", "the option '--samples' needs a value, FILE")]
    [TestCase("update --force --reason", "See koopman-assert update --help", "the option '--reason' needs a value, TEXT")]
    [TestCase("blocks fc.onnx --tree --dot", "See koopman-assert blocks --help", "--json, --tree and --dot exclude each other")]
    [TestCase("history a.json --json --benchmark", "See koopman-assert history --help", "--json and --benchmark exclude each other")]
    [TestCase("diff fc.onnx fc.onnx --max-error 1", "See koopman-assert diff --help", "--json and --max-error go with --equivalent")]
    [TestCase("accept", "See koopman-assert accept --help", "the argument BASELINE is missing")]
    [TestCase("accept fc.credits.json fc.onnx --list", "See koopman-assert accept --help", "--list takes neither models nor --remove")]
    [TestCase("accept fc.credits.json --list --remove abc", "See koopman-assert accept --help", "--list takes neither models nor --remove")]
    [TestCase("diff fc.onnx", "See koopman-assert diff --help", "the argument B is missing")]
    [TestCase("explain KOOP0001 KOOP0002", "See koopman-assert explain --help", "KOOP0002")]
    public void A_word_too_many_or_too_few(string commandLine, string wayOut, string names) =>
        Refuses(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), names, wayOut);

    [TestCase("chekc", "here. Did you mean 'check'?")]
    [TestCase("check --josn", "Did you mean '--json'?")]
    [TestCase("credits fc.onnx --smaples mnist-9x9.npy", "Did you mean '--samples'?")]
    [TestCase("explain KOPP0001", "Did you mean 'KOOP0001'?")]
    [TestCase("explain credti", "Did you mean 'credit'?")]
    public void A_slip_is_guessed(string commandLine, string question) =>
        Refuses(commandLine.Split(' '), question, "koopman-assert");

    [TestCase("check --model fc.onnx --shard 1/2", "--model holds one model")]
    [TestCase("check --json --diagnostics", "both need the standard output")]
    [TestCase("check --json --annotations github", "--annotations github and --json both need the standard output")]
    public void Options_that_exclude_each_other(string commandLine, string names) => Refuses(commandLine.Split(' '), names, names);

    [TestCase("blocks")]
    [TestCase("check")]
    [TestCase("update")]
    [TestCase("accept")]
    [TestCase("history")]
    public void An_empty_path(string command)
        => Refuses([command, ""], "must not be empty", $"See koopman-assert {command} --help");

    [TestCase("--samples")]
    [TestCase("--samples", "mnist-9x9.npy", "-o")]
    [TestCase("--samples", "mnist-9x9.npy", "--cuts")]
    [TestCase("--samples", "mnist-9x9.npy", "--tolerance")]
    [TestCase("--samples", "mnist-9x9.npy", "--accepted")]
    public void An_empty_value(params string[] options) =>
        Refuses(["init", "fc.onnx", .. options, ""], "must not be empty", "See koopman-assert init --help");

    [TestCase("--threads", "many", "the option '--threads' cannot be 'many'. Use a whole number")]
    [TestCase("--threads", "0", "the option '--threads' cannot be '0'. Use 1 to 1024")]
    [TestCase("--threads", "1025", "1 to 1024")]
    [TestCase("--memory", "2", "the option '--memory' cannot be '2'. Use an amount of memory with its unit, such as 512MiB or 2GiB")]
    [TestCase("--timeout", "many", "the option '--timeout' cannot be 'many'. Use a number")]
    [TestCase("--timeout", "0,5", "the option '--timeout' cannot be '0,5'. Use a number with a decimal point")]
    [TestCase("--timeout", "0", "a number of seconds above 0")]
    [TestCase("--provider", "gpu", "the option '--provider' cannot be 'gpu'. Use cpu")]
    [TestCase("--memory", "2GB", "512MiB or 2GiB")]
    [TestCase("--memory", "-2GiB", "512MiB or 2GiB")]
    [TestCase("--memory", "1,5GiB", "512MiB or 2GiB")]
    [TestCase("--memory", "1e99GiB", "512MiB or 2GiB")]
    [TestCase("--memory", "0.5MiB", "at least 1MiB")]
    [TestCase("--profile", "fast", "regression or paper")]
    [TestCase("--profile", "Paper", "regression or paper")]
    [TestCase("--profile", "1", "regression or paper")]
    [TestCase("--alignment", "diagonal", "principal, gaussian or orthonormal")]
    [TestCase("--observable", "quadratic", "affine or identity")]
    [TestCase("--steps", "0", "1 to 10000")]
    [TestCase("--steps", "10001", "1 to 10000")]
    [TestCase("--steps", "3d", "auto, 2d, or a number")]
    [TestCase("--steps", "-1", "1 to 10000")]
    [TestCase("--snapshots", "0", "1 to 1000000")]
    [TestCase("--repeats", "0", "1 to 1000")]
    [TestCase("--repeats", "1001", "1 to 1000")]
    [TestCase("--seed", "99999999999", "Use a whole number")]
    [TestCase("--seed", "1.5", "Use a whole number")]
    [TestCase("--rank-rule", "fixed:0", "fixed:K with K from 1")]
    [TestCase("--rank-rule", "energy:1.5", "energy:SHARE with a share above 0 up to 1")]
    [TestCase("--rank-rule", "best", "relative, fixed:K")]
    [TestCase("--rank-tolerance", "0", "above 0 and below 1")]
    [TestCase("--rank-tolerance", "1", "above 0 and below 1")]
    [TestCase("--rank-tolerance", "-0.1", "above 0 and below 1")]
    [TestCase("--rank-tolerance", "NaN", "above 0 and below 1")]
    [TestCase("--rank-tolerance", "0,5", "above 0 and below 1")]
    [TestCase("--rank-tolerance", "small", "above 0 and below 1")]
    [TestCase("--max-samples", "0", "1 to 1000000")]
    [TestCase("--max-samples", "0", "the option '--max-samples' cannot be '0'")]
    [TestCase("--max-samples", "many", "1 to 1000000")]
    [TestCase("--reduce", "0", "1 to 1000000")]
    [TestCase("--volume", "Eigen", "singular or eigen")]
    [TestCase("--pixels", "grey", "raw, unit, signed, imagenet or six numbers")]
    [TestCase("--tolerance", "0", "the option '--tolerance' cannot be '0'. Use a number of nats above 0")]
    [TestCase("--tolerance", "-0.15", "'-0.15'")]
    [TestCase("--tolerance", "NaN", "above 0")]
    [TestCase("--tolerance", "Infinity", "above 0")]
    [TestCase("--tolerance", "0,15", "such as 0.15")]
    [TestCase("--tolerance", "fc1=", "also as GLOB=0.15")]
    [TestCase("--tolerance", "=0.15", "also as GLOB=0.15")]
    [TestCase("--false-alarms", "0", "the option '--false-alarms' cannot be '0'. Use a rate above 0 up to 0.5")]
    [TestCase("--false-alarms", "0.51", "above 0 up to 0.5")]
    [TestCase("--false-alarms", "-0.05", "above 0 up to 0.5")]
    [TestCase("--false-alarms", "NaN", "above 0 up to 0.5")]
    [TestCase("--false-alarms", "few", "the option '--false-alarms' cannot be 'few'. Use a number")]
    [TestCase("--retraining", "always", "fresh, continued or auto")]
    [TestCase("--retraining", "Fresh", "fresh, continued or auto")]
    [TestCase("--classes", "label", "The outputs are: logits")]
    [TestCase("--rank-change", "-1", "the option '--rank-change' cannot be '-1'. Use 0 to")]
    [TestCase("--rank-change", "few", "the option '--rank-change' cannot be 'few'. Use a whole number")]
    [TestCase("--blocks", "conv*", "The blocks are: fc1, fc2, fc3, fc4")]
    [TestCase("--split", "conv*", "The blocks are: fc1, fc2, fc3, fc4")]
    [TestCase("--cuts", "nowhere", "The cuttable tensors are: input")]
    [TestCase("--input", "image", "The inputs are: input")]
    [TestCase("--output", "label", "The outputs are: logits")]
    [TestCase("--output-file", "baseline.json", "Use a name that ends with .credits.json")]
    public void A_value_outside_what_an_option_takes(string option, string value, string taken) =>
        Refuses(["init", "fc.onnx", "--samples", "mnist-9x9.npy", option, value], value, taken);

    [Test]
    public void A_path_or_a_glob_without_end()
    {
        string path = new('p', 24_000);
        Refuses(["blocks", "fc.onnx", path], "' is not a command, option or argument here", "See koopman-assert blocks --help");
        string[] split = ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--split", new('x', 60_000)];
        Refuses(split, "…", "The blocks are: fc1, fc2, fc3, fc4");
        _folder.Refuses(["credits", $"{path}.onnx", "--samples", "a.npy"], 2, DiagnosticCodes.ModelMissing, "…", "Give the path");
        _folder.Refuses(["check", $"{path}.credits.json"], 3, DiagnosticCodes.BaselineMissing, "…", "Give the path");
    }

    [Test]
    public void An_option_given_twice() =>
        Refuses(
            ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--seed", "1", "--seed", "2"],
            "the option '--seed' takes one value, but 2 are given",
            "See koopman-assert credits --help");

    [Test]
    public void Settings_that_no_memory_could_hold() =>
        _folder.Refuses(
            ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--steps", "10000"],
            2,
            DiagnosticCodes.TooLarge,
            "'fc.onnx' has the block 'fc1', too large for these settings",
            "--steps auto, or at most 4096 snapshots: --steps 10");

    [TestCase("missing.txt")]
    [TestCase("cat")]
    [TestCase("empty.txt")]
    public void Names_of_classes_that_are_neither_a_list_nor_a_file(string names)
    {
        _folder.Write("empty.txt", "");
        _folder.Refuses(
            ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--class-names", names],
            2,
            DiagnosticCodes.Usage,
            $"the option '--class-names' cannot be '{names}'",
            "a file of at most 1 MiB with one name per line");
    }

    [Test]
    public void An_error_below_zero() =>
        _folder.Refuses(
            ["diff", "fc.onnx", "fc.onnx", "--samples", "mnist-9x9.npy", "--equivalent", "--max-error", "-1"],
            2,
            DiagnosticCodes.Usage,
            "the option '--max-error' cannot be '-1'",
            "Use 0 or more");

    [Test]
    public void An_unknown_code() =>
        Refuses(["explain", "KOOP9999"], "'KOOP9999' is neither a code nor a word", "run: koopman-assert explain");

    [TestCase("0.999")]
    [TestCase("1e-9")]
    public void Ranges_include_their_ends(string tolerance) =>
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--rank-tolerance", tolerance, "--threads", "1024").Succeeds();

    private void Refuses(string[] arguments, string names, string wayOut) =>
        _folder.Refuses(arguments, 2, DiagnosticCodes.Usage, names, wayOut);
}
