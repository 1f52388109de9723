namespace KoopmanAssert.Core.Numerics;

/// <summary>The four vectors that one pass of the tridiagonalisation reads and writes.</summary>
/// <param name="v">The reflector of the pending update A − v wᵀ − w vᵀ.</param>
/// <param name="w">Its companion.</param>
/// <param name="u">The reflector to multiply by.</param>
/// <param name="p">The product A u, accumulated.</param>
internal readonly unsafe struct RankTwoVectors(double* v, double* w, double* u, double* p)
{
    public readonly double* V = v;
    public readonly double* W = w;
    public readonly double* U = u;
    public readonly double* P = p;

    /// <summary>The same vectors from a later row on.</summary>
    public RankTwoVectors From(nint row) => new(V + row, W + row, U + row, P + row);
}
