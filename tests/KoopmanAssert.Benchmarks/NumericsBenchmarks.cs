using BenchmarkDotNet.Attributes;

namespace KoopmanAssert;

/// <summary>The linear algebra at the sizes of the default settings (400 samples) and beyond.</summary>
[MemoryDiagnoser]
public class NumericsBenchmarks
{
    private Action _product = null!;
    private Action _eigen = null!;
    private Action _singular = null!;

    /// <summary>Gets or sets the order of the matrices: few samples, the default, many samples.</summary>
    [Params(100, 400, 1000)]
    public int Order { get; set; }

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void Prepare() => (_product, _eigen, _singular) = (Parts.Product(Order), Parts.Eigen(Order), Parts.Singular(Order, Order));

    /// <summary>A product of two square matrices.</summary>
    [Benchmark]
    public void Product() => _product();

    /// <summary>A symmetric eigenproblem with vectors.</summary>
    [Benchmark]
    public void SymmetricEigen() => _eigen();

    /// <summary>Singular values of graded columns.</summary>
    [Benchmark]
    public void SingularValues() => _singular();
}

/// <summary>From float32 activations to Gram matrices and log-credits, 400 samples.</summary>
[MemoryDiagnoser]
public class CreditBenchmarks
{
    private const int Samples = 400;

    private Action _gram = null!;
    private Action _credit = null!;

    /// <summary>Gets or sets the dimension of a cut: the first of LeNet-5, and one in the middle of ResNet-50.</summary>
    [Params(4_704, 50_176)]
    public int Dimension { get; set; }

    /// <summary>Gets or sets the threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Makes the activations.</summary>
    [GlobalSetup]
    public void Prepare() => (_gram, _credit) = (Parts.Gram(Samples, Dimension, Threads), Parts.Credit(Samples, Dimension, 1, Threads));

    /// <summary>One Gram matrix.</summary>
    [Benchmark]
    public void GramMatrix() => _gram();

    /// <summary>One block: two Gram matrices and its log-credit.</summary>
    [Benchmark]
    public void LogCredit() => _credit();
}
