using System.Runtime.Intrinsics;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The inner loops of this folder, compiled for the vector width of the machine.</summary>
/// <remarks>
/// All widths give the same bits: every loop works on eight lanes (<see cref="ILanes{TSelf}"/>), products are fused, and the order in which
/// an entry is summed does not depend on the width. Stateless, so safe for concurrent use.
/// </remarks>
internal abstract unsafe class VectorKernels
{
    /// <summary>The number of rows of a packed panel, which is the number of lanes.</summary>
    public const int Panel = 8;

    /// <summary>The number of rows of a product tile: three panels.</summary>
    public const int TileRows = 3 * Panel;

    private static readonly VectorKernels Best =
        Vector512.IsHardwareAccelerated ? new VectorKernels<Lanes512>()
        : Vector256.IsHardwareAccelerated ? new VectorKernels<Lanes256>()
        : new VectorKernels<Lanes128>();

    [ThreadStatic]
    private static VectorKernels? s_override;

    /// <summary>The kernels for the widest vectors of the machine, or those that <see cref="Override"/> set for this thread.</summary>
    public static VectorKernels Current => s_override ?? Best;

    /// <summary>Sets the kernels of the calling thread, so that tests can compare widths; null restores the widest.</summary>
    public static void Override(VectorKernels? kernels) => s_override = kernels;

    /// <summary>
    /// Computes a tile (24-by-8, column-major): the product of up to three packed panels (8-by-depth each) and one (depth-by-8). With fewer
    /// than three panels, only the first rows of the tile are written.
    /// </summary>
    public abstract void Tile(double* panels, nint panelStride, double* panel, int depth, double* tile, int count = 3);

    /// <summary>
    /// Adds <paramref name="sign"/> times the rows of up to three panels of a tile to 8 columns of the destination, or overwrites them.
    /// </summary>
    public abstract void AddTile(double* tile, double sign, double* destination, nint stride, bool overwrite, int count = 3);

    /// <summary>Adds float32 rows, one after the other, to the sums of their columns.</summary>
    /// <param name="rows">The addresses of up to eight rows.</param>
    /// <param name="depth">The number of entries of each row.</param>
    /// <param name="sum">The sums, one per entry.</param>
    public abstract void AddRows(ReadOnlySpan<nint> rows, int depth, double* sum);

    /// <summary>Packs eight float32 rows, widened to float64, less the mean of each column.</summary>
    /// <param name="rows">The addresses of the eight rows.</param>
    /// <param name="depth">The number of entries of each row.</param>
    /// <param name="panel">Receives the panel: entry (r, k) at 8k + r.</param>
    /// <param name="mean">The means, one per k; null to subtract nothing.</param>
    public abstract void Widen(ReadOnlySpan<nint> rows, int depth, double* panel, double* mean);

    /// <summary>Σ x_i y_i.</summary>
    public abstract double Dot(double* x, double* y, int count);

    /// <summary>Subtracts mean_k from the eight entries at 8k of a packed panel, k = 0 … depth−1.</summary>
    public abstract void SubtractFromRows(double* mean, double* panel, int depth);

    /// <summary>y += factor·x.</summary>
    public abstract void AddScaled(double factor, double* x, double* y, int count);

    /// <summary>(x, y) = (c·x − s·y, s·x + c·y).</summary>
    public abstract void Rotate(double* x, double* y, double cosine, double sine, int count);

    /// <summary>
    /// One step of the symmetric rank-2 update and product for four columns of a block of 8 columns (see <see cref="Tridiagonal"/>).
    /// </summary>
    /// <param name="columns">Four columns, from the first row of their diagonal block.</param>
    /// <param name="stride">The distance between columns, in entries.</param>
    /// <param name="work">v, w, u and the product p, from the same row.</param>
    /// <param name="offset">The index of the first of the four columns within the block: 0 or 4.</param>
    /// <param name="blocks">The number of blocks of 8 rows, including the diagonal block.</param>
    public abstract void UpdateAndMultiply(double* columns, nint stride, RankTwoVectors work, int offset, int blocks);

    /// <summary>Σ z_i²/(d_i − λ) and its derivative at λ = origin + τ, each d_i − λ as (d_i − origin) − τ.</summary>
    public abstract SecularSum SecularSum(double* poles, double* z, int count, double origin, double tau);
}
